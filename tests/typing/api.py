"""
The public API as typed calls: never run, checked by mypy and pyright.

It follows the shop window of the design; whoever breaks a call shape breaks this file.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, assert_type

import numpy as np

import partnerkit as pk
from partnerkit import interop
from partnerkit.access import CLASSES, HIDDEN, PermissionClass, View, visible
from partnerkit.conflicts import (
    Attempts,
    Conflict,
    ConflictChanges,
    Conflicts,
    Prevention,
    detect,
    detect_changes,
    prevent,
    rules,
)
from partnerkit.conflicts.accounts import Grade, Match, compare_accounts, match_accounts
from partnerkit.conflicts.cases import Case, precedents
from partnerkit.conflicts.comparable import Comparison
from partnerkit.conflicts.comparable import compare as compare_prices
from partnerkit.conflicts.cooperation import Cooperation
from partnerkit.conflicts.effective_price import effective_unit_price
from partnerkit.conflicts.own_world import own_world, with_people_named
from partnerkit.conflicts.precedence import Precedence as DealPrecedence
from partnerkit.conflicts.rules.channel_conflict import channel_conflict
from partnerkit.conflicts.rules.cooperation_rules import cooperation_rules
from partnerkit.conflicts.rules.deal_overlap import deal_overlap
from partnerkit.conflicts.rules.dual_distribution_wall import Showing, dual_distribution_wall
from partnerkit.conflicts.rules.lead_collision import lead_collision
from partnerkit.conflicts.rules.non_compete import non_compete
from partnerkit.conflicts.rules.passive_sales_restricted import unlawful_restrictions
from partnerkit.conflicts.rules.resale_price_fixing import binds_prices, resale_price_fixing
from partnerkit.conflicts.rules.uniform_pricing import uniform_pricing
from partnerkit.desk import (
    Advanced,
    AsyncDesk,
    Desk,
    Funded,
    Registered,
    Retelling,
    Retry,
    SetAside,
    Stored,
)
from partnerkit.engagement import (
    Agenda,
    Attendee,
    Cadence,
    ContactPlan,
    Meeting,
    Messages,
    Moves,
    ProblemChanges,
    Relations,
    Responses,
    Slots,
    SurveyResult,
    SurveyResults,
    TimeUses,
    VisitCalendar,
    VisitPlan,
    WeeklySlot,
    WeeklySlots,
    agenda_points,
    balance_portfolios,
    contact_plan,
    estimate_responses,
    in_turns,
    meeting_slots,
    messages_to,
    plan_visits,
    relations_of,
    solved_problems,
    survey_results,
    time_use,
    unfinished_visits,
    visit_calendar,
    weekly_slots,
)
from partnerkit.facts import (
    Account,
    Agreement,
    BonusTerm,
    Commitment,
    CreditNote,
    CreditSplit,
    Figure,
    Fund,
    FundRequest,
    Grant,
    HandOver,
    Interaction,
    Intervention,
    JointGoal,
    JointPart,
    JointPlan,
    Measure,
    Network,
    Person,
    Plan,
    PriceTerm,
    Program,
    RateTable,
)
from partnerkit.facts.deal import DealRegistration
from partnerkit.goals import (
    Alignment,
    Attainment,
    Bounds,
    Changes,
    Goal,
    GoalTree,
    PlanningRound,
    Proposal,
    Status,
    Step,
    Views,
    actuals_of,
    align,
    alignment_findings,
    attain,
    attain_jointly,
    blend,
    broken_commitments,
    cascade,
    compare,
    diff,
    divide_actuals,
    early_warnings,
    growth,
    hand_over,
    history,
    judge_commitments,
    potential,
    reconcile,
    regroup,
    roll_up,
    share_credit,
    trend,
    what_if,
)
from partnerkit.interop import (
    Column,
    Retention,
    due_for_erasure,
    dumps,
    grid,
    json_schema,
    loads,
    plots,
    read_csv,
    say,
    say_value,
    table,
)
from partnerkit.interop.pages import Section, Table, Tile, document, review_page
from partnerkit.interop.privacy import about, recipients, without
from partnerkit.interop.privacy import notices as erasure_notices
from partnerkit.interop.retention import Due as DueErasure
from partnerkit.leads import (
    RULES,
    USUAL_STAGES,
    Allocation,
    Attribution,
    BalancesCorrected,
    BestFit,
    Clock,
    Decision,
    Envy,
    EqualLoad,
    FairShare,
    Fit,
    FollowUpTeam,
    Funnel,
    Handout,
    Journeys,
    LeadDeclined,
    MembershipChanged,
    OfferBook,
    Offering,
    OfferStep,
    PartnerReport,
    PauseCase,
    Policy,
    Precedence,
    Qualification,
    Rotation,
    ServiceLevel,
    ServiceReport,
    StageEntered,
    Standing,
    Terms,
    Watched,
    allocate,
    allocate_batch,
    answer,
    apply,
    assign_to,
    attribute,
    capacity_limit,
    capped_catch_up,
    carry_out,
    check_campaigns,
    clock_start,
    deletion_duties,
    follow_up_capacity,
    funnel,
    had_it_not_declined,
    handouts_of,
    journeys_of,
    long_run,
    may_be_passed_to,
    merge,
    missed,
    move_clock,
    named_partner,
    notices,
    of_tier,
    offer_leads,
    paced,
    propose_pauses,
    protected_registration,
    qualify,
    reassign,
    reliability_of,
    replay,
    run_due,
    running_service,
    screen,
    simulate,
    sla_report,
    split_account,
    take_over,
    view_offer,
    watch,
    within,
)
from partnerkit.leads import what_if as what_if_shared
from partnerkit.leads.answering import LeadOffer
from partnerkit.leads.candidate import Candidate
from partnerkit.leads.changes import Change
from partnerkit.lifecycle import (
    IMPROVEMENT,
    Advance,
    Bonus,
    Bonuses,
    Criterion,
    CustomerAnswer,
    Feedback,
    Fits,
    FundBook,
    FundStep,
    Grounds,
    Notice,
    PartnerProfile,
    PersonBasis,
    Progresses,
    SellerFigures,
    Statement,
    Succeeded,
    TierChanges,
    TierDecision,
    TierStanding,
    TierStandings,
    WhiteSpots,
    WindDownStep,
    WindDownTerms,
    advance,
    allot_by_weight,
    benefits,
    bonuses,
    change_tiers,
    check_indemnity,
    closing_gaps,
    end_by_notice,
    feedback,
    interventions,
    merge_partners,
    pass_on_customers,
    plan_from,
    plan_progress,
    qualify_tiers,
    rights,
    seller_figures,
    split_partner,
    statement,
    white_spots,
    wind_down,
)
from partnerkit.lifecycle import (
    fit as fit_candidates,
)
from partnerkit.review import (
    CAUSES,
    REMEDIES,
    AreaReview,
    Cause,
    CauseFound,
    Diagnosis,
    Due,
    Duty,
    Effect,
    Evidence,
    Gap,
    Judged,
    Mirror,
    MirrorReading,
    NextStep,
    OpenPoint,
    ProposedRemedy,
    Reading,
    Remedy,
    Review,
    SmartCheck,
    Takeover,
    Today,
    VisitingEffect,
    check_plan,
    check_smart,
    decompose,
    diagnose,
    help_for_problems,
    measure_effects,
    mirror,
    open_points,
    propose_weights,
    review_partner,
    review_program,
    review_territory,
    today,
    unattended,
    unite_partners,
    visiting_effect,
    with_effects,
)
from partnerkit.scoring import (
    Collected,
    Entry,
    Explanation,
    Heard,
    Interval,
    Kpi,
    LazyScores,
    Measured,
    Movement,
    OwnYardstick,
    Pairwise,
    Query,
    RankIntervals,
    Released,
    Remark,
    Reminder,
    Report,
    Ring,
    Scorecard,
    Scores,
    Swap,
    Trend,
    Yardstick,
    benchmark,
    bootstrap,
    collect,
    doubts,
    enter,
    fit,
    gini,
    heard,
    kpis,
    may_write,
    measure_partners,
    movement,
    observe,
    pareto,
    rank_acceptability,
    rank_intervals,
    score,
    swap,
    trends,
    value_matrix,
    wilson,
)
from partnerkit.storage import AuditEntry, MemoryStore, SqliteStore, SqlStore, Verification, verify
from partnerkit.testing.capabilities import Capabilities, capabilities
from partnerkit.testing.conformance import DurableStoreExam
from partnerkit.values import apportion
from partnerkit.values.fiscal import Seasonality
from partnerkit.values.hours import WorkingCalendar
from partnerkit.values.limits import Limits
from partnerkit.values.machine import Machine, Transition
from partnerkit.values.reasons import Finding, Reason
from partnerkit.values.rows import Rows
from partnerkit.values.time import Span

if TYPE_CHECKING:
    import polars as pl
    from duckdb import DuckDBPyRelation

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
TODAY = date(2026, 11, 23)
BY_TIER = FairShare(weights={"gold": 3, "silver": 2, "bronze": 1})
YEAR = pk.Period.year(2026)
CALENDAR = WorkingCalendar(zone="Europe/Berlin", week={day: ((time(9), time(17)),) for day in range(5)})

partner = pk.Partner(
    id="P-4",
    name="Nord IT GmbH",
    type="reseller",
    tier="gold",
    territories=("de-north",),
    products=("firewall",),
    languages=("de", "en"),
    timezone="Europe/Berlin",
    capacity=20,
)
lead = pk.Lead(
    id="L-17",
    value=pk.Money.of("12000", "EUR"),
    territory="de-north",
    product="firewall",
    language="de",
    received_at=NOW,
)
goal = pk.Goal(
    id="de",
    parent="emea",
    measure="revenue",
    period=pk.Period.year(2026),
    target=pk.Money.of("5000000", "EUR"),
)
network = pk.Network.of(partner, [lead], (goal,), declared={"Partner": {"fleet": int}})


def values() -> None:
    price = pk.Money.of("0.0125", "EUR", scale=4)
    assert_type(price + price, pk.Money)
    assert_type(price.split([3, Decimal("0.5")]), tuple[pk.Money, ...])
    assert_type(price.minor, int)
    assert_type(pk.Money.total([price], "EUR"), pk.Money)
    assert_type(pk.Ratio.of(1, 2).value, Decimal | None)
    assert_type(apportion((53, 24, 23), 100, method="sainte-lague", minimum=0), tuple[int, ...])
    assert_type(pk.Period.year(2026).span("Europe/Berlin"), pk.Span)
    assert_type(CALENDAR.is_open(NOW), bool)
    machine = Machine(name="offer", start="open", transitions=(Transition("open", "accept", "taken"),))
    assert_type(machine.step("open", "accept"), str)


def price_rules() -> None:
    rule = uniform_pricing(tolerance=Decimal("0.02"), currency="EUR", rates={"SEK": Decimal("0.09")})
    us, bond = resale_price_fixing(jurisdiction="US"), non_compete(notice_months=3)
    found = detect(network, [rule, us, bond], as_of=NOW)
    assert_type(found[0].stake, pk.Money | None)
    term = PriceTerm(
        id="T", partner="P-4", product="firewall", list_price=pk.Money.of("9", "EUR"), resale="fixed"
    )
    assert_type(binds_prices(term), tuple[str, ...])
    assert_type(effective_unit_price(term, 10), Fraction)
    assert_type(unlawful_restrictions(["passive-sales"], "open"), tuple[str, ...])
    group = np.zeros(2, dtype=np.int64)
    assert_type(compare_prices(group, np.array([100, 120])), Comparison)


def leads() -> None:
    policy = BY_TIER
    by_call = FairShare(weights=lambda each: 2 if each.tier == "gold" else 1, default=1, value="unit")
    result = allocate([lead], [partner], policy, ledger=pk.Ledger(), as_of=NOW)
    result = allocate_batch([lead], network.partners, by_call, ledger=result.ledger, as_of=NOW)
    assert_type(result, Allocation)
    assert_type(result.assignments, Mapping[str, str])
    assert_type(result.unassigned["L-18"], Mapping[str, pk.Reason])
    assert_type(result.decisions["L-17"], Decision)
    assert_type(result.ledger, pk.Ledger)
    assert_type(result.fairness.largest_deviation, Decimal)


def life_of_a_ledger() -> None:
    policy = FairShare(default=1)
    result = allocate(
        [lead], [partner], policy, ledger=pk.Ledger(catch_up=capped_catch_up(Decimal(50))), as_of=NOW
    )
    decision = result.decisions["L-17"]
    declined = LeadDeclined(booking=decision, at=NOW, by="anna", why="No time.", penalty=Decimal("0.1"))
    assert_type(had_it_not_declined(decision, declined), pk.Reason | None)
    ledger = apply(result.ledger, declined)
    assert_type(ledger, pk.Ledger)
    assert_type(declined.reason, pk.Reason)
    assert_type(replay([decision, declined]), pk.Ledger)
    assert_type(merge(ledger, pk.Ledger()), pk.Ledger)
    given = assign_to(
        lead, "P-4", [partner], policy, ledger=ledger, as_of=NOW, by="anna", why="They asked.", override=True
    )
    moved = reassign(
        lead, "P-5", network.partners, policy, ledger=given.ledger, as_of=NOW, by="anna", why="On leave."
    )
    gone = missed([decision], "P-4", {"P-4": 1})
    back = MembershipChanged(
        partner="P-4", step="return", at=NOW, by="anna", why="Back.", missed=gone.amount, against=gone.against
    )
    fix = BalancesCorrected(amounts={"P-4": 2, "P-5": -2}, at=NOW, by="anna", why="Lost in the old CRM.")
    assert_type(apply(moved.ledger, back, fix), pk.Ledger)
    with Desk(MemoryStore(), tenant="acme") as desk:
        assert_type(desk.assign_to(lead, "P-4", policy, why="They asked.", key="k"), Decision)
        desk.reassign("L-17", "P-5", policy, why="On leave.")
        desk.decline("L-17", why="No time.", expired=True)
        desk.credit_back("L-17", why="Wrong number.")
        desk.correct({"P-4": pk.Money.of(1, "EUR"), "P-5": pk.Money.of(-1, "EUR")}, why="Lost.")
        desk.member("P-4", "pause", why="Holidays.")
        desk.release("L-17")
        assert_type(replay(desk.entries()), pk.Ledger)


def the_long_run() -> None:
    result = allocate([lead], [partner], BY_TIER, as_of=NOW)
    found = long_run(handouts_of(result, kinds={"L-17": "fair"}), as_of=NOW, limits={"P-4": 20, "P-5": None})
    assert_type(found["P-4"].drought.leads, int)
    assert_type(found.findings, tuple[Finding, ...])
    tried = simulate({"fair": BY_TIER}, [lead], network.partners, as_of=NOW, every=timedelta(hours=1))
    assert_type(tried["rotation"].ratios["P-4"], float | None)
    later = simulate({"fair": BY_TIER}, [lead], lambda moment: network.known_at(moment).partners, as_of=NOW)
    print(tried.to_frame("polars"), later.to_frame())
    other = what_if_shared(result, weights={"gold": 4}, capacity={"P-4": None}, blank="exclude")
    assert_type(other.received(), Mapping[str, Decimal])
    print([(each.lead, each.before, each.after) for each in other], other.after.fairness.relative_deviation)
    assert_type(result.envy, Envy)
    assert_type(result.unassigned_by, Mapping[str, int])
    assert_type(result.decisions["L-17"].explain(why_not="P-5").reason, pk.Reason)
    handout = Handout(lead="L-17", at=NOW, partner="P-4", candidates=("P-4",)).with_ending("won", at=NOW)
    assert_type(handout.ended_at, datetime | None)


def eligibility() -> None:
    rules = (*RULES, of_tier("gold"), within(50), *paced(lambda each: each.capacity))
    precedence = Precedence(
        rights=[named_partner(), protected_registration(()), running_service({})], counted=False
    )
    terms: Terms = {"rules": rules, "precedence": precedence, "blank": "exclude"}
    result = allocate([lead], [partner], BY_TIER, as_of=NOW, **terms)
    result = allocate_batch(
        [lead], [partner], BY_TIER, as_of=NOW, rules=rules, territories=network.territories
    )
    assert_type(result.findings, tuple[Finding, ...])
    assert_type(screen([lead], [partner], rules=rules), tuple[Finding, ...])
    assert_type(result.decisions["L-17"].bound, pk.Reason | None)
    assert_type(result.decisions["L-17"].named, tuple[Candidate, ...])
    assert_type(replay([], told_once=True), pk.Ledger)
    assert_type(result.decisions["L-17"].explain(viewer="P-4").against, tuple[pk.Reason, ...])
    assert_type(result.decisions["L-17"].explain(viewer="P-4").others, int | None)
    assert_type(result.decisions["L-17"].refusals([]), tuple[pk.Reason, ...])
    assert_type(
        result.decisions["L-17"].explain(why_not="P-5", history=[]).counterfactuals, tuple[pk.Reason, ...]
    )
    assert_type(clock_start(partner, {"office": CALENDAR}, as_of=NOW), datetime | None)


def policies() -> None:
    skill = Fit(
        of_lead=lambda lead: lead.product,
        of_partner=lambda partner: partner.tier,
        score=lambda product, tier: 1.0 if tier == "gold" else 0.5,
    )
    mine: tuple[Policy, ...] = (
        FairShare(default=1, fit=skill, fit_weight=pk.Money.of("500", "EUR")),
        EqualLoad(weights={"gold": 2}, default=1),
        Rotation(weights=lambda partner: 2 if partner.tier == "gold" else 1),
        BestFit(fit=skill, value="unit"),
    )
    result = allocate([lead], [partner], mine[0], as_of=NOW)
    assert_type(result.fairness.promise, pk.Reason)
    assert_type(result.fairness.bound, Decimal | None)
    assert_type(result.decisions["L-17"].candidates[0].needed_fit, Decimal | None)
    assert_type(Standing.of(leads=[1, 2]).steady, bool)


def batches() -> None:
    fit = Fit(
        of_lead=lambda lead: lead.product,
        of_partner=lambda partner: partner.tier,
        score=lambda one, other: 0.5,
    )
    result = allocate_batch([lead], [partner], FairShare(default=1, fit=fit), as_of=NOW, rounding="flow")
    assert_type(result.fit, Decimal | None)
    assert_type(result.dual_bound, Decimal | None)
    assert_type(result.method, Mapping[str, str])
    assert_type(result.decisions["L-17"].candidates[0].price, Decimal | None)


def goals() -> None:
    tree = GoalTree.of([goal], on=date(2026, 6, 30))
    assert_type(tree["de"], Goal)
    assert_type(tree.children("emea"), tuple[str, ...])
    tree = cascade(tree, "emea", by={"de": 3}, hold={"de": pk.Money.of("4000000", "EUR")})
    achieved = roll_up(tree, {"de": pk.Money.of("1", "EUR")})
    status = attain(tree, {"de": pk.Money.of("1", "EUR")}, as_of=TODAY)
    print(achieved["de"], status["de"].attainment, status["de"].forecast, status["de"].probability)


def goals_that_change() -> None:
    revenue = Measure(id="revenue", currency="EUR", level="sell-in")
    tree = GoalTree.from_frame(
        {"territory": ["de"], "amount": [5]},
        path=("territory",),
        target="amount",
        period=YEAR,
        measure=revenue,
    )
    change = HandOver(id="H-1", territory="de", on=TODAY, to="anna", share=Decimal("0.4"))
    tree = hand_over(tree, [change], calendar=CALENDAR)
    tree = share_credit(tree, [CreditSplit(id="S-1", goal="de", shares={"anna": Decimal(1)})])
    assert_type(regroup(tree, "owner", ("first", lambda leaf: leaf.id[:1])), GoalTree)
    assert_type(Views.of(tree, manager=("owner",))["manager"], GoalTree)
    rates = RateTable(id="ecb", base="EUR", on=TODAY, rates={"USD": Decimal("1.08")})
    figure = Figure(partner="P-4", measure="revenue", period=YEAR, value=pk.Money.of("9", "USD"))
    known = actuals_of(tree, [figure], partners=network.partner_tree, rates=rates)
    print(roll_up(tree, known, rates=rates, currency="USD")["all"], known.left_out[0].reason)
    print(roll_up(tree, {"de": {"K-1", "K-2"}})["all"], divide_actuals(tree, {"de": {YEAR: 5}}))
    scenario = what_if(tree, Changes(moved={"de": None}), actuals={"de": pk.Money.of("1", "EUR")})
    assert_type(scenario.tree, GoalTree)
    print([cause.difference for cause in scenario.targets["all"].causes])


def goals_in_both_directions() -> None:
    tree = GoalTree.of([goal])
    sold = {"de": pk.Money.of("1", "EUR")}
    assert_type(growth(sold, least=Decimal(0)), dict[str, Bounds])
    weights = blend(tree, (Decimal("0.7"), history(tree, [])), (Decimal("0.3"), potential(tree, [])))
    assert_type(weights, dict[str, int])
    tree = cascade(
        tree,
        "emea",
        by=lambda each: 2 if each.partner else 1,
        bounds={"de": Bounds(most=pk.Money.of("9", "EUR"))},
        seasonality={"de": Seasonality.even()},
        padding=Decimal("0.05"),
        to=pk.Money.of("1000", "EUR"),
        rounding="sainte-lague",
    )
    plan = PlanningRound(id="2026").record(tree, at=NOW, by="anna", origin="top-down")
    plan = plan.propose(Proposal(goal="de", value=pk.Money.of("8", "EUR"), by="P-4", at=NOW))
    plan = plan.advance(tree, Step(goal="de", event="submit", by="P-4", at=NOW))
    print(compare(tree, plan.proposals)[0].difference, plan.status("de"), tree.gaps()[0].padding)
    agreed = reconcile(tree, plan.proposals, method="ols")
    assert_type(agreed.tree, GoalTree)
    assert_type(agreed.unanswered, tuple[str, ...])
    print(diff(plan.versions[0], agreed.tree)[0].difference)


def forecasts() -> None:
    tree = GoalTree.of([goal])
    euro = pk.Money.of("1", "EUR")
    status = attain(
        tree,
        {"de": {pk.Period.month(2026, 1): euro, pk.Period.month(2026, 2): None}},
        as_of=NOW,
        history={"de": [(euro, euro)]},
        measured={"de": TODAY},
        seasonality=Seasonality.even(),
        lower_is_better="inverse",
        level=0.95,
        season="year",
        rule="chain-ladder",
    )
    standing = status["de"]
    assert_type(standing, Attainment)
    assert_type(standing.probability, float | None)
    assert_type(standing.stale_days, int)
    print(standing.interval, standing.distribution, standing.required_run_rate, standing.speed_up)
    assert_type(early_warnings(status, below=0.4), tuple[Finding, ...])


def together() -> None:
    found = align({"revenue": 3}, {"revenue": Decimal(1), "training": 1})
    assert_type(found, Alignment)
    assert_type(found.driver, str | None)
    course = trend({TODAY: ({"revenue": 3}, {"training": 1})})
    assert_type(alignment_findings(course, partner="P-4"), tuple[Finding, ...])
    promise = Commitment(id="C-1", by="vendor", text="a demo machine", due=TODAY)
    plan = JointPlan(id="J-1", partner="P-4", period=pk.Period.year(2026), commitments=(promise,))
    assert_type(plan.with_signature("vendor", on=TODAY).signed_version, int | None)
    assert_type(broken_commitments(judge_commitments(plan, as_of=TODAY), partner="P-4"), tuple[Finding, ...])
    part = JointPart(team="sales", goal="de", weight=Decimal(1))
    joint = JointGoal(id="J-2", period=pk.Period.year(2026), parts=(part, part))
    print(attain_jointly(joint, attain(GoalTree.of([goal]), {}, as_of=TODAY))["sales"].attainment)
    checked = check_smart(goal, as_of=TODAY, measure=Measure(id="revenue"), priorities={"revenue": 1})
    assert_type(checked, SmartCheck)
    assert_type(checked.is_smart, bool | None)


def review(network: pk.Network) -> None:
    chain = ["leads", ("won",), "revenue"]
    columns = {"partner": ["P-4"], "leads": [8], "won": [2], "revenue": [900]}
    gaps = decompose(columns, chain, key="partner", against=columns, as_of=TODAY)
    assert_type(gaps["P-4"], Gap | None)
    seen = mirror(network, pk.Period.quarter(2026, 2), as_of=TODAY, standards={"answer_days": 1})
    assert_type(seen, Mirror)
    assert_type(seen.view("P-4"), tuple[MirrorReading, ...])
    witness = Evidence(
        partner="P-4",
        cause="slow-response",
        speaks="for",
        strength="clear",
        source="exchange",
        on=TODAY,
        reason=pk.Reason("seen"),
    )
    found = diagnose(
        ["P-4"],
        as_of=TODAY,
        gaps=gaps,
        mirror=seen,
        network=network,
        evidence=[witness],
        causes=[*CAUSES, Cause(code="no-parking", side="market")],
        remedies=[*REMEDIES, Remedy(code="build-parking", causes=["no-parking"], by="both")],
    )
    assert_type(found["P-4"], Diagnosis)
    assert_type(found["P-4"].view("P-4"), Diagnosis | None)
    assert_type(found.view("P-4").causes, tuple[CauseFound, ...])
    assert_type(found["P-4"].proposals, tuple[ProposedRemedy, ...])
    assert_type(propose_weights(found, {"P-4": 2}, start=TODAY).weights(TODAY), dict[str, Fraction])
    effects = measure_effects(
        columns, network.interventions, key="partner", by="month", value="leads", as_of=TODAY
    )
    assert_type(effects["coach-sellers"], Effect)
    assert_type(with_effects(REMEDIES, effects.observed), tuple[Remedy, ...])
    assert_type(REMEDIES[0].conditions, tuple[str, ...])


def conflicts() -> None:
    grant = Grant(partner="P-4", territory="de-north", exclusive=True, period=pk.Period.year(2026))
    found = detect(network.with_(grant), rules.builtin(), as_of=NOW)
    assert_type(found, Conflicts)
    assert_type(found[:3], Conflicts)
    print(found.to_frame("pandas"))
    for conflict in found:
        assert_type(conflict, Conflict)
        print(
            conflict.id,
            conflict.rule,
            conflict.parties,
            conflict.severity,
            conflict.reason,
            conflict.proposals,
        )
        print(conflict.view(viewer="P-4"))


def rules_of_engagement() -> None:
    matches = match_accounts([Account(id="A-1", name="GTX Pro"), Account(id="A-2", name="GTXPro")])
    assert_type(matches[0], Match)
    assert_type(compare_accounts(Account(id="A-1"), Account(id="A-2")).grade, Grade)
    customers = matches.customers()
    order = DealPrecedence.from_pairs([("written-choice", "first-qualified")])
    applied = [deal_overlap(precedence=order, customers=customers), channel_conflict(customers=customers)]
    agreed = Cooperation(
        id="C-1",
        kind="referral",
        account="A-1",
        seller="P-4",
        shares={"P-4": Decimal("0.9"), "P-5": Decimal("0.1")},
    )
    assert_type(agreed.helpers, tuple[str, ...])
    showing = Showing(person="U-1", record="D-1", partner="P-4", about="future-price", purpose="warranty")
    applied += [
        cooperation_rules(declared=[agreed], customers=customers),
        dual_distribution_wall(showings=[showing], purposes=["warranty"]),
        lead_collision(given={"L-17": "P-4"}, direct_look_back=timedelta(days=60)),
    ]
    for conflict in detect(network, applied, as_of=NOW):
        case = Case.of(conflict, id="K-1", at=NOW, by="mia").with_step("acknowledge", at=NOW, by="mia")
        assert_type(case.status, str)
        assert_type(precedents(case, []), tuple[Reason, ...])


def scoring() -> None:
    card = Scorecard(
        kpis=(
            Kpi("revenue", weight=3, unit="EUR"),
            Kpi("first_response_hours", better="lower", weight=2),
            Kpi("stock_days", better="target", target=(30, 45)),
        ),
        scale="peer_z",
        aggregate="weighted_sum",
        peers=("tier", "region"),
        min_peers=8,
        missing="renormalize",
        min_coverage=0.6,
    )
    scores = score(card, {"partner_id": ["P-4"]}, key="partner_id", as_of=TODAY)
    print(scores.frame, scores.explain("P-4"), scores.method)
    assert_type(scores, Scores)
    assert_type(scores.explain("P-4"), Explanation)
    assert_type(scores.explain("P-4").base, float | None)
    print(scores.ranked(), scores.below_floor, scores.top(3))
    judged = Pairwise.of({("revenue", "training"): 3})
    assert_type(judged.consistency_ratio, float)
    points = Scorecard(
        kpis=(
            Kpi("revenue", points=(0, 1e6), floor=10, valid=(0, 1e9), currency="currency", unit="EUR"),
            Kpi("training", points=(0, 20), se="se", shrink="normal"),
        ),
        scale="points",
        weights=judged,
        winsorize=0.05,
        aggregate="geometric",
    )
    yardstick = fit(points, {"partner_id": ["P-4"]}, key="partner_id", as_of=TODAY)
    assert_type(yardstick, Yardstick)
    assert_type(yardstick.score_one({"revenue": 1.2e6, "tier": "gold"}), float | None)
    panel = score(
        card, {"id": ["P-4"]}, key="id", as_of=TODAY, by="month", known="booked", contributions=True
    )
    assert_type(panel["P-4", "2026-03"], float | None)


def scoring_where_the_rows_lie(card: Scorecard, polars: "pl.LazyFrame", duckdb: "DuckDBPyRelation") -> None:
    assert_type(score(card, polars, key="partner_id", as_of=TODAY), LazyScores)
    assert_type(score(card, polars.collect(), key="partner_id", as_of=TODAY), Scores)
    scores = score(card, duckdb, key="partner_id", as_of=TODAY, by="month", known="booked")
    assert_type(scores, LazyScores)
    assert_type(scores.explain("P-4"), Explanation)
    print(scores.frame, scores.ranked(), scores.top(3), scores.to_frame("polars"), scores.method)


def how_sure_which_way_who_matters() -> None:
    card = Scorecard(kpis=(Kpi("csat", se="csat_se"), Kpi("rate", count="refused", of="claims")))
    frame = {"partner_id": ["P-4"], "csat": [70.0], "csat_se": [4.0], "refused": [1], "claims": [3]}
    scores = score(card, frame, key="partner_id", as_of=TODAY)
    sure = scores.rank_interval(0.9, kind="simultaneous", draws=500, seed=1)
    assert_type(sure, RankIntervals)
    assert_type(sure["P-4"], tuple[int, int] | None)
    assert_type(sure.reason, Reason | None)
    assert_type(rank_intervals(frame, key="partner_id", value="csat", se="csat_se"), RankIntervals)
    assert_type(swap(scores, "P-4", "P-5"), Swap)
    assert_type(rank_acceptability(scores, weights="in_order")["P-4"], float | None)
    assert_type(wilson(1, 3), Interval)
    assert_type(bootstrap(lambda columns: gini(columns["csat"]), frame, key="partner_id"), Interval)
    going = trends(frame, key="partner_id", by="month", kpi=Kpi("csat"), as_of=TODAY)
    assert_type(going["P-4"], Trend)
    found = pareto(frame, key="partner_id", value="csat")
    assert_type(found.who_makes(0.8), tuple[Any, ...])
    segments = value_matrix(frame, key="partner_id", value="csat", potential="claims", value_cut=50)
    assert_type(movement(found, segments), Movement)
    known = measure_partners(network, kpis.builtin(), pk.Period.quarter(2026, 1), as_of=TODAY, currency="EUR")
    assert_type(known, Measured)
    assert_type(known.card(weights={"sell_out": 2}, peers=("tier",)), Scorecard)


def edges() -> None:
    partners = read_csv("partners.csv", pk.Partner, {"id": "key", "capacity": Column(name="max")})
    assert_type(partners, tuple[pk.Partner, ...])
    assert_type(dumps(partner), bytes)
    print(loads(dumps(partner)))
    policy = FairShare(default=1)
    assert_type(SqlStore("postgresql+psycopg://crm@host/crm", schema="crm", wait_seconds=5.0), SqlStore)
    with Desk(SqliteStore("channel.db"), tenant="acme") as desk:
        desk.put(partner)
        stored = desk.get(pk.Partner, "P-4")
        desk.put(stored.value, version=stored.version)
        decision = desk.assign(lead, policy, as_of=NOW, key="order-4711")
        print(say(decision, locale="de", names=network), desk.history("L-17"), desk.verify())
    with Desk(MemoryStore(), tenant="acme") as desk, desk.unit():
        desk.put(partner)


def conflict_engine(before: pk.Network, grant: Grant) -> None:
    after = before.with_facts(grant, removed=[(pk.Partner, "P-4")])
    assert_type(after, pk.Network)
    changes = detect_changes(before, after, rules.builtin(), as_of=NOW)
    assert_type(changes, ConflictChanges)
    assert_type(changes.new, Conflicts)
    answer = prevent(before, grant, rules.builtin(), as_of=NOW, asked_by="P-4", attempts=Attempts(limit=3))
    assert_type(answer, Prevention)
    assert_type(answer.attempts, Attempts | None)
    assert_type(answer.word, Literal["accepted-for-review", "incomplete", "not-eligible"])
    assert_type(own_world(before, "P-4"), pk.Network)
    assert_type(with_people_named(own_world(before, "P-4"), []), pk.Network)


def comparison_ring(card: Scorecard) -> None:
    scores = score(card, {"partner_id": ["P-104"]}, key="partner_id", as_of=TODAY)
    report = benchmark(
        scores,
        viewer="P-104",
        rules=pk.Disclosure(min_contributors=5, p_percent=10, min_age={"margin": 90}, dominance=(2, 85)),
        published=Released(),
        groups={"P-104": "large"},
        areas={"P-104": "north"},
        kpis=("revenue", "staff_ratio"),
        ratios={"staff_ratio": ("staff_cost", "revenue")},
        period=pk.Period.month(2026, 3),
        as_of=NOW,
    )
    assert_type(report, Report)
    assert_type(report.released, Released)
    assert_type(report["revenue"].own, float | None)
    assert_type(report["revenue"].middle.value, float | None)
    assert_type(report["revenue"].quarter, int | None)
    print(report.suppressed, report.to_frame(), say(report, locale="sv"))


def charts(status: Status, scores: Scores, network: pk.Network) -> None:
    icicle = plots.goal_icicle(status, levels=3, locale="de", names=network, zone="Europe/Berlin")
    assert_type(icicle, plots.Chart)
    assert_type(icicle.svg(), str)
    assert_type(
        plots.forecast_fan([status], "de", {pk.Period.month(2026, 1): pk.Money.of("5", "EUR")}), plots.Chart
    )
    assert_type(plots.contributions([scores.explain("P-104")]), plots.Chart)
    assert_type(plots.rank_intervals(scores.rank_interval(0.9)), plots.Chart)


def access(network: pk.Network) -> None:
    wider = PermissionClass(id="auditor", side="vendor", sees=("terms", "figures"), furthest="team")
    view = visible(
        network,
        "U-1",
        as_of=NOW,
        classes=(*CLASSES, wider),
        held={"L-17": "P-4"},
        admitted={"A-9": "warranty"},
    )
    assert_type(view, View)
    assert_type(view.partners, tuple[pk.Partner, ...])
    assert_type(view.findings, tuple[Finding, ...])
    print(view.record(), view.viewer, HIDDEN)


def meetings(calendar: WorkingCalendar, span: Span) -> None:
    people = [Attendee(id="U-1", calendar=calendar, likes=(time(9), time(15)), is_needed=False)]
    slots = meeting_slots(people, minutes=60, within=span)
    assert_type(slots, Slots)
    assert_type(slots[0], Meeting)
    assert_type(slots[:2], tuple[Meeting, ...])
    assert_type(in_turns(people, minutes=60, within=[span], borne=slots[0].borne), Slots)
    standing = weekly_slots(people, minutes=60, first=TODAY, weeks=4, zone="Europe/Berlin")
    assert_type(standing, WeeklySlots)
    assert_type(standing[0], WeeklySlot)


def credit_for_deals() -> None:
    told = journeys_of([], [lead], as_of=NOW, level="account", by="channel", window=timedelta(days=90))
    assert_type(told, Journeys)
    found = attribute(told, "markov", order=2, interval=0.9, draws=100, seed=1)
    assert_type(found, Attribution)
    assert_type(found["fair"].wins, Fraction)
    assert_type(found["fair"].amount, pk.Money | None)
    assert_type(found["fair"].interval, tuple[float, float] | None)
    print(found.toward({"pipeline": ("fair", "web")}).to_frame(), found.unattributed, found.deal("L-17"))
    print(attribute(told, "shapley", worth=len))


def service_levels() -> None:
    claim = ServiceLevel(name="claim", owed_by="partner", within=timedelta(hours=16), warn=timedelta(hours=4))
    clock = Clock(subject="L-17", level="claim", owner="P-4", calendar="kiel", started_at=NOW)
    told = watch([clock], [claim], {}, as_of=NOW)
    assert_type(told, Watched)
    assert_type(told[0].due, datetime | None)
    print(told[0].state, told.to_frame(), [each.kind for each in notices(told, {"x"})])
    assert_type(move_clock(clock, "P-5", at=NOW, credit=Decimal("0.5")).after, Clock)
    report = sla_report(told, by=["level", lambda each: each.owner])
    assert_type(report, ServiceReport)
    assert_type(report[0].kept, Decimal | None)
    assert_type(report[0].median, timedelta | None)


def visits() -> None:
    plan = plan_visits(
        {"partner": ["P-1"], "manager": ["U-1"], "gap": [9.0], "response": [0.5], "hours": [4]},
        budget={"U-1": 8},
    )
    assert_type(plan, VisitPlan)
    assert_type(plan["P-1"], int)
    assert_type(plan.explain("P-1"), Reason)
    print(plan.worth, plan.bound, plan.price, plan.by_manager(), plan.to_frame("polars"))
    assert_type(plan.value_of_hours({"U-1": 8.0}), float)
    assert_type(plan.value_of_manager(160.0), float)
    assert_type(plan.worth_between, tuple[float, float] | None)
    assert_type(balance_portfolios(plan, moves=2), Moves)
    months = pk.Period.year(2026).months()
    assert_type(visit_calendar(plan, months, hours={"U-1": [8.0] * 12}, months={"P-1": [4]}), VisitCalendar)
    responses = estimate_responses({"open": [9.0], "closed": [3.0], "visits": [1]})
    assert_type(responses, Responses)
    assert_type(responses["all"], Interval)


def surveys_and_contacts(network: Network, as_of: datetime) -> None:
    results = survey_results(network, "pulse", as_of=as_of, cuts={"tier": {"P-4": "gold"}}, by=["size"])
    assert_type(results, SurveyResults)
    assert_type(results.of("recommend", wave=1), SurveyResult)
    changes = solved_problems(network, "pulse", as_of=as_of, already=results.shown)
    assert_type(changes, ProblemChanges)
    assert_type(help_for_problems(changes), Mapping[str, tuple[Remedy, ...]])
    relations = relations_of(network, as_of=as_of, contacts={"P-4": "X-1"})
    assert_type(relations, Relations)
    plan = contact_plan(network, [Cadence(channel="call", days=30)], as_of=as_of, relations=relations)
    assert_type(plan, ContactPlan)
    assert_type(plan.quiet, tuple[Finding, ...])
    points = agenda_points(network, "P-4", as_of=as_of)
    agenda = Agenda(partner="P-4", at=as_of, persons=["U-1"], purpose="review", goal="A plan", points=points)
    assert_type(agenda.visit("I-1"), Interaction)
    assert_type(unfinished_visits(network, as_of=as_of), tuple[Finding, ...])
    letters = messages_to(network, ["P-4"], Reason("hello"), languages=["en"], otherwise="en")
    assert_type(letters, Messages)
    assert_type(time_use(network, {"U-1": 160}, during=pk.Period.month(2026, 3)), TimeUses)
    effect = visiting_effect(
        {},
        network.interactions,
        key="partner",
        by="month",
        value="sales",
        as_of=as_of,
        during=pk.Period.month(2026, 3),
    )
    assert_type(effect, VisitingEffect)
    assert_type(effect.per_visit, Interval | None)


def comparison_collection(scores: Scores, report: Report) -> None:
    march = pk.Period.month(2026, 3)
    ring = Ring(id="north", members=["P-1", "P-2"], kpis=["revenue"], due_days=10, observers=["vendor"])
    entry = Entry(
        partner="P-1", kpi="revenue", period=march, value=910_000, at=NOW, by="U-7", source="import"
    )
    entries = enter((), entry)
    assert_type(entries, tuple[Entry, ...])
    queries = doubts([Kpi("revenue", unit="EUR")], march, entries, as_of=NOW)
    assert_type(queries, tuple[Query, ...])
    assert_type(queries[0].with_step("answer", by="partner", at=NOW, reason="It is so."), Query)
    reminder = Reminder(partner="P-2", period=march, at=NOW)
    remark = Remark(id="B-1", page="2026-03", partner="P-1", by="U-7", at=NOW, text="Who trains apprentices?")
    areas = {"P-1": "north", "P-2": "south"}
    assert_type(heard([remark], viewer="P-2", members=ring.members, areas=areas), Rows[Heard])
    assert_type(may_write("P-1", members=ring.members, areas=areas, accepted=()), Reason | None)
    found = collect(ring, march, entries, as_of=NOW, queries=queries, reminders=[reminder])
    assert_type(found, Collected)
    assert_type(found.view(role="partner", viewer="P-1"), Collected)
    print(found.to_remind, found.findings, found.columns(settled=True))
    own = benchmark(
        scores,
        viewer="P-1",
        rules=pk.Disclosure(cut_off_days=12, index={"orders": "orders_before"}),
        at_cut_off=scores,
        disputed=found.disputed,
    )
    assert_type(own["revenue"].is_disputed, bool)
    assert_type(observe(scores, ring=ring, observer="vendor", group="large", groups={"P-1": "large"}), Report)
    assert_type(scores.explain("P-1", viewer="P-1"), Explanation)
    mine = fit(scores.card, {"partner_id": ["P-1"]}, key="partner_id", as_of=TODAY).for_viewer(report)
    assert_type(mine, OwnYardstick)
    assert_type(mine.compare({"revenue": 1_000_000})["revenue"].gap, float | None)


def verbs_of_the_desk(
    *,
    lead: pk.Lead,
    policy: FairShare,
    deal: DealRegistration,
    case: Case,
    goal: pk.Goal,
    figure: Figure,
    scores: Scores,
) -> None:
    limits, retry = Limits(batch=500), Retry(attempts=5, within_seconds=30)
    with Desk(MemoryStore(), tenant="acme", retry=retry, limits=limits) as desk:
        assert_type(desk.assign_batch([lead], policy, rounding="flow", key="k"), Mapping[str, Decision])
        assert_type(desk.accept("L-17", key="k"), Stored[LeadOffer])
        assert_type(desk.expire_due(as_of=NOW, limit=100), tuple[Due, ...])
        assert_type(desk.due(as_of=NOW, ahead=timedelta(days=1)), Rows[Due])
        assert_type(desk.register_deal(deal, rules=rules.builtin(), key="k"), Registered)
        assert_type(desk.open_case(case, key="k"), Stored[Case])
        assert_type(desk.decide_case("K-1", reason="credit", actor="U-1"), Stored[Case])
        assert_type(desk.set_goal(goal, why="Board."), tuple[Stored[pk.Goal], ...])
        assert_type(desk.cascade("emea", by={"de": 2, "fr": 1}, key="k"), GoalTree)
        assert_type(desk.record_actuals(figure, key="k"), tuple[Stored[Figure], ...])
        assert_type(desk.record_score(scores, "P-4", card="standard"), int)
        told = desk.explain("L-17", viewer="P-4", policy=policy)
        assert_type(told, Retelling)
        assert_type(told.holds, bool)
        assert_type(desk.erase("U-9", key="k").partners, tuple[str, ...])
        assert_type(desk.object_to("U-9"), tuple[str, ...])


async def an_awaited_desk(lead: pk.Lead, policy: FairShare) -> None:
    async with AsyncDesk(MemoryStore(), tenant="acme", threads=8) as desk:
        assert_type(await desk.assign(lead, policy, as_of=NOW, key="order-4711"), Decision)
        assert_type(await desk.explain("L-17"), Retelling)
        assert_type(await desk.due(as_of=NOW), Rows[Due])
        assert_type(await desk.unit(lambda one: one.assign(lead, policy)), Decision)


def offers_to_partners() -> None:
    offering = Offering(
        policy=FairShare(default=1), within=timedelta(hours=16), expiry_penalty=Decimal("0.25")
    )
    step = offer_leads(OfferBook(), [lead], [partner], offering, ledger=pk.Ledger(), as_of=NOW)
    assert_type(step, OfferStep)
    due = run_due(step.book, as_of=NOW)
    step = carry_out(step.book, due, [partner], offering, ledger=step.ledger, as_of=NOW)
    step = answer(step.book, "L-17/1", "accept", [partner], offering, ledger=step.ledger, at=NOW, by="anna")
    print(view_offer(step.book, "L-17/1", viewer="P-4").teaser, due.to_frame())
    proposals = propose_pauses(step.book.offers, [partner], as_of=NOW)
    assert_type(proposals[0].case, PauseCase | None)


def stages_of_leads() -> None:
    told = qualify(lead, as_of=NOW, answers={"need": True})
    assert_type(told, Qualification)
    assert_type(told.missing, tuple[pk.Reason, ...])
    entered = [StageEntered(lead="L-17", stage=told.stage, at=NOW)]
    found = funnel(entered, USUAL_STAGES, as_of=NOW, by=["cohort", lambda each: each.id], leads=[lead])
    assert_type(found, Funnel)
    assert_type(found[0].conversion, Fraction | None)
    assert_type(found[0].expected, float | None)


def marketing_and_sales() -> None:
    team = FollowUpTeam(id="nord", partner="P-4", calendars=[CALENDAR], effort=timedelta(hours=4))
    week = pk.Span(start=NOW, end=NOW + timedelta(days=7))
    capacities = follow_up_capacity([team], week, open_work={"nord": timedelta(hours=3)})
    assert_type(capacities[0].leads, int)
    rules_ = (*RULES, capacity_limit(capacities, {}), may_be_passed_to("offer"))
    print(rules_, check_campaigns([], [team], as_of=NOW), deletion_duties([], as_of=NOW).to_frame())
    report = PartnerReport(id="R-1", partner="P-4", subject="L-17", outcome="won", at=NOW)
    assert_type(reliability_of([report.confirm(by="anna", at=NOW)])[0].part, Fraction | None)


def life_cycle(
    term: BonusTerm, program: Program, partner: pk.Partner, fund: Fund, request: FundRequest
) -> None:
    money = pk.Money.of("1", "EUR")
    found = bonuses([term], {"B-1": {pk.Period.month(2026, 1): money}}, as_of=NOW, viewer="P-4")
    assert_type(found, Bonuses)
    assert_type(found["B-1"], Bonus)
    assert_type(found["B-1"].missing, pk.Money | None)
    told = statement(term, money, as_of=date(2026, 6, 30))
    assert_type(told, Statement)
    assert_type(told.drafts(), tuple[CreditNote, ...])
    standings = qualify_tiers(program, [partner], {"revenue": {"P-4": money}}, period=pk.Period.year(2026))
    assert_type(standings, TierStandings)
    assert_type(standings["P-4"], TierStanding)
    decision = TierDecision(partner="P-4", tier=None, by="U-1", reason="as-earned")
    assert_type(change_tiers([partner], standings, on=date(2027, 1, 1), decisions=[decision]), TierChanges)
    print(benefits(program, "gold", date(2026, 1, 1)).to_frame(), standings.distances("pandas"))
    book = FundBook(fund=fund, allocations=allot_by_weight(fund, {"P-4": 1}))
    assert_type(book.ask(request), FundStep)
    assert_type(book.step("R-1", "approve", at=NOW, by="U-1").reason, pk.Reason | None)
    assert_type(merge_partners([partner], old="P-9", into="P-4", on=date(2026, 7, 1)), Succeeded)
    assert_type(
        split_partner([partner], partner="P-4", new=partner, on=date(2026, 7, 1), moves=lambda fact: True),
        Succeeded,
    )
    after = unite_partners(
        pk.Network.of(partner),
        [take_over(pk.Ledger(), old="P-9", new="P-4")],
        old="P-9",
        into="P-4",
        on=date(2026, 7, 1),
    )
    assert_type(after, Takeover)
    assert_type(split_account(pk.Ledger(), partner="P-4", new="P-10", part=Fraction(1, 2)), pk.Ledger)


def plans_of_partners(goals: list[pk.Goal], figures: list[Figure]) -> None:
    profile = PartnerProfile(id="service", criteria=[Criterion(asks="type", any_of=["dealer"], must=True)])
    fits = fit_candidates(profile, [partner])
    assert_type(fits, Fits)
    assert_type(fits["P-4"].fit, float | None)
    assert_type(white_spots({"territory": ["de"], "needed": [1]}, [partner]), WhiteSpots)
    plan = plan_from(IMPROVEMENT, id="B-1", partner="P-4", start=date(2026, 3, 2), goals=["de"])
    assert_type(plan.with_step("agree", on=date(2026, 3, 2)), Plan)
    assert_type(plan_progress([plan], as_of=date(2026, 3, 9)), Progresses)
    told = feedback(plan, {date(2026, 3, 1): {"revenue": 3.5}}, as_of=date(2026, 3, 9), goals=goals)
    assert_type(told, Feedback)
    assert_type(check_plan(plan, goals, as_of=date(2026, 3, 2)).is_sound, bool | None)
    assert_type(closing_gaps(plan, {}, as_of=date(2026, 3, 2)), Rows[pk.Reason])
    assert_type(interventions([plan], as_of=date(2026, 3, 2)), Rows[Intervention])
    basis = PersonBasis(purpose="coaching", agreement="clause 4", period=pk.Period.year(2026))
    assert_type(seller_figures(figures, as_of=date(2026, 4, 1), basis=basis), SellerFigures)


def stores(person: str, facts: list[pk.Lead], exam: DurableStoreExam) -> None:
    store = SqliteStore("channel.db")
    assert_type(store.migrate(), tuple[int, ...])
    assert_type(SqlStore("postgresql+psycopg://host/name").migrate(), tuple[int, ...])
    entry = AuditEntry(at="", actor="U-1", action="erase", kind="Lead", id="L-17", body=b"{}")
    with store.write("acme") as unit:
        assert_type(unit.append(entry), int)
        assert_type(unit.erase("Lead", "L-17"), int)
    with store.read("acme") as reading:
        assert_type(verify(reading), Verification)
        assert_type(reading.log()[0].body, bytes | None)
    told = recipients(about(facts, person), (), person)
    assert_type(told, tuple[str, ...])
    for task in erasure_notices(person, told, why="objection", as_of=NOW):
        print(task.partner, [without(fact, person) for fact in facts])
    assert_type(due_for_erasure(facts, Retention(months={"Lead": 24}), as_of=NOW), tuple[DueErasure, ...])
    assert_type(json_schema("Lead"), dict[str, Any])
    assert_type(capabilities(exam), Capabilities)
    assert_type(capabilities(exam).passed, tuple[str, ...])


def life_of_a_partner(network: pk.Network, person: Person, agreement: Agreement) -> None:
    standing = network.standings[0]
    found = advance(standing, "end", at=NOW, by=person, grounds=Grounds(initiator="mutual"))
    assert_type(found, Advance)
    assert_type(found.refused, pk.Reason | None)
    assert_type(found.standing.last_day, date | None)
    ended = end_by_notice(agreement, given_on=date(2026, 3, 10), by="partner")
    assert_type(ended, Notice)
    assert_type(ended.last_day, date | None)
    claim = check_indemnity(agreement, last_day=date(2026, 9, 30))
    assert_type(claim, Finding | None)
    plan = wind_down(standing, terms=WindDownTerms(stock=30), leads={"L-1": "vendor"})
    assert_type(plan.open, tuple[WindDownStep, ...])
    assert_type(rights(standing, date(2026, 9, 30)).access, bool)
    with Desk(MemoryStore(), tenant="acme") as desk:
        assert_type(desk.advance_partner(standing.id, "close", actor="U-1"), Advanced)
        assert_type(desk.set_aside(as_of=NOW), SetAside)
        assert_type(desk.decide_funds("R-1", "approve", amount=pk.Money.of(1, "EUR")), Funded)
        assert_type(desk.credit_bonus("B-1", pk.Money.of(1, "EUR")), tuple[Stored[CreditNote], ...])
        assert_type(desk.decide_credit_note("N-1", "dispute", reason="returns"), Stored[CreditNote])
        assert_type(desk.take_over("P-9", "P-4", why="Bought."), tuple[Change, ...])
        assert_type(desk.split_account("P-4", "P-9", Fraction(1, 2), why="Sold."), Change)
    answers = pass_on_customers({}, agreement=agreement, vendor="acme", as_of=NOW)
    assert_type(answers, Rows[CustomerAnswer])


def the_relationship_as_a_whole() -> None:
    moments = (NOW - timedelta(days=91), NOW)
    review = review_partner(network, "P-4", since=moments[0], as_of=moments[1], judged=Judged(conflicts=()))
    assert_type(review, Review)
    assert_type(review["goals"], AreaReview)
    assert_type(review["goals"].readings, tuple[Reading, ...])
    assert_type(review.steps, Rows[NextStep])
    assert_type(review_territory(network, "de", since=moments[0], as_of=moments[1]).points, Rows[OpenPoint])
    found = today(network, "U-1", as_of=NOW, ahead=timedelta(days=3))
    assert_type(found, Today)
    assert_type(found.duties, Rows[Duty])
    assert_type(unattended(network, as_of=NOW), Rows[Due])
    assert_type(open_points(network.tasks, on=NOW.date()), Rows[OpenPoint])
    page = review_page(
        review_program(network, since=moments[0], as_of=moments[1]), locale="sv", names=network
    )
    assert_type(page, str)
    part = Table(head=["what"], rows=[("x",)], numbers={0})
    print(
        document(
            "T",
            "s",
            sections=[Section(anchor="a", title="A", parts=[part])],
            tiles=[Tile(figure="1", name="n")],
        )
    )
    print(grid(found, locale="de"), table(found.points, columns=["title"]), say_value(3, locale="de"))


def bring_your_data(folder: Path, network: pk.Network) -> None:
    """Exports in, books to figures, networks out and back, another language."""
    columns = interop.layout("odoo", pk.Lead, currency="EUR", columns={"territory": "x_territory"})
    assert_type(interop.read_excel(folder / "leads.xlsx", pk.Lead, columns), tuple[pk.Lead, ...])
    report = interop.dry_run(folder / "leads.csv", pk.Lead, columns)
    assert_type(report, interop.DryRun)
    assert_type([fault.row for fault in report.faults], list[int | None])
    books = interop.read_sie(b"")
    assert_type(books, interop.Books)
    assert_type(interop.figures_of(books, interop.BAS, partner="P-4"), tuple[Figure, ...])
    assert_type(interop.read_datev(b"", period=pk.Period.month(2026, 3)), interop.Books)
    assert_type(interop.save_network(network, folder), tuple[Path, ...])
    assert_type(interop.load_network(folder), pk.Network)
    assert_type(pk.Network.from_frames(network.to_frames("polars")), pk.Network)
    words = {"fr": interop.read_words(interop.words_template("fr"), "fr")}
    assert_type(interop.say(pk.Reason("capacity"), locale="fr", words=words), str)
    assert_type(interop.say_value(3, locale="fr", words=words), str)
    print(document("Ours", "", sections=[], locale="fr", words=words))

"""What judgements hand back, and the verbs that `api.py` does not call: never run, checked by mypy and pyright."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, assert_type

import numpy as np

import partnerkit as pk
from partnerkit import cli, testing
from partnerkit.access import CATEGORIES
from partnerkit.conflicts import ConflictRule, ConflictView, DeclaredRule, Draft, check_rules, compiled
from partnerkit.desk import Event
from partnerkit.engagement import DueContact, Message, Move, ProblemChange, Relation, Shown, TimeUse
from partnerkit.facts import (
    Campaign,
    Course,
    CreditSplit,
    DealRegistration,
    Enrolment,
    Figure,
    Fund,
    FundAllocation,
    Grant,
    Interaction,
    Intervention,
    JointPlan,
    Person,
    Plan,
    ServiceCase,
    TrainingResult,
)
from partnerkit.goals import Actuals, Reconciled, RollUp, Scenario, Version, share_actuals
from partnerkit.interop import SKR03, SKR04, Position, from_document, read_rows, to_document, write_table
from partnerkit.leads import (
    ByHand,
    Clock,
    ClockStanding,
    ClockTable,
    Credit,
    DeletionDuty,
    EligibilityRule,
    FairnessReport,
    FieldInput,
    FunnelRow,
    GoalCredit,
    Handout,
    LeadCase,
    LeadReleased,
    LedgersMerged,
    LongRun,
    Offer,
    OfferBook,
    OfferStep,
    OfferView,
    PartnerReport,
    PartnerShare,
    PauseFinding,
    Pledge,
    PledgeStanding,
    Reliability,
    Right,
    ServiceLevel,
    Simulation,
    Survival,
    TargetProfile,
    TeamCapacity,
    Teaser,
    WhatIf,
    absent,
    catch_up,
    certified,
    clocks_of,
    earlier_holders,
    exclusive_grant,
    full_up,
    implausible,
    in_state,
    judge_pledges,
    no_catch_up,
    open_when_urgent,
    profile_at,
    read_clocks,
    report_outcome,
    served_by,
    survival,
    verification_sample,
    withdraw,
)
from partnerkit.lifecycle import (
    LAWS,
    LIFE_CYCLE,
    ONBOARDING,
    Attendance,
    CandidateFit,
    CriterionFit,
    Expiring,
    FundBalance,
    GoalCourse,
    Lineage,
    Need,
    PersonFigures,
    PlanProgress,
    Settlement,
    Shortfall,
    StepStatus,
    WindDown,
    activity_figures,
    allot_by_accrual,
    allot_by_proposal,
    attendance,
    change_of_person,
    changes_after_coaching,
    coaching_interventions,
    contract_gaps,
    exchange_refusals,
    expiring_certificates,
    find_courses,
    lineage,
    next_talk,
    praise,
    retailor,
    step_states,
    training_interventions,
)
from partnerkit.review import Diagnoses, Effects, Gaps, Letter, Observed, Piece, PlanCheck, WeightChange
from partnerkit.review import Line as ReviewLine
from partnerkit.scoring import (
    Acceptability,
    Compared,
    Concentration,
    Line,
    Lorenz,
    Matrix,
    PeerGroup,
    ReadyKpi,
    Scores,
    Trends,
    lorenz,
    neighbors,
)
from partnerkit.storage import AuditRow, Claim, Document, Outcome, Store, Unit
from partnerkit.storage import Draft as Written
from partnerkit.testing import (
    agreed,
    capabilities,
    concurrency,
    conformance,
    crashes,
    dealings,
    faults,
    happenings,
    inputs,
    kills,
    laws,
    nasty,
    processes,
    races,
    rule_laws,
    strategies,
)
from partnerkit.values import Facts, Machine, PeriodSet, WorkingCalendar
from partnerkit.values.reasons import Finding
from partnerkit.values.rows import Rows

NOW = datetime(2026, 3, 2, tzinfo=UTC)
TODAY = date(2026, 3, 2)
YEAR = pk.Period.year(2026)


def conflicts(view: ConflictView, declared: DeclaredRule) -> None:
    assert_type((view.reason, view.evidence), tuple[pk.Reason, tuple[pk.Reason, ...]])
    assert_type(check_rules([declared]), tuple[Finding, ...])
    rule = compiled(declared)
    assert_type(rule, ConflictRule)
    found: Iterable[Draft] = rule.find(pk.Network.of(), NOW)
    assert_type([each.stake for each in found], list[pk.Money | None])


def engagement(
    *, contact: DueContact, message: Message, move: Move, problem: ProblemChange, relation: Relation, use: TimeUse, shown: Shown
) -> None:  # fmt: skip
    assert_type((contact.due, contact.person), tuple[date, str | None])
    assert_type((message.language, message.is_spoken), tuple[str, bool | None])
    assert_type(move.gain, float)
    assert_type(problem.is_solved, bool)
    assert_type((relation.stands, relation.reason), tuple[bool, pk.Reason])
    assert_type((use.worked, use.administration), tuple[float, float | None])
    assert_type(shown.respondents, frozenset[str])


def goals(
    *, actuals: Actuals, reconciled: Reconciled, rolled: RollUp, scenario: Scenario, version: Version, splits: list[CreditSplit]
) -> None:  # fmt: skip
    assert_type(rolled.to_frame(), Any)
    assert_type(reconciled.unanswered, tuple[str, ...])
    assert_type(scenario.tree.ids, tuple[str, ...])
    assert_type((version.number, version.by), tuple[int, str])
    share_actuals(actuals, splits)


def how_leads_were_shared(
    *, report: FairnessReport, long: LongRun, what: WhatIf, run: Simulation, credit: Credit, goal: GoalCredit
) -> None:
    share: PartnerShare = report.partners[0]
    assert_type((share.balance, share.ratio), tuple[Decimal, float | None])
    assert_type((report.bound, report.jain), tuple[Decimal | None, float | None])
    assert_type(long.findings, tuple[Finding, ...])
    assert_type(len(what), int)
    assert_type(list(run), list[str])
    assert_type((credit.share, goal.counted), tuple[Fraction, Fraction])


def ledgers(by_hand: ByHand, released: LeadReleased, merged: LedgersMerged) -> None:
    assert_type((by_hand.ledger, by_hand.reason), tuple[pk.Ledger, pk.Reason])
    assert_type((released.reason, merged.other), tuple[pk.Reason, pk.Ledger])


def who_may_have_it(
    cases: list[ServiceCase], grants: list[Grant], offers: list[Offer], calendars: dict[str, WorkingCalendar]
) -> None:
    rules = [
        absent({"P-4": PeriodSet.of(YEAR)}),
        certified("network-pro", needed=lambda lead: lead.product == "firewall"),
        earlier_holders(when_nobody_is_left="ask-again"),
        full_up(offers, rest=timedelta(days=7)),
        in_state("active"),
        open_when_urgent(calendars),
    ]
    assert_type(rules, list[EligibilityRule])
    assert_type(exclusive_grant(grants, unable="pool"), Right)
    assert_type(served_by(cases), Mapping[str, str])
    assert_type((catch_up.most, no_catch_up.most), tuple[Decimal | None, Decimal | None])


def offers(book: OfferBook, lead: pk.Lead, view: OfferView, case: LeadCase, finding: PauseFinding) -> None:
    step = report_outcome(book, "L-17/1", "won", ledger=pk.Ledger(), at=NOW, by="U-1")
    assert_type(withdraw(step.book, "L-18", ledger=step.ledger, at=NOW, by="U-1", why="sold"), OfferStep)
    assert_type((view.teaser, case.holder, finding.finding), tuple[Teaser, str | None, Finding])


def how_fast(
    *,
    table: ClockTable,
    calendars: dict[str, WorkingCalendar],
    standing: ClockStanding,
    inputs: list[FieldInput],
    level: ServiceLevel,
    row: FunnelRow,
) -> None:
    read_clocks(table, calendars, as_of=NOW)
    assert_type(clocks_of(inputs, level), Rows[Clock])
    assert_type((standing.used, standing.due), tuple[timedelta, datetime | None])
    assert_type(survival(np.array([3_600]), np.array([True])), Survival)
    assert_type((row.median, row.curve), tuple[timedelta | None, Survival])


def what_was_promised(
    *,
    pledges: list[Pledge],
    handouts: list[Handout],
    campaigns: list[Campaign],
    reports: list[PartnerReport],
    profiles: list[TargetProfile],
    duty: DeletionDuty,
    reliability: Reliability,
    team: TeamCapacity,
) -> None:
    assert_type(judge_pledges(pledges, handouts, campaigns, as_of=NOW), Rows[PledgeStanding])
    assert_type(implausible(reports, {"P-4": [NOW]}, as_of=NOW), tuple[Finding, ...])
    assert_type(verification_sample(reports, Decimal("0.1"), seed=7), Rows[PartnerReport])
    assert_type(profile_at(profiles, TODAY), TargetProfile | None)
    assert_type((duty.due, reliability.part, team.leads), tuple[datetime, Fraction | None, int])


def learning(
    results: list[TrainingResult], courses: list[Course], enrolments: list[Enrolment], people: list[Person]
) -> None:
    assert_type(attendance(enrolments), Rows[Attendance])
    assert_type(expiring_certificates(results, as_of=TODAY), Rows[Expiring])
    assert_type(find_courses(courses, language="de"), Rows[Course])
    assert_type(training_interventions(results, as_of=TODAY, courses=courses), Rows[Intervention])
    assert_type(activity_figures(people, YEAR, results=results), Rows[Figure])


def leading(
    talks: list[Interaction], figures: list[Figure], people: list[Person], own: PersonFigures
) -> None:
    one = change_of_person("U-9", talks, figures, measure="calls", as_of=TODAY, people=people, basis=None)
    assert_type(one, pk.Reason)
    changes_after_coaching(talks, figures, measure="calls", as_of=TODAY, people=people)
    assert_type(coaching_interventions(talks, as_of=TODAY), Rows[Intervention])
    assert_type(exchange_refusals(talks, as_of=TODAY), tuple[Finding, ...])
    assert_type(praise("U-9", "course-passed", on=TODAY, partner="P-4"), pk.Reason)
    assert_type((own.partner, own.reason), tuple[str, pk.Reason])


def plans(
    plan: Plan, joint: JointPlan, status: StepStatus, progress: PlanProgress, course: GoalCourse
) -> None:
    assert_type(contract_gaps(joint, partner="P-4"), Rows[pk.Reason])
    assert_type(next_talk(plan), date | None)
    assert_type(retailor(plan, "one", because="ill", due=TODAY), Plan)
    assert_type(step_states(plan, as_of=TODAY), Rows[StepStatus])
    assert_type((status.statement, progress.is_late, course.reached), tuple[pk.Reason, bool, bool | None])
    assert_type(ONBOARDING.days, int)


def firms(
    *,
    partners: list[pk.Partner],
    down: WindDown,
    fits: CandidateFit,
    one: CriterionFit,
    need: Need,
    missing: Shortfall,
    deals: list[DealRegistration],
) -> None:
    assert_type(lineage(partners, on=TODAY), Lineage)
    assert_type(LIFE_CYCLE, Machine)
    assert_type([law.source for law in LAWS], list[str])
    assert_type((down.last_day, fits.fit, one.met, need.most), tuple[date, float | None, bool | None, int])
    assert_type(missing.missing, Decimal | pk.Money | None)


def money(fund: Fund, balance: FundBalance, settlement: Settlement) -> None:
    spent = {"P-4": pk.Money.of("900", "EUR")}
    assert_type(allot_by_accrual(fund, spent, Decimal("0.02")), Rows[FundAllocation])
    assert_type(allot_by_proposal(fund, spent), Rows[FundAllocation])
    assert_type((balance.free, settlement.open), tuple[pk.Money, pk.Money])


def review(
    *, diagnoses: Diagnoses, effects: Effects, gaps: Gaps, letter: Letter, piece: Piece, check: PlanCheck, change: WeightChange
) -> None:  # fmt: skip
    assert_type((diagnoses.partners, gaps.outcome), tuple[tuple[str, ...], str])
    observed: Mapping[str, Observed] = effects.observed
    assert_type(observed["training"].reason, pk.Reason)
    assert_type((letter.holds, check.is_sound), tuple[bool | None, bool | None])
    assert_type((piece.reason, change.reasons), tuple[pk.Reason, tuple[pk.Reason, ...]])


def lines(of_review: ReviewLine, of_score: Line) -> None:
    assert_type((of_review.id, of_score.contribution), tuple[str, float | None])


def scoring(
    *,
    scores: Scores,
    found: Acceptability,
    compared: Compared,
    shares: Concentration,
    matrix: Matrix,
    group: PeerGroup,
    ready: ReadyKpi,
    trends: Trends,
) -> None:
    assert_type(lorenz([1.0, 2.0]), Lorenz)
    assert_type(neighbors(scores), Any)
    assert_type((found.method, compared.own), tuple[Facts, float | None])
    assert_type((shares.gini, matrix.value_cut), tuple[float | None, float | None])
    assert_type((group.size, ready.name, len(trends)), tuple[int, str, int])


def edges(row: Mapping[str, Any], path: Path) -> None:
    write_table({"id": ["P-4"]}, path)
    assert_type(read_rows([row], pk.Partner, {"id": "Nr"}), tuple[pk.Partner, ...])
    assert_type(from_document("Partner", to_document(pk.Partner(id="P-4"))), Any)
    assert_type((SKR03["revenue"], SKR04["revenue"]), tuple[Position, Position])


def stores(store: Store, body: bytes, log: Sequence[AuditRow], event: Event) -> None:
    with store.write("acme") as unit:
        each: Unit = unit
        each.put(Written(kind="Partner", id="P-4", version=0, body=body))
        each.claim(Claim(scope="order", key="4711", holder="L-17"))
    assert_type([row.hash for row in log], list[str])
    assert_type((event.seq, event.is_erased), tuple[int, bool])


def kept(document: Document, outcome: Outcome) -> None:
    assert_type((document.version, outcome.result), tuple[int, bytes])


def the_rest() -> None:
    assert_type(CATEGORIES, tuple[str, ...])
    assert_type(testing.register(), None)
    assert_type(cli.main(), None)
    facts = (agreed, dealings, happenings, nasty, strategies)
    exams = (capabilities, concurrency, conformance, crashes, faults, inputs, laws, rule_laws)
    trials = (kills, processes, races)
    assert_type(len(facts) + len(exams) + len(trials), int)
    assert_type(pk.PartnerkitError.code, str)

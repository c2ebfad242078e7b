from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from attrs import evolve

from partnerkit import Ledger, Money, Network, Partner, Period
from partnerkit.access import HIDDEN, visible
from partnerkit.facts import (
    Answer,
    DealRegistration,
    Figure,
    Goal,
    Interaction,
    Measure,
    Person,
    PriceTerm,
    ServiceCase,
    Standing,
    Survey,
    Task,
    Territory,
    WarrantyClaim,
)
from partnerkit.facts.consent import Consent
from partnerkit.facts.standing import StandingStep
from partnerkit.facts.survey import Question
from partnerkit.goals import GoalTree, attain
from partnerkit.interop import say
from partnerkit.leads.account import Account
from partnerkit.review import Judged, due, review_partner, review_program, review_territory, today
from partnerkit.review.readings import AREAS
from partnerkit.scoring import Kpi, Scorecard, score
from partnerkit.values.errors import InvalidValue, NotFound

NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)
SINCE = datetime(2026, 3, 31, 12, tzinfo=UTC)
DAY = timedelta(days=1)
CONSENT = Consent(basis="consent", purpose="review")


def euros(amount):
    return Money.of(amount, "EUR")


def month(number, measure, amount, partner="P-4", **more):
    return Figure(
        partner=partner, measure=measure, period=Period.month(2026, number), value=euros(amount), **more
    )


GOALS = [
    Goal(id="G-1", measure="revenue", period=Period.year(2026), target=euros(100_000), partner="P-4"),
    Goal(id="G-2", measure="revenue", period=Period.year(2026), target=euros(100_000), partner="P-5"),
]
OWN = [
    Partner(id="P-4", name="Nord IT", territories=["kiel"], account_owner="U-1"),
    GOALS[0],
    ServiceCase(id="S-1", partner="P-4", opened_at=NOW - 9 * DAY, due_at=NOW - DAY, priority="high"),
    ServiceCase(id="S-2", partner="P-4", opened_at=NOW - 9 * DAY, status="resolved", resolved_at=NOW - 8 * DAY),
    ServiceCase(id="S-3", partner="P-4", opened_at=SINCE - 9 * DAY, due_at=SINCE - DAY, status="resolved", resolved_at=SINCE + DAY),
    WarrantyClaim(id="W-1", partner="P-4", claimed=euros(480), submitted_at=NOW - 40 * DAY),
    WarrantyClaim(id="W-2", partner="P-4", claimed=euros(480), submitted_at=NOW - 50 * DAY, status="rejected", decided_at=NOW - 5 * DAY, reason="wear-part"),
    WarrantyClaim(id="W-3", partner="P-4", claimed=euros(100), approved=euros(100), submitted_at=NOW - 50 * DAY, status="approved", decided_at=NOW - 5 * DAY),
    month(2, "receivables", 1_000),
    month(2, "receivables_overdue", 100),
    month(5, "receivables", 2_000),
    month(5, "receivables_overdue", 1_000),
    Answer(survey="Q-1", question="recommend", partner="P-4", on=date(2026, 6, 1), reply=9, consent=CONSENT),
    Answer(survey="Q-1", question="leads", partner="P-4", on=date(2026, 6, 1), reply="too-few-leads", consent=CONSENT),
    Answer(survey="Q-1", question="service", partner="P-4", on=date(2026, 6, 1), reply=1),
    Interaction(id="I-1", kind="visit", partner="P-4", at=SINCE + 9 * DAY, held=True),
    Interaction(id="I-2", kind="call", partner="P-4", at=NOW - DAY, held=False),
    Task(id="K-1", partner="P-4", raised_by="partner", title="A demo machine", owner="U-1", due=date(2026, 6, 20)),
    Task(id="K-2", partner="P-4", raised_by="vendor", title="Check the books", owner="U-1", due=date(2026, 6, 20)),
    DealRegistration(id="D-1", partner="P-4", domain="werft-kiel.de").with_step("submit", at=NOW - 9 * DAY),
]  # fmt: skip
OTHERS = [
    Partner(id="P-5", name="Sued KG", territories=["south"], credit_blocked=True),
    GOALS[1],
    ServiceCase(id="S-9", partner="P-5", opened_at=NOW - 9 * DAY, due_at=NOW - DAY),
    month(5, "receivables", 7_000, "P-5"),
    Task(id="K-9", partner="P-5", raised_by="partner", title="Secret", due=date(2026, 6, 1)),
]
SHARED = [
    Territory(id="north"),
    Territory(id="kiel", parent="north"),
    Territory(id="south"),
    Person(id="U-1", roles=["territory-manager"], permission="all"),
    Measure(id="revenue", currency="EUR"),
    Measure(id="receivables", currency="EUR"),
    Measure(id="receivables_overdue", currency="EUR"),
    Survey(id="Q-1", wave=1, mode="named", questions=[
        Question(id="recommend", kind="scale", least=0, most=10),
        Question(id="leads", kind="choice", options=["enough", "too-few-leads"], cause="too-few-leads"),
        Question(id="service", kind="scale", least=1, most=5, cause="late-delivery"),
    ]),
]  # fmt: skip
NETWORK = Network.of(OWN, OTHERS, SHARED)

CARD = Scorecard(kpis=(Kpi("sales"),), min_peers=2)
FRAME = {"id": ["P-4", "P-5"], "sales": [90.0, 40.0]}
STATUS = attain(GoalTree.of(GOALS), {"G-1": euros(20_000), "G-2": euros(70_000)}, as_of=NOW)
JUDGED = Judged(
    goals=STATUS,
    ledger=Ledger(
        accounts=(
            Account(
                partner="P-4", balance=2**20, entitled=3 * 2**20, received=2 * 2**20, leads=2, open_leads=1
            ),
            Account(partner="P-5", balance=-(2**20), entitled=2**20, received=2 * 2**20, leads=2),
        ),
        leads=4,
    ),
    conflicts=(),
    scores=score(CARD, FRAME, key="id", as_of=date(2026, 6, 30)),
)
BEFORE = Judged(
    goals=attain(GoalTree.of(GOALS), {"G-1": euros(15_000), "G-2": euros(20_000)}, as_of=SINCE),
    scores=score(CARD, {**FRAME, "sales": [30.0, 40.0]}, key="id", as_of=date(2026, 3, 31)),
    conflicts=(),
)
MOMENTS = {"since": SINCE, "as_of": NOW}


def review(**more):
    return review_partner(NETWORK, "P-4", **{**MOMENTS, "judged": JUDGED, "before": BEFORE, **more})


def told(found, code):
    return (found[code].value, found[code].before, found[code].verdict)


def test_goals_say_how_far_they_are_and_which_are_behind():
    area = review()["goals"]
    assert area.state == "act"
    assert told(area, "goals-behind") == (1, 1, "same")
    (line,) = area.lines
    assert [each.value for each in line.readings[:3]] == [euros(100_000), euros(20_000), Decimal("0.2")]
    assert line.readings[2].verdict == "better"
    assert area.findings[0].reason.code == "review-goal-behind"


def test_leads_say_what_was_given_and_is_owed():
    area = review()["leads"]
    assert [area[code].value for code in ("leads-given", "leads-open", "leads-owed")] == [2, 1, 1]
    assert told(area, "deals-registered") == (1, 0, "better")


def test_scores_say_how_they_changed():
    area = review()["scores"]
    assert told(area, "score")[2] == "better"
    assert told(area, "score-rank") == (1, 2, "better")


def test_service_counts_what_is_late_now_and_was_late_then():
    area = review()["service"]
    assert area.state == "act"
    assert told(area, "cases-opened") == (2, 1, None)
    assert told(area, "cases-open") == (1, 1, "same")
    assert told(area, "cases-late") == (1, 1, "same")
    # One took a day, one from nine days before the last review until a day after.
    assert told(area, "cases-hours") == (Decimal("132.0"), None, None)


def test_warranty_says_what_waits_for_the_vendor():
    area = review()["warranty"]
    assert told(area, "claims-open") == (1, 0, "worse")
    assert area["claims-oldest"].value == 40
    assert area["claims-rejected"].value == Decimal("0.5")
    assert area["claims-approved"].value == euros(100)
    assert [each.reason.facts["claim"] for each in area.findings] == ["W-1"]


def test_receivables_say_what_is_overdue():
    area = review()["receivables"]
    assert told(area, "receivables-overdue") == (euros(1_000), euros(100), "worse")
    assert told(area, "receivables-overdue-share") == (Decimal("0.5"), Decimal("0.1"), "worse")


def test_a_disputed_figure_does_not_count():
    network = NETWORK.with_(month(6, "receivables_overdue", 9_000, status="disputed", known_from=NOW - DAY))
    area = review_partner(network, "P-4", **MOMENTS)["receivables"]
    assert area["receivables-overdue"].value == euros(1_000)


def test_surveys_tell_only_what_may_be_used_in_reviews():
    area = review()["surveys"]
    assert told(area, "survey-answers") == (2, 0, "better")
    assert area["survey-recommend"].value == Decimal("9.0")
    assert [each.subjects for each in area.findings] == [("too-few-leads",)]


def test_contacts_say_who_is_quiet():
    area = review()["contacts"]
    assert told(area, "contacts-held")[0] == 1
    assert told(area, "contacts-missed")[0] == 1
    assert area["contact-days"].value == 82
    assert area.state == "good"
    later = review_partner(NETWORK, "P-4", since=NOW, as_of=NOW + 30 * DAY)["contacts"]
    assert [each.code for each in later.findings] == ["review-quiet"]


def test_what_nobody_judged_is_unknown_and_never_zero():
    found = review_partner(NETWORK, "P-4", **MOMENTS)
    assert {each.area for each in found.areas if each.state == "unknown"} == {"goals", "conflicts", "scores"}
    assert found["goals"]["goals-behind"].value is None
    assert {each.facts["area"] for each in found.stale} >= {"goals", "leads", "conflicts", "scores"}


def test_the_next_steps_begin_with_what_is_late_and_say_why():
    steps = review().steps
    assert [each.rank for each in steps] == sorted(each.rank for each in steps)
    assert {each.action.code for each in steps if each.rank == 0} >= {"task-due", "service-overdue"}
    assert all(each.why for each in steps)
    for locale in ("en", "de", "sv"):
        for each in (*steps, *review().areas):
            assert each.reasons == () or "?" not in say(each, locale=locale, names=NETWORK)


def test_the_changes_begin_with_what_got_worse():
    verdicts = [each.verdict for _, each in review().changes]
    assert verdicts == sorted(verdicts, reverse=True)
    assert {"worse", "better"} == set(verdicts)


def test_a_partner_reads_its_own_side_alone():
    found = review(viewer="P-4")
    assert "K-2" not in {each.id for each in found.due}
    assert "K-1" in {each.id for each in found.due}
    assert "K-2" in {each.id for each in review().due}
    with pytest.raises(InvalidValue, match="viewer"):
        review(viewer="P-5")


def test_in_a_view_too_a_partner_is_not_told_of_the_vendor_s_own_tasks():
    colleague = Task(id="K-3", partner="P-4", raised_by="vendor", owner="X-1", due=date(2026, 6, 20))
    of_all = Task(id="K-4", partner="P-4", raised_by="vendor", due=date(2026, 6, 20))
    people = [Person(id=name, employer="P-4", roles=["owner"], permission="all") for name in ("X-1", "X-2")]
    network = NETWORK.with_(people, colleague, of_all)
    view = visible(network, "X-2", as_of=NOW)

    for found in (
        review_partner(view, "P-4", **MOMENTS),
        review_territory(view, "kiel", **MOMENTS),
        review_program(view, **MOMENTS),
        review_partner(network, "P-4", viewer="P-4", **MOMENTS),
    ):
        assert {each.id for each in found.due if each.kind == "Task"} == {"K-1", "K-3", "K-4"}


def test_what_others_do_changes_nothing_in_a_partner_s_review():
    alone = Network.of(OWN, SHARED)
    judged = evolve(JUDGED, scores=None, goals=None)
    for viewer in (None, "P-4"):
        options = {**MOMENTS, "judged": judged, "viewer": viewer}
        assert review_partner(alone, "P-4", **options) == review_partner(NETWORK, "P-4", **options)


def test_a_territory_holds_the_partners_that_serve_it_or_what_lies_below():
    found = review_territory(NETWORK, "north", **MOMENTS, judged=JUDGED, before=BEFORE)
    assert found.partners == ("P-4",)
    assert found["service"] == review()["service"]
    assert review_territory(NETWORK, "south", **MOMENTS).partners == ("P-5",)
    with pytest.raises(NotFound, match="territory"):
        review_territory(NETWORK, "west", **MOMENTS)


def test_the_program_adds_up_all_partners():
    found = review_program(NETWORK, **MOMENTS, judged=JUDGED, before=BEFORE)
    assert found.partners == ("P-4", "P-5")
    assert found["service"]["cases-late"].value == 2
    assert found["receivables"]["receivables"].value == euros(9_000)
    assert found["receivables"]["credit-stopped"].value == 1
    assert found["goals"]["goals"].value == 2
    assert found["scores"]["scored"].value == 2
    assert [each.id for each in found["contacts"].lines] == ["P-5", "P-4"]
    assert found["contacts"]["contacts-quiet"].value == 1


def test_of_a_view_what_may_not_be_seen_is_hidden_and_not_nothing():
    network = NETWORK.with_(Person(id="X-1", employer="P-4", roles=["bookkeeper"], permission="all"))
    view = visible(network, "X-1", as_of=NOW)
    found = review_partner(view, "P-4", **MOMENTS, judged=JUDGED)
    states = {each.area: each.state for each in found.areas}
    assert states["receivables"] == "look"
    assert states["contacts"] == states["service"] == "hidden"
    assert found["contacts"].readings == ()
    with pytest.raises(NotFound):
        review_partner(view, "P-5", **MOMENTS)


def test_to_whom_figures_are_hidden_nothing_owed_is_hidden_and_not_nothing():
    network = NETWORK.with_(Person(id="U-5", roles=["receivables"], permission="all"))
    view = visible(network, "U-5", as_of=NOW)
    owing, stopped = (review_partner(view, each, **MOMENTS)["receivables"] for each in ("P-4", "P-5"))

    assert (owing.state, [each.code for each in owing.stale]) == ("hidden", ["review-hidden"])
    assert (stopped.state, stopped["receivables"].value, stopped["credit-stopped"].value) == ("act", None, 1)


def test_a_partner_s_owner_is_told_of_his_firm_though_the_vendor_s_planning_is_hidden():
    """Who decided about the firm, and why its terms differ, is the vendor's own; all the rest is told."""
    step = StandingStep(event="qualify", at=NOW - timedelta(days=9), decided_by="U-1")
    network = NETWORK.with_(
        Person(id="X-1", employer="P-4", roles=["owner"], permission="all"),
        Standing(id="S-4", partner="P-4", began_at=NOW - timedelta(days=99), steps=[step]),
        PriceTerm(id="T-4", partner="P-4", product="loader", list_price=euros(9)),
    )
    view = visible(network, "X-1", as_of=NOW)
    found = review_partner(view, "P-4", **MOMENTS, judged=JUDGED)

    assert (view.standings[0].steps, view.price_terms[0].justifications) == (HIDDEN, HIDDEN)
    assert "K-1" in {each.id for each in found.due}
    assert found["receivables"].state == "look"
    assert today(network, "X-1", as_of=NOW).points == found.points
    assert {each.id for each in due(view, as_of=NOW)} >= {"K-1", "S-1"}


def test_a_whole_view_tells_what_the_network_tells():
    network = NETWORK.with_(Person(id="head", roles=["head-office"], permission="all"))
    view = visible(network, "head", as_of=NOW)
    found = review_partner(view, "P-4", **MOMENTS, judged=JUDGED, before=BEFORE)
    assert {each.area for each in found.areas if each.state == "hidden"} == set()
    for area in AREAS:
        assert found[area] == review()[area]


def test_the_last_review_is_before_this_one():
    with pytest.raises(InvalidValue, match="since"):
        review_partner(NETWORK, "P-4", since=NOW, as_of=NOW)
    with pytest.raises(NotFound):
        review_partner(NETWORK, "P-9", **MOMENTS)

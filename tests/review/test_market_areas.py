from datetime import UTC, date, datetime, timedelta

import pytest
from attrs import evolve

from partnerkit import Goal, Money, Network, Partner, Period
from partnerkit.access import PermissionClass, visible
from partnerkit.conflicts.conflict import Conflict, ConflictRule, Draft
from partnerkit.facts import DealRegistration, Person
from partnerkit.interop import say
from partnerkit.leads import Ledger
from partnerkit.review import Judged, review_partner, review_program
from partnerkit.review.market_areas import state_of
from partnerkit.scoring import Kpi, Scorecard, score
from partnerkit.values.reasons import Finding, Reason

NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)
MOMENTS = {"since": NOW - timedelta(days=91), "as_of": NOW}
NETWORK = Network.of(Partner(id=each) for each in ("P-4", "P-5", "P-6"))
RULE = ConflictRule(code="territory-overlap", severity="high", find=lambda network, as_of: ())
CONFLICT = Conflict.of(
    RULE,
    Draft(
        group=("kiel",),
        reason=Reason("territory-overlap", {"territory": "kiel", "partners": ("P-4", "P-5")}),
        own={"P-4": [Reason("own", {"secret": "four"})], "P-5": [Reason("own", {"secret": "five"})]},
    ),
)


@pytest.mark.parametrize(
    ("severities", "state"),
    [
        ((), "good"),
        (("info",), "good"),
        (("low",), "look"),
        (("low", "medium"), "look"),
        (("high", "info"), "act"),
    ],
)
def test_an_area_stands_as_its_gravest_finding(severities, state):
    assert state_of([Finding(reason=Reason("x"), severity=each) for each in severities]) == state


@pytest.mark.parametrize(
    ("start", "end", "is_read"),
    [
        ("2026-01-01", "2026-07-01", True),
        ("2026-06-30", "2026-07-01", True),
        ("2026-01-01", "2026-06-30", True),  # its last day was yesterday
        ("2026-01-01", "2026-04-01", True),  # ended on the day of the last review, after it
        ("2026-01-01", "2026-03-31", False),
        ("2026-07-01", "2027-01-01", False),
    ],
)
def test_goals_are_read_that_run_or_have_ended_since_the_last_review(start, end, is_read):
    goal = Goal(
        id="g",
        measure="revenue",
        target=Money.of(5, "EUR"),
        period=Period.of(date.fromisoformat(start), date.fromisoformat(end)),
    )
    found = review_program(Network.of(NETWORK.partners, goal), **MOMENTS)["goals"]
    assert [line.id for line in found.lines] == (["g"] if is_read else [])
    assert [each.code for each in found.stale] == ["review-not-judged" if is_read else "review-no-goals"]


def test_a_conflict_is_told_to_its_party_without_the_other_side():
    judged = Judged(conflicts=[CONFLICT])
    vendor = review_partner(NETWORK, "P-4", **MOMENTS, judged=judged)["conflicts"]
    own = review_partner(NETWORK, "P-4", **MOMENTS, judged=judged, viewer="P-4")["conflicts"]
    assert (vendor.state, own.state) == ("act", "look")
    assert vendor["conflicts-high"].value == 1
    assert [each.code for each in own.readings] == ["conflicts"]
    assert "five" in repr(vendor)
    assert "five" not in repr(own)
    assert "P-5" not in repr(own)
    assert review_partner(NETWORK, "P-6", **MOMENTS, judged=judged)["conflicts"]["conflicts"].value == 0


def test_what_a_partner_is_owed_hangs_on_others_and_is_the_vendor_s():
    judged = Judged(ledger=Ledger().with_open({"P-4": 2}))
    vendor, own = (
        review_partner(NETWORK, "P-4", **MOMENTS, judged=judged, viewer=viewer)["leads"]
        for viewer in (None, "P-4")
    )
    given = ["deals-registered", "deals-open", "leads-given", "leads-open"]
    assert [each.code for each in vendor.readings] == [*given, "leads-owed"]
    assert [each.code for each in own.readings] == given


def test_in_a_view_whoever_is_not_shown_is_not_told_of_by_a_conflict_either():
    """The judgements come from the whole network; who looks after one of two parties reads that one's side."""
    owned = {"P-4": "U-4", "P-5": "U-5"}
    people = [Person(id=each, roles=["territory-manager"], permission="self") for each in owned.values()]
    others = [
        Person(id="U-0", roles=["head-office"], permission="all"),
        Person(id="U-9", roles=["receivables"], permission="all"),
    ]
    network = NETWORK.with_facts(
        people, others, [evolve(each, account_owner=owned.get(each.id)) for each in NETWORK.partners]
    )
    judged = Judged(conflicts=[CONFLICT])

    def told(person):
        view = visible(network, person, as_of=NOW)
        return review_partner(view, "P-4", **MOMENTS, judged=judged)["conflicts"]

    part = told("U-4")
    assert (part["conflicts"].value, part["conflicts-high"].value, part.state) == (1, 0, "look")
    assert say(part.findings[0]).startswith("P-4 is concerned by a finding, and one other with it")
    assert "P-5" not in repr(part)
    assert "five" not in repr(part)
    assert told("U-9").state == "hidden"
    assert told("U-0") == review_partner(network, "P-4", **MOMENTS, judged=judged)["conflicts"]


@pytest.mark.parametrize(
    ("sees", "told"),
    [
        (["leads"], ["leads-given", "leads-open", "leads-owed"]),
        (["deals"], ["deals-registered", "deals-open"]),
        (["tasks"], []),
    ],
)
def test_what_a_view_hides_of_leads_or_deals_is_not_told_as_none(sees, told):
    network = NETWORK.with_(
        Person(id="U-1", roles=["planner"], permission="all"),
        DealRegistration(id="D-1", partner="P-4", customer="Werft").with_step(
            "submit", at=NOW - timedelta(days=9)
        ),
    )
    planner = PermissionClass(id="planner", side="vendor", sees=["partners", "people", *sees])
    view = visible(network, "U-1", as_of=NOW, classes=[planner])
    judged = Judged(ledger=Ledger().with_open({"P-4": 2}))
    found = review_partner(view, "P-4", **MOMENTS, judged=judged)["leads"]

    assert [each.code for each in found.readings] == told
    assert found.state == ("good" if told else "hidden")
    assert all(found[code].value for code in told if code == "deals-registered")


def test_how_grave_it_is_for_others_changes_nothing_in_a_party_s_review():
    grave, light = (
        review_partner(NETWORK, "P-4", **MOMENTS, judged=Judged(conflicts=[evolve(CONFLICT, severity=each)]), viewer="P-4")
        for each in ("high", "low")
    )  # fmt: skip
    assert grave == light


def test_who_works_for_a_partner_reads_its_side_alone_in_a_view():
    person = Person(id="X-4", employer="P-4", roles=["owner"], permission="all")
    view = visible(NETWORK.with_(person), "X-4", as_of=NOW)
    scores = score(Scorecard(kpis=(Kpi("sales"),), min_peers=2), {"id": ["P-4", "P-5"], "sales": [90.0, 40.0]}, key="id", as_of=date(2026, 6, 30))  # fmt: skip
    ledger = Ledger().with_open({"P-4": 2, "P-5": 7})
    judged = Judged(conflicts=[CONFLICT], scores=scores, ledger=ledger)
    own = review_partner(NETWORK, "P-4", **MOMENTS, judged=judged, viewer="P-4")
    assert review_partner(view, "P-4", **MOMENTS, judged=judged)["conflicts"] == own["conflicts"]
    everything = review_program(view, **MOMENTS, judged=judged)
    assert "P-5" not in repr(everything.areas)
    assert everything["leads"]["leads-open"].value == 2


@pytest.mark.parametrize(
    ("scale", "state", "codes"),
    [("peer_z", "hidden", []), ("points", "good", ["score"])],
)
def test_a_partner_reads_of_its_score_what_hangs_on_nobody_else(scale, state, codes):
    points = (0, 100) if scale == "points" else None
    card = Scorecard(kpis=(Kpi("sales", points=points),), min_peers=2, scale=scale)

    def own(others):
        frame = {"id": ["P-4", "P-5", "P-6"], "sales": [90.0, *others]}
        judged = Judged(scores=score(card, frame, key="id", as_of=date(2026, 6, 30)))
        return review_partner(NETWORK, "P-4", **MOMENTS, judged=judged, viewer="P-4")["scores"]

    found = own([40.0, 50.0])
    assert (found.state, [each.code for each in found.readings]) == (state, codes)
    assert found == own([140.0, 99.0])


def test_the_weakest_scores_come_first_and_who_has_none_is_said():
    card = Scorecard(kpis=(Kpi("sales"),), min_peers=2)
    frame = {"id": ["P-4", "P-5", "P-6"], "sales": [90.0, 40.0, None]}
    judged = Judged(scores=score(card, frame, key="id", as_of=date(2026, 6, 30)))
    area = review_program(NETWORK, **MOMENTS, judged=judged)["scores"]
    assert [each.id for each in area.lines] == ["P-5", "P-4"]
    assert area["scored"].value == 2
    assert [each.code for each in area.stale] == ["no-values"]
    alone = review_partner(NETWORK, "P-6", **MOMENTS, judged=judged)["scores"]
    assert (alone.state, alone["score"].value) == ("unknown", None)


def test_a_score_below_a_floor_is_found():
    card = Scorecard(kpis=(Kpi("sales", floor=50, points=(0, 100)),), scale="points", min_peers=2)
    frame = {"id": ["P-4", "P-5"], "sales": [90.0, 40.0]}
    judged = Judged(scores=score(card, frame, key="id", as_of=date(2026, 6, 30)))
    (found,) = review_partner(NETWORK, "P-5", **MOMENTS, judged=judged)["scores"].findings
    assert found.reason.facts["count"] == 1
    assert found.evidence[0].code == "below-floor"

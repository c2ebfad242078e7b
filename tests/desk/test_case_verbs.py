"""Deals are looked at before they are written, and only who may settles a dispute."""

from datetime import UTC, datetime, time, timedelta

import pytest

from partnerkit import Partner
from partnerkit.conflicts import rules
from partnerkit.conflicts.cases import Case, Procedure
from partnerkit.facts import Account, DealRegistration, DirectEngagement, Person
from partnerkit.values.errors import IllegalTransition, InvalidValue, NotFound, PartnerkitError
from partnerkit.values.hours import WorkingCalendar
from partnerkit.values.store_errors import IdempotencyKeyReused, StaleWrite

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAY = timedelta(days=1)
OFFICE = WorkingCalendar(zone="Europe/Berlin", week={day: ((time(9), time(17)),) for day in range(5)})
CASE = Case(id="K-1", kind="payment", subject="late", parties=["P-1", "P-2"], opened_at=NOON, opened_by="U-1")


@pytest.fixture
def desk(at_desk):
    at_desk.put(
        Partner(id="P-1"), Partner(id="P-2"), Account(id="A-1"),
        Person(id="U-1", roles=["channel-desk"]), Person(id="U-2", employer="P-1", roles=["channel-desk"]),
    )  # fmt: skip
    return at_desk


def deal(number, **more):
    return DealRegistration(id=f"D-{number}", partner=f"P-{number}", account="A-1", **more)


def test_the_second_of_two_registrations_is_written_with_what_it_collides_with(desk):
    first = desk.register_deal(deal(1), as_of=NOON, key="one")
    second = desk.register_deal(deal(2), as_of=NOON + DAY, key="two")

    assert (first.conflicts, first.reasons) == ((), ())
    assert first.stored.value.status == "submitted"
    assert first.stored.value.submitted_at == NOON
    assert len(second.conflicts) == 1
    (reason,) = second.reasons
    assert (reason.code, reason.facts["registrations"]) == ("registered-twice", ("D-1", "D-2"))
    (event,) = desk.history("D-2")
    assert (event.action, event.record.facts["conflicts"]) == ("register-deal", second.conflicts)


def test_the_same_key_answers_as_it_did_then(desk):
    asked = [desk.register_deal(deal(each), as_of=NOON, key=f"k{each}") for each in (1, 2)]
    stored = desk.get(DealRegistration, "D-2")
    desk.put(stored.value.with_step("review", at=NOON + DAY), version=1)
    rows = len(desk.events())

    assert [desk.register_deal(deal(each), as_of=NOON + 9 * DAY, key=f"k{each}") for each in (1, 2)] == asked
    assert len(desk.events()) == rows
    with pytest.raises(IdempotencyKeyReused):
        desk.register_deal(deal(1), key="k2")
    with pytest.raises(StaleWrite):
        desk.register_deal(deal(1))


def test_direct_sales_at_the_customer_are_seen_and_other_rules_may_be_named(desk):
    desk.put(DirectEngagement(id="E-1", person="U-1", account="A-1", since=NOON - DAY))
    found = desk.register_deal(deal(1), as_of=NOON)

    assert [reason.code for reason in found.reasons]
    assert desk.register_deal(deal(2), as_of=NOON, rules=[rules.get("territory-gap")]).conflicts == ()


def test_what_refers_to_nothing_is_refused_and_nothing_written(desk):
    rows = len(desk.events())
    with pytest.raises(PartnerkitError, match="P-7"):
        desk.register_deal(DealRegistration(id="D-7", partner="P-7", account="A-1"), as_of=NOON)

    assert len(desk.events()) == rows
    with pytest.raises(NotFound):
        desk.get(DealRegistration, "D-7")


def test_a_case_takes_its_course_and_only_who_may_decides(desk):
    procedure = Procedure(calendar=OFFICE)
    opened = desk.open_case(CASE, key="open")
    assert desk.open_case(CASE, key="open") == opened
    steps = (
        {"event": "acknowledge"},
        {"event": "state", "party": "P-1"},
        {"event": "state", "party": "P-2"},
        {"event": "hear", "procedure": procedure},
    )
    for place, step in enumerate(steps):
        done = desk.decide_case("K-1", **step, as_of=NOON + place * DAY, actor="U-1", key=f"step-{place}")
    with pytest.raises(InvalidValue, match="U-2"):
        desk.decide_case("K-1", reason="credit", procedure=procedure, as_of=NOON + 9 * DAY, actor="U-2")
    decided = desk.decide_case(
        "K-1", reason="credit", procedure=procedure, as_of=NOON + 9 * DAY, actor="U-1", key="decide"
    )

    assert (done.version, decided.version, decided.value.status) == (5, 6, "decided")
    assert desk.decide_case("K-1", **steps[3], as_of=NOON, actor="U-1", key="step-3") == done
    assert [event.action for event in desk.history("K-1")] == [
        "open-case", "case-acknowledge", "case-state", "case-state", "case-hear", "case-decide",
    ]  # fmt: skip
    assert desk.history("K-1")[-1].record.facts["said"] == "credit"


def test_a_case_that_is_not_there_or_a_step_out_of_turn_is_refused(desk):
    with pytest.raises(NotFound):
        desk.decide_case("K-1", reason="credit")
    desk.open_case(CASE)
    with pytest.raises(StaleWrite):
        desk.open_case(CASE)
    with pytest.raises(IllegalTransition):
        desk.decide_case("K-1", reason="credit", as_of=NOON)
    assert desk.get(Case, "K-1").version == 1


@pytest.mark.parametrize(("event", "more"), [("review", {}), ("withdraw", {"reason": "sold"})])
def test_a_deal_that_was_looked_at_elsewhere_is_not_registered(desk, event, more):
    asked = deal(1).with_step("submit", at=NOON).with_step(event, at=NOON, by="U-1", **more)
    with pytest.raises(InvalidValue, match=rf"^deal\.status: '{asked.status}'"):
        desk.register_deal(asked, as_of=NOON)
    assert desk.all(DealRegistration) == ()


def test_a_case_is_opened_without_a_step(desk):
    with pytest.raises(InvalidValue, match=r"^case\.steps: .* take its steps by `decide_case`"):
        desk.open_case(CASE.with_step("acknowledge", at=NOON, by="U-1"))
    assert desk.all(Case) == ()

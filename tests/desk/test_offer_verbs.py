"""Who is asked answers, and what runs out runs out once."""

from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction

import pytest

from partnerkit import Lead, Ledger, Money, Partner, Period
from partnerkit.conflicts.cases import Case, Procedure
from partnerkit.desk import Desk
from partnerkit.facts import Account, Agreement, DealRegistration, Task
from partnerkit.facts.agreement import NoticeTerms
from partnerkit.interop.records import Record
from partnerkit.leads import FairShare, replay
from partnerkit.leads.answering import LeadOffer
from partnerkit.leads.clocks import Clock, ServiceLevel
from partnerkit.values.errors import IllegalTransition, InvalidValue, NotFound
from partnerkit.values.hours import WorkingCalendar
from partnerkit.values.store_errors import AlreadyClaimed, IdempotencyKeyReused, NotReplayable

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
POLICY = FairShare(default=1)


def lead(number):
    return Lead(id=f"L-{number}", value=Money.of(100, "EUR"))


@pytest.fixture
def desk(at_desk):
    at_desk.put(Partner(id="P-1"), Partner(id="P-2"))
    return at_desk


def test_a_partner_accepts_once_and_under_a_key_as_often_as_asked(desk):
    winner = desk.assign(lead(1), POLICY, as_of=NOON, answer_by=NOON + DAY).winner
    accepted = desk.accept("L-1", as_of=NOON + HOUR, key="yes")
    desk.decline("L-1", why="Went broke.", as_of=NOON + 2 * HOUR)

    assert (accepted.value.status, accepted.value.partner, accepted.value.answered_by) == (
        "accepted",
        winner,
        "anna",
    )
    assert desk.accept("L-1", as_of=NOON + 9 * DAY, key="yes") == accepted, "as it was said then"
    assert desk.get(LeadOffer, "L-1").value.status == "declined"
    with pytest.raises(NotFound):
        desk.accept("L-1", as_of=NOON + HOUR)
    assert [event.action for event in desk.history("L-1")] == ["assign", "accept", "decline"]


def test_who_was_not_asked_may_accept_and_nobody_twice_or_too_late(desk):
    desk.assign(lead(1), POLICY, as_of=NOON)
    assert desk.accept("L-1", as_of=NOON + HOUR).value.answer_by is None
    with pytest.raises(IllegalTransition):
        desk.accept("L-1", as_of=NOON + HOUR)
    desk.assign(lead(2), POLICY, as_of=NOON, answer_by=NOON + HOUR)
    with pytest.raises(InvalidValue, match="accept by"):
        desk.accept("L-2", as_of=NOON + HOUR + timedelta.resolution)
    assert desk.expire_due(as_of=NOON + HOUR) == ()
    assert desk.accept("L-2", as_of=NOON + HOUR).value.status == "accepted"
    with pytest.raises(NotFound):
        desk.accept("L-9")
    rows = len(desk.events())
    assert desk.verify().rows == rows


def test_nobody_accepts_a_lead_that_was_closed(desk):
    desk.assign(lead(1), POLICY, as_of=NOON)
    desk.release("L-1", as_of=NOON + HOUR)

    with pytest.raises(NotFound):
        desk.accept("L-1", as_of=NOON + HOUR)
    assert [event.action for event in desk.history("L-1")] == ["assign", "release"]


def test_who_was_given_a_lead_by_hand_accepts_it_as_of_then(desk):
    desk.put(Ledger(value="lead", currency="EUR").with_open({"P-1": ["L-1"]}), lead(1))
    desk.reassign("L-1", "P-2", POLICY, why="On leave.", as_of=NOON + HOUR)

    accepted = desk.accept("L-1", as_of=NOON + 2 * HOUR).value
    assert (accepted.partner, accepted.offered_at) == ("P-2", NOON + HOUR)


@pytest.mark.parametrize(
    "follows",
    [
        lambda desk: desk.accept("L-1"),
        lambda desk: desk.decline("L-1", why="No time."),
        lambda desk: desk.credit_back("L-1", why="It was none."),
        lambda desk: desk.release("L-1"),
        lambda desk: desk.reassign("L-1", "P-1", POLICY, why="On leave."),
    ],
)
@pytest.mark.parametrize("answer_by", [None, NOON + DAY])
def test_a_clock_a_second_behind_refuses_nothing_that_follows(any_store, follows, answer_by):
    behind, far = timedelta(seconds=1), timedelta(seconds=11)
    ahead = Desk(any_store, tenant="acme", actor="anna", clock=lambda: NOON)
    ahead.put(Partner(id="P-1"), Partner(id="P-2"))
    ahead.assign_to(lead(1), "P-2", POLICY, why="Known.", answer_by=answer_by)

    with pytest.raises(InvalidValue, match="not before"):
        follows(Desk(any_store, tenant="acme", actor="anna", clock=lambda: NOON - far))
    follows(Desk(any_store, tenant="acme", actor="anna", clock=lambda: NOON - behind))
    entries = ahead.entries()
    assert replay(entries, told_once=True) == ahead.get(Ledger, "default").value
    assert all(getattr(each, "at", NOON) == NOON for each in entries)


def test_what_nobody_answered_comes_back_once_and_may_be_given_again(desk):
    for number in range(4):
        desk.assign(lead(number), POLICY, as_of=NOON, answer_by=NOON + (number + 1) * HOUR)
    desk.accept("L-0", as_of=NOON)
    assert desk.expire_due(as_of=NOON) == ()

    tick = NOON + 3 * HOUR + timedelta.resolution
    done = desk.expire_due(as_of=tick, penalty=Fraction(1, 10), key="tick-1")
    assert [(each.area, each.id, each.reason.code) for each in done] == [
        ("offer", "L-1", "lead-expired"),
        ("offer", "L-2", "lead-expired"),
    ]
    assert desk.expire_due(as_of=tick, penalty=Fraction(1, 10), key="tick-1") == done
    assert desk.expire_due(as_of=tick) == ()
    assert [desk.get(LeadOffer, f"L-{each}").value.status for each in range(4)] == [
        "accepted", "expired", "expired", "offered",
    ]  # fmt: skip
    ledger = desk.get(Ledger, "default").value
    assert {each.lead for each in ledger.open} == {"L-0", "L-3"}
    assert replay(desk.entries()) == ledger
    again = desk.assign(lead(1), POLICY, as_of=NOON + DAY, answer_by=NOON + 2 * DAY)
    assert desk.get(LeadOffer, "L-1").value.partner == again.winner
    with pytest.raises(AlreadyClaimed):
        desk.assign(lead(1), POLICY, as_of=NOON + DAY)


def test_a_limit_takes_the_longest_overdue_first(desk):
    for number in (3, 1, 2):
        desk.assign(lead(number), POLICY, as_of=NOON, answer_by=NOON + number * HOUR)

    assert [each.id for each in desk.expire_due(as_of=NOON + DAY, limit=2)] == ["L-1", "L-2"]
    assert [each.id for each in desk.expire_due(as_of=NOON + DAY, limit=2)] == ["L-3"]


def test_a_registration_runs_out_as_well(desk):
    desk.put(Account(id="A-1"))
    deal = DealRegistration(id="D-1", partner="P-1", account="A-1")
    deal = deal.with_step("submit", at=NOON - 9 * DAY).with_step("review", at=NOON - 8 * DAY)
    desk.put(deal.with_step("approve", at=NOON - 7 * DAY, expires_at=NOON))

    assert [(each.kind, each.id) for each in desk.expire_due(as_of=NOON, key="k")] == [
        ("DealRegistration", "D-1")
    ]
    assert len(desk.expire_due(as_of=NOON, key="k")) == 1
    assert desk.expire_due(as_of=NOON) == ()
    assert desk.get(DealRegistration, "D-1").value.status == "expired"


def test_a_lead_that_moves_is_offered_anew(desk):
    first = desk.assign(lead(1), POLICY, as_of=NOON, answer_by=NOON + HOUR).winner
    other = "P-2" if first == "P-1" else "P-1"
    desk.accept("L-1", as_of=NOON)
    desk.reassign("L-1", other, POLICY, why="On leave.", as_of=NOON + HOUR, answer_by=NOON + DAY)

    offer = desk.get(LeadOffer, "L-1").value
    assert (offer.partner, offer.status, offer.answer_by) == (other, "offered", NOON + DAY)
    desk.credit_back("L-1", why="A test entry.", as_of=NOON + 2 * HOUR)
    assert desk.get(LeadOffer, "L-1").value.status == "withdrawn"
    assert desk.expire_due(as_of=NOON + 9 * DAY) == ()


def test_a_key_of_one_expiry_is_no_key_of_another(desk):
    desk.assign(lead(1), POLICY, as_of=NOON, answer_by=NOON + HOUR)
    desk.expire_due(as_of=NOON + DAY, key="k")

    with pytest.raises(IdempotencyKeyReused):
        desk.expire_due(as_of=NOON + DAY, penalty=1, key="k")


def test_one_call_tells_a_scheduler_all_that_is_due(desk):
    office = WorkingCalendar(zone="Europe/Berlin", week={day: ((time(9), time(17)),) for day in range(5)})
    desk.assign(lead(1), POLICY, as_of=NOON, answer_by=NOON + HOUR)
    desk.put(
        Task(id="K-1", title="Call", due=date(2026, 3, 2)),
        Agreement(
            id="A-1", partner="P-1", period=Period(start=date(2025, 7, 1), end=date(2026, 7, 3)), renews_months=12,
            notice=NoticeTerms(months=3), status="signed", signed_on=date(2025, 6, 1),
        ),
    )  # fmt: skip
    desk.open_case(
        Case(id="C-1", kind="payment", subject="late", parties=["P-1"], opened_at=NOON, opened_by="U-1")
    )
    procedure = Procedure(calendar=office)

    assert desk.due(as_of=NOON, procedure=procedure) == ()
    found = desk.due(as_of=NOON + 4 * DAY, procedure=procedure)
    assert [(each.area, each.kind, each.id) for each in found] == [
        ("offer", "LeadOffer", "L-1"),
        ("step", "Task", "K-1"),
        ("clock", "Case", "C-1"),
        ("notice", "Agreement", "A-1"),
    ]
    assert desk.due(as_of=NOON + 4 * DAY, procedure=procedure, after=NOON + 4 * DAY) == ()
    desk.accept("L-1", as_of=NOON)
    assert [each.id for each in desk.due(as_of=NOON + DAY)] == ["K-1"]


def test_a_lead_that_was_closed_is_no_longer_asked_about(desk):
    for number in (1, 2, 3):
        desk.assign(lead(number), POLICY, as_of=NOON, answer_by=NOON + HOUR)
    desk.release("L-1", as_of=NOON)
    stored = desk.get(Ledger, "default")
    desk.put(stored.value.release("L-2", as_of=NOON), version=stored.version)
    assert desk.get(LeadOffer, "L-1").value.status == "withdrawn"

    done = desk.expire_due(as_of=NOON + DAY, key="k")
    assert [(each.id, each.reason.code) for each in done] == [
        ("L-2", "offer-unanswered"),
        ("L-3", "lead-expired"),
    ]
    assert desk.expire_due(as_of=NOON + DAY, key="k") == done
    assert desk.expire_due(as_of=NOON + DAY) == ()
    assert desk.get(LeadOffer, "L-2").value.status == "withdrawn"


def test_a_lead_that_was_open_before_and_moved_by_hand_holds_nothing_up(desk):
    desk.put(Lead(id="X-1"), Ledger(value="unit").with_open({"P-1": ["X-1"]}))
    units = FairShare(default=1, value="unit")
    desk.reassign("X-1", "P-2", units, why="Asked.", as_of=NOON, answer_by=NOON + HOUR)
    desk.assign(Lead(id="L-1"), units, as_of=NOON, answer_by=NOON + DAY)

    # Nothing was booked for it, so nothing can come back.
    assert [each.id for each in desk.expire_due(as_of=NOON + 2 * DAY)] == ["X-1", "L-1"]
    assert desk.get(LeadOffer, "X-1").value.status == "withdrawn"
    assert desk.get(Ledger, "default").value.holder("X-1").partner == "P-2"
    assert desk.expire_due(as_of=NOON + 3 * DAY) == ()


def test_the_clocks_of_a_host_are_due_beside_what_the_desk_keeps(desk):
    clock = Clock(subject="L-1", level="claim", owner="P-1", started_at=NOON)
    level = ServiceLevel(name="claim", owed_by="partner", within=timedelta(hours=8))
    assert desk.due(as_of=NOON + 7 * timedelta(hours=1), clocks=[clock], levels=[level]) == ()
    assert desk.due(as_of=NOON + 8 * timedelta(hours=1), clocks=[clock], levels=[level]) == ()
    found = desk.due(as_of=NOON + timedelta(hours=8, seconds=1), clocks=[clock], levels=[level])
    assert [(each.kind, each.id) for each in found] == [("Clock", "L-1")]


@pytest.mark.parametrize("limit", [-1, 1.0, "3", True])
def test_a_limit_is_a_count(desk, limit):
    desk.assign(lead(1), POLICY, as_of=NOON, answer_by=NOON + DAY)
    with pytest.raises(InvalidValue, match=r"^limit: .* use a whole number"):
        desk.expire_due(as_of=NOON + 2 * DAY, limit=limit)
    assert desk.get(LeadOffer, "L-1").value.status == "offered"


def test_an_expiry_whose_row_was_erased_says_so_when_it_is_repeated(desk):
    desk.assign(lead(1), POLICY, as_of=NOON, answer_by=NOON + DAY)
    desk.expire_due(as_of=NOON + 2 * DAY, key="k")
    with desk._books.writing() as unit:
        desk._books.append(unit, Record(), action="erase", kind="Lead", subject="L-1", actor="anna")
        desk._books.remove(unit, "Lead", "L-1")

    with pytest.raises(NotReplayable, match="was erased"):
        desk.expire_due(as_of=NOON + 2 * DAY, key="k")


@pytest.mark.parametrize("name", ["procedure", "clocks", "levels", "calendars"])
def test_what_is_not_what_a_scheduler_hands_in_is_refused(desk, name):
    with pytest.raises(InvalidValue, match=f"^{name}: 5"):
        desk.due(as_of=NOON, **{name: 5})


def test_what_expires_by_is_looked_at_even_where_nothing_is_due(desk):
    for fault in ({"why": None}, {"penalty": None}, {"penalty": 2}, {"penalty": float("nan")}):
        with pytest.raises(InvalidValue, match=f"^{next(iter(fault))}: "):
            desk.expire_due(**fault)

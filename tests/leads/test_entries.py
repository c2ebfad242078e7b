"""What does one lead do to a ledger, and how is it undone?"""

from datetime import UTC, datetime, timedelta

import pytest
from attrs import evolve

from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import Partner
from partnerkit.leads import RULES, FairShare, Ledger, Limit, allocate
from partnerkit.leads.account import Account, Taken
from partnerkit.leads.entries import Booking, enter, take_back
from partnerkit.values.errors import InvalidInput, InvalidValue, NotFound

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
PARTNERS = [Partner(id="P-1"), Partner(id="P-2")]
POLICY = FairShare(weights={"P-1": 3}, default=1, value="unit")
DAILY = (*RULES, Limit(window="day", most=lambda _: 5))


def run(ledger=None, as_of=NOW, lead="L-1"):
    result = allocate([Lead(id=lead)], PARTNERS, POLICY, ledger=ledger, as_of=as_of, rules=DAILY)
    return result.ledger, Booking.of(result.decisions[lead])


def test_entering_a_booking_is_what_the_run_did():
    ledger, booking = run()
    begun = Ledger(accounts=tuple(Account(partner=each, level=0) for each in ledger.balances))

    assert enter(begun, booking) == ledger
    assert dict(booking.shares) == {"P-1": 3 << 18, "P-2": 1 << 18}
    assert booking.taken == (Taken(window="day", key="2026-03-02", count=1),)
    assert (booking.share("P-9"), booking.whole) == (0, 1 << 20)


def test_a_window_that_is_over_is_not_counted_back():
    first, booking = run()
    later, _ = run(first, NOW + timedelta(days=1), "L-2")
    later, _ = run(later, NOW + timedelta(days=1), "L-3")
    holder = booking.partner

    assert take_back(later, booking)[holder].taken == later[holder].taken
    assert take_back(first, booking)[holder].taken == ()


def test_an_open_lead_is_not_entered_again_and_a_closed_one_not_taken_back():
    ledger, booking = run()

    with pytest.raises(InvalidValue, match="open at P-1"):
        enter(ledger, booking)
    with pytest.raises(NotFound):
        take_back(ledger.release("L-1", as_of=NOW), booking)


@pytest.mark.parametrize(
    "other",
    [
        {"at": NOW + timedelta(days=1)},
        {"shares": (("P-1", 1 << 19), ("P-2", 1 << 19))},
        {"value": 2, "shares": (("P-1", 3 << 18), ("P-2", 5 << 18))},
    ],
)
def test_only_the_booking_of_the_open_lead_takes_it_back(other):
    ledger, booking = run()

    with pytest.raises((InvalidValue, InvalidInput)):
        take_back(ledger, evolve(booking, **other))


@pytest.mark.parametrize(
    "wrong", [{"shares": ()}, {"shares": (("P-1", -1),)}, {"value": -1}, {"precision": 0}]
)
def test_what_is_no_booking_is_refused(wrong):
    with pytest.raises((InvalidValue, InvalidInput)):
        evolve(run()[1], **wrong)

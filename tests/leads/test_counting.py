"""What each lead counts. That bad ones are refused is in `test_bad_input`."""

from datetime import UTC, datetime

import pytest

from partnerkit import Lead, Ledger, Money
from partnerkit.leads import FairShare
from partnerkit.leads.counting import counted, settled_for
from partnerkit.values.errors import CurrencyMismatch, InvalidInput, LedgerMismatch, Overflowed

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def lead(number, value):
    return Lead(id=f"L-{number}", value=None if value is None else Money.of(value, "EUR"))


def test_a_lead_counts_its_value_up_to_the_cap_or_one():
    policy = FairShare(default=1, default_value=Money.of(7, "EUR"), fairness_cap=Money.of(50, "EUR"))
    ledger, amounts = settled_for([lead(1, 100), lead(2, None), lead(3, 20)], policy, None)

    assert (ledger.value, ledger.currency) == ("lead", "EUR")
    assert amounts == [10_000, 700, 2_000]
    assert counted(amounts, policy, ledger) == [5_000, 700, 2_000]
    assert settled_for([lead(1, None)], FairShare(default=1, value="unit"), None)[1] == [1]


def test_a_ledger_that_is_settled_stays_the_very_one():
    policy = FairShare(default=1)
    ledger, _ = settled_for([lead(1, 100)], policy, Ledger())

    assert settled_for([lead(2, 100)], policy, ledger)[0] is ledger
    assert settled_for([], policy, Ledger()) == (Ledger(), [])


def test_what_cannot_be_counted_together_is_refused():
    policy = FairShare(default=1)
    ledger, _ = settled_for([lead(1, 100)], policy, None)

    with pytest.raises(CurrencyMismatch):
        settled_for([Lead(id="L-2", value=Money.of(1, "SEK"))], policy, ledger)
    with pytest.raises(LedgerMismatch):
        settled_for([lead(2, 1)], FairShare(default=1, pool="other"), ledger)
    with pytest.raises(LedgerMismatch):
        settled_for([lead(2, 1)], FairShare(default=1, value="unit"), ledger)
    with pytest.raises(InvalidInput) as caught:
        settled_for([lead(2, None), lead(3, None)], policy, ledger)
    assert [fault.path for fault in caught.value.faults] == ["leads[0].value", "leads[1].value"]
    with pytest.raises(Overflowed):
        counted([2**45], FairShare(default=1, fairness_cap=Money.from_minor(2**45, "EUR")), ledger)

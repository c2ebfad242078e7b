"""How do two ledgers of one pool become one?"""

from datetime import UTC, datetime

import pytest
from attrs import evolve

from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import Partner
from partnerkit.leads import FairShare, Ledger, allocate, catch_up, merge
from partnerkit.leads.account import Account, Taken
from partnerkit.leads.pool import Hand
from partnerkit.values.errors import InvalidInput, InvalidValue, LedgerMismatch
from partnerkit.values.money import Money

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
POLICY = FairShare(default=1, value="unit")


def region(partners, leads, policy=POLICY, ledger=None):
    result = allocate(
        [Lead(id=each) for each in leads],
        [Partner(id=each) for each in partners],
        policy,
        ledger=ledger,
        as_of=NOW,
    )
    return result.ledger


def test_what_each_is_owed_and_got_is_added_up():
    one, other = region("AB", ["1", "2", "3"]), region("BC", ["4"])
    both = merge(one, other)

    assert both == merge(other, one)
    for name in ("balance", "entitled", "received", "leads", "open_leads"):
        assert getattr(both["B"], name) == getattr(one["B"], name) + getattr(other["B"], name)
    assert [each.lead for each in both.open] == ["1", "2", "3", "4"]
    assert {each.group for each in both.accounts} == {"A"}
    assert both.leads == 4


def test_a_pool_that_never_was_used_changes_nothing():
    one = region("AB", ["1", "2", "3"])

    assert merge(one, Ledger()) == merge(Ledger(), one) == one
    assert merge(evolve(one, steady=True), Ledger()).steady


def test_what_one_adds_to_the_other_counts_towards_the_bound():
    """Two regions of two partners, both at the end of their bound, the same way."""
    one = region("AB", ["1"])
    winner = one.holder("1").partner
    other = next(
        found for number in range(9) if (found := region("AB", [f"x{number}"])).open[0].partner == winner
    )
    both = merge(one, other)

    assert both[winner].balance == -(1 << 20)
    # Without the correction half a lead would be promised.
    assert both.corrected == 1 << 19


def test_windows_hands_and_absence_are_added_up():
    def shard(key, count, away):
        taken = (Taken(window="day", key=key, count=count), Taken(window="week", key="2026-W10", count=count))
        account = Account(partner="A", taken=taken, away=away)
        return Ledger(
            accounts=(account,), hands=(Hand(person="anna", leads=count, value=count, overrides=1),)
        )

    both = merge(shard("2026-03-02", 2, "paused"), shard("2026-03-03", 3, "left"))

    assert both["A"].taken == (
        Taken(window="day", key="2026-03-03", count=3),
        Taken(window="week", key="2026-W10", count=5),
    )
    assert both["A"].away == "paused"
    assert both.hands == (Hand(person="anna", leads=5, value=5, overrides=2),)
    assert merge(shard("2026-03-02", 2, None), shard("2026-03-02", 2, "left"))["A"].away is None


def test_leads_that_both_have_open_are_named():
    one, other = region("AB", ["1", "2", "3"]), region("BC", ["1", "2"])

    with pytest.raises(InvalidInput) as caught:
        merge(one, other)
    assert [fault.value for fault in caught.value.faults] == ["'1'", "'2'"]


@pytest.mark.parametrize(
    "other",
    [
        Ledger(pool="b"),
        Ledger(precision=10),
        Ledger(catch_up=catch_up),
        Ledger(value="lead", currency="EUR"),
        evolve(region("AB", ["9"]), pool="b"),
        region("AB", ["9"], ledger=Ledger(precision=10)),
    ],
)
def test_ledgers_that_do_not_belong_together_stay_apart(other):
    with pytest.raises(LedgerMismatch):
        merge(region("AB", ["1"]), other)
    with pytest.raises(LedgerMismatch):
        merge(other, region("AB", ["1"]))


def test_two_currencies_stay_apart():
    def priced(lead, currency):
        lead = Lead(id=lead, value=Money.of(1, currency))
        return allocate([lead], [Partner(id="A")], FairShare(default=1), as_of=NOW).ledger

    with pytest.raises(LedgerMismatch, match="EUR"):
        merge(priced("1", "EUR"), priced("2", "SEK"))
    with pytest.raises(InvalidValue):
        merge(priced("1", "EUR"), priced("1", "EUR"))

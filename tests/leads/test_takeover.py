from datetime import UTC, datetime
from fractions import Fraction

import pytest

from partnerkit import Lead, Partner
from partnerkit.leads import (
    FairShare,
    LeadCreditedBack,
    Ledger,
    allocate,
    apply,
    merge,
    split_account,
    take_over,
)
from partnerkit.leads.account import Account, OpenLead, Taken
from partnerkit.values.errors import InvalidInput, InvalidValue, NotFound

NOW = datetime(2026, 3, 2, tzinfo=UTC)


def account(partner, balance=0, **more):
    return Account(partner=partner, balance=balance, **more)


LEDGER = Ledger(
    value="unit",
    accounts=(
        account("P-4", 3, entitled=10, received=7, leads=2, open_leads=1, group="P-1"),
        account("P-5", 2, group="P-9"),
        account("P-9", -5, entitled=1, received=6, leads=4, open_leads=2, group="P-1"),
    ),
    open=(OpenLead(lead="L-1", partner="P-4"), OpenLead(lead="L-2", partner="P-9", since=NOW)),
    leads=6,
)


def test_the_account_follows_the_firm():
    after = take_over(LEDGER, old="P-9", new="P-4")
    held = after["P-4"]

    assert (held.balance, held.entitled, held.received, held.leads, held.open_leads) == (-2, 11, 13, 6, 3)
    assert after.holder("L-2") == OpenLead(lead="L-2", partner="P-4", since=NOW)
    assert after.get("P-9") is None
    assert (after["P-5"].balance, after.leads) == (2, 6)
    assert after["P-5"].group == after["P-4"].group == "P-1"
    # The bound grows by the smaller of the two balances.
    assert (after.corrected, after.steady) == (3, False)


def test_a_new_firm_simply_takes_the_place():
    after = take_over(LEDGER, old="P-9", new="P-10")

    assert after["P-10"].balance == -5
    assert after["P-5"].group == "P-1"
    assert (after.corrected, after.steady) == (0, True)


def test_one_who_was_never_in_it_changes_nothing():
    assert take_over(LEDGER, old="P-7", new="P-4") is LEDGER
    with pytest.raises(InvalidValue):
        take_over(LEDGER, old="P-4", new="P-4")


def test_counts_of_windows_are_added():
    taken = [Taken(window="day", key="2026-03-02", count=each) for each in (1, 2)]
    ledger = Ledger(accounts=(account("P-4", taken=(taken[0],)), account("P-9", taken=(taken[1],))))

    assert take_over(ledger, old="P-9", new="P-4")["P-4"].taken[0].count == 3


def test_a_split_divides_the_account_exactly():
    after = split_account(LEDGER, partner="P-9", new="P-10", part=Fraction(1, 2), open_leads=["L-2"])
    old, new = after["P-9"], after["P-10"]

    assert (old.balance + new.balance, old.entitled + new.entitled, old.leads + new.leads) == (-5, 1, 4)
    assert (old.open_leads, new.open_leads) == (1, 1)
    assert after.holder("L-2").partner == "P-10"
    assert after.corrected == abs(new.balance)
    assert new.group == old.group


@pytest.mark.parametrize(
    ("level", "part", "levels"),
    [
        (90, Fraction(1, 3), (60, 30)),
        (None, Fraction(1, 2), (None, None)),
        (9, 0, (9, None)),
        (9, 1, (None, 9)),
    ],
)
def test_a_split_divides_the_load_that_equal_load_compares(level, part, levels):
    ledger = Ledger(value="unit", accounts=(account("P-4", received=9, level=level),))
    after = split_account(ledger, partner="P-4", new="P-10", part=part)

    assert (after["P-4"].level, after["P-10"].level) == levels


def test_what_cannot_be_divided_is_said_all_at_once():
    with pytest.raises(InvalidInput) as caught:
        split_account(LEDGER, partner="P-9", new="P-4", part=Fraction(3, 2), open_leads=["L-1"])
    assert [each.path for each in caught.value.faults] == ["part", "new", "open_leads"]
    with pytest.raises(NotFound):
        split_account(LEDGER, partner="P-7", new="P-10", part=Fraction(1, 2))


@pytest.mark.parametrize("new", ["", 5])
def test_whoever_follows_has_an_id(new):
    with pytest.raises(InvalidValue, match=r"^new"):
        take_over(LEDGER, old="P-9", new=new)
    with pytest.raises(InvalidValue, match=r"^new"):
        split_account(LEDGER, partner="P-9", new=new, part=Fraction(1, 2))


class TestWhatWasBookedForOneWhoWasTakenOver:
    POLICY = FairShare(default=1, value="unit")

    def given(self, ledger, partner, lead):
        found = allocate([Lead(id=lead)], [Partner(id=partner)], self.POLICY, ledger=ledger, as_of=NOW)
        return found.ledger, LeadCreditedBack(booking=found.decisions[lead], at=NOW, by="anna", why="None.")

    def test_is_taken_back_from_whoever_has_it_in_the_end(self):
        ledger, back = self.given(Ledger(), "P-1", "L-1")
        ledger = take_over(take_over(ledger, old="P-1", new="P-2"), old="P-2", new="P-3")

        assert ledger.heirs == (("P-1", "P-3"), ("P-2", "P-3"))
        after = apply(ledger, back)
        assert (after["P-3"].received, after["P-3"].open_leads, after.balances) == (0, 0, {"P-3": 0})

    def test_is_taken_back_from_himself_where_he_is_back(self):
        ledger, _ = self.given(Ledger(), "P-1", "L-1")
        ledger, back = self.given(take_over(ledger, old="P-1", new="P-2"), "P-1", "L-2")
        after = apply(ledger, back)

        assert (after["P-1"].received, after["P-1"].entitled, after["P-1"].open_leads) == (0, 0, 0)
        assert after["P-2"].open_leads == 1

    def test_comes_home_with_a_firm_that_takes_over_its_own_heir(self):
        ledger, back = self.given(Ledger(), "P-1", "L-1")
        ledger = take_over(take_over(ledger, old="P-1", new="P-2"), old="P-2", new="P-1")

        assert ledger.heirs == (("P-2", "P-1"),)
        assert apply(ledger, back)["P-1"].open_leads == 0

    def test_is_told_by_two_ledgers_that_become_one(self):
        one = take_over(Ledger().with_open({"P-1": 1}), old="P-1", new="P-2")
        other = take_over(Ledger().with_open({"P-3": 1}), old="P-3", new="P-2")

        assert merge(one, other).heirs == merge(other, one).heirs == (("P-1", "P-2"), ("P-3", "P-2"))

    def test_names_two_firms(self):
        for wrong in ((("P-1",),), (("P-1", ""),), ("P-1", "P-2"), (["P-1", "P-2"],)):
            with pytest.raises(InvalidValue, match="who was taken over"):
                Ledger(heirs=wrong)


def test_who_takes_over_whom_is_told_by_id():
    for name in ("old", "new"):
        with pytest.raises(InvalidValue, match=f"^{name}: "):
            take_over(Ledger(), **{"old": "P-1", "new": "P-2", name: []})

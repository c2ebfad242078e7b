"""Who is owed what by a pool of leads, and who has what open?"""

import json
import pickle
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from attrs import asdict, evolve

from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import Partner
from partnerkit.leads import FairShare, Ledger, allocate
from partnerkit.leads.account import Account, OpenLead, Taken
from partnerkit.values.errors import InvalidInput, InvalidValue, NotFound, Overflowed

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
PARTNERS = [Partner(id="P-4"), Partner(id="P-5")]
POLICY = FairShare(default=1, value="unit")


def after(count=3, ledger=None):
    return allocate(
        [Lead(id=f"L-{n}") for n in range(count)], PARTNERS, POLICY, ledger=ledger, as_of=NOW
    ).ledger


def test_a_ledger_tells_of_each_partner_what_he_is_owed_and_got():
    ledger = after(3)

    assert sum(ledger.balances.values()) == 0
    assert sorted(ledger.received.values()) == [1 << 20, 2 << 20]
    assert ledger.entitled == {"P-4": 3 << 19, "P-5": 3 << 19}
    assert sorted(ledger.open_leads.values()) == [1, 2]
    assert ledger.leads == 3
    assert ledger["P-4"].leads + ledger["P-5"].leads == 3


def test_a_partner_who_never_was_in_the_pool_is_not_found():
    assert Ledger().get("P-9") is None
    with pytest.raises(NotFound, match="P-9"):
        Ledger()["P-9"]


def test_closing_a_lead_makes_room_and_leaves_the_balances():
    ledger = after(3)
    holder = ledger.holder("L-1")
    closed = ledger.release("L-1", as_of=NOW)

    assert closed.holder("L-1") is None
    assert closed[holder.partner].open_leads == ledger[holder.partner].open_leads - 1
    assert closed.balances == ledger.balances
    assert [each.lead for each in closed.open] == ["L-0", "L-2"]
    with pytest.raises(NotFound, match="L-1"):
        closed.release("L-1", as_of=NOW)


def test_a_lead_cannot_be_closed_before_it_was_given_or_by_another():
    ledger = after(1)

    with pytest.raises(InvalidValue, match="not before"):
        ledger.release("L-0", as_of=NOW - timedelta(seconds=1))
    with pytest.raises(InvalidValue, match="time zone"):
        ledger.release("L-0", as_of=NOW.replace(tzinfo=None))
    with pytest.raises(InvalidValue, match="who has it open"):
        ledger.release("L-0", as_of=NOW, partner="P-9")


def test_leads_from_before_are_told_as_a_count_or_by_id():
    ledger = Ledger().with_open({"P-4": 3, "P-5": ["L-8", "L-9"], "L-7": "P-6"})

    assert ledger.open_leads == {"P-4": 3, "P-5": 2, "P-6": 1}
    assert [each.lead for each in ledger.open] == ["L-7", "L-8", "L-9"]
    assert ledger.with_open({"P-4": 1, "P-5": ["L-10"]}).open_leads == {"P-4": 1, "P-5": 3, "P-6": 1}


def test_leads_known_as_a_count_are_closed_by_naming_the_partner():
    ledger = Ledger().with_open({"P-4": 1, "P-5": ["L-8"]})

    assert ledger.release("old", as_of=NOW, partner="P-4")["P-4"].open_leads == 0
    for partner in ("P-5", "P-9", None):
        with pytest.raises(NotFound):
            ledger.release("old", as_of=NOW, partner=partner)


@pytest.mark.parametrize(
    "leads",
    [
        {"P-4": -1},
        {"P-4": ["L-1", "L-1"]},
        {"L-1": "P-4", "P-5": ["L-1"]},
        {"P-5": ["L-8"]},
        {"P-5": 0},
        {"P-4": 2.0},
    ],
)
def test_open_leads_that_cannot_be_are_refused(leads):
    with pytest.raises(InvalidValue):
        Ledger().with_open({"P-5": ["L-8"]}).with_open(leads)


def test_all_counts_that_cannot_be_are_told_together():
    with pytest.raises(InvalidInput) as caught:
        Ledger().with_open({"P-4": ["L-1"], "P-5": ["L-2"]}).with_open({"P-5": 0, "P-4": 0})

    assert [each.path for each in caught.value.exceptions] == ["open.P-5", "open.P-4"]


def test_a_ledger_whose_balances_do_not_add_up_is_refused():
    with pytest.raises(InvalidValue, match="add up to zero"):
        Ledger(accounts=(Account(partner="P-4", balance=1),))
    with pytest.raises(InvalidInput):
        Ledger(accounts=(Account(partner="B"), Account(partner="A")), open=("L-1",))
    with pytest.raises(Overflowed):
        Ledger(accounts=(Account(partner="A", balance=2**62), Account(partner="B", balance=-(2**62))))


def test_amounts_are_exact_in_the_ledger_s_currency():
    euro, lead = Ledger(value="lead", currency="EUR"), Ledger(value="unit")

    assert euro.amount(1_250_000 << 20) == Decimal("12500.00")
    for odd in (Decimal("NaN"), Decimal("Infinity"), 0.5, True):
        with pytest.raises(InvalidValue, match="use an exact amount"):
            euro.sub_units(odd)
    assert str(euro.amount(-(1_250_000 << 20))) == "-12500.00"
    assert lead.amount(1) == Decimal(1) / 2**20
    assert euro.amount(3 << 19) * 100 == Decimal("1.5")
    assert Ledger(currency="JPY", precision=1).amount(7) == Decimal("3.5")


def test_a_ledger_is_a_small_plain_value():
    ledger = after(3)

    assert pickle.loads(pickle.dumps(ledger)) == ledger
    assert hash(ledger) == hash(after(3))
    assert len(json.dumps(asdict(ledger), default=str)) < 2_000
    assert evolve(ledger, accounts=ledger.accounts) == ledger


def test_counts_per_window_sort_by_window():
    taken = (Taken(window="week", key="2026-W10", count=2), Taken(window="day", key="2026-03-02", count=1))

    assert [each.window for each in sorted(taken)] == ["day", "week"]
    assert OpenLead(lead="L-1", partner="P-4").since is None

"""What does the ledger look like after the leads were given?"""

from datetime import UTC, datetime

from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import Partner
from partnerkit.leads import FairShare, allocate
from partnerkit.leads.account import OpenLead

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
UNITS = FairShare(default=1, value="unit")


def groups(ledger):
    return {account.partner: account.group for account in ledger.accounts}


def test_partners_are_in_one_group_once_they_were_eligible_together():
    partners = [Partner(id=name, territories=tuple(name.lower())) for name in ("AB", "BC", "CD", "EF")]
    first = allocate(
        [Lead(id="L-1", territory="b"), Lead(id="L-2", territory="e")], partners, UNITS, as_of=NOW
    )
    later = allocate([Lead(id="L-3", territory="c")], partners[1:], UNITS, ledger=first.ledger, as_of=NOW)

    assert groups(first.ledger) == {"AB": "AB", "BC": "AB", "CD": "CD", "EF": "EF"}
    assert groups(later.ledger) == {"AB": "AB", "BC": "AB", "CD": "AB", "EF": "EF"}
    assert later.fairness.members == 3


def test_those_who_are_away_are_merged_too():
    partners = [Partner(id=name, territories=tuple(name.lower())) for name in ("AB", "BX", "XY", "YC")]
    first = allocate(
        [Lead(id="L-1", territory="b"), Lead(id="L-2", territory="y")], partners, UNITS, as_of=NOW
    )
    later = allocate([Lead(id="L-3", territory="x")], partners[1:3], UNITS, ledger=first.ledger, as_of=NOW)

    assert set(groups(later.ledger).values()) == {"AB"}


def test_an_open_lead_remembers_what_is_needed_to_take_it_back():
    partners = [Partner(id="P-4"), Partner(id="P-5")]
    result = allocate([Lead(id="L-2"), Lead(id="L-1")], partners, UNITS, as_of=NOW)

    assert [each.lead for each in result.ledger.open] == ["L-1", "L-2"]
    assert result.ledger.holder("L-1") == OpenLead(
        lead="L-1", partner=result.assignments["L-1"], value=1, accrued=1 << 19, since=NOW
    )


def test_a_leaver_keeps_his_balance_and_a_newcomer_starts_at_zero():
    partners = [Partner(id="P-4"), Partner(id="P-5")]
    before = allocate([Lead(id="L-1")], partners, UNITS, as_of=NOW).ledger
    after = allocate(
        [Lead(id="L-2")], [partners[0], Partner(id="P-6")], UNITS, ledger=before, as_of=NOW
    ).ledger

    assert after["P-5"] == before["P-5"]
    assert after["P-6"].entitled == 1 << 19
    assert sum(after.balances.values()) == 0


def test_a_lead_nobody_took_leaves_no_trace_in_the_bound():
    result = allocate(
        [Lead(id="L-1", territory="x")], [Partner(id="P-4", territories=("y",))], UNITS, as_of=NOW
    )

    assert result.ledger.largest_value == result.ledger.leads == 0
    assert result.fairness.bound == 0

"""Who could take the next lead, looked up instead of asked. That the answers are the same is a property."""

from datetime import UTC, date, datetime, timedelta

import pytest

from partnerkit import Lead, Ledger, Partner, Period
from partnerkit.leads import FairShare, allocate
from partnerkit.leads.asked import Asked
from partnerkit.leads.eligibility import RULES, Limit, Occasion
from partnerkit.leads.exclusions import earlier_holders
from partnerkit.leads.room import paced
from partnerkit.leads.roster import MANY, Roster
from partnerkit.values.errors import LedgerMismatch

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
NOW = Occasion(as_of=NOON)
POLICY = FairShare(weights={"gold": 2, "silver": 1}, value="unit")
FIRMS = {
    f"P-{each}": Partner(id=f"P-{each}", tier="gold", territories=("de" if each % 2 else "se",))
    for each in range(6)
}


def begun(firms=FIRMS):
    """Return a ledger in which everybody is."""
    return allocate([Lead(id="L-0")], [*firms.values()], POLICY, as_of=NOON).ledger


def test_who_is_not_in_the_ledger_yet_needs_everybody_to_be_asked():
    ledger = begun()
    newcomer = {**FIRMS, "P-9": Partner(id="P-9", tier="gold")}

    assert Roster.of(FIRMS, POLICY).following(Ledger()).give(Lead(id="L-1"), Ledger(), NOW) is None
    assert Roster.of(newcomer, POLICY).following(ledger).give(Lead(id="L-1"), ledger, NOW) is None
    assert Roster.of(FIRMS, POLICY).following(ledger).give(Lead(id="L-1"), ledger, NOW) is not None


def test_a_lead_that_is_open_and_a_partner_without_weight_need_it_too():
    ledger = begun()
    nobody = {**FIRMS, "P-0": Partner(id="P-0")}

    assert Roster.of(FIRMS, POLICY).following(ledger).give(Lead(id="L-0"), ledger, NOW) is None
    assert Roster.of(nobody, POLICY).following(ledger).give(Lead(id="L-1"), ledger, NOW) is None


def test_the_ledger_of_another_pool_is_refused_as_ever():
    ledger = begun()
    roster = Roster.of(FIRMS, FairShare(default=1, value="unit", pool="other")).following(ledger)

    with pytest.raises(LedgerMismatch):
        roster.give(Lead(id="L-1"), ledger, NOW)


def test_only_those_whom_the_rules_let_pass_are_asked_and_the_others_made_when_looked_at():
    ledger = begun()
    decision, _ = Roster.of(FIRMS, POLICY).following(ledger).give(Lead(id="L-1", territory="de"), ledger, NOW)

    assert isinstance(decision.candidates, Asked)
    assert {each.partner for each in decision.named} == {"P-1", "P-3", "P-5"}
    assert dict(decision.candidates.rest.counts) == {"territory": 3}
    assert [each.partner for each in decision.candidates[3:]] == ["P-0", "P-2", "P-4"]
    assert decision.candidate("P-2").objection.facts["served"] == ("se",)


def test_nobody_can_take_it_and_all_are_told_why():
    ledger = begun()
    decision, after = (
        Roster.of(FIRMS, POLICY).following(ledger).give(Lead(id="L-1", territory="fi"), ledger, NOW)
    )

    assert (decision.winner, after, decision.reason.facts["partners"]) == (None, ledger, 6)
    assert {each.reason.code for each in decision.candidates} == {"territory"}


def test_who_is_no_partner_that_day_is_not_asked():
    firms = {
        **FIRMS,
        "P-1": Partner(id="P-1", tier="gold", valid=Period.of(date(2026, 3, 1), date(2026, 3, 3))),
    }
    ledger, roster = begun(firms), Roster.of(firms, POLICY)
    for days, asked in ((0, 6), (1, 5), (0, 6)):
        found, _ = roster.following(ledger).give(
            Lead(id="L-1"), ledger, Occasion(as_of=NOON + timedelta(days=days))
        )
        assert len(found.candidates) == asked
    for days in range(MANY + 5):
        roster.pool(date(2027, 1, 1) + timedelta(days=days))
    assert len(roster.known) <= MANY + 1


def test_whoever_comes_changes_or_goes_is_put_down_and_the_old_roster_sees_what_it_saw():
    ledger = begun()
    old = Roster.of(FIRMS, POLICY).following(ledger)
    changed = {name: each for name, each in FIRMS.items() if name != "P-1"}
    changed |= {"P-2": Partner(id="P-2", tier="silver", territories=("de",))}
    new = old.with_partners(changed)

    assert new.with_partners(changed) is new
    for roster, asked in ((old, {"P-1", "P-3", "P-5"}), (new, {"P-2", "P-3", "P-5"})):
        decision, _ = roster.give(Lead(id="L-1", territory="de"), ledger, NOW)
        assert {each.partner for each in decision.named} == asked


def test_many_changes_put_all_down_anew():
    firms = {f"P-{each}": Partner(id=f"P-{each}", tier="gold") for each in range(MANY + 10)}
    ledger = begun(firms)
    others = {name: Partner(id=name, tier="gold", territories=("se",)) for name in firms}
    roster = Roster.of(firms, POLICY).following(ledger).with_partners(others)

    decision, _ = roster.give(Lead(id="L-1", territory="de"), ledger, NOW)
    assert (decision.winner, decision.named) == (None, ())
    assert roster.accounts is ledger.accounts


def test_rules_that_need_to_know_the_others_or_the_day_do_not_suit():
    assert Roster.suits(RULES)
    assert not Roster.suits((*RULES[:-1], *paced(lambda partner: 9)))
    assert not Roster.suits([earlier_holders(when_nobody_is_left="ask-again")])
    assert Roster.suits([Limit()])


def test_who_has_no_room_is_told_so_beside_what_else_stands_against_him():
    firms = {**FIRMS, "P-2": Partner(id="P-2", tier="gold", territories=("se",), capacity=1)}
    ledger = begun(firms)
    roster = Roster.of(firms, POLICY).following(ledger)
    full = ledger.with_open({"P-2": ["L-7"]})
    for known, further in ((ledger, []), (full, ["capacity"]), (ledger, [])):
        roster = roster.following(known)
        decision, _ = roster.give(Lead(id="L-1", territory="de"), known, NOW)
        (him,) = (each for each in decision.candidates if each.partner == "P-2")
        assert [each.code for each in him.further] == further


def test_a_roster_that_is_put_down_with_accounts_is_one_that_followed_them():
    ledger = Ledger(value="unit").with_open({"P-1": 1})
    firms = {name: Partner(id=name, tier="gold", capacity=1) for name in ("P-1", "P-2")}
    put, followed = (
        Roster.of(firms, POLICY, accounts=ledger.accounts),
        Roster.of(firms, POLICY).following(ledger),
    )

    assert put.full.tolist() == followed.full.tolist() == [True, False]
    assert put.new.tolist() == followed.new.tolist() == [True, True]
    assert put.following(ledger) is put
    after = allocate([Lead(id="L-2")], [*firms.values()], POLICY, ledger=ledger, as_of=NOON).ledger
    assert not Roster.of(firms, POLICY, accounts=after.accounts).new.any()

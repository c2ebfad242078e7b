"""How does a partner go on from where the ledger left him?"""

from fractions import Fraction

from attrs import evolve

from partnerkit.facts.partner import Partner
from partnerkit.leads.account import Account
from partnerkit.leads.ledger import Ledger
from partnerkit.leads.virtual_time import is_steady, starting_levels

WEIGHTS = [Fraction(2), Fraction(1), Fraction(3)]


def partners(*statuses):
    return [Partner(id=f"P-{n}", status=status) for n, status in enumerate(statuses)]


def levels(*known):
    return Ledger(accounts=tuple(Account(partner=f"P-{n}", level=level) for n, level in enumerate(known)))


def test_the_first_ones_start_at_nothing():
    assert starting_levels(Ledger(), partners(*["active"] * 3), WEIGHTS) == (0, 0, 0)


def test_a_newcomer_starts_level_with_the_one_who_has_least_for_his_weight():
    assert starting_levels(levels(7, 5), partners(*["active"] * 3), WEIGHTS) == (7, 5, 10)
    assert starting_levels(levels(7, None, 300), partners(*["active"] * 3), WEIGHTS) == (7, 3, 300)


def test_one_who_is_away_does_not_hold_newcomers_back():
    assert starting_levels(levels(0, 5), partners("suspended", "active", "active"), WEIGHTS) == (0, 5, 15)
    assert starting_levels(levels(2), partners("suspended", "active", "active"), WEIGHTS) == (2, 1, 3)


def test_turns_are_kept_while_everybody_is_owed_his_share_of_every_lead():
    pool, weights = partners("active", "active"), [Fraction(1), Fraction(1)]
    half = 1 << 19
    accounts = (
        Account(partner="P-0", balance=-half, entitled=half, received=2 * half),
        Account(partner="P-1", balance=half, entitled=half),
    )
    ledger = Ledger(accounts=accounts, leads=1)

    assert is_steady(Ledger(), pool, weights)
    assert is_steady(ledger, pool, weights)
    assert not is_steady(ledger, pool, [Fraction(2), Fraction(1)])
    assert not is_steady(ledger, pool[:1], weights[:1])
    assert not is_steady(evolve(ledger, steady=False), pool, weights)
    assert not is_steady(evolve(ledger, corrected=1), pool, weights)

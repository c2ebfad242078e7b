"""
What becomes of a ledger when one firm takes over another, or splits?

The account follows the firm: balances, entitlements, leads and what is open are
added up, or divided. All sums of the pool stay as they are, and so does what
every other partner is owed. The bound grows by the balance that changed hands.
"""

from collections.abc import Collection
from fractions import Fraction
from typing import Any

from attrs import evolve

from partnerkit.leads.account import Account
from partnerkit.leads.ledger import Ledger
from partnerkit.leads.merging import added, together
from partnerkit.values import fields
from partnerkit.values.apportion import shares
from partnerkit.values.errors import InvalidValue, NotFound, raise_faults, shown
from partnerkit.values.exact import rational

__all__ = ["split_account", "take_over"]

_DIVIDED = ("balance", "entitled", "received", "leads", "hand_entitled", "hand_received")


def __dir__() -> list[str]:
    return __all__


def take_over(ledger: Ledger, *, old: str, new: str) -> Ledger:
    """
    Return the ledger with the account of *old* added to that of *new*; one who was never in it changes nothing.

    Balances and counts of windows are added. The merged partner is active if either was.

    Raises
    ------
    InvalidValue
        For a partner who would take over itself, and a *new* one that is no id.

    >>> ledger = take_over(Ledger().with_open({"P-9": 2, "P-4": ["L-1"]}), old="P-9", new="P-4")
    >>> dict(ledger.open_leads)
    {'P-4': 3}
    """
    fields.check({"old": (fields.identifier, old), "new": (fields.identifier, new)})
    if old == new:
        raise InvalidValue(path="new", value=shown(new), remedy="name another partner")
    theirs = ledger.get(old)
    if theirs is None:
        return ledger
    mine = ledger.get(new)
    joined = evolve(theirs, partner=new) if mine is None else added(mine, theirs)
    others = [_regrouped(each, old, new) for each in ledger.accounts if each.partner not in {old, new}]
    edges = [_regrouped(evolve(each, partner=new), old, new) for each in (theirs, mine) if each is not None]
    groups = together((*others, *edges))
    accounts = [evolve(each, group=groups[each.partner]) for each in (*others, joined)]
    return evolve(
        ledger,
        accounts=tuple(sorted(accounts, key=lambda each: each.partner)),
        open=tuple(evolve(each, partner=new) if each.partner == old else each for each in ledger.open),
        # Whichever of the two balances moves, the other could have: the smaller one counts.
        corrected=ledger.corrected + (0 if mine is None else min(abs(mine.balance), abs(theirs.balance))),
        steady=ledger.steady and mine is None,
        heirs=_heirs(ledger, old, new),
    )


def _heirs(ledger: Ledger, old: str, new: str) -> tuple[tuple[str, str], ...]:
    """Return who has what whom had, in a chain: a firm may be taken over by one that then is taken over itself."""
    before = {name: new if heir == old else heir for name, heir in ledger.heirs if name != new}
    return tuple(sorted({**before, old: new}.items()))


def _regrouped(account: Account, old: str, new: str) -> Account:
    return evolve(account, group=new) if account.group == old else account


def split_account(
    ledger: Ledger, *, partner: str, new: str, part: Fraction, open_leads: Collection[str] = ()
) -> Ledger:
    """
    Return the ledger with a *part* of an account given to a firm that splits off, exact to the sub-unit.

    The open leads that go with it are named; what was given in the windows that run stays. Under `EqualLoad` each
    carries its part of the load; one who is left nothing starts level with the others, as a newcomer does.

    Raises
    ------
    NotFound, InvalidValue, InvalidInput
        For a partner without an account, a part outside 0 to 1, leads it does not have open, and a *new* one that is
        known, or no id.

    >>> ledger = split_account(
    ...     Ledger().with_open({"P-4": ["L-1", "L-2"]}), partner="P-4", new="P-10", part=Fraction(1, 2), open_leads=["L-2"]
    ... )
    >>> dict(ledger.open_leads)
    {'P-10': 1, 'P-4': 1}
    """
    fields.check({"new": (fields.identifier, new)})
    account, share = ledger.get(partner), rational(part, "part")
    if account is None:
        raise NotFound(path="ledger", key=partner)
    named = sorted(set(open_leads))
    faults = []
    if not 0 <= share <= 1:
        faults.append(InvalidValue(path="part", value=shown(part), remedy="use a part from 0 to 1"))
    if ledger.get(new) is not None:
        faults.append(
            InvalidValue(path="new", value=shown(new), remedy="use an id that is not in the ledger")
        )
    for name in named:
        held = ledger.holder(name)
        if held is None or held.partner != partner:
            remedy = f"name leads that {partner} has open"
            faults.append(InvalidValue(path="open_leads", value=shown(name), remedy=remedy))
    raise_faults(faults)
    gone: dict[str, Any] = {name: shares(getattr(account, name), [share, 1 - share])[0] for name in _DIVIDED}
    kept = {name: getattr(account, name) - gone[name] for name in _DIVIDED}
    gone["level"], kept["level"] = _levels(account.level, share)
    split = evolve(
        Account(partner=new, group=account.group, away=account.away), open_leads=len(named), **gone
    )
    rest = evolve(account, open_leads=account.open_leads - len(named), **kept)
    others = [each for each in ledger.accounts if each.partner != partner]
    groups = together((*others, rest, split))
    accounts = [evolve(each, group=groups[each.partner]) for each in (*others, rest, split)]
    moved = set(named)
    return evolve(
        ledger,
        accounts=tuple(sorted(accounts, key=lambda each: each.partner)),
        open=tuple(evolve(each, partner=new) if each.lead in moved else each for each in ledger.open),
        corrected=ledger.corrected + abs(gone["balance"]),
        steady=False,
    )


def _levels(level: int | None, share: Fraction) -> tuple[int | None, int | None]:
    """Return which load goes and which stays; whoever has no part in the account has none that could be compared."""
    if level is None:
        return None, None
    gone, stays = shares(level, [share, 1 - share])
    return gone if share else None, stays if share < 1 else None

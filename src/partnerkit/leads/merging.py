"""
How do two ledgers of one pool become one?

Two shards, or two regions that are joined: what each partner is owed, got and
has open is added up. The ledgers must have no lead in common; what was booked
in both would count twice.
"""

from collections.abc import Iterable, Mapping

from attrs import evolve

from partnerkit.leads.account import Account, Taken
from partnerkit.leads.entries import half_norm, settled
from partnerkit.leads.ledger import Ledger
from partnerkit.leads.pool import Hand
from partnerkit.values.errors import InvalidValue, LedgerMismatch, raise_faults, shown

__all__ = ["added", "merge", "together"]

_ADDED = ("balance", "entitled", "received", "leads", "open_leads", "hand_entitled", "hand_received")


def __dir__() -> list[str]:
    return __all__


def merge(one: Ledger, other: Ledger) -> Ledger:
    """
    Add up two ledgers of one pool; which is named first does not matter.

    The bound of the sum is that of all partners and the larger lead; what the
    balances of the one add to the other counts as a correction, of the two the
    smaller way round. A partner is active if he is so in either.

    Raises
    ------
    LedgerMismatch
        For ledgers of two pools, currencies, precisions or rules of catching up.
    InvalidValue, InvalidInput
        For leads that are open in both.

    >>> merge(Ledger().with_open({"P-4": 2}), Ledger().with_open({"P-4": ["L-1"], "P-5": 1})).open_leads
    mappingproxy({'P-4': 3, 'P-5': 1})
    """
    if other.value is not None:
        one = settled(one, other.pool, other.currency, other.precision)
    if one.value is not None:
        other = settled(other, one.pool, one.currency, one.precision)
    _check(one, other)
    groups = together((*one.accounts, *other.accounts))
    accounts = {each.partner: evolve(each, group=groups[each.partner]) for each in one.accounts}
    for each in other.accounts:
        mine = accounts.get(each.partner)
        accounts[each.partner] = evolve(
            each if mine is None else added(mine, each), group=groups[each.partner]
        )
    return evolve(
        one,
        accounts=one.accounts.with_items(tuple(accounts.values())),
        open=one.open.with_items(tuple(other.open)),
        leads=one.leads + other.leads,
        largest_value=max(one.largest_value, other.largest_value),
        largest_bonus=max(one.largest_bonus, other.largest_bonus),
        corrected=min(
            one.corrected + half_norm(other.balances.values()),
            other.corrected + half_norm(one.balances.values()),
        ),
        steady=one.steady and other.steady and not (one.leads and other.leads),
        hands=_hands((*one.hands, *other.hands)),
        heirs=tuple(sorted(dict(sorted((*one.heirs, *other.heirs), reverse=True)).items())),
    )


def _check(one: Ledger, other: Ledger) -> None:
    for name in ("pool", "precision", "catch_up"):
        mine, theirs = getattr(one, name), getattr(other, name)
        if mine != theirs:
            what = "" if name == "pool" else f"{one.pool} with {name} "
            raise LedgerMismatch(expected=f"{what}{mine}", found=f"{what}{theirs}")
    raise_faults(
        InvalidValue(
            path="open",
            value=shown(each.lead),
            remedy="merge ledgers without a lead in common; this one is open in both",
        )
        for each in other.open
        if one.holder(each.lead) is not None
    )


def added(one: Account, other: Account) -> Account:
    """
    Add up what two accounts hold, under the name of the first.

    >>> added(Account(partner="P-4", balance=3, leads=1), Account(partner="P-9", balance=-1, leads=2)).balance
    2
    """
    numbers = {name: getattr(one, name) + getattr(other, name) for name in _ADDED}
    level = None if one.level is None or other.level is None else one.level + other.level
    # Active in either is active; who paused in either is expected back.
    away = other.away if one.away == "left" or other.away is None else one.away
    return evolve(one, taken=_taken(one.taken, other.taken), away=away, level=level, **numbers)


def _taken(one: Iterable[Taken], other: Iterable[Taken]) -> tuple[Taken, ...]:
    """Add up what was given in the same window; of two windows of a kind the later one counts."""
    found = {each.window: each for each in one}
    for each in other:
        mine = found.get(each.window)
        if mine is not None and mine.key == each.key:
            found[each.window] = evolve(each, count=each.count + mine.count)
        elif mine is None or mine.key < each.key:
            found[each.window] = each
    return tuple(sorted(found.values()))


def together(accounts: Iterable[Account]) -> Mapping[str, str]:
    """
    Return for every partner the first id among those who are together in any of the accounts, in a chain.

    >>> together([Account(partner="P-5", group="P-4"), Account(partner="P-6", group="P-5")])["P-6"]
    'P-4'
    """
    above: dict[str, str] = {}

    def first(name: str) -> str:
        while above.setdefault(name, name) != name:
            above[name] = above[above[name]]
            name = above[name]
        return name

    for account in accounts:
        low, high = sorted((first(account.partner), first(account.group)))
        above[high] = low
    return {partner: first(partner) for partner in tuple(above)}


def _hands(hands: Iterable[Hand]) -> tuple[Hand, ...]:
    found: dict[str, Hand] = {}
    for each in hands:
        mine = found.get(each.person, Hand(person=each.person))
        found[each.person] = evolve(
            each,
            leads=each.leads + mine.leads,
            value=each.value + mine.value,
            overrides=each.overrides + mine.overrides,
        )
    return tuple(found[name] for name in sorted(found))

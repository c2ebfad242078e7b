"""
What changes when a partner joins a pool, pauses, returns or leaves?

Never anybody's balance, unless the pool makes good for an absence: leads are
owed to those who could take them, so one who is away neither earns nor owes,
and a newcomer starts at zero. A leaver keeps his balance as an inactive member,
so that all balances still add up to zero.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Literal, final

from attrs import evolve, frozen

from partnerkit.leads.changes import MembershipChanged
from partnerkit.leads.decision import Decision
from partnerkit.leads.entries import Booking, moved, noted
from partnerkit.leads.ledger import Ledger
from partnerkit.leads.weights import Weight, exact_weight, relative_weights
from partnerkit.leads.work import tie_key
from partnerkit.values.apportion import shares
from partnerkit.values.errors import IllegalTransition, InvalidValue, NotFound, shown
from partnerkit.values.reasons import Facts

__all__ = ["Missed", "missed", "with_member"]

#: Where a partner stands, what he can do from there, and how he is away then.
_STEPS: Mapping[str, Mapping[str, Literal["paused", "left"] | None]] = {
    "outside": {"join": None},
    "active": {"pause": "paused", "leave": "left"},
    "paused": {"return": None, "leave": "left"},
    "left": {"return": None},
}


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Missed:
    """What a partner would have been entitled to, and at whose expense, in sub-units."""

    amount: Decimal
    against: Facts


def missed(decisions: Iterable[Decision], partner: str, weights: Mapping[str, Weight]) -> Missed:
    """
    Return what *partner* would have been entitled to of the leads that went by while he was away.

    *decisions* are those of the absence; the leads that count are those he
    could have taken but for being away: none that found him full besides.
    *weights* are by partner id: his own and those of all who could take one of
    the leads.

    >>> missed([], "P-4", {"P-4": 1})
    Missed(amount=Decimal('0'), against=Facts())
    """
    total, others, scale = 0, Counter[str](), Ledger()
    for decision in decisions:
        asked = {each.partner: each for each in decision.named}
        own = asked.get(partner)
        if decision.effect is None or own is None or own.objection is None or own.objection.code != "away":
            continue
        if own.further:
            continue
        booking = Booking.of(decision)
        scale = Ledger(currency=booking.currency, precision=booking.precision)
        candidates = [each.partner for each in decision.named if each.is_eligible]
        names = sorted({partner, *candidates}, key=lambda name: (tie_key(name), name))
        parts = relative_weights([exact_weight(weights.get(name), f"weights.{name}") for name in names])
        for name, share in zip(names, shares(1 << booking.precision, parts), strict=True):
            if name == partner:
                total += share * booking.value
            else:
                others[name] += booking.share(name) - share * booking.value
    # Rounding may make somebody gain a sub-unit by the presence of one more; he is charged nothing.
    return Missed(
        amount=scale.amount(total), against=Facts({name: max(0, own) for name, own in others.items()})
    )


def with_member(ledger: Ledger, change: MembershipChanged) -> Ledger:
    """
    Return *ledger* after a partner joined, paused, returned or left.

    Raises
    ------
    IllegalTransition
        For one who returns without having been away, and the like.
    NotFound
        For one at whose expense it should be, and who is not in the pool.
    InvalidValue
        For an amount to make good that is below zero, or not exact in sub-units.
    """
    account = ledger.get(change.partner)
    state = "outside" if account is None else account.away or "active"
    if change.step not in _STEPS[state]:
        raise IllegalTransition(
            path=f"ledger.{change.partner}", state=state, event=change.step, allowed=tuple(_STEPS[state])
        )
    ledger = noted(ledger, [change.partner])
    away = _STEPS[state][change.step]
    known = ledger[change.partner]
    # Whoever comes back starts level with the others, not with what he had long ago.
    account = evolve(known, away=away, level=known.level if away is not None else None)
    ledger = evolve(ledger, accounts=ledger.accounts.with_items((account,)))
    if change.missed is None or away is not None:
        return ledger
    return moved(ledger, _made_good(ledger, change))


def _made_good(ledger: Ledger, change: MembershipChanged) -> Mapping[str, int]:
    """Return what is credited, and at whose expense."""
    wanted = ledger.sub_units(change.missed or 0, "missed")
    if wanted < 0:
        raise InvalidValue(path="missed", value=shown(change.missed), remedy="use zero or more")
    most = ledger.catch_up.most
    if most is not None:
        one = Fraction(ledger.amount(1))
        wanted = min(wanted, Fraction(most) // one)
    weights = _by_heir(ledger, change)
    if not weights:
        weights = {
            each.partner: each.entitled
            for each in ledger.accounts
            if each.away is None and each.partner != change.partner
        }
    if not any(weights.values()):
        weights = dict.fromkeys(weights, 1)
    if not weights or not wanted:
        return {}
    parts = shares(wanted, tuple(weights.values()))
    made_good = Counter({change.partner: wanted})
    made_good.subtract(dict(zip(weights, parts, strict=True)))
    return made_good


def _by_heir(ledger: Ledger, change: MembershipChanged) -> dict[str, int]:
    """Return at whose expense it is: for those who were taken over meanwhile, whoever has their account now."""
    heirs = dict(ledger.heirs)
    found: Counter[str] = Counter()
    for name, part in change.against.items():
        holder = name if ledger.get(name) is not None else heirs.get(name, name)
        if ledger.get(holder) is None or name == change.partner:
            raise NotFound(path="against", key=name)
        found[holder] += int(str(part))
    return dict(found)

"""
What may a goal not fall below, and what may it not exceed?

Floors and caps are agreed as amounts, or as growth on what was before. A goal
that is held is both at once. They bind the goal itself; the goals above carry
what those below may not go without.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import final

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from partnerkit.facts.goal import TARGET, Target
from partnerkit.goals.actuals import BY_GOAL
from partnerkit.goals.amounts import Amounts, Value, encode, raise_together
from partnerkit.goals.shape import Whole
from partnerkit.goals.tree import GoalTree
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, PartnerkitError, shown
from partnerkit.values.waterfill import Ranges

__all__ = ["Bounds", "growth", "limits_of"]

_growth = fields.decimal(least=Decimal(-1))


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Bounds:
    """
    The least and the most a goal may be; None is no bound.

    >>> from partnerkit import Money
    >>> Bounds(least=Money.of("900", "EUR")).most is None
    True
    """

    least: Target | None = field(default=None, validator=fields.optional(TARGET))
    most: Target | None = field(default=None, validator=fields.optional(TARGET))


def growth(
    base: Mapping[str, Value], *, least: Decimal | None = None, most: Decimal | None = None
) -> dict[str, Bounds]:
    """
    Bound goals by their growth on *base*, such as last year's sales: at least -5 %, at most +20 %.

    Amounts of the base are not negative. Bounds are rounded inwards to the unit of their base, a cent
    as a rule, so that no growth beyond the rates results.

    >>> from partnerkit import Money
    >>> growth({"de": Money.of("99.99", "EUR")}, least=Decimal("-0.05"), most=Decimal("0.2"))["de"]
    Bounds(least=Money.of('95.00', 'EUR'), most=Money.of('119.98', 'EUR'))
    """
    fields.check({"base": (BY_GOAL, base)})
    ids = tuple(base)
    amounts, faults = encode(list(base.values()), lambda at: f"base[{ids[at]}]")
    rates = fields.optional(_growth)
    faults += [each for each in (rates.fault("least", least), rates.fault("most", most)) if each is not None]
    if amounts.is_ratio:
        faults.append(
            InvalidValue(path="base", value="ratios", remedy="bound ratios by Bounds; they have no shares")
        )
    faults += [
        InvalidValue(path=f"base[{ids[at]}]", value=shown(base[ids[at]]), remedy="use 0 or more")
        for at in np.flatnonzero(amounts.known & np.asarray(amounts.parts[0] < 0, dtype=np.bool_)).tolist()
    ]
    if not faults and least is not None and most is not None and least > most:
        faults.append(InvalidValue(path="least", value=shown(least), remedy=f"use at most {most}, the most"))
    raise_together(faults)

    def grown(units: int, rate: Decimal | None, direction: int) -> Value | None:
        # Rounded up where it is a floor: downwards, of the opposite.
        return (
            None
            if rate is None
            else amounts.decoded([direction * floor(direction * units * (1 + Fraction(rate)))])
        )

    return {
        goal: Bounds(least=grown(units, least, -1), most=grown(units, most, 1))
        for goal, units, known in zip(ids, amounts.parts[0].tolist(), amounts.known.tolist(), strict=True)
        if known
    }


def limits_of(
    tree: GoalTree, bounds: Mapping[str, Bounds], inside: NDArray[np.bool_], scale: int
) -> tuple[Ranges | None, list[PartnerkitError]]:
    """
    Return *bounds* by rank, in units of *scale* decimal places, and what is wrong with them.

    >>> from partnerkit import Goal, Period
    >>> tree = GoalTree.of([Goal(id="de", measure="pieces", period=Period.year(2026), target=9)])
    >>> limits, _ = limits_of(tree, {"de": Bounds(least=5)}, np.ones(1, dtype=np.bool_), 0)
    >>> limits.lows.tolist(), limits.has_high.tolist()
    ([5], [False])
    """
    ids = tuple(bounds)
    faults: list[PartnerkitError] = [
        fault for each in ids for fault in _misplaced(each, bounds[each], tree, inside)
    ]
    if faults or not ids:
        return None, faults
    order = sorted(ids, key=tree.rank)
    sides = []
    for side in ("least", "most"):
        paths = [f"bounds[{each}].{side}" for each in order]
        values = [getattr(bounds[each], side) for each in order]
        given, mixed = encode(values, paths.__getitem__, kind=tree.targets.kind)
        faults += mixed
        sides.append(_inwards(given, scale, is_floor=side == "least"))
    (lows, has_low), (highs, has_high) = sides
    crossed = has_low & has_high & np.asarray(lows > highs, dtype=np.bool_)
    faults += [
        InvalidValue(
            path=f"bounds[{order[at]}]",
            value=f"{shown(bounds[order[at]].least)} to {shown(bounds[order[at]].most)}",
            remedy="use a least not above the most, with an amount in between",
        )
        for at in np.flatnonzero(crossed).tolist()
    ]
    ranks = np.array([tree.rank(each) for each in order], dtype=np.int64)
    return Ranges(places=ranks, lows=lows, highs=highs, has_low=has_low, has_high=has_high), faults


def _misplaced(each: str, bound: object, tree: GoalTree, inside: NDArray[np.bool_]) -> Iterator[InvalidValue]:
    if each not in tree or not inside[tree.rank(each)]:
        yield InvalidValue(path=f"bounds[{each}]", value=shown(each), remedy="use the id of a goal below")
    if not isinstance(bound, Bounds):
        yield InvalidValue(
            path=f"bounds[{each}]", value=shown(bound), remedy="use Bounds(least=..., most=...)"
        )


def _inwards(given: Amounts, scale: int, *, is_floor: bool) -> tuple[Whole, NDArray[np.bool_]]:
    """Return bounds in units of *scale* decimal places; a finer one is rounded to where it still holds."""
    if given.scales[0] <= scale:
        return given.rescaled(scale).parts[0], given.known
    factor, units = 10 ** (given.scales[0] - scale), given.parts[0]
    return (-(-units // factor) if is_floor else units // factor), given.known

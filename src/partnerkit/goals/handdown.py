"""
How does an amount come down a whole tree, within floors and caps, without losing a unit?

On columns alone, so that a million nodes are a few passes. First upwards: what
floors and caps below make of a node's own, for it must be able to carry what
its children may not go below. Then downwards, level by level, each family
divided by water-filling. What cannot be is told as data: where, why, by how much.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Literal, TypeAlias, final

import numpy as np
from attrs import evolve, field, frozen
from numpy.typing import NDArray

from partnerkit.goals.amounts import FITS
from partnerkit.goals.shape import Shape, Whole
from partnerkit.values.split import Rounding, parts_of
from partnerkit.values.waterfill import Ranges, fill

__all__ = ["Stuck", "Terms", "hand_down", "hand_down_level", "padded"]

#: Floors below that are too much; caps below that are too little; no multiple in between; nobody of weight with room.
Why: TypeAlias = Literal["floors", "caps", "unit", "weights"]

#: Goals that are handed down to at a time.
_AT_ONCE = 2**16


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True, eq=False)
class Terms:
    """How an amount is handed down."""

    #: Of nodes, by rank. Whoever is held has floor and cap the same.
    limits: Ranges | None = None

    #: Rank -> by how much more its children have together, as the factor 1 + p.
    padding: Mapping[int, Fraction] = field(factory=lambda: MappingProxyType({}))

    #: Amounts are multiples of it, but for what is held and one in a family that takes the odd rest.
    unit: int = 1
    rounding: Rounding = "largest-remainder"


@final
@frozen
class Stuck:
    """A node whose amount cannot be handed down."""

    rank: int
    why: Why

    #: The least that floors, caps or the amount must give way.
    short: int


def padded(amount: int, factor: Fraction) -> int:
    """
    Return *amount* times *factor*, rounded once, half to even.

    >>> padded(1_000_05, Fraction(105, 100))
    105005
    """
    return round(amount * factor)


def hand_down(
    shape: Shape, node: int, amounts: Whole, weights: Whole, terms: Terms
) -> tuple[Whole, tuple[Stuck, ...]]:
    """
    Return *amounts* with that of *node* handed down to all below it, and where it could not be.

    Parameters
    ----------
    amounts
        Whole units by rank; only that of *node* and what lies outside its subtree is kept.
    weights
        By rank, 0 or more; they count among siblings.

    Returns
    -------
    New amounts by rank: int64, or Python's own whole numbers where a sum may not fit. With anything
    stuck they are not to be used.
    """
    limits = terms.limits
    largest = abs(int(amounts[node]))
    if limits is not None:
        largest += sum(map(abs, limits.lows[limits.has_low].tolist()))
        largest += sum(map(abs, limits.highs[limits.has_high].tolist()))
    levels = shape.subtree(node)
    # No amount can be larger than this, so int64 either holds them all or is not used.
    growth = max([Fraction(1), *terms.padding.values()]) ** len(levels)
    fits = largest * growth < FITS and terms.unit < FITS
    amounts = amounts.copy() if fits else amounts.astype(object)
    is_negative = bool(amounts[node] < 0)
    if limits is not None:
        limits = limits.chosen(np.arange(len(limits.places)), amounts.dtype)
        limits = limits.mirrored() if is_negative else limits
    sign = -1 if is_negative else 1
    amounts[node] *= sign
    stuck: list[Stuck] = []
    if limits is not None:
        limits, stuck = _reached(shape, levels, limits, terms)
        stuck += _beyond(node, int(amounts[node]), limits)
        terms = evolve(terms, limits=limits)
    for level in levels[1:] if not stuck else ():
        for families in _pieces(shape, level):
            found = hand_down_level(shape, families, amounts, weights, terms)
            amounts[families] = found[0]
            stuck += found[1]
        if stuck:
            break
    for level in levels if is_negative else ():
        amounts[level] *= -1
    return amounts, tuple(stuck)


def _beyond(node: int, amount: int, limits: Ranges) -> list[Stuck]:
    """Tell whether all below *node* cannot take its amount."""
    own = limits.between(node, node + 1)
    if len(own.places) and own.has_low[0] and amount < own.lows[0]:
        return [Stuck(node, "floors", int(own.lows[0]) - amount)]
    if len(own.places) and own.has_high[0] and amount > own.highs[0]:
        return [Stuck(node, "caps", amount - int(own.highs[0]))]
    return []


def _pieces(shape: Shape, level: slice) -> Iterator[slice]:
    """Cut a level after whole families into pieces that stay near the processor."""
    low = level.start
    while low < level.stop:
        head = shape.parents[min(low + _AT_ONCE, level.stop) - 1]
        high = int(shape.firsts[head] + shape.counts[head])
        yield slice(low, high)
        low = high


def hand_down_level(
    shape: Shape, level: slice, amounts: Whole, weights: Whole, terms: Terms
) -> tuple[Whole, list[Stuck]]:
    """
    Return the amounts of one level, and the parents above it whose amount nobody can take.

    >>> from partnerkit.goals.shape import arrange
    >>> shape, _, _ = arrange(["r", "a", "b"], [None, "r", "r"])
    >>> hand_down_level(shape, slice(1, 3), np.array([9, 0, 0]), np.array([0, 2, 1]), Terms())[0].tolist()
    [6, 3]
    """
    parents = shape.parents[level]
    starts = np.flatnonzero(np.diff(parents, prepend=-1))
    heads = parents[starts]
    totals, claims = amounts[heads], weights[level]
    if terms.padding:
        for at in np.flatnonzero(np.isin(heads, list(terms.padding))).tolist():
            totals[at] = padded(int(totals[at]), terms.padding[int(heads[at])])
    of_level = None if terms.limits is None else terms.limits.between(level.start, level.stop)
    if of_level is not None and len(of_level.places):
        parts, adds_up = fill(totals, claims, starts, of_level, unit=terms.unit, rounding=terms.rounding)
    else:
        # As floats, which do not wrap: only whether they are zero counts.
        is_empty = np.equal(np.add.reduceat(claims.astype(np.float64), starts), 0)
        adds_up, shared = ~is_empty | np.equal(totals, 0), totals
        if is_empty.any():
            shared = np.where(is_empty, 0, totals)
            claims = np.where(np.repeat(is_empty, np.diff(starts, append=len(claims))), 1, claims)
        parts = parts_of(shared, claims, starts, unit=terms.unit, rounding=terms.rounding)
    sums = np.add.reduceat(parts, starts)
    return parts, [
        Stuck(int(heads[at]), "weights", int(totals[at]) - int(sums[at])) for at in np.flatnonzero(~adds_up)
    ]


# -- upwards: what lies below a node makes its floor and its cap


def _reached(
    shape: Shape, levels: tuple[slice, ...], limits: Ranges, terms: Terms
) -> tuple[Ranges, list[Stuck]]:
    """Return the limits of every node, tightened by those below it, and where they cross."""
    count = len(shape)
    lows, highs = np.zeros((2, count), dtype=np.result_type(limits.lows, limits.highs))
    has_low, has_high = np.zeros((2, count), dtype=np.bool_)
    lows[limits.places], highs[limits.places] = limits.lows, limits.highs
    has_low[limits.places], has_high[limits.places] = limits.has_low, limits.has_high
    whole = Ranges(places=np.arange(count), lows=lows, highs=highs, has_low=has_low, has_high=has_high)
    stuck = _in_units(whole, terms.unit, limits.places)
    for level in reversed(levels[1:]):
        if not (has_low[level].any() or has_high[level].any()):
            continue
        parents = shape.parents[level]
        starts = np.flatnonzero(np.diff(parents, prepend=-1))
        floors, caps = _carried(whole.between(level.start, level.stop), starts)
        heads = parents[starts]
        _unpadded(heads, floors, caps, terms.padding)
        stuck += _tightened(whole, heads, floors, caps)
        # The amount that is handed down is given, whatever it is a multiple of.
        stuck += _in_units(whole, terms.unit, heads[heads != levels[0].start])
    some = np.flatnonzero(has_low | has_high)
    return whole.chosen(some, lows.dtype), stuck


#: A bound for each of some families, and whether there is one.
Bound: TypeAlias = tuple[Whole, NDArray[np.bool_]]


def _carried(limits: Ranges, starts: NDArray[np.int64]) -> tuple[Bound, Bound]:
    """
    Return the floor and the cap that each family sets to the amount above it.

    Nobody falls below zero because another has a floor: without one, zero is the floor.
    """
    base = np.add.reduceat(limits.nearest_to_zero(), starts)
    all_low = np.logical_and.reduceat(limits.has_low, starts)
    all_high = np.logical_and.reduceat(limits.has_high, starts)
    low = np.add.reduceat(np.where(limits.has_low, limits.lows, 0), starts)
    high = np.add.reduceat(np.where(limits.has_high, limits.highs, 0), starts)
    is_raised = np.asarray(base > 0, dtype=np.bool_)
    return (np.where(is_raised, base, low), is_raised | all_low), (high, all_high)


def _unpadded(heads: NDArray[np.int64], floors: Bound, caps: Bound, padding: Mapping[int, Fraction]) -> None:
    """Turn bounds of what the children have together into bounds of the amount above, in place."""
    for at in np.flatnonzero(np.isin(heads, list(padding))).tolist() if padding else ():
        factor = padding[int(heads[at])]
        for (bounds, _), is_floor in ((floors, True), (caps, False)):
            # A padded amount grows by more than one with each unit, so it is this one or the next.
            near, bound = int(bounds[at] // factor), bounds[at]
            if is_floor:
                bounds[at] = near if padded(near, factor) >= bound else near + 1
            else:
                bounds[at] = near + 1 if padded(near + 1, factor) <= bound else near


def _tightened(limits: Ranges, heads: NDArray[np.int64], floors: Bound, caps: Bound) -> list[Stuck]:
    """Raise floors and lower caps to what lies below, in place; tell where they cross."""
    (low, has_low), (high, has_high) = floors, caps
    own_low, own_high = limits.has_low[heads], limits.has_high[heads]
    too_low = own_high & has_low & np.asarray(low > limits.highs[heads], dtype=np.bool_)
    too_high = own_low & has_high & np.asarray(high < limits.lows[heads], dtype=np.bool_)
    stuck = [
        Stuck(int(heads[at]), "floors", int(low[at] - limits.highs[heads[at]]))
        for at in np.flatnonzero(too_low)
    ] + [
        Stuck(int(heads[at]), "caps", int(limits.lows[heads[at]] - high[at]))
        for at in np.flatnonzero(too_high & ~too_low)
    ]
    # A node that is stuck keeps its own, so that each contradiction is told once.
    raised = has_low & ~too_low & (~own_low | np.asarray(low > limits.lows[heads], dtype=np.bool_))
    lowered = has_high & ~too_high & (~own_high | np.asarray(high < limits.highs[heads], dtype=np.bool_))
    limits.lows[heads[raised]], limits.has_low[heads[raised]] = low[raised], True
    limits.highs[heads[lowered]], limits.has_high[heads[lowered]] = high[lowered], True
    return stuck


def _in_units(limits: Ranges, unit: int, ranks: NDArray[np.int64]) -> list[Stuck]:
    """Move bounds inwards to multiples of *unit*, but for what is held, in place; tell where there is none."""
    if unit == 1:
        return []
    lows, highs = limits.lows[ranks], limits.highs[ranks]
    has_low, has_high = limits.has_low[ranks], limits.has_high[ranks]
    is_held = has_low & has_high & np.equal(lows, highs)
    up, down = -(-lows // unit) * unit, highs // unit * unit
    crossed = has_low & has_high & ~is_held & np.asarray(up > down, dtype=np.bool_)
    moved = ~is_held & ~crossed
    limits.lows[ranks[moved]], limits.highs[ranks[moved]] = up[moved], down[moved]
    return [Stuck(int(ranks[at]), "unit", int(up[at] - highs[at])) for at in np.flatnonzero(crossed)]

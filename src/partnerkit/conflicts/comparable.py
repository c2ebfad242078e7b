"""
Who of a comparable group is off its reference, on plain numbers?

Each row is what one party pays in one group. The reference of a group is the
weighted median of those whose price needs no reason: tolerance between pairs
is not transitive, a reference is. Whoever is further from it than the
tolerance, and than what is explained, is off. Prices are whole numbers, so
the answer is the same on every machine.
"""

from typing import Any, TypeAlias, final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from partnerkit.values.errors import InvalidValue, Overflowed, shown

__all__ = ["WHOLLY", "Comparison", "compare"]

#: In place of an amount that is explained: the whole difference is.
WHOLLY = -1

#: Products and sums of what is compared stay below it.
_ROOM = 2**62

Whole: TypeAlias = NDArray[Any]


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True, eq=False)
class Comparison:
    """What was found: the reference of each group, and the rows that are off it."""

    #: By group; -1 where nobody can be the reference.
    reference: Whole

    #: By group, what is explained of the reference itself; only where every price needs a reason.
    allowance: Whole

    #: The places of the rows that are off, in their order.
    off: NDArray[np.int64]


@final
@frozen(eq=False)
class _Rows:
    """What is compared."""

    group: NDArray[np.int64]
    price: Whole
    explained: Whole | None
    weight: NDArray[np.int64] | None
    tolerance: tuple[int, int]

    def span(self, reference: Whole) -> Whole:
        """Return how far a price may be from *reference*: being whole, it is beyond it where beyond the whole part."""
        part, whole = self.tolerance
        return reference * part // whole

    def size(self) -> int:
        """Return the number of groups, once everything fits together."""
        part, whole = self.tolerance
        if part < 0 or whole < 1:
            raise InvalidValue(
                path="tolerance", value=shown(self.tolerance), remedy="use a part of 0 or more of 1 or more"
            )
        for path, least in (("group", 0), ("price", 0), ("explained", WHOLLY), ("weight", 0)):
            column = getattr(self, path)
            if column is not None and column.shape != self.group.shape:
                raise InvalidValue(
                    path=path, value=shown(column.shape), remedy=f"use {len(self.group)} rows, as group has"
                )
            if column is not None and len(column) and column.min() < least:
                raise InvalidValue(path=path, value=shown(int(column.min())), remedy=f"use {least} or more")
        if not len(self.group):
            return 0
        most = 0 if self.explained is None else int(self.explained.max())
        if self.price.dtype != object and max(int(self.price.max()) * (part + 1), most) >= _ROOM:
            raise Overflowed(path="price", limit="products below 2**62; use Python ints, dtype=object")
        if self.weight is not None and int(self.weight.max()) * len(self.weight) * 2 >= _ROOM:
            raise Overflowed(path="weight", limit="sums below 2**62")
        return int(self.group.max()) + 1


def compare(
    group: NDArray[np.int64],
    price: Whole,
    *,
    explained: Whole | None = None,
    weight: NDArray[np.int64] | None = None,
    tolerance: tuple[int, int] = (1, 100),
) -> Comparison:
    """
    Compare each row with the reference of its group.

    Parameters
    ----------
    group
        Per row the number of its group, from 0.
    price
        Per row a whole number of any unit, 0 or more: int64, or Python ints (dtype object).
    explained
        Per row how much of a difference has a reason, in the same unit; `WHOLLY` is all of it.
    weight
        Per row what it counts in the median, 0 or more; None is 1.
    tolerance
        The part of the reference that may differ, as numerator and denominator.

    Raises
    ------
    InvalidValue, Overflowed
        For columns that do not fit together, negative numbers, and products that int64 cannot hold.

    >>> group, price = np.zeros(4, dtype=np.int64), np.array([100, 100, 101, 109])
    >>> compare(group, price).off
    array([3])
    """
    rows = _Rows(group, price, explained, weight, tolerance)
    size = rows.size()
    reference = np.full(size, -1, dtype=price.dtype)
    allowance = np.zeros(size, dtype=price.dtype)
    if not size:
        return Comparison(reference=reference, allowance=allowance, off=np.zeros(0, dtype=np.int64))
    asked = _plain_medians(rows, reference)
    if explained is not None:
        partly = np.flatnonzero(explained > 0)
        rest = partly[reference[group[partly]] < 0]
        if len(rest):
            # Where every price has a reason in part, that of the reference counts, too.
            ranks = [np.unique(each[rest], return_inverse=True)[1] for each in (explained, price)]
            found = _at_half(rows, rest[np.lexsort((*ranks, group[rest]))], reference)
            allowance[group[found]] = explained[found]
        if asked is not None and len(partly):
            asked = np.union1d(asked, partly)
    return Comparison(reference=reference, allowance=allowance, off=_off(rows, asked, reference, allowance))


def _off(
    rows: _Rows, asked: NDArray[np.int64] | None, reference: Whole, allowance: Whole
) -> NDArray[np.int64]:
    """Find the rows outside of what their group admits; the rows not *asked* are known to be within."""
    places = np.arange(len(rows.group)) if asked is None else asked
    if rows.explained is not None:
        places = places[(rows.explained[places] >= 0) & (reference[rows.group[places]] >= 0)]
    its = rows.group[places]
    apart = abs(rows.price[places] - reference[its])
    free = (rows.span(reference) + allowance)[its]
    if rows.explained is not None:
        free = free + rows.explained[places]
    return places[apart > free]


def _plain_medians(rows: _Rows, reference: Whole) -> NDArray[np.int64] | None:
    """
    Write the lower weighted median of the prices that need no reason into *reference*.

    Return the rows of groups in which anybody is off; None where that is not known.
    """
    plain = None if rows.explained is None else rows.explained == 0
    least, most = int(rows.price.min()), int(rows.price.max())
    if rows.weight is None and rows.price.dtype != object and len(reference) * (most - least + 1) < _ROOM:
        return _swift_medians(rows, plain, reference)
    places = np.arange(len(rows.group)) if plain is None else np.flatnonzero(plain)
    if len(places):
        price = rows.price[places]
        ranks = np.unique(price, return_inverse=True)[1] if price.dtype == object else price
        _at_half(rows, places[np.lexsort((ranks, rows.group[places]))], reference)
    return None


def _swift_medians(
    rows: _Rows, plain: NDArray[np.bool_] | None, reference: NDArray[np.int64]
) -> NDArray[np.int64]:
    """
    Do the same where nobody weighs more than another.

    Group and price become one number, so that one plain sort does it; the ends
    of each group tell whether anybody in it can be off.
    """
    least = int(rows.price.min())
    span = int(rows.price.max()) - least + 1
    keys = rows.group * span
    keys += rows.price
    keys -= least
    if plain is not None and not plain.all():
        keys = keys[plain]
    keys.sort()
    floors = np.arange(len(reference), dtype=np.int64) * span
    starts = np.searchsorted(keys, floors)
    ends = np.r_[starts[1:], len(keys)]
    there = np.flatnonzero(ends > starts)
    first, last = starts[there], ends[there] - 1
    base = floors[there] - least
    middle = keys[(first + last) // 2] - base
    reference[there] = middle
    free = rows.span(middle)
    off = np.zeros(len(reference), dtype=np.bool_)
    off[there] = (keys[first] - base < middle - free) | (keys[last] - base > middle + free)
    return np.flatnonzero(off[rows.group])


def _at_half(rows: _Rows, order: NDArray[np.int64], reference: Whole) -> NDArray[np.int64]:
    """Write into *reference* the first price, in *order*, with half of its group's weight up to it; return the rows."""
    ordered = rows.group[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
    sizes = np.diff(np.r_[starts, len(order)])
    weights = np.ones(len(order), dtype=np.int64) if rows.weight is None else rows.weight[order]
    # Where nobody weighs anything, everybody weighs the same.
    weights = np.where(np.repeat(np.add.reduceat(weights, starts), sizes) == 0, 1, weights)
    totals = np.repeat(np.add.reduceat(weights, starts), sizes)
    sums = np.cumsum(weights)
    before = np.repeat(sums[starts] - weights[starts], sizes)
    reached = np.flatnonzero(2 * (sums - before) >= totals)
    found = order[reached[np.unique(ordered[reached], return_index=True)[1]]]
    reference[rows.group[found]] = rows.price[found]
    return found

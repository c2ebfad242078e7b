"""
How are many amounts divided at once, each among its own group, in whole units and exactly?

Largest remainder stays within the quota: each part is within one unit of its
exact share. Sainte-Lague rounds to the nearest and is monotone: whoever has a
larger weight, or a share of a larger total, never gets less. One kernel on
columns of int64: a quotient is guessed in floating point and set right with
the remainder, which int64 holds even where the product does not fit. What
int64 cannot hold at all is computed with integers of any size.
"""

import heapq
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from partnerkit.values.errors import InvalidValue, shown

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = [
    "FITS",
    "GUESS",
    "ROUNDINGS",
    "Rounding",
    "by_priority",
    "divided",
    "parts_alone",
    "parts_of",
    "split_many",
]

#: How shares become whole: "largest-remainder" keeps the quota, "sainte-lague" is monotone.
Rounding = Literal["largest-remainder", "sainte-lague"]
ROUNDINGS = ("largest-remainder", "sainte-lague")

#: int64 where everything fits, Python's own whole numbers where it does not.
Column: TypeAlias = "NDArray[Any]"

#: Six roundings of a double: what the guess of a quotient may be off by, relative to it.
GUESS = 6 / 2**53

#: Half of what int64 holds: the margin for what was reckoned in floating point.
FITS = 2.0**62


def __dir__() -> list[str]:
    return __all__


def split_many(
    totals: "NDArray[np.int64]",
    weights: "NDArray[np.int64]",
    offsets: "NDArray[np.int64]",
    *,
    unit: int = 1,
    rounding: Rounding = "largest-remainder",
) -> "NDArray[np.int64]":
    """
    Divide many totals at once, each among its own group of weights.

    Parameters
    ----------
    totals
        One whole number a group, shape (g,).
    weights
        Of all groups one after another, zero or more, shape (n,).
    offsets
        Where each group starts, shape (g,); the last one ends with the weights.
    unit
        Parts are multiples of it, but for one in each group that takes what is
        left over of a total that is not; each is within one such unit of its share.
    rounding
        "largest-remainder" keeps each part within one unit of its share;
        "sainte-lague" never gives less to a larger weight or from a larger total.

    Returns
    -------
    Parts of shape (n,); each group adds up to its total exactly. Ties go to
    the earlier weight. Nothing wraps around.

    Raises
    ------
    InvalidValue
        For anything but whole numbers, an empty group, a negative weight, a
        group of nothing but zeros, and a unit below 1.

    >>> import numpy as np
    >>> split_many(np.array([100, 7]), np.array([1, 1, 1, 2, 5]), np.array([0, 3]))
    array([34, 33, 33,  2,  5])
    >>> split_many(np.array([12_345]), np.array([2, 1]), np.array([0]), unit=1_000)
    array([8345, 4000])
    """
    totals, weights, offsets = (
        _whole_column(column, name)
        for column, name in ((totals, "totals"), (weights, "weights"), (offsets, "offsets"))
    )
    if type(unit) is not int or not 1 <= unit < 2**62:
        raise InvalidValue(path="unit", value=shown(unit), remedy="use a whole number from 1 to 2^62 - 1")
    if rounding not in ROUNDINGS:
        raise InvalidValue(path="rounding", value=shown(rounding), remedy=f"use {' or '.join(ROUNDINGS)}")
    _check_groups(totals, weights, offsets)
    return parts_of(totals, weights, offsets, unit=unit, rounding=rounding)


def _whole_column(column: object, name: str) -> "NDArray[np.int64]":
    import numpy as np

    if (
        isinstance(column, np.ndarray)
        and column.ndim == 1
        and np.can_cast(column.dtype, np.int64)
        and column.dtype != bool
    ):
        return column.astype(np.int64, copy=False)
    raise InvalidValue(path=name, value=shown(column), remedy="use a flat array of whole numbers (int64)")


def _check_groups(
    totals: "NDArray[np.int64]", weights: "NDArray[np.int64]", offsets: "NDArray[np.int64]"
) -> None:
    import numpy as np

    ends = np.append(offsets, len(weights))
    if len(totals) != len(offsets) or ends[0] != 0 or (np.diff(ends) <= 0).any():
        remedy = f"use one start for each of the {len(totals)} totals, from 0 upwards, no group empty"
        raise InvalidValue(path="offsets", value=shown(offsets.tolist()[:20]), remedy=remedy)
    if len(weights) == 0:
        return
    wrong = (np.minimum.reduceat(weights, offsets) < 0) | (np.maximum.reduceat(weights, offsets) <= 0)
    if wrong.any():
        at = int(np.argmax(wrong))
        found = shown(weights[offsets[at] : ends[at + 1]].tolist()[:20])
        raise InvalidValue(
            path=f"weights of group {at}", value=found, remedy="use weights of 0 or more, one above 0"
        )


def parts_of(
    totals: Column, weights: Column, offsets: "NDArray[np.int64]", *, unit: int = 1, rounding: Rounding
) -> Column:
    """
    Divide as `split_many` does, unchecked, in int64 or in whole numbers of any size.

    >>> import numpy as np
    >>> parts_of(np.array([10**30], dtype=object), np.array([1, 2]), np.array([0]), rounding="sainte-lague")[0]
    333333333333333333333333333333
    """
    import numpy as np

    if len(offsets) == 0:
        return np.zeros(0, dtype=np.int64)
    sizes = np.diff(offsets, append=len(weights))
    fits = _fitting(totals, weights, offsets, unit)
    if fits.all():
        narrow = (totals.astype(np.int64, copy=False), weights.astype(np.int64, copy=False))
        return _narrow(narrow, offsets, sizes, unit, rounding)
    parts = np.zeros(len(weights), dtype=np.result_type(totals, weights))
    if fits.any():
        some = np.repeat(fits, sizes)
        starts = np.cumsum(sizes[fits]) - sizes[fits]
        narrow = (totals[fits].astype(np.int64), weights[some].astype(np.int64))
        parts[some] = _narrow(narrow, starts, sizes[fits], unit, rounding)
    for at in np.flatnonzero(~fits).tolist():
        group = slice(int(offsets[at]), int(offsets[at] + sizes[at]))
        parts[group] = parts_alone(int(totals[at]), [int(each) for each in weights[group]], unit, rounding)
    return parts


def _fitting(totals: Column, weights: Column, offsets: "NDArray[np.int64]", unit: int) -> "NDArray[np.bool_]":
    """Tell for which groups the remainder of a guessed quotient stays within int64, wherever the product goes."""
    import numpy as np

    # Judged in floating point, which does not wrap; half of the range is kept as the margin of its rounding.
    sums = np.add.reduceat(weights.astype(np.float64), offsets) * unit
    amounts = np.abs(totals.astype(np.float64))
    fits: NDArray[np.bool_] = (sums * (amounts * GUESS + 2) < FITS) & (amounts < FITS)
    return fits


def divided(each: Column, weights: Column, by: Column) -> tuple[Column, Column]:
    """
    Return quotients, rounded down, and remainders of each * weight by a positive divisor.

    In int64 the caller has made sure that ``by * (abs(quotient) * 6 / 2**53 + 2)`` stays below 2^62.

    >>> import numpy as np
    >>> quotient, remainder = divided(np.array([10**15]), np.array([10**15 + 7]), np.array([10**12 + 1]))
    >>> int(quotient[0]) * (10**12 + 1) + int(remainder[0]) == 10**15 * (10**15 + 7)
    True
    """
    import numpy as np

    if object in (each.dtype, weights.dtype, by.dtype):
        products = each.astype(object) * weights
        return products // by, products % by
    quotients = (each / by * weights).astype(np.int64)
    # Unsigned products wrap by definition, and so does their difference: what is left is right.
    remainders = each.view(np.uint64) * weights.view(np.uint64) - quotients.view(np.uint64) * by.view(
        np.uint64
    )
    off = np.flatnonzero(remainders >= by.view(np.uint64))
    left = remainders.view(np.int64)
    more = left[off] // by[off]
    quotients[off] += more
    left[off] -= more * by[off]
    return quotients, left


def _narrow(
    totals_and_weights: tuple[Column, Column],
    offsets: "NDArray[np.int64]",
    sizes: "NDArray[np.int64]",
    unit: int,
    rounding: Rounding,
) -> Column:
    """Divide where every remainder stays within int64."""
    import numpy as np

    totals, weights = totals_and_weights
    amounts = np.abs(totals)
    divisors = np.add.reduceat(weights, offsets) * unit
    wholes, remainders = divided(np.repeat(amounts, sizes), weights, np.repeat(divisors, sizes))
    if rounding == "sainte-lague":
        wholes += remainders > np.repeat(divisors, sizes) - remainders
        spare = amounts - unit * np.add.reduceat(wholes, offsets)
        parts = wholes * unit
        for at in np.flatnonzero(spare).tolist():
            group = slice(int(offsets[at]), int(offsets[at] + sizes[at]))
            parts[group] = by_priority(
                int(amounts[at]), weights[group].tolist(), wholes[group].tolist(), unit
            )
    else:
        spare, odd = np.divmod(amounts - unit * np.add.reduceat(wholes, offsets), unit)
        parts = wholes * unit
        given = _largest_first(remainders, spare, offsets, sizes, divisors)
        parts += given if unit == 1 else given * unit
        if odd.any():
            next_too = _largest_first(remainders, spare + 1, offsets, sizes, divisors)
            parts += (next_too & ~given) * np.repeat(odd, sizes)
    if (totals < 0).any():
        parts *= np.repeat(np.sign(totals), sizes)
    return parts


def _largest_first(
    remainders: Column,
    spare: Column,
    offsets: "NDArray[np.int64]",
    sizes: "NDArray[np.int64]",
    divisors: Column,
) -> "NDArray[np.bool_]":
    """
    Mark, in each group, as many of the largest remainders as there are units to spare, the earlier of equals first.

    Values are sorted, not places: that is several times faster, and the few
    equal to the smallest marked one are told apart afterwards. Where group and
    remainder do not fit one key together, the low digits wait until then.
    """
    import numpy as np

    count = len(offsets)
    digits = 62 - count.bit_length()
    # The exponent of the float may be one too many, never one too few.
    shifts = np.maximum(np.frexp(divisors.astype(np.float64))[1].astype(np.int64) - digits, 0)
    is_cut = bool(shifts.any())
    above_all = divisors - 1
    width = int((above_all >> shifts).max()) + 1
    group_keys = np.arange(count) * width
    coarse = np.repeat(above_all, sizes) - remainders
    if is_cut:
        coarse >>= np.repeat(shifts, sizes)
    keys = coarse + np.repeat(group_keys, sizes)
    # A group with nothing to spare meets the last key of the group before it, smaller than its own, or -1.
    last = np.repeat(np.append(np.sort(keys), -1)[offsets + spare - 1], sizes)
    chosen: NDArray[np.bool_] = keys < last
    tied = np.flatnonzero(keys == last)
    open_places = spare - np.add.reduceat(chosen, offsets, dtype=np.int64)
    of_group = np.searchsorted(offsets, tied, side="right") - 1
    if is_cut:
        order = np.lexsort((-remainders[tied], of_group))
        tied, of_group = tied[order], of_group[order]
    rank = np.arange(len(tied)) - np.searchsorted(of_group, of_group)
    chosen[tied] = rank < open_places[of_group]
    return chosen


def parts_alone(total: int, weights: Sequence[int], unit: int, rounding: Rounding) -> list[int]:
    """
    Divide one total with whole numbers of any size.

    >>> parts_alone(100, [1, 1, 1], 1, "largest-remainder")
    [34, 33, 33]
    """
    amount, divisor = abs(total), sum(weights) * unit
    wholes, remainders = map(list, zip(*(divmod(amount * each, divisor) for each in weights), strict=True))
    if rounding == "sainte-lague":
        nearest = [each + (2 * left > divisor) for each, left in zip(wholes, remainders, strict=True)]
        parts = by_priority(amount, weights, nearest, unit)
    else:
        spare, odd = divmod(amount - unit * sum(wholes), unit)
        parts = [unit * each for each in wholes]
        order = sorted(range(len(parts)), key=lambda at: (-remainders[at], at))
        for place in order[:spare]:
            parts[place] += unit
        if odd:
            parts[order[spare]] += odd
    return [-part for part in parts] if total < 0 else parts


def by_priority(
    amount: int,
    weights: Sequence[int],
    seats: list[int],
    unit: int,
    limits: Sequence[tuple[int | None, int | None]] | None = None,
) -> list[int]:
    """
    Return parts that add up to *amount*, from *seats* that are nearly right: unit by unit, by Webster's divisors.

    The next unit goes to the smallest (2 * seats + 1) / weight, the earlier of equals first; the last one comes
    from where it went last. What is left below one unit goes where the next unit would have gone.

    >>> by_priority(100, [53, 24, 23], [53, 24, 24], 1)
    [53, 24, 23]
    """
    digits = 2 * max(each.bit_length() for each in weights)
    least_most = limits or [(None, None)] * len(seats)

    def rank(place: int, seat: int) -> tuple[int, int]:
        # Two such fractions differ by at least one part in the product of their weights, or not at all.
        return (((2 * seat + 1) << digits) // weights[place], place)

    def may(place: int, seat: int) -> bool:
        least, most = least_most[place]
        return weights[place] > 0 and (least is None or seat >= least) and (most is None or seat < most)

    missing, odd = divmod(amount - unit * sum(seats), unit)
    _moved(seats, -missing, -1, lambda place, seat: [-each for each in rank(place, seat - 1)], may)
    ahead = _moved(seats, missing, 1, lambda place, seat: [*rank(place, seat)], may)
    parts = [unit * seat for seat in seats]
    if odd:
        parts[ahead[0][1]] += odd
    return parts


def _moved(
    seats: list[int],
    count: int,
    step: int,
    key: Callable[[int, int], list[int]],
    may: Callable[[int, int], bool],
) -> list[tuple[list[int], int]]:
    """Add *step* to *count* of the seats, one after another to the smallest key; return who comes next."""
    back = step == -1
    queue = [(key(place, seat), place) for place, seat in enumerate(seats) if may(place, seat - back)]
    heapq.heapify(queue)
    for _ in range(count):
        place = queue[0][1]
        seats[place] += step
        if may(place, seats[place] - back):
            heapq.heapreplace(queue, (key(place, seats[place]), place))
        else:
            heapq.heappop(queue)
    return queue

"""
How is a whole divided into whole parts, fairly and exactly?

Seats by divisor methods and by largest remainder, amounts by largest
remainder. Everything is computed with whole numbers and rationals, so the
answer is the same on every machine. Ties go to the earlier claim.
"""

import heapq
from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from math import lcm
from operator import index
from typing import TYPE_CHECKING, Literal, TypeAlias

from partnerkit.values.errors import InvalidValue, raise_faults, shown

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Method", "Weight", "apportion", "shares", "split_many", "whole_weights"]

#: What a claim may weigh: exact numbers, zero or more.
Weight: TypeAlias = int | Fraction | Decimal

Method = Literal[
    "largest-remainder", "sainte-lague", "dhondt", "huntington-hill", "adams", "modified-sainte-lague"
]


def __dir__() -> list[str]:
    return __all__


def whole_weights(weights: Sequence[Weight], path: str = "weights") -> list[int]:
    """
    Return whole numbers in the same proportions.

    Raises
    ------
    InvalidValue
        For floats, negative or infinite weights, none at all, or nothing but zeros.

    >>> whole_weights([Fraction(1, 2), Fraction(1, 3)])
    [3, 2]
    """
    faults = [
        InvalidValue(
            path=f"{path}[{place}]",
            value=shown(each),
            remedy="use an int, a Fraction or a finite Decimal, 0 or more",
        )
        for place, each in enumerate(weights)
        if not _is_weight(each)
    ]
    raise_faults(faults)
    if not any(weights):
        raise InvalidValue(path=path, value=shown(list(weights)), remedy="use at least one weight above 0")
    if all(type(each) is int for each in weights):
        return list(weights)  # type: ignore[arg-type]  # just checked
    exact = [Fraction(each) for each in weights]
    unit = lcm(*(each.denominator for each in exact))
    return [each.numerator * (unit // each.denominator) for each in exact]


def _is_weight(weight: object) -> bool:
    if isinstance(weight, Decimal):
        exponent = weight.as_tuple().exponent
        return isinstance(exponent, int) and weight >= 0 and exponent >= -60 and weight.adjusted() <= 40
    return isinstance(weight, int | Fraction) and not isinstance(weight, bool) and weight >= 0


def shares(total: int, weights: Sequence[Weight]) -> tuple[int, ...]:
    """
    Divide *total* by *weights* so that the parts add up to it, each within one of its share.

    Largest remainder (Hamilton); ties go to the earlier weight. A negative
    total is divided as its opposite is.

    Raises
    ------
    InvalidValue
        For a total that is no whole number, and for weights that are no shares.

    >>> shares(100, [1, 1, 1])
    (34, 33, 33)
    >>> shares(-100, [1, 1, 1])
    (-34, -33, -33)
    """
    if isinstance(total, bool) or not hasattr(total, "__index__"):
        raise InvalidValue(path="total", value=shown(total), remedy="use a whole number")
    total, exact = index(total), whole_weights(weights)
    whole = sum(exact)
    quotients, remainders = zip(*(divmod(abs(total) * each, whole) for each in exact), strict=True)
    parts = list(quotients)
    spare = abs(total) - sum(parts)
    for place in sorted(range(len(parts)), key=lambda at: (-remainders[at], at))[:spare]:
        parts[place] += 1
    return tuple(-part for part in parts) if total < 0 else tuple(parts)


def apportion(
    weights: Sequence[Weight], seats: int, *, method: Method = "largest-remainder", minimum: int = 0
) -> tuple[int, ...]:
    """
    Apportion *seats* among claims, each of them at least *minimum*.

    Parameters
    ----------
    weights
        Votes, populations, revenues: exact numbers, zero or more.
    seats
        How many there are.
    method
        "largest-remainder" (Hamilton) keeps the quota, but a claim may lose a
        seat when there is one more to give. The divisor methods never do that:
        "sainte-lague" (Webster) favors nobody, "dhondt" (Jefferson) the large,
        "adams" the small, "huntington-hill" is that of the US House, and
        "modified-sainte-lague" starts with 1.2 as in Sweden since 2018.
    minimum
        Seats everybody gets, as part of *seats*.

    Raises
    ------
    InvalidValue
        For weights that are no exact numbers, and for fewer seats than minimums.

    See Balinski and Young, Fair Representation (1982).

    >>> apportion((53, 24, 23), 10, method="sainte-lague")
    (6, 2, 2)
    """
    claims = whole_weights(weights)
    if type(seats) is not int or not 0 <= seats <= 10**9:
        raise InvalidValue(path="seats", value=shown(seats), remedy="use a whole number from 0 to 10^9")
    if type(minimum) is not int or minimum < 0 or minimum * len(claims) > seats:
        raise InvalidValue(
            path="minimum",
            value=shown(minimum),
            remedy=f"use 0 to {seats // len(claims)} for {len(claims)} claims",
        )
    if method == "largest-remainder":
        return _by_remainder(claims, seats, minimum)
    if method not in _PRIORITIES:
        raise InvalidValue(
            path="method", value=shown(method), remedy=f"use largest-remainder, {', '.join(_PRIORITIES)}"
        )
    return _by_divisor(claims, seats, method, minimum)


def _by_remainder(claims: list[int], seats: int, minimum: int) -> tuple[int, ...]:
    """Give the minimum to whoever would fall short of it, and divide the rest among the others."""
    short: set[int] = set()
    while True:
        free = [place for place in range(len(claims)) if place not in short]
        rest = seats - minimum * len(short)
        given = dict(zip(free, shares(rest, [claims[place] for place in free]), strict=True))
        below = {place for place in free if given[place] < minimum}
        if not below:
            return tuple(given.get(place, minimum) for place in range(len(claims)))
        short |= below


#: For each method the square of the divisor for the next seat, as an exact rational, from the seats held.
_PRIORITIES: dict[str, Callable[[int], Fraction]] = {
    "sainte-lague": lambda held: Fraction((2 * held + 1) ** 2, 4),
    "dhondt": lambda held: Fraction((held + 1) ** 2),
    "huntington-hill": lambda held: Fraction(held * (held + 1)),
    "adams": lambda held: Fraction(held**2),
    "modified-sainte-lague": lambda held: Fraction((2 * held + 1) ** 2, 4) if held else Fraction(36, 100),
}


def _by_divisor(claims: list[int], seats: int, method: str, minimum: int) -> tuple[int, ...]:
    """
    Give seat after seat to the highest claim / divisor, most of them in one jump.

    The divisor for the next seat lies between the seats held and one more. So at
    the end, with the common quotient q, a claim has at least claim / q - 1 seats,
    and together max(minimum, claim / q) are at least the seats less one a claim:
    what the jump gives, with a q that makes them just that, is never too much.
    """
    squared = _PRIORITIES[method]
    rest, aim = sum(claims), seats - len(claims)
    for claim in sorted(claims):
        # Whoever is due less than the minimum takes it out of what the others share.
        if claim * aim > minimum * rest:
            break
        rest, aim = rest - claim, aim - minimum
    held = [max(minimum, claim * aim // rest - 1 if rest and aim > 0 else 0) for claim in claims]
    queue = [
        (_key(claims[place], squared(held[place])), place) for place in range(len(claims)) if claims[place]
    ]
    heapq.heapify(queue)
    for _ in range(seats - sum(held)):
        _, place = queue[0]
        held[place] += 1
        heapq.heapreplace(queue, (_key(claims[place], squared(held[place])), place))
    return tuple(held)


def _key(claim: int, divisor_squared: Fraction) -> tuple[int, Fraction]:
    """Order priorities downwards; a divisor of zero comes first, the larger claim ahead."""
    if divisor_squared == 0:
        return (0, Fraction(-claim))
    return (1, -Fraction(claim * claim) / divisor_squared)


def split_many(
    totals: "NDArray[np.int64]", weights: "NDArray[np.int64]", offsets: "NDArray[np.int64]"
) -> "NDArray[np.int64]":
    """
    Divide many totals at once, each among its own group of weights, by largest remainder.

    Parameters
    ----------
    totals
        One whole number a group, shape (g,).
    weights
        Of all groups one after another, zero or more, shape (n,).
    offsets
        Where each group starts, shape (g,); the last one ends with the weights.

    Returns
    -------
    Parts of shape (n,); each group adds up to its total exactly. Nothing wraps
    around: what int64 cannot hold on the way is computed with integers of any size.

    Raises
    ------
    InvalidValue
        For anything but whole numbers, an empty group, a negative weight, and a
        group of nothing but zeros.

    >>> import numpy as np
    >>> split_many(np.array([100, 7]), np.array([1, 1, 1, 2, 5]), np.array([0, 3]))
    array([34, 33, 33,  2,  5])
    """
    import numpy as np

    totals, weights, offsets = (
        _whole_column(column, name)
        for column, name in ((totals, "totals"), (weights, "weights"), (offsets, "offsets"))
    )
    _check_groups(totals, weights, offsets)
    if len(offsets) == 0:
        return np.zeros(0, dtype=np.int64)
    sizes = np.diff(offsets, append=len(weights))
    # Judged in floating point, which does not wrap; half of the range is kept as the margin of its rounding.
    sums = np.add.reduceat(weights.astype(np.float64), offsets)
    fits = (sums < 2.0**62) & (
        np.abs(totals.astype(np.float64)) * np.maximum.reduceat(weights, offsets) < 2.0**62
    )
    parts = _split_all(
        np.where(fits, totals, 0), np.where(np.repeat(fits, sizes), weights, 1), offsets, sizes
    )
    for at in np.flatnonzero(~fits).tolist():
        group = slice(int(offsets[at]), int(offsets[at] + sizes[at]))
        parts[group] = shares(int(totals[at]), weights[group].tolist())
    return parts


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


def _split_all(
    totals: "NDArray[np.int64]",
    weights: "NDArray[np.int64]",
    offsets: "NDArray[np.int64]",
    sizes: "NDArray[np.int64]",
) -> "NDArray[np.int64]":
    """Divide where every product of a total and a weight stays within int64."""
    import numpy as np

    sizes_of_totals = np.abs(totals)
    group = np.repeat(np.arange(len(totals)), sizes)
    sums = np.add.reduceat(weights, offsets)
    parts, remainders = np.divmod(sizes_of_totals[group] * weights, sums[group])
    spare = sizes_of_totals - np.add.reduceat(parts, offsets)
    parts += _largest_first(remainders, spare, offsets, group, int(sums.max()))
    return parts * np.sign(totals)[group]


def _largest_first(
    remainders: "NDArray[np.int64]",
    spare: "NDArray[np.int64]",
    offsets: "NDArray[np.int64]",
    group: "NDArray[np.int64]",
    above_all: int,
) -> "NDArray[np.bool_]":
    """
    Mark, in each group, as many of the largest remainders as there are units to spare, the earlier of equals first.

    Values are sorted, not places: that is several times faster, and the few
    equal to the smallest marked one are counted off afterwards.
    """
    import numpy as np

    if above_all * len(offsets) >= 2**62:
        order = np.lexsort((-remainders, group))
        marked = np.zeros(len(group), dtype=np.bool_)
        marked[order] = np.arange(len(group)) - offsets[group] < spare[group]
        return marked
    keys = group * above_all + (above_all - 1 - remainders)
    # A group with nothing to spare meets the last key of the group before it, smaller than its own, or -1.
    last = np.append(np.sort(keys), -1)[offsets + spare - 1][group]
    chosen: NDArray[np.bool_] = keys < last
    tied = np.flatnonzero(keys == last)
    open_places = spare - np.add.reduceat(chosen, offsets, dtype=np.int64)
    of_group = group[tied]
    rank = np.arange(len(tied)) - np.searchsorted(of_group, of_group)
    chosen[tied] = rank < open_places[of_group]
    return chosen

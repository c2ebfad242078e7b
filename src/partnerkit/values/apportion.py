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
from typing import Literal, TypeAlias

from partnerkit.values.errors import InvalidValue, raise_faults, shown
from partnerkit.values.split import parts_alone, split_many

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
    return tuple(parts_alone(index(total), whole_weights(weights), 1, "largest-remainder"))


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
    held = [max(minimum, claim * aim // rest - 1 if rest else 0) for claim in claims]
    queue = [
        (_key(claims[place], squared(held[place])), place) for place in range(len(claims)) if claims[place]
    ]
    heapq.heapify(queue)
    for _ in range(seats - sum(held)):
        _, place = queue[0]
        held[place] += 1
        heapq.heapreplace(queue, (_key(claims[place], squared(held[place])), place))
    return tuple(held)


def _key(claim: int, divisor_squared: Fraction) -> tuple[bool, Fraction]:
    """Order priorities downwards; a divisor of zero comes first, the larger claim ahead."""
    return divisor_squared > 0, -Fraction(claim * claim) / (divisor_squared or 1)

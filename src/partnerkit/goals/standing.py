"""
How much of a goal is attained?

Attainment is 1 at the target. For a goal of which less is better (costs,
claims) there are two conventions, and the result names the one it follows:
"mirror", the default, is 2 - actual / target: 1 plus the relative distance
from the target in the good direction, defined for an actual of zero and for
negative targets. "inverse" is target / actual. Of a range it is 1 inside, and
falls by the distance to the nearer end, in parts of that end.
"""

from decimal import Decimal
from fractions import Fraction
from typing import Literal

from partnerkit.facts.goal import Measure
from partnerkit.goals.amounts import Exact, divided, quotient

__all__ = ["CONVENTIONS", "Convention", "attained", "attained_in_parts", "is_lower_better", "is_reached"]

#: How a goal of which less is better is attained.
Convention = Literal["mirror", "inverse"]
CONVENTIONS: tuple[Convention, ...] = ("mirror", "inverse")


def __dir__() -> list[str]:
    return __all__


def is_lower_better(measure: Measure | None) -> bool:
    """Tell whether less of the measure is better."""
    return measure is not None and measure.better == "lower"


def attained(
    measure: Measure | None,
    actual: Fraction | Exact | int | None,
    target: Fraction | Exact | int | None,
    convention: Convention,
) -> Decimal | None:
    """
    Return the attainment; None where it is not defined.

    >>> cost = Measure(id="cost", better="lower")
    >>> [attained(cost, Fraction(80), Fraction(100), each) for each in ("mirror", "inverse")]
    [Decimal('1.2'), Decimal('1.25')]
    """
    if actual is None:
        return None
    if measure is not None and measure.target_range is not None:
        return _within(actual, *map(Fraction, measure.target_range))
    if target is None:
        return None
    now, goal = actual.numerator * target.denominator, target.numerator * actual.denominator
    return attained_in_parts(now, goal, convention if is_lower_better(measure) else None)


def attained_in_parts(now: int, goal: int, lower: Convention | None) -> Decimal | None:
    """
    Return the attainment of two numbers in parts of one unit; *lower* is the convention where less is better.

    >>> attained_in_parts(50, 100, None), attained_in_parts(80, 100, "inverse"), attained_in_parts(50, 0, None)
    (Decimal('0.5'), Decimal('1.25'), None)
    """
    if not goal:
        return None
    if lower is None:
        return divided(now, goal) if goal > 0 else divided(now - 2 * goal, -goal)
    if lower == "inverse":
        return divided(goal, now) if now > 0 and goal > 0 else None
    size = abs(goal)
    return divided(size + goal - now, size)


def _within(actual: Fraction | Exact | int, low: Fraction, high: Fraction) -> Decimal | None:
    now = Fraction(actual.numerator, actual.denominator)
    if low <= now <= high:
        return Decimal(1)
    off, end = (low - now, low) if now < low else (now - high, high)
    return quotient(1 - off / abs(end)) if end else None


def is_reached(
    measure: Measure | None, actual: Fraction | Exact, target: Fraction | Exact | None
) -> bool | None:
    """
    Tell whether a final value reaches the goal; None where the goal has no value.

    >>> is_reached(None, Fraction(100), Fraction(100))
    True
    """
    if measure is not None and measure.target_range is not None:
        low, high = measure.target_range
        return low <= Fraction(actual.numerator, actual.denominator) <= high
    if target is None:
        return None
    ahead = actual.numerator * target.denominator - target.numerator * actual.denominator
    return ahead <= 0 if is_lower_better(measure) else ahead >= 0

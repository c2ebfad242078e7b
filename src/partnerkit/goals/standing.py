"""
How does one goal stand on one day?

Attainment is 1 at the target. For a goal of which less is better (costs,
claims) there are two conventions, and the result names the one it follows:
"mirror", the default, is 2 - actual / target: 1 plus the relative distance
from the target in the good direction, defined for an actual of zero and for
negative targets. "inverse" is target / actual. Of a range it is 1 inside, and
falls by the distance to the nearer end, in parts of that end.
"""

from decimal import Decimal
from fractions import Fraction
from typing import Literal, final

from attrs import frozen

from partnerkit.facts.goal import Measure
from partnerkit.goals.amounts import Exact, Value, quotient
from partnerkit.goals.outlook import Distribution
from partnerkit.values.reasons import Reason

__all__ = ["CONVENTIONS", "Attainment", "Convention", "attained", "is_lower_better", "is_reached"]

#: How a goal of which less is better is attained.
Convention = Literal["mirror", "inverse"]
CONVENTIONS: tuple[Convention, ...] = ("mirror", "inverse")


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Attainment:
    """How one goal stands on one day."""

    goal: str
    target: Value

    #: The sum of what is known; None where nothing is.
    actual: Value | None

    #: Leaves below, begun by now, without a value.
    unknown: int

    #: Days up to now of which the oldest value below says nothing, and what they may have brought.
    stale_days: int = 0
    hidden: Value | None = None

    #: 1 is the goal reached; 28 digits, rounded once.
    attainment: Decimal | None

    #: The part of the period that has passed, 0 to 1; None if it has no end.
    elapsed: Decimal | None

    #: The part of the target that is due by now, and where it comes from: "seasonality", "history" or "days".
    due: Decimal | None = None
    curve: str | None = None

    #: Attainment of the part of the target that is due by now.
    pace: Decimal | None

    #: What is still to come, what came a day so far, and what must come a day from now on.
    remaining: Value | None = None
    run_rate: Value | None = None
    required_run_rate: Value | None = None

    #: The required run rate in parts of the one so far, the season taken into account.
    speed_up: Decimal | None = None

    #: The final value to expect, in the unit of the target, rounded once; a ratio as its quotient.
    forecast: Value | None

    #: Where the final value lies with the chance that the status names.
    interval: tuple[Value, Value] | None = None

    #: The chance of reaching the goal; None with the reason.
    probability: float | None

    #: How the forecast was found: a rule of `goals.forecast`, or "complete", "straight-pace", "seasonal-pace",
    #: "present-level", "none".
    method: str

    #: Behind interval and probability: "normal", "poisson", "empirical"; None where there is none.
    distribution: Distribution | None = None

    #: What could not be said and why; what restricts forecast and probability comes first.
    reasons: tuple[Reason, ...] = ()

    @property
    def reason(self) -> Reason | None:
        """The first of the reasons."""
        return self.reasons[0] if self.reasons else None


def is_lower_better(measure: Measure | None) -> bool:
    """Tell whether less of the measure is better."""
    return measure is not None and measure.better == "lower"


def attained(
    measure: Measure | None,
    actual: Fraction | Exact | None,
    target: Fraction | Exact | None,
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
    if target is None or not target.numerator:
        return None
    lower = is_lower_better(measure)
    # Both in parts of one unit.
    now, goal = actual.numerator * target.denominator, target.numerator * actual.denominator
    if lower and convention == "inverse":
        return quotient(Exact(goal, now)) if now > 0 and goal > 0 else None
    size, ahead = abs(goal), goal - now if lower else now - goal
    return quotient(Exact(size + ahead, size))


def _within(actual: Fraction | Exact, low: Fraction, high: Fraction) -> Decimal | None:
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

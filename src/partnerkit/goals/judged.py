"""
How does one goal stand on one day?

Of many goals few are read, and of those few things: so an attainment holds its
place in the columns that all goals are judged by, and reckons what it is asked
for, exactly and rounded once.
"""

import math
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any, TypeAlias, final

from attrs import frozen

from partnerkit.goals.amounts import Exact, Value, quotient
from partnerkit.goals.course import Course
from partnerkit.goals.grounds import Grounds
from partnerkit.goals.outlook import Distribution
from partnerkit.goals.standing import attained, is_reached
from partnerkit.values.reasons import Reason

__all__ = ["Attainment"]


def __dir__() -> list[str]:
    return __all__


#: What is said of the end of a period, and the reasons.
_Foreseen: TypeAlias = tuple[dict[str, Any], tuple[Reason, ...]]


@final
@frozen(eq=False, repr=False)
class Attainment:
    """How one goal stands on one day."""

    _grounds: Grounds
    _rank: int

    @property
    def goal(self) -> str:
        """The id of the goal."""
        return self._grounds.tree.ids[self._rank]

    @property
    def target(self) -> Value:
        """What is to be reached."""
        return self._grounds.tree.targets.sure(self._rank)

    @property
    def actual(self) -> Value | None:
        """The sum of what is known; None where nothing is."""
        return self._grounds.achieved.amounts.value(self._rank)

    @property
    def unknown(self) -> int:
        """Leaves below, begun by now, without a value."""
        return int(self._grounds.unknown[self._rank])

    @property
    def stale_days(self) -> int:
        """Days up to now of which the oldest value below says nothing."""
        return int(self._grounds.freshness.days[self._rank])

    @property
    def hidden(self) -> Value | None:
        """What these days may have brought."""
        units = self._hidden
        return self._grounds.achieved.amounts.decoded([units]) if units else None

    @property
    def attainment(self) -> Decimal | None:
        """1 is the goal reached; 28 digits, rounded once."""
        return self._grounds.attained(self._rank)

    @property
    def elapsed(self) -> Decimal | None:
        """The part of the period that has passed, 0 to 1; None if it has no end."""
        return self._course.elapsed

    @property
    def due(self) -> Decimal | None:
        """The part of the target that is due by now."""
        due = self._due[0]
        return self._course.elapsed if due is self._course.share else None if due is None else quotient(due)

    @property
    def curve(self) -> str | None:
        """What says which part is due: "seasonality", "history" or "days"."""
        return self._due[1]

    @property
    def pace(self) -> Decimal | None:
        """Attainment of the part of the target that is due by now."""
        return self._paced.get("pace")

    @property
    def remaining(self) -> Value | None:
        """What is still to come."""
        return self._paced.get("remaining")

    @property
    def run_rate(self) -> Value | None:
        """What came a day so far."""
        return self._paced.get("run_rate")

    @property
    def required_run_rate(self) -> Value | None:
        """What must come a day from now on."""
        return self._paced.get("required_run_rate")

    @property
    def speed_up(self) -> Decimal | None:
        """The required run rate in parts of the one so far, the season taken into account."""
        return self._paced.get("speed_up")

    @property
    def forecast(self) -> Value | None:
        """
        The final value to expect, in the unit of the target, rounded once.

        Of a ratio the quotient; where the value to date is the forecast, the ratio itself.
        """
        return self._foreseen[0].get("forecast")

    @property
    def interval(self) -> tuple[Value, Value] | None:
        """Where the final value lies with the chance that the status names."""
        return self._foreseen[0].get("interval")

    @property
    def probability(self) -> float | None:
        """The chance of reaching the goal; None with the reason."""
        return self._foreseen[0].get("probability")

    @property
    def method(self) -> str:
        """
        How the forecast was found.

        A rule of `goals.forecast`, or "complete", "straight-pace", "seasonal-pace", "present-level", "none".
        """
        method: str = self._foreseen[0].get("method", "none")
        return method

    @property
    def distribution(self) -> Distribution | None:
        """What is behind interval and probability: "normal", "poisson", "empirical"; None where there is none."""
        return self._foreseen[0].get("distribution")

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """What could not be said and why; what restricts forecast and probability comes first."""
        return (*self._foreseen[1], *self._restrictions())

    @property
    def reason(self) -> Reason | None:
        """The first of the reasons."""
        reasons = self.reasons
        return reasons[0] if reasons else None

    def __eq__(self, other: object) -> bool:
        return self._values() == other._values() if isinstance(other, Attainment) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._values())

    def __repr__(self) -> str:
        said = zip(_FIELDS, self._values(), strict=True)
        return f"Attainment({', '.join(f'{name}={value!r}' for name, value in said)})"

    def _values(self) -> tuple[Any, ...]:
        return tuple(getattr(self, name) for name in _FIELDS)

    @property
    def _course(self) -> Course:
        return self._grounds.courses[self._rank]

    @property
    def _hidden(self) -> int:
        return int(self._grounds.freshness.hidden[self._rank])

    @cached_property
    def _likely(self) -> Exact | None:
        """What was achieved, and what the days that are not known may have brought."""
        actual, hidden = self._grounds.actual(self._rank), self._hidden
        if actual is None or not hidden:
            return actual
        return _sum(actual, Exact(hidden, 10 ** self._grounds.achieved.amounts.scales[0]))

    def _of(self, actual: Exact | None, target: Exact | None) -> Decimal | None:
        return attained(self._grounds.measure, actual, target, self._grounds.lower_is_better)

    @cached_property
    def _due(self) -> tuple[Fraction | None, str | None]:
        """The part of the target that is due by now, and what says so."""
        grounds, course = self._grounds, self._course
        if course.share is None or grounds.is_level:
            return None, None
        running = course.share not in (0, 1)
        from_history = grounds.expectation.due(self._rank) if running and not grounds.seasonal else None
        if from_history is not None:
            return from_history, "history"
        if running and grounds.tree.is_distinct:
            # The second half of a year brings fewer new ones than the first.
            return None, None
        return course.due, "seasonality" if grounds.seasonal else "days"

    @cached_property
    def _paced(self) -> dict[str, Any]:
        """Pace and run rates; of a level the target is due at any time."""
        grounds, course, due = self._grounds, self._course, self._due[0]
        if not course.begun or (due is None and not grounds.is_level):
            return {}
        actual, target, measure = self._likely, grounds.target(self._rank), grounds.measure
        if due is None:
            return {"pace": self._of(actual, target)}
        ranged = measure is not None and measure.target_range is not None
        if actual is None or target is None or not due or not course.passed or ranged:
            return {}
        part, whole, rounded = due.numerator, due.denominator, grounds.expectation.rounded
        left = _sum(target, Exact(-actual.numerator, actual.denominator))
        found: dict[str, Any] = {
            "pace": self._of(actual, Exact(target.numerator * part, target.denominator * whole)),
            "remaining": rounded(left),
            "run_rate": rounded(_over(actual, course.passed)),
        }
        if course.left:
            found["required_run_rate"] = rounded(_over(left, course.left))
        if part < whole and actual.numerator > 0:
            ahead = left.numerator * actual.denominator * part
            found["speed_up"] = quotient(Exact(ahead, left.denominator * actual.numerator * (whole - part)))
        return found

    @cached_property
    def _foreseen(self) -> _Foreseen:
        """Forecast, interval and chance of what has begun, and what restricts them or why there is none."""
        grounds, rank, course = self._grounds, self._rank, self._course
        expectation, sure = grounds.expectation, not grounds.unknown[rank]
        if not course.begun:
            return {}, (_not_started(grounds.tree.periods[rank].start),)
        if not grounds.achieved.amounts.known[rank]:
            return {}, (Reason("no-actual", {"leaves": int(grounds.leaves[rank])}),)
        actual = self._likely
        if course.share == 1 and not self._hidden:
            measure, target = grounds.measure, grounds.target(rank)
            # What is older than the end may have become another value by then.
            is_final = sure and not self.stale_days
            reached = is_reached(measure, actual, target) if is_final and actual is not None else None
            chance = None if reached is None else float(reached)
            return {"forecast": self.actual, "probability": chance, "method": "complete"}, ()
        if course.share not in (None, 1) and actual is not None and expectation.tells(rank):
            likely = float(expectation.probability[rank])
            told = {
                "forecast": expectation.final(rank, actual),
                "interval": expectation.interval(rank) if sure else None,
                "probability": likely if sure and not math.isnan(likely) else None,
                "method": expectation.rule(rank),
                "distribution": expectation.outlook.distribution(rank) if sure else None,
            }
            return told, tuple(expectation.restrictions(rank))
        return self._by_pace(actual)

    def _by_pace(self, actual: Exact | None) -> _Foreseen:
        """Return the forecast where no closed periods lead."""
        grounds, rank, course = self._grounds, self._rank, self._course
        if grounds.is_level:
            reason = Reason("level-measure", {"measure": grounds.tree.measure_id})
            return {"forecast": self.actual, "method": "present-level"}, (reason,)
        if grounds.tree.is_distinct and course.share not in (None, 1):
            return {}, (Reason("distinct-measure", {"measure": grounds.tree.measure_id}),)
        if actual is None or course.due is None:
            return {}, (Reason("open-period", {"start": grounds.tree.periods[rank].start}),)
        method = "seasonal-pace" if grounds.seasonal else "straight-pace"
        if not course.due:
            return {}, (Reason("nothing-due"),)
        paced = {"forecast": grounds.expectation.rounded(_over(actual, course.due)), "method": method}
        return paced, () if course.share == 1 else (grounds.expectation.untold(rank),)

    def _restrictions(self) -> Iterator[Reason]:
        grounds, rank = self._grounds, self._rank
        measure, target, unknown = grounds.measure, grounds.target(rank), self.unknown
        known = bool(grounds.achieved.amounts.known[rank])
        if unknown and known:
            yield Reason("unknown-leaves", {"unknown": unknown, "leaves": int(grounds.leaves[rank])})
        if self.stale_days:
            yield Reason("stale-actual", {"days": self.stale_days, "hidden": self.hidden})
        if measure is not None and measure.target_range is not None:
            low, high = measure.target_range
            yield Reason("range-target", {"low": low, "high": high})
        elif target is not None and not target.numerator:
            yield Reason("target-zero")
        if target is None or (known and grounds.actual(rank) is None):
            yield Reason("empty-ratio")


#: What an attainment says, in the order of reading.
_FIELDS = (
    "goal",
    "target",
    "actual",
    "unknown",
    "stale_days",
    "hidden",
    "attainment",
    "elapsed",
    "due",
    "curve",
    "pace",
    "remaining",
    "run_rate",
    "required_run_rate",
    "speed_up",
    "forecast",
    "interval",
    "probability",
    "method",
    "distribution",
    "reasons",
)


def _sum(one: Exact, other: Exact) -> Exact:
    return Exact(
        one.numerator * other.denominator + other.numerator * one.denominator,
        one.denominator * other.denominator,
    )


def _over(number: Exact, share: Fraction) -> Exact:
    """Return *number* divided by a *share* above zero."""
    return Exact(number.numerator * share.denominator, number.denominator * share.numerator)


@lru_cache(maxsize=512)
def _not_started(start: date) -> Reason:
    return Reason("not-started", {"start": start})

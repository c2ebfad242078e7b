"""
How far are we, and will we get there?

Values to date, rolled up, against the goals: attainment, pace against the part
of the period that has passed, a forecast of the final value and the chance of
reaching the goal. What cannot be said is None, with the reason beside it.

A lower-is-better goal (costs, claims) is attained by the mirror convention:
2 - actual / target, which is 1 at the target, above 1 below it, and defined
for an actual of zero. For all goals it is 1 plus the relative distance from
the target in the good direction, so it rises with a better actual also where
the target is negative.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, final

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from partnerkit.facts.goal import Measure
from partnerkit.goals.actuals import Actual, Entry, entries
from partnerkit.goals.amounts import Kind, Value, bare, encode, quotient, raise_together
from partnerkit.goals.forecast import LEAST_PERIODS, ClosedPeriods, Outlook, look_ahead
from partnerkit.goals.history import History, closed_periods
from partnerkit.goals.rollup import RollUp, collect
from partnerkit.goals.tree import GoalTree
from partnerkit.values.frames import Library, to_frame
from partnerkit.values.money import Ratio
from partnerkit.values.reasons import Reason
from partnerkit.values.time import Period, moment
from partnerkit.values.zones import zone_info

__all__ = ["Attainment", "Status", "attain"]


_TICK, _DAY = timedelta(microseconds=1), timedelta(days=1)


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

    #: 1 is the goal reached; 28 digits, rounded once.
    attainment: Decimal | None

    #: The part of the period that has passed, 0 to 1; None if it has no end.
    elapsed: Decimal | None

    #: Attainment of the part of the target that is due by now.
    pace: Decimal | None

    #: The final value to expect, in the unit of the target, rounded once.
    forecast: Value | None

    #: The chance of reaching the goal; None with the reason.
    probability: float | None

    #: How forecast and probability were found: "complete", "chain-ladder", "straight-pace", "present-level", "none".
    method: str

    #: What could not be said and why; what restricts forecast and probability comes first.
    reasons: tuple[Reason, ...] = ()

    @property
    def reason(self) -> Reason | None:
        """The first of the reasons."""
        return self.reasons[0] if self.reasons else None


@final
@frozen
class _Course:
    """How far a period has run."""

    begun: bool

    #: None if it has no first or no last day.
    share: Fraction | None


@final
@frozen(kw_only=True, eq=False, repr=False)
class Status(Mapping[str, Attainment]):
    """How every goal stands, by id; each made when asked for."""

    #: The instant, in UTC.
    as_of: datetime

    #: The actual values, added up. Leaves that have not begun count as unknown there, here not.
    achieved: RollUp

    _unknown: NDArray[np.int64] = field(alias="unknown")
    _leaves: NDArray[np.int64] = field(alias="leaves")
    _outlook: Outlook = field(alias="outlook")
    _courses: Mapping[Period, _Course] = field(alias="courses")

    @property
    def tree(self) -> GoalTree:
        """The goals."""
        return self.achieved.tree

    def __getitem__(self, goal: str) -> Attainment:
        return self._attainment(self.tree.rank(goal))

    def __contains__(self, goal: object) -> bool:
        return goal in self.tree

    def __iter__(self) -> Iterator[str]:
        return iter(self.tree)

    def __len__(self) -> int:
        return len(self.tree)

    def __repr__(self) -> str:
        roots = ", ".join(f"{root!r}: {self[root].attainment}" for root in self.tree.roots[:3])
        return f"<Status of {len(self)} goals; {roots}{', ...' if len(self.tree.roots) > 3 else ''}>"

    def _attainment(self, rank: int) -> Attainment:
        target, actual = self.tree.targets.exact(rank), self.achieved.amounts.exact(rank)
        course = self._courses[self.tree.periods[rank]]
        value = self.achieved.amounts.value(rank)
        forecast, probability, method, reasons = self._outcome(rank, course, target, actual, value)
        due = course.share if course.begun and not _is_level(self.achieved) else Fraction(1)
        return Attainment(
            goal=self.tree.ids[rank],
            target=self.tree.targets.sure(rank),
            actual=value,
            unknown=int(self._unknown[rank]),
            attainment=self._of_target(actual, target),
            elapsed=None if course.share is None else quotient(course.share),
            pace=self._of_target(actual, target * due)
            if course.begun and due and target is not None
            else None,
            forecast=forecast,
            probability=probability,
            method=method,
            reasons=(*reasons, *self._restrictions(rank, target, actual)),
        )

    def _of_target(self, actual: Fraction | None, target: Fraction | None) -> Decimal | None:
        measure = self.tree.measure
        if actual is None or not target or (measure is not None and measure.better == "target"):
            return None
        ahead = (actual - target) / abs(target)
        return quotient(1 - ahead if _is_lower_better(measure) else 1 + ahead)

    def _outcome(
        self,
        rank: int,
        course: _Course,
        target: Fraction | None,
        actual: Fraction | None,
        value: Value | None,
    ) -> tuple[Value | None, float | None, str, tuple[Reason, ...]]:
        """Return forecast, probability, how they were found and why something is missing."""
        start = self.tree.periods[rank].start
        if not course.begun:
            return None, None, "none", (Reason("not-started", {"start": start}),)
        if value is None:
            return None, None, "none", (Reason("no-actual", {"leaves": int(self._leaves[rank])}),)
        sure = not self._unknown[rank]
        if course.share == 1:
            return value, self._reached(target, actual) if sure else None, "complete", ()
        if _is_level(self.achieved):
            return value, None, "present-level", (Reason("level-measure", {"measure": self.tree.measure_id}),)
        if actual is None or course.share is None:
            return None, None, "none", (Reason("open-period", {"start": start}),)
        periods, chance = int(self._outlook.periods[rank]), float(self._outlook.probability[rank])
        if np.isnan(chance):
            few = periods < LEAST_PERIODS
            facts: dict[str, object] = (
                {"periods": periods, "needed": LEAST_PERIODS} if few else {"periods": periods}
            )
            reason = Reason("no-history" if few else "history-not-comparable", facts)
            return self._rounded(actual / course.share), None, "straight-pace", (reason,)
        final_value = self._rounded(
            actual * Fraction(int(self._outlook.total[rank]), int(self._outlook.to_date[rank]))
        )
        measure = self.tree.measure
        if not sure or (measure is not None and measure.better == "target"):
            return final_value, None, "chain-ladder", ()
        return final_value, 1 - chance if _is_lower_better(measure) else chance, "chain-ladder", ()

    def _reached(self, target: Fraction | None, actual: Fraction | None) -> float | None:
        measure = self.tree.measure
        if actual is None or target is None:
            return None
        if measure is not None and measure.target_range is not None:
            low, high = measure.target_range
            return float(low <= actual <= high)
        return float(actual <= target if _is_lower_better(measure) else actual >= target)

    def _rounded(self, exact: Fraction) -> Value:
        targets = self.tree.targets
        return targets.decoded([round(exact * 10 ** targets.scales[0])])

    def _restrictions(self, rank: int, target: Fraction | None, actual: Fraction | None) -> Iterator[Reason]:
        measure, unknown = self.tree.measure, int(self._unknown[rank])
        if unknown and self.achieved.amounts.known[rank]:
            yield Reason("unknown-leaves", {"unknown": unknown, "leaves": int(self._leaves[rank])})
        if measure is not None and measure.target_range is not None:
            low, high = measure.target_range
            yield Reason("range-target", {"low": low, "high": high})
        elif target == 0:
            yield Reason("target-zero")
        if target is None or (actual is None and self.achieved.amounts.known[rank]):
            yield Reason("empty-ratio")

    def to_frame(self, kind: Library = "dict") -> Any:
        """Return a frame of *kind* with a row for each goal, in reading order."""
        order = self.tree.shape.reading_order
        rows = [self._attainment(rank) for rank in order.tolist()]
        columns: dict[str, Sequence[object]] = {
            "goal": [row.goal for row in rows],
            "parent": [self.tree.parent(row.goal) for row in rows],
            **self.tree.targets.taken(order).columns("target"),
            **self.achieved.amounts.taken(order).columns("actual"),
            "unknown": [row.unknown for row in rows],
            "attainment": [row.attainment for row in rows],
            "elapsed": [row.elapsed for row in rows],
            "pace": [row.pace for row in rows],
            "forecast": [bare(row.forecast) for row in rows],
            "probability": [row.probability for row in rows],
            "method": [row.method for row in rows],
            "reason": [row.reason and row.reason.code for row in rows],
        }
        return to_frame(columns, kind)


def _is_lower_better(measure: Measure | None) -> bool:
    return measure is not None and measure.better == "lower"


def _is_level(achieved: RollUp) -> bool:
    """Tell whether the measure is a level, such as a rate or a stock, that does not grow with time."""
    return achieved.amounts.is_ratio or not achieved.tree.is_flow


def attain(
    tree: GoalTree,
    actuals: Mapping[str, Actual],
    *,
    as_of: date | datetime,
    history: History | None = None,
    zone: str = "UTC",
) -> Status:
    """
    Judge every goal of *tree* by what was achieved until *as_of*.

    Parameters
    ----------
    actuals
        Leaf id -> value to date, or Period -> value: periods within that of
        the goal, begun by now, which are added up (of a stock the latest counts).
    as_of
        An instant, or a date: the end of that day in *zone*.
    history
        Goal id -> values of earlier periods, as Period -> value (months, say),
        or as pairs (to the same day, in the end), oldest first. With three
        closed periods or more, forecast and probability come from them (see
        `goals.forecast`); else the forecast is straight pace, and there is no
        probability.

    Returns
    -------
    Goal id -> `Attainment`. After the end of its period a goal is reached or
    not: the forecast is the actual value, the probability 1 or 0.

    Raises
    ------
    PartnerkitError
        For ids that are no leaves, other currencies or units than those of the
        targets, and values of periods outside the goal's or still to come.

    >>> from partnerkit import Goal, Money, Period
    >>> goal = Goal(id="de", measure="revenue", period=Period.year(2026), target=Money.of("1000", "EUR"))
    >>> status = attain(GoalTree.of([goal]), {"de": Money.of("300", "EUR")}, as_of=date(2026, 3, 31))
    >>> status["de"].attainment, status["de"].forecast, status["de"].reason.code
    (Decimal('0.3'), Money.of('1216.67', 'EUR'), 'no-history')
    """
    instant = moment(as_of, zone)
    courses = {period: _course(period, instant, zone) for period in set(tree.periods)}
    known, faults = entries(tree, actuals, instant, zone)
    amounts, mixed = encode(
        [each.value for each in known], lambda at: known[at].path, kind=_kind(tree, known)
    )
    raise_together((*faults, *mixed))
    achieved = collect(tree, np.array([tree.rank(each.goal) for each in known], dtype=np.int64), amounts)
    is_leaf = tree.shape.is_leaf
    begun = np.array([courses[period].begun for period in tree.periods], dtype=np.bool_)
    return Status(
        as_of=instant,
        achieved=achieved,
        unknown=tree.shape.add_up((is_leaf & begun & (achieved.unknown_counts > 0)).astype(np.int64)),
        leaves=tree.shape.add_up((is_leaf & begun).astype(np.int64)),
        outlook=_outlook(achieved, history, instant.astimezone(zone_info(zone))),
        courses=courses,
    )


def _course(period: Period, instant: datetime, zone: str) -> _Course:
    begun = period.start == date.min or period.span(zone).start < instant
    if period.is_open:
        return _Course(begun, None)
    span = period.span(zone)
    passed = min(max(instant - span.start, timedelta(0)), span.length)
    return _Course(begun, Fraction(passed // _TICK, span.length // _TICK))


def _kind(tree: GoalTree, known: Sequence[Entry]) -> Kind | None:
    """Return what the values must count; None if they need only agree with each other, as ratios do."""
    plain = tree.targets.kind == (("number", ""),)
    return None if plain and any(isinstance(each.value, Ratio) for each in known) else tree.targets.kind


def _outlook(achieved: RollUp, history: History | None, now: datetime) -> Outlook:
    tree = achieved.tree
    if history is None or _is_level(achieved):
        none = np.zeros((0, len(tree)), dtype=np.int64)
        closed = ClosedPeriods(to_date=none, total=none, known=none.astype(np.bool_), scale=0)
    else:
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        closed = closed_periods(
            tree, history, now.date().toordinal() + Fraction((now - midnight) // _TICK, _DAY // _TICK)
        )
    return look_ahead(closed, achieved.amounts.floats(), tree.targets.floats())

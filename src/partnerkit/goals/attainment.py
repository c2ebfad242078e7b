"""
How far are we, and will we get there?

Values to date, rolled up, against the goals: attainment, pace against the part
of the target that is due by now, the run rate that is needed, a forecast of
the final value with its interval, and the chance of reaching the goal. What
cannot be said is None, with the reason beside it.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any, TypeAlias, final

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from partnerkit.goals.actuals import Actual, Entry, entries
from partnerkit.goals.amounts import Exact, Kind, Value, bare, quotient
from partnerkit.goals.course import Course, course_of, ordinal
from partnerkit.goals.expectation import Expectation, expect, is_level, share_of
from partnerkit.goals.freshness import Freshness, freshness, measured_faults
from partnerkit.goals.history import SEASONS, History, Season
from partnerkit.goals.outlook import RULES, Rule
from partnerkit.goals.rollup import RollUp, gather
from partnerkit.goals.standing import CONVENTIONS, Attainment, Convention, attained, is_reached
from partnerkit.goals.tree import GoalTree
from partnerkit.values import fields
from partnerkit.values.errors import raise_faults
from partnerkit.values.fiscal import Seasonality
from partnerkit.values.frames import Library, to_frame
from partnerkit.values.money import Ratio
from partnerkit.values.reasons import Reason
from partnerkit.values.time import moment
from partnerkit.values.zones import zone_info

__all__ = ["Attainment", "Status", "attain"]


def __dir__() -> list[str]:
    return __all__


#: What is said of the end of a period, and the reasons.
_Foreseen: TypeAlias = tuple[dict[str, Any], tuple[Reason, ...]]


@final
@frozen(kw_only=True, eq=False, repr=False)
class Status(Mapping[str, Attainment]):
    """How every goal stands, by id; each made when asked for."""

    #: The instant, in UTC.
    as_of: datetime

    #: The actual values, added up. Leaves that have not begun count as unknown there, here not.
    achieved: RollUp

    #: How goals of which less is better are attained, and the chance that intervals hold.
    lower_is_better: Convention
    level: float

    _unknown: NDArray[np.int64] = field(alias="unknown")
    _leaves: NDArray[np.int64] = field(alias="leaves")
    _freshness: Freshness = field(alias="freshness")
    _expectation: Expectation = field(alias="expectation")
    _courses: Sequence[Course] = field(alias="courses")
    _seasonal: bool = field(alias="seasonal")

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
        tree, amounts = self.tree, self.achieved.amounts
        target, actual, course = tree.targets.number(rank), amounts.number(rank), self._courses[rank]
        due, curve = self._due(rank, course)
        hidden, stale = int(self._freshness.hidden[rank]), int(self._freshness.days[rank])
        said: dict[str, Any] = {
            "goal": tree.ids[rank],
            "target": tree.targets.sure(rank),
            "actual": amounts.value(rank),
            "unknown": int(self._unknown[rank]),
            "stale_days": stale,
            "hidden": amounts.decoded([hidden]) if hidden else None,
            "attainment": self._of(actual, target),
            "elapsed": course.elapsed,
            "due": course.elapsed if due is course.share else None if due is None else quotient(due),
            "curve": curve,
            "pace": None,
            "forecast": None,
            "probability": None,
            "method": "none",
        }
        reasons = self._restrictions(rank, said, target, actual)
        if not course.begun:
            return Attainment(**said, reasons=(_not_started(tree.periods[rank].start), *reasons))
        if hidden and actual is not None:
            actual = _sum(actual, Exact(hidden, 10 ** amounts.scales[0]))
        if due is not None or is_level(self.achieved):
            said |= self._paced(said["attainment"] if not hidden else None, course, actual, target, due)
        foreseen, because = self._foreseen(rank, said["actual"], hidden, actual, target)
        return Attainment(**(said | foreseen), reasons=(*because, *reasons))

    def _of(self, actual: Exact | None, target: Exact | None) -> Decimal | None:
        return attained(self.tree.measure, actual, target, self.lower_is_better)

    def _due(self, rank: int, course: Course) -> tuple[Fraction | None, str | None]:
        """Return the part of the target that is due by now, and what says so."""
        if course.share is None or is_level(self.achieved):
            return None, None
        running = course.share not in (0, 1)
        from_history = self._expectation.due(rank) if running and not self._seasonal else None
        if from_history is not None:
            return from_history, "history"
        if running and self.tree.is_distinct:
            # The second half of a year brings fewer new ones than the first.
            return None, None
        return course.due, "seasonality" if self._seasonal else "days"

    def _paced(
        self,
        attainment: Decimal | None,
        course: Course,
        actual: Exact | None,
        target: Exact | None,
        due: Fraction | None,
    ) -> dict[str, Any]:
        """Return pace and run rates; of a level the target is due at any time."""
        if due is None:
            return {"pace": self._of(actual, target)}
        ranged = self.tree.measure is not None and self.tree.measure.target_range is not None
        if actual is None or target is None or not due or not course.passed or ranged:
            return {}
        part, whole, rounded = due.numerator, due.denominator, self._expectation.rounded
        left = _sum(target, Exact(-actual.numerator, actual.denominator))
        if attainment is None or part != whole:
            attainment = self._of(actual, Exact(target.numerator * part, target.denominator * whole))
        found: dict[str, Any] = {
            "pace": attainment,
            "remaining": rounded(left),
            "run_rate": rounded(_over(actual, course.passed)),
        }
        if course.left:
            found["required_run_rate"] = rounded(_over(left, course.left))
        if part < whole and actual.numerator > 0:
            ahead = left.numerator * actual.denominator * part
            found["speed_up"] = quotient(Exact(ahead, left.denominator * actual.numerator * (whole - part)))
        return found

    def _foreseen(
        self,
        rank: int,
        value: Value | None,
        hidden: int,
        actual: Exact | None,
        target: Exact | None,
    ) -> _Foreseen:
        """Return forecast, interval and chance of what has begun, and what restricts them or why there is none."""
        course, expectation = self._courses[rank], self._expectation
        sure = not self._unknown[rank]
        if value is None:
            return {}, (Reason("no-actual", {"leaves": int(self._leaves[rank])}),)
        if course.share == 1 and not hidden:
            reached = None if actual is None else is_reached(self.tree.measure, actual, target)
            chance = float(reached) if sure and reached is not None else None
            return {"forecast": value, "probability": chance, "method": "complete"}, ()
        if course.share not in (None, 1) and actual is not None and expectation.tells(rank):
            chance = float(expectation.probability[rank])
            told = {
                "forecast": expectation.final(rank, actual),
                "interval": expectation.interval(rank) if sure else None,
                "probability": chance if sure and not math.isnan(chance) else None,
                "method": expectation.rule(rank),
                "distribution": expectation.outlook.distribution(rank) if sure else None,
            }
            return told, tuple(expectation.restrictions(rank))
        return self._by_pace(rank, value, actual)

    def _by_pace(self, rank: int, value: Value, actual: Exact | None) -> _Foreseen:
        """Return the forecast where no closed periods lead."""
        course = self._courses[rank]
        if is_level(self.achieved):
            reason = Reason("level-measure", {"measure": self.tree.measure_id})
            return {"forecast": value, "method": "present-level"}, (reason,)
        if self.tree.is_distinct and course.share not in (None, 1):
            return {}, (Reason("distinct-measure", {"measure": self.tree.measure_id}),)
        if actual is None or course.due is None:
            return {}, (Reason("open-period", {"start": self.tree.periods[rank].start}),)
        method = "seasonal-pace" if self._seasonal else "straight-pace"
        if not course.due:
            return {}, (Reason("nothing-due"),)
        paced = {"forecast": self._expectation.rounded(_over(actual, course.due)), "method": method}
        return paced, () if course.share == 1 else (self._expectation.untold(rank),)

    def _restrictions(
        self, rank: int, said: Mapping[str, Any], target: Exact | None, actual: Exact | None
    ) -> list[Reason]:
        measure, unknown, found = self.tree.measure, said["unknown"], list[Reason]()
        if unknown and said["actual"] is not None:
            found.append(Reason("unknown-leaves", {"unknown": unknown, "leaves": int(self._leaves[rank])}))
        if said["stale_days"]:
            found.append(Reason("stale-actual", {"days": said["stale_days"], "hidden": said["hidden"]}))
        if measure is not None and measure.target_range is not None:
            low, high = measure.target_range
            found.append(Reason("range-target", {"low": low, "high": high}))
        elif target is not None and not target.numerator:
            found.append(Reason("target-zero"))
        if target is None or (actual is None and said["actual"] is not None):
            found.append(Reason("empty-ratio"))
        return found

    def to_frame(self, kind: Library = "dict") -> Any:
        """Return a frame of *kind* with a row for each goal, in reading order."""
        order = self.tree.shape.reading_order
        rows = [self._attainment(rank) for rank in order.tolist()]
        columns: dict[str, Sequence[object]] = {
            "goal": [row.goal for row in rows],
            "parent": [self.tree.parent(row.goal) for row in rows],
            **self.tree.targets.taken(order).columns("target"),
            **self.achieved.amounts.taken(order).columns("actual"),
            **{
                name: [getattr(row, name) for row in rows]
                for name in ("unknown", "stale_days", "attainment", "elapsed", "due", "pace", "speed_up")
            },
            "forecast": [bare(row.forecast) for row in rows],
            "low": [row.interval and bare(row.interval[0]) for row in rows],
            "high": [row.interval and bare(row.interval[1]) for row in rows],
            "probability": [row.probability for row in rows],
            "method": [row.method for row in rows],
            "distribution": [row.distribution for row in rows],
            "reason": [row.reason and row.reason.code for row in rows],
        }
        return to_frame(columns, kind)


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


def attain(
    tree: GoalTree,
    actuals: Mapping[str, Actual],
    *,
    as_of: date | datetime,
    history: History | None = None,
    measured: Mapping[str, date] | None = None,
    seasonality: Seasonality | None = None,
    lower_is_better: Convention = "mirror",
    level: float = 0.8,
    season: Season = "auto",
    rule: Rule | None = None,
    zone: str = "UTC",
) -> Status:
    """
    Judge every goal of *tree* by what was achieved until *as_of*.

    Parameters
    ----------
    actuals
        Leaf id -> value to date, or Period -> value: periods within that of
        the goal, begun by now, which are added up (of a stock the latest counts).
        Of a measure that counts distinct things the values are sets of ids.
    as_of
        An instant, or a date: the end of that day in *zone*.
    history
        Goal id -> values of earlier periods, as Period -> value (months, say),
        or as pairs (to the same day, in the end), oldest first. With three
        closed periods or more, forecast, interval and probability come from
        them (see `goals.forecast`); else the forecast is straight pace, and
        there is no probability. Distinct things come as pairs, and straight
        pace says nothing of them: fewer and fewer are new.
    measured
        Leaf id -> the last day its value knows of. A value to date is of today
        without it; values by period know of their periods.
    seasonality
        How a year's business spreads; without it what is due by now comes
        from the history, or from the days that have passed.
    lower_is_better
        "mirror" or "inverse", see `goals.standing`.
    level
        The chance that an interval holds.
    season
        What a goal is compared with: "year", the same time of earlier years;
        "none", every period of its length before; "auto", the latter where
        the former are too few.
    rule
        One rule of forecast for all goals; the history chooses if left out.

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
    _check_choices(lower_is_better, level, season, rule)
    instant, measured = moment(as_of, zone), measured or {}
    now = ordinal(instant.astimezone(zone_info(zone)))
    share = share_of(seasonality)
    season_of = None if seasonality is None else share
    by_period = {period: course_of(period, instant, now, zone, season_of) for period in set(tree.periods)}
    courses = tuple(map(by_period.__getitem__, tree.periods))
    known, faults = entries(tree, actuals, instant, zone)
    achieved = gather(
        tree,
        [each.goal for each in known],
        [each.value for each in known],
        (*faults, *measured_faults(tree, measured, now)),
        path=lambda at: known[at].path,
        kind=_kind(tree, known),
    )
    fresh = freshness(achieved, actuals, measured, now, share)
    is_leaf = tree.shape.is_leaf
    begun = np.array([course.begun for course in courses], dtype=np.bool_)
    return Status(
        as_of=instant,
        achieved=achieved,
        lower_is_better=lower_is_better,
        level=level,
        unknown=tree.shape.add_up((is_leaf & begun & (achieved.unknown_counts > 0)).astype(np.int64)),
        leaves=tree.shape.add_up((is_leaf & begun).astype(np.int64)),
        freshness=fresh,
        expectation=expect(achieved, fresh.hidden, history, now, level=level, season=season, rule=rule),
        courses=courses,
        seasonal=seasonality is not None,
    )


def _check_choices(lower_is_better: str, level: float, season: str, rule: str | None) -> None:
    within = fields.Check(lambda value: type(value) is float and 0 < value < 1, "use a float between 0 and 1")
    found = (
        fields.choice(*CONVENTIONS).fault("lower_is_better", lower_is_better),
        within.fault("level", level),
        fields.choice(*SEASONS).fault("season", season),
        fields.optional(fields.choice(*RULES)).fault("rule", rule),
    )
    raise_faults(fault for fault in found if fault is not None)


def _kind(tree: GoalTree, known: Sequence[Entry]) -> Kind | None:
    """Return what the values must count; None if they need only agree with each other, as ratios do."""
    plain = tree.targets.kind == (("number", ""),)
    return None if plain and any(isinstance(each.value, Ratio) for each in known) else tree.targets.kind

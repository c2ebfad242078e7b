"""
How far are we, and will we get there?

Values to date, rolled up, against the goals: attainment, pace against the part
of the target that is due by now, the run rate that is needed, a forecast of
the final value with its interval, and the chance of reaching the goal. What
cannot be said is None, with the reason beside it.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, final

import numpy as np
from attrs import field, frozen

from partnerkit.goals.actuals import BY_GOAL, TREE, Actual, entries
from partnerkit.goals.amounts import bare, kind_beside
from partnerkit.goals.course import course_of, ordinal
from partnerkit.goals.expectation import expect, is_level, share_of
from partnerkit.goals.freshness import freshness, measured_faults
from partnerkit.goals.grounds import Grounds
from partnerkit.goals.history import SEASONS, History, Season
from partnerkit.goals.judged import Attainment
from partnerkit.goals.outlook import RULES, Rule
from partnerkit.goals.rollup import RollUp, gather
from partnerkit.goals.standing import CONVENTIONS, Convention
from partnerkit.goals.tree import GoalTree
from partnerkit.values import fields
from partnerkit.values.errors import raise_faults
from partnerkit.values.fiscal import Seasonality
from partnerkit.values.frames import Library, to_frame
from partnerkit.values.markup import small_table
from partnerkit.values.time import moment
from partnerkit.values.zones import zone_info

__all__ = ["Attainment", "Status", "attain"]


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True, eq=False, repr=False)
class Status(Mapping[str, Attainment]):
    """How every goal stands, by id; each made when asked for."""

    #: The instant, in UTC.
    as_of: datetime

    #: The chance that intervals hold.
    level: float

    _grounds: Grounds = field(alias="grounds")

    @property
    def achieved(self) -> RollUp:
        """The actual values, added up. Leaves that have not begun count as unknown there, here not."""
        return self._grounds.achieved

    @property
    def lower_is_better(self) -> Convention:
        """How goals of which less is better are attained."""
        return self._grounds.lower_is_better

    @property
    def tree(self) -> GoalTree:
        """The goals."""
        return self._grounds.tree

    def __getitem__(self, goal: str) -> Attainment:
        grounds = self._grounds
        return Attainment(grounds, grounds.tree.rank(goal))

    def __contains__(self, goal: object) -> bool:
        return goal in self.tree

    def __iter__(self) -> Iterator[str]:
        return iter(self.tree)

    def __len__(self) -> int:
        return len(self.tree)

    def __repr__(self) -> str:
        reached = {root: self[root].attainment for root in self.tree.roots[:3]}
        said = {root: "unknown" if each is None else f"{float(each):.1%}" for root, each in reached.items()}
        roots = ", ".join(f"{root!r}: {each}" for root, each in said.items())
        return f"<Status of {len(self)} goals; {roots}{', ...' if len(self.tree.roots) > 3 else ''}>"

    def to_frame(self, kind: Library = "dict") -> Any:
        """Return a frame of *kind* with a row for each goal, in reading order."""
        order = self.tree.shape.reading_order
        rows = [Attainment(self._grounds, rank) for rank in order.tolist()]
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

    _repr_html_ = small_table


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
        or as pairs (to the same day, in the end), oldest first; None is
        unknown. With three closed periods or more, forecast, interval and
        probability come from them (see `goals.forecast`); else the forecast is
        straight pace, and there is no probability. Distinct things come as pairs,
        and straight pace says nothing of them: fewer and fewer are new.
    measured
        Leaf id -> the last day its value knows of, over by *as_of*. A value to date
        is of today without it; values by period know of their periods.
    seasonality
        How a year's business spreads; without it what is due by now comes
        from the history, or from the days that have passed. The forecast follows
        it where too few earlier years are known.
    lower_is_better
        "mirror" or "inverse", see `goals.standing`.
    level
        The chance that an interval holds.
    season
        What a goal is compared with: "year", the same time of earlier years;
        "none", every period of its length before; "auto", the latter where
        the former are too few and no *seasonality* says that they differ.
    rule
        One rule of forecast for all goals; the history chooses if left out.

    Returns
    -------
    Goal id -> `Attainment`. After the end of its period a goal is reached or
    not: the forecast is the actual value, the probability 1 or 0, but where
    values are not known or older than that end.

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
    maybe = fields.optional(BY_GOAL)
    given = {"actuals": (BY_GOAL, actuals), "history": (maybe, history), "measured": (maybe, measured)}
    fields.check({"tree": (TREE, tree), **given})
    _check_terms(lower_is_better, level, season, rule, seasonality)
    instant, measured = moment(as_of, zone), measured or {}
    now = ordinal(instant.astimezone(zone_info(zone)))
    share = share_of(seasonality)
    season_of = None if seasonality is None else share
    # Many goals share a period, mostly as one object: few are compared by their days.
    same = {id(period): period for period in tree.periods}
    by_period = {period: course_of(period, instant, now, zone, season_of) for period in set(same.values())}
    by_id = {key: by_period[period] for key, period in same.items()}
    courses = tuple(map(by_id.__getitem__, map(id, tree.periods)))
    known, faults = entries(tree, actuals, instant, zone)
    achieved = gather(
        tree,
        known.goals,
        known.values,
        (*faults, *measured_faults(tree, measured, now)),
        path=known.path,
        kind=kind_beside(tree.targets.kind, known.values),
    )
    fresh = freshness(achieved, actuals, measured, now, share)
    season = _compared_with(season, seasonality, achieved)
    begun = tree.shape.is_leaf & np.array([course.begun for course in courses], dtype=np.bool_)
    grounds = Grounds(
        achieved=achieved,
        lower_is_better=lower_is_better,
        unknown=tree.shape.add_up((begun & (achieved.unknown_counts > 0)).astype(np.int64)),
        leaves=tree.shape.add_up(begun.astype(np.int64)),
        freshness=fresh,
        expectation=expect(achieved, fresh.hidden, history, now, level=level, season=season, rule=rule),
        courses=courses,
        seasonal=seasonality is not None,
    )
    return Status(as_of=instant, level=level, grounds=grounds)


def _compared_with(season: Season, seasonality: Seasonality | None, achieved: RollUp) -> Season:
    """Return *season*; whoever says that business has seasons does not mean other ones to be taken for this one."""
    if season != "auto" or seasonality in (None, Seasonality.even()) or is_level(achieved):
        return season
    return "year"


def _check_terms(
    lower_is_better: str, level: float, season: str, rule: str | None, seasonality: object
) -> None:
    within = fields.Check(lambda value: type(value) is float and 0 < value < 1, "use a float between 0 and 1")
    found = (
        fields.choice(*CONVENTIONS).fault("lower_is_better", lower_is_better),
        within.fault("level", level),
        fields.choice(*SEASONS).fault("season", season),
        fields.optional(fields.choice(*RULES)).fault("rule", rule),
        fields.optional(fields.instance(Seasonality, "a Seasonality")).fault("seasonality", seasonality),
    )
    raise_faults(fault for fault in found if fault is not None)

"""
What is to be expected of each goal?

Where closed periods or the calendar lead, for all goals at once: which part of
the target is due by now, what comes in the end, between which bounds, with
which chance. `forecast` holds the rules; this file puts goals to them.
"""

import math
from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from typing import final

import numpy as np
from attrs import frozen

from partnerkit.facts.goal import Measure
from partnerkit.goals.amounts import Exact, Value, quotient
from partnerkit.goals.forecast import LEAST_PERIODS, OUTGROWN, look_ahead
from partnerkit.goals.freshness import Share
from partnerkit.goals.history import History, Season, closed_periods
from partnerkit.goals.outlook import REMAINDERS, RULES, ClosedPeriods, Floats, Outlook, Rule
from partnerkit.goals.rollup import RollUp
from partnerkit.goals.shape import Whole
from partnerkit.goals.standing import is_lower_better
from partnerkit.values.fiscal import Seasonality
from partnerkit.values.reasons import Reason
from partnerkit.values.time import Period

__all__ = ["Expectation", "expect", "is_level", "share_of"]

#: Digits of a forecast that comes from floats and has no unit to be rounded to.
_DIGITS = 6


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True, eq=False, repr=False)
class Expectation:
    """What the closed periods say of all goals, by rank."""

    achieved: RollUp
    closed: ClosedPeriods
    outlook: Outlook

    #: NaN where nothing tells.
    probability: Floats
    low: Floats
    high: Floats

    def due(self, rank: int) -> Fraction | None:
        """Return the part of the final value that was there by this day in the closed periods."""
        if self.closed_periods(rank) < LEAST_PERIODS or self._is_mixed(rank) or is_level(self.achieved):
            return None
        known = self.closed.known[:, rank]
        to_date, total = (
            sum(side[known, rank].tolist()) for side in (self.closed.to_date, self.closed.total)
        )
        return Fraction(to_date, total) if 0 < to_date <= total else None

    def closed_periods(self, rank: int) -> int:
        """Return how many closed periods of a goal are known."""
        known = self.closed.known
        return int(known[:, rank].sum()) if len(known) else 0

    def tells(self, rank: int) -> bool:
        """Tell whether the closed periods say anything about a goal."""
        return not math.isnan(self.outlook.centre[rank])

    def is_outgrown(self, rank: int) -> bool:
        """Tell whether a goal has too much by now for its past to say how sure a forecast is."""
        return self.tells(rank) and math.isnan(self.outlook.error[rank])

    def restrictions(self, rank: int) -> Iterator[Reason]:
        """Find what restricts what the closed periods say about a goal."""
        if self.is_outgrown(rank):
            yield Reason("history-outgrown", {"times": OUTGROWN})
        if self._is_mixed(rank):
            yield Reason("seasons-mixed", {"periods": int(self.outlook.periods[rank])})

    def _is_mixed(self, rank: int) -> bool:
        return self.closed.mixed is not None and bool(self.closed.mixed[rank])

    def untold(self, rank: int) -> Reason:
        """Return why the closed periods say nothing about a goal."""
        periods = self.closed_periods(rank)
        return _untold(periods, self._since_business(rank) if periods >= LEAST_PERIODS else periods)

    def _since_business(self, rank: int) -> int:
        """Return how many closed periods of a goal are known since it had any business."""
        known = self.closed.known[:, rank]
        some = np.flatnonzero(known & (self.closed.total[:, rank] != 0))
        return int(known[: some[-1] + 1].sum()) if len(some) else 0

    def rule(self, rank: int) -> str:
        """Return the rule of the forecast."""
        return RULES[int(self.outlook.rule[rank])]

    def final(self, rank: int, now: Exact) -> Value:
        """Return the final value to expect of a goal that stands at *now*, exact and rounded once."""
        outlook = self.outlook
        if is_level(self.achieved):
            return self.value(float(outlook.centre[rank]))
        rest, volume = int(outlook.rest[rank]), int(outlook.volume[rank])
        # In parts of one unit: the value to date, what stands beside it in the volume, and what comes.
        unit, over, under = 10**self.closed.scale, *now
        own = over * unit + int(outlook.base[rank]) * under
        comes = rest * under if outlook.rule[rank] == REMAINDERS else own * rest
        return self.rounded(Exact(over * unit * volume + comes, under * unit * volume))

    def interval(self, rank: int) -> tuple[Value, Value] | None:
        """Return the bounds of a goal, in the unit of the target; None where the past is no measure."""
        if self.is_outgrown(rank):
            return None
        return self.value(float(self.low[rank])), self.value(float(self.high[rank]))

    def value(self, number: float) -> Value:
        """Return a float as a value in the unit of the target; of a ratio as a plain number."""
        if self.achieved.amounts.is_ratio:
            return quotient(Fraction(round(number, _DIGITS)).limit_denominator(10**_DIGITS))
        return self.rounded(Fraction(number))

    def rounded(self, exact: Fraction | Exact) -> Value:
        """Return *exact* in the unit of the target, rounded once, half to even."""
        targets = self.achieved.tree.targets
        units, left = divmod(exact.numerator * 10 ** targets.scales[0], exact.denominator)
        half = 2 * left - exact.denominator
        return targets.decoded([units + (half > 0 or (half == 0 and units % 2))])


@lru_cache(maxsize=512)
def _untold(periods: int, since_business: int) -> Reason:
    if periods < LEAST_PERIODS:
        return Reason("no-history", {"periods": periods, "needed": LEAST_PERIODS})
    if since_business < LEAST_PERIODS:
        return Reason("business-begins", {"periods": since_business, "needed": LEAST_PERIODS})
    return Reason("history-not-comparable", {"periods": periods})


def is_level(achieved: RollUp) -> bool:
    """Tell whether the measure is a level, such as a rate or a stock, that does not grow with time."""
    return achieved.amounts.is_ratio or not achieved.tree.is_flow


def share_of(seasonality: Seasonality | None) -> Share:
    """Return the part of a period's business between two days: by *seasonality*, or by days."""

    def by_days(period: Period, start: Fraction, end: Fraction) -> Fraction:
        return max(end - start, Fraction(0)) / period.days

    if seasonality is None:
        return by_days

    def by_season(period: Period, start: Fraction, end: Fraction) -> Fraction:
        whole = seasonality.portion(period)
        if not whole or end <= start:
            return Fraction(0) if whole else by_days(period, start, end)
        return (_until(seasonality, period, end) - _until(seasonality, period, start)) / whole

    return by_season


def _until(seasonality: Seasonality, period: Period, day: Fraction) -> Fraction:
    """Return the business of *period* before *day*, in parts of a year's."""
    midnight = date.fromordinal(int(day))
    before = (
        seasonality.portion(Period.of(period.start, midnight)) if midnight > period.start else Fraction(0)
    )
    if not day % 1:
        return before
    return before + (day % 1) * seasonality.portion(Period.of(midnight, midnight + timedelta(days=1)))


def expect(
    achieved: RollUp,
    hidden: Whole,
    history: History | None,
    day: Fraction,
    *,
    level: float,
    season: Season,
    rule: Rule | None,
) -> Expectation:
    """Return what *history* says of all goals on *day*."""
    tree = achieved.tree
    closed = _nothing(len(tree)) if history is None else closed_periods(tree, history, day, season=season)
    actual = achieved.amounts.floats()
    if not achieved.amounts.is_ratio:
        actual = actual + hidden.astype(np.float64) / 10.0 ** achieved.amounts.scales[0]
    targets = tree.targets
    levels = is_level(achieved)
    counts = not levels and targets.kind[0][0] != "money" and targets.scales[0] == closed.scale == 0
    outlook = look_ahead(
        closed, actual, counts=counts, rule="past-remainders" if levels else rule, keeps=not levels
    )
    low, high = outlook.at_each((1 - level) / 2, (1 + level) / 2)
    probability = _chances(tree.measure, outlook, targets.floats())
    return Expectation(
        achieved=achieved, closed=closed, outlook=outlook, probability=probability, low=low, high=high
    )


def _nothing(goals: int) -> ClosedPeriods:
    none = np.zeros((0, goals), dtype=np.int64)
    return ClosedPeriods(to_date=none, total=none, known=none.astype(np.bool_), scale=0)


def _chances(measure: Measure | None, outlook: Outlook, target: Floats) -> Floats:
    if measure is not None and measure.target_range is not None:
        low, high = (np.full(len(target), float(end)) for end in measure.target_range)
        return np.clip(outlook.at_most(high) + outlook.above(low) - 1, 0.0, 1.0)
    return outlook.at_most(target) if is_lower_better(measure) else outlook.above(target)

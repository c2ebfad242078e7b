"""
How steep are many series, and how sure is that?

The slope of Theil and Sen is the median of the slopes of all pairs of points;
Kendall's test counts how many pairs rise. Neither minds outliers or gaps. With
a season only pairs of the same season are looked at, so that it cancels out
(Hirsch, Slack and Smith, Water Resources Research 18, 1982). One row is one
series, one column one period; NaN is missing. A stripe of rows is worked on at
a time, all its pairs at once.
"""

from collections.abc import Iterator
from statistics import NormalDist
from typing import final

import numpy as np
from attrs import frozen

from partnerkit.scoring.groups import Floats, Whole

__all__ = ["Slopes", "medians", "theil_sen"]

#: So many slopes at a time stay in fast memory.
_STRIPE = 500_000


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True, eq=False)
class Slopes:
    """One number for each series; NaN where there are too few points."""

    #: Change from one period to the next, and its confidence interval; infinite where the points are too few for one.
    slope: Floats
    low: Floats
    high: Floats

    #: Kendall's tau-b against time, from -1 to 1, and the chance of one as far from 0 if nothing changes.
    tau: Floats
    p_value: Floats

    #: How many points are known, and how many pairs of them were looked at.
    points: Whole
    pairs: Whole


def theil_sen(values: Floats, *, level: float = 0.9, season: int = 1) -> Slopes:
    """
    Return the slope of each row of *values*, with its interval at *level*, and Kendall's test against time.

    The interval is that of Sen (Journal of the American Statistical
    Association 63, 1968), with the variance corrected for ties; the test is
    that of Kendall with continuity correction, after the normal distribution,
    which serves from about eight points on. Points of one series are taken as
    independent but for the season: where a good month pulls the next one along,
    the interval is too narrow.

    >>> found = theil_sen(np.array([[9.0, 11.0, 10.0, 14.0, 95.0, 19.0, 21.0, 23.0]]))
    >>> found.slope.tolist(), found.low < found.slope, found.p_value < 0.01
    ([2.0], array([ True]), array([False]))
    """
    rows, count = values.shape
    left, right = _pairs(count, season)
    results = [np.full(rows, np.nan) for _ in range(5)]
    pairs = np.zeros(rows, dtype=np.int64)
    if len(left):
        step = max(1, _STRIPE // len(left))
        width = NormalDist().inv_cdf((1 + level) / 2)
        for start in range(0, rows, step):
            part = slice(start, start + step)
            found = _of_stripe(values[part], left, right, season, width)
            pairs[part] = found[0]
            for column, own in zip(results, found[1:], strict=True):
                column[part] = own
    return Slopes(
        slope=results[0],
        low=results[1],
        high=results[2],
        tau=results[3],
        p_value=results[4],
        points=np.count_nonzero(~np.isnan(values), axis=1),
        pairs=pairs,
    )


def medians(values: Floats) -> Floats:
    """
    Return the median of the known values of each row; NaN where none is known.

    >>> medians(np.array([[3.0, np.nan, 1.0], [np.nan, np.nan, np.nan]]))
    array([ 2., nan])
    """
    ordered = np.sort(values, axis=1)
    known = np.count_nonzero(~np.isnan(ordered), axis=1)
    return _middle(ordered, known)


def _middle(ordered: Floats, known: Whole) -> Floats:
    rows = np.arange(len(ordered))
    low = ordered[rows, np.maximum(known - 1, 0) // 2]
    high = ordered[rows, np.where(known > 0, known // 2, 0)]
    return np.asarray(low + (high - low) / 2)


def _pairs(count: int, season: int) -> tuple[Whole, Whole]:
    """Return the places of all pairs of periods of the same season, the earlier and the later."""
    left, right = np.triu_indices(count, k=1)
    same = (right - left) % season == 0
    return left[same].astype(np.int64), right[same].astype(np.int64)


def _of_stripe(
    values: Floats, left: Whole, right: Whole, season: int, width: float
) -> tuple[Whole, Floats, Floats, Floats, Floats, Floats]:
    # Column by column of the turned matrix: taking whole periods is quicker than picking points.
    turned = np.ascontiguousarray(values.T)
    rises = turned[right] - turned[left]
    up = np.count_nonzero(rises > 0, axis=0)
    down = np.count_nonzero(rises < 0, axis=0)
    equal = np.count_nonzero(rises == 0, axis=0)
    pairs = up + down + equal
    statistic = (up - down).astype(np.float64)
    rises /= (right - left).astype(np.float64)[:, None]
    ordered = np.ascontiguousarray(rises.T)
    ordered.sort(axis=1)
    variance = sum((_variance(values[:, first::season]) for first in range(season)), np.zeros(len(values)))
    spread = np.sqrt(variance)
    low, high = _limits(ordered, pairs, width * spread)
    span = np.sqrt(pairs * (pairs - equal.astype(np.float64)))
    tau = np.divide(statistic, span, out=np.where(pairs > 0, 0.0, np.nan), where=span > 0)
    score = np.divide(
        np.maximum(np.abs(statistic) - 1, 0), spread, out=np.zeros_like(spread), where=spread > 0
    )
    p_value = np.where(pairs > 0, _two_sided(score), np.nan)
    return pairs, _middle(ordered, pairs), low, high, tau, p_value


def _limits(ordered: Floats, pairs: Whole, reach: Floats) -> tuple[Floats, Floats]:
    """Return the slopes that stand *reach* / 2 places below and above the middle; infinite beyond the ends."""
    rows = np.arange(len(ordered))
    first = np.round((pairs - reach) / 2).astype(np.int64) - 1
    last = np.round((pairs + reach) / 2).astype(np.int64)
    low = ordered[rows, np.maximum(first, 0)]
    high = ordered[rows, np.clip(last, 0, ordered.shape[1] - 1)]
    low[first < 0] = -np.inf
    high[last >= pairs] = np.inf
    low[pairs == 0] = high[pairs == 0] = np.nan
    return low, high


def _variance(values: Floats) -> Floats:
    """Return the variance of Kendall's statistic of each row if nothing changes, corrected for ties."""
    ordered = np.sort(values, axis=1)
    known = np.count_nonzero(~np.isnan(ordered), axis=1)
    ties = np.zeros(len(values))
    for size in _runs(ordered):
        ties += size * (size - 1) * (2 * size + 5)
    return np.asarray((known * (known - 1.0) * (2 * known + 5) - ties) / 18)


def _runs(ordered: Floats) -> Iterator[Floats]:
    """Yield, column by column, the length of the run of equal values that ends there; 0 within a run."""
    length = np.ones(len(ordered))
    for column in range(ordered.shape[1]):
        here = ordered[:, column]
        goes_on = (
            ordered[:, column + 1] == here
            if column + 1 < ordered.shape[1]
            else np.zeros(len(ordered), dtype=np.bool_)
        )
        yield np.where(goes_on, 0.0, length)
        length = np.where(goes_on, length + 1, 1.0)


def _two_sided(score: Floats) -> Floats:
    """Return the chance that a normal value is as far from 0; one error function for each different score."""
    different, where = np.unique(score, return_inverse=True)
    normal = NormalDist()
    chances = np.array([2 * normal.cdf(-each) for each in different.tolist()])
    return np.asarray(chances[where])

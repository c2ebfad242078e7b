"""
How are figures of unlike kinds made comparable?

Arrays in, arrays out, without any validation. Rows stand in the order of their
peer groups, and one KPI is worked on at a time: so a million partners need a
few columns of memory, whatever the number of KPIs. Values are finite or NaN,
which is missing; more is better. Whoever has equal values gets equal scores to
the last bit, because nothing but the statistics of a group is summed across
rows. What is missing is told by the numbers of its rows, which is faster than
a mask as long as little is.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TypeAlias, final

import numpy as np
from attrs import frozen

from partnerkit.scoring.groups import Floats, Groups, Whole
from partnerkit.scoring.ordering import TIE, medians, order_within, quantiles, sorted_within
from partnerkit.scoring.scorecard import Kpi, Scorecard

__all__ = [
    "MEAN_DEVIATION",
    "MEDIAN_DEVIATION",
    "NOTHING",
    "SCALES",
    "Statistics",
    "drawn_together",
    "min_max",
    "net_flow",
    "peer_z",
    "percent_rank",
    "points",
    "robust_z",
    "scaler",
    "vector",
    "winsorized",
]

#: Figures that differ by less than this do not differ: their squares would be 0.
NOTHING = 1e-150

#: Where the mean of a group is more than 100 deviations from 0, its square would cost the variance over 4 of 16 digits.
OFFSET = 1e4

#: Makes the median absolute deviation, and the mean one, of normal values their standard deviation.
MEDIAN_DEVIATION = 1.482602218505602
MEAN_DEVIATION = 1.2533141373155001


def __dir__() -> list[str]:
    return __all__


@final
@frozen(eq=False)
class Statistics:
    """What a scale measures with: one center and one spread for each group, NaN and 0 where there is none."""

    center: Floats
    spread: Floats

    #: From where the center is counted; None is from 0.
    base: Floats | None = None


def _over(values: Floats, spread: Floats, groups: Groups, center: Floats | None = None) -> Floats:
    """
    Count *values* from *center* in spreads of their group, in place, and return these.

    Without a spread nobody differs, and all become 0.
    """
    spread = np.where(spread > NOTHING, spread, 0.0)
    factor = np.divide(1.0, spread, out=np.zeros_like(spread), where=spread > 0)
    if center is None:
        groups.apply(values, (np.multiply, factor))
    else:
        groups.apply(values, (np.subtract, center), (np.multiply, factor))
    return spread


def _from_least(values: Floats, gaps: Whole, groups: Groups) -> Floats:
    """Count from the least value of the group on: equal values become 0 exactly, and big offsets do no harm."""
    least = groups.least(values)
    groups.apply(values, (np.subtract, least))
    values[gaps] = 0.0
    return least


def _known(gaps: Whole, groups: Groups) -> Floats:
    return np.maximum(groups.known(gaps), 1).astype(np.float64)


def peer_z(values: Floats, gaps: Whole, groups: Groups) -> Statistics:
    """
    Put *values* on the scale of their group, in place: standard deviations from the mean.

    The group is the population, so the deviation divides by its size. Missing
    values become 0; so do the values of a group in which all are equal.

    >>> values = np.array([1.0, 2.0, 3.0])
    >>> _ = peer_z(values, np.array([], dtype=int), Groups.of(np.array([3])))
    >>> values.round(3)
    array([-1.225,  0.   ,  1.225])
    """
    known = groups.known(gaps)
    count = np.maximum(known, 1).astype(np.float64)
    base = np.where(known > 0, 0.0, np.nan)
    values[gaps] = 0.0
    center = mean = groups.total(values) / count
    variance = groups.squares(values) / count - mean * mean
    far = mean * mean > OFFSET * variance
    if far.any():
        # Group by group, so that nobody's score depends on what stands in another group.
        values[gaps] = np.nan
        base[far] = groups.least(values)[far]
        groups.apply(values, (np.subtract, base))
        values[gaps] = 0.0
        mean[far] = (groups.total(values) / count)[far]
        groups.apply(values, (np.subtract, np.where(far, mean, 0.0)))
        values[gaps] = 0.0
        variance[far] = (groups.squares(values) / count)[far]
        center = np.where(far, 0.0, mean)
    spread = _over(values, np.sqrt(variance), groups, center)
    values[gaps] = 0.0
    return Statistics(mean, spread, base)


def robust_z(values: Floats, gaps: Whole, groups: Groups) -> Statistics:
    """
    Put *values* on the scale of their group, in place: median absolute deviations from the median.

    Scaled to the standard deviation of normal values. Where more than half of
    the values are equal, up to rounding, the mean absolute deviation stands in
    (Iglewicz and Hoaglin, How to Detect and Handle Outliers, 1993).

    >>> values = np.array([1.0, 2.0, 3.0, 4.0, 100.0])
    >>> _ = robust_z(values, np.array([], dtype=int), Groups.of(np.array([5])))
    >>> values.round(2)
    array([-1.35, -0.67,  0.  ,  0.67, 65.43])
    """
    known = groups.known(gaps)
    center = medians(values, groups, known)
    groups.apply(values, (np.subtract, center))
    deviations = np.abs(values)
    spread = MEDIAN_DEVIATION * medians(deviations, groups, known)
    values[gaps] = 0.0
    deviations[gaps] = 0.0
    mean = MEAN_DEVIATION * groups.total(deviations) / _known(gaps, groups)
    spread = _over(values, np.where(spread > TIE * mean, spread, mean), groups)
    return Statistics(center, spread)


def min_max(values: Floats, gaps: Whole, groups: Groups) -> Statistics:
    """
    Put *values* on the scale of their group, in place: 0 is the least, 1 the greatest.

    Missing values become 0; the values of a group in which all are equal become 0.5.

    >>> values = np.array([10.0, 15.0, 20.0])
    >>> _ = min_max(values, np.array([], dtype=int), Groups.of(np.array([3])))
    >>> values
    array([0. , 0.5, 1. ])
    """
    spread = groups.most(values)
    least = _from_least(values, gaps, groups)
    spread = np.where(np.isnan(least), 0.0, spread - least)
    # Not by the reciprocal: the greatest shall be 1 exactly.
    groups.apply(values, (np.divide, np.where(spread > 0, spread, 1.0)))
    if not spread.all():
        values[groups.each(spread) == 0] = 0.5
        values[gaps] = 0.0
    return Statistics(least, spread)


def vector(values: Floats, gaps: Whole, groups: Groups) -> Statistics:
    """
    Put *values* on the scale of their group, in place: divided by the length of the vector of them all.

    >>> values = np.array([3.0, 4.0])
    >>> _ = vector(values, np.array([], dtype=int), Groups.of(np.array([2])))
    >>> values
    array([0.6, 0.8])
    """
    values[gaps] = 0.0
    length = _over(values, np.sqrt(groups.squares(values)), groups)
    return Statistics(np.where(groups.known(gaps) > 0, 0.0, np.nan), length)


def percent_rank(values: Floats, gaps: Whole, groups: Groups) -> Statistics:
    """
    Put *values* on the scale of their group, in place: the share of the group that one is ahead of.

    Equals count half, oneself included, so that the mean is 0.5 in any group
    and turning the direction turns the shares. Missing values become 0.

    >>> values = np.array([10.0, 30.0, 30.0, 20.0])
    >>> _ = percent_rank(values, np.array([], dtype=int), Groups.of(np.array([4])))
    >>> values
    array([0.125, 0.75 , 0.75 , 0.375])
    """
    order = order_within(values, groups)
    ordered = values[order]
    first = np.empty(len(values), dtype=np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    first[groups.starts] = True
    runs = np.flatnonzero(first)
    lengths = np.diff(runs, append=len(values))
    below = runs + lengths / 2
    shares = np.repeat(below, lengths) - groups.each(groups.starts.astype(np.float64))
    shares /= groups.each(_known(gaps, groups))
    values[order] = shares
    values[gaps] = 0.0
    known = groups.known(gaps) > 0
    return Statistics(np.where(known, 0.5, np.nan), np.where(known, 1.0, 0.0))


def points(values: Floats, gaps: Whole, groups: Groups, *, none: float, full: float) -> Statistics:
    """
    Put *values* on a scale from 0 points at *none* to 100 at *full*, in place; the peers do not matter.

    Missing values become 0.

    >>> values = np.array([0.0, 30.0, 90.0])
    >>> _ = points(values, np.array([], dtype=int), Groups.of(np.array([3])), none=10, full=50)
    >>> values
    array([  0.,  50., 100.])
    """
    values -= none
    values /= (full - none) / 100
    np.clip(values, 0.0, 100.0, out=values)
    values[gaps] = 0.0
    return Statistics(np.full(len(groups), none), np.full(len(groups), (full - none) / 100))


def net_flow(
    values: Floats, gaps: Whole, groups: Groups, *, preference: tuple[float, float] | None = None
) -> Statistics:
    """
    Put *values* on a scale from -1 to 1, in place: by how many of the known peers one is preferred, less those preferred.

    A difference counts in full, or with *preference* not at all up to the
    first figure, in full from the second, between them in proportion. Sorting
    and running sums stand in for the pairs (PROMETHEE II: Brans and Vincke,
    Management Science 31, 1985). Missing values become 0.

    >>> values = np.array([10.0, 30.0, 20.0])
    >>> _ = net_flow(values, np.array([], dtype=int), Groups.of(np.array([3])))
    >>> values
    array([-1.,  1.,  0.])
    """
    known = groups.known(gaps)
    if preference is None:
        statistics = percent_rank(values, gaps, groups)
        values *= 2.0
        values -= 1.0
    else:
        order = order_within(values, groups)
        for start, count in zip(groups.starts.tolist(), known.tolist(), strict=True):
            rows = order[start : start + count]
            values[rows] = _flows(values[rows], *preference) / max(count, 1)
        has_values = known > 0
        statistics = Statistics(np.where(has_values, 0.0, np.nan), np.where(has_values, 1.0, 0.0))
    values *= groups.each(known / np.maximum(known - 1, 1))
    values[gaps] = 0.0
    return statistics


def _flows(ordered: Floats, indifferent: float, decided: float) -> Floats:
    """Return, for sorted figures, the sum of preferences over all others less the sum of theirs."""
    turned = -ordered[::-1]
    return _preferred(ordered, indifferent, decided) - _preferred(turned, indifferent, decided)[::-1]


def _preferred(ordered: Floats, indifferent: float, decided: float) -> Floats:
    """Return by how many figures, in full or in part, each is ahead."""
    full = np.searchsorted(ordered, ordered - decided, side="right")
    if decided == indifferent:
        # A difference that is just as large does not count yet.
        return np.asarray(np.searchsorted(ordered, ordered - decided, side="left").astype(np.float64))
    some = np.maximum(np.searchsorted(ordered, ordered - indifferent, side="left"), full)
    # What counts in part lies between neighbors that are close: taken from the first of these, a sum keeps small
    # figures beside large ones.
    is_first = np.diff(ordered, prepend=-np.inf) > decided
    away = ordered - ordered[np.flatnonzero(is_first)][np.cumsum(is_first) - 1]
    sums = np.concatenate(([0.0], np.cumsum(away)))
    between = some - full
    part = between * (away - indifferent) - (sums[some] - sums[full])
    return np.asarray(full + np.clip(part / (decided - indifferent), 0.0, between))


Rescale: TypeAlias = Callable[[Floats, Whole, Groups], Statistics]

#: name of the scale -> what puts a column on it, in place.
SCALES: Mapping[str, Rescale] = {
    "peer_z": peer_z,
    "robust_z": robust_z,
    "min_max": min_max,
    "vector": vector,
    "percent_rank": percent_rank,
}


def scaler(card: Scorecard, kpi: Kpi) -> Rescale:
    """Return what puts the figures of *kpi*, turned so that more is better, on the scale of *card*."""
    if card.aggregate == "promethee_ii":
        return partial(net_flow, preference=kpi.preference)
    if card.scale == "points" and kpi.points is not None:
        sign = 1 if kpi.better == "higher" else -1
        return partial(points, none=sign * kpi.points[0], full=sign * kpi.points[1])
    return SCALES[card.scale]


def drawn_together(low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """Return both ends of each group, as one where they differ by rounding: what lies between then is the same."""
    is_flat = high - low <= 4 * np.spacing(np.maximum(np.abs(low), np.abs(high)))
    return low, np.where(is_flat, low, high)


def winsorized(values: Floats, groups: Groups, share: float) -> tuple[Floats, Floats]:
    """
    Draw the figures beyond the quantiles *share* and 1 - *share* of their group to these, in place, and return them.

    >>> values = np.array([1.0, 2.0, 3.0, 4.0, 100.0])
    >>> low, high = winsorized(values, Groups.of(np.array([5])), 0.25)
    >>> values
    array([2., 2., 3., 4., 4.])
    """
    known = groups.known(np.flatnonzero(np.isnan(values)))
    ordered = sorted_within(values, groups)
    low, high = drawn_together(
        quantiles(ordered, groups, known, share), quantiles(ordered, groups, known, 1 - share)
    )
    np.clip(values, groups.each(low), groups.each(high), out=values)
    return low, high

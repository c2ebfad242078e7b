"""
How are figures of unlike kinds made comparable, and added up?

Arrays in, arrays out, without any validation. Rows stand in the order of their
peer groups, each group a slice, and one KPI is worked on at a time: so a
million partners need a few columns of memory, whatever the number of KPIs.
Values are finite or NaN, which is missing; more is better. Whoever has equal
values gets equal scores to the last bit, because nothing but the statistics of
a group is summed across rows. What is missing is told by the numbers of its
rows, which is faster than a mask as long as little is.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from typing import TypeAlias, final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

__all__ = [
    "SCALES",
    "Groups",
    "Statistics",
    "min_max",
    "order_within",
    "peer_z",
    "percent_rank",
    "ranks",
    "robust_z",
    "shrunk_rates",
    "vector",
]

Floats: TypeAlias = NDArray[np.float64]
Whole: TypeAlias = NDArray[np.int64]

#: Scores that differ by less than this share of the largest of their group differ by rounding only.
TIE = 1e-12

#: Figures that differ by less than this do not differ: their squares would be 0.
NOTHING = 1e-150

#: Makes the median absolute deviation, and the mean one, of normal values their standard deviation.
MEDIAN_DEVIATION = 1.482602218505602
MEAN_DEVIATION = 1.2533141373155001

#: So many rows at a time stay in the fast memory of a processor.
STRIPE = 65_536

#: Groups of fewer rows than this on average are sorted all at once.
SMALL_GROUP = 64


def __dir__() -> list[str]:
    return __all__


@final
@frozen(eq=False)
class Groups:
    """
    Rows in groups: none is empty, one follows the other.

    >>> groups = Groups.of(np.array([2, 1]))
    >>> groups.total(np.array([1.0, 2.0, 5.0])), groups.each(np.array([3.0, 5.0]))
    (array([3., 5.]), array([3., 3., 5.]))
    """

    starts: Whole
    sizes: Whole

    @classmethod
    def of(cls, sizes: Whole) -> "Groups":
        """Return the groups of *sizes*."""
        return cls(np.cumsum(sizes) - sizes, sizes)

    def __len__(self) -> int:
        return len(self.sizes)

    def total(self, values: NDArray[np.float64 | np.int64]) -> Floats:
        """Return the sum of each group."""
        return np.add.reduceat(values, self.starts).astype(np.float64, copy=False)

    def least(self, values: Floats) -> Floats:
        """Return the least known value of each group; NaN where none is known."""
        return np.fmin.reduceat(values, self.starts)

    def most(self, values: Floats) -> Floats:
        """Return the greatest known value of each group; NaN where none is known."""
        return np.fmax.reduceat(values, self.starts)

    def known(self, gaps: Whole) -> Whole:
        """Return how many values of each group are there, if the rows *gaps*, in rising order, are not."""
        return self.sizes - np.diff(np.searchsorted(gaps, self.starts), append=len(gaps))

    def each(self, values: Floats) -> Floats:
        """Return for each row the value of its group."""
        return np.repeat(values, self.sizes)

    def stripes(self) -> "Iterator[tuple[slice, Groups]]":
        """Cut the rows into pieces of whole groups, each about as large as a processor likes."""
        stripe = self.starts // STRIPE
        bounds = [*np.flatnonzero(np.diff(stripe, prepend=-1)).tolist(), len(self)]
        for first, last in pairwise(bounds):
            sizes = self.sizes[first:last]
            start = int(self.starts[first])
            yield slice(start, start + int(sizes.sum())), Groups.of(sizes)


@final
@frozen(eq=False)
class Statistics:
    """What a scale measures with: one center and one spread for each group, NaN and 0 where there is none."""

    center: Floats
    spread: Floats


def _over(values: Floats, spread: Floats, groups: Groups) -> Floats:
    """Divide by the spread of the group, and return it; without a spread nobody differs, and all become 0."""
    spread = np.where(spread > NOTHING, spread, 0.0)
    values *= groups.each(np.divide(1.0, spread, out=np.zeros_like(spread), where=spread > 0))
    return spread


def _from_least(values: Floats, gaps: Whole, groups: Groups) -> Floats:
    """Count from the least value of the group on: equal values become 0 exactly, and big offsets do no harm."""
    least = groups.least(values)
    values -= groups.each(least)
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
    least = _from_least(values, gaps, groups)
    count = _known(gaps, groups)
    mean = groups.total(values) / count
    values -= groups.each(mean)
    values[gaps] = 0.0
    spread = _over(values, np.sqrt(groups.total(values * values) / count), groups)
    return Statistics(least + mean, spread)


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
    center = _medians(values, groups, known)
    values -= groups.each(center)
    deviations = np.abs(values)
    spread = MEDIAN_DEVIATION * _medians(deviations, groups, known)
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
    values /= groups.each(np.where(spread > 0, spread, 1.0))
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
    length = _over(values, np.sqrt(groups.total(values * values)), groups)
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


#: name of the scale -> what puts a column on it, in place.
SCALES: Mapping[str, Callable[[Floats, Whole, Groups], Statistics]] = {
    "peer_z": peer_z,
    "robust_z": robust_z,
    "min_max": min_max,
    "vector": vector,
    "percent_rank": percent_rank,
}


def order_within(values: Floats, groups: Groups) -> Whole:
    """
    Return the rows sorted within each group, the least first and NaN last; the order of equals is any.

    >>> order_within(np.array([3.0, 1.0, 2.0, 9.0]), Groups.of(np.array([3, 1])))
    array([1, 2, 0, 3])
    """
    if len(groups) * SMALL_GROUP > len(values):
        order = np.argsort(values, kind="stable")
        ids = np.repeat(np.arange(len(groups)), groups.sizes)
        return order[np.argsort(ids[order], kind="stable")]
    order = np.empty(len(values), dtype=np.int64)
    for start, size in zip(groups.starts.tolist(), groups.sizes.tolist(), strict=True):
        part = slice(start, start + size)
        np.add(np.argsort(values[part]), start, out=order[part])
    return order


def _sorted_within(values: Floats, groups: Groups) -> Floats:
    if len(groups) * SMALL_GROUP > len(values):
        return values[order_within(values, groups)]
    ordered = values.copy()
    for start, size in zip(groups.starts.tolist(), groups.sizes.tolist(), strict=True):
        ordered[start : start + size].sort()
    return ordered


def _medians(values: Floats, groups: Groups, known: Whole) -> Floats:
    ordered = _sorted_within(values, groups)
    low = groups.starts + np.maximum(known - 1, 0) // 2
    high = groups.starts + np.where(known > 0, known // 2, 0)
    return np.asarray(ordered[low] + (ordered[high] - ordered[low]) / 2)


def ranks(scores: Floats, groups: Groups) -> Floats:
    """
    Return the rank of each row in its group: 1 is the highest score, ties share the lower number, NaN has none.

    Scores closer than 1e-12 of the group's largest are ties: they differ by rounding.

    >>> ranks(np.array([0.3, 0.5, 0.3, np.nan, 0.1]), Groups.of(np.array([5])))
    array([ 2.,  1.,  2., nan,  4.])
    """
    falling = -scores
    order = order_within(falling, groups)
    ordered = falling[order]
    width = groups.each(TIE * np.fmax(groups.most(np.abs(scores)), 0.0))
    first = np.empty(len(scores), dtype=np.bool_)
    np.greater(ordered[1:] - ordered[:-1], width[1:], out=first[1:])
    first[groups.starts] = True
    runs = np.flatnonzero(first)
    lengths = np.diff(runs, append=len(scores))
    found = np.empty(len(scores))
    found[order] = np.repeat(runs, lengths) - groups.each(groups.starts.astype(np.float64)) + 1.0
    found[np.isnan(scores)] = np.nan
    return found


def shrunk_rates(counts: Floats, totals: Floats, groups: Groups) -> Floats:
    """
    Return the rates *counts* / *totals*, drawn to the rate of the group the more, the less they rest on.

    A beta-binomial model, its spread estimated by moments with the totals as
    weights (Kleinman, Proportions with extraneous variance, JASA 68, 1973).
    Where the rates spread no more than chance explains, all are the group's;
    each lies between its own and the group's. NaN, or a total of 0, is missing.

    >>> shrunk_rates(np.array([0.0, 30.0, 70.0]), np.array([1.0, 100.0, 100.0]), Groups.of(np.array([3])))
    array([0.34251773, 0.30427039, 0.69562204])
    """
    missing = ~(totals > 0) | np.isnan(counts)
    counts, totals = np.where(missing, 0.0, counts), np.where(missing, 0.0, totals)
    size = np.maximum(groups.total(totals), 1e-300)
    rate = groups.total(counts) / size
    own = counts / np.where(missing, 1.0, totals)
    distance = own - groups.each(rate)
    freedom = _known(np.flatnonzero(missing), groups) - 1
    chance = rate * (1 - rate)
    more = groups.total(totals * distance * distance) - chance * freedom
    most = chance * (size - groups.total(totals * totals) / size - freedom)
    likeness = np.clip(np.divide(more, most, out=np.zeros_like(more), where=most > 0), 0.0, 1.0)
    alike = groups.each(likeness)
    pull = np.divide(1 - alike, 1 - alike + alike * totals, out=np.ones_like(own), where=~missing)
    found = own - pull * distance
    found[missing] = np.nan
    return np.asarray(found)

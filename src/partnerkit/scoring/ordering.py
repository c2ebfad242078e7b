"""In which order do the rows of each group stand, and who is where in it?"""

import numpy as np

from partnerkit.scoring.groups import Floats, Groups, Whole

__all__ = ["REACH", "TIE", "medians", "order_within", "quantiles", "ranks", "sorted_within"]

#: Scores that differ by less than this share of the largest of their group differ by rounding only.
TIE = 1e-12

#: How far figures on a scale reach at least: deviations, shares and points are around 1, or above.
REACH = 1.0

#: Groups of fewer rows than this on average are sorted all at once.
SMALL_GROUP = 64


def __dir__() -> list[str]:
    return __all__


def order_within(values: Floats, groups: Groups) -> Whole:
    """
    Return the rows sorted within each group, the least first and NaN last; the order of equals is any.

    >>> order_within(np.array([3.0, 1.0, 2.0, 9.0]), Groups.of(np.array([3, 1])))
    array([1, 2, 0, 3])
    """
    if len(groups) * SMALL_GROUP > len(values):
        order = values.argsort(kind="stable")
        if len(groups) == 1:
            return order
        ids = np.arange(len(groups)).repeat(groups.sizes)
        return order[ids[order].argsort(kind="stable")]
    order = np.empty(len(values), dtype=np.int64)
    for start, size in zip(groups.starts.tolist(), groups.sizes.tolist(), strict=True):
        part = slice(start, start + size)
        np.add(np.argsort(values[part]), start, out=order[part])
    return order


def sorted_within(values: Floats, groups: Groups) -> Floats:
    """Return the values of each group, the least first and NaN last."""
    if len(groups) * SMALL_GROUP > len(values):
        return values[order_within(values, groups)]
    ordered = values.copy()
    for start, size in zip(groups.starts.tolist(), groups.sizes.tolist(), strict=True):
        ordered[start : start + size].sort()
    return ordered


def medians(values: Floats, groups: Groups, known: Whole) -> Floats:
    """Return the median of each group, of which so many values are *known*; NaN where none is."""
    ordered = sorted_within(values, groups)
    low = groups.starts + np.maximum(known - 1, 0) // 2
    high = groups.starts + np.where(known > 0, known // 2, 0)
    return np.asarray(ordered[low] + (ordered[high] - ordered[low]) / 2)


def quantiles(ordered: Floats, groups: Groups, known: Whole, share: float) -> Floats:
    """
    Return the quantile of each group, between two figures in proportion (Hyndman and Fan's type 7).

    *ordered* is sorted within each group, and begins with the *known* ones. Nothing known, NaN.

    >>> quantiles(np.array([1.0, 2.0, 4.0]), Groups.of(np.array([3])), np.array([3]), 0.75)
    array([3.])
    """
    place = np.maximum(known - 1, 0) * share
    low = np.floor(place).astype(np.int64)
    high = np.minimum(low + 1, np.maximum(known - 1, 0))
    first, second = ordered[groups.starts + low], ordered[groups.starts + high]
    return np.asarray(first + (second - first) * (place - low))


def ranks(scores: Floats, groups: Groups, *, reach: float = 0.0) -> Floats:
    """
    Return the rank of each row in its group: 1 is the highest score, ties share the lower number, NaN has none.

    Scores closer than 1e-12 of the group's largest are ties: they differ by rounding. So they do
    where the largest is less than *reach*, that of the terms they add up: these may cancel out.

    >>> ranks(np.array([0.3, 0.5, 0.3, np.nan, 0.1]), Groups.of(np.array([5])))
    array([ 2.,  1.,  2., nan,  4.])
    >>> ranks(np.array([1e-16, -1e-16]), Groups.of(np.array([2])), reach=1.0)
    array([1., 1.])
    """
    found = np.empty(len(scores))
    for part, own in groups.stripes():
        found[part] = _ranked(scores[part], own, reach)
    return found


def _ranked(scores: Floats, groups: Groups, reach: float) -> Floats:
    """Return the ranks of some groups; all at once would take the memory of a dozen columns."""
    falling = -scores
    order = order_within(falling, groups)
    ordered = falling[order]
    width = groups.each(TIE * np.fmax(groups.most(np.abs(scores)), reach))
    first = np.empty(len(scores), dtype=np.bool_)
    np.greater(ordered[1:] - ordered[:-1], width[1:], out=first[1:])
    first[groups.starts] = True
    (runs,) = first.nonzero()
    lengths = np.empty_like(runs)
    np.subtract(runs[1:], runs[:-1], out=lengths[:-1])
    lengths[-1] = len(scores) - runs[-1]
    found = np.empty(len(scores))
    found[order] = runs.repeat(lengths) - groups.each(groups.starts.astype(np.float64)) + 1.0
    found[np.isnan(scores)] = np.nan
    return found

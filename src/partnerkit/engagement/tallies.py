"""
What do replies add up to, group by group?

The arithmetic of surveys, as arrays: replies of one question as numbers, groups
as numbers, one pass for each sum. Whether a group may be shown is asked
elsewhere.
"""

from math import sqrt
from typing import Any, final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from partnerkit.values.interval import Interval
from partnerkit.values.student import student_reach

__all__ = ["Tally", "mcnemar", "mean_between", "tally"]

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

#: Points of a scale of 0 to 10 from which on one promotes, and up to which one detracts (F. F. Reichheld, "The one
#: number you need to grow", Harvard Business Review, December 2003).
_PROMOTES, _DETRACTS = 9, 6


def __dir__() -> list[str]:
    return __all__


@final
@frozen(eq=False)
class Tally:
    """Sums by group."""

    count: Whole

    #: Of a scale: the sum of its points and of their squares; else zeros.
    total: Floats
    squares: Floats

    #: How many promote and detract, if it is a scale of 0 to 10.
    promoters: Whole
    detractors: Whole

    #: Group by point of the scale or option: how many chose it.
    chosen: Whole


def tally(groups: Whole, how_many: int, points: Floats | None, options: NDArray[np.bool_]) -> Tally:
    """
    Add up replies by group.

    Parameters
    ----------
    groups
        The group of each reply; below 0 is in none.
    points
        Of a scale: the point of each reply.
    options
        Reply by option, or by point of the scale: what was chosen.

    >>> found = tally(np.array([0, 0, 1]), 2, np.array([10.0, 8.0, 3.0]), np.zeros((3, 0), bool))
    >>> found.count.tolist(), found.promoters.tolist(), found.detractors.tolist()
    ([2, 1], [1, 0], [0, 1])
    """
    rows = np.flatnonzero(groups >= 0)
    groups = groups[rows]

    def sums(weights: NDArray[Any] | None = None) -> NDArray[Any]:
        return np.bincount(groups, weights, minlength=how_many)

    value = np.zeros(len(groups)) if points is None else points[rows]
    is_scale = points is not None
    chosen = [sums(column).astype(np.int64) for column in options[rows].T]
    return Tally(
        count=sums(),
        total=sums(value),
        squares=sums(value * value),
        promoters=sums((value >= _PROMOTES) & is_scale).astype(np.int64),
        detractors=sums((value <= _DETRACTS) & is_scale).astype(np.int64),
        chosen=np.stack(chosen, axis=1) if chosen else np.zeros((how_many, 0), np.int64),
    )


def mean_between(count: int, total: float, squares: float, level: float) -> Interval | None:
    """
    Return a mean with its bounds by Student's t ("The probable error of a mean", Biometrika 6, 1908); None for one case.

    >>> found = mean_between(10, 7.5, 34.43, 0.95)
    >>> round(found.estimate, 2), round(found.low, 2), round(found.high, 2)
    (0.75, -0.53, 2.03)
    """
    if count < 2:
        return None
    mean = total / count
    variance = max(0.0, squares - count * mean * mean) / (count - 1)
    reach = student_reach(level, count - 1) * sqrt(variance / count)
    return Interval(estimate=mean, low=mean - reach, high=mean + reach, level=level, method="Student's t")


def mcnemar(one: int, other: int) -> float:
    """
    Return how likely it is that pairs changed so unequally by chance alone: the exact test of McNemar, two-sided.

    Q. McNemar, "Note on the sampling error of the difference between correlated
    proportions", Psychometrika 12, 1947. Only the pairs that changed count: *one* one
    way, *other* the other; by chance each way is as likely.

    >>> round(mcnemar(1, 7), 4)
    0.0703
    """
    changed, fewer = one + other, min(one, other)
    if one == other:
        return 1.0
    # How many ways there are to choose 0, 1, 2, ... of those that changed, each made from the one before.
    each = ways = 1
    for chosen in range(fewer):
        each = each * (changed - chosen) // (chosen + 1)
        ways += each
    return float(min(1.0, 2 * ways / 2**changed))

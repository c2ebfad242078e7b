"""
How far is a figure to be believed that rests on little?

As far as the spread of the peers exceeds what chance explains: it is drawn to
their common figure, and lies between its own and theirs.
"""

from collections.abc import Callable
from typing import final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from partnerkit.scoring.groups import Floats, Groups

__all__ = ["TOO_FEW", "Prior", "likeness_of", "shrunk_means", "shrunk_rates", "spread_among"]

#: Of so many peers and fewer nothing can be said about their spread.
TOO_FEW = 3

_ROUNDS = 200

#: A spread beyond chance that is so small a part of it is rounding.
_ROUNDING = 1e-12


def __dir__() -> list[str]:
    return __all__


@final
@frozen(eq=False)
class Prior:
    """To what the figures of each group are drawn, and how strongly."""

    center: Floats

    #: Of rates, the likeness of two cases of one partner (0 draws fully); of means, the variance among the peers.
    spread: Floats


def shrunk_rates(counts: Floats, totals: Floats, groups: Groups) -> tuple[Floats, Prior]:
    """
    Return the rates *counts* / *totals*, drawn to the rate of the group the more, the less they rest on.

    A beta-binomial model, its spread estimated by moments with the totals as
    weights (Kleinman, Proportions with extraneous variance, JASA 68, 1973).
    Where the rates spread no more than chance explains, all are the group's;
    each lies between its own and the group's. NaN, or a total of 0, is missing.

    >>> found, _ = shrunk_rates(np.array([0.0, 30.0, 70.0]), np.array([1.0, 100.0, 100.0]), Groups.of(np.array([3])))
    >>> found
    array([0.34251773, 0.30427039, 0.69562204])
    """
    missing = ~(totals > 0) | np.isnan(counts)
    counts, totals = np.where(missing, 0.0, counts), np.where(missing, 0.0, totals)
    size = np.maximum(groups.total(totals), 1e-300)
    rate = groups.total(counts) / size
    own = counts / np.where(missing, 1.0, totals)
    distance = own - groups.each(rate)
    freedom = np.maximum(groups.sizes - groups.total(missing.astype(np.int64)), 1) - 1
    chance = rate * (1 - rate)
    more = groups.total(totals * distance * distance) - chance * freedom
    most = chance * (size - groups.total(totals * totals) / size - freedom)
    likeness = likeness_of(more, most, chance * freedom)
    alike = groups.each(likeness)
    # From the center on: where nothing is kept, all are equal to the last bit.
    kept = np.divide(alike * totals, 1 - alike + alike * totals, out=np.zeros_like(own), where=~missing)
    found = groups.each(rate) + kept * distance
    found[missing] = np.nan
    return np.asarray(found), Prior(rate, likeness)


def likeness_of(more: Floats, most: Floats, chance: Floats) -> Floats:
    """Return how alike two cases of one partner are: the part of the *most* by which rates spread *more* than *chance*."""
    is_more = (most > 0) & (more > _ROUNDING * chance)
    return np.clip(np.divide(more, most, out=np.zeros_like(more), where=is_more), 0.0, 1.0)


def shrunk_means(values: Floats, errors: Floats, groups: Groups) -> tuple[Floats, Prior]:
    """
    Return *values* drawn to the mean of their group the more, the larger their standard *errors* are.

    A normal model. The variance among the peers is the one under which their
    squared distances, each by its own variance, add up to their number less 3
    (Carter and Rolph, JASA 69, 1974; less 3, because mean and variance are
    estimated). With equal errors this is the positive-part estimator of James
    and Stein around the mean (Efron and Morris, JASA 70, 1975). Up to three
    peers are left alone, and so is a value without an error.

    >>> found, _ = shrunk_means(np.array([1.0, 2.0, 3.0, 4.0, 5.0]), np.full(5, 1.0), Groups.of(np.array([5])))
    >>> found
    array([1.4, 2.2, 3. , 3.8, 4.6])
    """
    used = ~(np.isnan(values) | np.isnan(errors))
    own = np.where(used, values, 0.0)
    noise = np.where(used, errors, 1.0) ** 2
    count = groups.total(used.astype(np.int64))
    center, among = _among(own, noise, used, count, groups)
    enough = (groups.each(count) > TOO_FEW) & used
    spread = groups.each(among)
    middle = groups.each(center)
    kept = np.divide(spread, noise + spread, out=np.ones_like(own), where=enough)
    found = np.where(enough, middle + kept * (own - middle), values)
    is_drawn = count > TOO_FEW
    return found, Prior(np.where(is_drawn, center, np.nan), np.where(is_drawn, among, np.inf))


def _among(
    own: Floats, noise: Floats, used: NDArray[np.bool_], count: Floats, groups: Groups
) -> tuple[Floats, Floats]:
    known = np.where(used, own, np.nan)
    least, most = groups.least(known), groups.most(known)

    def weighted(among: Floats) -> tuple[Floats, Floats, Floats]:
        weight = np.where(used, 1 / (noise + groups.each(among)), 0.0)
        center = groups.total(weight * own) / np.maximum(groups.total(weight), 1e-300)
        # Where all are equal so is their mean, to the last bit: a value without an error is left as it is.
        center = np.fmin(np.fmax(center, least), most)
        distance = (own - groups.each(center)) ** 2 * weight
        return center, groups.total(distance), groups.total(distance * weight)

    simple = groups.total(own) / np.maximum(count, 1)
    squares = groups.total(np.where(used, (own - groups.each(simple)) ** 2, 0.0))
    largest = groups.most(np.where(used, noise, 0.0))
    return spread_among(count, squares, largest, weighted)


def spread_among(
    count: Floats,
    squares: Floats,
    largest: Floats,
    weighted: Callable[[Floats], tuple[Floats, Floats, Floats]],
    *,
    least_step: float = 1e-14,
) -> tuple[Floats, Floats]:
    """
    Find mean and variance among the peers by Newton's method for one over the sum: from the left, never beyond.

    *weighted* tells, for a variance among each group, its mean, the sum of
    squared distances by their own variances, and how fast this falls. The
    search begins with *squares*, the plain sum, and the *largest* noise.

    The sum is one of squares over the variance plus what is peculiar to each
    contrast, so that one over it is concave, and nearly straight: a handful of
    steps, each as long as the plain one times sum over degrees (Reinsch,
    Numerische Mathematik 16, 1971; Moré, Lecture Notes in Mathematics 630, 1978).
    """
    degrees = np.maximum(count - TOO_FEW, 1)
    # With the plain mean and the largest error this is at most the solution; with equal errors it is the solution.
    among = np.maximum(squares / degrees - largest, 0.0)
    center, total, slope = weighted(among)
    for _ in range(_ROUNDS):
        # From the left alone: where figures hardly differ the slope is next to nothing, and a way back would overflow.
        is_ahead = (slope > 0) & (total > degrees)
        plain = np.divide(total - degrees, slope, out=np.zeros_like(total), where=is_ahead)
        step = plain * np.maximum(total, degrees) / degrees
        step[(count <= TOO_FEW) | (step <= least_step * (among + step))] = 0.0
        if not step.any():
            break
        among = among + step
        center, total, slope = weighted(among)
        if (step <= least_step**0.5 * among).all():
            # A step leaves an error of the order of its square.
            break
    return center, np.where(among > _ROUNDING * largest, among, 0.0)

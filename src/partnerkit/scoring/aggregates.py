"""
How do scaled figures become one score?

Every way adds something for each KPI, and finishes when all are in. Two running
columns are enough for each of them; which KPI comes first makes no difference.
"""

from collections.abc import Callable
from typing import Any, TypeAlias, final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from partnerkit.scoring.groups import Floats, Groups, Whole
from partnerkit.scoring.scorecard import Scorecard

__all__ = ["GEOMETRIC_SPAN", "SAME", "Combination", "combination", "is_way", "log_mean"]

Weight: TypeAlias = "Floats | float"

#: A geometric mean is taken on a scale from 1 to 1 + this, so that one worst figure does not wipe out the rest.
GEOMETRIC_SPAN = 99.0

#: The part of the group's whole in the compromise of VIKOR; the rest is the single greatest regret.
COMPROMISE = 0.5

#: TOPSIS, VIKOR: peers who lie closer together than this part of their figures are taken for the same. Ways are
#: divided by the longest there is: where this is next to nothing, rounding would decide.
SAME = 1e-6


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True, eq=False)
class Combination:
    """One way to put scaled figures together."""

    #: scaled (may be worked on in place), weight, gaps, groups -> what it adds to each running column.
    add: Callable[[Floats, Weight, Whole, Groups], tuple[Floats, ...]]

    #: How the second running column gathers what is added.
    gather: np.ufunc = np.add

    #: first, second, weight, groups -> the score, and what of the groups it was measured with.
    finish: Callable[[Floats, Floats, Floats, Groups], tuple[Floats, tuple[Floats, ...]]]

    #: From what contributions count; None if the score is no sum of them.
    base: float | None = None

    #: score -> by what the share of a KPI in the running column is multiplied to be its contribution.
    slope: Callable[[Any], Any] = lambda _: 1.0


def combination(card: Scorecard) -> Combination:
    """
    Return how *card* puts figures together.

    >>> from partnerkit.scoring import Kpi
    >>> combination(Scorecard(kpis=(Kpi("revenue"),), aggregate="topsis")).base is None
    True
    """
    match card.aggregate:
        case "topsis":
            return Combination(add=_distances, finish=_closeness)
        case "vikor":
            return Combination(add=_regrets, gather=np.maximum, finish=_compromise)
        case "geometric":
            span = GEOMETRIC_SPAN / (100 if card.scale == "points" else 1)
            return Combination(
                add=lambda scaled, weight, gaps, _: _logarithms(scaled, weight, gaps, span),
                finish=_exponential,
                base=1.0,
                slope=log_mean,
            )
        case _:
            return Combination(add=_products, finish=_mean, base=0.0)


def _products(scaled: Floats, weight: Weight, _gaps: Whole, _groups: Groups) -> tuple[Floats, ...]:
    return (np.multiply(scaled, weight, out=scaled),)


def _mean(
    first: Floats, _second: Floats, weight: Floats, _groups: Groups
) -> tuple[Floats, tuple[Floats, ...]]:
    with np.errstate(invalid="ignore"):
        return np.divide(first, weight, out=first), ()


def _logarithms(scaled: Floats, weight: Weight, gaps: Whole, span: float) -> tuple[Floats, ...]:
    scaled *= span
    scaled[gaps] = 0.0
    np.log1p(scaled, out=scaled)
    return (np.multiply(scaled, weight, out=scaled),)


def _exponential(
    first: Floats, second: Floats, weight: Floats, groups: Groups
) -> tuple[Floats, tuple[Floats, ...]]:
    mean, nothing = _mean(first, second, weight, groups)
    return np.exp(mean, out=mean), nothing


def log_mean(score: Any) -> Any:
    """
    Return the logarithmic mean of *score* and 1, which shares out a product exactly.

    The score less 1 is the sum over all KPIs of this mean times weight times
    logarithm (the additive form of the logarithmic mean Divisia index: Ang,
    Energy Policy 32, 2004).

    >>> log_mean(np.array([1.0, np.e]))
    array([1.        , 1.71828183])
    """
    logarithm = np.log(score)
    flat = np.abs(logarithm) < 1e-300
    return np.where(flat, 1.0, np.expm1(logarithm) / np.where(flat, 1.0, logarithm))


def _bounds(scaled: Floats, gaps: Whole, groups: Groups) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Return the best and the worst known figure of each group, and whether it is a way from one to the other."""
    held = scaled[gaps]
    scaled[gaps] = -np.inf
    best = np.maximum.reduceat(scaled, groups.starts)
    scaled[gaps] = np.inf
    worst = np.minimum.reduceat(scaled, groups.starts)
    scaled[gaps] = held
    unknown = ~(best >= worst)
    best[unknown] = worst[unknown] = 0.0
    return best, worst, is_way(best, worst)


def is_way(best: Floats | float, worst: Floats | float) -> NDArray[np.bool_]:
    """
    Tell whether *best* is better than *worst* by more than rounding may make of it.

    >>> is_way(np.array([1.0, 1.0]), np.array([0.9, 1.0 - 1e-9]))
    array([ True, False])
    """
    return np.asarray(best - worst > SAME * np.maximum(np.abs(best), np.abs(worst)))


def _distances(scaled: Floats, weight: Weight, gaps: Whole, groups: Groups) -> tuple[Floats, ...]:
    """Return the squared, weighted distances from the best and the worst known figure of the group."""
    best, worst, is_wide = _bounds(scaled, gaps, groups)
    square = weight * weight
    if not is_wide.all():
        square = square * groups.each(is_wide.astype(np.float64))
    to_worst = scaled - groups.each(worst)
    scaled -= groups.each(best)
    return _squared(scaled, square, gaps), _squared(to_worst, square, gaps)


def _squared(distance: Floats, square: Weight, gaps: Whole) -> Floats:
    distance *= distance
    distance *= square
    distance[gaps] = 0.0
    return distance


def _closeness(
    first: Floats, second: Floats, _weight: Floats, _groups: Groups
) -> tuple[Floats, tuple[Floats, ...]]:
    to_worst = np.sqrt(second, out=second)
    whole = np.sqrt(first, out=first)
    whole += to_worst
    nobody_differs = whole == 0
    with np.errstate(invalid="ignore"):
        score = np.divide(to_worst, whole, out=whole)
    score[nobody_differs] = 0.5
    return score, ()


def _regrets(scaled: Floats, weight: Weight, gaps: Whole, groups: Groups) -> tuple[Floats, ...]:
    """Return the way that each is behind the best of the group, as a weighted share of the whole way, twice."""
    best, worst, is_wide = _bounds(scaled, gaps, groups)
    way = best - worst
    np.subtract(groups.each(best), scaled, out=scaled)
    scaled *= groups.each(np.divide(1.0, way, out=np.zeros_like(way), where=is_wide))
    scaled *= weight
    scaled[gaps] = 0.0
    return scaled, scaled


def _compromise(
    first: Floats, second: Floats, weight: Floats, groups: Groups
) -> tuple[Floats, tuple[Floats, ...]]:
    measured: list[Floats] = []
    score = np.ones(len(first))
    with np.errstate(invalid="ignore"):
        for running, part in ((first, COMPROMISE), (second, 1 - COMPROMISE)):
            column = np.divide(running, weight, out=running)
            least, most = groups.least(column), groups.most(column)
            way = most - least
            is_wide = way > SAME
            share = np.divide(part, way, out=np.zeros_like(way), where=is_wide)
            score -= (column - groups.each(least)) * groups.each(share)
            score -= groups.each(np.where(is_wide, 0.0, part / 2))
            measured += (least, most)
    return score, tuple(measured)

"""
How likely is more than that?

The three distributions of a forecast, on arrays: Student's t for amounts, the
negative binomial for counts (Poisson counts whose rate is known from counts
only), and what really happened for long histories. Each answers both ways:
the chance of more than a value, and the value that is exceeded with a chance.
"""

import math
from collections.abc import Callable
from functools import lru_cache
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

__all__ = ["count_above", "count_at", "seen_above", "seen_at", "student_above", "student_at"]

Floats = NDArray[np.float64]

#: Halvings until a float cannot be halved further, and terms until a fraction does not change any more.
_HALVINGS, _TERMS = 200, 10_000
_TINY, _SAME = 1e-300, 1e-13

#: So many counts are added up one by one, so many goals at a time, while their first chance is above exp of minus that.
_FEW, _BLOCK, _FAINT = 256, 4096, 600.0

#: What is less, in parts of a sum, is lost when added to it.
_LOST = 1e-17


def __dir__() -> list[str]:
    return __all__


def student_above(steps: Floats, freedom: int) -> Floats:
    """
    Return the chance of more than *steps* under Student's t (Abramowitz and Stegun, 26.7.3 and 26.7.4).

    >>> round(float(student_above(np.array([2.353363]), 3)[0]), 6)
    0.05
    """
    angle = np.arctan(steps / np.sqrt(freedom))
    sine, cosine = np.sin(angle), np.cos(angle)
    odd = freedom % 2
    term = cosine if odd else np.ones_like(cosine)
    series = np.zeros_like(cosine)
    for power in range(odd, freedom - 1, 2):
        series += term
        term = term * cosine**2 * (power + 1) / (power + 2)
    inside = (angle + sine * series) * 2 / np.pi if odd else sine * series
    outside: Floats = np.clip((1 - inside) / 2, 0.0, 1.0)
    return outside


@lru_cache(maxsize=512)
def student_at(chance: float, freedom: int) -> float:
    """
    Return the steps below which Student's t stays with *chance*.

    >>> round(student_at(0.9, 4), 4)
    1.5332
    """
    if chance < 0.5:
        return -student_at(1 - chance, freedom)
    if chance == 0.5:
        return 0.0
    low, high = 0.0, 1.0
    while student_above(np.array([high]), freedom)[0] > 1 - chance:
        high *= 2
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        if student_above(np.array([middle]), freedom)[0] > 1 - chance:
            low = middle
        else:
            high = middle
    return high


def seen_above(steps: Floats, seen: Floats) -> Floats:
    """
    Return the chance of more than *steps* where *seen* holds what happened, ascending, a column for each.

    Between two seen values it is interpolated, each of the spaces between and
    outside being equally likely; beyond the extremes the tail is that of
    Student's t, moved there.

    >>> seen_above(np.array([0.0, 0.5]), np.array([[-1.0, -1.0], [0.0, 0.0], [1.0, 1.0]])).tolist()
    [0.5, 0.375]
    """
    count = len(seen)
    below = (seen <= steps).sum(axis=0, dtype=np.int16).astype(np.int64)
    columns = np.arange(len(steps))
    low, high = (seen[np.clip(at, 0, count - 1), columns] for at in (below - 1, below))
    part = np.divide(steps - low, high - low, out=np.zeros_like(steps), where=high > low)
    chance: Floats = 1 - (below + part) / (count + 1)
    edge = student_at(count / (count + 1), count - 1)
    over, under = below == count, below == 0
    chance[over] = student_above(steps[over] - seen[-1, over] + edge, count - 1)
    chance[under] = 1 - student_above(seen[0, under] - steps[under] + edge, count - 1)
    return chance


def seen_at(chance: float, seen: Floats) -> Floats:
    """Return for each column of *seen* the value below which `seen_above` stays with *chance*."""
    count = len(seen)
    place = chance * (count + 1)
    if 1 <= place <= count:
        at = min(int(place), count - 1)
        return np.asarray(seen[at - 1] + (place - at) * (seen[at] - seen[at - 1]))
    edge = student_at(count / (count + 1), count - 1)
    beyond = seen[-1] - edge if place > count else seen[0] + edge
    return np.asarray(beyond + student_at(chance, count - 1))


def count_above(least: Floats, shape: Floats, odds: Floats) -> Floats:
    """
    Return the chance of *least* or more under the negative binomial with mean *shape* x *odds*.

    It is the incomplete beta function (NIST, Digital Library of Mathematical
    Functions, 8.17). The variance is the mean times one plus the odds.

    >>> round(float(1 - count_above(np.array([3.0]), np.array([4.0]), np.array([1.0]))[0]), 5)
    0.34375
    """
    least = np.ceil(least)
    chance: Floats = np.ones_like(least)
    some = np.flatnonzero(least > 0)
    few = _are_few(least[some], shape[some], odds[some])
    rows = some[few]
    chance[rows] = 1 - np.minimum(_below(least[rows], shape[rows], odds[rows])[0], 1.0)
    rows = some[~few]
    chance[rows] = _beta(odds[rows] / (1 + odds[rows]), least[rows], shape[rows])
    return chance


def count_at(chance: float, shape: Floats, odds: Floats) -> Floats:
    """
    Return the least count that is not exceeded with *chance* at least.

    >>> count_at(0.9, np.array([4.0]), np.array([1.0])).tolist()
    [8.0]
    """
    mean, spread = shape * odds, np.sqrt(shape * odds * (1 + odds))
    # The first guess is that of Cornish and Fisher.
    normal = NormalDist().inv_cdf(chance)
    guess = np.floor(mean + normal * spread + (normal**2 - 1) * (1 + 2 * odds) / 6)
    guess = np.maximum(guess, 0.0)
    few = _are_few(guess + 1, shape, odds)
    found = np.empty_like(mean)
    found[few] = _mended(chance, guess[few], shape[few], odds[few])
    rows = np.flatnonzero(~few)
    found[rows] = _halved(chance, guess[rows], shape[rows], odds[rows])
    return found


def _mended(chance: float, count: Floats, shape: Floats, odds: Floats) -> Floats:
    """Go from a first guess, which is seldom far off, to the count, one by one."""
    below, single = _below(count + 1, shape, odds)
    part = odds / (1 + odds)
    rows = np.flatnonzero(below < chance)
    while len(rows):
        single[rows] *= (shape[rows] + count[rows]) / (count[rows] + 1) * part[rows]
        count[rows] += 1
        below[rows] += single[rows]
        rows = rows[(below[rows] < chance) & (single[rows] > _LOST * below[rows])]
    rows = np.flatnonzero((count > 0) & (below - single >= chance))
    while len(rows):
        below[rows] -= single[rows]
        single[rows] *= count[rows] / ((shape[rows] + count[rows] - 1) * part[rows])
        count[rows] -= 1
        rows = rows[(count[rows] > 0) & (below[rows] - single[rows] >= chance)]
    return count


def _are_few(counts: Floats, shape: Floats, odds: Floats) -> NDArray[np.bool_]:
    """Tell where it is faster to add up the chance of each count, the first of which is no float's zero."""
    few: NDArray[np.bool_] = (counts <= _FEW) & (shape * np.log1p(odds) < _FAINT)
    return few


def _below(counts: Floats, shape: Floats, odds: Floats) -> tuple[Floats, Floats]:
    """
    Return the chance of fewer than *counts*, above zero each, and that of one fewer.

    The chances of 0, 1, 2, ... are added up, each from the one before: those
    with the most counts come first, so that the rows still at work are a slice.
    """
    below, single = np.empty_like(counts), np.empty_like(counts)
    order = np.argsort(-counts.astype(np.int16), kind="stable")
    for low in range(0, len(order), _BLOCK):
        rows = order[low : low + _BLOCK]
        below[rows], single[rows] = _added(counts[rows], shape[rows], odds[rows])
    return below, single


def _added(counts: Floats, shape: Floats, odds: Floats) -> tuple[Floats, Floats]:
    part, single = odds / (1 + odds), np.exp(-shape * np.log1p(odds))
    below, growth = single.copy(), np.empty_like(single)
    ends = np.searchsorted(-counts, -np.arange(1, int(counts[0])), side="left").tolist()
    for count, end in enumerate(ends, start=1):
        growth_, single_, below_ = growth[:end], single[:end], below[:end]
        np.add(shape[:end], count - 1, out=growth_)
        growth_ *= part[:end]
        growth_ /= count
        single_ *= growth_
        below_ += single_
    return below, single


def _halved(chance: float, guess: Floats, shape: Floats, odds: Floats) -> Floats:
    """Return the counts where they are many: from the first guess on by halving."""
    mean, spread = shape * odds, np.sqrt(shape * odds * (1 + odds))
    low = np.full_like(mean, -1.0)
    high: Floats = np.maximum(np.ceil(mean + 2 * spread), 1.0)
    while (short := 1 - count_above(high + 1, shape, odds) < chance).any():
        low[short], high[short] = high[short], 2 * high[short] + 1
    open_ = np.flatnonzero(high - low > 1)
    step = 0
    while len(open_):
        middle = guess[open_] - (step == 1) if step < 2 else np.floor((low[open_] + high[open_]) / 2)
        middle = np.clip(middle, low[open_] + 1, high[open_] - 1)
        enough = 1 - count_above(middle + 1, shape[open_], odds[open_]) >= chance
        high[open_] = np.where(enough, middle, high[open_])
        low[open_] = np.where(enough, low[open_], middle)
        open_ = open_[high[open_] - low[open_] > 1]
        step += 1
    return high


def _each(function: Callable[[float], float], values: Floats) -> Floats:
    return np.fromiter(map(function, values.tolist()), np.float64, len(values))


def _beta(x: Floats, a: Floats, b: Floats) -> Floats:
    """Return the regularized incomplete beta function by its continued fraction."""
    swap = x > (a + 1) / (a + b + 2)
    x, a, b = np.where(swap, 1 - x, x), np.where(swap, b, a), np.where(swap, a, b)
    front = _each(math.lgamma, a + b) - _each(math.lgamma, a) - _each(math.lgamma, b)
    front = np.exp(front + a * np.log(x) + b * np.log1p(-x)) / a
    value = np.minimum(front * _fraction(x, a, b), 1.0)
    result: Floats = np.where(swap, 1 - value, value)
    return result


def _fraction(x: Floats, a: Floats, b: Floats) -> Floats:
    """Return the continued fraction of 8.17.22 by the method of Lentz, each until its terms change nothing."""
    result = np.ones_like(x)
    rows = np.arange(len(x))
    numerator = np.ones_like(x)
    denominator = 1 / _away(1 - (a + b) * x / (a + 1))
    value = denominator.copy()
    for m in range(1, _TERMS):
        twice = a + 2 * m
        change = np.ones_like(x)
        for term in (
            m * (b - m) * x / ((twice - 1) * twice),
            -(a + m) * (a + b + m) * x / (twice * (twice + 1)),
        ):
            denominator = 1 / _away(1 + term * denominator)
            numerator = _away(1 + term / numerator)
            change *= denominator * numerator
        value *= change
        going = np.abs(change - 1) > _SAME
        if going.sum() <= len(going) // 2:
            result[rows] = value
            rows = rows[going]
            x, a, b, numerator, denominator, value = (
                each[going] for each in (x, a, b, numerator, denominator, value)
            )
            if not len(rows):
                break
    result[rows] = value
    return result


def _away(values: Floats) -> Floats:
    """Keep a denominator from being nothing."""
    values[np.abs(values) < _TINY] = _TINY
    return values

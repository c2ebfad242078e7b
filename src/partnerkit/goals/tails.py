"""
How likely is more than that?

The three distributions of a forecast, on arrays: Student's t for amounts, the
negative binomial for counts (Poisson counts whose rate is known from counts
only), and what really happened for long histories. Each answers both ways:
the chance of more than a value, and the value that is exceeded with a chance.
"""

import math
from collections.abc import Callable, Sequence
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from partnerkit.values.student import student_above, student_at

__all__ = ["count_above", "counts_at", "seen_above", "seen_at"]

Floats = NDArray[np.float64]

#: Terms until a fraction does not change any more.
_TERMS = 10_000
_TINY, _SAME = 1e-300, 1e-13

#: So many counts are added up one by one, so many goals at a time, while their first chance is above exp of minus that.
_FEW, _BLOCK, _FAINT = 250, 16_384, 600.0

#: Counts beside a guess, one of which is nearly always the right one.
_NEAR = np.arange(-2.0, 3.0)

#: What is less, in parts of a sum, is lost when added to it.
_LOST = 1e-17


def __dir__() -> list[str]:
    return __all__


def seen_above(steps: Floats, seen: Floats) -> Floats:
    """
    Return the chance of more than *steps* where *seen* holds what happened, ascending, a column for each.

    What happened stands there as squares with its sign. Between two seen values it is
    interpolated, each of the spaces between and outside being equally likely; beyond
    the extremes the tail is that of Student's t, moved there.

    >>> seen_above(np.array([0.0, 1.0]), np.array([[-4.0, -4.0], [0.0, 0.0], [4.0, 4.0]])).tolist()
    [0.5, 0.375]
    """
    count = len(seen)
    below = (seen <= steps * np.abs(steps)).sum(axis=0, dtype=np.int16).astype(np.int64)
    columns = np.arange(len(steps))
    low, high = (_root(seen[np.clip(at, 0, count - 1), columns]) for at in (below - 1, below))
    part = np.divide(steps - low, high - low, out=np.zeros_like(steps), where=high > low)
    chance: Floats = 1 - (below + np.clip(part, 0.0, 1.0)) / (count + 1)
    edge = student_at(count / (count + 1), count - 1)
    over, under = below == count, below == 0
    chance[over] = student_above(steps[over] - high[over] + edge, count - 1)
    chance[under] = 1 - student_above(low[under] - steps[under] + edge, count - 1)
    return chance


def seen_at(chance: float, seen: Floats) -> Floats:
    """Return for each column of *seen* the value below which `seen_above` stays with *chance*."""
    count = len(seen)
    place = chance * (count + 1)
    if 1 <= place <= count:
        at = min(int(place), count - 1)
        low, high = _root(seen[at - 1]), _root(seen[at])
        return np.asarray(low + (place - at) * (high - low))
    edge = student_at(count / (count + 1), count - 1)
    beyond = _root(seen[-1]) - edge if place > count else _root(seen[0]) + edge
    return np.asarray(beyond + student_at(chance, count - 1))


def _root(squares: Floats) -> Floats:
    """Return what squares with a sign are made of."""
    root: Floats = np.copysign(np.sqrt(np.abs(squares)), squares)
    return root


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
    chance[rows] = 1 - np.minimum(_below(least[rows], shape[rows], odds[rows]), 1.0)
    rows = some[~few]
    chance[rows] = _beta(odds[rows] / (1 + odds[rows]), least[rows], shape[rows])
    return chance


def counts_at(chances: Sequence[float], shape: Floats, odds: Floats) -> list[Floats]:
    """
    Return for each of *chances* the least counts that are not exceeded with it at least.

    >>> [each.tolist() for each in counts_at([0.1, 0.9], np.array([4.0]), np.array([1.0]))]
    [[1.0], [8.0]]
    """
    guesses = [_guess(chance, shape, odds) for chance in chances]
    most = np.maximum.reduce(guesses)
    few = _are_few(most + 2, shape, odds)
    rows, others = np.flatnonzero(few), np.flatnonzero(~few)
    found = [np.empty_like(shape) for _ in chances]
    # Those with the most counts come first, so that the rows still at work are a slice.
    order = rows[np.argsort(-most[rows].astype(np.int16), kind="stable")]
    for low in range(0, len(order), _BLOCK):
        at = order[low : low + _BLOCK]
        for each, counts in zip(found, _swept(chances, most[at] + 2, shape[at], odds[at]), strict=True):
            each[at] = counts
    # All chances at once, as every step of theirs costs much and every goal little.
    sure = np.repeat(np.array(chances), len(others))
    many = [np.tile(each[others], len(chances)) for each in (shape, odds)]
    far = _halved(sure, np.concatenate([guess[others] for guess in guesses]), *many)
    for each, last in zip(found, far.reshape(len(chances), -1), strict=True):
        each[others] = last
    return found


def _guess(chance: float, shape: Floats, odds: Floats) -> Floats:
    """Return about the count that is not exceeded with *chance*, by the expansion of Cornish and Fisher."""
    normal = NormalDist().inv_cdf(chance)
    guess = np.floor(shape * odds + normal * np.sqrt(shape * odds * (1 + odds)) + (normal**2 - 1) * (1 + 2 * odds) / 6)  # fmt: skip
    return np.maximum(guess, 0.0)


def _swept(chances: Sequence[float], steps: Floats, shape: Floats, odds: Floats) -> list[NDArray[np.int64]]:
    """Add up the chances of 0, 1, 2, ... and count how many of these sums stay below each of *chances*."""
    tally = [np.zeros(len(steps), dtype=np.uint8) for _ in chances]
    low = np.empty(len(steps), dtype=np.bool_)
    terms, rising = _Terms(shape, odds), list(zip(tally, chances, strict=True))
    for count, end in enumerate((len(steps), *_ends(steps))):
        below, found = terms.add(count, end), low[:end]
        some = []
        for each, chance in rising:
            np.less(below, chance, out=found)
            np.add(each[:end], found.view(np.uint8), out=each[:end])
            if found.any():
                some.append((each, chance))
        # Sums only grow.
        rising = some
    counts = [each.astype(np.int64) for each in tally]
    # The guess is seldom too low.
    last, most = steps - 1, max(chances)
    rows = np.flatnonzero(terms.below < most)
    while len(rows):
        last[rows] += 1
        terms.single[rows] *= (shape[rows] + last[rows] - 1) / last[rows] * terms.part[rows]
        terms.below[rows] += terms.single[rows]
        for number, chance in zip(counts, chances, strict=True):
            number[rows] += terms.below[rows] < chance
        rows = rows[(terms.below[rows] < most) & (terms.single[rows] > _LOST * terms.below[rows])]
    return counts


def _are_few(counts: Floats, shape: Floats, odds: Floats) -> NDArray[np.bool_]:
    """Tell where it is faster to add up the chance of each count, the first of which is no float's zero."""
    few: NDArray[np.bool_] = counts <= _FEW
    # The logarithm is below the odds, and takes longer.
    rows = np.flatnonzero(few & (shape * odds >= _FAINT))
    few[rows] = shape[rows] * np.log1p(odds[rows]) < _FAINT
    return few


def _below(counts: Floats, shape: Floats, odds: Floats) -> Floats:
    """Return the chance of fewer than *counts*, above zero each: the chances of 0, 1, 2, ... are added up."""
    below = np.empty_like(counts)
    order = np.argsort(-counts.astype(np.int16), kind="stable")
    for low in range(0, len(order), _BLOCK):
        rows = order[low : low + _BLOCK]
        terms = _Terms(shape[rows], odds[rows])
        for count, end in enumerate(_ends(counts[rows]), start=1):
            terms.add(count, end)
        below[rows] = terms.below
    return below


def _ends(counts: Floats) -> list[int]:
    """Return for 1, 2, ... where the rows with more *counts* than that end; the most come first."""
    ends: list[int] = np.searchsorted(-counts, -np.arange(1, int(counts[0])), side="left").tolist()
    return ends


class _Terms:
    """The chances of 0, 1, 2, ..., each made from the one before, and their sum."""

    __slots__ = ("below", "growth", "part", "single", "slope")

    def __init__(self, shape: Floats, odds: Floats) -> None:
        self.part = odds / (1 + odds)
        self.slope = (shape - 1) * self.part
        self.single = np.exp(-shape * np.log1p(odds))
        self.below, self.growth = self.single.copy(), np.empty_like(shape)

    def add(self, count: int, end: int) -> Floats:
        """Add the chance of *count*, of nothing to begin with, to the first rows, and return their sums."""
        if not count:
            return self.below
        growth, single, below = self.growth[:end], self.single[:end], self.below[:end]
        # How much the next is of this one.
        np.multiply(self.slope[:end], 1 / count, out=growth)
        growth += self.part[:end]
        single *= growth
        below += single
        return below


def _halved(chance: Floats, guess: Floats, shape: Floats, odds: Floats) -> Floats:
    """Return the counts where they are many: beside the guess all at once, elsewhere by halving."""
    near = np.maximum(guess + _NEAR[:, None], -1.0)
    beside = [np.broadcast_to(each, near.shape).ravel() for each in (shape, odds)]
    below = 1 - count_above(near.ravel() + 1, *beside).reshape(near.shape)
    # The last one too few, and the first that is enough.
    place = (below < chance).sum(axis=0)
    ends = np.concatenate([np.full((1, len(guess)), -1.0), near, np.full((1, len(guess)), np.inf)])
    low, high = (ends[at, np.arange(len(guess))] for at in (place, place + 1))
    far = np.flatnonzero(np.isinf(high))
    high[far] = 2 * low[far] + 2
    while len(far):
        far = far[1 - count_above(high[far] + 1, shape[far], odds[far]) < chance[far]]
        low[far], high[far] = high[far], 2 * high[far] + 1
    open_ = np.flatnonzero(high - low > 1)
    while len(open_):
        middle = np.floor((low[open_] + high[open_]) / 2)
        enough = 1 - count_above(middle + 1, shape[open_], odds[open_]) >= chance[open_]
        high[open_] = np.where(enough, middle, high[open_])
        low[open_] = np.where(enough, low[open_], middle)
        open_ = open_[high[open_] - low[open_] > 1]
    least: Floats = high
    return least


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

"""
Could it be chance?

Two tools of statistics, for findings that must not accuse by accident: the
rank sum of a part of a sample, exact where the sample is small, and the step
down of Holm, which keeps the chance of any false finding below one level
however many partners are looked at.
"""

from collections.abc import Iterator, Mapping
from itertools import takewhile
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from partnerkit.values.holm import holm

__all__ = ["beyond_chance", "chance_of_sum"]

#: Up to so many values every way to pick is counted; beyond, the normal law is close enough.
EXACT = 60


def __dir__() -> list[str]:
    return __all__


def chance_of_sum(values: NDArray[np.float64], picked: NDArray[np.bool_]) -> float:
    """
    Return how likely a blind pick has ranks as low as those of *picked*, or lower.

    Equal values share the mean of their ranks. Wilcoxon (1945); exact up to 60
    values, beyond by the normal law, corrected for continuity and for ties.

    >>> float(chance_of_sum(np.array([1.0, 2.0, 3.0, 4.0]), np.array([True, True, False, False])))
    0.16666666666666666
    """
    ranks = _doubled_ranks(values)
    found, size = int(ranks[picked].sum()), int(picked.sum())
    if len(values) <= EXACT:
        return _counted(ranks, size, found)
    mean = size * ranks.mean()
    spread = ranks.var() * size * (len(ranks) - size) / (len(ranks) - 1)
    # The law is continuous and sums of ranks are not: half a rank is added, which is one where ranks are doubled.
    return NormalDist().cdf((found + 1 - mean) / spread**0.5) if spread else 1.0


def _doubled_ranks(values: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return twice the mean rank of each value, a whole number even among ties."""
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    ranks: NDArray[np.int64] = (2 * last - counts + 1)[place]
    return ranks


def _counted(ranks: NDArray[np.int64], size: int, found: int) -> float:
    """Count the picks of *size* by their sum, one value after the other; Python's integers keep it exact."""
    # One whole number holds the counts of all sums, a fixed number of bits each.
    bits = len(ranks) + 1
    ways = [1] + [0] * size
    for rank in ranks.tolist():
        for picked in range(size, 0, -1):
            ways[picked] += ways[picked - 1] << (bits * rank)
    mask = (1 << bits) - 1
    total, low = 0, 0
    rest = ways[size]
    for reached in range(int(ranks.sum()) + 1):
        count = rest >> (bits * reached) & mask
        total += count
        low += count if reached <= found else 0
    return low / total


def beyond_chance(chances: Mapping[int, float], level: float) -> Iterator[tuple[int, float]]:
    """
    Yield what chance does not explain, by rising chance, each with its adjusted chance.

    The chance that any is yielded wrongly is at most *level*.

    >>> list(beyond_chance({7: 0.001, 8: 0.5, 9: 0.02}, 0.05))
    [(7, 0.003), (9, 0.04)]
    """
    keys = sorted(chances, key=lambda key: (chances[key], key))
    adjusted = holm([chances[key] for key in keys])
    return takewhile(lambda found: found[1] <= level, zip(keys, adjusted, strict=True))

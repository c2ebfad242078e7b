"""
Which ranks cannot be ruled out?

Whoever is measured with error has no rank but a set of ranks. All differences
to the others are tested at once; only who is certainly better takes a place
above, only who is certainly worse one below. The largest of the studentized
differences decides, and what it rejects is left out of the next look
(Mogstad, Romano, Shaikh and Wilhelm, Review of Economic Studies 91, 2024;
Romano and Wolf, Econometrica 73, 2005).
"""

from collections.abc import Sequence
from typing import TypeAlias, final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from partnerkit.scoring.groups import Floats, Whole

__all__ = ["RankSets", "rank_sets"]

Floats32: TypeAlias = NDArray[np.float32]

#: Differences of which the error is less than this share of the largest are certain.
_CERTAIN = 1e-9

#: So many numbers at a time stay in fast memory.
_BLOCK = 65_536

#: Of up to so many estimates the draws are the longer side, and the greatest is found along them.
_FEW = 64

#: Looks after which nothing new is to be expected.
_LOOKS = 10


def __dir__() -> list[str]:
    return __all__


@final
@frozen(eq=False)
class RankSets:
    """The best and the worst rank that each may have; 1 is best."""

    low: Whole
    high: Whole


def rank_sets(
    estimates: Floats,
    deviations: Floats | Floats32,
    *,
    level: float,
    is_simultaneous: bool = False,
    of: Sequence[int] | None = None,
) -> RankSets:
    """
    Return the confidence sets for the ranks of *estimates*, of which more is better.

    Parameters
    ----------
    deviations
        Draws of the estimation error: one row a draw, one column an estimate. What
        has no error has zeros.
    level
        Marginal sets hold the rank of each with this chance, one at a time;
        simultaneous ones hold all of them together with it.
    of
        The places of those whose sets are asked for; None is all. All of them are compared with everybody.

    >>> errors = np.random.default_rng(0).normal(size=(500, 3)) * [1.0, 1.0, 1.0]
    >>> sets = rank_sets(np.array([10.0, 9.5, 0.0]), errors, level=0.9)
    >>> sets.low.tolist(), sets.high.tolist()
    ([1, 1, 3], [2, 2, 3])
    """
    places = np.arange(len(estimates)) if of is None else np.asarray(of, dtype=np.int64)
    spread = _spreads(deviations, places)
    ahead = estimates[None, :] - estimates[places, None]
    is_sure = spread <= _CERTAIN * max(float(spread.max(initial=0.0)), 1e-300)
    inverse = np.divide(1.0, spread, out=np.zeros_like(spread), where=~is_sure)
    size = np.abs(ahead) * inverse
    is_rejected = is_sure & (ahead != 0)
    # Nobody is compared with himself, and what is equal for sure will never differ.
    is_open = ~is_sure
    errors = np.ascontiguousarray(deviations, dtype=np.float32)
    largest = np.zeros((len(places), len(errors)), dtype=np.float32)
    changed = np.arange(len(places))
    for _ in range(_LOOKS):
        weights = np.where(is_open[changed], inverse[changed], 0.0).astype(np.float32)
        largest[changed] = _largest(errors, weights, places[changed])
        if is_simultaneous:
            most = np.quantile(largest.max(axis=0), level, method="higher")
        else:
            most = np.quantile(largest, level, axis=1, method="higher")[:, None]
        is_new = is_open & (size > most)
        changed = np.flatnonzero(is_new.any(axis=1))
        if not len(changed):
            break
        is_rejected |= is_new
        is_open &= ~is_new
    better = np.count_nonzero(is_rejected & (ahead > 0), axis=1)
    worse = np.count_nonzero(is_rejected & (ahead < 0), axis=1)
    return RankSets(better + 1, len(estimates) - worse)


def _spreads(deviations: Floats | Floats32, places: Whole) -> Floats:
    """Return the standard deviation of the difference of each of *places* to each; 0 where there is none."""
    draws = deviations.astype(np.float64, copy=False)
    centered = draws - draws.mean(axis=0)
    variance = np.einsum("dk,dk->k", centered, centered)
    both = centered[:, places].T @ centered
    squares = variance[places, None] + variance[None, :] - 2 * both
    # What rounding leaves of equal errors is no error.
    squares[squares < 1e-12 * (variance[places, None] + variance[None, :])] = 0.0
    squares[np.arange(len(places)), places] = 0.0
    return np.asarray(np.sqrt(np.maximum(squares, 0.0) / max(len(draws), 1)))


def _largest(errors: Floats32, inverse: Floats32, places: Whole) -> Floats32:
    """Return, for each of *places* and each draw, the largest studentized difference that is still open."""
    draws, count = errors.shape
    found = np.zeros((len(places), draws), dtype=np.float32)
    step = max(1, _BLOCK // max(count, 1))
    if count <= _FEW:
        for start in range(0, draws, step):
            across = np.ascontiguousarray(errors[start : start + step].T)
            for at, place in enumerate(places.tolist()):
                away = across - across[place]
                away *= inverse[at][:, None]
                np.max(np.abs(away, out=away), axis=0, out=found[at, start : start + away.shape[1]])
        return found
    room = np.empty((step, count), dtype=np.float32)
    for start in range(0, draws, step):
        block = errors[start : start + step]
        buffer = room[: len(block)]
        for at, place in enumerate(places.tolist()):
            np.subtract(block, block[:, place : place + 1], out=buffer)
            buffer *= inverse[at]
            np.abs(buffer, out=buffer)
            np.max(buffer, axis=1, out=found[at, start : start + len(block)])
    return found

"""
How sure is the credit, if the journeys are a sample of those that might have been?

Journeys are drawn again, as many as there are, with replacement, and the
credit is found anew each time; the middle part of what comes out is the
interval (percentile bootstrap, Efron and Tibshirani 1993, chapter 13).
"""

from collections.abc import Callable, Iterator
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from partnerkit.leads.journeys import Journeys
from partnerkit.leads.removal import Chain, removal_effects
from partnerkit.leads.sharing import Shares

__all__ = ["Retell", "intervals", "retell_chain", "retell_shares"]

#: From wins and losses of each row to the part of the credit of each party; NaN where nothing was won.
Retell: TypeAlias = Callable[[NDArray[np.int64], NDArray[np.int64]], NDArray[np.float64]]


def __dir__() -> list[str]:
    return __all__


def retell_shares(shares: Shares, parties: int) -> Retell:
    """
    Return how parts in journeys make shares of the credit, for any number of wins of each row.

    >>> from partnerkit.leads.sharing import shares_by
    >>> journeys = Journeys.of([["a", "b"], ["b"]], wins=[1, 1])
    >>> retell_shares(shares_by(journeys, "linear"), 2)(np.array([1, 3]), np.array([0, 0])).tolist()
    [0.125, 0.875]
    """
    part = shares.weights / shares.sums[shares.rows]

    def retell(wins: NDArray[np.int64], _: NDArray[np.int64]) -> NDArray[np.float64]:
        credit = np.bincount(shares.parties, weights=part * wins[shares.rows], minlength=parties)
        return _divided(credit.astype(np.float64, copy=False))

    return retell


def retell_chain(chain: Chain) -> Retell:
    """Return how a chain makes shares of the credit, for any number of wins and losses of each row."""

    def retell(wins: NDArray[np.int64], losses: NDArray[np.int64]) -> NDArray[np.float64]:
        return _divided(removal_effects(chain, wins, losses)[0])

    return retell


def _divided(credit: NDArray[np.float64]) -> NDArray[np.float64]:
    total = credit.sum()
    return credit / total if total > 0 else np.full(len(credit), np.nan)


def intervals(
    journeys: Journeys, retell: Retell, *, level: float, draws: int, seed: int
) -> NDArray[np.float64]:
    """
    Return for each party the range of its share of the credit, shape (parties, 2); NaN where no draw had a win.

    Rows without contacts are not drawn: nothing of them is anybody's credit.
    """
    filled = journeys.lengths > 0
    cells = np.concatenate((np.where(filled, journeys.wins, 0), np.where(filled, journeys.losses, 0)))
    size = int(cells.sum())
    rng = np.random.default_rng(seed)
    count = len(journeys)
    found = [retell(drawn[:count], drawn[count:]) for drawn in _drawn(rng, cells, size, draws)]
    shares = np.array(found).reshape(len(found), len(journeys.parties))
    told = shares[~np.isnan(shares).any(axis=1)]
    if not len(told):
        return np.full((len(journeys.parties), 2), np.nan)
    ends = np.quantile(told, [(1 - level) / 2, (1 + level) / 2], axis=0)
    return ends.T


def _drawn(
    rng: np.random.Generator, cells: NDArray[np.int64], size: int, draws: int
) -> Iterator[NDArray[np.int64]]:
    """Draw *size* journeys among the cells by their counts, again and again; one draw at a time is kept."""
    if size:
        odds = cells / size
        for _ in range(draws):
            yield rng.multinomial(size, odds)

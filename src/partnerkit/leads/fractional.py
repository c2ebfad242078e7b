"""
Which parts of leads give everybody what he is owed, at the best fit?

As if leads could be divided: of all ways to give every partner exactly the
value that is due to him, the one with the highest sum of value times fit. What
comes out is rounded to whole leads afterwards.

`by_flow` sees it as a transport of money from leads to partners and solves it
exactly, in whole minor units, by shortest paths between partners who have too
much and those who have too little (Ahuja, Magnanti and Orlin, Network Flows,
1993); it knows no limits of number. `by_solver` hands the linear program with
all limits to HiGHS.
"""

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any, final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from partnerkit.leads.rounding import Parts
from partnerkit.values.errors import InvalidValue, MissingExtra, shown

__all__ = ["SLIVER", "Batch", "by_flow", "by_solver"]

#: What a solver that counts in floats may leave over, or miss.
SLIVER = Fraction(1, 10**6)

#: No lead goes where this stands instead of a fit.
NEVER = -(1 << 40)

#: Per unit of value, what missing an entitlement costs: more than any exchange of leads could gain in fit.
_PENALTY = 64


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True, eq=False)
class Batch:
    """Leads by falling value, all of which are to be given."""

    #: In minor units.
    values: Sequence[int]

    #: Leads by partners, in steps of 2**-20; `NEVER` for one who could not take it.
    fit: NDArray[np.int64]

    #: Per partner, the value due to him, which adds up to that of the leads; and how many leads he can take.
    due: Sequence[int]
    room: Sequence[int]


def by_flow(batch: Batch, prices: NDArray[np.int32]) -> tuple[list[Parts], NDArray[np.int64]]:
    """
    Return the parts of every lead, and the prices at which no other parts fit better; limits are ignored.

    It starts from *prices*; the nearer they are, the sooner it ends. Where some cannot be given what is due to
    them, they get as much of it as is possible.

    >>> batch = Batch(values=[3, 1], fit=np.array([[9, 8], [9, 2]]), due=[2, 2], room=[2, 2])
    >>> by_flow(batch, np.zeros(2, dtype=np.int32))[0]
    [{0: Fraction(1, 3), 1: Fraction(2, 3)}, {0: Fraction(1, 1)}]
    """
    flow = _Flow(batch, prices)
    for partner in range(len(batch.due)):
        while flow.excess[partner] > 0 and flow.relieve(partner):
            pass
    parts: list[dict[int, Fraction]] = [{} for _ in batch.values]
    for partner, held in enumerate(flow.held):
        for lead, amount in held.items():
            parts[lead][partner] = Fraction(amount, batch.values[lead])
    return [dict(sorted(part.items())) for part in parts], flow.prices


class _Flow:
    """Amounts of leads at partners such that none would fit better elsewhere at the prices."""

    def __init__(self, batch: Batch, prices: NDArray[np.int32]) -> None:
        self._fit = batch.fit
        self.prices = prices.astype(np.int64)
        #: Per partner, the leads he holds and how much of their value.
        self.held: list[dict[int, int]] = [{} for _ in batch.due]
        self.excess = [-each for each in batch.due]
        for lead, partner in enumerate((batch.fit - self.prices).argmax(axis=1).tolist()):
            self.held[partner][lead] = batch.values[lead]
            self.excess[partner] += batch.values[lead]
        size = len(batch.due)
        #: From whom to whom, what is lost of fit by the lead that loses least, and that lead.
        self._loss = np.full((size, size), -NEVER, dtype=np.int64)
        self._mover = np.zeros((size, size), dtype=np.intp)
        for partner in range(size):
            self._look(partner)

    def _look(self, partner: int) -> None:
        leads = np.fromiter(self.held[partner], dtype=np.intp, count=len(self.held[partner]))
        if not len(leads):
            self._loss[partner] = -NEVER
            return
        leads.sort()
        losses = self._fit[leads, partner][:, None] - self._fit[leads]
        first = losses.argmin(axis=0)
        self._loss[partner] = losses[first, np.arange(len(first))]
        self._mover[partner] = leads[first]

    def relieve(self, source: int) -> bool:
        """Move some of the excess at *source* to the nearest partner who is due more; False if none is in reach."""
        path = self._shortest(source)
        if path is None:
            return False
        moves = [(one, other, int(self._mover[one, other])) for one, other in pairwise(path)]
        amount = min(
            self.excess[source], -self.excess[path[-1]], *(self.held[one][lead] for one, _, lead in moves)
        )
        for one, other, lead in moves:
            self.held[one][lead] -= amount
            if not self.held[one][lead]:
                del self.held[one][lead]
            self.held[other][lead] = self.held[other].get(lead, 0) + amount
        self.excess[source] -= amount
        self.excess[path[-1]] += amount
        for partner in path:
            self._look(partner)
        return True

    def _shortest(self, source: int) -> list[int] | None:
        """Find the path that loses least (Dijkstra, 1959), and let the prices follow."""
        size, far = len(self.excess), np.iinfo(np.int64).max
        distance = np.full(size, far, dtype=np.int64)
        ahead = distance.copy()
        before = np.full(size, -1, dtype=np.intp)
        distance[source] = ahead[source] = 0
        while True:
            nearest = int(ahead.argmin())
            if ahead[nearest] == far:
                return None
            if self.excess[nearest] < 0:
                break
            ahead[nearest] = far
            losses = self._loss[nearest] - self.prices[nearest] + self.prices + distance[nearest]
            closer = (losses < distance) & (self._loss[nearest] < -NEVER // 2)
            # Whoever is settled is no further than this; so he is never closer than before.
            distance[closer] = ahead[closer] = losses[closer]
            before[closer] = nearest
        self.prices -= np.minimum(distance, distance[nearest])
        path = [nearest]
        while path[-1] != source:
            path.append(int(before[path[-1]]))
        return path[::-1]


def by_solver(batch: Batch) -> list[Parts]:
    """
    Return the parts of every lead, by HiGHS (extra `solver`); no partner has parts of more leads than he can take.

    Where limits make entitlements unreachable, they are missed by as little as possible. HiGHS counts in floats:
    where several plans are equally good, another machine may find another one of them.

    Raises
    ------
    MissingExtra
        Without scipy.
    InvalidValue
        When HiGHS ends without a plan.
    """
    try:
        from scipy.optimize import linprog  # type: ignore[import-untyped]  # the extra is needed here only
        from scipy.sparse import coo_array  # type: ignore[import-untyped]
    except ImportError:
        raise MissingExtra(extra="solver", library="scipy") from None

    leads, partners = np.nonzero(batch.fit > NEVER // 2)
    largest = max(batch.values)
    worth = np.array([value / largest for value in batch.values])
    pairs, size = len(leads), len(batch.due)
    count, own = len(batch.values), np.arange(size)
    columns = np.concatenate([np.arange(pairs), np.arange(pairs), pairs + own, pairs + size + own])
    rows = np.concatenate([leads, count + partners, count + own, count + own])
    entries = np.concatenate([np.ones(pairs), worth[leads], np.ones(size), -np.ones(size)])
    limits = coo_array((np.ones(pairs), (partners, np.arange(pairs))), shape=(size, pairs + 2 * size))
    found: Any = linprog(
        np.concatenate(
            [-worth[leads] * batch.fit[leads, partners] / 2**20, np.full(2 * size, float(_PENALTY))]
        ),
        A_eq=coo_array((entries, (rows, columns)), shape=(count + size, pairs + 2 * size)).tocsr(),
        b_eq=np.concatenate([np.ones(count), np.array([due / largest for due in batch.due])]),
        A_ub=limits.tocsr(),
        b_ub=np.array([min(room, count) for room in batch.room], dtype=np.float64),
        method="highs-ds",
    )
    if found.x is None:
        remedy = f"use 'flow', which is exact and always ends; HiGHS found no plan: {found.message}"
        raise InvalidValue(path="rounding", value=shown("solver"), remedy=remedy)
    return _cleaned(count, leads, partners, found.x[:pairs])


def _cleaned(
    count: int, leads: NDArray[np.intp], partners: NDArray[np.intp], solution: NDArray[np.float64]
) -> list[Parts]:
    """Return the floats as exact parts that add up to one, without what is a solver's dust."""
    parts: list[dict[int, Fraction]] = [{} for _ in range(count)]
    kept = np.flatnonzero(solution > 2 * float(SLIVER))
    for lead, partner, share in zip(
        leads[kept].tolist(), partners[kept].tolist(), solution[kept].tolist(), strict=True
    ):
        parts[lead][partner] = Fraction(round(share * 2**40), 2**40)
    for part in parts:
        largest = max(part, key=lambda partner: (part[partner], -partner))
        part[largest] += 1 - sum(part.values())
    return list(parts)

"""
Would somebody rather have another's leads?

Only leads that he could have taken when they were given count, and each for his
weight: what counts is opportunity. Envy is counted once one lead of the other's
is left out, the largest; up to one lead it cannot be avoided, because leads do
not come in halves. `EqualLoad` promises that nobody is envied who got all of his
leads by it: none by right, by hand or by another policy.
"""

from typing import final

import numpy as np
from attrs import frozen

from partnerkit.leads.trace import Trace
from partnerkit.leads.work import NOBODY

__all__ = ["Envied", "Envy", "envy_of"]


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Envied:
    """How far one partner would rather have another's leads, the largest left out."""

    partner: str
    other: str

    #: What the other's leads that he could have taken are worth to him for the other's weight, over his own
    #: for his; None where he has none.
    times: float | None


@final
@frozen(kw_only=True)
class Envy:
    """Who would rather have another's leads, of one run."""

    #: How many pairs of partners there are, and in how many of them one envies the other by more than one lead.
    pairs: int
    envious: int

    #: The worst of them; None where there is none.
    worst: Envied | None


def envy_of(trace: Trace, names: tuple[str, ...]) -> Envy:
    """
    Count the pairs in which a partner envies another by more than one lead; opportunity-WEF1 means none.

    *names* are the ids of the partners in the order of the trace. Values are
    added up in floats that are exact as long as a partner's leads come to less
    than 2**53 minor units.
    """
    work, size = trace.work, len(names)
    placed = np.flatnonzero(trace.winners != NOBODY)
    winners, sets = trace.winners[placed], trace.sets[placed]
    values = np.array([work.values[work.order[place]] for place in placed.tolist()], dtype=np.float64)
    numbers, rows = np.unique(sets, return_inverse=True)
    sums, most = np.zeros((len(numbers), size)), np.zeros((len(numbers), size))
    np.add.at(sums, (rows, winners), values)
    np.maximum.at(most, (rows, winners), values)
    could = np.zeros((len(numbers), size), dtype=np.float64)
    largest = np.zeros((size, size))
    for row, number in enumerate(numbers.tolist()):
        members = trace.members(number)
        could[row, members] = 1
        largest[members] = np.maximum(largest[members], most[row])
    # Row by row what one could have had of each other's leads; on the diagonal his own.
    seen = could.T @ sums
    own = np.bincount(winners, values, minlength=size)
    weights = np.array([float(weight) for weight in work.weights])
    per_weight = (seen - largest) / weights
    level = own / weights
    np.fill_diagonal(per_weight, 0)
    # A float may differ in its last digits from the fraction it stands for.
    worse = per_weight > level[:, None] * (1 + 1e-12)
    envious = int(worse.sum())
    if not envious:
        return Envy(pairs=size * (size - 1), envious=0, worst=None)
    with np.errstate(divide="ignore", invalid="ignore"):
        times = np.where(worse, per_weight / level[:, None], 0)
    partner, other = divmod(int(times.argmax()), size)
    found = float(times[partner, other])
    worst = Envied(partner=names[partner], other=names[other], times=found if np.isfinite(found) else None)
    return Envy(pairs=size * (size - 1), envious=envious, worst=worst)

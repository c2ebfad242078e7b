"""
By how much did those who were helped change more than partners like them?

The kernel of `measure_effects`: difference in differences on changes of whole windows,
before and after, so that the months of one partner are one observation (M.
Bertrand, E. Duflo and S. Mullainathan, "How much should we trust
differences-in-differences estimates?", Quarterly Journal of Economics 119,
2004). Each helped partner is compared with the nearest of those who were not;
one of these may serve several. Its change then counts several times and makes
the differences alike, which the standard error must know (A. Abadie and G. W.
Imbens, "Large sample properties of matching estimators for average treatment
effects", Econometrica 74, 2006).
"""

from typing import final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from partnerkit.scoring.groups import Floats

__all__ = ["Difference", "Pairs", "difference", "nearest"]

#: Where partners stand, in a table or in another list.
Places = NDArray[np.int64]


def __dir__() -> list[str]:
    return __all__


@final
@frozen(eq=False)
class Pairs:
    """Who is compared with whom: helped and other, in lists of equal length, each helped one as often as the next."""

    helped: Places
    others: Places

    #: How many others each helped one has.
    each: int


@final
@frozen(eq=False)
class Difference:
    """A mean difference, its standard error, and by how many observations that is known."""

    estimate: float
    error: float
    freedom: int


def nearest(helped: Floats, others: Floats, count: int) -> Places:
    """
    Return for each of *helped* the places of the *count* nearest of *others*; of equally near ones the lower.

    >>> nearest(np.array([4.9]), np.array([9.0, 5.0, 1.0, 4.0]), 2).tolist()
    [[1, 3]]
    """
    order = np.argsort(others, kind="stable")
    ordered = others[order]
    count = min(count, len(others))
    # The nearest ones stand in one run, no longer than twice their number around where it would be sorted in.
    first = np.clip(np.searchsorted(ordered, helped) - count, 0, max(0, len(others) - 2 * count))
    around = first[:, None] + np.arange(min(2 * count, len(others)))
    away = np.abs(ordered[around] - helped[:, None])
    chosen = np.argsort(away, axis=1, kind="stable")[:, :count]
    return np.asarray(order[np.take_along_axis(around, chosen, axis=1)])


def difference(changes: Floats, others: Floats, pairs: Pairs, owners: Places) -> Difference:
    """
    Return by how much *changes* of the helped exceed those of the others they are paired with, on average.

    Parameters
    ----------
    changes
        One for each helped partner.
    others
        One for each pair: the change of the other in the same window.
    owners
        One for each pair: which partner the other is. What one lends to several is not independent, but clustered.

    >>> changes, others = np.array([3.0, 5.0]), np.array([1.0, 2.0, 1.0, 2.0])
    >>> pairs = Pairs(np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1]), 2)
    >>> found = difference(changes, others, pairs, np.array([0, 1, 0, 1]))
    >>> found.estimate, round(found.error**2, 6)
    (2.5, 1.25)
    """
    sets = others.reshape(len(changes), pairs.each)
    own = changes - sets.mean(axis=1)
    count = len(own)
    spread = float(own.var(ddof=1)) / count
    # What an other adds to the mean it is part of; what it adds to several makes their differences alike.
    away = (sets - sets.mean(axis=1, keepdims=True)).ravel()
    several = np.bincount(owners, away) ** 2 - np.bincount(owners, away**2)
    shared = float(several.sum()) / (pairs.each * max(1, pairs.each - 1) * count * (count - 1))
    # No surer than the smaller of the two sides lets anybody be.
    freedom = min(count, len(np.unique(owners))) - 1
    return Difference(float(own.mean()), float(np.sqrt(spread + max(0.0, shared))), freedom)

"""
How many different ones are there, at every level?

A customer who buys in two territories is one customer of the country. How many
are the same is not in the numbers, so what comes in are sets of ids, and every
goal counts the union of the sets below it.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from partnerkit.goals.shape import Shape

__all__ = ["count_distinct", "is_set"]


def __dir__() -> list[str]:
    return __all__


def is_set(value: object) -> bool:
    """Tell whether *value* is a set of ids."""
    return isinstance(value, AbstractSet) and all(isinstance(each, str) for each in value)


def count_distinct(
    shape: Shape, sets: Sequence[AbstractSet[str]], ranks: NDArray[np.int64]
) -> NDArray[np.int64]:
    """
    Return for each node how many different ids it has with all below it; set i belongs to the node of rank ranks[i].

    >>> shape, ranks = Shape.of(np.array([-1, 0, 0]))
    >>> count_distinct(shape, [{"anna", "bo"}, {"bo"}], ranks[[1, 2]]).tolist()
    [2, 2, 1]
    """
    names = [name for each in sets for name in each]
    code = {name: number for number, name in enumerate(dict.fromkeys(names))}
    things = np.fromiter(map(code.__getitem__, names), dtype=np.int64, count=len(names))
    sizes = np.fromiter(map(len, sets), dtype=np.int64, count=len(sets))
    # A node and an id make one number, so that the same pair stands once.
    base = max(len(code), 1)
    own = np.unique(np.repeat(ranks, sizes) * base + things)
    counts = np.zeros(len(shape), dtype=np.int64)
    lifted = own[:0]
    for low, high in reversed(tuple(pairwise(shape.levels))):
        first, last = np.searchsorted(own, (low * base, high * base))
        pairs = np.union1d(own[first:last], lifted)
        nodes, ids = np.divmod(pairs, base)
        np.add.at(counts, nodes, 1)
        lifted = np.unique(shape.parents[nodes] * base + ids) if low else pairs[:0]
    return counts

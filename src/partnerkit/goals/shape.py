"""
Who stands under whom?

A tree of a million nodes is three arrays. Nodes are ranked breadth first,
siblings by id: so each level is one slice, the children of a node are one
slice, and adding up takes one pass over each level, in whole numbers, without
recursion. The ranking depends on the ids alone, never on the order of input.
"""

from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any, TypeAlias, final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from partnerkit.values.errors import BrokenTree, InvalidValue, PartnerkitError, shown

__all__ = ["LEVELS", "Shape", "Whole", "arrange"]

#: More levels than any organization has; a longer chain is a fault of the input.
LEVELS = 32

#: Whole numbers of any size: int64 while everything fits, Python's own where it does not.
Whole: TypeAlias = NDArray[Any]

_ROOT, _ORPHAN = -1, -2


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True, eq=False, repr=False)
class Shape:
    """Nodes by breadth-first rank: level after level, children of one node side by side."""

    #: Rank of each node's parent; -1 for a root.
    parents: NDArray[np.int64]

    #: Where each level begins, and where the last one ends.
    levels: tuple[int, ...]

    #: Number of children of each node, and the rank of the first one.
    counts: NDArray[np.int64]
    firsts: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.parents)

    @cached_property
    def is_leaf(self) -> NDArray[np.bool_]:
        """Which nodes have no children."""
        return np.equal(self.counts, 0)

    @cached_property
    def leaf_counts(self) -> NDArray[np.int64]:
        """How many leaves each node has below it; a leaf counts itself."""
        return self.add_up(self.is_leaf.astype(np.int64))

    def children(self, node: int) -> range:
        """Return the ranks of the children of *node*."""
        first = int(self.firsts[node])
        return range(first, first + int(self.counts[node]))

    def subtree(self, node: int) -> tuple[slice, ...]:
        """Return the ranks of *node* and all below it: one slice for each level."""
        found = []
        low, high = node, node + 1
        while low < high:
            found.append(slice(low, high))
            low, high = (int(self.firsts[low]), int(self.firsts[high - 1] + self.counts[high - 1]))
        return tuple(found)

    @cached_property
    def families(self) -> tuple[tuple[slice, NDArray[np.int64], NDArray[np.int64]], ...]:
        """From the lowest level up: the ranks of all children, where each family begins, and its parent."""
        found = []
        for low, high in reversed(tuple(pairwise(self.levels))[1:]):
            parents = self.parents[low:high]
            starts = np.flatnonzero(np.diff(parents, prepend=_ROOT))
            found.append((slice(low, high), starts, parents[starts]))
        return tuple(found)

    def add_up(self, own: Whole) -> Whole:
        """
        Add to each node what all below it have, in place; *own* holds one whole number for each node.

        Exact: the sum of the absolute values fits the type of *own*.
        """
        for children, starts, parents in self.families:
            # Each parent stands once, so that plain indexing adds every sum.
            own[parents] += np.add.reduceat(own[children], starts)
        return own

    def fill_up(self, own: Whole, known: NDArray[np.bool_]) -> None:
        """Set *own* to the sum of the children where it is not *known* and all of theirs are, in place."""
        for children, starts, parents in self.families:
            sums = np.add.reduceat(own[children], starts)
            all_known = np.logical_and.reduceat(known[children], starts)
            filled = all_known & ~known[parents]
            own[parents[filled]], known[parents[filled]] = sums[filled], True

    @cached_property
    def reading_order(self) -> NDArray[np.int64]:
        """The ranks as one reads a tree: each node before its children, branch after branch."""
        sizes = self.add_up(np.ones(len(self), dtype=np.int64))
        places = np.cumsum(sizes) - sizes
        for low, high in tuple(pairwise(self.levels))[1:]:
            parents = self.parents[low:high]
            before = np.cumsum(sizes[low:high]) - sizes[low:high]
            places[low:high] = places[parents] + 1 + before - before[self.firsts[parents] - low]
        return np.argsort(places)


def arrange(
    ids: Sequence[str], parents: Sequence[str | None]
) -> tuple[Shape, NDArray[np.int64], list[PartnerkitError]]:
    """
    Return the shape, the place in the input of each rank, and every fault: twins, orphans, cycles, depth.

    With faults the shape holds what can be reached from the roots.
    """
    by_id = sorted(range(len(ids)), key=ids.__getitem__)
    place = {ids[at]: rank for rank, at in enumerate(by_id)}
    faults: list[PartnerkitError] = [
        InvalidValue(path=f"goals[{ids[at]}].id", value=shown(ids[at]), remedy="use each id once")
        for rank, at in enumerate(by_id)
        if place[ids[at]] != rank
    ]
    up = np.array(
        [_ROOT if parents[at] is None else place.get(parents[at] or "", _ORPHAN) for at in by_id],
        dtype=np.int64,
    )
    faults += [
        BrokenTree(path=f"goals[{ids[at]}].parent", fault="orphan", nodes=(ids[at], parents[at] or ""))
        for at in (by_id[rank] for rank in np.flatnonzero(up == _ORPHAN))
    ]
    up[up == _ORPHAN] = _ROOT
    ranks, levels, deep = _breadth_first(up)
    names = [ids[at] for at in by_id]
    if len(deep):
        nodes = tuple(names[rank] for rank in deep)
        faults.append(BrokenTree(path=f"goals[{nodes[0]}]", fault="depth", nodes=nodes))
    elif len(ranks) < len(up):
        faults += _cycles(up, ranks, names)
    return _shaped(up, ranks, levels), np.array(by_id, dtype=np.int64)[ranks], faults


def _breadth_first(up: NDArray[np.int64]) -> tuple[NDArray[np.int64], tuple[int, ...], NDArray[np.int64]]:
    """Return the nodes level by level, where the levels begin, and the nodes that lie too deep."""
    by_parent = np.argsort(up, kind="stable")
    counts = np.bincount(up + 1, minlength=len(up) + 1)
    begins = np.cumsum(counts) - counts
    frontier = by_parent[: counts[0]]
    found: list[NDArray[np.int64]] = []
    levels = [0]
    while len(frontier) and len(found) < LEVELS:
        found.append(frontier)
        levels.append(levels[-1] + len(frontier))
        families = counts[frontier + 1]
        ends = np.cumsum(families)
        offsets = np.repeat(begins[frontier + 1] - (ends - families), families)
        frontier = by_parent[offsets + np.arange(len(offsets))]
    ranks = np.concatenate(found) if found else np.zeros(0, dtype=np.int64)
    return ranks, tuple(levels), frontier


def _shaped(up: NDArray[np.int64], ranks: NDArray[np.int64], levels: tuple[int, ...]) -> Shape:
    rank_of = np.full(len(up) + 1, _ROOT, dtype=np.int64)
    rank_of[ranks] = np.arange(len(ranks))
    parents = rank_of[up[ranks]]
    counts = np.bincount(parents[parents >= 0], minlength=len(ranks)).astype(np.int64)
    roots = levels[1] if len(levels) > 1 else 0
    return Shape(parents=parents, levels=levels, counts=counts, firsts=roots + np.cumsum(counts) - counts)


def _cycles(up: NDArray[np.int64], ranks: NDArray[np.int64], names: Sequence[str]) -> list[PartnerkitError]:
    """Name each cycle once, beginning with its first id; what merely hangs below a cycle is not named."""
    lost = np.setdiff1d(np.arange(len(up)), ranks)
    ahead = up
    for _ in range(len(up).bit_length()):
        ahead = ahead[ahead]
    seen: set[int] = set()
    faults: list[PartnerkitError] = []
    for start in np.unique(ahead[lost]).tolist():
        if start not in seen:
            ring: list[int] = [start]
            while (above := int(up[ring[-1]])) != start:
                ring.append(above)
            seen.update(ring)
            nodes = tuple(names[rank] for rank in ring)
            faults.append(BrokenTree(path=f"goals[{nodes[0]}].parent", fault="cycle", nodes=nodes))
    return faults

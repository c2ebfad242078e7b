"""
Who stands under whom?

A tree of a million nodes is three arrays. Nodes are ranked breadth first,
siblings by id: so each level is one slice, the children of a node are one
slice, and adding up takes one pass over each level, in whole numbers, without
recursion. The ranking depends on the ids alone, never on the order of input.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import pairwise, repeat
from typing import Any, TypeAlias, final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from partnerkit.values.errors import BrokenTree, InvalidValue, PartnerkitError, shown

__all__ = ["FITS", "LEVELS", "Shape", "Whole", "arrange", "fitted"]

#: More levels than any organization has; a longer chain is a fault of the input.
LEVELS = 32

#: Whole numbers of any size: int64 while everything fits, Python's own where it does not.
Whole: TypeAlias = NDArray[Any]

#: Half of what int64 holds: the difference of two sums fits, too.
FITS = 2**62

_ROOT, _ORPHAN = -1, -2


def __dir__() -> list[str]:
    return __all__


def fitted(numbers: Whole) -> Whole:
    """Return *numbers* as Python's own whole numbers if a sum of them might not fit int64."""
    if numbers.dtype == object or not len(numbers):
        return numbers
    # In Python's numbers and in floats, because the absolute value of the least int64 is none.
    largest = max(-int(numbers.min()), int(numbers.max()))
    if largest * len(numbers) < FITS or float(np.abs(numbers.astype(np.float64)).sum()) < FITS / 2:
        return numbers
    return numbers.astype(object)


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

    @classmethod
    def of(cls, parents: NDArray[np.int64]) -> tuple["Shape", NDArray[np.int64]]:
        """
        Return the shape of a tree given by numbers, and the rank of each node.

        *parents* holds for each node the position of its parent, -1 for a root.
        Siblings keep the order in which they came.

        Raises
        ------
        InvalidValue, BrokenTree
            For positions that cannot be, cycles, and more than 32 levels.

        >>> shape, ranks = Shape.of(np.array([1, -1, 1, 0]))
        >>> (totals,) = shape.totals([np.array([5, 7])], ranks[[3, 2]])
        >>> totals[ranks].tolist()
        [5, 12, 7, 5]
        """
        up = np.asarray(parents)
        if up.ndim != 1 or up.dtype.kind != "i" or (len(up) and not -1 <= up.min() <= up.max() < len(up)):
            remedy = "use a flat array of whole numbers: the position of each node's parent, -1 for a root"
            raise InvalidValue(path="parents", value=shown(parents), remedy=remedy)
        up = up.astype(np.int64)
        order, levels, deep = _breadth_first(up)
        if len(deep):
            raise BrokenTree(path="parents", fault="depth", nodes=tuple(map(str, deep[:5].tolist())))
        for ring in _cycles(up, order):
            raise BrokenTree(path="parents", fault="cycle", nodes=tuple(map(str, ring)))
        ranks = np.empty(len(up), dtype=np.int64)
        ranks[order] = np.arange(len(up))
        return _shaped(up, order, levels), ranks

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

    def totals(self, columns: Sequence[Whole], at: NDArray[np.int64]) -> tuple[Whole, ...]:
        """
        Return what each node has with all below it, where row i of *columns* belongs to the node of rank at[i].

        Rows come in any order, many to a node or none; in the order of the ranks
        they are added fastest. Exact: in int64 while no sum can leave it, in
        Python's own whole numbers where one might.
        """
        if not len(at) or (at[1:] < at[:-1]).any():
            starts = None
        else:
            starts = np.append(0, np.flatnonzero(at[1:] != at[:-1]) + 1)
        return tuple(self._total(fitted(column), at, starts) for column in columns)

    def _total(self, column: Whole, at: NDArray[np.int64], starts: NDArray[np.int64] | None) -> Whole:
        own = np.zeros(len(self), dtype=column.dtype)
        if starts is None:
            np.add.at(own, at, column)
        else:
            own[at[starts]] = np.add.reduceat(column, starts)
        return self.add_up(own)

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
    names = list(ids)
    by_id = np.array(sorted(range(len(names)), key=names.__getitem__), dtype=np.int64)
    # None leads to no place, so a root finds the one of the roots.
    place: dict[str | None, int] = dict(zip(ids, range(len(ids)), strict=True))
    faults: list[PartnerkitError] = list(_twins(ids, len(place)))
    place[None] = _ROOT
    known = np.fromiter(map(place.get, parents, repeat(_ORPHAN)), dtype=np.int64, count=len(ids))
    ranks = np.empty(len(ids), dtype=np.int64)
    ranks[by_id] = np.arange(len(ids))
    up = np.where(known < 0, known, ranks[np.maximum(known, 0)])[by_id]
    faults += [
        BrokenTree(path=f"goals[{names[at]}].parent", fault="orphan", nodes=(names[at], parents[at] or ""))
        for at in by_id[up == _ORPHAN].tolist()
    ]
    up[up == _ORPHAN] = _ROOT
    order, levels, deep = _breadth_first(up)
    if len(deep):
        nodes = tuple(names[at] for at in by_id[deep].tolist())
        faults.append(BrokenTree(path=f"goals[{nodes[0]}]", fault="depth", nodes=nodes))
    else:
        for ring in _cycles(up, order):
            nodes = tuple(names[at] for at in by_id[ring].tolist())
            faults.append(BrokenTree(path=f"goals[{nodes[0]}].parent", fault="cycle", nodes=nodes))
    return _shaped(up, order, levels), by_id[order], faults


def _twins(ids: Sequence[str], different: int) -> Iterator[InvalidValue]:
    if different < len(ids):
        for name, count in sorted(Counter(ids).items()):
            for _ in range(count - 1):
                yield InvalidValue(path=f"goals[{name}].id", value=shown(name), remedy="use each id once")


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


def _cycles(up: NDArray[np.int64], reached: NDArray[np.int64]) -> Iterator[list[int]]:
    """Find each cycle once, from its first node on; what merely hangs below a cycle is not named."""
    if len(reached) == len(up):
        return
    lost = np.setdiff1d(np.arange(len(up)), reached)
    ahead = up
    for _ in range(len(up).bit_length()):
        ahead = ahead[ahead]
    seen: set[int] = set()
    for start in np.unique(ahead[lost]).tolist():
        if start not in seen:
            ring: list[int] = [start]
            while (above := int(up[ring[-1]])) != start:
                ring.append(above)
            seen.update(ring)
            yield ring

"""
With whom is a partner compared?

With those who share the values of the columns in `peers`. Where these are
fewer than `min_peers`, the last name is dropped, and again, until the group is
large enough or everybody is in it. The smaller group is then measured against
all of the larger one; nobody of the larger one is measured differently for it.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any, final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from partnerkit.scoring.groups import Groups
from partnerkit.values.columns import known

__all__ = ["ANY", "PeerGroup", "Peers", "at_level", "label_of", "peers_of"]

#: Stands in the label of a group for a name that was dropped.
ANY = "*"

#: Whole numbers within this many times the rows are counted, not looked up.
_DENSE = 4


def __dir__() -> list[str]:
    return __all__


@final
@frozen
class PeerGroup:
    """The values that its members share, by name, as far as no name was dropped; and how many they are."""

    shared: Mapping[str, Any]
    size: int
    label: str


@final
@frozen(kw_only=True, eq=False)
class Peers:
    """
    Rows in the order of their groups; a row that serves as a measure for others may stand in several.

    `rows[place]` is the row of the frame that stands at each place, and
    `place_of[row]` the place where that row is scored itself.
    """

    groups: Groups
    described: Sequence[PeerGroup]
    rows: NDArray[np.int64]
    place_of: NDArray[np.int64]

    #: Whether each row stands at one place only: then `place_of` sorts, which is faster than picking `rows`.
    is_partition: bool

    @property
    def is_as_it_came(self) -> bool:
        """Whether there is one group of all rows, in the order of the frame."""
        return self.is_partition and len(self.groups) == 1

    def spread(self, column: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return what stands place by place row by row, each row as it is scored itself."""
        return column if self.is_as_it_came else column[self.place_of]

    def gather(self, column: NDArray[Any], out: NDArray[np.float64] | None = None) -> NDArray[np.float64]:
        """Return the column's values as floats, place by place, in a new array or in *out*."""
        found = np.empty(len(self.rows), dtype=np.float64) if out is None else out
        if self.is_as_it_came:
            found[:] = column
        elif self.is_partition:
            found[self.place_of] = column
        else:
            found[:] = column[self.rows]
        return found

    def group_of(self, row: int) -> int:
        """Return the number of the group in which *row* is scored."""
        return int(np.searchsorted(self.groups.starts, self.place_of[row], side="right")) - 1

    def only(self, group: int) -> "Peers":
        """Return one group, with every row of it scored in it."""
        start, size = int(self.groups.starts[group]), int(self.groups.sizes[group])
        places = np.arange(size)
        return Peers(
            groups=Groups.of(np.array([size])),
            described=[self.described[group]],
            rows=self.rows[start : start + size],
            place_of=places,
            is_partition=False,
        )

    def times(self, count: int) -> "Peers":
        """Return the same peers *count* times, for as many frames of as many rows that stand one below the other."""
        below = np.arange(count)[:, None]
        return Peers(
            groups=self.groups.times(count),
            described=[*self.described] * count,
            rows=(self.rows + below * len(self.place_of)).ravel(),
            place_of=(self.place_of + below * len(self.rows)).ravel(),
            is_partition=self.is_partition,
        )

    def labels(self) -> NDArray[Any]:
        """Return the label of the group in which each row is scored."""
        labels = np.empty(len(self.described), dtype=object)
        labels[:] = [group.label for group in self.described]
        return np.asarray(np.repeat(labels, self.groups.sizes)[self.place_of])


def peers_of(columns: Mapping[str, NDArray[Any]], rows: int, *, least: int, fixed: int = 0) -> Peers:
    """
    Group *rows* by the values of *columns*; groups below *least* are compared more widely.

    The first *fixed* columns are never dropped: nobody is compared with another
    period. A missing value is a value: those whose region nobody knows are one
    group.

    >>> tiers = {"tier": np.array(["gold", "gold", "silver"], dtype=object)}
    >>> [(group.label, group.size) for group in peers_of(tiers, 3, least=2).described]
    [('gold', 2), ('*', 3)]
    """
    levels = _levels(columns, rows)[: len(columns) - fixed + 1]
    level_of = np.zeros(rows, dtype=np.int8)
    for level in range(1, len(levels)):
        is_small = np.bincount(levels[level - 1]) < least
        if is_small.any():
            level_of[is_small[levels[level - 1]]] = level
    orders: list[NDArray[np.int64]] = []
    sizes = [np.zeros(0, dtype=np.int64)]
    described: list[PeerGroup] = []
    place_of = np.empty(rows, dtype=np.int64)
    begin = 0
    is_mixed = bool(level_of.any())
    for level in np.flatnonzero(np.bincount(level_of)).tolist() if is_mixed else [0] * (rows > 0):
        is_scored = level_of == level if is_mixed else None
        order, counts = _members(levels[level], is_scored)
        places = np.arange(begin, begin + len(order))
        if is_scored is None:
            place_of[order] = places
        else:
            here = is_scored[order]
            place_of[order[here]] = places[here]
        orders.append(order)
        sizes.append(counts)
        described += _described(columns, order, counts, kept=len(columns) - level)
        begin += len(order)
    return Peers(
        groups=Groups.of(np.concatenate(sizes)),
        described=described,
        rows=np.concatenate([np.zeros(0, dtype=np.int64), *orders]) if len(orders) != 1 else orders[0],
        place_of=place_of,
        is_partition=begin == rows,
    )


def _members(
    codes: NDArray[np.int64], is_scored: NDArray[np.bool_] | None
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the rows of all groups in which somebody is scored, group after group, and how many each has."""
    counts = np.bincount(codes)
    if is_scored is None:
        return _stable_order(codes), counts
    used = np.zeros(len(counts), dtype=np.bool_)
    used[codes[is_scored]] = True
    members = np.flatnonzero(used[codes])
    return members[_stable_order(codes[members])], counts[used]


def at_level(columns: Mapping[str, NDArray[Any]], rows: int, *, dropped: int, least: int) -> Peers:
    """
    Group *rows* by all but the last *dropped* of *columns*, each row in its group; groups below *least* are left out.

    So a yardstick knows the larger group of anybody who may come.
    """
    codes = _levels(columns, rows)[dropped]
    counts = np.bincount(codes)
    is_large = counts >= least
    members = np.flatnonzero(is_large[codes])
    order = members[_stable_order(codes[members])]
    sizes = counts[is_large]
    return Peers(
        groups=Groups.of(sizes),
        described=_described(columns, order, sizes, kept=len(columns) - dropped),
        rows=order,
        place_of=np.arange(len(order)),
        is_partition=False,
    )


def _levels(columns: Mapping[str, NDArray[Any]], rows: int) -> list[NDArray[np.int64]]:
    """Return the number of the group of each row by all names, by all but the last, and so on down to none."""
    codes = np.zeros(rows, dtype=np.int64)
    levels = [codes]
    for column in columns.values():
        own = _codes(column)
        if len(levels) == 1:
            codes = own
        elif rows:
            _, codes = _compact(codes * (int(own.max()) + 1) + own)
        levels.insert(0, codes)
    return levels


def _codes(column: NDArray[Any]) -> NDArray[np.int64]:
    """Return a number for each different value; NaN, NaT and None are one value."""
    if column.dtype.kind in "ibMm":
        return _compact(column.astype(np.int64, copy=False))[1]
    seen: dict[Hashable, int] = {}
    values: Iterable[Any] = column.tolist()
    if column.dtype.kind == "f":
        values = (None if value != value else value for value in values)  # noqa: PLR0124  # NaN
    return np.fromiter(
        (seen.setdefault(value, len(seen)) for value in values), dtype=np.int64, count=len(column)
    )


def _compact(codes: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the different numbers in order, and for each row which one it has."""
    if len(codes) and 0 <= int(codes.max()) - int(codes.min()) < _DENSE * len(codes):
        least = codes.min()
        shifted = codes - least if least else codes
        present = np.bincount(shifted) > 0
        if present.all():
            return np.arange(len(present)), shifted
        return np.flatnonzero(present), (np.cumsum(present) - 1)[shifted]
    different, found = np.unique(codes, return_inverse=True)
    return different, found.astype(np.int64)


def _stable_order(codes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Sort by small numbers: 8 bits and 16 bits are sorted by counting."""
    most = int(codes.max(initial=0))
    if most < 2**16:
        return np.argsort(codes.astype(np.uint8 if most < 2**8 else np.uint16), kind="stable")
    return np.argsort(codes, kind="stable")


def _described(
    columns: Mapping[str, NDArray[Any]],
    ordered: NDArray[np.int64],
    sizes: NDArray[np.int64],
    *,
    kept: int,
) -> list[PeerGroup]:
    firsts = ordered[np.cumsum(sizes) - sizes]
    names = list(columns)
    values = [columns[name][firsts].tolist() for name in names[:kept]]
    found = []
    for place, size in enumerate(sizes.tolist()):
        shared = {name: known(column[place]) for name, column in zip(names, values, strict=False)}
        found.append(PeerGroup(shared, size, label_of(shared.values(), len(names) - kept)))
    return found


def label_of(values: Iterable[Any], dropped: int) -> str:
    """
    Return what a group is called whose members share *values*, and of which so many names were *dropped*.

    >>> label_of(["gold", None], 1)
    'gold / - / *'
    """
    return " / ".join([*map(_word, values), *[ANY] * dropped]) or ANY


def _word(value: Any) -> str:
    return "-" if known(value) is None else str(value)

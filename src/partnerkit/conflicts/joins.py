"""
Which rows meet: at one customer, at one time?

Kernels on columns. Rows are sorted once; every meeting is then a range in the
sorted rows, so the cost follows the rows and the meetings, never the pairs.
"""

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints: TypeAlias = NDArray[np.int64]
    Spans: TypeAlias = tuple[Ints, Ints, Ints]

__all__ = ["FOREVER", "components", "meetings", "meetings_within"]

#: An end that is not known to come; any time above it counts as it.
FOREVER = 2**62

#: Pairs of one group per row up to which they are simply looked through.
_DENSE = 4

#: So many rows of a group are looked at one after the other; most groups have fewer.
_TURNS = 8


def __dir__() -> list[str]:
    return __all__


def meetings_within(group: "Ints", start: "Ints", end: "Ints") -> "tuple[Ints, Ints]":
    """
    Return every pair of rows of one group whose times share an instant, each once; start <= end, half-open.

    Of a pair the row that began first comes first; of equal beginnings, the earlier row.

    >>> import numpy as np
    >>> group, start, end = np.array([7, 7, 7]), np.array([0, 5, 9]), np.array([6, 8, 12])
    >>> [each.tolist() for each in meetings_within(group, start, end)]
    [[0], [1]]
    """
    import numpy as np

    order = _in_order(group, start, end)
    group, start, end = group[order], start[order], end[order]
    firsts, seconds, row, step = [order[:0]], [order[:0]], np.arange(len(order)), 0
    while len(row):
        # Whoever does not meet the next one meets none of those that begin even later.
        step += 1
        row = row[: np.searchsorted(row, len(order) - step)]
        row = row[(group[row] == group[row + step]) & (start[row + step] < end[row])]
        firsts.append(order[row])
        seconds.append(order[row + step])
    return np.concatenate(firsts), np.concatenate(seconds)


def meetings(mine: "Spans", others: "Spans") -> "tuple[Ints, Ints]":
    """
    Return the pairs of a row and an other row of the same group whose times share an instant, each once.

    Both are columns of group, start and end. Best where *mine* are the fewer.

    >>> import numpy as np
    >>> claims = np.array([7]), np.array([0]), np.array([5])
    >>> visits = np.array([7, 8]), np.array([4, 4]), np.array([9, 9])
    >>> [each.tolist() for each in meetings(claims, visits)]
    [[0], [0]]
    """
    import numpy as np

    order = _in_order(*mine)
    group, start, end = (each[order] for each in mine)
    groups = int(max(group.max(initial=-1), others[0].max(initial=-1))) + 1
    held = np.bincount(group, minlength=groups)
    # Others at customers that have no row at all are most of them.
    other = np.flatnonzero((held > 0)[others[0]] & (others[1] < others[2]))
    other_group, begins, ends = (each[other] for each in others)
    until = np.cumsum(held)[other_group]
    since = until - held[other_group]
    if int((until - since).sum()) > _DENSE * (len(order) + len(other)):
        since, until = _narrowed((group, start, end), (other_group, begins, ends))
    on = np.flatnonzero(since < until)
    firsts, seconds = [order[:0]], [order[:0]]
    for _ in range(_TURNS):
        since, until, other, begins, ends = (each[on] for each in (since, until, other, begins, ends))
        begun = start[since] < ends
        meet = np.flatnonzero(begun & (begins < end[since]))
        firsts.append(order[since[meet]])
        seconds.append(other[meet])
        since += 1
        # What begins too late is followed by what begins even later.
        on = np.flatnonzero(begun & (since < until))
    at, place = _ranges(since[on], until[on])
    at = on[at]
    meet = np.flatnonzero((start[place] < ends[at]) & (begins[at] < end[place]))
    return np.concatenate((*firsts, order[place[meet]])), np.concatenate((*seconds, other[at[meet]]))


def _in_order(group: "Ints", start: "Ints", end: "Ints") -> "Ints":
    """
    Return the rows that last at all by group and then by start, of equal ones the earlier first.

    Groups are numbers from 0 on, sorted by digits of 16 bits: half the time of `lexsort`.
    """
    import numpy as np

    order = np.argsort(start, kind="stable")
    order = order[start[order] < end[order]]
    for shift in range(0, int(group.max(initial=0)).bit_length(), 16):
        order = order[np.argsort((group[order] >> shift).astype(np.uint16), kind="stable")]
    return order


def _narrowed(mine: "Spans", others: "Spans") -> "tuple[Ints, Ints]":
    """
    Return for each other row the range of sorted rows it can meet, by time as well as by group.

    From the first that is not over by its start, nor are all before it, to the last that begins before its end.
    Times are replaced by their ranks, so that group and time are one number without overflow.
    """
    import numpy as np

    (group, start, end), (other_group, other_start, other_end) = mine, others
    known = np.unique(np.concatenate((start, end)))
    width = len(known) + 1
    begun = group * width + np.searchsorted(known, start)
    over = np.maximum.accumulate(group * width + np.searchsorted(known, end))
    since = np.searchsorted(over, other_group * width + np.searchsorted(known, other_start, side="right"))
    until = np.searchsorted(begun, other_group * width + np.searchsorted(known, other_end))
    return since, until


def _ranges(since: "Ints", until: "Ints") -> "tuple[Ints, Ints]":
    """Return each place of each half-open range, with the number of the range before it."""
    import numpy as np

    counts = until - since
    rows = np.repeat(np.arange(len(counts)), counts)
    before = np.cumsum(counts) - counts
    return rows, np.arange(int(counts.sum())) + (since - before)[rows]


def components(count: int, left: "Ints", right: "Ints") -> "Ints":
    """
    Return for each of *count* rows the first row it is connected to through pairs.

    >>> import numpy as np
    >>> components(5, np.array([0, 3, 3]), np.array([3, 0, 4])).tolist()
    [0, 1, 2, 0, 0]
    """
    import numpy as np

    label = np.arange(count)
    while True:
        least = np.minimum(label[left], label[right])
        lower = label.copy()
        # Both ends, and the rows they point to, so that a chain closes in few rounds.
        for ends in (left, right, label[left], label[right]):
            np.minimum.at(lower, ends, least)
        lower = lower[lower]
        if np.array_equal(lower, label):
            return label
        label = lower

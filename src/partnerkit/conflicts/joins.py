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

    (keys,), last, order = _keys((group,), (start,), end)
    ordered = keys[order]
    # From the row after itself up to the last that begins before it ends.
    until = np.searchsorted(ordered, last[order], side="left")
    first, second = _ranges(np.arange(1, len(order) + 1), until)
    left, right = order[first], order[second]
    real = (start[left] < end[left]) & (start[right] < end[right])
    return left[real], right[real]


def meetings(mine: "Spans", others: "Spans") -> "tuple[Ints, Ints]":
    """
    Return the pairs of a row and an other row of the same group whose times share an instant, each once.

    Both are columns of group, start and end.

    >>> import numpy as np
    >>> claims = np.array([7]), np.array([0]), np.array([5])
    >>> visits = np.array([7, 8]), np.array([4, 4]), np.array([9, 9])
    >>> [each.tolist() for each in meetings(claims, visits)]
    [[0], [0]]
    """
    import numpy as np

    # Others at customers that have no row at all are most of them: leave them before any sorting.
    present = np.zeros(int(max(mine[0].max(initial=-1), others[0].max(initial=-1))) + 1, dtype=bool)
    present[mine[0]] = True
    there = np.flatnonzero(present[others[0]] & (others[1] < others[2]))
    here = np.flatnonzero(mine[1] < mine[2])
    left, right = (
        (mine[0][here], mine[1][here], mine[2][here]),
        (others[0][there], others[1][there], others[2][there]),
    )
    one, other = _begun_during(left, right, side="left")
    # Where the row began during the other; equal beginnings were found above.
    other_after, one_after = _begun_during(right, left, side="right")
    return here[np.concatenate((one, one_after))], there[np.concatenate((other, other_after))]


def _begun_during(spans: "Spans", others: "Spans", *, side: str) -> "tuple[Ints, Ints]":
    """Pair each of *spans* with the *others* that begin in it; side "right" is after its beginning."""
    import numpy as np

    group, start, end = spans
    (first, begin), last, order = _keys((group, others[0]), (start, others[1]), end)
    ordered = begin[order]
    since = np.searchsorted(ordered, first, side="left" if side == "left" else "right")
    until = np.searchsorted(ordered, last, side="left")
    rows, places = _ranges(since, until)
    return rows, order[places]


def _keys(
    groups: "tuple[Ints, ...]", starts: "tuple[Ints, ...]", end: "Ints"
) -> "tuple[tuple[Ints, ...], Ints, Ints]":
    """
    Return group and time as one number, exactly: the starts, the ends of the first, and the order of the last.

    Where that would overflow, times are replaced by their ranks, which compare alike.
    """
    import numpy as np

    earliest = min((int(each.min()) for each in starts if len(each)), default=0)
    latest = max((int(each.max()) for each in starts if len(each)), default=0) + 1
    times = [each - earliest for each in starts]
    ends = np.clip(end, earliest, latest) - earliest
    width = latest - earliest + 1
    many = max((int(each.max(initial=0)) for each in groups), default=0) + 1
    if many * width >= FOREVER:
        known = np.unique(np.concatenate(times))
        times = [np.searchsorted(known, each) for each in times]
        ends, width = np.searchsorted(known, ends), len(known) + 1
    keys = tuple(group * width + time for group, time in zip(groups, times, strict=True))
    return keys, groups[0] * width + ends, np.argsort(keys[-1], kind="stable")


def _ranges(since: "Ints", until: "Ints") -> "tuple[Ints, Ints]":
    """Return each place of each half-open range, with the number of the range."""
    import numpy as np

    counts = np.maximum(until - since, 0)
    rows = np.repeat(np.arange(len(counts)), counts)
    begins = np.cumsum(counts) - counts
    return rows, np.arange(int(counts.sum())) - begins[rows] + since[rows]


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

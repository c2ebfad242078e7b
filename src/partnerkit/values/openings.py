"""
At which seconds is a place open?

The kernel of `hours`: sorted tables of half-open intervals in whole seconds,
as int64 arrays. Wall clocks are read piece by piece between the changes of a
zone's offset to UTC, so that a skipped hour is no time at all and a repeated
one counts twice. Nothing is validated here.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import TypeAlias, final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from partnerkit.values.zones import zone_info

__all__ = ["Block", "Openings", "openings", "rows_of"]

Seconds: TypeAlias = NDArray[np.int64]

#: Intervals as an array of starts and ends with two columns.
Rows: TypeAlias = NDArray[np.int64]

#: Weekday, 0 for Monday, and the seconds after its midnight from which and to which a block runs.
Block: TypeAlias = tuple[int, int, int]

_DAY = 86_400
#: No zone of the tz database goes to another offset and back in less than six days.
_LOOK = 3 * _DAY
#: Offsets are looked up, and kept, for so many seconds at a time.
_KEPT = 1_000 * _DAY
#: 1 January 1970 was a Thursday.
_FIRST_WEEKDAY = 3


def __dir__() -> list[str]:
    return __all__


@final
@frozen(eq=False)
class Openings:
    """Open intervals in seconds of UTC, sorted and apart from each other, and what they sum to."""

    starts: Seconds
    ends: Seconds

    #: Open seconds up to the start of each interval, and up to its end.
    before: Seconds
    after: Seconds

    def worked(self, at: Seconds) -> Seconds:
        """Return the open seconds from the beginning of the table up to each of *at*."""
        if not len(self.starts):
            return np.zeros_like(at)
        place = np.searchsorted(self.starts, at, side="right") - 1
        begun = np.maximum(place, 0)
        inside = np.minimum(at, self.ends[begun]) - self.starts[begun]
        return np.where(place < 0, 0, self.before[begun] + inside)

    def reached(self, worked: Seconds) -> tuple[Seconds, NDArray[np.bool_]]:
        """Return when so many open seconds have passed, and whether they do before the table ends."""
        place = np.searchsorted(self.after, worked, side="left")
        known = place < len(self.ends)
        if not len(self.ends):
            return np.zeros_like(worked), known
        last = np.minimum(place, len(self.ends) - 1)
        return self.ends[last] - (self.after[last] - worked), known

    def is_open(self, at: Seconds) -> NDArray[np.bool_]:
        """Tell for each of *at* whether an interval holds it."""
        return _inside(at, np.column_stack((self.starts, self.ends)))

    def between(self, since: int, until: int) -> list[tuple[int, int]]:
        """Return the intervals, cut to those seconds."""
        first = np.searchsorted(self.ends, since, side="right")
        last = np.searchsorted(self.starts, until, side="left")
        starts = np.maximum(self.starts[first:last], since).tolist()
        return list(zip(starts, np.minimum(self.ends[first:last], until).tolist(), strict=True))


def openings(
    blocks: Sequence[Block], zone: str, begin: int, end: int, *, closed_days: Rows, closed: Rows
) -> Openings:
    """
    Return when a weekly pattern is open from *begin* to *end*, midnights of UTC.

    Blocks and *closed_days* are read on the clocks of *zone*, *closed* in UTC.
    """
    local = _without(_weekly(blocks, begin, end), closed_days)
    # What is never open needs no clocks, however long the table grows in search of it.
    rows = _without(_in_utc(local, _clocks(zone, begin, end), end), closed) if len(local) else local
    lengths = rows[:, 1] - rows[:, 0]
    after = np.cumsum(lengths)
    return Openings(rows[:, 0].copy(), rows[:, 1].copy(), after - lengths, after)


def rows_of(intervals: Iterable[tuple[int, int]]) -> Rows:
    """Return *intervals* as rows: sorted, and apart from each other."""
    return _joined(np.array(sorted(intervals), dtype=np.int64).reshape(-1, 2))


def _weekly(blocks: Sequence[Block], begin: int, end: int) -> Rows:
    """Return the blocks of all weeks on the wall clock, with two days to spare on either side."""
    days = np.arange(begin // _DAY - 2, end // _DAY + 2, dtype=np.int64)
    weekdays = (days + _FIRST_WEEKDAY) % 7
    parts = [
        days[weekdays == weekday, np.newaxis] * _DAY + np.array([start, stop], dtype=np.int64)
        for weekday, start, stop in blocks
    ]
    if not parts:
        return rows_of(())
    rows = np.concatenate(parts)
    return _joined(rows[np.lexsort((rows[:, 1], rows[:, 0]))])


def _joined(rows: Rows) -> Rows:
    """Return the fewest rows for the same seconds; *rows* are sorted by their starts."""
    if not len(rows):
        return rows
    reach = np.maximum.accumulate(rows[:, 1])
    fresh = np.append(True, rows[1:, 0] > reach[:-1])
    closing = np.append(fresh[1:], True)
    return np.column_stack((rows[fresh, 0], reach[closing]))


def _inside(at: Seconds, rows: Rows) -> NDArray[np.bool_]:
    if not len(rows):
        return np.zeros(len(at), dtype=np.bool_)
    place = np.searchsorted(rows[:, 0], at, side="right") - 1
    inside: NDArray[np.bool_] = (place >= 0) & (at < rows[np.maximum(place, 0), 1])
    return inside


def _without(rows: Rows, cut: Rows) -> Rows:
    """Return the seconds of *rows* that are not in *cut*."""
    if not len(rows) or not len(cut):
        return rows
    # Two sorted runs. A point that comes twice makes an empty piece, which the piece behind it takes in.
    points = np.sort(np.concatenate((rows, cut)), axis=None, kind="stable")
    kept = _inside(points[:-1], rows) & ~_inside(points[:-1], cut)
    return _joined(np.column_stack((points[:-1], points[1:]))[kept])


def _in_utc(local: Rows, offsets: Sequence[tuple[int, int]], end: int) -> Rows:
    """Return wall-clock rows as rows of UTC: for each stretch of one offset, what its clocks show."""
    parts = [local[:0]]
    untils = [*(since for since, _ in offsets[1:]), end]
    for (since, offset), until in zip(offsets, untils, strict=True):
        low, high = since + offset, until + offset
        first = np.searchsorted(local[:, 1], low, side="right")
        last = np.searchsorted(local[:, 0], high, side="left")
        parts.append(np.clip(local[first:last], low, high) - offset)
    return _joined(np.concatenate(parts))


@lru_cache(maxsize=256)
def _clocks(zone: str, begin: int, end: int) -> tuple[tuple[int, int], ...]:
    """Return from which second on which offset to UTC holds; a longer table looks only at what a shorter one did not."""
    found: list[tuple[int, int]] = []
    for since, until in pairwise((begin, *range(begin // _KEPT * _KEPT + _KEPT, end, _KEPT), end)):
        part = _offsets(zone, since, until)
        found += part[1:] if found and part[0][1] == found[-1][1] else part
    return tuple(found)


@lru_cache(maxsize=4096)
def _offsets(zone: str, begin: int, end: int) -> tuple[tuple[int, int], ...]:
    """Return the same, looking every third day and then closer."""
    rules = zone_info(zone)
    epoch, unit = datetime(1970, 1, 1, tzinfo=rules), timedelta(seconds=1)

    def offset(second: int) -> int:
        # The clock shows UTC here, and only `fromutc` reads it.
        found = rules.fromutc(epoch + timedelta(0, second)).utcoffset()
        return 0 if found is None else found // unit

    found = [(begin, offset(begin))]
    for start in range(begin, end, _LOOK):
        stop = min(start + _LOOK, end)
        if offset(stop - 1) == found[-1][1]:
            continue
        for day in range(start, stop, _DAY):
            while offset(min(day + _DAY, end) - 1) != found[-1][1]:
                # The second before this day still had the old offset; the day's first may have the new one.
                before, after = max(day - 1, found[-1][0]), min(day + _DAY, end) - 1
                while after - before > 1:
                    middle = (before + after) // 2
                    if offset(middle) == found[-1][1]:
                        before = middle
                    else:
                        after = middle
                found.append((after, offset(after)))
    return tuple(found)

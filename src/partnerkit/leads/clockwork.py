"""
How much working time has passed on each of very many clocks, and when are they due?

The kernel of `sla`: columns of whole seconds since 1970, one clock a row. The
clocks of one calendar are asked for together, so a million of them over twenty
calendars are twenty searches in sorted tables. Nothing is validated here.
"""

from collections.abc import Callable, Sequence
from typing import TypeAlias, final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from partnerkit.values.hours import WorkingCalendar

__all__ = ["NEVER", "Pauses", "due_at", "elapsed", "worked"]

Seconds: TypeAlias = NDArray[np.int64]

#: The end of a pause that goes on, and the time of what is never due.
NEVER = np.iinfo(np.int64).max


def __dir__() -> list[str]:
    return __all__


@final
@frozen(eq=False)
class Pauses:
    """Pauses of all clocks, sorted by clock and start; those of one clock do not overlap."""

    rows: NDArray[np.int64]
    starts: Seconds
    ends: Seconds


def _by_calendar(
    codes: NDArray[np.int64],
    calendars: Sequence[WorkingCalendar],
    ask: Callable[[WorkingCalendar, NDArray[np.intp]], Seconds],
    plain: Callable[[NDArray[np.intp]], Seconds],
) -> Seconds:
    """Ask each calendar once for all of its rows; code -1 is around the clock."""
    if not len(codes):
        return np.zeros(0, dtype=np.int64)
    order = np.argsort(codes.astype(np.int32), kind="stable")
    ends = np.searchsorted(codes[order], np.arange(-1, len(calendars)), side="right")
    found = np.empty(len(codes), dtype=np.int64)
    found[order[: ends[0]]] = plain(order[: ends[0]])
    for place, calendar in enumerate(calendars):
        rows = order[ends[place] : ends[place + 1]]
        if len(rows):
            found[rows] = ask(calendar, rows)
    return found


def worked(
    starts: Seconds, ends: Seconds, codes: NDArray[np.int64], calendars: Sequence[WorkingCalendar]
) -> Seconds:
    """
    Return the working seconds between each start and its end; zero where the end comes first.

    >>> from datetime import time
    >>> office = WorkingCalendar(zone="UTC", week={day: ((time(8), time(16)),) for day in range(5)})
    >>> day = 86_400
    >>> worked(np.array([0, 0]), np.array([7 * day, 7 * day]), np.array([0, -1]), [office]).tolist()
    [144000, 604800]
    """
    ends = np.maximum(starts, ends)

    def ask(calendar: WorkingCalendar, rows: NDArray[np.intp]) -> Seconds:
        return calendar.elapsed_many(starts[rows].view("M8[s]"), ends[rows].view("M8[s]"))

    return _by_calendar(codes, calendars, ask, lambda rows: ends[rows] - starts[rows])


def elapsed(
    starts: Seconds,
    ends: Seconds,
    codes: NDArray[np.int64],
    calendars: Sequence[WorkingCalendar],
    pauses: Pauses,
) -> Seconds:
    """Return the working seconds between each start and its end without those of its pauses."""
    ends = np.maximum(starts, ends)
    found = worked(starts, ends, codes, calendars)
    if len(pauses.rows):
        rows = pauses.rows
        since = np.clip(pauses.starts, starts[rows], ends[rows])
        until = np.clip(pauses.ends, starts[rows], ends[rows])
        np.subtract.at(found, rows, worked(since, until, codes[rows], calendars))
    return found


def due_at(
    starts: Seconds,
    needed: Seconds,
    codes: NDArray[np.int64],
    calendars: Sequence[WorkingCalendar],
    pauses: Pauses,
) -> Seconds:
    """
    Return when the *needed* working seconds have passed without pauses; `NEVER` if they do not.

    A pause without end that begins before then makes it unknown, which is `NEVER`, too.
    """

    def due(rows: NDArray[np.intp], seconds: Seconds) -> Seconds:
        def ask(calendar: WorkingCalendar, some: NDArray[np.intp]) -> Seconds:
            found = calendar.due_many(starts[rows[some]].view("M8[s]"), seconds[some])
            return np.where(np.isnat(found), NEVER, found.astype("M8[s]").view(np.int64))

        return _by_calendar(codes[rows], calendars, ask, lambda some: starts[rows[some]] + seconds[some])

    found = due(np.arange(len(starts)), needed)
    needed = needed.copy()
    order = np.arange(len(pauses.rows)) - np.searchsorted(pauses.rows, pauses.rows)
    for turn in range(int(order.max(initial=-1)) + 1):
        # Each pause puts the due time off by what it takes of the working time before it.
        these = np.flatnonzero(order == turn)
        rows, since, until = pauses.rows[these], pauses.starts[these], pauses.ends[these]
        since = np.maximum(since, starts[rows])
        late = (since < found[rows]) & (until > since)
        rows, since, until = rows[late], since[late], until[late]
        endless = until == NEVER
        found[rows[endless]] = NEVER
        rows, since, until = rows[~endless], since[~endless], until[~endless]
        needed[rows] += worked(since, until, codes[rows], calendars)
        found[rows] = due(rows, needed[rows])
    return found

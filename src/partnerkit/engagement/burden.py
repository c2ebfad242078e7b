"""
What does it cost somebody to be there at a quarter of an hour?

Nothing in the hours he likes; half of the time within his working time; outside
of it the whole time, and as much again for every hour that his working time is
away, at most twelve: seven in the morning is better than three at night.
"""

from datetime import UTC, datetime, time

import numpy as np
from numpy.typing import NDArray

from partnerkit.values.hours import FIRST_YEAR, LAST_YEAR, WorkingCalendar

__all__ = ["FURTHEST", "STEP", "burdens", "is_open", "liked_hours"]

#: Seconds of a cell of the grid: offsets of all zones in use are whole quarters of an hour.
STEP = 900

#: Hours after which it does not matter any more how far away working time is.
FURTHEST = 12.0

#: The same in cells, and the seconds between which calendars say what is open.
_FURTHEST = int(FURTHEST * 3600) // STEP
_FIRST, _LAST = (int(datetime(year, 1, 1, tzinfo=UTC).timestamp()) for year in (FIRST_YEAR, LAST_YEAR + 1))

Seconds = NDArray[np.int64]
Floats = NDArray[np.float64]


def __dir__() -> list[str]:
    return __all__


def liked_hours(zone: str, hours: tuple[time, time]) -> WorkingCalendar:
    """Return the calendar of the hours that somebody likes, the same on every day."""
    return WorkingCalendar(zone=zone, week=dict.fromkeys(range(7), (hours,)))


def is_open(calendar: WorkingCalendar, starts: Seconds) -> NDArray[np.bool_]:
    """Tell for cells that begin at *starts*, seconds since 1970 in UTC, whether all of each is working time."""
    return np.equal(_share(calendar, starts), STEP)


def burdens(calendar: WorkingCalendar, liked: WorkingCalendar | None, starts: Seconds) -> Floats:
    """
    Return the minutes of burden of each cell; *starts* are the beginnings of cells in a row, without a gap.

    Working time before the first and after the last of them is as near as it is: a night costs no more for being asked
    about alone.

    >>> office = WorkingCalendar(zone="UTC", week={0: ((time(9), time(17)),)})
    >>> monday_at_7 = 7 * 3600 + 4 * 86_400
    >>> burdens(office, None, np.arange(monday_at_7, monday_at_7 + 3 * 3600, STEP))[[0, 4, 7, 8]].tolist()
    [45.0, 30.0, 18.75, 7.5]
    """
    minutes = STEP / 60
    before = min(_FURTHEST, (int(starts[0]) - _FIRST) // STEP)
    after = min(_FURTHEST, (_LAST - int(starts[-1]) - 1) // STEP - 1)
    around = starts[0] + STEP * np.arange(-before, len(starts) + after)
    here = slice(before, before + len(starts))
    known = is_open(calendar, around)
    open_, away = known[here], _hours_to_open(known)[here]
    found = np.where(open_, minutes / 2, minutes * (1.0 + np.minimum(away, FURTHEST)))
    if liked is not None:
        found[open_ & is_open(liked, starts)] = 0.0
    return found


def _share(calendar: WorkingCalendar, starts: Seconds) -> Seconds:
    at = starts.astype("datetime64[s]")
    return calendar.elapsed_many(at, at + np.timedelta64(STEP, "s"))


def _hours_to_open(open_: NDArray[np.bool_]) -> Floats:
    """Return how far the next open cell is, before or after, in hours; of a neighbor that is a quarter."""
    places = np.arange(len(open_))
    before = np.maximum.accumulate(np.where(open_, places, -len(open_) - 1_000))
    after = np.minimum.accumulate(np.where(open_, places, 2 * len(open_) + 1_000)[::-1])[::-1]
    return np.minimum(places - before, after - places) * (STEP / 3600)

"""
At what time of the week do people in several zones meet again and again?

A standing meeting is agreed on the clock of one zone. When another zone changes
to summer time and this one does not, everybody else's hour moves; so a time of
the week is judged by all its meetings, on both sides of the change.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any, final, overload

import numpy as np
from attrs import frozen

from partnerkit.engagement.burden import STEP
from partnerkit.engagement.meetings import Attendee, meeting_slots, whole_quarters
from partnerkit.values import fields
from partnerkit.values.frames import Library, to_frame
from partnerkit.values.markup import small_table
from partnerkit.values.reasons import Reason
from partnerkit.values.time import Span
from partnerkit.values.zones import zone as is_zone
from partnerkit.values.zones import zone_info

__all__ = ["WeeklySlot", "WeeklySlots", "weekly_slots"]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_WEEK = timedelta(days=7)
_first = fields.Check(
    lambda value: fields.calendar_date.accepts(value) and 1971 <= value.year <= 9997,
    "use a date without a time, of 1971 or later",
)
_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class WeeklySlot:
    """One time of the week on the clock of a zone, over several weeks."""

    #: 0 for Monday to 6 for Sunday.
    weekday: int
    at: time
    zone: str

    #: The meetings, week by week.
    starts: tuple[datetime, ...]

    #: Attendee -> how often his working time is missed.
    missed: Mapping[str, int]

    #: Attendee -> minutes of burden of all meetings.
    burden: Mapping[str, float]

    @property
    def reason(self) -> Reason:
        """How often it misses somebody's working time."""
        facts = {
            "weekday": _NAMES[self.weekday], "at": self.at.isoformat("minutes"), "zone": self.zone,
            "count": len(self.starts), "missed": sum(self.missed.values()),
        }  # fmt: skip
        return Reason("meeting-weekly", facts)


@final
@frozen(eq=False, repr=False)
class WeeklySlots(Sequence[WeeklySlot]):
    """Times of the week, the best first."""

    _slots: tuple[WeeklySlot, ...]

    @overload
    def __getitem__(self, at: int) -> WeeklySlot: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[WeeklySlot, ...]: ...
    def __getitem__(self, at: int | slice) -> WeeklySlot | tuple[WeeklySlot, ...]:
        return self._slots[at]

    def __len__(self) -> int:
        return len(self._slots)

    def __repr__(self) -> str:
        return f"<WeeklySlots: {len(self)}>"

    def to_frame(self, kind: Library = "dict") -> Any:
        """Return one row per time of the week: misses and minutes of burden of all attendees over all meetings."""
        columns: dict[str, Sequence[Any]] = {
            "weekday": [each.weekday for each in self],
            "at": [each.at.isoformat("minutes") for each in self],
            "zone": [each.zone for each in self],
            "missed": [sum(each.missed.values()) for each in self],
            "burden": [sum(each.burden.values()) for each in self],
        }
        return to_frame(columns, kind)

    _repr_html_ = small_table


def weekly_slots(
    attendees: Sequence[Attendee], *, minutes: int, first: date, weeks: int, zone: str, count: int = 10
) -> WeeklySlots:
    """
    Return the best *count* times of the week for a standing meeting, on the clock of *zone*.

    Judged are *weeks* meetings from the week that begins on *first*, a day of any
    name. Times that a week skips, as the clock goes forward, are left out. The
    order is that of `meeting_slots`, with misses and burdens added up.

    Raises
    ------
    InvalidValue, InvalidInput
        For an unknown zone, less than one or more than 53 weeks, a count below one, a day before 1971, and a length
        that is no whole number of quarters of an hour; else as `meeting_slots`.

    >>> from partnerkit.values.hours import WorkingCalendar
    >>> week = dict.fromkeys(range(5), ((time(9), time(17)),))
    >>> people = [Attendee(id=each, calendar=WorkingCalendar(zone=each, week=week)) for each in ("Europe/Berlin", "America/New_York")]
    >>> best = weekly_slots(people, minutes=60, first=date(2026, 3, 2), weeks=6, zone="Europe/Berlin")[0]
    >>> best.at.isoformat("minutes"), dict(best.missed)
    ('15:00', {'Europe/Berlin': 0, 'America/New_York': 0})
    """
    fields.check(
        {
            "minutes": (whole_quarters, minutes),
            "first": (_first, first),
            "weeks": (fields.whole_number(least=1, most=53), weeks),
            "zone": (is_zone, zone),
            "count": (fields.whole_number(least=1), count),
        }
    )
    there = zone_info(zone)
    walls = [
        datetime.combine(first + timedelta(days=at // 96), time(at % 96 // 4, at % 4 * 15))
        for at in range(672)
    ]
    starts = np.array([[_second(wall + week * _WEEK, there) for week in range(weeks)] for wall in walls])
    exists = (starts >= 0).all(axis=1)
    span = Span(
        start=_EPOCH + timedelta(seconds=int(starts[exists].min())),
        end=_EPOCH + timedelta(seconds=int(starts[exists].max()) + minutes * 60),
    )
    slots = meeting_slots(attendees, minutes=minutes, within=span)
    row_of = np.empty(len(slots), dtype=np.intp)
    row_of[(slots.starts - slots.starts.min()) // STEP] = np.arange(len(slots))
    rows = row_of[(starts[exists] - slots.starts.min()) // STEP]
    missed, burden = slots.missed[rows].sum(axis=1), slots.burdens[rows].sum(axis=1)
    needed = np.array([each.is_needed for each in attendees])
    order = np.lexsort(
        (burden.sum(axis=1), burden.max(axis=1), missed.sum(axis=1), missed[:, needed].sum(axis=1))
    )
    kept = np.flatnonzero(exists)[order][:count]
    found = (
        WeeklySlot(
            weekday=walls[at].weekday(),
            at=walls[at].time(),
            zone=zone,
            starts=tuple(_EPOCH + timedelta(seconds=second) for second in starts[at].tolist()),
            missed=dict(zip(slots.attendees, missed[place].tolist(), strict=True)),
            burden=dict(zip(slots.attendees, burden[place].tolist(), strict=True)),
        )
        for at, place in zip(kept.tolist(), order[:count].tolist(), strict=True)
    )
    return WeeklySlots(tuple(found))


def _second(wall: datetime, there: tzinfo) -> int:
    """Return the seconds since 1970 of a time on the wall; -1 where the clock skips it."""
    at = wall.replace(tzinfo=there).astimezone(UTC)
    if at.astimezone(there).replace(tzinfo=None) != wall:
        return -1
    return (at - _EPOCH) // timedelta(seconds=1)

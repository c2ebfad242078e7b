"""
When do people in several zones meet, and who takes the early call?

Every quarter of an hour is asked for every attendee: is it working time, and if
not, how far from it? Slots that lie in everybody's working time come first,
then those that miss the fewest; among alike ones the burden decides, and first
the burden of whoever bears most, counted together with what he bore before. So
the early call goes round.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from functools import cached_property
from typing import Any, final, overload

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from partnerkit.engagement.burden import STEP, burdens, is_open, liked_hours
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, raise_faults, shown
from partnerkit.values.frames import Library, to_frame
from partnerkit.values.hours import WorkingCalendar
from partnerkit.values.markup import small_table
from partnerkit.values.reasons import Reason
from partnerkit.values.time import Span

__all__ = ["Attendee", "Meeting", "Slots", "in_turns", "meeting_slots", "whole_quarters"]

_LONGEST_DAYS = 400
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_face = fields.Check(
    lambda value: (
        isinstance(value, tuple)
        and len(value) == 2
        and all(isinstance(each, time) and each.tzinfo is None for each in value)
        and value[0] < value[1]
    ),
    "use two times of day without zone, the earlier first, as (time(9), time(16))",
)


#: How long a meeting may be, in minutes.
whole_quarters = fields.Check(
    lambda value: type(value) is int and 0 < value <= 24 * 60 and not value % (STEP // 60),
    "use whole quarters of an hour, at most a day",
)


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Attendee:
    """
    Somebody who is to be there, with his working time.

    >>> office = WorkingCalendar(zone="Asia/Tokyo", week={0: ((time(9), time(18)),)})
    >>> Attendee(id="U-7", calendar=office).is_needed
    True
    """

    id: str = field(validator=fields.identifier)

    #: With holidays and absences.
    calendar: WorkingCalendar = field(validator=fields.instance(WorkingCalendar, "a WorkingCalendar"))

    #: The hours of his day that he likes, on the clocks of his zone; None likes no hour of work better than another.
    likes: tuple[time, time] | None = field(default=None, validator=fields.optional(_face))

    #: Whether it is no meeting without him; of others, only the burden counts.
    is_needed: bool = field(default=True, validator=fields.truth)


@final
@frozen(kw_only=True)
class Meeting:
    """One slot, and what it costs whom."""

    span: Span

    #: Whose working time it leaves, in the order of the attendees.
    missed: tuple[str, ...]

    #: Attendee -> minutes of burden of this meeting.
    burden: Mapping[str, float]

    #: The same with all before it, also of who was not asked to this one: to be passed in as `borne` next time.
    borne: Mapping[str, float]

    @property
    def reason(self) -> Reason:
        """Whether it is in everybody's working time, or whose it misses."""
        if self.missed:
            return Reason("meeting-misses", {"at": self.span.start, "persons": self.missed})
        return Reason("meeting-fits", {"at": self.span.start, "count": len(self.burden)})


@final
@frozen(eq=False, repr=False)
class Slots(Sequence[Meeting]):
    """Slots in their order, such as the best first; one is made when it is asked for."""

    attendees: tuple[str, ...]
    minutes: int

    #: Row by slot in their order: the start in seconds since 1970 in UTC.
    starts: NDArray[np.int64]

    #: Slot by attendee: whether his working time is missed, and minutes of burden.
    missed: NDArray[np.bool_]
    burdens: NDArray[np.float64]

    #: The same in minutes of all meetings before it.
    before: NDArray[np.float64]

    #: What those bore before who are not asked to come.
    elsewhere: Mapping[str, float] = field(factory=dict)

    @overload
    def __getitem__(self, at: int) -> Meeting: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Meeting, ...]: ...
    def __getitem__(self, at: int | slice) -> Meeting | tuple[Meeting, ...]:
        if isinstance(at, slice):
            return tuple(map(self.__getitem__, range(len(self))[at]))
        start = _EPOCH + timedelta(seconds=int(self.starts[at]))
        burden = self.burdens[at]
        return Meeting(
            span=Span(start=start, end=start + timedelta(minutes=self.minutes)),
            missed=tuple(np.array(self.attendees, dtype=object)[self.missed[at]].tolist()),
            burden=dict(zip(self.attendees, burden.tolist(), strict=True)),
            borne={
                **self.elsewhere,
                **dict(zip(self.attendees, (self.before[at] + burden).tolist(), strict=True)),
            },
        )

    def __len__(self) -> int:
        return len(self.starts)

    def __iter__(self) -> Iterator[Meeting]:
        return map(self.__getitem__, range(len(self)))

    def __repr__(self) -> str:
        return f"<Slots: {len(self)} of {self.minutes} minutes, {self.fitting} in everybody's working time>"

    def to_frame(self, kind: Library = "dict") -> Any:
        """Return one row per slot: when it begins and ends, how many it misses, and the minutes of burden of each."""
        starts = self.starts.astype("datetime64[s]")
        columns = {
            "start": starts,
            "end": starts + np.timedelta64(self.minutes, "m"),
            "missed": self.missed.sum(axis=1),
            **{f"burden_{name}": self.burdens[:, at] for at, name in enumerate(self.attendees)},
        }
        return to_frame(columns, kind)

    _repr_html_ = small_table

    @cached_property
    def fitting(self) -> int:
        """How many lie in everybody's working time."""
        return int((~self.missed.any(axis=1)).sum())


def meeting_slots(
    attendees: Sequence[Attendee], *, minutes: int, within: Span, borne: Mapping[str, float] | None = None
) -> Slots:
    """
    Return every slot of *minutes* that begins at a quarter of an hour of *within*, the best first.

    First come the slots that leave the working time of the fewest who are needed,
    then of the fewest at all; then those where whoever bears most bears least,
    with what was *borne* before; then the least burden together, then the
    earliest. What a burden is stands in `engagement.burden`, in minutes.

    Raises
    ------
    InvalidInput
        All faults at once: nobody to meet, one person twice, a calendar without an
        hour of work within reach, a length that is no whole number of quarters, a
        span too short or longer than 400 days, a burden that is no number of 0 or more.

    >>> from datetime import UTC
    >>> week = dict.fromkeys(range(5), ((time(9), time(17)),))
    >>> people = [Attendee(id=zone, calendar=WorkingCalendar(zone=zone, week=week)) for zone in ("Europe/Berlin", "Asia/Kolkata")]
    >>> slots = meeting_slots(people, minutes=60, within=Span(start=datetime(2026, 3, 2, tzinfo=UTC), end=datetime(2026, 3, 7, tzinfo=UTC)))
    >>> slots, slots[0].span.start.isoformat()
    (<Slots: 477 of 60 minutes, 55 in everybody's working time>, '2026-03-02T08:00:00+00:00')
    """
    raise_faults(_faults(attendees, minutes, within, borne or {}))
    cells, wide = _grid(within), minutes * 60 // STEP
    count = len(cells) - wide + 1
    missed = np.empty((count, len(attendees)), dtype=bool)
    burden = np.empty((count, len(attendees)))
    for column, each in enumerate(attendees):
        liked = None if each.likes is None else liked_hours(each.calendar.zone, each.likes)
        missed[:, column] = _sums(~is_open(each.calendar, cells), wide) > 0
        burden[:, column] = _sums(burdens(each.calendar, liked, cells), wide)
    needed = np.array([each.is_needed for each in attendees])
    so_far = np.array([(borne or {}).get(each.id, 0.0) for each in attendees])
    order = np.lexsort(
        (
            cells[:count],
            burden.sum(axis=1),
            (burden + so_far).max(axis=1),
            missed.sum(axis=1),
            missed[:, needed].sum(axis=1),
        )
    )
    ids = tuple(each.id for each in attendees)
    before = np.broadcast_to(so_far, burden.shape)
    elsewhere = {name: value for name, value in (borne or {}).items() if name not in ids}
    return Slots(ids, minutes, cells[order], missed[order], burden[order], before, elsewhere)


def in_turns(
    attendees: Sequence[Attendee],
    *,
    minutes: int,
    within: Sequence[Span],
    borne: Mapping[str, float] | None = None,
) -> Slots:
    """
    Return one meeting for each span, such as each week: whoever bore most so far is spared next.

    Raises
    ------
    InvalidValue, InvalidInput
        For no span at all; else as `meeting_slots`.

    >>> from datetime import UTC
    >>> week = dict.fromkeys(range(5), ((time(9), time(17)),))
    >>> people = [Attendee(id=zone, calendar=WorkingCalendar(zone=zone, week=week)) for zone in ("Europe/Berlin", "America/Los_Angeles")]
    >>> weeks = [Span(start=datetime(2026, 3, day, tzinfo=UTC), end=datetime(2026, 3, day + 5, tzinfo=UTC)) for day in (2, 9)]
    >>> [meeting.missed for meeting in in_turns(people, minutes=60, within=weeks)]
    [('America/Los_Angeles',), ('Europe/Berlin',)]
    """
    if not isinstance(within, Sequence) or not within:
        raise InvalidValue(path="within", value=shown(within), remedy="give a span for each meeting")
    so_far: Mapping[str, float] = dict(borne or {})
    found: list[Slots] = []
    for span in within:
        slots = meeting_slots(attendees, minutes=minutes, within=span, borne=so_far)
        found.append(slots)
        so_far = slots[0].borne
    starts, missed, burdens_, before = (
        np.stack([getattr(slots, name)[0] for slots in found])
        for name in ("starts", "missed", "burdens", "before")
    )
    return Slots(found[0].attendees, minutes, starts, missed, burdens_, before, found[0].elsewhere)


def _grid(within: Span) -> NDArray[np.int64]:
    """Return the beginnings of all quarters of an hour that lie in *within* as a whole."""
    second = timedelta(seconds=1)
    first = -((_EPOCH - within.start) // second // STEP)
    last = (within.end - _EPOCH) // second // STEP
    return np.arange(first, last, dtype=np.int64) * STEP


def _sums(cells: NDArray[Any], wide: int) -> NDArray[np.float64]:
    """Return the sum of each *wide* neighboring cells."""
    sums = np.concatenate(([0.0], np.cumsum(cells, dtype=np.float64)))
    return sums[wide:] - sums[:-wide]


def _faults(
    attendees: Sequence[Attendee], minutes: int, within: Span, borne: Mapping[str, float]
) -> Iterator[InvalidValue]:
    def wrong(path: str, value: object, remedy: str) -> InvalidValue:
        return InvalidValue(path=path, value=shown(value), remedy=remedy)

    if not attendees:
        yield wrong("attendees", (), "name at least one")
    odd = [place for place, each in enumerate(attendees) if not isinstance(each, Attendee)]
    yield from (wrong(f"attendees[{place}]", attendees[place], "use an Attendee") for place in odd)
    if odd:
        return
    ids = [each.id for each in attendees]
    for place, each in enumerate(attendees):
        if each.id in ids[:place]:
            yield wrong(f"attendees[{place}].id", each.id, "name each person once")
        if not any(each.calendar.week):
            remedy = "give each person some working time; leave out who has none"
            yield wrong(f"attendees[{place}].calendar.week", each.id, remedy)
    if not isinstance(within, Span):
        yield wrong("within", within, "use a Span of instants, as Period.span of a zone makes one")
        return
    if not whole_quarters.accepts(minutes):
        yield wrong("minutes", minutes, whole_quarters.remedy)
    elif len(_grid(within)) * STEP < minutes * 60:
        yield wrong(
            "within", within, f"use a span of at least {minutes} minutes from a quarter of an hour on"
        )
    if within.end - within.start > timedelta(days=_LONGEST_DAYS):
        yield wrong("within", within, f"use at most {_LONGEST_DAYS} days")
    for name, value in borne.items():
        if not fields.is_finite(value) or value < 0:
            yield wrong(f"borne[{name!r}]", value, "use minutes of 0 or more")

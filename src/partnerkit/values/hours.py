"""
How much working time has passed, and when is it due?

Open is what the clock on the wall says: a block from 22:00 to 06:00 is eight
hours long on most nights, seven on the one that skips an hour, nine on the
one that repeats it. All of it is kept as one sorted table of open intervals
in seconds of UTC, built once for a stretch of years; every question, for one
clock or for a hundred thousand, is a search in that table.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias, final

from attrs import field, frozen

from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, MissingExtra, shown
from partnerkit.values.sets import PeriodSet, SpanSet
from partnerkit.values.time import Span, instant
from partnerkit.values.zones import zone

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from partnerkit.values.openings import Openings, Seconds

    Instants: TypeAlias = datetime | Sequence[datetime] | NDArray[Any]

__all__ = ["FIRST_YEAR", "LAST_YEAR", "WorkingCalendar", "public_holidays"]

Block: TypeAlias = tuple[time, time]
Week: TypeAlias = tuple[tuple[Block, ...], ...]

#: Working calendars answer for these years; a clock that runs out after them is never due.
FIRST_YEAR, LAST_YEAR = 1900, 2199
_STRETCH = 20

_DAY = 86_400
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)


def __dir__() -> list[str]:
    return __all__


def _is_face(value: object) -> bool:
    return isinstance(value, time) and value.tzinfo is None and value.microsecond == 0


def _is_week(value: object) -> bool:
    return (
        isinstance(value, tuple)
        and len(value) == 7
        and all(isinstance(blocks, tuple) for blocks in value)
        and all(
            isinstance(block, tuple) and len(block) == 2 and all(map(_is_face, block))
            for blocks in value
            for block in blocks
        )
    )


def _as_week(week: Mapping[int, Sequence[Block]] | Week) -> Week:
    """Convert to the blocks of Monday to Sunday, in order; what is no week stays, to be refused."""
    given: Any = week
    if isinstance(given, Mapping):
        if not all(type(day) is int and 0 <= day <= 6 for day in given):
            return given  # type: ignore[return-value]  # the validator refuses it
        given = tuple(given.get(day, ()) for day in range(7))
    try:
        sorted_week = tuple(tuple(sorted(tuple(block) for block in blocks)) for blocks in given)
    except TypeError:
        return given  # type: ignore[no-any-return]  # the validator refuses it
    return sorted_week


def _as_days(days: Iterable[date]) -> tuple[date, ...]:
    try:
        return tuple(sorted(set(days)))
    except TypeError:
        return days  # type: ignore[return-value]  # the validator refuses it


@final
@frozen(kw_only=True, cache_hash=True)
class WorkingCalendar:
    """
    When a place works: blocks of the week in its time zone, without holidays and absences.

    A block that ends no later than it starts runs on into the next day; midnight to midnight is a
    whole day. Blocks may touch and overlap, their time counts once. On a holiday nothing is open
    from midnight to midnight, nor is a block that began on the eve.

    >>> from partnerkit.values.zones import zone_info
    >>> berlin = zone_info("Europe/Berlin")
    >>> office = WorkingCalendar(
    ...     zone="Europe/Berlin",
    ...     week={day: ((time(8), time(12)), (time(13), time(17))) for day in range(5)},
    ...     holidays=(date(2026, 5, 1),),
    ... )
    >>> print(office.due(datetime(2026, 4, 30, 15, tzinfo=berlin), timedelta(hours=8)).astimezone(berlin))
    2026-05-04 15:00:00+02:00
    """

    #: Name of the time zone on whose clocks the week is read.
    zone: str = field(validator=zone)

    #: For each weekday, 0 for Monday to 6 for Sunday, the blocks from one time of day to another.
    week: Week = field(
        converter=_as_week,
        validator=fields.Check(
            _is_week, "use a mapping of weekdays, 0 to 6, to pairs of times in whole seconds without zone"
        ),
    )

    #: Dates on which nothing is open.
    holidays: tuple[date, ...] = field(
        default=(), converter=_as_days, validator=fields.each(fields.calendar_date)
    )

    #: Instants, or whole days in the zone, at which nothing is open either.
    absences: SpanSet | PeriodSet = field(
        factory=SpanSet, validator=fields.instance((SpanSet, PeriodSet), "a SpanSet or a PeriodSet")
    )

    def elapsed(self, start: datetime, end: datetime) -> timedelta:
        """
        Return the working time from *start* to *end*; negative if *end* comes first.

        Instants are cut to whole seconds, so that times add up: a to c is a to b and b to c.
        """
        return timedelta(seconds=int(_worked(self, _seconds(start, "start"), _seconds(end, "end"))[0]))

    def due(self, start: datetime, work: timedelta) -> datetime | None:
        """
        Return the first instant, in UTC, at which *work* has passed since *start*.

        That is the end of a working day rather than the beginning of the next one; *start* itself
        for no work. None if it does not pass before the end of the year 2199, or never.
        """
        import numpy as np

        since, needed = _seconds(start, "start"), np.array([_whole_seconds(work)], dtype=np.int64)
        return _instant(_due(self, since, needed)[0])

    def elapsed_many(self, starts: "Instants", ends: "Instants") -> "Seconds":
        """
        Return the working seconds from each of *starts* to its end, as `elapsed` does for one.

        Both are datetimes with a time zone, or arrays of datetime64, which stand for UTC. One
        instant for *ends* serves all of *starts*, as `as_of` does for open clocks.
        """
        return _worked(self, *_paired(_seconds(starts, "starts"), _seconds(ends, "ends"), "ends"))

    def due_many(
        self, starts: "Instants", seconds: "int | Sequence[int] | Seconds"
    ) -> "NDArray[np.datetime64]":
        """
        Return the instants, datetime64 in UTC, at which the working *seconds* have passed, as `due` does.

        What never falls due is NaT.
        """
        import numpy as np

        work = np.atleast_1d(np.asarray(seconds))
        if work.size and (work.dtype.kind not in "iu" or (work < 0).any()):
            raise InvalidValue(path="seconds", value=shown(seconds), remedy="use whole numbers of 0 or more")
        since, needed = _paired(_seconds(starts, "starts"), work.astype(np.int64), "seconds")
        return _due(self, since, needed)

    def is_open(self, at: datetime) -> bool:
        """Tell whether the place works at the instant *at*."""
        second = _seconds(at, "at")
        return bool(_openings(self, *_stretch(second)).is_open(second)[0])

    def next_open(self, at: datetime) -> datetime | None:
        """Return *at* itself if the place works, else the instant at which it next opens; None if never."""
        if self.is_open(at):
            return instant(at)
        first_second_worked = self.due(at, _SECOND)
        return None if first_second_worked is None else first_second_worked - _SECOND

    def open_spans(self, within: Span) -> SpanSet:
        """Return the instants of *within* at which the place works."""
        bounds = _seconds((within.start, within.end), "within")
        rows = _openings(self, *_stretch(bounds)).between(*bounds.tolist())
        return SpanSet(
            spans=[Span(start=_EPOCH + _SECOND * start, end=_EPOCH + _SECOND * end) for start, end in rows]
        )


def public_holidays(
    country: str, years: int | Iterable[int], subdivision: str | None = None
) -> tuple[date, ...]:
    """
    Return the public holidays of a country, or of one of its parts, as the package `holidays` knows them.

    Country and subdivision are codes of ISO 3166, such as "DE" and "BY".

    >>> date(2026, 1, 6) in public_holidays("DE", 2026, "BY"), date(2026, 1, 6) in public_holidays("DE", 2026)
    (True, False)
    """
    try:
        from holidays import country_holidays
    except ImportError:
        raise MissingExtra(extra="holidays", library="holidays") from None
    try:
        known = country_holidays(country, subdiv=subdivision, years=years, expand=False)
    except (NotImplementedError, TypeError, AttributeError):
        named = (country,) if subdivision is None else (country, subdivision)
        raise InvalidValue(
            path="country", value=shown("-".join(map(str, named))), remedy="use codes of ISO 3166"
        ) from None
    return tuple(sorted(known))


_working_time = fields.Check(
    lambda work: isinstance(work, timedelta) and work >= timedelta() and not work.microseconds,
    "use a timedelta of 0 or more whole seconds",
)


def _whole_seconds(work: timedelta) -> int:
    fault = _working_time.fault("work", work)
    if fault is not None:
        raise fault
    return work // _SECOND


def _instant(second: "np.datetime64") -> datetime | None:
    found = second.item()
    return found.replace(tzinfo=UTC) if isinstance(found, datetime) else None


def _seconds(instants: "Instants", path: str) -> "Seconds":
    """Return whole seconds since 1970 in UTC."""
    import numpy as np

    if isinstance(instants, np.ndarray | np.datetime64) and instants.dtype.kind == "M":
        if np.isnat(instants).any():
            raise InvalidValue(path=path, value="NaT", remedy="leave out what has no instant")
        seconds = np.atleast_1d(instants).astype("datetime64[s]").astype(np.int64)
    else:
        several = isinstance(instants, Iterable) and not isinstance(instants, str)
        given: Any = instants if several else [instants]
        exact = [instant(each, path=f"{path}[{row}]" if several else path) for row, each in enumerate(given)]
        seconds = np.array([(each - _EPOCH) // _SECOND for each in exact], dtype=np.int64)
    outside = (seconds < _year_start(FIRST_YEAR)) | (seconds >= _year_start(LAST_YEAR + 1))
    if seconds.ndim != 1 or outside.any():
        remedy = f"use a row of instants of the years {FIRST_YEAR} to {LAST_YEAR}"
        raise InvalidValue(path=path, value=shown(instants), remedy=remedy)
    return seconds


def _year_start(year: int) -> int:
    return _day_second(date(year, 1, 1))


def _day_second(day: date) -> int:
    return (day - _EPOCH.date()).days * _DAY


def _face_second(face: time) -> int:
    return face.hour * 3600 + face.minute * 60 + face.second


def _paired(left: "Seconds", right: "Seconds", path: str) -> "tuple[Seconds, Seconds]":
    import numpy as np

    if right.ndim != 1 or len(right) not in (1, len(left)):
        remedy = f"give one for all, or one for each of {len(left)}"
        raise InvalidValue(path=path, value=f"{right.size} values", remedy=remedy)
    return left, np.broadcast_to(right, left.shape)


def _worked(calendar: WorkingCalendar, since: "Seconds", until: "Seconds") -> "Seconds":
    table = _openings(calendar, *_stretch(since, until))
    return table.worked(until) - table.worked(since)


def _due(calendar: WorkingCalendar, since: "Seconds", work: "Seconds") -> "NDArray[np.datetime64]":
    """Look in a table that is made longer until all is due, or the years end."""
    import numpy as np

    # No clock runs longer than the years last; more would overflow.
    work = np.minimum(work, _year_start(LAST_YEAR) - _year_start(FIRST_YEAR) + 400 * _DAY)
    first, last = _stretch(since)
    while True:
        table = _openings(calendar, first, last)
        reached, known = table.reached(table.worked(since) + work)
        missing = ~known & (work > 0)
        if not missing.any() or last == LAST_YEAR:
            break
        last = min(2 * last - first + 1, LAST_YEAR)
    due = np.where(work == 0, since, reached).astype("datetime64[s]")
    due[missing] = np.datetime64("NaT")
    return due


def _stretch(*seconds: "Seconds") -> tuple[int, int]:
    """Return first and last year of the whole stretches that hold *seconds*; few tables serve all."""
    known = [each for each in seconds if len(each)]
    years = [(_EPOCH + _SECOND * int(end)).year for each in known for end in (each.min(), each.max())]
    first, last = min(years, default=FIRST_YEAR), max(years, default=FIRST_YEAR)
    return first - (first - FIRST_YEAR) % _STRETCH, last - (last - FIRST_YEAR) % _STRETCH + _STRETCH - 1


@lru_cache(maxsize=64)
def _openings(calendar: WorkingCalendar, first_year: int, last_year: int) -> "Openings":
    from partnerkit.values.openings import openings, rows_of

    blocks = [
        (weekday, _face_second(start), _face_second(end) + _DAY * (end <= start))
        for weekday, day_blocks in enumerate(calendar.week)
        for start, end in day_blocks
    ]
    days = [(_day_second(day), _day_second(day) + _DAY) for day in calendar.holidays]
    spans: list[tuple[int, int]] = []
    if isinstance(calendar.absences, PeriodSet):
        days += [(_day_second(each.start), _day_second(each.end)) for each in calendar.absences]
    else:
        spans = [
            ((each.start - _EPOCH) // _SECOND, (each.end - _EPOCH) // _SECOND) for each in calendar.absences
        ]
    return openings(
        blocks,
        calendar.zone,
        _year_start(first_year),
        _year_start(last_year + 1),
        closed_days=rows_of(days),
        closed=rows_of(spans),
    )

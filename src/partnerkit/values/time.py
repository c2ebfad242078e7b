"""
When does it hold: on which days, from which instant to which?

A `Period` is made of calendar dates and belongs to no time zone; a `Span` is
made of instants. Both are half-open, so that neighbors touch and never share
a day or a second. Only `Period.span` and `moment` lead from one to the other,
and both ask for the zone.
"""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import cast, final

from attrs import field, frozen

from partnerkit.values.errors import InvalidValue, shown
from partnerkit.values.fields import Check, as_utc, calendar_date
from partnerkit.values.zones import is_zone, zone_info

__all__ = ["Period", "Span", "instant", "is_zone", "moment"]

_DAY = timedelta(days=1)
_DATE = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LABEL = re.compile("([0-9]{4})(?:-(?:Q([1-4])|H([12])|([0-9]{2})))?")


def __dir__() -> list[str]:
    return __all__


def _invalid(path: str, value: object, remedy: str) -> InvalidValue:
    return InvalidValue(path=path, value=shown(value), remedy=remedy)


def _plain_date(value: date) -> date:
    # A subclass, such as those of calendar libraries, brings an arithmetic of its own.
    if type(value) is not date and calendar_date.accepts(value):
        return date(value.year, value.month, value.day)
    return value


def _in_utc(value: datetime) -> datetime:
    # The same as `as_utc`, in a type that says that a bound is never left out.
    return as_utc(value)


#: Two datetimes of one zone compare by their clock faces, which repeat; in UTC they do not.
_in_utc_check = Check(
    lambda value: isinstance(value, datetime) and value.tzinfo is UTC, "use a datetime with a time zone"
)


def _midnight(day: date, zone: str) -> datetime:
    """Return the first instant of *day*; where the clock skips midnight, the moment of the skip."""
    rules = zone_info(zone)
    if day in (date.min, date.max):
        return datetime.combine(day, time.min, UTC)
    # Of a repeated midnight the first counts, and a skipped one is read before the change: fold 0.
    return datetime.combine(day, time.min, rules).astimezone(UTC)


def instant(at: datetime, *, path: str = "at") -> datetime:
    """
    Return *at* in UTC; without a time zone a datetime is no instant, and refused.

    >>> instant(datetime(2026, 3, 29, 3, tzinfo=zone_info("Europe/Berlin"))).isoformat()
    '2026-03-29T01:00:00+00:00'
    """
    found = _in_utc(at)
    if not _in_utc_check.accepts(found):
        raise _invalid(path, at, _in_utc_check.remedy)
    return found


def moment(as_of: date | datetime, zone: str = "UTC", *, path: str = "as_of") -> datetime:
    """
    Return the instant that *as_of* stands for, in UTC; a date stands for the end of that day in *zone*.

    The end of a day is the midnight that follows it. A datetime without a time zone is refused.

    >>> moment(date(2026, 3, 31), "Europe/Berlin").isoformat()
    '2026-03-31T22:00:00+00:00'
    """
    if calendar_date.accepts(as_of) and as_of != date.max:
        return _midnight(_plain_date(as_of) + _DAY, zone)
    return instant(cast("datetime", as_of), path=path)


def _month_start(year: int, month: int) -> date:
    """Return the first day of a month; *month* may lie outside 1 to 12 and counts on."""
    years, index = divmod(month - 1, 12)
    return date(year + years, index + 1, 1)


def _whole(path: str, value: object, most: int, *, least: int = 1) -> int:
    if type(value) is not int or not least <= value <= most:
        raise _invalid(path, value, f"use a whole number from {least} to {most}")
    return value


def _calendar_year(year: int) -> int:
    # The first and the last day of the calendar are taken: they mean "without beginning" and "without end".
    return _whole("year", year, date.max.year - 1, least=date.min.year + 1)


@final
@frozen(kw_only=True, order=True)
class Period:
    """
    Some days in a row: from `start` up to, not including, `end`.

    >>> Period.quarter(2026, 1)
    Period(start=datetime.date(2026, 1, 1), end=datetime.date(2026, 4, 1))
    >>> print(Period.quarter(2026, 1), Period.of(date(2026, 1, 5), date(2026, 2, 1)))
    2026-Q1 2026-01-05/2026-02-01
    """

    #: The first day.
    start: date = field(converter=_plain_date, validator=calendar_date)

    #: The day after the last one. `date.max` stands for "without end", `date.min` as start for "since ever".
    end: date = field(converter=_plain_date, validator=calendar_date)

    def __attrs_post_init__(self) -> None:
        if not self.start < self.end:
            raise _invalid("end", self.end, f"use a date after the start, {self.start}")

    @classmethod
    def of(cls, start: date, end: date) -> "Period":
        """Return the days from *start* up to, not including, *end*."""
        return cls(start=start, end=end)

    @classmethod
    def since(cls, start: date) -> "Period":
        """Return all days from *start* on."""
        return cls(start=start, end=date.max)

    @classmethod
    def until(cls, end: date) -> "Period":
        """Return all days before *end*."""
        return cls(start=date.min, end=end)

    @classmethod
    def day(cls, day: date) -> "Period":
        """Return the one day."""
        if not calendar_date.accepts(day) or day == date.max:
            raise _invalid("day", day, "use a date without a time, before 9999-12-31")
        return cls(start=day, end=day + _DAY)

    @classmethod
    def _of_months(cls, year: int, month: int, count: int) -> "Period":
        return cls(start=_month_start(year, month), end=_month_start(year, month + count))

    @classmethod
    def year(cls, year: int) -> "Period":
        """Return the calendar year."""
        return cls._of_months(_calendar_year(year), 1, 12)

    @classmethod
    def half(cls, year: int, half: int) -> "Period":
        """Return half 1 (from January) or 2 (from July) of the calendar year."""
        return cls._of_months(_calendar_year(year), _whole("half", half, 2) * 6 - 5, 6)

    @classmethod
    def quarter(cls, year: int, quarter: int) -> "Period":
        """Return quarter 1 to 4 of the calendar year."""
        return cls._of_months(_calendar_year(year), _whole("quarter", quarter, 4) * 3 - 2, 3)

    @classmethod
    def month(cls, year: int, month: int) -> "Period":
        """Return the calendar month."""
        return cls._of_months(_calendar_year(year), _whole("month", month, 12), 1)

    @classmethod
    def parse(cls, label: str) -> "Period":
        """
        Read what `label` writes, and nothing else.

        >>> Period.parse("2026-H2") == Period.half(2026, 2)
        True
        """
        try:
            return cls._parsed(label)
        except (TypeError, ValueError):
            raise _invalid(
                "period", label, 'use "2026", "2026-H1", "2026-Q1", "2026-03", "2026-03-31" or "start/end"'
            ) from None

    @classmethod
    def _parsed(cls, label: str) -> "Period":
        named = _LABEL.fullmatch(label)
        if named:
            year, quarter, half, month = map(int, named.groups("0"))
            if quarter:
                return cls.quarter(year, quarter)
            if half:
                return cls.half(year, half)
            return cls.month(year, month) if named[4] else cls.year(year)
        start, slash, end = label.partition("/")
        if any(part and part != ".." and not _DATE.fullmatch(part) for part in (start, end)):
            raise ValueError(label)
        if not slash:
            return cls.day(date.fromisoformat(start))
        return cls(
            start=date.min if start == ".." else date.fromisoformat(start),
            end=date.max if end == ".." else date.fromisoformat(end),
        )

    @property
    def label(self) -> str:
        """The shortest ISO-like name: "2026", "2026-H1", "2026-Q1", "2026-03", "2026-03-31", "start/end"."""
        year = f"{self.start.year:04}"
        count, month = self._month_count(), self.start.month
        if count == 12 and month == 1:
            return year
        if count == 6 and month in (1, 7):
            return f"{year}-H{(month + 5) // 6}"
        if count == 3 and month % 3 == 1:
            return f"{year}-Q{(month + 2) // 3}"
        if count == 1:
            return f"{year}-{month:02}"
        if self.days == 1 and not self.is_open:
            return self.start.isoformat()
        start = ".." if self.start == date.min else self.start.isoformat()
        end = ".." if self.end == date.max else self.end.isoformat()
        return f"{start}/{end}"

    def __str__(self) -> str:
        return self.label

    @property
    def is_open(self) -> bool:
        """Whether the period has no first or no last day."""
        return self.start == date.min or self.end == date.max

    @property
    def days(self) -> int:
        """The number of days."""
        return (self.end - self.start).days

    @property
    def last_day(self) -> date:
        """The last day that belongs to the period."""
        return self.end - _DAY

    def contains(self, day: date) -> bool:
        """Tell whether *day* belongs to the period; for an instant ask `span(zone)`."""
        fault = calendar_date.fault("day", day)
        if fault is not None:
            raise fault
        return self.start <= day < self.end

    def covers(self, other: "Period") -> bool:
        """Tell whether every day of *other* belongs to the period."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: "Period") -> bool:
        """Tell whether the two share a day."""
        return self.start < other.end and other.start < self.end

    def intersection(self, other: "Period") -> "Period | None":
        """Return the days that the two share; None if there are none."""
        if not self.overlaps(other):
            return None
        return Period(start=max(self.start, other.start), end=min(self.end, other.end))

    def _month_count(self) -> int | None:
        """Count the calendar months; None unless the period is made of whole ones."""
        if self.start.day != 1 or self.end.day != 1 or self.is_open:
            return None
        return (self.end.year - self.start.year) * 12 + self.end.month - self.start.month

    def _pieces(self, length: int) -> "tuple[Period, ...]":
        count = self._month_count()
        if count is None or count % length or (self.start.month - 1) % length:
            name = {1: "month", 3: "quarter"}[length]
            raise _invalid("period", self.label, f"use a period made of whole calendar {name}s")
        year, first = self.start.year, self.start.month
        return tuple(Period._of_months(year, first + each, length) for each in range(0, count, length))

    def months(self) -> "tuple[Period, ...]":
        """Return the calendar months that the period is made of; refused if it cuts one."""
        return self._pieces(1)

    def quarters(self) -> "tuple[Period, ...]":
        """Return the calendar quarters that the period is made of; refused if it cuts one."""
        return self._pieces(3)

    def _moved(self, steps: int) -> "Period":
        count = self._month_count()
        try:
            if count is not None:
                moved = Period._of_months(self.start.year, self.start.month + count * steps, count)
            else:
                shift = timedelta(days=self.days * steps)
                moved = Period(start=self.start + shift, end=self.end + shift)
        except (OverflowError, ValueError):
            moved = self
        if self.is_open or moved.is_open or moved is self:
            raise _invalid("period", self.label, "use a period with a neighbor between the years 1 and 9999")
        return moved

    def previous(self) -> "Period":
        """
        Return the period of the same length that ends where this one starts.

        Whole months count as months (before March comes February), anything else as days.
        """
        return self._moved(-1)

    def following(self) -> "Period":
        """Return the period of the same length that starts where this one ends, counted as `previous` does."""
        return self._moved(1)

    def span(self, zone: str = "UTC") -> "Span":
        """
        Return the instants of the period in *zone*, from the first midnight to the one after the last day.

        >>> Period.day(date(2026, 3, 29)).span("Europe/Berlin").length
        datetime.timedelta(seconds=82800)
        """
        return Span(start=_midnight(self.start, zone), end=_midnight(self.end, zone))


@final
@frozen(kw_only=True, order=True)
class Span:
    """
    The instants from `start` up to, not including, `end`; kept in UTC, given in any zone.

    >>> span = Span(start=datetime(2026, 1, 1, 9, tzinfo=UTC), end=datetime(2026, 1, 1, 17, tzinfo=UTC))
    >>> print(span, span.length)
    2026-01-01T09:00:00+00:00/2026-01-01T17:00:00+00:00 8:00:00
    """

    #: The first instant.
    start: datetime = field(converter=_in_utc, validator=_in_utc_check)

    #: The first instant after.
    end: datetime = field(converter=_in_utc, validator=_in_utc_check)

    def __attrs_post_init__(self) -> None:
        if not self.start < self.end:
            raise _invalid("end", self.end, f"use an instant after the start, {self.start}")

    @classmethod
    def of(cls, start: datetime, end: datetime) -> "Span":
        """Return the instants from *start* up to, not including, *end*."""
        return cls(start=start, end=end)

    def __str__(self) -> str:
        return f"{self.start.isoformat()}/{self.end.isoformat()}"

    @property
    def length(self) -> timedelta:
        """The real time that passes."""
        return self.end - self.start

    def contains(self, at: datetime) -> bool:
        """Tell whether the instant *at*, given in any zone, belongs to the span."""
        return self.start <= instant(at) < self.end

    def covers(self, other: "Span") -> bool:
        """Tell whether every instant of *other* belongs to the span."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: "Span") -> bool:
        """Tell whether the two share an instant."""
        return self.start < other.end and other.start < self.end

    def intersection(self, other: "Span") -> "Span | None":
        """Return the instants that the two share; None if there are none."""
        if not self.overlaps(other):
            return None
        return Span(start=max(self.start, other.start), end=min(self.end, other.end))

"""
Which days, which instants, all taken together?

Sets of days and sets of instants, with the algebra of sets: union `|`,
intersection `&`, difference `-`, complement within a frame. They are kept as
the fewest half-open pieces, in order, so that equal sets are equal values.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from operator import attrgetter
from typing import TypeVar, final

from attrs import field, frozen

from partnerkit.values import fields
from partnerkit.values.time import Period, Span, instant

__all__ = ["PeriodSet", "SpanSet"]

T = TypeVar("T", date, datetime)
P = TypeVar("P", Period, Span)

#: Half-open pieces as pairs of their bounds; sorted, apart from each other, none empty.
Pieces = tuple[tuple[T, T], ...]


def __dir__() -> list[str]:
    return __all__


def _merged(pieces: Iterable[tuple[T, T]]) -> Pieces[T]:
    """Return the fewest pieces that make up the same set."""
    merged: list[tuple[T, T]] = []
    for start, end in sorted(pieces):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def _common(left: Pieces[T], right: Pieces[T]) -> Pieces[T]:
    """Return what lies in both; one walk along the two."""
    common: list[tuple[T, T]] = []
    here = there = 0
    while here < len(left) and there < len(right):
        start = max(left[here][0], right[there][0])
        end = min(left[here][1], right[there][1])
        if start < end:
            common.append((start, end))
        if left[here][1] < right[there][1]:
            here += 1
        else:
            there += 1
    return tuple(common)


def _remaining(left: Pieces[T], right: Pieces[T]) -> Pieces[T]:
    """Return what lies in *left* but not in *right*; one walk along the two."""
    remaining: list[tuple[T, T]] = []
    there = 0
    for start, end in left:
        while there < len(right) and right[there][1] <= start:
            there += 1
        rest, cut = start, there
        while cut < len(right) and right[cut][0] < end:
            if rest < right[cut][0]:
                remaining.append((rest, right[cut][0]))
            rest = max(rest, right[cut][1])
            cut += 1
        if rest < end:
            remaining.append((rest, end))
    return tuple(remaining)


def _holds(pieces: Sequence[P], at: date) -> bool:
    """Tell whether one of *pieces* holds *at*: the last one that starts no later, if any."""
    place = bisect_right(pieces, at, key=attrgetter("start"))
    return place > 0 and at < pieces[place - 1].end


def _days(periods: Iterable[Period]) -> Pieces[date]:
    return tuple((period.start, period.end) for period in periods)


def _period_set(pieces: Pieces[date]) -> "PeriodSet":
    return PeriodSet(periods=[Period(start=start, end=end) for start, end in pieces])


def _as_periods(periods: Iterable[Period]) -> tuple[Period, ...]:
    """Convert to the fewest periods in order; what is no period stays, for the validator to refuse."""
    given = tuple(periods)
    if not all(isinstance(each, Period) for each in given):
        return given
    return tuple(Period(start=start, end=end) for start, end in _merged(_days(given)))


@final
@frozen(kw_only=True)
class PeriodSet:
    """
    A set of days.

    >>> closed = PeriodSet.of(Period.month(2026, 7), Period.month(2026, 8), Period.month(2026, 12))
    >>> print(closed)
    2026-07-01/2026-09-01, 2026-12
    >>> print(closed.complement(Period.year(2026)))
    2026-H1, 2026-09-01/2026-12-01
    """

    #: The fewest periods that make up the set, in order.
    periods: tuple[Period, ...] = field(
        default=(), converter=_as_periods, validator=fields.each(fields.instance(Period, "periods"))
    )

    @classmethod
    def of(cls, *periods: Period) -> "PeriodSet":
        """Return all days of *periods*, which may overlap and come in any order."""
        return cls(periods=periods)

    def __iter__(self) -> Iterator[Period]:
        return iter(self.periods)

    def __bool__(self) -> bool:
        return bool(self.periods)

    def __str__(self) -> str:
        return ", ".join(map(str, self.periods))

    @property
    def days(self) -> int:
        """The number of days."""
        return sum(period.days for period in self.periods)

    def contains(self, day: date) -> bool:
        """Tell whether *day* belongs to the set."""
        fault = fields.calendar_date.fault("day", day)
        if fault is not None:
            raise fault
        return _holds(self.periods, day)

    def __or__(self, other: "PeriodSet") -> "PeriodSet":
        if not isinstance(other, PeriodSet):
            return NotImplemented
        return PeriodSet(periods=self.periods + other.periods)

    def __and__(self, other: "PeriodSet") -> "PeriodSet":
        if not isinstance(other, PeriodSet):
            return NotImplemented
        return _period_set(_common(_days(self), _days(other)))

    def __sub__(self, other: "PeriodSet") -> "PeriodSet":
        if not isinstance(other, PeriodSet):
            return NotImplemented
        return _period_set(_remaining(_days(self), _days(other)))

    def complement(self, within: Period) -> "PeriodSet":
        """Return the days of *within* that do not belong to the set."""
        return PeriodSet.of(within) - self

    def spans(self, zone: str = "UTC") -> "SpanSet":
        """Return the instants of the days in *zone*."""
        return SpanSet(spans=[period.span(zone) for period in self.periods])


def _instants(spans: Iterable[Span]) -> Pieces[datetime]:
    return tuple((span.start, span.end) for span in spans)


def _span_set(pieces: Pieces[datetime]) -> "SpanSet":
    return SpanSet(spans=[Span(start=start, end=end) for start, end in pieces])


def _as_spans(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Convert to the fewest spans in order; what is no span stays, for the validator to refuse."""
    given = tuple(spans)
    if not all(isinstance(each, Span) for each in given):
        return given
    return tuple(Span(start=start, end=end) for start, end in _merged(_instants(given)))


@final
@frozen(kw_only=True)
class SpanSet:
    """
    A set of instants.

    >>> new_year = SpanSet.of(Period.day(date(2026, 1, 1)).span("Europe/Berlin"))
    >>> print(new_year - SpanSet.of(Period.day(date(2026, 1, 1)).span("Europe/Helsinki")))
    2026-01-01T22:00:00+00:00/2026-01-01T23:00:00+00:00
    """

    #: The fewest spans that make up the set, in order.
    spans: tuple[Span, ...] = field(
        default=(), converter=_as_spans, validator=fields.each(fields.instance(Span, "spans"))
    )

    @classmethod
    def of(cls, *spans: Span) -> "SpanSet":
        """Return all instants of *spans*, which may overlap and come in any order."""
        return cls(spans=spans)

    def __iter__(self) -> Iterator[Span]:
        return iter(self.spans)

    def __bool__(self) -> bool:
        return bool(self.spans)

    def __str__(self) -> str:
        return ", ".join(map(str, self.spans))

    @property
    def length(self) -> timedelta:
        """The real time that passes in the set."""
        return sum((span.length for span in self.spans), timedelta())

    def contains(self, at: datetime) -> bool:
        """Tell whether the instant *at*, given in any zone, belongs to the set."""
        return _holds(self.spans, instant(at))

    def __or__(self, other: "SpanSet") -> "SpanSet":
        if not isinstance(other, SpanSet):
            return NotImplemented
        return SpanSet(spans=self.spans + other.spans)

    def __and__(self, other: "SpanSet") -> "SpanSet":
        if not isinstance(other, SpanSet):
            return NotImplemented
        return _span_set(_common(_instants(self), _instants(other)))

    def __sub__(self, other: "SpanSet") -> "SpanSet":
        if not isinstance(other, SpanSet):
            return NotImplemented
        return _span_set(_remaining(_instants(self), _instants(other)))

    def complement(self, within: Span) -> "SpanSet":
        """Return the instants of *within* that do not belong to the set."""
        return SpanSet.of(within) - self

"""
How far has a period run?

By the clock of a zone, and by the business that a season lays on each day.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import final

from attrs import frozen

from partnerkit.goals.amounts import quotient
from partnerkit.goals.freshness import Share
from partnerkit.values.time import Period

__all__ = ["Course", "course_of", "ordinal"]

_TICK, _DAY = timedelta(microseconds=1), timedelta(days=1)


def __dir__() -> list[str]:
    return __all__


@final
@frozen
class Course:
    """How far a period has run."""

    begun: bool

    #: None if it has no first or no last day.
    share: Fraction | None

    #: The part of the target that is due by now: by the season if one was stated, else by days.
    due: Fraction | None

    #: The share as a Decimal, and the days that have passed and those to come.
    elapsed: Decimal | None = None
    passed: Fraction = Fraction(0)
    left: Fraction = Fraction(0)


def ordinal(now: datetime) -> Fraction:
    """
    Return a moment as `date.toordinal` counts, with its part of the day.

    >>> ordinal(datetime(1, 1, 2, 12))
    Fraction(5, 2)
    """
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return now.date().toordinal() + Fraction((now - midnight) // _TICK, _DAY // _TICK)


def course_of(period: Period, instant: datetime, now: Fraction, zone: str, season: Share | None) -> Course:
    """
    Return how far *period* has run at *instant*, which is *now* as `ordinal` counts.

    >>> from datetime import UTC
    >>> noon = datetime(2026, 1, 16, 12, tzinfo=UTC)
    >>> course_of(Period.month(2026, 1), noon, ordinal(noon), "UTC", None).share
    Fraction(1, 2)
    """
    begun = period.start == date.min or period.span(zone).start < instant
    if period.is_open:
        return Course(begun, None, None)
    span = period.span(zone)
    passed = Fraction(
        min(max(instant - span.start, timedelta(0)), span.length) // _TICK, span.length // _TICK
    )
    due = passed
    if season is not None and passed not in (0, 1):
        due = season(period, Fraction(period.start.toordinal()), now)
    days = passed * period.days
    return Course(begun, passed, due, quotient(passed), days, period.days - days)

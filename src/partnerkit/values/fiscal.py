"""
How does the company cut its year, and how does business spread over it?

A `FiscalCalendar` says which days make up a fiscal year, its quarters and its
months: calendar months from any month on, or whole weeks. `Seasonality` says
which share of a year belongs to which month.
"""

from bisect import bisect_right
from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate, pairwise
from math import lcm
from typing import Any, Literal, final

import pendulum
from attrs import field, frozen

from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, raise_faults, shown
from partnerkit.values.time import Period

__all__ = ["FiscalCalendar", "Seasonality"]

_WEEK = timedelta(days=7)
_PATTERNS = {"4-4-5": (4, 4, 5), "4-5-4": (4, 5, 4), "5-4-4": (5, 4, 4)}


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class FiscalCalendar:
    """
    The years of a company's books.

    By default fiscal years are made of calendar months. With `weeks` they have 52 or 53 whole
    weeks and end on one weekday near the end of a month, by one of the two rules of 26 CFR 1.441-2:
    the "last" such weekday in the month, or the one "nearest" to the last day of the month.

    >>> FiscalCalendar(start_month=10, named_after="end").quarter(2026, 1).label
    '2025-Q4'
    >>> retail = FiscalCalendar(start_month=2, named_after="start", weeks="4-5-4", ends="nearest", weekday=5)
    >>> retail.week_count(2023), retail.year(2023).label
    (53, '2023-01-29/2024-02-04')
    """

    #: The calendar month with which the year begins; for years of weeks, to which it begins nearest.
    start_month: int = field(default=1, validator=fields.whole_number(least=1, most=12))

    #: Whether "2026" is the year that ends in 2026 (US government) or the one that starts in it (retail).
    named_after: Literal["end", "start"] = field(default="end", validator=fields.choice("end", "start"))

    #: The weeks of the three months of a quarter; None for calendar months.
    weeks: Literal["4-4-5", "4-5-4", "5-4-4"] | None = field(
        default=None, validator=fields.optional(fields.choice(*_PATTERNS))
    )

    #: How a year of weeks ends: on the last `weekday` of its last month, or on the one nearest its end.
    ends: Literal["last", "nearest"] | None = field(
        default=None, validator=fields.optional(fields.choice("last", "nearest"))
    )

    #: The weekday on which a year of weeks ends, from 0 for Monday to 6 for Sunday.
    weekday: int | None = field(default=None, validator=fields.optional(fields.whole_number(least=0, most=6)))

    #: The month of a year of weeks, 1 to 12, that takes the 53rd week; the last one if left out.
    long_month: int | None = field(
        default=None, validator=fields.optional(fields.whole_number(least=1, most=12))
    )

    def __attrs_post_init__(self) -> None:
        needed = {"ends": self.ends, "weekday": self.weekday}
        if self.weeks is None:
            surplus = {**needed, "long_month": self.long_month}
            raise_faults(
                InvalidValue(path=name, value=shown(value), remedy="leave it out, or name the weeks")
                for name, value in surplus.items()
                if value is not None
            )
        else:
            raise_faults(
                InvalidValue(path=name, value="None", remedy="say how a year of weeks ends")
                for name, value in needed.items()
                if value is None
            )

    def _end(self, year: int) -> date:
        """Return the day after the last one of the fiscal *year*."""
        # Only a year that begins in January ends in the calendar year in which it begins.
        ends_in = year if self.named_after == "end" or self.start_month == 1 else year + 1
        month_end = pendulum.date(ends_in, self.start_month - 1 or 12, 1).last_of("month")
        if self.weekday is None:
            return _plain(month_end.add(days=1))
        last = month_end.last_of("month", pendulum.WeekDay(self.weekday))
        if self.ends == "nearest" and (month_end - last).days > 3:
            last = last.add(days=7)
        return _plain(last.add(days=1))

    def year(self, year: int) -> Period:
        """Return the fiscal year."""
        if type(year) is not int or not 2 <= year <= 9997:
            raise InvalidValue(path="year", value=shown(year), remedy="use a year from 2 to 9997")
        return Period(start=self._end(year - 1), end=self._end(year))

    def week_count(self, year: int) -> int:
        """Return the number of weeks of a year of weeks: 52 or 53."""
        self._weeks_asked()
        return self.year(year).days // 7

    def _weeks_asked(self) -> None:
        if self.weeks is None:
            raise InvalidValue(path="weeks", value="None", remedy="name the weeks of a quarter, as 4-4-5")

    def weeks_of(self, year: int) -> tuple[Period, ...]:
        """Return the weeks of a year of weeks."""
        self._weeks_asked()
        start = self.year(year).start
        return tuple(
            Period(start=start + _WEEK * week, end=start + _WEEK * (week + 1))
            for week in range(self.week_count(year))
        )

    def months(self, year: int) -> tuple[Period, ...]:
        """Return the twelve months of the fiscal year; with weeks, of four to six weeks each."""
        whole = self.year(year)
        if self.weeks is None:
            return whole.months()
        counts = list(_PATTERNS[self.weeks] * 4)
        counts[(self.long_month or 12) - 1] += whole.days // 7 - 52
        starts = [whole.start + _WEEK * count for count in accumulate(counts, initial=0)]
        return tuple(Period(start=start, end=end) for start, end in pairwise(starts))

    def _joined(self, year: int, number: int, name: str, length: int) -> Period:
        if type(number) is not int or not 1 <= number <= 12 // length:
            raise InvalidValue(
                path=name, value=shown(number), remedy=f"use a whole number from 1 to {12 // length}"
            )
        months = self.months(year)[(number - 1) * length : number * length]
        return Period(start=months[0].start, end=months[-1].end)

    def half(self, year: int, half: int) -> Period:
        """Return half 1 or 2 of the fiscal year."""
        return self._joined(year, half, "half", 6)

    def quarter(self, year: int, quarter: int) -> Period:
        """Return quarter 1 to 4 of the fiscal year."""
        return self._joined(year, quarter, "quarter", 3)

    def month(self, year: int, month: int) -> Period:
        """Return month 1 to 12 of the fiscal year."""
        return self._joined(year, month, "month", 1)

    def year_of(self, day: date) -> int:
        """
        Return the name of the fiscal year that *day* belongs to.

        >>> FiscalCalendar(start_month=10).year_of(date(2025, 10, 1))
        2026
        """
        fields.check({"day": (fields.calendar_date, day)})
        for year in range(max(day.year - 1, 2), min(day.year + 2, 9998)):
            if self.year(year).contains(day):
                return year
        raise InvalidValue(path="day", value=shown(day), remedy="use a date between the years 3 and 9996")

    def month_of(self, day: date) -> tuple[int, int]:
        """Return fiscal year and month, 1 to 12, that *day* belongs to."""
        year = self.year_of(day)
        return year, bisect_right([month.start for month in self.months(year)], day)

    def quarter_of(self, day: date) -> tuple[int, int]:
        """Return fiscal year and quarter, 1 to 4, that *day* belongs to."""
        year, month = self.month_of(day)
        return year, (month + 2) // 3


def _plain(day: date) -> date:
    return date(day.year, day.month, day.day)


def _as_shares(shares: Iterable[Any]) -> tuple[Any, ...]:
    """Convert exact numbers to fractions; anything else stays, for the validator to refuse."""
    return tuple(Fraction(each) if type(each) is int or fields.is_decimal(each) else each for each in shares)


_share = fields.Check(
    lambda value: isinstance(value, Fraction) and value >= 0, "use a Fraction or a Decimal of 0 or more"
)


@final
@frozen(kw_only=True)
class Seasonality:
    """
    How a year's business spreads over January to December: twelve shares that sum to one, exactly.

    >>> toys = Seasonality.of([1] * 10 + [4, 6])
    >>> toys.shares[11]
    Fraction(3, 10)
    >>> toys.split(1_000_001)[-3:]
    (50000, 200000, 300001)
    """

    #: The shares of January to December.
    shares: tuple[Fraction, ...] = field(
        converter=_as_shares, validator=fields.each(_share, least=12, unique=False)
    )

    def __attrs_post_init__(self) -> None:
        if len(self.shares) != 12 or sum(self.shares) != 1:
            raise InvalidValue(
                path="shares",
                value=f"{len(self.shares)} shares with the sum {shown(sum(self.shares))}",
                remedy="use twelve shares with the sum 1, or Seasonality.of for weights",
            )

    @classmethod
    def of(cls, weights: Iterable[int | Decimal | Fraction]) -> "Seasonality":
        """Return the profile of twelve weights, such as last year's sales of January to December."""
        exact = _as_shares(weights)
        raise_faults(
            fault
            for month, each in enumerate(exact)
            if (fault := _share.fault(f"weights[{month}]", each)) is not None
        )
        total = sum(exact)
        if not total:
            raise InvalidValue(path="weights", value=shown(exact), remedy="use weights with a sum above 0")
        return cls(shares=[each / total for each in exact])

    @classmethod
    def even(cls) -> "Seasonality":
        """Return the profile of a business without seasons."""
        return cls(shares=[Fraction(1, 12)] * 12)

    def split(self, total: int, *, first_month: int = 1) -> tuple[int, ...]:
        """
        Split the *total* of a year to its months, exactly: the parts are whole and sum to it.

        The year begins with calendar month *first_month*; the parts come in the order of the year.
        """
        from partnerkit.values.apportion import shares

        fields.check({"first_month": (fields.whole_number(least=1, most=12), first_month)})
        turned = self.shares[first_month - 1 :] + self.shares[: first_month - 1]
        unit = lcm(*(share.denominator for share in turned))
        return tuple(shares(total, [int(share * unit) for share in turned]))

    def portion(self, period: Period) -> Fraction:
        """
        Return the part of a year's business that falls into *period*; above one for more than a year.

        Within a month business is taken as even from day to day.

        >>> Seasonality.even().portion(Period.of(date(2026, 2, 15), date(2026, 4, 1)))
        Fraction(1, 8)
        """
        if period.is_open:
            raise InvalidValue(path="period", value=period.label, remedy="use a period with start and end")
        return self._until(period.end) - self._until(period.start)

    def _until(self, day: date) -> Fraction:
        """Return the business, in years, from the beginning of the calendar up to *day*."""
        days = monthrange(day.year, day.month)[1]
        passed = sum(self.shares[: day.month - 1], Fraction(day.year))
        return passed + self.shares[day.month - 1] * Fraction(day.day - 1, days)

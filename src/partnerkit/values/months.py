"""
Which day lies so many months away?

The same day of that month, or its last one where it has none such: what is
agreed on 31 August for six months ends on 28 February.
"""

from calendar import monthrange
from datetime import date

__all__ = ["months_after"]


def __dir__() -> list[str]:
    return __all__


def months_after(day: date, months: int) -> date:
    """
    Return the day so many *months* later, or earlier below 0; beyond the calendar its first or last day.

    >>> months_after(date(2026, 8, 31), 6), months_after(date(2026, 3, 31), -1)
    (datetime.date(2027, 2, 28), datetime.date(2026, 2, 28))
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > date.max.year:
        return date.max
    if year < date.min.year:
        return date.min
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))

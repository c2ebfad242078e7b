"""What stands at an axis, in the reader's language?"""

import math
from decimal import localcontext
from typing import TYPE_CHECKING, Any

from partnerkit.interop.wording import Words
from partnerkit.interop.wording import label as words_at
from partnerkit.values.exact import private_context

if TYPE_CHECKING:
    from datetime import date, datetime

    from matplotlib.axis import Axis

__all__ = ["counted", "dated", "day", "figure", "label", "numbered", "percent", "short_day"]

#: No float has more digits before its point, or beyond it.
_DIGITS = 400


def __dir__() -> list[str]:
    return __all__


def label(code: str, locale: str, words: Words | None = None, /, **facts: object) -> str:
    """
    Return the words of *code*, with its places filled; a host's *words* win.

    >>> label("rank", "de-AT"), label("rank", "fi", {"fi": {"terms": {"on-charts": {"rank": "sija"}}}})
    ('Rang', 'sija')
    """
    return words_at("on-charts", code, locale, words, **facts)


def percent(part: float, locale: str) -> str:
    """
    Return *part* as whole per cent.

    >>> percent(0.416, "en")
    '42%'
    """
    from babel.numbers import format_percent

    with localcontext(private_context(_DIGITS)):
        return format_percent(part, locale=locale.replace("-", "_"))


def figure(value: float, locale: str, digits: int = 2) -> str:
    """
    Return *value* with up to *digits* decimals.

    >>> figure(1234.5, "de")
    '1.234,5'
    """
    from babel.numbers import format_decimal

    with localcontext(private_context(_DIGITS)):
        return format_decimal(value, "#,##0." + "#" * digits, locale=locale.replace("-", "_"))


def numbered(axis: "Axis", locale: str, *, parts: bool = False) -> None:
    r"""
    Write the numbers at an axis of a chart as the language does; *parts* as per cent.

    >>> from matplotlib.figure import Figure
    >>> axes = Figure().subplots()
    >>> numbered(axes.xaxis, "sv", parts=True)
    >>> axes.xaxis.get_major_formatter()(0.2)
    '20\xa0%'
    """
    from matplotlib.ticker import FuncFormatter

    axis.set_major_formatter(
        FuncFormatter(
            lambda value, _: percent(value, locale) if parts else figure(value, locale, _digits(value))
        )
    )


def counted(axis: "Axis", locale: str) -> None:
    """
    Write the numbers at an axis of whole things, such as leads and ranks: none between them.

    >>> from matplotlib.figure import Figure
    >>> axes = Figure().subplots()
    >>> axes.set_xlim(0, 3) and counted(axes.xaxis, "en")
    >>> axes.xaxis.get_major_locator()().tolist()
    [0.0, 1.0, 2.0, 3.0]
    """
    from matplotlib.ticker import MaxNLocator

    axis.set_major_locator(MaxNLocator(integer=True))
    numbered(axis, locale)


def _digits(value: float) -> int:
    """Return how many decimals a number at an axis needs: two, or as many as lead to its first."""
    return max(2, -math.floor(math.log10(abs(value)))) if value else 2


def dated(axis: "Axis", locale: str) -> None:
    """
    Write the days at an axis of a chart as `short_day` does.

    >>> from matplotlib.figure import Figure
    >>> axes = Figure().subplots()
    >>> dated(axes.xaxis, "sv")
    >>> axes.xaxis.get_major_formatter()(20_574)
    'maj'
    """
    from matplotlib import dates
    from matplotlib.ticker import FuncFormatter

    untyped: Any = dates
    axis.set_major_locator(untyped.AutoDateLocator(minticks=3, maxticks=8))
    axis.set_major_formatter(FuncFormatter(lambda at, _: _moment(untyped.num2date(at), locale)))


def _moment(at: "datetime", locale: str) -> str:
    """Return a day as it stands at an axis; within a day, its time."""
    from babel.dates import format_time

    if (at.hour, at.minute) == (0, 0):
        return short_day(at, locale)
    return format_time(at.time(), "short", locale=locale.replace("-", "_"))


def day(on: "date", locale: str) -> str:
    """
    Return a day as it is written.

    >>> from datetime import date
    >>> day(date(2026, 9, 30), "de")
    '30.09.2026'
    """
    from babel.dates import format_date

    return format_date(on, locale=locale.replace("-", "_"))


def short_day(on: "date", locale: str) -> str:
    """
    Return a day as it stands at an axis; of a new year, the year; of a month, its name.

    >>> from datetime import date
    >>> [short_day(date(2026, *each), "de") for each in ((1, 1), (5, 1), (5, 12))]
    ['2026', 'Mai', '12. Mai']
    """
    from babel.dates import format_skeleton

    skeleton = "MMMd" if on.day > 1 else "MMM" if on.month > 1 else "y"
    return format_skeleton(skeleton, on, locale=locale.replace("-", "_"))

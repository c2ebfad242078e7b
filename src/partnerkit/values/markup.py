"""
How does a result show itself in a notebook?

As a small table: its name, as many rows as can be taken in at a glance, and how
many there are. It is made of what `to_frame` gives, of text alone, and escaped.
Words in the reader's language, and pages, are made above, in `interop`.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from html import escape
from itertools import islice
from typing import Any, Literal, Protocol

from partnerkit.values.hidden import HIDDEN

__all__ = ["Tabular", "columns_of", "plain", "small_table"]

#: So many rows are shown.
MOST_ROWS = 12

#: So many columns; a score may have one for each KPI.
MOST_COLUMNS = 16

#: So many decimals of an exact number are shown; of one that has more, four.
_DECIMALS = 6


def __dir__() -> list[str]:
    return __all__


class Tabular(Protocol):
    """A result that is also a table."""

    def to_frame(self, kind: Literal["dict"]) -> Any:
        """Return its columns by name."""
        ...


def columns_of(result: Tabular) -> Mapping[str, Sequence[Any]]:
    """
    Return the columns of a result, as lists.

    >>> from partnerkit.values.money import Ratio
    >>> from partnerkit.values.rows import Rows
    >>> list(columns_of(Rows(Ratio, [Ratio.of(1, 2)])))
    ['numerator', 'denominator']
    """
    found = result.to_frame("dict").items()
    return {
        str(name): column.tolist() if hasattr(column, "tolist") else list(column) for name, column in found
    }


def plain(value: Any) -> str:
    r"""
    Say one value in a cell, in no language: unknown as a dash, a float with four digits, an exact number with its decimals.

    >>> plain(None) == "\N{EN DASH}", plain(0.123456), plain(("P-4", "P-5"))
    (True, '0.1235', 'P-4, P-5')
    """
    if value is None or value != value:  # noqa: PLR0124  # NaN is unknown
        return "\N{EN DASH}"
    if value is HIDDEN:
        return repr(value)
    if isinstance(value, float):
        # What four digits would round up to ten thousand is written out, too.
        return f"{value:.4g}" if abs(value) < 9_999.5 else f"{value:,.0f}"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}" if value == value.to_integral_value() else _short(value)
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    if isinstance(value, tuple | list):
        return ", ".join(map(plain, value))
    code, amount = getattr(value, "code", None), getattr(value, "amount", None)
    if isinstance(code, str):
        return code
    if isinstance(amount, Decimal):
        return f"{amount:f} {getattr(value, 'currency', None) or getattr(value, 'unit', '')}".strip()
    return str(value)


def _short(value: Decimal) -> str:
    """Return *value* whole where it is an amount; of a fraction that goes on and on, four decimals."""
    exponent = value.as_tuple().exponent
    return f"{value:f}" if isinstance(exponent, int) and exponent >= -_DECIMALS else f"{value:.4f}"


def small_table(result: Tabular) -> str:
    """
    Return a result as a table of HTML that can be read by ear, too.

    >>> from partnerkit.values.money import Ratio
    >>> from partnerkit.values.rows import Rows
    >>> small_table(Rows(Ratio, [Ratio.of(1, 2)]))[:42]
    '<table><caption>Rows: 1 x 2</caption><thea'
    """
    columns = columns_of(result)
    names = [*islice(columns, MOST_COLUMNS)]
    count = max(map(len, columns.values()), default=0)
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in names)
    body = "".join(
        "<tr>" + "".join(_cell(columns[name][row]) for name in names) + "</tr>"
        for row in range(min(count, MOST_ROWS))
    )
    said = f"{type(result).__name__}: {count:,} x {len(columns)}"
    if count > MOST_ROWS:
        said += f", the first {MOST_ROWS}"
    return (
        f"<table><caption>{escape(said)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def _cell(value: Any) -> str:
    is_number = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    style = ' style="text-align: right"' if is_number else ""
    return f"<td{style}>{escape(plain(value))}</td>"

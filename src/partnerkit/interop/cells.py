"""What does one cell of a host's file say?

Text becomes a typed value by strict rules: ASCII digits, ISO dates, stated
currencies and zones. A cell that could mean two things is refused.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from types import NoneType, UnionType
from typing import Any, Literal, Union, final, get_args, get_origin
from zoneinfo import ZoneInfo

from attrs import field, frozen

from partnerkit.values.errors import InvalidValue, shown
from partnerkit.values.money import Money
from partnerkit.values.time import Period

__all__ = ["Column", "cell", "without_none"]

#: ASCII digits, at most one sign and one point; no exponents, no blanks, no grouping.
_NUMBER = re.compile(r"[+-]?\d{1,30}(\.\d{1,18})?", re.ASCII)
_WHOLE = re.compile(r"[+-]?\d{1,15}", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_TRUTH = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Column:
    """
    Where a field stands in the host's file, and how it is written there.

    >>> Column(name="order_value", currency="EUR").name
    'order_value'
    """

    #: The host's name of the column.
    name: str

    #: The currency of an amount, or the column that holds it written as "=column".
    currency: str | None = None

    #: Decimals of an amount beyond those of its currency, as for unit prices.
    scale: int | None = None

    #: The zone of instants written without one.
    zone: str | None = None

    #: What parts the items of a list in one cell.
    separator: str = ";"

    #: The decimal sign of numbers, "." or ",".
    decimal: str = "."

    #: The type of a host-declared attribute; fields of ours know theirs.
    kind: type[Any] = str

    #: Cells that mean "unknown", beside the empty one.
    blanks: frozenset[str] = field(default=frozenset(), converter=frozenset)

    #: The host's own words to ours, such as {"Händler": "dealer"}.
    words: Mapping[str, str] | None = None

    #: A function from the cell's text to the value, where none of the above will do.
    convert: Callable[[str], Any] | None = None


def without_none(hint: Any) -> Any:
    """Return what a field holds when it is known."""
    if get_origin(hint) in (Union, UnionType):
        (hint,) = [each for each in get_args(hint) if each is not NoneType] or [str]
    return hint


def cell(row: Mapping[str, str], column: Column, kind: Any) -> Any:
    """Return the typed value of a cell; None for a blank one."""
    if column.name not in row:
        raise InvalidValue(
            path=column.name,
            value="no such column",
            remedy=f"name one of the file's columns: {', '.join(row)}",
        )
    text = row[column.name].strip()
    if not text or text in column.blanks:
        return None
    if column.words is not None:
        if text not in column.words:
            raise _refused(text, f"use one of {', '.join(column.words)}")
        text = column.words[text]
    if column.convert is not None:
        try:
            return column.convert(text)
        except (ValueError, ArithmeticError, LookupError):
            raise _refused(text, "use what the host's own converter accepts") from None
    if get_origin(kind) is tuple:
        inner = get_args(kind)[0]
        return tuple(_typed(part.strip(), column, inner, row) for part in text.split(column.separator))
    return _typed(text, column, kind, row)


def _refused(text: str, remedy: str) -> InvalidValue:
    return InvalidValue(path="", value=shown(text), remedy=remedy)


def _typed(text: str, column: Column, kind: Any, row: Mapping[str, str]) -> Any:
    if kind is Money:
        return _money(text, column, row)
    if get_origin(kind) is Literal or kind is str:
        return text
    parse = _PARSERS.get(kind)
    if parse is None:
        raise _refused(
            text, f"give this column a convert= function; {getattr(kind, '__name__', kind)} is not text"
        )
    return parse(text, column)


def _money(text: str, column: Column, row: Mapping[str, str]) -> Money:
    currency = column.currency or ""
    if currency.startswith("="):
        currency = row.get(currency[1:], "").strip()
    if not currency:
        raise _refused(text, "state the currency of this column, as Column(name=..., currency='EUR')")
    return Money.of(_number(text, column), currency, scale=column.scale)


def _number(text: str, column: Column) -> Decimal:
    plain = text if column.decimal == "." else text.replace(".", "\0").replace(column.decimal, ".")
    if _NUMBER.fullmatch(plain) is None:
        raise _refused(
            text, f"use digits, at most one sign and one {column.decimal!r}, as 1234{column.decimal}50"
        )
    return Decimal(plain)


def _whole(text: str, _: Column) -> int:
    if _WHOLE.fullmatch(text) is None:
        raise _refused(text, "use a whole number of at most 15 digits")
    return int(text)


def _truth(text: str, _: Column) -> bool:
    if text.casefold() not in _TRUTH:
        raise _refused(text, "use yes or no")
    return _TRUTH[text.casefold()]


def _day(text: str, _: Column) -> date:
    try:
        found = date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        found = None
    if found is None:
        raise _refused(text, "use a date as 2026-03-31")
    return found


def _instant(text: str, column: Column) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise _refused(text, "use a moment as 2026-03-31T14:05+02:00") from None
    if moment.utcoffset() is None:
        if column.zone is None:
            raise _refused(
                text, "add the offset, or state the zone of this column, as Column(name=..., zone=...)"
            )
        moment = moment.replace(tzinfo=ZoneInfo(column.zone))
    return moment


def _float(text: str, column: Column) -> float:
    return float(_number(text, column))


_PARSERS: Mapping[Any, Callable[[str, Column], Any]] = {
    Decimal: _number,
    bool: _truth,
    date: _day,
    datetime: _instant,
    float: _float,
    int: _whole,
    Period: lambda text, _: Period.parse(text),
}

"""
What does one cell of a host's file say?

Text becomes a typed value by strict rules: ASCII digits, dates and numbers in the
form that is stated, currencies and zones that are stated. A cell that could mean
two things is refused. A cell that is typed already, as in Excel and in frames, is
taken as what it is.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, TypeAlias, Union, final, get_args, get_origin

from attrs import evolve, field, frozen

from partnerkit.interop.scalars import invalid
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, shown
from partnerkit.values.money import Money
from partnerkit.values.time import Period
from partnerkit.values.zones import zone_info

__all__ = ["Column", "Parse", "Row", "cell", "parser", "plain", "without_none"]

#: The host's row: column -> what stands there.
Row: TypeAlias = Mapping[str, Any]

#: From a cell, and the row it stands in, to the typed value; None for a blank one.
Parse: TypeAlias = Callable[[Any, Row], Any]

_WHOLE = re.compile(r"[+-]?\d{1,15}", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_TRUTH = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}

#: What a stated form of dates is made of.
_PARTS = {"Y": (4, "year"), "m": (2, "month"), "d": (2, "day")}
_TIMES = {"H": (2, "hour"), "M": (2, "minute"), "S": (2, "second")}
_DIRECTIVE = re.compile("%(.)")

#: What programs put between thousands: nothing, a sign, blanks that may break or not, two kinds of apostrophe.
_GROUPINGS = ("", ".", ",", " ", "'", "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}", "\u2019")


def __dir__() -> list[str]:
    return __all__


class Broken(str):
    """What a formula left in a cell that came to nothing, as #N/A; a text that reads like it is a text."""

    __slots__ = ()


def _is_form(value: object) -> bool:
    found = _DIRECTIVE.findall(value) if isinstance(value, str) else []
    return _PARTS.keys() <= set(found) <= _PARTS.keys() | _TIMES.keys() and len(set(found)) == len(found)


_FORM = fields.Check(
    lambda value: value is None or _is_form(value),
    "use %Y, %m, %d and, for a moment, %H, %M, %S, each once, as %d.%m.%Y",
)


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

    #: How dates and moments are written, as "%d.%m.%Y"; None is as 2026-03-31 and 2026-03-31T14:05+02:00.
    format: str | None = field(default=None, validator=_FORM)

    #: What parts the items of a list in one cell.
    separator: str = field(
        default=";",
        validator=fields.Check(lambda value: isinstance(value, str) and value != "", "use a sign"),
    )

    #: The decimal sign of numbers, "." or ",".
    decimal: str = field(default=".", validator=fields.choice(".", ","))

    #: What stands between thousands; nothing unless stated.
    grouping: str = field(default="", validator=fields.choice(*_GROUPINGS))

    #: Where the minus stands: SAP writes 12.50-.
    minus: Literal["before", "behind"] = field(default="before", validator=fields.choice("before", "behind"))

    #: The type of a host-declared attribute; fields of ours know theirs.
    kind: type[Any] = str

    #: Cells that mean "unknown", beside the empty one.
    blanks: frozenset[str] = field(default=frozenset(), converter=frozenset)

    #: The host's own words to ours, such as {"Händler": "dealer"}.
    words: Mapping[str, str] | None = None

    #: A function from the cell's text to the value, where none of the above will do.
    convert: Callable[[str], Any] | None = None

    #: Whether a file may come without this column.
    optional: bool = False

    def __attrs_post_init__(self) -> None:
        if self.grouping == self.decimal:
            raise InvalidValue(
                path="grouping", value=shown(self.grouping), remedy="use another sign than the decimal one"
            )


def without_none(hint: Any) -> Any:
    """Return what a field holds when it is known."""
    if get_origin(hint) in (Union, UnionType):
        (hint, *more) = [each for each in get_args(hint) if each is not NoneType] or [str]
        return hint if not more else Union[(hint, *more)]  # made of parts
    return hint


def cell(row: Row, column: Column, kind: Any) -> Any:
    """Return the typed value of a cell; None for a blank one."""
    if column.name not in row:
        raise InvalidValue(
            path=column.name,
            value="no such column",
            remedy=f"name one of the file's columns: {', '.join(row)}",
        )
    return parser(column, kind)(row[column.name], row)


def parser(column: Column, kind: Any) -> Parse:
    """
    Return what reads the cells of *column* as *kind*; made once for a file.

    >>> parser(Column(name="price", decimal=","), Decimal)("12,50", {})
    Decimal('12.50')
    """
    of_text = _text_parser(column, kind)
    # What is typed already is written in no form of the host's.
    of_value = _text_parser(evolve(column, decimal=".", grouping="", minus="before", format=None), kind)

    def parse(value: Any, row: Row) -> Any:
        return of_text(value, row) if type(value) is str else of_value(plain(value), row)

    return parse


def plain(value: Any) -> str:
    """
    Write a typed cell as text in one way; nothing and not-a-number are blank.

    Excel keeps numbers as floats of 15 digits, so more are not read.

    >>> plain(12.5), plain(4711.0), plain(None), plain(date(2026, 3, 31))
    ('12.5', '4711', '', '2026-03-31')
    """
    match value:
        case None:
            return ""
        case Broken():
            raise invalid(value, "mend the formula, or leave the cell empty")
        case bool():
            return str(value).lower()
        case float():
            if value != value or value in (float("inf"), float("-inf")):  # noqa: PLR0124  # NaN
                return "" if value != value else str(value)  # noqa: PLR0124  # NaN
            return f"{Decimal(f'{value:.15g}'):f}"
        case Decimal():
            return "" if value.is_nan() else f"{value:f}"
        case _ if _is_missing(value):
            return ""
        case datetime():
            is_day = value.time() == time() and value.tzinfo is None
            return value.date().isoformat() if is_day else value.isoformat()
        case date():
            return value.isoformat()
        case _:
            return str(value)


def _is_missing(value: Any) -> bool:
    """Tell whether it is a frame's mark of nothing: unlike itself, or, as the NA of pandas, unable to say so."""
    try:
        return bool(value != value)  # noqa: PLR0124  # NaT
    except TypeError:
        return True
    except ValueError:
        # Several values in one cell are something, whatever they are.
        return False


def _text_parser(column: Column, kind: Any) -> Callable[[str, Row], Any]:
    typed = _typed_parser(column, kind)
    blanks, words, convert = column.blanks, column.words, column.convert

    def parse(text: str, row: Row) -> Any:
        text = text.strip()
        if not text or text in blanks:
            return None
        if words is not None:
            if text not in words:
                raise invalid(text, f"use one of {', '.join(words)}")
            text = words[text]
        if convert is not None:
            try:
                return convert(text)
            except (ValueError, ArithmeticError, LookupError):
                raise invalid(text, "use what the host's own converter accepts") from None
        return typed(text, row)

    return parse


def _typed_parser(column: Column, kind: Any) -> Callable[[str, Row], Any]:
    if get_origin(kind) is tuple:
        each, separator = _typed_parser(column, get_args(kind)[0]), column.separator
        return lambda text, row: tuple(each(part.strip(), row) for part in text.split(separator))
    if kind is Money:
        return _money_parser(column)
    if get_origin(kind) is Literal or kind is str:
        return lambda text, _: text
    parse = _PARSERS.get(kind)
    if parse is None:
        name = getattr(kind, "__name__", str(kind))

        def refuse(text: str, _: Row) -> Any:
            raise invalid(text, f"give this column a convert= function; {name} is not text")

        return refuse
    return lambda text, _: parse(text, column)


def _money_parser(column: Column) -> Callable[[str, Row], Money]:
    stated, scale = column.currency or "", column.scale
    elsewhere = stated[1:] if stated.startswith("=") else None

    def parse(text: str, row: Row) -> Money:
        if elsewhere is not None and elsewhere not in row:
            remedy = (
                f"state currency='EUR', or take it from one of the file's columns: {', '.join(map(str, row))}"
            )
            raise invalid(elsewhere, remedy)
        if stated in row and not stated.isupper():
            raise invalid(stated, f"write currency='={stated}' to take it from the column of that name")
        currency = stated if elsewhere is None else plain(row.get(elsewhere)).strip()
        if not currency:
            raise invalid(text, "state the currency of this column, as Column(name=..., currency='EUR')")
        return Money.of(_number(text, column), currency, scale=scale)

    return parse


@cache
def _numbers(decimal: str, grouping: str, minus: str) -> re.Pattern[str]:
    # ASCII digits, at most one sign and one decimal sign; no exponents, no blanks; groups of three if any.
    groups = rf"\d{{1,3}}(?:{re.escape(grouping)}\d{{3}}){{1,9}}|" if grouping else ""
    digits = rf"(?:{groups}\d{{1,30}})(?:{re.escape(decimal)}\d{{1,18}})?"
    return re.compile(rf"[+-]?{digits}" if minus == "before" else rf"{digits}-?", re.ASCII)


def _number(text: str, column: Column) -> Decimal:
    decimal, grouping = column.decimal, column.grouping
    if _numbers(decimal, grouping, column.minus).fullmatch(text) is None:
        example = f"1{grouping}234{decimal}50{'-' if column.minus == 'behind' else ''}"
        raise invalid(text, f"use digits, at most one sign and one {decimal!r}, as {example}")
    if grouping:
        text = text.replace(grouping, "")
    if column.minus == "behind" and text.endswith("-"):
        text = f"-{text[:-1]}"
    return Decimal(text if decimal == "." else text.replace(decimal, "."))


def _whole(text: str, column: Column) -> int:
    if column.grouping or column.minus == "behind":
        text = str(_number(text, column))
    if _WHOLE.fullmatch(text) is None:
        raise invalid(text, "use a whole number of at most 15 digits")
    return int(text)


def _truth(text: str, _: Column) -> bool:
    if text.casefold() not in _TRUTH:
        raise invalid(text, "use yes or no")
    return _TRUTH[text.casefold()]


@cache
def _form(form: str) -> re.Pattern[str]:
    known = {**_PARTS, **_TIMES}
    parts = _DIRECTIVE.split(form)
    made = [re.escape(part) if place % 2 == 0 else "" for place, part in enumerate(parts)]
    for place in range(1, len(parts), 2):
        width, name = known[parts[place]]
        made[place] = rf"(?P<{name}>\d{{{width}}})"
    return re.compile("".join(made), re.ASCII)


def _in_form(text: str, form: str) -> datetime | None:
    found = _form(form).fullmatch(text)
    parts = {name: int(part) for name, part in found.groupdict().items()} if found else {}
    try:
        day = date(parts["year"], parts["month"], parts["day"])
        hour, minute, second = (parts.get(name, 0) for _, name in _TIMES.values())
        return datetime.combine(day, time(hour, minute, second))
    except (ValueError, KeyError):
        return None


def _day(text: str, column: Column) -> date:
    found: date | None
    if column.format is None:
        try:
            found = date.fromisoformat(text) if _DAY.fullmatch(text) else None
        except ValueError:
            found = None
    else:
        moment = _in_form(text, column.format)
        found = moment and moment.date()
    if found is None:
        raise invalid(text, f"use a date as {column.format or '2026-03-31'}")
    return found


def _instant(text: str, column: Column) -> datetime:
    moment: datetime | None
    if column.format is None:
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            moment = None
    else:
        moment = _in_form(text, column.format)
    if moment is None:
        raise invalid(text, f"use a moment as {column.format or '2026-03-31T14:05+02:00'}")
    if moment.utcoffset() is None:
        if column.zone is None:
            raise invalid(
                text, "add the offset, or state the zone of this column, as Column(name=..., zone=...)"
            )
        moment = _on_the_clock(text, moment.replace(tzinfo=zone_info(column.zone)), column.zone)
    return moment


def _on_the_clock(text: str, moment: datetime, zone: str) -> datetime:
    """Return a time that the clock of a place shows once; put forward or back, it shows some never or twice."""
    before, after = moment.utcoffset(), moment.replace(fold=1).utcoffset()
    if before != after:
        course = "skips it" if (before or timedelta()) < (after or timedelta()) else "shows it twice"
        raise invalid(text, f"add the offset; the clock of {zone} {course}")
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

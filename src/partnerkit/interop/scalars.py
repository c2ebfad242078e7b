"""
How is one number, text, date or instant written as JSON, and what is no such thing?

Numbers that JSON readers elsewhere would bend are written as text. Reading is
strict: a text is no number, 1 is not true, and a time without a zone is none.
"""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

from partnerkit.values.errors import InvalidValue, shown
from partnerkit.values.zones import zone_info

__all__ = [
    "invalid",
    "read_bool",
    "read_date",
    "read_decimal",
    "read_float",
    "read_fraction",
    "read_instant",
    "read_int",
    "read_str",
    "written_fraction",
    "written_instant",
    "written_int",
]

#: Beyond this, readers of JSON elsewhere lose digits without a word: such a number is written as text.
_INT64 = 2**63
_DIGITS = 40
_FRACTION_DIGITS = 400

#: RFC 3339, and the zone's name behind it as in RFC 9557.
_INSTANT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?(?:Z|[+-][0-9]{2}:[0-9]{2}))"
    r"(?:\[([A-Za-z0-9_+/-]{1,64})\])?"
)
_DECIMAL = re.compile(r"-?[0-9]+(\.[0-9]+)?(E[+-]?[0-9]{1,2})?")
_INTEGER = re.compile(rf"-?[0-9]{{1,{_DIGITS}}}")
_FRACTION = re.compile(rf"-?[0-9]{{1,{_FRACTION_DIGITS}}}/[0-9]{{1,{_FRACTION_DIGITS}}}")


def __dir__() -> list[str]:
    return __all__


def invalid(value: object, remedy: str, path: str = "") -> InvalidValue:
    """Return the fault of *value*; what is around it adds the way to it."""
    return InvalidValue(path=path, value=shown(value), remedy=remedy)


def written_int(value: int) -> object:
    """Return a number of 64 bits as it is, a longer one as text under its name."""
    return value if -_INT64 <= value < _INT64 else {"integer": str(value)}


def read_int(value: object, _: object = int) -> int:
    """Return the whole number; 1.0, "1" and true are none."""
    if type(value) is int:
        return value
    if type(value) is dict and list(value) == ["integer"]:
        text = value["integer"]
        if type(text) is str and _INTEGER.fullmatch(text):
            return int(text)
    raise invalid(value, "use a whole number")


def read_float(value: object, _: object = float) -> float:
    """Return the number, whole or not."""
    if type(value) is float or type(value) is int:
        return value
    raise invalid(value, "use a number")


def read_str(value: object, _: object = str) -> str:
    """Return the text; nothing is turned into one."""
    if type(value) is str:
        return value
    raise invalid(value, "use text")


def read_bool(value: object, _: object = bool) -> bool:
    """Return the truth value; 1 and "true" are none."""
    if type(value) is bool:
        return value
    raise invalid(value, "use true or false")


def read_decimal(value: object, _: object = Decimal) -> Decimal:
    """Return the exact number; the text may not be longer than any that models accept."""
    # Short and plain, so that nothing of absurd size is ever computed with; models are stricter still.
    if type(value) is str and len(value) <= 2 * _DIGITS and _DECIMAL.fullmatch(value):
        return Decimal(value)
    raise invalid(value, f"use a decimal number of at most {2 * _DIGITS} characters as text, as '12.50'")


def read_fraction(value: object, _: object = Fraction) -> Fraction:
    """Return the fraction, as '1/3'."""
    if type(value) is str and _FRACTION.fullmatch(value):
        numerator, denominator = map(int, value.split("/"))
        if denominator:
            return Fraction(numerator, denominator)
    raise invalid(value, "use a fraction as text, as '1/3'")


def written_fraction(value: Fraction) -> str:
    """Return numerator and denominator as one text."""
    return f"{value.numerator}/{value.denominator}"


def read_date(value: object, _: object = date) -> date:
    """Return the calendar date, written in the one usual way."""
    # Ten characters with hyphens there are a date, or Python refuses them.
    if type(value) is str and len(value) == 10 and value[4] == value[7] == "-" and value.isascii():
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise invalid(value, "use a date as '2026-01-31'")


def written_instant(value: datetime) -> str:
    """Return the instant in UTC to the microsecond, with the name of its zone where it has one (RFC 9557)."""
    if value.utcoffset() is None:
        raise invalid(value, "use a datetime with a time zone")
    text = value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
    name = value.tzinfo.key if isinstance(value.tzinfo, ZoneInfo) else None
    return text if name in {None, "UTC"} else f"{text}[{name}]"


def read_instant(value: object, _: object = datetime) -> datetime:
    """Return the instant, in its zone if one is named, else in UTC."""
    found = _INSTANT.fullmatch(value) if type(value) is str else None
    if found:
        try:
            return datetime.fromisoformat(found[1]).astimezone(zone_info(found[2]) if found[2] else UTC)
        except (ValueError, OverflowError):
            pass
    raise invalid(value, "use an instant as '2026-01-31T09:00:00Z'")

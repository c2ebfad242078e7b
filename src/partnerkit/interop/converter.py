"""
How is each type written as JSON, and what is refused on the way back?

The one place that knows cattrs. Left alone it is dangerously lenient (1.9
becomes 1, "false" becomes True, a text a list of letters), so every type has a
strict hook here, unknown keys are faults, and all faults of a document come
together with their paths. Numbers that JSON readers elsewhere would bend are
written as text; what may be of several types carries its type's name.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import cache
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin
from zoneinfo import ZoneInfo

import cattrs
from attrs import NOTHING, Attribute, Factory, fields, has
from cattrs.errors import ClassValidationError, ForbiddenExtraKeysError, IterableValidationError
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override

from partnerkit.values.errors import InvalidInput, InvalidValue, PartnerkitError, shown
from partnerkit.values.fields import is_decimal
from partnerkit.values.money import Money, Quantity, Ratio
from partnerkit.values.reasons import Facts, Finding, Reason
from partnerkit.values.time import Period, Span, zone_info

__all__ = ["converter", "faults_of", "invalid"]

#: Beyond this, readers of JSON elsewhere lose digits without a word: such a number is written as text.
_INT64 = 2**63
_DIGITS = 40
_FRACTION_DIGITS = 400

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
#: RFC 3339, and the zone's name behind it as in RFC 9557.
_INSTANT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?(?:Z|[+-][0-9]{2}:[0-9]{2}))"
    r"(?:\[([A-Za-z0-9_+/-]{1,64})\])?"
)
_DECIMAL = re.compile(r"-?[0-9]+(\.[0-9]+)?(E[+-][0-9]{1,2})?")
_INTEGER = re.compile(rf"-?[0-9]{{1,{_DIGITS}}}")
_FRACTION = re.compile(rf"-?[0-9]{{1,{_FRACTION_DIGITS}}}/[0-9]{{1,{_FRACTION_DIGITS}}}")


def __dir__() -> list[str]:
    return __all__


def invalid(value: object, remedy: str, path: str = "") -> InvalidValue:
    """Return the fault of *value*; what is around it adds the way to it."""
    return InvalidValue(path=path, value=shown(value), remedy=remedy)


# -- plain values: out, and strictly in


def _written_int(value: int) -> object:
    return value if -_INT64 <= value < _INT64 else {"integer": str(value)}


def _read_int(value: object, _: object = int) -> int:
    if type(value) is int:
        return value
    if type(value) is dict and list(value) == ["integer"]:
        text = value["integer"]
        if type(text) is str and _INTEGER.fullmatch(text):
            return int(text)
    raise invalid(value, "use a whole number")


def _read_float(value: object, _: object = float) -> float:
    if type(value) is float or type(value) is int:
        return value
    raise invalid(value, "use a number")


def _read_str(value: object, _: object = str) -> str:
    if type(value) is str:
        return value
    raise invalid(value, "use text")


def _read_bool(value: object, _: object = bool) -> bool:
    if type(value) is bool:
        return value
    raise invalid(value, "use true or false")


def _read_decimal(value: object, _: object = Decimal) -> Decimal:
    # Short, plain and then checked: nothing is computed with a number of absurd size.
    if type(value) is str and len(value) <= 2 * _DIGITS and _DECIMAL.fullmatch(value):
        number = Decimal(value)
        if is_decimal(number):
            return number
    raise invalid(value, f"use a decimal number of at most {_DIGITS} digits as text, as '12.50'")


def _read_fraction(value: object, _: object = Fraction) -> Fraction:
    if type(value) is str and _FRACTION.fullmatch(value):
        numerator, denominator = map(int, value.split("/"))
        if denominator:
            return Fraction(numerator, denominator)
    raise invalid(value, "use a fraction as text, as '1/3'")


def _written_fraction(value: Fraction) -> str:
    return f"{value.numerator}/{value.denominator}"


def _read_date(value: object, _: object = date) -> date:
    if type(value) is str and _DATE.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise invalid(value, "use a date as '2026-01-31'")


def _written_instant(value: datetime) -> str:
    if value.utcoffset() is None:
        raise invalid(value, "use a datetime with a time zone")
    text = value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
    name = value.tzinfo.key if isinstance(value.tzinfo, ZoneInfo) else None
    return text if name in {None, "UTC"} else f"{text}[{name}]"


def _read_instant(value: object, _: object = datetime) -> datetime:
    found = _INSTANT.fullmatch(value) if type(value) is str else None
    if found:
        try:
            moment = datetime.fromisoformat(found[1])
            return moment.astimezone(zone_info(found[2]) if found[2] else UTC)
        except (ValueError, OverflowError):
            pass
    raise invalid(value, "use an instant as '2026-01-31T09:00:00Z'")


# -- values of several types: JSON's own as they are, the others under their name

_NAMED: dict[str, type[Any]] = {
    "date": date,
    "decimal": Decimal,
    "fact": Facts,
    "finding": Finding,
    "fraction": Fraction,
    "instant": datetime,
    "money": Money,
    "period": Period,
    "quantity": Quantity,
    "ratio": Ratio,
    "reason": Reason,
    "span": Span,
}
_NAMES = {kind: name for name, kind in _NAMED.items()}


def _written_any(value: object) -> object:
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, float):
        if value - value != 0:
            raise invalid(value, "use a finite number")
        return float(value)
    if isinstance(value, int):
        return _written_int(int(value))
    if isinstance(value, tuple | list):
        return [_written_any(each) for each in value]
    kind = next((each for each in type(value).__mro__ if each in _NAMES), None)
    if kind is None:
        raise invalid(value, "use text, numbers, dates, money, reasons or tuples of these")
    return {_NAMES[kind]: converter().unstructure(value, kind)}


def _read_any(value: object, _: object = object) -> Any:
    if type(value) is list:
        return tuple(_each(value, _read_any))
    if type(value) is not dict:
        return value
    if len(value) == 1:
        ((name, inner),) = value.items()
        if name == "integer":
            return _read_int(value)
        if name in _NAMED:
            try:
                return converter().structure(inner, _NAMED[name])
            except Exception as error:  # noqa: BLE001  # told with the way to it
                raise InvalidInput(list(faults_of(error, name))) from None
    raise invalid(value, f"use one value, or its type and value as {{'money': ...}}: {', '.join(_NAMED)}")


def _each(values: list[Any], read: Callable[[Any], Any]) -> list[Any]:
    found, faults = [], list[InvalidValue]()
    for place, value in enumerate(values):
        try:
            found.append(read(value))
        except Exception as error:  # noqa: BLE001  # told with the way to it
            faults.extend(faults_of(error, f"[{place}]"))
    if faults:
        raise InvalidInput(faults)
    return found


def _written_facts(value: Mapping[str, object]) -> dict[str, object]:
    return {name: _written_any(each) for name, each in value.items()}


def _read_facts(value: object, _: object = Facts) -> Facts:
    if type(value) is not dict:
        raise invalid(value, "use an object of names and values")
    found, faults = dict[str, Any](), list[InvalidValue]()
    for name, each in value.items():
        try:
            found[name] = _read_any(each)
        except Exception as error:  # noqa: BLE001  # told with the way to it
            faults.extend(faults_of(error, name))
    if faults:
        raise InvalidInput(faults)
    return Facts(found)


# -- types made of types


def _members(kind: Any) -> tuple[Any, ...]:
    return tuple(each for each in get_args(kind) if each is not type(None))


def _is_mixed(kind: Any) -> bool:
    is_union = get_origin(kind) in {Union, UnionType}
    return kind is Any or kind is object or (is_union and len(_members(kind)) > 1)


def _mixed_reader(kind: Any) -> Callable[[object, object], Any]:
    allowed = tuple(get_origin(each) or each for each in get_args(kind)) or (object,)

    def read(value: object, _: object) -> Any:
        found = _read_any(value)
        if isinstance(found, allowed) and (
            not isinstance(found, bool) or bool in allowed or object in allowed
        ):
            return found
        raise invalid(value, f"use one of {', '.join(each.__name__ for each in allowed)}")

    return read


def _literal_reader(kind: Any) -> Callable[[object, object], Any]:
    options = get_args(kind)

    def read(value: object, _: object) -> Any:
        if type(value) is str and value in options:
            return value
        raise invalid(value, f"use one of {', '.join(map(str, options))}")

    return read


def _tuple_reader(kind: Any) -> Callable[[object, object], tuple[Any, ...]]:
    inner = get_args(kind)
    count = None if len(inner) == 2 and inner[1] is Ellipsis else len(inner)

    def read(value: object, _: object) -> tuple[Any, ...]:
        if type(value) is not list or count not in {None, len(value)}:
            raise invalid(value, "use a list" if count is None else f"use a list of {count}")
        places = iter(inner if count else ())
        return tuple(_each(value, lambda each: converter().structure(each, next(places, inner[0]))))

    return read


def _is_literal(kind: Any) -> bool:
    return get_origin(kind) is Literal


def _is_tuple(kind: Any) -> bool:
    return get_origin(kind) is tuple


def _model_reader(kind: type[Any]) -> Callable[[object, object], Any]:
    make = make_dict_structure_fn(
        kind, converter(), _cattrs_forbid_extra_keys=True, _cattrs_detailed_validation=True
    )

    def read(value: object, _: object) -> Any:
        if type(value) is not dict:
            raise invalid(value, f"use an object, the fields of a {kind.__name__}")
        return make(value, kind)

    return read


def _says_nothing(attribute: "Attribute[Any]") -> bool:
    """Tell whether leaving the field out means None or nothing at all, now and in every later version."""
    default: Any = attribute.default
    if default is None or default == ():
        return True
    return isinstance(default, Factory) and default.factory is Facts  # type: ignore[arg-type]  # a class to attrs


def _model_writer(kind: type[Any]) -> Callable[[Any], dict[str, Any]]:
    short = {
        each.name: override(omit_if_default=True)
        for each in fields(kind)
        if each.default is not NOTHING and _says_nothing(each)
    }
    return make_dict_unstructure_fn(kind, converter(), **short)


@cache
def converter() -> cattrs.Converter:
    """Return the one converter of this house; it is never handed out to be changed."""
    made = cattrs.Converter(forbid_extra_keys=True, detailed_validation=True)
    for kind, read in {
        bool: _read_bool,
        date: _read_date,
        datetime: _read_instant,
        Decimal: _read_decimal,
        Facts: _read_facts,
        float: _read_float,
        Fraction: _read_fraction,
        int: _read_int,
        str: _read_str,
    }.items():
        made.register_structure_hook(kind, read)
    for kind, write in {
        date: date.isoformat,
        datetime: _written_instant,
        Decimal: str,
        Facts: _written_facts,
        Fraction: _written_fraction,
        float: _written_any,
        int: _written_int,
    }.items():
        made.register_unstructure_hook(kind, write)
    made.register_unstructure_hook(bool, bool)
    made.register_structure_hook_factory(has, _model_reader)
    made.register_unstructure_hook_factory(has, _model_writer)
    made.register_structure_hook_factory(_is_literal, _literal_reader)
    made.register_structure_hook_factory(_is_tuple, _tuple_reader)
    made.register_structure_hook_factory(_is_mixed, _mixed_reader)
    made.register_unstructure_hook_func(_is_mixed, _written_any)
    return made


# -- faults


def faults_of(error: BaseException, path: str) -> "list[InvalidValue]":
    """Return every fault inside *error* with the way to it from *path* on."""
    if isinstance(error, InvalidInput):
        return [fault.under(path) for fault in error.faults]
    if isinstance(error, InvalidValue):
        return [error.under(path)]
    if isinstance(error, ClassValidationError | IterableValidationError):
        return [fault for each in error.exceptions for fault in faults_of(each, path + _step(each))]
    if isinstance(error, ForbiddenExtraKeysError):
        known = ", ".join(each.alias for each in fields(error.cl))
        return [
            invalid(name, f"leave it out; known here: {known}"[:200], f"{path}.{shown(name).strip(chr(39))}")
            for name in sorted(error.extra_fields)
        ]
    if isinstance(error, KeyError):
        return [InvalidValue(path=path, value="nothing", remedy="give it; it may not be left out")]
    if isinstance(error, PartnerkitError):
        return [InvalidValue(path=path, value="this", remedy=f"mend it: {error}")]
    if isinstance(error, TypeError | ValueError | ArithmeticError):
        return [InvalidValue(path=path, value="this", remedy="use what the model accepts")]
    raise error


def _step(error: BaseException) -> str:
    for note in getattr(error, "__notes__", ()):
        if isinstance(note, cattrs.AttributeValidationNote):
            return f".{note.name}"
        if isinstance(note, cattrs.IterableValidationNote):
            return f"[{note.index}]"
    return ""

"""
What may stand in a field?

Validators for models. They raise every fault of an object at once: attrs sets
all fields before it validates the first, so the first validator that refuses
asks all the others of the same object, too.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from math import inf
from typing import Any, TypeVar, final, overload

from attrs import Attribute, define, fields

from partnerkit.values.errors import InvalidValue, raise_faults, shown

__all__ = [
    "Check",
    "a_list",
    "ahead",
    "ahead_above_zero",
    "as_tuple",
    "as_utc",
    "aware",
    "calendar_date",
    "check",
    "choice",
    "code",
    "decimal",
    "duration",
    "duration_above_zero",
    "each",
    "faults",
    "identifier",
    "in_order",
    "instance",
    "is_decimal",
    "is_finite",
    "is_identifier",
    "is_text",
    "listed",
    "mapping_of",
    "number",
    "one_currency",
    "one_of",
    "optional",
    "text",
    "truth",
    "tuple_of",
    "whole_number",
    "whole_seconds",
    "whole_seconds_above_zero",
]

#: Longest identifier and longest text; a host may hold more elsewhere and keep the id here.
ID_LENGTH = 128
TEXT_LENGTH = 10_000
COLLECTION_SIZE = 10_000

#: The exact decimals of a model: 40 digits and exponents within 18, so that no arithmetic explodes.
DECIMAL_DIGITS = 40
DECIMAL_EXPONENT = 18

T = TypeVar("T")


def __dir__() -> list[str]:
    return __all__


@final
@define(slots=True)
class Check:
    """
    A validator for one field: a question and what would be right.

    >>> Check(lambda value: value > 0, "use a number above 0").fault("capacity", -1)
    InvalidValue(path='capacity', value='-1', remedy='use a number above 0')
    """

    accepts: Callable[[Any], bool]
    remedy: str

    def fault(self, path: str, value: object) -> InvalidValue | None:
        """Return what is wrong with *value* at *path*, if anything is."""
        if self.accepts(value):
            return None
        return InvalidValue(path=path, value=shown(value), remedy=self.remedy)

    def __call__(self, instance: Any, attribute: "Attribute[Any]", value: Any) -> None:  # noqa: ARG002  # as attrs calls it
        """Validate as attrs asks: a refusal gathers the faults of the whole object."""
        if self.accepts(value):
            return
        checked = ((each.name, each.validator) for each in fields(type(instance)))
        found = (
            check.fault(name, getattr(instance, name)) for name, check in checked if isinstance(check, Check)
        )
        raise_faults(fault for fault in found if fault is not None)


#: Control and format characters hide what an id or a text really is; line breaks and tabs are text.
_HIDDEN = {"Cc", "Cf", "Cs"}
_LAYOUT = {"\n", "\r", "\t"}
#: Joiners are part of ordinary words in some scripts.
_JOINERS = {"\u200c", "\u200d"}
_IN_TEXT = _LAYOUT | _JOINERS


def _is_clean(value: str, allowed: Collection[str]) -> bool:
    return all(unicodedata.category(char) not in _HIDDEN or char in allowed for char in value)


def is_identifier(value: object) -> bool:
    """Tell whether *value* can name something: 1 to 128 visible characters, no blanks around."""
    return (
        isinstance(value, str)
        and 0 < len(value) <= ID_LENGTH
        and value == value.strip()
        # Nearly all names and texts are plain, and every model looks at all of its own.
        and ((value.isascii() and value.isprintable()) or _is_clean(value, _JOINERS))
    )


def is_text(value: object) -> bool:
    """Tell whether *value* is text to read: up to 10,000 characters, none of them hidden."""
    return (
        isinstance(value, str)
        and len(value) <= TEXT_LENGTH
        and ((value.isascii() and value.isprintable()) or _is_clean(value, _IN_TEXT))
    )


def is_decimal(value: object, *, least: int = -DECIMAL_EXPONENT) -> bool:
    """Tell whether *value* is a finite Decimal of sane size, with *least* as its smallest exponent."""
    if not isinstance(value, Decimal) or not value.is_finite():
        return False
    _, digits, exponent = value.as_tuple()
    return (
        len(digits) <= DECIMAL_DIGITS
        and isinstance(exponent, int)
        and least <= exponent <= DECIMAL_EXPONENT
        and value.adjusted() <= DECIMAL_DIGITS
    )


identifier = Check(is_identifier, f"use text of 1 to {ID_LENGTH} visible characters without blanks around it")
text = Check(is_text, f"use text of at most {TEXT_LENGTH:,} visible characters")
truth = Check(lambda value: isinstance(value, bool), "use True or False")
aware = Check(
    # The zone first: a missing time of a frame calls itself a datetime and refuses to tell its offset.
    lambda value: isinstance(value, datetime) and value.tzinfo is not None and value.utcoffset() is not None,
    "use a datetime with a time zone",
)
calendar_date = Check(
    lambda value: isinstance(value, date) and not isinstance(value, datetime), "use a date without a time"
)


#: How long something lasts, to the microsecond or in whole seconds.
duration = Check(
    lambda value: isinstance(value, timedelta) and value >= timedelta(), "use a timedelta of 0 or more"
)
duration_above_zero = Check(
    lambda value: isinstance(value, timedelta) and value > timedelta(), "use a timedelta above 0"
)
#: How far somebody looks ahead, by less than the calendar ends.
ahead = Check(
    lambda value: duration.accepts(value) and value.days < 36_525, "use a timedelta up to 100 years"
)
ahead_above_zero = Check(
    lambda value: ahead.accepts(value) and value > timedelta(), "use a timedelta above 0, up to 100 years"
)
whole_seconds = Check(
    lambda value: duration.accepts(value) and not value.microseconds,
    "use a timedelta of whole seconds, 0 or more",
)
whole_seconds_above_zero = Check(
    lambda value: duration_above_zero.accepts(value) and not value.microseconds,
    "use a timedelta of whole seconds above 0",
)


def whole_number(*, least: int = 0, most: int = 2**53) -> Check:
    """Accept a whole number from *least* to *most*; True and 3.0 are none."""
    return Check(
        lambda value: type(value) is int and least <= value <= most,
        f"use a whole number from {least} to {most}",
    )


def decimal(*, least: Decimal | None = None, most: Decimal | None = None) -> Check:
    """Accept an exact, finite Decimal from *least* to *most*; floats are refused."""
    span = f" from {least}" * (least is not None) + f" to {most}" * (most is not None)
    return Check(
        lambda value: (
            is_decimal(value) and (least is None or value >= least) and (most is None or value <= most)
        ),
        f"use a finite Decimal{span}",
    )


def is_finite(value: object) -> bool:
    """Tell whether *value* is a finite number; one of NumPy's is, a truth is not."""
    return isinstance(value, int | float) and not isinstance(value, bool) and -inf < value < inf


def number(*, least: float, most: float) -> Check:
    """Accept a finite number from *least* to *most* where exactness does not matter, such as a latitude."""
    return Check(
        lambda value: type(value) in (int, float) and least <= value <= most,
        f"use a number from {least} to {most}",
    )


def choice(*options: str) -> Check:
    """Accept one of the words *options*."""
    return Check(
        lambda value: isinstance(value, str) and value in options, f"use one of {', '.join(options)}"
    )


def code(pattern: str, remedy: str) -> Check:
    """Accept text that matches the whole of *pattern*."""
    matches = re.compile(pattern).fullmatch
    return Check(lambda value: isinstance(value, str) and matches(value) is not None, remedy)


def instance(kind: type[Any] | tuple[type[Any], ...], name: str) -> Check:
    """Accept an object of *kind*."""
    return Check(lambda value: isinstance(value, kind), f"use {name}")


def optional(check: Check) -> Check:
    """Accept None, which means unknown or unrestricted, or what *check* accepts."""
    accepts = check.accepts
    return Check(lambda value: value is None or accepts(value), f"{check.remedy}, or leave it out")


def each(check: Check, *, least: int = 0, unique: bool = True) -> Check:
    """Accept a tuple of at least *least* items that *check* accepts, each of them once."""
    count = f"at least {least} " if least else ""
    accepts = check.accepts
    return Check(
        lambda value: (
            isinstance(value, tuple)
            and least <= len(value) <= COLLECTION_SIZE
            and (not value or all(map(accepts, value)))
            and (not unique or len(value) < 2 or len(set(value)) == len(value))
        ),
        f"use a list of {count}{'different ' if unique else ''}items; for each: {check.remedy}",
    )


def tuple_of(kind: type[Any], name: str) -> Check:
    """Accept a tuple of as many of *kind* as there are, called *name*."""
    return Check(
        lambda value: isinstance(value, tuple) and all(isinstance(each, kind) for each in value),
        f"use a list of {name}",
    )


def mapping_of(keys: Check, values: Check) -> Check:
    """Accept a mapping whose keys and values pass."""
    return Check(
        lambda value: (
            isinstance(value, Mapping)
            and len(value) <= COLLECTION_SIZE
            and all(map(keys.accepts, value))
            and all(map(values.accepts, value.values()))
        ),
        f"use a mapping; for each key: {keys.remedy}; for each value: {values.remedy}",
    )


def as_tuple(value: Any) -> Any:
    """Convert a list or a set to a tuple; a set is sorted, text stays text and is refused later."""
    if isinstance(value, list):
        return tuple(value)
    if isinstance(value, set | frozenset):
        try:
            return tuple(sorted(value))
        except TypeError:
            return value
    return value


@overload
def as_utc(value: datetime) -> datetime: ...
@overload
def as_utc(value: None) -> None: ...
def as_utc(value: datetime | None) -> datetime | None:
    """
    Convert an instant to UTC; whatever else it is, its validator refuses.

    Two datetimes of one zone compare by the clock on the wall, which repeats an hour in autumn.
    """
    if not aware.accepts(value) or value is None:
        return value
    try:
        utc = value.astimezone(UTC)
    except OverflowError:
        return value
    return datetime.combine(utc.date(), utc.time(), UTC) if type(utc) is not datetime else utc


def check(given: "Mapping[str, tuple[Check, Any]]") -> None:
    """
    Check the arguments of a call, by name, and tell all that is wrong with them at once.

    Raises
    ------
    InvalidValue, InvalidInput
        For one, and for several that their check refuses.

    >>> check({"draws": (whole_number(least=100), 200)})
    """
    raise_faults(faults(given))


def faults(given: "Mapping[str, tuple[Check, Any]]") -> Iterator[InvalidValue]:
    """
    Find what is wrong with the arguments of a call, by name.

    >>> [fault.path for fault in faults({"draws": (whole_number(least=100), 2), "seed": (whole_number(), 0)})]
    ['draws']
    """
    yield from (fault for name, (each, value) in given.items() if (fault := each.fault(name, value)))


def listed(path: str, given: Iterable[T], kind: type[T]) -> tuple[T, ...]:
    """
    Return the items of an argument of a call, each of which is to be of *kind*.

    Raises
    ------
    InvalidValue, InvalidInput
        For what holds no items, and for all items of another kind, by their place.

    >>> listed("draws", iter([7, 9]), int)
    (7, 9)
    """
    remedy = f"use a {kind.__name__}"
    if not isinstance(given, Iterable) or isinstance(given, str | Mapping):
        raise InvalidValue(path=path, value=shown(given), remedy=f"use a list; for each item: {remedy}")
    found = tuple(given)
    raise_faults(
        InvalidValue(path=f"{path}[{place}]", value=shown(each), remedy=remedy)
        for place, each in enumerate(found)
        if not isinstance(each, kind)
    )
    return found


#: What holds items and can be gone through twice; of a text the letters would do for items.
a_list = Check(lambda value: isinstance(value, Collection) and not isinstance(value, str), "use a list")


def in_order(model: Any, *names: str) -> Iterator[InvalidValue]:
    """
    Find the fields of *model* that tell of a moment before the field named ahead of them.

    Unknown moments are passed over. The fields are all instants or all dates.
    """
    known = [(name, getattr(model, name)) for name in names if getattr(model, name) is not None]
    for (earlier, first), (later, second) in pairwise(known):
        if second < first:
            yield InvalidValue(
                path=later, value=shown(str(second)), remedy=f"use a time not before {earlier}, {first}"
            )


def one_currency(model: Any, *names: str) -> Iterator[InvalidValue]:
    """Find the amounts of *model* in another currency than the first known one of *names*."""
    known = [(name, getattr(model, name)) for name in names if getattr(model, name) is not None]
    for name, amount in known[1:]:
        if amount.currency != known[0][1].currency:
            yield InvalidValue(
                path=name,
                value=shown(amount.currency),
                remedy=f"use {known[0][1].currency}, the currency of {known[0][0]}",
            )


def one_of(model: Any, name: str, other: str) -> Iterator[InvalidValue]:
    """Find that *model* states both of two fields of which one is asked for, or neither."""
    if (getattr(model, name) is None) == (getattr(model, other) is None):
        found = getattr(model, name)
        yield InvalidValue(path=name, value=shown(found), remedy=f"state either {name} or {other}")

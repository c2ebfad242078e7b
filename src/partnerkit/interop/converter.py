"""
How is each type written as JSON, and what is refused on the way back?

The one place that knows cattrs. Left alone it is dangerously lenient (1.9
becomes 1, "false" becomes True, a text a list of letters), so every type has a
strict hook here, unknown keys are faults, and all faults of a document come
together with their paths. Numbers that JSON readers elsewhere would bend are
written as text; what may be of several types carries its type's name.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import cache
from types import GenericAlias, UnionType
from typing import Any, Literal, Union, get_args, get_origin

import cattrs
from attrs import NOTHING, Attribute, Factory, fields, has, resolve_types
from cattrs.errors import ClassValidationError, ForbiddenExtraKeysError, IterableValidationError
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override

from partnerkit.interop.candidates import read_candidates, written_candidates
from partnerkit.interop.scalars import (
    invalid,
    read_bool,
    read_date,
    read_decimal,
    read_float,
    read_fraction,
    read_instant,
    read_int,
    read_str,
    written_fraction,
    written_instant,
    written_int,
)
from partnerkit.leads.candidate import Candidate
from partnerkit.leads.changes import Change
from partnerkit.leads.register import Register
from partnerkit.scoring.pairwise import Pairwise
from partnerkit.values.errors import InvalidInput, InvalidValue, PartnerkitError, shown
from partnerkit.values.money import Money, Quantity, Ratio
from partnerkit.values.reasons import Facts, Finding, Reason
from partnerkit.values.time import Period, Span

__all__ = ["NAMED", "converter", "faults_of"]


def __dir__() -> list[str]:
    return __all__


# -- values of several types: JSON's own as they are, the others under their name

#: What may stand where anything may, under its name.
NAMED: dict[str, type[Any]] = {
    "date": date,
    "decimal": Decimal,
    "fact": Facts,
    "finding": Finding,
    "fraction": Fraction,
    "instant": datetime,
    "money": Money,
    "pairwise": Pairwise,
    "period": Period,
    "quantity": Quantity,
    "ratio": Ratio,
    "reason": Reason,
    "span": Span,
}
# What happened to a pool stands under the name of its class.
NAMED.update((each.__name__, each) for each in get_args(Change))
_NAMES = {kind: name for name, kind in NAMED.items()}


#: What nearly all of it is.
_PLAIN = frozenset({bool, str})


def _written_any(value: object) -> object:
    if value is None or type(value) in _PLAIN or isinstance(value, bool | str):
        return value
    if isinstance(value, float):
        if value - value != 0:
            raise invalid(value, "use a finite number")
        return float(value)
    if isinstance(value, int):
        return written_int(int(value))
    if isinstance(value, tuple | list):
        return [_written_any(each) for each in value]
    kind = next(filter(_NAMES.__contains__, type(value).__mro__), None)
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
            return read_int(value)
        if name in NAMED:
            return _read_part(inner, NAMED[name], name)
    raise invalid(value, f"use one value, or its type and value as {{'money': ...}}: {', '.join(NAMED)}")


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
    members = [get_origin(each) or each for each in get_args(kind)]
    allowed = tuple(str if each is Literal else each for each in members) or (object,)

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


def _list_reader(kind: Any) -> Callable[[object, object], Any]:
    inner, made = get_args(kind), get_origin(kind)
    count = None if made is list or inner[-1] is Ellipsis else len(inner)
    kinds = inner[:1] if count is None else inner
    readers = [converter().get_structure_hook(each) for each in kinds]

    def read(value: object, _: object) -> Any:
        if type(value) is not list or count not in {None, len(value)}:
            raise invalid(value, "use a list" if count is None else f"use a list of {count}")
        if count is None:
            only, one = readers[0], kinds[0]
            return made(_each(value, lambda each: only(each, one)))
        turns = iter(zip(readers, kinds, strict=True))
        return made(_each(value, lambda each: (turn := next(turns))[0](each, turn[1])))

    return read


def _is_literal(kind: Any) -> bool:
    return get_origin(kind) is Literal


def _is_list(kind: Any) -> bool:
    return get_origin(kind) in {tuple, list}


def _is_register(kind: Any) -> bool:
    return get_origin(kind) is Register


def _register_reader(kind: Any) -> Callable[[object, object], Any]:
    # The model that holds it makes a register of the tuple, if it is sorted.
    return _list_reader(GenericAlias(tuple, (get_args(kind)[0], ...)))


def _register_writer(kind: Any) -> Callable[[Any], list[Any]]:
    write = converter().get_unstructure_hook(get_args(kind)[0])
    return lambda items: [write(each) for each in items]


def _read_part(value: object, kind: Any, path: str) -> Any:
    try:
        return converter().structure(value, kind)
    except Exception as error:  # noqa: BLE001  # told with the way to it
        raise InvalidInput(faults_of(error, path)) from None


def _read_object(value: object, _: object) -> dict[str, Any]:
    if type(value) is dict:
        return value
    raise invalid(value, "use an object")


def _is_candidates(kind: Any) -> bool:
    return get_origin(kind) is Sequence and get_args(kind) == (Candidate,)


def _is_object(kind: Any) -> bool:
    return get_origin(kind) is dict


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
    if isinstance(default, Factory):  # type: ignore[arg-type]  # a class to attrs, a function to its types
        return default.factory is Facts
    return default is None or (isinstance(default, tuple | Facts) and not default)


def _model_writer(kind: type[Any]) -> Callable[[Any], dict[str, Any]]:
    resolve_types(kind)
    short: dict[str, Any] = {
        each.name: override(
            omit_if_default=True, unstruct_hook=_writer(each.type, known=each.default is None)
        )
        for each in fields(kind)
        if each.default is not NOTHING and _says_nothing(each)
    }
    return make_dict_unstructure_fn(kind, converter(), **short)


def _writer(kind: Any, *, known: bool) -> Callable[[Any], Any] | None:
    """Return how *kind* is written without asking twice what it is; *known* says that it is not None."""
    members = get_args(kind)
    if known and type(None) in members and len(_members(kind)) == 1:
        return _writer(_members(kind)[0], known=True)
    if kind is float:
        return _written_float
    if kind == tuple[str, ...]:
        return list
    if _is_list(kind) and members[1:] == (Ellipsis,) and has(members[0]) and members[0] is not Candidate:
        return _written_models(members[0])
    return None if type(None) in members or not known else converter().get_unstructure_hook(kind)


def _written_models(kind: type[Any]) -> Callable[[Any], list[Any]]:
    # A model may hold its like: how it is written is asked for when it is.
    write = cache(lambda: converter().get_unstructure_hook(kind))
    return lambda values: list(map(write(), values))


def _written_float(value: float) -> float:
    # What is written is a plain float, and none that JSON lacks.
    return value if type(value) is float and value - value == 0 else _written_any(value)  # type: ignore[return-value]


@cache
def converter() -> cattrs.Converter:
    """Return the one converter of this house; it is never handed out to be changed."""
    made = cattrs.Converter(forbid_extra_keys=True, detailed_validation=True)
    for kind, read in {
        bool: read_bool,
        date: read_date,
        datetime: read_instant,
        Decimal: read_decimal,
        Facts: _read_facts,
        float: read_float,
        Fraction: read_fraction,
        int: read_int,
        str: read_str,
    }.items():
        made.register_structure_hook(kind, read)
    writers: dict[type[Any], Callable[[Any], Any]] = {
        bool: bool,
        date: date.isoformat,
        datetime: written_instant,
        Decimal: str,
        Facts: _written_facts,
        Fraction: written_fraction,
        float: _written_any,
        int: written_int,
    }
    for kind, write in writers.items():
        made.register_unstructure_hook(kind, write)
    made.register_structure_hook_factory(has, _model_reader)
    made.register_unstructure_hook_factory(has, _model_writer)
    made.register_structure_hook_factory(_is_literal, _literal_reader)
    made.register_structure_hook_factory(_is_list, _list_reader)
    made.register_structure_hook_factory(_is_register, _register_reader)
    made.register_unstructure_hook_factory(_is_register, _register_writer)
    made.register_structure_hook_factory(_is_mixed, _mixed_reader)
    made.register_structure_hook_func(_is_object, _read_object)
    made.register_structure_hook_func(_is_candidates, lambda value, _: read_candidates(value, _read_part))
    made.register_unstructure_hook_func(
        _is_candidates, lambda value: written_candidates(value, made.unstructure)
    )
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

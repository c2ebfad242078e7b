"""
How is a good document read as fast as it can be?

Nearly all documents are good, and a good one needs no notes on where a fault
was. So it is read here, by the same hooks for each value, and without keeping
the way to it. Whatever goes wrong, the document is read again by the converter,
which finds every fault; so this reader may give up at anything, and must accept
nothing that the converter refuses.
"""

from collections.abc import Callable
from datetime import date
from functools import cache
from types import UnionType
from typing import Any, TypeAlias, Union, cast, final, get_args, get_origin

from attrs import NOTHING, Attribute, Factory, astuple, fields, frozen, has, resolve_types

from partnerkit.interop.converter import converter
from partnerkit.values.fields import Check, as_tuple
from partnerkit.values.reasons import Facts

__all__ = ["swiftly"]

Read: TypeAlias = Callable[[Any], Any]

#: What stands in JSON as it is.
_AS_IT_IS = (str, int, bool, float)

#: Of so many sets of fields a model remembers what is left out.
SHAPES = 64


def __dir__() -> list[str]:
    return __all__


class _Doubtful(Exception):  # not an error: the converter has the last word
    pass


def _refuse(_: Any) -> Any:
    raise _Doubtful


@cache
def swiftly(kind: Any) -> Read:
    """
    Return the reader of *kind*; it raises anything at all where a value is doubtful.

    >>> swiftly(tuple[str, ...])(["a", "b"])
    ('a', 'b')
    """
    if has(get_origin(kind) or kind) and isinstance(kind, type) and kind is not Facts:
        return _model(kind)
    if _certain(kind) is not kind:
        return _optional(swiftly(_certain(kind)))
    members = get_args(kind)
    if get_origin(kind) is tuple and members[1:] == (Ellipsis,):
        return _tuple(members[0])
    hook = converter().get_structure_hook(kind)
    return lambda value: hook(value, kind)


def _certain(kind: Any) -> Any:
    """Return what *kind* is where it is not None."""
    others = [each for each in get_args(kind) if each is not type(None)]
    is_optional = get_origin(kind) in {Union, UnionType} and len(others) == 1
    return others[0] if is_optional else kind


def _optional(read: Read) -> Read:
    return lambda value: None if value is None else read(value)


def _tuple(kind: Any) -> Read:
    plain, read = _plain(kind), swiftly(kind)

    def read_all(value: Any) -> Any:
        if type(value) is not list:
            raise _Doubtful
        return tuple([each if type(each) is plain else read(each) for each in value])

    return read_all


def _plain(kind: Any) -> type[Any] | None:
    """Return the type whose values are taken as they are, where *kind* is that or None."""
    kind = _certain(kind)
    return next((each for each in _AS_IT_IS if kind is each), None)


@final
@frozen
class _Field:
    """How one field is read: looked at as the model itself does."""

    #: The type that is taken as it is, and the reader of whatever else there is.
    plain: type[Any] | None
    read: Read
    may_be_none: bool
    convert: Read | None
    accepts: Read | None
    put: Callable[[Any, Any], None]

    @classmethod
    def of(cls, kind: type[Any], attribute: "Attribute[Any]") -> "_Field":
        check, convert = cast("Check | None", attribute.validator), cast("Read | None", attribute.converter)
        kind_of = _certain(attribute.type)
        plain, read = (_plain(kind_of), swiftly(kind_of)) if attribute.init else (None, _refuse)
        accepts = None if check is None else check.accepts
        if (convert is as_tuple and get_origin(kind_of) is tuple) or kind_of is date:
            # It is a tuple, or a plain date, already.
            convert = None
        return cls(
            plain,
            read,
            kind_of is not attribute.type,
            convert,
            accepts,
            getattr(kind, attribute.name).__set__,
        )


def _model(kind: type[Any]) -> Read:
    resolve_types(kind)
    asks_itself = any(each.validator and not isinstance(each.validator, Check) for each in fields(kind))
    if asks_itself or hasattr(kind, "__attrs_init__"):
        return _called(kind)
    parts = {each.alias or each.name: astuple(_Field.of(kind, each), recurse=False) for each in fields(kind)}
    usual = [
        (each.alias or each.name, parts[each.alias or each.name][-1], _usual(each)) for each in fields(kind)
    ]
    checked: Callable[[Any], None] | None = getattr(kind, "__attrs_post_init__", None)
    blank, shapes = object.__new__, dict[tuple[str, ...], tuple[list[Any], list[Any]]]()

    def read(value: Any) -> Any:
        if type(value) is not dict:
            raise _Doubtful
        made = blank(kind)
        for name, each in value.items():
            plain, part, may_be_none, convert, accepts, put = parts[name]
            if type(each) is not plain:
                each = None if each is None and may_be_none else part(each)  # noqa: PLW2901  # as JSON has it, then as it is meant
            if convert is not None:
                each = convert(each)  # noqa: PLW2901
            if accepts is not None and not accepts(each):
                raise _Doubtful
            put(made, each)
        absent = shapes.get(shape := tuple(value))
        if absent is None:
            left_out = [(put, *made_so) for name, put, made_so in usual if name not in value]
            absent = (
                [(put, default) for put, default, make in left_out if make is None],
                [(put, make) for put, _, make in left_out if make is not None],
            )
            if len(shapes) < SHAPES:
                shapes[shape] = absent
        for put, default in absent[0]:
            put(made, default)
        for put, make in absent[1]:
            put(made, make(made))
        if checked is not None:
            checked(made)
        return made

    return read


def _usual(attribute: "Attribute[Any]") -> tuple[Any, Read | None]:
    """Return what stands where the field is left out, or how it is made; a model looks at its own defaults once."""
    default: Any = attribute.default
    convert: Read = cast("Read | None", attribute.converter) or (lambda value: value)
    if default is NOTHING:
        return None, _refuse
    if not isinstance(default, Factory):  # type: ignore[arg-type]  # a class to attrs, a function to its types
        return convert(default), None
    make = default.factory
    if make in {Facts, tuple}:
        return convert(make()), None
    return None, (lambda made: convert(make(made))) if default.takes_self else lambda _: convert(make())


def _called(kind: type[Any]) -> Read:
    """Return the reader of a model that looks at its fields, or makes itself, in a way of its own."""
    readers = {each.alias: (_plain(each.type), swiftly(each.type)) for each in fields(kind) if each.init}
    missing = (None, _refuse)

    def read(value: Any) -> Any:
        if type(value) is not dict:
            raise _Doubtful
        found = {}
        for name, each in value.items():
            plain, part = readers.get(name, missing)
            found[name] = each if type(each) is plain else part(each)
        # A field that is left out and needed is refused by the model itself.
        return kind(**found)

    return read

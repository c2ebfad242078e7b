"""
How is a good document read as fast as it can be?

Nearly all documents are good, and a good one needs no notes on where a fault
was. So it is read here, by the same hooks for each value, and without keeping
the way to it. Whatever goes wrong, the document is read again by the converter,
which finds every fault; so this reader may give up at anything, and must accept
nothing that the converter refuses.
"""

from collections.abc import Callable
from functools import cache
from types import UnionType
from typing import Any, TypeAlias, Union, get_args, get_origin

from attrs import fields, has, resolve_types

from partnerkit.interop.converter import converter
from partnerkit.leads.candidate import Candidate
from partnerkit.values.reasons import Facts

__all__ = ["swiftly"]

Read: TypeAlias = Callable[[Any], Any]

#: What stands in JSON as it is.
_AS_IT_IS = (str, int, bool, float)


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
    members = get_args(kind)
    if get_origin(kind) in {Union, UnionType}:
        others = tuple(each for each in members if each is not type(None))
        if len(others) == 1 and len(members) == 2:
            return _optional(swiftly(others[0]))
    if get_origin(kind) is tuple and members[1:] == (Ellipsis,) and members[0] is not Candidate:
        return _tuple(members[0])
    hook = converter().get_structure_hook(kind)
    return lambda value: hook(value, kind)


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
    others = [each for each in get_args(kind) if each is not type(None)]
    if get_origin(kind) in {Union, UnionType} and len(others) == 1:
        kind = others[0]
    return next((each for each in _AS_IT_IS if kind is each), None)


def _model(kind: type[Any]) -> Read:
    resolve_types(kind)
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

"""
What does a document look like, for whoever is not Python?

JSON Schema (draft 2020-12) of every kind of document, made from the same types
that the converter reads: what it says is what is read. It says less than the
models do: that a period ends after it starts, or a share is at most 1, no
schema can tell; what it refuses is always refused.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from inspect import getdoc
from types import UnionType
from typing import Any, Literal, TypeAlias, Union, get_args, get_origin

from attrs import NOTHING, fields, has, resolve_types

from partnerkit.interop.converter import NAMED
from partnerkit.interop.serialisation import SCHEMA, kinds
from partnerkit.leads.asked import Rest
from partnerkit.leads.candidate import Candidate
from partnerkit.leads.owed import Owed
from partnerkit.leads.register import Register
from partnerkit.values.errors import NotFound
from partnerkit.values.reasons import Facts, Reason

__all__ = ["json_schema"]

#: A schema, as what JSON is made of.
Schema: TypeAlias = dict[str, Any]

DRAFT = "https://json-schema.org/draft/2020-12/schema"


def __dir__() -> list[str]:
    return __all__


def _text(pattern: str, most: int) -> Schema:
    return {"type": "string", "pattern": f"^{pattern}$", "maxLength": most}


_LONG = {
    "type": "object",
    "properties": {"integer": _text("-?[0-9]{1,40}", 41)},
    "required": ["integer"],
    "additionalProperties": False,
}

#: What is written as one value.
_PLAIN: Mapping[type[Any], Schema] = {
    bool: {"type": "boolean"},
    str: {"type": "string"},
    float: {"type": "number"},
    int: {"anyOf": [{"type": "integer"}, _LONG]},
    date: _text("[0-9]{4}-[0-9]{2}-[0-9]{2}", 10),
    datetime: _text(
        r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})"
        r"(\[[A-Za-z0-9_+/-]{1,64}\])?",
        100,
    ),
    Decimal: _text(r"-?[0-9]+(\.[0-9]+)?(E[+-]?[0-9]{1,2})?", 80),
    Fraction: _text("-?[0-9]{1,400}/[0-9]{1,400}", 802),
    Facts: {"type": "object", "additionalProperties": {"$ref": "#/$defs/any"}},
    type(None): {"type": "null"},
}


def json_schema(*names: str) -> Schema:
    """
    Return the schema of a document of one of the kinds *names*; without any, of every kind there is.

    >>> schema = json_schema("Product")
    >>> schema["properties"]["kind"], sorted(schema["$defs"]["Product"]["required"])
    ({'const': 'Product'}, ['id'])
    """
    known = kinds()
    for name in names:
        if name not in known:
            raise NotFound(path="names", key=str(name)[:80], known=tuple(known))
    parts: dict[str, Schema] = {}
    documents = [_document(name, _of(known[name], parts)) for name in names or known]
    whole = documents[0] if len(documents) == 1 else {"oneOf": documents}
    return {"$schema": DRAFT, **whole, "$defs": dict(sorted(parts.items()))}


def _document(name: str, value: Schema) -> Schema:
    return {
        "title": name,
        "type": "object",
        "properties": {"kind": {"const": name}, "schema": {"const": SCHEMA}, "value": value},
        "required": ["kind", "schema", "value"],
        "additionalProperties": False,
    }


def _of(kind: Any, parts: dict[str, Schema]) -> Schema:
    """Return the schema of a type, and put the models it is made of among *parts*."""
    plain = _PLAIN.get(kind) if isinstance(kind, type) else None
    if plain is not None:
        if kind is Facts:
            _any(parts)
        return plain
    for fits, made in _COMPOSED:
        if fits(kind):
            return made(kind, parts)
    return _model(kind, parts)


# -- what is made of other types


def _members(kind: Any) -> tuple[Any, ...]:
    return tuple(each for each in get_args(kind) if each is not type(None))


def _union(kind: Any, parts: dict[str, Schema]) -> Schema:
    members = _members(kind)
    if len(members) == 1:
        found = [_of(members[0], parts)]
    else:
        found = [_tagged(get_origin(each) or each, parts) for each in members]
    if len(members) < len(get_args(kind)):
        found.append({"type": "null"})
    return {"anyOf": found}


def _tagged(kind: Any, parts: dict[str, Schema]) -> Schema:
    """Return how a value of *kind* is written where values of other types may stand."""
    if kind is tuple:
        return {"type": "array", "items": _any(parts)}
    if kind is Literal:
        return _PLAIN[str]
    if kind in {bool, str, float, int}:
        return _PLAIN[kind]
    (name,) = (name for name, each in NAMED.items() if each is kind)
    return _only({name: _of(kind, parts)})


def _only(properties: dict[str, Schema]) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": sorted(properties),
        "additionalProperties": False,
    }


def _any(parts: dict[str, Schema]) -> Schema:
    if "any" not in parts:
        parts["any"] = {}  # it is made of itself
        plain: list[Schema] = [{"type": ["null", "boolean", "string", "number"]}, _LONG]
        listed = {"type": "array", "items": {"$ref": "#/$defs/any"}}
        parts["any"] = {
            "anyOf": [*plain, listed, *(_only({name: _of(kind, parts)}) for name, kind in NAMED.items())]
        }
    return {"$ref": "#/$defs/any"}


def _list(kind: Any, parts: dict[str, Schema]) -> Schema:
    inner = get_args(kind)
    if get_origin(kind) is tuple and inner[-1] is not Ellipsis:
        items = [_of(each, parts) for each in inner]
        return {"type": "array", "prefixItems": items, "items": False, "minItems": len(items)}
    return {"type": "array", "items": _of(inner[0], parts)}


def _mapping(kind: Any, parts: dict[str, Schema]) -> Schema:
    inner = get_args(kind)
    return {"type": "object", "additionalProperties": _of(inner[1], parts) if inner else {}}


def _candidates(_: Any, parts: dict[str, Schema]) -> Schema:
    one, reasons = {"type": "array", "items": _model(Candidate, parts)}, _list(tuple[Reason, ...], parts)
    group = _only({"against": {**reasons, "minItems": 1}, "partners": _list(tuple[str, ...], parts)})
    group["properties"]["for_him"] = reasons
    others = {"kept": one, "could_not": {"type": "array", "items": group}}
    # Those who could take it stand there one by one, or as what decided among them.
    found = [_only({"could": one, **others}), _only({"owed": _model(Owed, parts), **others})]
    for each in found:
        each["properties"]["rest"] = _model(Rest, parts)
    return {"oneOf": found}


_COMPOSED: tuple[tuple[Callable[[Any], bool], Callable[[Any, dict[str, Schema]], Schema]], ...] = (
    (lambda kind: kind is Any or kind is object, lambda _, parts: _any(parts)),
    (lambda kind: kind == Sequence[Candidate], _candidates),
    (lambda kind: get_origin(kind) is Literal, lambda kind, _: {"enum": list(get_args(kind))}),
    (lambda kind: get_origin(kind) in {Union, UnionType}, _union),
    (lambda kind: get_origin(kind) in {tuple, list, Register}, _list),
    (lambda kind: get_origin(kind) is not None or kind is dict, _mapping),
)


def _model(kind: Any, parts: dict[str, Schema]) -> Schema:
    # Parts of other rooms may be called like a kind: an account of a ledger is no customer.
    own_name = kind.__name__
    name = own_name if kinds().get(own_name, kind) is kind else f"{kind.__module__.split('.')[1]}.{own_name}"
    if name not in parts:
        assert has(kind), kind  # noqa: S101  # a type that the converter does not know either
        resolve_types(kind)
        parts[name] = {}  # a model may be made of itself
        own = [each for each in fields(kind) if each.init]
        parts[name] = {
            "description": (getdoc(kind) or name).split("\n", 1)[0],
            "type": "object",
            "properties": {each.alias: _of(each.type, parts) for each in own},
            "required": sorted(each.alias for each in own if each.default is NOTHING),
            "additionalProperties": False,
        }
    return {"$ref": f"#/$defs/{name}"}

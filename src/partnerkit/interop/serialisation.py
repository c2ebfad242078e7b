"""
How does a fact leave the house, and how does it come back the same?

As JSON, in one way only: sorted keys, no blanks, UTF-8, amounts and other exact
numbers as text. `loads(dumps(fact)) == fact`, and equal documents are equal bytes,
on every machine. A document names its kind and the schema it is written in.
Kinds are a closed list: nothing in a document can make the house load a class.
"""

import json
from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, get_args

from partnerkit.interop.converter import converter, faults_of
from partnerkit.interop.scalars import invalid
from partnerkit.interop.swift import swiftly
from partnerkit.interop.upcasting import SCHEMA, upcast
from partnerkit.values.errors import InvalidInput, InvalidValue, NotFound

__all__ = ["SCHEMA", "canonical", "dumps", "from_document", "kinds", "loads", "parsed", "to_document"]

#: Longest document in bytes, deepest nesting, longest whole number in digits.
SIZE, DEPTH, DIGITS = 1_000_000, 32, 19

_ENVELOPE = ("kind", "schema", "value")

#: What turns every digit into a zero, and what a number with too many of them then holds.
_AS_DIGITS, _DIGITS = bytes.maketrans(b"123456789", b"0" * 9), b"0" * (DIGITS + 1)


def __dir__() -> list[str]:
    return __all__


@cache
def kinds() -> Mapping[str, type[Any]]:
    """
    Return the kinds of document there are: every fact by its name, and what judgements keep.

    >>> kinds()["Partner"].__name__, "Ledger" in kinds(), "Network" in kinds()
    ('Partner', True, False)
    """
    from partnerkit import facts
    from partnerkit.access.classes import PermissionClass
    from partnerkit.conflicts.cases import Case
    from partnerkit.conflicts.declared import DeclaredRule
    from partnerkit.conflicts.prevention import Attempts
    from partnerkit.goals.bounds import Bounds
    from partnerkit.goals.planning import PlanningRound
    from partnerkit.goals.proposals import Proposal
    from partnerkit.goals.versions import Version
    from partnerkit.interop.records import Record
    from partnerkit.leads import changes
    from partnerkit.leads.answering import LeadOffer
    from partnerkit.leads.decision import Decision
    from partnerkit.leads.ledger import Ledger
    from partnerkit.leads.pages import LedgerPage
    from partnerkit.scoring.collection import Reminder
    from partnerkit.scoring.conversation import Remark
    from partnerkit.scoring.disclosure import Disclosure
    from partnerkit.scoring.entries import Entry, Query
    from partnerkit.scoring.released import Released
    from partnerkit.scoring.ring import Ring
    from partnerkit.scoring.scorecard import Scorecard
    from partnerkit.scoring.yardstick import Yardstick
    from partnerkit.values.reasons import Finding

    nouns = ((name, getattr(facts, name)) for name in facts.__all__)
    kept = (
        *(Attempts, Bounds, Case, Decision, DeclaredRule, Finding, LeadOffer, Ledger, LedgerPage),
        *(PermissionClass, PlanningRound, Proposal, Record, Version),
        *(Disclosure, Entry, Query, Released, Remark, Reminder, Ring, Scorecard, Yardstick),
        *get_args(changes.Change),
    )
    found: dict[str, type[Any]] = {kind.__name__: kind for kind in kept}
    found.update(
        (name, noun)
        for name, noun in nouns
        if isinstance(noun, type) and issubclass(noun, facts.Fact) and noun is not facts.Fact
    )
    return MappingProxyType(dict(sorted(found.items())))


def _kind(name: object) -> type[Any]:
    found = kinds().get(name) if isinstance(name, str) else None
    if found is None:
        raise NotFound(path="$.kind", key=str(name)[:80], known=tuple(kinds()))
    return found


def to_document(fact: Any) -> dict[str, Any]:
    """
    Return *fact* as what JSON is made of: objects, lists, text, numbers, truth values and nothing.

    >>> from partnerkit.facts import Product
    >>> to_document(Product(id="fw-1", name="Firewall"))
    {'kind': 'Product', 'schema': 1, 'value': {'id': 'fw-1', 'name': 'Firewall'}}
    """
    name = type(fact).__name__
    if kinds().get(name) is not type(fact):
        raise NotFound(path="kind", key=name, known=tuple(kinds()))
    try:
        value = converter().unstructure(fact)
    except (InvalidValue, InvalidInput) as error:
        raise InvalidInput(faults_of(error, "$.value")) from None
    except RecursionError:
        raise InvalidInput([_too_deep()]) from None
    return {"kind": name, "schema": SCHEMA, "value": value}


def from_document(kind: str, document: Mapping[str, Any]) -> Any:
    """
    Return the fact of *kind* that *document* describes.

    Raises
    ------
    InvalidInput
        With every fault and the way to it, as ``$.value.locations[1].city``.
    NotFound
        For a kind that does not exist.
    SchemaMismatch
        For a document that another version of partnerkit wrote.

    >>> document = {"kind": "Product", "schema": 1, "value": {"id": "fw-1", "name": 5, "colour": "red"}}
    >>> from_document("Product", document)
    Traceback (most recent call last):
    partnerkit.values.errors.InvalidInput: 2 faults; nothing was taken over
      $.value.name: 5 is not valid here; use text
      $.value.colour: 'colour' is not valid here; leave it out; known here: ...
    """
    model: Any = _kind(kind)
    faults = () if _is_usual(kind, document) else list(_envelope_faults(kind, document))
    if faults:
        raise InvalidInput(faults)
    value = document["value"]
    if document["schema"] != SCHEMA:
        value = upcast(kind, value, schema=document["schema"])
    try:
        return swiftly(model)(value)
    except Exception:  # noqa: BLE001, S110  # it may give up at anything
        pass
    # Once more, and slowly: every fault is to be told.
    try:
        return converter().structure(value, model)
    except Exception as error:  # noqa: BLE001  # every fault comes out as one of ours
        raise InvalidInput(faults_of(error, "$.value")) from None


def _is_usual(kind: str, document: Mapping[str, Any]) -> bool:
    """Tell whether an envelope surely has no fault, as nearly all have none."""
    return (
        type(document) is dict
        and len(document) == len(_ENVELOPE)
        and document.get("kind") == kind
        and type(document.get("schema")) is int
        and "value" in document
    )


def _envelope_faults(kind: str, document: object) -> "list[InvalidValue]":
    if not isinstance(document, Mapping):
        return [invalid(document, "use an object with kind, schema and value", "$")]
    faults = [
        InvalidValue(path=f"$.{name}", value="nothing", remedy="give it; it may not be left out")
        for name in _ENVELOPE
        if name not in document
    ]
    faults += [
        invalid(name, "leave it out", "$") for name in sorted(map(str, document.keys() - {*_ENVELOPE}))
    ]
    if document.get("kind", kind) != kind:
        faults.append(invalid(document["kind"], f"use a document of kind {kind}", "$.kind"))
    if type(document.get("schema", SCHEMA)) is not int:
        faults.append(invalid(document["schema"], "use a whole number", "$.schema"))
    return faults


def dumps(fact: Any) -> bytes:
    """
    Write *fact* as canonical JSON.

    >>> from partnerkit.facts import Product
    >>> dumps(Product(id="fw-1"))
    b'{"kind":"Product","schema":1,"value":{"id":"fw-1","name":""}}'
    """
    return canonical(to_document(fact))


def loads(data: bytes, *, size: int = SIZE) -> Any:
    """
    Read what `dumps` wrote, at most *size* bytes; anything doubtful is refused before a model sees it.

    >>> from partnerkit.facts import Product
    >>> loads(dumps(Product(id="fw-1"))) == Product(id="fw-1")
    True
    """
    document = parsed(data, size=size)
    if not isinstance(document, dict):
        raise InvalidInput([invalid(document, "use an object with kind, schema and value", "$")])
    if "kind" not in document:
        raise InvalidInput(_envelope_faults("", document))
    return from_document(document["kind"], document)


# -- canonical JSON


def canonical(document: Any, *, size: int = SIZE) -> bytes:
    """
    Write what JSON is made of in the one way there is, in at most *size* bytes.

    >>> canonical({"b": 1, "a": [None, "ä"]}).decode()
    '{"a":[null,"ä"],"b":1}'
    """
    try:
        data = _encoder().encode(document).encode("utf-8")
    except (TypeError, ValueError):
        raise InvalidInput(
            [_invalid_json("use text, finite numbers, truth values, lists and objects")]
        ) from None
    except RecursionError:
        raise InvalidInput([_too_deep()]) from None
    if _may_be_deep(data) and _is_too_deep(document):
        raise InvalidInput([_too_deep()])
    if len(data) > size:
        raise InvalidInput([_too_large(len(data), size)])
    return data


def parsed(data: bytes, *, size: int = SIZE) -> Any:
    """
    Read JSON strictly: no doubled keys, no infinities, no numbers that lose digits, within *size* and depth.

    >>> parsed(b'{"a": 1, "a": 2}')
    Traceback (most recent call last):
    partnerkit.values.errors.InvalidInput: 1 fault; nothing was taken over
      $: 'a' is not valid here; use each key once
    """
    if type(data) is not bytes:
        raise InvalidInput([invalid(data, "use bytes", "$")])
    if len(data) > size:
        raise InvalidInput([_too_large(len(data), size)])
    try:
        document = _decoded(data)
    except InvalidValue as fault:
        raise InvalidInput([fault]) from None
    except UnicodeDecodeError as error:
        raise InvalidInput([_invalid_json(f"use UTF-8; byte {error.start} is not")]) from None
    except json.JSONDecodeError as error:
        raise InvalidInput([_invalid_json(f"use JSON; it goes wrong in column {error.colno}")]) from None
    except RecursionError:
        raise InvalidInput([_too_deep()]) from None
    if _may_be_deep(data) and _is_too_deep(document):
        raise InvalidInput([_too_deep()])
    return document


@cache
def _encoder() -> json.JSONEncoder:
    return json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def _decoded(data: bytes) -> Any:
    # Numbers of so many digits are rare, and whoever looks at each whole number pays for all.
    has_long = _DIGITS in data.translate(_AS_DIGITS)
    text, decoder = data.decode("utf-8"), _decoder(_int if has_long else None)
    if text[:1] == "{":
        found, end = decoder.raw_decode(text)
        if end == len(text):
            return found
    # There are blanks around it, or it is no document: the usual way says what is wrong.
    return decoder.decode(text)


@cache
def _decoder(parse_int: Callable[[str], int] | None) -> json.JSONDecoder:
    return json.JSONDecoder(
        object_pairs_hook=_object, parse_float=_float, parse_int=parse_int, parse_constant=_constant
    )


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen = set[str]()
        twice = next(name for name, _ in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]
        raise invalid(twice, "use each key once", "$")
    return found


def _float(text: str) -> float:
    number = float(text)
    if number - number != 0:
        raise invalid(text, "use a number that a double can hold", "$")
    return number


def _int(text: str) -> int:
    if len(text) > DIGITS + text.startswith("-"):
        raise invalid(text, f"use a whole number of at most {DIGITS} digits, a longer one as text", "$")
    return int(text)


def _constant(text: str) -> Any:
    raise invalid(text, "use a finite number", "$")


def _may_be_deep(data: bytes) -> bool:
    """Tell whether *data* may lie too deep: it cannot, if too little is opened that is not beside another."""
    opened = data.count(b"{") + data.count(b"[")
    return opened > DEPTH and opened - data.count(b"},{") - data.count(b"],[") > DEPTH


def _is_too_deep(document: Any, left: int = DEPTH) -> bool:
    """Tell whether anything lies deeper than *left* levels; nothing deeper than that is looked at."""
    if type(document) is not dict and type(document) is not list:
        return False
    if not left:
        return True
    inside = document.values() if type(document) is dict else document
    for each in inside:
        kind = type(each)
        if (kind is dict or kind is list) and _is_too_deep(each, left - 1):
            return True
    return False


def _too_deep() -> InvalidValue:
    return InvalidValue(path="$", value="the document", remedy=f"nest at most {DEPTH} levels deep")


def _too_large(found: int, size: int) -> InvalidValue:
    return InvalidValue(
        path="$", value=f"a document of {found:,} bytes", remedy=f"use at most {size:,} bytes"
    )


def _invalid_json(remedy: str) -> InvalidValue:
    return InvalidValue(path="$", value="the document", remedy=remedy)

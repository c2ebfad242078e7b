"""The swift reader accepts what the converter accepts, and gives the same."""

import json
from copy import deepcopy
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partnerkit.interop.converter import converter
from partnerkit.interop.serialisation import kinds
from partnerkit.interop.swift import swiftly

GOLDEN = Path(__file__).parents[1] / "golden" / "documents" / "schema-1.jsonl"
DOCUMENTS = [json.loads(line) for line in GOLDEN.read_text(encoding="utf-8").splitlines()]
OTHERS = [
    None,
    True,
    0,
    -1.5,
    10**30,
    "",
    "x",
    "1.0",
    "2026-01-31",
    [],
    [1],
    ["x"],
    {},
    {"x": 1},
    {"money": 5},
]
REFUSED = object()


def tried(read, value):
    try:
        return read(value)
    except Exception:  # noqa: BLE001  # whatever it was, it is refused
        return REFUSED


def agree(kind, value):
    model = kinds()[kind]
    swift = tried(swiftly(model), value)
    strict = tried(lambda each: converter().structure(each, model), value)

    assert (swift is REFUSED) == (strict is REFUSED), (kind, value, swift, strict)
    assert swift is REFUSED or (swift == strict and type(swift) is type(strict))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document["kind"])
def test_a_document_of_every_kind_is_read_alike(document):
    agree(document["kind"], document["value"])
    assert tried(swiftly(kinds()[document["kind"]]), document["value"]) is not REFUSED


def places(value, path=()):
    """Yield the ways to every value inside *value*."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, each in inside:
        yield (*path, name)
        yield from places(each, (*path, name))


@settings(max_examples=settings.default.max_examples * 8)
@given(data=st.data())
def test_a_document_with_a_fault_anywhere_is_refused_alike(data):
    document = deepcopy(data.draw(st.sampled_from(DOCUMENTS)))
    *way, last = data.draw(st.sampled_from(list(places(document["value"]))))
    holder = document["value"]
    for step in way:
        holder = holder[step]
    match data.draw(st.sampled_from(["drop", "add", "replace", "replace"])):
        case "drop":
            del holder[last]
        case "add" if isinstance(holder, dict):
            holder["colour"] = holder[last]
        case _:
            holder[last] = data.draw(st.sampled_from(OTHERS))

    agree(document["kind"], document["value"])

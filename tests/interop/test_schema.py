"""The schema of a document and its converter say the same, as far as a schema can speak."""

import json
import re
from copy import deepcopy
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partnerkit.interop.converter import NAMED
from partnerkit.interop.schema import json_schema
from partnerkit.interop.serialisation import canonical, from_document, kinds, to_document
from partnerkit.testing.strategies import networks
from partnerkit.values.errors import InvalidInput, NotFound

jsonschema = pytest.importorskip("jsonschema", reason="it comes with the group `tests`")

GOLDEN = Path(__file__).parents[1] / "golden" / "documents" / "schema-1.jsonl"
DOCUMENTS = [json.loads(line) for line in GOLDEN.read_text(encoding="utf-8").splitlines()]

#: What the converter says where the shape alone is wrong: that, a schema can say, too.
OF_SHAPE = re.compile(
    "use (text|a whole number|a number|true or false|a list|an object|an object, the fields of .*)"
    "|leave it out; known here.*|give it; it may not be left out"
    "|use (a decimal number of at most|a date as|an instant as|a fraction as) .*",
    re.DOTALL,
)


@cache
def validator(kind):
    return jsonschema.Draft202012Validator(json_schema(kind))


def told_apart(schema, found):
    """Put each schema within *schema* into *found* once, by what it says, without those that stand within it."""
    if not isinstance(schema, dict):
        return schema
    own = dict(schema)
    for word in own.keys() & {"$defs", "properties"}:
        for part in own[word].values():
            told_apart(part, found)
        own[word] = {}
    for word in own.keys() & {"oneOf", "anyOf", "prefixItems"}:
        own[word] = [told_apart(part, found) for part in own[word]]
    for word in own.keys() & {"items", "additionalProperties"}:
        own[word] = told_apart(own[word], found)
    found[canonical(own).decode()] = own
    return True


def test_the_schema_of_everything_is_one_of_the_draft():
    whole, parts = json_schema(), {}
    # The draft speaks of each schema by itself, and most of them stand in many places.
    told_apart(whole, parts)
    jsonschema.Draft202012Validator.check_schema({"$defs": parts})

    assert [each["title"] for each in whole["oneOf"]] == list(kinds())
    assert json.loads(json.dumps(whole)) == whole


def test_every_kind_has_a_schema_whose_parts_are_all_there():
    for kind in kinds():
        schema = json_schema(kind)
        named = {part.split('"', 1)[0] for part in json.dumps(schema).split('"#/$defs/')[1:]}

        assert named <= set(schema["$defs"]), kind


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document["kind"])
def test_a_document_of_every_kind_is_valid(document):
    assert [error.message for error in validator(document["kind"]).iter_errors(document)] == []


def test_parts_of_one_name_are_kept_apart():
    parts = json_schema()["$defs"]

    assert {"Account", "leads.Account", "Measure", "scoring.Measure"} <= set(parts)
    assert "balance" in parts["leads.Account"]["properties"]
    assert "tax_numbers" in parts["Account"]["properties"]


def test_a_kind_there_is_not_is_told():
    with pytest.raises(NotFound, match="names"):
        json_schema("Nothing")


@settings(max_examples=max(5, settings.default.max_examples // 12))
@given(network=networks())
def test_whatever_is_drawn_is_valid(network):
    for kind in network.kinds:
        for fact in network.all(kind):
            document = json.loads(canonical(to_document(fact)))

            assert validator(kind.__name__).is_valid(document), document


# -- documents that are wrong


def places(value, path=()):
    """Yield the ways to every value inside *value*."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, each in inside:
        yield (*path, name)
        yield from places(each, (*path, name))


OTHERS = st.sampled_from([None, True, 0, -1.5, 10**30, "", "x", "1.0", [], [1], {}, {"x": 1}, {"money": 5}])


@st.composite
def mutated(draw):
    """A document with one value dropped, doubled beside itself, or in the place of another."""
    document = deepcopy(draw(st.sampled_from(DOCUMENTS)))
    *way, last = draw(st.sampled_from(list(places(document))))
    holder = document
    for step in way:
        holder = holder[step]
    deed = draw(st.sampled_from(["drop", "add", "replace", "replace"]))
    if deed == "drop":
        del holder[last]
    elif deed == "add" and isinstance(holder, dict):
        holder["colour"] = holder[last]
    else:
        holder[last] = draw(OTHERS)
    return document


@settings(max_examples=settings.default.max_examples * 5)
@given(document=mutated())
def test_what_the_schema_refuses_is_refused_and_what_is_refused_for_its_shape_it_refuses(document):
    kind = document.get("kind")
    if not isinstance(kind, str) or kind not in kinds():
        return
    is_valid = validator(kind).is_valid(document)
    try:
        from_document(kind, document)
    except InvalidInput as refusal:
        faults = refusal.faults
    except Exception:  # noqa: BLE001  # a newer schema
        faults = ()
    else:
        assert is_valid, next(iter(validator(kind).iter_errors(document)))
        return

    if any(OF_SHAPE.fullmatch(fault.remedy) and fault.path != "$" for fault in faults):
        assert not is_valid, faults


def test_the_names_of_types_are_those_of_the_converter():
    tags = {name for part in json_schema()["$defs"]["any"]["anyOf"] for name in part.get("properties", ())}

    assert tags == {*NAMED, "integer"}

"""Older documents are read by pure steps; newer ones are refused."""

from types import MappingProxyType

import pytest

from partnerkit.interop import serialisation
from partnerkit.interop.upcasting import SCHEMA, UPCASTERS, upcast
from partnerkit.values.store_errors import SchemaMismatch

STEPS = {
    1: lambda kind, value: {**value, "name": value["title"]} if kind == "Product" else value,
    2: lambda _, value: {name: each for name, each in value.items() if name != "title"},
}


def test_steps_are_taken_in_order_and_leave_the_document_as_it_was():
    old = MappingProxyType({"id": "fw-1", "title": "Firewall"})

    assert upcast("Product", old, schema=1, target=3, steps=STEPS) == {"id": "fw-1", "name": "Firewall"}
    assert upcast("Lead", old, schema=1, target=3, steps=STEPS) == {"id": "fw-1"}
    assert old == {"id": "fw-1", "title": "Firewall"}


def test_a_document_of_today_is_taken_as_it_is():
    value = {"id": "fw-1"}

    assert upcast("Product", value, schema=SCHEMA) is value


@pytest.mark.parametrize(("schema", "steps"), [(4, STEPS), (0, STEPS), (1, {2: STEPS[2]}), (-5, STEPS)])
def test_what_no_step_leads_on_from_is_refused(schema, steps):
    with pytest.raises(SchemaMismatch):
        upcast("Product", {"id": "fw-1"}, schema=schema, target=3, steps=steps)


def test_what_is_no_object_is_refused():
    with pytest.raises(SchemaMismatch):
        upcast("Product", ["fw-1"], schema=1, target=2, steps=STEPS)


def test_there_is_a_step_for_every_schema_before_that_of_today():
    assert sorted(UPCASTERS) == list(range(1, SCHEMA))


def test_documents_are_read_through_the_steps(monkeypatch):
    monkeypatch.setattr(serialisation, "SCHEMA", 3)
    monkeypatch.setattr(
        serialisation,
        "upcast",
        lambda kind, value, *, schema: upcast(kind, value, schema=schema, target=3, steps=STEPS),
    )
    old = b'{"kind":"Product","schema":1,"value":{"id":"fw-1","title":"Firewall"}}'

    assert serialisation.loads(old).name == "Firewall"

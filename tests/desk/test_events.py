from datetime import UTC, datetime
from random import Random  # seeded

import pytest
from attrs import evolve

from partnerkit import Lead, Ledger, Money
from partnerkit.desk import Desk
from partnerkit.desk.events import PLAIN, Rows, draft_of, event_of, kind_of, stored_of
from partnerkit.facts import Product, Touch
from partnerkit.interop.records import Record, packed
from partnerkit.storage import MemoryStore
from partnerkit.storage.audit import AuditEntry, Head, seal
from partnerkit.storage.port import Document
from partnerkit.values.errors import InvalidInput, InvalidValue, NotFound
from partnerkit.values.store_errors import CorruptStore, SchemaMismatch


def test_a_document_goes_under_the_id_of_its_fact_or_the_pool_of_its_ledger():
    assert draft_of(Lead(id="L-17")).path == "Lead 'L-17'"
    assert draft_of(Ledger(pool="north")).path == "Ledger 'north'"


def test_a_fact_without_an_id_goes_under_a_digest_of_what_it_says():
    touch = Touch(lead="L-1", channel="fair", at=datetime(2026, 3, 2, tzinfo=UTC), role="marketing")
    other = Touch(lead="L-2", channel="fair", at=datetime(2026, 3, 2, tzinfo=UTC), role="marketing")

    assert draft_of(touch) == draft_of(touch)
    assert len({draft_of(touch).id, draft_of(other).id}) == 2


def test_what_is_stored_is_read_again_short_or_long():
    for fact in (Product(id="fw"), Product(id="fw", attributes={f"a-{n}": "x" * 9_000 for n in range(40)})):
        draft = draft_of(fact)
        document = Document(kind=draft.kind, id=draft.id, version=3, seq=7, body=draft.body)

        assert stored_of(document).value == fact
        assert stored_of(document).version == 3
        assert len(draft.body) <= PLAIN


def test_a_kind_is_known_by_its_model():
    assert kind_of(Lead) == "Lead"
    for model in (Money, str, type("Lead", (), {})):
        with pytest.raises(NotFound):
            kind_of(model)


def test_an_event_is_a_row_that_can_be_read():
    entry = AuditEntry(
        at="2026-03-02T12:00:00.000001Z",
        actor="anna",
        action="note",
        kind="Lead",
        id="L-17",
        body=packed(Record(facts={"text": "x"}), plain=1_000),
    )
    event = event_of(seal("acme", Head(), entry))

    assert event.at == datetime(2026, 3, 2, 12, 0, 0, 1, tzinfo=UTC)
    assert (event.seq, event.record.facts["text"], event.decision) == (1, "x", None)


def test_rows_are_kept_as_bytes():
    assert Rows.read(Rows(first=3, last=4).written()) == Rows(first=3, last=4)
    with pytest.raises(InvalidInput):
        Rows.read(b"[")


def test_what_is_too_large_is_named():
    noise = Random(1)  # noqa: S311  # what cannot be packed
    attributes = {f"a-{number}": noise.randbytes(4_500).hex() for number in range(260)}
    with pytest.raises(
        InvalidValue, match=r"Product 'fw': 1,\d{3},\d{3} is not valid here; use at most 1,000,000 bytes"
    ):
        draft_of(Product(id="fw", attributes=attributes))
    with (
        Desk(MemoryStore(), tenant="acme") as desk,
        pytest.raises(InvalidValue, match="Goal 'de', 'met': 1,"),
    ):
        desk.record("met", "de", attributes, kind="Goal")


def test_a_document_that_cannot_be_read_is_named_and_not_quoted():
    documents = [b"z\x9c", b'{"kind":"Product","schema":1,"value":{"id":"fw","na\xffme":"canary"}}',
                 b'{"kind":"Product","schema":1,"value":{"id":"fw","name":"","attributes":"canary"}}']  # fmt: skip
    for body in (*documents, b'{"kind":"Pruduct","schema":1,"value":{}}'):
        with pytest.raises(CorruptStore, match=r"Product 'fw': of a newer .* or damaged at \$") as caught:
            stored_of(Document(kind="Product", id="fw", version=1, seq=1, body=body))
        assert "canary" not in str(caught.value)
    body = draft_of(Product(id="fw")).body
    with pytest.raises(CorruptStore, match="Product 'gw': it holds 'fw'"):
        stored_of(Document(kind="Product", id="gw", version=1, seq=1, body=body))
    entry = AuditEntry(
        at="2026-03-02T12:00:00.000001Z", actor="a", action="note", kind="Lead", id="L-1", body=b"x"
    )
    row = seal("acme", Head(), entry)
    for damaged in (row, evolve(row, at="2026-99", body=packed(Record(), plain=1_000))):
        with pytest.raises(CorruptStore, match="row 1: "):
            event_of(damaged)
    newer = Document(
        kind="Product", id="fw", version=1, seq=1, body=b'{"kind":"Product","schema":9,"value":{}}'
    )
    with pytest.raises(SchemaMismatch, match="Product 'fw' has schema 9"):
        stored_of(newer)

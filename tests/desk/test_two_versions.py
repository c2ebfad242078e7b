"""Two servers on one store, and one of them has a newer partnerkit: `docs/how-to/record.md` says what then holds."""

import json
import sqlite3

import pytest

from partnerkit import Lead, Partner
from partnerkit.desk import Desk
from partnerkit.interop import dumps, serialisation
from partnerkit.leads import FairShare
from partnerkit.storage import SqliteStore
from partnerkit.storage.audit import AuditEntry
from partnerkit.storage.port import Draft
from partnerkit.storage.sqliteschema import SCHEMA
from partnerkit.values.store_errors import CorruptStore, IdempotencyKeyReused, SchemaMismatch

POLICY = FairShare(default=1, value="unit")
NOTHING, AT = b'{"kind":"Record","schema":1,"value":{"facts":{}}}', "2026-03-02T12:00:00.000000Z"


@pytest.fixture
def store(tmp_path):
    store = SqliteStore(tmp_path / "channel.db")
    yield store
    store.close()


def written_by_a_newer_one(store, fact, *, version, **said):
    """Write *fact* as a partnerkit would that knows more fields of it, or documents of another schema."""
    document = json.loads(dumps(fact))
    schema = said.pop("schema", document["schema"])
    body = json.dumps({**document, "schema": schema, "value": {**document["value"], **said}}).encode()
    kind = document["kind"]
    with store.write("acme") as unit:
        unit.append(AuditEntry(at=AT, actor="anna", action="put", kind=kind, id=fact.id, body=NOTHING))
        unit.put(Draft(kind=kind, id=fact.id, version=version, body=body))
    return body


def test_a_fact_with_a_field_of_a_newer_partnerkit_is_refused_by_name_and_stays(store):
    with Desk(store, tenant="acme") as desk:
        desk.put(Partner(id="P-4"), Partner(id="P-5"))
        assert desk.assign(Lead(id="L-1"), POLICY).winner
        body = written_by_a_newer_one(store, Partner(id="P-4"), version=1, colour="red")
        last = desk.events()[-1].seq

        told = r"Partner 'P-4': of a newer partnerkit \(install it here\), or damaged at \$.value.colour"
        for ask in (
            lambda: desk.get(Partner, "P-4"),
            lambda: desk.all(Partner),
            desk.network,
            lambda: desk.assign(Lead(id="L-2"), POLICY),
        ):
            with pytest.raises(CorruptStore, match=told):
                ask()
        assert desk.get(Partner, "P-5").version == 1
        assert desk.events()[-1].seq == last
        assert desk.verify().intact
        with store.read("acme") as reading:
            assert reading.get("Partner", "P-4").body == body


def test_a_fact_in_which_a_newer_partnerkit_says_nothing_new_is_read(store):
    with Desk(store, tenant="acme") as desk:
        desk.put(Partner(id="P-4"))
        written_by_a_newer_one(store, Partner(id="P-4", tier="gold"), version=1)

        assert desk.get(Partner, "P-4").value.tier == "gold"
        assert desk.assign(Lead(id="L-1"), POLICY).winner == "P-4"


def test_a_kind_of_a_newer_partnerkit_hinders_nobody(store):
    with Desk(store, tenant="acme") as desk:
        desk.put(Partner(id="P-4"))
        with store.write("acme") as unit:
            unit.append(AuditEntry(at=AT, actor="a", action="put", kind="Badge", id="B-1", body=NOTHING))
            body = b'{"kind":"Badge","schema":1,"value":{"id":"B-1"}}'
            unit.put(Draft(kind="Badge", id="B-1", version=0, body=body))

        assert desk.network().partners == (Partner(id="P-4"),)
        assert desk.assign(Lead(id="L-1"), POLICY).winner == "P-4"
        assert [event.kind for event in desk.events()] == ["Partner", "Badge", "Lead"]


def test_a_document_of_a_newer_schema_is_refused_as_such(store):
    with Desk(store, tenant="acme") as desk:
        desk.put(Partner(id="P-4"))
        written_by_a_newer_one(store, Partner(id="P-4"), version=1, schema=2)

        with pytest.raises(SchemaMismatch, match=r"Partner 'P-4' has schema 2.*install a newer partnerkit"):
            desk.all(Partner)


def test_a_command_that_reads_otherwise_in_a_newer_schema_is_not_carried_out_twice(store, monkeypatch):
    with Desk(store, tenant="acme") as desk:
        desk.put(Partner(id="P-4"))
        desk.assign(Lead(id="L-1"), POLICY, key="order-1")
        monkeypatch.setattr(serialisation, "SCHEMA", serialisation.SCHEMA + 1)

        with pytest.raises(IdempotencyKeyReused):
            desk.assign(Lead(id="L-1"), POLICY, key="order-1")
        assert [event.action for event in desk.events()] == ["put", "assign"]


def test_a_server_that_runs_on_looks_at_the_tables_only_when_it_opens_the_store(store):
    with Desk(store, tenant="acme") as desk:
        desk.put(Partner(id="P-4"))
        with sqlite3.connect(store.path) as other:
            other.execute(f"PRAGMA user_version = {SCHEMA + 1}")
        other.close()

        assert desk.get(Partner, "P-4").version == 1
        store.close()
        with pytest.raises(SchemaMismatch):
            desk.get(Partner, "P-4")

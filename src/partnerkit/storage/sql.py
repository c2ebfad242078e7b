"""
What if the host has a database server already?

A store in PostgreSQL through SQLAlchemy's Core. It brings its own line, takes
them from the host's engine, or joins the connection or session that the host
has open: then what the host does and what the desk does take effect together,
when the host commits.

A writing unit holds the lock of its tenant's head row, so the units of one
tenant run one after the other under any isolation level, and those of
different tenants side by side.
"""

import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from ctypes import py_object, pythonapi
from typing import Any, final

from attrs import define, field

from partnerkit.storage.audit import Head
from partnerkit.storage.port import checked_tenant, pinned
from partnerkit.storage.tables import TableReading, TableUnit
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, MissingExtra, shown
from partnerkit.values.store_errors import OutcomeUnknown, SchemaMismatch, StorageFailed

try:
    from sqlalchemy import Connection, Engine, create_engine, insert, inspect, select, text
    from sqlalchemy.exc import ArgumentError, SQLAlchemyError
    from sqlalchemy.orm import Session
    from sqlalchemy.schema import CreateSchema
except ImportError:
    raise MissingExtra(extra="sql", library="sqlalchemy") from None

from partnerkit.storage.sqlline import SqlLine, is_cut, translated
from partnerkit.storage.sqltables import SCHEMA, Tables, migration, tables_of

__all__ = ["SqlStore"]

#: Under this number processes that open a new database together take turns.
_MAKING = 0x504B6974

_schema = fields.Check(
    lambda value: (
        value is None or (isinstance(value, str) and re.fullmatch("[a-z][a-z0-9_]{0,23}", value) is not None)
    ),
    "use lower-case letters, digits and underscores, at most 24",
)


def __dir__() -> list[str]:
    return __all__


def _lines(bind: "str | Engine | Connection | Session") -> Engine | Connection | Session:
    """Return where lines come from; what cannot give any to PostgreSQL is refused without repeating it."""
    remedy = (
        "use an engine, connection or session of SQLAlchemy, or an address as postgresql+psycopg://host/name"
    )
    if isinstance(bind, str):
        try:
            # No parameter stands in a message of an engine that is ours; the host's own is the host's.
            bind = create_engine(bind, hide_parameters=True, pool_pre_ping=True)
        except (ArgumentError, ImportError):
            raise InvalidValue(path="bind", value="an address that cannot be read", remedy=remedy) from None
    if not isinstance(bind, Engine | Connection | Session):
        raise InvalidValue(path="bind", value=type(bind).__name__, remedy=remedy)
    dialect = (bind.get_bind() if isinstance(bind, Session) else bind).dialect.name
    if dialect != "postgresql":
        remedy = "use PostgreSQL, the only server whose exam is passed; for a file there is SqliteStore"
        raise InvalidValue(path="bind", value=shown(dialect), remedy=remedy)
    return bind


@final
@define(eq=False)
class SqlStore:
    """
    A store in PostgreSQL; its tables, all called `partnerkit_...`, are made at the first use.

    *bind* is an address, an engine, or a connection or session that is open:
    the store never commits those two, and each unit is a savepoint in them.
    A reader then sees what the host's transaction sees; on a line of the store's
    own it sees one moment.

    The address must not be in autocommit, and its database in UTF-8. A commit
    whose answer got lost is looked up on a new line; `OutcomeUnknown` where
    there is none.
    """

    bind: Engine | Connection | Session = field(converter=_lines, repr=False)

    #: The schema of the database in which the tables stand; None is the one the connection looks into.
    schema: str | None = field(default=None, kw_only=True, validator=_schema)

    #: How long a unit may wait for others, in all.
    wait_seconds: float = field(default=5.0, kw_only=True, validator=fields.number(least=0, most=3_600))

    _tables: Tables = field(init=False, repr=False)
    _ready_in: int | None = field(default=None, init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        self._tables = tables_of(self.schema)

    @contextmanager
    def read(self, tenant: str) -> Iterator[TableReading]:
        """Look at one moment of *tenant*; nobody waits for a reader."""
        checked_tenant(tenant)
        with self._line("REPEATABLE READ") as (_, line):
            reading = TableReading(tenant=tenant, statements=self._tables.statements, connection=line)
            try:
                reading.start()
                yield reading
            finally:
                reading.end()

    @contextmanager
    def write(self, tenant: str) -> Iterator[TableUnit]:
        """Run one unit of *tenant*; other tenants do not wait."""
        checked_tenant(tenant)
        with self._line("READ COMMITTED") as (connection, line):
            unit = TableUnit(tenant=tenant, statements=self._tables.statements, connection=line)
            try:
                before = self._lock(unit, line)
                yield unit
                end = unit.finish()
                line.set_wait(before)
                if not self._is_joined:
                    self._commit(connection, tenant, end)
            finally:
                unit.end()

    def migrate(self) -> tuple[int, ...]:
        """
        Bring tables of an earlier partnerkit to this one's schema; return the numbers of the steps taken.

        Each step is one transaction, or a savepoint of the host's. There is no way back but a copy.
        """
        taken = list[int]()
        with self._ours():
            while (step := self._step_taken()) is not None:
                taken.append(step)
        return tuple(taken)

    def __reduce__(self) -> tuple[Any, ...]:
        raise pinned("SqlStore", "give the other process the address, and make a SqlStore of it there")

    def close(self) -> None:
        """Let go of the lines that are the store's to let go of; the next use takes new ones."""
        self._ready_in = None
        if isinstance(self.bind, Engine):
            self.bind.dispose()

    @property
    def _is_joined(self) -> bool:
        return not isinstance(self.bind, Engine)

    def _lock(self, unit: TableUnit, line: SqlLine) -> str:
        """Wait for the lock of the tenant; return how long the host waits for locks otherwise."""
        started = time.monotonic()
        before = line.wait_at_most(self.wait_seconds)
        if not unit.start("lock-head"):
            first = Head()
            line.change(self._tables.statements["make-head"], unit.tenant, first.seq, first.hash)
            line.wait_at_most(max(self.wait_seconds - (time.monotonic() - started), 0))
            unit.start("lock-head")
        return before

    @contextmanager
    def _ours(self) -> Iterator[None]:
        """Let only our own errors out."""
        try:
            yield
        except SQLAlchemyError as error:
            raise translated(error, waited_seconds=self.wait_seconds) from None

    @contextmanager
    def _line(self, isolation: str) -> Iterator[tuple[Connection, SqlLine]]:
        """Take a line in a transaction, or in a savepoint of the host's."""
        self._prepare()
        with self._ours():
            if isinstance(self.bind, Engine):
                connection = self.bind.connect().execution_options(isolation_level=isolation)
            else:
                connection = self._host_line()
            transaction = connection.begin_nested() if self._is_joined else connection.begin()
        mine = os.getpid()
        try:
            yield connection, SqlLine(connection, wait_seconds=self.wait_seconds)
            if self._is_joined:
                with self._ours():
                    transaction.commit()
        finally:
            if os.getpid() != mine:
                _leave_open(connection)
            else:
                with suppress(SQLAlchemyError):
                    if transaction.is_active:
                        transaction.rollback()
                if not self._is_joined:
                    connection.close()

    def _host_line(self) -> Connection:
        connection = self.bind.connection() if isinstance(self.bind, Session) else self.bind
        assert isinstance(connection, Connection)  # noqa: S101  # for the type checkers
        if getattr(connection.connection.driver_connection, "autocommit", False):
            remedy = (
                "use a connection that is not in autocommit: a unit must be able to take back what it did"
            )
            raise InvalidValue(path="bind", value="AUTOCOMMIT", remedy=remedy)
        return connection

    def _commit(self, connection: Connection, tenant: str, end: Head) -> None:
        try:
            connection.commit()
        except SQLAlchemyError as error:
            if not is_cut(error):
                raise translated(error, waited_seconds=self.wait_seconds) from None
            self._look_up(tenant, end)

    def _look_up(self, tenant: str, end: Head) -> None:
        """
        Find out on a new line whether the commit, whose answer got lost, took effect.

        Whoever gets the tenant's lock knows that the unit before him is over, one way or the other.
        """
        try:
            with self._line("READ COMMITTED") as (_, line):
                unit = TableUnit(tenant=tenant, statements=self._tables.statements, connection=line)
                self._lock(unit, line)
                there = line.rows(self._tables.statements["is-there"], tenant, end.seq, end.hash)
        except Exception:  # noqa: BLE001  # whatever it was, nobody knows what became of the unit
            raise OutcomeUnknown from None
        if not there:
            raise StorageFailed(fault="the line to the server broke")

    def _prepare(self) -> None:
        """Make the tables where there are none, once for each process; refuse those of another version."""
        if self._ready_in == os.getpid():
            return
        with self._ours():
            if isinstance(self.bind, Engine) and self._ready_in is not None:
                # The lines of the parent process are the parent's.
                self.bind.dispose(close=False)
            with self._transaction() as connection:
                self._make(connection)
        self._ready_in = os.getpid()

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        """Run what makes or changes tables in one transaction, or in a savepoint of the host's."""
        if isinstance(self.bind, Engine):
            # Whoever comes second shall see what the first one made.
            with self.bind.connect().execution_options(isolation_level="READ COMMITTED") as connection:
                yield connection
                connection.commit()
        else:
            connection = self._host_line()
            with connection.begin_nested():
                yield connection

    def _step_taken(self) -> int | None:
        """Take the next step; None if there is none. Whoever comes second waits, and finds it taken."""
        with self._transaction() as connection:
            line = SqlLine(connection, wait_seconds=self.wait_seconds)
            before = self._turn(line)
            found = self._form(connection, line)
            if found is not None and found > SCHEMA:
                raise SchemaMismatch(path=self._tables.form.fullname, expected=SCHEMA, found=found)
            step = None if found is None else migration(found, self.schema)
            if step is not None:
                connection.execute(step)
            line.set_wait(before)
        return None if found is None or step is None else found + 1

    def _turn(self, line: SqlLine) -> str:
        """Wait until no other process makes or changes tables; return how long the host waits otherwise."""
        before = line.wait_at_most(self.wait_seconds)
        line.rows(text("SELECT pg_advisory_xact_lock(:p0)"), _MAKING)
        return before

    def _form(self, connection: Connection, line: SqlLine) -> int | None:
        """Return the schema of the tables there are; None where there are none."""
        form = self._tables.form
        if not inspect(connection).has_table(form.name, schema=self.schema):
            return None
        found = [number for (number,) in line.rows(select(form.c.form))]
        return found[0] if found else 0

    def _make(self, connection: Connection) -> None:
        line = SqlLine(connection, wait_seconds=self.wait_seconds)
        before = self._turn(line)
        ((encoding,),) = line.rows(text("SHOW server_encoding"))
        if encoding != "UTF8":
            raise InvalidValue(path="bind", value=shown(encoding), remedy="use a database in UTF8")
        form, found = self._tables.form, self._form(connection, line)
        if found is not None and found != SCHEMA:
            raise SchemaMismatch(path=form.fullname, expected=SCHEMA, found=found)
        if found is None:
            if self.schema is not None and not inspect(connection).has_schema(self.schema):
                connection.execute(CreateSchema(self.schema))
            self._tables.metadata.create_all(connection, checkfirst=False)
            connection.execute(insert(form).values(form=SCHEMA))
        line.set_wait(before)


def _leave_open(connection: Connection) -> None:
    """Keep *connection* for as long as the process lives: closing it would end the unit of the parent."""
    pythonapi.Py_IncRef(py_object(connection))

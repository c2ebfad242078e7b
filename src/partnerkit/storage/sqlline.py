"""
What does a connection to a database server say, in our words?

One connection serves one unit. Whatever a driver raises stays inside: its
message may quote rows, and its connection string a password.
"""

import os
from typing import Any, final

from sqlalchemy import Connection, Executable, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from partnerkit.values.errors import PartnerkitError
from partnerkit.values.store_errors import StorageBusy, StorageFailed

__all__ = ["SqlLine", "is_cut", "translated"]

#: What PostgreSQL's SQLSTATE, or its class of two letters, means to the owner of the database.
_FAULTS = {
    "25006": "the server is read-only",
    "28": "the server refused the user or the password",
    "3D": "there is no such database",
    "3F": "there is no such schema",
    "42501": "the user may not do this",
    "42P01": "the tables are missing; let a user who may create them open the store once",
    "53100": "the disk of the server is full",
    "53": "the server is short of a resource",
    "54": "a value is too large",
    "57": "the server was stopped",
    "58": "the disk of the server failed",
    "XX": "the server found damaged data",
}

#: Waited too long for a lock, met another transaction, or was cancelled: the same unit may well succeed again.
_BUSY = {"55P03", "57014", "40001", "40P01"}

_LOCK_WAIT = text("SELECT current_setting('lock_timeout')")
_SET_LOCK_WAIT = text("SELECT set_config('lock_timeout', :p0, true)")


def __dir__() -> list[str]:
    return __all__


def is_cut(error: SQLAlchemyError) -> bool:
    """Tell whether the line to the server broke."""
    return isinstance(error, DBAPIError) and error.connection_invalidated


def translated(error: SQLAlchemyError, *, waited_seconds: float) -> PartnerkitError:
    """Return what *error* means in our words."""
    if isinstance(error, PoolTimeout):
        return StorageBusy(waited_seconds=waited_seconds)
    state = _state(getattr(error, "orig", None))
    if state in _BUSY:
        return StorageBusy(waited_seconds=waited_seconds)
    fault = _FAULTS.get(state) or _FAULTS.get(state[:2])
    if fault is None and _asked_for_password(error):
        fault = "the server refused the user, the password or the database"
    if fault is None and (is_cut(error) or not state):
        fault = "the server cannot be reached" if isinstance(error, DBAPIError) else "the driver was misused"
    return StorageFailed(fault=fault or f"the server refused with {state}")


def _state(refusal: object) -> str:
    """Return the SQLSTATE of what a driver raised, wherever this driver has it; nothing if it has none."""
    found = getattr(refusal, "sqlstate", None) or getattr(refusal, "pgcode", None)
    told = next(iter(getattr(refusal, "args", ())), None)
    return str(found or (told.get("C") if isinstance(told, dict) else None) or "")


def _asked_for_password(error: SQLAlchemyError) -> bool:
    """Tell whether a server that was reached asked for a password, and then let nobody in."""
    # Who is not let in learns of no SQLSTATE; psycopg then hands out the line that it tried.
    line = getattr(getattr(error, "orig", None), "pgconn", None)
    return bool(getattr(line, "used_password", False) or getattr(line, "needs_password", False))


@final
class SqlLine:
    """A connection in a transaction; only our own errors leave it."""

    def __init__(self, connection: Connection, *, wait_seconds: float) -> None:
        self._connection, self._wait_seconds = connection, wait_seconds
        self._pid = os.getpid()

    def _run(self, statement: Executable, values: tuple[object, ...]) -> Any:
        # A child that writes to the socket of its parent would end the parent's unit.
        if os.getpid() != self._pid:
            raise StorageFailed(fault="a unit cannot be used in a forked process")
        try:
            return self._connection.execute(
                statement,
                {f"p{place}": value for place, value in enumerate(values)},
                execution_options={"preserve_rowcount": True},
            )
        except SQLAlchemyError as error:
            raise translated(error, waited_seconds=self._wait_seconds) from None

    def rows(self, statement: Executable, *values: object) -> list[tuple[Any, ...]]:
        """Return all that *statement* finds."""
        found = self._run(statement, values)
        try:
            return [tuple(row) for row in found]
        except SQLAlchemyError as error:
            raise translated(error, waited_seconds=self._wait_seconds) from None

    def change(self, statement: Executable, *values: object) -> int:
        """Return how many rows *statement* changed."""
        count: int = self._run(statement, values).rowcount
        return count

    def wait_at_most(self, seconds: float) -> str:
        """Let the next locks be waited for *seconds*; return what was set before, in the server's words."""
        before: str = self.rows(_LOCK_WAIT)[0][0]
        self.set_wait(f"{max(round(seconds * 1_000), 1)}ms")
        return before

    def set_wait(self, setting: str) -> None:
        """Set how long a lock is waited for until the transaction ends, in the server's words."""
        self.rows(_SET_LOCK_WAIT, setting)

"""
Where does it all rest? Documents as bytes, in and out, under one lock for each tenant.

==============  ===============================================================
`port`          what a store promises: the protocol and its laws
`audit`         the log that nobody can change unseen
`chain`         whether anybody has
`memory`        `MemoryStore`, for tests and notebooks
`sqlite`        `SqliteStore`, one file, any number of processes
`sql`           `SqlStore`, PostgreSQL through the host's SQLAlchemy
`tables`        what a store of five tables answers, whatever engine keeps them
`sqliteowner`   whose file is this, and may it be looked into
`sqlitefile`    is this file ours, and how safely can it be written
`sqliteschema`  its tables, and how an older file gets them
`sqltables`     the tables of a database server
`sqlline`       what a connection to it says, in our words
==============  ===============================================================

A store knows nothing of partners; `partnerkit.desk` is its only caller.
"""

from typing import TYPE_CHECKING

from partnerkit._lazy import resolver

if TYPE_CHECKING:
    from partnerkit.storage.audit import AuditEntry as AuditEntry
    from partnerkit.storage.audit import AuditRow as AuditRow
    from partnerkit.storage.chain import Verification as Verification
    from partnerkit.storage.chain import verify as verify
    from partnerkit.storage.memory import MemoryStore as MemoryStore
    from partnerkit.storage.port import Claim as Claim
    from partnerkit.storage.port import Document as Document
    from partnerkit.storage.port import Draft as Draft
    from partnerkit.storage.port import Outcome as Outcome
    from partnerkit.storage.port import Reading as Reading
    from partnerkit.storage.port import Store as Store
    from partnerkit.storage.port import Unit as Unit
    from partnerkit.storage.sql import SqlStore as SqlStore
    from partnerkit.storage.sqlite import SqliteStore as SqliteStore

_HOMES = {
    "AuditEntry": "audit",
    "AuditRow": "audit",
    "Claim": "port",
    "Document": "port",
    "Draft": "port",
    "MemoryStore": "memory",
    "Outcome": "port",
    "Reading": "port",
    "SqlStore": "sql",
    "SqliteStore": "sqlite",
    "Store": "port",
    "Unit": "port",
    "Verification": "chain",
    "verify": "chain",
}

__all__ = sorted(_HOMES)  # pyright: ignore[reportUnsupportedDunderAll]

__getattr__ = resolver(__name__, _HOMES)


def __dir__() -> list[str]:
    return __all__

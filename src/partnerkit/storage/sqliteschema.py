"""
Which tables stand in a file, and how does an older file get them?

A new file gets the tables of today at once. One of an earlier partnerkit is
brought there by numbered steps, always forward, each in a transaction of its
own together with its number: a step that dies half-way never happened.
"""

import sqlite3
from collections.abc import Mapping

from partnerkit.storage.audit import digest_of

__all__ = ["APPLICATION_ID", "MIGRATIONS", "SCHEMA", "TABLES", "registered"]

#: "PKit", at the place where SQLite keeps the id of the program that a file belongs to.
APPLICATION_ID = 0x504B6974

#: Raised by one with each migration.
SCHEMA = 2


def __dir__() -> list[str]:
    return __all__


_LOG = """CREATE TABLE audit (
        tenant TEXT NOT NULL, seq INTEGER NOT NULL, at TEXT NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL,
        kind TEXT NOT NULL, id TEXT NOT NULL, body BLOB, salt BLOB, digest TEXT NOT NULL,
        previous TEXT NOT NULL, hash TEXT NOT NULL,
        PRIMARY KEY (tenant, seq)) STRICT"""

#: Whoever opens the file with a tool of their own shall not change the log by mistake; erasing is all it bears.
_GUARDS = (
    "CREATE INDEX audit_by_subject ON audit (tenant, id, seq)",
    """CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit
        WHEN NEW.body IS NOT NULL OR NEW.salt IS NOT NULL
        OR (NEW.tenant, NEW.seq, NEW.at, NEW.actor, NEW.action, NEW.kind, NEW.id, NEW.digest, NEW.previous, NEW.hash)
        IS NOT (OLD.tenant, OLD.seq, OLD.at, OLD.actor, OLD.action, OLD.kind, OLD.id, OLD.digest, OLD.previous, OLD.hash)
        BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END""",
    """CREATE TRIGGER audit_is_never_cut BEFORE DELETE ON audit
        BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END""",
)

#: A new file of today's schema.
TABLES = (
    "CREATE TABLE head (tenant TEXT NOT NULL PRIMARY KEY, seq INTEGER NOT NULL, hash TEXT NOT NULL) STRICT",
    """CREATE TABLE doc (
        tenant TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL,
        version INTEGER NOT NULL, seq INTEGER NOT NULL, body BLOB NOT NULL,
        PRIMARY KEY (tenant, kind, id)) STRICT""",
    "CREATE INDEX doc_by_change ON doc (tenant, kind, seq)",
    """CREATE TABLE claim (
        tenant TEXT NOT NULL, scope TEXT NOT NULL, key TEXT NOT NULL, holder TEXT NOT NULL,
        PRIMARY KEY (tenant, scope, key)) STRICT""",
    """CREATE TABLE idem (
        tenant TEXT NOT NULL, key TEXT NOT NULL, fingerprint TEXT NOT NULL, result BLOB NOT NULL,
        PRIMARY KEY (tenant, key)) STRICT""",
    _LOG,
    *_GUARDS,
    f"PRAGMA application_id = {APPLICATION_ID}",
    f"PRAGMA user_version = {SCHEMA}",
)

#: The schema that a step leads to -> the step.
MIGRATIONS: Mapping[int, tuple[str, ...]] = {
    # What a row says can be erased. Rows of old keep their digests, without salt: their seals hold on.
    2: (
        "DROP TRIGGER audit_is_never_changed",
        "DROP TRIGGER audit_is_never_cut",
        "DROP INDEX audit_by_subject",
        "ALTER TABLE audit RENAME TO audit_before",
        _LOG,
        """INSERT INTO audit (tenant, seq, at, actor, action, kind, id, body, salt, digest, previous, hash)
        SELECT tenant, seq, at, actor, action, kind, id, body, x'', partnerkit_digest(body), previous, hash
        FROM audit_before""",
        "DROP TABLE audit_before",
        *_GUARDS,
        "PRAGMA user_version = 2",
    ),
}


def registered(connection: sqlite3.Connection) -> sqlite3.Connection:
    """Return *connection*, on which the migrations find the function they use."""
    connection.create_function("partnerkit_digest", 1, lambda body: digest_of(b"", body), deterministic=True)
    return connection

"""
Which tables does a database server keep for us, and what are they asked?

Five tables and one that says how they are made, in SQLAlchemy's Core. Each
statement is constant and about one tenant; its values are bound by their
place. Names are ordered by their code points, whatever the database's language.
"""

from collections.abc import Mapping
from typing import Any, final

from attrs import frozen
from sqlalchemy import (
    DDL,
    BigInteger,
    Column,
    Executable,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    bindparam,
    event,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from partnerkit.storage.tables import ROW

__all__ = ["SCHEMA", "Tables", "migration", "tables_of"]

#: Raised by one with each migration.
SCHEMA = 2


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Tables:
    """The tables of one schema of a database, and the statements about them."""

    metadata: MetaData

    #: Which form the tables have, in one row.
    form: Table
    statements: Mapping[str, Executable]


def _text(name: str, *, key: bool = False) -> Column[str]:
    # The order of code points, and none of a language.
    return Column(name, Text(collation="C"), nullable=False, primary_key=key)


def _number(name: str, *, key: bool = False) -> Column[int]:
    return Column(name, BigInteger, nullable=False, primary_key=key, autoincrement=False)


def _bytes(name: str, *, nullable: bool = False) -> Column[bytes]:
    return Column(name, LargeBinary, nullable=nullable)


#: Whoever writes to the database past us shall not change the log by mistake either; erasing is all it bears.
_GUARD = """
CREATE OR REPLACE FUNCTION {place}partnerkit_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$;
CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON {place}partnerkit_audit
FOR EACH ROW WHEN (NEW.body IS NOT NULL OR NEW.salt IS NOT NULL
OR (NEW.tenant, NEW.seq, NEW.at, NEW.actor, NEW.action, NEW.kind, NEW.id, NEW.digest, NEW.previous, NEW.hash)
IS DISTINCT FROM
(OLD.tenant, OLD.seq, OLD.at, OLD.actor, OLD.action, OLD.kind, OLD.id, OLD.digest, OLD.previous, OLD.hash))
EXECUTE FUNCTION {place}partnerkit_append_only();
CREATE TRIGGER audit_is_never_erased BEFORE DELETE ON {place}partnerkit_audit
FOR EACH ROW EXECUTE FUNCTION {place}partnerkit_append_only();
CREATE TRIGGER audit_is_never_cut BEFORE TRUNCATE ON {place}partnerkit_audit
FOR EACH STATEMENT EXECUTE FUNCTION {place}partnerkit_append_only();
"""

#: The schema that a step leads to -> the step.
_MIGRATIONS = {
    # What a row says can be erased. Rows of old keep their digests, without salt: their seals hold on.
    2: (
        """
DROP TRIGGER audit_is_never_changed ON {place}partnerkit_audit;
DROP TRIGGER audit_is_never_cut ON {place}partnerkit_audit;
ALTER TABLE {place}partnerkit_audit ADD COLUMN salt BYTEA, ADD COLUMN digest TEXT COLLATE "C",
ALTER COLUMN body DROP NOT NULL;
UPDATE {place}partnerkit_audit SET salt = '', digest = encode(sha256(body), 'hex');
ALTER TABLE {place}partnerkit_audit ALTER COLUMN digest SET NOT NULL;
""",
        _GUARD,
        "UPDATE {place}partnerkit_form SET form = 2;",
    ),
}


def _placed(statements: str, schema: str | None) -> DDL:
    return DDL(statements.format(place="" if schema is None else f"{schema}."))  # type: ignore[no-untyped-call]  # so it is in SQLAlchemy


def migration(found: int, schema: str | None) -> DDL | None:
    """
    Return the step that leads on from the schema *found*; None if there is none.

    >>> migration(SCHEMA, None) is None, migration(1, "crm") is None
    (True, False)
    """
    step = _MIGRATIONS.get(found + 1)
    return None if step is None else _placed("".join(step), schema)


def tables_of(schema: str | None) -> Tables:
    """
    Return the tables in *schema*, or in the one that the connection looks into.

    >>> sorted(tables_of("crm").metadata.tables)[0]
    'crm.partnerkit_audit'
    """
    metadata = MetaData(schema=schema)
    form = Table("partnerkit_form", metadata, Column("form", Integer, nullable=False))
    head = Table("partnerkit_head", metadata, _text("tenant", key=True), _number("seq"), _text("hash"))
    doc = Table(
        "partnerkit_doc",
        metadata,
        *(_text(name, key=True) for name in ("tenant", "kind", "id")),
        *(_number("version"), _number("seq"), _bytes("body")),
    )
    Index("partnerkit_doc_by_change", doc.c.tenant, doc.c.kind, doc.c.seq)
    claim = Table(
        "partnerkit_claim",
        metadata,
        *(_text(name, key=True) for name in ("tenant", "scope", "key")),
        _text("holder"),
    )
    idem = Table(
        "partnerkit_idem",
        metadata,
        *(_text(name, key=True) for name in ("tenant", "key")),
        *(_text("fingerprint"), _bytes("result")),
    )
    audit = Table(
        "partnerkit_audit",
        metadata,
        *(_text("tenant", key=True), _number("seq", key=True)),
        *(_text(name) for name in ("at", "actor", "action", "kind", "id")),
        *(_bytes("body", nullable=True), _bytes("salt", nullable=True)),
        *(_text(name) for name in ("digest", "previous", "hash")),
    )
    Index("partnerkit_audit_by_subject", audit.c.tenant, audit.c.id, audit.c.seq)
    event.listen(audit, "after_create", _placed(_GUARD, schema))
    statements = {
        **_about_head(head),
        **_about_documents(doc),
        **_about_claims(claim),
        **_about_outcomes(idem),
        **_about_log(audit),
    }
    return Tables(metadata=metadata, form=form, statements=statements)


def _value(place: int) -> Any:
    return bindparam(f"p{place}")


def _values(*names: str) -> dict[str, Any]:
    return {name: _value(place) for place, name in enumerate(names)}


def _about_head(head: Table) -> dict[str, Executable]:
    found = select(head.c.seq, head.c.hash).where(head.c.tenant == _value(0))
    names = ("tenant", "seq", "hash")
    return {
        "head": found,
        "lock-head": found.with_for_update(),
        "make-head": insert(head).values(_values(*names)).on_conflict_do_nothing(),
        "move-head": update(head).where(head.c.tenant == _value(0)).values(seq=_value(1), hash=_value(2)),
    }


def _about_documents(doc: Table) -> dict[str, Executable]:
    found = (
        select(doc.c.id, doc.c.version, doc.c.seq, doc.c.body)
        .where(doc.c.tenant == _value(0), doc.c.kind == _value(1))
        .order_by(doc.c.id)
    )
    new = {"version": 1, **_values("tenant", "kind", "id", "seq", "body")}
    one = (doc.c.tenant == _value(0), doc.c.kind == _value(1), doc.c.id == _value(2))
    return {
        "get": select(doc.c.version, doc.c.seq, doc.c.body).where(*one),
        "remove": doc.delete().where(*one),
        "scan": found,
        "scan-changes": found.where(doc.c.seq > _value(2)),
        "insert": insert(doc).values(new).on_conflict_do_nothing(),
        "update": update(doc)
        .values(version=doc.c.version + 1, seq=_value(0), body=_value(1))
        .where(
            doc.c.tenant == _value(2),
            doc.c.kind == _value(3),
            doc.c.id == _value(4),
            doc.c.version == _value(5),
        ),
    }


def _about_claims(claim: Table) -> dict[str, Executable]:
    one = (claim.c.tenant == _value(0), claim.c.scope == _value(1), claim.c.key == _value(2))
    names = ("tenant", "scope", "key", "holder")
    return {
        "holder": select(claim.c.holder).where(*one),
        "claim": insert(claim).values(_values(*names)).on_conflict_do_nothing(),
        "release": claim.delete().where(*one),
    }


def _about_outcomes(idem: Table) -> dict[str, Executable]:
    names = ("tenant", "key", "fingerprint", "result")
    return {
        "recall": select(idem.c.fingerprint, idem.c.result).where(
            idem.c.tenant == _value(0), idem.c.key == _value(1)
        ),
        "remember": insert(idem).values(_values(*names)).on_conflict_do_nothing(),
    }


def _about_log(audit: Table) -> dict[str, Executable]:
    rows = select(*(audit.c[name] for name in ROW)).order_by(audit.c.seq)
    mine = audit.c.tenant == _value(0)
    about = (audit.c.kind == _value(1), audit.c.id == _value(2))
    return {
        "append": insert(audit).values(_values("tenant", *ROW)),
        "empty": update(audit)
        .where(mine, *about, audit.c.seq < _value(3), audit.c.body.is_not(None))
        .values(body=None, salt=None),
        "is-there": select(audit.c.seq).where(mine, audit.c.seq == _value(1), audit.c.hash == _value(2)),
        "log": rows.where(mine, audit.c.seq > _value(1)).limit(_value(2)),
        "log-of": rows.where(mine, audit.c.id == _value(1), audit.c.seq > _value(2)).limit(_value(3)),
    }

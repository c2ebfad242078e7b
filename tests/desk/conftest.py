"""A desk on every store there is."""

from datetime import UTC, datetime, timedelta

import pytest

from partnerkit.desk import Desk
from partnerkit.storage import MemoryStore, SqliteStore

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def any_store(request, tmp_path):
    """Return a store that is empty: the same verbs must do the same on each of them."""
    if request.param == "memory":
        return MemoryStore()
    if request.param == "sqlite":
        return SqliteStore(tmp_path / "channel.db")
    address = request.getfixturevalue("postgres")
    import sqlalchemy

    from partnerkit.storage import SqlStore

    engine = sqlalchemy.create_engine(address)
    request.addfinalizer(engine.dispose)
    schema = f"desk_{abs(hash(request.node.nodeid)) % 10**9}"
    with engine.begin() as connection:
        connection.execute(sqlalchemy.text(f"CREATE SCHEMA {schema}"))
    return SqlStore(engine, schema=schema)


@pytest.fixture
def at_desk(any_store):
    """Return a desk whose clock goes on by a second each time it is looked at."""
    ticks = iter(range(100_000))
    clock = lambda: NOON + timedelta(seconds=next(ticks))  # noqa: E731
    with Desk(any_store, tenant="acme", actor="anna", clock=clock) as desk:
        yield desk

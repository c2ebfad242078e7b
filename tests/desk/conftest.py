"""A desk on every store there is."""

from datetime import UTC, datetime, timedelta

import pytest

from partnerkit.desk import Desk
from partnerkit.storage import MemoryStore, SqliteStore

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def tmp_path(memory_path):
    """Return a folder in memory: whether a store reaches its disk is asked where the stores are examined."""
    return memory_path


@pytest.fixture(params=["memory", "sqlite"])
def any_store(request, tmp_path):
    """Return a store that is empty: the same verbs must do the same on each of them."""
    return MemoryStore() if request.param == "memory" else SqliteStore(tmp_path / "channel.db")


@pytest.fixture
def at_desk(any_store):
    """Return a desk whose clock goes on by a second each time it is looked at."""
    ticks = iter(range(100_000))
    clock = lambda: NOON + timedelta(seconds=next(ticks))  # noqa: E731
    with Desk(any_store, tenant="acme", actor="anna", clock=clock) as desk:
        yield desk

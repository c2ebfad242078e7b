"""Which stores are tortured, and how is one made in a place of its own?"""

from functools import partial
from pathlib import Path

from partnerkit.storage import SqliteStore


def sqlite(place, *, journal, wait_seconds=30):
    """Make a store in a file; whoever asks for a journal that this SQLite may corrupt ignores its warning, for all threads."""
    store = SqliteStore(Path(place) / "channel.db", journal=journal, wait_seconds=wait_seconds)
    with store.read("acme"):
        pass
    return store


def postgres(place, *, store, address, wait_seconds=30):
    """Make a store in a schema of the server that has the name of the place."""
    schema = "t_" + "".join(each for each in Path(place).name.lower() if each.isalnum())[-20:]
    return store(address, schema=schema, wait_seconds=wait_seconds)


def adapters(address):
    """Return the makers of stores by the names of their media."""
    found = {
        "SQLite, rollback journal": partial(sqlite, journal="delete"),
        "SQLite, write-ahead log": partial(sqlite, journal="wal"),
    }
    if address is not None:
        # Here and not in each writer: they are forked, and would all load it anew.
        from partnerkit.storage import SqlStore

        found["PostgreSQL"] = partial(postgres, store=SqlStore, address=address)
    return found

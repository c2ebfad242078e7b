"""Which stores are tortured, and how is one made in a place of its own?"""

import warnings
from functools import partial
from pathlib import Path

from partnerkit.storage import SqliteStore


def sqlite(place, *, journal, wait_seconds=30):
    """Make a store in a file; a journal that this SQLite may corrupt is what is asked for here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        store = SqliteStore(Path(place) / "channel.db", journal=journal, wait_seconds=wait_seconds)
        with store.read("acme"):
            pass
    return store


def postgres(place, *, address, wait_seconds=30):
    """Make a store in a schema of the server that has the name of the place."""
    from partnerkit.storage import SqlStore

    schema = "t_" + "".join(each for each in Path(place).name.lower() if each.isalnum())[-20:]
    return SqlStore(address, schema=schema, wait_seconds=wait_seconds)


def adapters(address):
    """Return the makers of stores by the names of their media."""
    found = {
        "SQLite, rollback journal": partial(sqlite, journal="delete"),
        "SQLite, write-ahead log": partial(sqlite, journal="wal"),
    }
    if address is not None:
        found["PostgreSQL"] = partial(postgres, address=address)
    return found

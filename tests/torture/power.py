"""
What is left of a file when the power fails?

`kill -9` leaves what was written; a loss of power only what was synced, and of
the rest any part, torn between sectors. The real `SqliteStore` runs on a file
system that notes every write, sync, truncation and deletion; then the power is
cut at random places, a medium is put together that could be left, and the
store opens it. What was acknowledged must be there, whole.
"""

import sqlite3
from contextlib import contextmanager
from pathlib import Path
from random import Random

import apsw

from partnerkit.storage import SqliteStore, sqlitefile, verify
from partnerkit.values.errors import PartnerkitError

SECTOR = 512


class Tape:
    """What happened to the medium, in order; acknowledgments are noted on it, too."""

    def __init__(self):
        self.notes = []

    def note(self, *what):
        self.notes.append(what)


class NotingFile(apsw.VFSFile):
    def __init__(self, tape, name, flags):
        super().__init__("", name, flags)
        self.tape = tape
        self.name = Path(name.filename() if isinstance(name, apsw.URIFilename) else name).name

    def xWrite(self, data, offset):
        self.tape.note("write", self.name, bytes(data), offset)
        super().xWrite(data, offset)

    def xTruncate(self, size):
        self.tape.note("truncate", self.name, size)
        super().xTruncate(size)

    def xSync(self, flags):
        self.tape.note("sync", self.name)
        super().xSync(flags)


class NotingSystem(apsw.VFS):
    """SQLite's own file system, with a tape running."""

    def __init__(self, tape, name):
        self.tape = tape
        super().__init__(name, "")

    def xOpen(self, name, flags):
        return NotingFile(self.tape, name, flags)

    def xDelete(self, name, sync):
        self.tape.note("delete", Path(name).name)
        super().xDelete(name, sync)


class Cursor:
    """What the store asks of a cursor of the standard library."""

    def __init__(self, rows, changes):
        self.rows, self.rowcount = rows, changes

    def fetchall(self):
        return self.rows

    def fetchone(self):
        return self.rows[0]


class Line:
    """A connection of apsw in the shape of one of the standard library."""

    def __init__(self, path, system):
        self.line = apsw.Connection(str(path), vfs=system)

    @property
    def in_transaction(self):
        return self.line.in_transaction

    def execute(self, sql, values=()):
        rows = list(self.line.execute(sql, values))
        return Cursor(rows, self.line.changes())

    def close(self):
        self.line.close()


@contextmanager
def taped(settings):
    """Run every store of this process on a taped medium, with *settings* in place of the store's own."""
    tape = Tape()
    system = NotingSystem(tape, f"noting-{id(tape)}")
    own = sqlitefile._connected

    def connected(path, wait_seconds):
        line = Line(path, f"noting-{id(tape)}")
        for setting in settings:
            line.execute(setting)
        return line

    sqlitefile._connected = connected
    try:
        yield tape
    finally:
        sqlitefile._connected = own
        del system


def left_of(notes, random):
    """
    Return the files that a medium may hold after *notes*: what was synced, and of the rest any part.

    Each write that was not synced is kept, lost, or kept in some of its sectors. That a file is deleted, as a journal
    is at a commit, happens in order, as file systems with a log of their own do it; it may be lost at the very end.
    """
    synced, pending = {}, {}

    def applied(content, note):
        kind, _, *rest = note
        if kind == "truncate":
            return content[: rest[0]]
        data, offset = rest
        content = content.ljust(offset, b"\0")
        return content[:offset] + data + content[offset + len(data) :]

    for note in notes:
        kind, name, *_ = note
        if kind == "acknowledged":
            continue
        if kind == "sync":
            for each in pending.pop(name, ()):
                synced[name] = applied(synced.get(name, b""), each)
            synced.setdefault(name, b"")
        elif kind == "delete":
            pending.pop(name, None)
            synced.pop(name, None)
        else:
            pending.setdefault(name, []).append(note)
    for name, notes_ in pending.items():
        for each in notes_:
            chance = random.random()
            if chance < 0.4:
                continue
            if chance < 0.7 and each[0] == "write" and len(each[2]) > SECTOR:
                kind, _, data, offset = each
                for start in range(0, len(data), SECTOR):
                    if random.random() < 0.5:
                        part = (kind, name, data[start : start + SECTOR], offset + start)
                        synced[name] = applied(synced.get(name, b""), part)
                continue
            synced[name] = applied(synced.get(name, b""), each)
    return synced


def cut(folder, *, decide, journal, synchronous, cuts, seed, transactions=40):
    """
    Let a store make *transactions* decisions and cut the power *cuts* times; count what was lost or broken.

    *decide* is called with the store and the number of the decision.
    """
    settings = [
        f"PRAGMA synchronous = {synchronous}" if "synchronous" in each else each
        for each in sqlitefile._SETTINGS
    ]
    settings.append("PRAGMA wal_autocheckpoint = 20")
    random = Random(seed)  # noqa: S311  # nothing is kept secret by it
    tally = {"cuts": cuts, "ok": 0, "lost": 0, "broken": 0, "syncs": 0}
    with taped(settings) as tape:
        store = SqliteStore(folder / "live.db", journal=journal)
        for number in range(transactions):
            decide(store, number)
            tape.note("acknowledged", number)
        store.close()
    first = tape.notes.index(("acknowledged", 0))
    tally["syncs"] = round(sum(note[0] == "sync" for note in tape.notes[first:]) / transactions, 1)
    for _ in range(cuts):
        place = random.randrange(first, len(tape.notes))
        notes = tape.notes[: place + 1]
        acknowledged = sum(note[0] == "acknowledged" for note in notes)
        for path in folder.glob("cut.db*"):
            path.unlink()
        for name, content in left_of(notes, random).items():
            (folder / name.replace("live", "cut")).write_bytes(content)
        tally[_state(folder / "cut.db", acknowledged)] += 1
    return tally


def _state(path, acknowledged):
    store = SqliteStore(path)
    try:
        with store.read("acme") as reading:
            found = len(reading.scan("Lead"))
            is_whole = verify(reading).intact and reading.head().seq == found
        connection = sqlite3.connect(path)
        ((integrity,),) = connection.execute("PRAGMA integrity_check").fetchall()
        connection.close()
    except (PartnerkitError, sqlite3.Error, ValueError):
        return "broken"
    finally:
        store.close()
    if integrity != "ok" or not is_whole:
        return "broken"
    return "ok" if found >= acknowledged else "lost"

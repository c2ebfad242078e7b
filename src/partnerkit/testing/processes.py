"""
How do several processes work on one store, and tell what was acknowledged to them?

Writers are forked, open a store of their own, and tell line by line what they
were told. The trials in `races` and `kills` are made of them.
"""

import os
import signal
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from random import Random  # noqa: TID251  # seeded: a trial says its seed
from select import select
from time import monotonic, sleep
from typing import TypeAlias, final

from attrs import define

from partnerkit.storage.audit import AuditEntry
from partnerkit.storage.chain import verify
from partnerkit.storage.port import Claim, Draft, Outcome, Reading, Store, Unit
from partnerkit.values.store_errors import OutcomeUnknown, StorageBusy, StorageFailed

__all__ = [
    "TENANTS",
    "MakeStore",
    "Writer",
    "append",
    "assign",
    "chance",
    "counted",
    "entry",
    "halves",
    "hear_all",
    "heard",
    "insisted",
    "opened",
]

MakeStore: TypeAlias = Callable[[], Store]

TENANTS = ("acme", "beta")

#: Seconds after which a store that cannot be reached is taken for gone.
PATIENCE = 30.0


def __dir__() -> list[str]:
    return __all__


def entry(name: str, body: bytes = b"{}", *, actor: str = "exam") -> AuditEntry:
    """Return a row that says a lead was given."""
    at = "2026-01-31T09:00:00.000000Z"
    return AuditEntry(at=at, actor=actor, action="assign", kind="Lead", id=name, body=body)


@final
@define
class Writer:
    """A forked process that tells, line by line, what was acknowledged to it."""

    work: Callable[[Callable[[str], None]], None]
    pid: int = 0
    _pipe: int = -1
    _told: bytes = b""
    is_over: bool = False

    def start(self) -> "Writer":
        """Fork; the child works and ends without any cleaning up."""
        reading, writing = os.pipe()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # of threads: the child uses none of them
            self.pid = os.fork()
        if not self.pid:
            code = 1
            try:
                os.close(reading)
                self.work(lambda line: (os.write(writing, line.encode() + b"\n"), None)[1])
                code = 0
            except BaseException as error:  # noqa: BLE001  # nothing of the parent's may run in the child
                os.write(writing, f"!{type(error).__name__}: {error}\n".encode())
            finally:
                os._exit(code)
        os.close(writing)
        self._pipe = reading
        return self

    def hear(self, seconds: float) -> bool:
        """Listen for at most *seconds*; tell whether there may be more to come."""
        if self.is_over:
            return False
        if select([self._pipe], [], [], seconds)[0]:
            data = os.read(self._pipe, 65_536)
            self._told += data
            if not data:
                self.end()
        return not self.is_over

    def kill(self) -> None:
        """End it as a loss of power ends a process: at once, wherever it is."""
        os.kill(self.pid, signal.SIGKILL)

    def end(self) -> None:
        """Wait until it is gone."""
        if not self.is_over:
            while data := os.read(self._pipe, 65_536):
                self._told += data
            os.close(self._pipe)
            os.waitpid(self.pid, 0)
            self.is_over = True

    def lines(self) -> list[str]:
        """Return the whole lines it told; a line that was cut was not told."""
        lines = self._told.decode(errors="replace").split("\n")[:-1]
        for line in lines:
            if line.startswith("!"):
                raise AssertionError(f"a writer failed: {line[1:]}")
        return lines


@contextmanager
def opened(make: MakeStore) -> Iterator[Store]:
    """Make a store, and close it in the end."""
    store = make()
    try:
        yield store
    finally:
        store.close()


def insisted(store: Store, tenant: str, run: Callable[[Unit], None]) -> None:
    """Run a unit until it is known to have happened; what is refused may be tried again, the rest ends the trial."""
    deadline = monotonic() + PATIENCE
    while True:
        try:
            with store.write(tenant) as unit:
                run(unit)
        except (StorageBusy, StorageFailed, OutcomeUnknown):
            if monotonic() > deadline:
                raise
            sleep(0.02)
        else:
            return


def counted(unit: Reading) -> tuple[int, int]:
    """Return the version of the ledger, and what it counts."""
    stands = unit.get("Ledger", "pool")
    return (stands.version, int(stands.body)) if stands else (0, 0)


def assign(unit: Unit, name: str, *, key: str | None = None, actor: str = "exam") -> None:
    """Do all that a decision does, once for each *key*."""
    if key is not None and unit.recall(key, "f") is not None:
        return
    version, count = counted(unit)
    unit.append(entry(name, actor=actor))
    unit.put(Draft(kind="Lead", id=name, version=0, body=b"lead"))
    unit.put(Draft(kind="Ledger", id="pool", version=version, body=b"%d" % (count + 1)))
    unit.claim(Claim(scope="lead", key=name, holder=actor))
    if key is not None:
        unit.remember(Outcome(key=key, fingerprint="f", result=name.encode()))


def append(entry: AuditEntry, unit: Unit) -> None:
    """Put *entry* at the end of the log."""
    unit.append(entry)


def chance(seed: int, number: int = 0) -> Random:
    """Return the chance of one writer; it hangs on nothing else."""
    return Random(f"{seed} {number}")  # noqa: S311  # nothing is kept secret by it


def halves(reading: Reading, *, keyed: bool) -> int:
    """Count decisions of which a part is missing, and whatever else does not fit together."""
    decided = [row.id for row in reading.log()]
    leads = {document.id for document in reading.scan("Lead")}
    held = sum(reading.holder("lead", name) is not None for name in leads)
    kept = sum(reading.recall(name, "f") is not None for name in leads) if keyed else len(leads)
    found = (
        len(set(decided) ^ leads),
        len(leads) - held,
        len(leads) - kept,
        len(decided) - len(set(decided)),
    )
    return sum(found) + abs(counted(reading)[1] - len(leads)) + (not verify(reading).intact)


def heard(running: Sequence[Writer]) -> Sequence[Writer]:
    """Return the writers when all of them are over."""
    while hear_all(running, 0.01):
        pass
    return running


def hear_all(running: Sequence[Writer], seconds: float) -> int:
    """Listen to each of them; return how many may have more to tell."""
    return sum(writer.hear(seconds) for writer in running)

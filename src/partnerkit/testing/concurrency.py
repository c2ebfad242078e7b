"""
Do the writers of one tenant keep out of each other's way?

The part of the store exam that needs several threads, and what both parts
write with.
"""

from contextlib import AbstractContextManager
from pathlib import Path
from threading import Event, Thread
from time import monotonic, sleep
from typing import ClassVar

from partnerkit.storage.audit import AuditEntry
from partnerkit.storage.port import Draft, Store, Unit
from partnerkit.testing.laws import BrokenLaw, refused, same
from partnerkit.values.store_errors import StorageBusy

__all__ = ["ConcurrencyExam", "entry", "write"]


def __dir__() -> list[str]:
    return __all__


def entry(id: str = "L-1", *, action: str = "put", body: bytes = b"{}") -> AuditEntry:  # noqa: A002  # the field's own name
    """Return an audit entry about lead *id*."""
    return AuditEntry(
        at="2026-01-31T09:00:00.000000Z", actor="exam", action=action, kind="Lead", id=id, body=body
    )


def write(unit: Unit, id: str, body: bytes = b"{}", *, version: int = 0) -> int:  # noqa: A002
    """Write lead *id* with its audit row; return the new version."""
    unit.append(entry(id))
    return unit.put(Draft(kind="Lead", id=id, version=version, body=body))


class ConcurrencyExam:
    """The laws of `partnerkit.storage.port.Store` that hold between threads."""

    level: ClassVar[str] = "concurrent"

    def make_store(self, place: Path, *, wait_seconds: float) -> Store:
        """Return a store that may use the folder *place* and waits *wait_seconds* for others."""
        raise NotImplementedError

    def opened(self, place: Path, *, wait_seconds: float = 10.0) -> Store:
        """Return a store that waits as long as the exam bears."""
        return self.make_store(place, wait_seconds=wait_seconds)

    def test_no_update_is_lost_among_threads(self, tmp_path: Path) -> None:
        """Writers of one tenant run one after the other: each sees what the one before it wrote."""
        store, faults = self.opened(tmp_path, wait_seconds=30), list[Exception]()

        def count() -> None:
            try:
                for _ in range(20):
                    with store.write("acme") as unit:
                        stands = unit.get("Lead", "L-1")
                        number = int(stands.body) if stands else 0
                        sleep(0)  # let the other threads run: a store without a lock loses its count here
                        write(unit, "L-1", b"%d" % (number + 1), version=stands.version if stands else 0)
            except Exception as fault:  # noqa: BLE001  # told by the thread that judges
                faults.append(fault)

        threads = [Thread(target=count) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        same(faults, [], "what the threads ran into")
        with store.read("acme") as reading:
            stands = reading.get("Lead", "L-1")
            same(stands and (stands.body, stands.version, reading.head().seq), (b"80", 80, 80), "the count")
        store.close()

    def test_waiting_is_bounded(self, tmp_path: Path) -> None:
        """A unit that waits too long for another is refused with StorageBusy, and the other goes on."""
        store, is_held, may_go = self.opened(tmp_path, wait_seconds=0.1), Event(), Event()

        def hold() -> None:
            with store.write("acme") as unit:
                write(unit, "L-1")
                is_held.set()
                may_go.wait(10)

        holder = Thread(target=hold)
        holder.start()
        is_held.wait(10)
        started = monotonic()
        try:
            refused(StorageBusy, lambda: self._entered(store.write("acme")), "a second writer")
            waited = monotonic() - started
        finally:
            may_go.set()
            holder.join()
        if waited > 2.0:
            raise BrokenLaw(f"a wait of 0.1 s took {waited:.1f} s")
        with store.read("acme") as reading:
            same(reading.head().seq, 1, "the unit that held the lock")
        store.close()

    @staticmethod
    def _entered(unit: AbstractContextManager[Unit]) -> None:
        with unit:
            pass

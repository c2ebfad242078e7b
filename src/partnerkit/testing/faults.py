"""
What is left when a statement fails in the middle of a unit?

The part of the store exam that needs help from the store: it is told to fail at
its n-th statement. Whatever the statement was, the state is that before the
unit or that after it, never one between, and the store is usable again.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import ClassVar

from partnerkit.storage.audit import AuditEntry
from partnerkit.storage.chain import verify
from partnerkit.storage.port import Claim, Draft, Outcome, Store
from partnerkit.testing.laws import BrokenLaw, same

__all__ = ["FaultExam", "Injected"]


def __dir__() -> list[str]:
    return __all__


class Injected(Exception):  # not an error: the exam breaks things on purpose
    """What a store that was told to fail raises."""


class FaultExam:
    """The law of `partnerkit.storage.port.Store` that a unit is all or nothing, at each of its statements."""

    level: ClassVar[str] = "faults"

    def make_store(self, place: Path, *, wait_seconds: float) -> Store:
        """Return a store that may use the folder *place* and waits *wait_seconds* for others."""
        raise NotImplementedError

    def failing(self, store: Store, at: int) -> AbstractContextManager[Callable[[], int]]:
        """
        Let *store* raise `Injected` in place of the statement number *at*, counted from 1, while the block runs.

        Gives a function that tells how many statements there were so far. With 0 none fails.
        """
        raise NotImplementedError

    def test_a_fault_at_any_statement_leaves_before_or_after(self, tmp_path: Path) -> None:
        """A fault at any statement of a unit leaves the state before it or the one after it, and a usable store."""
        store = self.make_store(tmp_path, wait_seconds=5)
        _decide(store, "L-0", 0)
        with self.failing(store, 0) as counted:
            before = _state(store)
            asked = counted()
            _decide(store, "L-1", 1)
            statements = counted() - asked
        if statements < 1:
            raise BrokenLaw(f"a unit of five changes had {statements} statements")
        done = 2
        for at in range(1, statements + 2):
            before, name = _state(store), f"L-{done}"
            try:
                with self.failing(store, at):
                    _decide(store, name, done)
            except Injected:
                found = _state(store)
                if found != before:
                    _is_done(found, name, done, f"after a fault at statement {at}")
                    done += 1
                    continue
                _decide(store, name, done)
            done += 1
            _is_done(_state(store), name, done - 1, "the unit repeated")
        store.close()


def _decide(store: Store, name: str, version: int) -> None:
    at = "2026-01-31T09:00:00.000000Z"
    with store.write("acme") as unit:
        unit.append(AuditEntry(at=at, actor="exam", action="assign", kind="Lead", id=name, body=b"{}"))
        unit.put(Draft(kind="Lead", id=name, version=0, body=b"lead"))
        unit.put(Draft(kind="Ledger", id="pool", version=version, body=b"%d" % (version + 1)))
        unit.claim(Claim(scope="lead", key=name, holder="P-4"))
        unit.remember(Outcome(key=name, fingerprint="f", result=b"r"))


def _state(store: Store) -> tuple[object, ...]:
    with store.read("acme") as reading:
        names = [document.id for document in reading.scan("Lead")]
        ledger = reading.get("Ledger", "pool")
        return (
            sorted(names),
            ledger and ledger.body,
            sum(reading.holder("lead", name) == "P-4" for name in names),
            sum(reading.recall(name, "f") == b"r" for name in names),
            reading.head().seq,
            verify(reading).intact,
        )


def _is_done(found: tuple[object, ...], name: str, version: int, what: str) -> None:
    count = version + 1
    same(name in found[0], True, f"{name}, {what}")  # type: ignore[operator]
    same(found[1:], (b"%d" % count, count, count, count, True), what)

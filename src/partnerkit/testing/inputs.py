"""
What does a store make of input that is no good?

The part of the store exam about names, bounds and hostile text. Media differ in
what they choke on: a text that ends at a NUL, a number beyond 64 bits, half a
character, a quote. A store answers alike whatever it rests on, and tells no
content to whoever reads its errors.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from partnerkit.storage.port import Claim, Draft, Outcome, Reading, Store
from partnerkit.testing.concurrency import entry, write
from partnerkit.testing.laws import refused, same
from partnerkit.values.errors import InvalidValue, NotFound, PartnerkitError
from partnerkit.values.store_errors import AlreadyClaimed, IdempotencyKeyReused, StaleWrite

__all__ = ["HOSTILE", "NO_BOUNDS", "NO_NAMES", "InputExam"]

#: What no document, claim, key or tenant can be called.
NO_NAMES: tuple[Any, ...] = (
    "", " ", "\t", "\0", "L-1\0", "L-1\n", "\ud800", "\udfff", "\x7f", "\x1b[0m", "\u202eL-1", "\u2066x", "x" * 129,
    "x" * 1_000_000, 7, 1.5, None, True, b"L-1", ["L-1"], {"id": "L-1"}, ("L-1",),
)  # fmt: skip

#: Where no log and no scan can begin or end.
NO_BOUNDS: tuple[Any, ...] = (-1, -(2**70), 1.0, float("nan"), "1", "1 OR 1=1", None, True, b"1", [1])

#: Names all the same, however they look to what is careless with text.
HOSTILE = (
    "'; DROP TABLE doc; --", '"', "\\", "%", "_", "$(reboot)", "{0}", "%s", ":p0", "?", "../../etc/passwd", "null", "NaN",
    "1e400", "0", "-0", "=1+1", "<script>", "\u05d0\u05d1", "\U0001f600", "\u00df", "SS", "ss", "\u0131", "I", "i", "x" * 128,
)  # fmt: skip


def __dir__() -> list[str]:
    return __all__


def _enter(look: Callable[[Any], AbstractContextManager[Reading]], tenant: Any) -> None:
    with look(tenant):
        pass


class InputExam:
    """The laws of `partnerkit.storage.port.Store` about input that is no good."""

    level: ClassVar[str] = "basic"

    def opened(self, place: Path, *, wait_seconds: float = 10.0) -> Store:
        """Return a store that waits as long as the exam bears."""
        raise NotImplementedError

    def test_what_cannot_be_a_name_is_not_there(self, tmp_path: Path) -> None:
        """Asking for what no document can be called finds nothing, and no error of the medium gets out."""
        store = self.opened(tmp_path)
        with store.write("acme") as unit:
            write(unit, "L-1")
            write(unit, "x" * 128)
            unit.claim(Claim(scope="lead", key="L-1", holder="P-4"))
            unit.remember(Outcome(key="L-1", fingerprint="f", result=b"r"))
        with store.read("acme") as reading:
            for name in NO_NAMES:
                same(reading.get("Lead", name), None, f"document {name!r:.20}")
                same(reading.get(name, "L-1"), None, f"kind {name!r:.20}")
                same(list(reading.scan(name)), [], f"documents of {name!r:.20}")
                same(reading.holder("lead", name), None, f"claim {name!r:.20}")
                same(reading.holder(name, "L-1"), None, f"scope {name!r:.20}")
                same(reading.recall(name, "f"), None, f"key {name!r:.20}")
                if name is not None:
                    same(list(reading.log(id=name)), [], f"log of {name!r:.20}")
        for name in NO_NAMES:
            refused(InvalidValue, partial(_enter, store.read, name), f"tenant {name!r:.20}")
            refused(InvalidValue, partial(_enter, store.write, name), f"tenant {name!r:.20}")
        with store.write("acme") as unit:
            unit.append(entry())
            for name in NO_NAMES:
                refused(NotFound, partial(unit.release, "lead", name), f"releasing {name!r:.20}")
                refused(InvalidValue, partial(unit.erase, "Lead", name), f"erasing {name!r:.20}")
        store.close()

    def test_bounds_that_are_none_are_refused(self, tmp_path: Path) -> None:
        """A row of the log to begin after, and a count of rows, are whole numbers from 0 on, however large."""
        store = self.opened(tmp_path)
        with store.write("acme") as unit:
            write(unit, "L-1")
        with store.read("acme") as reading:
            for bound in NO_BOUNDS:
                refused(InvalidValue, partial(reading.log, after=bound), f"log after {bound!r}")
                refused(InvalidValue, partial(reading.scan, "Lead", after=bound), f"changed after {bound!r}")
                if bound is not None:
                    refused(InvalidValue, partial(reading.log, limit=bound), f"a limit of {bound!r}")
            same(list(reading.log(after=2**80)), [], "after the last row there can be")
            same(list(reading.scan("Lead", after=2**80)), [], "changed after the last row there can be")
            same(len(reading.log(limit=2**80)), 1, "a limit beyond all rows")
            same(list(reading.log(limit=0)), [], "a limit of none")
        store.close()

    def test_hostile_names_are_names_like_any_other(self, tmp_path: Path) -> None:
        """Whatever a name looks like, it names one thing, and nothing of it is carried out."""
        store = self.opened(tmp_path)
        for tenant in ("acme", *HOSTILE[:6]):
            with store.write(tenant) as unit:
                for name in HOSTILE:
                    write(unit, name, name.encode())
                    unit.claim(Claim(scope=name, key=name, holder=name))
                    unit.remember(Outcome(key=name, fingerprint=name, result=name.encode()))
        with store.read("acme") as reading:
            same([each.id for each in reading.scan("Lead")], sorted(HOSTILE), "names")
            for name in HOSTILE:
                found = reading.get("Lead", name)
                same(found and found.body, name.encode(), f"document {name!r:.20}")
                same(reading.holder(name, name), name, f"claim {name!r:.20}")
                same(reading.recall(name, name), name.encode(), f"key {name!r:.20}")
                same([row.id for row in reading.log(id=name)], [name], f"log of {name!r:.20}")
        store.close()

    def test_no_refusal_tells_what_is_stored(self, tmp_path: Path) -> None:
        """No error of a store carries a document, a result or a record."""
        store, canary = self.opened(tmp_path), b"canary@example.com"
        with store.write("acme") as unit:
            write(unit, "L-1", canary)
            unit.claim(Claim(scope="lead", key="L-1", holder="P-4"))
            unit.remember(Outcome(key="k", fingerprint="f", result=canary))
        errors = list[PartnerkitError]()
        with store.write("acme") as unit:
            unit.append(entry("L-2", body=canary))
            stale = Draft(kind="Lead", id="L-1", version=0, body=canary)
            errors.append(refused(StaleWrite, lambda: unit.put(stale), "a stale change"))
            taken = Claim(scope="lead", key="L-1", holder="P-5")
            errors.append(refused(AlreadyClaimed, lambda: unit.claim(taken), "a second claim"))
            errors.append(refused(IdempotencyKeyReused, lambda: unit.recall("k", "g"), "another command"))
            other = Outcome(key="k", fingerprint="g", result=canary)
            errors.append(refused(IdempotencyKeyReused, lambda: unit.remember(other), "a second outcome"))
        for error in errors:
            same(
                "canary" in f"{error}{error!r}{error.__cause__!r}",
                False,
                f"a canary in {type(error).__name__}",
            )
            same(error.__cause__, None, f"what stands behind {type(error).__name__}")
        store.close()

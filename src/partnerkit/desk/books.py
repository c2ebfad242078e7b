"""
What stands in the store, and how is it changed in one piece?

The units of one tenant: verbs join the unit that their thread has open, or run
one of their own. Partners, territories and products, which every assignment
needs, are kept decoded; of them only what changed since is read again.
"""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, TypeVar, final

from attrs import field, frozen

from partnerkit.desk.events import Event, Rows, Stored, draft_of, kind_of, stored_of
from partnerkit.facts.fact import Fact
from partnerkit.facts.partner import Partner
from partnerkit.facts.product import Product
from partnerkit.facts.territory import Territory
from partnerkit.interop.records import SIZE, Record, packed, unpacked
from partnerkit.interop.scalars import written_instant
from partnerkit.interop.serialisation import canonical
from partnerkit.storage.audit import AuditEntry
from partnerkit.storage.port import Outcome, Reading, Store, Unit
from partnerkit.values.time import instant

__all__ = ["Books", "utc_now"]

T = TypeVar("T")

#: What every assignment needs.
_KEPT: tuple[type[Fact], ...] = (Partner, Territory, Product)

#: Up to this length, in bytes, the record of a decision is stored as JSON that can be read in place.
PLAIN = 1_000


def __dir__() -> list[str]:
    return __all__


def utc_now() -> datetime:
    """Return the moment on this machine's clock: the one place of the house that looks at it."""
    return datetime.now(UTC)  # noqa: TID251  # where no moment is given, the desk takes the clock's


@final
@frozen
class _Shelf:
    """The facts of one kind as of one row of the log."""

    seq: int = 0
    items: Mapping[str, Any] = field(factory=dict)
    values: tuple[Any, ...] = ()


@final
class _Open(threading.local):
    """The unit that a thread has open, if any."""

    unit: Unit | None = None

    #: The last row of the log before the unit.
    start: int = 0
    failure: BaseException | None = None


@final
class Books:
    """
    The facts and the log of one tenant.

    >>> from partnerkit.storage import MemoryStore
    >>> books = Books(MemoryStore(), tenant="acme", clock=utc_now)
    >>> with books.writing() as unit:
    ...     stored = books.put(unit, Partner(id="P-4"), version=0, actor="anna")
    >>> with books.reading() as reading:
    ...     books.all(reading, Partner)[0].id, books.get(reading, Partner, "P-5")
    ('P-4', None)
    """

    def __init__(self, store: Store, *, tenant: str, clock: Callable[[], datetime]) -> None:
        self._store, self._tenant, self._clock = store, tenant, clock
        self._open = _Open()
        self._shelves: dict[type[Any], _Shelf] = {}

    def close(self) -> None:
        """Let go of the store."""
        self._store.close()

    def now(self) -> datetime:
        """Return the moment on the clock, in UTC."""
        return instant(self._clock(), path="clock")

    @contextmanager
    def unit(self) -> Iterator[Unit]:
        """Join the unit that this thread has open, or run one."""
        mine = self._open
        if mine.unit is not None:
            yield mine.unit
            return
        with self._store.write(self._tenant) as unit:
            mine.unit, mine.start, mine.failure = unit, unit.head().seq, None
            try:
                yield unit
                if mine.failure is not None:
                    raise mine.failure
            finally:
                mine.unit, mine.failure = None, None

    @contextmanager
    def writing(self) -> Iterator[Unit]:
        """Run one verb: if it fails, the whole unit does, even if its caller goes on."""
        with self.unit() as unit:
            try:
                yield unit
            except BaseException as error:
                # What the verb did so far must not be kept without the rest.
                self._open.failure = error
                raise

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        """Look at the unit that this thread has open, or at one moment of the store."""
        if self._open.unit is not None:
            yield self._open.unit
            return
        with self._store.read(self._tenant) as reading:
            yield reading

    def get(self, reading: Reading, model: type[T], name: str) -> Stored[T] | None:
        """Return the fact of *model* with the id *name*; None if there is none."""
        document = reading.get(kind_of(model), name)
        return None if document is None else stored_of(document)

    def all(self, reading: Reading, model: type[T]) -> tuple[T, ...]:
        """Return every fact of *model*, in the order of their ids."""
        kind = kind_of(model)
        if model not in _KEPT:
            return tuple(unpacked(document.body) for document in reading.scan(kind))
        end, shelf = reading.head().seq, self._shelves.get(model, _Shelf())
        if shelf.seq > end:
            # This reader looks at an earlier moment than another one did.
            shelf = _Shelf()
        if shelf.seq < end:
            changed = {each.id: unpacked(each.body) for each in reading.scan(kind, after=shelf.seq)}
            items = {**shelf.items, **changed} if changed else shelf.items
            values = tuple(items[name] for name in sorted(items)) if changed else shelf.values
            shelf = _Shelf(end, items, values)
            # What a unit wrote itself may still be undone: only what came before it is kept.
            if reading is not self._open.unit or end == self._open.start:
                self._shelves[model] = shelf
        return shelf.values

    def put(self, unit: Unit, fact: T, *, version: int, actor: str) -> Stored[T]:
        """Write *fact* and the row that tells of it."""
        draft = draft_of(fact, version)
        record = Record(facts={"version": version + 1})
        self.append(unit, record, action="put", kind=draft.kind, subject=draft.id, actor=actor)
        return Stored(id=draft.id, version=unit.put(draft), value=fact)

    def append(self, unit: Unit, record: Record, *, action: str, kind: str, subject: str, actor: str) -> int:
        """Write a row of the log with the moment on the clock; return its number."""
        entry = AuditEntry(
            at=written_instant(self.now()),
            actor=actor,
            action=action,
            kind=kind,
            id=subject,
            body=packed(record, plain=PLAIN),
        )
        return unit.append(entry)

    def recalled(self, unit: Unit, key: str | None, command: object) -> tuple[Event, ...] | None:
        """Return what *command* led to when it ran before under *key*; None if it did not."""
        known = None if key is None else unit.recall(key, _fingerprint(command))
        return None if known is None else Rows.read(known).events(unit)

    def remember(self, unit: Unit, key: str | None, command: object, *, after: int) -> None:
        """Keep under *key* that *command* led to the rows above *after*."""
        last = unit.head().seq
        if key is not None and last > after:
            rows = Rows(first=after + 1, last=last)
            unit.remember(Outcome(key=key, fingerprint=_fingerprint(command), result=rows.written()))


def _fingerprint(command: object) -> str:
    return sha256(canonical(command, size=SIZE)).hexdigest()

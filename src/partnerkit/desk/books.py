"""
What stands in the store, and how is it changed in one piece?

The units of one tenant: verbs join the unit that their thread has open, or run
one of their own. What every assignment needs is kept decoded, see `kept`; a
ledger is written in pieces, only those that changed.
"""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from types import MappingProxyType
from typing import Any, TypeVar, final

from attrs import evolve

from partnerkit.desk.events import PAST, PAST_KIND, Event, Rows, Stored, draft_of, kind_of, past_id, stored_of
from partnerkit.desk.evidence import ground_of
from partnerkit.desk.kept import ERASED, KEPT, Kept, Pool, current, drafts_of
from partnerkit.desk.pending import Pending
from partnerkit.facts.coherence import Declared
from partnerkit.facts.fact import Fact
from partnerkit.facts.network import Network
from partnerkit.facts.partner import Blank, Partner
from partnerkit.facts.tree import Tree
from partnerkit.interop.records import SIZE, Record, packed, written
from partnerkit.interop.scalars import written_instant
from partnerkit.interop.serialisation import canonical
from partnerkit.leads.changes import LedgersMerged
from partnerkit.leads.ledger import Ledger
from partnerkit.leads.policy import Policy
from partnerkit.leads.question import PoolTerms
from partnerkit.leads.roster import Roster
from partnerkit.leads.runs import Run
from partnerkit.storage.audit import AuditEntry
from partnerkit.storage.port import Document, Draft, Outcome, Reading, Store, Unit
from partnerkit.values.errors import NotFound, shown
from partnerkit.values.limits import LIMITS
from partnerkit.values.store_errors import StaleWrite
from partnerkit.values.time import instant

__all__ = ["PLAIN", "Books", "utc_now"]

T = TypeVar("T")

#: A ledger written by hand stands in the log up to so many accounts and open leads.
SNAPSHOT = 20_000

NOTHING_MORE: Mapping[str, object] = MappingProxyType({})

#: Up to this length, in bytes, the record of a decision is stored as JSON that can be read in place.
PLAIN = 2_000


def __dir__() -> list[str]:
    return __all__


def utc_now() -> datetime:
    """Return the moment on this machine's clock: the one place of the house that looks at it."""
    return datetime.now(UTC)  # noqa: TID251  # where no moment is given, the desk takes the clock's


@final
class _Open(threading.local):
    """The unit that a thread has open, if any."""

    unit: Unit | None = None

    #: What is known within it, what it wrote itself included; None until something is asked for.
    kept: Kept | None = None
    failure: BaseException | None = None

    #: The ledgers that changed, to be written when the unit ends or somebody reads them.
    ledgers: Pending

    #: The policy asked last, on which terms, and what a record tells of both, as it is written.
    said: tuple[Policy, PoolTerms, Mapping[str, Any]] | None = None

    def __init__(self) -> None:
        self.ledgers = Pending()


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

    def __init__(
        self, store: Store, *, tenant: str, clock: Callable[[], datetime], declared: Declared | None = None
    ) -> None:
        self._store, self._tenant, self._clock, self._declared = store, tenant, clock, declared
        self._open = _Open()
        self._kept = Kept()

    def close(self) -> None:
        """Let go of the store."""
        self._store.close()

    @property
    def is_open(self) -> bool:
        """Whether this thread stands in a unit."""
        return self._open.unit is not None

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
            mine.unit, mine.kept, mine.failure = unit, None, None
            try:
                yield unit
                if mine.failure is not None:
                    raise mine.failure
                self._write_ledgers(unit)
                known = None if mine.kept is None else evolve(mine.kept, end=unit.head())
            finally:
                mine.unit, mine.kept, mine.failure = None, None, None
                mine.ledgers.clear()
        if known is not None:
            # It may have been undone until now.
            self._kept = known

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
        if model is Ledger:
            self._write_ledgers(reading)
            pool = self._pools(reading).get(name)
            if pool is None:
                return None
            ledger: Any = pool.ledger
            return Stored(id=name, version=pool.version, value=ledger)
        document = reading.get(kind_of(model), name)
        return None if document is None else stored_of(document)

    def version(self, reading: Reading, model: type[T], name: str, version: int) -> Stored[T]:
        """Return a fact as it was at *version*, of a model whose replaced versions are kept; else `NotFound`."""
        found = self.get(reading, model, name)
        if found is not None and found.version == version:
            return found
        past = reading.get(PAST_KIND, past_id(kind_of(model), name, version))
        if past is None:
            raise NotFound(path=model.__name__, key=f"{name} at version {version}")
        return Stored(id=name, version=version, value=stored_of(past).value)

    def network(self, reading: Reading, models: Iterable[type[Fact]]) -> Network:
        """Return the facts of these kinds as they stand, checked against each other."""
        return Network.of(*(self.all(reading, model) for model in models), declared=self._declared)

    def all(self, reading: Reading, model: type[T]) -> tuple[T, ...]:
        """Return every fact of *model*, in the order of their ids."""
        kind = kind_of(model)
        if model is Ledger:
            self._write_ledgers(reading)
            pools = self._pools(reading)
            ledgers: Any = tuple(pools[name].ledger for name in sorted(pools))
            return ledgers  # type: ignore[no-any-return]  # ledgers are what was asked for
        if model in KEPT:
            return self._known(reading, model).shelves[model].values
        return tuple(stored_of(document).value for document in reading.scan(kind))

    def _known(self, reading: Reading, model: type[Any]) -> Kept:
        """Return what is known of *model* at the moment of *reading*."""
        mine = self._open
        is_mine = reading is mine.unit
        kept = mine.kept if is_mine and mine.kept is not None else current(self._kept, reading)
        kept = kept.with_pools(reading) if model is Ledger else kept.shelf(reading, model)
        if is_mine:
            mine.kept = kept
        elif kept.end.seq >= self._kept.end.seq or not self._kept.end.seq:
            self._kept = kept
        return kept

    def _pools(self, reading: Reading) -> Mapping[str, Pool]:
        return self._known(reading, Ledger).pools or {}

    def put(
        self,
        unit: Unit,
        fact: T,
        *,
        version: int,
        actor: str,
        action: str = "put",
        name: str | None = None,
        facts: Mapping[str, object] = NOTHING_MORE,
    ) -> Stored[T]:
        """
        Write *fact* and the row that tells of it.

        *name* is the id of a fact that has none of its own and is known under another than that of its content.
        """
        draft = draft_of(fact, version, name)
        record = Record(facts={"version": version + 1, **self._snapshot(fact, actor), **facts})
        past = self._past(unit, draft) if version and type(fact) in PAST else ()
        self.append(unit, record, action=action, kind=draft.kind, subject=draft.id, actor=actor)
        if isinstance(fact, Ledger):
            self._write_ledgers(unit)
            pool = self._pools(unit).get(fact.pool)
            found = 0 if pool is None else pool.version
            if found != version:
                raise StaleWrite(path=draft.path, expected=version, found=found)
            self.put_ledger(fact)
            self._write_ledgers(unit)
            return Stored(id=draft.id, version=self._pools(unit)[fact.pool].version, value=fact)
        stored = Stored(id=draft.id, version=unit.put(draft), value=fact)
        for each in past:
            unit.put(each)
        self._noted(draft.id, fact)
        return stored

    def put_beside(self, unit: Unit, fact: Any, *, version: int, written: bytes | None = None) -> int:
        """
        Write a fact that follows from what the last row tells; return its version.

        *written* is the fact as `dumps` writes it, if that is known.
        """
        draft = draft_of(fact, version, written=written)
        past = self._past(unit, draft) if version and type(fact) in PAST else ()
        found = unit.put(draft)
        for each in past:
            unit.put(each)
        self._noted(draft.id, fact)
        return found

    def replace(
        self,
        unit: Unit,
        document: Document,
        fact: Any,
        *,
        actor: str,
        action: str,
        facts: Mapping[str, object],
    ) -> None:
        """Write *fact* in place of what *document* holds, of which nothing is kept, and the row that tells of it."""
        draft = draft_of(fact, document.version, document.id)
        record = Record(facts=facts)
        self.append(unit, record, action=action, kind=draft.kind, subject=draft.id, actor=actor)
        unit.put(draft)
        self._noted(draft.id, fact)

    def remove(self, unit: Unit, kind: str, name: str) -> None:
        """Erase a document and what the log says about it, of which the last row tells."""
        self._write_ledgers(unit)
        unit.erase(kind, name)
        # Nobody who scans for what changed would see that something is gone.
        mark = Draft(kind=ERASED, id=f"{unit.head().seq}", version=0, body=b"{}")
        unit.put(mark)
        self._open.kept = None

    def _noted(self, name: str, fact: object) -> None:
        if self._open.kept is not None:
            self._open.kept = self._open.kept.with_fact(name, fact)

    def _snapshot(self, fact: object, actor: str) -> dict[str, object]:
        """Return a ledger that somebody wrote by hand: what follows is made again from it."""
        if not isinstance(fact, Ledger) or len(fact.accounts) + len(fact.open) > SNAPSHOT:
            return {}
        return {"snapshot": LedgersMerged(other=fact, at=self.now(), by=actor, why="written by hand")}

    @staticmethod
    def _past(unit: Unit, draft: Draft) -> tuple[Draft, ...]:
        """Return what is about to be replaced, so that a decision that rested on it can be made again."""
        stands = unit.get(draft.kind, draft.id)
        if stands is None or stands.version != draft.version:
            return ()
        name = past_id(stands.kind, stands.id, stands.version)
        return (Draft(kind=PAST_KIND, id=name, version=0, body=stands.body),)

    def ledger(self, unit: Unit, pool: str) -> Ledger | None:
        """Return the ledger of *pool* as it stands in the unit, written or not; None if there is none."""
        changed = self._open.ledgers.get(pool)
        known = None if changed is not None else self._pools(unit).get(pool)
        return changed if known is None else known.ledger

    def put_ledger(self, ledger: Ledger) -> None:
        """Change the ledger of a pool: it is written when the unit ends, once for all that the unit does."""
        self._open.ledgers.put(ledger)

    def run(self, unit: Unit, policy: Policy, blank: Blank, *, few: int) -> Run | None:
        """
        Return the run by which the pool of *policy* gives leads; None if the pool has no ledger yet.

        What is given in it is in the ledger of the pool from then on.
        """
        found = self._open.ledgers.running(policy, blank, self.by_id(unit, Partner))
        if found is not None:
            return found
        ledger = self.ledger(unit, policy.pool)
        if ledger is None:
            return None
        return self._open.ledgers.begin(Run(self.roster(unit, policy, blank, ledger), ledger, few=few))

    def _write_ledgers(self, reading: Reading) -> None:
        """Write what of the ledgers changed in the unit that is open, if that is what is being read."""
        mine = self._open
        if mine.unit is None or reading is not mine.unit:
            return
        for ledger in mine.ledgers.taken():
            kept = self._known(mine.unit, Ledger)
            pool, drafts = drafts_of((kept.pools or {}).get(ledger.pool), ledger)
            for draft in drafts:
                mine.unit.put(draft)
            mine.kept = kept.with_pool(pool)

    def roster(self, unit: Unit, policy: Policy, blank: Blank, ledger: Ledger) -> Roster:
        """Return the partners as *policy* sees them, put down once and then followed."""
        self._open.kept, roster = self._known(unit, Partner).with_roster(policy, blank, ledger)
        return roster

    def ground(self, policy: Policy, terms: PoolTerms) -> Mapping[str, Any]:
        """Return what a record tells of *policy* and *terms*, `written`: the same for one call after the other."""
        said = self._open.said
        if said is not None and said[0] is policy and said[1] == terms:
            return said[2]
        found = written(ground_of(policy, terms))
        # A policy of the host's own may be another one the next time.
        self._open.said = None if "brought" in found else (policy, terms, found)
        return found

    def by_id(self, unit: Unit, model: type[T]) -> Mapping[str, T]:
        """Return every fact of *model*, one of those that are kept, by its id."""
        return self._known(unit, model).shelves[model].items

    def tree(self, unit: Unit, model: type[Any]) -> Tree | None:
        """Return the tree of all facts of *model*; None if there are none."""
        return self._known(unit, model).shelves[model].tree

    def append(
        self, unit: Unit, record: Record | bytes, *, action: str, kind: str, subject: str, actor: str
    ) -> int:
        """Write a row of the log with the moment on the clock; return its number. A *record* may be `told` already."""
        body = packed(record, plain=PLAIN) if isinstance(record, Record) else record
        LIMITS.check_size(body, f"{kind} {shown(subject)}, {shown(action)}")
        entry = AuditEntry(
            at=written_instant(self.now()), actor=actor, action=action, kind=kind, id=subject, body=body
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

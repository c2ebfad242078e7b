"""
What does the desk know already, and how does it see that it still holds?

Partners, territories, products and the ledgers of the pools are needed for
every assignment. They are kept decoded as of one row of the log. The log tells
whether that row is still the one it was; then only what changed after it is
read. If it is not (a host undid its transaction, a backup came back), all is
read again.
"""

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from typing import Any, final

from attrs import evolve, field, frozen

from partnerkit.conflicts.cases import Case
from partnerkit.desk.events import draft_of, fact_in
from partnerkit.facts.agreement import Agreement, JointPlan
from partnerkit.facts.deal import DealRegistration
from partnerkit.facts.fund import Fund, FundAllocation, FundRequest
from partnerkit.facts.interaction import Task
from partnerkit.facts.partner import Blank, Partner
from partnerkit.facts.plan import Plan
from partnerkit.facts.product import Product
from partnerkit.facts.service import ServiceCase
from partnerkit.facts.standing import Standing
from partnerkit.facts.territory import Territory
from partnerkit.facts.training import TrainingResult
from partnerkit.facts.tree import Tree
from partnerkit.facts.warning import WrittenWarning
from partnerkit.leads.answering import LeadOffer
from partnerkit.leads.ledger import Ledger
from partnerkit.leads.pages import LedgerPage, bound, head_of, rebound, turned
from partnerkit.leads.policy import Policy
from partnerkit.leads.roster import Roster
from partnerkit.storage.audit import Head
from partnerkit.storage.port import Document, Draft, Reading

__all__ = ["DATED", "ERASED", "KEPT", "Kept", "Pool", "Shelf", "current", "drafts_of", "uncollected"]

#: The kind of the marks by which a reader sees that something it knew was erased.
ERASED = "Erased"

#: What may be due, and is looked through whenever a scheduler asks.
DATED: tuple[type[Any], ...] = (
    *(LeadOffer, DealRegistration, Case, ServiceCase),
    *(Agreement, TrainingResult, JointPlan, Plan, Task, Standing, WrittenWarning),
    *(Fund, FundAllocation, FundRequest),
)

#: Of so many policies the roster is kept.
ROSTERS = 8

#: What every assignment needs, and what may be due.
KEPT: tuple[type[Any], ...] = (Partner, Territory, Product, *DATED)


def __dir__() -> list[str]:
    return __all__


@final
@frozen
class Shelf:
    """The facts of one kind, by id."""

    items: Mapping[str, Any] = field(factory=dict)

    @cached_property
    def tree(self) -> Tree | None:
        """The tree that they make; None where there are none."""
        return Tree.of(self.values) if self.items else None

    @cached_property
    def values(self) -> tuple[Any, ...]:
        """The facts in the order of their ids."""
        return tuple(self.items[name] for name in sorted(self.items))

    def with_items(self, changed: Mapping[str, Any]) -> "Shelf":
        """Return the shelf with what changed in its place."""
        return Shelf({**self.items, **changed}) if changed else self


@final
@frozen
class Pool:
    """The ledger of a pool, and the documents that it is kept in."""

    ledger: Ledger

    #: That of the head of the ledger, which changes with every change of it.
    version: int

    #: Number -> page, and its version.
    pages: Mapping[int, LedgerPage] = field(factory=dict)
    versions: Mapping[int, int] = field(factory=dict)

    #: Whether the head holds everything, as one that was written before there were pages, or by hand.
    is_whole: bool = False


@final
@frozen
class Kept:
    """What is known of a tenant as of one row of its log."""

    end: Head = field(factory=Head)
    shelves: Mapping[type[Any], Shelf] = field(factory=dict)

    #: None until a ledger was asked for.
    pools: Mapping[str, Pool] | None = None

    #: The partners as a policy sees them; these find out by themselves what changed.
    rosters: Mapping[Any, Roster] = field(factory=dict)

    def shelf(self, reading: Reading, model: type[Any]) -> "Kept":
        """Return what is known with all facts of *model*."""
        if model in self.shelves:
            return self
        with uncollected():
            return evolve(self, shelves={**self.shelves, model: _shelved(reading, model, Shelf(), 0)})

    def with_pools(self, reading: Reading) -> "Kept":
        """Return what is known with all ledgers."""
        if self.pools is not None:
            return self
        with uncollected():
            return evolve(self, pools=_pooled(reading, {}, 0))

    def with_roster(self, policy: Policy, blank: Blank, ledger: Ledger) -> tuple["Kept", Roster]:
        """Return what is known with the roster of a pool as it stands in *ledger*; the partners are known."""
        partners, key = self.shelves[Partner].items, (policy, blank)
        known = self.rosters.get(key)
        if known is None:
            with uncollected():
                roster = Roster.of(partners, policy, blank=blank, accounts=ledger.accounts)
        else:
            roster = known.with_partners(partners).following(ledger)
        others = {name: each for name, each in self.rosters.items() if name != key}
        last = dict([*others.items()][1 - ROSTERS :])
        return evolve(self, rosters={**last, key: roster}), roster

    def with_fact(self, name: str, fact: object) -> "Kept":
        """Return what is known after *fact* was written under *name*, as far as it is kept."""
        model = type(fact)
        if model not in self.shelves:
            return self
        return evolve(self, shelves={**self.shelves, model: self.shelves[model].with_items({name: fact})})

    def with_pool(self, pool: Pool) -> "Kept":
        """Return what is known after the ledger of a pool was written."""
        return evolve(self, pools={**(self.pools or {}), pool.ledger.pool: pool})


@contextmanager
def uncollected() -> Iterator[None]:
    """Make much that is to be kept: it is no garbage, and the collector would look through it again and again."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def current(kept: Kept, reading: Reading) -> Kept:
    """Return what is known at the moment of *reading*; what is known of another course of things is dropped."""
    end = reading.head()
    if kept.end == end:
        return kept
    if not _is_before(kept.end, end, reading) or reading.scan(ERASED, after=kept.end.seq):
        return Kept(end, rosters=kept.rosters)
    after = kept.end.seq
    return Kept(
        end,
        {model: _shelved(reading, model, shelf, after) for model, shelf in kept.shelves.items()},
        None if kept.pools is None else _pooled(reading, kept.pools, after),
        kept.rosters,
    )


def _is_before(known: Head, end: Head, reading: Reading) -> bool:
    """Tell whether the log of *reading* goes through *known*."""
    if known.seq >= end.seq:
        return False
    if not known.seq:
        return True
    return [row.hash for row in reading.log(after=known.seq - 1, limit=1)] == [known.hash]


def _shelved(reading: Reading, model: type[Any], shelf: Shelf, after: int) -> Shelf:
    documents = reading.scan(model.__name__, after=after)
    return shelf.with_items({each.id: fact_in(each) for each in documents})


def _pooled(reading: Reading, pools: Mapping[str, Pool], after: int) -> Mapping[str, Pool]:
    heads = {each.id: each for each in reading.scan(Ledger.__name__, after=after)}
    if not heads:
        return pools
    pages: dict[str, dict[int, tuple[int, LedgerPage]]] = {}
    for document in reading.scan(LedgerPage.__name__, after=after):
        page: LedgerPage = fact_in(document)
        pages.setdefault(page.pool, {})[page.number] = (document.version, page)
    read = {name: _read(pools.get(name), heads[name], pages.get(name, {})) for name in heads}
    return {**pools, **read}


def _read(known: Pool | None, document: Document, pages: Mapping[int, tuple[int, LedgerPage]]) -> Pool:
    head: Ledger = fact_in(document)
    found = {number: page for number, (_, page) in pages.items()}
    versions, new = {number: version for number, (version, _) in pages.items()}, [*found.values()]
    if known is None or known.is_whole:
        ledger, is_whole = bound(head, new), bool(head.accounts or head.open)
        return Pool(ledger, document.version, found, versions, is_whole=is_whole)
    return Pool(
        rebound(known.ledger, head, known.pages, new),
        document.version,
        {**known.pages, **found},
        {**known.versions, **versions},
    )


def drafts_of(pool: Pool | None, ledger: Ledger) -> tuple[Pool, tuple[Draft, ...]]:
    """
    Return what is to be written so that *ledger* follows on *pool*, and how it then is kept.

    Nothing is to be written where nothing changed.

    >>> pool, drafts = drafts_of(None, Ledger().with_open({"L-1": "P-4"}))
    >>> [each.kind for each in drafts], drafts_of(pool, pool.ledger)[1]
    (['Ledger', 'LedgerPage', 'LedgerPage'], ())
    """
    is_new = pool is None or pool.is_whole
    known = {} if pool is None or is_new else pool.pages
    changed = turned(known, None if pool is None or is_new else pool.ledger, ledger)
    head = head_of(ledger)
    if pool is not None and not is_new and not changed and head == head_of(pool.ledger):
        return pool, ()
    version = 0 if pool is None else pool.version
    versions = {} if pool is None else dict(pool.versions)
    drafts = [draft_of(head, version)]
    pages = {} if pool is None else dict(pool.pages)
    for number, page in changed.items():
        based_on = versions.get(number, 0)
        drafts.append(draft_of(page, based_on))
        pages[number], versions[number] = page, based_on + 1
    return Pool(ledger, version + 1, pages, versions), tuple(drafts)

"""
What can be done at the desk?

Put and get facts, give leads away, record what was decided elsewhere, look at
what happened. Each verb is one unit of its own, or joins the one it stands in.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from typing import Any, TypeVar, Unpack, final

from partnerkit.desk.assignment import assigned
from partnerkit.desk.books import Books, utc_now
from partnerkit.desk.case_verbs import CaseVerbs
from partnerkit.desk.events import Event, Stored
from partnerkit.desk.evidence import fingerprint
from partnerkit.desk.firm_verbs import FirmVerbs
from partnerkit.desk.goal_verbs import GoalVerbs
from partnerkit.desk.log_verbs import LogVerbs
from partnerkit.desk.money_verbs import MoneyVerbs
from partnerkit.desk.offer_verbs import OfferVerbs
from partnerkit.desk.once import question, verb
from partnerkit.desk.pool_verbs import PoolVerbs
from partnerkit.desk.privacy_verbs import PrivacyVerbs
from partnerkit.desk.retrying import Retry
from partnerkit.desk.standing_verbs import StandingVerbs
from partnerkit.facts.coherence import Declared, declarations
from partnerkit.facts.fact import Fact
from partnerkit.facts.lead import Lead
from partnerkit.facts.network import Network
from partnerkit.interop.records import Record
from partnerkit.interop.serialisation import dumps, kinds, to_document
from partnerkit.leads.decision import Decision
from partnerkit.leads.policy import Policy, a_policy
from partnerkit.leads.question import PoolTerms, Rounding
from partnerkit.storage.audit import ERASE
from partnerkit.storage.port import Store
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, NotFound, shown
from partnerkit.values.limits import LIMITS, Limits

__all__ = ["Desk"]

T = TypeVar("T")

#: By rows that are called so the log tells what became of a document; they come with it.
_is_elsewhere = fields.Check(
    lambda value: value not in ("put", "blank", ERASE), "use a word of your own; the desk says so itself"
)
_is_store = fields.Check(
    lambda value: all(hasattr(value, name) for name in ("read", "write", "close")),
    'use a store, such as SqliteStore("channel.db")',
)
_is_clock = fields.Check(callable, "use a function that returns a datetime with a time zone")
_is_retry = fields.optional(fields.instance(Retry, "a Retry"))
_is_limits = fields.instance(Limits, "a Limits")
_is_version = fields.optional(fields.whole_number())
_is_mapping = fields.instance(Mapping, "a mapping of each fact's name to its value")


def __dir__() -> list[str]:
    return __all__


@final
class Desk(
    PoolVerbs, OfferVerbs, FirmVerbs, CaseVerbs, GoalVerbs, StandingVerbs, MoneyVerbs, LogVerbs, PrivacyVerbs
):
    """
    One tenant's work on a store: facts in, decisions recorded.

    Each verb is one unit; `unit` groups several. Entering it opens the store,
    leaving it closes the store. *actor* is who decides, unless a verb says so.
    *declared* are the host's own attributes of facts, as in `Network.of`.

    >>> from datetime import UTC
    >>> from partnerkit.facts import Partner
    >>> from partnerkit.leads import FairShare
    >>> from partnerkit.storage import MemoryStore
    >>> noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    >>> with Desk(MemoryStore(), tenant="acme", actor="anna", clock=lambda: noon) as desk:
    ...     stored = desk.put(Partner(id="P-4"), Partner(id="P-5"))
    ...     policy = FairShare(default=1, value="unit")
    ...     decision = desk.assign(Lead(id="L-17"), policy, as_of=noon, key="order-4711")
    ...     again = desk.assign(Lead(id="L-17"), policy, as_of=noon, key="order-4711")
    ...     (event,) = desk.history("L-17")
    >>> decision == again == event.decision, event.actor, event.action
    (True, 'anna', 'assign')
    """

    def __init__(
        self,
        store: Store,
        *,
        tenant: str,
        actor: str = "system",
        clock: Callable[[], datetime] = utc_now,
        retry: Retry | None = None,
        limits: Limits = LIMITS,
        declared: Declared | None = None,
    ) -> None:
        fields.check(
            {
                "store": (_is_store, store),
                "tenant": (fields.identifier, tenant),
                "actor": (fields.identifier, actor),
                "clock": (_is_clock, clock),
                "retry": (_is_retry, retry),
                "limits": (_is_limits, limits),
            }
        )
        declarations(declared)
        super().__init__(
            Books(store, tenant=tenant, clock=clock, declared=declared), actor, retry=retry, limits=limits
        )

    def __enter__(self) -> "Desk":
        # A store that cannot be used shall say so here, not at the first decision.
        with self._books.reading() as reading:
            reading.head()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the store."""
        self._books.close()

    @contextmanager
    def unit(self) -> Iterator["Desk"]:
        """
        Group verbs: all of them take effect together when the block ends well, else none.

        A verb that is refused ends the group, even if its error is caught inside, and so does a group within it
        that is left by an exception; a question without an answer does not.

        >>> from partnerkit.facts import Partner
        >>> from partnerkit.storage import MemoryStore
        >>> with Desk(MemoryStore(), tenant="acme") as desk:
        ...     with desk.unit():
        ...         first = desk.put(Partner(id="P-4"))
        ...         second = desk.record("welcome", "P-4", {"by": "mail"}, kind="Partner")
        ...     [event.action for event in desk.history("P-4")]
        ['put', 'welcome']
        """
        with self._books.writing():
            yield self

    # -- facts

    @verb
    def put(
        self, *facts: Any, version: int | None = None, actor: str | None = None
    ) -> tuple[Stored[Any], ...]:
        """
        Write new facts, or one that changed and the *version* it had when it was read.

        Raises
        ------
        StaleWrite
            When a new fact exists already, or somebody changed it in the meantime.

        >>> from partnerkit.facts import Partner
        >>> from partnerkit.storage import MemoryStore
        >>> with Desk(MemoryStore(), tenant="acme") as desk:
        ...     new = desk.put(Partner(id="P-4"))
        ...     stored = desk.get(Partner, "P-4")
        ...     (changed,) = desk.put(Partner(id="P-4", tier="gold"), version=stored.version)
        >>> changed.version
        2
        """
        if version is not None and len(facts) != 1:
            remedy = "give the version of one fact at a time"
            raise InvalidValue(path="version", value=shown(version), remedy=remedy)
        fields.check({"version": (_is_version, version)})
        self._checked(facts, "facts")
        with self._books.writing() as unit:
            by = self._by(actor)
            stored = tuple(self._books.put(unit, fact, version=version or 0, actor=by) for fact in facts)
            for each in stored:
                self._stands(unit, each)
            return stored

    @question
    def get(self, kind: type[T], name: str) -> Stored[T]:
        """Return the fact of *kind* with the id *name* and its version; `NotFound` if there is none."""
        with self._books.reading() as reading:
            found = self._books.get(reading, kind, name)
        if found is None:
            raise NotFound(path=kind.__name__, key=str(name))
        return found

    @question
    def all(self, kind: type[T]) -> tuple[T, ...]:
        """Return every fact of *kind*, in the order of their ids."""
        with self._books.reading() as reading:
            return self._books.all(reading, kind)

    @question
    def network(self) -> Network:
        """Return all facts of one moment as a network, checked against each other."""
        with self._books.reading() as reading:
            nouns = [kind for kind in kinds().values() if issubclass(kind, Fact)]
            return self._books.network(reading, nouns)

    # -- decisions

    @verb
    def assign(
        self,
        lead: Lead,
        policy: Policy,
        *,
        answer_by: datetime | None = None,
        as_of: datetime | None = None,
        key: str | None = None,
        actor: str | None = None,
        **terms: Unpack[PoolTerms],
    ) -> Decision:
        """
        Give *lead* to a partner, exactly once, under any number of processes.

        The same *key* gives back the same decision, whenever and wherever it is
        asked again: repeat a command of unknown fate with its key.

        *answer_by* asks the partner to `accept` or `decline` by that moment, at which he is in time:
        who has not is found by `due`, and gives it back with `expire_due`.

        *terms* are `rules=`, `precedence=` and `blank=` of `allocate`; the trees
        are those of the store. Where nothing else is said, a partner is kept
        from leads that ask for what is not known of him: `blank="unrestricted"`
        lets him have them.

        Raises
        ------
        AlreadyClaimed
            When the lead was given before, under another key or none.
        IdempotencyKeyReused
            When the key stands for another command.
        StaleWrite
            When the lead is in the store and reads differently there.
        """
        self._checked_one(lead, "lead", Lead)
        return self._assigned(
            "assign", [lead], policy, key, as_of=as_of, actor=actor, answer_by=answer_by, terms=terms
        )[lead.id]

    @verb
    def assign_many(
        self,
        leads: Sequence[Lead],
        policy: Policy,
        *,
        answer_by: datetime | None = None,
        as_of: datetime | None = None,
        key: str | None = None,
        actor: str | None = None,
        **terms: Unpack[PoolTerms],
    ) -> Mapping[str, Decision]:
        """
        Give leads one by one, in this order, in one unit: all of them or none.

        Returns the decision of each by its id. Errors are those of `assign`.
        """
        self._checked(leads, "leads", Lead)
        return self._assigned(
            "assign", leads, policy, key, as_of=as_of, actor=actor, answer_by=answer_by, terms=terms
        )

    @verb
    def assign_batch(
        self,
        leads: Sequence[Lead],
        policy: Policy,
        *,
        rounding: Rounding | None = None,
        answer_by: datetime | None = None,
        as_of: datetime | None = None,
        key: str | None = None,
        actor: str | None = None,
        **terms: Unpack[PoolTerms],
    ) -> Mapping[str, Decision]:
        """
        Give all leads at once, so that none is left that a re-arrangement could place: see `allocate_batch`.

        Returns the decision of each by its id. Errors are those of `assign`.
        """
        self._checked(leads, "leads", Lead)
        return self._assigned(
            "assign-batch", leads, policy, key, as_of=as_of, actor=actor, answer_by=answer_by,
            batch=True, rounding=rounding, terms=terms,
        )  # fmt: skip

    def _assigned(
        self,
        action: str,
        leads: Sequence[Lead],
        policy: Policy,
        key: str | None,
        *,
        as_of: datetime | None,
        actor: str | None,
        **how: Any,
    ) -> Mapping[str, Decision]:
        fields.check({"policy": (a_policy, policy)})
        written = {lead.id: dumps(lead) for lead in leads}
        told = "".join(fingerprint(written[lead.id]) for lead in leads).encode()
        return self._once(
            [action, policy.pool, sha256(told).hexdigest()],
            key,
            lambda unit: assigned(
                self._books,
                unit,
                leads=leads,
                policy=policy,
                as_of=self._at(as_of),
                actor=self._by(actor),
                written=written,
                **how,
            ),
            lambda events: _decisions(events, leads),
        )

    @verb
    def record(
        self,
        action: str,
        subject: str,
        facts: Mapping[str, object],
        *,
        kind: str,
        key: str | None = None,
        actor: str | None = None,
    ) -> int:
        """
        Record a decision made elsewhere, about the *subject* of a *kind*; return its row.

        *facts* are what a reason may hold, reasons and findings among them. The
        same *key* records once and gives back the row.

        >>> from partnerkit.storage import MemoryStore
        >>> with Desk(MemoryStore(), tenant="acme") as desk:
        ...     row = desk.record("goal-missed", "de-north", {"attainment": "0.84"}, kind="Goal")
        ...     desk.history("de-north")[0].record.facts["attainment"]
        '0.84'
        """
        fields.check({"action": (_is_elsewhere, action), "facts": (_is_mapping, facts)})
        record = Record(facts=facts)
        self._checked_one(record, "facts", Record)
        return self._once(
            ["record", action, kind, subject, to_document(record)],
            key,
            lambda unit: self._books.append(
                unit, record, action=action, kind=kind, subject=subject, actor=self._by(actor)
            ),
            lambda events: events[-1].seq,
        )


def _decisions(events: Sequence[Event], leads: Sequence[Lead]) -> Mapping[str, Decision]:
    """Return the decisions about *leads* that were written, by their ids, in the order in which they were asked for."""
    made = ((event.id, event.kept().decision) for event in events if event.kind == "Lead")
    found = {lead: decision for lead, decision in made if decision is not None}
    return {lead.id: found[lead.id] for lead in leads}

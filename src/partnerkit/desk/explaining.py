"""
Does a decision follow from what was known when it was made?

Everybody who was asked, the ledger as it stood and the policy as it was are
taken from history, the judgement is made again, and the answer is held against
the one on record. An explanation is then no story told afterwards.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar, final

from attrs import evolve, frozen

from partnerkit.desk.assignment import LEADS, pool_at
from partnerkit.desk.books import Books
from partnerkit.desk.events import PAST_KIND, Event, event_of, fact_in, past_id
from partnerkit.desk.evidence import (
    ALGORITHM,
    digest_of,
    foreign,
    parameters,
    policy_of,
    rule_codes,
    version_of,
)
from partnerkit.desk.reassignment import entries_of
from partnerkit.facts.fact import Fact
from partnerkit.facts.goal import Goal
from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import Partner
from partnerkit.facts.product import Product
from partnerkit.facts.territory import Territory
from partnerkit.leads.allocation import allocate, allocate_batch
from partnerkit.leads.asked import Asked
from partnerkit.leads.by_hand import assign_to
from partnerkit.leads.candidate import Candidate
from partnerkit.leads.changes import LedgersMerged
from partnerkit.leads.decision import Decision, Explanation
from partnerkit.leads.eligibility import RULES
from partnerkit.leads.history import apply
from partnerkit.leads.ledger import Ledger
from partnerkit.leads.policy import Policy
from partnerkit.leads.question import PoolTerms
from partnerkit.storage.port import Document, Reading
from partnerkit.values.errors import NotFound
from partnerkit.values.store_errors import NotReplayable

__all__ = ["Retelling", "all_at", "completed", "retold"]

F = TypeVar("F", bound=Fact)

#: What the rows are called by which a partner or a node of a tree was written; a goal may be set, too.
_WRITES = ("put", "blank")


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Retelling:
    """A decision as it is on record, and as it comes out when it is made again."""

    #: As it was written.
    decision: Decision

    #: As it follows from what stood in the store then: every candidate anew.
    rebuilt: Decision

    #: For the *viewer* there was, who sees his own part; all else is the vendor's alone.
    explanation: Explanation

    @property
    def holds(self) -> bool:
        """Whether both are the same, with every candidate and every number."""
        return self.decision == self.rebuilt


def retold(
    reading: Reading,
    lead: str,
    *,
    viewer: str | None = None,
    why_not: str | None = None,
    policy: Policy | None = None,
    terms: PoolTerms,
) -> Retelling:
    """Make the last decision about *lead* again, and explain it."""
    event, decision = _last(reading, lead)
    facts = event.record.facts
    asked = _policy(lead, facts, policy, terms)
    rebuilt = _rebuilt(reading, event, decision, asked, {**terms, "blank": facts["blank"]})  # type: ignore[typeddict-item]  # as it was written
    if decision == rebuilt:
        decision = _with_all(decision, lambda: rebuilt.candidates)
    return Retelling(
        decision=decision,
        rebuilt=rebuilt,
        explanation=decision.explain(viewer, why_not=why_not),
    )


def completed(books: Books, event: Event) -> Event:
    """Return *event* so that all who were asked are there when somebody looks: made again, and held to the record."""
    decision = event.decision
    if decision is None or not isinstance(decision.candidates, Asked):
        return event

    def everybody() -> Sequence[Candidate]:
        facts = event.record.facts
        terms: Any = {"blank": facts["blank"]}
        with books.reading() as reading:
            rebuilt = _rebuilt(reading, event, decision, _policy(decision.lead, facts, None, {}), terms)
        if decision != rebuilt:
            missing = "what comes out of history is not what is on record"
            raise NotReplayable(path=f"decisions.{decision.lead}", missing=missing)
        return rebuilt.candidates

    return evolve(event, record=evolve(event.record, decision=_with_all(decision, everybody)))


def _with_all(decision: Decision, make: Callable[[], Sequence[Candidate]]) -> Decision:
    candidates = decision.candidates
    return (
        evolve(decision, candidates=candidates.made_by(make)) if isinstance(candidates, Asked) else decision
    )


def _last(reading: Reading, lead: str) -> tuple[Event, Decision]:
    for row in reversed(reading.log(id=lead)):
        event = event_of(row)
        if event.kind == "Lead" and event.decision is not None:
            return event, event.decision
    raise NotFound(path=LEADS, key=lead)


def _policy(lead: str, facts: Mapping[str, Any], policy: Policy | None, terms: PoolTerms) -> Policy:
    """Return the policy to ask again, once everything is there that is needed for it."""
    version = facts.get("algorithm")
    if version != ALGORITHM:
        found = (
            "an earlier record without evidence" if version is None else f"version {version} of the algorithm"
        )
        raise NotReplayable(path=f"decisions.{lead}", missing=f"it was made by {found}")
    needed = set(facts.get("brought", ()))
    declared = facts.get("declared")
    asked = policy if policy is not None else None if declared is None else policy_of(facts["kind"], declared)
    given = {name for name in needed if name != "policy" and terms.get(name) is not None}
    missing = sorted(needed - given - ({"policy"} if asked is not None else set()))
    if missing or asked is None:
        names = ", ".join(f"{name}=" for name in missing or ["policy"])
        raise NotReplayable(path=f"decisions.{lead}", missing=f"pass {names}, which no store can hold")
    said = parameters(asked)
    if declared is not None and (said is None or version_of(asked, said) != facts["version"]):
        raise NotReplayable(path=f"decisions.{lead}", missing="the policy is another one now; leave it out")
    if rule_codes(terms.get("rules", RULES)) != facts["rules"]:
        raise NotReplayable(path=f"decisions.{lead}", missing="pass rules= with the codes on record")
    unused = set(foreign(asked, terms)) - needed
    if unused:
        raise NotReplayable(
            path=f"decisions.{lead}", missing=f"it was made without {', '.join(sorted(unused))}"
        )
    return asked


def _rebuilt(
    reading: Reading, event: Event, decision: Decision, policy: Policy, terms: PoolTerms
) -> Decision:
    # What a record of ours holds is of the types it was written with.
    facts: dict[str, Any] = dict(event.record.facts)
    first: int = facts.get("batch", event.seq)
    common: dict[str, Any] = {
        "ledger": _ledger(reading, str(facts["pool"]), first),
        "as_of": decision.as_of,
        "territories": all_at(reading, Territory, first) or None,
        "products": all_at(reading, Product, first) or None,
        **terms,
    }
    partners = pool_at(all_at(reading, Partner, first), as_of=decision.as_of)
    if event.action == "assign-to":
        effect: Any = decision.effect
        given: Any = assign_to(
            _lead_at(reading, event), str(decision.winner), partners, policy,
            by=effect.by, why=effect.why, override=facts["override"], **common,
        ).entry  # fmt: skip
        made: Decision = given
        return made
    if "batch" not in facts:
        return allocate([_lead_at(reading, event)], partners, policy, **common).decisions[decision.lead]
    rows = map(event_of, reading.log(after=first - 1))
    batch = [row for row in rows if row.decision is not None and row.record.facts.get("batch") == first]
    leads = [_lead_at(reading, each) for each in batch]
    result = allocate_batch(leads, partners, policy, rounding=facts["rounding"], **common)
    return result.decisions[decision.lead]


def _ledger(reading: Reading, pool: str, before: int) -> Ledger | None:
    """Return the ledger of *pool* as it stood before a row of the log."""
    entries = entries_of(reading, pool, before=before)
    if not entries:
        return None
    start, *rest = entries
    # Rows are told apart by their number: what happened twice at one moment happened twice.
    if isinstance(start, LedgersMerged):
        return apply(start.other, *rest)
    return apply(Ledger(pool=pool), *entries)


def _lead_at(reading: Reading, event: Event) -> Lead:
    """Return the lead as it was decided upon."""
    wanted = event.record.facts["lead"]
    document = reading.get("Lead", event.id)
    for each in () if document is None else _versions(reading, document):
        lead: Lead = fact_in(each)
        if digest_of(lead) == wanted:
            return lead
    raise NotReplayable(path=f"decisions.{event.id}", missing="the lead as it was then")


def _versions(reading: Reading, document: Document) -> Iterator[Document]:
    """Yield what stands in a document and what it held before, the latest first."""
    yield document
    for version in range(document.version - 1, 0, -1):
        past = reading.get(PAST_KIND, past_id(document.kind, document.id, version))
        if past is not None:
            yield past


def all_at(reading: Reading, model: type[F], before: int) -> tuple[F, ...]:
    """Return the facts of *model* as they stood before a row of the log, in the order of their ids."""
    found = []
    for document in reading.scan(model.__name__):
        then = document if document.seq < before else _replaced(reading, document, before)
        if then is not None:
            found.append(fact_in(then))
    return tuple(found)


def _replaced(reading: Reading, document: Document, before: int) -> Document | None:
    """Return what a document held before a row of the log; None if it was not there yet."""
    rows: Sequence[Any] = [
        row for row in reading.log(id=document.id) if row.seq < before and row.kind == document.kind
    ]
    writes = (*_WRITES, "set-goal") if document.kind == Goal.__name__ else _WRITES
    versions = [event_of(row).record.facts.get("version") for row in rows if row.action in writes]
    if not versions:
        return None
    version: Any = versions[-1]
    past = reading.get(PAST_KIND, past_id(document.kind, document.id, version))
    if past is None:
        name = f"{document.kind} {document.id} as it was then"
        raise NotReplayable(path=document.kind, missing=name)
    return past

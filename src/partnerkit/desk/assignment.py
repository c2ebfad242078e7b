"""
Who gets these leads, on what stands under the lock?

The one place where a judgement meets the store: it loads the partners and the
ledger of the pool, lets `allocate` decide, and writes what follows from it: the
decisions with everybody's terms, the leads, the claims and the new ledger.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any, TypeAlias

from attrs import evolve

from partnerkit.desk.books import PLAIN, Books
from partnerkit.desk.evidence import fingerprint, written_evidence
from partnerkit.desk.kept import uncollected
from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import BLANK, Partner
from partnerkit.facts.product import Product
from partnerkit.facts.territory import Territory
from partnerkit.interop.records import told
from partnerkit.interop.records import written as written_facts
from partnerkit.leads.allocation import allocate, allocate_batch
from partnerkit.leads.answering import LeadOffer
from partnerkit.leads.asked import Asked
from partnerkit.leads.briefly import Briefly
from partnerkit.leads.counting import worth
from partnerkit.leads.decision import Decision
from partnerkit.leads.eligibility import RULES, EligibilityRule, Limit, Occasion
from partnerkit.leads.ledger import Ledger
from partnerkit.leads.policy import Policy
from partnerkit.leads.question import PoolTerms, Rounding
from partnerkit.leads.result import Allocation
from partnerkit.leads.runs import runs
from partnerkit.storage.port import Claim, Unit
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, PartnerkitError, raise_faults, shown
from partnerkit.values.store_errors import AlreadyClaimed, StaleWrite

__all__ = ["FEW", "LEADS", "assigned", "given", "offered", "pool_at", "usual"]

#: The scope of the claims by which leads are given.
LEADS = "lead"

#: Fewer than so many who could not take a lead are on record by name; of more a count and a digest.
FEW = 64

_TERMS = sorted(PoolTerms.__optional_keys__)
_blank = fields.choice(*BLANK)
_rules = fields.Check(
    lambda value: (
        isinstance(value, Sequence)
        and not isinstance(value, str | bytes)
        and all(isinstance(each, EligibilityRule | Limit) for each in value)
    ),
    "use a list of rules, each an EligibilityRule or a Limit",
)


def __dir__() -> list[str]:
    return __all__


def usual(terms: PoolTerms) -> PoolTerms:
    """
    Return the terms of a pool at the desk: what the store does not know opens no door, unless the caller says so.

    `InvalidValue` for a term there is not, and for one that says nothing.

    >>> usual({})
    {'blank': 'exclude'}
    """
    # Where only few need be asked nobody else reads them, and a slip would be passed over.
    raise_faults(
        InvalidValue(path=name, value=shown(term), remedy=f"leave it out, or use {', '.join(_TERMS)}")
        for name, term in terms.items()
        if name not in _TERMS
    )
    held: PoolTerms = {"blank": "exclude", **terms}
    fields.check({"blank": (_blank, held["blank"]), "rules": (_rules, held.get("rules", RULES))})
    return held


def assigned(
    books: Books,
    unit: Unit,
    *,
    leads: Sequence[Lead],
    policy: Policy,
    as_of: datetime,
    actor: str,
    written: Mapping[str, bytes],
    batch: bool = False,
    rounding: Rounding | None = None,
    answer_by: datetime | None = None,
    terms: PoolTerms,
) -> Mapping[str, Decision]:
    """
    Give *leads* one by one, or all at once, and write all that follows; return the decision of each by its id.

    *written* are the leads by id, as `dumps` writes them.

    Raises
    ------
    AlreadyClaimed
        When one of them was given before.
    StaleWrite
        When one of them is in the store and reads differently there.
    """
    if not leads:
        return {}
    for lead in leads:
        if unit.holder(LEADS, lead.id) is not None:
            raise AlreadyClaimed(path=LEADS, key=lead.id)
    held = usual(terms)
    ground = books.ground(policy, held)
    known = not batch and "brought" not in ground
    made = _looked_up(books, unit, leads, policy, as_of=as_of, held=held) if known else None
    if made is None:
        common = {"ledger": books.ledger(unit, policy.pool), **_common(books, unit, as_of, held)}
        asked = pool_at(books.all(unit, Partner), as_of=as_of)
        if batch:
            result = allocate_batch(leads, asked, policy, rounding=rounding, **common)
        else:
            result = allocate(leads, asked, policy, **common)
        partners = books.by_id(unit, Partner)
        tell = _briefly(books, unit, result, policy, held, ledger=common["ledger"], ground=ground)
        made = _in_turn(leads, result, tell, lambda name: policy.weight(partners[name]), batch=batch)
    together = _together(unit, leads, rounding) if batch else {}
    order, ledger, weight = made
    decisions = {}
    for lead, decision in order:
        decisions[lead.id] = decision
        facts = written_evidence(ground, decision, fingerprint(written[lead.id]), weight)
        record = told(decision, {**facts, **together}, plain=PLAIN)
        books.append(unit, record, action="assign", kind="Lead", subject=lead.id, actor=actor)
        was_there = given(books, unit, lead, decision.winner, written[lead.id])
        if answer_by is not None or (was_there and books.get(unit, LeadOffer, lead.id) is not None):
            offered(books, unit, decision, pool=policy.pool, answer_by=answer_by)
    if ledger is not None:
        books.put_ledger(ledger)
    return {lead.id: decisions[lead.id] for lead in leads}


#: The decisions in the order in which they were made, so that the log tells the ledger; the ledger after them, None
#: where the books know it; and the weights that they rested on, by id.
_Made: TypeAlias = tuple[Iterable[tuple[Lead, Decision]], Ledger | None, Callable[[str], Fraction]]


def _common(books: Books, unit: Unit, as_of: datetime, held: PoolTerms) -> dict[str, Any]:
    trees = {"territories": books.tree(unit, Territory), "products": books.tree(unit, Product)}
    return {"as_of": as_of, **trees, **held}


def _together(unit: Unit, leads: Sequence[Lead], rounding: Rounding | None) -> dict[str, Any]:
    """Return what stands with each decision of a batch: which one, of how many leads, and how it was rounded."""
    return written_facts({"batch": unit.head().seq + 1, "leads": len(leads), "rounding": rounding})


def _briefly(
    books: Books,
    unit: Unit,
    result: Allocation,
    policy: Policy,
    held: PoolTerms,
    *,
    ledger: Ledger | None,
    ground: Mapping[str, Any],
) -> Callable[[Lead], Decision]:
    """Return how decisions are told: briefly, unless somebody is new in the pool, or they cannot be made again."""
    if ledger is not None and "brought" not in ground:
        roster = books.roster(unit, policy, held.get("blank", "exclude"), ledger)
        if not roster.has_new(result.question.as_of.date()):
            return Briefly(result, roster, few=FEW).decision
    return lambda lead: result.decisions[lead.id]


def _in_turn(
    leads: Sequence[Lead],
    result: Allocation,
    tell: Callable[[Lead], Decision],
    weight: Callable[[str], Fraction],
    *,
    batch: bool,
) -> _Made:
    order = [lead for lead in leads if not batch or lead.id in result.question.kept]
    order += [leads[place] for place in result.question.work.order] if batch else []
    return ((lead, tell(lead)) for lead in order), result.ledger, weight


def _looked_up(
    books: Books, unit: Unit, leads: Sequence[Lead], policy: Policy, *, as_of: datetime, held: PoolTerms
) -> _Made | None:
    """
    Decide about *leads* one by one, by asking only those whom the rules let pass.

    None where all must be asked at once: the pool is new, or something is wrong, which is then told of
    all leads together.
    """
    if len({lead.id for lead in leads}) < len(leads):
        return None
    if runs(policy):
        return _in_run(books, unit, leads, policy, as_of=as_of, held=held)
    ledger, made = books.ledger(unit, policy.pool), list[Decision]()
    if ledger is None:
        return None
    common = _common(books, unit, as_of, held)
    occasion = Occasion(as_of=as_of, territories=common["territories"], products=common["products"])
    roster = books.roster(unit, policy, held.get("blank", "exclude"), ledger)
    try:
        for lead in leads:
            roster = roster.following(ledger)
            given = roster.give(lead, ledger, occasion)
            if given is None:
                given = _among_all(books, unit, lead, policy, ledger=ledger, **common)
            made.append(_written_out(given[0]))
            ledger = given[1]
    except PartnerkitError:
        return None
    return zip(leads, made, strict=True), ledger, roster.weight


def _in_run(
    books: Books, unit: Unit, leads: Sequence[Lead], policy: Policy, *, as_of: datetime, held: PoolTerms
) -> _Made | None:
    """Decide about *leads* one by one in the run of their pool; None where one of them is worth nothing known."""
    common, blank, made = _common(books, unit, as_of, held), held.get("blank", "exclude"), list[Decision]()
    occasion = Occasion(as_of=as_of, territories=common["territories"], products=common["products"])
    run = books.run(unit, policy, blank, few=FEW)
    try:
        # Once the first lead is given there is no way back.
        worth(leads, policy, None if run is None else run.before)
    except PartnerkitError:
        return None
    while run is None or len(made) < len(leads):
        left = leads[len(made) :]
        ready = 0 if run is None else run.ready(left, occasion)
        if run is not None:
            made += [run.give(lead, occasion) for lead in left[:ready]]
        if ready < len(left):
            # Somebody is new here, or the lead was told to be open: that needs everybody.
            ledger = books.ledger(unit, policy.pool)
            decision, after = _among_all(books, unit, left[ready], policy, ledger=ledger, **common)
            made.append(decision)
            books.put_ledger(after)
            run = books.run(unit, policy, blank, few=FEW)
    return zip(leads, made, strict=True), None, run.weight


def _among_all(
    books: Books, unit: Unit, lead: Lead, policy: Policy, **common: Any
) -> tuple[Decision, Ledger]:
    """Decide about *lead* by asking everybody: those who are new join the pool."""
    with uncollected():
        asked = pool_at(books.all(unit, Partner), as_of=common["as_of"])
        result = allocate([lead], asked, policy, **common)
        return result.decisions[lead.id], result.ledger


def _written_out(decision: Decision) -> Decision:
    """Return the decision with everybody on record by name, where they are not too many."""
    candidates = decision.candidates
    if isinstance(candidates, Asked) and candidates.rest.count < FEW:
        return evolve(decision, candidates=candidates.everybody())
    return decision


def pool_at(partners: Sequence[Partner], *, as_of: datetime) -> tuple[Partner, ...]:
    """Return the partners who are such on the day of *as_of*."""
    return tuple(each for each in partners if each.valid is None or each.valid.contains(as_of.date()))


def given(books: Books, unit: Unit, lead: Lead, winner: str | None, written: bytes | None = None) -> bool:
    """
    Write the lead, unless it stands there already, and who has it now; return whether it stood there.

    *written* is the lead as `dumps` writes it, if that is known.
    """
    stands = books.get(unit, Lead, lead.id)
    if stands is None:
        books.put_beside(unit, lead, version=0, written=written)
    elif stands.value != lead:
        raise StaleWrite(path=f"Lead {shown(lead.id)}", expected=0, found=stands.version)
    if winner is not None:
        unit.claim(Claim(scope=LEADS, key=lead.id, holder=winner))
    return stands is not None


def offered(books: Books, unit: Unit, decision: Decision, *, pool: str, answer_by: datetime | None) -> None:
    """Write that who got the lead is asked to answer."""
    if decision.winner is None:
        return
    offer = LeadOffer(
        id=decision.lead,
        partner=decision.winner,
        pool=pool,
        offered_at=decision.as_of,
        answer_by=answer_by,
    )
    before = books.get(unit, LeadOffer, decision.lead)
    books.put_beside(unit, offer, version=0 if before is None else before.version)

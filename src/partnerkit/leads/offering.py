"""
Who is asked, what follows from the answer, and who is asked next?

Who refused a lead, or let the time run out, is not asked for it again; the
ledger credits and charges as it does for a lead that was declined. Where
nobody is left, the lead waits and a finding says so: a lead is never left
without anybody in silence.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any, Literal, Unpack, final

from attrs import evolve, frozen

from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import Partner
from partnerkit.leads.allocation import allocate
from partnerkit.leads.by_hand import assign_to
from partnerkit.leads.changes import LeadCreditedBack, LeadDeclined, LeadReleased, a_why
from partnerkit.leads.due import Due
from partnerkit.leads.entries import Booking
from partnerkit.leads.handed_on import handed_on, is_booked, still_his
from partnerkit.leads.history import Entry, apply
from partnerkit.leads.ledger import Ledger
from partnerkit.leads.offers import HELD, LeadCase, Offer, OfferBook, Offering, Outcome, stepped, unplaced
from partnerkit.leads.question import Terms
from partnerkit.values import fields
from partnerkit.values.errors import IllegalTransition, InvalidValue, raise_faults, shown
from partnerkit.values.reasons import Finding, Reason
from partnerkit.values.time import instant

__all__ = ["OfferStep", "answer", "carry_out", "offer_leads", "report_outcome", "withdraw"]

#: Who is named in the ledger for what nobody decided but time and order.
SCHEDULER = "scheduler"
_no_outcome = fields.Check(lambda event: event != "report", "tell what came of it by `report_outcome`")


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class OfferStep:
    """What a step brought about: keep the book and the ledger, and write the entries to the history."""

    book: OfferBook
    ledger: Ledger
    entries: tuple[Entry, ...] = ()

    #: The offers that are new or changed: these partners are told.
    offers: tuple[Offer, ...] = ()
    findings: tuple[Finding, ...] = ()


@final
class _Run:
    """The state while leads are placed one after another."""

    def __init__(
        self, book: OfferBook, ledger: Ledger, at: datetime, partners: Sequence[Partner] = (), terms: Any = ()
    ) -> None:
        self.book, self.ledger, self.at = book, ledger, at
        self.partners, self.terms = partners, dict(terms)
        self.cases: dict[str, LeadCase] = {}
        self.offers: dict[str, Offer] = {}
        self.entries: list[Entry] = []
        self.findings: list[Finding] = []

    def enter(self, entry: Entry) -> None:
        """Take one more step in the ledger."""
        self.ledger = apply(self.ledger, entry)
        self.entries.append(entry)

    def case(self, lead: str) -> LeadCase:
        return self.cases.get(lead) or self.book.case(lead)

    def offer(self, name: str) -> Offer:
        return self.offers.get(name) or self.book.offer(name)

    def change(self, *changed: LeadCase | Offer) -> None:
        for each in changed:
            if isinstance(each, Offer):
                self.offers[each.id] = each
            else:
                self.cases[each.id] = each

    def live_of(self, case: LeadCase) -> list[Offer]:
        return [offer for offer in map(self.offer, case.offers) if offer.is_live]

    def done(self) -> OfferStep:
        settled = {name for name, case in self.cases.items() if case.state != "waiting"}
        new = {subject for finding in self.findings for subject in finding.subjects}
        kept = [each for each in self.book.findings if not settled.union(new) & set(each.subjects)]
        book = self.book.with_changes(
            tuple(self.cases.values()), tuple(self.offers.values()), (*kept, *self.findings)
        )
        return OfferStep(
            book=book,
            ledger=self.ledger,
            entries=tuple(self.entries),
            offers=tuple(self.offers.values()),
            findings=tuple(self.findings),
        )


def offer_leads(
    book: OfferBook,
    leads: Sequence[Lead],
    partners: Sequence[Partner],
    offering: Offering,
    *,
    ledger: Ledger,
    as_of: datetime,
    **terms: Unpack[Terms],
) -> OfferStep:
    """
    Offer new *leads*, one after another, to those the policy of *offering* chooses.

    Raises
    ------
    InvalidValue, InvalidInput
        For leads that are in the book already, and a calendar in which the time to answer never passes.

    >>> from datetime import UTC, timedelta
    >>> from partnerkit.leads.policies import FairShare
    >>> offering = Offering(policy=FairShare(default=1, value="unit"), within=timedelta(hours=16))
    >>> step = offer_leads(
    ...     OfferBook(), [Lead(id="L-1")], [Partner(id="P-4")], offering,
    ...     ledger=Ledger(), as_of=datetime(2026, 3, 2, 9, tzinfo=UTC),
    ... )
    >>> [(each.id, each.partner, each.status) for each in step.offers]
    [('L-1/1', 'P-4', 'offered')]
    """
    moment = instant(as_of, path="as_of")
    seen: set[str] = set()
    faults = []
    for place, lead in enumerate(leads):
        known = lead.id in seen or book.cases.get(lead.id) is not None
        if known or ledger.holder(lead.id) is not None:
            remedy = f"offer a lead once; it is {'in the book' if known else 'open in the ledger'}"
            faults.append(InvalidValue(path=f"leads[{place}].id", value=shown(lead.id), remedy=remedy))
        seen.add(lead.id)
    raise_faults(faults)
    run = _Run(book, ledger, moment, partners=partners, terms=terms)
    for lead in leads:
        run.change(LeadCase(lead=lead, state="waiting"))
        _place(run, lead.id, offering)
    return run.done()


def _place(run: _Run, name: str, offering: Offering) -> None:
    """Offer a lead that nobody is asked for to the next, or leave it waiting and say so."""
    case, held = run.case(name), run.ledger.holder(name)
    if held is not None:
        # Somebody gave it by hand meanwhile.
        run.change(evolve(case, state="held", holder=held.partner))
        return
    if len(case.offers) >= offering.rounds:
        refused = Reason("lead-refused-often", {"lead": name, "count": len(case.offers)})
        run.findings.append(unplaced(name, refused))
        return
    chosen = _chosen(run, case.lead, offering)
    if not chosen:
        return
    offers = [
        Offer(
            id=f"{name}/{len(case.offers) + place}",
            lead=name,
            partner=partner,
            offered_at=run.at,
            since=run.at,
            due=offering.due(partner, run.at),
            booking=booking,
        )
        for place, (partner, booking) in enumerate(chosen, 1)
    ]
    run.change(*offers)
    run.change(evolve(case, state="offered", offers=(*case.offers, *(each.id for each in offers))))


def _chosen(run: _Run, lead: Lead, offering: Offering) -> list[tuple[str, Booking | None]]:
    """Return whom the policy asks now, and what that did to the ledger; where it is nobody, say why."""
    result = allocate([lead], run.partners, offering.policy, ledger=run.ledger, as_of=run.at, **run.terms)
    winner = result.assignments.get(lead.id)
    if winner is None:
        reason = Reason("lead-without-partner", {"lead": lead.id, "partners": len(run.partners)})
        run.findings.append(unplaced(lead.id, reason, result.unassigned[lead.id].values()))
        return []
    decision = result.decisions[lead.id]
    if offering.at_once == 1:
        run.enter(decision)
        return [(winner, Booking.of(decision))]
    # Those who could take it, the first by the policy first; nothing is booked before one accepts.
    could = [each.partner for each in decision.named if each.is_eligible and (each.won or each.bound is None)]
    return [(partner, None) for partner in could[: offering.at_once]]


def answer(
    book: OfferBook,
    name: str,
    event: Literal["open", "accept", "decline", "work"],
    partners: Sequence[Partner],
    offering: Offering,
    *,
    ledger: Ledger,
    at: datetime,
    by: str,
    reason: str | None = None,
    **terms: Unpack[Terms],
) -> OfferStep:
    """
    Return what follows from what the partner did with the offer *name*; *by* is the person who did it.

    To accept closes the other offers of the lead. To decline needs a reason;
    the lead is offered to the next at once. After the deadline an offer can no
    longer be accepted or declined, whether or not it was marked as expired.

    Raises
    ------
    IllegalTransition
        For a step that is not possible from where the offer stands.
    InvalidValue
        After the deadline, before the last step, for a decline without a reason, and for an outcome.
    """
    fields.check({"event": (_no_outcome, event), "by": (fields.identifier, by)})
    moment = instant(at, path="at")
    run = _Run(book, ledger, moment, partners=partners, terms=terms)
    offer = still_his(run.offer(name), ledger.holder)
    if offer.is_live and event in ("accept", "decline") and moment > offer.due:
        remedy = f"let it expire, as `carry_out` does; the time to answer ended at {offer.due}"
        raise InvalidValue(path="at", value=shown(str(moment)), remedy=remedy)
    after = stepped(offer, event, by="partner", at=moment, reason=reason)
    run.change(after)
    if event == "accept":
        _accepted(run, after, offering, by)
    elif event == "decline":
        _refused(run, after, offering, by, reason or "")
        _next(run, offer.lead, offering)
    return run.done()


def _accepted(run: _Run, offer: Offer, offering: Offering, by: str) -> None:
    """Book the lead if that is still to do, and close what others were offered of it."""
    case = run.case(offer.lead)
    if offer.booking is None:
        # The offer was made when he could take it, so it stands, even if he is full by now.
        given = assign_to(
            case.lead,
            offer.partner,
            run.partners,
            offering.policy,
            ledger=run.ledger,
            as_of=run.at,
            by=by,
            why="First to accept.",
            override=True,
            **run.terms,
        )
        run.enter(given.entry)
        run.change(evolve(offer, booking=Booking.of(given.entry)))  # type: ignore[arg-type]  # it is a decision
    for other in run.live_of(case):
        if other.id != offer.id:
            run.change(stepped(other, "withdraw", by="vendor", at=run.at, reason="taken-by-another"))
    run.change(evolve(case, state="held", holder=offer.partner))


def _refused(run: _Run, offer: Offer, offering: Offering, by: str, why: str) -> None:
    """Credit back what was booked, less the penalty, and remember who had it."""
    if offer.booking is not None:
        expired = offer.status == "expired"
        penalty = Fraction(offering.expiry_penalty if expired else offering.decline_penalty)
        run.enter(
            LeadDeclined(booking=offer.booking, at=run.at, by=by, why=why, penalty=penalty, expired=expired)
        )
    case = run.case(offer.lead)
    earlier = tuple(dict.fromkeys((*case.lead.earlier_holders, offer.partner)))
    run.change(evolve(case, lead=evolve(case.lead, earlier_holders=earlier)))


def _next(run: _Run, lead: str, offering: Offering) -> None:
    """Ask the next if nobody is asked any more."""
    case = run.case(lead)
    if case.state == "offered" and not run.live_of(case):
        run.change(evolve(case, state="waiting"))
        _place(run, lead, offering)


def carry_out(
    book: OfferBook,
    due: Iterable[Due],
    partners: Sequence[Partner],
    offering: Offering,
    *,
    ledger: Ledger,
    as_of: datetime,
    **terms: Unpack[Terms],
) -> OfferStep:
    """
    Do what `run_due` said: let offers expire, and offer leads to the next.

    Each expiry happens once: what was answered or expired meanwhile is passed over, and what was moved by hand is its new holder's.

    >>> from datetime import UTC, timedelta
    >>> from partnerkit.leads.due import run_due
    >>> from partnerkit.leads.policies import FairShare
    >>> offering = Offering(policy=FairShare(default=1, value="unit"), within=timedelta(hours=16))
    >>> monday, both = datetime(2026, 3, 2, 9, tzinfo=UTC), [Partner(id="P-4"), Partner(id="P-5")]
    >>> first = offer_leads(OfferBook(), [Lead(id="L-1")], both, offering, ledger=Ledger(), as_of=monday)
    >>> tuesday = monday + timedelta(days=1)
    >>> due = run_due(first.book, as_of=tuesday)
    >>> step = carry_out(first.book, due, both, offering, ledger=first.ledger, as_of=tuesday)
    >>> [each.status for each in step.offers], step.book.case("L-1").state
    (['expired', 'offered'], 'offered')
    """
    moment = instant(as_of, path="as_of")
    run = _Run(book, ledger, moment, partners=partners, terms=terms)
    for each in due:
        if each.kind == "expire" and each.offer is not None:
            offer = run.offer(each.offer)
            if not offer.is_live or moment <= offer.due:
                continue
            if (ended := handed_on(offer, run.case(each.lead), ledger.holder, at=moment)) is not None:
                run.change(*ended)
                continue
            expired = stepped(offer, "expire", by=SCHEDULER, at=max(offer.due, offer.since))
            run.change(expired)
            _refused(run, expired, offering, SCHEDULER, "The time ran out.")
            _next(run, each.lead, offering)
        elif each.kind == "place" and run.case(each.lead).state == "waiting":
            _place(run, each.lead, offering)
    return run.done()


def withdraw(book: OfferBook, lead: str, *, ledger: Ledger, at: datetime, by: str, why: str) -> OfferStep:
    """
    Take a *lead* back from everybody because *by* says so: it was none, or the vendor sells it itself.

    What was booked for it is credited back, as if it had never come. One that the ledger has open by a decision
    of somebody's hand is refused: that decision is not in the book.

    >>> from datetime import timedelta
    >>> from partnerkit.leads.policies import FairShare
    >>> offering = Offering(policy=FairShare(default=1, value="unit"), within=timedelta(hours=16))
    >>> monday, both = datetime.fromisoformat("2026-03-02T09:00Z"), [Partner(id="P-4"), Partner(id="P-5")]
    >>> first = offer_leads(OfferBook(), [Lead(id="L-1")], both, offering, ledger=Ledger(), as_of=monday)
    >>> step = withdraw(first.book, "L-1", ledger=first.ledger, at=monday, by="U-1", why="sold-direct")
    >>> [each.status for each in step.offers], step.book.case("L-1").state
    (['withdrawn'], 'over')
    """
    fields.check({"by": (fields.identifier, by), "why": (a_why, why)})
    moment = instant(at, path="at")
    run = _Run(book, ledger, moment)
    case = run.case(lead)
    if case.state == "over":
        raise IllegalTransition(path=f"book.cases.{lead}", state=case.state, event="withdraw", allowed=())
    for offer in map(run.offer, case.offers):
        if is_booked(offer, run.ledger.holder):
            run.enter(LeadCreditedBack(booking=offer.booking, at=moment, by=by, why=why))
        if offer.is_live or offer.status in HELD:
            run.change(stepped(offer, "withdraw", by="vendor", at=moment, reason=why))
    if (held := run.ledger.holder(lead)) is not None:
        remedy = f"credit it back by the decision that gave it by hand, or release it; {held.partner} has it"
        raise InvalidValue(path="lead", value=shown(lead), remedy=remedy)
    run.change(evolve(case, state="over", holder=None))
    return run.done()


def report_outcome(
    book: OfferBook, name: str, outcome: Outcome, *, ledger: Ledger, at: datetime, by: str
) -> OfferStep:
    """
    Return what follows when the partner reports what came of the lead of offer *name*: it is over.

    >>> from datetime import timedelta
    >>> from partnerkit.leads.policies import FairShare
    >>> offering = Offering(policy=FairShare(default=1, value="unit"), within=timedelta(hours=16))
    >>> monday, both = datetime.fromisoformat("2026-03-02T09:00Z"), [Partner(id="P-4"), Partner(id="P-5")]
    >>> step = offer_leads(OfferBook(), [Lead(id="L-1")], both, offering, ledger=Ledger(), as_of=monday)
    >>> for said in ("accept", "work"):
    ...     step = answer(step.book, "L-1/1", said, both, offering, ledger=step.ledger, at=monday, by="U-4")
    >>> step = report_outcome(step.book, "L-1/1", "won", ledger=step.ledger, at=monday, by="U-4")
    >>> [(each.status, each.outcome) for each in step.offers], step.book.case("L-1").state
    ([('reported', 'won')], 'over')
    """
    moment = instant(at, path="at")
    run = _Run(book, ledger, moment)
    said = stepped(still_his(run.offer(name), ledger.holder), "report", by="partner", at=moment)
    after = evolve(said, outcome=outcome)
    run.change(after, evolve(run.case(after.lead), state="over", holder=None))
    if ledger.holder(after.lead) is not None:
        run.enter(LeadReleased(lead=after.lead, at=moment, by=by))
    return run.done()

"""Do offers of leads answer as they did: who is asked and for how long, what is booked, shown and deleted?"""

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

from asking import asked
from hour_worlds import DAYS, HOURS, LATE, NAMES, NEVER, NOON, OFFICE, in_order, offer_of

from partnerkit import Lead, Ledger, Money, Partner, PartnerkitError
from partnerkit.facts.consent import Consent
from partnerkit.leads import (
    RULES,
    Deleted,
    FairShare,
    LeadCase,
    LeadReassigned,
    OfferBook,
    Offering,
    answer,
    carry_out,
    deletion_duties,
    earlier_holders,
    offer_leads,
    report_outcome,
    run_due,
    view_offer,
    withdraw,
)
from partnerkit.leads.answering import LeadOffer
from partnerkit.leads.due import Due, due_places
from partnerkit.leads.offers import stepped
from partnerkit.leads.teaser import teaser_of


def lead_of(draw, name):
    worth = draw.one_of((None, "0.99", "1000", "4999.99", "5000", "2000000"))
    return Lead(
        id=name, value=None if worth is None else Money.of(worth, "EUR"), territory=draw.one_of((None, "de", "se")),
        postal_code=draw.one_of((None, "", "10115", " 8")), received_at=draw.one_of((None, *DAYS)), product=draw.one_of((None, "net")),
        earlier_holders=draw.some(NAMES, 0.1), refused_partners=draw.some(NAMES, 0.1), urgent=draw.is_so(), country=draw.one_of((None, "DE")),
    )  # fmt: skip


def offering_of(draw):
    return Offering(
        policy=FairShare(default=1, value="unit"), within=timedelta(hours=draw.one_of((1, 2, 3))),
        calendars=draw.one_of(({}, {"P-1": OFFICE, "P-2": LATE}, {"P-1": NEVER})), at_once=draw.one_of((1, 1, 2, None)),
        decline_penalty=draw.one_of((0, Fraction(1, 2), Decimal(1))), expiry_penalty=draw.one_of((0, 1)), rounds=draw.one_of((1, 2, 3, 10)),
    )  # fmt: skip


def held(book, ledger):
    """Return a book of offers and a ledger, with all they hold."""
    return (
        list(book.cases),
        list(book.offers),
        book.findings,
        book.live,
        book.deadlines,
        len(book),
        ledger,
        ledger.accounts,
        ledger.open,
    )


def step_of(draw, at, number, *, book, ledger, offering, firms):
    """Return the next thing that happens to offers, and what comes of it."""
    ids = [each.id for each in book.offers] or ["L-0/1"]
    name, lead = draw.one_of((*ids, "L-9/1")), draw.one_of((*(each.id for each in book.cases), "L-9"))
    kind = draw.one_of(("offer", "due", "due", *("answer",) * 4, "withdraw", "report")) if number else "offer"
    onward = {
        "offered": ("open", "accept", "decline"),
        "opened": ("accept", "decline"),
        "accepted": ("work",),
    }
    event = draw.one_of(("open", "accept", "decline", "work", "expire"))
    if draw.is_so(0.8) and (some := [each for each in book.offers if each.status in (*onward, "worked")]):
        chosen = draw.one_of(some)
        name, lead = chosen.id, chosen.lead
        event = draw.one_of(onward.get(chosen.status, ("work",)))
        kind = "report" if chosen.status == "worked" and kind == "answer" else kind
    told, partner = {"ledger": ledger, "by": draw.one_of(("Ada", "P-1"))}, (firms, offering)
    terms = {"ledger": ledger, "as_of": at}
    rules = (*RULES[:6], earlier_holders(when_nobody_is_left=draw.one_of(("wait", "ask-again"))), *RULES[7:])
    more = {"rules": rules} if draw.is_so() else {}
    if kind == "offer":
        names = draw.mixed((f"L-{number}", f"L-{number + 20}", *draw.some((lead,), 0.1)))
        leads = [lead_of(draw, each) for each in names[: draw.whole(1, 3)]]
        return asked(offer_leads, book, leads, *partner, **terms, **more)
    if kind == "due":
        due = [*run_due(book, as_of=at), *draw.some([Due(kind="expire", lead=lead, offer=name)], 0.2)]
        return asked(carry_out, book, due, *partner, **terms, **more)
    if kind == "answer":
        reason = draw.one_of((None, "no-capacity", "Too far."))
        return asked(answer, book, name, event, *partner, at=at, reason=reason, **told, **more)
    if kind == "withdraw":
        lead = draw.one_of((*(each.id for each in book.cases), lead))
        return asked(withdraw, book, lead, at=at, why=draw.one_of(("Sold out.",) * 5 + ("",)), **told)
    return asked(report_outcome, book, name, draw.one_of(("won", "lost", "recycled")), at=at, **told)


def offers_through_the_day(draw):
    """Return what becomes of leads that are offered, answered, run out, withdrawn and reported."""
    offering = offering_of(draw)
    firms = [
        Partner(id=name, territories=draw.one_of((None, None, ("de",)))) for name in NAMES[: draw.whole(1, 3)]
    ]
    book, ledger, found = OfferBook(), Ledger(), []
    for number, at in enumerate((NOON, *in_order(draw, HOURS, 9))):
        due = run_due(book, as_of=at)
        found.append((due, [each.reason for each in due], due_places(book.deadlines, as_of=at)))
        step = step_of(draw, at, number, book=book, ledger=ledger, offering=offering, firms=firms)
        if isinstance(step, PartnerkitError):
            found.append(step)
            continue
        book, ledger = step.book, step.ledger
        viewers = [(each.id, draw.one_of((each.partner, "P-1"))) for each in book.offers]
        views = [asked(view_offer, book, name, viewer=viewer) for name, viewer in viewers]
        reasons = [each.reason for each in step.entries]
        found.append((step.entries, reasons, step.offers, step.findings, held(book, ledger), views))
        states = ("offered", "held", "waiting", "over")
        found += [[each.id for each in book.of_state(state)] for state in states]
    return found, asked(book.case, "L-99"), asked(book.offer, "L-99/1")


def steps_of_offers(draw):
    """Return what an offer may become, by whom and when, and what is shown of a lead before."""
    offer, at = offer_of(draw), draw.one_of(DAYS)
    events = ("open", "accept", "decline", "expire", "withdraw", "work", "report")
    steps = [
        asked(stepped, offer, event, by=by, at=at, reason=reason)
        for event in events
        for by in ("partner", "vendor", "scheduler")
        for reason in (None, "Why.")
    ]
    bands = draw.one_of((None, (), (1,), (1, 1), (2, 1), (0, 1), (1, 5000), (1.0, 2)))
    one = asked(
        LeadOffer,
        id="O-1",
        partner="P-1",
        offered_at=DAYS[1],
        answer_by=draw.one_of((None, DAYS[1], DAYS[2], DAYS[3])),
        status=draw.one_of(("offered", "offered", "accepted")),
    )
    answered = [] if not isinstance(one, LeadOffer) else [(one.is_due(as_of=at), [asked(one.with_step, event, at=at, by="Ada", reason=reason) for event in ("accept", "decline", "expire", "withdraw") for reason in (None, "Why.")]) for at in DAYS[:5]]  # fmt: skip
    wrong = {
        "within": draw.one_of((timedelta(), timedelta(seconds=1), 1)),
        "at_once": 0,
        "decline_penalty": draw.one_of((-1, 0, 1, 2, True, 0.5)),
        "expiry_penalty": Fraction(3, 2),
        "rounds": 0,
        "calendars": (),
    }
    terms = {"policy": FairShare(default=1), "within": timedelta(hours=1)}
    return (
        steps,
        asked(teaser_of, lead_of(draw, "L-1"), **({} if bands is None else {"bands": bands})),
        one,
        answered,
        [str(asked(Offering, **{**terms, name: value})) for name, value in wrong.items()],
        held(OfferBook().with_changes(offers=[offer]), Ledger()),
        held(
            OfferBook(cases=[LeadCase(lead=lead_of(draw, "L-1"), state="offered")], offers=[offer]), Ledger()
        ),
    )


def duties_to_delete(draw):
    """Return what partners must delete of leads they no longer have."""
    consent = Consent(
        basis="consent", purpose="offer", given_at=DAYS[0], withdrawn_at=draw.one_of((None, *DAYS[1:]))
    )
    offers = [offer_of(draw, number) for number in range(draw.whole(0, 6))]
    moved = {
        name: [
            LeadReassigned(
                lead=draw.one_of(("L-1", "L-2")), partner="P-3", at=draw.one_of(DAYS), by="Ada", why="Moved."
            )
        ]
        for name in draw.some(NAMES, 0.3)
    }
    told = [
        Deleted(lead="L-1", partner=draw.one_of(NAMES), at=draw.one_of(DAYS), by="Eve")
        for _ in range(draw.whole(0, 3))
    ]
    terms = {
        "moved": moved,
        "leads": [Lead(id="L-1", consent=draw.one_of((None, consent))), Lead(id="L-2")],
        "confirmed": told,
        "within": timedelta(days=draw.one_of((0, 1, 2))),
    }
    found = [deletion_duties(offers, as_of=at, **terms) for at in DAYS]
    return (
        found,
        [each.reason for every in found for each in every],
        deletion_duties(offers, as_of=DAYS[6]),
        [asked(deletion_duties, offers, as_of=NOON, within=each) for each in (timedelta(-1), 3)],
    )


def test_offers(answers_as_before):
    answers_as_before(offers_through_the_day, 12)
    answers_as_before(steps_of_offers, 16)
    answers_as_before(duties_to_delete, 24)

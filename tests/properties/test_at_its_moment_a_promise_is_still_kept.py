"""Whatever leads asks by a moment is in time up to and at it, and too late after it: one border in the whole room."""

from datetime import UTC, datetime, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import Partner
from partnerkit.leads import (
    Clock,
    FairShare,
    Ledger,
    Offer,
    OfferBook,
    Offering,
    ServiceLevel,
    answer,
    offer_leads,
    propose_pauses,
    run_due,
    watch,
)
from partnerkit.leads.answering import LeadOffer
from partnerkit.review.deadlines import due
from partnerkit.values.errors import InvalidValue

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR, TICK, SECOND = timedelta(hours=1), timedelta.resolution, timedelta(seconds=1)
BY = NOON + HOUR
PARTNERS = [Partner(id="P-4"), Partner(id="P-5")]
TERMS = Offering(policy=FairShare(default=1, value="unit"), within=HOUR)
OFFERED = offer_leads(OfferBook(), [Lead(id="L-1")], PARTNERS, TERMS, ledger=Ledger(), as_of=NOON)
RAN_OUT = [
    Offer(
        id=f"L-{n}/1", lead=f"L-{n}", partner="P-4", offered_at=NOON, due=NOON, status="expired", since=NOON
    )
    for n in range(3)
]


def is_refused(act):
    try:
        act()
    except InvalidValue as fault:
        assert fault.path == "at"  # noqa: PT017  # whether it is refused is what is asked
        return True
    return False


@given(st.timedeltas(-HOUR, HOUR))
@example(-TICK)
@example(timedelta())
@example(TICK)
@example(SECOND)
def test_at_the_moment_itself_nobody_is_late(offset):
    at, late = BY + offset, offset > timedelta()
    given_lead = LeadOffer(id="L-1", partner="P-4", offered_at=NOON, answer_by=BY)
    assert given_lead.is_due(as_of=at) is late
    assert is_refused(lambda: given_lead.with_step("accept", at=at, by="u")) is late
    assert is_refused(lambda: given_lead.with_step("expire", at=at, by="u")) is not late
    assert bool(due([given_lead], as_of=at)) is late

    (offer,) = OFFERED.book.offers
    assert bool(run_due(OFFERED.book, as_of=at)) is late
    assert (
        is_refused(
            lambda: answer(
                OFFERED.book, offer.id, "accept", PARTNERS, TERMS, ledger=OFFERED.ledger, at=at, by="u"
            )
        )
        is late
    )

    (asked,) = propose_pauses(RAN_OUT, PARTNERS, as_of=NOON, to_answer=HOUR)
    assert is_refused(lambda: asked.case.state("We were ill.", at=at)) is late

    # Clocks tick in whole seconds.
    level = ServiceLevel(name="claim", owed_by="partner", within=HOUR)
    clock = Clock(subject="L-1", level="claim", owner="P-4", started_at=NOON)
    (standing,) = watch([clock], [level], as_of=at)
    assert (standing.state == "overdue") is (offset >= SECOND)

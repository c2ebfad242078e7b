"""What becomes of an offer when its lead is moved, given or closed by hand?"""

from datetime import UTC, datetime, timedelta

import pytest

from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import Partner
from partnerkit.leads import (
    FairShare,
    Ledger,
    OfferBook,
    Offering,
    answer,
    assign_to,
    carry_out,
    offer_leads,
    reassign,
    report_outcome,
    run_due,
    take_over,
    withdraw,
)
from partnerkit.leads.handed_on import handed_on, is_booked, moved_to, still_his
from partnerkit.values.errors import InvalidValue

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
PARTNERS = [Partner(id="P-4"), Partner(id="P-5")]
UNITS = FairShare(default=1, value="unit")


@pytest.fixture
def step():
    offering = Offering(policy=UNITS, within=timedelta(hours=8))
    return offer_leads(OfferBook(), [Lead(id="L-1")], PARTNERS[:1], offering, ledger=Ledger(), as_of=NOW)


def moved(ledger, partner):
    return reassign(
        Lead(id="L-1"), partner, PARTNERS, UNITS, ledger=ledger, as_of=NOW, by="anna", why="On leave."
    ).ledger


def test_what_was_moved_by_hand_is_its_new_holder_s(step):
    offer, ledger = step.offers[0], moved(step.ledger, "P-5")

    assert moved_to(offer, ledger.holder) == "P-5"
    with pytest.raises(InvalidValue, match=r"^name: .*by hand"):
        still_his(offer, ledger.holder)
    assert is_booked(offer, ledger.holder)
    gone, case = handed_on(offer, step.book.case("L-1"), ledger.holder, at=NOW)
    assert (gone.status, gone.reason, case.state, case.holder) == (
        "withdrawn",
        "moved-by-hand",
        "held",
        "P-5",
    )


def test_what_came_back_or_went_to_another_firm_is_still_his(step):
    offer = step.offers[0]

    for ledger in (
        step.ledger,
        moved(moved(step.ledger, "P-5"), "P-4"),
        take_over(step.ledger, old="P-4", new="P-9"),
    ):
        assert moved_to(offer, ledger.holder) is None
        assert handed_on(offer, step.book.case("L-1"), ledger.holder, at=NOW) is None
        assert still_his(offer, ledger.holder) is offer


LATER = NOW + timedelta(days=1)


def given(ledger, partner, lead="L-1"):
    return assign_to(
        Lead(id=lead),
        partner,
        PARTNERS,
        UNITS,
        ledger=ledger,
        as_of=NOW,
        by="anna",
        why="Called.",
        override=True,
    ).ledger


def scheduled(step, ledger, **terms):
    """What the scheduler does a day later, with the *ledger* of then."""
    offering = Offering(policy=UNITS, within=timedelta(hours=8), expiry_penalty=1, **terms)
    due = run_due(step.book, as_of=LATER)
    return carry_out(step.book, due, PARTNERS, offering, ledger=ledger, as_of=LATER)


def stands(step, lead="L-1"):
    return step.book.case(lead).state, step.book.case(lead).holder


def test_a_lead_that_waited_and_was_given_by_hand_is_held_and_stops_no_scheduler(step):
    offering = Offering(policy=UNITS, within=timedelta(hours=8))
    told = {"ledger": step.ledger, "at": NOW, "by": "max", "reason": "no-capacity"}
    waits = answer(step.book, "L-1/1", "decline", PARTNERS[:1], offering, **told)
    assert [each.proposals[1].code for each in waits.findings] == ["give-by-hand"]

    ledger = given(waits.ledger, "P-5")
    for terms in ({}, {"at_once": 2}):
        after = scheduled(waits, ledger, **terms)
        assert stands(after) == ("held", "P-5")
        assert (after.offers, after.book.findings, after.ledger) == ((), (), ledger)


def test_nobody_pays_for_the_time_of_a_lead_that_was_given_by_hand_before_the_first_accepted():
    terms = {"policy": UNITS, "within": timedelta(hours=8), "at_once": 2}
    both = offer_leads(OfferBook(), [Lead(id="L-1")], PARTNERS, Offering(**terms), ledger=Ledger(), as_of=NOW)
    ledger = given(both.ledger, "P-5")

    for name in ("L-1/1", "L-1/2"):
        with pytest.raises(InvalidValue, match=r"^name: .*given"):
            answer(both.book, name, "accept", PARTNERS, Offering(**terms), ledger=ledger, at=NOW, by="max")
    after = scheduled(both, ledger, at_once=2)
    assert [(each.status, each.reason) for each in after.offers] == [("withdrawn", "moved-by-hand")] * 2
    assert stands(after) == ("held", "P-5")
    assert after.ledger == ledger


def test_a_lead_that_was_closed_by_hand_is_over_and_stops_no_scheduler(step):
    closed = moved(step.ledger, "P-5").release("L-1", as_of=NOW)

    with pytest.raises(InvalidValue, match=r"^name: .*closed"):
        still_his(step.offers[0], closed.holder)
    after = scheduled(step, closed)
    assert [(each.status, each.reason) for each in after.offers] == [("withdrawn", "closed-by-hand")]
    assert stands(after) == ("over", None)
    assert after.ledger == closed
    assert stands(withdraw(step.book, "L-1", ledger=closed, at=LATER, by="anna", why="Won.")) == (
        "over",
        None,
    )


def test_what_came_of_a_lead_is_told_after_it_was_closed_in_the_ledger_too(step):
    offering = Offering(policy=UNITS, within=timedelta(hours=8))
    for event in ("accept", "work"):
        step = answer(step.book, "L-1/1", event, PARTNERS, offering, ledger=step.ledger, at=NOW, by="max")
    closed = step.ledger.release("L-1", as_of=NOW)

    after = report_outcome(step.book, "L-1/1", "won", ledger=closed, at=NOW, by="max")
    assert [each.outcome for each in after.offers] == ["won"]
    assert (after.ledger, after.entries) == (closed, ())

    # Whoever was given it since is not closed by the word of the one before.
    again = assign_to(
        Lead(id="L-1"), "P-5", PARTNERS, UNITS, ledger=closed, as_of=LATER, by="anna", why="Back again."
    ).ledger
    with pytest.raises(InvalidValue, match=r"^name: .*given"):
        report_outcome(step.book, "L-1/1", "won", ledger=again, at=LATER, by="max")


def test_a_lead_that_is_taken_back_is_nobody_s_whoever_it_was_moved_to(step):
    ledger = moved(step.ledger, "P-5")
    noticed = scheduled(step, ledger)
    assert stands(noticed) == ("held", "P-5")

    for book in (step.book, noticed.book):
        after = withdraw(book, "L-1", ledger=ledger, at=LATER, by="anna", why="It was none.")
        assert stands(after) == ("over", None)
        assert after.ledger.holder("L-1") is None
        assert set(after.ledger.balances.values()) == {0}


def test_a_lead_that_was_given_by_hand_is_not_said_to_be_over_while_somebody_has_it():
    nobody = offer_leads(
        OfferBook(),
        [Lead(id="L-1")],
        [Partner(id="P-4", capacity=0)],
        Offering(policy=UNITS, within=timedelta(hours=8)),
        ledger=Ledger(),
        as_of=NOW,
    )
    ledger = given(nobody.ledger, "P-5")

    with pytest.raises(InvalidValue, match=r"^lead: .*P-5 has it"):
        withdraw(nobody.book, "L-1", ledger=ledger, at=NOW, by="anna", why="It was none.")
    closed = ledger.release("L-1", as_of=NOW)
    assert stands(withdraw(nobody.book, "L-1", ledger=closed, at=NOW, by="anna", why="Sold.")) == (
        "over",
        None,
    )

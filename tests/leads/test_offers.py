"""Who was offered which lead, and how far has it come?"""

import pickle
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

import pytest

from partnerkit.facts.lead import Lead
from partnerkit.leads import FairShare, LeadCase, Offer, OfferBook, Offering
from partnerkit.leads.offers import OFFER_COURSE, stepped
from partnerkit.values.errors import IllegalTransition, InvalidInput, InvalidValue, NotFound
from partnerkit.values.hours import WorkingCalendar

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
UNITS = FairShare(default=1, value="unit")


def offer(**changes):
    return Offer(
        **{
            "id": "L-1/1",
            "lead": "L-1",
            "partner": "P-4",
            "offered_at": MONDAY,
            "since": MONDAY,
            "due": MONDAY + 8 * HOUR,
            **changes,
        }
    )


def test_every_offer_comes_to_an_end():
    assert OFFER_COURSE.endless == ()
    assert {state for state in OFFER_COURSE.states if OFFER_COURSE.ended(state)} == {
        "declined",
        "expired",
        "withdrawn",
        "reported",
    }


@pytest.mark.parametrize(
    ("event", "by", "reason"),
    [
        ("accept", "vendor", None),
        ("expire", "partner", None),
        ("work", "partner", None),
        ("report", "partner", None),
    ],
)
def test_nobody_takes_a_step_that_is_not_theirs_or_not_yet(event, by, reason):
    with pytest.raises(IllegalTransition):
        stepped(offer(), event, by=by, at=MONDAY, reason=reason)


def test_a_refusal_has_a_reason():
    with pytest.raises(InvalidValue, match="reason"):
        stepped(offer(), "decline", by="partner", at=MONDAY)

    assert stepped(offer(), "decline", by="partner", at=MONDAY, reason="no-capacity").reason == "no-capacity"


def test_a_step_does_not_come_before_the_last_one():
    with pytest.raises(InvalidValue, match="not before its last step"):
        stepped(offer(), "open", by="partner", at=MONDAY - HOUR)


def test_the_time_to_answer_is_working_time_of_the_partner():
    office = WorkingCalendar(zone="UTC", week={day: ((time(8), time(16)),) for day in range(5)})
    offering = Offering(policy=UNITS, within=16 * HOUR, calendars={"P-4": office})

    assert offering.due("P-4", MONDAY) == MONDAY + timedelta(days=2)
    assert offering.due("P-5", MONDAY) == MONDAY + 16 * HOUR
    with pytest.raises(InvalidValue, match="time zone"):
        offering.due("P-5", MONDAY.replace(tzinfo=None))


def test_a_calendar_in_which_time_never_passes_is_refused():
    closed = Offering(policy=UNITS, within=HOUR, calendars={"P-4": WorkingCalendar(zone="UTC", week={})})

    with pytest.raises(InvalidValue, match=r"calendars\.P-4"):
        closed.due("P-4", MONDAY)


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"within": timedelta()}, "within"),
        ({"at_once": 0}, "at_once"),
        ({"decline_penalty": 0.5}, "decline_penalty"),
        ({"expiry_penalty": 2}, "expiry_penalty"),
        ({"expiry_penalty": Decimal("NaN")}, "expiry_penalty"),
        ({"rounds": 0}, "rounds"),
        ({"calendars": {"P-4": "office"}}, "calendars.*WorkingCalendar"),
    ],
)
def test_terms_that_make_no_sense_are_refused(changes, path):
    with pytest.raises((InvalidValue, InvalidInput), match=path):
        Offering(**{"policy": UNITS, "within": HOUR, **changes})


def test_no_offer_is_due_before_it_is_made():
    with pytest.raises(InvalidValue, match=r"^due: .*not before offered_at"):
        offer(due=MONDAY - timedelta.resolution)
    assert offer(due=MONDAY).due == MONDAY


def test_a_book_knows_its_leads_and_offers():
    book = OfferBook(offers=[offer(), offer(id="L-1/2", status="declined")])

    assert [each.id for each in book.live] == ["L-1/1"]
    assert book.deadlines.tolist() == [int((MONDAY + 8 * HOUR).timestamp() * 1e6)]
    for ask in (book.case, book.offer):
        with pytest.raises(NotFound):
            ask("L-9")


def test_a_book_is_a_value_equal_to_every_book_of_the_same():
    one, other = (
        OfferBook(cases=[LeadCase(lead=Lead(id="L-1"), state="offered")], offers=[offer()]) for _ in range(2)
    )
    assert one.live, "what was looked up is no part of it"

    assert OfferBook() == OfferBook()
    assert (one == other, hash(one) == hash(other)) == (True, True)
    assert one != other.with_changes(offers=[stepped(offer(), "open", by="partner", at=MONDAY)])
    assert pickle.loads(pickle.dumps(one)) == one

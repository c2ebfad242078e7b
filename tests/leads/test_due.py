"""What must happen now?"""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from partnerkit.facts.lead import Lead
from partnerkit.leads import LeadCase, Offer, OfferBook, run_due
from partnerkit.leads.due import due_places
from partnerkit.values.errors import InvalidValue

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)


def offer(number, due, status="offered"):
    return Offer(
        id=f"L-{number}/1",
        lead=f"L-{number}",
        partner="P-4",
        offered_at=MONDAY,
        since=MONDAY,
        due=due,
        status=status,
    )


BOOK = OfferBook(
    cases=[
        LeadCase(lead=Lead(id="L-0"), state="waiting"),
        *(LeadCase(lead=Lead(id=f"L-{n}"), state="offered") for n in (1, 2, 3)),
    ],
    offers=[
        offer(1, MONDAY + timedelta(hours=1)),
        offer(2, MONDAY + timedelta(hours=2), "opened"),
        offer(3, MONDAY, "accepted"),
    ],
)


def test_an_offer_expires_after_its_deadline_and_not_at_it():
    hour = MONDAY + timedelta(hours=1)

    assert [each.kind for each in run_due(BOOK, as_of=hour)] == ["place"]
    assert [(each.kind, each.lead) for each in run_due(BOOK, as_of=hour + MOMENT)] == [
        ("expire", "L-1"),
        ("place", "L-0"),
    ]
    assert [each.offer for each in run_due(BOOK, as_of=hour + 2 * timedelta(hours=1))][:2] == [
        "L-1/1",
        "L-2/1",
    ]


def test_asking_changes_nothing():
    later = MONDAY + timedelta(days=1)

    assert run_due(BOOK, as_of=later) == run_due(BOOK, as_of=later)
    assert [each.reason.code for each in run_due(BOOK, as_of=later)] == [
        "offer-due",
        "offer-due",
        "lead-to-place",
    ]


def test_deadlines_are_compared_at_once_in_any_zone():
    at = datetime.fromisoformat("1970-01-01T01:00:00.000005+01:00")

    assert due_places(np.array([4, 5, 6, -1]), as_of=at).tolist() == [0, 3]
    with pytest.raises(InvalidValue, match="as_of"):
        due_places(np.array([1]), as_of=datetime(2026, 3, 2))

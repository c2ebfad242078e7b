"""What becomes of an offer when its lead is moved by hand?"""

from datetime import UTC, datetime, timedelta

import pytest

from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import Partner
from partnerkit.leads import FairShare, Ledger, OfferBook, Offering, offer_leads, reassign, take_over
from partnerkit.leads.handed_on import let_go, moved_to, still_his
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
    gone, case = let_go(offer, step.book.case("L-1"), "P-5", at=NOW)
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
        assert still_his(offer, ledger.holder) is offer

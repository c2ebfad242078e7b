"""What may a partner know of a lead before accepting it?"""

from datetime import UTC, date, datetime, timedelta

import pytest
from attrs import asdict, evolve, fields

from partnerkit.facts.consent import Consent
from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import Partner
from partnerkit.leads import (
    FairShare,
    Ledger,
    OfferBook,
    Offering,
    answer,
    offer_leads,
    view_offer,
)
from partnerkit.leads.teaser import Teaser, teaser_of
from partnerkit.values.errors import InvalidValue, NotFound
from partnerkit.values.money import Money

#: A Wednesday.
RECEIVED = datetime(2026, 3, 4, 23, tzinfo=UTC)
LEAD = Lead(
    id="L-1",
    value=Money.of("12345.67", "EUR"),
    territory="de-north",
    product="firewall",
    received_at=RECEIVED,
    customer="A-77",
    contact="C-88",
    consent=Consent(basis="consent", purpose="offer", may_be_passed_on=True),
    postal_code="24103",
    city="Kiel",
    latitude=54.32,
    longitude=10.13,
    earlier_holders=("P-9",),
    refused_partners=("P-8",),
)


def test_a_teaser_tells_enough_to_decide_and_too_little_to_call():
    told = teaser_of(LEAD)

    assert (told.product, told.area, told.week) == ("firewall", "24", date(2026, 3, 2))
    assert (told.at_least, told.below) == (Money.of(10_000, "EUR"), Money.of(25_000, "EUR"))
    assert teaser_of(Lead(id="L-1", postal_code="  ")).area is None
    for secret in ("A-77", "C-88", "Kiel", "24103", "12345", "54.32", "P-9", "P-8", "L-1"):
        assert secret not in repr(told)


@pytest.mark.parametrize(
    ("amount", "low", "high"),
    [("999.99", None, 1_000), ("1000", 1_000, 5_000), ("2000000", 1_000_000, None)],
)
def test_the_volume_is_told_as_a_band(amount, low, high):
    told = teaser_of(Lead(id="L-1", value=Money.of(amount, "EUR")))

    assert told.at_least == (None if low is None else Money.of(low, "EUR"))
    assert told.below == (None if high is None else Money.of(high, "EUR"))


def test_what_is_not_known_is_not_told():
    told = teaser_of(Lead(id="L-1"))

    assert {each.name: getattr(told, each.name) for each in fields(Teaser)} == {
        **{each.name: None for each in fields(Teaser)},
        "urgent": False,
    }


@pytest.mark.parametrize("bands", [(5, 3), (0, 1), (1.5, 2), (2, 2)])
def test_bands_rise(bands):
    with pytest.raises(InvalidValue, match="bands"):
        teaser_of(LEAD, bands=bands)


def test_the_lead_itself_is_told_to_whom_accepts_and_to_nobody_else():
    partners = [Partner(id="P-4"), Partner(id="P-5")]
    offering = Offering(policy=FairShare(default=1, value="unit"), within=timedelta(hours=8), at_once=2)
    step = offer_leads(OfferBook(), [LEAD], partners, offering, ledger=Ledger(), as_of=RECEIVED)
    first, second = step.book.live
    before = view_offer(step.book, first.id, viewer=first.partner)
    assert (before.lead, before.teaser.area) == (None, "24")

    after = answer(
        step.book, first.id, "accept", partners, offering, ledger=step.ledger, at=RECEIVED, by="anna"
    ).book
    told = view_offer(after, first.id, viewer=first.partner)
    assert (told.lead.contact, told.lead.earlier_holders, told.lead.refused_partners) == ("C-88", (), ())
    assert view_offer(after, second.id, viewer=second.partner).lead is None
    for name in (first.id, "L-9/1"):
        with pytest.raises(NotFound):
            view_offer(after, name, viewer="P-7")


@pytest.mark.parametrize("named", [None, "P-4", "P-9"])
@pytest.mark.parametrize("recipients", [None, ("P-4", "P-9"), ("P-9",)])
def test_whoever_accepts_is_told_of_no_other_partner(named, recipients):
    may = Consent(basis="consent", purpose="offer", may_be_passed_on=True, recipients=recipients)
    lead = evolve(LEAD, named_partner=named, consent=may)
    terms = Offering(policy=FairShare(default=1, value="unit"), within=timedelta(hours=8))
    told = {"partners": [Partner(id="P-4")], "offering": terms}
    step = offer_leads(OfferBook(), [lead], ledger=Ledger(), as_of=RECEIVED, **told)
    step = answer(step.book, "L-1/1", "accept", ledger=step.ledger, at=RECEIVED, by="anna", **told)

    found = view_offer(step.book, "L-1/1", viewer="P-4").lead
    assert "P-9" not in repr((asdict(found), found.consent))
    assert (found.named_partner == "P-4") is (named == "P-4")
    own = None if recipients == ("P-9",) else evolve(may, recipients=recipients and ("P-4",))
    assert found.consent == own

"""
What may a partner know of a lead before accepting it?

Enough to decide and too little to call the customer: product, the first two
digits of the postcode, a band of volume, how urgent it is. Who asked is told
to whoever accepts, and to nobody else.
"""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import final

from attrs import evolve, field, frozen

from partnerkit.facts.lead import Lead
from partnerkit.leads.offers import OfferBook
from partnerkit.values.errors import InvalidValue, NotFound, shown
from partnerkit.values.money import Money

__all__ = ["BANDS", "OfferView", "Teaser", "teaser_of", "view_offer"]

#: Where bands of volume end, in whole units of the lead's currency.
BANDS: tuple[int, ...] = (1_000, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 1_000_000)

_SHOWN = ("accepted", "worked", "reported")


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Teaser:
    """What is told of a lead before it is accepted."""

    product: str | None
    territory: str | None
    language: str | None
    country: str | None

    #: The first two digits or letters of the postcode.
    area: str | None

    #: The volume lies from here on, and below there; None is open, or not known.
    at_least: Money | None
    below: Money | None
    urgent: bool

    #: The first day of the week in which the customer asked.
    week: date | None


@final
@frozen(kw_only=True)
class OfferView:
    """One offer as its partner may see it."""

    id: str
    status: str
    due: datetime
    teaser: Teaser

    #: The lead itself, once it is accepted; of other partners nothing is told.
    lead: Lead | None = field(default=None)


def teaser_of(lead: Lead, *, bands: Sequence[int] = BANDS) -> Teaser:
    """
    Return what is told of *lead* before it is accepted; *bands* are where bands of volume end, rising.

    >>> told = teaser_of(Lead(id="L-1", value=Money.of("12345.67", "EUR"), postal_code="24103", country="DE"))
    >>> told.area, told.at_least, told.below
    ('24', Money.of('10000.00', 'EUR'), Money.of('25000.00', 'EUR'))
    """
    whole = all(type(each) is int and each > 0 for each in bands)
    if not whole or list(bands) != sorted(set(bands)):
        raise InvalidValue(path="bands", value=shown(bands), remedy="use rising whole numbers above 0")
    at_least, below = _band(lead.value, bands)
    asked = None if lead.received_at is None else lead.received_at.date()
    return Teaser(
        product=lead.product,
        territory=lead.territory,
        language=lead.language,
        country=lead.country,
        area=(lead.postal_code or "").strip()[:2] or None,
        at_least=at_least,
        below=below,
        urgent=lead.urgent,
        week=None if asked is None else date.fromordinal(asked.toordinal() - asked.weekday()),
    )


def _band(value: Money | None, bands: Sequence[int]) -> tuple[Money | None, Money | None]:
    if value is None:
        return None, None
    reached = [each for each in bands if Decimal(each) <= value.amount]
    rest = bands[len(reached) :]
    return (
        Money.of(reached[-1], value.currency) if reached else None,
        Money.of(rest[0], value.currency) if rest else None,
    )


def view_offer(book: OfferBook, name: str, *, viewer: str, bands: Sequence[int] = BANDS) -> OfferView:
    """
    Return the offer *name* as the partner *viewer* may see it.

    Raises
    ------
    NotFound
        For an offer that is not theirs, exactly as for one that is not there.

    >>> from datetime import datetime, timedelta
    >>> from partnerkit import Ledger, Partner
    >>> from partnerkit.leads import FairShare, Offering, answer, offer_leads
    >>> offering = Offering(policy=FairShare(default=1, value="unit"), within=timedelta(hours=16))
    >>> monday, partners = datetime.fromisoformat("2026-03-02T09:00Z"), [Partner(id="P-4")]
    >>> step = offer_leads(OfferBook(), [Lead(id="L-1", city="Kiel")], partners, offering, ledger=Ledger(), as_of=monday)
    >>> view_offer(step.book, "L-1/1", viewer="P-4").lead is None
    True
    >>> step = answer(step.book, "L-1/1", "accept", partners, offering, ledger=step.ledger, at=monday, by="U-4")
    >>> view_offer(step.book, "L-1/1", viewer="P-4").lead.city
    'Kiel'
    """
    offer = book.offers.get(name)
    if offer is None or offer.partner != viewer:
        raise NotFound(path="book.offers", key=name)
    lead = book.case(offer.lead).lead
    accepted = offer.status in _SHOWN
    return OfferView(
        id=offer.id,
        status=offer.status,
        due=offer.due,
        teaser=teaser_of(lead, bands=bands),
        lead=_own(lead, viewer) if accepted else None,
    )


def _own(lead: Lead, viewer: str) -> Lead:
    """Return *lead* without the partners who had it, are refused, were asked for, or may learn of the person as well."""
    consent = lead.consent
    if consent is not None and consent.recipients is not None:
        consent = evolve(consent, recipients=(viewer,)) if viewer in consent.recipients else None
    return evolve(
        lead,
        earlier_holders=(),
        refused_partners=(),
        named_partner=viewer if lead.named_partner == viewer else None,
        consent=consent,
    )

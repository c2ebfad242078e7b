"""
What becomes of an offer when its lead is moved, given or closed by hand?

The ledger knows who holds the lead now. The partner who was asked before no
longer answers for it, and neither he nor the new holder pays for a time that
runs out: the offer ends, and the lead is its new holder's, or over.
"""

from collections.abc import Callable
from datetime import datetime

from attrs import evolve

from partnerkit.leads.account import OpenLead
from partnerkit.leads.entries import Booking
from partnerkit.leads.offers import HELD, LIVE, LeadCase, Offer, stepped
from partnerkit.values.errors import InvalidValue, shown

__all__ = ["handed_on", "is_booked", "moved_to", "still_his"]

#: Why an offer ended whose lead the ledger has at somebody else, or no more.
_MOVED, _CLOSED = "moved-by-hand", "closed-by-hand"


def __dir__() -> list[str]:
    return __all__


def moved_to(offer: Offer, holder: Callable[[str], OpenLead | None]) -> str | None:
    """Return to whom the lead of *offer* was moved or given by hand since; None while it is still its partner's."""
    held = holder(offer.lead)
    if offer.status not in LIVE + HELD or held is None:
        return None
    if offer.is_live if offer.booking is None else held.since is not None and not _is_by(offer.booking, held):
        # Before the first accepts nobody has it, and who was given it later has it by another decision.
        return held.partner
    # A firm that took over another, or split off, has its leads without anybody's hand.
    return None if held.moved is None or held.partner == offer.partner else held.partner


def _is_closed(offer: Offer, holder: Callable[[str], OpenLead | None]) -> bool:
    """Tell whether the lead that *offer* was booked for was closed by hand before anybody answered."""
    return offer.is_live and offer.booking is not None and holder(offer.lead) is None


def is_booked(offer: Offer, holder: Callable[[str], OpenLead | None]) -> bool:
    """Tell whether the lead is open in the ledger by what was booked for *offer*, whoever holds it now."""
    held = holder(offer.lead)
    counts = offer.status in LIVE + HELD or (offer.status == "withdrawn" and offer.reason == _MOVED)
    return counts and offer.booking is not None and held is not None and _is_by(offer.booking, held)


def _is_by(booking: Booking, held: OpenLead) -> bool:
    """Tell whether an open lead is that of *booking*, and none of a decision since."""
    told = (booking.at, booking.value, booking.share(booking.partner))
    return told == (held.since, held.value, held.accrued)


def still_his(offer: Offer, holder: Callable[[str], OpenLead | None]) -> Offer:
    """
    Return *offer*, which is its partner's to answer.

    Raises
    ------
    InvalidValue
        For the offer of a lead that was moved or given to another by hand, or closed before it was answered.
    """
    remedy = None
    if moved_to(offer, holder) is not None:
        remedy = "leave it to its holder; by hand the lead was moved or given to a partner"
    elif _is_closed(offer, holder):
        remedy = "withdraw it; by hand the lead was closed"
    if remedy is not None:
        raise InvalidValue(path="name", value=shown(offer.id), remedy=remedy)
    return offer


def handed_on(
    offer: Offer, case: LeadCase, holder: Callable[[str], OpenLead | None], *, at: datetime
) -> tuple[Offer, LeadCase] | None:
    """Return *offer* and *case* as they end because the lead was moved, given or closed by hand; None if it was not."""
    other = moved_to(offer, holder)
    if other is None and not _is_closed(offer, holder):
        return None
    gone = stepped(offer, "withdraw", by="vendor", at=at, reason=_CLOSED if other is None else _MOVED)
    return gone, evolve(case, state="over" if other is None else "held", holder=other)

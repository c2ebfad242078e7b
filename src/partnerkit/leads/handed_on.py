"""
What becomes of an offer when its lead is moved by hand?

The ledger knows who holds the lead now. The partner who was asked before no
longer answers for it, and neither he nor the new holder pays for a time that
runs out: the offer ends, and the lead is its new holder's.
"""

from collections.abc import Callable
from datetime import datetime

from attrs import evolve

from partnerkit.leads.account import OpenLead
from partnerkit.leads.offers import HELD, LIVE, LeadCase, Offer, stepped
from partnerkit.values.errors import InvalidValue, shown

__all__ = ["let_go", "moved_to", "still_his"]


def __dir__() -> list[str]:
    return __all__


def moved_to(offer: Offer, holder: Callable[[str], OpenLead | None]) -> str | None:
    """Return to whom the lead of *offer* was moved by hand since; None while it is still its partner's."""
    held = holder(offer.lead)
    # A firm that took over another, or split off, has its leads without anybody's hand.
    if offer.status not in LIVE + HELD or held is None or held.moved is None:
        return None
    return None if held.partner == offer.partner else held.partner


def still_his(offer: Offer, holder: Callable[[str], OpenLead | None]) -> Offer:
    """
    Return *offer*, which is its partner's to answer.

    Raises
    ------
    InvalidValue
        For the offer of one from whom the lead was moved by hand.
    """
    if moved_to(offer, holder) is not None:
        remedy = "leave it to the new holder; by hand the lead was moved to another partner"
        raise InvalidValue(path="name", value=shown(offer.id), remedy=remedy)
    return offer


def let_go(offer: Offer, case: LeadCase, holder: str, *, at: datetime) -> tuple[Offer, LeadCase]:
    """Return *offer* as it ends because its lead was moved by hand, and the lead with its new *holder*."""
    gone = stepped(offer, "withdraw", by="vendor", at=at, reason="moved-by-hand")
    return gone, evolve(case, state="held", holder=holder)

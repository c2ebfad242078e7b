"""
Who said lately that there is enough to do?

Nobody keeps the capacity of every partner up to date. That one declines for
want of capacity is the best sign there is: for a while he is not asked, until
he takes a lead again or the time is over.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from partnerkit.facts.partner import Partner
from partnerkit.leads.offers import Offer
from partnerkit.leads.rule import EligibilityRule, Occasion
from partnerkit.values import fields

__all__ = ["NO_CAPACITY", "full_up"]

#: The reason of a decline that says so.
NO_CAPACITY = "no-capacity"


def __dir__() -> list[str]:
    return __all__


def full_up(offers: Iterable[Offer], *, rest: timedelta, reason: str = NO_CAPACITY) -> EligibilityRule:
    """
    Return the rule that whoever declined one of *offers* for want of capacity is not asked again until *rest* is over.

    An offer that was accepted later ends the rest at once; one that was worked on since, if it was made later.

    >>> full_up([], rest=timedelta(days=7)).code
    'full-up'
    """
    fields.check({"rest": (fields.ahead_above_zero, rest)})
    declined: dict[str, datetime] = {}
    accepted: dict[str, datetime] = {}
    for offer in offers:
        if offer.status == "declined" and offer.reason == reason:
            declined[offer.partner] = max(offer.since, declined.get(offer.partner, offer.since))
        elif offer.status in ("accepted", "worked", "reported"):
            # Of what was worked on since, it is not known when it was accepted: to report on an old lead takes no new one.
            taken = offer.since if offer.status == "accepted" else offer.offered_at
            accepted[offer.partner] = max(taken, accepted.get(offer.partner, taken))

    def of_partner(partner: Partner) -> datetime | None:
        said = declined.get(partner.id)
        if said is None or accepted.get(partner.id, said) > said:
            return None
        return said + rest

    def objection(_: None, until: datetime | None, occasion: Occasion) -> Mapping[str, object] | None:
        return None if until is None or occasion.as_of >= until else {"until": until}

    return EligibilityRule("full-up", of_lead=lambda _: None, of_partner=of_partner, objection=objection)

"""
Which pairs of a lead and a partner are ruled out by name?

The customer refuses a partner, has a conflict of interest with it, or the lead
was with it before. Such pairs are few: they are looked up, not searched for.
"""

from collections.abc import Mapping
from typing import Literal

from partnerkit.leads.rule import EligibilityRule, Occasion, Tokens
from partnerkit.values import fields
from partnerkit.values.errors import raise_faults

__all__ = ["BLOCKED", "EARLIER", "REFUSED", "earlier_holders"]


def __dir__() -> list[str]:
    return __all__


def _is_named(named: tuple[str, ...], own: str, _: Occasion) -> Mapping[str, object] | None:
    return {} if own in named else None


def _is_customer(customer: str | None, blocked: tuple[str, ...], _: Occasion) -> Mapping[str, object] | None:
    return {} if customer in blocked else None


#: The partner is among those named.
_NAMED = Tokens(of_wanted=lambda named, _: named, opens=False)


#: The customer does not refuse the partner for this lead.
REFUSED = EligibilityRule(
    "partner-refused",
    of_lead=lambda lead: lead.refused_partners,
    of_partner=lambda partner: partner.id,
    objection=_is_named,
    tokens=_NAMED,
)

#: The customer is none of those blocked for the partner.
BLOCKED = EligibilityRule(
    "customer-blocked",
    of_lead=lambda lead: lead.customer,
    of_partner=lambda partner: partner.blocked_customers,
    objection=_is_customer,
    tokens=Tokens(of_wanted=lambda customer, _: (customer,), of_own=tuple, opens=False),
)

_choice = fields.choice("wait", "ask-again")


def earlier_holders(*, when_nobody_is_left: Literal["wait", "ask-again"] = "wait") -> EligibilityRule:
    """
    Return the rule that a lead does not go back to a partner who had it before.

    It can leave a lead to nobody, which must not happen unseen: "wait" keeps it
    unassigned, with this reason; "ask-again" lets the earlier holders have it
    once more, where nobody else serves it by the other rules. Room is no matter
    of that: while a new partner who could take it is full, the lead waits.

    >>> earlier_holders(when_nobody_is_left="ask-again").gives_way
    True
    """
    fault = _choice.fault("when_nobody_is_left", when_nobody_is_left)
    raise_faults(() if fault is None else (fault,))
    return EligibilityRule(
        "earlier-holder",
        of_lead=lambda lead: lead.earlier_holders,
        of_partner=lambda partner: partner.id,
        objection=_is_named,
        tokens=_NAMED,
        gives_way=when_nobody_is_left == "ask-again",
    )


#: The partner has not had the lead before; if nobody else is left, the lead waits.
EARLIER = earlier_holders()

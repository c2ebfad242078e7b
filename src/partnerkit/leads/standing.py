"""
Is this partner one who is given leads, and such leads?

His place in the life cycle, his credit, his tier and what he is certified for.
"""

from collections.abc import Callable, Hashable, Mapping
from datetime import date
from typing import Any

from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import Partner
from partnerkit.leads.rule import EligibilityRule, Occasion
from partnerkit.values import fields
from partnerkit.values.errors import raise_faults
from partnerkit.values.time import Period

__all__ = ["CREDIT", "OPEN", "STATUS", "certified", "in_state", "of_tier"]

_ALWAYS = Period(start=date.min, end=date.max)


def __dir__() -> list[str]:
    return __all__


def _nothing(_: object) -> None:
    return None


def _every(_: Lead) -> bool:
    return True


def _checked(names: tuple[str, ...], path: str) -> None:
    fault = fields.each(fields.identifier, least=1).fault(path, names)
    raise_faults(() if fault is None else (fault,))


def _is_not_open(status: str, _own: None, _: Occasion) -> Mapping[str, object] | None:
    return None if status == "open" else {"status": status}


#: The lead itself is still open.
OPEN = EligibilityRule(
    "lead-closed", of_lead=lambda lead: lead.status, of_partner=_nothing, objection=_is_not_open
)


def in_state(*states: str) -> EligibilityRule:
    """
    Return the rule that a partner stands in one of these *states* of his life cycle.

    >>> in_state("active", "on-probation").code
    'partner-status'
    """
    _checked(states, "states")

    def objection(_wanted: None, status: str, _: Occasion) -> Mapping[str, object] | None:
        return None if status in states else {"status": status}

    return EligibilityRule(
        "partner-status", of_lead=_nothing, of_partner=lambda partner: partner.status, objection=objection
    )


#: The partner is active.
STATUS = in_state("active")


def _is_blocked(_wanted: None, blocked: bool, _: Occasion) -> Mapping[str, object] | None:
    return {} if blocked else None


#: The vendor's accounting has not stopped the partner's credit.
CREDIT = EligibilityRule(
    "credit-block", of_lead=_nothing, of_partner=lambda partner: partner.credit_blocked, objection=_is_blocked
)


def of_tier(*tiers: str, needed: Callable[[Lead], bool] = _every) -> EligibilityRule:
    """
    Return the rule that a partner holds one of these *tiers*; *needed* says for which leads.

    >>> of_tier("gold", "platinum", needed=lambda lead: lead.urgent).code
    'tier'
    """
    _checked(tiers, "tiers")

    def objection(is_needed: bool, own: str | None, _: Occasion) -> Mapping[str, object] | None:
        return None if not is_needed or own in tiers else {"tier": own, "needed": tiers}

    return EligibilityRule(
        "tier", of_lead=needed, of_partner=lambda partner: partner.tier, objection=objection
    )


def certified(name: str, *, needed: Callable[[Lead], bool] = _every) -> EligibilityRule:
    """
    Return the rule that a partner holds the certification *name*, valid at the time, in his own zone.

    *needed* says for which leads.

    >>> certified("firewall-expert").code
    'certification'
    """

    def of_partner(partner: Partner) -> Hashable:
        held = tuple(each.valid or _ALWAYS for each in partner.certifications if each.name == name)
        return held, partner.timezone or "UTC"

    def objection(is_needed: bool, own: Any, occasion: Occasion) -> Mapping[str, object] | None:
        periods, zone = own
        if not is_needed or any(valid.span(zone).contains(occasion.as_of) for valid in periods):
            return None
        ended = [valid.end for valid in periods if valid.span(zone).end <= occasion.as_of]
        return {"certification": name, "expired": max(ended, default=None)}

    return EligibilityRule("certification", of_lead=needed, of_partner=of_partner, objection=objection)

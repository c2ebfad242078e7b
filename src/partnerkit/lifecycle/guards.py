"""
What must hold before a partner takes a step on its way in, or back?

Each guard answers with the reason against it, or None. Whatever hurts a partner
is decided by a person with a name; who may, the table of the life cycle says.
"""

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import TypeAlias, final

from attrs import frozen

from partnerkit.facts.people import Person
from partnerkit.facts.plan import Plan
from partnerkit.facts.standing import LIFE_CYCLE, Standing
from partnerkit.lifecycle.grounds import Grounds
from partnerkit.values.reasons import Reason

__all__ = ["GUARDS", "Asked", "Guard", "closed_plan", "may_take", "roles_of"]

#: Of whom a notice can be taken back without beginning anew.
_SERVED = frozenset(("active", "improvement", "suspended"))


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Asked:
    """One step that somebody asks for."""

    standing: Standing
    event: str
    day: date
    by: Person
    reason: str | None
    grounds: Grounds

    @property
    def partner(self) -> str:
        """The partner it is about."""
        return self.standing.partner


Guard: TypeAlias = Callable[[Asked], Reason | None]


def roles_of(person: Person, partner: str) -> tuple[str, ...]:
    """
    Return the roles that somebody has toward *partner*; whoever works for it is "partner", and for another firm nobody.

    >>> roles_of(Person(id="U-1", roles=["head-office"]), "P-4"), roles_of(Person(id="U-2", employer="P-4"), "P-4")
    (('head-office',), ('partner',))
    """
    if person.employer is not None:
        return ("partner",) if person.employer == partner else ()
    return person.roles or ()


def may_take(asked: Asked) -> Reason | None:
    """Return why this person may not take this step from here, or not without saying why; None if they may."""
    status, by = asked.standing.status, asked.by
    facts = {"partner": asked.partner, "step": asked.event, "stands": status}
    if asked.event not in LIFE_CYCLE.allowed(status):
        return Reason("step-not-open", {**facts, "allowed": LIFE_CYCLE.allowed(status)})
    if not by.name.strip():
        return Reason("decider-unnamed", {"person": by.id, "step": asked.event})
    step = LIFE_CYCLE.transition(status, asked.event)
    if not set(step.by).intersection(roles_of(by, asked.partner)):
        return Reason("step-not-theirs", {"person": by.id, "step": asked.event, "needed": step.by})
    if step.reason_required and asked.reason is None:
        return Reason("step-unreasoned", facts)
    return None


def _qualify(asked: Asked) -> Reason | None:
    unmet = asked.grounds.unmet
    if unmet is None:
        return Reason("fit-not-assessed", {"partner": asked.partner})
    return Reason("must-haves-unmet", {"partner": asked.partner, "unmet": unmet}) if unmet else None


def _contract(asked: Asked) -> Reason | None:
    plan, unsigned = asked.grounds.joint_plan, _onboard(asked)
    if unsigned is not None:
        return unsigned
    if plan is None or not plan.vendor_priorities or not plan.partner_priorities:
        return Reason("priorities-not-compared", {"partner": asked.partner})
    return None


def _onboard(asked: Asked) -> Reason | None:
    agreement = asked.grounds.agreement
    if agreement is None:
        return Reason("agreement-missing", {"partner": asked.partner})
    if agreement.status != "signed":
        return Reason("agreement-unsigned", {"agreement": agreement.id, "status": agreement.status})
    if agreement.renews_months is None and agreement.period.end <= asked.day:
        facts = {"agreement": agreement.id, "partner": asked.partner, "until": agreement.period.last_day}
        return Reason("agreement-over", facts)
    return None


def _activate(asked: Asked) -> Reason | None:
    missing, plan = asked.grounds.open_steps, asked.grounds.joint_plan
    if missing is None:
        return Reason("onboarding-not-assessed", {"partner": asked.partner})
    if missing:
        return Reason("onboarding-open", {"partner": asked.partner, "missing": missing})
    if plan is None or plan.signed_version is None or not plan.goals:
        return Reason("goals-not-acknowledged", {"partner": asked.partner})
    return None


def _improve(asked: Asked) -> Reason | None:
    plan = asked.grounds.improvement_plan
    if plan is None or plan.is_closed:
        return Reason("plan-missing", {"partner": asked.partner})
    return None


def closed_plan(asked: Asked) -> Plan | None:
    """Return the latest improvement plan if it is closed; None while it is open, and where there was none."""
    plan = asked.grounds.improvement_plan
    begun = next((step for step in reversed(asked.standing.steps) if step.event == "improve"), None)
    if plan is None or plan.closed_on is None or begun is None or plan.id not in begun.evidence:
        return None
    return plan if begun.at.date() <= plan.closed_on <= asked.day else None


def _recover(asked: Asked) -> Reason | None:
    plan = closed_plan(asked)
    if plan is None:
        return Reason("plan-still-open", {"partner": asked.partner})
    if plan.status != "reached" and asked.reason is None:
        return Reason(
            "step-unreasoned", {"partner": asked.partner, "step": asked.event, "stands": "improvement"}
        )
    return None


def _suspend(asked: Asked) -> Reason | None:
    review = asked.grounds.review_on
    if review is None or review <= asked.day:
        return Reason("pause-without-review", {"partner": asked.partner})
    return None


def _undo(asked: Asked) -> Reason | None:
    """Guard the way back, on which both take a notice back before it has run out: to work, or to onboarding before there was any."""
    last, agreed = asked.standing.last_day, asked.grounds.agreed_by
    if last is None or asked.day > last:
        return Reason("notice-has-run-out", {"partner": asked.partner, "until": last})
    served = asked.standing.before_ending in _SERVED
    if served != (asked.event == "withdraw"):
        other = "resume" if asked.event == "withdraw" else "withdraw"
        return Reason("way-back-differs", {"partner": asked.partner, "step": asked.event, "way_back": other})
    if agreed is None or "partner" not in roles_of(agreed, asked.partner) or not agreed.name.strip():
        return Reason("partner-has-not-agreed", {"partner": asked.partner})
    return None


def _close(asked: Asked) -> Reason | None:
    last = asked.standing.last_day
    if last is None or asked.day <= last:
        return Reason("still-in-notice", {"partner": asked.partner, "until": last})
    return None


#: What must hold, by event. "decline" and "reinstate" ask for a person and, to decline, a reason; "end" is in `endings`.
GUARDS: Mapping[str, Guard] = MappingProxyType(
    {
        "qualify": _qualify,
        "contract": _contract,
        "onboard": _onboard,
        "activate": _activate,
        "improve": _improve,
        "recover": _recover,
        "suspend": _suspend,
        "withdraw": _undo,
        "resume": _undo,
        "close": _close,
    }
)

"""
What must be agreed before a contract is signed, and before onboarding ends?

A contract is a promise for years: before it, each side writes down what it
wants how much, and both are put side by side. And nobody is taken for active
whose goals he has not acknowledged by his signature. What is missing is said;
whether one goes on all the same, a person decides.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from partnerkit.facts.agreement import JointPlan
from partnerkit.values import fields
from partnerkit.values.distance import divergence
from partnerkit.values.reasons import Reason
from partnerkit.values.rows import Rows

__all__ = ["contract_gaps", "goals_acknowledged"]

_PART = fields.decimal(least=Decimal(0), most=Decimal(1))


def __dir__() -> list[str]:
    return __all__


def contract_gaps(
    joint_plan: JointPlan | None, *, partner: str, threshold: Decimal | None = None
) -> Rows[Reason]:
    """
    Return what is missing before a contract with *partner*: a comparison of priorities.

    Both sides must have stated theirs in a joint plan. With *threshold*, a part of the weight from 0 to 1, priorities
    that lie so far apart or farther are told, too; what to talk about is said by `goals.align`.

    >>> from partnerkit.values import Period
    >>> plan = JointPlan(
    ...     id="J-1", partner="P-4", period=Period.year(2026), vendor_priorities={"revenue": Decimal(3), "service": Decimal(1)}
    ... )
    >>> [each.code for each in contract_gaps(plan, partner="P-4")]
    ['priorities-unstated']
    >>> [each.code for each in contract_gaps(None, partner="P-4")]
    ['joint-plan-missing']
    """
    fields.check({"threshold": (fields.optional(_PART), threshold)})
    return Rows(Reason, _contract_gaps(joint_plan, partner, threshold))


def _contract_gaps(plan: JointPlan | None, partner: str, threshold: Decimal | None) -> Iterator[Reason]:
    known = plan is not None and plan.partner == partner
    if plan is None or not known:
        yield Reason("joint-plan-missing", {"partner": partner})
        return
    stated = {"vendor": plan.vendor_priorities, "partner": plan.partner_priorities}
    for side, priorities in stated.items():
        if not priorities:
            yield Reason("priorities-unstated", {"partner": partner, "side": side, "plan": plan.id})
    if threshold is not None and all(stated.values()):
        vendor, theirs = (_weights(each) for each in stated.values())
        apart = divergence(vendor, theirs)
        if apart >= threshold:
            facts = {"partner": partner, "plan": plan.id, "divergence": round(100 * apart)}
            yield Reason("priorities-too-far-apart", facts)


def _weights(priorities: Mapping[str, object]) -> dict[str, Decimal]:
    return {name: weight for name, weight in priorities.items() if isinstance(weight, Decimal)}


def goals_acknowledged(joint_plan: JointPlan | None, *, partner: str) -> Rows[Reason]:
    """
    Return what is missing before onboarding of *partner* ends: goals that both sides signed.

    A revision is signed by nobody: goals that changed after the signature must be signed again.

    >>> from datetime import date
    >>> from partnerkit.values import Period
    >>> plan = JointPlan(id="J-1", partner="P-4", period=Period.year(2026), goals=["de"])
    >>> signed = plan.with_signature("vendor", on=date(2026, 1, 9))
    >>> [(each.code, each.facts["side"]) for each in goals_acknowledged(signed, partner="P-4")]
    [('goals-unsigned', 'partner')]
    """
    return Rows(Reason, _unacknowledged(joint_plan, partner))


def _unacknowledged(plan: JointPlan | None, partner: str) -> Iterator[Reason]:
    if plan is None or plan.partner != partner:
        yield Reason("joint-plan-missing", {"partner": partner})
        return
    if not plan.goals:
        yield Reason("goals-not-stated", {"partner": partner, "plan": plan.id})
    for side, signed in (("vendor", plan.signed_by_vendor), ("partner", plan.signed_by_partner)):
        if signed is None:
            facts = {"partner": partner, "plan": plan.id, "side": side, "version": plan.version}
            yield Reason("goals-unsigned", facts)

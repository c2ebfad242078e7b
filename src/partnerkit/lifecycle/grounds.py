"""
What does a step rest on?

Plans, papers and people that the guards of the life cycle ask for. What is left
out is unknown, and opens no door.
"""

from datetime import date
from typing import final

from attrs import field, frozen

from partnerkit.facts import checks
from partnerkit.facts.agreement import Agreement, JointPlan
from partnerkit.facts.people import Person
from partnerkit.facts.plan import Plan
from partnerkit.facts.standing import INITIATORS, Initiator
from partnerkit.facts.warning import WrittenWarning
from partnerkit.lifecycle.indemnity import EARNED
from partnerkit.values import fields
from partnerkit.values.fields import as_tuple
from partnerkit.values.money import Money

__all__ = ["Grounds", "Override"]


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Override:
    """
    A second person who lets a step happen against a finding, and why.

    >>> Override(by=Person(id="U-9", name="Ada"), reason="market-left").reason
    'market-left'
    """

    by: Person = field(validator=fields.instance(Person, "a Person"))
    reason: str = field(validator=checks.reason_code)


_improvement = fields.Check(
    lambda value: isinstance(value, Plan) and value.kind == "improvement", "use a Plan of kind 'improvement'"
)
_day = fields.optional(fields.calendar_date)
_names = fields.each(fields.identifier)


@final
@frozen(kw_only=True)
class Grounds:
    """
    What is brought forward for a step; each event asks for its own part of it.

    >>> Grounds(unmet=[]).unmet
    ()
    """

    #: To qualify: the must-haves of the profile that it does not meet; None is not looked at.
    unmet: tuple[str, ...] | None = field(default=None, converter=as_tuple, validator=fields.optional(_names))

    #: The contract; and the joint plan, with the priorities and the signatures of both sides.
    agreement: Agreement | None = field(
        default=None, validator=fields.optional(fields.instance(Agreement, "an Agreement"))
    )
    joint_plan: JointPlan | None = field(
        default=None, validator=fields.optional(fields.instance(JointPlan, "a JointPlan"))
    )

    #: To activate: the exit criteria of the onboarding that are not met; None is not looked at.
    open_steps: tuple[str, ...] | None = field(
        default=None, converter=as_tuple, validator=fields.optional(_names)
    )

    #: To improve: the plan; to recover or to give notice: the same plan, closed.
    improvement_plan: Plan | None = field(default=None, validator=fields.optional(_improvement))

    #: To suspend: when it is looked at again.
    review_on: date | None = field(default=None, validator=_day)

    #: To end: how it comes about; when the other side had the notice (the day of the step, if left out); the last
    #: day of the contract, where it is to be another than contract and law say; and, for cause, the warning.
    initiator: Initiator | None = field(default=None, validator=fields.optional(fields.choice(*INITIATORS)))
    received_on: date | None = field(default=None, validator=_day)
    last_day: date | None = field(default=None, validator=_day)
    warning: WrittenWarning | None = field(
        default=None, validator=fields.optional(fields.instance(WrittenWarning, "a WrittenWarning"))
    )

    #: Who agreed for the partner: to part, or to take a notice back.
    agreed_by: Person | None = field(
        default=None, validator=fields.optional(fields.instance(Person, "a Person"))
    )
    override: Override | None = field(
        default=None, validator=fields.optional(fields.instance(Override, "an Override"))
    )

    #: Ids of documents: the letter of a partner, the order of a court.
    evidence: tuple[str, ...] = field(default=(), converter=as_tuple, validator=_names)

    #: What it earned and when, and since when the parties work together: for the indemnity.
    commissions: tuple[tuple[date, Money], ...] | None = field(
        default=None,
        converter=as_tuple,
        validator=fields.optional(EARNED),
    )
    since: date | None = field(default=None, validator=_day)

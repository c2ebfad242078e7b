"""
Which steps did something with a course take, when, and on whose word?

A credit note or a request for funds keeps its steps; where it stands follows
from them, and so does where it stood at any earlier moment.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import final

from attrs import field, frozen

from partnerkit.facts import checks
from partnerkit.facts.fact import refers_to
from partnerkit.values import fields
from partnerkit.values.errors import IllegalTransition, InvalidValue, shown
from partnerkit.values.fields import as_tuple, as_utc
from partnerkit.values.machine import Machine
from partnerkit.values.money import Money

__all__ = ["StepTaken", "stated", "step_faults", "until"]


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class StepTaken:
    """
    One step along a course.

    >>> StepTaken(event="approve", at=datetime.fromisoformat("2026-03-02T09:00Z"), by="U-1").event
    'approve'
    """

    #: An event of the course.
    event: str = field(validator=fields.identifier)
    at: datetime = field(converter=as_utc, validator=fields.aware)

    #: Who decided it; None is the host's own rule.
    by: str | None = field(
        default=None, validator=fields.optional(fields.identifier), metadata=refers_to("Person")
    )
    reason: str | None = field(default=None, validator=fields.optional(checks.reason_code))

    #: What it is about, such as what was approved or claimed.
    amount: Money | None = field(default=None, validator=fields.optional(checks.amount))

    #: What was handed in with it, by the host's names for its sort, such as "invoice".
    documents: tuple[str, ...] = field(
        default=(), converter=as_tuple, validator=fields.each(fields.identifier)
    )


def until(steps: Sequence[StepTaken], moment: datetime) -> tuple[StepTaken, ...]:
    """
    Return the steps that were taken at *moment* or before.

    >>> step = StepTaken(event="issue", at=datetime.fromisoformat("2026-03-02T09:00Z"))
    >>> len(until([step], step.at)), len(until([step], step.at.replace(hour=8)))
    (1, 0)
    """
    return tuple(step for step in steps if step.at <= moment)


def stated(steps: Sequence[StepTaken], event: str) -> Money | None:
    """
    Return the amount that the latest step of that name said; None if there was none.

    >>> stated([], "approve") is None
    True
    """
    return next((step.amount for step in reversed(steps) if step.event == event), None)


def step_faults(
    course: Machine, steps: Sequence[StepTaken], *, since: datetime | None = None, path: str = "steps"
) -> Iterator[InvalidValue]:
    """
    Find steps that the course does not know from where it stood, without the reason they need, or out of time.

    >>> from partnerkit.facts.credit_note import CREDIT_NOTE_COURSE
    >>> paid = StepTaken(event="pay", at=datetime.fromisoformat("2026-03-02T09:00Z"))
    >>> [fault.path for fault in step_faults(CREDIT_NOTE_COURSE, [paid])]
    ['steps[0].event']
    """
    state, latest = course.start, since
    for place, step in enumerate(steps):
        where = f"{path}[{place}]"
        if latest is not None and step.at < latest:
            remedy = f"use a time not before {latest}"
            yield InvalidValue(path=f"{where}.at", value=shown(str(step.at)), remedy=remedy)
        latest = step.at
        try:
            taken = course.transition(state, step.event)
        except IllegalTransition as refusal:
            remedy = f"from {state!r} go on with {', '.join(refusal.allowed) or 'nothing: it has ended'}"
            yield InvalidValue(path=f"{where}.event", value=shown(step.event), remedy=remedy)
            return
        if taken.reason_required and step.reason is None:
            remedy = f"say why: {step.event} needs a reason"
            yield InvalidValue(path=f"{where}.reason", value="None", remedy=remedy)
        state = taken.target

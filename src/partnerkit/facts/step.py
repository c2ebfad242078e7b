"""
Which steps did something with a course take, when, and on whose word?

A credit note or a request for funds keeps its steps; where it stands follows
from them, and so does where it stood at any earlier moment.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeVar, final

from attrs import field, frozen

from partnerkit.facts import checks
from partnerkit.facts.fact import refers_to
from partnerkit.values import fields
from partnerkit.values.fields import as_tuple, as_utc
from partnerkit.values.hidden import HIDDEN
from partnerkit.values.money import Money

__all__ = ["StepTaken", "stated", "undone", "until"]

T = TypeVar("T", bound=Any)


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


def until(steps: Sequence[T], moment: datetime) -> tuple[T, ...]:
    """
    Return the steps that were taken at *moment* or before.

    >>> step = StepTaken(event="issue", at=datetime.fromisoformat("2026-03-02T09:00Z"))
    >>> len(until([step], step.at)), len(until([step], step.at.replace(hour=8)))
    (1, 0)
    """
    return tuple(step for step in steps if step.at <= moment)


def undone(steps: Sequence[Any], moment: datetime) -> dict[str, Any]:
    """
    Return what a record that keeps its *steps* is told otherwise as of *moment*: only those taken by then.

    What is hidden in a view stays hidden.

    >>> step = StepTaken(event="issue", at=datetime.fromisoformat("2026-03-02T09:00Z"))
    >>> undone([step], step.at), undone([step], step.at.replace(hour=8))
    ({}, {'steps': ()})
    """
    if steps is HIDDEN:
        return {}
    taken = until(steps, moment)
    return {} if len(taken) == len(steps) else {"steps": taken}


def stated(steps: Sequence[StepTaken], event: str) -> Money | None:
    """
    Return the amount that the latest step of that name said; None if there was none.

    >>> stated([], "approve") is None
    True
    """
    return next((step.amount for step in reversed(steps) if step.event == event), None)

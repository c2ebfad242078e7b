"""
Has the partner answered whether he takes the lead?

Who is given a lead may be asked to say so, by a moment; at that moment he is
still in time. Whoever is not gives it back, exactly once; whoever accepts has it.
"""

from datetime import datetime
from typing import final

from attrs import evolve, field, frozen

from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, shown
from partnerkit.values.machine import Machine, Transition
from partnerkit.values.time import instant

__all__ = ["ANSWER_COURSE", "LeadOffer"]


def __dir__() -> list[str]:
    return __all__


#: From the offer to the answer; whoever is given the lead again begins anew.
ANSWER_COURSE = Machine(
    name="lead-offer",
    start="offered",
    transitions=(
        Transition("offered", "accept", "accepted"),
        Transition("offered", "decline", "declined", reason_required=True),
        Transition("offered", "expire", "expired"),
        Transition("offered", "withdraw", "withdrawn"),
        Transition("accepted", "decline", "declined", reason_required=True),
        Transition("accepted", "withdraw", "withdrawn"),
    ),
)


@final
@frozen(kw_only=True)
class LeadOffer:
    """
    A lead that a partner was given, until when he may answer, and what he said.

    >>> noon = datetime.fromisoformat("2026-03-02T12:00Z")
    >>> offer = LeadOffer(id="L-17", partner="P-4", offered_at=noon)
    >>> offer.with_step("accept", at=noon, by="anna").status
    'accepted'
    """

    #: The id of the lead: it is offered to one partner at a time.
    id: str = field(validator=fields.identifier)
    partner: str = field(validator=fields.identifier)
    pool: str = field(default="default", validator=fields.identifier)
    offered_at: datetime = field(converter=fields.as_utc, validator=fields.aware)

    #: The last moment at which he is in time; None lets him take his time.
    answer_by: datetime | None = field(
        default=None, converter=fields.as_utc, validator=fields.optional(fields.aware)
    )

    #: A state of `ANSWER_COURSE`.
    status: str = field(default=ANSWER_COURSE.start, validator=fields.choice(*ANSWER_COURSE.states))

    #: When the state was last changed, and by whom.
    answered_at: datetime | None = field(
        default=None, converter=fields.as_utc, validator=fields.optional(fields.aware)
    )
    answered_by: str | None = field(default=None, validator=fields.optional(fields.identifier))

    def __attrs_post_init__(self) -> None:
        if self.answer_by is not None and self.answer_by <= self.offered_at:
            remedy = f"use a time after it is offered, {self.offered_at}"
            raise InvalidValue(path="answer_by", value=shown(str(self.answer_by)), remedy=remedy)

    def is_due(self, *, as_of: datetime) -> bool:
        """Return whether the time to answer has run out at *as_of*."""
        moment = instant(as_of, path="as_of")
        return self.status == "offered" and self.answer_by is not None and self.answer_by < moment

    def with_step(self, event: str, *, at: datetime, by: str, reason: str | None = None) -> "LeadOffer":
        """
        Return the offer after *event*.

        Raises
        ------
        IllegalTransition
            If *event* is no step from here.
        InvalidValue
            If it was accepted too late, expires too early, or is before the offer; if *at* has no time zone, or
            *by* names nobody.
        """
        fields.check({"by": (fields.identifier, by)})
        status = ANSWER_COURSE.step(self.status, event, reason=reason)
        at = instant(at)
        if at < self.offered_at:
            remedy = f"use a time not before it was offered, {self.offered_at}"
            raise InvalidValue(path="at", value=shown(str(at)), remedy=remedy)
        if event == "accept" and self.is_due(as_of=at):
            remedy = f"accept by {self.answer_by}; it may be given to somebody else by now"
            raise InvalidValue(path="at", value=shown(str(at)), remedy=remedy)
        if event == "expire" and not self.is_due(as_of=at):
            remedy = "let him answer until then" if self.answer_by else "withdraw it: there is no deadline"
            raise InvalidValue(path="at", value=shown(str(at)), remedy=remedy)
        return evolve(self, status=status, answered_at=at, answered_by=by)

"""What was a partner credited for a bonus, and did it agree?"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, final

from attrs import evolve, field, frozen

from partnerkit.facts import checks
from partnerkit.facts.fact import Fact, refers_to
from partnerkit.facts.step import StepTaken, undone
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue
from partnerkit.values.fields import as_tuple
from partnerkit.values.machine import Machine, Transition
from partnerkit.values.money import Money
from partnerkit.values.time import Period

__all__ = ["CREDIT_NOTE_COURSE", "CreditNote"]

#: From the draft to the payment; a dispute is settled by a person, for the note or against it.
CREDIT_NOTE_COURSE = Machine(
    name="credit-note",
    start="draft",
    transitions=(
        Transition("draft", "issue", "issued", by=("vendor",)),
        Transition("draft", "discard", "void", by=("vendor",)),
        Transition("issued", "accept", "accepted", by=("partner",)),
        Transition("issued", "dispute", "disputed", by=("partner",), reason_required=True),
        Transition("disputed", "uphold", "accepted", by=("vendor",), reason_required=True),
        Transition("disputed", "withdraw-dispute", "accepted", by=("partner",)),
        Transition("disputed", "correct", "void", by=("vendor",), reason_required=True),
        Transition("accepted", "pay", "paid", by=("vendor",)),
    ),
)

_money = fields.instance(Money, "Money, as Money.of(...)")


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class CreditNote(Fact):
    """
    What is credited to a partner for one settlement of a bonus; below zero, it is charged back.

    Before its first step it is a draft of the vendor; a note that was corrected is void, and another takes its place.

    >>> note = CreditNote(id="N-1", term="B-1", partner="P-4", period=Period.quarter(2026, 1), amount=Money.of("9", "EUR"))
    >>> note.with_step("issue", at=datetime.fromisoformat("2026-04-02T09:00Z"), by="U-1").status
    'issued'
    """

    id: str = field(validator=fields.identifier)
    term: str = field(validator=fields.identifier, metadata=refers_to("BonusTerm"))
    partner: str = field(validator=fields.identifier, metadata=refers_to("Partner"))

    #: The settlement it is for.
    period: Period = field(validator=checks.period)
    amount: Money = field(validator=_money)

    #: Steps of `CREDIT_NOTE_COURSE`, in their order.
    steps: tuple[StepTaken, ...] = field(
        default=(), converter=as_tuple, validator=fields.each(fields.instance(StepTaken, "a StepTaken"))
    )

    def _faults(self) -> Iterator[InvalidValue]:
        yield from CREDIT_NOTE_COURSE.faults(self.steps)

    def _undone(self, moment: datetime) -> dict[str, Any]:
        return undone(self.steps, moment)

    @property
    def status(self) -> str:
        """A state of `CREDIT_NOTE_COURSE`."""
        return CREDIT_NOTE_COURSE.replay([step.event for step in self.steps])

    def with_step(
        self, event: str, *, at: datetime, by: str | None = None, reason: str | None = None
    ) -> "CreditNote":
        """Return the note after *event*; `IllegalTransition` if it is no step from here."""
        CREDIT_NOTE_COURSE.step(self.status, event, reason=reason)
        return evolve(self, steps=(*self.steps, StepTaken(event=event, at=at, by=by, reason=reason)))

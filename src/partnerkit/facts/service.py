"""
How is the customer served after the sale, and what does the partner claim for it?

A case is work on a defect or a question; a warranty claim is the money a
partner asks back for it.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Literal, final

from attrs import evolve, field, frozen

from partnerkit.facts import checks
from partnerkit.facts.fact import Fact, refers_to
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, shown
from partnerkit.values.fields import as_tuple, as_utc, in_order, one_currency
from partnerkit.values.machine import Machine, Transition
from partnerkit.values.money import Money

__all__ = ["CASE_COURSE", "CLAIM_COURSE", "ServiceCase", "WarrantyClaim"]


def __dir__() -> list[str]:
    return __all__


#: The work on a case; a case that comes back is opened again.
CASE_COURSE = Machine(
    name="service-case",
    start="open",
    transitions=(
        Transition("open", "start", "in-progress"),
        Transition("open", "cancel", "canceled"),
        Transition("in-progress", "wait", "waiting"),
        Transition("in-progress", "resolve", "resolved"),
        Transition("in-progress", "cancel", "canceled"),
        Transition("waiting", "start", "in-progress"),
        Transition("waiting", "cancel", "canceled"),
        Transition("resolved", "close", "closed"),
        Transition("resolved", "reopen", "open"),
        Transition("closed", "reopen", "open"),
    ),
)

#: From the partner's claim to the money.
CLAIM_COURSE = Machine(
    name="warranty-claim",
    start="submitted",
    transitions=(
        Transition("submitted", "approve", "approved"),
        Transition("submitted", "approve-partly", "partly", reason_required=True),
        Transition("submitted", "reject", "rejected", reason_required=True),
        Transition("approved", "credit", "credited"),
        Transition("partly", "credit", "credited"),
    ),
)

#: The times of the steps, in their order.
_CASE_STEPS = ("first_response_at", "resolved_at", "closed_at")

_moment = fields.optional(fields.aware)
_reference = fields.optional(fields.identifier)


@final
@frozen(kw_only=True)
class ServiceCase(Fact):
    """
    A defect or question of a customer, and who works on it.

    It is known from when it was opened, and without the steps taken later. How
    often it came back or was handed over has no times: say that in versions.

    >>> opened = datetime.fromisoformat("2026-03-02T09:00+01:00")
    >>> ServiceCase(id="S-1", partner="P-4", opened_at=opened).with_step("start", at=opened).status
    'in-progress'
    """

    id: str = field(validator=fields.identifier)

    #: The partner that serves the customer; None is the vendor itself.
    partner: str | None = field(default=None, validator=_reference, metadata=refers_to("Partner"))

    #: The branch that does the work.
    location: str | None = field(default=None, validator=_reference, metadata=refers_to("Location"))

    #: The partner that sold the unit, where it is another one.
    sold_by: str | None = field(default=None, validator=_reference, metadata=refers_to("Partner"))

    account: str | None = field(default=None, validator=_reference, metadata=refers_to("Account"))
    product: str | None = field(default=None, validator=_reference, metadata=refers_to("Product"))

    #: Serial numbers.
    units: tuple[str, ...] = field(default=(), converter=as_tuple, validator=fields.each(fields.identifier))
    subject: str = field(default="", validator=fields.text)
    priority: Literal["low", "normal", "high", "urgent"] | None = field(
        default=None, validator=fields.optional(fields.choice("low", "normal", "high", "urgent"))
    )

    #: A state of `CASE_COURSE`.
    status: str = field(default=CASE_COURSE.start, validator=fields.choice(*CASE_COURSE.states))

    opened_at: datetime = field(converter=as_utc, validator=fields.aware)

    #: When work began for the first time.
    first_response_at: datetime | None = field(default=None, converter=as_utc, validator=_moment)
    resolved_at: datetime | None = field(default=None, converter=as_utc, validator=_moment)
    closed_at: datetime | None = field(default=None, converter=as_utc, validator=_moment)

    #: Until when it was promised.
    due_at: datetime | None = field(default=None, converter=as_utc, validator=_moment)

    #: How often it came back, and how often it went to another hand.
    reopened: int = field(default=0, validator=fields.whole_number())
    handed_over: int = field(default=0, validator=fields.whole_number())

    def _faults(self) -> Iterator[InvalidValue]:
        yield from in_order(self, "opened_at", "first_response_at", "resolved_at", "closed_at")
        yield from in_order(self, "opened_at", "due_at")
        if self.status not in {"resolved", "closed", "canceled"}:
            for name in ("resolved_at", "closed_at"):
                if getattr(self, name) is not None:
                    yield _fault(name, str(getattr(self, name)), f"leave it out: the case is {self.status}")

    def _happened_at(self) -> datetime:
        return self.opened_at

    def _undone(self, moment: datetime) -> dict[str, Any]:
        later = {name: None for name in _CASE_STEPS if self._is_later(getattr(self, name), moment)}
        if not later:
            return {}
        if "first_response_at" in later:
            # What nobody had begun cannot have come back either.
            return {**later, "status": "open", "reopened": 0}
        if self.status == "closed" and "resolved_at" not in later:
            return {**later, "status": "resolved"}
        return {**later, "status": "open" if self.first_response_at is None else "in-progress"}

    def with_step(self, event: str, *, at: datetime) -> "ServiceCase":
        """Return the case after *event*; `IllegalTransition` if it is no step from here."""
        status = CASE_COURSE.step(self.status, event)
        fields.check({"at": (fields.aware, at)})
        if event == "start":
            return evolve(self, status=status, first_response_at=self.first_response_at or at)
        if event == "resolve":
            return evolve(self, status=status, resolved_at=at)
        if event in {"close", "cancel"}:
            return evolve(self, status=status, closed_at=at)
        if event == "reopen":
            return evolve(self, status=status, resolved_at=None, closed_at=None, reopened=self.reopened + 1)
        return evolve(self, status=status)


@final
@frozen(kw_only=True)
class WarrantyClaim(Fact):
    """
    What a partner asks back for a repair under warranty, and what it gets.

    It is known from when it was submitted, undecided until it was decided, and
    open until it was credited.

    >>> claim = WarrantyClaim(
    ...     id="W-1",
    ...     partner="P-4",
    ...     claimed=Money.of("480.00", "EUR"),
    ...     submitted_at=datetime.fromisoformat("2026-03-02T09:00+01:00"),
    ... )
    >>> claim.with_step("approve", at=datetime.fromisoformat("2026-03-04T15:00+01:00")).approved
    Money.of('480.00', 'EUR')
    """

    id: str = field(validator=fields.identifier)
    partner: str = field(validator=fields.identifier, metadata=refers_to("Partner"))
    location: str | None = field(default=None, validator=_reference, metadata=refers_to("Location"))
    case: str | None = field(default=None, validator=_reference, metadata=refers_to("ServiceCase"))
    account: str | None = field(default=None, validator=_reference, metadata=refers_to("Account"))
    product: str | None = field(default=None, validator=_reference, metadata=refers_to("Product"))

    #: Serial numbers.
    units: tuple[str, ...] = field(default=(), converter=as_tuple, validator=fields.each(fields.identifier))

    sold_on: date | None = field(default=None, validator=fields.optional(fields.calendar_date))
    failed_on: date | None = field(default=None, validator=fields.optional(fields.calendar_date))

    claimed: Money = field(validator=checks.amount_above_zero)

    #: None until it is decided; zero where it was rejected.
    approved: Money | None = field(default=None, validator=fields.optional(checks.amount))

    #: A state of `CLAIM_COURSE`.
    status: str = field(default=CLAIM_COURSE.start, validator=fields.choice(*CLAIM_COURSE.states))

    submitted_at: datetime = field(converter=as_utc, validator=fields.aware)
    decided_at: datetime | None = field(default=None, converter=as_utc, validator=_moment)
    credited_at: datetime | None = field(default=None, converter=as_utc, validator=_moment)

    #: Who decided it.
    decided_by: str | None = field(default=None, validator=_reference, metadata=refers_to("Person"))

    #: Why it was rejected or approved in part, such as "wear-part".
    reason: str | None = field(default=None, validator=fields.optional(checks.reason_code))

    def _faults(self) -> Iterator[InvalidValue]:
        yield from in_order(self, "submitted_at", "decided_at", "credited_at")
        yield from in_order(self, "sold_on", "failed_on")
        yield from one_currency(self, "claimed", "approved")
        for name, states in (
            ("decided_at", {"submitted"}),
            ("credited_at", {*CLAIM_COURSE.states} - {"credited"}),
        ):
            if getattr(self, name) is not None and self.status in states:
                yield _fault(name, str(getattr(self, name)), f"leave it out: the claim is {self.status}")
        yield from self._amount_faults()

    def _amount_faults(self) -> Iterator[InvalidValue]:
        claimed, approved = self.claimed, self.approved
        if approved is None:
            if self.status in {"approved", "partly", "credited"}:
                yield _fault("approved", None, f"state the amount: the claim is {self.status}")
            return
        if self.status == "submitted":
            yield _fault("approved", str(approved.amount), "leave it out: the claim is submitted")
        if approved.currency != claimed.currency:
            return
        remedy = {
            "approved": (approved == claimed, f"use the amount claimed, {claimed.amount}"),
            "partly": (
                0 < approved.amount < claimed.amount,
                f"use more than 0 and less than {claimed.amount}",
            ),
            "rejected": (not approved.amount, "use 0, or leave it out: the claim is rejected"),
            "credited": (
                0 < approved.amount <= claimed.amount,
                f"use more than 0 and at most {claimed.amount}",
            ),
        }.get(self.status)
        if remedy is not None and not remedy[0]:
            yield _fault("approved", str(approved.amount), remedy[1])

    def _happened_at(self) -> datetime:
        return self.submitted_at

    def _undone(self, moment: datetime) -> dict[str, Any]:
        undone: dict[str, Any] = {
            name: None for name in ("sold_on", "failed_on") if self._is_later(getattr(self, name), moment)
        }
        if self._is_later(self.decided_at, moment):
            undone |= dict.fromkeys(("approved", "decided_at", "decided_by", "reason", "credited_at"))
            undone["status"] = CLAIM_COURSE.start
        elif self._is_later(self.credited_at, moment):
            undone |= {
                "status": "approved" if self.approved == self.claimed else "partly",
                "credited_at": None,
            }
        return undone

    def with_step(
        self,
        event: str,
        *,
        at: datetime,
        by: str | None = None,
        approved: Money | None = None,
        reason: str | None = None,
    ) -> "WarrantyClaim":
        """
        Return the claim after *event*; an approval in part says how much.

        Raises
        ------
        IllegalTransition
            If *event* is no step from here.
        InvalidValue
            If the amount or the time does not fit.
        """
        status = CLAIM_COURSE.step(self.status, event, reason=reason)
        fields.check({"at": (fields.aware, at)})
        if event == "credit":
            if approved is not None:
                raise _fault("approved", str(approved.amount), "leave it out: it was decided before")
            return evolve(self, status=status, credited_at=at)
        granted = (
            {"approve": self.claimed, "reject": self.claimed * 0}.get(event) if approved is None else approved
        )
        return evolve(
            self, status=status, decided_at=at, decided_by=by, approved=granted, reason=reason or self.reason
        )


def _fault(path: str, value: str | None, remedy: str) -> InvalidValue:
    return InvalidValue(path=path, value=shown(value), remedy=remedy)

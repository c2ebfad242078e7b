"""
Who was on this deal first: which partner registered it, and was our own sales force there before?

A registration protects the partner who found a chance: for a stated time the
vendor gives it to nobody else. The course of it is a table; the time of each
step is kept beside the state.
"""

from collections.abc import Collection, Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal, final

from attrs import evolve, field, frozen

from partnerkit.facts import checks
from partnerkit.facts.consent import Consent, consent_before
from partnerkit.facts.fact import Fact, refers_to
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, raise_faults, shown
from partnerkit.values.fields import as_tuple, as_utc, in_order
from partnerkit.values.machine import Machine, Transition
from partnerkit.values.money import Money
from partnerkit.values.time import Span

__all__ = ["REGISTRATION_COURSE", "DealRegistration", "DirectEngagement"]


def __dir__() -> list[str]:
    return __all__


#: From the partner's draft to the end of the protection.
REGISTRATION_COURSE = Machine(
    name="deal-registration",
    start="draft",
    transitions=(
        Transition("draft", "submit", "submitted"),
        Transition("draft", "withdraw", "withdrawn"),
        Transition("submitted", "review", "under-review"),
        Transition("submitted", "withdraw", "withdrawn"),
        Transition("under-review", "approve", "approved"),
        Transition("under-review", "reject", "rejected", reason_required=True),
        Transition("under-review", "withdraw", "withdrawn"),
        Transition("approved", "extend", "extended"),
        Transition("approved", "convert", "converted"),
        Transition("approved", "expire", "expired"),
        Transition("approved", "withdraw", "withdrawn"),
        Transition("extended", "extend", "extended"),
        Transition("extended", "convert", "converted"),
        Transition("extended", "expire", "expired"),
        Transition("extended", "withdraw", "withdrawn"),
    ),
)

#: The field that holds the time of each step.
_CLOCKS = {
    "submit": "submitted_at",
    "review": "reviewed_at",
    "approve": "approved_at",
    "extend": "extended_at",
    "reject": "ended_at",
    "convert": "ended_at",
    "expire": "ended_at",
    "withdraw": "ended_at",
}

#: Which of the times each state must know, and which it cannot know yet.
_NEEDS = {
    "draft": (),
    "submitted": ("submitted_at",),
    "under-review": ("submitted_at",),
    "approved": ("submitted_at", "approved_at", "expires_at"),
    "extended": ("submitted_at", "approved_at", "expires_at"),
    "converted": ("submitted_at", "approved_at", "expires_at", "ended_at"),
    "expired": ("submitted_at", "approved_at", "expires_at", "ended_at"),
    "rejected": ("submitted_at", "ended_at"),
    "withdrawn": ("ended_at",),
}
_LACKS = {
    "draft": ("submitted_at", "reviewed_at", "approved_at", "expires_at", "extended_at", "ended_at"),
    "submitted": ("reviewed_at", "approved_at", "expires_at", "extended_at", "ended_at"),
    "under-review": ("approved_at", "expires_at", "extended_at", "ended_at"),
    "approved": ("extended_at", "ended_at"),
    "extended": ("ended_at",),
    "rejected": ("approved_at", "expires_at", "extended_at"),
}

#: The times of the steps, in their order.
_STEPS = ("submitted_at", "reviewed_at", "approved_at", "extended_at", "ended_at")

_moment = fields.optional(fields.aware)
_reference = fields.optional(fields.identifier)


@final
@frozen(kw_only=True)
class DealRegistration(Fact):
    """
    A partner's claim to a deal it found, and the protection the vendor grants for it.

    The customer is named by at least one of `account`, `customer` and `domain`.

    It is known from when it was submitted, and without the steps taken later;
    where `known_from` is before, it was a draft until then. Before an extension
    it shows the later expiry, since the one before is not on record: protected
    it was at that moment by either.

    >>> asked = DealRegistration(id="D-1", partner="P-4", domain="werft-kiel.de")
    >>> asked.with_step("submit", at=datetime.fromisoformat("2026-03-02T09:00+01:00")).status
    'submitted'
    """

    id: str = field(validator=fields.identifier)
    partner: str = field(validator=fields.identifier, metadata=refers_to("Partner"))

    #: The customer, once it is known which account it is.
    account: str | None = field(default=None, validator=_reference, metadata=refers_to("Account"))

    #: The customer's name and internet domain as the partner registered them.
    customer: str | None = field(default=None, validator=_reference)
    domain: str | None = field(default=None, validator=fields.optional(checks.domain))

    #: The host's id of the project, where a customer has several.
    opportunity: str | None = field(default=None, validator=_reference)

    product: str | None = field(default=None, validator=_reference, metadata=refers_to("Product"))
    territory: str | None = field(default=None, validator=_reference, metadata=refers_to("Territory"))

    #: Expected order value; None is unknown.
    value: Money | None = field(default=None, validator=fields.optional(checks.amount_above_zero))

    #: What the approval adds to the partner's discount; a second partner may get a part of it.
    discount: Decimal | None = field(default=None, validator=fields.optional(checks.share))

    #: Whether the customer chose this partner in writing, and whether it is a public tender.
    chosen_in_writing: bool = field(default=False, validator=fields.truth)
    public_tender: bool | None = field(default=None, validator=fields.optional(fields.truth))

    #: What the customer permitted; None permits nothing.
    consent: Consent | None = field(
        default=None, validator=fields.optional(fields.instance(Consent, "a Consent")), repr=False
    )

    #: A state of `REGISTRATION_COURSE`.
    status: str = field(
        default=REGISTRATION_COURSE.start, validator=fields.choice(*REGISTRATION_COURSE.states)
    )

    submitted_at: datetime | None = field(default=None, converter=as_utc, validator=_moment)
    reviewed_at: datetime | None = field(default=None, converter=as_utc, validator=_moment)
    approved_at: datetime | None = field(default=None, converter=as_utc, validator=_moment)

    #: The first instant without protection, if it does not end before.
    expires_at: datetime | None = field(default=None, converter=as_utc, validator=_moment)

    #: When it was extended last, how often, and how often it may be; no limit known is None.
    extended_at: datetime | None = field(default=None, converter=as_utc, validator=_moment)
    extensions: int = field(default=0, validator=fields.whole_number(most=1_000))
    extension_limit: int | None = field(
        default=None, validator=fields.optional(fields.whole_number(most=1_000))
    )

    #: When it was rejected, converted, expired or withdrawn.
    ended_at: datetime | None = field(default=None, converter=as_utc, validator=_moment)

    #: Why it was rejected or withdrawn, such as "existing-customer".
    reason: str | None = field(default=None, validator=fields.optional(checks.reason_code))

    #: Who took the latest step; the audit trail of a store knows all of them.
    stepped_by: str | None = field(default=None, validator=_reference, metadata=refers_to("Person"))

    def _faults(self) -> Iterator[InvalidValue]:
        if self.account is None and self.customer is None and self.domain is None:
            yield _fault("account", None, "name the customer by account, customer or domain")
        for name in _NEEDS[self.status]:
            if getattr(self, name) is None:
                yield _fault(name, None, f"state it: the registration is {self.status}")
        for name in _LACKS.get(self.status, ()):
            if getattr(self, name) is not None:
                yield _fault(name, getattr(self, name), f"leave it out: the registration is {self.status}")
        yield from in_order(self, *_STEPS)
        yield from self._expiry_faults()
        yield from self._extension_faults()

    def _expiry_faults(self) -> Iterator[InvalidValue]:
        if self.expires_at is None:
            return
        if self.approved_at is None:
            yield _fault("approved_at", None, "state it, or leave expires_at out")
        elif self.expires_at <= self.approved_at:
            yield _fault("expires_at", self.expires_at, f"use a time after approved_at, {self.approved_at}")
        if self.extended_at is not None and self.expires_at <= self.extended_at:
            yield _fault("expires_at", self.expires_at, f"use a time after extended_at, {self.extended_at}")
        if self.status == "expired" and self.ended_at is not None and self.ended_at < self.expires_at:
            yield _fault("ended_at", self.ended_at, f"use a time not before expires_at, {self.expires_at}")

    def _extension_faults(self) -> Iterator[InvalidValue]:
        if (self.status == "extended" or self.extended_at is not None) and self.extensions == 0:
            yield _fault("extensions", 0, "count at least the one extension")
        if self.extensions and self.status in {*_LACKS} - {"extended"}:
            yield _fault("extensions", self.extensions, f"use 0: the registration is {self.status}")
        if self.extension_limit is not None and self.extensions > self.extension_limit:
            yield _fault(
                "extensions", self.extensions, f"use at most extension_limit, {self.extension_limit}"
            )

    def _happened_at(self) -> datetime | None:
        return self.submitted_at if self.known_from is None else None

    def _undone(self, moment: datetime) -> dict[str, Any]:
        undone = consent_before(self.consent, moment)
        later = [name for name in _STEPS if self._is_later(getattr(self, name), moment)]
        if not later:
            return undone
        extensions = self.extensions - ("extended_at" in later)
        status = self._status_without(later, extended=extensions > 0)
        undone |= dict.fromkeys((*later, *_LACKS[status], "stepped_by"))
        if "ended_at" in later:
            undone["reason"] = None
        if status not in {"approved", "extended"}:
            undone["discount"] = None
        return undone | {"status": status, "extensions": extensions if status == "extended" else 0}

    def _status_without(self, later: Collection[str], *, extended: bool) -> str:
        """Return how far it had come, going by the times that are not *later*."""
        known = {name for name in (*_STEPS, "expires_at") if name not in later and getattr(self, name)}
        if known.issuperset(_NEEDS["approved"]):
            return "extended" if extended else "approved"
        if known.issuperset(("submitted_at", "reviewed_at")):
            return "under-review"
        return "submitted" if "submitted_at" in known else "draft"

    @property
    def protection(self) -> Span | None:
        """
        The time in which the deal is the partner's, half-open; None if it never was.

        It runs from the approval to the expiry, or to the end where that came first.
        """
        if self.approved_at is None or self.expires_at is None:
            return None
        end = self.expires_at if self.ended_at is None else min(self.ended_at, self.expires_at)
        return Span(start=self.approved_at, end=end) if self.approved_at < end else None

    def is_protected(self, *, as_of: datetime) -> bool:
        """Tell whether the deal is the partner's at *as_of*."""
        return self.protection is not None and self.protection.contains(as_of)

    def with_step(
        self,
        event: str,
        *,
        at: datetime,
        by: str | None = None,
        expires_at: datetime | None = None,
        reason: str | None = None,
    ) -> "DealRegistration":
        """
        Return the registration after *event*; an approval and an extension say when they expire.

        Raises
        ------
        IllegalTransition
            If *event* is no step from here.
        InvalidValue
            If the times do not follow each other or no further extension is allowed.
        """
        status = REGISTRATION_COURSE.step(self.status, event, reason=reason)
        fields.check({"at": (fields.aware, at), "expires_at": (_moment, expires_at)})
        raise_faults(self._step_faults(event, at, expires_at))
        clock: dict[str, Any] = {_CLOCKS[event]: at}
        return evolve(
            self,
            status=status,
            expires_at=self.expires_at if expires_at is None else expires_at,
            extensions=self.extensions + (event == "extend"),
            reason=self.reason if reason is None else reason,
            stepped_by=by,
            **clock,
        )

    def _step_faults(self, event: str, at: datetime, expires_at: datetime | None) -> Iterator[InvalidValue]:
        if event in {"approve", "extend"}:
            if expires_at is None:
                yield _fault("expires_at", None, f"say until when, to {event}")
        elif expires_at is not None:
            yield _fault("expires_at", expires_at, f"leave it out, to {event}")
        if event == "extend" and self.expires_at is not None:
            if at >= self.expires_at:
                yield _fault("at", at, f"extend before the protection expires, {self.expires_at}")
            if expires_at is not None and expires_at <= self.expires_at:
                yield _fault("expires_at", expires_at, f"use a time after {self.expires_at}")


def _fault(path: str, value: object, remedy: str) -> InvalidValue:
    found = shown(value) if value is None or isinstance(value, int) else shown(str(value))
    return InvalidValue(path=path, value=found, remedy=remedy)


@final
@frozen(kw_only=True)
class DirectEngagement(Fact):
    """
    The vendor's own sales force at work on a customer, with the evidence for it.

    It is known from its beginning, and without activity and end that came
    later. The ids of the evidence have no times.

    >>> met = datetime.fromisoformat("2026-01-15T10:00+01:00")
    >>> DirectEngagement(id="E-1", person="U-2", account="A-9", since=met).last_known_at == met
    True
    """

    id: str = field(validator=fields.identifier)
    person: str = field(validator=fields.identifier, metadata=refers_to("Person"))
    account: str = field(validator=fields.identifier, metadata=refers_to("Account"))
    product: str | None = field(default=None, validator=_reference, metadata=refers_to("Product"))
    territory: str | None = field(default=None, validator=_reference, metadata=refers_to("Territory"))

    #: The host's id of the project, where a customer has several.
    opportunity: str | None = field(default=None, validator=_reference)

    since: datetime = field(converter=as_utc, validator=fields.aware)

    #: The last instant of activity on record; None where only the beginning is.
    last_active_at: datetime | None = field(default=None, converter=as_utc, validator=_moment)

    #: When the work was given up or won; None is not known to be over.
    until: datetime | None = field(default=None, converter=as_utc, validator=_moment)

    #: Who approached whom; an unsolicited request of a customer is no active sale.
    initiative: Literal["vendor", "customer"] | None = field(
        default=None, validator=fields.optional(fields.choice("vendor", "customer"))
    )

    #: The host's ids of quotes, visits and mails that show it.
    evidence: tuple[str, ...] = field(
        default=(), converter=as_tuple, validator=fields.each(fields.identifier)
    )

    def _faults(self) -> Iterator[InvalidValue]:
        yield from in_order(self, "since", "last_active_at", "until")

    def _happened_at(self) -> datetime:
        return self.since

    def _undone(self, moment: datetime) -> dict[str, Any]:
        return {
            name: None for name in ("last_active_at", "until") if self._is_later(getattr(self, name), moment)
        }

    @property
    def last_known_at(self) -> datetime:
        """The latest instant at which it is known to have gone on, from which look-back windows count."""
        return self.until or self.last_active_at or self.since

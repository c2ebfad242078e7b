"""
Who asked for something, how did they come to us, and what is it worth?

A lead is a chance that somebody must follow up. It belongs to nobody until a
decision gives it to a partner; the decision is no part of the lead.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, final

from attrs import evolve, field, frozen

from partnerkit.facts import checks
from partnerkit.facts.consent import Consent, consent_before
from partnerkit.facts.fact import Fact, mentions, refers_to
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, shown
from partnerkit.values.fields import as_tuple, as_utc, in_order
from partnerkit.values.machine import Machine, Transition
from partnerkit.values.money import Money

__all__ = ["LEAD_COURSE", "Lead"]


def __dir__() -> list[str]:
    return __all__


#: How a lead ends; the stages on the way are the host's own and stand in `Lead.stage`.
LEAD_COURSE = Machine(
    name="lead",
    start="open",
    transitions=(
        Transition("open", "win", "won"),
        Transition("open", "lose", "lost"),
        Transition("open", "recycle", "recycled"),
        Transition("open", "withdraw", "withdrawn"),
        Transition("recycled", "reopen", "open"),
        Transition("recycled", "withdraw", "withdrawn"),
    ),
)


@final
@frozen(kw_only=True)
class Lead(Fact):
    """
    A chance to sell that one partner, or the vendor's own sales force, must follow up.

    Only `id` is needed. What is left out restricts nothing: a lead without
    language may go to a partner of any language. `source` says where it came
    from: a fair, a web form, a list that was bought.

    It is known from when it was received, and open until it was closed. The
    host's `stage` has no time: say in versions when it changed.

    >>> Lead(id="L-17", value=Money.of("12000", "EUR"), territory="de-north").status
    'open'
    """

    id: str = field(validator=fields.identifier)

    #: Expected order value; None is unknown, and unknown is not zero.
    value: Money | None = field(default=None, validator=fields.optional(checks.amount_above_zero))

    territory: str | None = field(
        default=None, validator=fields.optional(fields.identifier), metadata=refers_to("Territory")
    )
    product: str | None = field(
        default=None, validator=fields.optional(fields.identifier), metadata=refers_to("Product")
    )
    language: str | None = field(default=None, validator=fields.optional(checks.language))
    received_at: datetime | None = field(
        default=None, converter=as_utc, validator=fields.optional(fields.aware)
    )

    #: The account that asked; in a network it must be there.
    customer: str | None = field(
        default=None, validator=fields.optional(fields.identifier), metadata=refers_to("Account")
    )

    #: The host's id of the person to talk to; names and addresses stay with the host.
    contact: str | None = field(
        default=None, validator=fields.optional(fields.identifier), metadata=mentions("Person")
    )

    #: What that person permitted; None permits nothing.
    consent: Consent | None = field(
        default=None, validator=fields.optional(fields.instance(Consent, "a Consent")), repr=False
    )

    campaign: str | None = field(
        default=None, validator=fields.optional(fields.identifier), metadata=refers_to("Campaign")
    )
    urgent: bool = field(default=False, validator=fields.truth)

    #: The partner the customer asked for by name.
    named_partner: str | None = field(
        default=None, validator=fields.optional(fields.identifier), metadata=refers_to("Partner")
    )

    #: The partners the customer refuses; they may be known no more.
    refused_partners: tuple[str, ...] = field(
        default=(),
        converter=as_tuple,
        validator=fields.each(fields.identifier),
        metadata=mentions("Partner"),
    )

    #: The partners who had it before and gave it back or lost it, the first one first.
    earlier_holders: tuple[str, ...] = field(
        default=(),
        converter=as_tuple,
        validator=fields.each(fields.identifier),
        metadata=mentions("Partner"),
    )

    city: str | None = field(default=None, validator=fields.optional(fields.text))
    region: str | None = field(default=None, validator=fields.optional(fields.text))
    postal_code: str | None = field(default=None, validator=fields.optional(fields.text))
    country: str | None = field(default=None, validator=fields.optional(checks.country))

    #: Degrees, positive to the north and east; both or neither.
    latitude: float | None = field(default=None, validator=fields.optional(checks.latitude))
    longitude: float | None = field(default=None, validator=fields.optional(checks.longitude))

    #: The host's own stage, such as "MQL" or "SQL".
    stage: str | None = field(default=None, validator=fields.optional(fields.identifier))

    #: A state of `LEAD_COURSE`.
    status: str = field(default=LEAD_COURSE.start, validator=fields.choice(*LEAD_COURSE.states))

    #: When it was won, lost, recycled or withdrawn.
    closed_at: datetime | None = field(
        default=None, converter=as_utc, validator=fields.optional(fields.aware)
    )

    def _faults(self) -> Iterator[InvalidValue]:
        yield from in_order(self, "received_at", "closed_at")
        if self.status == "open" and self.closed_at is not None:
            yield InvalidValue(
                path="closed_at", value=shown(str(self.closed_at)), remedy="leave it out: the lead is open"
            )
        if (self.latitude is None) != (self.longitude is None):
            missing = "latitude" if self.latitude is None else "longitude"
            yield InvalidValue(path=missing, value="None", remedy="use both coordinates, or leave both out")
        if self.named_partner is not None and self.named_partner in self.refused_partners:
            yield InvalidValue(
                path="refused_partners",
                value=shown(self.named_partner),
                remedy="name a partner as wanted or as refused, not as both",
            )

    def _happened_at(self) -> datetime | None:
        return self.received_at

    def _undone(self, moment: datetime) -> dict[str, Any]:
        undone = consent_before(self.consent, moment)
        if self._is_later(self.closed_at, moment):
            undone |= {"status": LEAD_COURSE.start, "closed_at": None}
        return undone

    def with_step(self, event: str, *, at: datetime) -> "Lead":
        """
        Return the lead after *event*; an open one has no closing time.

        >>> Lead(id="L-17").with_step("win", at=datetime.fromisoformat("2026-03-02T09:00+01:00")).status
        'won'
        """
        status = LEAD_COURSE.step(self.status, event)
        fields.check({"at": (fields.aware, at)})
        return evolve(self, status=status, closed_at=None if status == "open" else at)

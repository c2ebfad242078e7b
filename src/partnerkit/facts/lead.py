"""
Who asked for something, how did they come to us, and what is it worth?

A lead is a chance that somebody must follow up. It belongs to nobody until a
decision gives it to a partner; the decision is no part of the lead.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Literal, final

from attrs import evolve, field, frozen

from partnerkit.facts import checks
from partnerkit.facts.consent import Consent, consent_before
from partnerkit.facts.fact import Fact, refers_to
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, shown
from partnerkit.values.fields import as_tuple, as_utc, in_order
from partnerkit.values.machine import Machine, Transition
from partnerkit.values.money import Money
from partnerkit.values.time import Period

__all__ = ["LEAD_COURSE", "Campaign", "Lead", "Touch"]


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
    contact: str | None = field(default=None, validator=fields.optional(fields.identifier))

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
        default=(), converter=as_tuple, validator=fields.each(fields.identifier)
    )

    #: The partners who had it before and gave it back or lost it, the first one first.
    earlier_holders: tuple[str, ...] = field(
        default=(), converter=as_tuple, validator=fields.each(fields.identifier)
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
        return evolve(self, status=status, closed_at=None if status == "open" else at)


@final
@frozen(kw_only=True)
class Touch(Fact):
    """
    One contact of a customer with marketing, a partner or the direct sales force.

    It belongs to a lead or, before there is one, to an account. It is known
    from when it happened.

    >>> Touch(lead="L-17", channel="webinar", at=datetime.fromisoformat("2026-03-02T09:00Z"), role="marketing").lead
    'L-17'
    """

    lead: str | None = field(
        default=None, validator=fields.optional(fields.identifier), metadata=refers_to("Lead")
    )
    account: str | None = field(
        default=None, validator=fields.optional(fields.identifier), metadata=refers_to("Account")
    )

    #: Such as "e-mail", "fair" or "search"; the host's own names.
    channel: str = field(validator=fields.identifier)
    at: datetime = field(converter=as_utc, validator=fields.aware)
    campaign: str | None = field(
        default=None, validator=fields.optional(fields.identifier), metadata=refers_to("Campaign")
    )

    #: Whose work the touch was.
    role: Literal["partner", "direct", "marketing"] = field(
        validator=fields.choice("partner", "direct", "marketing")
    )

    #: Which partner, where `role` is "partner".
    partner: str | None = field(
        default=None, validator=fields.optional(fields.identifier), metadata=refers_to("Partner")
    )

    #: Whether the seller aimed at this customer, its territory or its group ("active"), or the customer asked by
    #: itself or came by general advertising or a website ("passive"): Art. 1 of Regulation (EU) 2022/720.
    approach: Literal["active", "passive"] | None = field(
        default=None, validator=fields.optional(fields.choice("active", "passive"))
    )

    #: Whether the person agreed that it is counted for them; None counts as no.
    consented: bool | None = field(default=None, validator=fields.optional(fields.truth))

    def _faults(self) -> Iterator[InvalidValue]:
        if self.lead is None and self.account is None:
            yield InvalidValue(path="lead", value="None", remedy="name the lead or the account it belongs to")
        if self.partner is not None and self.role != "partner":
            yield InvalidValue(
                path="partner", value=shown(self.partner), remedy=f"leave it out for role {self.role}"
            )

    def _happened_at(self) -> datetime:
        return self.at


@final
@frozen(kw_only=True)
class Campaign(Fact):
    """
    An effort of marketing in a stated time, for which partners must be told and ready.

    It is a plan, known before its period; that partners were told is known
    from when they were.

    >>> Campaign(id="C-1", name="Spring", period=Period.quarter(2026, 2), channels=["fair"]).channels
    ('fair',)
    """

    id: str = field(validator=fields.identifier)
    name: str = field(default="", validator=fields.text)
    period: Period = field(validator=checks.period)
    budget: Money | None = field(default=None, validator=fields.optional(checks.amount))

    #: None is unknown.
    channels: tuple[str, ...] | None = field(
        default=None, converter=as_tuple, validator=fields.optional(checks.identifiers)
    )
    territory: str | None = field(
        default=None, validator=fields.optional(fields.identifier), metadata=refers_to("Territory")
    )
    product: str | None = field(
        default=None, validator=fields.optional(fields.identifier), metadata=refers_to("Product")
    )

    #: The person who answers for it.
    owner: str | None = field(
        default=None, validator=fields.optional(fields.identifier), metadata=refers_to("Person")
    )

    #: The partners it is run with; None is not restricted to any.
    partners: tuple[str, ...] | None = field(
        default=None,
        converter=as_tuple,
        validator=fields.optional(checks.identifiers),
        metadata=refers_to("Partner"),
    )

    #: When the partners were told; None is not yet.
    announced_at: datetime | None = field(
        default=None, converter=as_utc, validator=fields.optional(fields.aware)
    )

    #: How many leads marketing expects from it.
    expected_leads: int | None = field(default=None, validator=fields.optional(fields.whole_number()))

    def _undone(self, moment: datetime) -> dict[str, Any]:
        return {"announced_at": None} if self._is_later(self.announced_at, moment) else {}

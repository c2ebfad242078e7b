"""
What is done so that somebody asks, and who was reached by it?

A campaign is planned, announced to the partners and has its time; a touch is
one contact of a customer that it, a partner or the direct sales force made.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Literal, final

from attrs import field, frozen

from partnerkit.facts import checks
from partnerkit.facts.fact import Fact, refers_to
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, shown
from partnerkit.values.fields import as_tuple, as_utc
from partnerkit.values.money import Money
from partnerkit.values.time import Period

__all__ = ["Campaign", "Touch"]


def __dir__() -> list[str]:
    return __all__


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

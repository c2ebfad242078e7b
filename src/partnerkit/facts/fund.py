"""What does the vendor give for marketing with partners, who asked for it, and what was proved?"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, final

from attrs import evolve, field, frozen

from partnerkit.facts import checks
from partnerkit.facts.fact import Fact, refers_to
from partnerkit.facts.step import StepTaken, stated, undone
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, shown
from partnerkit.values.fields import as_tuple, as_utc
from partnerkit.values.machine import Machine, Transition
from partnerkit.values.money import Money
from partnerkit.values.time import Period
from partnerkit.values.zones import zone, zone_info

__all__ = ["FUND_COURSE", "Fund", "FundAllocation", "FundRequest"]

#: From the request to the payment. A claim without its proofs goes back and may be made again.
FUND_COURSE = Machine(
    name="fund-request",
    start="requested",
    transitions=(
        Transition("requested", "approve", "approved", by=("vendor",)),
        Transition("requested", "decline", "declined", by=("vendor",), reason_required=True),
        Transition("requested", "withdraw", "withdrawn", by=("partner",)),
        Transition("approved", "claim", "claimed", by=("partner",)),
        Transition("approved", "withdraw", "withdrawn", by=("partner",)),
        Transition("approved", "expire", "expired"),
        Transition("claimed", "return", "approved", by=("vendor",), reason_required=True),
        Transition("claimed", "settle", "settled", by=("vendor",)),
        Transition("claimed", "reject", "rejected", by=("vendor",), reason_required=True),
    ),
)

#: Steps that say an amount, and the one whose amount they may not exceed.
_AMOUNTS = {"approve": None, "claim": "approve", "settle": "claim"}


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Fund(Fact):
    """
    Money for marketing with partners: a budget for a period, on stated conditions.

    >>> fund = Fund(id="mdf", period=Period.year(2026), budget=Money.of("100000", "EUR"), coverage=Decimal("0.5"))
    >>> fund.covers(Money.of("3000", "EUR"))
    Money.of('1500.00', 'EUR')
    """

    id: str = field(validator=fields.identifier)
    name: str = field(default="", validator=fields.text)
    program: str | None = field(
        default=None, validator=fields.optional(fields.identifier), metadata=refers_to("Program")
    )

    #: The days on which what it pays for takes place.
    period: Period = field(validator=checks.period)
    budget: Money = field(validator=checks.amount)

    #: The part of the cost that the vendor bears, as 0.5 for one half.
    coverage: Decimal = field(default=Decimal(1), validator=checks.share)

    #: Days after what it pays for within which a claim must be there.
    claim_days: int = field(default=90, validator=fields.whole_number(most=3_660))

    #: Where its days begin and end, such as "America/New_York"; None is UTC.
    timezone: str | None = field(default=None, validator=fields.optional(zone))

    #: What must be handed in with a claim, by the host's names, such as "invoice".
    proofs: tuple[str, ...] = field(default=(), converter=as_tuple, validator=fields.each(fields.identifier))

    def covers(self, cost: Money) -> Money:
        """Return the part of *cost* that the vendor bears, rounded down: never more than its share."""
        return cost.times(self.coverage, rounding="down")

    def day_of(self, moment: datetime) -> date:
        """
        Return the day on which something happens, as the fund counts days.

        >>> fund = Fund(id="mdf", period=Period.year(2026), budget=Money.of("1", "USD"), timezone="America/New_York")
        >>> fund.day_of(datetime.fromisoformat("2026-04-01T02:00Z"))
        datetime.date(2026, 3, 31)
        """
        return moment.astimezone(zone_info(self.timezone or "UTC")).date()

    def end_of(self, day: date) -> datetime:
        """Return the moment at which *day* is over, as the fund counts days."""
        return Period.day(day).span(self.timezone or "UTC").end


@final
@frozen(kw_only=True)
class FundAllocation(Fact):
    """
    What of a fund is set aside for one partner.

    >>> january = Period.month(2026, 1)
    >>> set_aside = FundAllocation(id="F-1", fund="mdf", partner="P-4", amount=Money.of("5000", "EUR"), period=january)
    >>> set_aside.is_open(date(2026, 1, 31)), set_aside.is_open(date(2026, 2, 1))
    (True, False)
    """

    id: str = field(validator=fields.identifier)
    fund: str = field(validator=fields.identifier, metadata=refers_to("Fund"))
    partner: str = field(validator=fields.identifier, metadata=refers_to("Partner"))
    amount: Money = field(validator=checks.amount)

    #: The days on which requests may be approved from it; None has no end.
    period: Period | None = field(default=None, validator=fields.optional(checks.period))

    def is_open(self, day: date) -> bool:
        """Tell whether something may be promised from it on *day*."""
        return self.period is None or self.period.contains(day)

    @property
    def end(self) -> date:
        """The first day on which nothing is promised from it any more."""
        return date.max if self.period is None else self.period.end


@final
@frozen(kw_only=True)
class FundRequest(Fact):
    """
    What a partner asks a fund for, and what became of it.

    It is known from when it was asked, and without the steps taken later.

    >>> asked = FundRequest(
    ...     id="R-1",
    ...     fund="mdf",
    ...     partner="P-4",
    ...     amount=Money.of("2000", "EUR"),
    ...     period=Period.month(2026, 5),
    ...     requested_at=datetime.fromisoformat("2026-03-02T09:00Z"),
    ... )
    >>> asked.status, asked.approved is None
    ('requested', True)
    """

    id: str = field(validator=fields.identifier)
    fund: str = field(validator=fields.identifier, metadata=refers_to("Fund"))
    partner: str = field(validator=fields.identifier, metadata=refers_to("Partner"))

    #: What the vendor is to pay.
    amount: Money = field(validator=checks.amount_above_zero)

    #: What it is for, and when that takes place.
    activity: str = field(default="", validator=fields.text)
    campaign: str | None = field(
        default=None, validator=fields.optional(fields.identifier), metadata=refers_to("Campaign")
    )
    period: Period = field(validator=checks.period)
    requested_at: datetime = field(converter=as_utc, validator=fields.aware)

    #: Steps of `FUND_COURSE`, in their order; approve, claim and settle say an amount.
    steps: tuple[StepTaken, ...] = field(
        default=(), converter=as_tuple, validator=fields.each(fields.instance(StepTaken, "a StepTaken"))
    )

    def _faults(self) -> Iterator[InvalidValue]:
        yield from FUND_COURSE.faults(self.steps, since=self.requested_at)
        limits: dict[str | None, Money] = {None: self.amount}
        for place, step in enumerate(self.steps):
            if step.event not in _AMOUNTS:
                continue
            path, most = f"steps[{place}].amount", limits.get(_AMOUNTS[step.event])
            if step.amount is None:
                yield InvalidValue(path=path, value="None", remedy=f"say how much: {step.event}")
            elif step.amount.currency != self.amount.currency:
                remedy = f"use {self.amount.currency}, the currency of the request"
                yield InvalidValue(path=path, value=shown(step.amount.currency), remedy=remedy)
            elif most is not None and step.amount > most:
                remedy = f"use at most {most.amount}"
                yield InvalidValue(path=path, value=shown(str(step.amount.amount)), remedy=remedy)
            else:
                limits[step.event] = step.amount

    def _happened_at(self) -> datetime:
        return self.requested_at

    def _undone(self, moment: datetime) -> dict[str, Any]:
        return undone(self.steps, moment)

    @property
    def status(self) -> str:
        """A state of `FUND_COURSE`."""
        return FUND_COURSE.replay([step.event for step in self.steps])

    @property
    def approved(self) -> Money | None:
        """What the vendor promised; None while it has not."""
        return stated(self.steps, "approve")

    @property
    def claimed(self) -> Money | None:
        """What the partner claimed last; None while it has not."""
        return stated(self.steps, "claim")

    @property
    def settled(self) -> Money | None:
        """What was paid; None while nothing was."""
        return stated(self.steps, "settle")

    def claim_until(self, fund: Fund) -> date:
        """Return the last day on which a claim may be made."""
        if (date.max - self.period.last_day).days <= fund.claim_days:
            return date.max
        return self.period.last_day + timedelta(days=fund.claim_days)

    def with_step(
        self,
        event: str,
        *,
        at: datetime,
        by: str | None = None,
        reason: str | None = None,
        amount: Money | None = None,
        documents: tuple[str, ...] = (),
    ) -> "FundRequest":
        """
        Return the request after *event*; what the fund can bear is looked at by `FundBook`.

        Raises
        ------
        IllegalTransition
            If *event* is no step from here.
        InvalidValue
            If an amount is missing, in another currency or above what was approved or claimed.
        """
        FUND_COURSE.step(self.status, event, reason=reason)
        step = StepTaken(event=event, at=at, by=by, reason=reason, amount=amount, documents=documents)
        return evolve(self, steps=(*self.steps, step))

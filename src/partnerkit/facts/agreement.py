"""What did vendor and partner agree on, until when, and how can it end?"""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal, final

from attrs import evolve, field, frozen

from partnerkit.facts import checks
from partnerkit.facts.fact import Fact, as_facts, refers_to
from partnerkit.facts.partner import FORMS, SYSTEMS, ContractForm, DistributionSystem
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, raise_faults, shown
from partnerkit.values.fields import as_tuple
from partnerkit.values.machine import Machine, Transition
from partnerkit.values.money import Money
from partnerkit.values.reasons import Facts
from partnerkit.values.time import Period

__all__ = [
    "AGREEMENT_COURSE",
    "RESTRICTIONS",
    "SIDES",
    "Agreement",
    "Commitment",
    "JointPlan",
    "NoticeTerms",
    "Side",
]

#: The two sides of a joint plan.
Side = Literal["vendor", "partner"]
SIDES: tuple[Side, ...] = ("vendor", "partner")


def __dir__() -> list[str]:
    return __all__


#: From the draft to the end of an agreement; who signs first does not matter.
AGREEMENT_COURSE = Machine(
    name="agreement",
    start="draft",
    transitions=(
        Transition("draft", "send", "sent"),
        Transition("sent", "revise", "draft"),
        Transition("sent", "sign", "signed"),
        Transition("sent", "refuse", "refused", reason_required=True),
        Transition("signed", "give-notice", "notice-given", reason_required=True),
        Transition("signed", "expire", "ended"),
        Transition("notice-given", "withdraw-notice", "signed"),
        Transition("notice-given", "end", "ended"),
    ),
)

#: From what a contract may keep the partner. Active sales: those into territories or customer groups granted to
#: others, or reserved ("active-sales"), or all outside its own ("all-active-sales"). Passive sales: those the
#: customer asked for. "cross-supplies" are those between authorized dealers of a selective system.
RESTRICTIONS = (
    "active-sales",
    "all-active-sales",
    "passive-sales",
    "online-sales",
    "online-advertising",
    "end-users",
    "cross-supplies",
    "unauthorized-resellers",
    "competing-goods",
)

#: The field that keeps the day of a step, and the states in which there can be one.
_DAYS = {
    "sign": "signed_on",
    "give-notice": "notice_on",
    "expire": "ended_on",
    "end": "ended_on",
}
_KNOWN_IN = {
    "signed_on": ("signed", "notice-given", "ended"),
    "notice_on": ("notice-given", "ended"),
    "ended_on": ("ended",),
    "reason": ("refused", "notice-given", "ended"),
}


@final
@frozen(kw_only=True)
class NoticeTerms:
    """
    How long before its end an agreement must be given notice.

    There is no default: what the contract does not say must be looked up in
    the law that governs it.

    >>> NoticeTerms(months=3, to_end_of="month").months
    3
    """

    months: int | None = field(default=None, validator=fields.optional(fields.whole_number(most=120)))
    days: int | None = field(default=None, validator=fields.optional(fields.whole_number(most=3_660)))

    #: Where the notice runs out; None is not said: then the law says it, or it runs out on any day.
    to_end_of: Literal["day", "month", "quarter", "year"] | None = field(
        default=None, validator=fields.optional(fields.choice("day", "month", "quarter", "year"))
    )

    #: Where this stands, such as "contract, clause 14" or a section of a law.
    source: str | None = field(default=None, validator=fields.optional(fields.text))

    def __attrs_post_init__(self) -> None:
        raise_faults(fields.one_of(self, "months", "days"))


@final
@frozen(kw_only=True)
class Agreement(Fact):
    """
    A contract between the vendor and a partner.

    It is known from the end of the day in UTC on which it was signed, and
    without notice and end until these days are over; where `known_from` is
    before, it was out for signature until then.

    >>> Agreement(id="A-1", partner="P-4", period=Period.since(date(2024, 1, 1))).status
    'draft'
    """

    id: str = field(validator=fields.identifier)
    partner: str = field(validator=fields.identifier, metadata=refers_to("Partner"))

    #: The firm of the vendor that is the other party, by the name in the contract; None is the vendor.
    vendor: str | None = field(default=None, validator=fields.optional(fields.text))
    form: ContractForm | None = field(default=None, validator=fields.optional(fields.choice(*FORMS)))
    system: DistributionSystem | None = field(
        default=None, validator=fields.optional(fields.choice(*SYSTEMS))
    )
    period: Period = field(validator=checks.period)
    notice: NoticeTerms | None = field(
        default=None, validator=fields.optional(fields.instance(NoticeTerms, "NoticeTerms"))
    )

    #: The notice that the partner must give, where the contract does not ask the same of both sides.
    partner_notice: NoticeTerms | None = field(
        default=None, validator=fields.optional(fields.instance(NoticeTerms, "NoticeTerms"))
    )

    #: A country's law, such as "DE" or "SE", or that of a part of it, such as "US-WI".
    law: str | None = field(default=None, validator=fields.optional(checks.jurisdiction))
    exclusive: bool = field(default=False, validator=fields.truth)
    territories: tuple[str, ...] | None = field(
        default=None,
        converter=as_tuple,
        validator=fields.optional(checks.identifiers),
        metadata=refers_to("Territory"),
    )
    products: tuple[str, ...] | None = field(
        default=None,
        converter=as_tuple,
        validator=fields.optional(checks.identifiers),
        metadata=refers_to("Product"),
    )

    #: What the partner must buy in a year.
    minimum_purchase: Money | None = field(default=None, validator=fields.optional(checks.amount))

    #: The part of its purchases on this market that it must buy from the vendor, 80 % as Decimal("0.80").
    purchase_share: Decimal | None = field(default=None, validator=fields.optional(checks.share))

    #: What it keeps the partner from: some of `RESTRICTIONS`; None is unknown.
    restricts: tuple[str, ...] | None = field(
        default=None,
        converter=as_tuple,
        validator=fields.optional(fields.each(fields.choice(*RESTRICTIONS))),
    )

    #: Whether it goes on when nobody gives notice, and for how many months.
    renews_months: int | None = field(
        default=None, validator=fields.optional(fields.whole_number(least=1, most=120))
    )

    #: Whether the partner must hand over the data of its customers; it matters when the agreement ends.
    hands_over_customers: bool | None = field(default=None, validator=fields.optional(fields.truth))

    #: A state of `AGREEMENT_COURSE`.
    status: str = field(default=AGREEMENT_COURSE.start, validator=fields.choice(*AGREEMENT_COURSE.states))

    #: The days of the steps that count; None is not yet, or unknown.
    signed_on: date | None = field(default=None, validator=fields.optional(fields.calendar_date))
    notice_on: date | None = field(default=None, validator=fields.optional(fields.calendar_date))
    ended_on: date | None = field(default=None, validator=fields.optional(fields.calendar_date))

    #: Why it was refused or given notice, such as "sales-below-minimum".
    reason: str | None = field(default=None, validator=fields.optional(checks.reason_code))

    def _faults(self) -> Iterator[InvalidValue]:
        for name, states in _KNOWN_IN.items():
            if getattr(self, name) is not None and self.status not in states:
                yield InvalidValue(
                    path=name,
                    value=shown(str(getattr(self, name))),
                    remedy=f"leave it out: the agreement is {self.status}",
                )
        if self.status == "notice-given" and self.notice_on is None:
            yield InvalidValue(path="notice_on", value="None", remedy="say when: notice is given")
        yield from fields.in_order(self, "signed_on", "notice_on", "ended_on")

    def _happened_at(self) -> datetime | None:
        if self.signed_on is None or self.known_from is not None:
            return None
        return self._day_over(self.signed_on)

    def _undone(self, moment: datetime) -> dict[str, Any]:
        later: dict[str, Any] = {
            name: None
            for name in ("signed_on", "notice_on", "ended_on")
            if self._is_later(getattr(self, name), moment)
        }
        if not later:
            return {}
        if "signed_on" in later:
            return {**later, "status": "sent", "reason": None}
        if "notice_on" in later or self.notice_on is None:
            return {**later, "status": "signed", "reason": None}
        return {**later, "status": "notice-given"}

    def with_step(self, event: str, *, on: date, reason: str | None = None) -> "Agreement":
        """
        Return the agreement after *event*; who refuses it or gives notice says why.

        >>> draft = Agreement(id="A-1", partner="P-4", period=Period.year(2026))
        >>> signed = draft.with_step("send", on=date(2026, 1, 2)).with_step("sign", on=date(2026, 1, 9))
        >>> signed.with_step("give-notice", on=date(2026, 6, 1), reason="sales-below-minimum").notice_on
        datetime.date(2026, 6, 1)

        Raises
        ------
        IllegalTransition
            If *event* is no step from here.
        InvalidValue
            If it is before an earlier step, or expires before its period is over.
        """
        status = AGREEMENT_COURSE.step(self.status, event, reason=reason)
        fields.check({"on": (fields.calendar_date, on)})
        if event == "expire" and on < self.period.end:
            raise InvalidValue(
                path="on", value=shown(str(on)), remedy=f"use a day not before {self.period.end}, its end"
            )
        if event == "withdraw-notice":
            return evolve(self, status=status, notice_on=None, reason=None)
        day: dict[str, Any] = {_DAYS[event]: on} if event in _DAYS else {}
        return evolve(self, status=status, reason=self.reason if reason is None else reason, **day)

    def holds_on(self, day: date) -> bool:
        """Tell whether *day* lies in its period; whether it was signed is told by `status`."""
        return Fact.holds_on(self, day) and self.period.contains(day)


@final
@frozen(kw_only=True)
class Commitment:
    """
    What one side of a joint plan promised to do.

    >>> Commitment(id="C-1", by="vendor", text="a demo machine", due=date(2026, 3, 31)).done_on is None
    True
    """

    id: str = field(validator=fields.identifier)
    by: Side = field(validator=fields.choice(*SIDES))
    text: str = field(validator=fields.text)

    #: The last day for it; None is the end of the plan.
    due: date | None = field(default=None, validator=fields.optional(fields.calendar_date))

    #: The goal of the plan that tells whether it is kept; None where somebody must say so.
    goal: str | None = field(default=None, validator=fields.optional(fields.identifier))

    #: The day it was done, as both sides agree; None is not yet, or unknown.
    done_on: date | None = field(default=None, validator=fields.optional(fields.calendar_date))


def _priorities(weights: Facts) -> bool:
    return not weights or (
        all(map(fields.is_identifier, weights))
        and all(fields.is_decimal(weight) and weight >= 0 for weight in weights.values())  # type: ignore[operator]
        and any(weights.values())
    )


#: Objective -> weight; only the proportions matter.
PRIORITIES = fields.Check(
    lambda value: isinstance(value, Facts) and _priorities(value),
    "use a mapping of objectives to Decimals of 0 or more, not all of them 0",
)


@final
@frozen(kw_only=True)
class JointPlan(Fact):
    """
    What both sides set out to do together in a period, a year as a rule: a plan, known before it.

    >>> plan = JointPlan(id="J-1", partner="P-4", period=Period.year(2026), vendor_goals=["share in north"])
    >>> signed = plan.with_signature("vendor", on=date(2026, 1, 9)).with_signature("partner", on=date(2026, 1, 12))
    >>> signed.signed_version, signed.revised(goals=("de",)).signed_version
    (1, None)
    """

    id: str = field(validator=fields.identifier)
    partner: str = field(validator=fields.identifier, metadata=refers_to("Partner"))
    period: Period = field(validator=checks.period)
    version: int = field(default=1, validator=fields.whole_number(least=1))
    vendor_goals: tuple[str, ...] = field(default=(), converter=as_tuple, validator=fields.each(fields.text))
    partner_goals: tuple[str, ...] = field(default=(), converter=as_tuple, validator=fields.each(fields.text))

    #: Goals of the goal tree that belong to it.
    goals: tuple[str, ...] = field(
        default=(), converter=as_tuple, validator=fields.each(fields.identifier), metadata=refers_to("Goal")
    )
    measures: tuple[str, ...] = field(default=(), converter=as_tuple, validator=fields.each(fields.text))

    #: What each side wants how much: objective -> weight.
    vendor_priorities: Facts = field(default=Facts(), converter=as_facts, validator=PRIORITIES)
    partner_priorities: Facts = field(default=Facts(), converter=as_facts, validator=PRIORITIES)

    #: What each side promised to do.
    commitments: tuple[Commitment, ...] = field(
        default=(), converter=as_tuple, validator=fields.each(fields.instance(Commitment, "a Commitment"))
    )
    budget: Money | None = field(default=None, validator=fields.optional(checks.amount))
    review_dates: tuple[date, ...] = field(
        default=(), converter=as_tuple, validator=fields.each(fields.calendar_date)
    )

    #: The days on which this version was signed; None is not, or not yet.
    signed_by_vendor: date | None = field(default=None, validator=fields.optional(fields.calendar_date))
    signed_by_partner: date | None = field(default=None, validator=fields.optional(fields.calendar_date))

    def _faults(self) -> Iterator[InvalidValue]:
        for place, day in enumerate(self.review_dates):
            if not self.period.contains(day):
                yield InvalidValue(
                    path=f"review_dates[{place}]",
                    value=shown(str(day)),
                    remedy=f"use a date within {self.period}",
                )
        ids = [each.id for each in self.commitments]
        for place, each in enumerate(self.commitments):
            path = f"commitments[{place}]"
            if each.id in ids[:place]:
                yield InvalidValue(path=f"{path}.id", value=shown(each.id), remedy="use each id once")
            if each.due is not None and not self.period.contains(each.due):
                remedy = f"use a date within {self.period}"
                yield InvalidValue(path=f"{path}.due", value=shown(str(each.due)), remedy=remedy)
            if each.goal is not None and each.goal not in self.goals:
                remedy = "name a goal that belongs to the plan"
                yield InvalidValue(path=f"{path}.goal", value=shown(each.goal), remedy=remedy)

    def _undone(self, moment: datetime) -> dict[str, Any]:
        undone: dict[str, Any] = {
            name: None
            for name in ("signed_by_vendor", "signed_by_partner")
            if self._is_later(getattr(self, name), moment)
        }
        if any(self._is_later(each.done_on, moment) for each in self.commitments):
            undone["commitments"] = tuple(
                evolve(each, done_on=None) if self._is_later(each.done_on, moment) else each
                for each in self.commitments
            )
        return undone

    @property
    def signed_version(self) -> int | None:
        """The version that both sides signed; None while one of them has not."""
        return None if self.signed_by_vendor is None or self.signed_by_partner is None else self.version

    def with_signature(self, side: Side, *, on: date) -> "JointPlan":
        """Return the plan signed by one *side*."""
        fields.check({"side": (fields.choice(*SIDES), side)})
        signed: dict[str, Any] = {f"signed_by_{side}": on}
        return evolve(self, **signed)

    def revised(self, **changes: Any) -> "JointPlan":
        """Return the next version, which nobody has signed, with *changes*."""
        unsigned = {"signed_by_vendor": None, "signed_by_partner": None, "version": self.version + 1}
        return evolve(self, **{**unsigned, **changes})

    def holds_on(self, day: date) -> bool:
        """Tell whether it is the plan for *day*."""
        return Fact.holds_on(self, day) and self.period.contains(day)

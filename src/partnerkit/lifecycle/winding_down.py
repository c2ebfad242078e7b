"""
What is done until the last day of a contract, and after it?

During notice a partner keeps access, prices, registrations and service; access
closes with the last day. Leads that the vendor gave go back; what the partner
found itself stays with it, and so do its customers, unless the agreement and
what these permitted allow more. What the contract does not say has no date, and
a finding.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Literal, TypeAlias, final

from attrs import evolve, field, frozen

from partnerkit.facts.agreement import SIDES, Agreement, Side
from partnerkit.facts.consent import Consent
from partnerkit.facts.deal import DealRegistration
from partnerkit.facts.standing import Standing
from partnerkit.lifecycle.indemnity import claim_deadline
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, NotFound, shown
from partnerkit.values.ids import joined
from partnerkit.values.reasons import Finding, Reason
from partnerkit.values.rows import Rows
from partnerkit.values.time import instant

__all__ = [
    "CustomerAnswer",
    "Rights",
    "WindDown",
    "WindDownStep",
    "WindDownTerms",
    "pass_on_customers",
    "rights",
    "wind_down",
]

_INSTANT = timedelta(microseconds=1)

#: States in which there is a contract.
_AT_WORK = frozenset(("contracted", "onboarding", "active", "improvement"))

Area: TypeAlias = Literal[
    "access", "lead", "deal", "stock", "spare-parts", "warranty", "funds", "trademarks", "claim"
]


def __dir__() -> list[str]:
    return __all__


_days = fields.optional(fields.whole_number(most=36_600))


@final
@frozen(kw_only=True)
class WindDownTerms:
    """
    How many days after the last one the contract leaves for what remains; None is not agreed.

    >>> WindDownTerms(stock=30, trademarks=14).stock
    30
    """

    #: To offer the stock, which the vendor buys back.
    stock: int | None = field(default=None, validator=_days)

    #: In which the vendor still delivers spare parts, and settles warranty claims of what was sold before.
    spare_parts: int | None = field(default=None, validator=_days)
    warranty: int | None = field(default=None, validator=_days)

    #: To claim funds that were granted.
    funds: int | None = field(default=None, validator=_days)

    #: To take down signs and names.
    trademarks: int | None = field(default=None, validator=_days)


#: Area, field of the terms, and who acts.
_REMAINS: tuple[tuple[Area, str, Side], ...] = (
    ("stock", "stock", "vendor"),
    ("spare-parts", "spare_parts", "vendor"),
    ("warranty", "warranty", "vendor"),
    ("funds", "funds", "partner"),
    ("trademarks", "trademarks", "partner"),
)


@final
@frozen(kw_only=True)
class WindDownStep:
    """One thing to be done: by whom, and until when."""

    id: str = field(validator=fields.identifier)
    area: Area
    by: Side = field(validator=fields.choice(*SIDES))

    #: The last day for it; None is not agreed.
    due: date | None = field(default=None, validator=fields.optional(fields.calendar_date))
    done_on: date | None = field(default=None, validator=fields.optional(fields.calendar_date))
    reason: Reason


@final
@frozen(kw_only=True)
class WindDown:
    """The plan of one parting, its steps by their dates; those without a date come last."""

    standing: str
    partner: str

    #: The last day of the contract.
    last_day: date
    steps: tuple[WindDownStep, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def open(self) -> tuple[WindDownStep, ...]:
        """What is not done."""
        return tuple(step for step in self.steps if step.done_on is None)

    def with_done(self, name: str, *, on: date) -> "WindDown":
        """Return the plan with one step done; `NotFound` for a step that it has not."""
        if name not in {step.id for step in self.steps}:
            raise NotFound(path="steps", key=name, known=tuple(step.id for step in self.steps))
        steps = tuple(evolve(step, done_on=on) if step.id == name else step for step in self.steps)
        return evolve(self, steps=steps)


@final
@frozen
class Rights:
    """What a partner has for as long as it is one; after the last day it has nothing."""

    access: bool = False
    prices: bool = False
    registrations: bool = False
    service: bool = False


_ALL = Rights(access=True, prices=True, registrations=True, service=True)


def rights(standing: Standing, day: date) -> Rights:
    """
    Return what a partner has on *day*, in UTC: during notice what it had before, after it nothing.

    A pause stops new business, never what customers need.

    >>> standing = Standing(id="S-4", partner="P-4", began_at=datetime.fromisoformat("2026-03-02T12:00Z"))
    >>> rights(standing, date(2026, 3, 3)).access
    False
    """
    fields.check({"day": (fields.calendar_date, day)})
    then = evolve(standing, steps=tuple(step for step in standing.steps if step.at.date() <= day))
    if then.last_day is not None and (then.status == "ended" or day > then.last_day):
        return Rights()
    status = then.before_ending or then.status
    if status == "suspended":
        return Rights(access=True, service=True)
    return _ALL if status in _AT_WORK else Rights()


def wind_down(
    standing: Standing,
    *,
    terms: WindDownTerms,
    leads: Mapping[str, Side],
    deals: Iterable[DealRegistration] = (),
    findings: Iterable[Finding] = (),
) -> WindDown:
    """
    Plan what is done when a partner leaves: each thing with its date and who does it.

    Parameters
    ----------
    standing
        One that is ending.
    terms
        What the contract leaves time for.
    leads
        Its open leads, each with who found it: the vendor, or the partner itself.
    deals
        Its registrations; those that are over are passed over.
    findings
        Those of the ending: where an indemnity is possible, its deadline joins the plan.

    Raises
    ------
    InvalidValue
        For a standing that is not ending, an unknown origin, and a deal of somebody else.

    >>> from partnerkit.facts.standing import StandingStep
    >>> noon = datetime.fromisoformat("2026-03-02T12:00Z")
    >>> way = [StandingStep(event=each, at=noon, decided_by="U-1") for each in ("qualify", "contract", "onboard")]
    >>> end = StandingStep(
    ...     event="end", at=noon, decided_by="U-1", reason="as-agreed", initiator="mutual", last_day=date(2026, 6, 30)
    ... )
    >>> leaving = Standing(id="S-4", partner="P-4", began_at=noon, steps=[*way, end])
    >>> plan = wind_down(leaving, terms=WindDownTerms(stock=30), leads={"L-1": "vendor"})
    >>> [(step.id, str(step.due)) for step in plan.steps if step.due is not None]
    [('access', '2026-06-30'), ('lead:L-1', '2026-06-30'), ('stock', '2026-07-30')]
    """
    last = standing.last_day
    if last is None:
        raise InvalidValue(
            path="standing.status", value=shown(standing.status), remedy="use a partner that is ending"
        )
    steps = [
        *_of_leads(standing.partner, last, leads),
        *_of_deals(standing.partner, last, deals),
        *_of_terms(standing.partner, last, terms),
        *_of_claims(standing.partner, last, findings),
    ]
    unagreed = tuple(area for area, name, _ in _REMAINS if getattr(terms, name) is None)
    found: tuple[Finding, ...] = ()
    if unagreed:
        facts = {"partner": standing.partner, "matter": unagreed}
        found = (
            Finding(
                reason=Reason("wind-down-unagreed", facts), severity="medium", subjects=(standing.partner,)
            ),
        )
    return WindDown(
        standing=standing.id,
        partner=standing.partner,
        last_day=last,
        steps=tuple(sorted(steps, key=lambda step: (step.due or date.max, step.id))),
        findings=found,
    )


@final
@frozen(kw_only=True)
class CustomerAnswer:
    """Whether the vendor may have one customer of a dealer, and why."""

    customer: str
    reason: Reason

    @property
    def is_handed_over(self) -> bool:
        """Whether the vendor may have it."""
        return self.reason.code == "customer-handed-over"


def pass_on_customers(
    customers: Mapping[str, Consent | None],
    *,
    agreement: Agreement,
    vendor: str,
    as_of: datetime,
    purpose: str | None = None,
) -> Rows[CustomerAnswer]:
    """
    Say of each customer that a dealer found itself whether the vendor may have it, and why.

    It may only where the agreement says so and the customer's permission lets
    the vendor learn of it; what is unknown is a no.

    >>> from partnerkit.values.time import Period
    >>> deal = Agreement(id="A-1", partner="P-4", period=Period.year(2026), hands_over_customers=True)
    >>> asked = Consent(basis="consent", purpose="offer", may_be_passed_on=True)
    >>> found = pass_on_customers({"C-1": asked, "C-2": None}, agreement=deal, vendor="acme", as_of=datetime.fromisoformat("2026-12-31T12:00Z"))
    >>> [(each.customer, each.is_handed_over, each.reason.code) for each in found]
    [('C-1', True, 'customer-handed-over'), ('C-2', False, 'customer-stays-private')]
    """
    now = instant(as_of, path="as_of")
    found = []
    for name, consent in customers.items():
        facts = {"customer": name, "agreement": agreement.id}
        if agreement.hands_over_customers is not True:
            reason = Reason("customer-stays-by-agreement", facts)
        elif consent is None or not consent.allows_partner(vendor, as_of=now, purpose=purpose):
            reason = Reason("customer-stays-private", facts)
        else:
            reason = Reason("customer-handed-over", facts)
        found.append(CustomerAnswer(customer=name, reason=reason))
    return Rows(CustomerAnswer, found)


def _of_leads(partner: str, last: date, leads: Mapping[str, Side]) -> Iterator[WindDownStep]:
    yield WindDownStep(
        id="access",
        area="access",
        by="vendor",
        due=last,
        reason=Reason("access-closes", {"partner": partner, "until": last}),
    )
    for lead, origin in leads.items():
        fault = fields.choice(*SIDES).fault(f"leads[{shown(lead)}]", origin)
        if fault is not None:
            raise fault
        facts = {"lead": lead, "partner": partner, "until": last}
        is_own = origin == "partner"
        reason = Reason("lead-stays" if is_own else "lead-goes-back", facts)
        yield WindDownStep(
            id=joined("lead", lead, by=":"), area="lead", by="partner", due=last, reason=reason
        )


def _of_deals(partner: str, last: date, deals: Iterable[DealRegistration]) -> Iterator[WindDownStep]:
    for deal in deals:
        if deal.partner != partner:
            remedy = f"use registrations of {partner}"
            raise InvalidValue(
                path=f"deals[{shown(deal.id)}].partner", value=shown(deal.partner), remedy=remedy
            )
        facts = {"registration": deal.id, "partner": partner}
        if deal.status in {"approved", "extended"}:
            # It expires with the first instant without protection; the day of the last one with it counts.
            until = last if deal.expires_at is None else (deal.expires_at - _INSTANT).date()
            reason = Reason(
                "deal-outlives-contract" if until > last else "deal-to-finish", {**facts, "until": until}
            )
            yield WindDownStep(
                id=joined("deal", deal.id, by=":"), area="deal", by="partner", due=until, reason=reason
            )
        elif deal.status in {"submitted", "under-review"}:
            reason = Reason("deal-to-decide", {**facts, "until": last})
            yield WindDownStep(
                id=joined("deal", deal.id, by=":"), area="deal", by="vendor", due=last, reason=reason
            )


def _of_terms(partner: str, last: date, terms: WindDownTerms) -> Iterator[WindDownStep]:
    for area, name, by in _REMAINS:
        days = getattr(terms, name)
        due = None if days is None else last + timedelta(days=days)
        reason = Reason("wind-down-due", {"matter": area, "partner": partner, "until": due})
        yield WindDownStep(id=area, area=area, by=by, due=due, reason=reason)


def _of_claims(partner: str, last: date, findings: Iterable[Finding]) -> Iterator[WindDownStep]:
    if any(each.code == "indemnity-possible" for each in findings):
        until = claim_deadline(last)
        reason = Reason("claim-expires", {"partner": partner, "until": until})
        yield WindDownStep(id="claim", area="claim", by="partner", due=until, reason=reason)

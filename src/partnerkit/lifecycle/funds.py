"""
What of a fund is free, promised, claimed and paid, and may this step be taken?

A fund is a book: what was set aside for whom, and every request with its steps.
Whatever is asked of it, it never promises more than it has. A step that the
rules forbid is refused with its reason, and changes nothing.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import cached_property
from typing import Any, final

from attrs import evolve, field, frozen

from partnerkit.facts.fund import FUND_COURSE, Fund, FundAllocation, FundRequest
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, NotFound, raise_faults, shown
from partnerkit.values.fields import as_tuple
from partnerkit.values.frames import Library
from partnerkit.values.money import Money
from partnerkit.values.reasons import Reason
from partnerkit.values.rows import Rows
from partnerkit.values.time import Period, instant

__all__ = ["FundBalance", "FundBook", "FundStep"]

#: States in which what was approved is bound.
_BOUND = {"approved", "claimed"}

#: Steps that are decided by a person, who is named.
_DECIDED = {"approve", "decline", "return", "settle", "reject"}

_ALLOCATIONS = fields.each(fields.instance(FundAllocation, "allocations"))


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class FundBalance:
    """How one partner stands with a fund on a day."""

    partner: str

    #: All that was ever set aside, and what of it ran out unused; what begins later is not free yet.
    allocated: Money
    lapsed: Money

    #: Promised and not paid yet, what of that is claimed, and what was paid.
    bound: Money
    claimed: Money
    settled: Money

    #: What may still be promised.
    free: Money


@final
@frozen(kw_only=True, slots=False, repr=False)
class FundBook:
    """
    One fund with all that was set aside and asked for.

    >>> from partnerkit import Period
    >>> fund = Fund(id="mdf", period=Period.year(2026), budget=Money.of("1000", "EUR"))
    >>> book = FundBook(fund=fund, allocations=[FundAllocation(id="A", fund="mdf", partner="P-4", amount=Money.of("600", "EUR"))])
    >>> book.balance("P-4", on=date(2026, 3, 1)).free, book.unallocated(on=date(2026, 3, 1))
    (Money.of('600.00', 'EUR'), Money.of('400.00', 'EUR'))
    """

    fund: Fund = field(validator=fields.instance(Fund, "a Fund"))
    allocations: tuple[FundAllocation, ...] = field(default=(), converter=as_tuple, validator=_ALLOCATIONS)
    requests: tuple[FundRequest, ...] = field(
        default=(), converter=as_tuple, validator=fields.each(fields.instance(FundRequest, "requests"))
    )

    def __attrs_post_init__(self) -> None:
        raise_faults(self._faults())
        raise_faults(self._overdrawn())

    def __repr__(self) -> str:
        return (
            f"<FundBook: {self.fund.id}, {len(self.allocations)} allocations, {len(self.requests)} requests>"
        )

    def _faults(self) -> Iterator[InvalidValue]:
        currency = self.fund.budget.currency
        facts: dict[str, Sequence[FundAllocation | FundRequest]] = {
            "allocations": self.allocations,
            "requests": self.requests,
        }
        for name, some in facts.items():
            seen: set[str] = set()
            for place, each in enumerate(some):
                path = f"{name}[{place}]"
                if each.id in seen:
                    yield InvalidValue(path=f"{path}.id", value=shown(each.id), remedy="use each id once")
                seen.add(each.id)
                if each.fund != self.fund.id:
                    remedy = f"keep the book of {self.fund.id} apart"
                    yield InvalidValue(path=f"{path}.fund", value=shown(each.fund), remedy=remedy)
                if each.amount.currency != currency:
                    remedy = f"use {currency}, the currency of the fund"
                    yield InvalidValue(
                        path=f"{path}.amount", value=shown(each.amount.currency), remedy=remedy
                    )

    def _overdrawn(self) -> Iterator[InvalidValue]:
        """Find who was promised more than was set aside, and whether more was set aside than there is."""
        for partner, (short, _) in self._drawn.items():
            if short:
                missing = Money.from_minor(short, self.fund.budget.currency)
                remedy = f"take {missing.amount} back, or set so much more aside"
                yield InvalidValue(path=f"requests of {partner!r}", value="overdrawn", remedy=remedy)
        for day, left in self._slack.items():
            if left < 0:
                remedy = f"set at most the budget aside, {self.fund.budget.amount}"
                yield InvalidValue(path="allocations", value=f"more than that on {day}", remedy=remedy)

    @cached_property
    def _places(self) -> dict[str, int]:
        return {each.id: place for place, each in enumerate(self.requests)}

    @cached_property
    def _drawn(self) -> dict[str, tuple[int, dict[str, int]]]:
        """
        By partner: what no allocation bears, and what is left of each.

        Promises draw in the order in which they were made, each first on what
        runs out first and had not run out then.
        """
        own: dict[str, list[FundAllocation]] = {}
        for each in self.allocations:
            own.setdefault(each.partner, []).append(each)
        left = {each.id: each.amount.minor for each in self.allocations}
        short: dict[str, int] = {}
        promises = sorted(_promises(self.requests), key=lambda one: one[:2])
        for at, _, partner, units in promises:
            rest = units
            for each in sorted(own.get(partner, ()), key=lambda one: (one.end, one.id)):
                if each.is_open(self.fund.day_of(at)):
                    taken = min(rest, left[each.id])
                    left[each.id], rest = left[each.id] - taken, rest - taken
            short[partner] = short.get(partner, 0) + rest
        return {
            partner: (short.get(partner, 0), {each.id: left[each.id] for each in own.get(partner, ())})
            for partner in {**own, **short}
        }

    @cached_property
    def _slack(self) -> dict[date, int]:
        """By the day on which something begins: what the budget has beyond all that began by then."""
        days = sorted({_start(each) for each in self.allocations})
        return {
            day: self._held(day, [each for each in self.allocations if _start(each) <= day]) for day in days
        }

    def _free(self, partner: str, day: date) -> int:
        """Return what may be promised: not what was set aside anew for a later day, since it runs out before that."""
        left = [(each, units) for each, units in self._left(partner) if each.is_open(day)]
        free = sum(units for _, units in left)
        for start, slack in self._slack.items():
            if start > day and sum(units for each, units in left if each.end <= start) > slack:
                free = min(free, slack)
        return free

    def _left(self, partner: str) -> Iterator[tuple[FundAllocation, int]]:
        """Give what was set aside for a partner, and what nothing was promised of."""
        left = self._drawn.get(partner, (0, {}))[1]
        return ((each, left[each.id]) for each in self.allocations if each.partner == partner)

    def _held(self, day: date, allocations: Sequence[FundAllocation]) -> int:
        """Return what the budget has beyond *allocations*; those that ran out by *day* hold what was promised of them."""
        left = {name: units for _, own in self._drawn.values() for name, units in own.items()}
        held = sum(each.amount.minor - (left[each.id] if each.end <= day else 0) for each in allocations)
        return self.fund.budget.minor - held

    @property
    def partners(self) -> tuple[str, ...]:
        """Everybody for whom something was set aside, or who asked, by id."""
        asking = {each.partner for each in self.requests}
        return tuple(sorted(asking | {each.partner for each in self.allocations}))

    def unallocated(self, *, on: date) -> Money:
        """Return what of the budget may still be set aside; what ran out unused is back in it."""
        fields.check({"on": (fields.calendar_date, on)})
        return Money.from_minor(max(self._held(on, self.allocations), 0), self.fund.budget.currency)

    def balance(self, partner: str, *, on: date) -> FundBalance:
        """Return how a partner stands on a day."""
        fields.check({"partner": (fields.identifier, partner), "on": (fields.calendar_date, on)})
        currency = self.fund.budget.currency
        mine = [each for each in self.requests if each.partner == partner]
        nothing = Money.zero(currency)

        def total(amounts: Iterator[Money | None]) -> Money:
            return sum((each for each in amounts if each is not None), nothing)

        allocated = total(each.amount for each in self.allocations if each.partner == partner)
        bound = total(each.approved for each in mine if each.status in _BOUND)
        settled = total(each.settled for each in mine)
        lapsed = sum(units for each, units in self._left(partner) if each.end <= on)
        return FundBalance(
            partner=partner,
            allocated=allocated,
            lapsed=Money.from_minor(lapsed, currency),
            bound=bound,
            claimed=total(each.claimed for each in mine if each.status == "claimed"),
            settled=settled,
            free=Money.from_minor(self._free(partner, on), currency),
        )

    def balances(self, *, on: date, viewer: str | None = None) -> Rows[FundBalance]:
        """Return how everybody stands on a day; a *viewer*, a partner, sees itself alone."""
        partners = self.partners if viewer is None else (viewer,)
        return Rows(FundBalance, [self.balance(partner, on=on) for partner in partners])

    def to_frame(self, kind: Library = "dict", *, on: date) -> Any:
        """Return a row for each partner: how it stands on a day."""
        return self.balances(on=on).to_frame(kind)

    def overdue(self, *, on: date) -> tuple[str, ...]:
        """Return the approved requests whose last day for a claim is over."""
        fields.check({"on": (fields.calendar_date, on)})
        return tuple(
            each.id
            for each in self.requests
            if each.status == "approved" and each.claim_until(self.fund) < on
        )

    def set_aside(self, allocations: Sequence[FundAllocation], *, on: date) -> "FundStep":
        """
        Set something aside for partners from a day on, all of it or nothing.

        What runs out before that day counts as left over, so that from now on nobody is promised it any more.
        """
        fields.check({"on": (fields.calendar_date, on)})
        allocations = fields.listed("allocations", allocations, FundAllocation)
        fields.check({"allocations": (_ALLOCATIONS, allocations)})
        raise_faults(
            InvalidValue(
                path=f"allocations[{place}].period", value=shown(str(each.period)), remedy=f"end after {on}"
            )
            for place, each in enumerate(allocations)
            if each.end <= on
        )
        more = sum((each.amount for each in allocations), Money.zero(self.fund.budget.currency))
        left = self.unallocated(on=on)
        if more > left:
            facts = {"fund": self.fund.id, "amount": more, "left": left}
            return FundStep(book=self, reason=Reason("fund-budget-spent", facts))
        # What ran out before may be in use a second time: so nothing new begins before it is set aside.
        new = [evolve(each, period=Period(start=max(on, _start(each)), end=each.end)) for each in allocations]
        return FundStep(book=evolve(self, allocations=(*self.allocations, *new)))

    def ask(self, request: FundRequest) -> "FundStep":
        """Take a request in; it promises nothing yet."""
        fields.check({"request": (fields.instance(FundRequest, "a FundRequest"), request)})
        if not self.fund.period.covers(request.period):
            facts = {"request": request.id, "fund": self.fund.id, "period": self.fund.period}
            return FundStep(book=self, reason=Reason("fund-outside-period", facts))
        if request.steps:
            remedy = "take a request in as it was asked; its steps are taken here"
            raise InvalidValue(path="request.steps", value=shown(len(request.steps)), remedy=remedy)
        return FundStep(book=evolve(self, requests=(*self.requests, request)))

    def step(
        self,
        request: str,
        event: str,
        *,
        at: datetime,
        by: str | None = None,
        amount: Money | None = None,
        reason: str | None = None,
        documents: Sequence[str] = (),
    ) -> "FundStep":
        """
        Take a step of a request, or say why not.

        Parameters
        ----------
        event
            One of `FUND_COURSE`: approve, claim and settle say an *amount*; without one, as much as may be.
        by
            Who decides; a partner's own steps and the expiry need nobody.
        documents
            What is handed in with a claim.

        Raises
        ------
        NotFound, IllegalTransition
            For a request that is not there, and a step that does not lead from where it stands.
        InvalidValue
            For a decision of nobody, one without the reason it needs, times that go back, negative amounts.
        """
        checks = {
            "request": (fields.identifier, request),
            "event": (fields.choice(*FUND_COURSE.events), event),
            "amount": (fields.optional(fields.instance(Money, "Money")), amount),
        }
        fields.check(checks)
        documents = fields.listed("documents", documents, str)
        found = self._found(request)
        at = instant(at, path="at")
        FUND_COURSE.step(found.status, event, reason=reason)
        if event in _DECIDED and by is None:
            raise InvalidValue(path="by", value="None", remedy=f"say who decided to {event}")
        latest = max((step.at for each in self.requests for step in each.steps), default=at)
        if at < latest:
            raise InvalidValue(path="at", value=shown(str(at)), remedy=f"use a time not before {latest}")
        most = _most(found, event)
        if amount is None and most is not None:
            amount = most
        against = self._objection(found, event, self.fund.day_of(at), amount, documents)
        if against is not None:
            return FundStep(book=self, reason=against)
        after = found.with_step(event, at=at, by=by, reason=reason, amount=amount, documents=documents)
        place = self._places[request]
        return FundStep(
            book=evolve(self, requests=(*self.requests[:place], after, *self.requests[place + 1 :]))
        )

    def _found(self, request: str) -> FundRequest:
        place = self._places.get(request)
        if place is None:
            raise NotFound.among(self._places, path="request", key=request)
        return self.requests[place]

    def _objection(
        self, request: FundRequest, event: str, day: date, amount: Money | None, documents: tuple[str, ...]
    ) -> Reason | None:
        """Say what speaks against a step that the course allows."""
        facts: dict[str, Any] = {"request": request.id, "partner": request.partner}
        most = _most(request, event)
        if amount is not None and most is not None:
            if amount.currency != most.currency:
                return Reason("fund-currency", {**facts, "currency": most.currency})
            if amount > most:
                return Reason("fund-above-promise", {**facts, "amount": amount, "most": most})
        last = request.claim_until(self.fund)
        match event:
            case "approve":
                free = Money.from_minor(self._free(request.partner, day), self.fund.budget.currency)
                if amount is not None and amount > free:
                    return Reason("fund-overdrawn", {**facts, "amount": amount, "free": free})
                if day > last:
                    return Reason("fund-claim-late", {**facts, "until": last})
            case "claim":
                if day > last:
                    return Reason("fund-claim-late", {**facts, "until": last})
                missing = tuple(each for each in self.fund.proofs if each not in documents)
                if missing:
                    return Reason("fund-proof-missing", {**facts, "proofs": missing})
            case "expire":
                if day <= last:
                    return Reason("fund-claim-open", {**facts, "until": last})
        return None


def _start(allocation: FundAllocation) -> date:
    return date.min if allocation.period is None else allocation.period.start


def _promises(requests: Sequence[FundRequest]) -> Iterator[tuple[datetime, str, str, int]]:
    """Yield when, in which request, to whom and how much was promised or paid, in minor units."""
    for each in requests:
        status = each.status
        amount = each.settled if status == "settled" else each.approved if status in _BOUND else None
        if amount is not None:
            at = next(step.at for step in each.steps if step.event == "approve")
            yield at, each.id, each.partner, amount.minor


def _most(request: FundRequest, event: str) -> Money | None:
    """Return the most that a step may say; None is no amount."""
    return {"approve": request.amount, "claim": request.approved, "settle": request.claimed}.get(event)


@final
@frozen(kw_only=True)
class FundStep:
    """A book after a step, or the same book and why the step was refused."""

    book: FundBook
    reason: Reason | None = None

    @property
    def is_refused(self) -> bool:
        """Whether nothing was done."""
        return self.reason is not None

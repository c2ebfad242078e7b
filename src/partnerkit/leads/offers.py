"""
Who was offered which lead, and how far has it come?

A lead is offered before it is given: the partner sees a teaser, accepts or
declines within a stated working time, works on it and reports what came of it.
A book of offers is a value; each lead in it is offered to somebody, held by
one, waiting for a partner, or over: never nowhere.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from operator import attrgetter
from typing import Any, Literal, TypeAlias, final, get_args

import numpy as np
from attrs import evolve, field, frozen
from numpy.typing import NDArray

from partnerkit.facts import checks
from partnerkit.facts.lead import Lead
from partnerkit.leads.entries import Booking
from partnerkit.leads.policy import Policy, a_policy
from partnerkit.leads.register import Register
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, NotFound, raise_faults, shown
from partnerkit.values.fields import as_tuple, as_utc, in_order
from partnerkit.values.hours import WorkingCalendar
from partnerkit.values.machine import Machine, Transition
from partnerkit.values.reasons import Finding, Reason
from partnerkit.values.time import instant

__all__ = ["OFFER_COURSE", "CaseState", "LeadCase", "Offer", "OfferBook", "Offering", "Outcome"]

#: The life of an offer. Only the partner opens, accepts, declines, works and reports; time alone expires.
OFFER_COURSE = Machine(
    name="offer",
    start="offered",
    transitions=(
        Transition("offered", "open", "opened", by=("partner",)),
        Transition("offered", "accept", "accepted", by=("partner",)),
        Transition("offered", "decline", "declined", by=("partner",), reason_required=True),
        Transition("offered", "expire", "expired", by=("scheduler",)),
        Transition("offered", "withdraw", "withdrawn", by=("vendor",), reason_required=True),
        Transition("opened", "accept", "accepted", by=("partner",)),
        Transition("opened", "decline", "declined", by=("partner",), reason_required=True),
        Transition("opened", "expire", "expired", by=("scheduler",)),
        Transition("opened", "withdraw", "withdrawn", by=("vendor",), reason_required=True),
        Transition("accepted", "work", "worked", by=("partner",)),
        Transition("accepted", "withdraw", "withdrawn", by=("vendor",), reason_required=True),
        Transition("worked", "report", "reported", by=("partner",)),
        Transition("worked", "withdraw", "withdrawn", by=("vendor",), reason_required=True),
    ),
)

_working_calendars = fields.Check(
    lambda value: (
        isinstance(value, Mapping) and all(isinstance(each, WorkingCalendar) for each in value.values())
    ),
    "use a mapping of partner id to WorkingCalendar",
)

#: In these the partner has not answered yet.
LIVE = ("offered", "opened")
HELD = ("accepted", "worked")

#: What the partner reports in the end.
Outcome: TypeAlias = Literal["won", "lost", "recycled"]

#: Where a lead stands.
CaseState: TypeAlias = Literal["offered", "held", "waiting", "over"]


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Offering:
    """
    How leads are offered: by which policy, for how long, to how many at once, and what refusing costs.

    >>> from partnerkit.leads.policies import FairShare
    >>> Offering(policy=FairShare(default=1, value="unit"), within=timedelta(hours=16)).at_once
    1
    """

    policy: Policy = field(validator=a_policy)

    #: The working time a partner has to answer.
    within: timedelta = field(
        validator=fields.Check(
            lambda value: fields.ahead.accepts(value) and value >= timedelta(seconds=1),
            "use a timedelta of at least a second, up to 100 years",
        )
    )

    #: Partner id -> working calendar; who has none answers around the clock.
    calendars: Mapping[str, WorkingCalendar] = field(factory=dict, validator=_working_calendars, repr=False)

    #: To how many a lead is offered at once; the first to accept gets it. None is the first-come pool, to all
    #: who could take it. With one, the lead is booked when it is offered, otherwise when it is accepted.
    at_once: int | None = field(default=1, validator=fields.optional(fields.whole_number(least=1)))

    #: The part of the lead that refusing it, or letting the time run out, costs all the same; where it is offered
    #: to several at once nothing was booked yet, and it costs nothing.
    decline_penalty: int | Decimal | Fraction = field(default=0, validator=checks.part)
    expiry_penalty: int | Decimal | Fraction = field(default=0, validator=checks.part)

    #: How far a lead goes before a person must look at it: after so many who refused it.
    rounds: int = field(default=10, validator=fields.whole_number(least=1))

    def due(self, partner: str, at: datetime) -> datetime:
        """Return by when *partner* has to answer what it is offered *at* that moment."""
        calendar, moment = self.calendars.get(partner), instant(at, path="at")
        due = moment + self.within if calendar is None else calendar.due(moment, self.within)
        if due is None:
            raise InvalidValue(
                path=f"calendars.{partner}",
                value="no working hour left",
                remedy="give a calendar in which the time to answer can pass",
            )
        return due


@final
@frozen(kw_only=True)
class Offer:
    """One lead, offered to one partner."""

    id: str = field(validator=fields.identifier)
    lead: str = field(validator=fields.identifier)
    partner: str = field(validator=fields.identifier)
    offered_at: datetime = field(converter=as_utc, validator=fields.aware)

    #: By when the partner has to answer: at that moment he is in time.
    due: datetime = field(converter=as_utc, validator=fields.aware)

    #: A state of `OFFER_COURSE`, and since when.
    status: str = field(default=OFFER_COURSE.start, validator=fields.choice(*OFFER_COURSE.states))
    since: datetime = field(converter=as_utc, validator=fields.aware)

    #: Why it was declined or withdrawn; "no-capacity" tells that the partner has enough to do.
    reason: str | None = field(default=None, validator=fields.optional(fields.text))
    outcome: Outcome | None = field(
        default=None, validator=fields.optional(fields.choice(*get_args(Outcome)))
    )

    #: What it did to the ledger; None where that happens when it is accepted.
    booking: Booking | None = field(default=None, repr=False)

    def __attrs_post_init__(self) -> None:
        raise_faults(in_order(self, "offered_at", "due"))

    @property
    def is_live(self) -> bool:
        """Whether an answer is waited for."""
        return self.status in LIVE


@final
@frozen(kw_only=True)
class LeadCase:
    """Where one lead stands."""

    #: With all who refused it among its earlier holders.
    lead: Lead
    state: CaseState

    #: The ids of all its offers, the first one first.
    offers: tuple[str, ...] = field(default=(), converter=as_tuple)

    #: Who holds it.
    holder: str | None = None

    @property
    def id(self) -> str:
        """The id of the lead."""
        return self.lead.id


@final
@frozen(eq=False)
class _Live:
    """Offers that wait for an answer, sorted by id, and when the time of each ends."""

    offers: tuple[Offer, ...]
    deadlines: NDArray[np.int64]

    @classmethod
    def of(cls, offers: Iterable[Offer]) -> "_Live":
        live = tuple(each for each in offers if each.status in LIVE)
        return cls(live, np.array([_microsecond(each.due) for each in live], dtype=np.int64))

    def after(self, changed: Sequence[Offer]) -> "_Live":
        """Return them after some offers are new or have changed: one copy, nothing is looked for again."""
        names = {each.id for each in changed}
        gone = [
            place
            for name in names
            if (place := bisect_left(self.offers, name, key=_id)) < len(self.offers)
            and self.offers[place].id == name
        ]
        kept, ends = list(self.offers), np.delete(self.deadlines, gone)
        for place in sorted(gone, reverse=True):
            del kept[place]
        new = sorted((each for each in changed if each.status in LIVE), key=_id)
        places = [bisect_left(kept, each.id, key=_id) for each in new]
        ends = np.insert(ends, places, [_microsecond(each.due) for each in new])
        for place, each in zip(reversed(places), reversed(new), strict=True):
            kept.insert(place, each)
        return _Live(tuple(kept), ends)


_id = attrgetter("id")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _microsecond(at: datetime) -> int:
    since = at - _EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def _register(items: Any) -> Any:
    return items if isinstance(items, Register) else Register("id", items)


def _no_items() -> Any:
    return Register("id", ())


@final
@frozen(kw_only=True)
class OfferBook:
    """
    All leads that are being offered, and all their offers: a value, equal to every book of the same.

    >>> len(OfferBook()), OfferBook().live
    (0, ())
    """

    cases: Register[LeadCase] = field(factory=_no_items, converter=_register, repr=False)
    offers: Register[Offer] = field(factory=_no_items, converter=_register, repr=False)

    #: What a person must look at: leads that nobody could take.
    findings: tuple[Finding, ...] = field(default=(), converter=as_tuple)

    #: The offers that wait for an answer; looked for when asked for, and carried on from then on.
    _live: _Live | None = field(default=None, alias="live", repr=False, eq=False)

    def __len__(self) -> int:
        return len(self.cases)

    def case(self, lead: str) -> LeadCase:
        """Return where *lead* stands."""
        found = self.cases.get(lead)
        if found is None:
            raise NotFound(path="book.cases", key=lead)
        return found

    def offer(self, name: str) -> Offer:
        """Return the offer of this id."""
        found = self.offers.get(name)
        if found is None:
            raise NotFound(path="book.offers", key=name)
        return found

    @property
    def _opened(self) -> _Live:
        if self._live is None:
            object.__setattr__(self, "_live", _Live.of(self.offers))
        known = self._live
        assert known is not None  # noqa: S101  # just made
        return known

    @property
    def live(self) -> tuple[Offer, ...]:
        """The offers that wait for an answer, sorted by id."""
        return self._opened.offers

    @property
    def deadlines(self) -> NDArray[np.int64]:
        """When the time of each of `live` ends, in microseconds since 1970."""
        return self._opened.deadlines

    def of_state(self, state: CaseState) -> Iterator[LeadCase]:
        """Yield the leads that stand so."""
        return (each for each in self.cases if each.state == state)

    def with_changes(
        self,
        cases: Sequence[LeadCase] = (),
        offers: Sequence[Offer] = (),
        findings: Sequence[Finding] | None = None,
    ) -> "OfferBook":
        """Return the book with these in place of those of the same ids."""
        return evolve(
            self,
            cases=self.cases.with_items(cases) if cases else self.cases,
            offers=self.offers.with_items(offers) if offers else self.offers,
            findings=self.findings if findings is None else tuple(findings),
            live=None if self._live is None else self._live.after(offers),
        )


def stepped(offer: Offer, event: str, *, by: str, at: datetime, reason: str | None = None) -> Offer:
    """
    Return *offer* after *event* by somebody in the role *by*.

    Raises
    ------
    IllegalTransition
        For a step that is not possible from where it stands, or not for this role.
    InvalidValue
        For a moment before the last step, and a refusal without a reason.
    """
    status, moment = OFFER_COURSE.step(offer.status, event, by=by, reason=reason), instant(at, path="at")
    if moment < offer.since:
        remedy = f"use a time not before its last step, {offer.since}"
        raise InvalidValue(path="at", value=shown(str(moment)), remedy=remedy)
    return evolve(offer, status=status, since=moment, reason=reason if reason is not None else offer.reason)


def unplaced(lead: str, reason: Reason, why: Iterable[Reason] = ()) -> Finding:
    """Return that somebody must look at a lead; what could be done is said, a person decides."""
    proposals = (Reason("ask-earlier-holders", {"lead": lead}), Reason("give-by-hand", {"lead": lead}))
    return Finding(
        reason=reason,
        severity="high",
        subjects=(lead,),
        evidence=tuple(dict.fromkeys(why)),
        proposals=proposals,
    )

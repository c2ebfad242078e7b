"""
What is due at the desk, and what runs out by itself?

A partner who was asked to answer accepts; who lets the time run out gives the
lead back. `due` tells a host's scheduler all that waits for somebody, in every
area; `expire_due` does what follows without anybody, each of it exactly once.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from partnerkit.conflicts.cases import Procedure
from partnerkit.desk.assignment import LEADS
from partnerkit.desk.events import Event, Stored, event_of
from partnerkit.desk.kept import DATED
from partnerkit.desk.once import Verbs, a_name, exactly, question, verb
from partnerkit.desk.reassignment import CHANGE, booked, last_decision, pool_of, pool_with
from partnerkit.facts.deal import DealRegistration
from partnerkit.leads.answering import LeadOffer
from partnerkit.leads.changes import LeadDeclined, a_why
from partnerkit.leads.clocks import Clock, ServiceLevel
from partnerkit.leads.decision import Decision
from partnerkit.review.deadlines import Area, Due, due
from partnerkit.storage.port import Reading, Unit
from partnerkit.values import fields
from partnerkit.values.errors import NotFound
from partnerkit.values.hours import WorkingCalendar
from partnerkit.values.rows import Rows

__all__ = ["OfferVerbs"]

_are_several = fields.instance(Iterable, "several Clocks")
_is_procedure = fields.optional(fields.instance(Procedure, "a Procedure"))
_are_levels = fields.optional(fields.instance(Sequence, "a list of ServiceLevels"))
_are_calendars = fields.optional(
    fields.instance(Mapping, "a mapping of each owner's id to a WorkingCalendar")
)
_limit = fields.optional(fields.whole_number())
_penalty = fields.Check(
    lambda value: (
        (type(value) is int or isinstance(value, Fraction) or fields.is_decimal(value)) and 0 <= value <= 1
    ),
    "use an exact part from 0 to 1",
)


def __dir__() -> list[str]:
    return __all__


class OfferVerbs(Verbs):
    """The part of a `Desk` that looks at the clock."""

    @verb
    def accept(
        self,
        lead: str,
        *,
        as_of: datetime | None = None,
        key: str | None = None,
        actor: str | None = None,
    ) -> Stored[LeadOffer]:
        """
        Note that the partner who was given *lead* takes it.

        Raises
        ------
        NotFound
            When nobody has the lead.
        IllegalTransition
            When he has accepted already, or gave it back.
        InvalidValue
            When the time to answer has run out.
        """
        fields.check({"lead": (a_name, lead)})

        def accepted(unit: Unit) -> Stored[LeadOffer]:
            holder = unit.holder(LEADS, lead)
            if holder is None:
                raise NotFound(path=LEADS, key=lead)
            stored = self._books.get(unit, LeadOffer, lead)
            if stored is None:
                # He was given it without being asked.
                offer, version = self._unasked(unit, lead, holder), 0
            else:
                offer, version = stored.value, stored.version
            at = self._at(as_of, since=offer.offered_at)
            said = offer.with_step("accept", at=at, by=self._by(actor))
            facts = {"partner": holder, "pool": offer.pool}
            return self._books.put(
                unit, said, version=version, actor=self._by(actor), action="accept", facts=facts
            )

        return self._once(
            ["accept", lead], key, accepted, lambda events: self._written(events[-1], LeadOffer)
        )

    @verb
    def expire_due(
        self,
        *,
        as_of: datetime | None = None,
        penalty: int | Decimal | Fraction = 0,
        why: str = "The time to answer ran out.",
        limit: int | None = None,
        key: str | None = None,
        actor: str | None = None,
    ) -> tuple[Due, ...]:
        """
        Let what has run out run out: offers nobody answered come back, registrations end.

        Called again, or by two schedulers at once, it does each of it once. At
        most *limit* are done in one unit, the longest overdue first. Returned is
        what was done, and when. For a lead that was open before the desk was asked
        nothing is booked that could come back: it stays with who has it, unasked.

        >>> from datetime import UTC
        >>> from partnerkit import Lead, Partner
        >>> from partnerkit.desk import Desk
        >>> from partnerkit.leads import FairShare
        >>> from partnerkit.storage import MemoryStore
        >>> noon, policy = datetime(2026, 3, 2, 12, tzinfo=UTC), FairShare(default=1, value="unit")
        >>> with Desk(MemoryStore(), tenant="acme") as desk:
        ...     new = desk.put(Partner(id="P-4"))
        ...     decision = desk.assign(Lead(id="L-17"), policy, as_of=noon, answer_by=noon + timedelta(days=1))
        ...     [[each.id for each in desk.expire_due(as_of=noon + timedelta(days=day))] for day in (0, 1, 2)]
        [[], [], ['L-17']]
        """
        # Said now, and not in the night in which there is something to be done.
        fields.check({"limit": (_limit, limit), "why": (a_why, why), "penalty": (_penalty, penalty)})

        def expired(unit: Unit) -> tuple[Due, ...]:
            at, by, start = self._at(as_of), self._by(actor), unit.head().seq
            for each in due(self._of(unit, (LeadOffer, DealRegistration)), as_of=at)[:limit]:
                if each.kind == DealRegistration.__name__:
                    self._ended(unit, each, at=at, by=by)
                    continue
                booking = self._booking(unit, each.id)
                if booking is None:
                    self._dropped(unit, each, at=at, by=by)
                    continue
                change = LeadDeclined(booking=booking, at=at, by=by, why=why, penalty=penalty, expired=True)
                booked(self._books, unit, change, pool=pool_of(booking), subject=each.id)
            return _done(map(event_of, unit.log(after=start)))

        return self._once(["expire-due", exactly(penalty), why, limit], key, expired, _done)

    @question
    def due(
        self,
        *,
        as_of: datetime | None = None,
        after: datetime | None = None,
        ahead: timedelta = timedelta(),
        notice_ahead: timedelta = timedelta(days=30),
        procedure: Procedure | None = None,
        clocks: Iterable[Clock] = (),
        levels: Sequence[ServiceLevel] | None = None,
        calendars: Mapping[str, WorkingCalendar] | None = None,
    ) -> Rows[Due]:
        """
        Return all that is due in all areas, the longest overdue first: one call for a host's scheduler.

        Offers, clocks, expiries, notices and steps: see `partnerkit.review.deadlines`.
        Only what changed since the last call is read again. *clocks* are the host's, with the
        levels and calendars that `watch` takes.
        """
        fields.check(
            {
                "procedure": (_is_procedure, procedure),
                "clocks": (_are_several, clocks),
                "levels": (_are_levels, levels),
                "calendars": (_are_calendars, calendars),
            }
        )
        with self._books.reading() as reading:
            facts = self._of(reading, DATED)
        return due(
            [*facts, *clocks],
            as_of=self._at(as_of),
            after=after,
            ahead=ahead,
            notice_ahead=notice_ahead,
            procedure=procedure,
            levels=levels,
            calendars=calendars,
        )

    def _of(self, reading: Reading, models: Iterable[type[Any]]) -> list[Any]:
        return [fact for model in models for fact in self._books.all(reading, model)]

    def _unasked(self, unit: Unit, lead: str, holder: str) -> LeadOffer:
        """Return the offer of *lead* to who was given it without being asked; `NotFound` where it was closed."""
        pool = pool_with(self._books, unit, lead)
        ledger = self._books.ledger(unit, pool)
        held = None if ledger is None else ledger.holder(lead)
        since = None if held is None else held.moved or held.since
        if since is None:
            raise NotFound(path=LEADS, key=lead)
        return LeadOffer(id=lead, partner=holder, pool=pool, offered_at=since)

    def _given(self, unit: Unit, lead: str) -> Decision | None:
        """Return the decision by which a lead was given last; None for one that was open before, and moved by hand."""
        try:
            return last_decision(unit, lead)
        except NotFound:
            return None

    def _booking(self, unit: Unit, lead: str) -> Decision | None:
        """Return what was booked for a lead; None if nothing was, or if somebody closed it in the ledger by hand."""
        given = self._given(unit, lead)
        ledger = None if given is None else self._books.ledger(unit, pool_of(given))
        return given if ledger is not None and ledger.holder(lead) is not None else None

    def _dropped(self, unit: Unit, found: Due, *, at: datetime, by: str) -> None:
        stored: Any = self._books.get(unit, LeadOffer, found.id)
        offer = stored.value.with_step("withdraw", at=at, by=by)
        facts = {"reason": found.reason, "at": at}
        self._books.put(unit, offer, version=stored.version, actor=by, action="expire", facts=facts)

    def _ended(self, unit: Unit, found: Due, *, at: datetime, by: str) -> None:
        stored: Any = self._books.get(unit, DealRegistration, found.id)
        ended = stored.value.with_step("expire", at=at, by=by)
        facts = {"reason": found.reason, "at": at}
        self._books.put(unit, ended, version=stored.version, actor=by, action="expire", facts=facts)


def _done(events: Iterable[Event]) -> tuple[Due, ...]:
    """Return what was done, from the rows that tell of it: the same whenever it is asked."""
    found = []
    for event in events:
        facts: Any = event.kept().record.facts
        change = facts.get(CHANGE)
        area: Area = "expiry" if event.kind == DealRegistration.__name__ else "offer"
        kind = event.kind if change is None else LeadOffer.__name__
        at = facts["at"] if change is None else change.at
        found.append(Due(area=area, at=at, kind=kind, id=event.id, reason=facts["reason"]))
    return tuple(found)

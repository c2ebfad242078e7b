"""
What must one person see to today, over all partners?

All that is due and concerns the person, in the order in which it should be
looked at, each with why it comes there and why it is this person's; and the
points that partners raised. What concerns nobody who is there is found, too: it would be missed.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import chain
from typing import Any, Literal, TypeAlias, final

from attrs import frozen

from partnerkit.access.view import View, visible
from partnerkit.conflicts.cases import Procedure
from partnerkit.facts.fund import Fund
from partnerkit.facts.network import Network
from partnerkit.facts.people import Person
from partnerkit.leads.clocks import ServiceLevel
from partnerkit.review.deadlines import Due, days_to, due
from partnerkit.review.points import OpenPoint, open_points
from partnerkit.review.responsibility import Charge, Tie, charge_of, is_there, named_in, own_facts, person_of
from partnerkit.values import fields
from partnerkit.values.frames import Library, to_frame
from partnerkit.values.hours import WorkingCalendar
from partnerkit.values.markup import small_table
from partnerkit.values.reasons import Reason
from partnerkit.values.rows import Rows
from partnerkit.values.time import instant
from partnerkit.values.zones import zone_info

__all__ = ["Duty", "Today", "Urgency", "today", "unattended"]

#: In the order in which they are told: what is lost after today, what is late, what is late after today, what comes.
Urgency: TypeAlias = Literal["last-chance", "overdue", "today", "ahead"]
URGENCIES: tuple[Urgency, ...] = ("last-chance", "overdue", "today", "ahead")

#: What cannot be made good once its moment has passed.
_LOST = ("notice", "offer", "expiry")


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Duty:
    """One thing that is due for one person."""

    due: Due
    urgency: Urgency

    #: Why it is the person's, and over which partner.
    tie: Tie
    partner: str | None

    #: What is due, why it comes at this place, and why it concerns the person.
    reasons: tuple[Reason, ...]


@final
@frozen(kw_only=True)
class Today:
    """What one person must see to."""

    person: str
    as_of: datetime

    #: The first thing to look at comes first.
    duties: Rows[Duty]

    #: What partners asked for and is not done.
    points: Rows[OpenPoint]

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Everything, in the order in which it should be looked at."""
        return (*(each.reasons[0] for each in self.duties), *(each.reason for each in self.points))

    def to_frame(self, kind: Library = "dict") -> Any:
        """Return one row per thing that is due, the first to look at first."""
        return to_frame(
            {
                "urgency": [each.urgency for each in self.duties],
                "due": [each.due.at for each in self.duties],
                "area": [each.due.area for each in self.duties],
                "id": [each.due.id for each in self.duties],
                "partner": [each.partner for each in self.duties],
                "reason": [each.due.reason for each in self.duties],
                "why": [each.reasons[1:] for each in self.duties],
            },
            kind,
        )

    _repr_html_ = small_table


def today(
    network: Network,
    person: str,
    *,
    as_of: datetime,
    beside: Iterable[object] = (),
    ahead: timedelta = timedelta(days=7),
    notice_ahead: timedelta = timedelta(days=30),
    procedure: Procedure | None = None,
    levels: Sequence[ServiceLevel] | None = None,
    calendars: Mapping[str, WorkingCalendar] | None = None,
) -> Today:
    """
    Return all that is due for *person*, ranked: nothing that `due` finds and that concerns the person is left out.

    A day is the person's own, in its time zone. Who works for a partner is told
    what is visible to him by `access.CLASSES`; where head office has edited these,
    hand in the view. It takes as long as the person's partners have facts.

    Parameters
    ----------
    beside
        What is no part of the network: cases, offers of leads, clocks. All of it that concerns the person is told;
        what somebody who works for a partner may not see is not handed in.
    ahead, notice_ahead
        So much sooner than it is too late a thing is told, as `due` takes them.
    procedure, levels, calendars
        For cases and clocks, as `due` takes them.

    Raises
    ------
    NotFound
        For a person who is not in the network.

    >>> from partnerkit.facts.interaction import Task
    >>> from partnerkit.facts.partner import Partner
    >>> network = Network.of(
    ...     Person(id="U-1"),
    ...     Partner(id="P-4", account_owner="U-1"),
    ...     Task(id="K-1", partner="P-4", due=date(2026, 3, 1)),
    ...     Task(id="K-2", partner="P-4", due=date(2026, 3, 2)),
    ... )
    >>> found = today(network, "U-1", as_of=datetime.fromisoformat("2026-03-02T09:00Z"))
    >>> [(each.due.id, each.urgency) for each in found.duties]
    [('K-1', 'overdue'), ('K-2', 'today')]
    """
    moment = instant(as_of, path="as_of")
    fields.check({"ahead": (fields.ahead, ahead)})
    day, ends = _day(person_of(network, person), moment)
    who = charge_of(network, person, day)
    if "employer" in who.partners.values() and not isinstance(network, View):
        network = visible(network, person, as_of=moment)
    mine = [*own_facts(network, who), *beside]
    tied = [(who.tie(*named_in(each)), each) for each in mine]
    # All of one tie are asked at once, so that many clocks are read together; claims are due by the terms of their funds.
    groups: dict[tuple[Tie, str | None], list[object]] = {}
    for tie, each in tied:
        if tie is not None:
            groups.setdefault(tie, []).append(each)
    duties = []
    for whose, things in groups.items():
        found = due(
            (*things, *network.all(Fund)),
            as_of=moment,
            ahead=max(ahead, ends - moment),
            notice_ahead=notice_ahead,
            procedure=procedure,
            levels=levels,
            calendars=calendars,
        )
        duties += [_duty(each, whose, who.person, moment, ends) for each in found]
    duties.sort(key=_order)
    return Today(
        person=person,
        as_of=moment,
        duties=Rows(Duty, duties),
        points=open_points((each for tie, each in tied if tie is not None), on=day),
    )


def _day(person: Person, moment: datetime) -> tuple[date, datetime]:
    """Return the person's own day, and when it has ended for the person and in UTC, in which days are counted."""
    zone = zone_info(person.timezone if isinstance(person.timezone, str) else "UTC")
    day = moment.astimezone(zone).date()
    ends = max(datetime.combine(day + timedelta(days=1), time(), each) for each in (zone, UTC))
    # What may be done until the very midnight is for this day.
    return day, ends + timedelta(seconds=1)


def _order(duty: Duty) -> tuple[int, datetime, str, str, str]:
    due = duty.due
    return (URGENCIES.index(duty.urgency), due.at, due.kind, due.id, due.reason.code)


def _duty(each: Due, tied: tuple[Tie, str | None], person: str, moment: datetime, ends: datetime) -> Duty:
    tie, partner = tied
    urgency: Urgency = "overdue" if each.at <= moment else "today" if each.at <= ends else "ahead"
    if urgency == "today" and each.area in _LOST:
        urgency = "last-chance"
    ranked = {
        "last-chance": Reason("rank-last-chance", {"until": each.at}),
        "today": Reason("rank-today", {"until": each.at}),
    }
    ties = {
        "named": Reason("tie-named", {"person": person}),
        "employer": Reason("tie-employer", {"partner": partner}),
        "account-owner": Reason("tie-account-owner", {"partner": partner}),
        "assigned": Reason("tie-assigned", {"partner": partner}),
        "territory": Reason("tie-territory", {"partner": partner}),
    }
    rank = ranked.get(urgency) or days_to(each.at, moment)
    return Duty(due=each, urgency=urgency, tie=tie, partner=partner, reasons=(each.reason, rank, ties[tie]))


def unattended(
    network: Network,
    *,
    as_of: datetime,
    beside: Iterable[object] = (),
    ahead: timedelta = timedelta(days=7),
    notice_ahead: timedelta = timedelta(days=30),
    procedure: Procedure | None = None,
    levels: Sequence[ServiceLevel] | None = None,
    calendars: Mapping[str, WorkingCalendar] | None = None,
) -> Rows[Due]:
    """
    Return what is due and concerns nobody who is at the vendor, so that nobody reads of it in `today`.

    Who has left, or has not come yet, sees to nothing: what concerns nobody else is told, too.

    >>> from partnerkit.facts.interaction import Task
    >>> network = Network.of(Task(id="K-1", due=date(2026, 3, 1)))
    >>> [each.id for each in unattended(network, as_of=datetime.fromisoformat("2026-03-02T09:00Z"))]
    ['K-1']
    """
    moment = instant(as_of, path="as_of")
    days = {each.id: _day(each, moment)[0] for each in network.people if each.employer is None}
    ours = [each.id for each in network.people if each.id in days and is_there(each, days[each.id])]
    charges = [charge_of(network, each, days[each]) for each in ours]
    everything = chain(chain.from_iterable(network.all(model) for model in network.kinds), beside)
    return due(
        _nobody_s(everything, charges),
        as_of=as_of,
        ahead=ahead,
        notice_ahead=notice_ahead,
        procedure=procedure,
        levels=levels,
        calendars=calendars,
    )


def _nobody_s(things: Iterable[object], charges: Sequence[Charge]) -> Iterator[object]:
    known = frozenset(chain.from_iterable((each.person, *each.partners, *each.people) for each in charges))
    territories = frozenset(chain.from_iterable(each.territories for each in charges))
    for thing in things:
        names, places = named_in(thing)
        if known.isdisjoint(names) and (names or territories.isdisjoint(places)):
            yield thing

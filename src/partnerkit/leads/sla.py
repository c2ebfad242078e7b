"""
Is what was promised done in time, and who must hear of it now?

A host's scheduler asks `watch` as often as it likes: the answer depends on the
facts and the moment alone. `notices` tells of warnings, breaches and stages of
escalation that nobody was told of yet, so each of them is told once.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal, final, overload

import numpy as np
from attrs import field, frozen

from partnerkit.facts import checks
from partnerkit.leads.clock_table import STATES, Readings, State, read_clocks, table_of
from partnerkit.leads.clocks import Clock, ServiceLevel
from partnerkit.leads.standstill import Signal, paused
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, shown
from partnerkit.values.exact import decimal_of
from partnerkit.values.fields import listed
from partnerkit.values.frames import Library, to_frame
from partnerkit.values.hours import WorkingCalendar
from partnerkit.values.markup import small_table
from partnerkit.values.reasons import Reason
from partnerkit.values.rows import Rows
from partnerkit.values.time import instant

__all__ = ["ClockStanding", "MovedClock", "Notice", "State", "Watched", "move_clock", "notices", "watch"]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)

#: The last moment that can be told, in seconds since 1970.
_LATEST = (datetime.max.replace(tzinfo=UTC) - _EPOCH) // _SECOND

_calendars = fields.optional(
    fields.Check(
        lambda value: (
            isinstance(value, Mapping) and all(isinstance(each, WorkingCalendar) for each in value.values())
        ),
        "use a mapping of name to WorkingCalendar",
    )
)


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class ClockStanding:
    """Where one clock stands."""

    clock: Clock
    level: ServiceLevel

    #: "overdue" is late and still open, "breached" stopped late: it was done, handed over or withdrawn.
    state: State

    #: Working time used, what was carried included.
    used: timedelta

    #: When the promised time has passed; None if it never does, or a pause goes on that nobody knows the end of, and
    #: beyond all calendars.
    due: datetime | None

    @property
    def left(self) -> timedelta:
        """The working time that is left; negative once it is late."""
        return self.level.within - self.used

    @property
    def stage(self) -> int:
        """How many stages of escalation it has reached; 0 while it is in time or once it was done."""
        if self.state != "overdue":
            return 0
        return sum(self.used > self.level.within + each.after for each in self.level.escalations)

    @property
    def reason(self) -> Reason:
        """Where it stands, in one sentence."""
        facts = {
            "subject": self.clock.subject,
            "level": self.clock.level,
            "owner": self.clock.owner,
            "used": _hours(self.used),
            "within": _hours(self.level.within),
            "due": self.due,
        }
        reasons = {
            "ahead": Reason("sla-ahead", facts),
            "running": Reason("sla-running", facts),
            "at-risk": Reason("sla-at-risk", facts),
            "paused": Reason("sla-paused", facts),
            "overdue": Reason("sla-overdue", facts),
            "met": Reason("sla-met", facts),
            "breached": Reason("sla-breached", facts),
            "handed-over": Reason("sla-handed-over", facts),
            "withdrawn": Reason("sla-withdrawn", facts),
        }
        return reasons[self.state]


def _hours(work: timedelta) -> Decimal:
    return decimal_of(round(Fraction(work // _SECOND, 36)), 2)


@final
@frozen(kw_only=True, eq=False)
class Watched(Sequence[ClockStanding]):
    """Where clocks stand at one moment: columns, and an object for each when it is asked for."""

    as_of: datetime
    readings: Readings = field(repr=False)
    _clocks: tuple[Clock, ...] = field(alias="clocks", repr=False)
    _levels: Mapping[str, ServiceLevel] = field(alias="levels", repr=False)

    def __len__(self) -> int:
        return len(self._clocks)

    @overload
    def __getitem__(self, place: int) -> ClockStanding: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[ClockStanding, ...]: ...
    def __getitem__(self, place: int | slice) -> ClockStanding | tuple[ClockStanding, ...]:
        if isinstance(place, slice):
            return tuple(self[each] for each in range(*place.indices(len(self))))
        clock, told = self._clocks[place], self.readings
        due = int(told.due[place])
        return ClockStanding(
            clock=clock,
            level=self._levels[clock.level],
            state=STATES[int(told.state[place])],
            used=timedelta(seconds=int(told.used[place])),
            due=None if due > _LATEST else _EPOCH + timedelta(seconds=due),
        )

    def clocks(self, places: Iterable[int]) -> Iterator[Clock]:
        """Yield the clocks at *places*."""
        return (self._clocks[place] for place in places)

    def of_state(self, *states: State) -> Iterator[ClockStanding]:
        """Yield the clocks that stand so."""
        wanted = [STATES.index(each) for each in states]
        for place in np.flatnonzero(np.isin(self.readings.state, wanted)).tolist():
            yield self[place]

    def to_frame(self, kind: Library = "dict") -> Any:
        """Return one row per clock; times used are in hours of working time."""
        standings = list(self)
        return to_frame(
            {
                "subject": [each.clock.subject for each in standings],
                "level": [each.clock.level for each in standings],
                "owner": [each.clock.owner for each in standings],
                "state": [each.state for each in standings],
                "used_hours": self.readings.used / 3600,
                "due": [each.due for each in standings],
                "stage": [each.stage for each in standings],
            },
            kind,
        )

    _repr_html_ = small_table


def watch(
    clocks: Sequence[Clock],
    levels: Sequence[ServiceLevel],
    calendars: Mapping[str, WorkingCalendar] | None = None,
    *,
    as_of: datetime,
    signals: Iterable[Signal] = (),
) -> Watched:
    """
    Return where each of *clocks* stands at *as_of*, by the working *calendars* of those who owe.

    What happened after *as_of* is not known yet: a clock that stopped later is open.
    Where a level says what its time waits for, pauses follow from *signals*; the
    clocks of the answer have them.

    Raises
    ------
    NotFound
        For a service level or a calendar that is not handed in.
    InvalidValue
        For two levels of one name, and a calendar without a working hour.

    >>> monday = datetime(2026, 3, 2, 9, tzinfo=UTC)
    >>> claim = ServiceLevel(name="claim", owed_by="partner", within=timedelta(hours=8), warn=timedelta(hours=2))
    >>> clock = Clock(subject="L-17", level="claim", owner="P-4", started_at=monday)
    >>> [each.state for each in watch([clock], [claim], as_of=monday + timedelta(hours=7))]
    ['at-risk']
    """
    clocks, levels = listed("clocks", clocks, Clock), listed("levels", levels, ServiceLevel)
    fields.check({"calendars": (_calendars, calendars)})
    by_name = {level.name: level for level in levels}
    if len(by_name) < len(levels):
        names = [level.name for level in levels]
        twice = next(name for name in names if names.count(name) > 1)
        raise InvalidValue(path="levels", value=shown(twice), remedy="name each level once")
    moment, known = instant(as_of, path="as_of"), calendars or {}
    own = paused(clocks, by_name, signals, as_of=moment)
    table = table_of(own, by_name, tuple(known))
    readings = read_clocks(table, known, as_of=moment)
    return Watched(as_of=moment, readings=readings, clocks=own, levels=by_name)


@final
@frozen(kw_only=True)
class Notice:
    """Something that somebody must hear of now, once."""

    #: The same for the same event at any later time: keep it, and hand it in as *told*.
    key: str

    kind: Literal["warning", "breach", "escalation"]

    #: Who is told: the owner of the clock, or whom the stage names.
    to: str
    standing: ClockStanding

    @property
    def reason(self) -> Reason:
        """What it is about."""
        return self.standing.reason


def notices(watched: Watched, told: Collection[str] = ()) -> Rows[Notice]:
    """
    Return what must be told at the moment of *watched* and was not *told* yet, by its key.

    A clock that became late before anybody was warned is no longer warned of.

    >>> monday = datetime(2026, 3, 2, 9, tzinfo=UTC)
    >>> claim = ServiceLevel(name="claim", owed_by="partner", within=timedelta(hours=8))
    >>> clock = Clock(subject="L-17", level="claim", owner="P-4", started_at=monday)
    >>> late = watch([clock], [claim], as_of=monday + timedelta(days=1))
    >>> first = notices(late)
    >>> [(each.kind, each.to) for each in first], len(notices(late, {each.key for each in first}))
    ([('breach', 'P-4')], 0)
    """
    known = frozenset(told)
    found = [
        notice
        for standing in watched.of_state("at-risk", "overdue")
        for notice in _notices(standing)
        if notice.key not in known
    ]
    return Rows(Notice, found)


def _notices(standing: ClockStanding) -> Iterator[Notice]:
    clock = standing.clock
    # The start tells apart what is owed again: after a return, or by the next owner.
    name = f"{_joined(clock.subject, clock.level, clock.owner)}/{clock.started_at:%Y-%m-%dT%H:%M:%SZ}"
    if standing.state == "at-risk":
        yield Notice(key=f"{name}/warning", kind="warning", to=clock.owner, standing=standing)
        return
    yield Notice(key=f"{name}/breach", kind="breach", to=clock.owner, standing=standing)
    for place, stage in enumerate(standing.level.escalations[: standing.stage]):
        yield Notice(key=f"{name}/stage-{place + 1}", kind="escalation", to=stage.to, standing=standing)


def _joined(*ids: str) -> str:
    """Join *ids* so that no others look the same; a slash in front tells that those within are written out."""
    plain = "/".join(ids)
    if plain.count("/") < len(ids):
        return plain
    return "/" + "/".join(each.replace("%", "%25").replace("/", "%2F") for each in ids)


@final
@frozen(kw_only=True)
class MovedClock:
    """What became of a clock when somebody else came to owe it."""

    #: Of the former owner; it has stopped.
    before: Clock

    #: Of the new one.
    after: Clock


def move_clock(
    clock: Clock,
    owner: str,
    *,
    at: datetime,
    calendar: str | None = None,
    calendars: Mapping[str, WorkingCalendar] | None = None,
    credit: int | Decimal | Fraction = 1,
) -> MovedClock:
    """
    Return the clock of the former owner, stopped, and the one of the new *owner*, who owes it from *at* on.

    Hand in *clock* as `watch` returned it, where pauses follow from signals.
    *calendar* is the new owner's. *credit* is the part of the used working time
    that he gets back: with 1, the default, he has the whole time; with 0 only
    what is left, as it is for the customer who waits. A pause that
    follows from signals goes on for him, too; one made by hand ends: pause his clock where it should not.

    Raises
    ------
    InvalidValue
        For a *credit* that is no exact part from 0 to 1, and a moment before the clock started.

    >>> monday = datetime(2026, 3, 2, 9, tzinfo=UTC)
    >>> clock = Clock(subject="L-17", level="claim", owner="P-4", started_at=monday)
    >>> moved = move_clock(clock, "P-5", at=monday + timedelta(hours=4), credit=Decimal("0.75"))
    >>> moved.before.ended, moved.after.owner, moved.after.carried
    ('handed-over', 'P-5', datetime.timedelta(seconds=3600))
    """
    if (fault := checks.part.fault("credit", credit)) is not None:
        raise fault
    moment = instant(at, path="at")
    whole = ServiceLevel(name=clock.level, owed_by="vendor", within=_SECOND)
    used = watch([clock], [whole], calendars, as_of=moment)[0].used
    carried = int(used // _SECOND * (1 - Fraction(credit))) * _SECOND
    after = Clock(
        subject=clock.subject,
        level=clock.level,
        owner=owner,
        calendar=calendar,
        started_at=moment,
        carried=carried,
    )
    return MovedClock(before=clock.stop(at=moment, ended="handed-over"), after=after)

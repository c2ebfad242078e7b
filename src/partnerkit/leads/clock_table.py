"""
How are very many clocks kept as columns, and where does each of them stand?

One clock a row, in whole seconds since 1970. A state is read off the working
time that was used, so a clock is late exactly when more of it has passed than
was promised: at the last second it was still in time.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, TypeAlias, final, get_args

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from partnerkit.leads.clocks import Clock, ServiceLevel
from partnerkit.leads.clockwork import NEVER, Pauses, Seconds, due_at, elapsed
from partnerkit.leads.whole_columns import WHOLE_COLUMN, is_whole_column, whole_column
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, NotFound, raise_faults, shown
from partnerkit.values.hours import FIRST_YEAR, LAST_YEAR, WorkingCalendar
from partnerkit.values.time import instant

__all__ = ["STATES", "ClockTable", "Readings", "State", "read_clocks", "table_of"]

#: Where a clock can stand.
State: TypeAlias = Literal[
    "ahead",
    "running",
    "at-risk",
    "paused",
    "overdue",
    "met",
    "breached",
    "handed-over",
    "withdrawn",
]

#: The same, by the number that stands for it in a column.
STATES: tuple[State, ...] = get_args(State)
_AHEAD, _RUNNING, _AT_RISK, _PAUSED, _OVERDUE, _MET, _BREACHED, _HANDED_OVER, _WITHDRAWN = range(len(STATES))

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)
_EARLIEST = (datetime(FIRST_YEAR, 1, 1, tzinfo=UTC) - _EPOCH) // _SECOND
_LATEST = (datetime(LAST_YEAR + 1, 1, 1, tzinfo=UTC) - _EPOCH) // _SECOND - 1

#: So many seconds can be added to an instant, and to each other, and still fit a column.
_MOST = 2**61

#: How each stopped clock ended, as it stands in a column; -1 is still open.
_ENDED = {None: -1, "done": 0, "handed-over": 1, "withdrawn": 2}


def __dir__() -> list[str]:
    return __all__


def _instants(value: Any) -> Any:
    try:
        found = np.asarray(value)
    except ValueError:
        return value
    if found.dtype.kind != "M":
        return whole_column(value)
    return whole_column(np.where(np.isnat(found), NEVER, found.astype("datetime64[s]").view(np.int64)))


def _pauses(value: Any) -> Any:
    if not isinstance(value, Pauses):
        return value
    return Pauses(whole_column(value.rows), _instants(value.starts), _instants(value.ends))


_some_instants = fields.Check(is_whole_column, "use a flat row of datetime64, or of whole seconds since 1970")


@final
@frozen(kw_only=True, eq=False)
class ClockTable:
    """
    Clocks as columns, for hosts that have very many; `table_of` makes it of `Clock` objects.

    Instants are seconds since 1970, or datetime64 in UTC.

    >>> table = ClockTable(started=np.array(["2026-03-02T08:00"], "M8[s]"), within=[3600], calendar=[-1])
    >>> read_clocks(table, {}, as_of=datetime(2026, 3, 2, 9, 0, 1, tzinfo=UTC)).states
    ('overdue',)
    """

    started: NDArray[np.int64] = field(converter=_instants, validator=_some_instants, repr=False)

    #: How many working seconds were promised.
    within: NDArray[np.int64] = field(converter=whole_column, validator=WHOLE_COLUMN, repr=False)

    #: Place among the calendars, in the order in which they are handed in; -1 is around the clock.
    calendar: NDArray[np.int64] = field(converter=whole_column, validator=WHOLE_COLUMN, repr=False)

    #: NaT or `NEVER` where it is still open; left out, all are.
    stopped: Any = field(default=None, converter=_instants, repr=False)

    #: How it stopped: 0 done, 1 handed over, 2 withdrawn; left out, all were done.
    ended: Any = field(default=None, converter=whole_column, repr=False)

    #: After how many working seconds somebody is warned; left out, nobody is.
    warn: Any = field(default=None, converter=whole_column, repr=False)

    #: Working seconds used up before the start.
    carried: Any = field(default=None, converter=whole_column, repr=False)

    #: Pauses of all clocks: the row of each, from when, until when; sorted by row, none over another.
    pauses: Pauses | None = field(
        default=None,
        converter=_pauses,
        validator=fields.optional(fields.instance(Pauses, "Pauses(rows, starts, ends)")),
        repr=False,
    )

    def __attrs_post_init__(self) -> None:
        rows = len(self.started)
        usual = {"stopped": NEVER, "ended": 0, "warn": NEVER, "carried": 0}
        for name, value in usual.items():
            given = getattr(self, name)
            column = np.full(rows, value, dtype=np.int64) if given is None else given
            object.__setattr__(self, name, column)
        names = ("started", "within", "calendar", *usual)
        raise_faults(
            InvalidValue(path=name, value=shown(getattr(self, name)), remedy=f"use {rows} whole numbers")
            for name in names
            if not _is_of(rows, getattr(self, name))
        )
        raise_faults(_impossible(self))

    def __len__(self) -> int:
        return len(self.started)


def _is_of(rows: int, value: Any) -> bool:
    return is_whole_column(value) and len(value) == rows


def _impossible(table: ClockTable) -> list[InvalidValue]:
    """Find rows that cannot be: told by the first of each kind."""
    kinds = (
        (table.started < _EARLIEST, "started", f"use an instant from {FIRST_YEAR} on"),
        (table.started > _LATEST, "started", f"use an instant up to {LAST_YEAR}"),
        (table.stopped < table.started, "stopped", "let no clock stop before it starts"),
        (table.within < 1, "within", "use at least one second"),
        (table.within > _MOST, "within", f"use at most {_MOST} seconds"),
        (table.carried < 0, "carried", "use 0 or more"),
        (table.carried > _MOST, "carried", f"use at most {_MOST} seconds"),
        (table.warn < 0, "warn", "use 0 or more"),
        (table.calendar < -1, "calendar", "use the place of a calendar, or -1"),
        (~np.isin(table.ended, (0, 1, 2)), "ended", "use 0, 1 or 2"),
    )
    faults = []
    for wrong, name, remedy in kinds:
        if wrong.any():
            row = int(np.argmax(wrong))
            faults.append(
                InvalidValue(
                    path=f"{name}[{row}]", value=shown(int(getattr(table, name)[row])), remedy=remedy
                )
            )
    return [*faults, *_impossible_pauses(table)]


def _impossible_pauses(table: ClockTable) -> Iterator[InvalidValue]:
    """Find pauses of no clock, those that end before they begin, and those over another: they would count twice."""
    if table.pauses is None:
        return
    rows, starts, ends = table.pauses.rows, table.pauses.starts, table.pauses.ends
    columns = {"rows": rows, "starts": starts, "ends": ends}
    odd = [name for name, each in columns.items() if not is_whole_column(each)]
    odd = odd or [name for name, each in columns.items() if len(each) != len(rows)]
    if odd:
        for name in odd:
            remedy = "use a flat row of whole numbers, one for each pause"
            yield InvalidValue(path=f"pauses.{name}", value=shown(columns[name]), remedy=remedy)
        return
    of_one = np.diff(rows, prepend=-1) == 0
    before = np.concatenate((starts[:1], ends[:-1]))
    kinds = (
        (
            (rows < 0) | (rows >= len(table)) | (np.diff(rows, prepend=0) < 0),
            "rows",
            "use the row of a clock, and sort the pauses by it",
        ),
        (of_one & (starts < before), "starts", "let each pause begin after the end of the one before"),
        (ends < starts, "ends", "let no pause end before it begins"),
    )
    for wrong, name, remedy in kinds:
        if wrong.any():
            place = int(np.argmax(wrong))
            value = shown(int(columns[name][place]))
            yield InvalidValue(path=f"pauses.{name}[{place}]", value=value, remedy=remedy)


def table_of(
    clocks: Sequence[Clock], levels: Mapping[str, ServiceLevel], calendars: Sequence[str]
) -> ClockTable:
    """
    Return *clocks* as columns; *levels* and *calendars* are known by name.

    Raises
    ------
    NotFound
        For a service level or a calendar that nobody handed in.
    """
    place_of: dict[str | None, int] = {name: place for place, name in enumerate(calendars)}
    place_of[None] = -1
    for row, clock in enumerate(clocks):
        if clock.level not in levels:
            raise NotFound(path=f"clocks[{row}].level", key=clock.level, known=tuple(levels))
        if clock.calendar not in place_of:
            raise NotFound(path=f"clocks[{row}].calendar", key=str(clock.calendar), known=tuple(calendars))
    own = [levels[clock.level] for clock in clocks]
    paused = [(row, each) for row, clock in enumerate(clocks) for each in clock.pauses]
    pauses = Pauses(
        np.array([row for row, _ in paused], dtype=np.int64),
        np.array([_second(each.since) for _, each in paused], dtype=np.int64),
        np.array([_second(each.until) for _, each in paused], dtype=np.int64),
    )
    return ClockTable(
        started=[_second(clock.started_at) for clock in clocks],
        stopped=[_second(clock.stopped_at) for clock in clocks],
        ended=[max(0, _ENDED[clock.ended]) for clock in clocks],
        within=[each.within // _SECOND for each in own],
        warn=[NEVER if each.warn_after is None else each.warn_after // _SECOND for each in own],
        calendar=[place_of[clock.calendar] for clock in clocks],
        carried=[clock.carried // _SECOND for clock in clocks],
        pauses=pauses,
    )


def _second(at: datetime | None) -> int:
    return NEVER if at is None else (at - _EPOCH) // _SECOND


@final
@frozen(kw_only=True, eq=False)
class Readings:
    """Where clocks stand at one moment, as columns."""

    #: Place in `STATES`.
    state: NDArray[np.int64]

    #: Working seconds used, those that were carried included.
    used: Seconds

    #: When the promised time has passed, in seconds since 1970; `NEVER` for never or not known.
    due: Seconds

    @property
    def states(self) -> tuple[str, ...]:
        """The states by name."""
        return tuple(STATES[each] for each in self.state.tolist())


def read_clocks(table: ClockTable, calendars: Mapping[str, WorkingCalendar], *, as_of: datetime) -> Readings:
    """
    Return where each clock of *table* stands at *as_of*; what happened later is not known yet.

    Raises
    ------
    InvalidValue
        For a calendar without a working hour: what is owed there would never be due; for one
        that a clock has and nobody handed in; for an *as_of* without a time zone.

    >>> table = ClockTable(started=np.array(["2026-03-02T08:00"], "M8[s]"), within=[3600], calendar=[-1])
    >>> found = read_clocks(table, {}, as_of=datetime(2026, 3, 2, 8, 30, tzinfo=UTC))
    >>> found.states, found.used.tolist()
    (('running',), [1800])
    """
    raise_faults(
        InvalidValue(path=f"calendars.{name}.week", value="no block", remedy="let some hour be worked")
        for name, each in calendars.items()
        if not any(each.week)
    )
    own, now = tuple(calendars.values()), _second(instant(as_of, path="as_of"))
    if len(table) and int(table.calendar.max()) >= len(own):
        row = int(np.argmax(table.calendar))
        raise InvalidValue(
            path=f"calendar[{row}]", value=shown(int(table.calendar[row])), remedy=f"use -1 to {len(own) - 1}"
        )
    pauses = _known(table.pauses, now)
    open_ = table.stopped > now
    ends = np.minimum(table.stopped, now)
    used = table.carried + elapsed(table.started, ends, table.calendar, own, pauses)
    left = np.maximum(table.within - table.carried, 0)
    return Readings(
        state=_states(table, used, now, open_, pauses),
        used=used,
        due=due_at(table.started, left, table.calendar, own, pauses),
    )


def _known(pauses: Pauses | None, now: int) -> Pauses:
    if pauses is None:
        empty = np.zeros(0, dtype=np.int64)
        return Pauses(empty, empty, empty)
    begun = pauses.starts <= now
    return Pauses(pauses.rows[begun], pauses.starts[begun], pauses.ends[begun])


def _states(
    table: ClockTable, used: Seconds, now: int, open_: NDArray[np.bool_], pauses: Pauses
) -> NDArray[np.int64]:
    late = used > table.within
    rests = np.zeros(len(table), dtype=np.bool_)
    rests[pauses.rows[pauses.ends > now]] = True
    stopped = np.array([_MET, _HANDED_OVER, _WITHDRAWN])[table.ended]
    return np.select(
        [
            open_ & (table.started > now),
            open_ & late,
            open_ & rests,
            open_ & (used >= table.warn),
            open_,
            late,
        ],
        [_AHEAD, _OVERDUE, _PAUSED, _AT_RISK, _RUNNING, _BREACHED],
        stopped,
    )

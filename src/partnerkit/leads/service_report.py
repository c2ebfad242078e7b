"""
How well are promises kept, and how long does it take, with the cases that are still open?

The part that was kept is told of those that are decided; how long it takes is
told of all, by Kaplan and Meier, because the slowest are those that are open.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal, TypeAlias, cast, final, overload

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from partnerkit.leads.clock_table import STATES
from partnerkit.leads.clocks import Clock
from partnerkit.leads.durations import Survival, survival
from partnerkit.leads.sla import Watched
from partnerkit.values.errors import InvalidValue, raise_faults, shown
from partnerkit.values.exact import quotient
from partnerkit.values.frames import Library, to_frame
from partnerkit.values.markup import small_table

__all__ = ["ServiceReport", "ServiceRow", "sla_report"]

#: What clocks are told apart by.
By: TypeAlias = Literal["level", "owner"] | Callable[[Clock], str]

#: What a table tells beside the groups.
_COLUMNS = {*(state.replace("-", "_") for state in STATES), "kept", "median_hours", "ninetieth_hours"}

_DONE = [STATES.index(state) for state in ("met", "breached")]


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class ServiceRow:
    """How promises of one group were kept."""

    group: tuple[str, ...]

    #: How many clocks stand how; every clock that has started is in one of them.
    counts: Mapping[str, int]

    #: Working time until it was done, by which half and nine in ten were; None while not so many were.
    median: timedelta | None
    ninetieth: timedelta | None

    #: The whole curve.
    curve: Survival = field(repr=False, eq=False)

    @property
    def kept(self) -> Decimal | None:
        """The part that was done in time, of those that are decided: done, or late and open. None if none is."""
        late = self.counts["breached"] + self.counts["overdue"]
        decided = self.counts["met"] + late
        return None if not decided else quotient(Fraction(self.counts["met"], decided))

    @property
    def censored(self) -> int:
        """How many were open, handed over or withdrawn: it is known of them how long they took at least."""
        return sum(self.counts.values()) - int(self.curve.ended.sum())


@final
@frozen(kw_only=True, eq=False)
class ServiceReport(Sequence[ServiceRow]):
    """How promises were kept, one row per group, sorted by its names."""

    #: What the groups are told apart by.
    by: tuple[str, ...]
    _rows: tuple[ServiceRow, ...] = field(alias="rows")

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, place: int) -> ServiceRow: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[ServiceRow, ...]: ...
    def __getitem__(self, place: int | slice) -> ServiceRow | tuple[ServiceRow, ...]:
        return self._rows[place]

    def to_frame(self, kind: Library = "dict") -> Any:
        """Return one row per group; times are in hours of working time."""
        columns: dict[str, list[Any]] = {
            name: [row.group[place] for row in self._rows] for place, name in enumerate(self.by)
        }
        for state in STATES[1:]:
            columns[state.replace("-", "_")] = [row.counts[state] for row in self._rows]
        columns["kept"] = [row.kept for row in self._rows]
        columns["median_hours"] = [_hours(row.median) for row in self._rows]
        columns["ninetieth_hours"] = [_hours(row.ninetieth) for row in self._rows]
        return to_frame(columns, kind)

    _repr_html_ = small_table


def _hours(work: timedelta | None) -> float | None:
    return None if work is None else work.total_seconds() / 3600


def sla_report(watched: Watched, by: By | Sequence[By] = ("level", "owner")) -> ServiceReport:
    """
    Return how promises were kept and how long it took, for each group of *by*.

    A clock that was handed over, withdrawn, paused or is still open counts with
    the time it was seen for, late or not. Time that was carried from an earlier owner is in it.

    Raises
    ------
    InvalidValue
        For *by* that is neither one of its names nor a function, two of one name or of a column of the table,
        and groups that cannot be put in an order.

    >>> from datetime import UTC, datetime
    >>> from partnerkit.leads.clocks import ServiceLevel
    >>> from partnerkit.leads.sla import watch
    >>> monday = datetime(2026, 3, 2, 9, tzinfo=UTC)
    >>> claim = ServiceLevel(name="claim", owed_by="partner", within=timedelta(hours=8))
    >>> clocks = [Clock(subject=f"L-{n}", level="claim", owner="P-4", started_at=monday) for n in range(3)]
    >>> clocks[:2] = [each.stop(at=monday + timedelta(hours=5 * n)) for n, each in enumerate(clocks[:2], 1)]
    >>> (row,) = sla_report(watch(clocks, [claim], as_of=monday + timedelta(hours=20)), by="level")
    >>> row.counts["met"], row.counts["overdue"], row.median, row.ninetieth
    (1, 1, datetime.timedelta(seconds=36000), None)
    """
    keys = cast("Sequence[By]", [by] if isinstance(by, str) or callable(by) else list(by))
    names = tuple(_name(each) for each in keys)
    raise_faults(
        InvalidValue(path=f"by[{place}]", value=shown(name), remedy="give the function a name of its own")
        for place, name in enumerate(names)
        if name in names[:place] or name in _COLUMNS
    )
    started = np.flatnonzero(watched.readings.state != STATES.index("ahead"))
    groups, place = _grouped(watched, keys, started)
    state, used = watched.readings.state[started], watched.readings.used[started]
    # Whoever hands over or drops what is late has broken the promise, and has not done it.
    said = np.array([clock.ended == "done" for clock in watched.clocks(started.tolist())], dtype=np.bool_)
    done = said & np.isin(state, _DONE)
    order = np.argsort(place, kind="stable")
    ends = np.searchsorted(place[order], np.arange(len(groups)), side="right")
    rows = []
    for each, group in enumerate(groups):
        members = order[ends[each - 1] if each else 0 : ends[each]]
        rows.append(_row(group, state[members], used[members], done[members]))
    return ServiceReport(by=names, rows=tuple(rows))


def _name(key: object) -> str:
    if callable(key):
        return getattr(key, "__name__", "group").strip("<>")
    if not isinstance(key, str) or key not in ("level", "owner"):
        raise InvalidValue(path="by", value=shown(key), remedy="use level, owner, or a function of a clock")
    return key


def _grouped(
    watched: Watched, keys: Sequence[By], places: NDArray[np.intp]
) -> tuple[list[tuple[str, ...]], NDArray[np.int64]]:
    told = [
        tuple(getattr(clock, key) if isinstance(key, str) else key(clock) for key in keys)
        for clock in watched.clocks(places.tolist())
    ]
    try:
        groups = sorted(set(told))
    except TypeError:
        remedy = "let the function return text for each clock"
        raise InvalidValue(path="by", value=shown(told[:3]), remedy=remedy) from None
    place_of = {group: place for place, group in enumerate(groups)}
    return groups, np.array([place_of[group] for group in told], dtype=np.int64)


def _row(
    group: tuple[str, ...], state: NDArray[np.int64], used: NDArray[np.int64], done: NDArray[np.bool_]
) -> ServiceRow:
    counts = np.bincount(state, minlength=len(STATES)).tolist()
    curve = survival(used, done)
    return ServiceRow(
        group=group,
        counts=dict(zip(STATES[1:], counts[1:], strict=True)),
        median=curve.median,
        ninetieth=curve.quantile(0.9),
        curve=curve,
    )

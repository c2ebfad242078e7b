"""
What do we know of each partner, and can it be used?

The columns of a frame are read once and checked before anything is computed.
All faults come together; each names the KPI, the first keys, and the remedy.
Nothing that came in is ever written to.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any, TypeAlias, final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from partnerkit.scoring.layout import is_within, within
from partnerkit.scoring.panel import Panel, as_days, panel
from partnerkit.scoring.scorecard import HUGE, Kpi, Scorecard
from partnerkit.values.columns import NAMED, first_few, require
from partnerkit.values.errors import InvalidValue, raise_faults, shown
from partnerkit.values.frames import FrameKind, read_columns
from partnerkit.values.time import moment

__all__ = ["Reading", "Readings", "fault_at", "read"]

Column: TypeAlias = NDArray[Any]

#: A day, in the microseconds of a datetime64[us].
_DAY = 86_400_000_000


def __dir__() -> list[str]:
    return __all__


@final
class Faults(list[InvalidValue]):
    """What is wrong with the columns of a frame; those named *sane* need no second look for absurd numbers."""

    def __init__(self, sane: frozenset[str] = frozenset()) -> None:
        super().__init__()
        self.sane = sane


@final
@frozen(kw_only=True, eq=False)
class Reading:
    """The columns of one KPI, row by row: its values, or the parts of its rate; NaN is missing."""

    kpi: Kpi
    values: Column

    #: Of a rate, how many there were; then `values` are the counts.
    totals: Column | None = None

    #: The standard error of each value, if the card tells a column of them.
    errors: NDArray[np.float64] | None = None

    #: What age leaves of the weight, from 1 down to 0; None does not age.
    freshness: NDArray[np.float64] | None = None

    #: How many values were left out because they make no sense, or were not known yet.
    outside: int = 0
    later: int = 0

    def column(self) -> NDArray[np.float64]:
        """Return the values as they came; of a rate, the quotients."""
        values: NDArray[np.float64] = self.values.astype(np.float64)
        if self.totals is None:
            return values
        found = np.full(len(values), np.nan)
        np.divide(values, self.totals, out=found, where=self.totals > 0)
        return found

    def missing(self) -> NDArray[np.bool_]:
        """Tell for each row whether there is no value; a rate of nothing is none."""
        gaps = np.isnan(self.values)
        return gaps if self.totals is None else gaps | ~(self.totals > 0)

    def raw_at(self, row: int) -> float | None:
        """Return the value of one row; a rate not yet drawn to anything."""
        value = float(self.values[row])
        if self.totals is not None:
            total = float(self.totals[row])
            value = value / total if total > 0 else float("nan")
        return None if np.isnan(value) else value


@final
@frozen(kw_only=True, eq=False, slots=False)
class Readings:
    """A frame, as far as a scorecard needs it."""

    key: str
    keys: Column
    kind: FrameKind
    by_kpi: tuple[Reading, ...]

    #: The columns that say who is comparable; of a panel, the period is the first of them.
    peers: Mapping[str, Column]

    #: Of a panel, the name of the column of periods, and what was left out.
    by: str | None = None
    panel: Panel | None = None

    @cached_property
    def labels(self) -> list[Any]:
        """What tells the rows apart: keys, of a panel pairs of key and period."""
        keys: list[Any] = self.keys.tolist()
        return keys if self.by is None else list(zip(keys, self.peers[self.by].tolist(), strict=True))


def read(
    card: Scorecard,
    frame: object,
    *,
    key: str,
    as_of: date | datetime,
    by: str | None = None,
    known: str | None = None,
) -> Readings:
    """
    Take from *frame* what *card* needs, with one row for each different *key*, of a panel for each *key* and period.

    Raises
    ------
    InvalidValue, InvalidInput
        For columns that are absent, keys that are missing or occur twice,
        values that are no numbers or infinite, rates above 1, and values
        measured after *as_of*.
    """
    needed = tuple(dict.fromkeys([*card.columns(key), *(name for name in (by, known) if name is not None)]))
    if isinstance(frame, Mapping):
        frame = {name: frame[name] for name in needed if name in frame}
    columns, kind = read_columns(frame)
    require(needed, columns)
    dated = {known, *(kpi.measured for kpi in card.kpis)}
    columns |= {name: as_days(columns[name], kind) for name in dated if name is not None}
    raise_faults(_key_faults(key, columns[key]))
    at: Any = np.datetime64(moment(as_of).astimezone(UTC).replace(tzinfo=None), "us")
    chosen = None if by is None else panel(columns, key, by, known, at)
    if chosen is not None:
        columns = {name: columns[name][chosen.rows] for name in needed}
        at = chosen.ends
    keys = columns[key]
    raise_faults(_repeated(key, keys, None if by is None else columns[by]))
    faults = Faults(within({name: columns[name] for name in needed}, HUGE))
    by_kpi = tuple(_reading(kpi, columns, keys, at, faults) for kpi in card.kpis)
    if card.missing == "refuse":
        faults += (fault for reading in by_kpi for fault in _gaps(reading, keys))
    peers = {name: columns[name] for name in (by, *(card.peers or ())) if name is not None}
    faults += _peer_faults(peers, keys)
    raise_faults(faults)
    return Readings(key=key, keys=keys, kind=kind, by_kpi=by_kpi, peers=peers, by=by, panel=chosen)


def fault_at(name: str, what: str, keys: Column, rows: Column, remedy: str) -> InvalidValue:
    """Return that *what* was found in a column, with the first keys; *rows* are their numbers, or true where it was."""
    places = np.flatnonzero(rows) if rows.dtype == np.bool_ else rows
    named = first_few(keys[places[:NAMED]].tolist(), len(places))
    return InvalidValue(path=f"frame[{name!r}]", value=f"{what} at {named}", remedy=remedy)


def _key_faults(key: str, keys: Column) -> Iterator[InvalidValue]:
    missing = _missing(keys)
    if missing.any():
        value = f"nothing in {int(missing.sum())} rows"
        yield InvalidValue(path=f"frame[{key!r}]", value=value, remedy="give every row its key")
        return
    if keys.dtype.kind == "O" and not all(map(_is_hashable, keys.tolist())):
        yield InvalidValue(path=f"frame[{key!r}]", value="lists or the like", remedy="use text or numbers")


def _repeated(key: str, keys: Column, periods: Column | None) -> Iterator[InvalidValue]:
    if periods is None and _is_unique(keys):
        return
    seen: dict[Any, int] = {}
    labels = keys.tolist() if periods is None else zip(keys.tolist(), periods.tolist(), strict=True)
    again = [row for row, each in enumerate(labels) if seen.setdefault(each, row) != row]
    if again:
        remedy = "give one row for each key; add up or pick before scoring"
        if periods is not None:
            remedy = "give one row for each key and period, or known= to let the latest report count"
        yield fault_at(key, "a key that was there before", keys, np.array(again), remedy)


def _is_unique(keys: Column) -> bool:
    if keys.dtype.kind == "O":
        return len(set(keys.tolist())) == len(keys)
    if bool((keys[1:] > keys[:-1]).all()):
        return True
    if keys.dtype.kind == "i" and len(keys) and int(keys.max()) - int(keys.min()) < 4 * len(keys):
        return int(np.bincount(keys - keys.min()).max()) == 1
    ordered = np.sort(keys)
    return not bool((ordered[1:] == ordered[:-1]).any())


def _missing(column: Column) -> NDArray[np.bool_]:
    if column.dtype.kind == "O":
        return np.fromiter((each is None for each in column.tolist()), dtype=np.bool_, count=len(column))
    if column.dtype.kind == "f":
        return np.isnan(column)
    if column.dtype.kind in "Mm":
        return np.isnat(column)
    return np.zeros(len(column), dtype=np.bool_)


def _peer_faults(peers: Mapping[str, Column], keys: Column) -> Iterator[InvalidValue]:
    for name, column in peers.items():
        if column.dtype.kind == "O":
            odd = [place for place, each in enumerate(column.tolist()) if not _is_hashable(each)]
            if odd:
                yield fault_at(
                    name, "lists or the like", keys, np.array(odd), "use text or numbers to group by"
                )


def _is_hashable(value: object) -> bool:
    return isinstance(value, str) or value is None or getattr(type(value), "__hash__", None) is not None


def _reading(kpi: Kpi, columns: Mapping[str, Column], keys: Column, at: Any, faults: Faults) -> Reading:
    totals, errors, later, outside = None, None, 0, 0
    if kpi.count is not None and kpi.of is not None:
        values = _numbers(kpi.count, columns[kpi.count], keys, faults)
        totals = _numbers(kpi.of, columns[kpi.of], keys, faults)
        wrong = (values < 0) | (totals < 0) | (values > totals)
        if wrong.any():
            remedy = f"count from 0 up to {kpi.of}"
            faults.append(fault_at(kpi.count, f"a rate of {kpi.of} outside 0 to 1", keys, wrong, remedy))
    else:
        values = _numbers(kpi.name, columns[kpi.name], keys, faults)
    if kpi.se is not None:
        errors = np.asarray(_numbers(kpi.se, columns[kpi.se], keys, faults), dtype=np.float64)
        if (errors <= 0).any():
            remedy = "use standard errors above 0, or leave them out where nobody knows"
            faults.append(fault_at(kpi.se, "a standard error of 0 or less", keys, errors <= 0, remedy))
    if kpi.currency is not None:
        faults += _currency_faults(kpi, columns[kpi.currency], ~np.isnan(values), keys)
    freshness = None
    if kpi.measured is not None and kpi.half_life_days is not None:
        age = _ages(kpi.measured, columns[kpi.measured], keys, at, faults)
        later = int(np.count_nonzero(age < 0))
        freshness = np.exp2(-age / kpi.half_life_days)
        # Nobody knows how old it is, or it is from later: as good as unknown.
        undated = ~(age >= 0)
        if undated.any():
            values = np.where(undated, np.nan, values)
            freshness[undated] = 0.0
    if kpi.valid is not None:
        column = values if totals is None else values / np.where(totals > 0, totals, np.nan)
        is_outside = (column < kpi.valid[0]) | (column > kpi.valid[1])
        outside = int(np.count_nonzero(is_outside))
        if outside:
            values = np.where(is_outside, np.nan, values)
    return Reading(
        kpi=kpi,
        values=values,
        totals=totals,
        errors=errors,
        freshness=freshness,
        outside=outside,
        later=later,
    )


def _currency_faults(
    kpi: Kpi, column: Column, known: NDArray[np.bool_], keys: Column
) -> Iterator[InvalidValue]:
    name = kpi.currency or ""
    others = np.array([value != kpi.unit for value in column.tolist()], dtype=np.bool_) & known
    if others.any():
        what = f"another currency than {kpi.unit}"
        yield fault_at(name, what, keys, others, f"convert {kpi.name} to {kpi.unit} at a stated rate first")


def _numbers(name: str, column: Column, keys: Column, faults: Faults) -> Column:
    """Return the column as numbers; on a fault, note it and return nothing but gaps."""
    if column.dtype.kind == "O":
        column = _from_objects(name, column, keys, faults)
    if column.dtype.kind not in "if":
        remedy = "use numbers" + ("; for yes and no, 1 and 0" if column.dtype.kind == "b" else "")
        faults.append(
            InvalidValue(path=f"frame[{name!r}]", value=f"a column of {column.dtype}", remedy=remedy)
        )
        return np.full(len(column), np.nan)
    if column.dtype.kind == "f" and name not in faults.sane and not is_within(column, HUGE):
        wrong = np.abs(column) > HUGE
        what = "an infinite value" if np.isinf(column).any() else f"a value beyond {HUGE:g}"
        remedy = "use finite numbers in a fitting unit; what is unknown is left out"
        faults.append(fault_at(name, what, keys, wrong, remedy))
    return column


def _from_objects(name: str, column: Column, keys: Column, faults: Faults) -> Column:
    """Take exact decimals, and whole numbers of any size, as floats: statistics need no cents."""
    odd: list[int] = []
    found = np.full(len(column), np.nan)
    for place, value in enumerate(column.tolist()):
        if value is None:
            continue
        if type(value) not in (int, float) and not isinstance(value, Decimal):
            odd.append(place)
            continue
        try:
            found[place] = float(value)
        except OverflowError:
            found[place] = np.inf
    if odd:
        what = f"{shown(column[odd[0]])}, which is no number,"
        faults.append(fault_at(name, what, keys, np.array(odd), "use numbers"))
    return found


def _ages(name: str, column: Column, keys: Column, at: Any, faults: Faults) -> NDArray[np.float64]:
    """
    Return how many days before *at* each value was measured; a date is over at its end, in UTC.

    From later is a fault; of a panel, where each row has a moment of its own, it is told by a negative age.
    """
    nothing = np.full(len(column), np.nan)
    if column.dtype == np.dtype("datetime64[D]"):
        begin = column.astype("datetime64[us]")
        end = begin + np.timedelta64(1, "D")
        later = np.asarray(begin >= at)
    elif column.dtype.kind == "O" and all(_is_instant(each) for each in column.tolist()):
        end = _instants(column.tolist())
        later = np.asarray(end > at)
    else:
        value = "times without a zone" if column.dtype.kind == "M" else f"a column of {column.dtype}"
        remedy = "use dates, or datetimes with a time zone"
        faults.append(InvalidValue(path=f"frame[{name!r}]", value=value, remedy=remedy))
        return nothing
    is_panel = np.ndim(at) > 0
    if later.any() and not is_panel:
        faults.append(fault_at(name, "measured after as_of", keys, later, "leave out what was not known yet"))
    age = (at - end).astype("timedelta64[us]").astype(np.float64)
    age[np.isnat(end)] = np.nan
    age = np.maximum(age / _DAY, 0.0)
    age[later] = -1.0 if is_panel else np.nan
    return np.asarray(age)


def _is_instant(value: object) -> bool:
    return value is None or (isinstance(value, datetime) and value.tzinfo is not None)


def _instants(values: Iterable[datetime | None]) -> Column:
    plain = [None if each is None else each.astimezone(UTC).replace(tzinfo=None) for each in values]
    return np.array(plain, dtype="datetime64[us]")


def _gaps(reading: Reading, keys: Column) -> Iterator[InvalidValue]:
    gaps = reading.missing()
    if gaps.any():
        remedy = 'give the values, or set missing="renormalize"'
        yield fault_at(reading.kpi.name, "no value", keys, gaps, remedy)

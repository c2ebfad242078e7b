"""
What did each partner reach, period by period?

A long frame, one row for each partner and period, is read into one row for
each partner and one column for each period. A period that nobody tells of is a
gap, never zero; one that is not over at the moment of the judgement is left
out, because half a month always looks like a fall.
"""

from collections.abc import Callable, Collection, Hashable, Iterator
from datetime import UTC, date, datetime, time
from decimal import Decimal
from itertools import compress
from typing import Any, TypeAlias, final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from partnerkit.scoring.groups import Floats
from partnerkit.scoring.panel import as_days
from partnerkit.scoring.scorecard import HUGE, Kpi
from partnerkit.values.columns import first_few, require
from partnerkit.values.errors import InvalidValue, raise_faults, shown
from partnerkit.values.frames import FrameKind, read_columns
from partnerkit.values.time import Period, moment

__all__ = ["HUGE", "Series", "as_numbers", "key_faults", "read_series"]

Column: TypeAlias = NDArray[Any]

#: More periods than a century of months are a mistake.
_MOST_PERIODS = 1_200


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True, eq=False)
class Series:
    """One row for each key, in the order in which they first occur, one column for each period without a gap."""

    key: str
    keys: tuple[Any, ...]
    periods: tuple[Period, ...]
    table: Floats
    kind: FrameKind

    #: How many values were left out because they make no sense.
    outside: int = 0

    @property
    def per_year(self) -> int:
        """How many of the periods make a year."""
        if not self.periods:
            return 1
        first = self.periods[0]
        if first.start.day == first.end.day == 1:
            # Not by days: thirteen times February fits into a year.
            months = (first.end.year - first.start.year) * 12 + first.end.month - first.start.month
            return max(1, round(12 / months))
        return max(1, round(365.25 / first.days))


def read_series(frame: object, *, key: str, by: str, value: Kpi | str, as_of: date | datetime) -> Series:
    """
    Read the column *value* of a long frame, with one row for each *key* and period *by*.

    Of a `Kpi`, a figure outside its valid range is unknown. Periods are dates, which stand for their month, or labels such as "2026-03",
    "2026-Q1" and "2026", all of one length.

    Raises
    ------
    InvalidValue, InvalidInput
        For columns that are absent, keys or periods that are missing, a period
        told twice of one key, values that are no finite numbers, or in another
        currency than the `Kpi` says.

    >>> frame = {"id": ["A", "A", "B"], "month": ["2026-01", "2026-03", "2026-01"], "sales": [1, 3, 5]}
    >>> series = read_series(frame, key="id", by="month", value="sales", as_of=date(2026, 3, 31))
    >>> series.keys, [each.label for each in series.periods], series.table.tolist()
    (('A', 'B'), ['2026-01', '2026-02', '2026-03'], [[1.0, nan, 3.0], [5.0, nan, nan]])
    """
    kpi, name = (value, value.name) if isinstance(value, Kpi) else (None, value)
    columns, kind = read_columns(frame)
    require((key, by, name, *(() if kpi is None or kpi.currency is None else (kpi.currency,))), columns)
    keys = columns[key].tolist()
    raise_faults(key_faults(key, keys))
    faults: list[InvalidValue] = []
    numbers = as_numbers(name, columns[name], keys, faults)
    if kpi is not None and kpi.currency is not None:
        faults += _currency_faults(
            kpi, kpi.currency, columns[kpi.currency].tolist(), keys, ~np.isnan(numbers)
        )
    # Each label is read once: there are few of them, and to hash a period takes long.
    different, which = _periods_of(by, as_days(columns[by], kind), keys, faults)
    raise_faults(faults)
    at = moment(as_of)
    periods = _grid(by, {each for each in different if _is_over(each, at)})
    column_of = {period: place for place, period in enumerate(periods)}
    row_of = {name: place for place, name in enumerate(dict.fromkeys(keys))}
    rows = np.fromiter(map(row_of.__getitem__, keys), np.int64, len(keys))
    places = np.array([column_of.get(each, -1) for each in different], dtype=np.int64)[which]
    raise_faults(_twice(by, keys, lambda row: different[which[row]], rows, places))
    values = np.full((len(row_of), len(periods)), np.nan)
    is_told = places >= 0
    values[rows[is_told], places[is_told]] = numbers[is_told]
    low, high = (-np.inf, np.inf) if kpi is None or kpi.valid is None else kpi.valid
    is_outside = (values < low) | (values > high)
    values[is_outside] = np.nan
    outside = int(np.count_nonzero(is_outside))
    return Series(key=key, keys=tuple(row_of), periods=periods, table=values, kind=kind, outside=outside)


def _currency_faults(
    kpi: Kpi, name: str, currencies: list[Any], keys: list[Any], known: NDArray[np.bool_]
) -> Iterator[InvalidValue]:
    others = [row for row in np.flatnonzero(known).tolist() if currencies[row] != kpi.unit]
    if others:
        value = f"another currency than {kpi.unit} at {first_few([keys[row] for row in others])}"
        remedy = f"convert {kpi.name} to {kpi.unit} at a stated rate first"
        yield InvalidValue(path=f"frame[{name!r}]", value=value, remedy=remedy)


def _is_over(period: Period, at: datetime) -> bool:
    return period.end < date.max and datetime.combine(period.end, time(), UTC) <= at


def as_numbers(name: str, column: Column, keys: list[Any], faults: list[InvalidValue]) -> Floats:
    """Return *column* as floats, NaN where nothing is known; what is no finite number is added to *faults*."""
    found = np.full(len(column), np.nan)
    odd: list[Any] = []
    if column.dtype.kind in "if":
        found[:] = column
    else:
        for place, each in enumerate(column.tolist()):
            if type(each) not in (int, float) and not isinstance(each, Decimal):
                odd += [] if each is None else [keys[place]]
                continue
            try:
                found[place] = float(each)
            except (OverflowError, ValueError):
                found[place] = np.inf
    if odd:
        faults.append(
            InvalidValue(
                path=f"frame[{name!r}]", value=f"no number at {first_few(odd)}", remedy="use numbers"
            )
        )
    wrong = np.flatnonzero(np.abs(found) > HUGE)
    if len(wrong):
        value = f"an infinite or huge value at {first_few([keys[row] for row in wrong.tolist()])}"
        remedy = "use finite numbers in a fitting unit; what is unknown is left out"
        faults.append(InvalidValue(path=f"frame[{name!r}]", value=value, remedy=remedy))
    return found


def key_faults(key: str, keys: list[Any], taken: Collection[str] = ()) -> Iterator[InvalidValue]:
    """
    Find keys that are missing, or cannot tell rows apart, or whose column is called like one of the answer.

    >>> [fault.value for fault in key_faults("id", ["A", None, ["B"]])]
    ['nothing in 1 rows', "['B']"]
    """
    if key in taken:
        remedy = "rename the column; the answer has one of this name"
        yield InvalidValue(path="key", value=shown(key), remedy=remedy)
    try:
        # Of a long frame, each stands in many rows.
        different: Collection[Any] = set(keys)
    except TypeError:
        different = keys
    if any(each is None or each != each for each in different):  # noqa: PLR0124  # NaN
        missing = sum(each is None or each != each for each in keys)  # noqa: PLR0124  # NaN
        value = f"nothing in {missing} rows"
        yield InvalidValue(path=f"frame[{key!r}]", value=value, remedy="give every row its key")
    unhashable = {kind for kind in set(map(type, keys)) if getattr(kind, "__hash__", None) is None}
    odd = next((each for each in keys if type(each) in unhashable), None) if unhashable else None
    if odd is not None:
        yield InvalidValue(path=f"frame[{key!r}]", value=shown(odd), remedy="use text or numbers as keys")


def _periods_of(
    name: str, column: Column, keys: list[Any], faults: list[InvalidValue]
) -> tuple[list[Period], NDArray[np.int64]]:
    """Return a period for each different label, and which of them each row has; nothing where there are *faults*."""
    nothing: tuple[list[Period], NDArray[np.int64]] = [], np.zeros(0, dtype=np.int64)
    if column.dtype.kind == "M" and column.dtype != np.dtype("datetime64[D]"):
        value = f"a column of {column.dtype}"
        faults.append(
            InvalidValue(path=f"frame[{name!r}]", value=value, remedy='use dates, or labels as "2026-03"')
        )
        return nothing
    given = column.tolist()
    place_of, is_odd = dict[Any, int](), list[bool]()
    try:
        place_of = {label: place for place, label in enumerate(dict.fromkeys(given))}
    except TypeError:
        # A list is no label.
        is_odd = [not isinstance(each, Hashable) or _period(each) is None for each in given]
    read = [_period(each) for each in place_of]
    different = [each for each in read if each is not None]
    if len(different) < len(read):
        is_odd = [read[place_of[each]] is None for each in given]
    odd = list(compress(keys, is_odd))
    if odd:
        bad = given[is_odd.index(True)]
        value = f"{shown(bad)} at {first_few(odd)}"
        remedy = 'use dates, or labels as "2026-03", "2026-Q1" or "2026"'
        faults.append(InvalidValue(path=f"frame[{name!r}]", value=value, remedy=remedy))
        return nothing
    return different, np.fromiter(map(place_of.__getitem__, given), np.int64, len(given))


def _period(value: object) -> Period | None:
    if isinstance(value, Period):
        return None if value.is_open else value
    if isinstance(value, date) and not isinstance(value, datetime):
        return Period.month(value.year, value.month)
    if not isinstance(value, str):
        return None
    try:
        found = Period.parse(value)
    except InvalidValue:
        return None
    return None if found.is_open else found


def _grid(name: str, periods: set[Period]) -> tuple[Period, ...]:
    """Return all periods from the first to the last; those that do not stand in one row are refused."""
    if not periods:
        return ()
    first, last = min(periods), max(periods)
    grid = [first]
    while grid[-1] < last and len(grid) < _MOST_PERIODS:
        grid.append(grid[-1].following())
    outside = sorted(periods - set(grid))
    if outside:
        value = f"{outside[0]} beside {first}"
        remedy = "use periods of one length, such as whole months, of at most a hundred years"
        raise InvalidValue(path=f"frame[{name!r}]", value=value, remedy=remedy)
    return tuple(grid)


def _twice(
    name: str,
    keys: list[Any],
    period_of: Callable[[int], Period],
    rows: NDArray[np.int64],
    places: NDArray[np.int64],
) -> Iterator[InvalidValue]:
    cells = np.where(places >= 0, rows * (int(places.max(initial=0)) + 1) + places, -1 - np.arange(len(rows)))
    _, firsts = np.unique(cells, return_index=True)
    if len(firsts) < len(cells):
        again = sorted(set(range(len(cells))) - set(firsts.tolist()))
        value = f"{period_of(again[0])} for a second time at {first_few([keys[row] for row in again])}"
        remedy = "give one row for each key and period; add up or pick before"
        yield InvalidValue(path=f"frame[{name!r}]", value=value, remedy=remedy)

"""
What was known of each period, as it looked then?

A panel holds a row for each partner and period. A period is scored by itself,
as of its end: what was measured later is not known yet. A row that became
known after the moment of the whole is left out, so that an old moment shows
the panel as it looked then; of several reports on one partner and period the
latest known one counts.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time
from typing import Any, final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from partnerkit.values.errors import InvalidValue, raise_faults, shown
from partnerkit.values.frames import FrameKind
from partnerkit.values.time import Period, moment

__all__ = ["Panel", "as_days", "ends_of", "panel"]

Column = NDArray[Any]

_REMEDY = 'use periods as text, as "2026-03", "2026-Q1" or "2026", or dates'


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True, eq=False)
class Panel:
    """Which rows of a frame count, and as of when each."""

    rows: NDArray[np.int64]

    #: The end of the period of each of these rows, in UTC.
    ends: NDArray[np.datetime64]

    #: How many rows were left out because their period was not over, or they were not known yet.
    later: int

    #: How many were left out because a later report on the same was known.
    replaced: int


def panel(columns: Mapping[str, Column], key: str, by: str, known: str | None, at: np.datetime64) -> Panel:
    """
    Choose the rows that count at the moment *at*.

    Parameters
    ----------
    by
        The column of periods: text such as "2026-03" or "2026-Q1", or dates,
        each of which stands for itself.
    known
        The column that says since when each row is known, if there is one.

    Raises
    ------
    InvalidValue
        For periods that cannot be read.

    >>> columns = {"id": np.array(["a", "a"]), "month": np.array(["2026-01", "2026-02"])}
    >>> panel(columns, "id", "month", None, np.datetime64("2026-02-10", "us")).rows
    array([0])
    """
    ends = ends_of(by, columns[by])
    reported = ends if known is None else _since(known, columns[known])
    since = np.maximum(ends, reported)
    rows = np.flatnonzero(since <= at)
    later = len(ends) - len(rows)
    chosen = rows
    if known is not None:
        # By itself: of two reports that came before the end of the period the later one counts, too.
        order = rows[np.argsort(reported[rows], kind="stable")]
        pairs = zip(columns[key][order].tolist(), columns[by][order].tolist(), strict=True)
        last = dict(zip(pairs, order.tolist(), strict=True))
        chosen = np.array(sorted(last.values()), dtype=np.int64)
    return Panel(rows=chosen, ends=ends[chosen], later=later, replaced=len(rows) - len(chosen))


def ends_of(name: str, column: Column) -> NDArray[np.datetime64]:
    """Return when the period of each row is over."""
    ends: dict[Any, np.datetime64] = {}
    faults: list[InvalidValue] = []
    values = column.tolist()
    try:
        different = dict.fromkeys(values)
    except TypeError:
        raise InvalidValue(path=f"frame[{name!r}]", value="lists or the like", remedy=_REMEDY) from None
    for value in different:
        try:
            ends[value] = np.datetime64(_end(value).replace(tzinfo=None), "us")
        except (InvalidValue, TypeError, AttributeError):
            faults.append(InvalidValue(path=f"frame[{name!r}]", value=shown(value), remedy=_REMEDY))
    raise_faults(faults[:5])
    return np.array([ends[value] for value in values], dtype="datetime64[us]")


def _end(value: Any) -> datetime:
    if isinstance(value, str):
        value = Period.parse(value)
    if isinstance(value, Period):
        return moment(value.last_day)
    # Frames hold dates as midnights of no zone.
    is_day = type(value) is date or (isinstance(value, datetime) and value.time() == time.min)
    if not is_day:
        raise TypeError(value)
    return moment(date(value.year, value.month, value.day))


def as_days(column: Column, kind: FrameKind) -> Column:
    """
    Return the dates that a frame of pandas holds as midnights of no zone, which has no other way, as dates.

    >>> as_days(np.array(["2026-03-31T00:00"], dtype="datetime64[us]"), FrameKind("pandas"))
    array(['2026-03-31'], dtype='datetime64[D]')
    """
    if column.dtype.kind != "M" or kind.library not in {"pandas", "other"}:
        return column
    days = column.astype("datetime64[D]")
    return days if bool(((days == column) | np.isnat(column)).all()) else column


def _since(name: str, column: Column) -> NDArray[np.datetime64]:
    """Return since when each row is known; a date counts from its end."""
    if column.dtype == np.dtype("datetime64[D]"):
        found: NDArray[Any] = column.astype("datetime64[us]") + np.timedelta64(1, "D")
    elif column.dtype.kind == "O" and all(
        isinstance(each, datetime) and each.tzinfo is not None for each in column.tolist()
    ):
        plain = [each.astimezone(UTC).replace(tzinfo=None) for each in column.tolist()]
        found = np.array(plain, dtype="datetime64[us]")
    else:
        remedy = "use dates, or datetimes with a time zone, in every row"
        raise InvalidValue(path=f"frame[{name!r}]", value=f"a column of {column.dtype}", remedy=remedy)
    raise_faults(_undated(name, found))
    return found


def _undated(name: str, found: NDArray[Any]) -> Iterator[InvalidValue]:
    missing = np.flatnonzero(np.isnat(found))
    if len(missing):
        value = f"no date in {len(missing)} rows"
        yield InvalidValue(
            path=f"frame[{name!r}]", value=value, remedy="say of every row since when it is known"
        )

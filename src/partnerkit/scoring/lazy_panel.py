"""
What was known of each period, where an engine holds the rows?

As `panel` does. The periods are few: they come here, and when each is over is
handed back.
"""

from datetime import datetime
from typing import TYPE_CHECKING, final

import numpy as np
from attrs import frozen

from partnerkit.scoring.intake import schema_of
from partnerkit.scoring.panel import ends_of
from partnerkit.values.errors import InvalidValue
from partnerkit.values.lazy import Lazy, gathered, table_for, with_microseconds

if TYPE_CHECKING:
    import narwhals.stable.v2 as nw

__all__ = ["Chosen", "chosen"]

_DAY = 86_400_000_000


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True, eq=False)
class Chosen:
    """The rows that count, with the end of their period as ``__end``; and how many there were before, as in `Panel`."""

    rows: Lazy

    #: How many rows were not known yet, and how many were: of these the latest reports are left.
    later: int
    known: int


def chosen(frame: Lazy, key: str, by: str, known: str | None, at: datetime) -> Chosen:
    """
    Choose the rows of a panel that count at the moment *at*.

    Of several reports that became known at the same moment none is the
    latest: as rows have no order here, all stay, and are refused as repeated.

    Raises
    ------
    InvalidValue, InvalidInput
        For columns that are absent, and for periods that cannot be read.
    """
    import narwhals.stable.v2 as nw

    schema = schema_of(frame, (key, by) if known is None else (key, by, known))
    named = frame.with_columns(nw.col(by).cast(nw.String()).alias("__by"))
    periods = gathered(named.select(by, "__by").unique())
    ends = ends_of(by, periods[by]).astype(np.int64)
    ending = table_for(frame, {"__by": periods["__by"].astype(object), "__end": ends})
    rows = named.join(ending, on="__by", how="inner")
    since: nw.Expr = nw.col("__end")
    if known is None:
        rows = rows.with_columns(since.alias("__since"))
    else:
        rows, is_later = _with_since(rows, known, schema[known])
        since = nw.when(is_later).then(nw.col("__since")).otherwise(nw.col("__end"))
    is_over = since <= round(at.timestamp() * 1_000_000)
    over = rows.filter(is_over)
    total, undated, kept = _counts(rows, nw.col("__since").is_null(), is_over)
    if undated:
        remedy = "say of every row since when it is known"
        raise InvalidValue(path=f"frame[{known!r}]", value=f"no date in {undated} rows", remedy=remedy)
    if known is not None:
        latest = nw.col("__since").max().over(key, "__by")
        over = over.filter(nw.col("__since") == latest)
    return Chosen(rows=over.drop("__by", "__since"), later=total - kept, known=kept)


def _with_since(rows: Lazy, known: str, kind: "nw.dtypes.DType") -> "tuple[Lazy, nw.Expr]":
    import narwhals.stable.v2 as nw

    path = f"frame[{known!r}]"
    is_date = kind == nw.Date
    if not is_date and not (isinstance(kind, nw.Datetime) and kind.time_zone is not None):
        remedy = "use dates, or datetimes with a time zone, in every row"
        raise InvalidValue(path=path, value=f"a column of {kind}", remedy=remedy)
    rows = with_microseconds(rows, {"__since": known})
    if is_date:
        # A date counts from its end.
        rows = rows.with_columns((nw.col("__since") + _DAY).alias("__since"))
    return rows, nw.col("__since") > nw.col("__end")


def _counts(rows: Lazy, *conditions: "nw.Expr") -> list[int]:
    """Count all *rows*, and those of which each condition holds, in one pass."""
    import narwhals.stable.v2 as nw

    held = (
        nw.when(holds).then(nw.lit(1)).otherwise(nw.lit(0)).sum().alias(f"held{place}")
        for place, holds in enumerate(conditions)
    )
    counts = gathered(rows.select(nw.len().alias("all"), *held))
    return [int(np.nan_to_num(column.astype(np.float64))[0]) for column in counts.values()]

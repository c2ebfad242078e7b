"""
Who is where in a group, told by an engine that has no order of rows?

By windows over one group each. On Spark a window over everybody would be one
task, on one machine: there everybody is cut into a thousand parts by quantiles,
each part is ranked by itself, and who stands in front of it is counted.

Where a difference counts in part, by how much one is preferred hangs on the
figures themselves: each different one of a group comes here with its number,
once, and what it is worth goes back to be joined.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from partnerkit.scoring.grids import FEW, cut, of_kpi, runs_of, shares_by_grid
from partnerkit.scoring.groups import Groups
from partnerkit.scoring.scales import net_flow
from partnerkit.scoring.scorecard import Kpi
from partnerkit.values.errors import InvalidValue, shown
from partnerkit.values.lazy import Lazy, count_of, engine, gathered, table_for, to_each

if TYPE_CHECKING:
    from collections.abc import Mapping

    import narwhals.stable.v2 as nw

    from partnerkit.values.frames import Column

__all__ = ["flows_of", "shares_of_group", "with_ends", "with_flows", "with_ranks"]

#: So many figures, equal ones counted, can be put in order here.
MANY = 20 * FEW


def __dir__() -> list[str]:
    return __all__


def with_ranks(rows: Lazy, unit: "nw.Expr", groups: int, name: str = "rank") -> Lazy:
    """
    Add the rank of each row in its group by the column score: 1 is the highest, ties share the lower number.

    Scores are counted in *unit*, so small that they are the same by rounding:
    what is equal in it is a tie. One window is enough for it.
    """
    import narwhals.stable.v2 as nw

    falling = -(nw.col("score") / unit + 0.5).floor()
    if groups == 1 and engine(rows) == "pyspark":
        rows = cut(rows.with_columns(falling.alias("__falling")), "__falling")
        rank = nw.col("__falling").rank("min").over("__p", "__part") + nw.col("__before")
    else:
        rank = falling.rank("min").over("__p")
    return rows.with_columns(nw.when(~nw.col("score").is_null()).then(rank).cast(nw.Int64()).alias(name))


def with_ends(rows: Lazy, ends: "Mapping[str, nw.Expr]") -> Lazy:
    """Add to each row the least or the greatest of its group, or what else is told of it as *ends*."""
    if engine(rows) != "pyspark":
        return rows.with_columns(end.over("__p").alias(name) for name, end in ends.items())
    found = rows.group_by("__p").agg(*(end.alias(name) for name, end in ends.items()))
    return rows.join(to_each(found), on="__p", how="inner")


def shares_of_group(rows: Lazy, places: Sequence[int], *, ideals: bool) -> Lazy:
    """
    Put each figure on the scale of its group: the share of the group that one is ahead of, equals half.

    With *ideals*, also the greatest and the least share of each group.
    """
    import narwhals.stable.v2 as nw

    if not places:
        return rows
    if engine(rows) == "pyspark":
        return _with_ideals(shares_by_grid(rows, places), places) if ideals else shares_by_grid(rows, places)
    rows = rows.with_columns(
        ((nw.col(f"__e{place}").rank("average").over("__p") - 0.5) / nw.col(f"__k{place}")).alias(
            f"__e{place}"
        )
        for place in places
    )
    return _with_ideals(rows, places) if ideals else rows


def flows_of(rows: Lazy, kpis: "Mapping[int, Kpi]", known: "Mapping[int, int]") -> dict[int, Lazy]:
    """
    Return what each different figure of KPIs with a preference is worth in its group, as `net_flow` says.

    So many figures are *known* of each: where these are few, the different ones need not be counted first.

    Raises
    ------
    InvalidValue
        For more than a million different figures, which are too many to be put in order here.
    """
    if not kpis:
        return {}
    for place, kpi in kpis.items():
        if known[place] > MANY or (known[place] > FEW and count_of(runs_of(rows, [place])) > FEW):
            remedy = (
                "leave it out, so that any difference counts; or round the figures; "
                "or read the columns of the card into pandas, Polars or PyArrow first"
            )
            what = f"{shown(kpi.preference)}, with more than {FEW:,} different figures of {kpi.name}"
            raise InvalidValue(path=f"kpis[{place}].preference", value=what, remedy=remedy)
    found = gathered(runs_of(rows, [*kpis]))
    return {place: _flows(rows, place, kpi, of_kpi(found, place)) for place, kpi in kpis.items()}


def _flows(rows: Lazy, place: int, kpi: Kpi, found: "Mapping[str, Column]") -> Lazy:
    order = np.lexsort((found["__figure"], found["__p"]))
    groups, equal = found["__p"][order], found["__equal"][order].astype(np.int64)
    ordered = np.repeat(found["__figure"][order].astype(np.float64), equal)
    sizes = np.bincount(groups, weights=equal).astype(np.int64)
    flows = ordered.copy()
    net_flow(flows, np.zeros(0, dtype=np.int64), Groups.of(sizes[sizes > 0]), preference=kpi.preference)
    firsts = np.cumsum(equal) - equal
    return table_for(rows, {"__p": groups, f"__e{place}": ordered[firsts], f"__flow{place}": flows[firsts]})


def with_flows(rows: Lazy, flows: "Mapping[int, Lazy]") -> Lazy:
    """Put the figures of the KPIs with a preference on the scale of PROMETHEE, by the tables of `flows_of`."""
    import narwhals.stable.v2 as nw

    for place, table in flows.items():
        rows = rows.join(table, on=["__p", f"__e{place}"], how="left")
    names = [f"__flow{place}" for place in flows]
    placed = rows.with_columns(
        nw.col(name).alias(f"__e{place}") for name, place in zip(names, flows, strict=True)
    )
    return placed.drop(*names)


def _with_ideals(rows: Lazy, places: Sequence[int]) -> Lazy:
    """Add the greatest and the least share of each group."""
    import narwhals.stable.v2 as nw

    best = {f"__best{place}": nw.col(f"__e{place}").max() for place in places}
    worst = {f"__worst{place}": nw.col(f"__e{place}").min() for place in places}
    return with_ends(rows, best | worst)

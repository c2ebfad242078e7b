"""
Who is where in a group, told by an engine that has no order of rows?

By windows over one group each. On Spark a window over everybody would be one
task, on one machine: there everybody is cut into a thousand parts by quantiles,
each part is ranked by itself, and who stands in front of it is counted.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from partnerkit.scoring.grids import cut, shares_by_grid
from partnerkit.values.lazy import Lazy, engine, to_each

if TYPE_CHECKING:
    from collections.abc import Mapping

    import narwhals.stable.v2 as nw

__all__ = ["shares_of_group", "with_ends", "with_ranks"]


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
    rows = rows.with_columns(falling.alias("__falling"))
    if groups == 1 and engine(rows) == "pyspark":
        rows = cut(rows, "__falling")
        rank = nw.col("__falling").rank("min").over("__p", "__part") + nw.col("__before")
    else:
        rank = nw.col("__falling").rank("min").over("__p")
    return rows.with_columns(nw.when(~nw.col("score").is_null()).then(rank).cast(nw.Int64()).alias(name))


def with_ends(rows: Lazy, ends: "Mapping[str, nw.Expr]") -> Lazy:
    """Add to each row the least or the greatest of its group, or what else is told of it as *ends*."""
    if engine(rows) != "pyspark":
        return rows.with_columns(end.over("__p").alias(name) for name, end in ends.items())
    found = rows.group_by("__p").agg(*(end.alias(name) for name, end in ends.items()))
    return rows.join(to_each(found), on="__p", how="inner")


def shares_of_group(rows: Lazy, count: int, *, ideals: bool) -> Lazy:
    """
    Put each figure on the scale of its group: the share of the group that one is ahead of, equals half.

    With *ideals*, also the greatest and the least share of each group.
    """
    import narwhals.stable.v2 as nw

    places = range(count)
    if engine(rows) == "pyspark":
        return _with_ideals(shares_by_grid(rows, places), places) if ideals else shares_by_grid(rows, places)
    rows = rows.with_columns(
        ((nw.col(f"__e{place}").rank("average").over("__p") - 0.5) / nw.col(f"__k{place}")).alias(
            f"__e{place}"
        )
        for place in places
    )
    return _with_ideals(rows, places) if ideals else rows


def _with_ideals(rows: Lazy, places: Sequence[int]) -> Lazy:
    """Add the greatest and the least share of each group."""
    import narwhals.stable.v2 as nw

    best = {f"__best{place}": nw.col(f"__e{place}").max() for place in places}
    worst = {f"__worst{place}": nw.col(f"__e{place}").min() for place in places}
    return with_ends(rows, best | worst)

"""
Who is where in a group, told by an engine that has no order of rows?

By windows over one group each. A group of everybody would make one task of
the work of a cluster: there, rows are first parted by their value, and ranked
in their part.
"""

from typing import TYPE_CHECKING

import numpy as np

from partnerkit.scoring.ordering import TIE
from partnerkit.scoring.levels import Level
from partnerkit.values.lazy import Lazy, engine, gathered, table_for

if TYPE_CHECKING:
    import narwhals.stable.v2 as nw

__all__ = ["shares_of_group", "with_ranks"]


def __dir__() -> list[str]:
    return __all__


def with_ranks(rows: Lazy, level: Level) -> Lazy:
    """
    Add the rank of each row in its group by the column score: 1 is the highest, ties share the lower number.

    Scores closer than 1e-12 of the group's largest are ties, as in `ranks`:
    each that is not, begins a new rank.
    """
    import narwhals.stable.v2 as nw

    falling = -nw.col("score")
    rows = rows.with_columns(
        falling.alias("__falling"),
        (TIE * nw.col("score").abs().max().over("__p")).alias("__width"),
    )
    rows = rows.with_columns(
        nw.col("__falling").shift(1).over("__p", order_by="__falling").alias("__before"),
        nw.col("__falling").rank("min").over("__p").alias("__place"),
    )
    begins = nw.col("__before").is_null() | (nw.col("__falling") - nw.col("__before") > nw.col("__width"))
    # Of equals, the one that begins comes first, or those before it would have no rank.
    rows = rows.with_columns(
        nw.when(begins).then(nw.col("__place")).alias("__begin"),
        nw.when(begins).then(nw.lit(0)).otherwise(nw.lit(1)).alias("__late"),
    )
    rank = nw.col("__begin").cum_max().over("__p", order_by=["__falling", "__late"])
    return rows.with_columns(nw.when(~nw.col("score").is_null()).then(rank).cast(nw.Int64()).alias("rank"))


def shares_of_group(rows: Lazy, count: int, *, ideals: bool) -> Lazy:
    """
    Put each figure on the scale of its group: the share of the group that one is ahead of, equals half.

    With *ideals*, also the greatest and the least share of each group.
    """
    import narwhals.stable.v2 as nw

    places = range(count)
    rows = rows.with_columns(
        ((nw.col(f"__e{place}").rank("average").over("__p") - 0.5) / nw.col(f"__k{place}")).alias(
            f"__e{place}"
        )
        for place in places
    )
    if not ideals:
        return rows
    best = (nw.col(f"__e{place}").max().over("__p").alias(f"__best{place}") for place in places)
    worst = (nw.col(f"__e{place}").min().over("__p").alias(f"__worst{place}") for place in places)
    return rows.with_columns(*best, *worst)

"""
Which few figures of a group stand for all, where an engine ranks them?

1,001 quantiles by default. Up to as many different figures they are all there
is; beyond, a rank is found to within half the share between two of them.
"""

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any, TypeAlias

import numpy as np

from partnerkit.values.frames import Column
from partnerkit.values.lazy import Lazy, count_of, engine, gathered

__all__ = ["STEPS", "Grid", "cut", "grid_error", "grids", "of_kpi", "runs_of", "shares_by_grid"]

#: Figures of one group in rising order, how many of the peers are below each, and how many below or equal.
Grid: TypeAlias = tuple[tuple[float, ...], tuple[int, ...], tuple[int, ...]]

#: So many steps from the least to the greatest of a group.
STEPS = 1000

#: So many different figures are brought here, where windows would gather them on one machine anyway.
FEW = 1_000_000

#: Spark finds each quantile among this many to within one.
_ACCURACY = 10_000

#: Makes a share that a sum of floats leaves a little too high the one that is meant.
_ROUNDING = 1e-9


def __dir__() -> list[str]:
    return __all__


def grid_error(frame: Lazy) -> float:
    """Return by how much the percent rank of one figure may differ from the exact one; 0 is exact."""
    return 0.5 / STEPS + 1 / _ACCURACY if engine(frame) == "pyspark" else 0.0


def grids(rows: Lazy, known: Mapping[int, int], count: int) -> dict[int, list[Grid]]:
    """Return, for each KPI of whose figures so many are *known*, by its place, a grid for each of the *count* groups."""
    if engine(rows) != "pyspark":
        return _in_one_question(rows, tuple(known), count)
    return {
        place: _by_group(_kept_by_spark(rows, place, size), f"__e{place}", count)
        for place, size in known.items()
    }


def runs_of(rows: Lazy, places: Sequence[int]) -> Lazy:
    """
    Return each different figure of each group of several KPIs, once, and how many are equal to it.

    One question for all of them: to put it together may take an engine longer than to answer it.
    """
    import narwhals.stable.v2 as nw

    figures = [
        rows.select("__p", nw.lit(place, nw.Int64()).alias("__kpi"), nw.col(f"__e{place}").alias("__figure"))
        for place in places
    ]
    known = nw.concat(figures, how="vertical").filter(~nw.col("__figure").is_null())
    return known.group_by("__kpi", "__p", "__figure").agg(nw.len().cast(nw.Int64()).alias("__equal"))


def of_kpi(found: Mapping[str, Column], place: int) -> dict[str, Column]:
    """Return what was found of the KPI at *place*, as asked for by `runs_of`."""
    is_its = found["__kpi"] == place
    return {name: column[is_its] for name, column in found.items()}


def _in_one_question(rows: Lazy, places: Sequence[int], count: int) -> dict[int, list[Grid]]:
    import narwhals.stable.v2 as nw

    group = ("__kpi", "__p")
    runs = runs_of(rows, places).with_columns(
        nw.col("__equal").cum_sum().over(*group, order_by="__figure").cast(nw.Int64()).alias("__upto"),
        nw.col("__equal").sum().over(*group).cast(nw.Int64()).alias("__known"),
        nw.col("__equal").count().over(*group).alias("__different"),
    )
    columns = (nw.col(f"__{name}") for name in ("equal", "upto", "known", "different"))
    kept = gathered(runs.filter(_is_step(*columns)).select(*group, "__figure", "__equal", "__upto"))
    return {place: _by_group(of_kpi(kept, place), "__figure", count) for place in places}


def _kept_by_spark(rows: Lazy, place: int, known: int) -> Mapping[str, Column]:
    """
    Return the steps of one KPI.

    A window over the widest group would be one task: what is not too much comes here, else parts are counted.
    """
    import narwhals.stable.v2 as nw

    name = f"__e{place}"
    figures = rows.filter(~nw.col(name).is_null())
    runs = figures.group_by("__p", name).agg(nw.len().cast(nw.Int64()).alias("__equal"))
    is_few = known <= FEW or count_of(runs) <= FEW
    return _steps(gathered(runs), name) if is_few else gathered(_cut_points(figures, name))


def _by_group(kept: Mapping[str, Column], name: str, count: int) -> list[Grid]:
    order = np.lexsort((kept[name], kept["__p"]))
    groups, figures = kept["__p"][order], kept[name][order]
    upto = kept["__upto"][order].astype(np.int64)
    lower = upto - kept["__equal"][order].astype(np.int64)
    ends = np.searchsorted(groups, np.arange(count + 1))
    return [
        (tuple(figures[a:b].tolist()), tuple(lower[a:b].tolist()), tuple(upto[a:b].tolist()))
        for a, b in zip(ends[:-1].tolist(), ends[1:].tolist(), strict=True)
    ]


def _is_step(equal: Any, upto: Any, known: Any, different: Any) -> Any:
    """Tell who stands at one of the steps; everybody does where there are not more figures."""
    below = upto - equal
    return (upto * STEPS // known > below * STEPS // known) | (below == 0) | (different <= STEPS + 1)


def _steps(runs: Mapping[str, Column], name: str) -> dict[str, Column]:
    order = np.lexsort((runs[name], runs["__p"]))
    groups, equal = runs["__p"][order], runs["__equal"][order].astype(np.int64)
    starts = np.flatnonzero(np.diff(groups, prepend=-1))
    sizes = np.diff(starts, append=len(groups))
    total = np.cumsum(equal)
    upto = total - np.repeat(total[starts] - equal[starts], sizes)
    known = np.repeat(upto[starts + sizes - 1], sizes)
    is_kept = _is_step(equal, upto, known, np.repeat(sizes, sizes))
    kept = {"__p": groups, name: runs[name][order], "__equal": equal, "__upto": upto}
    return {column: values[is_kept] for column, values in kept.items()}


def _cut_points(known: Lazy, name: str) -> Lazy:
    """Return the greatest figure of each part of a group, how many equal it, and how many there are up to it."""
    import narwhals.stable.v2 as nw

    functions = import_module("pyspark.sql.functions")
    native: Any = cut(known, name).to_native()
    runs = native.groupBy("__p", "__part", "__before", name).agg(functions.count("*").alias("__equal"))
    points = runs.groupBy("__p", "__part", "__before").agg(
        functions.max(name).alias(name),
        functions.max_by("__equal", name).alias("__last"),
        functions.sum("__equal").alias("__in"),
    )
    upto = (functions.col("__before") + functions.col("__in")).alias("__upto")
    made: Lazy = nw.from_native(points.select("__p", name, functions.col("__last").alias("__equal"), upto))
    return made


def cut(rows: Lazy, name: str) -> Lazy:
    """
    Cut each group of Spark's *rows* into parts by quantiles of the column *name*, equals into the same.

    ``__part`` is the number of the part, ``__before`` how many rows of the
    group stand in parts before it. What is missing stands in part -1.
    """
    import narwhals.stable.v2 as nw

    functions = import_module("pyspark.sql.functions")
    native: Any = rows.to_native()
    steps = [step / STEPS for step in range(STEPS + 1)]
    found = native.groupBy("__p").agg(functions.percentile_approx(name, steps, _ACCURACY).alias("__cuts"))
    joined = native.join(functions.broadcast(found), "__p")
    figure = functions.col(name)
    behind = _halved(functions, lambda other: functions.get(functions.col("__cuts"), other) < figure)
    parted = joined.withColumn("__part", functions.when(figure.isNotNull(), behind).otherwise(-1)).drop(
        "__cuts"
    )
    counted = (
        parted.filter(figure.isNotNull()).groupBy("__p", "__part").agg(functions.count("*").alias("__in"))
    )
    # One row for each group, of a thousand parts at most; whoever stands before a part is added up there.
    listed = counted.groupBy("__p").agg(
        functions.sort_array(functions.collect_list(functions.struct("__part", "__in"))).alias("__parts")
    )
    told = functions.transform(
        functions.col("__parts"),
        lambda each, place: functions.struct(
            each["__part"].alias("__part"),
            functions.aggregate(
                functions.slice(functions.col("__parts"), functions.lit(1), place),
                functions.lit(0).cast("long"),
                lambda total, other: total + other["__in"],
            ).alias("__before"),
        ),
    )
    offsets = listed.select("__p", functions.explode(told).alias("__told")).select("__p", "__told.*")
    made: Lazy = nw.from_native(parted.join(functions.broadcast(offsets), ["__p", "__part"], "left"))
    return made


def shares_by_grid(rows: Lazy, places: Sequence[int]) -> Lazy:
    """
    Put figures on the scale of their group by 1,001 quantiles of it, on Spark: windows would sort each KPI anew.

    The quantiles are found in one pass for all KPIs; a row finds its place
    among those of its group by halving.
    """
    import narwhals.stable.v2 as nw

    functions = import_module("pyspark.sql.functions")
    native: Any = rows.to_native()
    steps = [max(step / STEPS - _ROUNDING, 0.0) for step in range(STEPS + 1)]
    found = native.groupBy("__p").agg(
        *(
            functions.percentile_approx(f"__e{place}", steps, _ACCURACY).alias(f"__grid{place}")
            for place in places
        )
    )
    joined = native.join(functions.broadcast(found), "__p")
    shares = {f"__e{place}": _share(functions, place) for place in places}
    made: Lazy = nw.from_native(joined.withColumns(shares).drop(*(f"__grid{place}" for place in places)))
    return made


def _share(functions: Any, place: int) -> Any:
    figure, grid, known = (functions.col(f"__{name}{place}") for name in ("e", "grid", "k"))
    below = _halved(functions, lambda other: functions.get(grid, other) < figure)
    upto = _halved(functions, lambda other: functions.get(grid, other) <= figure)
    share = (_part(functions, below, known) + _part(functions, upto, known)) / 2
    return functions.when(figure.isNotNull(), share)


def _halved(functions: Any, is_behind: Any) -> Any:
    """Return how many of the grid are behind: whole steps are tried, half as large each time."""
    halves = functions.array(*(functions.lit(1 << power) for power in range(9, -1, -1)))
    return functions.aggregate(
        halves,
        functions.lit(0),
        lambda sure, half: functions.when(is_behind(sure + half - 1), sure + half).otherwise(sure),
    )


def _part(functions: Any, steps: Any, known: Any) -> Any:
    """Return the share of the group of which so many quantiles are behind."""
    # A share of few is a whole number of them, and there is one such number only between two steps.
    few = functions.ceil((steps - 1) * known / STEPS - _ROUNDING) / known
    many = (steps - 0.5) / STEPS
    between = functions.when(known <= STEPS, few).otherwise(many)
    ends = functions.when(steps == 0, functions.lit(0.0)).when(steps > STEPS, functions.lit(1.0))
    return ends.otherwise(between)

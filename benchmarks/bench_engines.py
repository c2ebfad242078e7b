"""
What does the plan cost where the rows lie, and what a small frame?

Side by side with code of the same engine written by hand for the same score:
peer z, directions, weights, missing values passed on, rank and coverage, in
200 peer groups, 3 % missing. Ours refuses keys that come twice and figures
nobody can mean, which the code by hand does not look for. Both run in turn, and
the best of each counts; so a busy machine spoils little.

Run ``python benchmarks/bench_engines.py [rows]``.
"""

import sys
import time
import warnings
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl

from figures import tell
from partnerkit.scoring import Kpi, Scorecard, score

KPIS, GROUPS, TODAY = 20, 200, date(2026, 3, 31)
NAMES = [f"kpi_{n}" for n in range(KPIS)]
WEIGHTS = [1.0 + n % 3 for n in range(KPIS)]
SIGNS = [-1.0 if n % 4 == 3 else 1.0 for n in range(KPIS)]
CARD = Scorecard(
    kpis=tuple(
        Kpi(name, weight=weight, better="lower" if sign < 0 else "higher")
        for name, weight, sign in zip(NAMES, WEIGHTS, SIGNS, strict=True)
    ),
    peers=("tier",),
    min_peers=2,
)


def figures(rows: int) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(0)
    columns = {
        "id": np.arange(rows),
        "tier": np.array([f"tier-{n}" for n in range(GROUPS)])[rng.integers(0, GROUPS, rows)],
    }
    for name in NAMES:
        column = rng.lognormal(2, 1, rows)
        column[rng.random(rows) < 0.03] = np.nan
        columns[name] = column
    return columns


def by_hand_polars(frame: pl.LazyFrame) -> pl.DataFrame:
    frame = frame.with_columns(pl.col(NAMES).fill_nan(None))
    known = frame.group_by("tier").agg(
        pl.col(NAMES).mean().name.suffix("_mean"), pl.col(NAMES).std(ddof=0).name.suffix("_std")
    )
    joined = frame.join(known, on="tier")
    z = [
        sign * (pl.col(name) - pl.col(f"{name}_mean")) / pl.col(f"{name}_std")
        for name, sign in zip(NAMES, SIGNS, strict=True)
    ]
    total = pl.sum_horizontal(part * weight for part, weight in zip(z, WEIGHTS, strict=True))
    weight = pl.sum_horizontal(
        pl.col(name).is_not_null() * weight for name, weight in zip(NAMES, WEIGHTS, strict=True)
    )
    scored = joined.select(
        "id", "tier", (total / weight).alias("score"), (weight / sum(WEIGHTS)).alias("coverage")
    )
    scored = scored.with_columns(pl.when(pl.col("coverage") >= 0.6).then("score").alias("score"))
    return scored.with_columns(
        pl.col("score").rank("min", descending=True).over("tier").alias("rank")
    ).collect()


def by_hand_duckdb(relation: duckdb.DuckDBPyRelation) -> pl.DataFrame:
    clean = ", ".join(f"CASE WHEN isnan({name}) THEN NULL ELSE {name} END AS {name}" for name in NAMES)
    known = ", ".join(f"avg({name}) AS {name}_mean, stddev_pop({name}) AS {name}_std" for name in NAMES)
    total = " + ".join(
        f"coalesce({sign * weight} * ({name} - {name}_mean) / {name}_std, 0)"
        for name, sign, weight in zip(NAMES, SIGNS, WEIGHTS, strict=True)
    )
    weight = " + ".join(
        f"CASE WHEN {name} IS NULL THEN 0 ELSE {weight} END"
        for name, weight in zip(NAMES, WEIGHTS, strict=True)
    )
    return relation.query(
        "partners",
        f"""
        WITH clean AS (SELECT id, tier, {clean} FROM partners),
        known AS (SELECT tier, {known} FROM clean GROUP BY tier),
        summed AS (SELECT id, tier, {total} AS total, {weight} AS weight FROM clean JOIN known USING (tier)),
        scored AS (SELECT id, tier, weight / {sum(WEIGHTS)} AS coverage,
                   CASE WHEN weight >= {0.6 * sum(WEIGHTS)} THEN total / weight END AS score FROM summed)
        SELECT *, CASE WHEN score IS NOT NULL
               THEN rank() OVER (PARTITION BY tier ORDER BY score DESC NULLS LAST) END AS rank FROM scored
        """,  # noqa: S608  # names of our own
    ).pl()


def by_hand_pandas(frame: pd.DataFrame) -> pd.DataFrame:
    groups = frame.groupby("tier")
    z = (frame[NAMES] - groups[NAMES].transform("mean")) / groups[NAMES].transform("std", ddof=0)
    weights = np.array(WEIGHTS)
    known = frame[NAMES].notna() @ weights
    total = z.fillna(0.0) @ (weights * np.array(SIGNS))
    made = pd.DataFrame(
        {"id": frame["id"], "score": total / known, "coverage": known / weights.sum()}, index=frame.index
    )
    made["rank"] = made.groupby(frame["tier"])["score"].rank("min", ascending=False)
    return made


def timed(runs: Sequence[Callable[[], object]], repeat: int) -> list[float]:
    """Return the best time of each of *runs*, which take turns."""
    taken: list[list[float]] = [[] for _ in runs]
    for _ in range(repeat + 1):
        for run, times in zip(runs, taken, strict=True):
            begun = time.perf_counter()
            run()
            times.append(time.perf_counter() - begun)
    return [min(times[1:]) for times in taken]


def ours(frame: Any) -> Any:
    return score(CARD, frame, key="id", as_of=TODAY).frame


def compare(
    what: str, ours_: Callable[[], object], theirs: Callable[[], object], target: float, repeat: int
) -> None:
    mine, other = timed((ours_, theirs), repeat)
    tell(f"{what} / by hand", mine / other, most=target)


def main() -> None:
    warnings.simplefilter("ignore")
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    columns = figures(rows)
    lazy = pl.DataFrame(columns).lazy()
    connection = duckdb.connect()
    connection.register("given", pl.DataFrame(columns).to_arrow())
    connection.execute("CREATE TABLE partners AS SELECT * FROM given")
    relation = connection.table("partners")

    expected = by_hand_polars(lazy).sort("id")
    for found in (ours(lazy).collect(), ours(relation).pl(), by_hand_duckdb(relation)):
        for name in ("score", "coverage", "rank"):
            theirs, given = (each.sort("id")[name].cast(pl.Float64).to_numpy() for each in (found, expected))
            assert np.allclose(theirs, given, rtol=1e-9, atol=1e-9, equal_nan=True), name

    compare(f"{rows:,} rows, Polars lazy", lambda: ours(lazy).collect(), lambda: by_hand_polars(lazy), 1.3, 7)
    compare(f"{rows:,} rows, DuckDB", lambda: ours(relation).pl(), lambda: by_hand_duckdb(relation), 1.3, 7)

    small = figures(1_000)
    frame = pd.DataFrame(small)
    compare("1,000 rows, whole call, pandas", lambda: ours(frame), lambda: by_hand_pandas(frame), 1.0, 50)
    for kind, made in (
        ("Polars", pl.DataFrame(small)),
        ("PyArrow", pl.DataFrame(small).to_arrow()),
        ("dict", small),
    ):
        compare(
            f"1,000 rows, whole call, {kind} / pandas",
            lambda made=made: ours(made),
            lambda: by_hand_pandas(frame),
            1.0,
            50,
        )


if __name__ == "__main__":
    main()

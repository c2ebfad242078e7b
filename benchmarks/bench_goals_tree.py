"""
What does it cost to add goals up, beside one pass over the numbers, and beside a loop over the goals?

    nox -s bench -- goals_tree

Arrays: 1,000,000 leaves below 50,000 groups, 10,000 partners, 500 territories,
20 regions and one root; one amount and one ratio (two columns), int64, seed
fixed. The unit is one pass over the three columns, `X.sum()`. The same tables
go through DuckDB (`GROUP BY ROLLUP`), Polars and pandas, on the same keys as
whole numbers, in the same run; every total of every level is compared.

Objects: 100,000 `Goal`, built into a tree, checked, rolled up and attained.
The unit is one Python loop that reads every used field of each goal and its
value once and makes one result of it, an attainment of two floats. "Together"
ends with one `Attainment` for each goal and its attainment read, a quotient of
28 digits. An `Attainment` reckons what it is asked for: what it costs to read
all 21 things of each, money and reasons among them, stands below the sum.
"""

import gc
import statistics
import time
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any, NamedTuple

import duckdb
import numpy as np
import pandas as pd
import polars as pl
from attrs import frozen
from numpy.typing import NDArray

from figures import grow, tell
from partnerkit import Goal, Money, Period
from partnerkit.goals import GoalTree, attain, roll_up
from partnerkit.goals.shape import Shape

LEAVES, ROUNDS = 1_000_000, 5
LEVELS = {"region": 20, "territory": 500, "partner": 10_000, "product": 50_000}
NAMES = tuple(LEVELS)
COLUMNS = ("amount", "fixed", "cases")

Table = Mapping[str, NDArray[np.int64]]


class Taken(NamedTuple):
    """Seconds on the clock on the wall, and of work of the processors: what else runs on the machine is not in them."""

    wall: float
    work: float


def medians(acts: Mapping[str, Callable[[], object]], rounds: int = ROUNDS) -> dict[str, Taken]:
    """Return the median times of each, taken in turn; the first round does not count."""
    taken: dict[str, list[Taken]] = {name: [] for name in acts}
    for _ in range(rounds + 1):
        for name, act in acts.items():
            wall, work = time.perf_counter(), time.process_time()
            act()
            taken[name].append(Taken(time.perf_counter() - wall, time.process_time() - work))
    return {
        name: Taken(*(statistics.median(each) for each in zip(*times[1:], strict=True)))
        for name, times in taken.items()
    }


def instance(rng: np.random.Generator, leaves: int) -> Table:
    """Draw a table sorted by its keys: each key belongs to one key of the level above."""
    sizes = [count * leaves // LEAVES for count in LEVELS.values()]
    keys = np.sort(rng.integers(0, sizes[-1], leaves))
    columns = {NAMES[-1]: keys}
    for depth in range(len(sizes) - 2, -1, -1):
        keys = keys * sizes[depth] // sizes[depth + 1]
        columns = {NAMES[depth]: keys, **columns}
    return {
        **columns,
        "amount": rng.integers(-100_000, 10_000_000, leaves),
        "fixed": rng.integers(0, 90, leaves),
        "cases": rng.integers(90, 100, leaves),
    }


def shape_of(table: Table) -> tuple[Shape, NDArray[np.int64]]:
    """Return the tree above the leaves, and the rank of the group that each leaf belongs to."""
    parents, first, below = [np.array([-1])], 0, 1
    places = np.zeros(len(table["amount"]), dtype=np.int64)
    for name in NAMES:
        keys, begins, number = np.unique(table[name], return_index=True, return_inverse=True)
        parents.append(places[begins])
        first, below = below, below + len(keys)
        places = first + number
    shape, ranks = Shape.of(np.concatenate(parents))
    return shape, ranks[places]


def ours(shape: Shape, at: NDArray[np.int64], table: Table) -> tuple[NDArray[np.int64], ...]:
    """Return the totals of every node."""
    return shape.totals([table[name] for name in COLUMNS], at)


def by_duckdb(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row for each node."""
    keys = ", ".join(NAMES)
    sums = ", ".join(f"sum({name})::BIGINT AS {name}" for name in COLUMNS)
    query = f"SELECT {keys}, {sums} FROM leaves GROUP BY ROLLUP ({keys})"  # noqa: S608  # names of our own
    return connection.sql(query).df()


def by_polars(frame: pl.DataFrame) -> list[pl.DataFrame]:
    """Return a frame for each level, each made from the one below."""
    found = []
    for depth in range(len(NAMES), 0, -1):
        frame = frame.group_by(NAMES[:depth]).agg(pl.col(COLUMNS).sum())
        found.append(frame)
    return [*found, frame.select(pl.col(COLUMNS).sum())]


def by_pandas(frame: pd.DataFrame) -> list[Any]:
    """Return a frame for each level, each made from the one below."""
    found: list[Any] = []
    summed = frame.groupby(list(NAMES), sort=False)[list(COLUMNS)].sum()
    found.append(summed)
    for depth in range(len(NAMES) - 1, 0, -1):
        summed = summed.groupby(level=list(range(depth)), sort=False).sum()
        found.append(summed)
    return [*found, summed.sum()]


def assert_alike(table: Table, shape: Shape, at: NDArray[np.int64], connection: Any) -> None:
    """Compare every total of every level, as sorted rows."""
    mine = np.stack(ours(shape, at, table), axis=1)
    rows = by_duckdb(connection)[list(COLUMNS)].to_numpy()
    polars = np.concatenate(
        [each.select(COLUMNS).to_numpy() for each in by_polars(pl.DataFrame(dict(table)))]
    )
    pandas = np.concatenate(
        [np.atleast_2d(each[list(COLUMNS)].to_numpy()) for each in by_pandas(pd.DataFrame(dict(table)))]
    )
    for other in (rows, polars, pandas):
        assert (
            np.sort(mine.view("i8,i8,i8").ravel())
            == np.sort(np.ascontiguousarray(other).view("i8,i8,i8").ravel())
        ).all()


def bench_arrays() -> None:
    """Print the table of the arrays."""
    rng = np.random.default_rng(1)
    tables = {"sorted": instance(rng, LEAVES)}
    order = rng.permutation(LEAVES)
    tables["unsorted"] = {name: column[order] for name, column in tables["sorted"].items()}
    block = np.stack([tables["sorted"][name] for name in COLUMNS])
    print(f"{LEAVES:,} leaves, five levels above them; beside one pass over the input, X.sum()\n")
    for name, table in tables.items():
        shape, at = shape_of(table)
        connection = duckdb.connect()
        connection.register("source", pl.DataFrame(dict(table)).to_arrow())
        connection.execute("CREATE TABLE leaves AS SELECT * FROM source")
        assert_alike(table, shape, at, connection)
        polars, pandas = pl.DataFrame(dict(table)), pd.DataFrame(dict(table))
        times = medians(
            {
                "one pass": block.sum,
                "partnerkit": lambda: ours(shape, at, table),  # noqa: B023  # run at once
            },
            5 * ROUNDS,
        )
        unit = times["one pass"]
        times |= medians(
            {
                "DuckDB ROLLUP": lambda: by_duckdb(connection),  # noqa: B023
                "Polars": lambda: by_polars(polars),  # noqa: B023
                "pandas": lambda: by_pandas(pandas),  # noqa: B023
            }
        )
        connection.close()
        for peer, taken in times.items():
            tell(f"roll-up, {name}: {peer}", taken.work / unit.work, "passes")
    bench_growth(rng)


def bench_growth(rng: np.random.Generator) -> None:
    """Print how the time of a roll-up grows with the leaves."""
    sizes = (LEAVES // 10, LEAVES, LEAVES * 10)
    runs: dict[str, Callable[[], object]] = {}
    for leaves in sizes:
        table = instance(rng, leaves)
        shape, at = shape_of(table)
        runs[f"{leaves:,}"] = partial(ours, shape, at, table)
    taken = medians(runs)
    grow("a roll-up", {leaves: taken[f"{leaves:,}"].work for leaves in sizes}, most=11)


@frozen(kw_only=True)
class Seen:
    """What the loop makes of one goal."""

    goal: str
    target: Money
    actual: Money | None
    attainment: float | None


def goals_of(partners: int) -> tuple[list[Goal], dict[str, Money]]:
    """Return a year's goals: territories, partners, months; and an actual value of each month."""
    year, months = Period.year(2026), [Period.month(2026, month) for month in range(1, 13)]
    rows: list[tuple[str, str | None, Period]] = [("all", None, year)]
    rows += [(f"t{number}", "all", year) for number in range(10)]
    for number in range(partners):
        rows.append((f"p{number}", f"t{number % 10}", year))
        rows += [(f"p{number}/{month.label}", f"p{number}", month) for month in months]
    goals = [
        Goal(
            id=name,
            parent=above,
            measure="revenue",
            period=period,
            target=Money.from_minor(10_000 + at, "EUR"),
        )
        for at, (name, above, period) in enumerate(rows)
    ]
    actuals = {goal.id: Money.from_minor(7 * at, "EUR") for at, goal in enumerate(goals) if "/" in goal.id}
    return goals, actuals


def loop(goals: list[Goal], actuals: Mapping[str, Money]) -> list[Seen]:
    """Read every used field once and make one result of each goal."""
    found = []
    for goal in goals:
        actual = actuals.get(goal.id)
        target = goal.target
        fields = (goal.parent, goal.measure, goal.period.start, goal.period.end)
        ratio = float(actual.amount) / float(target.amount) if actual is not None and fields else None
        found.append(Seen(goal=goal.id, target=target, actual=actual, attainment=ratio))
    return found


def bench_objects() -> None:
    """Print the table of the objects."""
    together, loops = {}, {}
    for partners in (770, 7_700):
        goals, actuals = goals_of(partners)
        # What was made before is none of the garbage of what is measured.
        gc.collect()
        gc.freeze()
        tree = GoalTree.of(goals)
        status = attain(tree, actuals, as_of=date(2026, 6, 30))
        runs: dict[str, Callable[[], object]] = {
            "one loop": lambda: loop(goals, actuals),  # noqa: B023
            "build and check": lambda: GoalTree.of(goals),  # noqa: B023
            "roll up": lambda: roll_up(tree, actuals),  # noqa: B023
            "attain": lambda: attain(tree, actuals, as_of=date(2026, 6, 30)),  # noqa: B023
            "read each attainment": lambda: [status[goal].attainment for goal in status],  # noqa: B023
            "read all of each": lambda: [each._values() for each in status.values()],  # noqa: B023, SLF001
        }
        times = {name: taken.work for name, taken in medians(runs).items()}
        unit = times.pop("one loop")
        every = times["read all of each"]
        whole = sum(times.values()) - every
        sums = {"together": whole, "the same, and read all": whole - times["read each attainment"] + every}
        for name, taken in (times | sums).items():
            most = 3 if name == "together" else None
            tell(f"{len(goals):,} goals as objects, {name} / one loop", taken / unit, "loops", most=most)
        together[len(goals)], loops[len(goals)] = whole, unit
    grow("goals as objects, together", together, most=11)
    grow("the one loop over goals", loops)


def main() -> None:
    """Print the tables."""
    bench_arrays()
    bench_objects()


if __name__ == "__main__":
    main()

"""
What does it cost to find who is on one deal, beside an interval join in DuckDB?

    nox -s bench -- deals

100,000 registrations and 1,000,000 direct engagements at 50,000 customers
over four years; arrays in, pairs of rows out, and the same
pairs from both. Sizes a tenth of that show the growth.
"""

import time
from functools import partial

import duckdb
import numpy as np

import stopwatch
from figures import grow, tell
from partnerkit.conflicts.deals import DealColumns, met, overlapping

ROUNDS, DAY = 5, 86_400 * 10**6

SAME_DEAL = """
    AND (a.opportunity = b.opportunity OR a.opportunity < 0 OR b.opportunity < 0)
    AND (a.product = b.product OR a.product < 0 OR b.product < 0)
"""
OVERLAP = f"""
    SELECT a.row AS one, b.row AS other FROM claims a JOIN claims b
    ON a.customer = b.customer AND a.row < b.row AND a.start < b."end" AND b.start < a."end" {SAME_DEAL}
"""  # noqa: S608  # our own text
CHANNEL = f"""
    SELECT a.row AS one, b.row AS other FROM claims a JOIN direct b
    ON a.customer = b.customer AND a.start < b."end" AND b.start < a."end" {SAME_DEAL}
"""  # noqa: S608  # our own text


def columns(rng: np.random.Generator, count: int, customers: int, days: int) -> DealColumns:
    """Draw rows that last up to *days*."""
    start = rng.integers(0, 1_460, count) * DAY + rng.integers(0, DAY, count)
    product = rng.integers(-1, 50, count)
    opportunity = np.where(rng.random(count) < 0.5, -1, rng.integers(0, 5, count))
    length = rng.integers(1, days, count) * DAY
    return DealColumns(rng.integers(0, customers, count), opportunity, product, start, start + length)


#: Returns the median time of some rounds.
median = partial(stopwatch.median, rounds=ROUNDS, clock=time.perf_counter)


def table(held: DealColumns) -> dict[str, np.ndarray]:
    """Return the columns as DuckDB reads them."""
    names = ("customer", "opportunity", "product", "start", "end")
    return {"row": np.arange(len(held.start)), **{name: getattr(held, name) for name in names}}


def measured(registrations: int, engagements: int) -> float:
    """Compare at one size, check the pairs, and return our time."""
    rng = np.random.default_rng(5)
    customers = registrations // 2
    claims = columns(rng, registrations, customers, 120)
    direct = columns(rng, engagements, customers, 90)
    with duckdb.connect() as base:
        for name, held in (("claims", claims), ("direct", direct)):
            base.register(f"{name}_arrays", table(held))
            base.execute(f"CREATE TABLE {name} AS SELECT * FROM {name}_arrays")  # noqa: S608  # our own names
        total = joined = 0.0
        for title, query, ours in (
            ("deal overlap", OVERLAP, lambda: overlapping(claims)),
            ("channel conflict", CHANNEL, lambda: met(claims, direct)),
        ):
            theirs = base.execute(query).fetchnumpy()
            left, right = ours()
            if title == "deal overlap":
                left, right = np.minimum(left, right), np.maximum(left, right)
            mine, yours = np.lexsort((right, left)), np.lexsort((theirs["other"], theirs["one"]))
            assert np.array_equal(left[mine], theirs["one"][yours])
            assert np.array_equal(right[mine], theirs["other"][yours])
            took, sql = median(ours), median(lambda query=query: base.execute(query).fetchnumpy())
            print(
                f"  {title:<18}{len(left):>9,} pairs {took:8.3f} s   DuckDB {sql:7.3f} s   {took / sql:5.2f} times"
            )
            total, joined = total + took, joined + sql
    tell(f"{registrations:,} registrations: both / interval joins of DuckDB", total / joined, most=2)
    return total


def main() -> None:
    """Print the table."""
    small, large = measured(10_000, 100_000), measured(100_000, 1_000_000)
    grow("who is on one deal", {10_000: small, 100_000: large}, most=11)


if __name__ == "__main__":
    main()

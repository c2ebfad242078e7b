"""
How far does one machine go, and what does it cost to go on?

    nox -s bench -- scale [PART ...]

Parts are leads, partners, arrays, disk, sums, sqlite, postgres, sqlite-tenants and postgres-tenants, all of them
where none is named; a bar on the error stream tells how far it is. Leads and partners grow until there are 10,000,000
of the one and 1,000,000 of the other; arrays are scored until they take gigabytes; 100,000,000 rows on disk are scored
and summed up by DuckDB, which may use 1 GB of memory and has to write down what does not fit; a store is asked for one
decision among up to 100,000 partners of one tenant, and in one of a thousand tenants of a thousand partners each. Each
size is run once, and told in seconds of the processor: of all threads, but of no server. Ten times as large should
take ten times as long at most, and a decision far less.

PARTNERKIT_LARGEST, where it is set, leaves out what is larger. The disk needs 15 GB for the time of the run, which
takes a quarter of an hour of the processor. `page_scale.py` makes the page of it.
"""

import gc
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from statistics import median

import duckdb
import numpy as np
from rich.console import Console
from rich.progress import Progress, TimeElapsedColumn

from figures import grow, tell
from instances import draw
from partnerkit import Lead, Money, Partner, Period
from partnerkit.desk import Desk
from partnerkit.facts import Measure
from partnerkit.goals import GoalTree, roll_up
from partnerkit.leads import FairShare
from partnerkit.leads.kernel import distribute
from partnerkit.scoring import Kpi, Scorecard, score
from partnerkit.storage import SqliteStore, Store
from partnerkit.values.lazy import totals

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "torture"))

LARGEST = int(os.environ.get("PARTNERKIT_LARGEST", "100000000"))
TODAY, NOON = date(2026, 3, 31), datetime(2026, 3, 2, 12, tzinfo=UTC)
KPIS, MEMORY = 20, "1GB"
#: On disk, a row has as many figures as a report has.
ON_DISK = ("revenue", "margin", "returns", "response")
#: By how many partners is summed up what is booked, in regions of a thousand: a tree holds a million goals, no more.
LEAVES, REGION = 900_000, 1_000
#: So many documents are put at once, and so many partners serve the place of a lead.
AT_ONCE, PARTNERS = 10_000, 10

#: So many partners does a tenant have where there are many of them.
TENANT = 1_000


def card(names: "tuple[str, ...]") -> Scorecard:
    """Return a card of *names*, judged among the peers of one tier."""
    return Scorecard(kpis=tuple(Kpi(name) for name in names), peers=("tier",), min_peers=2)


def seconds(act: Callable[[], object]) -> float:
    """Return what one run takes."""
    gc.collect()
    started = time.process_time()
    act()
    return time.process_time() - started


def more_leads() -> Iterator[tuple[int, float]]:
    """Hand more and more leads to 1,000 partners."""
    for count in sizes(100_000, 1_000_000, 10_000_000):
        work = draw((count, 1_000)).work()
        yield count, seconds(lambda work=work: distribute(work))


def more_partners() -> Iterator[tuple[int, float]]:
    """Hand 1,000 leads to more and more partners, three tenths of whom could take each."""
    for count in sizes(1_000, 10_000, 100_000, 1_000_000):
        work = draw((1_000, count)).work()
        yield count, seconds(lambda work=work: distribute(work))


def larger_arrays() -> Iterator[tuple[int, float]]:
    """Score more and more rows in memory; the first of all loads what it needs."""
    names = tuple(f"kpi_{n}" for n in range(KPIS))
    score(card(("kpi",)), {"id": [1, 2], "tier": [1, 1], "kpi": [1.0, 2.0]}, key="id", as_of=TODAY)
    for rows in sizes(10_000, 100_000, 1_000_000, 10_000_000):
        rng = np.random.default_rng(0)
        columns: dict[str, np.ndarray] = {
            "id": np.arange(rows),
            "tier": rng.integers(0, 200, rows),
            **{name: rng.standard_normal(rows) for name in names},
        }
        yield rows, seconds(lambda columns=columns: score(card(names), columns, key="id", as_of=TODAY))


def sizes(*wanted: int) -> list[int]:
    """Return those that are to be measured."""
    return [size for size in wanted if size <= LARGEST]


@contextmanager
def base(place: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield a DuckDB of little memory and little disk."""
    allowed = {"memory_limit": MEMORY, "temp_directory": f"{place}/spilled", "threads": 2}
    with duckdb.connect(config={**allowed, "max_temp_directory_size": "10GB"}) as found:
        found.execute("SET preserve_insertion_order = false")
        yield found


def spilled(place: str, act: Callable[[], object]) -> float:
    """Return how many gigabytes *act* has in files below *place* at most."""
    over, most = threading.Event(), 0

    def watch() -> None:
        nonlocal most
        while not over.wait(0.2):
            files = [each.stat() for each in Path(place).glob("spilled/*") if each.exists()]
            most = max(most, sum(each.st_size for each in files))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        act()
    finally:
        over.set()
        watcher.join()
    return most / 1e9


def more_on_disk() -> Iterator[tuple[int, float]]:
    """Score more and more rows of a Parquet file into another."""
    for rows in sizes(1_000_000, 10_000_000, 100_000_000):
        with tempfile.TemporaryDirectory() as place, base(place) as found:
            yield rows, scored_on_disk(found, place, rows)


def scored_on_disk(found: duckdb.DuckDBPyConnection, place: str, rows: int) -> float:
    """Return what it takes to score so many rows of a file."""
    drawn = ", ".join(f"hash(n, {at}) % 100000 / 100.0 AS {name}" for at, name in enumerate(ON_DISK))
    source, target = f"{place}/figures.parquet", f"{place}/scores.parquet"
    written(found, f"n AS id, hash(n) % 200 AS tier, {drawn} FROM range({rows}) t(n)", source)
    taken = 0.0

    def judged() -> None:
        scores = score(card(ON_DISK), found.read_parquet(source), key="id", as_of=TODAY)
        scores.frame.write_parquet(target)

    def timed() -> None:
        nonlocal taken
        taken = seconds(judged)

    tell(f"spilled, {rows:,} rows scored", spilled(place, timed), "GB")
    tell(f"file, {rows:,} rows scored", Path(source).stat().st_size / 1e9, "GB")
    assert found.read_parquet(target).count("score").fetchall() == [(rows,)]
    return taken


def written(found: duckdb.DuckDBPyConnection, columns: str, target: str) -> None:
    """Write *columns* that are reckoned from numbers."""
    found.execute(f"COPY (SELECT {columns}) TO '{target}'")


def more_booked() -> Iterator[tuple[int, float]]:
    """Sum up more and more booked rows by partner where they lie, and roll them up to every goal."""
    for rows in sizes(1_000_000, 10_000_000, 100_000_000):
        with tempfile.TemporaryDirectory() as place, base(place) as found:
            yield rows, rolled_up(found, place, rows)


def rolled_up(found: duckdb.DuckDBPyConnection, place: str, rows: int) -> float:
    """Return what it takes to sum up and roll up so many rows of a file."""
    leaves = min(LEAVES, rows // 10)
    shape = {
        "region": [f"r-{at // REGION}" for at in range(leaves)],
        "partner": [f"P-{at}" for at in range(leaves)],
        "amount": [100] * leaves,
    }
    path, year, revenue = ("region", "partner"), Period.year(2026), Measure(id="revenue", currency="EUR")
    tree = GoalTree.from_frame(shape, path=path, target="amount", period=year, measure=revenue)
    named = f"'r-' || (n * 7919 % {leaves}) // {REGION} AS region, 'P-' || n * 7919 % {leaves} AS partner"
    amount = "(hash(n) % 100000 / 100.0)::DECIMAL(12, 2) AS booked"
    written(found, f"{named}, {amount} FROM range({rows}) t(n)", f"{place}/booked.parquet")

    def reached() -> None:
        sums = totals(found.read_parquet(f"{place}/booked.parquet"), key=path, value="booked")
        actuals = {goal: None if each is None else Money.of(each, "EUR") for goal, each in sums.items()}
        assert roll_up(tree, actuals)["all"].amount == sum(sums.values())

    return seconds(reached)


def decisions(store: Store, place: str) -> Iterator[tuple[int, float]]:
    """Decide leads of one region among more and more partners; once the network is known, as a server knows it."""
    held, opening = 0, {}
    # The record of a pool's first decision names all who are new in it, and may be no larger than a document.
    for count in sizes(1_000, 10_000, 100_000):
        with Desk(store, tenant="acme", actor="bench") as desk:
            for first in range(held, count, AT_ONCE):
                put(desk, range(first, min(count, first + AT_ONCE)))
        held = count
        # The first decision of all lets those join the pool who are new; what it takes to open a desk comes after.
        tell(f"{place}, those who are new join the pool, {count:,}", opened(store, f"N-{count}")[0], "s")
        opening[count], one = opened(store, f"L-{count}")
        tell(f"{place}, opened for the first decision, {count:,}", opening[count], "s")
        yield count, one
    grow(f"{place}, opened for the first decision", opening, most=11)


def put(desk: Desk, numbers: range) -> None:
    """Write partners of whom ten serve one place."""
    desk.put(*(Partner(id=f"P-{at}", territories=(f"r-{at // PARTNERS}",)) for at in numbers))


def in_tenants(store: Store, place: str) -> Iterator[tuple[int, float]]:
    """Decide in one of more and more tenants."""
    held, opening = 0, {}
    for count in sizes(1_000, 10_000, 100_000, 1_000_000):
        for first in range(held, count, TENANT):
            with Desk(store, tenant=f"t-{first}", actor="bench") as desk:
                put(desk, range(TENANT))
        opened(store, "N", tenant=f"t-{first}")
        held, (opening[count], one) = count, opened(store, "L", tenant=f"t-{first}")
        tell(f"{place}, one tenant of {TENANT:,} opened among, {count:,}", opening[count], "s")
        yield count, one
    grow(f"{place}, one tenant of {TENANT:,} opened among", opening, most=5)


def opened(store: Store, name: str, tenant: str = "acme") -> tuple[float, float]:
    """Return what the first decision takes that a process makes, and what each of those that come later."""
    with Desk(store, tenant=tenant, actor="bench") as desk:

        def decided(at: int) -> None:
            lead = Lead(id=f"{name}-{at}", value=Money.of(5, "EUR"), territory="r-1")
            desk.assign(lead, FairShare(default=1), as_of=NOON)

        # The first makes the indexes of the network, the second those of the leads.
        first, _, *later = (seconds(partial(decided, at)) for at in range(12))
        return first, median(later)


#: Decides in a store, which is called so.
Ask = Callable[[Store, str], Iterator[tuple[int, float]]]


def in_a_file(ask: Ask) -> Iterator[tuple[int, float]]:
    """Decide among more and more documents of a file."""
    with tempfile.TemporaryDirectory() as place:
        yield from ask(SqliteStore(Path(place) / "acme.db"), "SqliteStore")


def on_a_server(ask: Ask) -> Iterator[tuple[int, float]]:
    """Decide among more and more documents of PostgreSQL."""
    import server

    from partnerkit.storage import SqlStore

    with server.own_server() as (_, address):
        yield from ask(SqlStore(address), "PostgreSQL")


#: Part -> what grows, how it is measured, and how many times as long it may take where it is ten times as large.
PARTS: Mapping[str, tuple[str, Callable[[], Iterator[tuple[int, float]]], float]] = {
    "leads": ("leads handed to 1,000 partners", more_leads, 11),
    "partners": ("partners whom 1,000 leads are handed to", more_partners, 11),
    "arrays": (f"rows of {KPIS} figures scored in memory", larger_arrays, 13),
    "disk": (f"rows of {len(ON_DISK)} figures scored from disk to disk", more_on_disk, 13),
    "sums": ("booked rows on disk rolled up to every goal", more_booked, 11),
    "sqlite": ("partners in a file, one decision among them", partial(in_a_file, decisions), 5),
    "postgres": ("partners in PostgreSQL, one decision among them", partial(on_a_server, decisions), 5),
    "sqlite-tenants": (
        "partners in tenants of a file, one decision in one",
        partial(in_a_file, in_tenants),
        2,
    ),
    "postgres-tenants": (
        "partners in tenants of PostgreSQL, one decision in one",
        partial(on_a_server, in_tenants),
        2,
    ),
}


def main() -> None:
    """Tell how each part grows."""
    parts = sys.argv[1:] or list(PARTS)
    unknown = [part for part in parts if part not in PARTS]
    if unknown:
        sys.exit(f"no part {', '.join(unknown)}; there are {', '.join(PARTS)}")
    with Progress(*Progress.get_default_columns(), TimeElapsedColumn(), console=Console(stderr=True)) as bar:
        task = bar.add_task("", total=len(parts))
        for part in parts:
            what, measure, most = PARTS[part]
            taken = {}
            for size, took in measure():
                taken[size] = took
                bar.update(task, description=f"{part}, {size:,}")
                tell(f"{what}, {size:,}", took, "s")
            grow(what, taken, most=most)
            bar.advance(task)


if __name__ == "__main__":
    main()

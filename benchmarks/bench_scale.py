"""
How far does one machine go, and what does it cost to go on?

    nox -s bench -- benchmarks/bench_scale.py [PART ...]

Parts are leads, partners, arrays, disk and state, all of them where none is named; a bar on the error stream
tells how far it is. Leads and partners grow until there are 10,000,000 of the one and 1,000,000 of the other; arrays
are scored until they take most of the memory; rows on disk are scored by DuckDB, which may use 1 GB, until they are
several times that; a desk opens a store of more and more partners. Each size once, in seconds of the processor.
"""

import gc
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import numpy as np
from rich.console import Console
from rich.progress import Progress, TimeElapsedColumn

from figures import grow, tell
from instances import draw
from partnerkit import Lead, Money, Partner
from partnerkit.desk import Desk
from partnerkit.leads import FairShare
from partnerkit.leads.kernel import distribute
from partnerkit.scoring import Kpi, Scorecard, score
from partnerkit.storage import SqliteStore

TODAY = date(2026, 3, 31)
KPIS, MEMORY = 20, "1GB"
#: On disk, a row has as many figures as a report has.
ON_DISK = ("revenue", "margin", "returns", "response")


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
    for count in (100_000, 1_000_000, 10_000_000):
        work = draw((count, 1_000)).work()
        yield count, seconds(lambda work=work: distribute(work))


def more_partners() -> Iterator[tuple[int, float]]:
    """Hand 1,000 leads to more and more partners, three tenths of whom could take each."""
    for count in (1_000, 10_000, 100_000, 1_000_000):
        work = draw((1_000, count)).work()
        yield count, seconds(lambda work=work: distribute(work))


def larger_arrays() -> Iterator[tuple[int, float]]:
    """Score more and more rows in memory."""
    names = tuple(f"kpi_{n}" for n in range(KPIS))
    for rows in (100_000, 1_000_000, 10_000_000):
        rng = np.random.default_rng(0)
        columns: dict[str, np.ndarray] = {
            "id": np.arange(rows),
            "tier": rng.integers(0, 200, rows),
            **{name: rng.standard_normal(rows) for name in names},
        }
        yield rows, seconds(lambda columns=columns: score(card(names), columns, key="id", as_of=TODAY))


def more_on_disk() -> Iterator[tuple[int, float]]:
    """Score more and more rows of a Parquet file into another, with a thousandth of them in sight."""
    with tempfile.TemporaryDirectory() as place:
        for rows in (1_000_000, 10_000_000, 100_000_000):
            source, target = Path(place) / "figures.parquet", Path(place) / "scores.parquet"
            with duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": place}) as base:
                drawn = ", ".join(f"hash(n, {at}) / 1.8e19 AS {name}" for at, name in enumerate(ON_DISK))
                base.execute(
                    f"COPY (SELECT n AS id, hash(n) % 200 AS tier, {drawn} FROM range({rows}) t(n)) TO '{source}'"  # noqa: S608  # our own names
                )

                def judged(
                    base: duckdb.DuckDBPyConnection = base, source: Path = source, target: Path = target
                ) -> None:
                    found = score(card(ON_DISK), base.read_parquet(str(source)), key="id", as_of=TODAY)
                    found.frame.write_parquet(str(target))

                yield rows, seconds(judged)
                assert base.read_parquet(str(target)).count("score").fetchone() == (rows,)
            tell(f"{rows:,} rows on disk, beside the memory allowed", source.stat().st_size / 1e9)


def larger_state() -> Iterator[tuple[int, float]]:
    """Open a store of more and more partners and decide the first lead."""
    noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    with tempfile.TemporaryDirectory() as place:
        for count in (1_000, 10_000, 100_000):
            path = Path(place) / f"{count}.db"
            with Desk(SqliteStore(path), tenant="acme", actor="bench") as desk:
                desk.put(
                    *(Partner(id=f"P-{at}", territories=(f"r-{at % (count // 10)}",)) for at in range(count))
                )

            def first(path: Path = path) -> None:
                with Desk(SqliteStore(path), tenant="acme", actor="bench") as desk:
                    lead = Lead(id="L-1", value=Money.of(5, "EUR"), territory="r-1")
                    desk.assign(lead, FairShare(default=1), as_of=noon)

            yield count, seconds(first)


#: Part -> what grows, and how it is measured.
PARTS: Mapping[str, tuple[str, Callable[[], Iterator[tuple[int, float]]]]] = {
    "leads": ("leads handed to 1,000 partners", more_leads),
    "partners": ("partners whom 1,000 leads are handed to", more_partners),
    "arrays": ("rows of 20 figures scored in memory", larger_arrays),
    "disk": (f"rows of {len(ON_DISK)} figures scored from disk to disk in {MEMORY}", more_on_disk),
    "state": ("partners in a store, opened for the first decision", larger_state),
}


def main() -> int:
    """Tell how each part grows."""
    parts = sys.argv[1:] or list(PARTS)
    unknown = [part for part in parts if part not in PARTS]
    if unknown:
        print(f"no part {', '.join(unknown)}; there are {', '.join(PARTS)}", file=sys.stderr)
        return 2
    with Progress(*Progress.get_default_columns(), TimeElapsedColumn(), console=Console(stderr=True)) as bar:
        for part in bar.track(parts):
            what, measure = PARTS[part]
            taken = {}
            for size, took in measure():
                taken[size] = took
                tell(f"{what}, {size:,}", took, "s")
            grow(what, taken)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

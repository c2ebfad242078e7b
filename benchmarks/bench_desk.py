"""
What does the desk cost beside the judgement, and how does it grow?

usage: bench_desk.py [--quick]

Ratios of one run. How a decision grows, and what reading costs, is told in processor time, the least of several: a
busy machine does not bend it. Units are told by the clock, since what a unit waits for is the disk: the store is a
file, each commit of which is on the disk. A lead can be served by ten partners, however large the network is.
Opening is held to what the libraries below would take for the same documents: sqlite3, json and plain cattrs.
"""

import gc
import json
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from cattrs.preconf.json import make_converter

from figures import tell
from partnerkit import Lead, Ledger, Money, Network, Partner
from partnerkit.desk import Desk
from partnerkit.interop.records import unpacked
from partnerkit.leads import FairShare
from partnerkit.leads.pages import LedgerPage
from partnerkit.storage import SqliteStore
from partnerkit.values.reasons import Facts

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
POLICY = FairShare(weights={"gold": 3}, default=1)
QUICK = "--quick" in sys.argv

#: Partners who serve one region: so many could take a lead, however large the network is.
REGION = 10


def seconds(
    work: Callable[[], object], times: int = 1, clock: Callable[[], float] = time.process_time
) -> float:
    least = float("inf")
    for _ in range(times):
        start = clock()
        work()
        least = min(least, clock() - start)
    return least


def lead(number: int, regions: int = 10) -> Lead:
    return Lead(
        id=f"L-{number:06}", value=Money.of(100 + number % 977, "EUR"), territory=f"r-{number % regions}"
    )


def partners(count: int) -> list[Partner]:
    regions = count // REGION
    return [
        Partner(id=f"P-{each:05}", tier="gold" if each % 3 else None, territories=(f"r-{each % regions}",))
        for each in range(count)
    ]


def opened(folder: Path, name: str) -> Desk:
    return Desk(SqliteStore(folder / f"{name}.db"), tenant="acme", actor="bench")


def assigning(folder: Path, count: int) -> float:
    """Return the seconds of one decision among *count* partners."""
    with opened(folder, f"assign-{count}") as desk:
        desk.put(*partners(count))
        numbers = iter(range(1_000))

        def one() -> None:
            number = next(numbers)
            desk.assign(lead(number, count // REGION), POLICY, as_of=NOON, key=f"k-{number}")

        one()
        return seconds(one, 9)


def open_leads(folder: Path, count: int) -> tuple[float, float]:
    """Return the seconds of one decision with no lead and with *count* leads open."""
    found = []
    for name, many in (("few", 0), ("many", count)):
        with opened(folder, f"open-{name}") as desk:
            desk.put(*partners(100))
            desk.put(
                Ledger(value="lead", currency="EUR").with_open(
                    {
                        f"P-{each:05}": [f"O-{each}-{number}" for number in range(many // 100)]
                        for each in range(100)
                    }
                )
            )
            numbers = iter(range(1_000))

            def one(desk: Desk = desk, numbers: "iter[int]" = numbers) -> None:
                desk.assign(lead(next(numbers)), POLICY, as_of=NOON)

            one()
            found.append(seconds(one, 9))
    return found[0], found[1]


def commits(folder: Path, count: int) -> float:
    """Return the seconds of a bare commit of one row on this disk, the middle of *count*."""
    line = sqlite3.connect(folder / "bare.db", isolation_level=None)
    line.execute("PRAGMA synchronous=FULL")
    line.execute("CREATE TABLE bare (body TEXT)")
    found = []
    for _ in range(count):
        line.execute("BEGIN IMMEDIATE")
        line.execute("INSERT INTO bare VALUES (?)", ("x" * 900,))
        found.append(seconds(line.commit, clock=time.perf_counter))
    line.close()
    return sorted(found)[count // 2]


def units(folder: Path, count: int, firms: int) -> tuple[float, float, float]:
    """Return the seconds of *count* decisions among *firms*: each a unit, all in one unit, all in one call."""
    found = []
    for name in ("units", "unit", "call"):
        with opened(folder, f"units-{name}-{firms}") as desk:
            desk.put(*partners(firms))
            leads = [lead(number, firms // REGION) for number in range(count)]

            def each(desk: Desk = desk, leads: "list[Lead]" = leads) -> None:
                for one in leads:
                    desk.assign(one, POLICY, as_of=NOON)

            def grouped(desk: Desk = desk, each: Callable[[], None] = each) -> None:
                with desk.unit():
                    each()

            def called(desk: Desk = desk, leads: "list[Lead]" = leads) -> None:
                desk.assign_many(leads, POLICY, as_of=NOON)

            found.append(
                seconds({"units": each, "unit": grouped, "call": called}[name], clock=time.perf_counter)
            )
    return found[0], found[1], found[2]


def records(folder: Path, count: int) -> float:
    """Return how much faster *count* decisions made elsewhere are written in one unit than in one each."""
    found = []
    for name in ("each", "all"):
        with opened(folder, f"records-{name}") as desk:

            def each(desk: Desk = desk) -> None:
                for number in range(count):
                    desk.record("assign", f"L-{number}", {"partner": "P-4"}, kind="Lead")

            def grouped(desk: Desk = desk, each: Callable[[], None] = each) -> None:
                with desk.unit():
                    each()

            found.append(seconds(each if name == "each" else grouped, clock=time.perf_counter))
    return found[0] / found[1]


def reading(folder: Path, firms: int, leads: int) -> tuple[float, float]:
    """Return the seconds of a network, and of the decoding in it."""
    with opened(folder, "network") as desk:
        desk.put(
            *(Partner(id=f"P-{each}", tier="gold") for each in range(firms)),
            *(Lead(id=f"L-{each}", value=Money.of(5, "EUR")) for each in range(leads)),
        )
        with desk._books.reading() as now:  # noqa: SLF001
            bodies = [each.body for kind in ("Partner", "Lead") for each in now.scan(kind)]
        decode = seconds(lambda: [unpacked(body) for body in bodies])
        with opened(folder, "network") as fresh:
            whole = seconds(fresh.network)
            assert isinstance(fresh.network(), Network)
    return whole, decode


def opening(folder: Path, count: int) -> tuple[float, float]:
    """Return the seconds of the first decision of a process, and of the same documents read by plain libraries."""
    with opened(folder, "opening") as desk:
        desk.put(*partners(count))
        desk.assign(lead(0), POLICY, as_of=NOON)
    numbers = iter(range(1, 9))

    def first() -> None:
        with opened(folder, "opening") as desk:
            desk.assign(lead(next(numbers)), POLICY, as_of=NOON)

    line, plain = sqlite3.connect(folder / "opening.db"), make_converter()
    plain.register_structure_hook(Facts, lambda value, _: Facts(value))
    models = {"Partner": Partner, "LedgerPage": LedgerPage}

    def read() -> list[object]:
        rows = line.execute("SELECT body FROM doc WHERE kind IN ('Partner', 'LedgerPage')")
        documents = [json.loads(body) for (body,) in rows]
        return [plain.structure(each["value"], models[each["kind"]]) for each in documents]

    ours = seconds(first, 3)
    gc.disable()
    theirs = seconds(read, 3)
    gc.enable()
    line.close()
    return ours, theirs


def batches(folder: Path, count: int, firms: int) -> float:
    """Return the seconds of one decision of a batch of *count* among *firms* who are known in the pool."""
    with opened(folder, f"batches-{firms}") as desk:
        desk.put(*partners(firms))
        desk.assign(lead(0, firms // REGION), POLICY, as_of=NOON)
        turns = iter(range(1, 9))

        def one() -> None:
            first = next(turns) * count
            leads = [lead(number, firms // REGION) for number in range(first, first + count)]
            desk.assign_batch(leads, POLICY, as_of=NOON)

        return seconds(one, 3) / count


def main() -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        few, many = assigning(folder, 100), assigning(folder, 1_000 if QUICK else 10_000)
        print(f"one decision: {few * 1_000:.1f} ms among 100 partners, {many * 1_000:.1f} ms among 10,000")
        tell("assign with 10,000 partners / with 100", many / few, most=3)
        one, thousand = batches(folder, 300, 100), batches(folder, 300, 1_000)
        print(f"a decision of a batch: {one * 1_000:.2f} ms among 100, {thousand * 1_000:.2f} ms among 1,000")
        tell("assign_batch, a decision among 1,000 partners / among 100", thousand / one, most=3)
        ours, theirs = opening(folder, 2_000 if QUICK else 20_000)
        print(f"opened for the first decision: {ours:.2f} s, plain libraries {theirs:.2f} s")
        tell("opened for the first decision / sqlite3, json and plain cattrs", ours / theirs, most=1.3)
        none, full = open_leads(folder, 10_000 if QUICK else 100_000)
        tell("assign with 100,000 leads open / with none", full / none)
        print(f"a bare commit on this disk: {commits(folder, 101) * 1_000:.1f} ms")
        for firms in (100, 20):
            each, grouped, called = units(folder, 300 if QUICK else 1_000, firms)
            tell(f"1,000 units / 1,000 decisions in one call, {firms} partners", each / called, least=5)
            tell(f"1,000 units / one unit, verb by verb, {firms} partners", each / grouped, least=5)
            count = 300 if QUICK else 1_000
            alone, in_unit, in_call = (found / count * 1_000 for found in (each, grouped, called))
            print(f"a decision: {alone:.1f} ms alone, {in_unit:.2f} ms in a unit, {in_call:.2f} ms in a call")
        elsewhere = records(folder, 300 if QUICK else 1_000)
        tell("1,000 units / one unit, decisions made elsewhere", elsewhere, least=5)
        whole, decode = reading(folder, *((100, 1_000) if QUICK else (10_000, 100_000)))
        tell("network of 10,000 partners and 100,000 leads / its decoding", whole / decode, most=1.5)


if __name__ == "__main__":
    main()

"""
Does allocation reach the figures it was built for?

    nox -s bench -- ledger [PART ...]

One row for each figure, with its target, all of one run. Parts are ledger, prices, rounding, objects, growth and flow, all of them
where none is named; a bar on the error stream tells how far it is. Ratios are
of medians of processor time, not of time on the wall: other work on the machine
counts for neither side. Fit and deviation are taken on seeds that nothing was
tuned on, too. The last part, min-cost flow of OR-tools, takes minutes and some
gigabytes.
"""

import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any

import numpy as np
from attrs import evolve
from rich.console import Console
from rich.progress import Progress, TimeElapsedColumn

import stopwatch
from bench_batch import deviation, planned
from bench_peers import Market, min_cost_flow, smooth
from figures import tell
from instances import Instance, draw
from partnerkit.leads import FairShare, allocate_batch
from partnerkit.leads.batch import give
from partnerkit.leads.fractional import NEVER, Batch, by_flow, by_solver
from partnerkit.leads.kernel import distribute
from partnerkit.leads.prices import fit_reached, owed, price, priced
from partnerkit.values.apportion import shares

ROUNDS = 3
NOW = datetime(2026, 3, 2, tzinfo=UTC)
HELD_OUT = (11, 12, 13)

#: What was measured, how large it is, and its target: at least with a plus, else at most.
Figure = tuple[str, float, float]

#: Returns the median time of some rounds.
seconds = partial(stopwatch.median, rounds=ROUNDS)


def of_the_ledger() -> Iterator[Figure]:
    """Measure the kernel beside passes over the matrix it avoids, and beside a peer in plain Python."""
    market = Market.of(draw("c"))
    matrix = np.random.default_rng(0).random(market.eligible.shape, dtype=np.float32)
    unit = seconds(lambda: matrix.argmax(1))
    batch = seconds(lambda: planned(market.by_value))
    yield "ledger batch, row-argmax passes", batch / unit, -40
    yield "ledger batch, furthest balance / largest lead", deviation(planned(market.by_value)), -0.001
    online = seconds(lambda: distribute(market.as_they_come))
    yield "smooth round robin / online kernel", seconds(lambda: smooth(market), rounds=3) / online, 3
    trace = distribute(market.as_they_come)
    size = len(trace.balances)
    yield "online kernel, furthest balance / proved bound", deviation(trace) / ((size - 1) / 2), -1


def beside_flow() -> Iterator[Figure]:
    """Measure the kernel beside the min-cost flow of the same market."""
    market = Market.of(draw("c"))
    batch = seconds(lambda: planned(market.by_value))
    yield (
        "OR-tools min-cost flow / ledger batch",
        seconds(lambda: min_cost_flow(market), rounds=1) / batch,
        25,
    )


def at_prices(instance: Instance, name: str) -> Iterator[Figure]:
    """Measure prices and ledger beside the ledger."""
    work = instance.work()
    ledger = seconds(lambda: planned(work), rounds=3)
    yield (
        f"prices + ledger / ledger, {name}",
        seconds(lambda: planned(priced(work, instance)), rounds=3) / ledger,
        -4,
    )
    trace = planned(priced(work, instance))
    yield (
        f"fit at prices / fit of the plain ledger, {name}",
        fit_reached(trace, instance) / fit_reached(planned(work), instance),
        1.2,
    )
    yield f"at prices, furthest balance / largest lead, {name}", deviation(trace), -0.01


def rounded(instance: Instance, how: Any, name: str) -> Iterator[Figure]:
    """Measure a rounded batch beside the linear program of entitlements."""
    work = instance.work(limited=False)
    order = np.asarray(work.order, dtype=np.intp)
    values = [work.values[lead] for lead in work.order]
    fit = np.where(work.table[work.signatures[order]], instance.rows(order).astype(np.int64), NEVER)
    batch = Batch(values=values, fit=fit, due=shares(sum(values), owed(work)), room=work.room)
    parts = by_solver(batch) if how == "solver" else by_flow(batch, price(work, instance))[0]
    best = sum(
        values[lead] * int(fit[lead, partner]) * float(part)
        for lead, own in enumerate(parts)
        for partner, part in own.items()
    )
    trace = give(evolve(work, fits=instance), rounding=how)
    got = np.bincount(trace.winners, weights=values, minlength=len(work.weights))
    yield f"rounding='{how}', fit / optimum, {name}", fit_reached(trace, instance) / best, 0.99
    yield (
        f"rounding='{how}', value off its target / largest lead, {name}",
        float(np.abs(got - batch.due).max()) / max(values),
        -1,
    )


def of_objects(instance: Instance) -> Iterator[Figure]:
    """Measure the whole way from objects to the result, beside the kernel."""
    leads, partners = instance.leads(), instance.partners()
    weights = dict(zip(instance.partner_ids, instance.weights.tolist(), strict=True))
    policy = FairShare(weights=weights)
    result = allocate_batch(leads, partners, policy, as_of=NOW)
    core = seconds(lambda: planned(result.question.work), rounds=3)
    whole = seconds(lambda: allocate_batch(leads, partners, policy, as_of=NOW), rounds=3)
    yield "objects in, result out / kernel", whole / core, -4
    some = [leads[place].id for place in range(0, len(leads), len(leads) // 7)]
    yield (
        "slowest explanation / run",
        max(seconds(lambda lead=lead: result.decisions[lead], rounds=3) for lead in some) / whole,
        -0.01,
    )
    tracemalloc.start()
    allocate_batch(leads, partners, policy, as_of=NOW)
    yield "peak memory of a batch, MB", tracemalloc.get_traced_memory()[1] / 1e6, -400
    tracemalloc.stop()


def growth() -> Iterator[Figure]:
    """Measure how cost grows with the number of leads, and of partners."""
    whole = draw("c").work()
    for name, shape in (("leads", (10_000, 1_000)), ("partners", (100_000, 100))):
        tenth = draw(shape).work()
        yield (
            f"ten times the {name}, cost",
            seconds(lambda: planned(whole), rounds=3) / seconds(lambda tenth=tenth: planned(tenth), rounds=3),
            -11,
        )


def all_at_prices() -> Iterator[Figure]:
    """Measure prices on the seed they were made with, and on others."""
    for seed in (1, *HELD_OUT):
        yield from at_prices(draw("c", seed), f"seed {seed}")


def all_rounded() -> Iterator[Figure]:
    """Measure both ways of rounding on all seeds."""
    for how in ("flow", "solver"):
        for seed in (1, *HELD_OUT):
            yield from rounded(draw("a", seed), how, f"seed {seed}")


PARTS: Mapping[str, Callable[[], Iterator[Figure]]] = {
    "ledger": of_the_ledger,
    "prices": all_at_prices,
    "rounding": all_rounded,
    "objects": lambda: of_objects(draw("c")),
    "growth": growth,
    "flow": beside_flow,
}


def figures(parts: Sequence[str]) -> Iterator[Figure]:
    """Measure one part after the other, with a bar on the error stream."""
    with Progress(*Progress.get_default_columns(), TimeElapsedColumn(), console=Console(stderr=True)) as bar:
        task = bar.add_task("", total=len(parts))
        for part in parts:
            bar.update(task, description=part)
            yield from PARTS[part]()
            bar.advance(task)


def main() -> None:
    """Print the table."""
    parts = sys.argv[1:] or list(PARTS)
    unknown = [part for part in parts if part not in PARTS]
    if unknown:
        sys.exit(f"no part {', '.join(unknown)}; there are {', '.join(PARTS)}")
    missed, started = 0, time.process_time()
    for name, found, target in figures(parts):
        bound = {"least": target} if target > 0 else {"most": -target}
        missed += not tell(name, found, "", **bound)
    print(f"{missed} missed; {time.process_time() - started:.0f} s of the processor")


if __name__ == "__main__":
    main()

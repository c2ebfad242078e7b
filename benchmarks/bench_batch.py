"""
What does a batch cost when room is tight, when fit counts, and when it is rounded?

    nox -s bench -- batch [--small]

The instances of `instances.py`, side by side in one run; the unit of each size
is the plain ledger kernel on it, with capacities of 1.5 times one's share. Seconds
are those of the processor, so that other work on the machine hardly counts. Fit
is a sum of value times fit, deviation that of the furthest balance by the
largest lead. Tight means that all room together is exactly as large as the
batch: that of a run without limits, and that of partners drawn at random.
"""

import statistics
import sys
import time
from collections.abc import Callable, Sequence

import numpy as np
from attrs import evolve

from figures import tell
from instances import Instance, draw
from partnerkit.leads.ample import guard_for
from partnerkit.leads.batch import give
from partnerkit.leads.fractional import NEVER, Batch, by_flow, by_solver
from partnerkit.leads.kernel import distribute
from partnerkit.leads.prices import dual_bound, fit_reached, owed, price, priced
from partnerkit.leads.rounding import Parts
from partnerkit.leads.trace import Trace
from partnerkit.leads.work import NOBODY, Work
from partnerkit.values.apportion import shares

ROUNDS = 3


def timed(act: Callable[[], Trace]) -> tuple[float, Trace]:
    """Return the median time of a few rounds, and what came out."""
    taken = []
    for _ in range(ROUNDS):
        started = time.process_time()
        result = act()
        taken.append(time.process_time() - started)
    return statistics.median(taken), result


def planned(work: Work) -> Trace:
    """Give a batch by the ledger rule, none stranded."""
    return distribute(work, guard=guard_for(work))


def deviation(trace: Trace) -> float:
    """Return the furthest balance by the largest lead."""
    return max(map(abs, trace.balances)) / (max(trace.work.values) << trace.work.precision)


def line(name: str, seconds: float, unit: float, trace: Trace, more: str = "") -> None:
    """Tell one row, and what it leaves undone."""
    left = int((trace.winners == NOBODY).sum())
    print(
        f"{seconds:.3f} s, furthest balance {deviation(trace):.5f}, {left} unassigned {more}".rstrip(),
        flush=True,
    )
    tell(f"{len(trace.winners):,} leads: {name} / ledger, slack", seconds / unit)


def tight(instance: Instance, work: Work) -> list[tuple[str, list[int]]]:
    """Return room that all leads together use up to the last place."""
    free, size = distribute(instance.work(limited=False)), len(work.weights)
    rng = np.random.default_rng(1)
    drawn = [int(rng.choice(np.flatnonzero(instance.table[kind]))) for kind in instance.kinds.tolist()]
    return [
        ("tight, as without limits", np.bincount(free.winners, minlength=size).tolist()),
        ("tight, as drawn", np.bincount(drawn, minlength=size).tolist()),
    ]


def capacity(instance: Instance, work: Work, unit: float, slack: Trace) -> None:
    """Measure tight room beside slack room."""
    line("ledger, slack", unit, unit, slack)
    for name, room in tight(instance, work):
        short = evolve(work, room=room)
        line(f"ledger, {name}", *_beside(lambda short=short: planned(short), unit))
        alone = distribute(short)
        print(f"{'  without the plan':<42}{'':>29}{int((alone.winners == NOBODY).sum()):>12}")
    half = evolve(work, room=[each // 3 for each in work.room])
    line("ledger, room for half of the leads", *_beside(lambda: planned(half), unit))


def _beside(act: Callable[[], Trace], unit: float) -> tuple[float, float, Trace]:
    seconds, trace = timed(act)
    return seconds, unit, trace


def at_prices(instance: Instance, work: Work, unit: float, slack: Trace) -> None:
    """Measure prices and ledger beside the ledger."""
    plain = fit_reached(slack, instance)
    seconds, trace = timed(lambda: planned(priced(work, instance)))
    reached, bound = fit_reached(trace, instance), dual_bound(trace, instance)
    line(
        "prices + ledger",
        seconds,
        unit,
        trace,
        f"fit {reached / plain:.3f} x ledger, {reached / bound:.1%} of the dual bound",
    )


def rounded(instance: Instance, work: Work, unit: float, *, solver: bool) -> None:
    """Measure the rounded batch beside the linear program it is rounded from."""
    order = np.asarray(work.order, dtype=np.intp)
    values = [work.values[lead] for lead in work.order]
    fit = np.where(work.table[work.signatures[order]], instance.rows(order).astype(np.int64), NEVER)
    batch = Batch(values=values, fit=fit, due=shares(sum(values), owed(work)), room=work.room)
    optimum = _worth(batch, by_flow(batch, price(work, instance))[0])
    print(f"{'  optimum of the linear program, no limits':<42}{'':>41}  {optimum:.6g}")
    if solver:
        started = time.process_time()
        limited = _worth(batch, by_solver(batch))
        print(
            f"{'  optimum with limits, by HiGHS alone':<42}{time.process_time() - started:>9.3f}{'':>32}  {limited:.6g}"
        )
    for how in ("flow", "solver") if solver else ("flow",):
        started = time.process_time()
        trace = give(evolve(work, fits=instance), rounding=how)  # type: ignore[arg-type]  # it makes rows, as Fits do
        seconds = time.process_time() - started
        reached = fit_reached(trace, instance)
        got = np.bincount(trace.winners, weights=values, minlength=len(work.weights))
        off = float(np.abs(got - np.array(batch.due)).max()) / max(values)
        line(
            f"prices, then rounding='{how}'",
            seconds,
            unit,
            trace,
            f"fit {reached / optimum:.1%} of the optimum; value at most {off:.2f} leads off",
        )


def _worth(batch: Batch, parts: Sequence[Parts]) -> float:
    return float(
        sum(
            batch.values[lead] * int(batch.fit[lead, partner]) * share
            for lead, part in enumerate(parts)
            for partner, share in part.items()
        )
    )


def main() -> None:
    """Print the table."""
    sizes = ("a",) if "--small" in sys.argv else ("a", "b", "c")
    for size in sizes:
        instance = draw(size)
        work = instance.work()
        print(
            f"\n{size}: {len(work.values):,} leads x {len(work.weights):,} partners, {instance.table.mean():.0%} eligible"
        )
        unit, slack = timed(lambda work=work: planned(work))
        capacity(instance, work, unit, slack)
        at_prices(instance, work, unit, slack)
        if size != "c":
            rounded(instance, work, unit, solver=size == "a")


if __name__ == "__main__":
    main()

"""
What does a release cost, beside the plain quantiles?

    nox -s bench -- benchmarks/bench_comparison.py

10,000 partners with 40 KPIs in 50 groups, seed fixed. A release is what one
viewer of each group is told, so that every group and KPI is told once: with
our checks, the marks of all figures that counted, and the record. Beside it
stand the three quartiles of each group and KPI by numpy. Then the same viewer
month after month for two years, 200 partners and 20 KPIs: how the last month
compares with the first. Best of a few rounds.
"""

import time
from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np

from partnerkit.scoring import Disclosure, Kpi, Released, Scorecard, benchmark, score

PARTNERS, FIGURES, GROUPS, MONTHS, ROUNDS = 10_000, 40, 50, 24, 5
DAY = date(2026, 3, 31)


def best(act: Callable[[], Any]) -> float:
    """Return the best time of a few rounds."""
    taken = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        act()
        taken.append(time.perf_counter() - started)
    return min(taken)


def scored(partners: int, figures: int, seed: int) -> Any:
    """Return scores of random figures, and the columns."""
    rng = np.random.default_rng(seed)
    columns = {f"k{place:02}": rng.lognormal(10, 1, partners) for place in range(figures)}
    card = Scorecard(kpis=tuple(Kpi(name) for name in columns))
    return score(card, {"id": np.arange(partners), **columns}, key="id", as_of=DAY), columns


def release() -> None:
    """Print what a release costs, and by how much it is more than quantiles."""
    scores, columns = scored(PARTNERS, FIGURES, 1)
    groups = np.random.default_rng(2).integers(0, GROUPS, PARTNERS)
    named = {key: f"g{group}" for key, group in enumerate(groups.tolist())}
    viewers = [int(np.flatnonzero(groups == group)[0]) for group in range(GROUPS)]
    members = [np.flatnonzero(groups == group) for group in range(GROUPS)]

    def ours() -> None:
        for viewer in viewers:
            benchmark(scores, viewer=viewer, rules=Disclosure(), groups=named)

    def plain() -> None:
        for rows in members:
            for column in columns.values():
                np.quantile(column[rows], (0.25, 0.5, 0.75))

    def plain_at_once() -> None:
        matrix = np.stack(list(columns.values()))
        for rows in members:
            np.quantile(matrix[:, rows], (0.25, 0.5, 0.75), axis=1)

    own, loop, whole = best(ours), best(plain), best(plain_at_once)
    print(f"a release           {own:8.3f} s")
    print(f"numpy, by column    {loop:8.3f} s   {own / loop:5.1f} times")
    print(f"numpy, all columns  {whole:8.3f} s   {own / whole:5.1f} times")


def months() -> None:
    """Print the time of the first and the last month of two years, with all that was released before."""
    published, taken = Released(), []
    for month in range(MONTHS):
        scores, _ = scored(200, 20, month)
        period = f"{2024 + month // 12}-{month % 12 + 1:02}"
        started = time.perf_counter()
        report = benchmark(scores, viewer=0, rules=Disclosure(), published=published, period=period)
        taken.append(time.perf_counter() - started)
        published = report.released
    first, last = np.median(taken[:4]), np.median(taken[-4:])
    print(
        f"200 x 20: {1000 * first:.1f} ms in the first months, {1000 * last:.1f} ms after {MONTHS}; {sum(taken):.2f} s in all"
    )


if __name__ == "__main__":
    release()
    months()

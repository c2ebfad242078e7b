"""
What does a release cost, beside the plain quantiles, and what does it keep back beside the best that the rules allow?

    nox -s bench -- comparison

10,000 partners with 40 KPIs in 50 groups, seed fixed. A release is what one
viewer of each group is told, so that every group and KPI is told once: with
our checks, the marks of all figures that counted, and the record. Beside it
stand the three quartiles of each group and KPI by numpy. Then the same viewer
month after month for one, two, four and eight years, 200 partners and 20 KPIs,
in processor time. Best of a few rounds. The first month has nothing to look for,
and nothing to enter of what was told before it, so that the first year is cheaper
than any later one; so the second year stands beside the first without that month,
too. The table of marks doubles now and then: a month in which it does costs more,
and the sum over the years tells what it costs.

Last, what is kept back of small tables: three KPIs and two ratios, so that some
follow from others, over six months in which only part of the figures change.
Beside it two optima by HiGHS, under the same rules. One is the most that can be
told of each month, given what was told before it: nobody who has to answer in
each month can do better in it. The other tells most over all months, chosen by
somebody who knows them all in advance, and may leave figures out of one month
to have them in a later one. Dominance is not asked here: what it keeps back, it
keeps back of all.
"""

import time
from datetime import date
from functools import partial
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

import stopwatch
from figures import grow, tell
from partnerkit.scoring import Disclosure, Kpi, Released, Scorecard, benchmark, score

PARTNERS, FIGURES, GROUPS, SPANS, ROUNDS = 10_000, 40, 50, (12, 24, 48, 96), 10
DAY = date(2026, 3, 31)


#: The best time of a few rounds.
best = partial(stopwatch.best, rounds=ROUNDS)


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

    def plain_of_known() -> None:
        matrix = np.stack(list(columns.values()))
        for rows in members:
            np.nanquantile(matrix[:, rows], (0.25, 0.5, 0.75), axis=1)

    own = best(ours)
    for name, act, most in (
        ("quantiles of all columns at once", plain_at_once, 10),
        ("quantiles column by column", plain, 10),
        ("quantiles of what is known", plain_of_known, None),
    ):
        tell(f"a release / {name}", own / best(act), most=most)


def months() -> None:
    """Print the time of one, two, four and eight years, month after month, with all that was released before."""
    scores = [scored(200, 20, month)[0] for month in range(SPANS[-1])]

    def years() -> list[float]:
        published, taken = Released(), []
        for month, each in enumerate(scores):
            period = f"{2024 + month // 12}-{month % 12 + 1:02}"
            started = time.process_time()
            report = benchmark(each, viewer=0, rules=Disclosure(), published=published, period=period)
            taken.append(time.process_time() - started)
            published = report.released
        return taken

    taken = 1000 * np.min([years() for _ in range(ROUNDS)], axis=0)
    for span in SPANS:
        print(
            f"200 x 20: {taken[span - 12 : span].mean():.2f} ms for each month of the year that ends with {span}"
        )
    tell(
        "200 x 20, a month of the second year / of the first but for its first month",
        taken[12:24].mean() / taken[1:12].mean(),
    )
    grow("200 x 20, month after month", {span: taken[:span].sum() / 1000 for span in SPANS})


LEAST, SPAN, TABLES = 3, 6, 40
RATIOS = {"a_b": ("a", "b"), "b_c": ("b", "c")}
CIRCLES = (("a", "b", "a_b"), ("b", "c", "b_c"), ("a", "c", "a_b", "b_c"))
TOPICS = ("a", "b", "c", *RATIOS)


def small_table(seed: int) -> list[dict[str, Any]]:
    """Return the frames of some months, in which only part of the figures change and some are missing."""
    rng = np.random.default_rng(seed)
    count, change = int(rng.integers(8, 25)), rng.uniform(0.1, 0.9)
    now = {name: rng.lognormal(5, 0.4, count) for name in "abc"}
    found = []
    for _ in range(SPAN):
        for column in now.values():
            moved = rng.random(count) < change
            column[moved] = rng.lognormal(5, 0.4, int(moved.sum()))
        frame = {name: np.where(rng.random(count) < 0.1, np.nan, column) for name, column in now.items()}
        found.append({"id": np.arange(count), **frame})
    return found


def figures_of(frame: dict[str, Any], topic: str) -> set[tuple[int, float]]:
    """Return who of the others has which figure."""
    part, whole = RATIOS.get(topic, (topic, None))
    values = frame[part] if whole is None else frame[part] / frame[whole]
    known = np.flatnonzero(~np.isnan(values[1:])) + 1  # the viewer does not count
    return {(key, float(values[key])) for key in known.tolist()}


def told_by_us(frames: list[dict[str, Any]]) -> list[tuple[int, int]]:
    """Return how many cells are told month after month, and how many could be, given what was told before."""
    card = Scorecard(kpis=tuple(Kpi(name) for name in "abc"))
    rules, published = Disclosure(min_contributors=LEAST, dominance=None), Released()
    counted: dict[str, set[tuple[int, float]]] = {}
    found = []
    for month, frame in enumerate(frames, start=1):
        most = told_now_at_best(frame, counted)
        report = benchmark(
            score(card, frame, key="id", as_of=DAY),
            viewer=0,
            rules=rules,
            published=published,
            ratios=RATIOS,
            period=f"2025-{month:02}",
        )
        new = report.released.releases[len(published.releases) :]
        for release in new:
            counted.setdefault(release.kpi, set()).update(figures_of(frame, release.kpi))
        published = report.released
        found.append((sum(cell.low is not None for release in new for cell in release.cells), most))
    return found


class Program:
    """The choice of releases as an integer program."""

    def __init__(self) -> None:
        self.gain: list[float] = []
        self.rows: list[dict[int, float]] = []
        self.least: list[float] = []

    def variable(self, gain: float = 0) -> int:
        """Return a new variable from 0 to 1, whole if anything is gained by it."""
        self.gain.append(gain)
        return len(self.gain) - 1

    def at_least(self, row: dict[int, float], least: float) -> None:
        """Demand that the sum of coefficient times variable is at least *least*."""
        self.rows.append(row)
        self.least.append(least)

    def most(self) -> float:
        """Return the most that can be gained."""
        matrix = np.zeros((len(self.rows), len(self.gain)))
        for place, row in enumerate(self.rows):
            matrix[place, list(row)] = list(row.values())
        count = len(self.gain)
        answer = milp(
            -np.array(self.gain),
            constraints=LinearConstraint(matrix, np.array(self.least), np.inf),
            integrality=np.array([gain != 0 for gain in self.gain], dtype=int),
            bounds=Bounds(0, 1),
        )
        if not answer.success or count == 0:
            raise RuntimeError(answer.message)
        return float(-answer.fun)


def told_now_at_best(frame: dict[str, Any], counted: dict[str, set[tuple[int, float]]]) -> int:
    """Return how many cells could be told at most of one month, if the figures *counted* were told before."""
    program, used = begun()
    for topic in counted:
        program.at_least({used[topic]: 1.0}, 1.0)
    for topic in TOPICS:
        choose(program, used[topic], [figures_of(frame, topic) - counted.get(topic, set())])
    return round(program.most())


def told_at_best(frames: list[dict[str, Any]]) -> int:
    """Return how many cells could be told at most by somebody who knows all months in advance."""
    program, used = begun()
    for topic in TOPICS:
        choose(program, used[topic], [figures_of(frame, topic) for frame in frames])
    return round(program.most())


def begun() -> tuple[Program, dict[str, int]]:
    """Return a program in which no circle may be told, and its variables: which topics are told at all."""
    program = Program()
    used = {topic: program.variable(1e-9) for topic in TOPICS}
    for circle in CIRCLES:
        program.at_least({used[topic]: -1.0 for topic in circle}, 1.0 - len(circle))
    return program, used


def choose(program: Program, is_used: int, months: list[set[tuple[int, float]]]) -> None:
    """Let the program choose in which months a topic is told, from which figures: each figure once, and enough of them."""
    uses: dict[tuple[int, float], list[int]] = {}
    for figures in months:
        middle, quartiles = program.variable(1), program.variable(2)
        counted = []
        for figure in sorted(figures):
            counted.append(program.variable())
            uses.setdefault(figure, []).append(counted[-1])
        for told, least in ((middle, LEAST), (quartiles, 3 * LEAST)):
            program.at_least({**dict.fromkeys(counted, 1.0), told: -float(least)}, 0.0)
        program.at_least({is_used: 1.0, middle: -1.0}, 0.0)
        program.at_least({middle: 1.0, quartiles: -1.0}, 0.0)
    for each in uses.values():
        program.at_least(dict.fromkeys(each, -1.0), -1.0)


def lost(span: int) -> None:
    """Print how much is kept back of small tables of *span* months, by us and at best."""
    whole = 3 * span * len(TOPICS)
    ours, online, ahead = [], [], []
    for seed in range(TABLES):
        frames = small_table(seed)[:span]
        told = told_by_us(frames)
        ours.append(whole - sum(each for each, _ in told))
        online.append(whole - sum(most for _, most in told))
        ahead.append(whole - told_at_best(frames))
    print(f"{TABLES} tables, {span} months, {whole} cells each: {sum(ours)} kept back")
    for name, least in (("the best of each month", online), ("who knows all months ahead", ahead)):
        worst = max(own / other for own, other in zip(ours, least, strict=True))
        most = 1.2 if span == 1 or name.startswith("the best") else None
        tell(f"kept back in {span} months / {name}", sum(ours) / sum(least), most=most)
        tell(f"kept back in {span} months / {name}, worst table", worst, most=most)


if __name__ == "__main__":
    release()
    months()
    for span in (1, SPAN):
        lost(span)

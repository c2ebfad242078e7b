"""
How quick are trends, rank sets and weights tried out, beside what one would write otherwise?

    nox -s bench -- uncertainty

One row for each figure, with its target, all of one run; returns 1 where one is
missed. Medians of processor time; a "pass" is `X.sum()` over what is looked at.
"""

from collections.abc import Iterator
from datetime import date
from functools import partial

import numpy as np
from scipy import stats

import stopwatch
from figures import tell
from partnerkit.scoring import Kpi, Scorecard, neighbors, pareto, rank_acceptability, score, trends
from partnerkit.scoring.changes import pettitt
from partnerkit.scoring.rank_sets import rank_sets
from partnerkit.scoring.slopes import theil_sen

TODAY = date(2026, 1, 1)

#: What was measured, how large it is, and its target: at least with a plus, else at most.
Figure = tuple[str, float, float]

#: Returns the median time of some rounds.
seconds = partial(stopwatch.median, rounds=3)


def of_trends() -> Iterator[Figure]:
    """Measure slopes of 10,000 partners over 36 months beside scipy, one partner after the other."""
    values = np.random.default_rng(0).normal(size=(10_000, 36)).cumsum(axis=1)
    pairs = np.random.default_rng(0).normal(size=(10_000, 36 * 35 // 2))
    unit = seconds(pairs.sum)
    ours = seconds(lambda: theil_sen(values))
    yield "10,000 x 36 slopes and tests, passes over all pairs", ours / unit, -80

    def one_by_one(count: int = 200) -> None:
        for row in values[:count]:
            stats.theilslopes(row)
            stats.kendalltau(np.arange(36), row)

    yield "  scipy one by one / ours", seconds(one_by_one) * 50 / ours, 40
    yield "  the same with a season / without", seconds(lambda: theil_sen(values, season=12)) / ours, -0.5
    yield "  change points / slopes", seconds(lambda: pettitt(values)) / ours, -1
    months = [f"{year}-{month:02}" for year in (2023, 2024, 2025) for month in range(1, 13)]
    frame = {"id": np.repeat(np.arange(10_000), 36), "month": months * 10_000, "x": values.ravel()}
    whole = seconds(lambda: trends(frame, key="id", by="month", kpi="x", as_of=TODAY))
    yield "  whole call on a long frame / slopes", whole / ours, -10


def of_ranks() -> Iterator[Figure]:
    """Measure rank sets of 1,000 partners from 1,000 draws beside passes over all differences."""
    chance = np.random.default_rng(0)
    scale = chance.uniform(0.1, 0.3, 1_000)
    estimates, errors = chance.normal(size=1_000), chance.normal(size=(1_000, 1_000)) * scale
    block = np.zeros((1_000, 1_000), dtype=np.float32)
    unit = seconds(block.sum) * 1_000
    marginal = seconds(lambda: rank_sets(estimates, errors, level=0.9), rounds=1)
    yield "1,000 rank sets, passes over all differences", marginal / unit, -30
    together = seconds(lambda: rank_sets(estimates, errors, level=0.9, is_simultaneous=True), rounds=1)
    yield "  simultaneous / marginal", together / marginal, -1.5
    some = seconds(lambda: rank_sets(estimates, errors, level=0.9, of=range(10)))
    yield "  ten of them / all", some / marginal, -0.05

    def plainly(count: int = 20) -> None:
        # As the definition says, without looking twice: the least there is to do.
        for place in range(count):
            gaps = errors - errors[:, [place]]
            spread = gaps.std(axis=0)
            spread[place] = 1.0
            np.quantile(np.abs(gaps / spread).max(axis=1), 0.9)

    yield "  one by one, first look only / ours", seconds(plainly) * 50 / marginal, 1.5


def of_weights() -> Iterator[Figure]:
    """Measure what tries out weights: 1,000 sets of them over 1,000 partners and 20 KPIs."""
    chance = np.random.default_rng(0)
    names = [f"k{n}" for n in range(20)]
    frame = {"id": np.arange(1_000), **{name: chance.normal(size=1_000) for name in names}}
    scores = score(Scorecard(kpis=tuple(map(Kpi, names))), frame, key="id", as_of=TODAY)
    matrix, drawn = chance.normal(size=(1_000, 20)), chance.dirichlet(np.ones(20), 1_000)
    plain = seconds(lambda: (-(matrix @ drawn.T)).argsort(axis=0).argsort(axis=0))
    yield (
        "1,000 weights x 1,000 partners / product and ranks in numpy",
        seconds(lambda: rank_acceptability(scores)) / plain,
        -3,
    )
    once = seconds(lambda: score(scores.card, frame, key="id", as_of=TODAY), rounds=9)
    yield "  all neighbors, scores of the same", seconds(lambda: neighbors(scores), rounds=9) / once, -15
    values = chance.lognormal(size=1_000_000)
    million = {"id": np.arange(1_000_000), "x": values}
    sort = seconds(lambda: np.sort(values))
    yield "ABC of 1,000,000, sorts", seconds(lambda: pareto(million, key="id", value="x")) / sort, -60


def main() -> None:
    """Print every figure beside its target."""
    for part in (of_trends, of_ranks, of_weights):
        for name, figure, target in part():
            bound = {"least": target} if target > 0 else {"most": -target}
            tell(name, figure, "", **bound)


if __name__ == "__main__":
    main()

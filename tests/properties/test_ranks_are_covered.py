"""
Rank intervals hold what they say: at their level, up to the error of the simulation.

Figures are drawn again and again about known truths; how often the true rank
lies in the set is counted. Equal truths are the hardest case: then every rank in
the tie must be in the set.
"""

from datetime import date

import numpy as np
import pytest
from attrs import evolve

from partnerkit.scoring import Kpi, Scorecard, bootstrap, rank_intervals, score, wilson
from partnerkit.scoring.rank_sets import rank_sets
from partnerkit.scoring.terms import again, again_each, at_once

RUNS = 250
LEVEL = 0.9

#: Three standard errors of a share of 0.9 in so many runs.
ERROR = 3 * np.sqrt(LEVEL * (1 - LEVEL) / RUNS)

TRUTHS = {
    "apart": (np.array([0.0, 1.0, 2.0, 3.0, 4.0]), 0.4),
    "near": (np.array([0.0, 0.2, 0.4, 0.6, 0.8, 1.0, 1.2, 1.4]), 0.5),
    "equal": (np.zeros(6), 0.3),
    "unlike errors": (np.array([0.0, 0.5, 1.0, 1.0, 3.0]), np.array([1.0, 0.1, 0.7, 0.2, 0.5])),
}


def true_ranks(truth):
    """Return the lowest and the highest rank that the truth allows: equals may have any of theirs."""
    best = 1 + (truth[None, :] > truth[:, None]).sum(axis=1)
    return best, best + (truth[None, :] == truth[:, None]).sum(axis=1) - 1


@pytest.mark.parametrize("name", TRUTHS)
@pytest.mark.parametrize("is_simultaneous", [False, True])
def test_sets_of_ranks_cover(name, is_simultaneous):
    truth, scale = TRUTHS[name]
    chance = np.random.default_rng(0)
    errors = chance.normal(size=(500, len(truth))) * scale
    best, worst = true_ranks(truth)
    held = np.zeros((RUNS, len(truth)), dtype=bool)
    for run in range(RUNS):
        estimates = truth + chance.normal(size=len(truth)) * scale
        found = rank_sets(estimates, errors, level=LEVEL, is_simultaneous=is_simultaneous)
        held[run] = (found.low <= best) & (worst <= found.high)

    share = held.all(axis=1).mean() if is_simultaneous else held.mean(axis=0).min()
    assert share >= LEVEL - ERROR


def test_sets_are_not_wide_for_nothing():
    """Where all are equal, one run in ten may err, and about one does: the sets are no larger than needed."""
    chance = np.random.default_rng(1)
    errors = chance.normal(size=(1_000, 6))
    held = [
        bool((found.low == 1).all() and (found.high == 6).all())
        for found in (
            rank_sets(chance.normal(size=6), errors, level=LEVEL, is_simultaneous=True) for _ in range(RUNS)
        )
    ]

    assert np.mean(held) <= LEVEL + ERROR


def test_ranks_of_scores_cover():
    """Rates of many claims and a figure with a standard error, shrunk, scaled and added."""
    chance = np.random.default_rng(2)
    count = 8
    rate, level = np.linspace(0.05, 0.5, count), np.linspace(20, 60, count)[::-1].copy()
    claims, error = np.full(count, 60), np.full(count, 4.0)
    card = Scorecard(kpis=(Kpi("rate", better="lower", count="rejected", of="claims"), Kpi("csat", se="se")))
    truth = np.arange(1, count + 1)
    runs, held = 30, 0
    for _ in range(runs):
        frame = {
            "id": list(range(count)),
            "rejected": chance.binomial(claims, rate),
            "claims": claims,
            "csat": level + chance.normal(size=count) * error,
            "se": error,
        }
        found = score(card, frame, key="id", as_of=date(2026, 3, 31)).rank_interval(LEVEL, draws=200)
        held += ((found.low <= truth) & (truth <= found.high)).sum()

    assert held / (runs * count) >= LEVEL - 3 * np.sqrt(LEVEL * (1 - LEVEL) / runs)


@pytest.mark.parametrize("aggregate", ["weighted_sum", "promethee_ii", "topsis", "vikor"])
@pytest.mark.parametrize("scale", ["peer_z", "robust_z", "min_max", "percent_rank"])
def test_how_many_draws_are_scored_together_changes_no_digit(scale, aggregate):
    chance = np.random.default_rng(6)
    count = 9
    of = chance.integers(0, 9, count)
    frame = {
        "id": range(count),
        "tier": [*"aaabbbbcc"],
        "rejected": chance.binomial(of, 0.4),
        "claims": of,
        "csat": np.where(np.arange(count) == 4, np.nan, chance.normal(1e6, 3, count)),
        "se": chance.uniform(1, 4, count),
    }
    card = Scorecard(
        kpis=(Kpi("rate", better="lower", count="rejected", of="claims"), Kpi("csat", se="se")),
        scale=scale,
        aggregate=aggregate,
        peers=("tier",),
        min_peers=3,
        winsorize=0.1,
    )
    scores = score(card, frame, key="id", as_of=date(2026, 3, 31))
    rate, csat = scores.readings.by_kpi
    drawn = [(rate, evolve(csat, values=csat.values + chance.normal(size=count))) for _ in range(4)]

    one_by_one = np.array([again(scores, each) for each in drawn])
    assert at_once(scores) > len(drawn)
    assert again_each(scores, drawn).tobytes() == one_by_one.tobytes()


@pytest.mark.parametrize(("rate", "of"), [(0.05, 40), (0.3, 25), (0.5, 15)])
def test_intervals_of_rates_cover_on_the_whole(rate, of):
    counts = np.random.default_rng(3).binomial(of, rate, 1_000)
    bounds = {count: wilson(count, of, level=0.9) for count in set(counts.tolist())}
    held = np.mean([bounds[count].low <= rate <= bounds[count].high for count in counts.tolist()])

    # Wilson's interval covers on average; for single rates it swings about the level.
    assert held >= 0.85


def test_intervals_of_statistics_cover():
    """Months of a partner go together, so the interval has to be as wide as partners are few."""
    chance = np.random.default_rng(4)
    held = 0
    for _ in range(100):
        own = chance.normal(10, 3, 40)
        frame = {"id": np.repeat(np.arange(40), 6), "x": np.repeat(own, 6) + chance.normal(0, 0.5, 240)}
        found = bootstrap(lambda columns: columns["x"].mean(), frame, key="id", level=LEVEL, draws=200)
        held += found.low <= 10 <= found.high

    assert held / 100 >= LEVEL - 3 * np.sqrt(LEVEL * (1 - LEVEL) / 100)


@pytest.mark.parametrize("rows", [2, 4, 12])
def test_ranks_of_means_cover_however_few_rows_there_are(rows):
    """Six equals: every rank must be in every set. Of few rows the error is uncertain itself."""
    chance = np.random.default_rng(5)
    keys = np.repeat(range(6), rows)
    held = 0
    for _ in range(100):
        found = rank_intervals(
            {"id": keys, "x": chance.normal(size=6 * rows)}, key="id", value="x", draws=300
        )
        held += ((found.low == 1) & (found.high == 6)).mean()

    assert held / 100 >= LEVEL - 3 * np.sqrt(LEVEL * (1 - LEVEL) / 100)

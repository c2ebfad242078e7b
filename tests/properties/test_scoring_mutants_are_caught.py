"""
The promises of scoring, and what is almost a score: each mutant breaks the promise named with it, the real thing none.

A mutant is a fault that somebody might well write: it takes the place of one
function of the kernels, and the same law that the real thing keeps is broken.
"""

from datetime import date

import numpy as np
import pytest

from partnerkit.scoring import (
    Kpi,
    Scorecard,
    aggregates,
    at_hand,
    evaluation,
    fit,
    measure,
    peers,
    scales,
    score,
)
from partnerkit.scoring.groups import Groups
from partnerkit.scoring.scales import Statistics
from partnerkit.scoring.shrinkage import Prior, shrunk_means, shrunk_rates

TODAY = date(2026, 3, 31)
KPIS = (
    Kpi("a", weight=3),
    Kpi("b", weight=2, better="lower"),
    Kpi("rate", weight=1, count="count", of="of"),
    Kpi("old", weight=2, half_life="30d", measured="on"),
)
ROWS = 60


def drawn(seed):
    rng = np.random.default_rng(seed)
    frame = {
        "id": np.arange(ROWS),
        "tier": rng.integers(0, 3, ROWS),
        "a": np.where(rng.random(ROWS) < 0.2, np.nan, rng.normal(50, 9, ROWS)),
        "b": rng.integers(0, 6, ROWS).astype(float),
        "old": rng.lognormal(size=ROWS),
        "on": np.datetime64(TODAY) - rng.integers(0, 200, ROWS),
    }
    frame["of"] = rng.integers(0, 20, ROWS).astype(float)
    frame["count"] = np.floor(frame["of"] * rng.random(ROWS) ** 2)
    return frame


def card(aggregate="weighted_sum", scale="min_max", **options):
    return Scorecard(kpis=KPIS, aggregate=aggregate, scale=scale, peers=("tier",), **options)


def scored(frame, by, **options):
    return score(by, frame, key="id", as_of=TODAY, **options)


# -- the laws


def rows_do_not_matter():
    for aggregate in ("weighted_sum", "vikor", "promethee_ii"):
        frame, order = drawn(1), np.random.default_rng(2).permutation(ROWS)
        mixed = scored({name: column[order] for name, column in frame.items()}, card(aggregate))

        np.testing.assert_allclose(mixed.score, scored(frame, card(aggregate)).score[order], atol=1e-9)


def contributions_add_up():
    for aggregate, base in (("weighted_sum", 0), ("geometric", 1), ("promethee_ii", 0)):
        scores = scored(drawn(3), card(aggregate, winsorize=0.1), contributions=True)
        total = base + np.nansum(list(scores.contributions.values()), axis=0)
        known = ~np.isnan(scores.score)

        np.testing.assert_allclose(total[known], scores.score[known], rtol=1e-12, atol=1e-12)


def a_better_value_is_never_worse():
    for aggregate in ("weighted_sum", "geometric", "promethee_ii"):
        frame = drawn(4)
        yardstick = fit(card(aggregate), frame, key="id", as_of=TODAY)
        row = {"b": 3.0, "count": 2.0, "of": 9.0, "old": 1.0, "tier": 1}
        found = [yardstick.score_one({**row, "a": value}) for value in np.linspace(0, 120, 90).tolist()]

        assert (np.diff(found) >= -1e-9).all()


def units_do_not_matter():
    for scale in ("peer_z", "robust_z", "min_max", "vector", "percent_rank"):
        frame = drawn(5)
        other = {**frame, "a": frame["a"] * 1000, "old": frame["old"] * 0.01}

        np.testing.assert_allclose(
            scored(frame, card(scale=scale)).score, scored(other, card(scale=scale)).score, rtol=1e-8
        )


def a_yardstick_is_the_frame():
    for aggregate in ("weighted_sum", "topsis", "vikor", "promethee_ii", "geometric"):
        frame = drawn(6)
        by = card(aggregate, winsorize=0.1)
        yardstick, scores = fit(by, frame, key="id", as_of=TODAY), scored(frame, by)
        columns = {name: column.tolist() for name, column in frame.items()}
        found = [yardstick.score_one({n: c[row] for n, c in columns.items()}) for row in range(ROWS)]

        np.testing.assert_allclose(np.array(found, dtype=float), scores.score, atol=1e-9)


def shrunk_lies_between():
    rng = np.random.default_rng(7)
    one = Groups.of(np.array([12]))
    totals = rng.integers(1, 30, 12).astype(float)
    counts = np.floor(totals * rng.random(12))
    figures, errors = rng.normal(0, 3, 12), rng.uniform(0.5, 4, 12)
    for raw, (found, prior) in (
        (counts / totals, evaluation.shrunk_rates(counts, totals, one)),
        (figures, evaluation.shrunk_means(figures, errors, one)),
    ):
        center = prior.center[0]

        assert (np.minimum(raw, center) - 1e-12 <= found).all()
        assert (found <= np.maximum(raw, center) + 1e-12).all()


def missing_passes_its_weight_on():
    frame = drawn(8)
    for lost in ("a", "old"):
        kpis = {
            "with": KPIS,
            "without": tuple(kpi for kpi in KPIS if kpi.name != lost),
        }
        nothing = {**frame, lost: np.full(ROWS, np.nan)}
        found = {
            name: scored(nothing, Scorecard(kpis=own, peers=("tier",), scale="min_max", min_coverage=0))
            for name, own in kpis.items()
        }

        np.testing.assert_allclose(found["with"].score, found["without"].score, atol=1e-12)


def nothing_is_written_to():
    frame = drawn(9)
    copies = {name: column.copy() for name, column in frame.items()}
    scored(frame, card(winsorize=0.2), contributions=True)

    for name, column in copies.items():
        np.testing.assert_array_equal(frame[name], column)


def equals_rank_alike():
    frame = drawn(10)
    frame["a"] = np.round(frame["a"] / 10)
    twice = {name: np.concatenate([column, column]) for name, column in frame.items()} | {
        "id": np.arange(2 * ROWS)
    }
    scores = scored(twice, card("promethee_ii"))

    np.testing.assert_array_equal(scores.score[:ROWS], scores.score[ROWS:])
    np.testing.assert_array_equal(scores.rank[:ROWS], scores.rank[ROWS:])


def peers_are_as_many_as_asked_for():
    frame = drawn(11)
    frame["tier"] = np.where(np.arange(ROWS) < 4, 9, 1)
    scores = scored(frame, card(min_peers=8))

    assert all(scores.explain(key).peers.size >= 8 for key in range(ROWS))


LAWS = [
    rows_do_not_matter,
    contributions_add_up,
    a_better_value_is_never_worse,
    units_do_not_matter,
    a_yardstick_is_the_frame,
    shrunk_lies_between,
    missing_passes_its_weight_on,
    nothing_is_written_to,
    equals_rank_alike,
    peers_are_as_many_as_asked_for,
]


# -- the mutants


def by_place(values, gaps, groups, **_):
    """Ranks equals by the order of the rows."""
    order = scales.order_within(values, groups)
    values[order] = np.arange(len(values)) - groups.each(groups.starts.astype(float))
    values[gaps] = 0.0
    return Statistics(np.zeros(len(groups)), np.ones(len(groups)))


def in_units(values, gaps, groups):
    """Takes the mean away and forgets to divide."""
    values[gaps] = 0.0
    values -= groups.each(groups.total(values) / groups.sizes)
    values[gaps] = 0.0
    return Statistics(np.zeros(len(groups)), np.ones(len(groups)))


def wrong_way(values, kpi):
    """Turns the figures of which more is better."""
    if kpi.better == "higher":
        np.negative(values, out=values)


def gaps_count_as_zero(full, weight, gaps, stripe):
    """Gives a missing value its weight, and so the value 0."""
    return full if weight is None else np.multiply(weight, full, out=weight)


def in_proportion(score):
    """Shares out a product as if it were a sum."""
    return np.ones_like(score)


def beyond_the_peers(counts, totals, groups):
    """Draws too far."""
    found, prior = shrunk_rates(counts, totals, groups)
    return prior.center[0] - (found - prior.center[0]) * 0.5, prior


def away_from_the_peers(values, errors, groups):
    """Draws the wrong way."""
    found, prior = shrunk_means(values, errors, groups)
    return 2 * values - found, Prior(prior.center, prior.spread)


def in_the_frame_itself(self, column, out=None):
    """Hands out the column of the frame instead of a copy."""
    return column if column.dtype == np.float64 else column.astype(float)


def everybody_with_his_own(columns, rows, *, least, fixed=0):
    """Compares small groups among themselves."""
    return peers.peers_of(columns, rows, least=0 * least, fixed=fixed)


def unsorted_pairs(values, gaps, groups, **_):
    """Compares each row with its neighbor only."""
    values[gaps] = 0.0
    values[:] = np.sign(values - np.roll(values, 1))
    return Statistics(np.zeros(len(groups)), np.ones(len(groups)))


def ends_forgotten(self, value):
    """Does not cut at the ends."""
    value = -value if self.better == "lower" else value
    return (value - self.center) / self.spread if self.spread else 0.5


MUTANTS = [
    (scales, "net_flow", by_place, equals_rank_alike),
    (scales, "net_flow", unsorted_pairs, rows_do_not_matter),
    (evaluation, "orient", wrong_way, a_yardstick_is_the_frame),
    (evaluation, "_weigh", gaps_count_as_zero, missing_passes_its_weight_on),
    (aggregates, "log_mean", in_proportion, contributions_add_up),
    (evaluation, "shrunk_rates", beyond_the_peers, shrunk_lies_between),
    (evaluation, "shrunk_means", away_from_the_peers, shrunk_lies_between),
    (peers.Peers, "gather", in_the_frame_itself, nothing_is_written_to),
    (at_hand, "peers_of", everybody_with_his_own, peers_are_as_many_as_asked_for),
    (measure.Measure, "scaled", ends_forgotten, a_yardstick_is_the_frame),
]


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_the_real_thing_keeps_every_law(law):
    law()


@pytest.mark.parametrize(
    ("home", "name", "mutant", "law"), MUTANTS, ids=lambda value: getattr(value, "__name__", None)
)
def test_a_mutant_breaks_its_law(monkeypatch, home, name, mutant, law):
    monkeypatch.setattr(home, name, mutant)

    with pytest.raises((AssertionError, ValueError)):
        law()


def test_a_scale_in_units_breaks_the_law_of_units(monkeypatch):
    monkeypatch.setitem(scales.SCALES, "peer_z", in_units)

    with pytest.raises(AssertionError):
        units_do_not_matter()

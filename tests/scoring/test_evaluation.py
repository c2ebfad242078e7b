"""From figures to one score."""

from datetime import date

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from partnerkit.scoring import Kpi, Scorecard, score

TODAY = date(2026, 3, 31)


def scored(kpis, frame, **card):
    keys = list(range(len(next(iter(frame.values())))))
    return score(Scorecard(kpis=tuple(kpis), **card), {"id": keys, **frame}, key="id", as_of=TODAY)


class TestAWeightedSum:
    def test_is_the_mean_of_the_scaled_values_by_their_weights(self):
        scores = scored(
            [Kpi("a", weight=3), Kpi("b", better="lower")], {"a": [0, 5, 10], "b": [2, 4, 4]}, scale="min_max"
        )

        assert_allclose(scores.score, [0.25, 0.375, 0.75])

    def test_lets_the_others_count_more_for_what_is_missing(self):
        scores = scored([Kpi("a", weight=3), Kpi("b")], {"a": [0, 5, 10], "b": [0, None, 1]}, scale="min_max")

        assert_allclose(scores.score, [0, 0.5, 1])
        assert_allclose(scores.coverage, [1, 0.75, 1])

    def test_takes_figures_as_they_are_unless_they_are_to_be_drawn_to_the_peers(self):
        frame = {"a": [0, 5, 10, 2], "s": [9, 9, 9, 9]}

        assert_allclose(scored([Kpi("a", se="s")], frame).score, scored([Kpi("a")], frame).score)

    def test_does_not_depend_on_the_unit_of_the_weights(self):
        frame = {"a": [1, 5, 3], "b": [2, 9, 4]}

        assert_allclose(
            scored([Kpi("a", weight=3), Kpi("b")], frame).score,
            scored([Kpi("a", weight=0.3), Kpi("b", weight=0.1)], frame).score,
        )

    def test_needs_enough_to_be_known(self):
        scores = scored([Kpi("a", weight=2), Kpi("b", weight=3)], {"a": [1, 2, 3], "b": [None, 1, 2]})

        assert_array_equal(np.isnan(scores.score), [True, False, False])

    def test_takes_a_coverage_that_is_just_enough(self):
        scores = scored(
            [Kpi("a", weight=0.1), Kpi("b", weight=0.2)], {"a": [None, 2], "b": [1, 2]}, min_coverage=2 / 3
        )

        assert not np.isnan(scores.score).any()

    def test_of_nothing_is_nothing_whatever_is_enough(self):
        scores = scored([Kpi("a"), Kpi("b")], {"a": [None, 1], "b": [None, 2]}, min_coverage=0)

        assert_array_equal(np.isnan(scores.score), [True, False])
        assert scores.unscored[0].code == "no-values"


class TestATarget:
    def test_is_best_inside_the_range_and_worse_by_the_distance_outside(self):
        stock = Kpi("stock", better="target", target=(30, 45))
        scores = scored([stock], {"stock": [30, 37, 45, 20, 50, 70]}, scale="min_max")

        assert_allclose(scores.score, [1, 1, 1, 0.6, 0.8, 0])


class TestAge:
    def test_takes_from_the_weight_and_gives_to_the_others(self):
        kpis = [Kpi("a", half_life="10d", measured="on"), Kpi("b")]
        frame = {"a": [0, 1, 1], "b": [0, 1, 0], "on": [TODAY, TODAY, date(2026, 3, 21)]}
        scores = scored(kpis, frame, scale="min_max")

        assert_allclose(scores.score, [0, 1, 1 / 3])
        assert_allclose(scores.coverage, [1, 1, 0.75])
        assert_allclose(scores.staleness, [0, 0, 0.25])

    def test_coverage_staleness_and_what_is_missing_make_up_the_whole(self):
        kpis = [Kpi("a", half_life="10d", measured="on"), Kpi("b", weight=2), Kpi("c")]
        scores = scored(kpis, {"a": [1], "b": [1], "c": [None], "on": [date(2026, 3, 21)]})

        assert_allclose(scores.coverage + scores.staleness, [0.75])


class TestARate:
    def test_that_rests_on_little_does_not_win(self):
        kpi = Kpi("rejections", better="lower", count="rejected", of="claims")
        scores = scored([kpi], {"rejected": [0, 4, 60, 90], "claims": [1, 200, 200, 200]}, scale="min_max")

        assert scores.top(2) == (1, 0)


class TestTopsis:
    def test_is_a_half_where_nobody_differs(self):
        assert_array_equal(scored([Kpi("a")], {"a": [3, 3]}, aggregate="topsis").score, [0.5, 0.5])

    def test_is_one_for_the_best_in_everything_and_zero_for_the_worst(self):
        frame = {"a": [1, 5, 9], "b": [9, 8, 2]}
        scores = scored([Kpi("a"), Kpi("b", better="lower")], frame, aggregate="topsis", scale="vector")

        assert_allclose(scores.score[[0, 2]], [0, 1])

    def test_measures_over_what_is_known(self):
        frame = {"a": [0, 5, 10], "b": [0, None, 10]}
        scores = scored([Kpi("a"), Kpi("b")], frame, aggregate="topsis", scale="min_max", min_coverage=0.5)

        assert_allclose(scores.score, [0, 0.5, 1])


@pytest.mark.parametrize("scale", ["peer_z", "robust_z", "min_max", "vector", "percent_rank"])
@pytest.mark.parametrize("aggregate", ["weighted_sum", "topsis"])
def test_nothing_breaks_on_odd_but_legal_data(scale, aggregate):
    frame = {
        "constant": [7, 7, 7, 7],
        "unknown": [None] * 4,
        "alone": [None, None, 3, None],
        "zero": [0, 0, 0, 0],
        "some": [1, None, 2, -5],
    }
    scores = scored(map(Kpi, frame), frame, scale=scale, aggregate=aggregate, min_coverage=0)

    assert np.isfinite(scores.score).all()


def test_nobody_gets_no_score():
    assert len(scored([Kpi("a")], {"a": []})) == 0


@pytest.mark.parametrize("rows", [3, 30_000, 40_000, 150_000])
@pytest.mark.parametrize("order", ["F", "C"])
def test_many_rows_are_scored_as_few(rows, order):
    """However many, and however they lie in memory: the columns do not get in each other's way."""
    rng = np.random.default_rng(rows)
    matrix = rng.normal(size=(rows, 5)).copy(order=order)
    matrix[rng.random(matrix.shape) < 0.05] = np.nan
    tiers = np.arange(rows) % 3
    frame = {"tier": tiers, **{name: matrix[:, place] for place, name in enumerate("abcde")}}
    scores = scored([Kpi(name) for name in "abcde"], frame, peers=("tier",), min_peers=1, min_coverage=0)
    expected = np.full(rows, np.nan)
    for tier in range(3):
        own = matrix[tiers == tier]
        known = ~np.isnan(own)
        count = np.maximum(known.sum(axis=0), 1)
        centered = np.where(known, own - np.where(known, own, 0).sum(axis=0) / count, 0)
        spread = np.sqrt((centered**2).sum(axis=0) / count)
        scaled = centered / np.where(spread > 0, spread, 1)
        weight = known.sum(axis=1)
        expected[tiers == tier] = np.where(weight > 0, scaled.sum(axis=1) / np.maximum(weight, 1), np.nan)

    assert_allclose(scores.score, expected, atol=1e-12)

"""Columns on the scale of their groups."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from partnerkit.scoring.groups import Groups
from partnerkit.scoring.scales import SCALES, net_flow, peer_z, percent_rank, points, robust_z, winsorized

NAN = np.nan


def scaled(scale, values, sizes=None):
    values = np.array(values, dtype=float)
    groups = Groups.of(np.array(sizes or [len(values)]))
    statistics = SCALES[scale](values, np.flatnonzero(np.isnan(values)), groups)
    return values, statistics


class TestPeerZ:
    def test_counts_standard_deviations_from_the_mean_of_the_group(self):
        values, statistics = scaled("peer_z", [2, 4, 4, 4, 5, 5, 7, 9, 100, 300], [8, 2])

        assert_allclose(values, [-1.5, -0.5, -0.5, -0.5, 0, 0, 1, 2, -1, 1])
        assert_allclose(statistics.base + statistics.center, [5, 200])
        assert_allclose(statistics.spread, [2, 100])

    def test_is_exactly_zero_where_all_are_equal_however_odd_the_value(self):
        values, statistics = scaled("peer_z", [0.1] * 7 + [1e15 + 0.3] * 3, [7, 3])

        assert_array_equal(values, np.zeros(10))
        assert_array_equal(statistics.spread, [0, 0])

    def test_keeps_small_differences_of_large_values(self):
        values, _ = scaled("peer_z", [1e15, 1e15 + 1, 1e15 + 2])

        assert_allclose(values, scaled("peer_z", [0, 1, 2])[0], rtol=1e-15)

    def test_of_a_group_of_one_is_zero(self):
        assert scaled("peer_z", [42.0])[0] == [0.0]

    def test_of_a_group_that_knows_nothing_is_zero_everywhere(self):
        values, statistics = scaled("peer_z", [NAN, NAN, 1, 3], [2, 2])

        assert_array_equal(values, [0, 0, -1, 1])
        assert_array_equal(statistics.base + statistics.center, [NAN, 2])

    def test_agrees_with_its_definition(self):
        values = np.random.default_rng(1).normal(50, 9, 1_000)

        assert_allclose(
            scaled("peer_z", values)[0], (values - values.mean()) / values.std(), rtol=1e-12, atol=1e-14
        )

    @pytest.mark.parametrize(("size", "more"), [(5, 11), (5, 9_000), (3_000, 7), (3_000, 6_001)])
    def test_is_the_same_to_the_last_bit_whoever_stands_in_other_groups(self, size, more):
        own = np.random.default_rng(2).normal(100, 9, size)
        others = np.random.default_rng(3).normal(1e9, 1, more)

        alone, beside = scaled("peer_z", own)[0], scaled("peer_z", [*own, *others], [size, more])[0]

        assert_array_equal(alone, beside[:size])

    @pytest.mark.parametrize("offset", [0, 3, 99, 101, 1e4, 1e8])
    def test_is_exact_however_far_from_zero(self, offset):
        small = np.random.default_rng(4).integers(-1_000, 1_000, 4_000).astype(float)
        values = small + 1_000 * offset

        assert_allclose(scaled("peer_z", values)[0], (small - small.mean()) / small.std(), rtol=0, atol=1e-11)


class TestRobustZ:
    def test_is_not_moved_by_one_far_value(self):
        near, far = scaled("robust_z", [1, 2, 3, 4, 5])[0], scaled("robust_z", [1, 2, 3, 4, 500])[0]

        assert_allclose(near[:4], far[:4])

    def test_falls_back_to_the_mean_deviation_where_most_are_equal(self):
        values, statistics = scaled("robust_z", [5, 5, 5, 5, 10])

        assert_allclose(statistics.spread, [1.2533141373155001])
        assert_allclose(values, [0, 0, 0, 0, 5 / 1.2533141373155001])

    def test_takes_the_middle_of_an_even_number(self):
        assert_allclose(scaled("robust_z", [1, 2, NAN, 3, 4])[1].center, [2.5])


class TestMinMax:
    def test_runs_from_zero_to_one_exactly(self):
        values, _ = scaled("min_max", [0.1, 0.7, 0.3, 3.0, 9.0], [3, 2])

        assert [values[0], values[1], values[3], values[4]] == [0, 1, 0, 1]

    def test_is_a_half_where_nobody_differs(self):
        assert_array_equal(scaled("min_max", [7, 7, NAN, 1, 2], [3, 2])[0], [0.5, 0.5, 0, 0, 1])


class TestPercentRank:
    def test_counts_those_behind_and_half_of_the_equals(self):
        assert_allclose(scaled("percent_rank", [10, 20, 20, 30])[0], [0.125, 0.5, 0.5, 0.875])

    def test_passes_over_what_is_missing(self):
        assert_allclose(
            scaled("percent_rank", [NAN, 1, 2, 5, NAN, 4], [3, 3])[0], [0, 0.25, 0.75, 0.75, 0, 0.25]
        )

    def test_turned_round_turns_the_shares(self):
        values = np.random.default_rng(2).integers(0, 9, 50)

        assert_allclose(scaled("percent_rank", values)[0], 1 - scaled("percent_rank", -values)[0])

    @pytest.mark.parametrize("size", [1, 3, 70])
    def test_is_the_same_for_many_groups_as_for_each_alone(self, size):
        values = np.random.default_rng(3).integers(0, 20, size * 40).astype(float)
        apart = [scaled("percent_rank", part)[0] for part in values.reshape(40, size)]

        assert_allclose(scaled("percent_rank", values, [size] * 40)[0], np.concatenate(apart))


def test_the_vector_scale_divides_by_the_length_of_the_vector():
    assert_allclose(scaled("vector", [3, NAN, 4, 0, 0], [3, 2])[0], [0.6, 0, 0.8, 0, 0])


def test_kernels_work_in_place_on_strided_memory():
    matrix = np.arange(24, dtype=float).reshape(6, 4)
    column = matrix[:, 1]
    peer_z(column, np.array([], dtype=int), Groups.of(np.array([6])))
    robust = matrix[::2, 2]
    robust_z(robust, np.array([], dtype=int), Groups.of(np.array([3])))
    percent_rank(matrix[:, 3], np.array([], dtype=int), Groups.of(np.array([6])))

    assert_allclose(column.std(), 1)
    assert_allclose(robust[1], 0)
    assert_allclose(matrix[:, 3].mean(), 0.5)


class TestPoints:
    def test_run_from_none_to_a_hundred_and_no_further(self):
        values = np.array([-5.0, 0, 10, 20, 40, NAN])
        points(values, np.array([5]), Groups.of(np.array([6])), none=0, full=20)

        assert_array_equal(values, [0, 0, 50, 100, 100, 0])


class TestNetFlow:
    def flows(self, values, preference=None, sizes=None):
        values = np.array(values, dtype=float)
        groups = Groups.of(np.array(sizes or [len(values)]))
        net_flow(values, np.flatnonzero(np.isnan(values)), groups, preference=preference)
        return values

    def by_pairs(self, values, preference):
        values = np.array(values, dtype=float)
        known = values[~np.isnan(values)]
        q, p = preference or (0, 0)

        def prefers(difference):
            return np.where(
                difference <= q, 0, np.where(difference > p, 1, (difference - q) / max(p - q, 1e-300))
            )

        difference = values[:, None] - known[None, :]
        flows = (prefers(difference) - prefers(-difference)).sum(axis=1) / max(len(known) - 1, 1)
        return np.where(np.isnan(values), 0, flows)

    @pytest.mark.parametrize("preference", [None, (0, 0), (0, 4), (2, 2), (1, 3), (0.5, 100)])
    @pytest.mark.parametrize("seed", range(4))
    def test_are_those_of_all_pairs(self, preference, seed):
        rng = np.random.default_rng(seed)
        values = np.where(rng.random(50) < 0.1, NAN, rng.integers(0, 12, 50) / rng.choice([1.0, 4.0]))

        assert_allclose(self.flows(values, preference), self.by_pairs(values, preference), atol=1e-12)

    @pytest.mark.parametrize("seed", range(4))
    def test_of_small_figures_are_exact_beside_large_ones(self, seed):
        rng = np.random.default_rng(seed)
        values = rng.choice([-1e12, 0, 0.1, 1.5, 3, 7, 1e6, 1e6 + 1, 1e12], 40)

        assert_allclose(self.flows(values, (0, 2)), self.by_pairs(values, (0, 2)), atol=1e-9)

    def test_are_of_each_group_alone(self):
        assert_array_equal(self.flows([1, 2, 5, NAN, 9, 7], sizes=[2, 4]), [-1, 1, -1, 0, 1, 0])

    def test_of_one_alone_is_zero(self):
        assert_array_equal(self.flows([3, NAN], sizes=[1, 1]), [0, 0])
        assert_array_equal(self.flows([3, NAN], (1, 2), sizes=[1, 1]), [0, 0])


def test_winsorizing_draws_the_ends_of_each_group_and_leaves_gaps():
    values = np.array([1.0, 2, 3, 4, 100, NAN, -50, 5, 6, 7, 8])
    winsorized(values, Groups.of(np.array([6, 5])), 0.25)

    assert_array_equal(values, [2, 2, 3, 4, 4, NAN, 5, 5, 6, 7, 7])

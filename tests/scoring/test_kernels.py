"""Columns on the scale of their groups."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from partnerkit.scoring.kernels import (
    SCALES,
    Groups,
    order_within,
    peer_z,
    percent_rank,
    ranks,
    robust_z,
    shrunk_rates,
)

NAN = np.nan


def scaled(scale, values, sizes=None):
    values = np.array(values, dtype=float)
    groups = Groups.of(np.array(sizes or [len(values)]))
    statistics = SCALES[scale](values, np.flatnonzero(np.isnan(values)), groups)
    return values, statistics


class TestGroups:
    def test_add_up_and_spread_out_by_group(self):
        groups = Groups.of(np.array([2, 3]))

        assert_array_equal(groups.total(np.arange(5.0)), [1, 9])
        assert_array_equal(groups.each(np.array([1.0, 2.0])), [1, 1, 2, 2, 2])

    def test_count_what_is_known_in_each(self):
        assert_array_equal(Groups.of(np.array([2, 3, 1])).known(np.array([1, 2, 3, 4])), [1, 0, 1])

    def test_of_no_rows_are_none(self):
        groups = Groups.of(np.zeros(0, dtype=int))

        assert len(groups) == 0
        assert len(groups.total(np.zeros(0))) == 0


class TestPeerZ:
    def test_counts_standard_deviations_from_the_mean_of_the_group(self):
        values, statistics = scaled("peer_z", [2, 4, 4, 4, 5, 5, 7, 9, 100, 300], [8, 2])

        assert_allclose(values, [-1.5, -0.5, -0.5, -0.5, 0, 0, 1, 2, -1, 1])
        assert_allclose(statistics.center, [5, 200])
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
        assert_array_equal(statistics.center, [NAN, 2])

    def test_agrees_with_its_definition(self):
        values = np.random.default_rng(1).normal(50, 9, 1_000)

        assert_allclose(
            scaled("peer_z", values)[0], (values - values.mean()) / values.std(), rtol=1e-12, atol=1e-14
        )


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


class TestOrderWithin:
    @pytest.mark.parametrize("sizes", [[200, 300], [1] * 50, [2, 3, 4] * 20])
    def test_sorts_each_group_by_itself_with_the_missing_last(self, sizes):
        rng = np.random.default_rng(4)
        values = np.where(rng.random(sum(sizes)) < 0.1, NAN, rng.normal(size=sum(sizes)))
        groups = Groups.of(np.array(sizes))
        ordered = np.split(values[order_within(values, groups)], groups.starts[1:])

        for found, own in zip(ordered, np.split(values, groups.starts[1:]), strict=True):
            assert_array_equal(found, np.sort(own))


class TestRanks:
    def test_start_at_one_for_the_highest_and_ties_share_the_lower_number(self):
        groups = Groups.of(np.array([4, 3]))

        assert_array_equal(ranks(np.array([1, 3, 3, 0, 5, NAN, 6.0]), groups), [3, 1, 1, 4, 2, NAN, 1])

    def test_do_not_tell_apart_what_only_rounding_does(self):
        scores = np.array([0.1 + 0.2, 0.3, 0.3 - 1e-9])

        assert scores[0] != scores[1]
        assert_array_equal(ranks(scores, Groups.of(np.array([3]))), [1, 1, 3])

    def test_of_nothing_known_are_missing(self):
        assert np.isnan(ranks(np.array([NAN, NAN]), Groups.of(np.array([2])))).all()


class TestShrunkRates:
    def shrunk(self, counts, totals, sizes=None):
        groups = Groups.of(np.array(sizes or [len(counts)]))
        return shrunk_rates(np.array(counts, dtype=float), np.array(totals, dtype=float), groups)

    def test_lie_between_their_own_and_the_rate_of_the_group(self):
        counts, totals = np.array([0, 3, 40, 90]), np.array([2, 10, 100, 120])
        found, own, together = self.shrunk(counts, totals), counts / totals, counts.sum() / totals.sum()

        assert (np.minimum(own, together) <= found).all()
        assert (found <= np.maximum(own, together)).all()

    def test_move_the_more_the_smaller_their_number(self):
        found = self.shrunk([0, 0, 60, 80], [2, 50, 100, 100])

        assert 0 < found[1] < found[0]

    def test_are_all_alike_where_chance_explains_the_spread(self):
        assert_allclose(self.shrunk([5, 4, 6], [50, 50, 50]), [0.1, 0.1, 0.1])

    def test_of_a_group_without_peers_stay_as_they_are(self):
        assert_allclose(self.shrunk([3, 5], [10, 10], [1, 1]), [0.3, 0.5])

    def test_of_nothing_are_missing(self):
        found = self.shrunk([0, NAN, 5, 1], [0, 4, 10, 10])

        assert_array_equal(np.isnan(found), [True, True, False, False])

    def test_agree_with_the_moments_computed_by_hand(self):
        # p = 0.5, S = 10*0.16 + 10*0 + 10*0.16 = 3.2, chance*(k-1) = 0.5,
        # most = 0.25 * (30 - 300/30 - 2) = 4.5, likeness = 2.7/4.5 = 0.6, pull = 0.4/(0.4 + 6).
        assert_allclose(self.shrunk([1, 5, 9], [10, 10, 10]), [0.1 + 0.4 / 16, 0.5, 0.9 - 0.4 / 16])


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

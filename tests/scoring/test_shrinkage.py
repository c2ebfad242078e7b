"""Figures that rest on little."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from partnerkit.scoring.groups import Groups
from partnerkit.scoring.shrinkage import shrunk_means, shrunk_rates, spread_among

NAN = np.nan


class TestShrunkRates:
    def shrunk(self, counts, totals, sizes=None):
        groups = Groups.of(np.array(sizes or [len(counts)]))
        return shrunk_rates(np.array(counts, dtype=float), np.array(totals, dtype=float), groups)[0]

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

    def test_of_parts_of_a_case_are_those_of_the_group_too(self):
        assert_allclose(self.shrunk([0.2, 0.2], [0.25, 0.25]), [0.8, 0.8])

    def test_of_nothing_are_missing(self):
        found = self.shrunk([0, NAN, 5, 1], [0, 4, 10, 10])

        assert_array_equal(np.isnan(found), [True, True, False, False])

    def test_agree_with_the_moments_computed_by_hand(self):
        # p = 0.5, S = 10*0.16 + 10*0 + 10*0.16 = 3.2, chance*(k-1) = 0.5,
        # most = 0.25 * (30 - 300/30 - 2) = 4.5, likeness = 2.7/4.5 = 0.6, pull = 0.4/(0.4 + 6).
        assert_allclose(self.shrunk([1, 5, 9], [10, 10, 10]), [0.1 + 0.4 / 16, 0.5, 0.9 - 0.4 / 16])


class TestShrunkMeans:
    def shrunk(self, values, errors, sizes=None):
        groups = Groups.of(np.array(sizes or [len(values)]))
        return shrunk_means(np.array(values, dtype=float), np.array(errors, dtype=float), groups)

    @pytest.mark.parametrize("error", [0.1, 1.0, 2.0, 50.0])
    def test_are_james_and_stein_with_equal_errors(self, error):
        values = np.array([3.0, 1.0, 7.0, 2.0, 9.0, 4.0])
        mean, squares = values.mean(), ((values - values.mean()) ** 2).sum()
        factor = max(0.0, 1 - (len(values) - 3) * error**2 / squares)
        found, _ = self.shrunk(values, np.full(6, error))

        assert_allclose(found, mean + factor * (values - mean), rtol=1e-12)

    def test_solve_the_equation_of_their_variance_with_unequal_errors(self):
        values, errors = np.array([3.0, 1, 7, 2, 9, 4, 30]), np.array([0.1, 2, 1, 0.5, 3, 0.2, 5])
        found, prior = self.shrunk(values, errors)
        weight = 1 / (errors**2 + prior.spread[0])

        assert_allclose(prior.center[0], (weight * values).sum() / weight.sum())
        assert_allclose((weight * (values - prior.center[0]) ** 2).sum(), 7 - 3)
        assert_allclose(found, values - weight * errors**2 * (values - prior.center[0]))

    @pytest.mark.parametrize("unit", [1e-9, 1e9])
    def test_do_not_depend_on_the_unit(self, unit):
        values, errors = np.array([3.0, 1, 7, 2, 9, 4, 30]), np.array([0.1, 2, 1, 0.5, 3, 0.2, 5])

        assert_allclose(self.shrunk(values * unit, errors * unit)[0], self.shrunk(values, errors)[0] * unit)

    def test_are_the_weighted_mean_where_chance_explains_the_spread(self):
        assert_allclose(self.shrunk([1, 2, 3, 4], [9, 9, 9, 9])[0], [2.5] * 4)

    def test_of_three_peers_or_fewer_stay_as_they_are(self):
        found, prior = self.shrunk([1, 2, 3, 5, 9], [9] * 5, [3, 2])

        assert_array_equal(found, [1, 2, 3, 5, 9])
        assert np.isinf(prior.spread).all()

    def test_leave_alone_what_has_no_error_and_what_is_missing(self):
        found, _ = self.shrunk([1, 2, 3, 4, 99, NAN], [1, 1, 1, 1, NAN, 1])

        assert found[4] == 99
        assert np.isnan(found[5])
        assert_allclose(found[:4], self.shrunk([1, 2, 3, 4], [1] * 4)[0])

    @pytest.mark.parametrize("value", [0.3, 0.1, -70.1, 1e-9])
    def test_of_equals_are_what_they_were_so_that_one_without_an_error_is_equal_to_them(self, value):
        errors = [0.1, 0.1, 5, 1, 0.1, 0.1, NAN, 0.7, NAN]

        assert self.shrunk([value] * 9, errors)[0].tolist() == [value] * 9
        assert (
            self.shrunk([value] * 9 + [1, 2, 3, 4, 5], errors + [1] * 5, [9, 5])[0][:9].tolist()
            == [value] * 9
        )

    def test_of_several_groups_are_those_of_each_alone(self):
        rng = np.random.default_rng(8)
        values, errors = rng.normal(size=40), rng.uniform(0.1, 3, 40)
        together, _ = self.shrunk(values, errors, [4, 16, 20])
        apart = [
            self.shrunk(values[part], errors[part])[0] for part in (slice(4), slice(4, 20), slice(20, 40))
        ]

        assert_allclose(together, np.concatenate(apart), rtol=1e-12)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 9)), min_size=2, max_size=8))
def test_who_is_drawn_fully_is_equal_to_the_last_bit(pairs):
    """Else a scale that divides by the spread would tell their rounding apart."""
    counts = np.array([min(pair) for pair in pairs], dtype=float)
    totals = np.array([max(pair) for pair in pairs], dtype=float)
    rates, prior = shrunk_rates(counts, totals, Groups.of(np.array([len(pairs)])))
    if prior.spread[0] == 0:
        assert len(set(rates.tolist())) == 1
    means, prior = shrunk_means(counts, totals, Groups.of(np.array([len(pairs)])))
    if prior.spread[0] == 0:
        assert len(set(means.tolist())) == 1


@pytest.mark.parametrize("apart", [2.7e-153, 1e-154])
def test_figures_that_hardly_differ_bring_no_warning(apart):
    figures, errors = np.array([0.0, 0.0, 0.0, apart]), np.array([8.0, NAN, NAN, 1.0])
    found, _ = shrunk_means(figures, errors, Groups.of(np.array([4])))

    assert_array_equal(found, figures)


def test_the_spread_is_found_in_a_few_rounds_however_far_errors_lie_apart():
    """Each round is a pass through the data, on a cluster a job of its own."""
    values = np.array([-3e4, 2.0, -1.5, 0.4, 7.0, 4.0, 900.0, 5.0, -8.0])
    noise = np.array([1e-8, 1e-4, 1e-2, 1.0, 1e2, 1e4, 1e6, 1e8, 1e10])
    rounds = []

    def weighted(among):
        rounds.append(among[0])
        weight = 1 / (noise + among)
        center = (weight * values).sum() / weight.sum()
        distance = weight * (values - center) ** 2
        return np.array([center]), np.array([distance.sum()]), np.array([(distance * weight).sum()])

    squares = ((values - values.mean()) ** 2).sum()
    _, among = spread_among(np.array([9.0]), np.array([squares]), np.array([noise.max()]), weighted)

    assert rounds == sorted(rounds)
    assert len(rounds) <= 16
    assert_allclose(weighted(among)[1], 9 - 3, rtol=1e-12)

"""Who stands where in a group."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from partnerkit.scoring.groups import STRIPE, Groups
from partnerkit.scoring.ordering import order_within, quantiles, ranks

NAN = np.nan


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


def test_quantiles_are_those_of_numpy():
    values = np.random.default_rng(9).normal(size=30)
    parts = np.split(values, [1, 4, 13])
    groups = Groups.of(np.array([len(part) for part in parts]))
    ordered = np.concatenate([np.sort(part) for part in parts])

    for share in (0.0, 0.05, 0.3, 0.5, 0.99, 1.0):
        expected = [np.quantile(part, share) for part in parts]

        assert_allclose(quantiles(ordered, groups, groups.sizes, share), expected)


def test_groups_ranked_piece_by_piece_are_ranked_as_each_alone():
    sizes = np.array([STRIPE, 5, STRIPE - 3, 7])
    scores = np.random.default_rng(0).integers(0, 99, sizes.sum()).astype(float)
    found = ranks(scores, Groups.of(sizes))

    for end, size in zip(np.cumsum(sizes), sizes, strict=True):
        alone = ranks(scores[end - size : end], Groups.of(np.array([size])))
        np.testing.assert_array_equal(found[end - size : end], alone)

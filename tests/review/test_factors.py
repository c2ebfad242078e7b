"""Shapley values of a product, against the definition."""

from fractions import Fraction
from itertools import permutations
from math import prod

import numpy as np
import pytest

from partnerkit.review.factors import MOST_FACTORS, factors_of, slopes


def by_definition(actual, expected):
    """Return what each factor adds on average over all orders in which they change, exactly."""
    count = len(actual)
    found = [Fraction(0)] * count
    orders = [*permutations(range(count))]
    for order in orders:
        now = [Fraction(each) for each in expected]
        for place in order:
            before = prod(now, start=Fraction(1))
            now[place] = Fraction(actual[place])
            found[place] += prod(now, start=Fraction(1)) - before
    return [each / len(orders) for each in found]


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        ([8, 2], [10, 5]),
        ([3, 5, 7], [2, 9, 4]),
        ([0, 5, 7], [2, 9, 0]),
        ([1, 2, 3, 4, 5], [5, 4, 3, 2, 1]),
        ([2, 3, 2, 3, 2, 3], [3, 2, 3, 2, 3, 2]),
        ([7], [4]),
    ],
)
def test_they_are_the_average_over_all_orders(actual, expected):
    worth = slopes(
        [np.array([float(each)]) for each in actual], [np.array([float(each)]) for each in expected]
    )
    found = [float(each[0]) * (new - old) for each, new, old in zip(worth, actual, expected, strict=True)]

    assert found == pytest.approx(
        [float(each) for each in by_definition(actual, expected)], rel=1e-12, abs=1e-12
    )


def test_nothing_is_left_over_with_as_many_factors_as_there_may_be():
    rng = np.random.default_rng(3)
    actual, expected = rng.uniform(0.1, 3, (2, MOST_FACTORS, 50))
    worth = slopes([*actual], [*expected])
    found = sum(slope * (new - old) for slope, new, old in zip(worth, actual, expected, strict=True))

    assert found == pytest.approx(actual.prod(axis=0) - expected.prod(axis=0), rel=1e-11, abs=1e-11)


def test_of_nothing_there_is_no_ratio():
    found = factors_of([np.array([0.0, 4.0]), np.array([0.0, 2.0]), np.array([0.0, 6.0])])

    assert [each.tolist()[1] for each in found] == [4.0, 0.5, 3.0]
    assert np.isnan(found[1][0])
    assert np.isnan(found[2][0])

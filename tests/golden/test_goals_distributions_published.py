"""
Published numbers of the distributions behind a forecast.

Negative binomial: the worked values of the manual of Giac/Xcas, section
"negbinomial": with n = 4 and p = 0.5, P(X = 2) = 0.15625, P(X <= 2) = 0.34375,
and the least x with P(X <= x) >= 0.9 is 8; and F(0 | 1, 0.5) = 0.5 of the page
of T. S. Ferguson (UCLA) on the distribution. Student's t: the 90 % points of
any printed table. Percentage similarity: O. Renkonen's definition of 1938, the
sum of the smaller share of each name.
"""

import numpy as np
import pytest

from partnerkit.goals.tails import count_above, counts_at
from partnerkit.values.distance import shares, similarity
from partnerkit.values.student import student_at


def at_most(count, shape, odds):
    return 1 - count_above(np.array([count + 1.0]), np.array([shape]), np.array([odds]))[0]


def test_the_negative_binomial_of_the_manual():
    """A chance of one half for each trial is odds of one."""
    assert at_most(2, 4.0, 1.0) == pytest.approx(0.34375, abs=1e-12)
    assert at_most(2, 4.0, 1.0) - at_most(1, 4.0, 1.0) == pytest.approx(0.15625, abs=1e-12)
    assert counts_at([0.9], np.array([4.0]), np.array([1.0]))[0][0] == 8
    assert at_most(0, 1.0, 1.0) == pytest.approx(0.5, abs=1e-12)


@pytest.mark.parametrize(
    ("freedom", "point"),
    [(1, 3.078), (2, 1.886), (3, 1.638), (4, 1.533), (9, 1.383), (18, 1.330), (30, 1.310)],
)
def test_the_ends_of_an_80_percent_interval_are_those_of_students_table(freedom, point):
    assert student_at(0.9, freedom) == pytest.approx(point, abs=5e-4)
    assert student_at(0.1, freedom) == pytest.approx(-point, abs=5e-4)


def test_what_two_profiles_share_is_the_sum_of_the_smaller_shares():
    first, second = {"a": 5, "b": 3, "c": 2}, {"a": 1, "b": 4, "d": 5}
    one, other = shares(first), shares(second)

    assert similarity(first, second) == sum(min(one.get(each, 0), other.get(each, 0)) for each in "abcd")

"""Sums by group, and how sure they are, against published figures."""

from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnerkit.engagement.tallies import mcnemar, mean_between, tally


@given(st.lists(st.tuples(st.integers(-1, 2), st.integers(0, 10)), max_size=30))
def test_sums_are_those_counted_one_by_one(replies):
    groups = np.array([group for group, _ in replies], dtype=np.int64)
    points = np.array([point for _, point in replies], dtype=np.float64)
    options = np.array([[point % 2 == 0, point > 3] for _, point in replies], dtype=bool).reshape(-1, 2)
    found = tally(groups, 3, points, options)

    for group in range(3):
        mine = [point for at, point in replies if at == group]
        assert found.count[group] == len(mine)
        assert found.total[group] == sum(mine)
        assert found.squares[group] == sum(each * each for each in mine)
        assert found.promoters[group] == sum(each >= 9 for each in mine)
        assert found.detractors[group] == sum(each <= 6 for each in mine)
        assert found.chosen[group].tolist() == [
            sum(each % 2 == 0 for each in mine),
            sum(each > 3 for each in mine),
        ]


def test_choices_have_no_promoters():
    found = tally(np.zeros(3, np.int64), 1, None, np.ones((3, 1), dtype=bool))

    assert (found.promoters[0], found.detractors[0], found.chosen[0, 0]) == (0, 0, 3)


@pytest.mark.parametrize(
    ("one", "other", "chance"),
    [(1, 7, 0.0703), (6, 16, 0.0525), (0, 0, 1.0), (4, 4, 1.0), (0, 10, 2 / 2**10)],
)
def test_mcnemar_as_published(one, other, chance):
    """Fagerland, Lydersen and Laake, BMC Medical Research Methodology 13:91 (2013): its two examples, exact conditional."""
    assert mcnemar(one, other) == mcnemar(other, one) == pytest.approx(chance, abs=5e-5)


def test_mcnemar_of_many_is_nearly_normal():
    """With the correction for continuity: z = 199 / sqrt(10,200)."""
    assert mcnemar(5_000, 5_200) == pytest.approx(2 * (1 - NormalDist().cdf(199 / 10_200**0.5)), rel=1e-3)


def test_a_mean_is_known_as_student_knew_it():
    """Hours of sleep gained with hyoscyamine, Biometrika 6 (1908), page 20: 0.75 with s = 1.70 (of n)."""
    hours = np.array([0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0])
    found = mean_between(10, float(hours.sum()), float((hours**2).sum()), 0.95)

    assert found is not None
    assert found.estimate == pytest.approx(0.75)
    assert (found.high - found.estimate) / 2.262157 == pytest.approx(1.70 / 3, rel=0.01)
    assert mean_between(1, 3.0, 9.0, 0.95) is None


def test_equal_replies_scatter_nothing():
    found = mean_between(5, 35.0, 245.0, 0.9)

    assert found is not None
    assert (found.low, found.high) == (7.0, 7.0)

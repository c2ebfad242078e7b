"""Who stands next to each other."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from partnerkit.scoring.disclosure import Disclosure, neighborhoods
from partnerkit.scoring.nearby import are_dominated, is_one_sided, nearest

FIGURES = arrays(
    np.float64,
    st.tuples(st.integers(0, 4), st.integers(0, 14)),
    elements=st.one_of(st.integers(-50, 50).map(float), st.just(np.nan)),
)


@given(FIGURES, st.integers(1, 4), st.sampled_from([None, (1, 60), (2, 85), (9, 100)]))
def test_all_kpis_at_once_are_each_by_itself(values, least, dominance):
    rules = Disclosure(min_contributors=least, dominance=dominance)
    found = nearest(values, rules, [(None, None)] * len(values))

    for place, row in enumerate(values.tolist()):
        ordered = sorted(value for value in row if not np.isnan(value))
        expected = [
            None if start is None else ordered[start : start + least]
            for start in neighborhoods(len(ordered), least)
        ]
        assert found.numbers[place] == len(ordered)
        assert list(found.of(place)) == expected
        assert found.is_dominated[place] == any(near and few_have_most(near, dominance) for near in expected)


def few_have_most(near, dominance):
    if dominance is None:
        return False
    sizes = sorted(map(abs, near), reverse=True)
    return sum(sizes) > 0 and 100 * sum(sizes[: dominance[0]]) >= sum(sizes) * dominance[1]


def test_dominance_counts_sizes():
    rules = Disclosure(dominance=(1, 50))

    assert are_dominated(np.array([-6.0, 1.0, 5.0]), rules)
    assert not are_dominated(np.array([3.0, 3.0, 3.0]), rules)
    assert not are_dominated(np.array([0.0, 0.0, 0.0]), rules)
    assert not are_dominated(np.array([1e9, 1.0]), Disclosure(dominance=None))


def test_unless_told_otherwise_two_may_make_up_less_than_85_percent():
    assert are_dominated(np.array([50.0, 35.5, 14.5]), Disclosure())
    assert not are_dominated(np.array([50.0, 34.5, 15.5]), Disclosure())


@pytest.mark.parametrize(
    ("bounds", "is_asked"),
    [
        ((1, 99), False),
        ((0.001, 0.99), False),
        ((-99, -1), False),
        ((0, 99), True),
        ((-1, 99), True),
        ((1, None), True),
    ],
)
def test_dominance_is_not_asked_where_it_would_tell_by_itself(bounds, is_asked):
    rules = Disclosure(min_contributors=2, dominance=(1, 85))
    found = nearest(np.array([[0.01, 0.99]]), rules, [bounds])

    assert found.is_dominated == [is_asked]
    assert is_one_sided(bounds) is not is_asked


def test_the_inputs_are_left_alone():
    values = np.array([[3.0, np.nan, 1.0, 2.0]])
    nearest(values, Disclosure(min_contributors=2), [(None, None)])

    np.testing.assert_array_equal(values, [[3.0, np.nan, 1.0, 2.0]])


def test_what_is_not_told_dominates_nothing():
    """Of seven there is a median of three only; that one is far below them tells nothing of these."""
    rules = Disclosure(min_contributors=3, dominance=(1, 60))
    found = nearest(np.array([[-100.0, 1, 1, 1, 1, 1, 1]]), rules, [(None, None)])

    assert found.of(0) == (None, [1, 1, 1], None)
    assert found.is_dominated == [False]

"""Visits taken at a price are those that a patient person would take one after the other."""

import numpy as np
import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from partnerkit.engagement.coverage import Cases, spread, worth


def cases(rows, costs=None):
    manager, gap, response, hours, least, most = (np.array(column) for column in zip(*rows, strict=True))
    given_ = Cases(manager, gap.astype(float), response.astype(float), hours.astype(float), least, most)
    return given_ if costs is None else evolve(given_, cost=np.resize(np.array(costs, float), len(rows)))


def one_after_the_other(given_, budget):
    """Take the visit that is worth most an hour and fits, again and again."""
    taken = given_.least.copy()
    left = np.array(budget, dtype=float)
    np.subtract.at(left, given_.manager, taken * given_.hours)
    while True:
        found = []
        for row in range(len(taken)):
            fits = given_.hours[row] <= left[given_.manager[row]]
            gain = worth(given_, taken + 1)[row] - worth(given_, taken)[row]
            if taken[row] < given_.most[row] and fits and gain > 0:
                found.append((gain / given_.hours[row], -row))
        if not found:
            return taken, left
        row = -max(found)[1]
        taken[row] += 1
        left[given_.manager[row]] -= given_.hours[row]


rows = st.tuples(
    st.integers(0, 1),
    st.integers(0, 30).map(lambda gap: gap * 37.0),
    st.sampled_from([0.1, 0.35, 0.8, 2.0]),
    st.sampled_from([1.0, 2.0, 3.5]),
    st.integers(0, 1),
    st.integers(1, 4),
)
costs = st.none() | st.lists(st.sampled_from([0.0, 1.5, 40.0, 300.0]), min_size=1, max_size=6)
# What is due in any case must fit: six partners of 3.5 hours.
budgets = st.tuples(*[st.integers(21, 60).map(float)] * 2)


@given(st.lists(rows, min_size=1, max_size=6), costs, budgets)
def test_takes_what_one_would_take_one_after_the_other(drawn, cost, budget):
    given_ = cases(drawn, cost)
    found = spread(given_, np.array(budget))
    _, left = one_after_the_other(given_, budget)
    by_hand, _ = one_after_the_other(given_, budget)

    assert worth(given_, found.visits).sum() == pytest.approx(worth(given_, by_hand).sum(), rel=1e-9)
    assert found.left == pytest.approx(left)


@given(st.lists(rows, min_size=1, max_size=6), costs, budgets)
def test_never_above_the_hours_and_never_below_what_is_due(drawn, cost, budget):
    given_ = cases(drawn, cost)
    found = spread(given_, np.array(budget))

    assert (given_.at_manager(found.visits * given_.hours, 2) <= np.array(budget) + 1e-9).all()
    assert (found.visits >= given_.least).all()
    assert (found.visits <= given_.most).all()


def test_equal_partners_are_taken_in_their_order():
    alike = cases([(0, 100, 0.5, 2, 0, 3)] * 5)
    found = spread(alike, np.array([7.0]))

    assert found.visits.tolist() == [1, 1, 1, 0, 0]
    assert found.left.tolist() == [1.0]
    assert found.price[0] == pytest.approx(worth(alike, np.array([1]))[0] / 2)


def test_with_room_for_all_an_hour_more_is_worth_nothing():
    found = spread(cases([(0, 100, 0.5, 2, 0, 3), (0, 0, 0.5, 2, 0, 3)]), np.array([50.0]))

    assert found.visits.tolist() == [3, 0]
    assert found.price.tolist() == [0.0]


def test_a_visit_that_costs_more_than_it_brings_is_not_made():
    given_ = cases([(0, 100, 0.5, 2, 0, 9), (0, 100, 0.5, 2, 1, 9)], [39.0, 40.0])
    found = spread(given_, np.array([50.0]))

    assert worth(given_, np.array([1, 1])) == pytest.approx([39.347 - 39, 39.347 - 40], abs=1e-3)
    assert found.visits.tolist() == [1, 1]
    assert found.price.tolist() == [0.0]

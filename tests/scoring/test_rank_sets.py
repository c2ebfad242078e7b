"""Sets of ranks say no more than the differences allow."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from partnerkit.scoring import rank_sets as ways
from partnerkit.scoring.rank_sets import rank_sets


def errors(count, draws=800, seed=0, scale=1.0):
    return np.random.default_rng(seed).normal(size=(draws, count)) * scale


def by_definition(estimates, deviations, level, place):
    """Return the marginal set of one, written down slowly: difference by difference, look by look."""
    draws = deviations - deviations.mean(axis=0)
    others = [each for each in range(len(estimates)) if each != place]
    spread = {k: np.std(draws[:, place] - draws[:, k]) for k in others}
    still_open, better, worse = set(others), 0, 0
    while still_open:
        largest = np.max(
            [np.abs(deviations[:, k] - deviations[:, place]) / spread[k] for k in sorted(still_open)], axis=0
        )
        limit = np.quantile(largest, level, method="higher")
        new = {k for k in still_open if abs(estimates[k] - estimates[place]) / spread[k] > limit}
        better += sum(estimates[k] > estimates[place] for k in new)
        worse += sum(estimates[k] < estimates[place] for k in new)
        still_open -= new
        if not new:
            break
    return better + 1, len(estimates) - worse


@pytest.mark.parametrize("seed", range(3))
def test_marginal_sets_are_those_of_the_definition(seed):
    chance = np.random.default_rng(seed)
    estimates, scale = chance.normal(size=9) * 3, chance.uniform(0.2, 1.5, 9)
    drawn = errors(9, seed=seed, scale=scale)
    found = rank_sets(estimates, drawn, level=0.9)

    expected = [by_definition(estimates, drawn, 0.9, place) for place in range(9)]
    assert list(zip(found.low.tolist(), found.high.tolist(), strict=True)) == expected


def test_many_are_compared_as_few_are(monkeypatch):
    chance = np.random.default_rng(7)
    estimates, drawn = chance.normal(size=12) * 3, errors(12, scale=chance.uniform(0.2, 1.5, 12))
    few = rank_sets(estimates, drawn, level=0.9)
    monkeypatch.setattr(ways, "_FEW", 0)
    many = rank_sets(estimates, drawn, level=0.9)

    assert_array_equal(many.low, few.low)
    assert_array_equal(many.high, few.high)


def test_far_apart_are_certain_and_close_ones_share():
    found = rank_sets(np.array([100.0, 50.0, 49.9, 0.0]), errors(4), level=0.95)

    assert found.low.tolist() == [1, 2, 2, 4]
    assert found.high.tolist() == [1, 3, 3, 4]


def test_simultaneous_sets_hold_the_marginal_ones():
    estimates = np.random.default_rng(5).normal(size=12) * 4
    drawn = errors(12)
    marginal = rank_sets(estimates, drawn, level=0.9)
    together = rank_sets(estimates, drawn, level=0.9, is_simultaneous=True)

    assert (together.low <= marginal.low).all()
    assert (together.high >= marginal.high).all()


def test_ranks_do_not_depend_on_the_unit():
    estimates, drawn = np.array([9.0, 5.0, 4.9, 0.0]), errors(4)
    told, tiny = (rank_sets(estimates * unit, drawn * unit, level=0.95) for unit in (1.0, 1e-12))

    assert (tiny.low.tolist(), tiny.high.tolist()) == (told.low.tolist(), told.high.tolist())
    assert told.high[0] == 1


def test_common_errors_cancel_out():
    common = np.random.default_rng(0).normal(size=(500, 1)) * 100
    found = rank_sets(np.array([1.0, 2.0]), common + errors(2, draws=500, scale=0.01), level=0.9)

    assert found.low.tolist() == [2, 1]
    assert found.high.tolist() == [2, 1]


def test_without_errors_ranks_are_ranks_and_equals_share():
    found = rank_sets(np.array([3.0, 1.0, 3.0, 2.0]), np.zeros((200, 4)), level=0.9)

    assert found.low.tolist() == [1, 4, 1, 3]
    assert found.high.tolist() == [2, 4, 2, 3]


def test_one_without_error_among_others_with():
    found = rank_sets(np.array([10.0, 0.1, 0.0]), errors(3, scale=np.array([0.0, 1.0, 0.0])), level=0.9)

    assert found.low.tolist() == [1, 2, 2]
    assert found.high.tolist() == [1, 3, 3]


def test_asking_for_some_gives_what_all_would():
    estimates = np.random.default_rng(6).normal(size=15) * 3
    every = rank_sets(estimates, errors(15), level=0.9)
    some = rank_sets(estimates, errors(15), level=0.9, of=[3, 11])

    assert_array_equal(some.low, every.low[[3, 11]])
    assert_array_equal(some.high, every.high[[3, 11]])


def test_one_alone_is_first():
    found = rank_sets(np.array([3.0]), errors(1), level=0.9)

    assert (found.low.tolist(), found.high.tolist()) == ([1], [1])


def test_blocks_make_no_difference(monkeypatch):
    estimates = np.random.default_rng(7).normal(size=20) * 3
    whole = rank_sets(estimates, errors(20), level=0.9)
    monkeypatch.setattr("partnerkit.scoring.rank_sets._BLOCK", 100)
    blocked = rank_sets(estimates, errors(20), level=0.9)

    assert_array_equal(whole.low, blocked.low)
    assert_array_equal(whole.high, blocked.high)

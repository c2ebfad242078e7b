"""The kernel of effects: who is nearest, and how sure a difference is."""

import numpy as np
import pytest

from partnerkit.review.matching import Pairs, difference, nearest


def test_the_nearest_are_found_as_a_slow_reading_finds_them():
    rng = np.random.default_rng(7)
    for _ in range(50):
        helped, others = rng.normal(0, 1, rng.integers(1, 9)), rng.normal(0, 1, rng.integers(3, 30)).round(1)
        count = int(rng.integers(1, 6))
        found = np.sort(np.abs(others[nearest(helped, others, count)] - helped[:, None]), axis=1)
        slow = np.sort(np.abs(others[None, :] - helped[:, None]), axis=1)[:, :count]

        assert found.shape == (len(helped), min(count, len(others)))
        assert found == pytest.approx(slow)


def test_nobody_is_chosen_twice_for_the_same_one():
    chosen = nearest(np.zeros(2), np.array([0.0, 0.0, 0.0, 5.0]), 3)

    assert [sorted(row) for row in chosen.tolist()] == [[0, 1, 2], [0, 1, 2]]


def everyone(helped, others):
    """Compare each helped one with all others."""
    count = len(others)
    pairs = Pairs(np.repeat(np.arange(len(helped)), count), np.tile(np.arange(count), len(helped)), count)
    return difference(helped, np.tile(others, len(helped)), pairs, pairs.others)


def test_with_everybody_it_is_the_difference_of_two_means():
    rng = np.random.default_rng(8)
    helped, others = rng.normal(3, 2, 12), rng.normal(0, 5, 30)
    found = everyone(helped, others)

    assert found.estimate == pytest.approx(helped.mean() - others.mean())
    assert found.error**2 == pytest.approx(helped.var(ddof=1) / 12 + others.var(ddof=1) / 30)
    assert found.freedom == 11


def test_others_that_serve_once_add_nothing_that_is_shared():
    helped, others = np.array([1.0, 4.0]), np.array([0.0, 2.0, 1.0, 3.0])
    pairs = Pairs(np.array([0, 0, 1, 1]), np.arange(4), 2)
    found = difference(helped, others, pairs, np.arange(4))

    assert found.error**2 == pytest.approx(np.var([0.0, 2.0], ddof=1) / 2)


def test_one_side_of_few_makes_nobody_sure():
    rng = np.random.default_rng(9)

    assert everyone(rng.normal(0, 1, 40), rng.normal(0, 1, 6)).freedom == 5

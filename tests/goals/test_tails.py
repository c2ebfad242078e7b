"""The chance of more than a value, and the value for a chance."""

import numpy as np
import pytest

from partnerkit.goals import tails
from partnerkit.goals.tails import count_above, counts_at, seen_above, seen_at


def squares(*seen):
    """What happened as the kernel keeps it: squares with a sign."""
    seen = np.array(seen)
    return seen * np.abs(seen)


CHANCES = (0.001, 0.05, 0.1, 0.5, 0.8, 0.95, 0.999)


@pytest.mark.parametrize("chance", CHANCES)
def test_what_was_seen_is_read_both_ways(chance):
    seen = squares(*np.sort(np.random.default_rng(7).standard_normal((24, 5)), axis=0))

    assert seen_above(seen_at(chance, seen), seen) == pytest.approx(1 - chance, abs=1e-9)


def test_each_space_between_what_was_seen_is_equally_likely():
    seen = squares([-2.0], [0.0], [1.0])

    below = [1 - seen_above(np.array([at]), seen)[0] for at in (-2.0, -1.0, 0.0, 0.5, 1.0)]

    assert below == pytest.approx([0.25, 0.375, 0.5, 0.625, 0.75])


def test_what_was_never_seen_is_unlikely_but_not_impossible():
    seen = squares(*np.linspace(-1, 1, 19)[:, None])

    far = [seen_above(np.array([at]), seen)[0] for at in (1.0, 1.5, 3.0, 8.0)]

    assert far[0] == pytest.approx(0.05)
    assert far == sorted(far, reverse=True)
    assert 0 < far[-1] < 1e-4


def test_values_that_were_seen_twice_make_a_step():
    seen = squares([0.0], [1.0], [1.0], [2.0])

    assert seen_above(np.array([1.0]), seen)[0] == pytest.approx(0.4)
    assert seen_above(np.array([0.999999]), seen)[0] == pytest.approx(0.6, abs=1e-5)


@pytest.mark.parametrize(
    ("shape", "odds"), [(0.5, 0.1), (4.0, 1.0), (30.5, 11.0), (800.0, 0.02), (3.0, 250.0)]
)
def test_the_chances_of_counts_add_up_to_one(shape, odds):
    """Against the plain sum of the probabilities of each count."""
    counts = np.arange(20_000)
    single = np.empty(len(counts))
    single[0] = -shape * np.log1p(odds)
    single[1:] = single[0] + np.cumsum(np.log((counts[:-1] + shape) / (counts[:-1] + 1) * odds / (1 + odds)))
    above = np.cumsum(np.exp(single)[::-1])[::-1]

    for least in (0, 1, 3, 10, 50, 400):
        found = count_above(np.array([float(least)]), np.array([shape]), np.array([odds]))[0]
        assert found == pytest.approx(above[least], abs=1e-9)


@pytest.mark.parametrize("chance", CHANCES)
def test_the_count_for_a_chance_is_the_least_one(chance):
    random = np.random.default_rng(3)
    shape, odds = random.uniform(0.5, 200, 300), random.uniform(0.05, 20, 300)

    found = counts_at([chance], shape, odds)[0]

    assert (1 - count_above(found + 1, shape, odds) >= chance).all()
    less = found > 0
    assert (1 - count_above(found, shape, odds) < chance)[less].all()


def test_few_counts_are_added_up_to_what_the_fraction_says_of_many(monkeypatch):
    """Both ways where both serve, around the limit between them too."""
    random = np.random.default_rng(5)
    shape, odds = random.uniform(0.5, 90, 3000), random.uniform(0.01, 9, 3000)
    least = np.floor(random.uniform(1, 2, 3000) * shape * odds) + 1
    below = [(count_above(least, shape, odds), *counts_at([0.1, 0.9], shape, odds))]

    monkeypatch.setattr(tails, "_FEW", -1)
    below.append((count_above(least, shape, odds), *counts_at([0.1, 0.9], shape, odds)))

    assert min((least < 250).sum(), (least > 260).sum()) > 500
    assert below[0][0] == pytest.approx(below[1][0], abs=1e-12)
    assert (below[0][1] == below[1][1]).all()
    assert (below[0][2] == below[1][2]).all()


def test_a_part_of_a_count_is_a_whole_one_more():
    half = count_above(np.array([2.5, 3.0]), np.array([4.0, 4.0]), np.array([1.0, 1.0]))

    assert half[0] == half[1]


def test_counts_far_from_the_guess_are_found_as_well():
    chance, shape, odds = np.array([0.1, 0.5, 0.999]), np.array([3.0, 40.0, 900.0]), np.array([0.5, 2.0, 0.1])

    far = tails._halved(chance, np.zeros(3), shape, odds)

    assert far.tolist() == tails._halved(chance, far, shape, odds).tolist()
    assert (1 - tails.count_above(far + 1, shape, odds) >= chance).all()
    assert (1 - tails.count_above(far, shape, odds) < chance).all()

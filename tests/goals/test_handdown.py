"""An amount down a whole tree, on arrays: limits from below carried up, what cannot be told as data."""

from fractions import Fraction

import numpy as np
import pytest

from partnerkit.goals import handdown
from partnerkit.goals.handdown import Stuck, Terms, hand_down, padded
from partnerkit.goals.shape import Shape, arrange
from partnerkit.values.waterfill import Ranges

ABOVE = {"r": None, "a": "r", "b": "r", "c": "a", "d": "a", "e": "b"}
SHAPE, PLACES, _ = arrange(list(ABOVE), list(ABOVE.values()))
IDS = [list(ABOVE)[at] for at in PLACES.tolist()]
WEIGHTS = np.array([0, 2, 1, 1, 1, 1])


def limits(**bounds):
    ranks = sorted(map(IDS.index, bounds))
    lows, highs = zip(*(bounds[IDS[rank]] for rank in ranks), strict=True)
    return Ranges(
        places=np.array(ranks),
        lows=np.array([low or 0 for low in lows]),
        highs=np.array([high or 0 for high in highs]),
        has_low=np.array([low is not None for low in lows]),
        has_high=np.array([high is not None for high in highs]),
    )


def down(total, weights=WEIGHTS, **terms):
    amounts = np.array([total, 0, 0, 0, 0, 0])
    found, stuck = hand_down(SHAPE, 0, amounts, weights, Terms(**terms))
    assert amounts.tolist() == [total, 0, 0, 0, 0, 0]
    return stuck or dict(zip(IDS, found.tolist(), strict=True))


def test_each_level_shares_what_the_one_above_was_allotted():
    assert down(100) == {"r": 100, "a": 67, "b": 33, "c": 34, "d": 33, "e": 33}
    assert down(-100) == {"r": -100, "a": -67, "b": -33, "c": -34, "d": -33, "e": -33}


def test_a_goal_carries_the_floors_below_it_and_is_bound_by_the_caps_below_it():
    assert down(100, limits=limits(e=(60, None))) == {"r": 100, "a": 40, "b": 60, "c": 20, "d": 20, "e": 60}
    assert down(100, limits=limits(e=(None, 10))) == {"r": 100, "a": 90, "b": 10, "c": 45, "d": 45, "e": 10}
    assert down(100, limits=limits(c=(50, None), d=(None, 20)))["a"] == 67
    assert down(-100, limits=limits(e=(None, -60)))["b"] == -60


def test_nobody_falls_below_zero_because_another_has_a_floor():
    assert down(100, limits=limits(c=(150, None))) == (Stuck(0, "floors", 50),)
    assert down(100, limits=limits(c=(-5, -5)))["c"] == -5
    assert down(100, limits=limits(c=(-5, None)))["c"] == 34


@pytest.mark.parametrize(
    ("bounds", "stuck"),
    [
        ({"a": (None, 50), "c": (40, None), "d": (20, None)}, [Stuck(1, "floors", 10)]),
        ({"a": (50, None), "c": (None, 20), "d": (None, 20)}, [Stuck(1, "caps", 10)]),
        ({"a": (None, 50), "b": (None, 30)}, [Stuck(0, "caps", 20)]),
        ({"a": (70, None), "b": (70, None)}, [Stuck(0, "floors", 40)]),
        ({"a": (None, 9), "c": (10, 10), "b": (None, 8), "e": (10, None)}, [Stuck(1, "floors", 1), Stuck(2, "floors", 2), Stuck(0, "caps", 83)]),
    ],
    ids=str,
)  # fmt: skip
def test_contradictions_are_told_once_each_with_the_least_that_has_to_give_way(bounds, stuck):
    assert down(100, limits=limits(**bounds)) == tuple(stuck)


@pytest.mark.parametrize(
    "given", [{"a": (None, 51), "c": (40, None), "d": (11, None)}, {"a": (None, 50), "b": (None, 50)}]
)
def test_giving_way_by_that_much_is_enough(given):
    assert isinstance(down(100, limits=limits(**given)), dict)


def test_an_amount_that_nobody_of_weight_has_room_for_is_told():
    assert down(100, weights=np.array([0, 2, 1, 0, 0, 1])) == (Stuck(1, "weights", 67),)
    assert down(0, weights=np.zeros(6, dtype=np.int64)) == dict.fromkeys(IDS, 0)
    assert down(100, weights=np.array([0, 2, 1, 1, 0, 1]), limits=limits(c=(None, 60))) == (
        Stuck(1, "weights", 7),
    )


def test_bounds_are_moved_inwards_to_units():
    found = down(100_000, unit=1_000, limits=limits(a=(None, 50_500), c=(1_234, 1_234)))

    assert found == {"r": 100_000, "a": 50_000, "b": 50_000, "c": 1_234, "d": 48_766, "e": 50_000}
    assert down(100_000, unit=1_000, limits=limits(a=(50_100, 50_900))) == (Stuck(1, "unit", 100),)


def test_padding_is_carried_through_bounds():
    factor = {1: Fraction(11, 10)}

    found = down(100, padding=factor, limits=limits(c=(None, 22), d=(None, 22)))
    assert found == {"r": 100, "a": 40, "b": 60, "c": 22, "d": 22, "e": 60}
    found = down(100, padding=factor, limits=limits(c=(88, None), d=(0, 0)))
    assert found["a"] == 80
    assert padded(25, Fraction(11, 10)) == 28
    assert padded(15, Fraction(11, 10)) == 16


def test_what_does_not_fit_int64_is_as_exact():
    top = 3 * 10**30 + 1
    amounts = np.array([top, 0, 0, 0, 0, 0], dtype=object)

    found, stuck = hand_down(SHAPE, 0, amounts, WEIGHTS, Terms(limits=limits(e=(10**18, None))))

    assert not stuck
    assert found.tolist()[:3] == [top, 2 * 10**30 + 1, 10**30]
    grown, _ = hand_down(SHAPE, 0, np.array([2**61, 0, 0, 0, 0, 0]), WEIGHTS, Terms(padding={0: Fraction(2)}))
    assert int(grown[1]) + int(grown[2]) == 2**62


def test_a_unit_larger_than_everything_leaves_the_odd_rest_to_one_of_each_family():
    for unit in (10**6, 10**30):
        assert down(100, unit=unit) == {"r": 100, "a": 100, "b": 0, "c": 100, "d": 0, "e": 0}
    assert down(100, unit=10**30, limits=limits(b=(7, 7)))["a"] == 93
    assert down(1_100, unit=1_000, limits=limits(b=(7, 7)))["a"] == 1_093


@pytest.mark.parametrize("at_once", [1, 3, 7])
@pytest.mark.parametrize("unit", [1, 10])
def test_levels_in_pieces_give_what_they_give_in_one(monkeypatch, at_once, unit):
    rng = np.random.default_rng(at_once)
    parents = np.concatenate([[-1], np.sort(rng.integers(0, 40, 200))])
    parents[1:] = np.minimum(parents[1:], np.arange(200))
    shape, _ = Shape.of(parents)
    amounts, weights = np.zeros(201, dtype=np.int64), rng.integers(0, 9, 201)
    weights[~shape.is_leaf] = 0
    shape.add_up(weights)
    amounts[0] = 123_457

    whole = hand_down(shape, 0, amounts, weights, Terms(unit=unit))
    monkeypatch.setattr(handdown, "_AT_ONCE", at_once)

    found = hand_down(shape, 0, amounts, weights, Terms(unit=unit))
    assert np.array_equal(found[0], whole[0])
    assert found[1] == whole[1]

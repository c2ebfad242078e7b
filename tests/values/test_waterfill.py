"""Shares within floors and caps: proportional among the free, exact, and the bounds are kept."""

from fractions import Fraction
from itertools import pairwise
from random import Random

import numpy as np
import pytest

from partnerkit.values.waterfill import Ranges, fill


def column(*numbers):
    return np.array(numbers, dtype=np.int64)


def limits(bounds, dtype=np.int64):
    """Return limits from place -> (low or None, high or None)."""
    places = sorted(bounds)
    lows, highs = zip(*(bounds[place] for place in places), strict=True)
    return Ranges(
        places=column(*places),
        lows=np.array([low or 0 for low in lows], dtype=dtype),
        highs=np.array([high or 0 for high in highs], dtype=dtype),
        has_low=np.array([low is not None for low in lows]),
        has_high=np.array([high is not None for high in highs]),
    )


def one(total, weights, bounds, **more):
    parts, adds_up = fill(column(total), column(*weights), column(0), limits(bounds), **more)
    return parts.tolist() if adds_up[0] else None


@pytest.mark.parametrize(
    ("bounds", "parts"),
    [
        ({0: (None, 40)}, [40, 36, 24]),
        ({2: (50, None)}, [31, 19, 50]),
        ({0: (None, 40), 1: (None, 20)}, [40, 20, 40]),
        ({0: (10, 60)}, [50, 30, 20]),
        ({0: (7, 7)}, [7, 56, 37]),
        ({0: (None, 40), 2: (30, None)}, [40, 30, 30]),
        ({0: (None, 0), 1: (None, 0)}, [0, 0, 100]),
        ({0: (50, None), 1: (30, None), 2: (20, None)}, [50, 30, 20]),
    ],
    ids=str,
)
def test_whoever_is_bound_has_the_bound_and_the_others_share_the_rest(bounds, parts):
    assert one(100, (5, 3, 2), bounds) == parts


def test_fixing_the_wrong_side_first_would_be_wrong():
    """Capping the first frees 35 for the others, so that the last rises above the floor that it was below."""
    assert one(100, (60, 30, 10), {0: (None, 25), 2: (12, None)}) == [25, 56, 19]


def test_a_group_that_is_settled_waits_for_the_others():
    bounds = {0: (2, 2), 1: (3, 3), 2: (None, 25), 4: (12, None)}
    parts, adds_up = fill(column(5, 100), column(1, 1, 60, 30, 10), column(0, 2), limits(bounds))

    assert (parts.tolist(), adds_up.tolist()) == ([2, 3, 25, 56, 19], [True, True])


@pytest.mark.parametrize(
    ("total", "weights", "bounds", "parts"),
    [
        # Too much by 1.14, lacking 0.57: at the cap of the last the others have 2.44 and 19.56, which is above the floor.
        (65, (1, 8, 19), {1: (19, None), 2: (None, 43)}, [2, 20, 43]),
        # Only the last is off; the two others have 1.5 each, and the tie goes to the earlier.
        (5, (1, 1, 1), {0: (None, 2), 1: (-1, 4), 2: (2, None)}, [2, 1, 2]),
    ],
    ids=str,
)
def test_who_is_off_by_less_than_a_unit_is_weighed_by_the_fraction(total, weights, bounds, parts):
    assert one(total, weights, bounds) == parts


def at_level(level, weights, bounds):
    return [min(max(level * weight, low), high) for weight, (low, high) in zip(weights, bounds, strict=True)]


def by_level(total, weights, bounds):
    """Return the parts of water in vessels, as it is drawn: the level at which they hold the total."""
    edges = sorted(
        {Fraction(edge, weight) for weight, pair in zip(weights, bounds, strict=True) for edge in pair}
    )
    for below, above in pairwise(edges):
        low, high = (sum(at_level(each, weights, bounds)) for each in (below, above))
        if low <= total <= high and low < high:
            return at_level(below + (above - below) * (total - low) / (high - low), weights, bounds)
    return at_level(edges[0], weights, bounds)


@pytest.mark.parametrize("count", [2, 3, 4])
def test_parts_are_those_of_one_level_to_less_than_a_unit(count):
    chance = Random(count)  # noqa: S311  # the same cases in every run
    for _ in range(60):
        weights = [chance.randint(1, 6) for _ in range(count)]
        bounds = [tuple(sorted((chance.randint(0, 12), chance.randint(0, 12)))) for _ in range(count)]
        total = chance.randint(sum(low for low, _ in bounds), sum(high for _, high in bounds))
        parts = one(total, weights, dict(enumerate(bounds)))

        assert sum(parts) == total
        for part, ideal in zip(parts, by_level(total, weights, bounds), strict=True):
            assert abs(part - ideal) < 1, (total, weights, bounds, parts)


def test_the_opposite_is_divided_as_opposite():
    assert one(-100, (5, 3, 2), {0: (-40, None)}) == [-40, -36, -24]
    assert one(-100, (5, 3, 2), {0: (-40, None)}, rounding="sainte-lague") == [-40, -36, -24]


def test_zero_weights_get_nothing_but_their_floor():
    assert one(10, (0, 1), {0: (4, None)}) == [4, 6]
    assert one(10, (0, 1), {0: (None, 4)}) == [0, 10]
    assert one(10, (0, 1), {0: (None, -4)}) == [-4, 14]


def test_where_nobody_of_weight_has_room_it_is_told():
    assert one(10, (1, 0), {0: (None, 4)}) is None
    assert one(4, (1, 0), {0: (None, 4)}) == [4, 0]
    assert one(4, (0, 0), {0: (4, 4)}) == [4, 0]
    assert one(4, (1, 0), {0: (None, 4)}, rounding="sainte-lague") == [4, 0]


@pytest.mark.parametrize("size", [1, 10**7, 10**20])
def test_any_size_is_exact(size):
    dtype = object if size > 10**12 else np.int64
    bounds = limits({0: (None, 40 * size), 4: (1, 1)}, dtype=dtype)
    totals = np.array([100 * size + 1, 10], dtype=dtype)
    weights = np.array([5 * size, 3 * size, 2 * size, 1, 1, 1], dtype=dtype)

    parts, adds_up = fill(totals, weights, column(0, 3), bounds)

    assert adds_up.all()
    assert parts.tolist() == [40 * size, 36 * size + 1, 24 * size, 5, 1, 4]


def test_webster_keeps_bounds_outside_of_which_are_its_own_parts():
    """The first is owed 90.802 seats and gets 89, or 91.302 and gets 94."""
    small, large = (90_802, *[1_533] * 6), (91_302, *[1_449] * 6)

    assert one(100, small, {1: (0, None)}, rounding="sainte-lague") == [89, 2, 2, 2, 2, 2, 1]
    assert one(100, small, {0: (90, None)}, rounding="sainte-lague") == [90, 2, 2, 2, 2, 1, 1]
    assert one(100, large, {1: (0, None)}, rounding="sainte-lague") == [94, 1, 1, 1, 1, 1, 1]
    assert one(100, large, {0: (None, 92)}, rounding="sainte-lague") == [92, 2, 2, 1, 1, 1, 1]


def unit_by_unit(total, weights, bounds):
    """Give all their floor, then unit after unit to the smallest of (2 * units + 1) / weight below its cap."""
    parts = [low or 0 for low, _ in bounds]
    for _ in range(total - sum(parts)):
        free = [
            at for at, (_, high) in enumerate(bounds) if weights[at] and (high is None or parts[at] < high)
        ]
        if not free:
            return None
        parts[min(free, key=lambda at: Fraction(2 * parts[at] + 1, weights[at]))] += 1
    return parts


@pytest.mark.parametrize("unit", [1, 5])
def test_webster_within_bounds_is_what_giving_unit_by_unit_gives(unit):
    chance = Random(unit)  # noqa: S311  # the same cases in every run
    for _ in range(60):
        weights = [chance.choice((0, 1, 2, 3, 40, 1_000)) for _ in range(4)]
        lows = [chance.choice((None, 0, 1, 2, chance.randint(0, 9))) for _ in weights]
        highs = [chance.choice((None, None, low or 0, (low or 0) + chance.randint(0, 9))) for low in lows]
        pairs = list(zip(lows, highs, strict=True))
        total = sum(low or 0 for low in lows) + chance.randint(0, 20)
        bounds = {
            at: tuple(None if each is None else each * unit for each in pair)
            for at, pair in enumerate(pairs)
            if pair != (None, None)
        }

        plain = unit_by_unit(total, weights, pairs)
        parts = one(total * unit, weights, bounds, unit=unit, rounding="sainte-lague") if bounds else plain
        assert parts == (plain and [part * unit for part in plain]), (total, weights, pairs)


@pytest.mark.parametrize("rounding", ["largest-remainder", "sainte-lague"])
def test_large_numbers_are_divided_as_numbers_of_any_size_are(rounding):
    chance = Random(7)  # noqa: S311  # the same cases in every run
    sizes = (3, 2**31, 2**50, 2**53, 2**58, 2**61)
    for _ in range(60):
        size, most = chance.choice(sizes), chance.choice(sizes)
        weights = column(*(chance.randint(size // 2, size) for _ in range(12)))
        totals = column(*(chance.randint(-most, most) for _ in range(3)))
        lows = column(*(int(totals[at // 4]) // 5 - chance.randint(0, most // 9) for at in range(12)))
        highs = lows + column(*(chance.randint(0, most // 4) for _ in range(12)))
        places = column(*sorted(chance.sample(range(12), 9)))
        bounds = Ranges.of(places, lows[places], highs[places])
        narrow, wide = (
            fill(totals.astype(kind), weights.astype(kind), column(0, 4, 8), each, rounding=rounding)
            for kind, each in ((np.int64, bounds), (object, bounds.chosen(np.arange(9), object)))
        )

        assert (narrow[0].tolist(), narrow[1].tolist()) == (wide[0].tolist(), wide[1].tolist())


def test_sums_of_weights_and_bounds_beyond_int64_do_not_wrap():
    nobody = Ranges.of(*[column()] * 3)
    parts, adds_up = fill(column(8), column(*[2**62] * 4), column(0), nobody)

    assert (parts.tolist(), adds_up.tolist()) == ([2, 2, 2, 2], [True])
    assert one(9, [2**62] * 3, {0: (None, 1)}) == [1, 4, 4]
    assert one(0, (1, 1, 1), {0: (2**62, None), 1: (2**62, None)}) == [2**62, 2**62, -(2**63)]


def test_what_int64_holds_stays_in_int64():
    for rounding in ("largest-remainder", "sainte-lague"):
        parts, _ = fill(
            column(10**15), column(10**6, 3, 10**9), column(0), limits({0: (None, 7)}), rounding=rounding
        )

        assert parts.dtype == np.int64


def test_webster_keeps_bounds_that_it_would_leave_by_a_unit():
    weights, bounds = (910, *[15] * 6), {1: (None, 1), 2: (2, 2), 3: (0, 5)}

    parts = one(100, weights, bounds, rounding="sainte-lague")

    assert sum(parts) == 100
    assert parts[1:4] == [1, 2, 2]


def test_units_are_kept_around_what_is_held():
    parts = one(10_000, (1, 1, 1), {0: (1_234, 1_234), 1: (None, 3_000)}, unit=1_000)

    assert parts == [1_234, 3_000, 5_766]


@pytest.mark.parametrize("rounding", ["largest-remainder", "sainte-lague"])
@pytest.mark.parametrize("sign", [1, -1])
def test_what_is_held_at_its_own_share_is_not_rounded_to_a_unit(sign, rounding):
    parts = one(sign * 50, (3, 1, 1), {2: (sign * 10, sign * 10)}, unit=7, rounding=rounding)

    assert parts[2] == sign * 10
    assert sum(parts) == sign * 50


def test_limits_are_cut_joined_and_mirrored():
    both = limits({0: (1, 2), 3: (None, 5)})

    assert both.between(1, 4).places.tolist() == [2]
    assert both.mirrored().lows.tolist() == [-2, -5]
    assert both.mirrored().has_low.tolist() == [True, True]
    assert both.joined(limits({1: (4, None)})).places.tolist() == [0, 1, 3]
    assert Ranges.of(column(2), column(3), column(3)).has_high.tolist() == [True]
    assert both.nearest_to_zero().tolist() == [1, 0]


def test_where_there_is_no_bound_stands_a_zero():
    neither = np.array([False, False])
    unbound = Ranges(
        places=column(0, 3), lows=column(8, 9), highs=column(9, 9), has_low=neither, has_high=neither
    )
    for kind in (np.int64, object):
        none = unbound.chosen(column(0, 1), kind)
        assert (none.lows.tolist(), none.highs.tolist()) == ([0, 0], [0, 0])


def test_each_round_is_about_groups_that_are_not_settled():
    """A cascade of caps, each of which binds only after the one before: one round each, and exact."""
    weights = [2**each for each in range(20)]
    bounds = {each: (None, 2**each + 20 - each) for each in range(1, 20)}

    parts = one(2**20 + 40, weights, bounds)

    level = Fraction(2**20 + 40 - sum(parts[1:]), 1)
    assert sum(parts) == 2**20 + 40
    for place in range(1, 20):
        assert parts[place] <= bounds[place][1]
        assert abs(parts[place] - min(level * weights[place], bounds[place][1])) <= weights[place]

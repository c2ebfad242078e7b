"""Many amounts divided at once: in units, monotone or within the quota, of any size."""

from fractions import Fraction
from random import Random

import numpy as np
import pytest

from partnerkit.values.errors import InvalidValue
from partnerkit.values.split import by_priority, divided, parts_alone, parts_of, split_many


def column(*numbers):
    return np.array(numbers, dtype=np.int64)


def webster(total, weights):
    """Apportion seat by seat, as the textbook does."""
    seats = [0] * len(weights)
    for _ in range(total):
        at = max(range(len(seats)), key=lambda i: (Fraction(weights[i], 2 * seats[i] + 1), -i))
        seats[at] += 1
    return seats


def test_products_beyond_int64_are_divided_exactly():
    draw = Random(1)  # noqa: S311
    each = [draw.randrange(10**16) for _ in range(200)]
    weights = [draw.randrange(10**13) for _ in range(200)]
    by = [weight + draw.randrange(1, 10**13) for weight in weights]

    quotients, remainders = divided(column(*each), column(*weights), column(*by))

    for one in zip(each, weights, by, quotients.tolist(), remainders.tolist(), strict=True):
        assert divmod(one[0] * one[1], one[2]) == one[3:]


def test_negative_amounts_are_rounded_down():
    quotients, remainders = divided(column(-7, -6), column(1, 1), column(3, 3))

    assert (quotients.tolist(), remainders.tolist()) == ([-3, -2], [2, 0])


@pytest.mark.parametrize("dtype", [np.int64, object])
def test_the_alabama_paradox_is_there_with_remainders_and_not_with_webster(dtype):
    """Alabama, 1880: one seat less of 300 than of 299 by Hamilton's method, in small: 6 : 6 : 2 for 10 and 11."""
    weights = np.array([6, 6, 2], dtype=dtype)

    def third(seats, rounding):
        return parts_of(np.array([seats], dtype=dtype), weights, column(0), rounding=rounding).tolist()[2]

    assert [third(seats, "largest-remainder") for seats in (10, 11)] == [2, 1]
    assert [third(seats, "sainte-lague") for seats in (10, 11)] == [1, 1]


def test_webster_may_leave_the_quota():
    """The first is owed 90.802 seats and gets 89."""
    weights = column(90_802, *[1_533] * 6)

    assert split_many(column(100), weights, column(0)).tolist() == [91, 2, 2, 2, 1, 1, 1]
    monotone = split_many(column(100), weights, column(0), rounding="sainte-lague")
    assert monotone.tolist() == [89, 2, 2, 2, 2, 2, 1] == webster(100, weights.tolist())


def test_webster_gives_what_giving_seat_by_seat_gives():
    draw = Random(2)  # noqa: S311
    for _ in range(200):
        weights = [draw.choice((0, 1, draw.randrange(1, 60))) for _ in range(draw.randrange(1, 7))] + [1]
        total = draw.randrange(120)

        parts = split_many(column(total), column(*weights), column(0), rounding="sainte-lague")

        assert parts.tolist() == webster(total, weights)
        wide = parts_alone(total, [weight * 10**30 for weight in weights], 1, "sainte-lague")
        assert wide == parts.tolist()


@pytest.mark.parametrize("rounding", ["largest-remainder", "sainte-lague"])
@pytest.mark.parametrize("total", [12_345, -12_345, 12_000, 0, 345])
def test_parts_are_multiples_of_the_unit_but_for_the_odd_rest(total, rounding):
    for size in (1, 10**20):
        weights = np.array([5 * size, 3 * size, size], dtype=object if size > 1 else np.int64)
        parts = parts_of(column(total), weights, column(0), unit=1_000, rounding=rounding).tolist()

        assert sum(parts) == total
        odd = [part for part in parts if part % 1_000]
        assert len(odd) == (1 if total % 1_000 else 0)
        for part, weight in zip(parts, (5, 3, 1), strict=True):
            assert abs(part - Fraction(total * weight, 9)) < 1_000


def test_the_odd_rest_goes_where_the_next_unit_would_have_gone():
    assert split_many(column(1_999), column(1, 1), column(0), unit=1_000).tolist() == [1_000, 999]
    assert by_priority(1_999, [1, 1], [1, 0], 1_000) == [1_000, 999]


def test_who_has_reached_a_limit_is_passed_over():
    assert by_priority(4, [1, 1], [0, 0], 1, [(None, 1), (None, None)]) == [1, 3]
    assert by_priority(1, [1, 1], [2, 2], 1, [(1, None), (None, None)]) == [1, 0]


def test_equal_remainders_beyond_the_key_are_told_apart_exactly():
    """Two groups whose remainders differ in the last digit only, beside so many groups that keys are cut."""
    many = [1, 1, 1] * 2_000
    weights = [*many, 2**59 + 2, 2**59 + 3, 1, *many]
    totals = [*[2] * 2_000, 1, *[2] * 2_000]

    parts = split_many(column(*totals), column(*weights), np.arange(0, len(weights), 3)).tolist()

    assert parts[6_000:6_003] == [0, 1, 0]
    assert parts[:6_000] == parts[6_003:] == [1, 1, 0] * 2_000


def test_what_int64_holds_is_not_divided_group_by_group(monkeypatch):
    """Nor is what the nearest parts add up to given unit by unit."""
    for name in ("parts_alone", "by_priority"):
        monkeypatch.delitem(split_many.__globals__, name)
    totals, weights, starts = column(10**15, 300, -7), column(10**9, 2, 1, 1, 1, 1), column(0, 2, 5)

    parts = split_many(totals, weights, starts)
    assert parts.tolist() == [10**15 - 2 * 10**6, 2 * 10**6, 100, 100, 100, -7]
    assert split_many(totals, weights, starts, rounding="sainte-lague").tolist() == parts.tolist()


def test_narrow_and_wide_groups_stand_side_by_side():
    totals = np.array([10**30, 10], dtype=object)
    weights = np.array([1, 2, 10**25, 3 * 10**25, 1], dtype=object)

    for rounding in ("largest-remainder", "sainte-lague"):
        parts = parts_of(totals, weights, column(0, 2), rounding=rounding).tolist()

        assert (sum(parts[:2]), sum(parts[2:])) == (10**30, 10)
    assert parts_of(totals[1:], column(1, 1), column(0), rounding="largest-remainder").tolist() == [5, 5]


@pytest.mark.parametrize(
    ("more", "path"),
    [
        ({"unit": 0}, "unit"),
        ({"unit": True}, "unit"),
        ({"unit": 2.0}, "unit"),
        ({"rounding": "up"}, "rounding"),
    ],
    ids=str,
)
def test_units_and_roundings_are_those_there_are(more, path):
    with pytest.raises(InvalidValue) as caught:
        split_many(column(1), column(1), column(0), **more)

    assert caught.value.path == path


def test_of_many_wrong_starts_the_first_twenty_are_echoed():
    with pytest.raises(InvalidValue) as caught:
        split_many(column(1), column(*[1] * 30), column(*[1] * 30))

    assert (caught.value.path, caught.value.value.count("1")) == ("offsets", 20)


def test_a_group_that_cannot_be_divided_by_is_shown_by_its_first_twenty_weights():
    with pytest.raises(InvalidValue) as caught:
        split_many(column(1), column(*[0] * 25), offsets=column(0))

    assert caught.value.value == str([0] * 20)

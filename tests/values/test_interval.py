"""Shares of few cases are told with care."""

from itertools import product
from math import sqrt
from statistics import NormalDist

import pytest

from partnerkit.values.errors import InvalidInput, InvalidValue
from partnerkit.values.interval import difference_of_shares, wilson


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_as_published(count, of, low, high):
    """Newcombe, Statistics in Medicine 17 (1998), 857 to 872, table I, method 3."""
    found = wilson(count, of)

    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def test_nothing_changed_is_not_certain():
    found = difference_of_shares(0, 0, 12)

    assert found.estimate == 0
    assert -0.4 < found.low < 0 < found.high < 0.4
    assert found.low == -found.high


def test_sides_change_the_sign():
    one, other = difference_of_shares(9, 2, 30), difference_of_shares(2, 9, 30)

    assert (one.low, one.high) == pytest.approx((-other.high, -other.low))


def test_bounds_stay_within_what_can_be():
    found = difference_of_shares(4, 0, 4, level=0.999)

    assert found.estimate == found.high == 1


@pytest.mark.parametrize(("plus", "minus", "of"), [(1, 0, 0), (3, 3, 5)])
def test_impossible_shares(plus, minus, of):
    with pytest.raises(InvalidValue, match="both sides"):
        difference_of_shares(plus, minus, of)


def test_faults_come_together():
    with pytest.raises(InvalidInput):
        difference_of_shares(-1, float("nan"), 3, level=2)


LEVELS = (0.5, 0.9, 0.95, 0.999)


@pytest.mark.parametrize("level", LEVELS)
def test_the_bounds_of_a_rate_are_as_far_from_it_as_chance_alone_would_bring_them(level):
    z = NormalDist().inv_cdf((1 + level) / 2)

    for of in (1, 2, 7, 1000):
        for count in {0, 1, of // 2, of - 1, of}:
            found = wilson(count, of, level=level)
            far = [abs(found.estimate - bound) for bound in (found.low, found.high)]
            chance = [z * sqrt(bound * (1 - bound) / of) for bound in (found.low, found.high)]

            assert (found.estimate, found.level, found.method) == (count / of, level, "Wilson 1927")
            assert far == pytest.approx(chance, abs=1e-9)
            assert found.low <= found.estimate <= found.high
            assert (found.low == 0) is (count == 0)
            assert (found.high == 1) is (count == of)


@pytest.mark.parametrize("added", [(1.0, 2.0), (0.75, 3.0)])
@pytest.mark.parametrize("level", LEVELS)
def test_the_bounds_of_a_difference_are_those_of_wald_around_more_cases(level, added):
    z = NormalDist().inv_cdf((1 + level) / 2)

    for plus, minus, neither in product((0, 1, 5), (0, 2), (0, 1, 4)):
        of = plus + minus + neither
        if not of:
            continue
        found = difference_of_shares(plus, minus, of, level=level, added=added)
        count = of + added[1]
        up, down = (plus + added[0]) / count, (minus + added[0]) / count
        reach = z * sqrt((up + down - (up - down) ** 2) / count)

        assert found.estimate == (plus - minus) / of
        assert found.low == pytest.approx(max(-1.0, up - down - reach))
        assert found.high == pytest.approx(min(1.0, up - down + reach))
        assert (found.level, found.method) == (
            level,
            f"adjusted Wald, {added[0]:g} added to each side and {added[1]:g} in all",
        )


@pytest.mark.parametrize("ask", [
    lambda: wilson(1, 0), lambda: wilson(0, 0), lambda: difference_of_shares(0, 0, 0), lambda: wilson(3, 2), lambda: wilson(-1, 2), lambda: wilson(1, 2e15), lambda: wilson(1, 1e15 + 1), lambda: wilson(1, 2, level=0.49),
    lambda: wilson(1, 2, level=0.9991), lambda: difference_of_shares(1, 0, 2, level=1), lambda: difference_of_shares(0, -1, 2),
    lambda: difference_of_shares(2e15, 0, 1e15), lambda: difference_of_shares(0, 0, 2e15), lambda: difference_of_shares(True, 0, 2),
])  # fmt: skip
def test_a_question_beyond_what_can_be_is_refused(ask):
    with pytest.raises(InvalidValue):
        ask()


def test_rates_are_known_up_to_a_great_many_cases():
    assert wilson(0, 1e15).low == 0
    assert wilson(1e15, 1e15).high == 1
    assert wilson(0.5, 0.5).estimate == difference_of_shares(0.5, 0, 0.5).estimate == 1


@pytest.mark.parametrize(("paths", "ask"), [
    (["count", "of", "level"], lambda: wilson(-1, -1, level=0)),
    (["plus", "minus", "of", "level"], lambda: difference_of_shares(-1, -1, -1, level=0)),
])  # fmt: skip
def test_each_fault_is_named(paths, ask):
    with pytest.raises(InvalidInput) as caught:
        ask()

    assert [fault.path for fault in caught.value.faults] == paths


def test_rounding_leaves_a_rate_within_nothing_and_all():
    for of in range(1, 2000):
        nearly_none, nearly_all = (wilson(of * part, of, level=0.999) for part in (1e-12, 1 - 1e-12))

        assert nearly_none.low >= 0
        assert nearly_all.high <= 1

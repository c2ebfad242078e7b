"""Decimals as whole numbers underneath."""

import time
from decimal import Decimal, localcontext
from fractions import Fraction

import pytest

from partnerkit.values.errors import InvalidValue, Overflowed
from partnerkit.values.exact import (
    decimal_of,
    decimals,
    divided,
    exact_sum,
    fits,
    parsed,
    plain_sum,
    quotient,
    rational,
    units_of,
)


@pytest.mark.parametrize(
    ("units", "digits", "text"), [(1250, 2, "12.50"), (-1, 3, "-0.001"), (7, 0, "7"), (0, 2, "0.00")]
)
def test_units_and_decimals_are_two_ways_to_write_one_number(units, digits, text):
    assert str(decimal_of(units, digits)) == text
    assert units_of(Decimal(text), digits) == units


def test_trailing_zeros_need_no_place():
    assert fits(Decimal("1.500"), 1)
    assert not fits(Decimal("1.05"), 1)
    assert fits(Decimal("1e5"), 0)


@pytest.mark.parametrize(
    ("rounding", "whole"),
    [
        ("half-even", [2, 4, -2, 2, 3]),
        ("half-up", [3, 4, -3, 2, 3]),
        ("down", [2, 3, -2, 2, 2]),
        ("up", [3, 4, -3, 3, 3]),
    ],
)
def test_division_rounds_as_named(rounding, whole):
    assert [divided(tenths, 10, rounding) for tenths in (25, 35, -25, 21, 29)] == whole


@pytest.mark.parametrize("number", [1.5, True, None, "1", Decimal("Infinity"), Decimal("1e999999999"), 1j])
def test_factors_are_exact(number):
    with pytest.raises(InvalidValue, match="factor"):
        rational(number, "factor")


def test_sums_keep_every_digit_until_they_cannot_be_written():
    assert str(plain_sum(Decimal("1e18"), Decimal("1e-18"))) == "1000000000000000000." + "0" * 17 + "1"
    with pytest.raises(Overflowed):
        plain_sum(Decimal("9" * 38), Decimal(1))


def test_a_quotient_is_rounded_once():
    assert quotient(Fraction(2, 3)) == Decimal("0." + "6" * 27 + "7")
    assert quotient(Fraction(10**40)) == 10**40


def test_text_of_forty_characters_is_the_longest():
    assert parsed("0" * 39 + "1") == 1
    with pytest.raises(InvalidValue):
        parsed("0" * 40 + "1")


@pytest.mark.parametrize("sign", [1, -1])
def test_a_whole_number_that_is_too_long_is_not_converted_first(sign):
    """Its conversion takes time by the square of its length."""
    bomb = sign * 10**400_000
    began = time.process_time()
    with pytest.raises(InvalidValue):
        parsed(bomb)
    assert time.process_time() - began < 0.5


def test_decimals_of_models_add_up_and_are_counted_whatever_the_host_rounds_to():
    long = Decimal("12345678901234567890.1234567890120")
    with localcontext(prec=2):
        assert exact_sum([long, Decimal("1e-18")]) == Decimal("12345678901234567890.123456789012000001")
        assert exact_sum([]) == 0
        assert [decimals(each) for each in (long, Decimal("1E+3"), Decimal("0.00"))] == [12, 0, 0]

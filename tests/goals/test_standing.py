"""How one goal stands: the conventions by which it is attained."""

from decimal import Decimal
from fractions import Fraction

import pytest

from partnerkit.facts.goal import Measure
from partnerkit.goals.standing import attained, is_reached

COST = Measure(id="cost", better="lower")
STOCK = Measure(id="stock", better="target", target_range=(Decimal(30), Decimal(45)))
BALANCE = Measure(id="balance", better="target", target_range=(Decimal(0), Decimal(45)))


@pytest.mark.parametrize(
    ("actual", "mirror", "inverse"),
    [("50", "1.5", "2"), ("100", "1", "1"), ("200", "0", "0.5"), ("0", "2", None), ("-10", "2.1", None)],
)
def test_less_is_better_by_two_conventions(actual, mirror, inverse):
    found = [attained(COST, Fraction(actual), Fraction(100), each) for each in ("mirror", "inverse")]

    assert found == [Decimal(mirror), None if inverse is None else Decimal(inverse)]


def test_the_inverse_of_a_negative_target_means_nothing():
    assert attained(COST, Fraction(5), Fraction(-100), "inverse") is None
    assert attained(COST, Fraction(-150), Fraction(-100), "mirror") == Decimal("1.5")


def test_more_is_better_knows_one_convention():
    assert attained(None, Fraction(50), Fraction(100), "inverse") == Decimal("0.5")


@pytest.mark.parametrize(("actual", "expected"), [(30, "1"), (45, "1"), (15, "0.5"), (90, "0"), (60, None)])
def test_a_range_is_attained_inside(actual, expected):
    found = attained(STOCK, Fraction(actual), None, "mirror")

    assert found == Decimal(expected) if expected else Decimal(0) < found < 1
    assert is_reached(STOCK, Fraction(actual), None) is (expected == "1")


def test_off_an_end_of_zero_there_is_no_part_to_fall_by():
    assert attained(BALANCE, Fraction(-1), None, "mirror") is None
    assert attained(BALANCE, Fraction(0), None, "mirror") == 1


def test_what_is_not_known_is_not_zero():
    assert attained(None, None, Fraction(100), "mirror") is None
    assert attained(None, Fraction(0), None, "mirror") is None
    assert attained(None, Fraction(0), Fraction(0), "mirror") is None
    assert is_reached(None, Fraction(0), None) is None

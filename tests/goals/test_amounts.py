"""Amounts as columns of whole numbers, and back without losing a cent."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from partnerkit.goals.amounts import encode, fitted, quotient, raise_together, whole
from partnerkit.values.errors import BrokenTree, CurrencyMismatch, InvalidInput, InvalidValue, UnitMismatch
from partnerkit.values.money import Money, Quantity, Ratio


def columns(*values, **more):
    amounts, faults = encode(values, lambda at: f"[{at}]", **more)
    assert faults == []
    return amounts


@pytest.mark.parametrize(
    "values",
    [
        (Money.of("1.10", "EUR"), None, Money.of("-3", "EUR")),
        (Money.of("1.1001", "EUR", scale=4), Money.of("2", "EUR")),
        (Money.of("7", "JPY"),),
        (Quantity.of("0.5", "t"), Quantity.of("1000000", "t")),
        (3, -4, 10**39),
        (Decimal("1E+5"), Decimal("0.00001"), 7),
        (Ratio.of("1.5", 3), Ratio(numerator=Decimal(0), denominator=Decimal(0)), None),
        (Ratio(numerator=Money.of("1", "EUR"), denominator=Quantity.of(2, "pcs")),),
    ],
    ids=str,
)
def test_values_come_back_as_they_went_in(values):
    amounts = columns(*values)

    assert [amounts.value(at) for at in range(len(values))] == list(values)


def test_columns_are_int64_while_every_sum_fits():
    cents = columns(Money.of("46116860184273879.03", "EUR"))

    assert cents.parts[0].dtype == np.int64
    assert columns(Money.of("46116860184273879.04", "EUR")).parts[0].dtype == object
    assert whole([2**61, 2**61]).dtype == object
    assert fitted(np.array([2**61, 2**61])).dtype == object
    assert fitted(np.array([2**59, -(2**59)])).dtype == np.int64


def test_a_finer_scale_does_not_overflow():
    finer = columns(Money.of("40000000000000000", "EUR")).rescaled(12)

    assert finer.parts[0].tolist() == [4 * 10**28]
    assert columns(Money.of("4", "EUR")).rescaled(4).parts[0].tolist() == [40000]


def test_trailing_zeros_need_no_decimals():
    assert columns(Money.of("28000.0000", "USD", scale=4)).scales == (2,)


def test_the_kind_of_most_is_expected_of_all():
    _, faults = encode(
        [Money.of(1, "EUR"), Money.of(1, "USD"), Money.of(2, "EUR"), 3, 1.5, True], lambda at: f"[{at}]"
    )

    assert faults[:2] == [
        CurrencyMismatch(path="[1]", expected="EUR", found="USD"),
        UnitMismatch(path="[3]", expected="EUR", found="plain numbers"),
    ]
    assert [fault.path for fault in faults[2:]] == ["[4]", "[5]"]


def test_a_price_names_both_its_units():
    price = Ratio(numerator=Money.of(1, "EUR"), denominator=Quantity.of(1, "pcs"))

    _, faults = encode([price, price, Ratio.of(1, 2)], lambda at: f"[{at}]")

    assert faults == [
        UnitMismatch(path="[2]", expected="EUR for each pcs", found="plain numbers for each plain numbers")
    ]


def test_numbers_are_read_exactly_and_as_floats():
    amounts = columns(Ratio.of(1, 3), Ratio.of(1, 0), None)

    assert [amounts.exact(at) for at in range(3)] == [Fraction(1, 3), None, None]
    assert amounts.floats()[0] == pytest.approx(1 / 3)
    assert np.isnan(amounts.floats()[1:]).all()
    assert columns(Money.of("1.25", "EUR"), None).floats().tolist()[0] == 1.25


def test_a_quotient_is_rounded_once_half_to_even():
    assert quotient(Fraction(2, 3)) == Decimal("0." + "6" * 27 + "7")
    assert quotient(Fraction(10**28 + 5, 10)) == Decimal(10**27)
    assert quotient(Fraction(-1, 8)) == Decimal("-0.125")


def test_one_fault_is_raised_as_itself_and_several_as_one_group():
    broken = BrokenTree(path="goals[a].parent", fault="orphan", nodes=("a", "b"))
    foreign = CurrencyMismatch(path="goals[c].target", expected="EUR", found="USD")

    raise_together([])
    with pytest.raises(BrokenTree):
        raise_together([broken])
    with pytest.raises(InvalidInput) as caught:
        raise_together([broken, foreign])
    assert [fault.path for fault in caught.value.faults] == ["goals[a].parent", "goals[c].target"]
    assert all(isinstance(fault, InvalidValue) for fault in caught.value.faults)
    assert "EUR" in caught.value.faults[1].remedy

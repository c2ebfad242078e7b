"""Quantities: numbers of one unit."""

import pickle
from decimal import Decimal

import pytest

from partnerkit.values.errors import InvalidInput, InvalidValue, Overflowed, UnitMismatch
from partnerkit.values.quantity import Quantity


def pieces(amount):
    return Quantity.of(amount, "pcs")


def test_quantities_add_up_exactly():
    assert sum([pieces("0.1")] * 3) == pieces("0.3")
    assert pieces(5) - pieces("5.5") == -pieces("0.5") == -abs(pieces("-0.5")) == -abs(pieces("0.5"))


def test_they_have_an_order_and_only_none_is_false():
    assert pieces(1) < pieces("1.5") <= pieces("1.50") < pieces(2)
    assert pieces(2) > pieces(1) >= pieces("1.0")
    assert not pieces("0.000")


def test_equal_numbers_are_equal_however_they_are_written():
    assert pieces("1.50") == pieces("1.5")
    assert hash(pieces("1.50")) == hash(pieces("1.5"))
    assert pieces(1) != Quantity.of(1, "h")


@pytest.mark.parametrize(
    "compute",
    [
        lambda one, other: one + other, lambda one, other: one - other, lambda one, other: one < other,
        lambda one, other: one <= other, lambda one, other: one > other, lambda one, other: one >= other,
    ],
)  # fmt: skip
def test_units_never_mix(compute):
    with pytest.raises(UnitMismatch, match="'h'"):
        compute(pieces(1), Quantity.of(1, "h"))
    with pytest.raises(TypeError):
        compute(pieces(1), 1)


@pytest.mark.parametrize("amount", [1.5, True, "1e3", Decimal("NaN"), "9" * 41, None])
def test_what_is_no_exact_number_is_refused(amount):
    with pytest.raises(InvalidValue, match="amount"):
        pieces(amount)


def test_all_faults_come_together():
    with pytest.raises(InvalidInput) as caught:
        Quantity(amount=0.5, unit="")

    assert [fault.path for fault in caught.value.faults] == ["amount", "unit"]


def test_what_could_not_be_written_any_more_is_an_overflow():
    with pytest.raises(Overflowed):
        _ = pieces("9" * 38) + pieces(1)


@pytest.mark.parametrize(
    "quantity", [pieces("12.50"), pieces("-" + "9" * 39), pieces(Decimal("1e3"))], ids=repr
)
def test_it_comes_back_from_pickles_and_its_own_text(quantity):
    assert pickle.loads(pickle.dumps(quantity)) == quantity == eval(repr(quantity))  # noqa: S307

"""Many amounts as one column of whole numbers."""

from decimal import Context, Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnerkit.values.errors import CurrencyMismatch, InvalidValue, Overflowed
from partnerkit.values.minor import from_minor, of_units, to_minor
from partnerkit.values.money import Money, minor_digits

LEAST, MOST = -(2**63), 2**63 - 1


def test_amounts_at_the_edges_of_int64_come_back():
    amounts = tuple(Money.from_minor(units, "KWD") for units in (LEAST, -1, 0, 1, MOST))
    column, currency = to_minor(amounts)

    assert column.dtype == np.int64
    assert column.tolist() == [LEAST, -1, 0, 1, MOST]
    assert from_minor(column, currency) == amounts


@pytest.mark.parametrize("units", [LEAST - 1, MOST + 1])
def test_what_int64_cannot_hold_is_refused_and_named(units):
    with pytest.raises(Overflowed, match=r"amounts\[1\]"):
        to_minor([Money.zero("EUR"), Money.from_minor(units, "EUR")])


def test_currencies_never_mix():
    with pytest.raises(CurrencyMismatch, match=r"amounts\[2\]"):
        to_minor([Money.zero("EUR"), Money.zero("EUR"), Money.zero("SEK")])


def test_nothing_has_no_currency_and_a_fraction_of_a_cent_no_place():
    with pytest.raises(InvalidValue, match=r"^amounts: none .* at least one"):
        to_minor([])
    with pytest.raises(InvalidValue, match="round it"):
        to_minor([Money.of("0.001", "EUR", scale=3)])


@pytest.mark.parametrize(
    "column", [np.array([1.0]), np.array([True]), [1], np.array([[1]]), None, np.array(["1"])]
)
def test_only_columns_of_whole_numbers_become_money(column):
    with pytest.raises(InvalidValue, match="whole numbers"):
        from_minor(column, "EUR")


@pytest.mark.parametrize("units", [10**38, -(10**38)])
def test_what_int64_could_not_hold_is_checked(units):
    with pytest.raises(InvalidValue, match="amount"):
        of_units(units, "EUR", 2)


@given(st.integers(-(2**70), 2**70), st.sampled_from(["EUR", "JPY", "KWD"]), st.integers(0, 5))
def test_an_amount_made_of_units_is_the_one_that_is_checked(units, currency, finer):
    scale = minor_digits(currency) + finer
    made = of_units(units, currency, scale)

    assert made == Money(
        amount=Decimal(units).scaleb(-scale, Context(prec=60)),
        currency=currency,
        scale=scale if finer else None,
    )
    assert (made.scale, made.minor if not finer else None) == (
        scale if finer else None,
        None if finer else units,
    )
    assert made + made == Money.total([made, made], currency)

"""A rate table converts exactly, rounds once, and names what it lacks."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from partnerkit.facts import RateTable
from partnerkit.values.errors import InvalidInput, InvalidValue
from partnerkit.values.money import Money

DAY = date(2026, 3, 31)
RATES = {"USD": Decimal("1.0800"), "JPY": Decimal("160.5")}


@pytest.fixture
def table():
    return RateTable(id="ecb", base="EUR", on=DAY, rates=RATES, source="ECB reference rates")


def test_a_rate_goes_from_the_base_to_it_and_across(table):
    assert table.rate("EUR", "USD") == Fraction(108, 100)
    assert table.rate("USD", "EUR") == Fraction(100, 108)
    assert table.rate("USD", "JPY") == Fraction(1605, 10) / Fraction(108, 100)
    assert table.rate("EUR", "EUR") == table.rate("USD", "USD") == 1


def test_an_amount_is_rounded_once_to_the_minor_unit_of_its_new_currency(table):
    assert table.convert(Money.of("100.00", "EUR"), "JPY") == Money.of("16050", "JPY")
    assert table.convert(Money.of("0.01", "USD"), "EUR") == Money.of("0.01", "EUR")
    assert table.convert(Money.of("1", "JPY"), "EUR", rounding="down") == Money.zero("EUR")


def test_a_missing_rate_is_named_with_base_and_day(table):
    with pytest.raises(InvalidValue, match="how many CHF one EUR was worth on 2026-03-31") as caught:
        table.rate("CHF", "EUR")

    assert caught.value.path == "rates[CHF]"
    assert [fault.path for fault in table.missing("SEK", "USD", "CHF")] == ["rates[SEK]", "rates[CHF]"]


@pytest.mark.parametrize("rate", [Decimal(0), Decimal(-1), Decimal("NaN"), 1.08, 1], ids=repr)
def test_a_rate_is_a_decimal_above_zero(rate):
    with pytest.raises((InvalidValue, InvalidInput), match="Decimals above 0"):
        RateTable(id="ecb", base="EUR", on=DAY, rates={"USD": rate})


def test_an_unknown_currency_and_a_base_that_is_not_one_are_refused():
    with pytest.raises(InvalidValue, match="currency codes"):
        RateTable(id="ecb", base="EUR", on=DAY, rates={"XXQ": Decimal(1)})
    with pytest.raises(InvalidValue, match="leave out the base, or use 1") as caught:
        RateTable(id="ecb", base="EUR", on=DAY, rates={"EUR": Decimal("1.1")})
    assert caught.value.path == "rates[EUR]"
    assert RateTable(id="ecb", base="EUR", on=DAY, rates={"EUR": Decimal(1)}).rate("EUR", "EUR") == 1

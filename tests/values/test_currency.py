"""Decimals of currencies, and price tags."""

from decimal import Decimal

import pytest

from partnerkit.values.currency import minor_digits, price_tag
from partnerkit.values.errors import InvalidValue


@pytest.mark.parametrize(
    ("currency", "digits"), [("EUR", 2), ("JPY", 0), ("KWD", 3), ("CLF", 4), ("DEM", 2), ("ITL", 0)]
)
def test_currencies_have_their_own_decimals(currency, digits):
    assert minor_digits(currency) == digits


@pytest.mark.parametrize(("currency", "digits"), [("RSD", 2), ("IQD", 3), ("YER", 2)])
def test_accounts_have_the_decimals_of_the_standard_even_where_price_tags_have_none(currency, digits):
    """ISO 4217 counts 100 paras to the dinar of Serbia; its price tags do not show them."""
    assert minor_digits(currency) == digits


@pytest.mark.parametrize("currency", ["eur", "", None, 3, ["EUR"]])
def test_unknown_codes_are_refused(currency):
    with pytest.raises(InvalidValue, match="ISO 4217"):
        minor_digits(currency)


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en-US", "-€1,234.500"),
        ("en-IN", "-€1,234.500"),
        ("de-CH", "EUR-1’234.500"),
        ("nl", "€\xa0-1.234,500"),
        ("ja", "-€1,234.500"),
    ],
)
def test_a_price_tag_shows_every_decimal_where_the_place_puts_them(locale, text):
    assert price_tag(Decimal("-1234.5"), "EUR", 3, locale) == text

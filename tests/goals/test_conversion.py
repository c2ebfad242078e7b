"""Sums are converted exactly and rounded once; half a unit goes to the even side."""

from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from partnerkit.facts import RateTable
from partnerkit.goals.conversion import by_currency, converted
from partnerkit.values.errors import InvalidInput, InvalidValue
from partnerkit.values.money import Money

RATES = RateTable(
    id="r",
    base="EUR",
    on=date(2026, 3, 31),
    rates={"USD": Decimal(2), "JPY": Decimal(100), "KWD": Decimal("0.3")},
)


def test_amounts_of_several_currencies_and_decimals_become_one():
    sums = {"EUR": (2, np.array([100, 1])), "USD": (2, np.array([50, 0])), "JPY": (0, np.array([7, -7]))}

    assert converted(sums, RATES, "EUR").tolist() == [100 + 25 + 7, 1 - 7]


def test_half_a_unit_goes_to_the_even_side_on_both_sides_of_zero():
    cents = np.array([1, 3, 5, -1, -3, -5])

    assert converted({"USD": (2, cents)}, RATES, "EUR").tolist() == [0, 2, 2, 0, -2, -2]


def test_what_is_beyond_int64_stays_exact():
    huge = np.array([3 * 10**30], dtype=object)

    assert converted({"KWD": (3, huge)}, RATES, "EUR").tolist() == [10**30]


def test_every_missing_rate_is_named_at_once():
    sums = {"CHF": (2, np.array([1])), "SEK": (2, np.array([1]))}
    with pytest.raises(InvalidInput) as caught:
        converted(sums, RATES, "EUR")

    assert [fault.path for fault in caught.value.faults] == ["rates[CHF]", "rates[SEK]"]


def test_places_are_told_by_currency_and_other_values_refused():
    euro, dollar = Money.of("1", "EUR"), Money.of("1", "USD")

    def path(at):
        return f"actuals[{'abc'[at]}]"

    assert by_currency([dollar, euro, dollar], path) == {"EUR": [1], "USD": [0, 2]}
    with pytest.raises(InvalidValue, match="use Money where rates are given") as caught:
        by_currency([euro, 5], path)
    assert caught.value.path == "actuals[b]"

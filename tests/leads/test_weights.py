"""How large a part of the leads is each partner owed?"""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnerkit.leads.weights import exact_weight, is_weight, relative_weights, share_out, whole_shares
from partnerkit.values.apportion import shares
from partnerkit.values.errors import InvalidValue

NO_WEIGHTS = [
    0,
    -1,
    True,
    "3",
    None,
    0.0,
    -0.5,
    float("nan"),
    float("inf"),
    Decimal(0),
    Decimal("NaN"),
    Decimal("1E+999999"),
    2**4000,
    1j,
]


@pytest.mark.parametrize("value", NO_WEIGHTS, ids=lambda value: str(value)[:12])
def test_what_is_no_finite_number_above_zero_is_no_weight(value):
    assert not is_weight(value)
    with pytest.raises(InvalidValue, match="above zero"):
        exact_weight(value, "weights.gold")


@pytest.mark.parametrize("value", [1, 10**18, 0.1, 5e-324, Decimal("0.1"), Fraction(1, 3)])
def test_a_weight_counts_for_exactly_the_number_it_is(value):
    assert exact_weight(value, "weights") == Fraction(value)


def test_weights_are_compared_in_the_smallest_whole_numbers():
    assert relative_weights([Fraction(30), Fraction(20)]) == (3, 2)
    assert relative_weights([Fraction(1, 10), Fraction(1, 4)]) == (2, 5)


@given(st.lists(st.integers(1, 10**20), min_size=1, max_size=40), st.integers(1, 30))
def test_shares_in_arrays_are_those_of_the_largest_remainder(weights, precision):
    parts = share_out(precision, np.array(weights, dtype=object))

    assert parts.tolist() == list(shares(2**precision, weights))
    assert parts.sum() == 2**precision
    assert whole_shares(precision, weights) == parts.tolist()


@given(st.lists(st.integers(1, 2**20), min_size=1, max_size=40))
def test_in_arrays_of_int64_and_in_plain_python_shares_are_the_same(weights):
    assert whole_shares(20, weights) == share_out(20, np.array(weights)).tolist()


def test_a_weight_too_small_for_the_grid_gets_nothing_and_breaks_nothing():
    assert share_out(20, np.array([10**18, 1], dtype=object)).tolist() == [2**20, 0]

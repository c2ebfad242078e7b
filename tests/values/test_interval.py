"""Shares of few cases are told with care."""

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

"""How far two profiles are apart."""

from decimal import Decimal
from fractions import Fraction

import pytest

from partnerkit.values.distance import differences, divergence, shares, similarity
from partnerkit.values.errors import InvalidInput, InvalidValue


def test_only_proportions_matter():
    assert shares({"b": 30, "a": Decimal(10)}) == {"a": Fraction(1, 4), "b": Fraction(3, 4)}
    assert [*shares({"b": 30, "a": Decimal(10)})] == ["a", "b"]
    assert [*differences({"c": 1}, {"b": 1, "a": 1})] == ["a", "b", "c"]
    assert divergence({"a": 1, "b": 3}, {"a": 25, "b": 75}) == 0


def test_nothing_in_common_is_one_apart():
    assert divergence({"a": 1}, {"b": 7}) == 1
    assert similarity({"a": 1}, {"b": 7}) == 0


def test_the_parts_that_would_have_to_move():
    assert divergence({"a": 60, "b": 40}, {"a": 60, "c": 40}) == Fraction(2, 5)
    assert differences({"a": 60, "b": 40}, {"a": 60, "c": 40}) == {
        "a": 0,
        "b": Fraction(2, 5),
        "c": Fraction(-2, 5),
    }


def test_a_weight_is_named_as_the_caller_calls_it():
    with pytest.raises(InvalidValue, match=r"^weights\[a\]: "):
        shares({"a": -1})
    with pytest.raises(InvalidValue, match=r"^mix\[a\]: "):
        shares({"a": -1}, path="mix")
    with pytest.raises(InvalidValue, match=r"^second: "):
        divergence({"a": 1}, {"a": 0})


@pytest.mark.parametrize("weights", [{}, {"a": 0}, {"a": Decimal(0), "b": 0}])
def test_weights_of_nothing_are_refused(weights):
    with pytest.raises(InvalidValue, match="a sum above 0"):
        shares(weights)


def test_all_weights_that_make_no_sense_are_refused_together():
    with pytest.raises(InvalidInput) as caught:
        divergence({"a": 0.5, "b": -1, "c": Decimal("NaN"), "d": True}, {"a": 1})

    assert [fault.path for fault in caught.value.faults] == ["first[a]", "first[b]", "first[c]", "first[d]"]

"""Floors and caps as amounts and as growth."""

from decimal import Decimal

import numpy as np
import pytest

from partnerkit.facts.goal import Goal
from partnerkit.goals import Bounds, GoalTree, growth
from partnerkit.goals.bounds import limits_of
from partnerkit.values.errors import CurrencyMismatch, InvalidInput, InvalidValue
from partnerkit.values.money import Money, Quantity, Ratio
from partnerkit.values.time import Period


def euros(amount, **more):
    return Money.of(amount, "EUR", **more)


def test_growth_is_rounded_inwards():
    bounds = growth(
        {"a": euros("99.99"), "b": euros("0"), "c": None}, least=Decimal("-0.05"), most=Decimal("0.05")
    )

    assert bounds == {
        "a": Bounds(least=euros("95.00"), most=euros("104.98")),
        "b": Bounds(least=euros(0), most=euros(0)),
    }
    assert growth({"a": 7}, most=Decimal("0.5")) == {"a": Bounds(most=10)}
    assert growth({"a": Quantity.of("2.5", "t")}, least=Decimal(0))["a"].least == Quantity.of("2.5", "t")


def test_growth_that_means_nothing_is_refused_together():
    with pytest.raises(InvalidInput) as caught:
        growth({"a": euros(-1), "b": euros(1)}, least=0.5, most=Decimal(-2))

    assert [fault.path for fault in caught.value.faults] == ["least", "most", "base[a]"]
    with pytest.raises(InvalidValue, match="at most 0"):
        growth({"a": 1}, least=Decimal(1), most=Decimal(0))
    with pytest.raises(InvalidValue, match="ratios"):
        growth({"a": Ratio.of(1, 2)}, most=Decimal(0))
    with pytest.raises(CurrencyMismatch):
        growth({"a": euros(1), "b": euros(1), "c": Money.of(1, "USD")}, most=Decimal(0))


@pytest.mark.parametrize("wrong", [1.5, "9", True])
def test_bounds_are_exact_amounts(wrong):
    with pytest.raises(InvalidValue):
        Bounds(least=wrong)


def tree():
    return GoalTree.of(
        Goal(id=name, parent=up, measure="m", period=Period.year(2026), target=euros(9))
        for name, up in (("r", None), ("a", "r"), ("b", "r"))
    )


INSIDE = np.array([False, True, True])


def test_bounds_finer_than_the_goals_are_rounded_to_where_they_still_hold():
    bounds = {"b": Bounds(most=euros("1.239", scale=3)), "a": Bounds(least=euros("1.231", scale=3))}

    limits, faults = limits_of(tree(), bounds, INSIDE, 2)

    assert faults == []
    assert (limits.places.tolist(), limits.lows.tolist()[0], limits.highs.tolist()[1]) == ([1, 2], 124, 123)
    finest = {"a": Bounds(least=euros("1.23001", scale=5), most=euros("1.23999", scale=5))}
    limits, _ = limits_of(tree(), finest, INSIDE, 2)
    assert (limits.lows.tolist()[0], limits.highs.tolist()[0]) == (124, 123)


def test_what_is_no_bound_or_stands_elsewhere_is_told_together():
    _, faults = limits_of(tree(), {"r": Bounds(), "x": Bounds(), "a": 5}, INSIDE, 2)

    assert [fault.path for fault in faults] == ["bounds[r]", "bounds[x]", "bounds[a]"]
    _, faults = limits_of(tree(), {"a": Bounds(least=euros(2), most=euros(1)), "b": Bounds(least=euros(3))}, INSIDE, 2)  # fmt: skip
    assert [fault.path for fault in faults] == ["bounds[a]"]
    _, faults = limits_of(tree(), {"b": Bounds(least=Money.of(1, "USD"))}, INSIDE, 2)
    assert [fault.path for fault in faults] == ["bounds[b].least"]
    assert limits_of(tree(), {}, INSIDE, 2) == (None, [])

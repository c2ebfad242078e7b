"""Values of leaves at every level: exact, ratios as ratios, unknown as unknown."""

import pickle
from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from partnerkit.facts import RateTable
from partnerkit.facts.goal import Goal, Measure
from partnerkit.goals import GoalTree, roll_up
from partnerkit.values.errors import CurrencyMismatch, InvalidInput, InvalidValue, NotFound, UnitMismatch
from partnerkit.values.money import Money, Quantity, Ratio
from partnerkit.values.time import Period

PARENTS = {"emea": None, "de": "emea", "de/own": "de", "de-n": "de", "fr": "emea", "amer": None}


def euros(amount, **more):
    return Money.of(amount, "EUR", **more)


def tree_of(measure=None, target=1):
    return GoalTree.of(
        (
            Goal(id=name, parent=parent, measure="m", period=Period.year(2026), target=target)
            for name, parent in PARENTS.items()
        ),
        measure=measure,
    )


def test_every_level_shows_the_sum_of_its_leaves():
    achieved = roll_up(
        tree_of(), {"de/own": euros("1.10"), "de-n": euros("-0.20"), "fr": euros("5"), "amer": euros("2")}
    )

    assert dict(achieved) == {
        "amer": euros("2"),
        "emea": euros("5.90"),
        "de": euros("0.90"),
        "de-n": euros("-0.20"),
        "de/own": euros("1.10"),
        "fr": euros("5"),
    }
    assert set(achieved.unknown.values()) == {0}


def test_a_leaf_without_value_is_unknown_and_never_zero():
    achieved = roll_up(tree_of(), {"de/own": euros("1"), "fr": None})

    assert achieved["emea"] == euros("1")
    assert achieved["fr"] is None
    assert achieved["amer"] is None
    assert achieved.unknown == {"amer": 1, "emea": 2, "de": 1, "de-n": 1, "de/own": 0, "fr": 1}


def test_nothing_known_is_nothing_known():
    achieved = roll_up(tree_of(), {})

    assert set(achieved.values()) == {None}
    assert achieved.unknown["emea"] == 3


def test_ratios_are_rolled_up_as_ratios_and_not_averaged():
    achieved = roll_up(tree_of(), {"de/own": Ratio.of(1, 100), "de-n": Ratio.of(1, 1), "fr": Ratio.of(0, 0)})

    assert achieved["de"] == Ratio.of(2, 101)
    assert achieved["emea"].value == Decimal(2) / Decimal(101)
    assert achieved["fr"].value is None


def test_a_price_is_a_ratio_of_money_and_pieces():
    price = Ratio(numerator=euros("10.00"), denominator=Quantity.of(4, "pcs"))

    achieved = roll_up(tree_of(), {"de/own": price, "de-n": price})

    assert achieved["de"] == Ratio(numerator=euros("20"), denominator=Quantity.of(8, "pcs"))


def test_sums_keep_the_finest_decimals_and_nothing_is_rounded():
    fine = {"de/own": euros("0.0049", scale=4), "de-n": euros("0.0049", scale=4), "fr": euros("0.01")}

    assert roll_up(tree_of(), fine)["emea"] == euros("0.0198", scale=4)


def test_numbers_and_quantities_keep_their_kind():
    assert roll_up(tree_of(), {"de/own": 2, "de-n": np.int64(3)})["de"] == 5
    assert type(roll_up(tree_of(), {"de/own": 2})["de"]) is int
    assert roll_up(tree_of(), {"de/own": Decimal("0.5"), "de-n": 1})["de"] == Decimal("1.5")
    assert roll_up(tree_of(), {"de/own": Quantity.of("0.5", "t")})["emea"] == Quantity.of("0.5", "t")


def test_sums_beyond_int64_are_exact():
    huge = euros("9" * 30 + ".99")

    assert roll_up(tree_of(), {"de/own": huge, "de-n": huge, "fr": euros("0.01")})[
        "emea"
    ] == huge + huge + euros("0.01")


def test_many_sums_each_within_int64_do_not_overflow_together():
    almost = euros("80000000000000000.00")

    assert roll_up(tree_of(), {"de/own": almost, "de-n": almost, "fr": almost})["emea"].minor == 24 * 10**18


def test_the_order_in_which_values_come_changes_nothing():
    values = [("de/own", euros("1.10")), ("de-n", euros("-0.20")), ("fr", euros("5.001", scale=3))]

    assert dict(roll_up(tree_of(), dict(values))) == dict(roll_up(tree_of(), dict(reversed(values))))


def test_a_value_for_a_goal_with_children_is_refused_with_the_way_out():
    with pytest.raises(InvalidValue, match="add a goal de/own under it") as caught:
        roll_up(tree_of(), {"de": euros("1")})

    assert caught.value.path == "actuals[de]"


def test_all_faults_come_together():
    with pytest.raises(InvalidInput) as caught:
        roll_up(tree_of(), {"xx": euros(1), "de": euros(1), "fr": 1.5, "de-n": Money.of(1, "USD")})

    assert [fault.path for fault in caught.value.faults] == [
        "actuals[xx]",
        "actuals[de]",
        "actuals[fr]",
        "actuals[de-n]",
    ]


def test_mixed_currencies_and_kinds_are_refused():
    with pytest.raises(CurrencyMismatch) as caught:
        roll_up(tree_of(), {"de-n": Money.of("1", "USD"), "de/own": euros("1"), "fr": euros(1)})
    assert caught.value == CurrencyMismatch(path="actuals[de-n]", expected="EUR", found="USD")
    with pytest.raises(UnitMismatch):
        roll_up(tree_of(), {"de-n": Quantity.of(1, "t"), "fr": Quantity.of(1, "t"), "de/own": Ratio.of(1, 2)})


@pytest.mark.parametrize("value", [1.0, True, "1", Decimal("NaN"), float("inf")], ids=repr)
def test_what_is_no_exact_value_is_refused(value):
    with pytest.raises(InvalidValue, match=r"actuals\[fr\]"):
        roll_up(tree_of(), {"fr": value})


def test_quotients_and_distinct_counts_cannot_be_added():
    rate = Measure(id="m", kind="ratio")
    with pytest.raises(InvalidValue, match="quotients cannot be added"):
        roll_up(tree_of(rate, Decimal("0.9")), {"fr": Decimal("0.9")})
    with pytest.raises(InvalidValue, match="how many are the same"):
        roll_up(tree_of(Measure(id="m", kind="distinct")), {"fr": 3})


def test_satisfaction_is_the_mean_of_all_answers_and_not_of_means():
    """One partner with 2 answers of 5.0 and one with 98 of 4.0: sums of the marks, and how many there are."""
    marks = {"de/own": Ratio.of(10, 2), "de-n": Ratio.of(392, 98)}
    rated = tree_of(Measure(id="m", kind="satisfaction"), Decimal("4.5"))

    assert roll_up(rated, marks)["de"].value == Decimal("4.02")
    with pytest.raises(InvalidValue, match="quotients cannot be added"):
        roll_up(rated, {"fr": Decimal("4.5")})


def test_sets_of_ids_are_united_and_never_added():
    customers = {"de/own": {"K-1", "K-2"}, "de-n": {"K-2"}, "fr": {"K-1", "K-3"}, "amer": None}

    reached = roll_up(tree_of(Measure(id="m", kind="distinct")), customers)

    assert dict(reached) == {"amer": None, "emea": 3, "de": 2, "de-n": 1, "de/own": 2, "fr": 2}
    assert reached.unknown["amer"] == 1
    assert reached.unknown["emea"] == 0


def test_several_currencies_are_added_in_each_and_rounded_once_at_every_goal():
    rates = RateTable(
        id="r", base="EUR", on=date(2026, 3, 31), rates={"USD": Decimal(3), "JPY": Decimal(100)}
    )
    given = {
        "de/own": Money.of("0.01", "USD"),
        "de-n": Money.of("0.01", "USD"),
        "fr": Money.of("1.00", "USD"),
        "amer": Money.of("100", "JPY"),
    }

    worth = roll_up(tree_of(), given, rates=rates)
    in_dollars = roll_up(tree_of(), given | {"fr": euros("1")}, rates=rates, currency="USD")

    assert dict(worth) == {
        "amer": euros("1"), "emea": euros("0.34"), "de": euros("0.01"), "de-n": euros("0"), "de/own": euros("0"),
        "fr": euros("0.33"),
    }  # fmt: skip
    assert in_dollars["emea"] == Money.of("3.02", "USD")
    assert roll_up(tree_of(), {"fr": None}, rates=rates)["fr"] is None


def test_a_missing_rate_and_other_values_than_amounts_are_named():
    rates = RateTable(id="r", base="EUR", on=date(2026, 3, 31), rates={})
    with pytest.raises(InvalidValue, match="how many CHF one EUR was worth"):
        roll_up(tree_of(), {"fr": Money.of("1", "CHF")}, rates=rates)
    with pytest.raises(InvalidValue, match="use Money where rates are given"):
        roll_up(tree_of(), {"fr": 5}, rates=rates)
    with pytest.raises(InvalidValue, match="leaf of the tree"):
        roll_up(tree_of(), {"xx": euros("1")}, rates=rates)


def test_a_roll_up_is_read_by_id():
    achieved = roll_up(tree_of(), {"fr": euros("5")})

    assert list(achieved) == list(achieved.tree)
    assert len(achieved) == 6
    assert repr(achieved) == "<RollUp of 6 goals; 'amer': None, 'emea': Money.of('5.00', 'EUR')>"
    with pytest.raises(NotFound):
        achieved["xx"]
    with pytest.raises(TypeError):
        achieved.unknown["fr"] = 5
    assert pickle.loads(pickle.dumps(achieved)) == achieved


def test_the_frame_tells_value_and_unknown_leaves():
    frame = roll_up(tree_of(), {"fr": Ratio.of(1, 4)}).to_frame()

    assert frame["goal"].tolist() == ["amer", "emea", "de", "de-n", "de/own", "fr"]
    assert frame["value"].tolist() == [None, Decimal("0.25"), None, None, None, Decimal("0.25")]
    assert frame["value_denominator"].tolist()[1] == 4
    assert frame["unknown"].tolist() == [1, 2, 2, 1, 1, 0]


def test_a_currency_without_rates_is_refused():
    with pytest.raises(InvalidValue, match=r"currency: 'USD' .* give rates"):
        roll_up(tree_of(), {"fr": Ratio.of(1, 4)}, currency="USD")

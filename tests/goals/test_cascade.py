"""A goal handed down: exact to the cent, level by level, with what is held left alone."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from partnerkit.facts.goal import Goal, Measure
from partnerkit.goals import Bounds, GoalTree, cascade, growth, roll_up
from partnerkit.values.errors import CurrencyMismatch, InvalidInput, InvalidValue, NotFound, UnitMismatch
from partnerkit.values.money import Money, Quantity, Ratio
from partnerkit.values.time import Period


def euros(amount, **more):
    return Money.of(amount, "EUR", **more)


def tree_of(target, parents, **more):
    """Return a tree with all targets zero but the one of the root; *parents*: id -> parent."""
    zero = target - target if not isinstance(target, Quantity) else Quantity.of(0, target.unit)
    return GoalTree.of(
        (
            Goal(
                id=name,
                parent=parent,
                measure="revenue",
                period=Period.year(2026),
                target=zero if parent else target,
            )
            for name, parent in parents.items()
        ),
        **more,
    )


PARENTS = {"emea": None, "de": "emea", "fr": "emea", "it": "emea", "de-n": "de", "de-s": "de", "fr-1": "fr"}
WEIGHTS = {"de-n": 3, "de-s": 1, "fr-1": 2, "it": 1}


def targets(tree):
    return {goal: str(tree[goal].target.amount) for goal in tree}


def test_each_level_shares_its_parents_amount_and_inner_weights_come_from_below():
    handed = cascade(tree_of(euros("100.00"), PARENTS), "emea", by=WEIGHTS)

    assert targets(handed) == {
        "emea": "100.00",
        "de": "57.14",
        "de-n": "42.86",
        "de-s": "14.28",
        "fr": "28.57",
        "fr-1": "28.57",
        "it": "14.29",
    }
    assert handed.gaps() == ()


def test_a_weight_of_its_own_comes_before_the_sum_from_below():
    handed = cascade(tree_of(euros("100.00"), PARENTS), "emea", by={**WEIGHTS, "de": 1, "fr": 1})

    assert [handed[goal].target for goal in ("de", "fr", "it")] == [
        euros("33.34"),
        euros("33.33"),
        euros("33.33"),
    ]


def test_what_is_held_stands_and_the_others_share_the_rest():
    handed = cascade(
        tree_of(euros("100.00"), PARENTS),
        "emea",
        by={"fr-1": 2, "it": 1, "de-n": 1, "de-s": 1},
        hold={"de": euros("40.01"), "de-s": euros("40.00")},
    )

    assert targets(handed) == {
        "emea": "100.00",
        "de": "40.01",
        "de-n": "0.01",
        "de-s": "40.00",
        "fr": "39.99",
        "fr-1": "39.99",
        "it": "20.00",
    }


def test_a_held_goal_needs_no_weight():
    weights = {"it": 1}

    handed = cascade(
        tree_of(euros("10"), {"emea": None, "de": "emea", "it": "emea"}),
        "emea",
        by=weights,
        hold={"de": euros("4")},
    )

    assert handed["it"].target == euros("6")


def test_only_what_is_below_changes():
    whole = tree_of(euros("100"), PARENTS).with_(
        Goal(id="de", parent="emea", measure="revenue", period=Period.year(2026), target=euros("8"))
    )

    handed = cascade(whole, "de", by=WEIGHTS)

    assert handed["de-n"].target == euros("6")
    assert handed["emea"].target == euros("100")
    assert handed["fr"].target == euros("0")
    assert whole["de-n"].target == euros("0")


@pytest.mark.parametrize(
    "weights",
    [
        {"a": euros("1.50"), "b": euros("4.50")},
        {"a": Decimal("0.25"), "b": Decimal("0.75")},
        {"a": Fraction(1, 12), "b": Fraction(1, 4)},
        {"a": Fraction(1), "b": 3},
        {"a": 10**40, "b": 3 * 10**40},
        {"a": np.int64(1), "b": np.int64(3)},
        {"a": Quantity.of(1, "pcs"), "b": Quantity.of(3, "pcs")},
    ],
    ids=repr,
)
def test_weights_are_exact_numbers_of_any_kind_and_size(weights):
    handed = cascade(tree_of(euros("8"), {"r": None, "a": "r", "b": "r"}), "r", by=weights)

    assert (handed["a"].target, handed["b"].target) == (euros("2"), euros("6"))


def test_a_roll_up_of_last_year_serves_as_weights():
    tree = tree_of(euros("100.00"), PARENTS)
    last_year = roll_up(tree, {leaf: euros(weight) for leaf, weight in WEIGHTS.items()})

    assert targets(cascade(tree, "emea", by=last_year)) == targets(cascade(tree, "emea", by=WEIGHTS))


@pytest.mark.parametrize(
    ("total", "parts"),
    [
        (Money.of("100", "JPY"), ["34", "33", "33"]),
        (Money.of("0.100", "KWD"), ["0.034", "0.033", "0.033"]),
        (euros("0.0101", scale=4), ["0.0034", "0.0034", "0.0033"]),
        (euros("-100.00"), ["-33.34", "-33.33", "-33.33"]),
        (euros("0"), ["0.00", "0.00", "0.00"]),
        (euros("100000000000000.00"), ["33333333333333.34", "33333333333333.33", "33333333333333.33"]),
        (euros("1" + "0" * 30), ["3" * 30 + ".34", "3" * 30 + ".33", "3" * 30 + ".33"]),
    ],
    ids=str,
)
def test_any_currency_size_and_sign_is_divided_exactly(total, parts):
    handed = cascade(
        tree_of(total, {"r": None, "a": "r", "b": "r", "c": "r"}), "r", by={"a": 1, "b": 1, "c": 1}
    )

    assert [str(handed[leaf].target.amount) for leaf in "abc"] == parts


def test_pieces_and_plain_numbers_stay_whole():
    pieces = cascade(
        tree_of(Quantity.of(10, "pcs"), {"r": None, "a": "r", "b": "r"}), "r", by={"a": 2, "b": 1}
    )
    numbers = cascade(tree_of(10, {"r": None, "a": "r", "b": "r"}), "r", by={"a": 2, "b": 1})

    assert (pieces["a"].target, numbers["a"].target) == (Quantity.of(7, "pcs"), 7)
    assert type(numbers["a"].target) is int


def test_a_large_amount_times_a_large_weight_does_not_overflow():
    weights = {"a": 4 * 10**18, "b": 2 * 10**17 + 1}
    handed = cascade(tree_of(euros("40000000000000000"), {"r": None, "a": "r", "b": "r"}), "r", by=weights)

    share = Fraction(4 * 10**18 * weights["a"], sum(weights.values()))
    assert abs(handed["a"].target.minor - share) < 1
    assert handed.gaps() == ()


def test_held_amounts_far_beyond_int64_are_exact():
    handed = cascade(
        tree_of(euros("10"), {"r": None, "a": "r", "b": "r"}),
        "r",
        by={"b": 1},
        hold={"a": euros("-9" + "0" * 25)},
    )

    assert handed["b"].target == euros("9" + "0" * 23 + "10")


def test_a_held_amount_finer_than_a_cent_makes_all_of_them_finer():
    handed = cascade(
        tree_of(euros("10"), {"r": None, "a": "r", "b": "r"}),
        "r",
        by={"b": 1},
        hold={"a": euros("3.3333", scale=4)},
    )

    assert handed["b"].target == euros("6.6667", scale=4)
    assert handed["r"].target == euros("10")


def faults_of(tree, **arguments):
    with pytest.raises((InvalidValue, InvalidInput)) as caught:
        cascade(tree, "emea", **arguments)
    return [fault.path for fault in getattr(caught.value, "faults", (caught.value,))]


def test_missing_weights_are_named_at_the_leaves():
    assert faults_of(tree_of(euros("1"), PARENTS), by={"de": 1, "fr-1": 1}) == [
        "by[it]",
        "by[de-n]",
        "by[de-s]",
    ]
    assert faults_of(tree_of(euros("1"), PARENTS), by={**WEIGHTS, "it": None}) == ["by[it]"]


def test_an_inner_weight_missing_because_its_child_is_held_is_named():
    weights = {"de-s": 1, "fr-1": 1, "it": 1}

    assert faults_of(tree_of(euros("9"), PARENTS), by=weights, hold={"de-n": euros("1")}) == ["by[de]"]


def test_wrong_weights_are_refused_together():
    faults = faults_of(tree_of(euros("1"), PARENTS), by={**WEIGHTS, "it": -1, "xx": 1, "fr-1": -2})

    assert faults == ["by[xx]", "by[fr-1]", "by[it]"]
    assert faults_of(tree_of(euros("1"), PARENTS), by={**WEIGHTS, "it": 1.5}) == ["by[it]"]
    assert faults_of(tree_of(euros("1"), PARENTS), by={**WEIGHTS, "it": True}) == ["by[it]"]
    assert faults_of(tree_of(euros("1"), PARENTS), by={**WEIGHTS, "it": Decimal("NaN")}) == ["by[it]"]
    with pytest.raises(InvalidValue, match="weigh by amounts"):
        cascade(tree_of(euros("1"), {"r": None, "a": "r"}), "r", by={"a": Ratio.of(1, 2)})


def test_weights_of_several_currencies_are_refused():
    weights = {"de-n": euros(1), "de-s": euros(1), "fr-1": euros(1), "it": Money.of("1", "USD")}

    with pytest.raises(CurrencyMismatch):
        cascade(tree_of(euros("1"), PARENTS), "emea", by=weights)
    with pytest.raises(UnitMismatch):
        cascade(tree_of(euros("1"), PARENTS), "emea", by={**weights, "it": Fraction(1, 2)})


def test_all_zero_weights_are_refused_where_there_is_something_to_share():
    tree = tree_of(euros("1"), PARENTS)

    assert faults_of(tree, by={**WEIGHTS, "de-n": 0, "de-s": 0, "de": 1}) == ["goals[de]"]
    assert faults_of(tree, by=dict.fromkeys(WEIGHTS, 0)) == ["goals[emea]"]
    handed = cascade(tree, "emea", by={**WEIGHTS, "de-n": 0, "de-s": 0})
    assert handed["de-n"].target == euros("0")


def test_a_leaf_of_weight_zero_gets_nothing():
    handed = cascade(
        tree_of(euros("0.05"), {"r": None, "a": "r", "b": "r", "c": "r"}), "r", by={"a": 0, "b": 1, "c": 1}
    )

    assert handed["a"].target == euros("0")


@pytest.mark.parametrize("held", ["100.01", "200"])
def test_holding_more_than_there_is_is_refused(held):
    assert faults_of(tree_of(euros("100"), PARENTS), by=WEIGHTS, hold={"de": euros(held)}) == ["goals[emea]"]


def test_holding_all_children_must_add_up():
    tree = tree_of(euros("100"), PARENTS)
    hold = {"de": euros("50"), "fr": euros("30"), "it": euros("20")}

    assert cascade(tree, "emea", by=WEIGHTS, hold=hold).gaps() == ()
    assert faults_of(tree, by=WEIGHTS, hold={**hold, "it": euros("19.99")}) == ["goals[emea]"]


def test_only_goals_below_can_be_held():
    tree = tree_of(euros("100"), PARENTS)

    assert faults_of(tree, by=WEIGHTS, hold={"emea": euros("1"), "xx": euros("1")}) == [
        "hold[emea]",
        "hold[xx]",
    ]
    with pytest.raises(CurrencyMismatch):
        cascade(tree, "emea", by=WEIGHTS, hold={"de": Money.of("1", "USD")})


def test_ratios_have_no_shares_and_unknown_goals_are_not_found():
    rates = GoalTree.of(
        [Goal(id="emea", measure="rate", period=Period.year(2026), target=Decimal("0.9"))],
        measure=Measure(id="rate", kind="ratio"),
    )

    with pytest.raises(InvalidValue, match="a ratio has no shares"):
        cascade(rates, "emea", by={})
    with pytest.raises(NotFound):
        cascade(rates, "xx", by={})


def test_a_leaf_hands_nothing_down():
    tree = tree_of(euros("100"), {"emea": None})

    assert cascade(tree, "emea", by={}) == tree


def words_of(tree, **arguments):
    with pytest.raises((InvalidValue, InvalidInput)) as caught:
        cascade(tree, "emea", **arguments)
    return [str(fault) for fault in getattr(caught.value, "faults", (caught.value,))]


def test_floors_and_caps_are_kept_and_the_others_share_the_rest():
    bounds = {"de": Bounds(most=euros("40")), "fr": Bounds(least=euros("45"))}

    handed = cascade(tree_of(euros("100.00"), PARENTS), "emea", by=WEIGHTS, bounds=bounds)

    assert targets(handed) == {
        "emea": "100.00",
        "de": "40.00",
        "de-n": "30.00",
        "de-s": "10.00",
        "fr": "45.00",
        "fr-1": "45.00",
        "it": "15.00",
    }


def test_growth_on_last_year_bounds_this_year():
    last = {leaf: euros(weight) for leaf, weight in WEIGHTS.items()}
    bounds = growth(last, least=Decimal(0), most=Decimal(10))

    handed = cascade(tree_of(euros("56.00"), PARENTS), "emea", by="equal", bounds=bounds)

    assert [str(handed[leaf].target.amount) for leaf in ("de-n", "de-s", "fr-1", "it")] == ["12.00", "11.00", "22.00", "11.00"]  # fmt: skip


def test_bounds_that_are_enough_but_not_in_multiples_are_told_as_such():
    tree = tree_of(euros(10_000), {"emea": None, "de": "emea", "fr": "emea"})
    most = Bounds(most=euros(8_000))

    with pytest.raises(
        InvalidValue, match=r"too little in multiples of Money.of.'5000.00', 'EUR'.*or round to less"
    ):
        cascade(tree, "emea", by="equal", hold={"fr": euros(3_000)}, bounds={"de": most}, to=euros(5_000))
    handed = cascade(
        tree, "emea", by="equal", hold={"fr": euros(3_000)}, bounds={"de": most}, to=euros(1_000)
    )
    assert handed["de"].target == euros(7_000)


def test_a_hold_stands_among_rounded_amounts_even_where_it_is_the_share_itself():
    tree = tree_of(euros(50_000), {"emea": None, "de": "emea", "fr": "emea", "it": "emea"})

    handed = cascade(
        tree, "emea", by={"de": 3, "fr": 1, "it": 1}, hold={"it": euros(10_000)}, to=euros(7_000)
    )

    assert [handed[goal].target for goal in ("de", "fr", "it")] == [
        euros(28_000),
        euros(12_000),
        euros(10_000),
    ]


def test_a_hold_within_its_bounds_comes_first():
    bounds = {"de": Bounds(least=euros("10"), most=euros("50"))}
    tree = tree_of(euros("100"), PARENTS)

    assert cascade(tree, "emea", by=WEIGHTS, bounds=bounds, hold={"de": euros("50")})["de"].target == euros(
        "50"
    )
    assert faults_of(tree, by=WEIGHTS, bounds=bounds, hold={"de": euros("50.01")}) == ["hold[de]"]
    assert faults_of(tree, by=WEIGHTS, bounds=bounds, hold={"de": euros("9.99")}) == ["hold[de]"]


def test_a_hold_below_raises_what_is_above_it():
    handed = cascade(tree_of(euros("100"), PARENTS), "emea", by=WEIGHTS, hold={"de-s": euros("70")})

    assert targets(handed)["de"] == "70.00"
    assert (targets(handed)["de-n"], targets(handed)["fr"]) == ("0.00", "20.00")


def test_what_cannot_be_is_named_with_the_least_that_has_to_give_way():
    tree = tree_of(euros("100"), PARENTS)

    (floors,) = words_of(
        tree, by=WEIGHTS, bounds={"de": Bounds(least=euros("60")), "it": Bounds(least=euros("40.01"))}
    )
    assert floors.startswith("goals[emea]: what is held and the floors below it (de, it) are Money.of('0.01', 'EUR') too much")  # fmt: skip
    (caps,) = words_of(
        tree, by=WEIGHTS, bounds={name: Bounds(most=euros("30")) for name in ("de", "fr", "it")}
    )
    assert "the caps below it (de, fr, it) are Money.of('10.00', 'EUR') too little" in caps
    (left,) = words_of(
        tree, by={**WEIGHTS, "it": 0}, bounds={name: Bounds(most=euros("30")) for name in ("de", "fr")}
    )
    assert "Money.of('40.00', 'EUR') is left, and no child of weight above 0 has room for it" in left
    (unit,) = words_of(
        tree, by=WEIGHTS, bounds={"de": Bounds(least=euros("1"), most=euros("9"))}, to=euros("10")
    )
    assert "bounds with no multiple of Money.of('10.00', 'EUR') between them" in unit
    assert unit.startswith("goals[de]")


def test_no_more_than_five_bounds_in_the_way_are_named():
    five = [f"g{number}" for number in range(5)]
    for names, named in ((five, "(g0, g1, g2, g3, g4)"), ([*five, "g5"], "(g0, g1, g2, g3, g4, ...)")):
        tree = tree_of(euros("100"), {"emea": None, **dict.fromkeys(names, "emea")})
        bounds = {name: Bounds(least=euros("30")) for name in names}

        (told,) = words_of(tree, by=dict.fromkeys(names, 1), bounds=bounds)

        assert f"the floors below it {named} are" in told


def test_contradictions_of_several_branches_are_told_together():
    bounds = {
        "de": Bounds(most=euros("10")),
        "de-n": Bounds(least=euros("11")),
        "fr": Bounds(most=euros("10")),
        "fr-1": Bounds(least=euros("12")),
    }

    assert faults_of(tree_of(euros("100"), PARENTS), by=WEIGHTS, bounds=bounds) == ["goals[de]", "goals[fr]"]


def test_all_kinds_of_faults_are_refused_together():
    faults = faults_of(
        tree_of(euros("100"), PARENTS),
        by={"xx": 1},
        hold={"yy": euros("1")},
        bounds={"zz": Bounds(), "de": Bounds(least=euros("2"), most=euros("1"))},
        padding=Decimal(-1),
        to=Money.of("1000", "USD"),
        rounding="up",
    )

    assert faults == ["hold[yy]", "bounds[zz]", "padding", "by[xx]", "to", "rounding"]


def test_rounded_to_thousands_every_goal_still_adds_up():
    handed = cascade(tree_of(euros("1234567.89"), PARENTS), "emea", by=WEIGHTS, to=euros("1000"), hold={"it": euros("200000.01")})  # fmt: skip

    assert targets(handed) == {
        "emea": "1234567.89",
        "de": "689567.88",
        "de-n": "517000.00",
        "de-s": "172567.88",
        "fr": "345000.00",
        "fr-1": "345000.00",
        "it": "200000.01",
    }
    assert handed.gaps() == ()


@pytest.mark.parametrize("to", [euros("0"), euros("-1"), euros("0.001", scale=3)])
def test_amounts_are_rounded_to_multiples_of_the_smallest_unit(to):
    assert faults_of(tree_of(euros("1"), PARENTS), by=WEIGHTS, to=to) == ["to"]


def test_a_negative_goal_is_handed_down_as_its_opposite():
    bounds = {"de": Bounds(least=euros("-40"))}

    handed = cascade(tree_of(euros("-100.00"), PARENTS), "emea", by=WEIGHTS, bounds=bounds)

    assert targets(handed)["de"] == "-40.00"
    assert targets(handed)["fr"] == "-40.00"
    assert handed.gaps() == ()


def test_a_target_of_zero_is_handed_down_as_zeros_and_floors_are_refused():
    tree = tree_of(euros("0"), PARENTS)

    assert set(targets(cascade(tree, "emea", by=WEIGHTS, padding=Decimal("0.1"))).values()) == {"0.00"}
    assert faults_of(tree, by=WEIGHTS, bounds={"de": Bounds(least=euros("1"))}) == ["goals[emea]"]


def test_amounts_of_hundred_trillions_by_weights_of_hundred_trillions_are_exact():
    weights = {"de-n": 10**16 + 1, "de-s": 10**16, "fr-1": 3, "it": 10**16 - 1}

    handed = cascade(tree_of(euros("100000000000000.01"), PARENTS), "emea", by=weights)

    whole = sum(weights.values())
    for leaf in ("fr", "it"):
        weight = weights["fr-1"] if leaf == "fr" else weights[leaf]
        assert abs(handed[leaf].target.minor - Fraction((10**16 + 1) * weight, whole)) < 1
    assert handed.gaps() == ()

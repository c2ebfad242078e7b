"""Reported figures find their goals; each unit counts once along the chain; what does not count says why."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from partnerkit.facts import Figure, RateTable, Tree
from partnerkit.facts.goal import Goal, Measure
from partnerkit.goals import GoalTree, actuals_of, roll_up
from partnerkit.values.errors import CurrencyMismatch, InvalidInput, InvalidValue, NotFound
from partnerkit.values.money import Money, Ratio
from partnerkit.values.time import Period

YEAR, JANUARY, MARCH = Period.year(2026), Period.month(2026, 1), Period.month(2026, 3)
#: D sells to S and R; S sells to T.
TIERS = Tree.from_parents({"D": None, "S": "D", "R": "D", "T": "S", "X": None})


def euros(amount):
    return Money.of(amount, "EUR")


def figure(partner, value="1", period=MARCH, **more):
    return Figure(
        partner=partner,
        measure="m",
        period=period,
        value=euros(value) if isinstance(value, str) else value,
        **more,
    )


def tree_of(*leaves, measure=None, target=None):
    goals = [
        Goal(id=name, measure="m", period=YEAR, target=target or euros("1"), **more) for name, more in leaves
    ]
    return GoalTree.of(goals, measure=measure)


def codes(known):
    return sorted((each.figure.partner, each.reason.code) for each in known.left_out)


def level(name):
    return Measure(id="m", currency="EUR", level=name)


def test_figures_are_added_up_by_leaf_and_kept_by_period():
    tree = tree_of(("r", {"partner": "R"}), ("x", {"partner": "X"}))

    known = actuals_of(tree, [figure("R", "1"), figure("R", "2", JANUARY), figure("X", "4", location="L")])

    assert dict(known) == {"r": euros("3"), "x": euros("4")}
    assert known.by_period["r"] == {JANUARY: euros("2"), MARCH: euros("1")}
    assert roll_up(tree, known)["r"] == euros("3")
    assert repr(known) == "<Actuals of 2 leaves; 0 figures left out>"


@pytest.mark.parametrize(
    ("name", "total", "left"),
    [("sell-in", "1", "RST"), ("sell-through", "12", "DS"), ("sell-out", "12", "DS"), (None, "15", "")],
)
def test_a_unit_counts_at_one_tier_only(name, total, left):
    figures = [figure("D", "1"), figure("S", "2"), figure("R", "4"), figure("T", "8")]

    known = actuals_of(tree_of(("all", {})), figures, measure=level(name), partners=TIERS)

    assert known["all"] == euros(total)
    assert codes(known) == [(partner, "counted-at-another-tier") for partner in sorted(left)]


def test_other_products_and_other_days_are_other_units():
    figures = [figure("D", "1", product="fw"), figure("R", "2", product="ap"), figure("S", "4", JANUARY)]
    tree = tree_of(("all", {}))

    assert actuals_of(tree, figures, measure=level("sell-out"), partners=TIERS)["all"] == euros("7")
    of_all_products = [*figures, figure("T", "8")]
    known = actuals_of(tree, of_all_products, measure=level("sell-out"), partners=TIERS)
    assert codes(known) == [("D", "counted-at-another-tier")]


def test_a_year_above_and_a_month_below_share_units():
    known = actuals_of(
        tree_of(("all", {})),
        [figure("D", "12", YEAR), figure("T", "1")],
        measure=level("sell-in"),
        partners=TIERS,
    )

    assert known["all"] == euros("12")
    (left,) = known.left_out
    assert (left.figure.partner, left.reason.facts["other"]) == ("T", "D")


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize(("name", "first", "last"), [("sell-out", "T", "D"), ("sell-in", "D", "T")])
def test_what_is_counted_elsewhere_itself_takes_no_others_place(name, first, last, order):
    figures = [
        figure(first, "1", JANUARY),
        figure("S", "50", Period.quarter(2026, 1)),
        figure(last, "2", JANUARY),
        figure(last, "4", MARCH),
    ]

    known = actuals_of(tree_of(("all", {})), figures[::order], measure=level(name), partners=TIERS)

    # March is on the quarter of S, which gives way to January: so nobody else has March.
    assert known["all"] == euros("5")
    assert {
        (each.figure.partner, each.figure.period, each.reason.facts["other"]) for each in known.left_out
    } == {("S", Period.quarter(2026, 1), first), (last, JANUARY, first)}


def test_the_most_specific_goal_takes_a_figure_and_what_is_below_counts_for_what_is_above():
    places = Tree.from_parents({"de": None, "de-n": "de"})
    tree = tree_of(
        ("de", {"territory": "de"}),
        ("t", {"partner": "T", "territory": "de"}),
        ("d", {"partner": "D"}),
        ("rest", {}),
    )
    figures = [
        figure("T", "1", territory="de-n"),
        figure("X", "2", territory="de-n"),
        figure("X", "4"),
        figure("R", "8", JANUARY),
        figure("S", "16", JANUARY, territory="fr"),
    ]

    known = actuals_of(tree, figures, partners=TIERS, territories=places)

    assert dict(known) == {"d": euros("24"), "de": euros("2"), "rest": euros("4"), "t": euros("1")}
    with pytest.raises(InvalidValue, match="d, de fit equally well"):
        actuals_of(tree, [figure("R", territory="de-n")], partners=TIERS, territories=places)


def test_a_personal_goal_counts_what_the_person_sold_and_a_territory_all_that_was_sold_there():
    tree = tree_of(("anna", {"owner": "anna"}), ("de", {"territory": "de", "owner": "bo"}))
    figures = [
        figure("R", "1", person="anna"),
        figure("X", "2", territory="de"),
        figure("S", "4", person="cy"),
    ]

    known = actuals_of(tree, figures)

    assert dict(known) == {"anna": euros("1"), "de": euros("2")}
    assert codes(known) == [("S", "no-goal-for-figure")]


def test_two_goals_that_fit_equally_well_are_a_fault_with_the_figure():
    tree = tree_of(("a", {"partner": "R"}), ("b", {"partner": "R"}))
    with pytest.raises(InvalidValue, match="a, b fit equally well") as caught:
        actuals_of(tree, [figure("R")])

    assert caught.value.path == "figures[R][2026-03]"


def test_what_does_not_count_is_returned_with_its_reason():
    tree = tree_of(("r", {"partner": "R"}), ("s", {"partner": "S"}))
    known = actuals_of(
        tree,
        [
            figure("R", "1"),
            figure("R", "2", JANUARY, status="disputed"),
            figure("S", None),
            figure("X", "4"),
            figure("R", "9", Period.month(2025, 12)),
            Figure(partner="R", measure="other", period=MARCH, value=euros("5")),
            figure("R", "7", known_until=datetime(2026, 4, 1, tzinfo=UTC)),
        ],
    )

    assert dict(known) == {"r": euros("1"), "s": None}
    assert codes(known) == [
        ("R", "figure-disputed"),
        ("R", "no-goal-for-figure"),
        ("S", "no-value-reported"),
        ("X", "no-goal-for-figure"),
    ]
    assert roll_up(tree, known).unknown["s"] == 1


def test_the_same_thing_told_twice_is_refused_all_at_once():
    with pytest.raises(InvalidInput) as caught:
        actuals_of(
            tree_of(("all", {})),
            [figure("R"), figure("R"), figure("X", "1", YEAR), figure("X", "1", JANUARY)],
        )

    assert [fault.path for fault in caught.value.faults] == ["figures[R][2026-03]", "figures[X][2026]"]


def test_of_a_stock_the_latest_of_each_partner_is_added_up():
    stock = Measure(id="m", kind="stock")
    tree = tree_of(("all", {}), measure=stock, target=5)
    figures = [figure("R", 1, JANUARY), figure("R", 2), figure("X", 4, JANUARY)]

    assert actuals_of(tree, figures)["all"] == 6
    assert actuals_of(tree, figures).by_period == {}


def test_ratios_are_added_by_their_parts_and_distinct_counts_refused():
    tree = tree_of(("all", {}), target=Ratio.of(1, 2))
    assert actuals_of(tree, [figure("R", Ratio.of(1, 2)), figure("X", Ratio.of(9, 10))])["all"] == Ratio.of(
        10, 12
    )
    with pytest.raises(InvalidValue, match="sets of ids"):
        actuals_of(tree_of(("all", {}), measure=Measure(id="m", kind="distinct"), target=5), [])


def test_several_currencies_need_rates_and_are_rounded_once_a_leaf():
    tree = tree_of(("all", {}))
    figures = [figure("R", Money.of("0.01", "USD")), figure("X", Money.of("0.01", "USD")), figure("S", "1")]
    with pytest.raises(CurrencyMismatch):
        actuals_of(tree, figures)
    rates = RateTable(id="r", base="EUR", on=date(2026, 3, 31), rates={"USD": Decimal(2)})
    assert actuals_of(tree, figures, rates=rates)["all"] == euros("1.01")
    with pytest.raises(InvalidValue, match="no rate"):
        actuals_of(tree, [figure("R", Money.of("1", "CHF"))], rates=rates)


def test_a_leaf_without_figures_is_not_found():
    known = actuals_of(tree_of(("de", {"partner": "D"})), [figure("D")])

    assert known.get("fr") is None
    with pytest.raises(NotFound, match="actuals: there is no 'fr'; known: de"):
        known["fr"]


@pytest.mark.parametrize(("name", "unknown", "known"), [("sell-out", "R", "D"), ("sell-in", "D", "R")])
def test_what_has_no_value_takes_no_others_place(name, unknown, known):
    figures = [figure(known, "5"), figure(unknown, None)]

    found = actuals_of(tree_of(("all", {})), figures, measure=level(name), partners=TIERS)

    assert found["all"] == euros("5")
    assert codes(found) == [(unknown, "no-value-reported")]


def test_of_a_stock_the_latest_known_counts_and_its_age_is_told():
    figures = [figure("R", "7", JANUARY), figure("R", None), figure("S", None, JANUARY), figure("S", "2")]

    found = actuals_of(tree_of(("all", {})), figures, measure=Measure(id="m", currency="EUR", kind="stock"))

    assert found["all"] == euros("9")
    assert codes(found) == [("R", "older-stock-counts"), ("S", "no-value-reported")]
    assert found.left_out[0].reason.facts["period"] == JANUARY

"""Each year's total of a real channel, handed down by last year's sales to reseller, category and month."""

import csv
from collections import defaultdict
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from partnerkit.facts.figure import Figure
from partnerkit.goals import Goal, GoalTree, cascade, growth, history, reconcile, roll_up
from partnerkit.values.money import Money
from partnerkit.values.time import Period

pytestmark = pytest.mark.real

#: Sales of each year in dollars, rounded once; with December 2010 they are the 80,450,596.98 beside the data.
TOTALS = {2011: "18192802.71", 2012: "28193631.53", 2013: "33574834.16"}


@pytest.fixture(scope="module")
def figures(shared_data: Path) -> list[Figure]:
    """Sales by reseller, category and month, whoever of the staff sold them and where."""
    sums: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    file = shared_data / "adventureworks_reseller" / "sales_monthly.csv"
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            sums[row["reseller_key"], row["product_category"], row["month"]] += Decimal(row["sales_amount"])
    return [
        Figure(
            partner=partner,
            product=category,
            measure="sales",
            period=Period.month(int(month[:4]), int(month[5:])),
            value=Money.of(amount, "USD", scale=4),
        )
        for (partner, category, month), amount in sums.items()
    ]


def year_total(figures: list[Figure], year: int) -> Money:
    return Money.total([each.value for each in figures if each.period.start.year == year]).rounded()


def tree_for(figures: list[Figure], year: int) -> GoalTree:
    """Return next year's tree: whoever bought in *year*, category by category, month by month."""
    parents: dict[str, tuple[str | None, dict[str, object]]] = {"all": (None, {})}
    for each in figures:
        if each.period.start.year == year:
            partner, category = f"{each.partner}", f"{each.partner}/{each.product}"
            month = Period.month(year + 1, each.period.start.month)
            parents[partner] = ("all", {"partner": each.partner})
            parents[category] = (partner, {"product": each.product})
            parents[f"{category}/{month.label}"] = (category, {"period": month})
    total = year_total(figures, year + 1)
    return GoalTree.of(
        Goal(
            id=name,
            parent=up,
            measure="sales",
            target=total if up is None else Money.zero("USD"),
            **({"period": Period.year(year + 1)} | more),
        )
        for name, (up, more) in parents.items()
    )


@pytest.fixture(scope="module")
def goals_after(figures: list[Figure]):
    """Return what is asked by a year: next year's tree, the sales of each of its leaves, and all of them added up."""

    @cache
    def of(year: int):
        tree = tree_for(figures, year)
        weights = history(tree, figures)
        return tree, weights, roll_up(tree, weights)

    return of


@pytest.mark.parametrize(("year", "count"), [(2012, 2_885), (2013, 4_776)])
@pytest.mark.parametrize("rounding", ["largest-remainder", "sainte-lague"])
def test_a_years_total_is_handed_down_exactly_to_reseller_category_and_month(
    figures, goals_after, year, count, rounding
):
    assert year_total(figures, year) == Money.of(TOTALS[year], "USD")
    tree, weights, sold = goals_after(year - 1)

    handed = cascade(tree, "all", by=weights, rounding=rounding)

    assert len(handed) == count
    assert handed.gaps() == ()
    targets = {goal: each.target for goal, each in handed.items()}
    rolled = roll_up(handed, {leaf: targets[leaf] for leaf in handed.leaves})
    assert dict(rolled) == targets
    for goal in handed if rounding == "largest-remainder" else ():
        above = handed.parent(goal)
        if above is not None:
            part = Fraction(sold[goal].amount) / Fraction(sold[above].amount)
            assert abs(targets[goal].minor - targets[above].minor * part) < 1


def test_with_floors_caps_holds_and_thousands_every_node_still_adds_up(goals_after):
    tree, weights, sold = goals_after(2012)
    resellers = [each for each in tree.children("all") if sold[each] >= Money.of(1_000, "USD")]
    bounds = growth({each: sold[each] for each in resellers[:250]}, least=Decimal(0), most=Decimal("0.3"))
    hold = {each: sold[each].rounded() for each in resellers[250:280]}

    handed = cascade(tree, "all", by=weights, bounds=bounds, hold=hold, to=Money.of("100", "USD"))

    assert handed.gaps() == ()
    for goal, amount in hold.items():
        assert handed[goal].target == amount
    for goal, bound in bounds.items():
        assert bound.least <= handed[goal].target <= bound.most
    odd = [goal for goal in resellers if goal not in hold and handed[goal].target.minor % 10_000]
    assert len(odd) <= 1


def test_what_resellers_answer_is_reconciled_exactly(goals_after):
    """Everybody asks for what they sold, which is less than what was handed down."""
    tree, weights, _ = goals_after(2012)
    handed = cascade(tree, "all", by=weights)
    said = {leaf: sold.rounded() for leaf, sold in weights.items()}

    for method in ("bottom-up", "top-down", "ols", "wls"):
        agreed = reconcile(handed, said, method=method).tree

        assert agreed.gaps() == ()
        low, high = sorted((Money.total(said.values()), handed["all"].target))
        assert low <= agreed["all"].target <= high

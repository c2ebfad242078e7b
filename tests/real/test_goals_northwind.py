"""A small trading company: what each employee sold adds up along the reporting lines to the known revenue."""

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from partnerkit.goals import Goal, GoalTree, cascade, roll_up
from partnerkit.values.money import Money
from partnerkit.values.time import Period

pytestmark = pytest.mark.real

PERIOD = Period.of(date(1996, 7, 4), date(1998, 5, 7))


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / "northwind" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def tree(shared_data):
    """Who reports to whom; everybody who leads others sells from a seat of their own."""
    chief = {row["employee_id"]: row["reports_to"] or None for row in rows(shared_data, "employees.csv")}
    leaders = {above for above in chief.values() if above}
    parents = chief | {f"{person}/own": person for person in leaders}
    zero = Money.zero("USD")
    return GoalTree.of(
        Goal(id=name, parent=above, measure="revenue", period=PERIOD, target=zero)
        for name, above in parents.items()
    )


@pytest.fixture(scope="module")
def sales(shared_data, tree):
    seller = {row["order_id"]: row["employee_id"] for row in rows(shared_data, "orders.csv")}
    sold = {leaf: Money.zero("USD") for leaf in tree.leaves}
    for row in rows(shared_data, "order_lines.csv"):
        person = seller[row["order_id"]]
        amount = Decimal(row["unit_price"]) * Decimal(row["quantity"]) * (1 - Decimal(row["discount"]))
        sold[f"{person}/own" if tree.children(person) else person] += Money.of(amount, "USD", scale=6)
    return sold


def test_revenue_rolls_up_along_the_reporting_lines(tree, sales):
    achieved = roll_up(tree, sales)

    assert len(tree.roots) == 1
    assert tree.children("5") == ("5/own", "6", "7", "9")
    assert achieved[tree.roots[0]].rounded() == Money.of("1265793.04", "USD")
    assert achieved["5"] == Money.total([achieved[child] for child in tree.children("5")])


def test_the_revenue_of_the_company_comes_back_when_it_is_handed_down_and_rolled_up(tree, sales):
    (root,) = tree.roots
    goal = Goal(id=root, measure="revenue", period=PERIOD, target=Money.of("1392372.34", "USD"))

    handed = cascade(tree.with_(goal), root, by=roll_up(tree, sales))

    assert handed.gaps() == ()
    assert roll_up(handed, {leaf: handed[leaf].target for leaf in handed.leaves})[root] == goal.target
    for leaf in handed.leaves:
        assert abs(handed[leaf].target.amount - sales[leaf].amount * Decimal("1.1")) < Decimal("0.05")

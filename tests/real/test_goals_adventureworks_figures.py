"""Every amount that stands beside the data of a real reseller channel comes back from the leaves, margins as ratios."""

import csv
from collections import defaultdict
from decimal import Context, Decimal
from pathlib import Path

import pytest

from partnerkit.goals import Goal, GoalTree, Measure, regroup, roll_up
from partnerkit.values.money import Money, Ratio
from partnerkit.values.time import Period

pytestmark = pytest.mark.real

SPAN = Period.of(Period.year(2011).start, Period.year(2013).end)


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / "adventureworks_reseller" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def kinds(shared_data: Path) -> dict[str, str]:
    """Each reseller's type of business."""
    return {row["reseller_key"]: row["business_type"] for row in rows(shared_data, "resellers.csv")}


@pytest.fixture(scope="module")
def sums(shared_data: Path) -> dict[str, dict[str, Decimal]]:
    """What each reseller had of each column, exactly."""
    found: defaultdict[str, defaultdict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for row in rows(shared_data, "sales_monthly.csv"):
        for column in ("sales_amount", "product_cost", "quantity", "discount_amount", "gross_amount"):
            found[row["reseller_key"]][column] += Decimal(row[column])
    return {name: dict(each) for name, each in found.items()}


def tree_of(kinds, names, target, measure="sales"):
    goals = [Goal(id="all", measure="sales", period=SPAN, target=target)]
    goals += [
        Goal(id=kind, parent="all", measure="sales", period=SPAN, target=target)
        for kind in sorted(set(kinds.values()))
    ]
    goals += [
        Goal(
            id=f"R{name}", parent=kinds[name], partner=f"R{name}", measure="sales", period=SPAN, target=target
        )
        for name in names
    ]
    return GoalTree.of(goals, measure=measure if isinstance(measure, Measure) else None)


@pytest.mark.parametrize(
    ("column", "total"),
    [
        ("sales_amount", "80450596.98"),
        ("product_cost", "79980114.38"),
        ("discount_amount", "527507.93"),
        ("quantity", "214378.00"),
    ],
)
def test_sums_are_those_beside_the_data(kinds, sums, column, total):
    tree = tree_of(kinds, sums, Money.of("1", "USD"))
    achieved = roll_up(
        tree, {f"R{name}": Money.of(each[column], "USD", scale=4) for name, each in sums.items()}
    )

    assert achieved["all"].rounded() == Money.of(total, "USD")
    assert achieved["all"] == Money.total([achieved[kind] for kind in tree.children("all")])


def test_sales_and_margins_of_each_type_of_business_are_those_beside_the_data(kinds, sums):
    """The margin of a type is that of its sums, not the mean of the resellers' margins."""
    margin = Measure(id="sales", kind="ratio")
    tree = tree_of(kinds, sums, Ratio.of(1, 100), margin)
    ratios = {
        f"R{name}": Ratio.of(each["sales_amount"] - each["product_cost"], each["sales_amount"])
        for name, each in sums.items()
    }
    achieved = roll_up(tree, ratios)

    digits = Context(prec=7)  # as they are printed
    found = {
        kind: (digits.plus(achieved[kind].denominator), round(100 * Decimal(float(achieved[kind].exact)), 2))
        for kind in tree.children("all")
    }
    assert found == {
        "Specialty Bike Shop": (6756166, Decimal("0.41")),
        "Value Added Reseller": (34967520, Decimal("1.28")),
        "Warehouse": (38726910, Decimal("-0.01")),
    }


def test_the_largest_reseller_and_what_the_largest_tenth_holds(kinds, sums):
    tree = GoalTree.of(
        Goal(
            id=f"R{name}",
            partner=f"R{name}",
            measure="sales",
            period=SPAN,
            target=Money.of(each["sales_amount"], "USD", scale=4),
            attributes={"largest": "yes" if name in largest(sums, 63) else "no"},
        )
        for name, each in sums.items()
    )
    split = regroup(tree, "largest")

    assert len(tree) == 635
    assert tree["R697"].target.rounded() == Money.of("877107.19", "USD")
    assert largest(sums, 1) == ["697"]
    share = split["largest=yes"].target.amount / split["all"].target.amount
    assert round(100 * share, 2) == Decimal("42.69")
    assert sum(each["sales_amount"] < each["product_cost"] for each in sums.values()) == 335


def largest(sums, number):
    return sorted(sums, key=lambda name: -sums[name]["sales_amount"])[:number]

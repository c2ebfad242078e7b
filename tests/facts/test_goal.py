"""What is to be reached, and how it is measured."""

from decimal import Decimal

import pytest

from partnerkit.facts.goal import Goal, Measure
from partnerkit.values.money import Money, Quantity, Ratio
from partnerkit.values.time import Period


def revenue(**more):
    return Measure(**{"id": "revenue", "name": "Revenue", "currency": "EUR", "level": "sell-in"} | more)


def stock_days(**more):
    return Measure(
        **{
            "id": "stock-days",
            "kind": "ratio",
            "unit": "days",
            "better": "target",
            "target_range": (Decimal(30), Decimal(45)),
        }
        | more
    )


def germany(**more):
    return Goal(
        **{
            "id": "de",
            "parent": "emea",
            "measure": "revenue",
            "period": Period.year(2026),
            "target": Money.of("5000000", "EUR"),
        }
        | more
    )


def test_a_goal_behaves_like_a_fact(behaves):
    behaves(germany, target=Money.of("4000000", "EUR"))
    behaves(revenue, level="sell-out")
    behaves(stock_days, target_range=(Decimal(20), Decimal(20)))


@pytest.mark.parametrize(
    "target", [Money.zero("EUR"), Quantity.of("12", "pcs"), Ratio.of("3", "4"), Decimal("0.95"), 12, -3]
)
def test_a_target_is_any_exact_number(target):
    assert germany(target=target).target == target


@pytest.mark.parametrize("target", [0.95, True, None, "12", Decimal("Infinity"), 10**40, Decimal("1E+30")])
def test_a_target_is_never_rough_nor_endless(faults, target):
    found = faults(lambda: germany(target=target))

    assert found == {
        "target": (
            repr(target),
            "use Money, a Quantity, a Ratio, a Decimal or an int; a float is not exact",
        )
    }


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("id", "", "''"),
        ("parent", "", "''"),
        ("parent", "de", "'de'"),
        ("measure", None, "None"),
        ("period", 2026, "2026"),
        ("owner", "", "''"),
        ("partner", "", "''"),
        ("territory", 1, "1"),
        ("product", "", "''"),
    ],
)
def test_a_goal_refuses_what_makes_no_sense(faults, name, value, shown):
    found = faults(lambda: germany(**{name: value}))

    assert list(found) == [name]
    assert found[name][0] == shown
    assert found[name][1].startswith(("use ", "name "))


@pytest.mark.parametrize(
    ("make", "name", "value"),
    [
        (revenue, "id", None),
        (revenue, "name", 1),
        (revenue, "kind", "sum"),
        (revenue, "currency", "euro"),
        (revenue, "level", "sell-up"),
        (revenue, "better", "more"),
        (stock_days, "unit", ""),
        (stock_days, "target_range", (30, 45)),
        (stock_days, "target_range", (Decimal(30),)),
        (stock_days, "target_range", (Decimal(30), Decimal(40), Decimal(45))),
        (stock_days, "target_range", (Decimal(45), Decimal(30))),
        (stock_days, "target_range", "30-45"),
        (stock_days, "target_range", None),
    ],
)
def test_a_measure_refuses_what_makes_no_sense(faults, make, name, value):
    found = faults(lambda: make(**{name: value}))

    assert {path: seen for path, (seen, _) in found.items()} == {name: repr(value)}
    assert found[name][1].startswith(("use ", "state "))


def test_a_range_belongs_to_a_measure_whose_best_is_in_between(faults):
    assert list(faults(lambda: revenue(target_range=(Decimal(1), Decimal(2))))) == ["target_range"]
    assert list(faults(lambda: revenue(unit="pcs"))) == ["unit"]


def test_all_faults_of_a_goal_come_at_once(faults):
    assert list(faults(lambda: germany(id="", period=None, target=0.5))) == ["id", "period", "target"]
    assert list(faults(lambda: revenue(unit="pcs", better="target"))) == ["unit", "target_range"]

"""Versions are kept, and compared."""

from datetime import UTC, datetime
from decimal import Decimal, localcontext

import pytest

from partnerkit.facts.goal import Goal
from partnerkit.goals import GoalTree, Version, diff
from partnerkit.goals.versions import SetGoal
from partnerkit.values.errors import InvalidValue
from partnerkit.values.money import Money, Quantity, Ratio
from partnerkit.values.time import Period

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def version(**targets):
    goals = [SetGoal(goal=goal, target=target) for goal, target in targets.items()]
    return Version(number=1, at=NOON, by="anna", origin="by-hand", goals=goals)


def test_a_version_holds_the_goals_of_a_tree_by_id():
    tree = GoalTree.of(
        Goal(id=name, parent=up, measure="m", period=Period.year(2026), target=target)
        for name, up, target in (("z", None, 3), ("b", "z", 2), ("a", "z", 1))
    )

    made = Version.of(tree, number=2, at=NOON, by="anna", origin="top-down", note="kick-off")

    assert (made.targets, made.number, made.origin, made.note) == (
        {"a": 1, "b": 2, "z": 3},
        2,
        "top-down",
        "kick-off",
    )
    assert diff(made, tree) == ()


@pytest.mark.parametrize(
    ("before", "after", "difference"),
    [
        (Money.of(9, "EUR"), Money.of(7, "EUR"), Money.of(-2, "EUR")),
        (Money.of(9, "EUR"), Money.of(7, "USD"), None),
        (Quantity.of(1, "t"), Quantity.of("1.5", "t"), Quantity.of("0.5", "t")),
        (Quantity.of(1, "t"), Quantity.of(1, "kg"), None),
        (Ratio.of(1, 2), Ratio.of(3, 4), Decimal("0.25")),
        (Ratio.of(1, 0), Ratio.of(3, 4), None),
        (1, Decimal("1.5"), Decimal("0.5")),
        (1, Money.of(1, "EUR"), None),
        (Money.of(1, "EUR"), 1, None),
    ],
    ids=str,
)
def test_a_change_says_how_much_where_both_count_the_same(before, after, difference):
    (change,) = diff(version(a=before, b=5), version(a=after, b=5))

    assert (change.goal, change.before, change.after, change.difference) == ("a", before, after, difference)


def test_goals_come_and_go():
    gone, new = diff(version(a=1, c=3), {"b": 2, "c": 3})

    assert (gone.goal, gone.before, gone.after, gone.difference) == ("a", 1, None, None)
    assert (new.goal, new.before, new.after) == ("b", None, 2)


@pytest.mark.parametrize("targets", [{"b": 1, "a": 2}, {}])
def test_goals_of_a_version_stand_by_id_each_once(targets):
    with pytest.raises(InvalidValue, match="goals"):
        version(**targets)


def test_a_difference_is_exact_whatever_the_context_of_the_host():
    with localcontext(prec=3):
        (change,) = diff({"a": Decimal("12345.67")}, {"a": Decimal("23456.89")})
        (ratio,) = diff({"a": Ratio.of(1, 3)}, {"a": Ratio.of(2, 3)})

    assert change.difference == Decimal("11111.22")
    assert ratio.difference == Decimal("0.3333333333333333333333333333")


def test_what_does_not_count_the_same_has_no_difference():
    per_day, per_week = (
        Ratio(numerator=Quantity.of(5, "visits"), denominator=Quantity.of(2, unit))
        for unit in ("days", "weeks")
    )

    assert diff({"a": per_day}, {"a": per_week})[0].difference is None
    assert diff({"a": 1.5}, {"a": 2.5})[0].difference is None

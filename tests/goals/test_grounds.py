"""Columns that goals are judged by: plain amounts in the units they stand in, others as exact numbers."""

from datetime import date
from decimal import Decimal

import pytest

from partnerkit.facts.goal import Goal, Measure
from partnerkit.goals import GoalTree, attain
from partnerkit.goals.amounts import Exact
from partnerkit.values.money import Ratio
from partnerkit.values.time import Period

YEAR = Period.year(2026)


def grounds(target, actual, **measure):
    names = ("de", "fr")
    tree = GoalTree.of(
        [Goal(id=name, measure="m", period=YEAR, target=target) for name in names],
        measure=Measure(id="m", **measure),
    )
    return attain(tree, {"de": actual}, as_of=date(2026, 3, 31))._grounds


def test_what_is_not_known_has_no_number():
    found = grounds(100, 25)

    assert found.actual(0) == Exact(25)
    assert found.actual(1) is None
    assert found.target(1) == Exact(100)
    assert [found.attained(rank) for rank in (0, 1)] == [Decimal("0.25"), None]


@pytest.mark.parametrize(
    ("target", "actual", "measure", "attained"),
    [
        (100, Decimal("25.5"), {}, "0.255"),
        (Decimal("0.5"), 2, {}, "4"),
        (100, 80, {"better": "lower"}, "1.2"),
        (-100, -80, {}, "1.2"),
        (Ratio.of(1, 4), Ratio.of(1, 5), {"kind": "ratio"}, "0.8"),
        (50, 30, {"better": "target", "target_range": (Decimal(40), Decimal(60))}, "0.75"),
    ],
)
def test_it_is_divided_exactly_whatever_the_decimals_and_the_kind(target, actual, measure, attained):
    assert grounds(target, actual, **measure).attained(0) == Decimal(attained)

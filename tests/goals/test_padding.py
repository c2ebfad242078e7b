"""Padding is declared, and ends above the partner."""

from decimal import Decimal

import pytest

from partnerkit.facts.goal import Goal
from partnerkit.goals import GoalTree, cascade, roll_up
from partnerkit.values.errors import InvalidInput, InvalidValue
from partnerkit.values.money import Money
from partnerkit.values.time import Period

YEAR = Period.year(2026)
GOALS = (
    ("emea", None, None, YEAR),
    ("anna", "emea", None, YEAR),
    ("ben", "emea", None, YEAR),
    ("nord", "anna", "P-4", YEAR),
    ("elbe", "anna", "P-5", YEAR),
    ("nord/q1", "nord", None, Period.quarter(2026, 1)),
    ("nord/q2", "nord", None, Period.quarter(2026, 2)),
    ("ben/q1", "ben", None, Period.quarter(2026, 1)),
    ("ben/q2", "ben", None, Period.quarter(2026, 2)),
)


def tree():
    return GoalTree.of(
        Goal(id=name, parent=up, partner=partner, measure="m", period=period, target=Money.of("1000.01" if not up else 0, "EUR"))
        for name, up, partner, period in GOALS
    )  # fmt: skip


def handed(padding, **more):
    return cascade(tree(), "emea", by="equal", padding=padding, **more)


def test_managers_are_padded_partners_and_quarters_are_not():
    found = handed(Decimal("0.05"))

    (gap,) = found.gaps()
    assert (gap.goal, gap.padding, gap.children_total) == (
        "emea",
        Decimal("0.05"),
        Money.of("1050.01", "EUR"),
    )
    assert gap.difference == Money.of("-50.00", "EUR")
    assert found["nord"].target + found["elbe"].target == found["anna"].target


def test_a_mapping_says_where_and_time_too_if_asked():
    found = handed({"ben": Decimal("0.1"), "emea": Decimal(0)})

    assert [(gap.goal, gap.padding) for gap in found.gaps()] == [("ben", Decimal("0.1"))]


def test_another_gap_is_not_excused_by_padding():
    found = handed(Decimal("0.05"))
    more = found.with_(Goal(id="ben", parent="emea", measure="m", period=YEAR, target=Money.of("999", "EUR")))

    assert {gap.goal: gap.padding for gap in more.gaps()} == {"emea": None, "ben": None}
    assert more.padding == {"emea": Decimal("0.05")}


def test_handing_down_anew_forgets_what_was_declared_below():
    again = cascade(handed(Decimal("0.05")), "emea", by="equal")

    assert (again.gaps(), again.padding) == ((), {})
    assert roll_up(again, {leaf: again[leaf].target for leaf in again.leaves})["emea"] == again["emea"].target


def test_what_is_agreed_with_a_partner_is_refused_to_be_padded():
    with pytest.raises(InvalidInput) as caught:
        handed(
            {
                "anna": Decimal("0.1"),
                "nord": Decimal("0.1"),
                "elbe": Decimal("0.1"),
                "xx": Decimal("0.1"),
                "ben": 0.1,
            }
        )

    assert [fault.path for fault in caught.value.faults] == [
        "padding[anna]",
        "padding[nord]",
        "padding[elbe]",
        "padding[xx]",
        "padding[ben]",
    ]
    assert "never padded" in str(caught.value.faults[0])


@pytest.mark.parametrize("wrong", [Decimal(-1), Decimal(2), 0.05, Decimal("NaN")])
def test_padding_is_a_part(wrong):
    with pytest.raises(InvalidValue, match="padding"):
        handed(wrong)


def test_no_padding_is_not_declared():
    assert handed(Decimal(0)).padding == {}

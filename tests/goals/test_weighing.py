"""What a goal weighs: given, from below, by the season, or as much as the others."""

from fractions import Fraction

import numpy as np
import pytest

from partnerkit.facts.goal import Goal
from partnerkit.goals import GoalTree, cascade
from partnerkit.goals.weighing import weights_of
from partnerkit.values.errors import InvalidInput, InvalidValue
from partnerkit.values.fiscal import FiscalCalendar, Seasonality
from partnerkit.values.money import Money
from partnerkit.values.time import Period

YEAR = Period.year(2026)
MONTHS = YEAR.months()
TOYS = Seasonality.of([1] * 10 + [4, 6])
FLAT = Seasonality.even()


def by_month(*partners, months=MONTHS):
    """Partners under one root, the months of the year under each."""
    goals = [Goal(id="all", measure="m", period=YEAR, target=Money.of("1200.00", "EUR"))]
    for name in partners:
        goals.append(Goal(id=name, parent="all", measure="m", period=YEAR, target=Money.zero("EUR")))
        goals += [
            Goal(id=f"{name}/{place:02}", parent=name, measure="m", period=month, target=Money.zero("EUR"))
            for place, month in enumerate(months, 1)
        ]
    return GoalTree.of(goals)


def amounts(tree, *goals):
    return [str(tree[goal].target.amount) for goal in goals]


def test_months_share_the_year_by_the_season_and_partners_by_what_is_given():
    handed = cascade(by_month("nord", "elbe"), "all", by={"nord": 3, "elbe": 1}, seasonality=TOYS)

    assert amounts(handed, "nord", "nord/01", "nord/11", "nord/12", "elbe/12") == [
        "900.00",
        "45.00",
        "180.00",
        "270.00",
        "90.00",
    ]
    assert handed.gaps() == ()


def test_each_branch_may_have_its_own_season():
    handed = cascade(by_month("nord", "elbe"), "all", by="equal", seasonality={"all": TOYS, "elbe": FLAT})

    assert amounts(handed, "nord/01", "nord/12", "elbe/01", "elbe/12") == [
        "30.00",
        "180.00",
        "50.00",
        "50.00",
    ]


def test_weights_that_are_given_for_months_come_before_the_season():
    given = {f"nord/{month:02}": month for month in range(1, 13)} | {"elbe": 78}

    handed = cascade(by_month("nord", "elbe"), "all", by=given, seasonality=TOYS)

    assert amounts(handed, "nord/12", "elbe/12") == ["92.31", "180.00"]


def test_a_season_fills_up_no_family_of_which_one_weight_is_given():
    with pytest.raises(InvalidInput) as refused:
        cascade(by_month("nord"), "all", by={"nord/01": 5}, seasonality=TOYS)

    assert [each.path for each in refused.value.faults] == [f"by[nord/{month:02}]" for month in range(2, 13)]


def test_months_of_whole_weeks_share_by_their_days():
    months = FiscalCalendar(start_month=1, weeks="4-4-5", ends="last", weekday=6).months(2026)
    tree = GoalTree.of(
        [
            Goal(
                id="all",
                measure="m",
                period=Period.of(months[0].start, months[-1].end),
                target=Money.of(364, "EUR"),
            ),
            *(
                Goal(id=f"m{place:02}", parent="all", measure="m", period=month, target=Money.zero("EUR"))
                for place, month in enumerate(months)
            ),
        ]
    )

    handed = cascade(tree, "all", by="equal", seasonality=FLAT)

    assert handed.gaps() == ()
    assert handed["m02"].target > handed["m01"].target


def test_the_whole_number_of_a_season_may_be_larger_than_int64():
    odd = Seasonality.of([10**20 + each for each in range(12)])

    handed = cascade(by_month("nord"), "all", by="equal", seasonality=odd)

    assert amounts(handed, "nord/01", "nord/12") == ["100.00", "100.00"]


def test_a_partner_is_not_weighed_by_its_months():
    with pytest.raises(InvalidInput) as caught:
        cascade(by_month("nord", "elbe"), "all", by={}, seasonality=TOYS)

    assert [fault.path for fault in caught.value.faults] == ["by[elbe]", "by[nord]"]


def test_a_function_of_the_goal_weighs_where_it_answers():
    tree = by_month("nord", "elbe", months=())

    handed = cascade(tree, "all", by=lambda goal: {"nord": Fraction(1, 3), "elbe": 1}.get(goal.id))

    assert amounts(handed, "nord", "elbe") == ["300.00", "900.00"]


@pytest.mark.parametrize("by", ["even", None, 5])
def test_what_is_no_driver_is_refused(by):
    with pytest.raises(InvalidValue, match='"equal"'):
        cascade(by_month("nord"), "all", by=by)


def test_what_is_no_season_is_refused():
    for wrong in ("toys", {"nord": "toys"}, {"xx": TOYS}):
        with pytest.raises(InvalidValue, match="seasonality"):
            cascade(by_month("nord"), "all", by={"nord": 1}, seasonality=wrong)


def test_only_what_is_needed_must_have_a_weight():
    tree = by_month("nord", months=())

    assert weights_of(tree, {}, None, np.zeros(2, dtype=np.bool_))[1] == []
    assert weights_of(tree, {}, {}, np.array([False, True]))[1] != []

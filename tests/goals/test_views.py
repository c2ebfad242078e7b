"""The same leaves from several sides: one change is seen in all of them."""

from datetime import date
from decimal import Decimal

import pytest
from attrs import evolve

from partnerkit.facts.goal import Goal, Measure
from partnerkit.goals import GoalTree, Views, regroup
from partnerkit.values.errors import InvalidInput, InvalidValue, NotFound
from partnerkit.values.money import Money, Ratio
from partnerkit.values.time import Period


def leaf(name, amount, owner, territory, *where, target=None):
    period, parent = where or (None, None)
    return Goal(
        id=name,
        parent=parent,
        measure="revenue",
        period=period or Period.year(2026),
        target=target or Money.of(amount, "EUR"),
        owner=owner,
        territory=territory,
    )


@pytest.fixture
def tree():
    return GoalTree.of(
        [
            leaf("whole", "100", None, None),
            leaf("a", "10", "anna", "de", Period.month(2026, 1), "whole"),
            leaf("b", "20", "bo", "de", Period.month(2026, 4), "whole"),
            leaf("c", "30.01", "anna", "fr", Period.quarter(2026, 1), "whole"),
        ]
    )


def test_leaves_keep_their_ids_and_targets_and_groups_are_sums(tree):
    by_owner = regroup(tree, "owner", "territory")

    assert list(by_owner) == [
        "all", "owner=anna", "owner=anna/territory=de", "a", "owner=anna/territory=fr", "c",
        "owner=bo", "owner=bo/territory=de", "b",
    ]  # fmt: skip
    assert by_owner["all"].target == Money.of("60.01", "EUR")
    assert by_owner["owner=anna"].target == Money.of("40.01", "EUR")
    assert by_owner["a"] == evolve(tree["a"], parent="owner=anna/territory=de")
    assert by_owner.gaps() == ()


def test_groups_know_what_they_are_and_cover_the_days_of_their_leaves(tree):
    group = regroup(tree, "owner")["owner=anna"]

    assert (group.owner, group.territory, group.period) == ("anna", None, Period.quarter(2026, 1))


@pytest.mark.parametrize(
    ("by", "groups"),
    [
        ("year", ("year=2026",)),
        ("half", ("half=2026-H1",)),
        ("quarter", ("quarter=2026-Q1", "quarter=2026-Q2")),
        (("country", lambda goal: goal.territory.upper()), ("country=DE", "country=FR")),
    ],
)
def test_groups_by_the_calendar_and_by_any_function(tree, by, groups):
    assert regroup(tree, by).children("all") == groups


def test_without_a_dimension_all_leaves_stand_below_the_root(tree):
    assert regroup(tree, root="sum").children("sum") == ("a", "b", "c")


def test_groups_by_what_the_host_added():
    goals = [evolve(leaf(name, "1", None, None), attributes={"segment": name}) for name in "ab"]

    assert regroup(GoalTree.of(goals), "segment").children("all") == ("segment=a", "segment=b")


def test_every_leaf_without_a_group_is_named_unless_it_is_told_where_to_go(tree):
    lost = tree.with_(evolve(tree["a"], owner=None), evolve(tree["b"], owner=None))
    with pytest.raises(InvalidInput) as caught:
        regroup(lost, "owner", "month")

    assert [fault.path for fault in caught.value.faults] == [
        "goals[a].owner",
        "goals[b].owner",
        "goals[c].month",
    ]
    assert regroup(lost, "owner", other="nobody")["owner=nobody"].target == Money.of("30", "EUR")


def test_a_leaf_with_the_id_of_a_group_is_refused():
    with pytest.raises(InvalidValue, match="use each id once"):
        regroup(GoalTree.of([leaf("owner=anna", "1", "anna", None)]), "owner")


def test_ratios_are_grouped_by_their_parts_and_quotients_refused():
    ratios = [
        leaf("a", "", "anna", None, target=Ratio.of(1, 2)),
        leaf("b", "", "anna", None, target=Ratio.of(9, 10)),
    ]
    assert regroup(GoalTree.of(ratios), "owner")["owner=anna"].target == Ratio.of(10, 12)
    quotients = GoalTree.of(
        [leaf("a", "", "anna", None, target=Decimal("0.5"))], measure=Measure(id="revenue", kind="ratio")
    )
    with pytest.raises(InvalidValue, match="have no sum"):
        regroup(quotients, "owner")


def test_amounts_beyond_int64_are_summed_exactly():
    huge = [leaf(name, "9" * 30, "anna", None) for name in "abc"]

    assert regroup(GoalTree.of(huge), "owner")["all"].target == Money.of("2" + "9" * 29 + "7", "EUR")


def test_one_change_is_seen_in_every_view(tree):
    views = Views.of(tree, territory=("territory",), manager=("owner",), quarter=("quarter",))
    changed = views.with_(evolve(tree["a"], target=Money.of("11.50", "EUR"), owner="bo"))

    assert list(changed) == ["territory", "manager", "quarter"]
    assert {view["all"].target for view in views.values()} == {Money.of("60.01", "EUR")}
    assert {view["all"].target for view in changed.values()} == {Money.of("61.51", "EUR")}
    assert changed["manager"]["owner=bo"].target == Money.of("31.50", "EUR")
    assert changed["territory"]["territory=de"].target == Money.of("31.50", "EUR")
    assert repr(views) == "<Views of 3 leaves: territory, manager, quarter>"
    assert date(2026, 1, 1) == views["quarter"]["quarter=2026-Q1"].period.start


@pytest.mark.parametrize("month", range(1, 13))
def test_a_month_lies_in_its_quarter_and_half(month):
    tree = GoalTree.of([leaf("a", "1", "anna", "de", Period.month(2026, month), None)])

    for by, number in (("quarter", (month - 1) // 3 + 1), ("half", (month - 1) // 6 + 1)):
        assert f"{by}=2026-{by[0].upper()}{number}" in regroup(tree, by)


def test_a_view_that_nobody_made_is_not_found(tree):
    with pytest.raises(NotFound, match="views: there is no 'managr'; known: manager"):
        Views.of(tree, manager=("owner",))["managr"]


@pytest.mark.parametrize("by", ["owner", ("owner", lambda goal: goal.owner), None])
def test_a_view_takes_a_list_of_dimensions(tree, by):
    with pytest.raises(InvalidValue, match=r"groupings\[manager\]: .* use a list"):
        Views.of(tree, manager=by)


def test_the_leaves_of_no_partner_make_no_partner():
    year = Period.year(2026)
    tree = GoalTree.of(
        Goal(id=name, partner=partner, measure="sales", period=year, target=1)
        for name, partner in (("a", "P-4"), ("b", None))
    )

    found = regroup(tree, "partner", other="others")

    assert (found["partner=P-4"].partner, found["partner=others"].partner) == ("P-4", None)

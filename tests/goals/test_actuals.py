"""Which value belongs to which leaf, and does it count yet?"""

from datetime import UTC, date, datetime

import pytest

from partnerkit.facts.goal import Goal, Measure
from partnerkit.goals import (
    Changes,
    GoalTree,
    actuals_of,
    align,
    attain,
    broken_commitments,
    cascade,
    compare,
    divide_actuals,
    growth,
    hand_over,
    history,
    potential,
    roll_up,
    share_actuals,
    share_credit,
    what_if,
)
from partnerkit.goals.actuals import Entries, entries
from partnerkit.values.errors import InvalidValue
from partnerkit.values.time import Period

JULY = datetime(2026, 7, 1, tzinfo=UTC)


@pytest.fixture
def tree():
    goals = [Goal(id="all", measure="m", period=Period.year(2026), target=9)]
    return GoalTree.of(
        [
            *goals,
            *(Goal(id=leaf, parent="all", measure="m", period=Period.year(2026), target=3) for leaf in "ab"),
        ]
    )


def test_known_values_are_listed_with_the_way_to_them(tree):
    by_month = {Period.month(2026, 2): 2, Period.month(2026, 1): 1, Period.month(2026, 3): None}

    found, faults = entries(tree, {"a": 5, "b": by_month}, JULY, "UTC")

    assert found == Entries(["a", "b", "b"], [5, 1, 2], [None, Period.month(2026, 1), Period.month(2026, 2)])
    assert [found.path(at) for at in range(3)] == ["actuals[a]", "actuals[b][2026-01]", "actuals[b][2026-02]"]
    assert faults == []


@pytest.mark.parametrize(("zone", "faults"), [("UTC", 1), ("Europe/Berlin", 0), ("America/New_York", 1)])
def test_a_month_has_begun_when_it_has_begun_in_the_zone(tree, zone, faults):
    by_month = {Period.month(2026, 7): 1}

    assert len(entries(tree, {"a": by_month}, JULY, zone)[1]) == faults


def test_values_of_the_future_are_refused_all_at_once_with_path_and_remedy(tree):
    ahead = {Period.month(2026, 8): 1, Period.month(2026, 6): 1, Period.month(2026, 9): 1}

    _, faults = entries(tree, {"a": ahead, "b": {Period.month(2026, 12): 1}}, JULY, "UTC")

    assert [each.path for each in faults] == [
        "actuals[a][2026-08]",
        "actuals[a][2026-09]",
        "actuals[b][2026-12]",
    ]
    assert {each.remedy for each in faults} == {"leave out what begins after as_of"}


def test_of_a_stock_only_the_latest_known_value_is_listed(tree):
    stock = GoalTree.of(tree.values(), measure=Measure(id="m", kind="stock"))
    by_month = {Period.month(2026, 2): 2, Period.month(2026, 1): 1, Period.month(2026, 3): None}

    assert entries(stock, {"a": by_month}, JULY, "UTC")[0].values == [2]


def test_unknown_is_listed_nowhere(tree):
    found, faults = entries(tree, {"a": None, "b": {}}, JULY, "UTC")

    assert (found.goals, found.values, faults) == ([], [], [])


NAMES, DAY = ["a"], date(2026, 6, 30)


@pytest.mark.parametrize(
    ("path", "call"),
    [
        ("actuals", lambda tree: attain(tree, NAMES, as_of=DAY)),
        ("history", lambda tree: attain(tree, {}, as_of=DAY, history=[1])),
        ("measured", lambda tree: attain(tree, {}, as_of=DAY, measured=NAMES)),
        ("actuals", lambda tree: roll_up(tree, NAMES)),
        ("hold", lambda tree: cascade(tree, "all", by="equal", hold=NAMES)),
        ("bounds", lambda tree: cascade(tree, "all", by="equal", bounds=NAMES)),
        ("base", lambda _: growth(NAMES)),
        ("vendor", lambda _: align(NAMES, {"a": 1})),
        ("targets", lambda _: Changes(targets=NAMES)),
        ("goals", lambda _: Changes(goals=[5])),
        ("actuals", lambda tree: what_if(tree, Changes(), actuals=NAMES)),
        ("actuals", lambda tree: divide_actuals(tree, NAMES)),
        ("actuals", lambda _: share_actuals(NAMES, [])),
        ("splits[0]", lambda _: share_actuals({}, [5])),
        ("splits[0]", lambda tree: share_credit(tree, [5])),
        ("changes[0]", lambda tree: hand_over(tree, [5])),
        ("figures[0]", lambda tree: actuals_of(tree, [5])),
        ("figures", lambda tree: actuals_of(tree, 5)),
        ("figures[0]", lambda tree: history(tree, [5])),
        ("market[0]", lambda tree: potential(tree, [5])),
        ("proposals[0]", lambda tree: compare(tree, [5])),
        ("judged[0]", lambda _: broken_commitments([5], partner="P-4")),
    ],
)
def test_a_list_is_no_mapping_and_a_number_no_figure(tree, path, call):
    with pytest.raises(InvalidValue, match="use a") as caught:
        call(tree)

    assert caught.value.path == path

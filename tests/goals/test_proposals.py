"""Who proposed what and when, beside what was handed down."""

from datetime import UTC, datetime, timedelta

import pytest

from partnerkit.facts.goal import Goal
from partnerkit.goals import GoalTree, Proposal, compare
from partnerkit.goals.proposals import latest
from partnerkit.values.errors import InvalidValue
from partnerkit.values.money import Money
from partnerkit.values.time import Period

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def euros(amount, **more):
    return Money.of(amount, "EUR", **more)


def tree():
    return GoalTree.of(
        Goal(id=name, parent=up, measure="m", period=Period.year(2026), target=euros(target))
        for name, up, target in (("all", None, 100), ("elbe", "all", 40), ("nord", "all", 60))
    )


def said(goal, value, by="P-4", hours=0):
    return Proposal(goal=goal, value=value, by=by, at=NOON + timedelta(hours=hours))


def test_the_latest_counts_and_of_one_moment_the_last():
    found = latest([said("nord", 2, hours=2), said("nord", 1), said("elbe", 3), said("elbe", 4, by="anna")])

    assert {goal: (each.value, each.by) for goal, each in found.items()} == {
        "elbe": (4, "anna"),
        "nord": (2, "P-4"),
    }


def test_each_goal_shows_what_was_answered_and_what_comes_from_below():
    whole, elbe, nord = compare(
        tree(), [said("nord", euros("50.005", scale=3)), said("all", euros(95), by="anna")]
    )

    assert (whole.proposed, whole.by, whole.from_below) == (euros(95), "anna", euros("90.005", scale=3))
    assert (whole.target, whole.difference, whole.unanswered) == (euros(100), euros("9.995", scale=3), 1)
    assert (elbe.proposed, elbe.by, elbe.at, elbe.unanswered, elbe.difference) == (
        None,
        None,
        None,
        1,
        euros(0),
    )
    assert (nord.proposed, nord.by, nord.at, nord.unanswered) == (euros("50.005", scale=3), "P-4", NOON, 0)


def test_what_is_proposed_may_be_larger_than_a_machine_counts():
    found = compare(tree(), {"nord": euros(6 * 10**16), "elbe": euros(6 * 10**16)})[0]

    assert found.from_below == euros(12 * 10**16)
    assert found.difference == found.target - found.from_below


def test_a_mapping_does_not_say_who():
    assert compare(tree(), {"nord": euros(50)})[0].difference == euros(10)


@pytest.mark.parametrize(
    ("name", "value"), [("value", 1.5), ("at", datetime(2026, 3, 2)), ("by", ""), ("goal", " x")]
)
def test_a_proposal_says_what_by_whom_and_when(name, value):
    with pytest.raises(InvalidValue) as caught:
        Proposal(**({"goal": "nord", "value": 1, "by": "P-4", "at": NOON} | {name: value}))

    assert caught.value.path == name

"""Goals are approved from below upward."""

from datetime import UTC, datetime, timedelta

import pytest

from partnerkit.facts.goal import Goal
from partnerkit.goals import GoalTree, Step
from partnerkit.goals.approval import APPROVAL, advance, statuses
from partnerkit.values.errors import IllegalTransition, InvalidInput, InvalidValue, NotFound
from partnerkit.values.time import Period

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
TREE = GoalTree.of(
    Goal(id=name, parent=up, measure="m", period=Period.year(2026), target=1)
    for name, up in (("all", None), ("anna", "all"), ("nord", "anna"), ("elbe", "anna"))
)


def step(goal, event, by="anna", reason="", minutes=0):
    return Step(goal=goal, event=event, by=by, at=NOON + timedelta(minutes=minutes), reason=reason)


def after(*steps):
    found = ()
    for each in steps:
        found = advance(TREE, found, each)
    return found


AGREED = (
    step("nord", "submit", "P-4"),
    step("nord", "approve"),
    step("elbe", "submit", "P-5"),
    step("elbe", "approve"),
    step("anna", "submit"),
    step("anna", "approve", "zoe"),
)


def test_the_machine_ends_nowhere_for_goals_may_always_be_opened_again():
    assert APPROVAL.endless == ("open", "submitted", "approved")


def test_a_goal_is_submitted_when_all_below_it_is_approved():
    assert statuses(after(*AGREED)) == {"nord": "approved", "elbe": "approved", "anna": "approved"}
    with pytest.raises(InvalidValue, match="what is below it: elbe"):
        after(*AGREED[:2], step("anna", "submit"))


def test_opening_again_opens_everything_above():
    steps = after(*AGREED, step("all", "submit", "zoe"), step("nord", "reopen", "P-4", "lost a customer"))

    assert statuses(steps) == {"nord": "open", "elbe": "approved", "anna": "open", "all": "open"}
    assert [(each.goal, each.reason) for each in steps[-2:]] == [
        ("anna", "nord: lost a customer"),
        ("all", "nord: lost a customer"),
    ]


def test_what_is_returned_says_why_and_can_be_submitted_again():
    with pytest.raises(InvalidValue, match="reason"):
        after(AGREED[0], step("nord", "return"))
    steps = after(AGREED[0], step("nord", "return", reason="too little"), step("nord", "submit", "P-4"))

    assert statuses(steps) == {"nord": "submitted"}


def test_nobody_approves_what_they_submitted_and_time_goes_forward():
    with pytest.raises(InvalidInput) as caught:
        after(step("nord", "submit", minutes=5), step("nord", "approve"))

    assert [fault.path for fault in caught.value.faults] == ["at", "by"]


def test_there_are_no_other_steps_and_no_other_goals():
    with pytest.raises(IllegalTransition):
        after(step("nord", "approve"))
    with pytest.raises(NotFound):
        after(step("xx", "submit"))
    with pytest.raises(IllegalTransition, match=r"steps\[1\]"):
        statuses([step("nord", "submit"), step("nord", "submit")])


def test_parts_added_below_what_is_approved_are_asked_too():
    parts = [
        Goal(id=f"nord/{name}", parent="nord", measure="m", period=Period.year(2026), target=1)
        for name in "ab"
    ]
    later = TREE.with_(*parts)
    with pytest.raises(InvalidValue, match="what is below it: nord/a, nord/b"):
        advance(later, after(*AGREED), step("all", "submit"))
    with pytest.raises(InvalidValue, match="what is below it: nord/a, nord/b"):
        advance(later, after(*AGREED[:5]), step("anna", "approve", "zoe"))

"""How teams stand that want something together, and who kept what was promised."""

from datetime import date
from decimal import Decimal

import pytest

from partnerkit.facts.agreement import Commitment, JointPlan
from partnerkit.facts.goal import Goal
from partnerkit.facts.joint import JointGoal, JointPart
from partnerkit.goals import GoalTree, attain, attain_jointly, broken_commitments, judge_commitments
from partnerkit.interop import say
from partnerkit.values.errors import InvalidInput, InvalidValue
from partnerkit.values.time import Period

YEAR = Period.year(2026)
END = date(2027, 1, 1)


def standing(as_of=END, **values):
    goals = [Goal(id=name, measure="m", period=YEAR, target=100) for name in values]
    return attain(GoalTree.of(goals), values, as_of=as_of)


def joint(**more):
    weights = {
        ("marketing", "pipeline"): "0.6",
        ("marketing", "leads"): "0.4",
        ("sales", "pipeline"): "0.3",
        ("sales", "deals"): "0.7",
    }
    parts = [JointPart(team=team, goal=goal, weight=Decimal(each)) for (team, goal), each in weights.items()]
    return JointGoal(**{"id": "J-1", "period": YEAR, "parts": parts} | more)


def test_each_team_has_its_part_of_what_is_shared_and_its_own():
    found = attain_jointly(joint(), standing(pipeline=90, leads=200, deals=50))

    marketing, sales = found["marketing"], found["sales"]
    assert (marketing.shared, marketing.individual, marketing.attainment) == (
        Decimal("0.54"),
        Decimal("0.8"),
        Decimal("1.34"),
    )
    assert (sales.shared, sales.individual, sales.attainment) == (
        Decimal("0.27"),
        Decimal("0.35"),
        Decimal("0.62"),
    )


def test_one_goal_makes_up_for_others_up_to_the_cap():
    found = attain_jointly(joint(cap=Decimal("1.25")), standing(pipeline=90, leads=200, deals=50))

    assert found["marketing"].attainment == Decimal("1.04")


def test_what_is_not_known_is_not_zero():
    found = attain_jointly(joint(), standing(pipeline=90, leads=None, deals=50))

    assert found["marketing"].attainment is None
    assert found["sales"].attainment == Decimal("0.62")
    assert say(found["marketing"]) == "Nothing is known of leads, which counts 0.4."


def test_a_goal_without_a_standing_is_asked_for():
    with pytest.raises((InvalidValue, InvalidInput), match="leads"):
        attain_jointly(joint(), standing(pipeline=90, deals=50))


def plan(*commitments):
    return JointPlan(id="J-1", partner="P-4", period=YEAR, goals=("deals",), commitments=commitments)


def promise(by="vendor", **more):
    return Commitment(**{"id": "C-1", "by": by, "text": "a demo machine", "due": date(2026, 3, 31)} | more)


def state(commitment, as_of, status=None):
    return judge_commitments(plan(commitment), status, as_of=as_of)[0].state


@pytest.mark.parametrize("by", ["vendor", "partner"])
def test_both_sides_are_judged_alike(by):
    assert state(promise(by), date(2026, 3, 31)) == "open"
    assert state(promise(by), date(2026, 4, 1)) == "broken"
    assert state(promise(by, done_on=date(2026, 3, 31)), date(2026, 4, 1)) == "kept"
    assert state(promise(by, done_on=date(2026, 4, 1)), date(2026, 4, 1)) == "kept-late"
    assert state(promise(by, due=None), date(2026, 12, 31)) == "open"
    assert state(promise(by, due=None), END) == "broken"


def test_a_promise_that_a_goal_measures_is_kept_with_the_goal():
    measured = promise("partner", goal="deals", due=None)

    assert state(measured, END, standing(deals=100)) == "kept"
    assert state(measured, END, standing(deals=99)) == "broken"
    assert state(measured, date(2026, 6, 30), standing(date(2026, 6, 30), deals=100)) == "open"
    assert state(measured, END, standing(deals=None)) == "unknown"
    assert state(measured, END) == "unknown"


def test_a_promise_cannot_be_kept_tomorrow():
    with pytest.raises(InvalidValue, match="done_on"):
        state(promise(done_on=date(2026, 3, 2)), date(2026, 3, 1))


def test_who_broke_a_promise_is_heard_first():
    judged = judge_commitments(
        plan(promise(), promise("partner", id="C-2", text="two engineers trained")), as_of=date(2026, 4, 1)
    )

    found = broken_commitments(judged, partner="P-4")

    assert [each.proposals[0].facts["party"] for each in found] == ["vendor", "P-4"]
    assert say(found[1]) == "two engineers trained: was due by Mar 31, 2026 and is not done (partner)."
    assert say(judged[0], locale="sv").startswith("a demo machine: skulle vara klart senast")


def test_every_promise_done_after_the_day_is_told():
    promises = [
        Commitment(id=name, by="vendor", text="a demo", due=date(2026, 3, 31), done_on=date(2026, 4, day))
        for name, day in (("C-1", 2), ("C-2", 3))
    ]
    plan = JointPlan(id="J-1", partner="P-4", period=Period.year(2026), commitments=promises)

    with pytest.raises(InvalidInput) as caught:
        judge_commitments(plan, as_of=date(2026, 4, 1))
    assert [fault.path for fault in caught.value.faults] == [
        "commitments[C-1].done_on",
        "commitments[C-2].done_on",
    ]


def test_broken_promises_are_of_a_partner():
    with pytest.raises(InvalidValue, match="partner: None"):
        broken_commitments((), partner=None)


def test_a_goal_known_in_part_is_not_known():
    goals = [
        Goal(id=name, parent=up, measure="m", period=YEAR, target=100)
        for name, up in (
            ("pipeline", None),
            ("pipeline/a", "pipeline"),
            ("pipeline/b", "pipeline"),
            ("leads", None),
            ("deals", None),
        )
    ]
    status = attain(GoalTree.of(goals), {"pipeline/a": 60, "leads": 100, "deals": 50}, as_of=END)

    found = attain_jointly(joint(), status)["sales"]

    assert (found.attainment, found.shared, found.individual) == (None, None, None)
    assert [say(reason) for reason in found.reasons] == [
        "pipeline, which counts 0.3, has parts without a value: 1."
    ]

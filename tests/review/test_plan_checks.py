"""Whether a plan can help: SMART goals, several measures, some of them ours, and data."""

from datetime import date
from decimal import Decimal

import pytest
from attrs import evolve

from partnerkit.facts import Goal, Measure, PlanStep
from partnerkit.lifecycle import IMPROVEMENT, plan_from
from partnerkit.review import check_plan
from partnerkit.values.errors import InvalidValue
from partnerkit.values.time import Period

START = date(2026, 3, 2)
GOAL = Goal(
    id="G-1",
    measure="conversion",
    partner="P-4",
    period=Period.of(date(2026, 3, 1), date(2026, 7, 1)),
    target=Decimal("0.2"),
)
PLAN = plan_from(
    IMPROVEMENT,
    id="B-1",
    partner="P-4",
    start=START,
    goals=["G-1"],
    owners={"vendor": "U-2", "partner": "U-7"},
)
KNOWN = {
    "measures": {"conversion": Measure(id="conversion", kind="ratio")},
    "results": {"G-1": [Decimal(each) for each in ("0.15", "0.17", "0.18", "0.18")]},
    "priorities": {"conversion": 1},
}


def checked(plan=PLAN, goal=GOAL, **more):
    return check_plan(plan, [goal], as_of=START, **{**KNOWN, **more})


def test_a_plan_that_can_help():
    assert checked().is_sound
    assert checked().reasons == ()


def test_each_letter_is_checked():
    assert [each.letter for each in checked().goals[0].letters] == ["S", "M", "A", "R", "T"]
    far = checked(goal=evolve(GOAL, target=Decimal("0.9")))
    assert (far.is_sound, [each.code for each in far.reasons]) == (False, ["smart-out-of-reach"])
    assert checked(measures=None).is_sound is None


def test_what_is_missing_of_the_plan_is_said():
    theirs = [evolve(each, by="partner") if each.goal else each for each in PLAN.steps]
    one = [evolve(each, goal=None) if each.id != "coach-sellers" else each for each in PLAN.steps]

    assert [each.code for each in checked(results={}).gaps] == ["goal-without-data"]
    assert [each.code for each in checked(evolve(PLAN, steps=theirs)).gaps] == ["no-measure-of-ours"]
    assert [each.code for each in checked(evolve(PLAN, steps=one)).gaps] == ["too-few-measures"]
    late = evolve(GOAL, period=Period.year(2026))
    assert [each.code for each in checked(goal=late).gaps] == ["goal-ends-after-plan"]
    none = evolve(PLAN, goals=(), steps=[PlanStep(id="a", code="look-back", by="vendor", due=START)])
    assert [each.code for each in checked(none).gaps] == ["plan-without-goal", "steps-without-owner"]


def test_goals_of_the_plan_must_be_given():
    with pytest.raises(InvalidValue, match="give every goal"):
        check_plan(PLAN, [], as_of=START)

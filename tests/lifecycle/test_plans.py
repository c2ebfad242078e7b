"""What is done, late and waiting, when to talk, what keeps a plan from its end, and what it gave."""

from datetime import date

import pytest
from attrs import evolve

from partnerkit.facts import JointPlan
from partnerkit.facts.plan import ExitCriterion
from partnerkit.lifecycle import (
    IMPROVEMENT,
    ONBOARDING,
    closing_gaps,
    interventions,
    next_talk,
    plan_from,
    step_states,
)
from partnerkit.lifecycle.plans import talk_days
from partnerkit.values.errors import InvalidValue
from partnerkit.values.money import Money, Ratio
from partnerkit.values.time import Period

START = date(2026, 3, 2)
ONBOARD = plan_from(ONBOARDING, id="B-1", partner="P-4", start=START).with_step("agree", on=START)
IMPROVE = plan_from(
    IMPROVEMENT, id="B-2", partner="P-4", start=START, goals=["G-1"], causes=["low-conversion"]
).with_step("agree", on=START)


def states(plan, day):
    return {each.step.id: each for each in step_states(plan, as_of=day)}


def test_each_step_stands_somewhere():
    plan = ONBOARD.with_done("name-a-contact", on=date(2026, 3, 4)).with_done(
        "give-access", on=date(2026, 3, 12)
    )
    found = states(plan, date(2026, 3, 17))

    assert [found[name].state for name in ("name-a-contact", "give-access", "compare-priorities")] == [
        "done",
        "done-late",
        "overdue",
    ]
    assert (found["agree-goals"].state, found["agree-goals"].waits_for) == (
        "waiting",
        ("compare-priorities",),
    )
    assert found["train-sellers"].state == "ready"
    assert states(plan, date(2026, 3, 24))["agree-goals"].reason.code == "step-overdue-waiting"
    assert states(plan, date(2026, 3, 4))["give-access"].state == "ready"


def test_a_step_is_in_time_on_its_last_day():
    assert states(ONBOARD, date(2026, 3, 5))["name-a-contact"].state == "ready"
    assert states(ONBOARD, date(2026, 3, 6))["name-a-contact"].state == "overdue"


def test_talks_are_every_fortnight_or_on_the_day_of_the_month():
    assert [each.day for each in talk_days(ONBOARD)[:3]] == [16, 30, 13]
    monthly = evolve(ONBOARD, cadence="month", agreed_on=date(2026, 3, 31))
    assert [str(each) for each in talk_days(monthly)] == ["2026-04-30", "2026-05-31"]
    assert talk_days(ONBOARD)[-1] == ONBOARD.period.last_day


def test_a_talk_that_was_held_is_not_due_again():
    assert next_talk(ONBOARD) == date(2026, 3, 16)
    assert next_talk(ONBOARD.with_talk(date(2026, 3, 14))) == date(2026, 3, 30)
    assert next_talk(ONBOARD.with_talk(date(2026, 3, 13))) == date(2026, 3, 30)
    assert next_talk(ONBOARD.with_talk(date(2026, 3, 12))) == date(2026, 3, 16)
    assert next_talk(ONBOARD.with_talk(date(2026, 4, 2))) == date(2026, 4, 13)
    assert next_talk(ONBOARD.with_step("miss", on=date(2026, 4, 1), reason="no-deal")) is None
    assert next_talk(evolve(ONBOARD, talks=[date(2026, 4, 2), date(2026, 3, 12)])) == date(2026, 4, 13)


def signed(**more):
    return JointPlan(
        id="J-1",
        partner="P-4",
        period=Period.year(2026),
        goals=["de"],
        signed_by_vendor=START,
        **{"signed_by_partner": START, **more},
    )


def test_onboarding_ends_only_with_goals_acknowledged():
    done = evolve(ONBOARD, steps=[evolve(each, done_on=START) for each in ONBOARD.steps])
    values = {"registered-deals": 1, "certified-people": 2}
    day = date(2026, 5, 31)

    assert closing_gaps(done, values, as_of=day, joint_plan=signed()) == ()
    assert [each.code for each in closing_gaps(done, values, as_of=day)] == ["joint-plan-missing"]
    unsigned = signed(signed_by_partner=None)
    assert [each.code for each in closing_gaps(done, values, as_of=day, joint_plan=unsigned)] == [
        "goals-unsigned"
    ]


def test_what_is_missing_is_said():
    found = closing_gaps(ONBOARD, {"registered-deals": 0}, as_of=date(2026, 5, 31), joint_plan=signed())

    assert [each.code for each in found] == ["plan-steps-open", "exit-below", "exit-unknown"]


def test_goals_of_an_improvement_are_to_be_reached():
    def codes(**more):
        return [each.code for each in closing_gaps(IMPROVE, {}, as_of=START, **more)][1:]

    assert codes() == ["goal-unknown"]
    assert codes(reached={"G-1": False}) == ["goal-not-reached"]
    assert codes(reached={"G-1": True}) == []


def test_remedies_of_a_plan_can_be_measured():
    found = interventions([IMPROVE], as_of=date(2026, 4, 1))

    assert [(each.id, each.remedy, each.started_on) for each in found] == [
        ("B-2/coach-sellers", "coach-sellers", date(2026, 3, 20)),
        ("B-2/train-people", "train-people", date(2026, 3, 20)),
    ]
    assert len(interventions([IMPROVE], as_of=date(2026, 6, 30))) == 3
    draft = plan_from(IMPROVEMENT, id="B-3", partner="P-5", start=START, goals=["G-1"])
    assert interventions([draft], as_of=date(2026, 6, 30)) == ()


def test_nothing_was_given_before_the_plan_was_agreed():
    late = plan_from(IMPROVEMENT, id="B-2", partner="P-4", start=START, goals=["G-1"])
    late = late.with_step("agree", on=date(2026, 4, 1))

    assert {each.started_on for each in interventions([late], as_of=date(2026, 4, 5))} == {date(2026, 4, 1)}


def test_what_had_not_begun_when_a_plan_was_closed_was_not_given():
    closed = IMPROVE.with_step("refuse", on=date(2026, 3, 10), by="partner", reason="no-time")

    assert interventions([closed], as_of=date(2026, 6, 30)) == ()
    later = IMPROVE.with_step("miss", on=date(2026, 4, 10), reason="targets-missed")
    assert {each.ended_on for each in interventions([later], as_of=date(2026, 6, 30))} == {date(2026, 4, 10)}


def test_what_was_over_when_it_was_agreed_is_not_talked_about():
    late = evolve(IMPROVE, status="running", agreed_on=IMPROVE.period.end)

    assert (talk_days(late), next_talk(late)) == ((), None)


def test_a_day_is_a_day():
    with pytest.raises(InvalidValue, match="as_of"):
        step_states(ONBOARD, as_of="2026-03-02")


def test_a_measure_that_is_none_is_not_known():
    plan = plan_from(ONBOARDING, id="B-1", partner="P-4", start=date(2026, 3, 2))
    told = {"registered-deals": None, "certified-people": 1}

    codes = [each.code for each in closing_gaps(plan, told, as_of=date(2026, 5, 31))]
    assert codes.count("exit-unknown") == 1
    rate = evolve(plan, exits=[ExitCriterion(measure="conversion", least=Ratio.of(1, 5))])
    codes = [each.code for each in closing_gaps(rate, {"conversion": Ratio.of(0, 0)}, as_of=START)]
    assert "exit-unknown" in codes
    for value in (0.2, Money.of("1", "EUR")):
        with pytest.raises(InvalidValue, match="conversion"):
            closing_gaps(rate, {"conversion": value}, as_of=START)

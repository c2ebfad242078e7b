"""What a talk is about: what we owe, praise, what is asked, what comes next."""

from datetime import date
from decimal import Decimal

import pytest

from partnerkit.facts import Goal, Measure
from partnerkit.interop import say
from partnerkit.lifecycle import IMPROVEMENT, feedback, plan_from
from partnerkit.values.errors import InvalidInput, InvalidValue
from partnerkit.values.money import Money, Ratio
from partnerkit.values.time import Period

START, TODAY = date(2026, 3, 2), date(2026, 4, 13)
GOALS = [
    Goal(
        id="conversion", measure="conversion", partner="P-4", period=Period.year(2026), target=Decimal("0.25")
    ),
    Goal(id="answer", measure="hours", partner="P-4", period=Period.year(2026), target=8),
    Goal(
        id="revenue", measure="revenue", partner="P-4", period=Period.year(2026), target=Money.of("90", "EUR")
    ),
]
MEASURES = {"hours": Measure(id="hours", better="lower")}


def plan(*done):
    found = plan_from(IMPROVEMENT, id="B-1", partner="P-4", start=START, goals=[each.id for each in GOALS])
    found = found.with_step("agree", on=START)
    for name in done:
        found = found.with_done(name, on=found.step(name).due)
    return found


def scores(**now):
    before = {"conversion": 0.1, "hours": 20, "revenue": Money.of("50", "EUR")}
    return {date(2026, 3, 1): before, date(2026, 4, 10): {**before, **now}}


def told(known, values, **more):
    return feedback(known, values, as_of=TODAY, goals=GOALS, measures=MEASURES, **more)


def codes(reasons):
    return [each.code for each in reasons]


def test_each_goal_is_better_worse_or_the_same_and_lower_may_be_better():
    found = told(plan("hear-the-partner"), scores(conversion=0.14, hours=25))

    assert [(each.goal, each.course) for each in found.courses] == [
        ("conversion", "better"),
        ("answer", "worse"),
        ("revenue", "same"),
    ]
    assert (found.improved, found.not_improved) == (("conversion",), ("answer", "revenue"))
    assert codes(told(plan(), scores(hours=6)).praise)[0] == "goal-reached-now"


def test_what_we_owe_is_said_first_and_nobody_is_pressed_for_it():
    found = told(plan(), scores())

    assert codes(found.reasons)[0] == "vendor-owes-step"
    # The partner's step waits for ours: it is late, and he is not to blame.
    assert "partner-step-late" not in codes(found.pressure)
    heard = told(plan("hear-the-partner"), scores())
    assert "partner-step-late" in codes(heard.pressure)


def test_praise_comes_with_pressure():
    found = told(plan("hear-the-partner", "agree-goals"), scores(conversion=0.2, hours=30))

    assert codes(found.praise) == ["goal-better", "plan-step-kept", "plan-step-kept"]
    assert codes(found.pressure)[0] == "goal-worse"
    assert codes(found.next)[-1] == "next-talk"
    assert say(found.praise[0]) == (
        "It is getting better: conversion went from 0.1 to 0.2, on the way to 0.25 (conversion)."
    )


def test_the_latest_talk_is_where_it_counts_from():
    values = {**scores(conversion=0.2), date(2026, 3, 16): {"conversion": 0.22}}
    found = told(plan().with_talk(date(2026, 3, 16)), values)

    assert found.courses[0].course == "worse"


def test_a_small_change_is_none_and_an_unknown_one_is_asked_for():
    assert told(plan(), scores(conversion=0.1019)).courses[0].course == "same"
    assert told(plan(), scores(conversion=0.1021)).courses[0].course == "better"
    unknown = told(plan(), {date(2026, 3, 1): {"conversion": None}})
    assert {each.course for each in unknown.courses} == {"unknown"}
    assert unknown.courses[0].reason.code == "goal-course-unknown"
    assert unknown.praise == ()


@pytest.mark.parametrize("agreed", [date(2026, 2, 10), START, date(2026, 3, 12)])
def test_before_the_first_talk_the_first_day_of_the_plan_is_the_start_whenever_it_was_agreed(agreed):
    """What was known on the first day is where it began: neither unknown, nor what came of the plan so far."""
    draft = plan_from(IMPROVEMENT, id="B-1", partner="P-4", start=START, goals=["conversion"])
    known = draft.with_step("agree", on=agreed).with_done(
        "hear-the-partner", on=max(agreed, date(2026, 2, 20))
    )
    values = {date(2026, 2, 28): {"conversion": 0.1}, date(2026, 3, 10): {"conversion": 0.2}}
    found = feedback(known, values, as_of=date(2026, 3, 16), goals=GOALS)

    assert (found.courses[0].before, found.courses[0].now, found.improved) == (0.1, 0.2, ("conversion",))
    assert "plan-step-kept" in codes(found.praise) or agreed > date(2026, 3, 9)


def test_a_figure_from_before_the_last_talk_says_nothing_of_what_happened_since():
    """Nobody is asked why a figure did not move that nobody has reported; it is asked for itself."""
    found = told(plan(), {date(2026, 3, 1): {"conversion": 0.3, "hours": 20}})

    assert [(each.course, each.before, each.now, each.reached) for each in found.courses] == [
        ("unknown", 0.3, None, None),
        ("unknown", 20, None, None),
        ("unknown", None, None, None),
    ]
    assert {"goal-same", "goal-reached-now"}.isdisjoint(codes(found.reasons))
    assert codes(found.next).count("goal-course-unknown") == 3


def test_a_figure_whose_beginning_nobody_knows_is_told_and_praised_when_it_is_good():
    found = told(plan(), {date(2026, 4, 10): {"conversion": 0.3, "hours": 20}})

    assert [each.reason.code for each in found.courses][:2] == ["goal-reached-now", "goal-start-unknown"]
    assert codes(found.praise) == ["goal-reached-now"]
    assert say(found.courses[1].reason).startswith("hours stands at 20; where it stood before is not known.")


def test_a_float_reaches_the_goal_it_is_written_like():
    goal = Goal(id="G", measure="rate", partner="P-4", period=Period.year(2026), target=Decimal("0.3"))
    rescue = plan_from(IMPROVEMENT, id="B-1", partner="P-4", start=START, goals=["G"])
    found = feedback(rescue, {TODAY: {"rate": 0.3}}, as_of=TODAY, goals=[goal])

    assert found.courses[0].reached is True


def test_a_range_is_reached_from_both_sides():
    measure = Measure(id="hours", better="target", target_range=(Decimal(5), Decimal(9)))
    found = feedback(plan(), scores(hours=10), as_of=TODAY, goals=GOALS, measures={"hours": measure})

    assert (found.courses[1].course, found.courses[1].reached) == ("better", False)


def test_after_its_last_day_a_plan_is_to_be_closed():
    found = feedback(plan(), scores(), as_of=date(2026, 7, 1), goals=GOALS)

    assert codes(found.next)[-1] == "plan-to-be-closed"


def test_values_that_count_something_else_are_refused():
    with pytest.raises((InvalidInput, InvalidValue)) as caught:
        told(
            plan(), scores(conversion=Money.of("1", "EUR"), revenue=Money.of("1", "SEK"), hours=float("nan"))
        )

    assert len(caught.value.faults) == 3
    with pytest.raises(InvalidInput):
        feedback(plan(), scores(), as_of=TODAY, goals=[])
    with pytest.raises(InvalidValue, match="least_change"):
        told(plan(), scores(), least_change=Decimal(2))


def test_a_ratio_of_nothing_is_not_known_and_no_zero():
    goal = Goal(id="won", measure="won", partner="P-4", period=Period.year(2026), target=Ratio.of(1, 4))
    known = plan_from(IMPROVEMENT, id="B-1", partner="P-4", start=START, goals=["won"])
    values = {date(2026, 3, 1): {"won": Ratio.of(0, 0)}, TODAY: {"won": Ratio.of(1, 5)}}

    (course,) = feedback(known.with_step("agree", on=START), values, as_of=TODAY, goals=[goal]).courses

    assert (course.course, course.before, course.reached) == ("unknown", None, False)

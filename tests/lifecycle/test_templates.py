"""How a plan is made from a template, and what of that is recorded."""

from datetime import date

import pytest

from partnerkit.interop import say
from partnerkit.lifecycle import IMPROVEMENT, ONBOARDING, PlanTemplate, TemplateStep, plan_from, retailor
from partnerkit.lifecycle.plans import step_states
from partnerkit.values.errors import InvalidInput, InvalidValue

START = date(2026, 3, 2)


def made(template=ONBOARDING, **more):
    return plan_from(template, id="B-1", partner="P-4", start=START, **more)


def test_a_plan_is_dated_owned_and_ends_after_its_last_step():
    plan = made(owners={"vendor": "U-2", "partner": "U-7", "give-access": "U-3"})

    assert plan.step("name-a-contact").due == date(2026, 3, 5)
    assert [plan.step(name).owner for name in ("name-a-contact", "give-access", "agree-goals")] == [
        "U-2",
        "U-3",
        "U-7",
    ]
    assert (plan.period.start, plan.period.last_day) == (START, date(2026, 5, 31))
    assert made(days=120).period.last_day == date(2026, 6, 30)
    assert plan.tailored == ()
    assert "present-references" not in plan.order


def test_a_strength_spares_steps_and_calls_for_others():
    plan = made(strengths=["people-certified", "strong-references"])

    assert [(each.step, each.change, each.because) for each in plan.tailored] == [
        ("train-sellers", "left-out", "people-certified"),
        ("train-technicians", "left-out", "people-certified"),
        ("present-references", "added", "strong-references"),
    ]
    assert plan.step("visit-together").after == ("give-access",)


def test_measures_are_aimed_at_the_goal():
    plan = made(IMPROVEMENT, goals=["G-1"], strengths=["sells-well"])

    assert [each.remedy for each in plan.steps if each.goal == "G-1"] == [
        "give-leads",
        "train-people",
        "visit-together",
    ]


@pytest.mark.parametrize("language", ["en", "de", "sv"])
def test_every_step_of_the_house_has_words(language):
    for template in (ONBOARDING, IMPROVEMENT):
        every = {name for each in template.steps for name in each.built_on}
        for each in step_states(made(template, strengths=every), as_of=START):
            assert not say(each.statement, locale=language).startswith("do-")
            # Neither is what it is, or waits for, a code.
            codes = {each.step.code, *each.waits_for}
            assert not any(code in say(each.reason, locale=language) for code in codes)


def test_changes_are_recorded():
    plan = retailor(made(), "look-back", due=date(2026, 5, 29), owner="U-2", because="on-leave")

    assert [(each.change, each.because) for each in plan.tailored] == [
        ("moved", "on-leave"),
        ("handed-over", "on-leave"),
    ]
    assert plan.step("look-back").owner == "U-2"
    with pytest.raises(InvalidValue, match="give another day"):
        retailor(plan, "look-back", owner="U-2", because="on-leave")
    done = plan.with_step("agree", on=START).with_done("give-access", on=START)
    with pytest.raises(InvalidValue, match="done on"):
        retailor(done, "give-access", owner="U-9", because="on-leave")
    refused = plan.with_step("refuse", on=START, by="partner", reason="no-time")
    with pytest.raises(InvalidValue, match="the plan is refused"):
        retailor(refused, "give-access", owner="U-9", because="on-leave")


@pytest.mark.parametrize(
    ("steps", "path"),
    [
        ([("a", 5, ["b"]), ("b", 5, ["a"])], "steps"),
        ([("a", 5, []), ("a", 6, [])], "steps[1].code"),
        ([("a", 5, ["z"])], "steps[0].after"),
        ([("a", 9, []), ("b", 5, ["a"])], "steps[1].day"),
    ],
)
def test_a_template_that_no_plan_can_follow_is_refused(steps, path):
    made_of = [TemplateStep(code=code, by="vendor", day=day, after=after) for code, day, after in steps]
    with pytest.raises((InvalidValue, InvalidInput)) as caught:
        PlanTemplate(id="T", kind="onboarding", steps=made_of)

    assert path in [each.path for each in getattr(caught.value, "faults", (caught.value,))]


def test_owners_of_nothing_and_too_short_a_plan_are_refused():
    with pytest.raises(InvalidValue, match=r"owners\['vendr'\]"):
        made(owners={"vendr": "U-2"})
    with pytest.raises(InvalidValue, match="use 90 or more"):
        made(days=60)
    with pytest.raises(InvalidInput):
        made(goals="G-1", strengths="people-certified")
    with pytest.raises(InvalidValue, match="due"):
        retailor(made(), "look-back", because="on-leave", due="2026-05-29")

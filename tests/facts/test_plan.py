"""What a plan is made of, what it refuses, and how it ends."""

from datetime import date

import pytest

from partnerkit.facts import ExitCriterion, Plan, PlanStep, Tailoring
from partnerkit.values.errors import IllegalTransition, InvalidInput, InvalidValue, NotFound
from partnerkit.values.money import Money, Quantity, Ratio
from partnerkit.values.time import Period

PERIOD = Period.of(date(2026, 3, 1), date(2026, 7, 1))


def step(name, day, *after, **more):
    return PlanStep(id=name, code="coach-sellers", by="vendor", due=date(2026, 3, day), after=after, **more)


def plan(*steps, **more):
    known = {"id": "B-1", "kind": "improvement", "partner": "P-4", "period": PERIOD, "goals": ["G-1"], **more}
    return Plan(steps=steps or (step("a", 5), step("b", 9, "a")), **known)


def test_a_plan_runs_from_its_agreement_to_its_end():
    running = plan().with_step("agree", on=date(2026, 3, 2))
    done = running.with_done("a", on=date(2026, 3, 4)).with_done("b", on=date(2026, 3, 9))

    assert [each.done_on for each in done.steps] == [date(2026, 3, 4), date(2026, 3, 9)]
    assert done.with_done("a", on=date(2026, 4, 1)) == done
    assert done.with_step("reach", on=date(2026, 6, 1)).is_closed
    assert running.with_step("miss", on=date(2026, 6, 1), reason="targets-missed").reason == "targets-missed"
    assert running.with_talk(date(2026, 3, 9)).with_talk(date(2026, 3, 4)).talks == (
        date(2026, 3, 4),
        date(2026, 3, 9),
    )


def test_only_the_partner_refuses_a_plan_and_says_why():
    refused = plan().with_step("refuse", on=date(2026, 3, 2), by="partner", reason="no-time")

    assert plan(goals=()).with_step("refuse", on=date(2026, 3, 2), reason="no-time").is_closed
    assert (refused.status, refused.agreed_on, refused.closed_on) == ("refused", None, date(2026, 3, 2))
    with pytest.raises(IllegalTransition):
        plan().with_step("refuse", on=date(2026, 3, 2), by="vendor", reason="no-time")
    with pytest.raises(InvalidValue, match="reason"):
        plan().with_step("refuse", on=date(2026, 3, 2))
    with pytest.raises(IllegalTransition):
        refused.with_step("agree", on=date(2026, 3, 3))


def test_what_must_be_done_before_is_done_before():
    running = plan().with_step("agree", on=date(2026, 3, 2))

    with pytest.raises(InvalidValue, match="do a before"):
        running.with_done("b", on=date(2026, 3, 9))
    with pytest.raises(InvalidValue, match="use no day before"):
        running.with_done("a", on=date(2026, 3, 9)).with_done("b", on=date(2026, 3, 8))
    with pytest.raises(InvalidValue, match="agree on the plan first"):
        plan().with_done("a", on=date(2026, 3, 2))
    with pytest.raises(NotFound):
        running.with_done("c", on=date(2026, 3, 2))


@pytest.mark.parametrize(
    ("steps", "more", "path"),
    [
        ((step("a", 5, "b"), step("b", 5, "a")), {}, "steps"),
        ((step("a", 5, "a"),), {}, "steps"),
        ((step("a", 5), step("a", 6)), {}, "steps[1].id"),
        ((step("a", 5, "z"),), {}, "steps[0].after"),
        ((step("a", 9), step("b", 5, "a")), {}, "steps[1].due"),
        ((step("a", 5, goal="G-9"),), {}, "steps[0].goal"),
        ((step("a", 5),), {"period": Period.month(2026, 4)}, "steps[0].due"),
        ((step("a", 5),), {"period": Period.since(date(2026, 3, 1))}, "period"),
        ((step("a", 5),), {"status": "running", "goals": [], "agreed_on": date(2026, 3, 1)}, "goals"),
        ((step("a", 5),), {"status": "running"}, "agreed_on"),
        ((step("a", 5),), {"closed_on": date(2026, 3, 1)}, "closed_on"),
        (
            (step("a", 5),),
            {"status": "missed", "agreed_on": date(2026, 3, 2), "closed_on": date(2026, 3, 1)},
            "closed_on",
        ),
    ],
)
def test_what_cannot_be_is_refused(steps, more, path):
    with pytest.raises((InvalidValue, InvalidInput)) as caught:
        plan(*steps, **more)
    faults = getattr(caught.value, "faults", (caught.value,))

    assert path in [each.path for each in faults]


def test_steps_end_after_they_begin():
    with pytest.raises(InvalidValue, match="due"):
        step("a", 5, start=date(2026, 3, 6))


def test_steps_come_in_an_order_in_which_they_can_be_done():
    assert plan(step("c", 9, "b"), step("b", 9, "a"), step("a", 9), step("d", 4)).order == (
        "d",
        "a",
        "b",
        "c",
    )


def test_an_exit_is_within_bounds_of_its_own_kind():
    euros = ExitCriterion(measure="revenue", least=Money.of("10", "EUR"), most=Money.of("20", "EUR"))

    assert [euros.holds(Money.of(each, "EUR")) for each in ("9.99", "10", "20", "20.01")] == [
        False,
        True,
        True,
        False,
    ]
    assert ExitCriterion(measure="m", most=Quantity.of(3, "d")).holds(Quantity.of(3, "d"))
    assert not ExitCriterion(measure="m", least=Ratio.of(1, 2)).holds(Ratio.of(0, 0))
    with pytest.raises(InvalidValue, match="use what the other bound counts"):
        euros.holds(12)
    with pytest.raises(InvalidValue, match="most"):
        ExitCriterion(measure="m", least=3, most=2)
    with pytest.raises(InvalidValue, match="state the least"):
        ExitCriterion(measure="m")


def test_what_was_tailored_is_one_of_four_things():
    with pytest.raises(InvalidValue):
        Tailoring(step="a", change="forgotten", because="no-time")


def test_the_day_of_a_talk_is_a_date():
    with pytest.raises(InvalidValue, match=r"on: .* use a date without a time"):
        plan(step("a", 9)).with_talk("2026-04-01")

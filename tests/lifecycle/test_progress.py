"""How far many plans are, against a loop over their steps."""

from datetime import date, timedelta

import numpy as np
import pytest

from partnerkit.interop import say
from partnerkit.lifecycle import IMPROVEMENT, ONBOARDING, plan_from, plan_progress, progress
from partnerkit.lifecycle.progress import NEVER, StepColumns, measure_progress
from partnerkit.values.errors import InvalidValue, NotFound

START = date(2026, 3, 2)


def plans():
    found = []
    for number in range(6):
        template = (ONBOARDING, IMPROVEMENT)[number % 2]
        plan = plan_from(template, id=f"B-{number}", partner=f"P-{number}", start=START, goals=["G-1"])
        plan = plan.with_step("agree", on=START)
        for place, name in enumerate(plan.order[: 2 * number]):
            plan = plan.with_done(name, on=START + timedelta(days=9 * place))
        found.append(plan)
    return found


def by_hand(plan, day):
    done = [each for each in plan.steps if each.done_on is not None and each.done_on <= day]
    still = [each for each in plan.steps if each not in done]
    whole = sum(each.weight for each in plan.steps)
    return (
        sum(each.weight for each in done) / whole,
        sum(each.weight for each in plan.steps if each.due <= day) / whole,
        sum(each.due < day for each in still),
        min((each.due for each in still), default=None),
    )


@pytest.mark.parametrize("at_once", [1, 15, 1 << 17])
@pytest.mark.parametrize("days", [0, 7, 30, 60, 200])
def test_it_is_what_a_loop_would_find(monkeypatch, days, at_once):
    monkeypatch.setattr(progress, "_AT_ONCE", at_once)
    known, day = plans(), START + timedelta(days=days)
    found = plan_progress(known, as_of=day)

    for plan in known:
        each = found[plan.id]
        assert (each.done, each.expected, each.overdue, each.due) == by_hand(plan, day)
    assert list(found.rows()) == [found[plan.id] for plan in known]


def test_heavy_steps_do_not_spill_over():
    count = 10_000
    figures = np.tile(np.array([5, NEVER, 1_000], np.int32), (2 * count, 1))
    found = measure_progress(StepColumns.from_arrays(np.array([count, count]), figures), 9)

    assert found.expected.tolist() == [10**7, 10**7]
    assert found.overdue.tolist() == [count, count]
    assert found.done.tolist() == [0, 0]


def test_it_is_said_and_shown():
    found = plan_progress(plans(), as_of=date(2026, 4, 20))

    assert say(found["B-0"].reason) == (
        "Plan B-0 is 0% done, 65% would be due; 5 steps are late, the first since Mar 5, 2026."
    )
    assert found.to_frame()["overdue"].tolist()[0] == 5
    assert found.late[0] == "B-0"
    assert repr(found).startswith("<Progresses of 6 plans")
    assert len(plan_progress([], as_of=START)) == 0
    with pytest.raises(NotFound):
        found["B-9"]
    with pytest.raises(InvalidValue, match="give each plan once"):
        plan_progress([*plans(), plans()[0]], as_of=START)
    with pytest.raises(InvalidValue, match="as_of"):
        plan_progress([], as_of=None)

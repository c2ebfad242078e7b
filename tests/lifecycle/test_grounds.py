"""What a step rests on is complete, or refused as it is made."""

from datetime import date

import pytest
from attrs import evolve

from partnerkit import Period
from partnerkit.facts import Plan, PlanStep
from partnerkit.lifecycle.grounds import Grounds, Override, PlanOutcome
from partnerkit.values.errors import InvalidValue

AFTER = date(2026, 4, 10)


@pytest.mark.parametrize(
    "make",
    [
        lambda: Grounds(unmet="loader"),
        lambda: Grounds(agreement="A-1"),
        lambda: Grounds(initiator="court"),
        lambda: Grounds(commissions=[(date(2026, 1, 1), 12.0)]),
        lambda: Grounds(last_day="2026-01-01"),
        lambda: Override(by="U-1", reason="x"),
        lambda: PlanOutcome(plan="I-1", outcome="given-up", closed_on=AFTER),
    ],
)
def test_what_cannot_be_brought_forward_is_refused(make):
    with pytest.raises(InvalidValue):
        make()


def test_a_plan_that_is_closed_says_how():
    draft = Plan(
        id="I-1",
        kind="improvement",
        partner="P-4",
        period=Period.of(date(2026, 1, 1), AFTER),
        goals=["G-1"],
        steps=[PlanStep(id="a", code="coach-sellers", by="vendor", due=date(2026, 2, 1))],
    )
    running = draft.with_step("agree", on=date(2026, 1, 2))
    closed = running.with_step("miss", on=AFTER, reason="targets-missed")

    assert PlanOutcome.of(closed) == PlanOutcome(plan="I-1", outcome="missed", closed_on=AFTER)
    for each in (draft, running, evolve(closed, kind="onboarding")):
        with pytest.raises(InvalidValue, match="improvement plan that is closed"):
            PlanOutcome.of(each)

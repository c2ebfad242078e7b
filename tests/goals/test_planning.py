"""A round of goals keeps what was said on the way."""

from datetime import UTC, datetime

import pytest

from partnerkit.facts.goal import Goal
from partnerkit.goals import GoalTree, PlanningRound, Proposal, Step, cascade, diff, reconcile
from partnerkit.interop import dumps, loads
from partnerkit.values.errors import IllegalTransition, InvalidValue
from partnerkit.values.time import Period

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
TREE = GoalTree.of(
    Goal(id=name, parent=up, measure="m", period=Period.year(2026), target=10 if not up else 0)
    for name, up in (("all", None), ("nord", "all"), ("elbe", "all"))
)


def test_a_round_from_kick_off_to_agreement_comes_back_from_a_document():
    handed = cascade(TREE, "all", by="equal")
    plan = PlanningRound(id="2026").record(handed, at=NOON, by="anna", origin="top-down")
    plan = plan.propose(
        Proposal(goal="nord", value=3, by="P-4", at=NOON), Proposal(goal="nord", value=4, by="P-4", at=NOON)
    )
    agreed = reconcile(handed, plan.proposals).tree
    plan = plan.record(agreed, at=NOON, by="anna", origin="bottom-up")
    plan = plan.advance(agreed, Step(goal="nord", event="submit", by="P-4", at=NOON))

    assert [change.goal for change in diff(*plan.versions)] == ["all", "nord"]
    assert (plan.proposed["nord"].value, len(plan.proposals)) == (4, 2)
    assert (plan.status("nord"), plan.status("all")) == ("submitted", "open")
    assert loads(dumps(plan)) == plan


def test_versions_are_numbered_and_steps_are_possible():
    plan = PlanningRound(id="2026").record(TREE, at=NOON, by="anna")

    with pytest.raises(InvalidValue, match="number"):
        PlanningRound(id="2026", versions=plan.versions * 2)
    with pytest.raises(IllegalTransition):
        PlanningRound(id="2026", steps=[Step(goal="nord", event="approve", by="anna", at=NOON)])
    with pytest.raises(InvalidValue, match="list of proposals"):
        PlanningRound(id="2026", proposals=("nord",))

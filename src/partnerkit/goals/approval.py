"""
Who has agreed, and whose turn is it?

Goals are approved from below upward: a goal is submitted, and approved, when
all that is below it is approved, at every level and whenever it was added; and
nobody approves what they submitted themselves. What is opened again opens
everything above it, for that rested on it.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal, final

from attrs import field, frozen

from partnerkit.goals.actuals import TREE
from partnerkit.goals.tree import GoalTree
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, NotFound, raise_faults, shown
from partnerkit.values.machine import Machine, Transition

__all__ = ["APPROVAL", "Event", "Step", "advance", "statuses"]

Event = Literal["submit", "approve", "return", "reopen"]

#: How one goal comes to be approved, and what opens it again.
APPROVAL = Machine(
    name="goal-approval",
    start="open",
    transitions=(
        Transition("open", "submit", "submitted"),
        Transition("submitted", "approve", "approved"),
        Transition("submitted", "return", "open", reason_required=True),
        Transition("submitted", "reopen", "open", reason_required=True),
        Transition("approved", "reopen", "open", reason_required=True),
    ),
)


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Step:
    """
    What somebody did with a goal, and when.

    >>> Step(goal="de", event="submit", by="anna", at=datetime.fromisoformat("2026-03-02T12:00Z")).reason
    ''
    """

    goal: str = field(validator=fields.identifier)
    event: Event = field(validator=fields.choice(*APPROVAL.events))
    by: str = field(validator=fields.identifier)
    at: datetime = field(converter=fields.as_utc, validator=fields.aware)

    #: Why, where it must be said.
    reason: str = field(default="", validator=fields.text)


def statuses(steps: Iterable[Step]) -> dict[str, str]:
    """
    Return where each goal stands that anything was done with; every other one is open.

    >>> noon = datetime.fromisoformat("2026-03-02T12:00Z")
    >>> statuses([Step(goal="de", event="submit", by="anna", at=noon)])
    {'de': 'submitted'}
    """
    found: dict[str, str] = {}
    for place, each in enumerate(steps):
        state = found.get(each.goal, APPROVAL.start)
        found[each.goal] = APPROVAL.transition(state, each.event, path=f"steps[{place}]").target
    return found


def advance(tree: GoalTree, steps: Sequence[Step], step: Step) -> tuple[Step, ...]:
    """
    Return *steps* with one more, and with what follows from it for the goals above.

    Raises
    ------
    NotFound
        For a goal that is not in the tree.
    IllegalTransition
        For a step that does not lead on from where the goal stands.
    InvalidValue, InvalidInput
        For a goal submitted or approved before all below it are approved, approval by
        whoever submitted, a step without the reason it needs, and one before the last.

    >>> from partnerkit import Goal, Period
    >>> tree = GoalTree.of(
    ...     Goal(id=id, parent=parent, measure="pieces", period=Period.year(2026), target=5)
    ...     for id, parent in (("emea", None), ("de", "emea"))
    ... )
    >>> noon = datetime.fromisoformat("2026-03-02T12:00Z")
    >>> advance(tree, (), Step(goal="emea", event="submit", by="anna", at=noon))
    Traceback (most recent call last):
    partnerkit.values.errors.InvalidValue: goal: 'emea' is not valid here; approve first what is below it: de
    """
    fields.check({"tree": (TREE, tree), "step": (fields.instance(Step, "a Step"), step)})
    if step.goal not in tree:
        raise NotFound.among(tree.ids, path="goal", key=step.goal)
    found = statuses(steps)
    state = found.get(step.goal, APPROVAL.start)
    APPROVAL.step(state, step.event, reason=step.reason, path=f"statuses[{step.goal}]")
    raise_faults(_faults(tree, steps, step, found))
    above = tree.path(step.goal)[-2::-1] if step.event == "reopen" else ()
    return (
        *steps,
        step,
        *(
            Step(goal=goal, event="reopen", by=step.by, at=step.at, reason=f"{step.goal}: {step.reason}")
            for goal in above
            if found.get(goal, APPROVAL.start) != APPROVAL.start
        ),
    )


def _faults(
    tree: GoalTree, steps: Sequence[Step], step: Step, found: dict[str, str]
) -> Iterable[InvalidValue]:
    if steps and step.at < steps[-1].at:
        remedy = f"use a time not before the last step, {steps[-1].at.isoformat()}"
        yield InvalidValue(path="at", value=shown(step.at.isoformat()), remedy=remedy)
    if step.event in {"submit", "approve"}:
        # Whatever is right below may have been approved before a hand-over added parts to it.
        below = tree.shape.subtree(tree.rank(step.goal))[1:]
        names_below = (tree.ids[rank] for level in below for rank in range(level.start, level.stop))
        waiting = [goal for goal in names_below if found.get(goal) != "approved"]
        if waiting:
            names = ", ".join(waiting[:5]) + ", ..." * (len(waiting) > 5)
            remedy = f"approve first what is below it: {names}"
            yield InvalidValue(path="goal", value=shown(step.goal), remedy=remedy)
    if step.event == "approve":
        submitted = next(each for each in reversed(steps) if each.goal == step.goal)
        if submitted.by == step.by:
            remedy = "let somebody else approve it than who submitted it"
            yield InvalidValue(path="by", value=shown(step.by), remedy=remedy)

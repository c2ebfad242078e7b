"""
How did we come to these goals?

A planning round keeps everything that was said on the way: what was handed
down and agreed, version by version, who proposed what and when, and who has
approved. It is a value: each step gives a new one, and the host stores it.
"""

from datetime import datetime
from typing import final

from attrs import evolve, field, frozen

from partnerkit.goals.approval import APPROVAL, Step, advance, statuses
from partnerkit.goals.proposals import Proposal, latest
from partnerkit.goals.tree import GoalTree
from partnerkit.goals.versions import Origin, Version
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, raise_faults, shown

__all__ = ["PlanningRound"]


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class PlanningRound:
    """
    Versions, proposals and approvals of one round of goals, in the order in which they came.

    >>> from partnerkit import Goal, Period
    >>> noon = datetime.fromisoformat("2026-03-02T12:00Z")
    >>> tree = GoalTree.of([Goal(id="de", measure="pieces", period=Period.year(2026), target=5)])
    >>> plan = PlanningRound(id="2026").record(tree, at=noon, by="anna", origin="top-down")
    >>> plan = plan.propose(Proposal(goal="de", value=4, by="P-4", at=noon))
    >>> plan.versions[-1].targets, plan.proposed["de"].value, plan.status("de")
    ({'de': 5}, 4, 'open')
    """

    id: str = field(validator=fields.identifier)
    versions: tuple[Version, ...] = field(
        default=(), converter=fields.as_tuple, validator=fields.tuple_of(Version, "versions"), repr=False
    )
    proposals: tuple[Proposal, ...] = field(
        default=(), converter=fields.as_tuple, validator=fields.tuple_of(Proposal, "proposals"), repr=False
    )
    steps: tuple[Step, ...] = field(
        default=(), converter=fields.as_tuple, validator=fields.tuple_of(Step, "steps"), repr=False
    )

    def __attrs_post_init__(self) -> None:
        raise_faults(
            InvalidValue(
                path=f"versions[{place}].number", value=shown(each.number), remedy=f"use {place + 1}"
            )
            for place, each in enumerate(self.versions)
            if each.number != place + 1
        )
        # A way that no goal can have gone is refused.
        statuses(self.steps)

    def propose(self, *proposals: Proposal) -> "PlanningRound":
        """Return the round with *proposals* added; the earlier ones are kept."""
        return evolve(self, proposals=(*self.proposals, *proposals))

    def record(
        self, tree: GoalTree, *, at: datetime, by: str, origin: Origin = "by-hand", note: str = ""
    ) -> "PlanningRound":
        """Return the round with the goals of *tree* as its next version."""
        number = len(self.versions) + 1
        made = Version.of(tree, number=number, at=at, by=by, origin=origin, note=note)
        return evolve(self, versions=(*self.versions, made))

    def advance(self, tree: GoalTree, step: Step) -> "PlanningRound":
        """Return the round with one more step of approval, and what follows from it; see `approval.advance`."""
        return evolve(self, steps=advance(tree, self.steps, step))

    @property
    def proposed(self) -> dict[str, Proposal]:
        """The proposal that counts for each goal."""
        return latest(self.proposals)

    def status(self, goal: str) -> str:
        """Return where a goal stands: open, submitted or approved."""
        return statuses(self.steps).get(goal, APPROVAL.start)

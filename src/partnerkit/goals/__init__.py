"""
What do we want, and does it add up?

============  ====================================================================
`tree`        `GoalTree`: who is under whom, and where children miss their parent
`cascade`     `cascade`: a goal handed down to everybody, exact to the cent
`rollup`      `roll_up`: values of leaves at every level, ratios as ratios
`attainment`  `attain`: how far each goal is, its pace, forecast and chance
`drivers`     `history`, `potential`, `blend`: by what a goal is handed down
`bounds`      `Bounds`, `growth`: what a goal may not fall below or exceed
`proposals`   `Proposal`, `compare`: what those say who have to reach it
`reconcile`   `reconcile`: what is handed down and what is proposed brought together
`versions`    `Version`, `diff`: the goals as they stood, and what has changed
`planning`    `PlanningRound`: versions, proposals and approvals, from below upward
============  ====================================================================

Beneath: `shape` (the tree as arrays), `amounts` (values as whole numbers),
`handdown` and `coherent` (the kernels), `weighing` and `padding`, `approval`,
`actuals` and `history` (what comes in), `forecast` (what it says).
"""

from partnerkit.facts.goal import Goal, Measure
from partnerkit.goals.approval import Step
from partnerkit.goals.attainment import Attainment, Status, attain
from partnerkit.goals.bounds import Bounds, growth
from partnerkit.goals.cascade import cascade
from partnerkit.goals.drivers import blend, history, potential
from partnerkit.goals.planning import PlanningRound
from partnerkit.goals.proposals import Proposal, compare
from partnerkit.goals.reconcile import Reconciled, reconcile
from partnerkit.goals.rollup import RollUp, roll_up
from partnerkit.goals.tree import Gap, GoalTree
from partnerkit.goals.versions import Version, diff

__all__ = [
    "Attainment",
    "Bounds",
    "Gap",
    "Goal",
    "GoalTree",
    "Measure",
    "PlanningRound",
    "Proposal",
    "Reconciled",
    "RollUp",
    "Status",
    "Step",
    "Version",
    "attain",
    "blend",
    "cascade",
    "compare",
    "diff",
    "growth",
    "history",
    "potential",
    "reconcile",
    "roll_up",
]


def __dir__() -> list[str]:
    return __all__

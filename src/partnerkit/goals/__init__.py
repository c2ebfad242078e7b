"""
What do we want, and does it add up?

============  ====================================================================
`tree`        `GoalTree`: who is under whom, and where children miss their parent
`cascade`     `cascade`: a goal handed down to everybody, exact to the cent
`rollup`      `roll_up`: values of leaves at every level, ratios as ratios
`attainment`  `attain`: how far each goal is, its pace, forecast and chance
============  ====================================================================

Beneath: `shape` (the tree as arrays), `amounts` (values as whole numbers),
`actuals` and `history` (what comes in), `forecast` (what it says).
"""

from partnerkit.facts.goal import Goal, Measure
from partnerkit.goals.attainment import Attainment, Status, attain
from partnerkit.goals.bounds import Bounds, growth
from partnerkit.goals.cascade import cascade
from partnerkit.goals.rollup import RollUp, roll_up
from partnerkit.goals.tree import Gap, GoalTree

__all__ = [
    "Attainment",
    "Bounds",
    "Gap",
    "Goal",
    "GoalTree",
    "Measure",
    "RollUp",
    "Status",
    "attain",
    "cascade",
    "growth",
    "roll_up",
]


def __dir__() -> list[str]:
    return __all__

"""
What do we want, and does it add up?

============  ====================================================================
`tree`        `GoalTree`: who is under whom, and where children miss their parent
`cascade`     `cascade`: a goal handed down to everybody, exact to the cent
`rollup`      `roll_up`: values of leaves at every level, ratios as ratios
`attainment`  `attain`: how far each goal is, its pace, forecast and chance
`figures`     `actuals_of`: which reported figures count, each unit once
`views`       `regroup`, `Views`: the same leaves by territory, by manager, by month
`handover`    `hand_over`, `share_credit`: goals that change hands or are shared
`scenario`    `what_if`: what would be different, and which leaves make it so
============  ====================================================================

Beneath: `shape` (the tree as arrays), `amounts` (values as whole numbers),
`paths` and `fitting` (what a tree is made of), `actuals` and `history` (what
comes in), `distinct` and `conversion` (what is no plain sum), `forecast` (what
it says).
"""

from partnerkit.facts.goal import Goal, Measure
from partnerkit.goals.attainment import Attainment, Status, attain
from partnerkit.goals.cascade import cascade
from partnerkit.goals.figures import Actuals, actuals_of
from partnerkit.goals.handover import divide_actuals, hand_over, share_actuals, share_credit
from partnerkit.goals.rollup import RollUp, roll_up
from partnerkit.goals.scenario import Changes, Scenario, what_if
from partnerkit.goals.tree import Gap, GoalTree
from partnerkit.goals.views import Views, regroup

__all__ = [
    "Actuals",
    "Attainment",
    "Changes",
    "Gap",
    "Goal",
    "GoalTree",
    "Measure",
    "RollUp",
    "Scenario",
    "Status",
    "Views",
    "actuals_of",
    "attain",
    "cascade",
    "divide_actuals",
    "hand_over",
    "regroup",
    "roll_up",
    "share_actuals",
    "share_credit",
    "what_if",
]


def __dir__() -> list[str]:
    return __all__

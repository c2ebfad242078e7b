"""
What do we want, and does it add up?

===============  =================================================================
`tree`           `GoalTree`: who is under whom, and where children miss their parent
`cascade`        `cascade`: a goal handed down to everybody, exact to the cent
`rollup`         `roll_up`: values of leaves at every level, ratios as ratios
`attainment`     `attain`: how far each goal is, its pace, forecast and chance
`early_warning`  `early_warnings`: which goals will be missed, and what causes it
`alignment`      `align`: whether vendor and partner want the same
`joint`          `attain_jointly`, `judge_commitments`: what teams and partners share
===============  =================================================================

Beneath: `shape` (the tree as arrays), `amounts` (values as whole numbers),
`actuals` and `history` (what comes in), `freshness` (how old it is), `forecast`
with `tails`, `outlook` and `expectation` (what it says), `standing` (of one goal).
"""

from partnerkit.facts.goal import Goal, Measure
from partnerkit.goals.alignment import Alignment, align, alignment_findings, trend
from partnerkit.goals.attainment import Attainment, Status, attain
from partnerkit.goals.cascade import cascade
from partnerkit.goals.early_warning import early_warnings
from partnerkit.goals.joint import attain_jointly, broken_commitments, judge_commitments
from partnerkit.goals.rollup import RollUp, roll_up
from partnerkit.goals.tree import Gap, GoalTree

__all__ = [
    "Alignment",
    "Attainment",
    "Gap",
    "Goal",
    "GoalTree",
    "Measure",
    "RollUp",
    "Status",
    "align",
    "alignment_findings",
    "attain",
    "attain_jointly",
    "broken_commitments",
    "cascade",
    "early_warnings",
    "judge_commitments",
    "roll_up",
    "trend",
]


def __dir__() -> list[str]:
    return __all__

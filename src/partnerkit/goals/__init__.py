"""
What do we want, and does it add up?

===============  ======================================================================
`tree`           `GoalTree`: who is under whom, and where children miss their parent
`cascade`        `cascade`: a goal handed down to everybody, exact to the cent
`drivers`        `history`, `potential`, `blend`: by what a goal is handed down
`bounds`         `Bounds`, `growth`: what a goal may not fall below or exceed
`rollup`         `roll_up`: values of leaves at every level, ratios as ratios
`figures`        `actuals_of`: which reported figures count, each unit once
`views`          `regroup`, `Views`: the same leaves by territory, by manager, by month
`handover`       `hand_over`, `share_credit`: goals that change hands or are shared
`scenario`       `what_if`: what would be different, and which leaves make it so
`proposals`      `Proposal`, `compare`: what those say who have to reach it
`reconcile`      `reconcile`: what is handed down and what is proposed brought together
`versions`       `Version`, `diff`: the goals as they stood, and what has changed
`planning`       `PlanningRound`: versions, proposals and approvals, from below upward
`attainment`     `attain`: how far each goal is, its pace, forecast and chance
`early_warning`  `early_warnings`: which goals will be missed, and what causes it
`alignment`      `align`: whether vendor and partner want the same
`joint`          `attain_jointly`, `judge_commitments`: what teams and partners share
`choosing`       which rule serves each goal, and how well
`scratch`        where is reckoned what nobody keeps
`shape`          who stands under whom, as arrays
`paths`          a table becomes a tree
`fitting`        do these goals belong in one tree
`amounts`        amounts as whole numbers, and back
`conversion`     what it is all worth in one currency
`distinct`       how many different ones there are, at every level
`history`        what stood there by the same day, in the periods before
`actuals`        which value belongs to which leaf, and does it count yet
`freshness`      how old each value is
`handdown`       the cascade as arrays, within floors and caps
`weighing`       what each goal weighs beside its siblings
`padding`        by how much more children may have together
`coherent`       the nearest goals that add up
`standing`       how much of a goal is attained
`judged`         how one goal stands on one day
`grounds`        what all goals are judged by on that day
`course`         how far a period has run
`forecast`       the forecast: rules, errors, distributions
`outlook`        what closed periods say of each goal
`expectation`    what is to be expected of it
`tails`          how likely more than that is
`approval`       who has agreed, and whose turn it is
===============  ======================================================================
"""

from partnerkit.facts.goal import Goal, Measure
from partnerkit.goals.alignment import Alignment, align, alignment_findings, trend
from partnerkit.goals.approval import Step
from partnerkit.goals.attainment import Attainment, Status, attain
from partnerkit.goals.bounds import Bounds, growth
from partnerkit.goals.cascade import cascade
from partnerkit.goals.drivers import blend, history, potential
from partnerkit.goals.early_warning import early_warnings
from partnerkit.goals.figures import Actuals, actuals_of
from partnerkit.goals.handover import divide_actuals, hand_over, share_actuals, share_credit
from partnerkit.goals.joint import attain_jointly, broken_commitments, judge_commitments
from partnerkit.goals.planning import PlanningRound
from partnerkit.goals.proposals import Proposal, compare
from partnerkit.goals.reconcile import Reconciled, reconcile
from partnerkit.goals.rollup import RollUp, roll_up
from partnerkit.goals.scenario import Changes, Scenario, what_if
from partnerkit.goals.tree import Gap, GoalTree
from partnerkit.goals.versions import Version, diff
from partnerkit.goals.views import Views, regroup

__all__ = [
    "Actuals",
    "Alignment",
    "Attainment",
    "Bounds",
    "Changes",
    "Gap",
    "Goal",
    "GoalTree",
    "Measure",
    "PlanningRound",
    "Proposal",
    "Reconciled",
    "RollUp",
    "Scenario",
    "Status",
    "Step",
    "Version",
    "Views",
    "actuals_of",
    "align",
    "alignment_findings",
    "attain",
    "attain_jointly",
    "blend",
    "broken_commitments",
    "cascade",
    "compare",
    "diff",
    "divide_actuals",
    "early_warnings",
    "growth",
    "hand_over",
    "history",
    "judge_commitments",
    "potential",
    "reconcile",
    "regroup",
    "roll_up",
    "share_actuals",
    "share_credit",
    "trend",
    "what_if",
]


def __dir__() -> list[str]:
    return __all__

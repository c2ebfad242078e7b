"""
How is the relationship as a whole?

================  ==============================================================
`overview`        a review of one partner, a territory, the program
`portfolio`       which facts tell of them, now and at the last review
`readings`        what a review holds: areas, lines, next steps
`market_areas`    how goals, leads, conflicts and scores stand
`care_areas`      how service, receivables, surveys and contacts stand
`points`          what a partner has asked for, who has it, until when
`next_steps`      what to do next, and why
`agenda`          what one person must see to today
`deadlines`       what is due in all areas
`responsibility`  who looks after whom
`diagnosis`       why partners are behind, and what would help
`causes`          what can hold a partner back, and whose it is
`evidence`        what speaks for or against a cause, and how much
`signals`         the evidence of scores, gaps and the mirror
`records`         the evidence of conflicts, trainings and answers
`support`         how strongly each cause stands, for every partner
`diagnoses`       columns for all partners, words for one when asked
`findings`        one partner: what holds him back, what would help
`telling`         what is told of it, and to whom
`mirror_card`     how the vendor does, seen by its partners
`gaps`            how much of a gap is volume, conversion, price
`decomposition`   a difference taken apart along a chain of levels
`factors`         which factor of a product moved it
`remedies`        what can help, under which condition
`proposing`       which remedies fit a partner, in which order
`helping`         what helps against problems that partners named
`effects`         what helped
`matching`        the change of the helped beside that of others like them
`windows`         who was helped when, and who is comparable
`visiting`        what visiting brought
`strengths`       who may be given more for a while, and how much
`smart`           whether a goal is SMART, letter by letter
`plan_checks`     whether a plan is one that can help
`takeovers`       what becomes of everything when one partner takes over another
================  ==============================================================

The floor above the judgements: it puts their results side by side.
"""

from typing import TYPE_CHECKING

from partnerkit._lazy import resolver

if TYPE_CHECKING:
    from partnerkit.review.agenda import Duty as Duty
    from partnerkit.review.agenda import Today as Today
    from partnerkit.review.agenda import today as today
    from partnerkit.review.agenda import unattended as unattended
    from partnerkit.review.causes import CAUSES as CAUSES
    from partnerkit.review.causes import Cause as Cause
    from partnerkit.review.deadlines import Due as Due
    from partnerkit.review.deadlines import due as due
    from partnerkit.review.decomposition import decompose as decompose
    from partnerkit.review.diagnoses import Diagnoses as Diagnoses
    from partnerkit.review.diagnosis import diagnose as diagnose
    from partnerkit.review.effects import Effect as Effect
    from partnerkit.review.effects import Effects as Effects
    from partnerkit.review.effects import measure_effects as measure_effects
    from partnerkit.review.evidence import Evidence as Evidence
    from partnerkit.review.findings import CauseFound as CauseFound
    from partnerkit.review.findings import Diagnosis as Diagnosis
    from partnerkit.review.findings import Piece as Piece
    from partnerkit.review.gaps import Gap as Gap
    from partnerkit.review.gaps import Gaps as Gaps
    from partnerkit.review.helping import help_for_problems as help_for_problems
    from partnerkit.review.mirror_card import Mirror as Mirror
    from partnerkit.review.mirror_card import MirrorReading as MirrorReading
    from partnerkit.review.mirror_card import mirror as mirror
    from partnerkit.review.overview import review_partner as review_partner
    from partnerkit.review.overview import review_program as review_program
    from partnerkit.review.overview import review_territory as review_territory
    from partnerkit.review.plan_checks import PlanCheck as PlanCheck
    from partnerkit.review.plan_checks import check_plan as check_plan
    from partnerkit.review.points import OpenPoint as OpenPoint
    from partnerkit.review.points import open_points as open_points
    from partnerkit.review.portfolio import Judged as Judged
    from partnerkit.review.readings import AreaReview as AreaReview
    from partnerkit.review.readings import Line as Line
    from partnerkit.review.readings import NextStep as NextStep
    from partnerkit.review.readings import Reading as Reading
    from partnerkit.review.readings import Review as Review
    from partnerkit.review.remedies import REMEDIES as REMEDIES
    from partnerkit.review.remedies import Observed as Observed
    from partnerkit.review.remedies import ProposedRemedy as ProposedRemedy
    from partnerkit.review.remedies import Remedy as Remedy
    from partnerkit.review.remedies import with_effects as with_effects
    from partnerkit.review.smart import Letter as Letter
    from partnerkit.review.smart import SmartCheck as SmartCheck
    from partnerkit.review.smart import check_smart as check_smart
    from partnerkit.review.strengths import WeightChange as WeightChange
    from partnerkit.review.strengths import propose_weights as propose_weights
    from partnerkit.review.takeovers import Takeover as Takeover
    from partnerkit.review.takeovers import unite_partners as unite_partners
    from partnerkit.review.visiting import VisitingEffect as VisitingEffect
    from partnerkit.review.visiting import visiting_effect as visiting_effect

#: Where each public name lives; no module may be called like a name: once imported, it would stand in its place.
_HOMES = {
    "AreaReview": "readings",
    "CAUSES": "causes",
    "Cause": "causes",
    "CauseFound": "findings",
    "Diagnoses": "diagnoses",
    "Diagnosis": "findings",
    "Due": "deadlines",
    "Duty": "agenda",
    "Effect": "effects",
    "Effects": "effects",
    "Evidence": "evidence",
    "Gap": "gaps",
    "Gaps": "gaps",
    "Judged": "portfolio",
    "Letter": "smart",
    "Line": "readings",
    "Mirror": "mirror_card",
    "MirrorReading": "mirror_card",
    "NextStep": "readings",
    "Observed": "remedies",
    "OpenPoint": "points",
    "Piece": "findings",
    "PlanCheck": "plan_checks",
    "ProposedRemedy": "remedies",
    "REMEDIES": "remedies",
    "Reading": "readings",
    "Remedy": "remedies",
    "Review": "readings",
    "SmartCheck": "smart",
    "Takeover": "takeovers",
    "Today": "agenda",
    "VisitingEffect": "visiting",
    "WeightChange": "strengths",
    "check_plan": "plan_checks",
    "check_smart": "smart",
    "decompose": "decomposition",
    "diagnose": "diagnosis",
    "due": "deadlines",
    "help_for_problems": "helping",
    "measure_effects": "effects",
    "mirror": "mirror_card",
    "open_points": "points",
    "propose_weights": "strengths",
    "review_partner": "overview",
    "review_program": "overview",
    "review_territory": "overview",
    "today": "agenda",
    "unattended": "agenda",
    "unite_partners": "takeovers",
    "visiting_effect": "visiting",
    "with_effects": "remedies",
}

__all__ = sorted(_HOMES)  # pyright: ignore[reportUnsupportedDunderAll]

__getattr__ = resolver(__name__, _HOMES)


def __dir__() -> list[str]:
    return __all__

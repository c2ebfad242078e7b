"""
Where does each partner stand?

===============  ==============================================================
`stages`         from prospect to ended: one step, if it is open, theirs and grounded
`grounds`        what a step rests on: plans, papers, people
`guards`         what must hold on the way in, and back
`endings`        how it may end, and on which day
`notice`         when a contract ends that is given notice today
`laws`           what the law asks of a notice, by contract form and country
`indemnity`      what an agent may ask for at the end, how much at most, until when
`winding_down`   what is done until the last day, and after it
`bonus`          what was earned, what it will be, how far the next step is
`statements`     what was settled, credited and disputed
`tiers`          which tier was earned, and how far the next one is
`tier_changes`   what takes effect, and what a person decides
`allotment`      who gets how much of a fund
`funds`          what of it is free, promised, claimed and paid
`successions`    what becomes of facts when firms merge or split
`lineage_map`    who answers under an old id
`bases`          terms and actuals, as columns
`ladders`        the arithmetic of shares, as arrays
`shown`          what partners showed, as columns
`points`         tiers and points, as arrays
===============  ==============================================================
"""

from typing import TYPE_CHECKING

from partnerkit._lazy import resolver

if TYPE_CHECKING:
    from partnerkit.lifecycle.allotment import allot_by_accrual as allot_by_accrual
    from partnerkit.lifecycle.allotment import allot_by_proposal as allot_by_proposal
    from partnerkit.lifecycle.allotment import allot_by_weight as allot_by_weight
    from partnerkit.lifecycle.bonus import Bonus as Bonus
    from partnerkit.lifecycle.bonus import Bonuses as Bonuses
    from partnerkit.lifecycle.bonus import bonuses as bonuses
    from partnerkit.lifecycle.funds import FundBalance as FundBalance
    from partnerkit.lifecycle.funds import FundBook as FundBook
    from partnerkit.lifecycle.funds import FundStep as FundStep
    from partnerkit.lifecycle.grounds import Grounds as Grounds
    from partnerkit.lifecycle.grounds import Override as Override
    from partnerkit.lifecycle.grounds import PlanOutcome as PlanOutcome
    from partnerkit.lifecycle.indemnity import check_indemnity as check_indemnity
    from partnerkit.lifecycle.laws import LAWS as LAWS
    from partnerkit.lifecycle.laws import NoticeLaw as NoticeLaw
    from partnerkit.lifecycle.lineage_map import Lineage as Lineage
    from partnerkit.lifecycle.lineage_map import lineage as lineage
    from partnerkit.lifecycle.notice import Notice as Notice
    from partnerkit.lifecycle.notice import end_by_notice as end_by_notice
    from partnerkit.lifecycle.stages import LIFE_CYCLE as LIFE_CYCLE
    from partnerkit.lifecycle.stages import Advance as Advance
    from partnerkit.lifecycle.stages import advance as advance
    from partnerkit.lifecycle.statements import Settlement as Settlement
    from partnerkit.lifecycle.statements import Statement as Statement
    from partnerkit.lifecycle.statements import statement as statement
    from partnerkit.lifecycle.successions import Succeeded as Succeeded
    from partnerkit.lifecycle.successions import merge_partners as merge_partners
    from partnerkit.lifecycle.successions import split_partner as split_partner
    from partnerkit.lifecycle.tier_changes import TierChanges as TierChanges
    from partnerkit.lifecycle.tier_changes import TierDecision as TierDecision
    from partnerkit.lifecycle.tier_changes import change_tiers as change_tiers
    from partnerkit.lifecycle.tiers import Shortfall as Shortfall
    from partnerkit.lifecycle.tiers import TierStanding as TierStanding
    from partnerkit.lifecycle.tiers import TierStandings as TierStandings
    from partnerkit.lifecycle.tiers import benefits as benefits
    from partnerkit.lifecycle.tiers import qualify as qualify
    from partnerkit.lifecycle.winding_down import CustomerAnswer as CustomerAnswer
    from partnerkit.lifecycle.winding_down import Rights as Rights
    from partnerkit.lifecycle.winding_down import WindDown as WindDown
    from partnerkit.lifecycle.winding_down import WindDownStep as WindDownStep
    from partnerkit.lifecycle.winding_down import WindDownTerms as WindDownTerms
    from partnerkit.lifecycle.winding_down import pass_on_customers as pass_on_customers
    from partnerkit.lifecycle.winding_down import rights as rights
    from partnerkit.lifecycle.winding_down import wind_down as wind_down

_HOMES = {
    "Advance": "stages",
    "Bonus": "bonus",
    "Bonuses": "bonus",
    "CustomerAnswer": "winding_down",
    "FundBalance": "funds",
    "FundBook": "funds",
    "FundStep": "funds",
    "Grounds": "grounds",
    "LAWS": "laws",
    "LIFE_CYCLE": "stages",
    "Lineage": "lineage_map",
    "Notice": "notice",
    "NoticeLaw": "laws",
    "Override": "grounds",
    "PlanOutcome": "grounds",
    "Rights": "winding_down",
    "Settlement": "statements",
    "Shortfall": "tiers",
    "Statement": "statements",
    "Succeeded": "successions",
    "TierChanges": "tier_changes",
    "TierDecision": "tier_changes",
    "TierStanding": "tiers",
    "TierStandings": "tiers",
    "WindDown": "winding_down",
    "WindDownStep": "winding_down",
    "WindDownTerms": "winding_down",
    "advance": "stages",
    "allot_by_accrual": "allotment",
    "allot_by_proposal": "allotment",
    "allot_by_weight": "allotment",
    "benefits": "tiers",
    "bonuses": "bonus",
    "change_tiers": "tier_changes",
    "check_indemnity": "indemnity",
    "end_by_notice": "notice",
    "lineage": "lineage_map",
    "merge_partners": "successions",
    "pass_on_customers": "winding_down",
    "qualify": "tiers",
    "rights": "winding_down",
    "split_partner": "successions",
    "statement": "statements",
    "wind_down": "winding_down",
}

__all__ = sorted(_HOMES)  # pyright: ignore[reportUnsupportedDunderAll]

__getattr__ = resolver(__name__, _HOMES)


def __dir__() -> list[str]:
    return __all__

"""
Where does each partner stand?

==============  =======================================================================
`stages`        from prospect to ended: one step, if it is open, theirs and grounded
`grounds`       what a step rests on: plans, papers, people
`guards`        what must hold on the way in, and back
`endings`       how it may end, and on which day
`notice`        when a contract ends that is given notice today
`laws`          what the law asks of a notice, by contract form and country
`indemnity`     what an agent may ask for at the end, how much at most, until when
`winding_down`  what is done until the last day, and after it
`bonus`         what was earned, what it will be, how far the next step is
`statements`    what was settled, credited and disputed
`tiers`         which tier was earned, and how far the next one is
`tier_changes`  what takes effect, and what a person decides
`allotment`     who gets how much of a fund
`funds`         what of it is free, promised, claimed and paid
`successions`   what becomes of facts when firms merge or split
`lineage_map`   who answers under an old id
`bases`         terms and actuals, as columns
`ladders`       the arithmetic of shares, as arrays
`windows`       what they showed in the months that are looked at
`shown`         what partners showed, as columns
`points`        tiers and points, as arrays
`recruiting`    whom we want, and who fits
`fitting`       the arithmetic behind it, as arrays
`market`        where partners are missing, and how many
`agreeing`      what must be agreed before a contract, and before onboarding ends
`templates`     plans as data, and how one is made to measure for a partner
`plans`         what of a plan is done, late or waiting, and what keeps it from its end
`progress`      how far many plans are, as arrays
`talking`       what improved, what did not, and what to say next
`sellers`       the people who sell at a partner: their figures add up to the firm's
`coaching`      who was coached, and what changed
`learning`      what can be learned, who was there, what runs out
==============  =======================================================================
"""

from typing import TYPE_CHECKING

from partnerkit._lazy import resolver

if TYPE_CHECKING:
    from partnerkit.lifecycle.agreeing import contract_gaps as contract_gaps
    from partnerkit.lifecycle.allotment import allot_by_accrual as allot_by_accrual
    from partnerkit.lifecycle.allotment import allot_by_proposal as allot_by_proposal
    from partnerkit.lifecycle.allotment import allot_by_weight as allot_by_weight
    from partnerkit.lifecycle.bonus import Bonus as Bonus
    from partnerkit.lifecycle.bonus import Bonuses as Bonuses
    from partnerkit.lifecycle.bonus import bonuses as bonuses
    from partnerkit.lifecycle.coaching import Change as Change
    from partnerkit.lifecycle.coaching import activity_figures as activity_figures
    from partnerkit.lifecycle.coaching import change_of_person as change_of_person
    from partnerkit.lifecycle.coaching import changes_after_coaching as changes_after_coaching
    from partnerkit.lifecycle.coaching import coaching_interventions as coaching_interventions
    from partnerkit.lifecycle.funds import FundBalance as FundBalance
    from partnerkit.lifecycle.funds import FundBook as FundBook
    from partnerkit.lifecycle.funds import FundStep as FundStep
    from partnerkit.lifecycle.grounds import Grounds as Grounds
    from partnerkit.lifecycle.grounds import Override as Override
    from partnerkit.lifecycle.indemnity import check_indemnity as check_indemnity
    from partnerkit.lifecycle.laws import LAWS as LAWS
    from partnerkit.lifecycle.laws import NoticeLaw as NoticeLaw
    from partnerkit.lifecycle.learning import Attendance as Attendance
    from partnerkit.lifecycle.learning import Expiring as Expiring
    from partnerkit.lifecycle.learning import attendance as attendance
    from partnerkit.lifecycle.learning import expiring_certificates as expiring_certificates
    from partnerkit.lifecycle.learning import find_courses as find_courses
    from partnerkit.lifecycle.learning import training_interventions as training_interventions
    from partnerkit.lifecycle.lineage_map import Lineage as Lineage
    from partnerkit.lifecycle.lineage_map import lineage as lineage
    from partnerkit.lifecycle.market import Need as Need
    from partnerkit.lifecycle.market import WhiteSpots as WhiteSpots
    from partnerkit.lifecycle.market import white_spots as white_spots
    from partnerkit.lifecycle.notice import Notice as Notice
    from partnerkit.lifecycle.notice import end_by_notice as end_by_notice
    from partnerkit.lifecycle.plans import StepStatus as StepStatus
    from partnerkit.lifecycle.plans import closing_gaps as closing_gaps
    from partnerkit.lifecycle.plans import interventions as interventions
    from partnerkit.lifecycle.plans import next_talk as next_talk
    from partnerkit.lifecycle.plans import step_states as step_states
    from partnerkit.lifecycle.progress import PlanProgress as PlanProgress
    from partnerkit.lifecycle.progress import Progresses as Progresses
    from partnerkit.lifecycle.progress import plan_progress as plan_progress
    from partnerkit.lifecycle.recruiting import CandidateFit as CandidateFit
    from partnerkit.lifecycle.recruiting import Criterion as Criterion
    from partnerkit.lifecycle.recruiting import CriterionFit as CriterionFit
    from partnerkit.lifecycle.recruiting import Fits as Fits
    from partnerkit.lifecycle.recruiting import PartnerProfile as PartnerProfile
    from partnerkit.lifecycle.recruiting import fit as fit
    from partnerkit.lifecycle.sellers import PersonBasis as PersonBasis
    from partnerkit.lifecycle.sellers import PersonFigures as PersonFigures
    from partnerkit.lifecycle.sellers import SellerFigures as SellerFigures
    from partnerkit.lifecycle.sellers import exchange_refusals as exchange_refusals
    from partnerkit.lifecycle.sellers import praise as praise
    from partnerkit.lifecycle.sellers import seller_figures as seller_figures
    from partnerkit.lifecycle.stages import LIFE_CYCLE as LIFE_CYCLE
    from partnerkit.lifecycle.stages import Advance as Advance
    from partnerkit.lifecycle.stages import advance as advance
    from partnerkit.lifecycle.statements import Settlement as Settlement
    from partnerkit.lifecycle.statements import Statement as Statement
    from partnerkit.lifecycle.statements import statement as statement
    from partnerkit.lifecycle.successions import Succeeded as Succeeded
    from partnerkit.lifecycle.successions import merge_partners as merge_partners
    from partnerkit.lifecycle.successions import split_partner as split_partner
    from partnerkit.lifecycle.talking import Feedback as Feedback
    from partnerkit.lifecycle.talking import GoalCourse as GoalCourse
    from partnerkit.lifecycle.talking import feedback as feedback
    from partnerkit.lifecycle.templates import IMPROVEMENT as IMPROVEMENT
    from partnerkit.lifecycle.templates import ONBOARDING as ONBOARDING
    from partnerkit.lifecycle.templates import PlanTemplate as PlanTemplate
    from partnerkit.lifecycle.templates import TemplateStep as TemplateStep
    from partnerkit.lifecycle.templates import plan_from as plan_from
    from partnerkit.lifecycle.templates import retailor as retailor
    from partnerkit.lifecycle.tier_changes import TierChanges as TierChanges
    from partnerkit.lifecycle.tier_changes import TierDecision as TierDecision
    from partnerkit.lifecycle.tier_changes import change_tiers as change_tiers
    from partnerkit.lifecycle.tiers import Shortfall as Shortfall
    from partnerkit.lifecycle.tiers import TierStanding as TierStanding
    from partnerkit.lifecycle.tiers import TierStandings as TierStandings
    from partnerkit.lifecycle.tiers import benefits as benefits
    from partnerkit.lifecycle.tiers import qualify_tiers as qualify_tiers
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
    "Attendance": "learning",
    "Bonus": "bonus",
    "Bonuses": "bonus",
    "CandidateFit": "recruiting",
    "Change": "coaching",
    "Criterion": "recruiting",
    "CriterionFit": "recruiting",
    "CustomerAnswer": "winding_down",
    "Expiring": "learning",
    "Feedback": "talking",
    "Fits": "recruiting",
    "FundBalance": "funds",
    "FundBook": "funds",
    "FundStep": "funds",
    "GoalCourse": "talking",
    "Grounds": "grounds",
    "IMPROVEMENT": "templates",
    "LAWS": "laws",
    "LIFE_CYCLE": "stages",
    "Lineage": "lineage_map",
    "Need": "market",
    "Notice": "notice",
    "NoticeLaw": "laws",
    "ONBOARDING": "templates",
    "Override": "grounds",
    "PartnerProfile": "recruiting",
    "PersonBasis": "sellers",
    "PersonFigures": "sellers",
    "PlanProgress": "progress",
    "PlanTemplate": "templates",
    "Progresses": "progress",
    "Rights": "winding_down",
    "SellerFigures": "sellers",
    "Settlement": "statements",
    "Shortfall": "tiers",
    "Statement": "statements",
    "StepStatus": "plans",
    "Succeeded": "successions",
    "TemplateStep": "templates",
    "TierChanges": "tier_changes",
    "TierDecision": "tier_changes",
    "TierStanding": "tiers",
    "TierStandings": "tiers",
    "WhiteSpots": "market",
    "WindDown": "winding_down",
    "WindDownStep": "winding_down",
    "WindDownTerms": "winding_down",
    "activity_figures": "coaching",
    "advance": "stages",
    "allot_by_accrual": "allotment",
    "allot_by_proposal": "allotment",
    "allot_by_weight": "allotment",
    "attendance": "learning",
    "benefits": "tiers",
    "bonuses": "bonus",
    "change_of_person": "coaching",
    "change_tiers": "tier_changes",
    "changes_after_coaching": "coaching",
    "check_indemnity": "indemnity",
    "closing_gaps": "plans",
    "coaching_interventions": "coaching",
    "contract_gaps": "agreeing",
    "end_by_notice": "notice",
    "exchange_refusals": "sellers",
    "expiring_certificates": "learning",
    "feedback": "talking",
    "find_courses": "learning",
    "fit": "recruiting",
    "interventions": "plans",
    "lineage": "lineage_map",
    "merge_partners": "successions",
    "next_talk": "plans",
    "pass_on_customers": "winding_down",
    "plan_from": "templates",
    "plan_progress": "progress",
    "praise": "sellers",
    "qualify_tiers": "tiers",
    "retailor": "templates",
    "rights": "winding_down",
    "seller_figures": "sellers",
    "split_partner": "successions",
    "statement": "statements",
    "step_states": "plans",
    "training_interventions": "learning",
    "white_spots": "market",
    "wind_down": "winding_down",
}

__all__ = sorted(_HOMES)  # pyright: ignore[reportUnsupportedDunderAll]

__getattr__ = resolver(__name__, _HOMES)


def __dir__() -> list[str]:
    return __all__

"""
Where does each partner stand?

============  ==================================================================
`recruiting`  whom we want, and who fits
`fitting`     the arithmetic behind it, as arrays
`market`      where partners are missing, and how many
`agreeing`    what must be agreed before a contract, and before onboarding ends
`templates`   plans as data, and how one is made to measure for a partner
`plans`       what of a plan is done, late or waiting, and what keeps it from its end
`progress`    how far many plans are, as arrays
`talking`     what improved, what did not, and what to say next
`sellers`     the people who sell at a partner: their figures add up to the firm's
`coaching`    who was coached, and what changed
`learning`    what can be learned, who was there, what runs out
============  ==================================================================
"""

from typing import TYPE_CHECKING

from partnerkit._lazy import resolver

if TYPE_CHECKING:
    from partnerkit.lifecycle.agreeing import contract_gaps as contract_gaps
    from partnerkit.lifecycle.agreeing import goals_acknowledged as goals_acknowledged
    from partnerkit.lifecycle.coaching import ACTIVITIES as ACTIVITIES
    from partnerkit.lifecycle.coaching import Change as Change
    from partnerkit.lifecycle.coaching import activity_figures as activity_figures
    from partnerkit.lifecycle.coaching import change_of_person as change_of_person
    from partnerkit.lifecycle.coaching import changes_after_coaching as changes_after_coaching
    from partnerkit.lifecycle.coaching import coaching_interventions as coaching_interventions
    from partnerkit.lifecycle.learning import Attendance as Attendance
    from partnerkit.lifecycle.learning import Expiring as Expiring
    from partnerkit.lifecycle.learning import attendance as attendance
    from partnerkit.lifecycle.learning import expiring_certificates as expiring_certificates
    from partnerkit.lifecycle.learning import find_courses as find_courses
    from partnerkit.lifecycle.learning import training_interventions as training_interventions
    from partnerkit.lifecycle.market import Need as Need
    from partnerkit.lifecycle.market import WhiteSpots as WhiteSpots
    from partnerkit.lifecycle.market import white_spots as white_spots
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
    from partnerkit.lifecycle.talking import Feedback as Feedback
    from partnerkit.lifecycle.talking import GoalCourse as GoalCourse
    from partnerkit.lifecycle.talking import feedback as feedback
    from partnerkit.lifecycle.templates import IMPROVEMENT as IMPROVEMENT
    from partnerkit.lifecycle.templates import ONBOARDING as ONBOARDING
    from partnerkit.lifecycle.templates import PlanTemplate as PlanTemplate
    from partnerkit.lifecycle.templates import TemplateStep as TemplateStep
    from partnerkit.lifecycle.templates import plan_from as plan_from
    from partnerkit.lifecycle.templates import retailor as retailor

_HOMES = {
    "ACTIVITIES": "coaching",
    "Attendance": "learning",
    "CandidateFit": "recruiting",
    "Change": "coaching",
    "Criterion": "recruiting",
    "CriterionFit": "recruiting",
    "Expiring": "learning",
    "Feedback": "talking",
    "Fits": "recruiting",
    "GoalCourse": "talking",
    "IMPROVEMENT": "templates",
    "Need": "market",
    "ONBOARDING": "templates",
    "PartnerProfile": "recruiting",
    "PersonBasis": "sellers",
    "PersonFigures": "sellers",
    "PlanProgress": "progress",
    "PlanTemplate": "templates",
    "Progresses": "progress",
    "SellerFigures": "sellers",
    "StepStatus": "plans",
    "TemplateStep": "templates",
    "WhiteSpots": "market",
    "activity_figures": "coaching",
    "attendance": "learning",
    "change_of_person": "coaching",
    "changes_after_coaching": "coaching",
    "closing_gaps": "plans",
    "coaching_interventions": "coaching",
    "contract_gaps": "agreeing",
    "exchange_refusals": "sellers",
    "expiring_certificates": "learning",
    "feedback": "talking",
    "find_courses": "learning",
    "fit": "recruiting",
    "goals_acknowledged": "agreeing",
    "interventions": "plans",
    "next_talk": "plans",
    "plan_from": "templates",
    "plan_progress": "progress",
    "praise": "sellers",
    "retailor": "templates",
    "seller_figures": "sellers",
    "step_states": "plans",
    "training_interventions": "learning",
    "white_spots": "market",
}

__all__ = sorted(_HOMES)  # pyright: ignore[reportUnsupportedDunderAll]

__getattr__ = resolver(__name__, _HOMES)


def __dir__() -> list[str]:
    return __all__

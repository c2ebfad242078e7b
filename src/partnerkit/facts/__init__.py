"""
The nouns of partner management: frozen, complete, without decisions.

================  ============================================================
`partner`         partners, their locations and certifications
`people`          who works where, and who owned what when
`territory`       where and with what somebody may sell, and what was promised
`product`         what is sold
`program`         tiers, requirements, incentives
`agreement`       contracts, notice, joint plans
`goal`            what is to be reached
`credit`          who gets which part of a goal
`figure`          what was reported
`rates`           what currencies were worth
`lead`            leads, touches, campaigns
`deal`            registered deals, engagements of the direct sales force
`terms`           the vendor's sell-in terms
`bonus`           what is earned on what is sold or referred
`credit_note`     what was credited for it
`fund`            money for marketing: funds, requests, claims
`step`            steps that were taken along a course
`account`         end customers
`service`         service cases, warranty claims
`training`        courses, enrolments, results
`survey`          questions to partners and their answers
`interaction`     visits, calls, messages, tasks
`delivery`        orders with the vendor: promised, delivered
`intervention`    what was done to help a partner
`standing`        where a partner stands in its life cycle, and who decided it
`warning`         of what a partner was warned
`consent`         what people permitted
`network`         all of it at one moment, checked
`plan`            plans to get a partner under way, or to help one
`joint`           goals that several teams share
`marketing`       campaigns, and who was reached
`fact`            what all facts have in common
`checks`          what may stand in their fields
`references`      which others a fact names, and where
`tree`            what lies above and below what
`nouns`           every kind, by its name in the plural
`gathering`       what is given to a network
`coherence`       do its facts fit together
`fitting`         can a change make them contradict each other
`stock`           where they lie, and what is looked up once
`layers`          what a network shares with the one it came from
`arrangement`     in which order they stand
================  ============================================================
"""

from typing import TYPE_CHECKING

from partnerkit._lazy import resolver

if TYPE_CHECKING:
    from partnerkit.facts.account import Account as Account
    from partnerkit.facts.account import Address as Address
    from partnerkit.facts.agreement import Agreement as Agreement
    from partnerkit.facts.agreement import Commitment as Commitment
    from partnerkit.facts.agreement import JointPlan as JointPlan
    from partnerkit.facts.agreement import NoticeTerms as NoticeTerms
    from partnerkit.facts.bonus import BonusTerm as BonusTerm
    from partnerkit.facts.consent import Consent as Consent
    from partnerkit.facts.credit import CreditSplit as CreditSplit
    from partnerkit.facts.credit import HandOver as HandOver
    from partnerkit.facts.credit_note import CreditNote as CreditNote
    from partnerkit.facts.deal import DealRegistration as DealRegistration
    from partnerkit.facts.deal import DirectEngagement as DirectEngagement
    from partnerkit.facts.delivery import Delivery as Delivery
    from partnerkit.facts.fact import Fact as Fact
    from partnerkit.facts.figure import Figure as Figure
    from partnerkit.facts.figure import MarketData as MarketData
    from partnerkit.facts.fund import Fund as Fund
    from partnerkit.facts.fund import FundAllocation as FundAllocation
    from partnerkit.facts.fund import FundRequest as FundRequest
    from partnerkit.facts.goal import Goal as Goal
    from partnerkit.facts.goal import Measure as Measure
    from partnerkit.facts.interaction import Interaction as Interaction
    from partnerkit.facts.interaction import Subject as Subject
    from partnerkit.facts.interaction import Task as Task
    from partnerkit.facts.intervention import Intervention as Intervention
    from partnerkit.facts.joint import JointGoal as JointGoal
    from partnerkit.facts.joint import JointPart as JointPart
    from partnerkit.facts.layers import Delta as Delta
    from partnerkit.facts.lead import Lead as Lead
    from partnerkit.facts.marketing import Campaign as Campaign
    from partnerkit.facts.marketing import Touch as Touch
    from partnerkit.facts.network import Network as Network
    from partnerkit.facts.partner import Certification as Certification
    from partnerkit.facts.partner import Location as Location
    from partnerkit.facts.partner import Partner as Partner
    from partnerkit.facts.partner import Succession as Succession
    from partnerkit.facts.people import Assignment as Assignment
    from partnerkit.facts.people import Person as Person
    from partnerkit.facts.plan import ExitCriterion as ExitCriterion
    from partnerkit.facts.plan import Plan as Plan
    from partnerkit.facts.plan import PlanStep as PlanStep
    from partnerkit.facts.plan import Tailoring as Tailoring
    from partnerkit.facts.product import Product as Product
    from partnerkit.facts.program import Incentive as Incentive
    from partnerkit.facts.program import Program as Program
    from partnerkit.facts.program import Requirement as Requirement
    from partnerkit.facts.program import Tier as Tier
    from partnerkit.facts.rates import RateTable as RateTable
    from partnerkit.facts.service import ServiceCase as ServiceCase
    from partnerkit.facts.service import WarrantyClaim as WarrantyClaim
    from partnerkit.facts.standing import Standing as Standing
    from partnerkit.facts.standing import StandingStep as StandingStep
    from partnerkit.facts.step import StepTaken as StepTaken
    from partnerkit.facts.stock import Stock as Stock
    from partnerkit.facts.survey import Answer as Answer
    from partnerkit.facts.survey import Question as Question
    from partnerkit.facts.survey import Survey as Survey
    from partnerkit.facts.terms import Justification as Justification
    from partnerkit.facts.terms import PriceTerm as PriceTerm
    from partnerkit.facts.terms import QuantityBreak as QuantityBreak
    from partnerkit.facts.terms import RebateStep as RebateStep
    from partnerkit.facts.territory import Grant as Grant
    from partnerkit.facts.territory import Territory as Territory
    from partnerkit.facts.training import Course as Course
    from partnerkit.facts.training import Enrolment as Enrolment
    from partnerkit.facts.training import TrainingResult as TrainingResult
    from partnerkit.facts.tree import Tree as Tree
    from partnerkit.facts.warning import WrittenWarning as WrittenWarning

_HOMES = {
    "Account": "account",
    "Address": "account",
    "Agreement": "agreement",
    "Answer": "survey",
    "Assignment": "people",
    "BonusTerm": "bonus",
    "Campaign": "marketing",
    "Certification": "partner",
    "Commitment": "agreement",
    "Consent": "consent",
    "Course": "training",
    "CreditNote": "credit_note",
    "CreditSplit": "credit",
    "DealRegistration": "deal",
    "Delivery": "delivery",
    "Delta": "layers",
    "DirectEngagement": "deal",
    "Enrolment": "training",
    "ExitCriterion": "plan",
    "Fact": "fact",
    "Figure": "figure",
    "Fund": "fund",
    "FundAllocation": "fund",
    "FundRequest": "fund",
    "Goal": "goal",
    "Grant": "territory",
    "HandOver": "credit",
    "Incentive": "program",
    "Interaction": "interaction",
    "Intervention": "intervention",
    "JointGoal": "joint",
    "JointPart": "joint",
    "JointPlan": "agreement",
    "Justification": "terms",
    "Lead": "lead",
    "Location": "partner",
    "MarketData": "figure",
    "Measure": "goal",
    "Network": "network",
    "NoticeTerms": "agreement",
    "Partner": "partner",
    "Person": "people",
    "Plan": "plan",
    "PlanStep": "plan",
    "PriceTerm": "terms",
    "Product": "product",
    "Program": "program",
    "QuantityBreak": "terms",
    "Question": "survey",
    "RateTable": "rates",
    "RebateStep": "terms",
    "Requirement": "program",
    "ServiceCase": "service",
    "Standing": "standing",
    "StandingStep": "standing",
    "StepTaken": "step",
    "Stock": "stock",
    "Subject": "interaction",
    "Succession": "partner",
    "Survey": "survey",
    "Tailoring": "plan",
    "Task": "interaction",
    "Territory": "territory",
    "Tier": "program",
    "Touch": "marketing",
    "TrainingResult": "training",
    "Tree": "tree",
    "WarrantyClaim": "service",
    "WrittenWarning": "warning",
}

__all__ = sorted(_HOMES)  # pyright: ignore[reportUnsupportedDunderAll]

__getattr__ = resolver(__name__, _HOMES)


def __dir__() -> list[str]:
    return __all__

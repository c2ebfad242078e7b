"""
Which facts are there, by the name of their kind in the plural?

`network.partners`, `network.leads`: one line for each kind of fact.
"""

from typing import Generic, TypeVar, final, overload

from partnerkit.facts.account import Account
from partnerkit.facts.agreement import Agreement, JointPlan
from partnerkit.facts.bonus import BonusTerm
from partnerkit.facts.credit import CreditSplit, HandOver
from partnerkit.facts.credit_note import CreditNote
from partnerkit.facts.deal import DealRegistration, DirectEngagement
from partnerkit.facts.delivery import Delivery
from partnerkit.facts.fact import Fact
from partnerkit.facts.figure import Figure, MarketData
from partnerkit.facts.fund import Fund, FundAllocation, FundRequest
from partnerkit.facts.goal import Goal, Measure
from partnerkit.facts.interaction import Interaction, Task
from partnerkit.facts.intervention import Intervention
from partnerkit.facts.joint import JointGoal
from partnerkit.facts.lead import Lead
from partnerkit.facts.marketing import Campaign, Touch
from partnerkit.facts.partner import Partner
from partnerkit.facts.people import Assignment, Person
from partnerkit.facts.plan import Plan
from partnerkit.facts.product import Product
from partnerkit.facts.program import Program
from partnerkit.facts.rates import RateTable
from partnerkit.facts.service import ServiceCase, WarrantyClaim
from partnerkit.facts.standing import Standing
from partnerkit.facts.survey import Answer, Survey
from partnerkit.facts.terms import PriceTerm
from partnerkit.facts.territory import Grant, Territory
from partnerkit.facts.training import Course, Enrolment, TrainingResult
from partnerkit.facts.warning import WrittenWarning

__all__ = ["KINDS", "Every", "Nouns"]

F = TypeVar("F", bound=Fact)


def __dir__() -> list[str]:
    return __all__


@final
class Every(Generic[F]):
    """Every fact of one kind, as an attribute of a network."""

    def __init__(self, model: type[F]) -> None:
        self.model = model

    @overload
    def __get__(self, network: None, owner: object) -> "Every[F]": ...
    @overload
    def __get__(self, network: "Nouns", owner: object) -> tuple[F, ...]: ...
    def __get__(self, network: "Nouns | None", owner: object) -> "Every[F] | tuple[F, ...]":
        return self if network is None else network.all(self.model)


class Nouns:
    """What a network holds, by kind."""

    def all(self, model: type[F]) -> tuple[F, ...]:
        """Return the facts of one kind; a network says which."""
        raise NotImplementedError

    #: Every partner.
    partners = Every(Partner)
    #: Every territory.
    territories = Every(Territory)
    #: Every product.
    products = Every(Product)
    #: Every person.
    people = Every(Person)
    #: Who owned which territory or partner when.
    assignments = Every(Assignment)
    #: Territories promised to partners.
    grants = Every(Grant)
    #: Every goal.
    goals = Every(Goal)
    #: Goals that change hands.
    hand_overs = Every(HandOver)
    #: Goals that several answer for.
    credit_splits = Every(CreditSplit)
    #: What currencies were worth.
    rate_tables = Every(RateTable)
    #: What teams want together.
    joint_goals = Every(JointGoal)
    #: Every lead.
    leads = Every(Lead)
    #: Every end customer.
    accounts = Every(Account)
    #: The vendor's sell-in terms.
    price_terms = Every(PriceTerm)
    #: Deals that partners registered.
    deals = Every(DealRegistration)
    #: Customers the vendor's own sales force is engaged with.
    direct = Every(DirectEngagement)
    #: Every measure.
    measures = Every(Measure)
    #: What was reported.
    figures = Every(Figure)
    #: How large the market is.
    market_data = Every(MarketData)
    #: Every partner program.
    programs = Every(Program)
    #: What partners earn on what they sell or refer.
    bonus_terms = Every(BonusTerm)
    #: What they were credited for it.
    credit_notes = Every(CreditNote)
    #: Money for marketing.
    funds = Every(Fund)
    #: What of it is set aside for whom.
    fund_allocations = Every(FundAllocation)
    #: What of it was asked for.
    fund_requests = Every(FundRequest)
    #: Contracts with partners.
    agreements = Every(Agreement)
    #: Where partners stand in their life cycle.
    standings = Every(Standing)
    #: Of what partners were warned.
    written_warnings = Every(WrittenWarning)
    #: What vendor and partner set out to do together.
    joint_plans = Every(JointPlan)
    #: Efforts of marketing.
    campaigns = Every(Campaign)
    #: Contacts of customers with marketing, partners or direct sales.
    touches = Every(Touch)
    #: Cases of service.
    service_cases = Every(ServiceCase)
    #: Claims under warranty.
    warranty_claims = Every(WarrantyClaim)
    #: What partners ordered with the vendor.
    deliveries = Every(Delivery)
    #: What was done to help partners.
    interventions = Every(Intervention)
    #: What is to be done with partners, to get them under way or to help them.
    plans = Every(Plan)
    #: The catalogue of trainings.
    courses = Every(Course)
    #: Who takes which training.
    enrolments = Every(Enrolment)
    #: Who passed which training.
    training_results = Every(TrainingResult)
    #: Waves of questions.
    surveys = Every(Survey)
    #: What was answered.
    answers = Every(Answer)
    #: Visits, calls, messages and meetings.
    interactions = Every(Interaction)
    #: What somebody owes.
    tasks = Every(Task)


#: The name of every kind of fact.
KINDS = frozenset(each.model.__name__ for each in vars(Nouns).values() if isinstance(each, Every))

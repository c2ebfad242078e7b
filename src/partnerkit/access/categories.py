"""
Of what sort is each field of each fact?

Permission is given by sort of data, such as "terms" or "receivables", never by
single records. Each kind of fact has a category; fields that are more, or less,
delicate than their fact have one of their own. What stands in no table here is
seen by nobody.
"""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from attrs import fields

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

__all__ = ["CATEGORIES", "OF_FIELD", "OF_MODEL", "category", "is_catalogue", "varieties"]

#: Kind of fact -> category.
OF_MODEL: Mapping[type[Fact], str] = MappingProxyType(
    {
        Account: "customers",
        Agreement: "agreements",
        Answer: "answers",
        Assignment: "people",
        BonusTerm: "terms",
        Campaign: "marketing",
        Course: "catalogue",
        CreditNote: "terms",
        CreditSplit: "goals",
        DealRegistration: "deals",
        Delivery: "deliveries",
        DirectEngagement: "direct-sales",
        Enrolment: "training",
        Figure: "figures",
        Fund: "catalogue",
        FundAllocation: "marketing",
        FundRequest: "marketing",
        Goal: "goals",
        Grant: "agreements",
        HandOver: "goals",
        Interaction: "contacts",
        Intervention: "plans",
        JointGoal: "goals",
        JointPlan: "plans",
        Lead: "leads",
        MarketData: "market",
        Measure: "catalogue",
        Partner: "partners",
        Person: "people",
        Plan: "plans",
        PriceTerm: "terms",
        Product: "catalogue",
        Program: "catalogue",
        RateTable: "catalogue",
        ServiceCase: "service",
        Standing: "agreements",
        Survey: "surveys",
        Task: "tasks",
        Territory: "catalogue",
        Touch: "marketing",
        TrainingResult: "training",
        WarrantyClaim: "warranty",
        WrittenWarning: "agreements",
    }
)

#: Fields whose category is not that of their fact. What a host adds, and where a fact comes from, is "bookkeeping".
OF_FIELD: Mapping[type[Fact], Mapping[str, str]] = MappingProxyType(
    {
        Fact: {"attributes": "bookkeeping", "external_ids": "bookkeeping", "source": "bookkeeping"},
        Account: {"flag": "planning", "owner": "planning"},
        Campaign: {"budget": "planning", "partners": "planning", "expected_leads": "planning"},
        DealRegistration: {
            "account": "identified-customers",
            "consent": "personal",
            "customer": "identified-customers",
            "domain": "identified-customers",
            "opportunity": "identified-customers",
        },
        Fund: {"budget": "planning"},
        Interaction: {"office_minutes": "planning", "travel_minutes": "planning"},
        Intervention: {"cost": "planning"},
        Lead: {
            "consent": "personal",
            "contact": "personal",
            "earlier_holders": "planning",
            "named_partner": "planning",
            "refused_partners": "planning",
        },
        Partner: {
            "blocked_customers": "planning",
            "credit_blocked": "receivables",
            "other_lines": "planning",
            "unknown": "planning",
        },
        Person: {
            "email": "personal",
            "hired_on": "personal",
            "left_on": "personal",
            "permission": "personal",
        },
        PriceTerm: {"justifications": "planning"},
        Standing: {"steps": "planning"},
        Touch: {"consented": "personal"},
    }
)

#: Every category that a permission may name.
CATEGORIES: tuple[str, ...] = tuple(
    sorted(
        {
            *OF_MODEL.values(),
            *(each for named in OF_FIELD.values() for each in named.values()),
            "anonymous-answers",
            "entered-figures",
        }
    )
)


def __dir__() -> list[str]:
    return __all__


def is_catalogue(model: type[Fact]) -> bool:
    """Tell whether facts of *model* are nobody's: every partner may read them, if he may read the catalogue."""
    return OF_MODEL.get(model) == "catalogue"


def varieties(model: type[Fact]) -> Mapping[str, Any]:
    """
    Return, for kinds of which single facts are more delicate, category -> what tells them.

    What a partner entered for the comparison is his own and the neutral
    office's; answers without a name are never for single reading elsewhere; a
    survey that asks everybody may be read by everybody.

    >>> list(varieties(Figure))
    ['entered-figures']
    """
    found: Mapping[type[Fact], Mapping[str, Any]] = {
        Figure: {"entered-figures": lambda fact: fact.entered_by is not None},
        Answer: {"anonymous-answers": lambda fact: fact.partner is None},
        Survey: {"catalogue": lambda fact: fact.partners is None},
    }
    return found.get(model, {})


@cache
def _by_field(model: Any) -> Mapping[str, str]:
    """Return the categories of the fields of a kind that stands in the table."""
    if model not in OF_MODEL:
        return {}
    own = {**OF_FIELD[Fact], **OF_FIELD.get(model, {})}
    return {each.name: own.get(each.name, OF_MODEL[model]) for each in fields(model)}


def category(model: type[Fact], name: str) -> str | None:
    """
    Return the category of a field, or None where nobody may see it.

    >>> category(Partner, "tier"), category(Partner, "credit_blocked"), category(Partner, "source")
    ('partners', 'receivables', 'bookkeeping')
    """
    known: Any = model  # a class can be hashed, even where mypy thinks of its objects
    return _by_field(known).get(name)

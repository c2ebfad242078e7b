"""How are facts drawn that say what was agreed, planned or described, and to which nothing happens?"""

from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from partnerkit.facts.account import Account
from partnerkit.facts.agreement import Commitment, JointPlan
from partnerkit.facts.bonus import BONUS_KINDS, BonusTerm
from partnerkit.facts.credit import CreditSplit, HandOver
from partnerkit.facts.figure import Figure, MarketData
from partnerkit.facts.fund import Fund, FundAllocation
from partnerkit.facts.joint import JointGoal, JointPart
from partnerkit.facts.marketing import Campaign
from partnerkit.facts.people import Assignment
from partnerkit.facts.program import Program, Tier
from partnerkit.facts.rates import RateTable
from partnerkit.facts.survey import Question, Survey
from partnerkit.facts.terms import Justification, PriceTerm
from partnerkit.facts.territory import Grant
from partnerkit.facts.training import Course
from partnerkit.testing.strategies import (
    assignments,
    figures,
    grants,
    identifiers,
    instants,
    moneys,
    periods,
)
from partnerkit.values.time import Period

__all__ = ["agreements", "register"]

#: Parts that add up to one.
_SHARES = ({"anna": Decimal(1)}, {"anna": Decimal("0.6"), "bo": Decimal("0.4")})
_TEAMS = tuple(
    JointPart(team=team, goal=goal, weight=Decimal("0.5"))
    for team, goal in (("marketing", "G-1"), ("marketing", "G-2"), ("sales", "G-1"), ("sales", "G-3"))
)


def __dir__() -> list[str]:
    return __all__


def agreements() -> dict[type[Any], st.SearchStrategy[Any]]:
    """Return by noun the strategy of its facts."""
    return {**_planned(), **_of_goals()}


def _planned() -> dict[type[Any], st.SearchStrategy[Any]]:
    """Return what is planned, agreed on or described."""
    ids, some = identifiers(), st.none() | instants()
    one, regions = ["P-4"], ["de", "se"]
    granted = st.builds(Justification, code=st.sampled_from(["volume", "logistics"]), at=some)
    question = Question(id="leads", kind="scale", least=0, most=10)
    return {
        Account: st.builds(Account, id=ids, name=ids),
        Assignment: assignments(people=["U-1"], territories=regions),
        BonusTerm: st.builds(
            BonusTerm,
            id=ids,
            partner=ids,
            kind=st.sampled_from(BONUS_KINDS),
            measure=ids,
            period=st.integers(2020, 2029).map(Period.year),
            fee=moneys("EUR", least=1),
        ),
        Campaign: st.builds(Campaign, id=ids, period=periods(), announced_at=some),
        Course: st.builds(Course, id=ids, valid_months=st.none() | st.integers(1, 48)),
        Figure: figures(partners=one),
        Fund: st.builds(Fund, id=ids, period=periods(), budget=moneys("EUR", least=0)),
        FundAllocation: st.builds(
            FundAllocation,
            id=ids,
            fund=ids,
            partner=ids,
            amount=moneys("EUR", least=0),
            period=st.none() | periods(),
        ),
        Grant: grants(partners=one, territories=regions, products=["loader"]),
        MarketData: st.builds(MarketData, territory=ids, period=periods(), potential=st.integers(0, 10**6)),
        PriceTerm: st.builds(
            PriceTerm,
            id=ids,
            partner=ids,
            product=ids,
            list_price=moneys("EUR", least=0),
            discount=st.decimals(Decimal(0), Decimal(1), places=2),
            justifications=st.lists(granted, max_size=2, unique=True),
        ),
        Program: st.builds(Program, id=ids, tiers=st.just([Tier(name="gold", rank=1)])),
        Survey: st.builds(
            Survey,
            id=ids,
            wave=st.integers(1, 9),
            mode=st.sampled_from(["named", "anonymous"]),
            questions=st.just([question]),
        ),
    }


def _of_goals() -> dict[type[Any], st.SearchStrategy[Any]]:
    """Return what goals are shared out, handed over, converted and agreed by."""
    ids, days = identifiers(), st.dates(date(2020, 1, 1), date(2029, 12, 31))
    promised = st.builds(
        Commitment,
        id=ids,
        by=st.sampled_from(["vendor", "partner"]),
        text=ids,
        due=st.none(),
        goal=st.none(),
        done_on=st.none() | days,
    )
    return {
        CreditSplit: st.builds(CreditSplit, id=ids, goal=ids, shares=st.sampled_from(_SHARES)),
        HandOver: st.builds(HandOver, id=ids, goal=ids, on=days, to=ids),
        JointGoal: st.builds(JointGoal, id=ids, period=periods(), parts=st.just(_TEAMS)),
        JointPlan: st.builds(
            JointPlan,
            id=ids,
            partner=ids,
            period=periods(),
            commitments=st.lists(promised, max_size=2, unique_by=lambda each: each.id),
            signed_by_vendor=st.none() | days,
            signed_by_partner=st.none() | days,
        ),
        RateTable: st.builds(
            RateTable,
            id=ids,
            base=st.just("EUR"),
            on=days,
            rates=st.fixed_dictionaries({"SEK": st.decimals(Decimal(10), Decimal(12), places=4)}),
        ),
    }


def register() -> None:
    """Tell hypothesis which strategy belongs to which noun."""
    for noun, strategy in agreements().items():
        st.register_type_strategy(noun, strategy)


register()

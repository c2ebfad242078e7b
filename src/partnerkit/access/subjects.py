"""
Whose is each fact? As columns, so that a million facts are masked in a few passes.

A fact is a partner's, a person's, or a territory's if it names neither; of one
that names several, each may see it. Facts are encoded once and shared with
every network that has the same facts of that kind.
"""

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType
from typing import Any, final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from partnerkit.access.reach import Reach
from partnerkit.facts.account import Account
from partnerkit.facts.agreement import Agreement, JointPlan
from partnerkit.facts.bonus import BonusTerm
from partnerkit.facts.credit import HandOver
from partnerkit.facts.credit_note import CreditNote
from partnerkit.facts.deal import DealRegistration, DirectEngagement
from partnerkit.facts.delivery import Delivery
from partnerkit.facts.fact import Fact
from partnerkit.facts.figure import Figure, MarketData
from partnerkit.facts.fund import FundAllocation, FundRequest
from partnerkit.facts.goal import Goal
from partnerkit.facts.interaction import Interaction, Task
from partnerkit.facts.intervention import Intervention
from partnerkit.facts.lead import Lead
from partnerkit.facts.marketing import Campaign, Touch
from partnerkit.facts.partner import Partner
from partnerkit.facts.people import Assignment, Person
from partnerkit.facts.plan import Plan
from partnerkit.facts.service import ServiceCase, WarrantyClaim
from partnerkit.facts.standing import Standing
from partnerkit.facts.survey import Answer, Survey
from partnerkit.facts.terms import PriceTerm
from partnerkit.facts.territory import Grant
from partnerkit.facts.training import Enrolment, TrainingResult
from partnerkit.facts.warning import WrittenWarning

__all__ = ["SUBJECTS", "Encoded", "Subject", "encoded", "in_sight"]


def __dir__() -> list[str]:
    return __all__


@final
@frozen
class Subject:
    """The fields of one kind of fact that say whose it is."""

    partners: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    territories: tuple[str, ...] = ()


#: Kind of fact -> which of its fields say whose it is; a kind that is missing here is nobody's.
SUBJECTS: Mapping[type[Fact], Subject] = MappingProxyType(
    {
        Account: Subject((), ("owner",), ("territory",)),
        Agreement: Subject(("partner",)),
        Answer: Subject(("partner",)),
        Assignment: Subject(("partner",), ("person",), ("territory",)),
        BonusTerm: Subject(("partner",)),
        Campaign: Subject(("partners",), ("owner",), ("territory",)),
        CreditNote: Subject(("partner",)),
        DealRegistration: Subject(("partner",)),
        Delivery: Subject(("partner",)),
        DirectEngagement: Subject((), ("person",)),
        Enrolment: Subject(("partner",), ("person",)),
        Figure: Subject(("partner",), ("person",)),
        FundAllocation: Subject(("partner",)),
        FundRequest: Subject(("partner",)),
        Goal: Subject(("partner",), ("owner",), ("territory",)),
        Grant: Subject(("partner",)),
        HandOver: Subject(("partner",), (), ("territory",)),
        Interaction: Subject(("partner",), ("persons",)),
        Intervention: Subject(("partner",)),
        JointPlan: Subject(("partner",)),
        Lead: Subject((), (), ("territory",)),
        MarketData: Subject((), (), ("territory",)),
        Partner: Subject(("id",)),
        Person: Subject(("employer",), ("id",)),
        Plan: Subject(("partner",)),
        PriceTerm: Subject(("partner",)),
        ServiceCase: Subject(("partner",)),
        Standing: Subject(("partner",)),
        Survey: Subject(("partners",)),
        Task: Subject(("partner",), ("owner",)),
        Touch: Subject(("partner",)),
        TrainingResult: Subject(("partner",), ("person",)),
        WarrantyClaim: Subject(("partner",)),
        WrittenWarning: Subject(("partner",)),
    }
)


@final
@frozen(eq=False)
class Encoded:
    """One kind of fact as pairs of row and name; the names of each dimension are numbered together."""

    rows: int
    pairs: Mapping[str, tuple[NDArray[np.intp], NDArray[np.intp], Sequence[str]]]


def encoded(facts: Sequence[Fact], subject: Subject) -> Encoded:
    """Return whose the facts are, as numbers."""
    pairs = {}
    for dimension in ("partners", "people", "territories"):
        numbers: dict[str, int] = {}
        rows: list[int] = []
        codes: list[int] = []
        for name in getattr(subject, dimension):
            for row, fact in enumerate(facts):
                value: Any = getattr(fact, name)
                for each in value if isinstance(value, tuple) else (value,):
                    if each is not None:
                        rows.append(row)
                        codes.append(numbers.setdefault(each, len(numbers)))
        pairs[dimension] = (np.array(rows, np.intp), np.array(codes, np.intp), tuple(numbers))
    return Encoded(len(facts), MappingProxyType(pairs))


def in_sight(columns: Encoded, reach: Reach) -> NDArray[np.bool_]:
    """
    Return for each fact whether one of those it belongs to is in *reach*: a look-up and a scatter per dimension.

    A territory counts only for facts that name neither partner nor person.

    >>> columns = encoded([Task(id="T-1", owner="U-1"), Task(id="T-2", owner="U-2")], SUBJECTS[Task])
    >>> in_sight(columns, Reach(people=frozenset({"U-2"})))
    array([False,  True])
    """
    if reach.everything:
        return np.ones(columns.rows, dtype=bool)
    seen = np.zeros(columns.rows, dtype=bool)
    somebody_s = np.zeros(columns.rows, dtype=bool)
    for dimension, inside in (("partners", reach.partners), ("people", reach.people)):
        rows, codes, names = columns.pairs[dimension]
        somebody_s[rows] = True
        seen[rows[_members(names, inside)[codes]]] = True
    rows, codes, names = columns.pairs["territories"]
    theirs = rows[_members(names, reach.territories)[codes]]
    seen[theirs[~somebody_s[theirs]]] = True
    if reach.bound is not None:
        rows, codes, names = columns.pairs["partners"]
        is_outside = np.zeros(columns.rows, dtype=bool)
        is_outside[rows] = True
        is_outside[rows[_members(names, reach.bound)[codes]]] = False
        seen &= ~is_outside
    return seen


def _members(names: Sequence[str], inside: Collection[str]) -> NDArray[np.bool_]:
    return np.fromiter((name in inside for name in names), dtype=bool, count=len(names))

"""What do we know at one moment? All facts together, checked against each other."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from functools import cached_property
from itertools import chain
from types import MappingProxyType
from typing import Any, TypeVar, cast, final

from attrs import field, fields_dict, frozen

from partnerkit.facts.account import Account
from partnerkit.facts.agreement import Agreement, JointPlan
from partnerkit.facts.arrangement import arranged, gathered
from partnerkit.facts.coherence import ById, ByModel, Declared, collection, declarations, incoherences
from partnerkit.facts.credit import CreditSplit, HandOver
from partnerkit.facts.deal import DealRegistration, DirectEngagement
from partnerkit.facts.fact import Fact
from partnerkit.facts.figure import Figure, MarketData
from partnerkit.facts.goal import Goal, Measure
from partnerkit.facts.interaction import Interaction, Task
from partnerkit.facts.joint import JointGoal
from partnerkit.facts.lead import Campaign, Lead, Touch
from partnerkit.facts.partner import Partner
from partnerkit.facts.people import Assignment, Person
from partnerkit.facts.product import Product
from partnerkit.facts.program import Program
from partnerkit.facts.rates import RateTable
from partnerkit.facts.service import ServiceCase, WarrantyClaim
from partnerkit.facts.survey import Answer, Survey
from partnerkit.facts.terms import PriceTerm
from partnerkit.facts.territory import Grant, Territory
from partnerkit.facts.training import Course, Enrolment, TrainingResult
from partnerkit.facts.tree import Tree
from partnerkit.values.errors import NotFound, raise_faults
from partnerkit.values.reasons import Facts
from partnerkit.values.time import instant

__all__ = ["Network"]

F = TypeVar("F", bound=Fact)


def __dir__() -> list[str]:
    return __all__


@final
@frozen(slots=False, eq=False, repr=False)
class Network:
    """
    Every fact at hand, in a stable order, with no id twice and no reference into the void.

    A reference is checked when the network holds any fact of the kind it
    refers to: partners may name territories before there are any. It holds
    facts and look-ups, no decisions. Of a fact in several versions the look-ups
    give the one that nothing newer has replaced, so that nobody counts twice;
    `known_at` gives those of another moment, iteration gives them all.

    >>> network = Network.of(Partner(id="P-4", name="Nord IT"), Partner(id="P-5", parent="P-4"))
    >>> network.get(Partner, "P-5").parent
    'P-4'
    """

    #: By model, every version of each fact, in the order of the ids.
    _facts: Mapping[type[Fact], tuple[Fact, ...]]
    declared: Mapping[str, Any] = field(factory=Facts)

    @classmethod
    def of(cls, *facts: Fact | Iterable[Fact], declared: Declared | None = None) -> "Network":
        """
        Gather facts, given singly or as collections, and check them against each other.

        Raises
        ------
        InvalidInput
            With every fault at once: ids used twice, references to nothing,
            broken hierarchies, attributes that were not declared. Paths are
            those of the look-ups, as ``partners['P-4'].territories[0]``.
        """
        given = gathered(facts)
        ordered = {model: arranged(model, given[model]) for model in sorted(given, key=lambda m: m.__name__)}
        network = cls(ordered, declarations(declared))
        raise_faults(incoherences(ordered, _by_id(ordered), network.declared))
        return network

    def __getstate__(self) -> dict[str, Any]:
        # What was looked up once is made anew by whoever unpacks it.
        return {"_facts": self._facts, "declared": self.declared}

    def __repr__(self) -> str:
        counts = ", ".join(f"{len(facts)} {model.__name__}" for model, facts in self._facts.items())
        return f"<Network: {counts or 'empty'}>"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Network):
            return NotImplemented
        return (self._facts, self.declared) == (other._facts, other.declared)

    __hash__ = None  # type: ignore[assignment]  # it may hold facts by the hundred thousand

    def all(self, model: type[F]) -> tuple[F, ...]:
        """Return the facts of one kind that nothing newer has replaced, in the order of their ids."""
        return cast("tuple[F, ...]", self._current.get(model, ()))

    def get(self, model: type[F], name: str) -> F:
        """Return one fact by its id; `NotFound` if there is none, or it was withdrawn."""
        found = self._by_id.get(model, {}).get(name)
        if found is None:
            raise NotFound(path=model.__name__, key=name)
        return cast("F", found)

    def versions(self, model: type[F], name: str) -> tuple[F, ...]:
        """
        Return every version of one fact, in the order in which they became known.

        >>> march = datetime.fromisoformat("2026-03-01T00:00Z")
        >>> silver = Partner(id="P-4", tier="silver", known_until=march)
        >>> network = Network.of(silver, Partner(id="P-4", tier="gold", known_from=march))
        >>> [each.tier for each in network.versions(Partner, "P-4")], [each.tier for each in network.partners]
        (['silver', 'gold'], ['gold'])
        """
        found = [fact for fact in self._facts.get(model, ()) if getattr(fact, "id", None) == name]
        if not found:
            raise NotFound(path=model.__name__, key=name)
        return cast("tuple[F, ...]", tuple(found))

    def with_(self, *facts: Fact | Iterable[Fact]) -> "Network":
        """Return a network with more facts in it."""
        return Network.of(*self._facts.values(), *facts, declared=self.declared)

    def known_at(self, moment: datetime) -> "Network":
        """
        Return what was known at *moment*: later facts are absent, versions replaced since are back.

        Nothing in it happened after *moment*: a claim decided later is there as
        submitted. What each noun makes of its times stands at the noun. That
        facts were replaced later is hidden, too. References into what was not
        known yet are left as they are: at that moment, too, they pointed into
        the unknown.

        >>> received = datetime.fromisoformat("2026-03-02T09:00Z")
        >>> network = Network.of(Lead(id="L-17", received_at=received))
        >>> len(network.known_at(received.replace(day=1))), len(network.known_at(received))
        (0, 1)
        """
        at = instant(moment, path="moment")
        return self._with_each(_known_at(model, facts, at) for model, facts in self._facts.items())

    def valid_on(self, day: date) -> "Network":
        """Return the facts that hold in the world on *day*; without dates they always do."""
        return self._with_each(
            tuple(fact for fact in facts if fact.holds_on(day)) for facts in self._facts.values()
        )

    def _with_each(self, kept: Iterable[tuple[Fact, ...]]) -> "Network":
        found = zip(self._facts, kept, strict=True)
        return Network({model: facts for model, facts in found if facts}, self.declared)

    @property
    def partners(self) -> tuple[Partner, ...]:
        """Every partner."""
        return self.all(Partner)

    @property
    def territories(self) -> tuple[Territory, ...]:
        """Every territory."""
        return self.all(Territory)

    @property
    def products(self) -> tuple[Product, ...]:
        """Every product."""
        return self.all(Product)

    @property
    def people(self) -> tuple[Person, ...]:
        """Every person."""
        return self.all(Person)

    @property
    def assignments(self) -> tuple[Assignment, ...]:
        """Who owned which territory or partner when."""
        return self.all(Assignment)

    @property
    def grants(self) -> tuple[Grant, ...]:
        """Territories promised to partners."""
        return self.all(Grant)

    @property
    def goals(self) -> tuple[Goal, ...]:
        """Every goal."""
        return self.all(Goal)

    @property
    def hand_overs(self) -> tuple[HandOver, ...]:
        """Goals that change hands."""
        return self.all(HandOver)

    @property
    def credit_splits(self) -> tuple[CreditSplit, ...]:
        """Goals that several answer for."""
        return self.all(CreditSplit)

    @property
    def rate_tables(self) -> tuple[RateTable, ...]:
        """What currencies were worth."""
        return self.all(RateTable)

    @property
    def leads(self) -> tuple[Lead, ...]:
        """Every lead."""
        return self.all(Lead)

    @property
    def accounts(self) -> tuple[Account, ...]:
        """Every end customer."""
        return self.all(Account)

    @property
    def price_terms(self) -> tuple[PriceTerm, ...]:
        """The vendor's sell-in terms."""
        return self.all(PriceTerm)

    @property
    def deals(self) -> tuple[DealRegistration, ...]:
        """Deals that partners registered."""
        return self.all(DealRegistration)

    @property
    def direct(self) -> tuple[DirectEngagement, ...]:
        """Customers the vendor's own sales force is engaged with."""
        return self.all(DirectEngagement)

    @property
    def measures(self) -> tuple[Measure, ...]:
        """Every measure."""
        return self.all(Measure)

    @property
    def figures(self) -> tuple[Figure, ...]:
        """What was reported."""
        return self.all(Figure)

    @property
    def market_data(self) -> tuple[MarketData, ...]:
        """How large the market is."""
        return self.all(MarketData)

    @property
    def programs(self) -> tuple[Program, ...]:
        """Every partner program."""
        return self.all(Program)

    @property
    def agreements(self) -> tuple[Agreement, ...]:
        """Contracts with partners."""
        return self.all(Agreement)

    @property
    def joint_goals(self) -> tuple[JointGoal, ...]:
        """What teams want together."""
        return self.all(JointGoal)

    @property
    def joint_plans(self) -> tuple[JointPlan, ...]:
        """What vendor and partner set out to do together."""
        return self.all(JointPlan)

    @property
    def campaigns(self) -> tuple[Campaign, ...]:
        """Efforts of marketing."""
        return self.all(Campaign)

    @property
    def touches(self) -> tuple[Touch, ...]:
        """Contacts of customers with marketing, partners or direct sales."""
        return self.all(Touch)

    @property
    def service_cases(self) -> tuple[ServiceCase, ...]:
        """Cases of service."""
        return self.all(ServiceCase)

    @property
    def warranty_claims(self) -> tuple[WarrantyClaim, ...]:
        """Claims under warranty."""
        return self.all(WarrantyClaim)

    @property
    def courses(self) -> tuple[Course, ...]:
        """The catalogue of trainings."""
        return self.all(Course)

    @property
    def enrolments(self) -> tuple[Enrolment, ...]:
        """Who takes which training."""
        return self.all(Enrolment)

    @property
    def training_results(self) -> tuple[TrainingResult, ...]:
        """Who passed which training."""
        return self.all(TrainingResult)

    @property
    def surveys(self) -> tuple[Survey, ...]:
        """Waves of questions."""
        return self.all(Survey)

    @property
    def answers(self) -> tuple[Answer, ...]:
        """What was answered."""
        return self.all(Answer)

    @property
    def interactions(self) -> tuple[Interaction, ...]:
        """Visits, calls, messages and meetings."""
        return self.all(Interaction)

    @property
    def tasks(self) -> tuple[Task, ...]:
        """What somebody owes."""
        return self.all(Task)

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Display names by id, for `say(..., names=network)`; an id without a name stands for itself."""
        facts = chain.from_iterable(self._current.values())
        named = ((getattr(fact, "id", None), getattr(fact, "name", "")) for fact in facts)
        return MappingProxyType({str(key): str(name) for key, name in named if key and name})

    @cached_property
    def territory_tree(self) -> Tree:
        """What lies above and below what on the map."""
        return self._tree(Territory)

    @cached_property
    def product_tree(self) -> Tree:
        """What belongs to which range."""
        return self._tree(Product)

    @cached_property
    def person_tree(self) -> Tree:
        """Who answers to whom."""
        return self._tree(Person)

    @cached_property
    def partner_tree(self) -> Tree:
        """Who buys from whom: the tiers of distribution."""
        return self._tree(Partner)

    def _tree(self, model: type[Territory | Product | Person | Partner]) -> Tree:
        """Hang what is known below what is known: who stood below an unknown one is a root."""
        known = self._by_id.get(model, {})
        above = {name: getattr(fact, "parent", None) for name, fact in known.items()}
        return Tree.from_parents(
            {name: up if up in known else None for name, up in above.items()}, path=collection(model)
        )

    def __iter__(self) -> Iterator[Fact]:
        return chain.from_iterable(self._facts.values())

    def __len__(self) -> int:
        return sum(map(len, self._facts.values()))

    @cached_property
    def _current(self) -> ByModel:
        """By model, what nothing newer has replaced."""
        return {
            model: facts
            if all(fact.known_until is None for fact in facts)
            else tuple(fact for fact in facts if fact.known_until is None)
            for model, facts in self._facts.items()
        }

    @cached_property
    def _by_id(self) -> ById:
        return _by_id(self._current)


def _by_id(facts: ByModel) -> ById:
    return {
        model: {name: fact for fact in own if (name := getattr(fact, "id", None)) is not None}
        for model, own in facts.items()
    }


def _known_at(model: type[F], facts: tuple[F, ...], moment: datetime) -> tuple[F, ...]:
    known = tuple(then for fact in facts if (then := fact.as_known_at(moment)) is not None)
    # Of an id one version is left; facts without an id stand in the order of what they say, and may say less now.
    return known if "id" in fields_dict(model) else arranged(model, known)

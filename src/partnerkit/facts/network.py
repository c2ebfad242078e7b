"""What do we know at one moment? All facts together, checked against each other."""

from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from datetime import date, datetime
from functools import cached_property
from itertools import chain
from types import MappingProxyType
from typing import Any, TypeVar, cast, final

from attrs import field, frozen

from partnerkit.facts.account import Account
from partnerkit.facts.arrangement import arranged
from partnerkit.facts.coherence import Declared, incoherences
from partnerkit.facts.deal import DealRegistration, DirectEngagement
from partnerkit.facts.fact import Fact
from partnerkit.facts.goal import Goal
from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import Partner
from partnerkit.facts.people import Assignment, Person
from partnerkit.facts.product import Product
from partnerkit.facts.terms import PriceTerm
from partnerkit.facts.territory import Grant, Territory
from partnerkit.facts.tree import Tree
from partnerkit.values.errors import InvalidValue, NotFound, raise_faults, shown
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
    facts and look-ups, no decisions.

    >>> network = Network.of(Partner(id="P-4", name="Nord IT"), Partner(id="P-5", parent="P-4"))
    >>> network.get(Partner, "P-5").parent
    'P-4'
    """

    #: By model, each in the order of its ids.
    _facts: Mapping[type[Fact], tuple[Fact, ...]]
    declared: Declared = field(factory=dict)

    @classmethod
    def of(cls, *facts: Fact | Iterable[Fact], declared: Declared | None = None) -> "Network":
        """
        Gather facts, given singly or as collections, and check them against each other.

        Raises
        ------
        InvalidInput
            With every fault at once: ids used twice, references to nothing,
            broken hierarchies, attributes that were not declared.
        """
        gathered: dict[type[Fact], list[Fact]] = {}
        for each in chain.from_iterable(item if isinstance(item, Iterable) else [item] for item in facts):
            if not isinstance(each, Fact):
                raise InvalidValue(
                    path="facts", value=shown(each), remedy="use facts such as Partner or Lead"
                )
            gathered.setdefault(type(each), []).append(each)
        ordered = {
            model: arranged(model, gathered[model]) for model in sorted(gathered, key=lambda m: m.__name__)
        }
        network = cls(ordered, dict(declared or {}))
        raise_faults(incoherences(ordered, network._by_id, network.declared))
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
        """Return the facts of one kind, in the order of their ids."""
        return cast("tuple[F, ...]", self._facts.get(model, ()))

    def get(self, model: type[F], name: str) -> F:
        """Return one fact by its id; `NotFound` if there is none."""
        found = self._by_id.get(model, {}).get(name)
        if found is None:
            raise NotFound(path=model.__name__, key=name)
        return cast("F", found)

    def with_(self, *facts: Fact | Iterable[Fact]) -> "Network":
        """Return a network with more facts in it."""
        return Network.of(*self._facts.values(), *facts, declared=self.declared)

    def known_at(self, moment: datetime) -> "Network":
        """
        Return what was known at *moment*: later facts are absent, versions replaced since are back.

        That they were replaced later is hidden, too. References into what was
        not known yet are left as they are: at that moment, too, they pointed
        into the unknown.
        """
        at = instant(moment, path="moment")
        return self._with_each(
            tuple(
                fact if fact.known_until is None else _unreplaced(fact)
                for fact in facts
                if fact.is_known_at(at)
            )
            for facts in self._facts.values()
        )

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

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Display names by id, for `say(..., names=network)`; an id without a name stands for itself."""
        named = ((getattr(fact, "id", None), getattr(fact, "name", "")) for fact in self)
        return MappingProxyType({str(key): str(name) for key, name in named if key and name})

    @cached_property
    def territory_tree(self) -> Tree:
        """What lies above and below what on the map."""
        return Tree.of(self.territories, path="territories")

    @cached_property
    def product_tree(self) -> Tree:
        """What belongs to which range."""
        return Tree.of(self.products, path="products")

    @cached_property
    def person_tree(self) -> Tree:
        """Who answers to whom."""
        return Tree.of(self.people, path="people")

    def __iter__(self) -> Iterator[Fact]:
        return chain.from_iterable(self._facts.values())

    def __len__(self) -> int:
        return sum(map(len, self._facts.values()))

    @cached_property
    def _by_id(self) -> Mapping[type[Fact], Mapping[str, Fact]]:
        return {
            model: {name: fact for fact in facts if (name := getattr(fact, "id", None)) is not None}
            for model, facts in self._facts.items()
        }


def _unreplaced(fact: F) -> F:
    """Copy a fact as it was before another took its place; nothing else can have become wrong by that."""
    before = copy(fact)
    object.__setattr__(before, "known_until", None)
    return before

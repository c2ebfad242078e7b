"""What do we know at one moment? All facts together, checked against each other."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from functools import cached_property
from itertools import chain, pairwise
from types import MappingProxyType
from typing import Any, TypeVar, cast, final

from attrs import field, fields, frozen

from partnerkit.facts.account import Account
from partnerkit.facts.deal import DealRegistration, DirectEngagement
from partnerkit.facts.fact import REFERS_TO, Fact
from partnerkit.facts.goal import Goal
from partnerkit.facts.interaction import Task
from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import Location, Partner
from partnerkit.facts.people import Assignment, Person
from partnerkit.facts.product import Product
from partnerkit.facts.survey import Answer, Survey
from partnerkit.facts.terms import PriceTerm
from partnerkit.facts.territory import Grant, Territory
from partnerkit.facts.tree import Tree
from partnerkit.values.errors import BrokenTree, InvalidValue, NotFound, raise_faults, shown
from partnerkit.values.time import instant

__all__ = ["Network"]

F = TypeVar("F", bound=Fact)

#: From the name of a model to the attributes a host adds to it, each with its type.
Declared = Mapping[str, Mapping[str, type[Any]]]


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
        for each in chain.from_iterable([item] if isinstance(item, Fact) else item for item in facts):
            if not isinstance(each, Fact):
                raise InvalidValue(
                    path="facts", value=shown(each), remedy="use facts such as Partner or Lead"
                )
            gathered.setdefault(type(each), []).append(each)
        ordered = {
            model: tuple(sorted(gathered[model], key=_order))
            for model in sorted(gathered, key=lambda m: m.__name__)
        }
        network = cls(ordered, dict(declared or {}))
        raise_faults(network._faults())
        return network

    def __repr__(self) -> str:
        counts = ", ".join(f"{len(facts)} {model.__name__}" for model, facts in self._facts.items())
        return f"<Network: {counts or 'empty'}>"

    def __eq__(self, other: object) -> bool:
        return self._facts == other._facts if isinstance(other, Network) else NotImplemented

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

        References into what was not known yet are left as they are: at that
        moment, too, they pointed into the unknown.
        """
        at = instant(moment, path="moment")
        return self._where(
            lambda fact: (
                (fact.known_from is None or fact.known_from <= at)
                and (fact.known_until is None or at < fact.known_until)
            )
        )

    def valid_on(self, day: date) -> "Network":
        """Return the facts that hold in the world on *day*; without dates they always do."""
        return self._where(lambda fact: fact.valid is None or fact.valid.contains(day))

    def _where(self, keep: Callable[[Fact], bool]) -> "Network":
        kept = {model: tuple(filter(keep, facts)) for model, facts in self._facts.items()}
        return Network({model: facts for model, facts in kept.items() if facts}, self.declared)

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

    def _faults(self) -> Iterator[InvalidValue]:
        yield from self._doubles()
        yield from self._dangling()
        yield from self._answers()
        yield from self._hierarchies()
        yield from self._undeclared()

    def _doubles(self) -> Iterator[InvalidValue]:
        """Find ids that two facts claim at the same moment; one after the other they are versions."""
        for model, facts in self._facts.items():
            if "id" not in {each.name for each in fields(model)}:
                continue
            for before, after in pairwise(facts):
                name = before.id  # type: ignore[attr-defined]  # just checked
                if name == after.id and not _follows(before, after):  # type: ignore[attr-defined]  # likewise
                    yield InvalidValue(
                        path=_place(model, before),
                        value=shown(name),
                        remedy="use each id once, or say when one version replaced the other",
                    )

    def _dangling(self) -> Iterator[InvalidValue]:
        known: dict[str, Iterable[str]] = {model.__name__: ids for model, ids in self._by_id.items() if ids}
        places = {place.id for partner in self.partners for place in partner.locations or ()}
        if places:
            known[Location.__name__] = places
        for model, facts in self._facts.items():
            references = [
                (each.name, each.metadata[REFERS_TO])
                for each in fields(model)
                if each.metadata.get(REFERS_TO) in known
            ]
            for name, target in references:
                for fact in facts:
                    value = getattr(fact, name)
                    if value is None or (isinstance(value, str) and value in known[target]):
                        continue
                    for missing in [value] if isinstance(value, str) else value:
                        if missing not in known[target]:
                            yield _missing(f"{_place(model, fact)}.{name}", missing, target)
        for path, name, target in self._inner_references():
            if target in known and name not in known[target]:
                yield _missing(path, name, target)

    def _inner_references(self) -> Iterator[tuple[str, str, str]]:
        """Give the references inside the parts of a fact: their path, the id and its model."""
        for term in self.price_terms:
            for place, each in enumerate(term.justifications):
                if each.by is not None:
                    yield f"{_place(PriceTerm, term)}.justifications[{place}].by", each.by, Person.__name__
        for task in self.all(Task):
            if task.about is not None:
                yield f"{_place(Task, task)}.about", task.about.id, task.about.model

    def _answers(self) -> Iterator[InvalidValue]:
        """Find answers that their survey does not allow, above all a partner in an anonymous one."""
        surveys = {survey.id: survey for survey in self.all(Survey)}
        for answer in self.all(Answer):
            survey = surveys.get(answer.survey)
            for fault in () if survey is None else survey.faults_of(answer):
                yield fault.under(f"{Answer.__name__}[{answer.question!r}]")

    def _hierarchies(self) -> Iterator[InvalidValue]:
        for model in (Territory, Product, Partner, Person, Goal, Account):
            own = self._by_id.get(model, {})
            # An orphan is told as a dangling reference already.
            above = {name: getattr(fact, "parent", None) for name, fact in own.items()}
            try:
                Tree.from_parents(
                    {name: up if up in own else None for name, up in above.items()}, path=model.__name__
                )
            except BrokenTree as broken:
                yield InvalidValue(
                    path=broken.path,
                    value=shown(broken.nodes[:5]),
                    remedy=f"undo the {broken.fault}; every one needs a way to a root",
                )

    def _undeclared(self) -> Iterator[InvalidValue]:
        for model, facts in self._facts.items():
            declared = self.declared.get(model.__name__, {})
            for fact in facts:
                for name, value in fact.attributes.items():
                    kind = declared.get(name)
                    if kind is None:
                        remedy = f"declare it: declared={{{model.__name__!r}: {{{name!r}: {type(value).__name__}}}}}"
                    elif value is None or type(value) is kind:
                        continue
                    else:
                        remedy = f"use {kind.__name__}, as declared"
                    yield InvalidValue(
                        path=f"{_place(model, fact)}.attributes.{name}", value=shown(value), remedy=remedy
                    )


def _order(fact: Fact) -> tuple[str, str, str]:
    """Order facts by id, versions by the time they became known, those without an id by all they say."""
    since = "" if fact.known_from is None else instant(fact.known_from).isoformat()
    name = getattr(fact, "id", None)
    return (str(name), since, "") if name is not None else ("", "", repr(fact) + since)


def _follows(before: Fact, after: Fact) -> bool:
    return (
        before.known_until is not None
        and after.known_from is not None
        and before.known_until <= after.known_from
    )


def _missing(path: str, name: str, target: str) -> InvalidValue:
    return InvalidValue(path=path, value=shown(name), remedy=f"add this {target}, or name one there is")


def _place(model: type[Fact], fact: Fact) -> str:
    name = getattr(fact, "id", None)
    return f"{model.__name__}[{name!r}]" if name is not None else model.__name__

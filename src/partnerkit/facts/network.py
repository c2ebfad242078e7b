"""What do we know at one moment? All facts together, checked against each other."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from functools import cached_property
from itertools import chain
from types import MappingProxyType
from typing import Any, TypeVar

from attrs import field, fields_dict, frozen

from partnerkit._lazy import resolver
from partnerkit.facts.arrangement import arranged
from partnerkit.facts.coherence import Declared, by_id, declarations, incoherences
from partnerkit.facts.fact import Fact
from partnerkit.facts.fitting import may_break
from partnerkit.facts.gathering import gathered, known_at, replaced
from partnerkit.facts.layers import Delta, Read, reader
from partnerkit.facts.nouns import Nouns
from partnerkit.facts.partner import Partner
from partnerkit.facts.people import Person
from partnerkit.facts.product import Product
from partnerkit.facts.stock import Stock
from partnerkit.facts.territory import Territory
from partnerkit.facts.tree import Tree
from partnerkit.values.errors import InvalidValue, NotFound, raise_faults, shown
from partnerkit.values.frames import Library
from partnerkit.values.reasons import Facts
from partnerkit.values.time import instant

__all__ = ["Network"]

F = TypeVar("F", bound=Fact)

#: How facts stand in tables is known at the edge alone; it is loaded when it is asked for.
_edge: Callable[[str], Any] = resolver(
    "partnerkit.interop", {"network_of": "network_tables", "frames_of": "network_tables"}
)


def __dir__() -> list[str]:
    return __all__


def _refuse_no_kind(model: object) -> None:
    if not (isinstance(model, type) and issubclass(model, Fact)):
        remedy = "use the kind of fact itself, as Partner"
        raise InvalidValue(path="model", value=shown(model), remedy=remedy)


def _as_stock(facts: "Stock | Mapping[type[Fact], tuple[Fact, ...]]") -> Stock:
    return facts if isinstance(facts, Stock) else Stock(facts)


@frozen(slots=False, eq=False, repr=False)
class Network(Nouns):
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

    #: Where its facts lie.
    stock: Stock = field(converter=_as_stock)
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
        raise_faults(network.faults())
        return network

    @classmethod
    def from_frames(cls, frames: Mapping[Any, Any], *, declared: Declared | None = None) -> "Network":
        """
        Gather facts from frames, one for each kind of fact: what `to_frames` writes, or a host's own.

        *frames* is kind of fact, or its name, -> a dict of columns, or a frame of
        pandas, Polars, PyArrow or DuckDB; its columns are the fields. An amount has its
        currency in `<field>.currency`. How other columns are read: `interop.read_rows`.

        >>> Network.from_frames({"Partner": {"id": ["P-4"], "capacity": [20]}}).partners[0].capacity
        20
        """
        made: Network = _edge("network_of")(frames, declared)
        return made

    def to_frames(self, kind: Library = "dict") -> dict[str, Any]:
        """
        Return a frame for each kind of fact, one row a fact, by the name of the kind.

        >>> Network.of(Partner(id="P-4", tier="gold")).to_frames()["Partner"]["tier"].tolist()
        ['gold']
        """
        made: dict[str, Any] = _edge("frames_of")(self, kind)
        return made

    def faults(self) -> Iterator[InvalidValue]:
        """Find in what the facts contradict each other; only a network of an earlier moment may have any."""
        return incoherences(self.stock.facts, by_id(self.stock.facts), self.declared)

    def __getstate__(self) -> dict[str, Any]:
        # What was looked up once is made anew by whoever unpacks it.
        return {"stock": Stock(dict(self.stock.facts)), "declared": self.declared}

    def __repr__(self) -> str:
        counts = ", ".join(f"{len(facts)} {model.__name__}" for model, facts in self.stock.facts.items())
        return f"<Network: {counts or 'empty'}>"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Network):
            return NotImplemented
        return (self.stock.facts, self.declared) == (other.stock.facts, other.declared)

    __hash__ = None  # type: ignore[assignment]  # it may hold facts by the hundred thousand

    @property
    def kinds(self) -> tuple[type[Fact], ...]:
        """The models of which it holds any fact, in the order of their names."""
        return tuple(self.stock.facts)

    def all(self, model: type[F]) -> tuple[F, ...]:
        """Return the facts of one kind that nothing newer has replaced, in the order of their ids."""
        _refuse_no_kind(model)
        return self.stock.all(model)

    def get(self, model: type[F], name: str) -> F:
        """Return one fact by its id; `NotFound` if there is none, or it was withdrawn."""
        found = [fact for fact in self._under(model, name) if fact.known_until is None]
        if not found:
            raise NotFound(path=model.__name__, key=name)
        return found[-1]

    def versions(self, model: type[F], name: str) -> tuple[F, ...]:
        """
        Return every version of one fact, in the order in which they became known.

        >>> march = datetime.fromisoformat("2026-03-01T00:00Z")
        >>> silver = Partner(id="P-4", tier="silver", known_until=march)
        >>> network = Network.of(silver, Partner(id="P-4", tier="gold", known_from=march))
        >>> [each.tier for each in network.versions(Partner, "P-4")], [each.tier for each in network.partners]
        (['silver', 'gold'], ['gold'])
        """
        found = self._under(model, name)
        if not found:
            raise NotFound(path=model.__name__, key=name)
        return found

    def standing(self, model: type[F], key: Any) -> tuple[F, ...]:
        """Return every version of what stands under an id, or under what sorts facts without one, in their order."""
        _refuse_no_kind(model)
        try:
            return self.stock.standing(model, key)
        except TypeError as wrong:
            remedy = f"use what sorts {model.__name__}, such as an id"
            raise InvalidValue(path="key", value=shown(key), remedy=remedy) from wrong

    def _under(self, model: type[F], name: str) -> tuple[F, ...]:
        _refuse_no_kind(model)
        return self.standing(model, name) if "id" in fields_dict(model) and isinstance(name, str) else ()

    def by(self, model: type[F], read: str | Read, *, every: bool = False) -> Mapping[Any, tuple[F, ...]]:
        """
        Return the facts of one kind by what they say, in the order of their ids under each.

        It is made once and shared with every network made of this one by
        `with_facts`. *read* is the name of a field, of which each item counts
        where it holds several, or a function of the host that gives the keys; it is
        remembered by that function. *every* includes the versions that were replaced.

        >>> network = Network.of(Partner(id=name, tier="gold") for name in ("P-4", "P-5"))
        >>> [each.id for each in network.by(Partner, "tier")["gold"]]
        ['P-4', 'P-5']
        """
        _refuse_no_kind(model)
        return self.stock.by(model, reader(model, read) if isinstance(read, str) else read, every=every)

    def with_(self, *facts: Fact | Iterable[Fact]) -> "Network":
        """Return a network with more facts in it."""
        return Network.of(*self.stock.facts.values(), *facts, declared=self.declared)

    def with_facts(
        self, *facts: Fact | Iterable[Fact], removed: Iterable[Fact | tuple[type[Fact], str]] = ()
    ) -> "Network":
        """
        Return a network with some facts new, replaced or removed; what did not change is shared.

        It costs as much as the change, not as the network, and `changes_since` tells
        the change again. A fact takes the place of the version of the same id
        and `known_from`; *removed* are facts, or models with an id, of which every version goes.
        What was broken before, as a network of an earlier moment may be, stays as it is.

        Raises
        ------
        InvalidInput
            What `Network.of` would say of all the facts.
        NotFound
            For something to be removed that is not there.

        >>> before = Network.of(Partner(id="P-4", tier="silver"), Partner(id="P-5"))
        >>> after = before.with_facts(Partner(id="P-4", tier="gold"), removed=[(Partner, "P-5")])
        >>> [(each.id, each.tier) for each in after.partners]
        [('P-4', 'gold')]
        """
        gone, new = replaced(self, gathered(facts), removed)
        after = Network(self.stock.changed(gone, new), self.declared)
        if may_break(self, after, Delta.of(added=new, removed=gone)):
            found = list(after.faults())
            # What was broken before is asked only where something is broken now.
            known = list(self.faults()) if found else []
            raise_faults(each for each in found if each not in known)
        return after

    def changes_since(self, before: "Network") -> Delta:
        """
        Return what was added and removed between *before* and this network.

        Where one was made of the other, or both of a third, by `with_facts`, it is remembered.

        >>> before = Network.of(Partner(id="P-4"))
        >>> before.with_facts(Partner(id="P-5")).changes_since(before).added
        (Partner(id='P-5', ...),)
        """
        return self.stock.changes_since(before.stock)

    def known_at(self, moment: datetime) -> "Network":
        """
        Return what was known at *moment*: later facts are absent, versions replaced since are back.

        Nothing in it happened after *moment*: a claim decided later is there as
        submitted. What each noun makes of its times stands at the noun. That
        facts were replaced later is hidden, too. References into what was not
        known yet are left as they are: at that moment, too, they pointed into
        the unknown.

        >>> from partnerkit.facts.lead import Lead
        >>> received = datetime.fromisoformat("2026-03-02T09:00Z")
        >>> network = Network.of(Lead(id="L-17", received_at=received))
        >>> len(network.known_at(received.replace(day=1))), len(network.known_at(received))
        (0, 1)
        """
        at = instant(moment, path="moment")
        return self._with_each(known_at(model, facts, at) for model, facts in self.stock.facts.items())

    def valid_on(self, day: date) -> "Network":
        """Return the facts that hold in the world on *day*; without dates they always do."""
        return self._with_each(
            tuple(fact for fact in facts if fact.holds_on(day)) for facts in self.stock.facts.values()
        )

    def narrowed(self, facts: Mapping[type[Any], Iterable[Fact]]) -> "Network":
        """Return a network with some *facts* of its own alone of some kinds; the others it has all, and shares."""
        kept = {model: arranged(model, some) for model, some in facts.items()}
        return Network(self.stock.narrowed(kept), self.declared)

    def _with_each(self, kept: Iterable[tuple[Fact, ...]]) -> "Network":
        found = zip(self.stock.facts, kept, strict=True)
        return Network({model: facts for model, facts in found if facts}, self.declared)

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Display names by id, for `say(..., names=network)`; an id without a name stands for itself."""
        return MappingProxyType(
            {key: name for each in self.names_by_kind.values() for key, name in each.items()}
        )

    @cached_property
    def names_by_kind(self) -> Mapping[type[Fact], Mapping[str, str]]:
        """The same by kind of fact: partner 7 and person 7 are two."""
        found: dict[type[Fact], Mapping[str, str]] = {}
        for kind in self.stock.facts:
            named = ((getattr(fact, "id", None), getattr(fact, "name", "")) for fact in self.all(kind))
            found[kind] = MappingProxyType({str(key): str(name) for key, name in named if key and name})
        return MappingProxyType(found)

    @property
    def territory_tree(self) -> Tree:
        """What lies above and below what on the map."""
        return self.stock.tree(Territory)

    @property
    def product_tree(self) -> Tree:
        """What belongs to which range."""
        return self.stock.tree(Product)

    @property
    def person_tree(self) -> Tree:
        """Who answers to whom."""
        return self.stock.tree(Person)

    @property
    def partner_tree(self) -> Tree:
        """Who buys from whom: the tiers of distribution."""
        return self.stock.tree(Partner)

    def __iter__(self) -> Iterator[Fact]:
        return chain.from_iterable(self.stock.facts.values())

    def __len__(self) -> int:
        return sum(map(len, self.stock.facts.values()))

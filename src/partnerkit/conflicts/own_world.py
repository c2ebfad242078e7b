"""
What of a network is one party's own?

Who asks may be told what follows from its own facts, and from what everybody
may know: the map, the products, the programs. Nothing that another partner
said, holds or registered is in it, so nothing told of it depends on them. Who
else works where is not to be found out either: whoever it names is taken as there.
"""

from collections.abc import Iterable
from typing import Any

from attrs import evolve

from partnerkit.facts.account import Account
from partnerkit.facts.fact import Fact
from partnerkit.facts.goal import Goal, Measure
from partnerkit.facts.lead import Lead
from partnerkit.facts.marketing import Campaign
from partnerkit.facts.network import Network
from partnerkit.facts.partner import Partner
from partnerkit.facts.people import Person
from partnerkit.facts.product import Product
from partnerkit.facts.program import Program
from partnerkit.facts.rates import RateTable
from partnerkit.facts.references import inner_references, references
from partnerkit.facts.territory import Territory
from partnerkit.facts.training import Course

__all__ = ["COMMON", "own_world", "with_own_heads", "with_people_named", "without_others"]

#: What is no party's own: an account is known by its id to whoever asks about it.
COMMON: tuple[type[Fact], ...] = (Account, Course, Measure, Product, Program, RateTable, Territory)

#: What names partners as the vendor plans with them, which they are not told: whom a customer asked for, who is to get leads.
_PLANNED: frozenset[type[Fact]] = frozenset({Campaign, Lead})


def __dir__() -> list[str]:
    return __all__


def own_world(network: Network, party: str) -> Network:
    """
    Return the network with what everybody may know, and of all else what is *party*'s, without the other partners it names.

    >>> from partnerkit.facts import Grant
    >>> from partnerkit.values import Period
    >>> granted = [Grant(partner=name, territory="de", period=Period.year(2026)) for name in ("P-4", "P-5")]
    >>> [each.partner for each in own_world(Network.of(granted), "P-5").grants]
    ['P-5']
    """
    kinds = [model for model in network.kinds if model not in COMMON]
    own = network.narrowed(
        {model: () if model in _PLANNED else _own(network, model, party) for model in kinds}
    )
    return own.narrowed({Goal: with_own_heads(own.goals, own)}) if own.goals else own


def with_own_heads(facts: Iterable[Fact], own: Network) -> list[Fact]:
    """
    Return facts of which each goal is below one that its party may know, or below none: the vendor's are above most of them.

    >>> from partnerkit.values import Money, Period
    >>> goal = Goal(id="G-5", parent="de", measure="revenue", period=Period.year(2026), target=Money.of("9", "EUR"))
    >>> with_own_heads([goal], Network.of())[0].parent is None
    True
    """
    given = list(facts)
    known = {each.id for each in (*own.goals, *given) if isinstance(each, Goal)}
    return [
        evolve(each, parent=None) if isinstance(each, Goal) and each.parent not in known else each
        for each in given
    ]


def with_people_named(own: Network, asked: Iterable[Fact]) -> Network:
    """
    Return one party's own world with everybody in it whom the facts *asked* about name, the vendor's people above all.

    Who is no part of it is there by the id alone: neither that a person exists nor that it does not shows.

    >>> from partnerkit.facts import DealRegistration
    >>> deal = DealRegistration(id="D-1", partner="P-5", account="A-9", stepped_by="mia")
    >>> [each.id for each in with_people_named(Network.of(Person(id="anna", employer="P-5")), [deal]).people]
    ['anna', 'mia']
    """
    given = [each for each in asked if isinstance(each, Fact)]
    new = {each.id for each in given if isinstance(each, Person)}
    known = own.by(Person, "id", every=True)
    if not (known or new):
        # Where there are no people, nobody is missed.
        return own
    # The first person to be there makes whoever the older facts name missing, too.
    named = _people_named(given if known else [*own, *given])
    return own.with_facts(Person(id=each) for each in sorted(named - new - known.keys()))


def _people_named(facts: Iterable[Fact]) -> set[str]:
    found: set[str] = set()
    for fact in facts:
        for name, target in references(type(fact)):
            if target == Person.__name__:
                value = getattr(fact, name)
                found.update([value] if isinstance(value, str) else value or ())
        found.update(name for _, name, target in inner_references(fact) if target == Person.__name__)
    return found


def _own(network: Network, model: type[Fact], party: str) -> Iterable[Fact]:
    found = {id(fact): fact for name in _naming(model) for fact in network.by(model, name).get(party, ())}
    return without_others((fact for fact in found.values() if _is_theirs(fact, party)), party)


def _naming(model: type[Fact]) -> list[str]:
    """Return the fields that name partners: the first says whose a fact is, the others tell of the firms around it."""
    named = [name for name, target in references(model) if target == Partner.__name__]
    return ["id", *named] if model is Partner else named


def _is_theirs(fact: Fact, party: str) -> bool:
    whose = [getattr(fact, name) for name in _naming(type(fact))[:1]]
    return any(each is None or party == each or (isinstance(each, tuple) and party in each) for each in whose)


def without_others(facts: Iterable[Fact], party: str) -> list[Fact]:
    """
    Return facts of which those of *party* name no other partner; what is another's stays as it is.

    >>> without_others([Partner(id="P-5", parent="P-4")], "P-5")
    [Partner(id='P-5', ...)]
    """
    return [
        _without_others(fact, party) if isinstance(fact, Fact) and _is_theirs(fact, party) else fact
        for fact in facts
    ]


def _without_others(fact: Fact, party: str) -> Fact:
    changes: dict[str, Any] = {}
    for name in _naming(type(fact)):
        value = getattr(fact, name)
        if isinstance(value, tuple):
            changes[name] = (party,) if party in value else None
        elif value != party:
            changes[name] = None
    changed = {name: value for name, value in changes.items() if value != getattr(fact, name)}
    return evolve(fact, **changed) if changed else fact

"""
Do the facts fit together: each id once, each reference to something there, each hierarchy a tree?

What one fact cannot know of itself. A network asks it all at once, when it is
made; the user gets every fault of a delivery in one answer.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import pairwise
from operator import attrgetter
from typing import Any, TypeAlias, cast

from attrs import NOTHING, fields

from partnerkit.facts.account import Account
from partnerkit.facts.fact import ATTRIBUTE_KINDS, Fact
from partnerkit.facts.goal import Goal
from partnerkit.facts.nouns import KINDS
from partnerkit.facts.partner import Location, Partner
from partnerkit.facts.people import Person
from partnerkit.facts.product import Product
from partnerkit.facts.program import Program
from partnerkit.facts.references import SAID, inner_references, part_references, references
from partnerkit.facts.survey import Answer, Survey
from partnerkit.facts.terms import PriceTerm, overlapping
from partnerkit.facts.territory import Territory
from partnerkit.facts.tree import DEPTH, faults_of
from partnerkit.values.errors import InvalidValue, raise_faults, shown
from partnerkit.values.fields import is_identifier
from partnerkit.values.reasons import Facts

__all__ = [
    "ById",
    "ByModel",
    "Declared",
    "by_id",
    "collection",
    "declarations",
    "follows",
    "incoherences",
    "undeclared",
]

#: From the name of a model to the attributes a host adds to it, each with its type.
Declared: TypeAlias = Mapping[str, Mapping[str, type[Any]]]

#: The facts of each kind in their order; those with an id by it, the latest version of each.
ByModel: TypeAlias = Mapping[type[Fact], tuple[Fact, ...]]
ById: TypeAlias = Mapping[type[Fact], Mapping[str, Fact]]

#: What has a `parent`.
HIERARCHIES = (Territory, Product, Partner, Person, Goal, Account)

_BEGINNING = datetime.min.replace(tzinfo=UTC)

#: What the rule for plurals does not get right, or people call otherwise.
_COLLECTIONS = {
    "DealRegistration": "deals",
    "DirectEngagement": "direct",
    "MarketData": "market_data",
    "Person": "people",
    "Touch": "touches",
}


def __dir__() -> list[str]:
    return __all__


def collection(model: type[Fact]) -> str:
    """
    Return the name under which a network gives the facts of *model*.

    >>> collection(PriceTerm), collection(Territory), collection(Survey), collection(Person)
    ('price_terms', 'territories', 'surveys', 'people')
    """
    name = model.__name__
    if name in _COLLECTIONS:
        return _COLLECTIONS[name]
    words = re.sub("(?<=[a-z])(?=[A-Z])", "_", name).lower()
    return re.sub("(?<=[^aeiou])y$", "ie", words) + "s"


def declarations(given: Declared | None) -> Declared:
    """
    Check and freeze what a host declares: the attributes it adds to a model, each with its type.

    >>> declarations({"Partner": {"shifts": int}})["Partner"]["shifts"]
    <class 'int'>
    """
    if given is not None and not isinstance(given, Mapping):
        raise InvalidValue(
            path="declared", value=shown(given), remedy="use a mapping such as {'Partner': {'shifts': int}}"
        )
    raise_faults(_misdeclared(given or {}))
    return cast("Declared", Facts({model: Facts(attributes) for model, attributes in (given or {}).items()}))


def _misdeclared(given: Mapping[Any, Any]) -> Iterator[InvalidValue]:
    for model, attributes in given.items():
        path = f"declared[{shown(model)}]"
        if model not in KINDS and model != Location.__name__:
            yield InvalidValue(
                path=path, value=shown(model), remedy="use the name of a model, such as 'Partner'"
            )
        elif not isinstance(attributes, Mapping) or not all(map(is_identifier, attributes)):
            remedy = "use a mapping of each attribute's name to its type, such as {'shifts': int}"
            yield InvalidValue(path=path, value=shown(attributes), remedy=remedy)
        else:
            kinds = ", ".join(each.__name__ for each in ATTRIBUTE_KINDS)
            for name, wanted in attributes.items():
                if wanted not in ATTRIBUTE_KINDS:
                    yield InvalidValue(
                        path=f"{path}[{shown(name)}]", value=shown(wanted), remedy=f"use one of {kinds}"
                    )


def by_id(facts: ByModel) -> ById:
    """
    Return the facts that have an id by it, the latest version of each.

    >>> dict(by_id({Partner: (Partner(id="P-5"),)})[Partner])
    {'P-5': Partner(id='P-5', ...)}
    """
    return {
        model: {name: fact for fact in own if (name := getattr(fact, "id", None)) is not None}
        for model, own in facts.items()
    }


def incoherences(facts: ByModel, by_id: ById, declared: Declared) -> Iterator[InvalidValue]:
    """
    Find everything in which *facts*, each of them right by itself, contradict each other.

    >>> firm = Partner(id="P-5", parent="P-4")
    >>> [str(fault) for fault in incoherences({Partner: (firm,)}, {Partner: {"P-5": firm}}, {})]
    ["partners['P-5'].parent: 'P-4' is not valid here; add this Partner, or name one there is"]
    """
    yield from _doubles(facts, by_id)
    yield from _dangling(facts, by_id)
    yield from _misplaced(facts)
    yield from _unknown_tiers(facts)
    yield from _forbidden_answers(facts)
    yield from _overlapping_terms(facts)
    yield from _broken_hierarchies(facts, by_id)
    yield from undeclared(facts, declared)


def _doubles(facts: ByModel, by_id: ById) -> Iterator[InvalidValue]:
    """Find ids that two facts claim at the same moment; one after the other they are versions."""
    for model, named in by_id.items():
        # They are sorted by id and by when they became known: what overlaps is neighbors.
        for before, after in pairwise(facts[model]) if 0 < len(named) < len(facts[model]) else ():
            name = before.id  # type: ignore[attr-defined]  # only what has an id is in by_id
            if name == after.id and not follows(before, after):  # type: ignore[attr-defined]  # likewise
                yield InvalidValue(
                    path=_place(before),
                    value=shown(name),
                    remedy="use each id once, or say when one version replaced the other",
                )


def follows(before: Fact, after: Fact) -> bool:
    """
    Tell whether one version took the place of another when that was replaced, or later.

    >>> follows(Partner(id="P-4"), Partner(id="P-4"))
    False
    """
    return (
        before.known_until is not None
        and after.known_from is not None
        and before.known_until <= after.known_from
    )


def _dangling(facts: ByModel, by_id: ById) -> Iterator[InvalidValue]:
    """Find references to nothing, where there is anything of the kind they refer to."""
    known: dict[str, Collection[str]] = {model.__name__: ids for model, ids in by_id.items() if ids}
    for model, own in facts.items():
        for name, target in references(model):
            if target not in known:
                continue
            there = known[target]
            for fact, value in zip(own, map(attrgetter(name), own), strict=True):
                if value is None or (isinstance(value, str) and value in there):
                    continue
                if isinstance(value, str):
                    yield _missing(f"{_place(fact)}.{name}", value, target)
                    continue
                for place, each in enumerate(value):
                    if each not in there:
                        yield _missing(f"{_place(fact)}.{name}[{place}]", each, target)
    for model, own in facts.items():
        for fact in own if model in SAID or part_references(model) else ():
            for path, name, target in inner_references(fact):
                if target in known and name not in known[target]:
                    yield _missing(f"{_place(fact)}.{path}", name, target)


def _locations(facts: ByModel) -> Iterator[tuple[str, Location]]:
    for partner in facts.get(Partner, ()):
        if isinstance(partner, Partner) and partner.locations is not None:
            for place, location in enumerate(partner.locations):
                yield f"{_place(partner)}.locations[{place}]", location


def _misplaced(facts: ByModel) -> Iterator[InvalidValue]:
    """Find locations that the partner a fact names does not have, as far as we know its locations."""
    places: dict[str, set[str]] = {}
    for partner in facts.get(Partner, ()):
        if isinstance(partner, Partner) and partner.locations is not None:
            places.setdefault(partner.id, set()).update(each.id for each in partner.locations)
    anywhere = set().union(*places.values())
    for model, own in facts.items() if places else ():
        for name, target in references(model):
            for fact in own if target == Location.__name__ else ():
                value, partner_id = getattr(fact, name), getattr(fact, "partner", None)
                there = anywhere if partner_id is None else places.get(partner_id)
                if value is not None and there is not None and value not in there:
                    yield _missing(f"{_place(fact)}.{name}", value, target)


def _unknown_tiers(facts: ByModel) -> Iterator[InvalidValue]:
    """Find partners in a tier that the program they name does not have, as far as we know its tiers."""
    tiers: dict[str, dict[str, None]] = {}
    for program in facts.get(Program, ()):
        if isinstance(program, Program):
            tiers.setdefault(program.id, {}).update((tier.name, None) for tier in program.tiers)
    for partner in facts.get(Partner, ()) if tiers else ():
        if isinstance(partner, Partner) and partner.program is not None and partner.tier is not None:
            there = tiers.get(partner.program)
            if there and partner.tier not in there:
                yield InvalidValue(
                    path=f"{_place(partner)}.tier",
                    value=shown(partner.tier),
                    remedy=f"use a tier of its program: {', '.join(list(there)[:12])}",
                )


def _forbidden_answers(facts: ByModel) -> Iterator[InvalidValue]:
    """Find answers that their survey does not allow, above all a partner in an anonymous one."""
    surveys = {each.id: each for each in facts.get(Survey, ()) if isinstance(each, Survey)}
    for answer in facts.get(Answer, ()):
        survey = surveys.get(answer.survey) if isinstance(answer, Answer) else None
        if survey is not None and isinstance(answer, Answer):
            for fault in survey.faults_of(answer):
                yield fault.under(f"{collection(Answer)}[{shown(answer.question)}]")


def _overlapping_terms(facts: ByModel) -> Iterator[InvalidValue]:
    """Find terms of one partner for one product of which nobody could say which holds."""
    terms = [
        each for each in facts.get(PriceTerm, ()) if isinstance(each, PriceTerm) and each.known_until is None
    ]
    for other, term in overlapping(terms):
        yield InvalidValue(
            path=f"{_place(term)}.valid",
            value=shown(str(term.valid)),
            remedy=f"let only one of {other.id} and {term.id} hold on a day",
        )


def _broken_hierarchies(facts: ByModel, by_id: ById) -> Iterator[InvalidValue]:
    """Find cycles and what is too deep; an orphan is told as a dangling reference already."""
    for model in HIERARCHIES:
        latest = by_id.get(model, {})
        above = {name: getattr(fact, "parent", None) for name, fact in latest.items()}
        rooted = {name: up if up in latest else None for name, up in above.items()}
        found = False
        for broken in faults_of(rooted, path=model.__name__):
            found = True
            yield _broken(model, broken.nodes, broken.fault)
        if not found and len(latest) < len(facts.get(model, ())):
            yield from _cycles_of_old(model, facts[model])


def _cycles_of_old(model: type[Fact], facts: Iterable[Fact]) -> Iterator[InvalidValue]:
    """
    Find the versions that closed a cycle, or led too deep, at the moment they became known.

    A cycle exists from when its youngest part is known: going up from there, as it was then, finds it.
    """
    versions: dict[str, list[Fact]] = {}
    for fact in facts:
        versions.setdefault(fact.id, []).append(fact)  # type: ignore[attr-defined]  # all of HIERARCHIES have one
    for name, own in versions.items():
        for fact in own:
            if not _ends(fact, versions):
                yield _broken(model, (name,), "cycle")


def _ends(fact: Fact, versions: Mapping[str, Iterable[Fact]]) -> bool:
    """Tell whether the way up came to an end when *fact* became known."""
    at = fact.learned_at or _BEGINNING
    above: Fact | None = fact
    for _ in range(DEPTH):
        above = _version(versions.get(getattr(above, "parent", None) or "", ()), at)
        if above is None:
            return True
    return False


def _version(versions: Iterable[Fact], at: datetime) -> Fact | None:
    return next((each for each in versions if each.is_known_at(at)), None)


def _broken(model: type[Fact], nodes: tuple[str, ...], fault: str) -> InvalidValue:
    return InvalidValue(
        path=collection(model),
        value=shown(nodes[:5]),
        remedy=f"undo the {fault}; every one needs a way to a root, at most {DEPTH} levels long",
    )


def undeclared(facts: ByModel, declared: Declared) -> Iterator[InvalidValue]:
    """
    Find the attributes that no host declared, or declared otherwise.

    >>> len(list(undeclared({Partner: (Partner(id="P-4", attributes={"shifts": 2}),)}, {})))
    1
    """
    for model, own in facts.items():
        expected = declared.get(model.__name__, {})
        for fact in own:
            if fact.attributes:
                yield from _unlike(fact.attributes, model.__name__, expected, _place(fact))
    expected = declared.get(Location.__name__, {})
    for path, location in _locations(facts):
        yield from _unlike(location.attributes, Location.__name__, expected, path)


def _unlike(
    attributes: Facts, title: str, expected: Mapping[str, type[Any]], path: str
) -> Iterator[InvalidValue]:
    for name, value in attributes.items():
        if name not in expected:
            kind = "str" if value is None else type(value).__name__
            remedy = f"declare it: declared={{{title!r}: {{{shown(name)}: {kind}}}}}"
        elif value is None or type(value) is expected[name]:
            continue
        else:
            remedy = f"use {expected[name].__name__}, as declared"
        yield InvalidValue(path=f"{path}.attributes[{shown(name)}]", value=shown(value), remedy=remedy)


def _missing(path: str, name: str, target: str) -> InvalidValue:
    return InvalidValue(path=path, value=shown(name), remedy=f"add this {target}, or name one there is")


def _place(fact: Fact) -> str:
    """Say which fact it is: by its id, or by all the ids it must name, as `figures['P-4', 'revenue']`."""
    model = type(fact)
    name = getattr(fact, "id", None)
    named = [getattr(fact, each) for each in _required_texts(model)] if name is None else [name]
    return f"{collection(model)}[{', '.join(map(shown, named))}]" if named else collection(model)


def _required_texts(model: type[Any]) -> list[str]:
    return [each.name for each in fields(model) if each.type is str and each.default is NOTHING]

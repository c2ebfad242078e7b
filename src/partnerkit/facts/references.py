"""
Which other facts does a fact name, and where?

By its own fields, whose metadata say of what they hold the id; by the fields of
its parts, such as its steps; and by ids of which another field says whose they are.
What a fact only mentions, such as a partner refused, no network looks for.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, TypeVar, final, get_args

from attrs import evolve, fields, frozen, has

from partnerkit.facts.credit import CreditSplit, HandOver
from partnerkit.facts.fact import MENTIONS, REFERS_TO
from partnerkit.facts.interaction import Task
from partnerkit.values.exact import exact_sum
from partnerkit.values.reasons import Facts

__all__ = [
    "SAID",
    "inner_references",
    "may_name_within",
    "mentioned",
    "part_references",
    "references",
    "renamed",
]

F = TypeVar("F", bound=Any)


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Said:
    """A field whose ids are of a model that another field names."""

    field: str

    #: The models that may be named; None is any.
    models: tuple[str, ...] | None

    #: Gives the model and the ids; there may be none.
    read: Callable[[Any], tuple[str, tuple[str, ...]]]

    #: Gives the field anew, its ids replaced.
    write: Callable[[Any, Mapping[str, str]], Any]


#: Who may hold a goal, by what is said to change hands.
_HOLDERS = {"owner": "Person", "partner": "Partner", "territory": "Territory"}


def _heir(fact: HandOver) -> tuple[str, tuple[str, ...]]:
    return _HOLDERS[fact.changes], (fact.to,)


def _another_heir(fact: HandOver, names: Mapping[str, str]) -> str:
    return names[fact.to]


def _sharers(fact: CreditSplit) -> tuple[str, tuple[str, ...]]:
    return _HOLDERS[fact.among], tuple(fact.shares)


def _other_sharers(fact: CreditSplit, names: Mapping[str, str]) -> Facts:
    """Return the shares under the new names; whoever became one has the sum."""
    parts: dict[str, list[Any]] = {}
    for name, share in fact.shares.items():
        parts.setdefault(names[name], []).append(share)
    return Facts({name: exact_sum(own) for name, own in parts.items()})


def _subject(fact: Task) -> tuple[str, tuple[str, ...]]:
    return ("", ()) if fact.about is None else (fact.about.model, (fact.about.id,))


def _another_subject(fact: Task, names: Mapping[str, str]) -> Any:
    return None if fact.about is None else evolve(fact.about, id=names[fact.about.id])


#: The fields that `Said` is about, by their model.
SAID: Mapping[type[Any], Said] = MappingProxyType(
    {
        CreditSplit: Said(
            field="shares", models=tuple(_HOLDERS.values()), read=_sharers, write=_other_sharers
        ),
        HandOver: Said(field="to", models=tuple(_HOLDERS.values()), read=_heir, write=_another_heir),
        Task: Said(field="about", models=None, read=_subject, write=_another_subject),
    }
)


def references(model: type[Any]) -> tuple[tuple[str, str], ...]:
    """
    Return the fields of a model that hold ids of others, each with the name of the model it refers to.

    >>> from partnerkit.facts import Location
    >>> references(Location)
    (('territory', 'Territory'),)
    """
    known: Any = model  # a class can be hashed, even where mypy thinks of its objects
    return _named(known, REFERS_TO)


def mentioned(model: type[Any]) -> tuple[tuple[str, str], ...]:
    """
    Return the fields of a model that hold ids that no network checks, each with the name of the model.

    >>> from partnerkit.facts import Lead
    >>> mentioned(Lead)
    (('contact', 'Person'), ('refused_partners', 'Partner'), ('earlier_holders', 'Partner'))
    """
    known: Any = model  # likewise
    return _named(known, MENTIONS)


@cache
def _named(model: Any, key: str) -> tuple[tuple[str, str], ...]:
    return tuple((each.name, each.metadata[key]) for each in fields(model) if key in each.metadata)


def part_references(model: type[Any]) -> Mapping[str, tuple[tuple[str, str], ...]]:
    """
    Return the fields of a model that hold parts, each with what its parts refer to.

    >>> from partnerkit.facts import Partner
    >>> dict(part_references(Partner))
    {'locations': (('territory', 'Territory'),)}
    """
    known: Any = model  # likewise
    return _named_by_parts(known, REFERS_TO)


@cache
def _named_by_parts(model: Any, key: str) -> Mapping[str, tuple[tuple[str, str], ...]]:
    found = {each.name: _named(part, key) for each in fields(model) for part in _inside(each.type)}
    return MappingProxyType({name: named for name, named in found.items() if named})


def _inside(kind: Any) -> Iterator[Any]:
    """Give the classes with fields in the type of a field."""
    if isinstance(kind, type) and has(kind):
        yield kind
    for each in get_args(kind):
        yield from _inside(each)


def may_name_within(model: type[Any], target: str) -> bool:
    """
    Tell whether `inner_references` of such a fact may give an id of the model *target*.

    >>> from partnerkit.facts import Lead, Partner
    >>> may_name_within(Partner, "Territory"), may_name_within(Lead, "Territory")
    (True, False)
    """
    said = SAID.get(model)
    if said is not None and (said.models is None or target in said.models):
        return True
    return any(target == other for named in part_references(model).values() for _, other in named)


def inner_references(fact: Any) -> Iterator[tuple[str, str, str]]:
    """
    Give what a fact names beyond its own references: the path, the id and the model of each.

    >>> from partnerkit.facts import Location, Partner
    >>> place = Location(id="kiel", territory="de-north")
    >>> list(inner_references(Partner(id="P-4", locations=[place])))
    [('locations[0].territory', 'de-north', 'Territory')]
    """
    for name, named in part_references(type(fact)).items():
        for place, part in enumerate(getattr(fact, name) or ()):
            for inner, target in named:
                value = getattr(part, inner)
                if value is not None:
                    yield f"{name}[{place}].{inner}", value, target
    said = SAID.get(type(fact))
    if said is not None:
        target, ids = said.read(fact)
        yield from ((said.field, each, target) for each in ids)


def renamed(fact: F, other: Callable[[str, str], str], *, and_mentioned: bool = False) -> F:
    """
    Return a fact in which every id that it refers to is *other(model, id)*; its own id stays.

    What it only mentions stays, too, unless that is asked for.

    >>> renamed(Task(id="K-1", owner="U-2", partner="P-9"), lambda model, name: f"new {name}").partner
    'new P-9'
    """
    model: Any = type(fact)
    keys = (REFERS_TO, MENTIONS) if and_mentioned else (REFERS_TO,)
    changes: dict[str, Any] = {}
    for name, target in (each for key in keys for each in _named(model, key)):
        value = getattr(fact, name)
        if isinstance(value, tuple):
            # Two may have become one, which is named once.
            changes[name] = tuple(dict.fromkeys(other(target, each) for each in value))
        elif value is not None:
            changes[name] = other(target, value)
    for name in (each for key in keys for each in _named_by_parts(model, key)):
        value = getattr(fact, name)
        if isinstance(value, tuple):
            changes[name] = tuple(renamed(part, other, and_mentioned=and_mentioned) for part in value)
        elif value is not None:
            changes[name] = renamed(value, other, and_mentioned=and_mentioned)
    said = SAID.get(model)
    if said is not None:
        target, ids = said.read(fact)
        changes[said.field] = said.write(fact, {each: other(target, each) for each in ids})
    changed = {name: value for name, value in changes.items() if value != getattr(fact, name)}
    return evolve(fact, **changed) if changed else fact

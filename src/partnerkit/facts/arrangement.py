"""
In which order do facts stand, whatever order they came in?

Answers must not depend on the order of a file. Facts with an id stand in the
order of their ids; versions, and facts without an id, in the order of what
they say.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from functools import cache
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Any, TypeVar

from attrs import NOTHING, astuple, fields

from partnerkit.facts.fact import Fact
from partnerkit.values.hidden import HIDDEN
from partnerkit.values.time import Period

__all__ = ["arranged", "quick_key"]

F = TypeVar("F", bound=Fact)

_BEGINNING = datetime.min.replace(tzinfo=UTC)
_END = datetime.max.replace(tzinfo=UTC)


def __dir__() -> list[str]:
    return __all__


def arranged(model: type[F], facts: Iterable[F]) -> tuple[F, ...]:
    """
    Return the facts of one *model* in their order: quickly by what mostly tells them apart, then by all.

    >>> from partnerkit.facts.product import Product
    >>> [each.id for each in arranged(Product, [Product(id="router"), Product(id="firewall")])]
    ['firewall', 'router']
    """
    key = quick_key(model)
    ordered = sorted(facts, key=key)
    if len(set(map(key, ordered))) == len(ordered):
        return tuple(ordered)
    return tuple(_sorted(ordered, (key, _known, repr, _all_it_says)))


def _sorted(facts: Iterable[F], keys: Sequence[Callable[[Any], Any]]) -> Iterator[F]:
    """Sort by the first key, what is alike in it by the next: the last one is dear."""
    key, *others = keys
    ordered = sorted(((key(fact), fact) for fact in facts), key=itemgetter(0))
    for _, group in groupby(ordered, itemgetter(0)):
        same = [fact for _, fact in group]
        alike = all(each == same[0] for each in same[1:])
        yield from same if alike or not others else _sorted(same, others)


def quick_key(model: type[Any]) -> Callable[[Any], Any]:
    """
    Return what reads of a fact of *model* that by which it is sorted first.

    >>> from partnerkit.facts.product import Product
    >>> quick_key(Product)(Product(id="router"))
    'router'
    """
    known: Any = model  # a class can be hashed, even where mypy thinks of its objects
    return _made_key(known)


@cache
def _made_key(model: type[Any]) -> Callable[[Any], Any]:
    names = {each.name for each in fields(model)}
    if "id" in names:
        return attrgetter("id")
    texts = [each.name for each in fields(model) if each.type in {str, str | None}]
    times = [
        name
        for each in fields(model)
        if each.default is NOTHING
        for name in (
            (f"{each.name}.start", f"{each.name}.end")
            if each.type is Period
            else (each.name,) * (each.type in {date, datetime, int})
        )
    ]
    read_texts, read_times = (tuple(map(attrgetter, names)) for names in (texts, times))
    return lambda fact: (
        # What a viewer may not see sorts him nothing: hidden is like empty here.
        tuple(["" if (value := read(fact)) is None or value is HIDDEN else value for read in read_texts]),
        tuple([read(fact) for read in read_times]),
    )


def _known(fact: Fact) -> tuple[datetime, datetime]:
    return fact.known_from or _BEGINNING, fact.known_until or _END


def _all_it_says(fact: Fact) -> str:
    """Give the text of every field, also of those that are hidden from a `repr`."""
    return repr(astuple(fact, recurse=True))

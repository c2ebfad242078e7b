"""
In which order do facts stand, whatever order they came in?

Answers must not depend on the order of a file. Facts with an id stand in the
order of their ids; versions, and facts without an id, in the order of what
they say.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Any, TypeVar, cast

from attrs import NOTHING, astuple, fields

from partnerkit.facts.fact import Fact
from partnerkit.values.errors import InvalidValue, raise_faults, shown
from partnerkit.values.time import Period

__all__ = ["arranged", "gathered"]

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
    return tuple(_sorted(facts, (_quick_key(model), _known, repr, _all_it_says)))


def gathered(given: Iterable[Any]) -> dict[type[Fact], list[Fact]]:
    """
    Take apart what was given, facts singly or in collections; everything that is no fact is refused together.

    >>> from partnerkit.facts.product import Product
    >>> [kind.__name__ for kind in gathered([Product(id="router"), [Product(id="firewall")]])]
    ['Product']
    """
    found: dict[type[Fact], list[Fact]] = {}
    faults: list[InvalidValue] = []
    for place, item in enumerate(given):
        alone = isinstance(item, Fact | str | Mapping) or not isinstance(item, Iterable)
        inside = cast("Iterable[Any]", [item] if alone else item)
        for position, each in enumerate(inside):
            if isinstance(each, Fact) and type(each) is not Fact:
                found.setdefault(type(each), []).append(each)
            else:
                path = f"facts[{place}]" if alone else f"facts[{place}][{position}]"
                remedy = "use facts such as Partner or Lead, or collections of them"
                faults.append(InvalidValue(path=path, value=shown(each), remedy=remedy))
    raise_faults(faults)
    return found


def _sorted(facts: Iterable[F], keys: Sequence[Callable[[Any], Any]]) -> Iterator[F]:
    """Sort by the first key, what is alike in it by the next: the last one is dear."""
    key, *others = keys
    ordered = sorted(((key(fact), fact) for fact in facts), key=itemgetter(0))
    for _, group in groupby(ordered, itemgetter(0)):
        same = [fact for _, fact in group]
        alike = all(each == same[0] for each in same[1:])
        yield from same if alike or not others else _sorted(same, others)


def _quick_key(model: type[Any]) -> Callable[[Any], Any]:
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
        tuple([read(fact) or "" for read in read_texts]),
        tuple([read(fact) for read in read_times]),
    )


def _known(fact: Fact) -> tuple[datetime, datetime]:
    return fact.known_from or _BEGINNING, fact.known_until or _END


def _all_it_says(fact: Fact) -> str:
    """Give the text of every field, also of those that are hidden from a `repr`."""
    return repr(astuple(fact, recurse=True))

"""What is given to a network: which facts, and which of those it has give way to them?"""

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import fields_dict

from partnerkit.facts.arrangement import arranged, quick_key
from partnerkit.facts.fact import Fact
from partnerkit.values.errors import InvalidValue, NotFound, raise_faults, shown

if TYPE_CHECKING:
    from datetime import datetime

    from partnerkit.facts.network import Network

__all__ = ["gathered", "known_at", "replaced"]

F = TypeVar("F", bound=Fact)


def __dir__() -> list[str]:
    return __all__


def gathered(given: Iterable[Any]) -> dict[type[Fact], list[Fact]]:
    """
    Take apart what was given, by model; everything that is no fact is refused together.

    >>> from partnerkit.facts.product import Product
    >>> gathered([Product(id="fw-1"), [Product(id="fw-2")]])
    {<class 'partnerkit.facts.product.Product'>: [Product(id='fw-1', ...), Product(id='fw-2', ...)]}
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


def replaced(
    network: "Network",
    given: Mapping[type[Fact], Sequence[Fact]],
    removed: Iterable[Fact | tuple[type[Fact], str]],
) -> tuple[list[Fact], list[Fact]]:
    """
    Return which facts of *network* go, by request or for one of *given*, and which come.

    What comes as it was neither goes nor comes.
    """
    gone: dict[int, Fact] = {}
    for place, each in enumerate(removed):
        gone.update((id(fact), fact) for fact in _meant(network, each, f"removed[{place}]"))
    new: list[Fact] = []
    for model, facts in given.items():
        if "id" not in fields_dict(model):
            # Told twice, it is there twice: the same object would be there once.
            new += map(copy, facts)
            continue
        by_version: dict[tuple[str, datetime | None], list[Any]] = {}
        for fact in cast("Sequence[Any]", facts):
            by_version.setdefault((fact.id, fact.known_from), []).append(fact)
        for (name, since), told in by_version.items():
            same = [each for each in network.standing(model, name) if each.known_from == since]
            if len(told) == 1 and same == told:
                gone.pop(id(same[0]), None)
            else:
                gone.update((id(each), each) for each in same)
                new += told if len(told) == 1 else map(copy, told)
    return list(gone.values()), new


def _meant(network: "Network", each: Any, path: str) -> Sequence[Fact]:
    """Return the facts that are to be removed: every version of an id, or all that say the same."""
    match each:
        case Fact():
            found = network.standing(type(each), quick_key(type(each))(each))
            same = tuple(fact for fact in found if fact == each)
            if not same:
                raise NotFound(path=path, key=repr(each)[:80])
            return same
        case (type() as model, str() as name) if issubclass(model, Fact):
            if "id" not in fields_dict(model) or not network.standing(model, name):
                raise NotFound(path=path, key=name)
            return network.standing(model, name)
    remedy = "use a fact of the network, or a model and an id, as (Partner, 'P-4')"
    raise InvalidValue(path=path, value=shown(each), remedy=remedy)


def known_at(model: type[F], facts: tuple[F, ...], moment: "datetime") -> tuple[F, ...]:
    """
    Return the facts of one kind as they were known at *moment*, in their order.

    >>> known_at(Fact, (), None)
    ()
    """
    known = tuple(then for fact in facts if (then := fact.as_known_at(moment)) is not None)
    # Of an id one version is left; facts without an id stand in the order of what they say, and may say less now.
    return known if "id" in fields_dict(model) else arranged(model, known)

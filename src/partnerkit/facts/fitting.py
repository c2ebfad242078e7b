"""
Can a change make facts contradict each other that did not before?

Only what the change touches is asked; a doubt is enough, for then everything
is asked again, so that the fault is told as it always is. What is asked here
mirrors `coherence`, check by check.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from attrs import fields_dict

from partnerkit.facts.coherence import HIERARCHIES, follows, undeclared
from partnerkit.facts.fact import Fact
from partnerkit.facts.layers import Delta
from partnerkit.facts.partner import Location, Partner
from partnerkit.facts.program import Program
from partnerkit.facts.references import inner_references, may_name_within, references
from partnerkit.facts.survey import Answer, Survey
from partnerkit.facts.terms import PriceTerm, bought, overlapping
from partnerkit.facts.tree import DEPTH

if TYPE_CHECKING:
    from partnerkit.facts.network import Network

__all__ = ["may_break"]


def __dir__() -> list[str]:
    return __all__


def may_break(before: "Network", after: "Network", change: Delta) -> bool:
    """
    Tell whether *change*, which leads from *before* to *after*, may have broken anything.

    >>> from partnerkit.facts.network import Network
    >>> known, alien = Partner(id="P-4"), Partner(id="P-5", parent="P-6")
    >>> before = Network.of(known)
    >>> may_break(before, Network.of(known, Partner(id="P-5")), Delta.of(added=[Partner(id="P-5")], removed=[]))
    False
    """
    if not len(change):
        return False
    checks = (
        _a_kind_appears,
        _doubles,
        _dangles,
        _leaves_dangling,
        _misplaces,
        _rules_change,
        _misfits,
        _bends,
    )
    return any(check(before, after, change) for check in checks)


def _a_kind_appears(before: "Network", after: "Network", change: Delta) -> bool:  # noqa: ARG001  # every check is asked alike
    """Tell whether there is a first fact of a kind: from then on, all references to it are put to the test."""
    known = {*before.kinds}
    return any("id" in fields_dict(model) and model not in known for model in change.models)


def _doubles(before: "Network", after: "Network", change: Delta) -> bool:  # noqa: ARG001  # likewise
    return any(
        not follows(one, other)
        for model, name in _touched(change)
        for one, other in pairwise(after.standing(model, name))
    )


def _touched(change: Delta) -> Iterator[tuple[type[Fact], str]]:
    """Give the ids that came, went or say something else."""
    yield from {
        (type(fact), name): None
        for fact in (*change.added, *change.removed)
        if (name := getattr(fact, "id", None)) is not None
    }


def _dangles(before: "Network", after: "Network", change: Delta) -> bool:  # noqa: ARG001  # likewise
    """Tell whether what is new refers to nothing."""
    known = {model.__name__: model for model in after.kinds if "id" in fields_dict(model)}
    return any(
        target in known and not after.standing(known[target], name)
        for fact in change.added
        for target, name in _referred(fact)
    )


def _referred(fact: Fact) -> Iterator[tuple[str, str]]:
    """Give what a fact refers to: model and id."""
    for name, target in references(type(fact)):
        value = getattr(fact, name)
        if target != Location.__name__ and value is not None:
            yield from ((target, each) for each in ((value,) if isinstance(value, str) else value))
    yield from _inner(fact)


def _inner(fact: Fact) -> list[tuple[str, str]]:
    """Return what the parts of a fact refer to."""
    return [(target, name) for _, name, target in inner_references(fact)]


def _leaves_dangling(before: "Network", after: "Network", change: Delta) -> bool:
    """Tell whether anything refers to what is gone."""
    kinds = after.kinds
    gone = [
        (model, name)
        for model, name in _touched(change)
        if model in kinds and not after.standing(model, name) and before.standing(model, name)
    ]
    return any(
        name in after.by(other, field, every=True)
        for model, name in gone
        for other in kinds
        for field, target in references(other)
        if target == model.__name__
    ) or any(
        (model.__name__, name) in after.by(other, _inner, every=True)
        for model, name in gone
        for other in kinds
        if may_name_within(other, model.__name__)
    )


def _located(model: type[Fact]) -> list[str]:
    return [name for name, target in references(model) if target == Location.__name__]


def _places(partner: Fact) -> Iterable[str | None]:
    """Return the ids of a partner's locations; None where they are unknown."""
    found = getattr(partner, "locations", None)
    return (None,) if found is None else [each.id for each in found]


def _misplaces(before: "Network", after: "Network", change: Delta) -> bool:
    """Tell whether what is new names a location that may not be its partner's, or a partner's locations changed."""
    if any(getattr(fact, name) is not None for fact in change.added for name in _located(type(fact))):
        return True
    partners = {name for model, name in _touched(change) if model is Partner}
    moved = any(_places_of(before, name) != _places_of(after, name) for name in partners)
    return moved and any(_located(model) for model in after.kinds)


def _places_of(network: "Network", partner: str) -> set[str | None]:
    return {place for version in network.standing(Partner, partner) for place in _places(version)}


def _rules_change(before: "Network", after: "Network", change: Delta) -> bool:  # noqa: ARG001  # likewise
    """Tell whether the tiers of a program changed, or what a survey admits."""
    return bool({Program, Survey} & change.models)


def _misfits(before: "Network", after: "Network", change: Delta) -> bool:  # noqa: ARG001  # likewise
    """Tell whether what is new is against its program, its survey, the declared attributes or terms there are."""
    added: dict[type[Fact], tuple[Fact, ...]] = {
        model: tuple(change.added_of(model)) for model in change.models if change.added_of(model)
    }
    terms = {
        (each.partner, each.product)
        for each in change.added_of(PriceTerm)
        if isinstance(each, PriceTerm) and each.known_until is None
    }
    return (
        any(undeclared(added, after.declared))
        or any(_unknown_tier(after, fact) for fact in added.get(Partner, ()))
        or any(_forbidden(after, fact) for fact in added.get(Answer, ()))
        or any(any(overlapping(_terms(after, *each))) for each in terms)
    )


def _terms(network: "Network", partner: str, product: str) -> Sequence[PriceTerm]:
    return network.by(PriceTerm, bought).get((partner, product), ())


def _unknown_tier(network: "Network", partner: Any) -> bool:
    if partner.program is None or partner.tier is None:
        return False
    programs = network.standing(Program, partner.program)
    tiers = {tier.name for program in programs for tier in program.tiers}
    return bool(tiers) and partner.tier not in tiers


def _forbidden(network: "Network", answer: Any) -> bool:
    return any(any(survey.faults_of(answer)) for survey in network.standing(Survey, answer.survey)[-1:])


def _bends(before: "Network", after: "Network", change: Delta) -> bool:
    """Tell whether a hierarchy got another link that may lead in a circle, or too deep."""
    for model, name in _touched(change):
        if model in HIERARCHIES:
            old, new = before.standing(model, name), after.standing(model, name)
            above = {getattr(each, "parent", None) for each in new}
            if above <= {getattr(each, "parent", None) for each in old} and len(new) <= len(old) <= 1:
                continue
            # With versions, or with something below, all of it is asked.
            if len(new) > 1 or len(old) > 1 or _has_below(after, model, name) or _is_deep(after, model, name):
                return True
    return False


def _has_below(network: "Network", model: type[Any], name: str) -> bool:
    return name in network.by(model, _parent, every=True)


def _parent(fact: Any) -> tuple[str | None]:
    return (fact.parent,)


def _is_deep(network: "Network", model: type[Any], name: str) -> bool:
    for _ in range(DEPTH):
        found = network.standing(model, name)
        if len(found) > 1:
            return True
        if not found or found[-1].parent is None:
            return False
        name = found[-1].parent
    return True

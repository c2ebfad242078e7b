"""
A part of the market that nobody works.

No partner that works serves it, by record or by grant, or nobody in the vendor's own
house owns it. Asked of the lowest territories of the day only, and only where partners
name territories at all, or people own any: else nobody keeps such a record.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date, datetime
from functools import cache, partial
from typing import TypeVar

from partnerkit.conflicts.conflict import ConflictRule, Draft, Words
from partnerkit.conflicts.deals import DESK
from partnerkit.conflicts.holdings import below, line
from partnerkit.conflicts.parts import under
from partnerkit.facts.fact import Fact
from partnerkit.facts.network import Network
from partnerkit.facts.partner import Partner
from partnerkit.facts.people import Assignment
from partnerkit.facts.territory import Grant, Territory
from partnerkit.values.reasons import Reason

__all__ = ["NOBODY", "RULE", "WORDS"]

#: Who is asked where nobody owns what lies above.
NOBODY = DESK

F = TypeVar("F", bound=Fact)


def __dir__() -> list[str]:
    return __all__


def find(network: Network, as_of: datetime, *, only: Collection[str] | None = None) -> Iterator[Draft]:
    """Draft a finding for each lowest territory without a partner or without an owner; *only* names territories."""
    day = as_of.date()
    names_partners, names_owners = premise(network, as_of)
    if not (names_partners or names_owners):
        return
    tree = network.territory_tree
    served, owners = cache(partial(_is_served, network, day)), cache(partial(_owners, network, day))
    holds = partial(_holds, network, day)
    territories = network.territories if only is None else under(network, Territory, "id", sorted(only))
    for territory in territories:
        if not territory.holds_on(day) or any(map(holds, below(tree, territory.id)[1:])):
            continue
        above = [each for each in line(tree, territory.id) if each is not None]
        asked = next(filter(None, map(owners, above)), ()) if names_owners else ()
        missing = [
            *(["no-partner"] if names_partners and not any(map(served, above)) else []),
            *(["no-owner"] if names_owners and not asked else []),
        ]
        if missing:
            yield _gap(territory.id, asked or (NOBODY,), missing)


def keys(network: Network, fact: Fact) -> Iterable[str]:
    """Return the territories where a fact can matter: all below it, and all that a territory is a part of."""
    match fact:
        case Territory():
            tree = network.territory_tree
            return {*below(tree, fact.id), *(each for each in line(tree, fact.id) if each is not None)}
        case Grant() | Assignment(territory=str(), role="owner"):
            return below(network.territory_tree, str(fact.territory))
        case Partner():
            granted = [grant.territory for grant in network.by(Grant, "partner").get(fact.id, ())]
            places = (*(fact.territories or ()), *granted)
            return {each for place in places for each in below(network.territory_tree, place)}
    return ()


def premise(network: Network, as_of: datetime) -> tuple[bool, bool]:
    """Tell whether partners name what they serve, and none serves all; and whether people own any territory."""
    day = as_of.date()
    serves_all = any(map(_is_active, network.by(Partner, "territories").get(None, ())))
    names_partners = not serves_all and (
        _any(network, Partner, "territories", _is_active)
        or _any(network, Grant, "territory", lambda grant: _serves(network, grant, day))
    )
    return names_partners, _any(network, Assignment, "territory", lambda each: _owns(each, day))


def _holds(network: Network, day: date, territory: str) -> bool:
    """Tell whether a territory is one on *day*: what it was divided into before is no part of it."""
    return any(each.holds_on(day) for each in network.by(Territory, "id").get(territory, ()))


def _any(network: Network, model: type[F], field: str, counts: Callable[[F], bool]) -> bool:
    named = network.by(model, field).items()
    return any(counts(each) for place, facts in named if place is not None for each in facts)


def _is_active(partner: Partner) -> bool:
    return partner.status == "active"


def _is_served(network: Network, day: date, territory: str) -> bool:
    grants, partners = network.by(Grant, "territory"), network.by(Partner, "territories")
    return any(_serves(network, each, day) for each in grants.get(territory, ())) or any(
        map(_is_active, partners.get(territory, ()))
    )


def _serves(network: Network, grant: Grant, day: date) -> bool:
    """Tell whether a grant holds, and its partner works: one that nobody keeps on record is taken at its grant."""
    return grant.holds_on(day) and all(map(_is_active, network.by(Partner, "id").get(grant.partner, ())))


def _owners(network: Network, day: date, territory: str) -> tuple[str, ...]:
    """Return who owns a territory; whether that should be several is asked by another rule."""
    held = network.by(Assignment, "territory").get(territory, ())
    return tuple(sorted({each.person for each in held if _owns(each, day)}))


def _owns(assignment: Assignment, day: date) -> bool:
    return assignment.role == "owner" and assignment.holds_on(day)


def _gap(territory: str, asked: tuple[str, ...], missing: list[str]) -> Draft:
    facts = {"territory": territory}
    code = "territory-without-both" if len(missing) > 1 else f"territory-with-{missing[0]}"
    return Draft(
        group=("gap", territory),
        severity="low" if missing == ["no-owner"] else None,
        reason=Reason(code, facts),
        own={party: [Reason("asked-about-gap", {"party": party, "territory": territory})] for party in asked},
        proposals=[
            *([Reason("recruit-partner", facts)] if "no-partner" in missing else []),
            *([Reason("name-owner", facts)] if "no-owner" in missing else []),
        ],
    )


WORDS: Words = {
    "en": {
        "territory-gap": "Gap on the map",
        "territory-with-no-partner": "No partner serves {territory}.",
        "territory-with-no-owner": "Nobody owns {territory}.",
        "territory-without-both": "No partner serves {territory}, and nobody owns it.",
        "asked-about-gap": "{party} answers for what lies around {territory}.",
        "recruit-partner": "Find a partner for {territory}, or extend the territory of one next to it.",
        "name-owner": "Name an owner of {territory}.",
    },
    "de": {
        "territory-gap": "Lücke auf der Karte",
        "territory-with-no-partner": "Kein Partner bedient {territory}.",
        "territory-with-no-owner": "Für {territory} ist niemand verantwortlich.",
        "territory-without-both": "Kein Partner bedient {territory}, und niemand ist dafür verantwortlich.",
        "asked-about-gap": "{party} ist für das Umfeld von {territory} zuständig.",
        "recruit-partner": "Einen Partner für {territory} gewinnen oder ein Nachbargebiet erweitern.",
        "name-owner": "Für {territory} eine verantwortliche Person benennen.",
    },
    "sv": {
        "territory-gap": "Lucka på kartan",
        "territory-with-no-partner": "Ingen partner arbetar i {territory}.",
        "territory-with-no-owner": "Ingen ansvarar för {territory}.",
        "territory-without-both": "Ingen partner arbetar i {territory}, och ingen ansvarar för det.",
        "asked-about-gap": "{party} svarar för det som ligger runt {territory}.",
        "recruit-partner": "Hitta en partner för {territory}, eller utöka ett angränsande distrikt.",
        "name-owner": "Utse någon som ansvarar för {territory}.",
    },
}

# One partner that serves everything, or the first owner anywhere, decides whether anything is asked: hence the premise.
RULE = ConflictRule(
    code="territory-gap", severity="medium", find=find, keys=keys, premise=premise, words=WORDS
)

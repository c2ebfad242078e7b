"""
A part of the market that nobody works.

No partner serves it, by record or by grant, or nobody in the vendor's own
house owns it. Asked of the lowest territories only, and only where partners
name territories at all, or people own any: else nobody keeps such a record.
"""

from collections.abc import Iterator
from datetime import date, datetime

from partnerkit.conflicts.conflict import ConflictRule, Draft, Words
from partnerkit.conflicts.holdings import line, owned_territories
from partnerkit.facts.network import Network
from partnerkit.values.reasons import Reason

__all__ = ["NOBODY", "RULE", "WORDS"]

#: Who is asked where nobody owns what lies above.
NOBODY = "channel-desk"


def __dir__() -> list[str]:
    return __all__


def find(network: Network, as_of: datetime) -> Iterator[Draft]:
    """Draft a finding for each lowest territory without a partner or without an owner."""
    day = as_of.date()
    tree = network.territory_tree
    served, owners = _served(network, day), _owners(network, day)
    for territory in network.territories:
        if tree.children(territory.id) or not territory.holds_on(day):
            continue
        above = [each for each in line(tree, territory.id) if each is not None]
        asked = next((owners[each] for each in above if each in owners), ())
        missing = [
            *(["no-partner"] if served is not None and served.isdisjoint(above) else []),
            *(["no-owner"] if owners and not asked else []),
        ]
        if missing:
            yield _gap(territory.id, asked or (NOBODY,), missing)


def _served(network: Network, day: date) -> set[str] | None:
    """Return the territories that partners serve; None if any serves them all, or nobody names any."""
    found = {grant.territory for grant in network.grants if grant.holds_on(day)}
    for partner in network.partners:
        if partner.status == "active":
            if partner.territories is None:
                return None
            found.update(partner.territories)
    return found or None


def _owners(network: Network, day: date) -> dict[str, tuple[str, ...]]:
    """Return by territory who owns it; whether that should be several is asked by another rule."""
    holding = {
        territory: tuple(sorted({each.person for each in held if each.holds_on(day)}))
        for territory, held in owned_territories(network).items()
    }
    return {territory: people for territory, people in holding.items() if people}


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

# No keys: one partner that serves everything, or the first owner anywhere, decides whether anything is asked at all.
RULE = ConflictRule(code="territory-gap", severity="medium", find=find, words=WORDS)

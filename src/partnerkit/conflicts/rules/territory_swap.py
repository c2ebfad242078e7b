"""
Two people exchanged their territories.

One gave up A and took over B, another gave up B and took over A, on the same
day or the next. That is no fault; but customers, quotas and commissions
change hands twice, and records tend to stay behind: where the master record of
a person still names what was given up, the finding says so, and it counts for
more. One finding for each pair of territories and day.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import Any

from partnerkit.conflicts.conflict import ConflictRule, Draft, Words
from partnerkit.conflicts.holdings import Swap, assignment_held, left_behind, pairs_of, recorded, swaps
from partnerkit.facts.fact import Fact
from partnerkit.facts.network import Network
from partnerkit.facts.people import Assignment, Person
from partnerkit.values.reasons import Reason

__all__ = ["RULE", "WORDS"]


def __dir__() -> list[str]:
    return __all__


def find(network: Network, as_of: datetime, *, only: Collection[Any] | None = None) -> Iterator[Draft]:
    """Draft a finding for each exchange up to now; *only* names the pairs of territories to look at."""
    found = [swap for swap in swaps(network, only) if swap.on <= as_of.date()]
    records = recorded(network, {person for swap in found for person in swap.moves})
    for swap in found:
        yield _exchanged(swap, left_behind(swap, records))


def keys(network: Network, fact: Fact) -> Iterable[tuple[str, str]]:
    """Return the pairs of territories where a fact can matter: those of whom it is about."""
    match fact:
        case Assignment(territory=str() as territory, role="owner"):
            return [pair for pair in pairs_of(network, fact.person) if territory in pair]
        case Person():
            return pairs_of(network, fact.id)
    return ()


def _exchanged(swap: Swap, behind: tuple[str, ...]) -> Draft:
    facts = {
        "persons": tuple(sorted(swap.moves)),
        "territory": swap.first,
        "other": swap.second,
        "on": swap.on,
    }
    own = {
        person: [
            assignment_held(given),
            assignment_held(taken),
            *(
                [Reason("recorded-territory", {"person": person, "territory": given.territory})]
                if person in behind
                else []
            ),
        ]
        for person, (given, taken) in swap.moves.items()
    }
    codes = (*(["update-records"] if behind else []), "confirm-exchange")
    return Draft(
        group=("swap", swap.first, swap.second, swap.on.isoformat()),
        severity="medium" if behind else None,
        reason=Reason("exchanged-records-behind" if behind else "exchanged", facts),
        own=own,
        proposals=[Reason(code, facts) for code in codes],
    )


WORDS: Words = {
    "en": {
        "territory-swap": "Exchanged territories",
        "exchanged": "{persons} exchanged {territory} and {other} on {on}.",
        "exchanged-records-behind": "{persons} exchanged {territory} and {other} on {on}, but the master record still shows the time before.",
        "update-records": "Bring the master record of {persons} up to date.",
        "confirm-exchange": "Check that customers, quotas and commissions of {territory} and {other} moved along.",
    },
    "de": {
        "territory-swap": "Getauschte Gebiete",
        "exchanged": "{persons} haben {territory} und {other} getauscht (ab {on}).",
        "exchanged-records-behind": "{persons} haben {territory} und {other} getauscht (ab {on}), aber die Stammdaten zeigen noch den Stand davor.",
        "update-records": "Die Stammdaten von {persons} nachführen.",
        "confirm-exchange": "Prüfen, ob Kunden, Ziele und Provisionen von {territory} und {other} mitgewechselt sind.",
    },
    "sv": {
        "territory-swap": "Utbytta distrikt",
        "exchanged": "{persons} bytte {territory} och {other} med varandra (från {on}).",
        "exchanged-records-behind": "{persons} bytte {territory} och {other} med varandra (från {on}), men grunddata visar fortfarande läget innan.",
        "update-records": "Uppdatera grunddata för {persons}.",
        "confirm-exchange": "Kontrollera att kunder, mål och provisioner i {territory} och {other} följde med.",
    },
}

RULE = ConflictRule(code="territory-swap", severity="info", find=find, keys=keys, words=WORDS)

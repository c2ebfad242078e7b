"""
Two people exchanged their territories on one day.

That is no harm by itself. But goals, leads and partners change hands, and what
was sold before belongs to the one who sold it: the day must be known to all who
count. A master record that still names the old territory shows that it is not.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime

from partnerkit.conflicts.detect import ConflictRule, Draft, Evidence
from partnerkit.facts.network import Network
from partnerkit.values.reasons import Reason

__all__ = ["RULE", "WORDS", "swaps"]


def __dir__() -> list[str]:
    return __all__


def swaps(network: Network) -> Iterator[tuple[date, tuple[str, str], tuple[str, str]]]:
    """Find (day, (person, territory before), (person, territory before)) of everyone who exchanged with another."""
    left: defaultdict[tuple[str, date], list[str]] = defaultdict(list)
    for each in network.assignments:
        if each.role == "owner" and each.territory is not None:
            left[each.person, each.period.end].append(each.territory)
    moved: defaultdict[tuple[date, str, str], set[str]] = defaultdict(set)
    for each in network.assignments:
        if each.role == "owner" and each.territory is not None:
            for before in left.get((each.person, each.period.start), ()):
                moved[each.period.start, before, each.territory].add(each.person)
    for (day, before, after), people in sorted(moved.items()):
        others = moved.get((day, after, before), set()) if before < after else set()
        for person, other in zip(sorted(people), sorted(others - people), strict=False):
            yield day, (person, before), (other, after)


def find(network: Network, as_of: datetime) -> Iterator[Draft]:
    """Draft one finding for each exchange up to *as_of*."""
    recorded = {person.id: person.territory for person in network.people}
    for day, *sides in swaps(network):
        if day > as_of.date():
            continue
        evidence = []
        for (person, before), (_, after) in (sides, sides[::-1]):
            evidence.append(
                Evidence(person, Reason("territory-left", {"person": person, "territory": before, "after": after, "on": day}))
            )
            if recorded.get(person) == before:
                evidence.append(Evidence(person, Reason("record-before-swap", {"person": person, "territory": before})))
        yield Draft(
            group=("swap", day.isoformat(), *(territory for _, territory in sides)),
            facts={"territories": tuple(territory for _, territory in sides), "on": day},
            shared={"territories": tuple(territory for _, territory in sides), "on": day},
            evidence=evidence,
            proposals=(Reason("confirm-hand-over", {"on": day}),),
        )


WORDS = {
    "en": {
        "territory-swap": "{parties} exchanged the territories {territories} on {on}.",
        "territory-swap-own": "Your territory was exchanged on {on}: {territories}.",
        "territory-left": "{person} left {territory} for {after} on {on}.",
        "record-before-swap": "The master record of {person} still says {territory}.",
        "confirm-hand-over": "Confirm the hand-over of {on} and whose goals count until then.",
    },
    "de": {
        "territory-swap": "{parties} haben am {on} die Gebiete {territories} getauscht.",
        "territory-swap-own": "Ihr Gebiet wurde am {on} getauscht: {territories}.",
        "territory-left": "{person} wechselte am {on} von {territory} nach {after}.",
        "record-before-swap": "Im Stammsatz von {person} steht noch {territory}.",
        "confirm-hand-over": "Die Übergabe vom {on} bestätigen und wessen Ziele bis dahin zählen.",
    },
    "sv": {
        "territory-swap": "{parties} bytte distrikten {territories} den {on}.",
        "territory-swap-own": "Ditt distrikt byttes den {on}: {territories}.",
        "territory-left": "{person} gick från {territory} till {after} den {on}.",
        "record-before-swap": "I grundregistret för {person} står fortfarande {territory}.",
        "confirm-hand-over": "Bekräfta överlämningen den {on} och vems mål som gäller dittills.",
    },
}

RULE = ConflictRule(code="territory-swap", severity="low", find=find, words=WORDS)

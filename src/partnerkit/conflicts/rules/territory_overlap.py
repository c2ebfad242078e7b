"""
One territory, two owners at once.

Two people who both own it call on the same partners. Two partners of whom one
was promised exclusivity sell against the promise: there the territory may also
lie inside the other's, and the products may be part of the other's range.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import TypeVar

from partnerkit.conflicts.detect import ConflictRule, Draft, Evidence
from partnerkit.facts.network import Network
from partnerkit.facts.people import Assignment
from partnerkit.facts.territory import Grant
from partnerkit.facts.tree import Tree
from partnerkit.values.reasons import Reason
from partnerkit.values.time import Period

__all__ = ["RULE", "WORDS"]

_Held = TypeVar("_Held", Assignment, Grant)


def __dir__() -> list[str]:
    return __all__


def find(network: Network, as_of: datetime) -> Iterator[Draft]:
    """Draft one finding for each territory with owners, or grants, in each other's way."""
    today = as_of.date()
    yield from _owners(network.assignments, today)
    yield from _grants(network, today)


def _owners(assignments: Iterable[Assignment], today: date) -> Iterator[Draft]:
    held: defaultdict[str, list[Assignment]] = defaultdict(list)
    for each in assignments:
        if each.role == "owner" and each.territory is not None:
            held[each.territory].append(each)
    for territory, holders in held.items():
        clashing, overlap = _overlapping(holders, lambda one, other: one.person != other.person)
        if overlap is not None:
            evidence = [
                Evidence(each.person, Reason("territory-owned", {"person": each.person, "territory": territory, **_dates(each.period)}))
                for each in clashing
            ]
            yield _draft("owners", territory, evidence, overlap, today)


def _grants(network: Network, today: date) -> Iterator[Draft]:
    by_territory: defaultdict[str, list[Grant]] = defaultdict(list)
    for grant in network.grants:
        by_territory[grant.territory].append(grant)
    areas, goods = network.territory_tree, network.product_tree
    for territory, own in by_territory.items():
        above = areas.ancestors(territory)[1:] if territory in areas else ()
        around = [*own, *(grant for upper in above for grant in by_territory.get(upper, ()))]

        def clash(one: Grant, other: Grant) -> bool:
            return (
                one.partner != other.partner
                and (one.exclusive or other.exclusive)
                # What happens further up is told there.
                and territory in (one.territory, other.territory)  # noqa: B023  # called within this turn
                and _share_products(one, other, goods)
            )

        clashing, overlap = _overlapping(around, clash)
        if overlap is not None:
            evidence = [Evidence(each.partner, Reason("territory-granted", _grant_facts(each))) for each in clashing]
            yield _draft("grants", territory, evidence, overlap, today)


def _grant_facts(grant: Grant) -> dict[str, object]:
    return {"partner": grant.partner, "territory": grant.territory, "products": grant.products, **_dates(grant.period)}


def _share_products(one: Grant, other: Grant, goods: Tree) -> bool:
    if one.products is None or other.products is None:
        return True
    mine, theirs = (
        {upper for each in grant.products or () for upper in (goods.ancestors(each) if each in goods else (each,))}
        for grant in (one, other)
    )
    return not mine.isdisjoint(other.products) or not theirs.isdisjoint(one.products)


def _overlapping(held: Sequence[_Held], clash: Callable[[_Held, _Held], bool]) -> tuple[list[_Held], Period | None]:
    """Sweep over time: return who clashes with anybody, and the overlap that lasts longest."""
    clashing: dict[int, _Held] = {}
    longest: Period | None = None
    active: list[_Held] = []
    for each in sorted(held, key=lambda one: (one.period.start, one.period.end, repr(one))):
        active = [one for one in active if one.period.end > each.period.start]
        for one in active:
            overlap = one.period.intersection(each.period)
            if overlap is not None and clash(one, each):
                clashing.update({id(one): one, id(each): each})
                if longest is None or overlap.end > longest.end:
                    longest = overlap
        active.append(each)
    return list(clashing.values()), longest


def _dates(period: Period) -> dict[str, object]:
    return {"since": period.start, "until": None if period.is_open else period.last_day}


def _draft(kind: str, territory: str, evidence: Sequence[Evidence], overlap: Period, today: date) -> Draft:
    """Grade it: over is good to know, running is in the way."""
    over = overlap.end <= today
    return Draft(
        group=(kind, territory),
        facts={"territory": territory, **_dates(overlap)},
        # Since when would tell a partner the terms of a rival's grant.
        shared={"territory": territory},
        evidence=evidence,
        proposals=() if over else (Reason("name-one-owner", {"territory": territory}),),
        severity="info" if over else None,
    )


WORDS = {
    "en": {
        "territory-overlap": "{territory} has more than one owner since {since}: {parties}.",
        "territory-overlap-own": {
            "one": "In {territory} one other has rights at the same time as you.",
            "other": "In {territory} {count} others have rights at the same time as you.",
        },
        "territory-owned": "{person} owns {territory} from {since} to {until}.",
        "territory-granted": "{partner} was granted {territory} ({products}) from {since} to {until}.",
        "name-one-owner": "Agree who owns {territory} from which day on.",
    },
    "de": {
        "territory-overlap": "{territory} hat seit {since} mehr als einen Inhaber: {parties}.",
        "territory-overlap-own": {
            "one": "In {territory} ist noch jemand neben Ihnen berechtigt.",
            "other": "In {territory} sind {count} weitere neben Ihnen berechtigt.",
        },
        "territory-owned": "{person} verantwortet {territory} von {since} bis {until}.",
        "territory-granted": "{partner} hat eine Zusage für {territory} ({products}) von {since} bis {until}.",
        "name-one-owner": "Vereinbaren, wer {territory} ab welchem Tag verantwortet.",
    },
    "sv": {
        "territory-overlap": "{territory} har mer än en ansvarig sedan {since}: {parties}.",
        "territory-overlap-own": {
            "one": "I {territory} har en annan rättigheter samtidigt med dig.",
            "other": "I {territory} har {count} andra rättigheter samtidigt med dig.",
        },
        "territory-owned": "{person} ansvarar för {territory} från {since} till {until}.",
        "territory-granted": "{partner} har fått {territory} ({products}) från {since} till {until}.",
        "name-one-owner": "Kom överens om vem som ansvarar för {territory} från vilken dag.",
    },
}

RULE = ConflictRule(code="territory-overlap", severity="medium", find=find, words=WORDS)

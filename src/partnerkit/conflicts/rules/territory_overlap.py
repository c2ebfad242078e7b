"""
A territory has one owner, and what is granted exclusively is granted once.

Among people: two owners of one territory at once; whoever stands beside an
owner has another role. A manager who owns a region and a representative who
owns a part of it are no conflict. Among partners: exclusive grants that share
territory, product and time; a grant for a country covers its regions, one for
a range of products its articles. What is over by now stays known, but low:
so does a grant on record of a partner that has left.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import TypeVar

from partnerkit.conflicts.conflict import ConflictRule, Draft, Words
from partnerkit.conflicts.holdings import (
    Holding,
    Stretch,
    assignment_held,
    below,
    dates,
    is_under_contract,
    line,
    owned_territories,
    together,
)
from partnerkit.facts.fact import Fact
from partnerkit.facts.network import Network
from partnerkit.facts.partner import Partner
from partnerkit.facts.people import Assignment
from partnerkit.facts.product import Product
from partnerkit.facts.territory import Grant, Territory
from partnerkit.values.reasons import Reason

__all__ = ["RULE", "WORDS"]

T = TypeVar("T")


def __dir__() -> list[str]:
    return __all__


def find(network: Network, as_of: datetime, *, only: Collection[Hashable] | None = None) -> Iterator[Draft]:
    """
    Draft a finding for each territory with several owners, and for each collision of exclusive grants.

    *only* names the territories to look at; None is all.
    """
    wanted = None if only is None else [str(each) for each in only]
    for territory, assignments in owned_territories(network, wanted).items():
        if len({each.person for each in assignments}) == 1:
            continue
        stretches = tuple(together(Holding(each.person, each.period, each) for each in assignments))
        if stretches:
            yield _owned_twice(territory, stretches, as_of)
    by_place, stays = network.by(Grant, "territory"), partial(is_under_contract, network)
    for territory in sorted(by_place if wanted is None else wanted):
        if not any(grant.exclusive for grant in by_place.get(territory, ())):
            continue
        wider = (place for place in line(network.territory_tree, territory) if place is not None)
        grants = [grant for place in wider for grant in by_place.get(place, ()) if grant.exclusive]
        by_parties: defaultdict[tuple[str, ...], list[tuple[str | None, Stretch[Grant]]]] = defaultdict(list)
        for product, collisions in _collisions(network, territory, grants):
            by_parties[_holders(collisions)] += [(product, stretch) for stretch in collisions]
        for partners, met in sorted(by_parties.items()):
            yield _granted_twice(territory, partners, met, as_of, stays)


def keys(network: Network, fact: Fact) -> Iterable[str]:
    """Return the territories where a fact can matter: a grant, and the place of a territory, also in all below."""
    match fact:
        case Assignment(territory=str() as territory, role="owner"):
            return (territory,)
        case Grant(exclusive=True):
            return below(network.territory_tree, fact.territory)
        case Territory():
            return below(network.territory_tree, fact.id)
        case Partner():
            own = network.by(Grant, "partner").get(fact.id, ())
            places = {grant.territory for grant in own if grant.exclusive}
            return {each for place in places for each in below(network.territory_tree, place)}
        case Product():
            granted = network.by(Grant, "products")
            places = {
                grant.territory
                for product in below(network.product_tree, fact.id)
                for grant in granted.get(product, ())
            }
            return {each for place in places for each in below(network.territory_tree, place)}
    return ()


def _collisions(
    network: Network, territory: str, grants: Iterable[Grant]
) -> Iterator[tuple[str | None, Sequence[Stretch[Grant]]]]:
    """Find, by product, when grants that cover a territory meet exactly there."""
    by_product: defaultdict[str | None, list[Grant]] = defaultdict(list)
    for grant in grants:
        for product in grant.products or (None,):
            by_product[product].append(grant)
    for product in sorted(by_product, key=lambda product: product or ""):
        wider = line(network.product_tree, product)
        covering = {id(grant): grant for each in wider for grant in by_product.get(each, ())}
        # Most ranges are one partner's, or met in a wider territory.
        if len({each.partner for each in covering.values()}) < 2:
            continue
        if not any(each.territory == territory for each in covering.values()):
            continue
        stretches = together(Holding(each.partner, each.period, each) for each in covering.values())
        met = [stretch for stretch in stretches if _meet_here(stretch, territory, product)]
        if met:
            yield product, met


def _meet_here(stretch: Stretch[Grant], territory: str, product: str | None) -> bool:
    """Tell whether two partners meet in this territory and product, and not already in a wider one."""
    here = {id(each): each.holder for each in stretch.holdings if each.by.territory == territory}
    this = {id(each): each.holder for each in stretch.holdings if product in (each.by.products or (None,))}
    if here.keys() & this.keys():
        return True
    return bool(here) and bool(this) and len({*here.values(), *this.values()}) > 1


def _owned_twice(territory: str, stretches: Sequence[Stretch[Assignment]], as_of: datetime) -> Draft:
    owners = _holders(stretches)
    facts = {"territory": territory, "owners": owners}
    over = _is_over(stretches, as_of)
    return Draft(
        group=("owners", territory),
        severity="low" if over else "medium",
        reason=Reason("owned-twice-before" if over else "owned-twice", facts),
        own={owner: list(map(assignment_held, held)) for owner, held in _by_holder(stretches).items()},
        evidence=[
            Reason("owned-together", {**facts, "owners": each.holders, **dates(each.period)})
            for each in stretches
        ],
        proposals=[
            Reason(code, facts) for code in ("name-one-owner", "give-another-role", "divide-territory")
        ],
    )


def _granted_twice(
    territory: str,
    partners: tuple[str, ...],
    met: Sequence[tuple[str | None, Stretch[Grant]]],
    as_of: datetime,
    stays: Callable[[str], bool],
) -> Draft:
    stretches = [stretch for _, stretch in met]
    products = tuple(dict.fromkeys(product for product, _ in met))
    facts = {
        "territory": territory,
        "partners": partners,
        "products": None if None in products else products,
    }
    over = _is_over((each for each in stretches if sum(map(stays, each.holders)) > 1), as_of)
    return Draft(
        group=("grants", territory, *(product or "*" for product in products)),
        severity="low" if over else "high",
        reason=Reason("granted-twice-before" if over else "granted-twice", facts),
        own={partner: list(map(_grant_held, held)) for partner, held in _by_holder(stretches).items()},
        evidence=[
            Reason(
                "granted-together",
                {"territory": territory, "product": product, "partners": each.holders, **dates(each.period)},
            )
            for product, each in met
        ],
        proposals=[
            Reason(code, facts) for code in ("hear-both-sides", "divide-territory", "end-exclusivity")
        ],
    )


def _grant_held(grant: Grant) -> Reason:
    facts = {"partner": grant.partner, "territory": grant.territory, "products": grant.products}
    return Reason("grant-held", {**facts, **dates(grant.period)})


def _holders(stretches: Iterable[Stretch[T]]) -> tuple[str, ...]:
    return tuple(sorted({holder for stretch in stretches for holder in stretch.holders}))


def _by_holder(stretches: Iterable[Stretch[T]]) -> Mapping[str, Sequence[T]]:
    """Return by holder, in order, what they hold in *stretches*, each once, in the order of time."""
    held = {id(each.by): each for stretch in stretches for each in stretch.holdings}
    found: defaultdict[str, list[T]] = defaultdict(list)
    for each in sorted(held.values(), key=lambda each: (each.holder, each.period)):
        found[each.holder].append(each.by)
    return found


def _is_over(stretches: Iterable[Stretch[T]], as_of: datetime) -> bool:
    return all(stretch.period.end <= as_of.date() for stretch in stretches)


WORDS: Words = {
    "en": {
        "territory-overlap": "Territory overlap",
        "owned-twice": "{territory} has more than one owner at once: {owners}.",
        "owned-twice-before": "{territory} had more than one owner at once, which is over: {owners}.",
        "owned-together": {
            "open": "{owners} own {territory} together, from {since}, open-ended.",
            "other": "{owners} own {territory} together, first day {since}, last day {until}.",
        },
        "granted-twice": {
            "open": "{territory} is granted exclusively to more than one partner at once: {partners}.",
            "other": "{territory} is granted exclusively to more than one partner at once: {partners}; products: {products}.",
        },
        "granted-twice-before": {
            "open": "{territory} was granted exclusively to more than one partner at once, which is over: {partners}.",
            "other": "{territory} was granted exclusively to more than one partner at once, which is over: {partners}; products: {products}.",
        },
        "granted-together": {
            "open": "{partners} hold {territory} exclusively (products: {product}), from {since}, open-ended.",
            "other": "{partners} hold {territory} exclusively (products: {product}), first day {since}, last day {until}.",
        },
        "grant-held": {
            "open": "{partner} holds {territory} exclusively (products: {products}), from {since}, open-ended.",
            "other": "{partner} holds {territory} exclusively (products: {products}), first day {since}, last day {until}.",
        },
        "name-one-owner": "Name one owner of {territory}.",
        "give-another-role": "Keep one owner of {territory} and give the others another role, such as deputy.",
        "divide-territory": "Divide {territory} into parts with one holder each.",
        "hear-both-sides": "Hear each partner before a grant for {territory} is changed.",
        "end-exclusivity": "Agree to go on without exclusivity in {territory}.",
    },
    "de": {
        "territory-overlap": "Gebietsüberschneidung",
        "owned-twice": "{territory} hat mehrere Verantwortliche zugleich: {owners}.",
        "owned-twice-before": "{territory} hatte zeitweise mehrere Verantwortliche zugleich: {owners}.",
        "owned-together": {
            "open": "{owners} sind gemeinsam für {territory} verantwortlich, ab {since}, unbefristet.",
            "other": "{owners} sind gemeinsam für {territory} verantwortlich, erster Tag {since}, letzter Tag {until}.",
        },
        "granted-twice": {
            "open": "{territory} ist mehreren Partnern zugleich exklusiv zugesagt: {partners}.",
            "other": "{territory} ist mehreren Partnern zugleich exklusiv zugesagt: {partners}; Produkte: {products}.",
        },
        "granted-twice-before": {
            "open": "{territory} war zeitweise mehreren Partnern zugleich exklusiv zugesagt: {partners}.",
            "other": "{territory} war zeitweise mehreren Partnern zugleich exklusiv zugesagt: {partners}; Produkte: {products}.",
        },
        "granted-together": {
            "open": "{partners} haben {territory} exklusiv (Produkte: {product}), ab {since}, unbefristet.",
            "other": "{partners} haben {territory} exklusiv (Produkte: {product}), erster Tag {since}, letzter Tag {until}.",
        },
        "grant-held": {
            "open": "{partner} hat {territory} exklusiv (Produkte: {products}), ab {since}, unbefristet.",
            "other": "{partner} hat {territory} exklusiv (Produkte: {products}), erster Tag {since}, letzter Tag {until}.",
        },
        "name-one-owner": "Für {territory} eine verantwortliche Person bestimmen.",
        "give-another-role": "Eine Person für {territory} verantwortlich lassen und den übrigen eine andere Rolle geben, etwa Vertretung.",
        "divide-territory": "{territory} so aufteilen, dass jeder Teil in einer Hand liegt.",
        "hear-both-sides": "Jeden Partner anhören, bevor eine Zusage für {territory} geändert wird.",
        "end-exclusivity": "Vereinbaren, in {territory} ohne Exklusivität weiterzumachen.",
    },
    "sv": {
        "territory-overlap": "Överlappande distrikt",
        "owned-twice": "{territory} har flera ansvariga samtidigt: {owners}.",
        "owned-twice-before": "{territory} hade en tid flera ansvariga samtidigt: {owners}.",
        "owned-together": {
            "open": "{owners} ansvarar tillsammans för {territory}, från och med {since}, tills vidare.",
            "other": "{owners} ansvarar tillsammans för {territory}, första dag {since}, sista dag {until}.",
        },
        "granted-twice": {
            "open": "{territory} har utlovats exklusivt till flera partner samtidigt: {partners}.",
            "other": "{territory} har utlovats exklusivt till flera partner samtidigt: {partners}; produkter: {products}.",
        },
        "granted-twice-before": {
            "open": "{territory} hade en tid utlovats exklusivt till flera partner samtidigt: {partners}.",
            "other": "{territory} hade en tid utlovats exklusivt till flera partner samtidigt: {partners}; produkter: {products}.",
        },
        "granted-together": {
            "open": "{partners} har {territory} exklusivt (produkter: {product}), från och med {since}, tills vidare.",
            "other": "{partners} har {territory} exklusivt (produkter: {product}), första dag {since}, sista dag {until}.",
        },
        "grant-held": {
            "open": "{partner} har {territory} exklusivt (produkter: {products}), från och med {since}, tills vidare.",
            "other": "{partner} har {territory} exklusivt (produkter: {products}), första dag {since}, sista dag {until}.",
        },
        "name-one-owner": "Utse en ansvarig för {territory}.",
        "give-another-role": "Behåll en ansvarig för {territory} och ge de övriga en annan roll, till exempel ställföreträdare.",
        "divide-territory": "Dela upp {territory} så att varje del har en ansvarig.",
        "hear-both-sides": "Hör varje partner innan ett löfte om {territory} ändras.",
        "end-exclusivity": "Kom överens om att fortsätta utan exklusivitet i {territory}.",
    },
}

RULE = ConflictRule(code="territory-overlap", severity="medium", find=find, keys=keys, words=WORDS)

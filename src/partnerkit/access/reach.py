"""
How far does somebody see: which partners, people and territories are theirs?

From the least to the most, each with all that came before: oneself; those whom
one looks after; those of everybody who answers to one; every partner in one's
territories; everything. At a partner it ends with the firm and, for some
categories, the partners that buy from it.
"""

from collections.abc import Iterable
from datetime import date
from typing import final

from attrs import frozen

from partnerkit.facts.network import Network
from partnerkit.facts.partner import Partner
from partnerkit.facts.people import PERMISSIONS, Assignment, Permission, Person

__all__ = ["NOTHING", "Reach", "reach_at_partner", "reach_at_vendor"]


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Reach:
    """Whose facts are in sight."""

    partners: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()
    territories: frozenset[str] = frozenset()

    #: All of them, and what is nobody's.
    everything: bool = False

    #: What names a partner, but none of these, is out of sight, whoever's it is; None for the vendor's people.
    bound: frozenset[str] | None = None


NOTHING = Reach()


def reach_at_vendor(network: Network, person: Person, furthest: Permission, on: date) -> Reach:
    """
    Return how far one of the vendor's own people sees, at most *furthest*.

    >>> network = Network.of(Person(id="U-1", permission="team"), Partner(id="P-4", account_owner="U-1"))
    >>> sorted(reach_at_vendor(network, network.get(Person, "U-1"), "all", date(2026, 3, 2)).partners)
    ['P-4']
    """
    degree = _degree(person, furthest)
    if degree is None:
        return NOTHING
    if degree == PERMISSIONS.index("all"):
        return Reach(everything=True)
    people = {person.id}
    if degree >= PERMISSIONS.index("team"):
        people.update(network.person_tree.descendants(person.id))
    partners: set[str] = set()
    territories: set[str] = set()
    for each in sorted(people):
        partners.update(partner.id for partner in network.by(Partner, "account_owner").get(each, ()))
        for duty in network.by(Assignment, "person").get(each, ()):
            if duty.holds_on(on):
                partners.update(() if duty.partner is None else (duty.partner,))
                territories.update(() if duty.territory is None else (duty.territory,))
    if degree >= PERMISSIONS.index("territory"):
        territories.update(
            found.territory
            for each in people
            for found in network.by(Person, "id").get(each, ())
            if found.territory is not None
        )
        territories = _below(network, territories)
        for territory in sorted(territories):
            partners.update(partner.id for partner in network.by(Partner, "territories").get(territory, ()))
    return Reach(partners=frozenset(partners), people=frozenset(people), territories=frozenset(territories))


def reach_at_partner(network: Network, person: Person, furthest: Permission, *, downline: bool) -> Reach:
    """
    Return how far one of a partner's people sees: the firm and never beyond it, or, with *downline*, whoever buys from it.

    Whoever reaches himself or his team alone sees what names one of them; the
    firm's facts are seen from "territory" on.

    >>> network = Network.of(Person(id="X-1", employer="P-4", permission="all"), Partner(id="P-4"))
    >>> reach_at_partner(network, network.get(Person, "X-1"), "all", downline=False).partners
    frozenset({'P-4'})
    """
    degree = _degree(person, furthest)
    if degree is None or person.employer is None:
        return NOTHING
    firms = {person.employer}
    if downline:
        tree = network.partner_tree
        firms = {*tree.descendants(person.employer)} - firms if person.employer in tree else set()
    if degree < PERMISSIONS.index("territory"):
        if downline:
            return NOTHING
        people = {person.id}
        if degree >= PERMISSIONS.index("team"):
            below = network.person_tree.descendants(person.id)
            people.update(each for each in below if network.get(Person, each).employer == person.employer)
        return Reach(people=frozenset(people), bound=frozenset(firms))
    people = {each.id for firm in firms for each in network.by(Person, "employer").get(firm, ())}
    if not downline:
        people.add(person.id)
    if not firms:
        return NOTHING
    return Reach(partners=frozenset(firms), people=frozenset(people), bound=frozenset(firms))


def _degree(person: Person, furthest: Permission) -> int | None:
    if person.permission is None:
        return None
    return min(PERMISSIONS.index(person.permission), PERMISSIONS.index(furthest))


def _below(network: Network, territories: Iterable[str]) -> set[str]:
    tree = network.territory_tree
    return {
        each for upper in territories for each in (upper, *(tree.descendants(upper) if upper in tree else ()))
    }

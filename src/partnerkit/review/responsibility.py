"""
Who looks after whom?

A partner is looked after by its account owner, by whoever is assigned to it,
and by whoever has a territory it serves, at the vendor; at the partner by its
own people. What is due of a fact concerns whoever it names, and whoever looks
after a partner, or the employer of a person, that it names; a territory counts
where it names neither.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Literal, TypeAlias, final

from attrs import field, frozen

from partnerkit.access.subjects import SUBJECTS
from partnerkit.facts.fact import Fact
from partnerkit.facts.network import Network
from partnerkit.facts.partner import Partner
from partnerkit.facts.people import Assignment, Person
from partnerkit.values.errors import FieldHidden, NotFound

__all__ = ["Charge", "Tie", "charge_of", "is_there", "named_in", "own_facts", "person_of"]

#: Why something concerns a person.
Tie: TypeAlias = Literal["named", "employer", "account-owner", "assigned", "territory"]

#: The fields that name a side in what is no fact of a network, such as cases, offers and clocks.
_SIDES = ("partner", "partners", "parties", "owner", "person", "decider", "opened_by")


def __dir__() -> list[str]:
    return __all__


def is_there(person: Person, day: date) -> bool:
    """
    Tell whether somebody works on *day*; of whom that is hidden in a view, it is taken for so.

    >>> is_there(Person(id="U-1", hired_on=date(2026, 3, 2)), date(2026, 3, 1))
    False
    """
    try:
        return person.holds_on(day) and person.works_on(day)
    except FieldHidden:
        return True


@final
@frozen(kw_only=True)
class Charge:
    """Whom and what one person looks after."""

    person: str

    #: Partner -> why.
    partners: Mapping[str, Tie] = field(factory=dict)
    territories: frozenset[str] = frozenset()

    #: People of these partners -> their partner.
    people: Mapping[str, str] = field(factory=dict)

    def tie(self, names: Iterable[str], territories: Iterable[str] = ()) -> tuple[Tie, str | None] | None:
        """Return why what names *names* concerns the person, and over which partner; None if it does not."""
        said = tuple(names)
        if self.person in said:
            return "named", next((each for each in said if each in self.partners), None)
        for each in said:
            partner = each if each in self.partners else self.people.get(each)
            if partner is not None:
                return self.partners[partner], partner
        if not said and not self.territories.isdisjoint(territories):
            return "territory", None
        return None


def person_of(network: Network, person: str) -> Person:
    """
    Return the person of that id.

    >>> person_of(Network.of(Person(id="U-1")), "U-1").id
    'U-1'
    """
    try:
        return network.get(Person, person)
    except NotFound:
        raise NotFound(path="person", key=person) from None


def charge_of(network: Network, person: str, on: date) -> Charge:
    """
    Return whom *person* looks after on a day, as the clocks where the person is have it.

    >>> network = Network.of(Person(id="U-1"), Partner(id="P-4", account_owner="U-1"), Partner(id="P-5"))
    >>> dict(charge_of(network, "U-1", date(2026, 3, 2)).partners)
    {'P-4': 'account-owner'}
    """
    found = person_of(network, person)
    partners: dict[str, Tie] = {}
    territories: frozenset[str] = frozenset()
    if isinstance(found.employer, str):
        partners[found.employer] = "employer"
    else:
        duties = [duty for duty in network.by(Assignment, "person").get(person, ()) if duty.holds_on(on)]
        held = {
            each for each in (found.territory, *(duty.territory for duty in duties)) if isinstance(each, str)
        }
        territories = frozenset(_with_below(network, held))
        for territory in sorted(territories):
            for partner in network.by(Partner, "territories").get(territory, ()):
                partners[partner.id] = "territory"
        for duty in duties:
            if isinstance(duty.partner, str):
                partners[duty.partner] = "assigned"
        for partner in network.by(Partner, "account_owner").get(person, ()):
            partners[partner.id] = "account-owner"
    people = {
        each.id: partner for partner in partners for each in network.by(Person, "employer").get(partner, ())
    }
    return Charge(person=person, partners=partners, territories=territories, people=people)


def _with_below(network: Network, territories: Iterable[str]) -> Iterator[str]:
    tree = network.territory_tree
    for each in territories:
        yield each
        yield from tree.descendants(each) if each in tree else ()


def own_facts(network: Network, charge: Charge) -> Iterator[Fact]:
    """
    Yield the facts of *network* that concern whoever has the *charge*, each once and always in one order.

    They are looked up, so that the size of the network does not matter.

    >>> network = Network.of(Person(id="U-1"), Partner(id="P-4", account_owner="U-1"), Partner(id="P-5"))
    >>> [fact.id for fact in own_facts(network, charge_of(network, "U-1", date(2026, 3, 2)))]
    ['P-4', 'U-1']
    """
    wanted: Mapping[str, Iterable[str]] = {
        "partners": charge.partners,
        "people": (charge.person, *charge.people),
        "territories": sorted(charge.territories),
    }
    for model in network.kinds:
        subject = SUBJECTS.get(model)
        if subject is None:
            continue
        seen = set[int]()
        for dimension, keys in wanted.items():
            for name in getattr(subject, dimension):
                under = network.by(model, name)
                for key in keys:
                    for fact in under.get(key, ()):
                        if id(fact) not in seen and charge.tie(*named_in(fact)) is not None:
                            seen.add(id(fact))
                            yield fact


def named_in(thing: Any) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """
    Return which partners and people a fact, or a case, an offer or a clock, names, and which territories.

    >>> from partnerkit.values.time import Period
    >>> named_in(Assignment(person="U-1", territory="2", period=Period.year(2026)))
    (('U-1',), ('2',))
    """
    subject = SUBJECTS.get(type(thing))
    if subject is None:
        # A kind of fact that stands in no table is nobody's.
        return () if isinstance(thing, Fact) else tuple(_ids(thing, _SIDES)), ()
    return tuple(_ids(thing, (*subject.partners, *subject.people))), tuple(_ids(thing, subject.territories))


def _ids(thing: Any, names: Iterable[str]) -> Iterator[str]:
    for name in names:
        value = getattr(thing, name, None)
        yield from (
            each for each in (value if isinstance(value, tuple) else (value,)) if isinstance(each, str)
        )

"""
Whoever delivers facts is told of all faults in one answer, each with the way to it, and of no other.

Into a network that is right some faults are planted, of every kind and in any
number; the answer names exactly these.
"""

from datetime import UTC, datetime

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from partnerkit.facts.lead import Lead
from partnerkit.facts.network import Network
from partnerkit.facts.partner import Location, Partner
from partnerkit.facts.people import Person
from partnerkit.facts.product import Product
from partnerkit.facts.territory import Grant, Territory
from partnerkit.testing.strategies import networks
from partnerkit.values.errors import InvalidInput, InvalidValue
from partnerkit.values.time import Period

MARCH = datetime(2026, 3, 1, tzinfo=UTC)
YEAR = Period.year(2026)

#: What is planted, and the path under which it must be found.
PLANTS = {
    "partners['x-1']": [Partner(id="x-1", name="one"), Partner(id="x-1", name="two")],
    "leads['x-2']": [Lead(id="x-2", known_until=MARCH), Lead(id="x-2", source="fair")],
    "partners['x-3'].territories[1]": [Partner(id="x-3", territories=("de", "atlantis"))],
    "partners['x-4'].products[0]": [Partner(id="x-4", products=("perpetuum-mobile", "loader"))],
    "partners['x-5'].locations[0].territory": [
        Partner(id="x-5", locations=(Location(id="deep", territory="atlantis"),))
    ],
    "leads['x-6'].product": [Lead(id="x-6", product="perpetuum-mobile")],
    "grants['x-7', 'atlantis'].territory": [
        Partner(id="x-7"),
        Grant(partner="x-7", territory="atlantis", period=YEAR),
    ],
    "territories": [Territory(id="x-8", parent="x-9"), Territory(id="x-9", parent="x-8")],
    "people": [Person(id=f"x-{nr}", manager=f"x-{nr - 1}" if nr > 100 else None) for nr in range(100, 140)],
    "leads['x-10'].attributes['mood']": [Lead(id="x-10", attributes={"mood": "sunny"})],
    "partners['x-11'].attributes['size']": [Partner(id="x-11", attributes={"size": "12"})],
    "products['x-12'].parent": [Product(id="x-12", parent="perpetuum-mobile")],
}
DECLARED = {"Partner": {"size": int}}


def paths_of(*facts):
    with pytest.raises((InvalidValue, InvalidInput)) as caught:
        Network.of(*facts, declared=DECLARED)
    faults = caught.value.faults if isinstance(caught.value, InvalidInput) else (caught.value,)
    assert all(fault.value and fault.remedy for fault in faults)
    return [fault.path for fault in faults]


@given(networks(), st.lists(st.sampled_from(sorted(PLANTS)), min_size=1, unique=True), st.randoms())
def test_exactly_the_faults_that_were_planted_are_told_alike_in_any_order_of_facts(network, planted, random):
    facts = [*network, *(fact for path in planted for fact in PLANTS[path])]
    shuffled = random.sample(facts, len(facts))
    found = paths_of(shuffled)

    assert sorted(found) == sorted(planted)
    assert found == paths_of(facts) == paths_of(facts[::-1])


@given(networks(), st.sampled_from(["size", "bays"]), st.sampled_from([True, 1.0, "1", MARCH, ("1",)]))
def test_nothing_is_told_of_facts_that_fit_and_of_an_attribute_of_another_type_once_for_every_partner(
    network, name, value
):
    assert Network.of(list(network), declared=DECLARED).declared == DECLARED

    changed = [
        evolve(fact, attributes={name: value}) if isinstance(fact, Partner) else fact for fact in network
    ]
    wrong = [f"partners[{fact.id!r}].attributes[{name!r}]" for fact in network if isinstance(fact, Partner)]

    if wrong:
        assert len(paths_of(changed)) == len(wrong)

"""
A finding is about facts, not about the order in which somebody listed them, nor about when somebody asked twice.

Every rule behind the door is examined, so that a new one needs no new test.
"""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from itertools import combinations

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from partnerkit.conflicts import detect, rules
from partnerkit.facts import Assignment, Grant, Network, Person, Product, Territory
from partnerkit.values import Period

NOW = datetime(2026, 3, 1, tzinfo=UTC)
PLACES = [
    Territory(id="x"),
    Territory(id="x-1", parent="x"),
    Territory(id="x-2", parent="x"),
    Territory(id="y"),
]
RANGE = [Product(id="m"), Product(id="m-1", parent="m"), Product(id="m-2", parent="m")]

places = st.sampled_from([place.id for place in PLACES])
people = st.sampled_from("abc")


@st.composite
def periods(draw):
    start = date(2026, 1, 1) + timedelta(days=30 * draw(st.integers(-3, 6)))
    length = draw(st.sampled_from([30, 60, 90, None]))
    return Period.since(start) if length is None else Period.of(start, start + timedelta(days=length))


assignments = st.builds(
    Assignment,
    person=people,
    territory=places,
    period=periods(),
    role=st.sampled_from(["owner", "owner", "deputy"]),
)
grants = st.builds(
    Grant,
    partner=st.sampled_from(["P-1", "P-2", "P-3"]),
    territory=places,
    products=st.sampled_from([None, ("m",), ("m-1",), ("m-1", "m-2")]),
    exclusive=st.sampled_from([True, True, False]),
    period=periods(),
)
persons = st.lists(st.none() | places, min_size=3, max_size=3).map(
    lambda homes: [Person(id=name, territory=home) for name, home in zip("abc", homes, strict=True)]
)
facts = st.tuples(persons, st.lists(assignments, max_size=8), st.lists(grants, max_size=6)).map(
    lambda parts: [*PLACES, *RANGE, *(fact for part in parts for fact in part)]
)


def found(facts):
    return detect(Network.of(facts), rules.builtin(), as_of=NOW)


@given(facts, st.randoms(use_true_random=False))
def test_the_order_of_facts_and_rules_makes_no_difference(facts, random):
    mixed = list(facts)
    random.shuffle(mixed)
    order = list(rules.builtin())
    random.shuffle(order)

    assert detect(Network.of(mixed), order, as_of=NOW) == found(facts)


@given(facts)
def test_asking_twice_gives_the_same_answer(facts):
    network = Network.of(facts)

    assert detect(network, rules.builtin(), as_of=NOW) == detect(network, rules.builtin(), as_of=NOW)


@given(facts)
def test_each_group_has_one_finding_with_an_id_of_its_own(facts):
    conflicts = found(facts)

    assert len({conflict.id for conflict in conflicts}) == len(conflicts)
    assert all(conflict.parties == tuple(sorted(set(conflict.parties))) for conflict in conflicts)


@given(facts)
def test_saying_a_fact_twice_finds_nothing_more(facts):
    again = [fact for fact in facts if isinstance(fact, Assignment | Grant)]

    assert [(each.id, each.parties) for each in found([*facts, *again])] == [
        (each.id, each.parties) for each in found(facts)
    ]


@given(st.lists(assignments, max_size=9))
def test_owners_conflict_exactly_where_two_share_a_day(history):
    """The sweep agrees with comparing everybody with everybody."""
    expected = defaultdict(set)
    for one, other in combinations([each for each in history if each.role == "owner"], 2):
        if (
            one.territory == other.territory
            and one.person != other.person
            and one.period.overlaps(other.period)
        ):
            expected[one.territory] |= {one.person, other.person}
    conflicts = detect(Network.of(history), [rules.get("territory-overlap")], as_of=NOW)

    assert {each.reason.facts["territory"]: set(each.parties) for each in conflicts} == expected


@given(st.lists(grants, max_size=7))
def test_grants_conflict_exactly_where_two_meet(grants):
    """The groups agree with comparing every grant with every other, on the tree."""
    map_, range_ = Network.of(PLACES).territory_tree, Network.of(RANGE).product_tree

    def narrower(tree, one, other):
        if one is None or other is None:
            return (one or other,)
        return tuple({low for low, high in ((one, other), (other, one)) if tree.covers(high, low)})

    expected = set()
    for one, other in combinations([each for each in grants if each.exclusive], 2):
        if one.partner != other.partner and one.period.overlaps(other.period):
            for place in narrower(map_, one.territory, other.territory):
                for product in one.products or (None,):
                    for second in other.products or (None,):
                        for narrow in narrower(range_, product, second):
                            expected |= {(place, narrow, one.partner), (place, narrow, other.partner)}
    conflicts = detect(Network.of(PLACES, RANGE, grants), [rules.get("territory-overlap")], as_of=NOW)
    seen = {
        (each.reason.facts["territory"], reason.facts["product"], partner)
        for each in conflicts
        for reason in each.evidence
        if reason.code == "granted-together"
        for partner in reason.facts["partners"]
    }

    # Who covers the place in the same days is named, too, even if they met the others further up.
    assert expected <= seen
    assert {(place, product) for place, product, _ in seen} == {
        (place, product) for place, product, _ in expected
    }


@given(facts, st.sampled_from(["P-1", "P-2", "a", "b"]))
def test_no_view_depends_on_who_the_others_are(facts, viewer):
    """All others change their names; the viewer sees the same."""

    def renamed(fact):
        match fact:
            case Grant() if fact.partner != viewer:
                return evolve(fact, partner=f"Q-{fact.partner}")
            case Assignment() if fact.person != viewer:
                return evolve(fact, person=f"q-{fact.person}")
            case Person() if fact.id != viewer:
                return evolve(fact, id=f"q-{fact.id}")
            case _:
                return fact

    def views(facts):
        return sorted(filter(None, (conflict.view(viewer) for conflict in found(facts))), key=repr)

    assert views(map(renamed, facts)) == views(facts)


@given(facts)
def test_a_view_names_no_other_party(facts):
    for conflict in found(facts):
        for party in conflict.parties:
            view = conflict.view(party)
            named = {
                value
                for reason in (view.reason, *view.evidence, *view.proposals)
                for value in reason.facts.values()
                if isinstance(value, str)
            }

            assert not named & set(conflict.parties) - {party}


@pytest.mark.parametrize("stranger", ["P-9", "z"])
@given(facts=facts)
def test_a_stranger_sees_nothing(facts, stranger):
    assert all(conflict.view(stranger) is None for conflict in found(facts))

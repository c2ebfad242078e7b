"""
A network that was changed is the network of all the facts, or is refused with the same words.

Changes of every kind are drawn, right and wrong ones, one after the other: new
facts, others under an id there is, facts and ids removed.
"""

import pickle
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from attrs import fields_dict
from hypothesis import given
from hypothesis import strategies as st

from partnerkit.facts import fitting, stock
from partnerkit.facts.figure import Figure
from partnerkit.facts.interaction import Subject, Task
from partnerkit.facts.lead import Lead
from partnerkit.facts.network import Network
from partnerkit.facts.partner import Location, Partner
from partnerkit.facts.people import Assignment, Person
from partnerkit.facts.product import Product
from partnerkit.facts.program import Program, Tier
from partnerkit.facts.survey import Answer, Question, Survey
from partnerkit.facts.terms import Justification, PriceTerm
from partnerkit.facts.territory import Grant, Territory
from partnerkit.testing.strategies import networks
from partnerkit.values.errors import InvalidInput, InvalidValue
from partnerkit.values.money import Money
from partnerkit.values.time import Period

MARCH = datetime(2026, 3, 1, tzinfo=UTC)
YEAR = Period.year(2026)
PRICE = Money.of("10", "EUR")

ids = st.sampled_from("abcd")
some = st.none() | ids
when = st.sampled_from([{}, {}, {}, {}, {"known_until": MARCH}, {"known_from": MARCH}])
places = st.none() | st.lists(
    st.builds(Location, id=ids, territory=some), min_size=1, max_size=2, unique_by=lambda each: each.id
)


@st.composite
def nouns(draw, model, **drawn):
    fields = {name: draw(each) for name, each in drawn.items()}
    for above in ("parent", "manager"):
        if fields.get(above) == fields.get("id"):
            fields.pop(above, None)
    return model(**fields, **draw(when))


@st.composite
def answers(draw):
    partner = draw(some)
    who = {"respondent": "token"} if partner is None else {"partner": partner}
    return Answer(
        survey=draw(ids), question="q", on=date(2026, 1, 1), reply=draw(st.sampled_from("xy")), **who
    )


QUESTION = Question(id="q", kind="choice", options=("x", "z"))
facts = st.one_of(
    nouns(Territory, id=ids, parent=some),
    nouns(Product, id=ids, parent=some),
    nouns(Person, id=ids, manager=some, territory=some),
    nouns(
        Partner,
        id=ids,
        parent=some,
        tier=st.sampled_from([None, "gold", "lead"]),
        program=some,
        locations=places,
        attributes=st.sampled_from([{}, {}, {}, {"size": 2}, {"size": "2"}]),
    ),
    nouns(
        Program,
        id=ids,
        tiers=st.sampled_from(
            [(), (Tier(name="gold", rank=2),), (Tier(name="gold", rank=2), Tier(name="lead", rank=1))]
        ),
    ),
    nouns(
        PriceTerm,
        id=ids,
        partner=ids,
        product=ids,
        list_price=st.just(PRICE),
        valid=st.sampled_from([None, YEAR, Period.year(2027)]),
        discount=st.sampled_from([Decimal(0), Decimal("0.1")]),
        justifications=st.sampled_from([(), (Justification(code="volume", by="a"),)]),
    ),
    nouns(Lead, id=ids, territory=some),
    nouns(
        Task, id=ids, about=st.none() | st.builds(Subject, model=st.sampled_from(["Partner", "Lead"]), id=ids)
    ),
    nouns(
        Survey,
        id=ids,
        wave=st.just(1),
        mode=st.sampled_from(["named", "anonymous"]),
        questions=st.just((QUESTION,)),
    ),
    answers(),
    st.builds(Assignment, person=ids, territory=ids, period=st.just(YEAR)),
    st.builds(Grant, partner=ids, territory=ids, period=st.just(YEAR), exclusive=st.booleans()),
    st.builds(
        Figure, partner=ids, location=some, measure=st.just("m"), period=st.just(YEAR), value=st.just(PRICE)
    ),
)

#: Some facts come, and some of those there are, by their place, go: alone, or with every version of the id.
changes = st.tuples(
    st.lists(facts, max_size=3), st.lists(st.tuples(st.integers(0, 40), st.booleans()), max_size=2)
)


def outcome(call):
    try:
        return call()
    except (InvalidValue, InvalidInput) as error:
        return error.faults if isinstance(error, InvalidInput) else (error,)


def has_id(fact):
    return "id" in fields_dict(type(fact))


def expected(before, new, going):
    """Do by hand, on a list of facts, what the change says."""
    left = list(before)
    for fact, by_id in going:
        left = [
            each
            for each in left
            if not (
                type(each) is type(fact) and (each.id == fact.id if by_id and has_id(fact) else each == fact)
            )
        ]
    versions = {(type(fact), fact.id, fact.known_from) for fact in new if has_id(fact)}
    left = [
        each for each in left if not has_id(each) or (type(each), each.id, each.known_from) not in versions
    ]
    return outcome(lambda: Network.of(left, new, declared=before.declared or None))


def changed(before, new, going):
    removed = [(type(fact), fact.id) if by_id and has_id(fact) else fact for fact, by_id in going]
    return outcome(lambda: before.with_facts(new, removed=removed))


@given(networks(), st.lists(changes, min_size=1, max_size=8))
def test_a_changed_network_equals_a_new_one_or_is_refused_alike(start, changes):
    for network in (start, Network.of(declared={"Partner": {"size": int}})):
        live_through(network, changes)


def live_through(start, changes):
    history = [start]
    for new, picks in changes:
        there = list(history[-1])
        going = {there[place % len(there)]: by_id for place, by_id in picks} if there else {}
        wanted = expected(history[-1], new, going.items())
        found = changed(history[-1], new, going.items())

        assert found == wanted
        if isinstance(found, Network):
            assert len(found) == len(wanted)
            history.append(found)


@pytest.fixture(scope="module")
def soon_crowded():
    """Every second change makes a new root."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stock, "_SMALL", 1)
        patch.setattr(stock, "isqrt", lambda number: 0)
        yield


@given(start=networks(), changes=st.lists(changes, min_size=1, max_size=8))
def test_it_makes_no_difference_when_a_change_becomes_a_root(soon_crowded, start, changes):
    live_through(start, changes)


@given(networks(), st.lists(st.lists(facts, max_size=2), min_size=1, max_size=4))
def test_what_changed_is_remembered_from_any_network_to_any_other(start, changes):
    """Between all networks of one history, and to one without memory, the delta leads from one to the other."""
    history = [start]
    for new in changes:
        found = outcome(lambda new=new, last=history[-1]: last.with_facts(new))
        history += [found] if isinstance(found, Network) else []
    for one in (*history, pickle.loads(pickle.dumps(history[-1]))):
        for other in history:
            delta = other.changes_since(one)
            left = list(one)
            for fact in delta.removed:
                left.remove(fact)

            assert Network.of(left, delta.added, declared=one.declared or None) == other


@given(networks(), st.lists(facts, max_size=3))
def test_look_ups_of_a_changed_network_are_those_of_a_new_one(start, new):
    looked_up(start)  # so that there is something to share
    found = outcome(lambda: start.with_facts(new))
    if isinstance(found, Network):
        assert looked_up(found) == looked_up(Network.of(list(found), declared=found.declared or None))


def looked_up(network):
    indexes = [
        {key: list(facts) for key, facts in network.by(model, name, every=every).items()}
        for model in network.kinds
        for name in fields_dict(model)
        if name not in {"external_ids", "attributes", "valid"}
        for every in (False, True)
    ]
    trees = [network.territory_tree, network.product_tree, network.person_tree, network.partner_tree]
    by_id = [
        outcome(lambda fact=fact: network.get(type(fact), fact.id))
        for fact in network
        if has_id(fact) and fact.known_until is None
    ]
    return indexes, trees, by_id, network.names, {model: network.all(model) for model in network.kinds}


GOLD, LEAD = (Tier(name=name, rank=1) for name in ("gold", "lead"))
KIEL, MALMO = (Location(id=name) for name in ("kiel", "malmo"))

#: For each check of a change: what is there, what comes, and what goes; only this check sees the fault.
FAULTS = {
    "_a_kind_appears": ([Lead(id="l", territory="z")], [Territory(id="a")], []),
    "_doubles": ([Lead(id="l")], [Lead(id="l", known_from=MARCH)], []),
    "_dangles": ([Territory(id="a"), Lead(id="k")], [Lead(id="l", territory="z")], []),
    "_leaves_dangling": (
        [Territory(id="a"), Territory(id="b"), Lead(id="l", territory="a")],
        [],
        [(Territory, "a")],
    ),
    "_misplaces": (
        [
            Partner(id="p", locations=[KIEL]),
            Figure(partner="p", location="kiel", measure="m", period=YEAR, value=None),
        ],
        [Partner(id="p", locations=[MALMO])],
        [],
    ),
    "_rules_change": (
        [Program(id="g", tiers=[GOLD]), Partner(id="p", program="g", tier="gold")],
        [Program(id="g", tiers=[LEAD])],
        [],
    ),
    "_misfits": ([Lead(id="l")], [Lead(id="l", attributes={"mood": "sunny"})], []),
    "_bends": ([Territory(id="a"), Territory(id="b", parent="a")], [Territory(id="a", parent="b")], []),
}


@pytest.mark.parametrize("check", FAULTS)
def test_every_check_of_a_change_is_needed(check, monkeypatch):
    there, new, removed = FAULTS[check]
    before = Network.of(there)
    assert not isinstance(outcome(lambda: before.with_facts(new, removed=removed)), Network)

    monkeypatch.setattr(fitting, check, lambda *_: False)
    assert isinstance(outcome(lambda: before.with_facts(new, removed=removed)), Network)

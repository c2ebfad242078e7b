"""
A network that was changed is the network of all the facts, or is refused with the same words.

Changes of every kind are drawn, right and wrong ones, one after the other: new
facts, others under an id there is, facts and ids removed.
"""

import pickle
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial

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
from partnerkit.testing.nasty import any_of, one_of
from partnerkit.testing.strategies import networks
from partnerkit.values.errors import InvalidInput, InvalidValue
from partnerkit.values.money import Money
from partnerkit.values.time import Period

MARCH = datetime(2026, 3, 1, tzinfo=UTC)
YEAR = Period.year(2026)
PRICE = Money.of("10", "EUR")

IDS = tuple("abcd")
SOME = one_of(IDS)
places = st.none() | st.lists(
    any_of(Location, id=IDS, territory=SOME), min_size=1, max_size=2, unique_by=lambda each: each.id
)


def nouns(model, **fields):
    """Facts with any of these values in their fields, most of them without versions, none of them above itself."""

    def made(known, **drawn):
        above = {name for name in ("parent", "manager") if drawn.get(name) == drawn["id"]}
        return model(**{name: value for name, value in drawn.items() if name not in above}, **known)

    return any_of(
        made, **fields, known=({}, {}, {}, {}, {"known_until": MARCH}, {"known_from": MARCH}), id=IDS
    )


def answered(partner, **more):
    who = {"respondent": "token"} if partner is None else {"partner": partner}
    return Answer(question="q", on=date(2026, 1, 1), **more, **who)


def subjects():
    return [Subject(model=model, id=name) for model in ("Partner", "Lead") for name in IDS]


TIERS = Tier(name="gold", rank=2), Tier(name="lead", rank=1)
QUESTION = Question(id="q", kind="choice", options=("x", "z"))
facts = st.one_of(
    nouns(Territory, parent=SOME),
    nouns(Product, parent=SOME),
    nouns(Person, manager=SOME, territory=SOME),
    nouns(
        Partner,
        parent=SOME,
        tier=(None, "gold", "lead"),
        program=SOME,
        locations=places,
        attributes=({}, {}, {}, {"size": 2}, {"size": "2"}),
    ),
    nouns(Program, tiers=((), TIERS[:1], TIERS)),
    nouns(
        partial(PriceTerm, list_price=PRICE),
        partner=IDS,
        product=IDS,
        valid=(None, YEAR, Period.year(2027)),
        discount=(Decimal(0), Decimal("0.1")),
        justifications=((), (Justification(code="volume", by="a"),)),
    ),
    nouns(Lead, territory=SOME),
    nouns(Task, about=one_of(subjects())),
    nouns(partial(Survey, wave=1, questions=(QUESTION,)), mode=("named", "anonymous")),
    any_of(answered, survey=IDS, partner=SOME, reply="xy"),
    any_of(partial(Assignment, period=YEAR), person=IDS, territory=IDS),
    any_of(partial(Grant, period=YEAR), partner=IDS, territory=IDS, exclusive=(False, True)),
    any_of(partial(Figure, measure="m", period=YEAR, value=PRICE), partner=IDS, location=SOME),
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

"""
What was known at a moment is what it was then, whatever has been entered since.

A back-test may see no fact that came later, no version that replaced an older
one later, and no trace that it was replaced at all.
"""

from datetime import UTC, date, datetime, timedelta

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from partnerkit.facts.figure import Figure
from partnerkit.facts.lead import Lead
from partnerkit.facts.network import Network
from partnerkit.facts.partner import Partner
from partnerkit.facts.territory import Territory
from partnerkit.testing.strategies import figures, instants, leads, networks, partners, periods, versions
from partnerkit.values.errors import InvalidInput, InvalidValue
from partnerkit.values.time import Period

REGIONS = ("de", "de-north", "se")
MAP = (Territory(id="de"), Territory(id="de-north", parent="de"), Territory(id="se"))

#: Nothing drawn is known from later on than this.
THE_END = datetime(2100, 1, 1, tzinfo=UTC)


@st.composite
def histories(draw):
    """Versions of partners and leads, figures that were entered at some time, and a map that was always there."""
    firms = draw(
        st.lists(partners(territories=REGIONS), min_size=1, max_size=4, unique_by=lambda each: each.id)
    )
    asked = draw(st.lists(leads(territories=REGIONS), max_size=4, unique_by=lambda each: each.id))
    sold = draw(st.lists(figures(partners=["P-0"]), max_size=3))
    told = [fact for each in (*firms, *asked) for fact in draw(versions(each))]
    dated = [evolve(each, valid=draw(st.none() | periods(endless=True))) for each in told]
    return [*MAP, evolve(firms[0], id="P-0"), *(each for each in dated if each.id != "P-0"), *sold]


def as_it_stood(fact):
    return evolve(fact, known_until=None)


@given(histories(), instants())
def test_facts_that_are_entered_later_change_nothing(facts, moment):
    earlier = [fact for fact in facts if fact.learned_at is None or fact.learned_at <= moment]

    assert Network.of(facts).known_at(moment) == Network.of(earlier).known_at(moment)


@given(histories(), instants())
def test_it_equals_a_network_that_was_built_of_what_was_known_then(facts, moment):
    known = [as_it_stood(fact) for fact in facts if fact.is_known_at(moment)]

    assert Network.of(facts).known_at(moment) == Network.of(known)


@given(histories(), instants(), instants())
def test_what_becomes_of_a_fact_later_leaves_no_trace(facts, moment, later):
    moment, later = sorted((moment.astimezone(UTC), later.astimezone(UTC)))
    later += timedelta(seconds=1)
    replaced = [
        evolve(fact, known_until=later)
        if fact.known_until is None and (fact.learned_at is None or fact.learned_at <= later)
        else fact
        for fact in facts
    ]

    assert Network.of(replaced).known_at(moment) == Network.of(facts).known_at(moment)


@given(networks(), instants())
def test_at_any_moment_each_id_stands_for_one_fact(network, moment):
    then = network.known_at(moment)

    for model in (Partner, Lead):
        ids = [each.id for each in then.all(model)]
        assert ids == sorted(set(ids))
        assert [then.get(model, each).id for each in ids] == ids


@given(networks(), instants())
def test_at_any_moment_there_are_trees(network, moment):
    then = network.known_at(moment)

    assert set(then.person_tree) == {each.id for each in then.people}
    assert set(then.territory_tree) == {each.id for each in then.territories}


@given(networks(), instants(), instants())
def test_who_was_there_then_learns_nothing_by_asking_again_later(network, first, second):
    moment, later = sorted((first, second))
    then = network.known_at(moment)

    assert then.known_at(moment) == then
    assert then.known_at(later) == then


@given(networks(), instants())
def test_at_the_end_everything_is_known_that_was_not_replaced(network, moment):
    lasting = network.known_at(THE_END)

    assert [fact for model in (Partner, Lead) for fact in lasting.all(model)] == [
        fact for model in (Partner, Lead) for fact in network.all(model) if fact.known_until is None
    ]
    assert lasting.territories == network.known_at(moment).territories


@given(networks(), instants(), st.dates(date(2019, 1, 1), date(2031, 1, 1)))
def test_what_was_known_and_what_held_are_two_questions(network, moment, day):
    assert network.known_at(moment).valid_on(day) == network.valid_on(day).known_at(moment)


@given(st.randoms(use_true_random=False), histories(), instants())
def test_the_order_in_which_facts_are_given_makes_no_difference(random, facts, moment):
    shuffled = random.sample(facts, len(facts))
    one, other = Network.of(facts), Network.of(shuffled)

    assert one == other
    assert list(one) == list(other)
    assert list(one.names.items()) == list(other.names.items())
    assert list(one.known_at(moment)) == list(other.known_at(moment))


@given(instants(), instants(), instants(), instants())
def test_two_versions_that_would_be_known_at_once_are_refused(first, second, third, fourth):
    spans = [sorted((first, second)), sorted((third, fourth))]
    firms = [Partner(id="P-4", name=str(nr), known_from=a, known_until=b) for nr, (a, b) in enumerate(spans)]
    (start, end), (begin, stop) = spans
    overlap = start < stop and begin < end

    if overlap:
        with pytest.raises((InvalidValue, InvalidInput)):
            Network.of(firms)
    elif start < end and begin < stop:
        assert len(Network.of(firms).known_at(start).partners) == 1


@given(instants(), instants())
def test_a_figure_is_not_known_before_it_was_entered(entered, moment):
    figure = Figure(partner="P-4", measure="revenue", period=Period.year(2026), value=1, entered_at=entered)

    assert bool(Network.of(figure).known_at(moment).all(Figure)) == (entered <= moment)

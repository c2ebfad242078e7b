"""What may stand in a test."""

import pickle
from contextlib import suppress
from datetime import UTC, datetime
from importlib.util import find_spec

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample

from partnerkit import testing
from partnerkit.facts.goal import Goal, Measure
from partnerkit.facts.lead import Lead
from partnerkit.facts.network import Network
from partnerkit.facts.partner import Location, Partner
from partnerkit.facts.people import Person
from partnerkit.facts.product import Product
from partnerkit.facts.territory import Territory
from partnerkit.testing import strategies
from partnerkit.values.money import Money
from partnerkit.values.time import Period

strategies.register()

#: It is enough to see that it happens; the smallest network in which it does is of no interest.
SEEN = settings(max_examples=2_000, phases=[Phase.generate], suppress_health_check=list(HealthCheck))

MODELS = (Goal, Lead, Location, Measure, Money, Network, Partner, Period, Person, Product, Territory)


@pytest.mark.parametrize("model", MODELS)
def test_a_type_is_enough_to_ask_for_its_values(model):
    @settings(max_examples=10, suppress_health_check=list(HealthCheck))
    @given(st.from_type(model))
    def examine(value):
        assert isinstance(value, model)
        assert pickle.loads(pickle.dumps(value)) == value

    examine()


#: What a strategy must be told; the others need nothing.
TOLD = {
    "assignments": {"people": ["U-1"], "territories": ["de"]},
    "figures": {"partners": ["P-4"]},
    "grants": {"partners": ["P-4"], "territories": ["de"], "products": ["loader"]},
    "versions": {"fact": Partner(id="P-4")},
}


@pytest.mark.parametrize("name", sorted(set(strategies.__all__) - {"register"}))
def test_every_strategy_gives_more_than_one_value(name):
    strategy = getattr(strategies, name)(**TOLD.get(name, {}))
    one, other = find(st.tuples(strategy, strategy), lambda pair: pair[0] != pair[1], settings=SEEN)

    assert one != other


@given(strategies.versions(Partner(id="P-4")), strategies.instants())
def test_of_versions_one_at_most_is_known_at_any_moment(versions, moment):
    assert (
        len(Network.of(versions).known_at(moment)) == sum(each.is_known_at(moment) for each in versions) <= 1
    )


@settings(max_examples=25)
@given(strategies.networks())
def test_a_network_is_always_valid_its_references_hold_and_it_survives_a_pickle(network):
    again = pickle.loads(pickle.dumps(network))

    assert again == network
    assert Network.of(reversed(list(network)), declared=network.declared) == network
    assert all(lead.territory is None or lead.territory in network.territory_tree for lead in network.leads)
    assert all(lead.product is None or lead.product in network.product_tree for lead in network.leads)


#: What breaks careless code, and whether a network holds it.
BREAKS = {
    "who was given what, who looks after it, and a lead": lambda network: (
        network.grants and network.assignments and network.leads
    ),
    "a partner below another": lambda network: any(partner.parent for partner in network.partners),
    "a person below another": lambda network: any(person.manager for person in network.people),
    "what is known no more": lambda network: any(fact.known_until for fact in network),
    "a goal": lambda network: network.goals,
    "nobody": lambda network: not len(network.partners),
}


def test_networks_hold_what_breaks_careless_code():
    unseen = dict(BREAKS)

    def seen(network):
        for name in [name for name, happens in unseen.items() if happens(network)]:
            del unseen[name]
        return not unseen

    with suppress(NoSuchExample):
        find(strategies.networks(), seen, settings=SEEN)

    assert list(unseen) == []


@pytest.mark.parametrize(
    "happens", [lambda partner: partner.capacity == 0, lambda partner: partner.name == "=1+1"]
)
def test_partners_are_full_from_the_start_or_named_like_a_formula(happens):
    assert happens(find(strategies.partners(), happens, settings=SEEN))


@given(strategies.partners(id=st.just("P-4"), tier=st.just("gold")), strategies.leads(currency="JPY"))
def test_a_test_fixes_what_it_is_about(partner, lead):
    assert (partner.id, partner.tier) == ("P-4", "gold")
    assert lead.value is None or lead.value.currency == "JPY"


@given(strategies.moneys("KWD", least=-5, most=5), strategies.instants(), strategies.identifiers())
def test_bounds_are_kept(money, moment, name):
    assert (money.currency, -5 <= money.minor <= 5) == ("KWD", True)
    assert datetime(2020, 1, 1, tzinfo=UTC) <= moment < datetime(2030, 1, 1, tzinfo=UTC)
    assert Partner(id=name).id == name


def test_all_that_the_table_names_is_there_to_import():
    named = {line.split("`")[1] for line in str(testing.__doc__).splitlines() if line.startswith("`")}
    assert {"register", *named} == set(testing.__all__)
    assert all(find_spec(f"partnerkit.testing.{name}") for name in named)


def test_the_currency_of_goals_is_named():
    with pytest.raises(TypeError):
        strategies.goals("SEK")

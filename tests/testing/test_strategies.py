"""What users draw in their own tests: valid, varied, and nasty enough."""

import tomllib
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st

from partnerkit.facts.fact import Fact
from partnerkit.facts.goal import Goal, Measure
from partnerkit.facts.lead import Lead
from partnerkit.facts.network import Network
from partnerkit.facts.partner import Location, Partner
from partnerkit.facts.people import Person
from partnerkit.facts.product import Product
from partnerkit.facts.territory import Territory
from partnerkit.testing import strategies as ours
from partnerkit.values.money import Money
from partnerkit.values.time import Period

REGISTERED = (Money, Period, Location, Partner, Lead, Measure, Goal, Territory, Product, Person, Network)
SEARCH = settings(
    max_examples=2_000, phases=[Phase.generate], suppress_health_check=list(HealthCheck), database=None
)


@pytest.fixture(scope="module", autouse=True)
def registered():
    ours.register()


@pytest.mark.parametrize("kind", REGISTERED, ids=lambda kind: kind.__name__)
def test_a_registered_type_is_drawn_by_its_name(kind):
    @given(st.from_type(kind))
    @settings(max_examples=10)
    def drawn(value):
        assert type(value) is kind

    drawn()


def test_the_entry_point_of_the_package_is_the_one_that_registers():
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))
    home, _, name = project["project"]["entry-points"]["hypothesis"]["partnerkit"].partition(":")

    assert getattr(import_module(home), name) is ours.register


def test_every_public_strategy_makes_strategies_and_says_what_it_draws():
    made = {name: getattr(ours, name) for name in ours.__all__}

    assert [name for name, make in made.items() if not make.__doc__] == []
    assert dir(ours) == sorted(ours.__all__)


@pytest.mark.parametrize("text", ["=1+1", "名古屋", "a" * 128, "007", "None", "e\u0301"])
def test_ids_are_nasty_now_and_then(text):
    assert find(ours.identifiers(), lambda drawn: drawn == text, settings=SEARCH) == text


@given(ours.moneys("JPY", least=-5, most=5))
def test_amounts_stay_in_the_currency_and_the_range_asked_for(amount):
    assert amount.currency == "JPY"
    assert -5 <= amount.minor <= 5


@given(ours.instants())
def test_a_moment_has_a_zone(at):
    assert at.tzinfo is not None
    assert 2019 <= at.year <= 2030


@pytest.mark.parametrize("fold", [0, 1])
def test_some_moments_are_in_the_hour_that_the_clock_shows_twice(fold):
    def is_repeated(at):
        return at.fold == fold and at.replace(fold=0).utcoffset() != at.replace(fold=1).utcoffset()

    assert is_repeated(find(ours.instants(), is_repeated, settings=SEARCH))


def test_only_on_demand_periods_have_no_end():
    assert find(ours.periods(endless=True), lambda period: period.is_open, settings=SEARCH).is_open


@given(ours.periods())
def test_otherwise_periods_last_from_a_day_to_three_years(period):
    assert 1 <= period.days <= 1_096


@given(ours.partners(territories=["no"], products=["ski"], tier=st.just("gold"), locations=st.none()))
def test_a_fixed_field_is_drawn_as_asked(partner):
    assert (partner.tier, partner.locations) == ("gold", None)
    assert partner.territories in (None, ("no",))
    assert partner.products in (None, ("ski",))


@given(ours.leads(currency="KWD"))
def test_leads_are_worth_something_or_unknown(lead):
    assert lead.value is None or (lead.value.currency == "KWD" and lead.value.amount > 0)


@given(ours.territories().flatmap(ours.versions))
def test_of_the_versions_of_a_fact_at_most_one_is_known_at_once(versions):
    assert versions
    for before, after in zip(versions, versions[1:], strict=False):
        assert before.id == after.id
        assert before.known_until <= after.known_from


@given(ours.networks())
def test_a_drawn_network_holds_only_facts_that_fit_together(network):
    assert Network.of(list(network)).partners == network.partners
    assert all(isinstance(fact, Fact) for fact in network)


@pytest.mark.parametrize(
    "trait",
    [
        lambda network: any(person.manager for person in network.people),
        lambda network: any(partner.parent for partner in network.partners),
        lambda network: any(goal.parent for goal in network.goals),
        lambda network: any(fact.known_until for fact in network),
        lambda network: bool(network.grants) and bool(network.assignments),
        lambda network: len(network) == 8,
    ],
    ids=["managers", "distributors", "goals above goals", "versions", "promises", "nothing but the map"],
)
def test_networks_have_what_networks_have(trait):
    assert trait(find(ours.networks(), trait, settings=SEARCH))

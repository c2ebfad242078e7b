"""All facts at one moment, together."""

import pickle
from datetime import UTC, date, datetime, timedelta

import pytest

from partnerkit.facts.fact import Fact
from partnerkit.facts.goal import Goal
from partnerkit.facts.lead import Lead
from partnerkit.facts.network import Network
from partnerkit.facts.partner import Location, Partner
from partnerkit.facts.people import Assignment, Person
from partnerkit.facts.product import Product
from partnerkit.facts.territory import Grant, Territory
from partnerkit.values.errors import InvalidValue, NotFound
from partnerkit.values.money import Money
from partnerkit.values.time import Period

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def network():
    return Network.of(
        [Territory(id="de-north", parent="de"), Territory(id="de", name="Germany")],
        [Product(id="firewall", parent="security"), Product(id="security")],
        (Person(id="U-2", name="Ida Berg", manager="U-1"), Person(id="U-1")),
        Partner(id="P-5", territories=("de",)),
        Partner(id="P-4", name="Nord IT", parent="P-5", account_owner="U-2"),
        Assignment(person="U-2", territory="de", period=Period.year(2026)),
        Grant(partner="P-4", territory="de-north", period=Period.year(2026)),
        Goal(id="g", measure="revenue", period=Period.year(2026), target=Money.of("1", "EUR")),
        (Lead(id=f"L-{number}", territory="de") for number in (3, 1, 2)),
    )


def test_facts_come_singly_or_as_collections_and_stand_in_order(network):
    assert [each.id for each in network.partners] == ["P-4", "P-5"]
    assert [each.id for each in network.leads] == ["L-1", "L-2", "L-3"]
    assert [len(each) for each in (network.territories, network.products, network.people, network.goals)] == [
        2,
        2,
        2,
        1,
    ]
    assert (len(network.assignments), len(network.grants)) == (1, 1)
    assert (network.accounts, network.price_terms, network.deals, network.direct) == ((), (), (), ())
    assert (len(network), len(list(network))) == (14, 14)


def test_a_fact_is_found_by_its_id(network):
    assert network.get(Partner, "P-4").name == "Nord IT"
    with pytest.raises(NotFound) as caught:
        network.get(Lead, "P-4")
    assert (caught.value.path, caught.value.key) == ("Lead", "P-4")


def test_names_are_for_people_and_an_id_without_one_stands_for_itself(network):
    assert dict(network.names) == {"P-4": "Nord IT", "U-2": "Ida Berg", "de": "Germany"}


def test_what_lies_above_what(network):
    assert network.territory_tree.ancestors("de-north") == ("de-north", "de")
    assert network.product_tree.children("security") == ("firewall",)
    assert network.person_tree.roots == ("U-1",)


def test_it_tells_how_much_it_holds_and_nothing_else(network):
    assert repr(network) == (
        "<Network: 1 Assignment, 1 Goal, 1 Grant, 3 Lead, 2 Partner, 2 Person, 2 Product, 2 Territory>"
    )
    assert repr(Network.of()) == "<Network: empty>"


def test_networks_are_equal_by_what_they_hold(network):
    assert Network.of(reversed(list(network))) == network
    assert network.with_(Lead(id="L-4")) != network
    assert network != list(network)
    with pytest.raises(TypeError):
        hash(network)


def test_a_network_survives_a_pickle_even_after_its_look_ups(network):
    assert all((network.names, network.territory_tree, network.get(Partner, "P-4")))
    again = pickle.loads(pickle.dumps(network))

    assert again == network
    assert again.names == network.names


def test_more_facts_make_another_network(network):
    more = network.with_(Lead(id="L-0"), [Lead(id="L-9")])

    assert [each.id for each in more.leads] == ["L-0", "L-1", "L-2", "L-3", "L-9"]
    assert len(network.leads) == 3
    with pytest.raises(InvalidValue):
        network.with_(Partner(id="P-4"))


@pytest.mark.parametrize("alien", ["P-4", 7, None, Money.of("1", "EUR"), Partner])
def test_only_facts_get_in(faults, alien):
    found = faults(lambda: Network.of([Partner(id="P-4"), alien]))

    assert list(found) == ["facts[0][1]"]
    assert found["facts[0][1]"][1] == "use facts such as Partner or Lead, or collections of them"


@pytest.mark.parametrize("alien", [7, None, "P-4", {"P-4": Partner(id="P-4")}, Fact(), Location(id="kiel")])
def test_what_is_neither_a_fact_nor_a_collection_is_refused(faults, alien):
    assert list(faults(lambda: Network.of(Lead(id="L-1"), alien))) == ["facts[1]"]


def test_all_that_are_no_facts_are_refused_together(faults):
    assert list(faults(lambda: Network.of([1, Lead(id="L-1"), 2], 3))) == [
        "facts[0][0]",
        "facts[0][2]",
        "facts[1]",
    ]


def versions():
    return (
        Partner(id="P-4", tier="silver", known_until=MONDAY),
        Partner(id="P-4", tier="gold", known_from=MONDAY, known_until=MONDAY + 7 * DAY),
        Partner(id="P-4", tier="platinum", known_from=MONDAY + 8 * DAY),
    )


@pytest.mark.parametrize(
    ("moment", "tiers"),
    [
        (MONDAY - DAY, ["silver"]),
        (MONDAY, ["gold"]),
        (MONDAY + 7 * DAY, []),
        (MONDAY + 8 * DAY, ["platinum"]),
        (MONDAY + 900 * DAY, ["platinum"]),
    ],
)
def test_at_any_moment_one_version_is_known(moment, tiers):
    then = Network.of(versions()).known_at(moment)

    assert [each.tier for each in then.partners] == tiers


def test_nobody_counts_twice_because_a_newer_version_replaced_an_older_one():
    network = Network.of(versions())

    assert [each.tier for each in network.partners] == ["platinum"]
    assert [each.tier for each in network.versions(Partner, "P-4")] == ["silver", "gold", "platinum"]
    assert len(network) == len(list(network)) == 3
    assert [each.tier for each in network.with_(Lead(id="L-1")).known_at(MONDAY).partners] == ["gold"]


def test_who_was_withdrawn_is_no_more_but_may_still_be_named(faults):
    network = Network.of(
        Partner(id="P-4", name="Nord IT", known_until=MONDAY), Lead(id="L-1", named_partner="P-4")
    )

    assert (network.partners, dict(network.names), tuple(network.partner_tree)) == ((), {}, ())
    assert network.versions(Partner, "P-4")[0].name == "Nord IT"
    assert network.known_at(MONDAY - DAY).get(Partner, "P-4").name == "Nord IT"
    for call in (network.get, network.with_(Partner(id="P-5")).versions):
        with pytest.raises(NotFound):
            call(Partner, "P-4" if call == network.get else "P-6")


def test_who_stood_below_somebody_unknown_then_was_at_the_top():
    network = Network.of(
        Person(id="U-1", known_from=MONDAY), Person(id="U-2", manager="U-1"), Person(id="U-3", manager="U-2")
    )

    assert network.person_tree.ancestors("U-3") == ("U-3", "U-2", "U-1")
    assert network.known_at(MONDAY - DAY).person_tree.ancestors("U-3") == ("U-3", "U-2")


def test_a_tree_of_a_moment_has_the_links_of_that_moment():
    network = Network.of(
        Partner(id="P-1"),
        Partner(id="P-2"),
        Partner(id="P-4", parent="P-1", known_until=MONDAY),
        Partner(id="P-4", parent="P-2", known_from=MONDAY),
    )

    assert network.partner_tree.ancestors("P-4") == ("P-4", "P-2")
    assert network.known_at(MONDAY - DAY).partner_tree.ancestors("P-4") == ("P-4", "P-1")


def test_by_its_id_the_latest_version_is_found():
    assert Network.of(versions()).get(Partner, "P-4").tier == "platinum"


def test_what_was_known_then_does_not_tell_that_it_was_replaced_later():
    assert Network.of(versions()).known_at(MONDAY - DAY) == Network.of(Partner(id="P-4", tier="silver"))


def test_what_was_known_is_asked_for_at_a_moment_with_a_zone(network, faults):
    assert list(faults(lambda: network.known_at(datetime(2026, 3, 2)))) == ["moment"]


def test_what_holds_on_a_day_is_another_question_than_what_was_known():
    first = Territory(id="north", valid=Period.until(date(2026, 1, 1)))
    other = Territory(id="south", valid=Period.since(date(2026, 1, 1)))
    network = Network.of(first, other, Territory(id="west"))

    assert [each.id for each in network.valid_on(date(2025, 12, 31)).territories] == ["north", "west"]
    assert [each.id for each in network.valid_on(date(2026, 1, 1)).territories] == ["south", "west"]


def test_a_network_of_a_hundred_thousand_leads_holds_no_pairs(network):
    leads = [Lead(id=f"X-{number}", territory="de") for number in range(2_000)]

    assert len(network.with_(leads).known_at(MONDAY).leads) == 2_003


def test_on_a_day_stand_the_assignments_and_promises_of_that_day(network):
    before, within = network.valid_on(date(2025, 12, 31)), network.valid_on(date(2026, 1, 1))

    assert (before.assignments, before.grants) == ((), ())
    assert (within.assignments, within.grants) == (network.assignments, network.grants)
    assert before.goals == network.goals


@pytest.mark.parametrize("ask", ["all", "get", "by", "versions", "standing"])
@pytest.mark.parametrize("model", ["Partner", int, None])
def test_a_kind_that_is_none_is_refused(network, ask, model):
    with pytest.raises(InvalidValue, match=r"model: .* use the kind of fact itself, as Partner"):
        getattr(network, ask)(model, *(() if ask == "all" else ("P-4",)))


@pytest.mark.parametrize("key", [5, ["P-4"], None])
def test_a_key_of_another_sort_is_refused(network, key):
    with pytest.raises(InvalidValue, match=r"key: .* use what sorts Lead, such as an id"):
        network.standing(Lead, key)

"""A rule asked in part reads what lies under the keys, and shares all else."""

from datetime import UTC, date, datetime

from partnerkit.conflicts import rules
from partnerkit.conflicts.parts import at_customers, customer_keys, grants_around, in_part, under
from partnerkit.facts import (
    Account,
    DealRegistration,
    DirectEngagement,
    Goal,
    Grant,
    Lead,
    Network,
    Partner,
    Product,
    Territory,
    Touch,
)
from partnerkit.values import Money, Period

NOW = datetime(2026, 3, 1, tzinfo=UTC)
YEAR = Period.year(2026)


def test_the_part_has_what_is_under_the_keys_and_shares_the_look_ups_of_all_else():
    network = Network.of(Product(id="a"), Product(id="b"), Partner(id="P-4"))
    seen = []
    asked = in_part(
        lambda part, _: seen.append(part) or (), lambda n, only: {Product: under(n, Product, "id", only)}
    )
    asked(network, NOW, only={"b"})

    assert [each.id for each in seen[0].products] == ["b"]
    assert [*seen[0].by(Product, "id")] == ["b"]
    assert seen[0].by(Partner, "id") is network.by(Partner, "id")
    assert seen[0].partner_tree is network.partner_tree


def test_a_fact_under_two_keys_is_read_once():
    network = Network.of(Account(id="A-1", domains=["a.example", "b.example"]))

    assert len(under(network, Account, "domains", ["a.example", "b.example"])) == 1


def test_a_customer_has_the_facts_of_all_its_accounts():
    facts = [
        Lead(id="L-1", customer="A-2"),
        DirectEngagement(id="E-1", account="A-1", person="a", since=NOW),
        DirectEngagement(id="E-2", account="A-3", person="a", since=NOW),
        DealRegistration(id="D-1", partner="P-4", account="A-2"),
    ]
    network = Network.of(facts)
    part = at_customers({"A-2": "A-1"})(network, {"A-1"})

    assert [each.id for some in part.values() for each in some] == ["D-1", "E-1", "L-1"]
    assert customer_keys(network, facts[0], {"A-2": "A-1"}) == {"A-1"}


def test_grants_count_where_they_are_and_below():
    grants = [Grant(partner="P-4", territory=each, period=YEAR) for each in ("de", "de-north", "se")]
    network = Network.of(
        Territory(id="de"),
        Territory(id="de-north", parent="de"),
        Territory(id="se"),
        Partner(id="P-4"),
        grants,
    )

    assert {each.territory for each in grants_around(network, ["de-north"])} == {"de", "de-north"}


def test_a_goal_matters_to_its_parts_and_an_exclusive_grant_to_the_goals_around_it():
    whole = Goal(id="O-1", measure="revenue", partner="P-4", period=YEAR, target=Money.of("9", "EUR"))
    part = Goal(
        id="O-2",
        parent="O-1",
        measure="revenue",
        territory="de-north",
        period=YEAR,
        target=Money.of("9", "EUR"),
    )
    least = Goal(id="O-3", parent="O-2", measure="visits", period=YEAR, target=9)
    network = Network.of(Territory(id="de"), Territory(id="de-north", parent="de"), whole, part, least)
    keys = rules.get("goal-conflict").keys
    days = (date(2026, 1, 1).isoformat(), date(2027, 1, 1).isoformat())

    assert keys(network, whole) == {
        ("revenue", "P-4", "*", "*", *days),
        ("revenue", "*", "de-north", "*", *days),
        ("visits", "*", "*", "*", *days),
    }
    grant = Grant(partner="P-5", territory="de", exclusive=True, period=YEAR)
    assert keys(network, grant) == {("revenue", "*", "de-north", "*", *days)}


def test_an_exclusive_grant_matters_there_to_whoever_sold_actively_below_it():
    network = Network.of(
        Territory(id="de"),
        Territory(id="de-north", parent="de"),
        Account(id="A-1", territory="de-north"),
        [
            Touch(account="A-1", channel="visit", at=NOW, role="partner", partner=name, approach=approach)
            for name, approach in (("P-3", None), ("P-4", "active"), ("P-6", "passive"))
        ],
    )
    grant = Grant(partner="P-5", territory="de", exclusive=True, period=YEAR)
    keys = rules.get("exclusivity-breach").keys

    assert keys(network, grant) == {("de", "P-4")}
    assert keys(network, network.touches[1]) == {("de-north", "P-4"), ("de", "P-4")}
    assert keys(network, network.territories[1]) == {("de-north", "P-4"), ("de", "P-4")}

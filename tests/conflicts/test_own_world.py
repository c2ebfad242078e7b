"""What of a network is one party's own?"""

from datetime import UTC, datetime

from attrs import evolve

from partnerkit.conflicts import rules
from partnerkit.conflicts.own_world import own_world, without_others
from partnerkit.conflicts.prevention import Attempts, prevent
from partnerkit.facts import (
    Account,
    Assignment,
    Campaign,
    DealRegistration,
    DirectEngagement,
    Goal,
    Lead,
    Network,
    Partner,
    Person,
    Product,
    ServiceCase,
    Territory,
    Touch,
)
from partnerkit.values import Money, Period

NOW = datetime(2026, 3, 1, tzinfo=UTC)
NETWORK = Network.of(
    Account(id="A-9"),
    Product(id="firewall"),
    Territory(id="de"),
    Partner(id="P-4"),
    Partner(id="P-5", parent="P-4"),
    Partner(id="P-6", parent="P-5"),
    Person(id="anna", employer="P-5"),
    Person(id="ben", employer="P-4"),
    Person(id="mia"),
    DealRegistration(id="D-4", partner="P-4", account="A-9"),
    DealRegistration(id="D-5", partner="P-5", account="A-9"),
    DirectEngagement(id="E-1", person="mia", account="A-9", since=NOW),
    Assignment(person="mia", partner="P-5", period=Period.year(2026)),
    Assignment(person="mia", territory="de", period=Period.year(2026)),
    Lead(id="L-1", customer="A-9"),
)


def ids(facts):
    return [each.id for each in facts]


def test_what_everybody_may_know_is_in_it():
    own = own_world(NETWORK, "P-5")

    assert (ids(own.accounts), ids(own.products), ids(own.territories)) == (["A-9"], ["firewall"], ["de"])


def test_of_all_else_only_what_names_the_party():
    own = own_world(NETWORK, "P-5")

    assert (ids(own.partners), ids(own.people), ids(own.deals)) == (["P-5"], ["anna"], ["D-5"])
    assert [each.partner for each in own.assignments] == ["P-5"]
    assert (own.direct, own.leads) == ((), ())


def test_of_the_other_partners_that_its_facts_name_it_says_nothing():
    case = ServiceCase(id="C-1", partner="P-5", sold_by="P-4", account="A-9", opened_at=NOW)
    sold = ServiceCase(id="C-2", sold_by="P-5", account="A-9", opened_at=NOW)
    others = ServiceCase(id="C-3", partner="P-4", sold_by="P-5", account="A-9", opened_at=NOW)
    own = own_world(Network.of(NETWORK, case, sold, others), "P-5")

    assert own.partners[0].parent is None
    assert own.service_cases == (evolve(case, sold_by=None), sold)
    both = Campaign(id="M-1", period=Period.year(2026), partners=["P-4", "P-5"])
    assert without_others([both], "P-5")[0].partners == ("P-5",)


def test_what_the_vendor_plans_with_it_is_not_to_be_asked_out():
    """A customer named it on a lead, and a campaign is to bring it leads: the answer tells of neither."""
    planned = [
        Lead(id="L-7", named_partner="P-5"),
        Campaign(id="M-1", period=Period.year(2026), partners=["P-5"]),
    ]
    asked = [
        Touch(lead=lead, campaign=campaign, channel="visit", at=NOW, partner="P-5", role="partner")
        for lead, campaign in (("L-7", None), ("L-8", None), ("L-8", "M-1"), ("L-8", "M-2"))
    ]
    for network in (NETWORK, Network.of(NETWORK, planned)):
        answers = [
            prevent(
                network, each, rules.builtin(), as_of=NOW, asked_by="P-5", attempts=Attempts(limit=9)
            ).word
            for each in asked
        ]
        assert answers == ["accepted-for-review"] * 4


def test_who_has_a_distributor_may_ask_like_everybody_else():
    network = Network.of(Account(id="A-9"), Partner(id="P-4"), Partner(id="P-5", parent="P-4"))
    deal = DealRegistration(id="D-5", partner="P-5", account="A-9")
    asked = prevent(network, [deal], rules.builtin(), as_of=NOW, asked_by="P-5", attempts=Attempts(limit=3))

    assert asked.word == "accepted-for-review"


def test_a_goal_below_one_of_the_vendor_s_is_complete():
    year = Period.year(2026)
    head, own, asked, lower = (
        Goal(
            id=name, parent=above, partner=whose, measure="revenue", period=year, target=Money.of("9", "EUR")
        )
        for name, above, whose in (
            ("de", None, None),
            ("G-4", "de", "P-5"),
            ("G-5", "de", "P-5"),
            ("G-6", "G-5", "P-5"),
        )
    )
    for network in (NETWORK, Network.of(NETWORK, head), Network.of(NETWORK, head, own)):
        asking = {"as_of": NOW, "asked_by": "P-5", "attempts": Attempts(limit=3)}
        assert prevent(network, [asked, lower], [], **asking).word == "accepted-for-review"
        incomplete = evolve(asked, product="nothing")
        assert prevent(network, incomplete, [], **asking).word == "incomplete"
    assert own_world(Network.of(NETWORK, head, own, asked, lower), "P-5").goals[-1] == lower


def test_of_ones_own_world_all_is_ones_own():
    own = own_world(NETWORK, "P-5")

    assert own_world(own, "P-5") == own


def test_of_nobody_nothing_is_own():
    assert len(own_world(NETWORK, "P-9")) == 3

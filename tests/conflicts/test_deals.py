from datetime import UTC, datetime
from decimal import Decimal

import numpy as np
import pytest
from registrations import NOW, day, deal, engaged, find

from partnerkit.conflicts.cooperation import Cooperation
from partnerkit.conflicts.deals import (
    DealColumns,
    customers_of,
    is_promised,
    on_one_deal,
    registration_held,
    stands,
)
from partnerkit.conflicts.rules.channel_conflict import channel_conflict
from partnerkit.conflicts.rules.cooperation_rules import cooperation_rules
from partnerkit.conflicts.rules.deal_overlap import deal_overlap
from partnerkit.conflicts.rules.lead_collision import lead_collision
from partnerkit.conflicts.rules.protected_lead_taken import protected_lead_taken
from partnerkit.facts import Account, DealRegistration, Lead, Network, Product

JOINT = Cooperation(
    id="C-1", kind="joint-deal", account="A-1", shares={"P-1": Decimal("0.5"), "P-2": Decimal("0.5")}
)
FIRMS = [
    Account(id="A-1", name="Werft Kiel GmbH", domains=["werft-kiel.de"]),
    Account(id="A-2", name="Nord IT", domains=["nord.de"]),
    Account(id="A-3", name="Nord-IT AB"),
]


def named(**customer):
    deal = DealRegistration(id="D-1", partner="P-1", **customer)
    return customers_of(Network.of(FIRMS), [deal], {"A-2": "A-2", "A-3": "A-2"})[0]


def test_a_registration_without_an_account_is_joined_by_domain_or_plain_name():
    assert named(domain="werft-kiel.de") == "A-1"
    assert named(customer="WERFT KIEL AG") == "A-1"
    assert named(domain="nowhere.de", customer="Werft Kiel") == "A-1"


def test_a_customer_may_be_called_whatever_it_is_called():
    deals = [deal("D-1", "P-1", account="HIDDEN"), deal("D-2", "P-2", account="HIDDEN")]

    assert len(find(deal_overlap(), *deals)) == 1


def test_what_was_rejected_in_the_end_stands_at_no_time():
    asked = DealRegistration(id="D-1", partner="P-1", account="A-1").with_step("submit", at=day(-20))
    rejected = asked.with_step("review", at=day(-20)).with_step("reject", at=day(-10), reason="duplicate")

    assert stands(asked, as_of=day(-15))
    assert not stands(rejected, as_of=day(-15))


def test_of_products_that_nobody_relates_none_covers_another():
    def claims(*products):
        there = np.zeros(len(products), dtype=np.int64)
        return DealColumns(there, there, np.array(products), there, there + 1)

    pairs = np.arange(3)
    assert on_one_deal(claims(1, 1, -1), pairs, claims(1, 2, 2), pairs).tolist() == [True, False, True]


def test_matched_accounts_are_one_customer():
    assert named(account="A-3") == "A-2"
    assert named(customer="Nord IT GmbH") == "A-2"


def test_a_name_that_two_customers_have_joins_nobody():
    deal = DealRegistration(id="D-1", partner="P-1", customer="Nord IT")

    assert customers_of(Network.of(FIRMS), [deal]) == ["name nordit"]


def test_an_unknown_customer_is_known_by_what_it_was_called():
    assert named(domain="new.de") == "domain new.de"
    assert named(customer="Neu GmbH") == "name neu"


def test_who_is_called_nothing_is_nobody_elses_customer():
    deals = [DealRegistration(id=f"D-{n}", partner=f"P-{n}", customer=name) for n, name in enumerate("-?")]

    assert len(set(customers_of(Network.of(FIRMS), deals))) == 2


@pytest.mark.parametrize(
    ("registered", "wanted", "expected"),
    [(None, None, True), (None, "m", True), ("m", None, True), ("m", "m", True), ("m", "n", False), ("a", "m", True),
     ("m", "a", True), ("?", "m", False)],
)  # fmt: skip
def test_a_lead_was_promised_where_either_names_no_product_or_one_holds_the_other(
    registered, wanted, expected
):
    products = [Product(id="a"), Product(id="m", parent="a"), Product(id="n", parent="a")]
    start = datetime(2026, 1, 1, tzinfo=UTC)
    held = DealRegistration(
        id="D-1", partner="P-1", customer="c", product=registered, status="approved", submitted_at=start, approved_at=start,
        expires_at=datetime(2026, 6, 1, tzinfo=UTC),
    )  # fmt: skip
    lead = Lead(id="L-1", product=wanted, received_at=datetime(2026, 2, 1, tzinfo=UTC))

    assert is_promised(Network.of(products), held, lead, "P-2") is expected
    assert not is_promised(Network.of(products), held, lead, "P-1")


def test_a_domain_under_which_anybody_gets_an_address_joins_nobody():
    firms = Account(id="A-9", name="Hansen", domains=["gmail.com"])
    one, other = (
        DealRegistration(id=name, partner="P-1", customer=customer, domain="gmail.com")
        for name, customer in (("D-1", "Werft Kiel"), ("D-2", "Neu GmbH"))
    )

    assert customers_of(Network.of(FIRMS, firms), [one, other]) == ["A-1", "name neu"]


def test_an_ended_registration_was_protected_until_it_ended():
    start, won, until = (datetime(2026, month, 1, tzinfo=UTC) for month in (1, 2, 6))
    deal = DealRegistration(
        id="D-1", partner="P-1", account="A-1", status="approved", submitted_at=start, approved_at=start,
        expires_at=until,
    )  # fmt: skip

    assert registration_held(deal).facts["until"] == until
    assert registration_held(deal.with_step("convert", at=won)).facts["until"] == won


@pytest.mark.parametrize(
    "make", [channel_conflict, cooperation_rules, deal_overlap, lead_collision, protected_lead_taken]
)
def test_a_rule_stays_as_it_was_made_though_the_mapping_it_was_made_of_goes_on(make):
    same = {"A-2": "A-1"}
    agreed = {"declared": [JOINT]} if make is cooperation_rules else {}
    given = {"given": {"L-1": "P-2"}} if make in {lead_collision, protected_lead_taken} else {}
    rule = make(customers=same, **agreed, **given)
    facts = [
        deal(1, "P-1"), deal(2, "P-2", account="A-2", since=-5), engaged(1, account="A-2"),
        Lead(id="L-1", customer="A-2", received_at=NOW),
    ]  # fmt: skip
    before = find(rule, *facts)
    same.clear()

    assert before
    assert find(rule, *facts) == before

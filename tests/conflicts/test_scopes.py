"""Where a fact can matter to prices and registrations."""

from datetime import date

from attrs import evolve

from partnerkit.conflicts.price_policy import PricePolicy
from partnerkit.conflicts.scopes import belongs, deal_keys, deals_under, price_keys, prices_under, terms_moved
from partnerkit.facts import Account, DealRegistration, Network, Partner, PriceTerm, Product
from partnerkit.values import Money, Period

TERMS = [
    PriceTerm(id=f"T-{partner}{product}", partner=partner, product=product, list_price=Money.of("9", "EUR"))
    for partner in ("gold", "silver")
    for product in "xy"
]
NETWORK = Network.of([Partner(id=name, tier=name, form="resells") for name in ("gold", "silver")], TERMS)
DEALS = [
    DealRegistration(id="D-1", partner="p", account="A-1"),
    DealRegistration(id="D-2", partner="p", account="A-2"),
    DealRegistration(id="D-3", partner="p", domain="one.example"),
]


def test_a_term_matters_in_its_group_and_to_its_partner():
    assert set(price_keys(NETWORK, TERMS[0], PricePolicy())) == {
        ("x", None, "gold"),
        ("contract-form", "gold", None),
    }


def test_terms_that_began_or_ended_since_then_have_moved():
    then, day = date(2026, 1, 31), date(2026, 3, 1)
    began, ended = Period.since(date(2026, 2, 1)), Period.of(date(2025, 1, 1), date(2026, 2, 1))
    known = Period.of(date(2026, 1, 31), date(2026, 3, 2))
    for valid, has_moved in (
        (began, True),
        (ended, True),
        (known, False),
        (Period.since(date(2026, 3, 2)), False),
        (None, False),
    ):
        network = Network.of(Partner(id="gold", tier="gold"), evolve(TERMS[0], valid=valid))
        assert terms_moved(network, then, day) == ({("x", "*", "gold")} if has_moved else set())


def test_a_partner_matters_in_all_its_groups():
    keys = price_keys(NETWORK, Partner(id="gold", tier="bronze"), PricePolicy())

    assert set(keys) == {("x", None, "bronze"), ("y", None, "bronze"), ("contract-form", "gold", None)}


def test_under_a_key_stand_the_terms_of_its_group_alone():
    part, groups = prices_under(NETWORK, date(2026, 3, 1), [("x", None, "gold")])

    assert [term.id for term in part.price_terms] == ["T-goldx"]
    assert belongs(("prices", "x", "*", "EUR", "*", "gold", "*", "resells"), groups)
    assert not belongs(("contract-form", "gold"), groups)


def test_under_the_key_of_a_form_stands_the_partner_it_is_about():
    _, groups = prices_under(NETWORK, date(2026, 3, 1), [("contract-form", "gold", None)])

    assert belongs(("contract-form", "gold"), groups)


def test_registrations_stand_under_their_customer_however_it_is_named():
    network = Network.of(Account(id="A-1", domains=["one.example"]), Account(id="A-2"), DEALS)

    assert [deal.id for deal in deals_under(network, None, {"A-1"})[0]] == ["D-1", "D-3"]
    assert [deal.id for deal in deals_under(network, {"A-2": "A-1"}, {"A-1"})[0]] == ["D-1", "D-2", "D-3"]
    assert deal_keys(network, DEALS[2]) == ["A-1"]


def test_an_account_matters_everywhere_while_customers_are_named_in_words():
    account = Account(id="A-1", domains=["one.example"])

    assert deal_keys(Network.of(DEALS), account) is None
    assert deal_keys(Network.of(DEALS[:2]), account) == ()


def test_a_product_matters_to_the_customers_of_what_it_covers():
    range_, router = Product(id="range"), Product(id="router", parent="range")
    deals = [
        DealRegistration(id=f"D-{name}", partner="P-4", account=f"A-{name}", product=name)
        for name in ("range", "router")
    ]
    network = Network.of(range_, router, deals)

    assert deal_keys(network, range_) == ["A-range", "A-router"]
    assert deal_keys(network, router) == ["A-router"]
    assert deal_keys(network, Product(id="other")) == []

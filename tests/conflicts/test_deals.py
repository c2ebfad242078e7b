from partnerkit.conflicts.deals import customers_of
from partnerkit.facts import Account, DealRegistration, Network

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


def test_matched_accounts_are_one_customer():
    assert named(account="A-3") == "A-2"
    assert named(customer="Nord IT GmbH") == "A-2"


def test_a_name_that_two_customers_have_joins_nobody():
    deal = DealRegistration(id="D-1", partner="P-1", customer="Nord IT")

    assert customers_of(Network.of(FIRMS), [deal]) == ["name nordit"]


def test_an_unknown_customer_is_known_by_what_it_was_called():
    assert named(domain="new.de") == "domain new.de"
    assert named(customer="Neu GmbH") == "name neu"

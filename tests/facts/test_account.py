"""End customers."""

import pytest

from partnerkit.facts.account import Account, Address


def shipyard(**more):
    return Account(
        **{
            "id": "A-9",
            "name": "Werft Kiel GmbH",
            "other_names": ("Werft Kiel", "WK"),
            "domains": ("werft-kiel.de",),
            "tax_numbers": ("DE129273398",),
            "addresses": (Address(street="Hafenstr. 4", postal_code="24103", city="Kiel", country="DE"),),
            "flag": "channel",
        }
        | more
    )


def test_an_account_behaves_like_a_fact(behaves):
    behaves(shipyard, flag="shared")
    behaves(lambda: Address(city="Kiel"), city="Lübeck")


def test_of_an_account_the_id_is_enough():
    account = Account(id="A-1")

    assert (account.name, account.domains, account.flag) == ("", (), "unknown")


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("id", None, "None"),
        ("domains", ("www.werft-kiel.de",), "('www.werft-kiel.de',)"),
        ("domains", "werft-kiel.de", "'werft-kiel.de'"),
        ("domains", ("a.de", "a.de"), "('a.de', 'a.de')"),
        ("tax_numbers", ("DE 129 273 398",), "('DE 129 273 398',)"),
        ("addresses", ("Kiel",), "('Kiel',)"),
        ("flag", "ours", "'ours'"),
        ("parent", "A-9", "'A-9'"),
    ],
)
def test_an_account_refuses_what_makes_no_sense(faults, name, value, shown):
    found = faults(lambda: shipyard(**{name: value}))

    assert list(found) == [name]
    assert found[name][0] == shown
    assert found[name][1].startswith(("use ", "name "))


def test_all_faults_of_an_account_come_at_once(faults):
    assert list(faults(lambda: shipyard(name=7, flag="", domains=("x",)))) == ["name", "domains", "flag"]


def test_a_set_of_names_comes_in_one_order():
    assert shipyard(other_names={"WK", "Werft Kiel"}).other_names == ("WK", "Werft Kiel")

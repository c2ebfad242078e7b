"""Territories, and what was promised in them."""

from datetime import date

import pytest

from partnerkit.facts.territory import Grant, Territory
from partnerkit.values.time import Period


def north(**more):
    return Territory(
        **{
            "id": "de-north",
            "name": "Deutschland Nord",
            "parent": "de",
            "kind": "region",
            "segment": "public-sector",
            "products": ("firewall", "router"),
        }
        | more
    )


def promise(**more):
    return Grant(
        **{
            "partner": "P-4",
            "territory": "de-north",
            "products": ("firewall",),
            "exclusive": True,
            "period": Period.year(2026),
        }
        | more
    )


def test_they_behave_like_facts(behaves):
    behaves(north, parent="dach")
    behaves(north, products=None)
    behaves(promise, exclusive=False)


def test_of_a_territory_the_id_is_enough():
    territory = Territory(id="de")

    assert (territory.name, territory.parent, territory.kind) == ("", None, None)
    assert (territory.segment, territory.products) == (None, None)


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("id", "", "''"),
        ("id", "de north\u200b", "'de north\\u200b'"),
        ("name", None, "None"),
        ("parent", "de-north", "'de-north'"),
        ("parent", " ", "' '"),
        ("kind", 3, "3"),
        ("segment", "", "''"),
        ("products", (), "()"),
        ("products", "firewall", "'firewall'"),
        ("products", ("firewall", "firewall"), "('firewall', 'firewall')"),
    ],
)
def test_a_territory_refuses_what_makes_no_sense(faults, name, value, shown):
    found = faults(lambda: north(**{name: value}))

    assert {key: each[0] for key, each in found.items()} == {name: shown}
    assert found[name][1].startswith(("use ", "name "))


def test_all_faults_of_a_territory_come_at_once(faults):
    assert list(faults(lambda: Territory(id=1, name=2, parent=3, kind=4, segment=5, products=6))) == [
        "id",
        "name",
        "parent",
        "kind",
        "segment",
        "products",
    ]


def test_all_faults_of_a_grant_come_at_once(faults):
    found = faults(lambda: Grant(partner="", territory=None, products=[], exclusive="yes", period=2026))

    assert list(found) == ["partner", "territory", "products", "exclusive", "period"]


def test_a_grant_without_products_is_for_all_of_them():
    assert promise(products=None).products is None


def test_a_set_of_products_comes_in_one_order():
    assert north(products={"router", "firewall"}).products == ("firewall", "router")


def test_a_promise_stands_on_the_days_it_is_for():
    assert promise().holds_on(date(2026, 12, 31))
    assert not promise().holds_on(date(2027, 1, 1))


def test_a_promise_that_was_entered_for_fewer_days_stands_on_those_only():
    first_half = promise(valid=Period.half(2026, 1))

    assert (first_half.holds_on(date(2026, 6, 30)), first_half.holds_on(date(2026, 7, 1))) == (True, False)

"""What is sold."""

import pytest

from partnerkit.facts.product import Product


def loader(**more):
    return Product(**{"id": "wheel-loader", "name": "Radlader", "parent": "machines", "unit": "pcs"} | more)


def test_a_product_behaves_like_a_fact(behaves):
    behaves(loader, unit="t")
    behaves(loader, parent=None)


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("id", None, "None"),
        ("id", "x" * 129, "'" + "x" * 78 + "…"),
        ("name", 5, "5"),
        ("parent", "wheel-loader", "'wheel-loader'"),
        ("unit", "", "''"),
    ],
)
def test_a_product_refuses_what_makes_no_sense(faults, name, value, shown):
    found = faults(lambda: loader(**{name: value}))

    assert {key: each[0] for key, each in found.items()} == {name: shown}
    assert found[name][1].startswith(("use ", "name "))


def test_all_faults_of_a_product_come_at_once(faults):
    assert list(faults(lambda: Product(id="", name=1, parent="", unit=2))) == ["id", "name", "parent", "unit"]

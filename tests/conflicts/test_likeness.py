import builtins
from decimal import localcontext

import numpy as np
import pytest

from partnerkit.conflicts.likeness import MOST_ACCOUNTS, best_names, likeness, names_alike, telling
from partnerkit.facts import Account, Address
from partnerkit.values import Quantity
from partnerkit.values.errors import MissingExtra


def test_a_number_of_too_many_tells_nothing():
    codes = telling([["DE000000000"]] * (MOST_ACCOUNTS + 1) + [["DE1"]])

    assert (codes[:-1] == -1).all()
    assert codes[-1, 0] >= 0


def test_a_providers_domain_tells_nothing():
    assert telling([["gmail.com"], ["gmail.com"]]).tolist() == [[-1], [-1]]


def test_words_in_another_order_are_as_alike():
    pytest.importorskip("rapidfuzz")
    row = np.array([0]), np.array([1])

    assert names_alike(["werftkiel", "kielwerft"], ["kielwerft", "kielwerft"], *row).tolist() == [1.0]


def test_without_the_extra_it_says_what_to_install(monkeypatch):
    real = builtins.__import__

    def without(name, *args, **kwargs):
        if name.startswith("rapidfuzz"):
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(MissingExtra, match=r"^rapidfuzz is not installed; .*'\.\[matching\]'"):
        names_alike(["a"], ["a"], np.array([0]), np.array([0]))


def test_pairs_come_in_the_order_of_their_rows():
    owner, alike = np.arange(4), np.array([0.5, 0.6])

    low, high, _ = best_names(owner, np.array([1, 3]), np.array([2, 0]), alike)

    assert (low.tolist(), high.tolist()) == ([0, 1], [3, 2])


@pytest.mark.parametrize(
    ("one", "other", "flags"),
    [
        ({"city": "Kiel", "country": "DE"}, {"city": "KIEL"}, {"shares_place"}),
        ({"postal_code": "411 05", "country": "SE"}, {"postal_code": "41105"}, {"shares_place"}),
        ({"city": "Göteborg"}, {"city": "Goteborg"}, {"shares_place"}),
        ({"city": "Kiel"}, {"city": "Lübeck"}, {"other_place"}),
        ({"city": "Paris", "country": "FR"}, {"city": "Paris", "country": "US"}, {"other_place", "other_country"}),
    ],
)  # fmt: skip
def test_a_country_that_is_not_known_is_no_other_country(one, other, flags):
    accounts = [
        Account(id=f"A-{n}", name="x", addresses=[Address(**each)]) for n, each in enumerate((one, other))
    ]
    none = telling([[], []])
    for left, right in ((0, 1), (1, 0)):
        found = likeness(
            accounts, np.array([left]), np.array([right]), np.array([1.0]), tax_numbers=none, domains=none
        )
        assert {name for name, is_so in found.flags.items() if is_so[0]} == flags


def test_the_share_is_told_alike_whatever_the_decimals_of_the_host():
    row = np.array([0])
    found = likeness(
        [Account(id="A-1", name="a"), Account(id="A-2", name="b")], row, np.array([1]), np.array([0.87654]),
        tax_numbers=telling([[], []]), domains=telling([[], []]),
    )  # fmt: skip
    with localcontext(prec=2):
        assert found.evidence(0, "a", "b")[0].facts["share"] == Quantity.of("87.7", "%")

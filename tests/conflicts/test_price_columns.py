"""Terms as columns: alike share a number, and nobody is lost."""

from datetime import date
from decimal import Decimal

import pytest

from partnerkit.conflicts.price_columns import columns
from partnerkit.conflicts.price_policy import PricePolicy
from partnerkit.facts import Network, Partner, Territory
from partnerkit.facts.terms import Justification, PriceTerm, QuantityBreak
from partnerkit.values import Money, Period

DAY = date(2026, 3, 1)


def term(name, partner, discount="0.2", **more):
    usual = {"id": name, "partner": partner, "product": "x", "list_price": Money.of("100", "EUR")}
    return PriceTerm(**usual | {"discount": Decimal(discount)} | more)


def made(*facts, **policy):
    return columns(Network.of(*facts), PricePolicy(**policy), DAY)


FIRMS = [Partner(id=f"P-{n}", form="resells") for n in range(4)]


def test_terms_alike_share_a_pair_and_others_do_not():
    found = made(FIRMS, [term(f"T-{n}", f"P-{n}", "0.3" if n == 2 else "0.20") for n in range(4)])

    assert found.pair.tolist() == [0, 0, 1, 0]
    assert [each.id for each in found.samples] == ["T-0", "T-2"]


def test_simple_terms_after_those_with_breaks_are_not_taken_for_them():
    breaks = [QuantityBreak(quantity=10, discount=Decimal("0.5"))]
    found = made(FIRMS, [term(f"T-{n}", f"P-{n}", breaks=breaks if n % 2 else ()) for n in range(4)])

    assert found.pair.tolist() == [0, 1, 0, 1]


def test_time_to_pay_tells_terms_apart_only_where_it_counts():
    terms = [term(f"T-{n}", f"P-{n}", payment_days=30 * n) for n in range(4)]

    assert len(made(FIRMS, terms).samples) == 1
    assert len(made(FIRMS, terms, interest=Decimal("0.1")).samples) == 4


def test_who_is_left_out_leaves_the_others_in_their_places():
    agent, unknown = Partner(id="P-a", form="genuine-agent"), Partner(id="P-u")
    terms = [
        term("T-0", "P-a"),
        term("T-1", "P-0", valid=Period.year(2025)),
        term("T-2", "P-u"),
        term("T-3", "P-1", justifications=[Justification(code="volume")]),
        term("T-4", "P-2"),
    ]
    found = made(FIRMS, agent, unknown, terms)

    assert [each.id for each in found.terms] == ["T-3", "T-4"]
    assert (list(found.reasoned), found.unknown, found.dated) == ([0], ("P-u",), True)


def test_the_unknown_are_told_in_order():
    names = tuple(f"P-{letter}" for letter in "acdfhuxz")

    assert made([term(f"T-{name}", name) for name in names[::-1]]).unknown == names


@pytest.mark.parametrize("kind", [None, "country"])
def test_whoever_serves_the_same_territories_is_of_one_region(kind):
    places = [Territory(id=each, kind="country") for each in ("at", "be", "ch", "de", "dk", "fi", "fr", "se")]
    ids = [each.id for each in places]
    firms = [
        Partner(id="P-0", form="resells", territories=ids),
        Partner(id="P-1", form="resells", territories=ids[::-1]),
    ]
    found = made(places, firms, term("T-0", "P-0"), term("T-1", "P-1"), region=kind)

    assert found.group_of.tolist() == [0]
    assert found.keys[0][-len(ids) :] == tuple(ids)


def test_a_partner_that_nobody_knows_is_unknown():
    assert made([term("T-0", "P-x")]).unknown == ("P-x",)


@pytest.mark.parametrize(
    ("field", "one", "other"),
    [
        ("list_price", Money.of("100", "EUR"), Money.of("100", "SEK")),
        ("list_price", Money.of("100", "EUR"), Money.of("101", "EUR")),
        ("unit", "piece", "box"),
    ],
)
def test_terms_that_differ_in_one_thing_only_are_told_apart(field, one, other):
    found = made(FIRMS, [term(f"T-{n}", f"P-{n}", **{field: other if n % 2 else one}) for n in range(4)])

    assert found.pair.tolist() == [0, 1, 0, 1]

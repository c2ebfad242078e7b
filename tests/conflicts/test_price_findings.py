"""What is said of those who are off: their own terms to them, the rest to those who decide."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from partnerkit.conflicts import price_findings
from partnerkit.conflicts.price_findings import price_drafts
from partnerkit.conflicts.price_policy import PricePolicy
from partnerkit.facts import Network, Partner
from partnerkit.facts.terms import PriceTerm
from partnerkit.values import Money

FIRMS = [Partner(id=f"P-{n}", form="resells") for n in range(4)]


def drafts(*discounts):
    terms = [
        PriceTerm(
            id=f"T-{n}",
            partner=f"P-{n}",
            product="x",
            list_price=Money.of("100", "EUR"),
            discount=Decimal(each),
        )
        for n, each in enumerate(discounts)
    ]
    return list(price_drafts(Network.of(FIRMS, terms), PricePolicy(), date(2026, 3, 1)))


def test_one_draft_for_a_group_with_each_party_and_its_own_terms():
    (draft,) = drafts("0.2", "0.2", "0.3", "0.1")

    assert draft.parties == ("P-2", "P-3")
    assert [each.facts["term"] for each in draft.own["P-2"]] == ["T-2"]
    assert {each.code for each in draft.evidence} == {"price-off-reference"}


def test_the_group_is_made_of_ids_so_that_it_outlives_a_change_of_prices():
    assert [each.group for each in drafts("0.2", "0.2", "0.3")] == [
        each.group for each in drafts("0.5", "0.5", "0.1")
    ]


def test_a_price_of_nothing_is_told_without_a_part_of_it():
    (draft,) = drafts("1", "1", "0.5")

    assert draft.evidence[0].facts["difference"] is None


def test_an_amount_is_shown_finer_than_its_currency_only_where_that_says_something():
    assert price_findings._money(Fraction(3), "EUR", 4).scale is None
    assert price_findings._money(Fraction(1, 8), "EUR", 4) == Money.of("0.1250", "EUR", scale=4)

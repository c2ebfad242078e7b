"""What is said of those who are off: their own terms to them, the rest to those who decide."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from attrs import evolve

from partnerkit.conflicts import price_findings
from partnerkit.conflicts.price_findings import price_drafts
from partnerkit.conflicts.price_policy import PricePolicy
from partnerkit.facts import Network, Partner
from partnerkit.facts.terms import Justification, PriceTerm
from partnerkit.values import Money, Period

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


def of_four(*lasts):
    """Draft of three at one price and a fourth that moved; a last term is its discount and its reasons."""
    day = date(2026, 3, 1)
    held = [("0.1", n, None, ()) for n in range(3)] + [("0.1", 3, Period.until(day), ())]
    held += [(discount, 3, Period.since(day), reasons) for discount, reasons in lasts]
    terms = [
        PriceTerm(
            id=f"T-{at}", partner=f"P-{n}", product="x", list_price=Money.of("100", "EUR"), discount=Decimal(discount),
            valid=valid, justifications=reasons,
        )
        for at, (discount, n, valid, reasons) in enumerate(held)
    ]  # fmt: skip
    return [
        each.reason.code
        for each in price_drafts(Network.of(FIRMS, terms), PricePolicy(tolerance=Decimal("0.05")), day)
    ]


def test_what_is_justified_has_not_drifted():
    assert of_four(("0.14", ())) == []
    assert of_four(("0.146", ())) == ["prices-differ"]
    wholly, partly = Justification(code="volume"), Justification(code="volume", explains=Decimal("0.2"))
    assert of_four(("0.3", [wholly])) == of_four(("0.3", [partly])) == []


def test_where_all_are_justified_by_now_nobody_has_drifted():
    day, wholly = date(2026, 3, 1), [Justification(code="volume")]
    before = [PriceTerm(id=f"T-{n}", partner=f"P-{n}", product="x", list_price=Money.of("100", "EUR"), valid=Period.until(day)) for n in (0, 1)]  # fmt: skip
    now = [evolve(each, id=f"{each.id}-2", valid=Period.since(day), justifications=wholly) for each in before]
    assert list(price_drafts(Network.of(FIRMS, before, now), PricePolicy(), day)) == []


def test_where_nothing_is_sold_there_is_no_currency_to_ask_for():
    network = Network.of(
        FIRMS, [PriceTerm(id="T", partner="P-1", product="x", list_price=Money.of("100", "EUR"))]
    )
    policy = PricePolicy(purchases="bought")
    assert list(price_drafts(network, policy, date(2026, 3, 1), only=[("contract-form", "P-2", None)])) == []

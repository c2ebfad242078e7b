"""What each of the comparable partners pays, band by band."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from partnerkit.conflicts.effective_price import effective_unit_price
from partnerkit.conflicts.price_policy import PricePolicy
from partnerkit.conflicts.pricing import priced
from partnerkit.facts import Network, Partner
from partnerkit.facts.terms import PriceTerm, QuantityBreak, RebateStep
from partnerkit.values import Money

FIRMS = [Partner(id=f"P-{n}", form="resells") for n in range(3)]


def term(partner, product="x", **more):
    return PriceTerm(
        **{"id": f"{partner}-{product}", "partner": partner, "product": product,
           "list_price": Money.of("99.99", "EUR"), "discount": Decimal("0.07")} | more
    )  # fmt: skip


def table(*terms):
    return priced(Network.of(FIRMS, terms), PricePolicy(), date(2026, 3, 1))


def test_without_terms_there_are_no_rows():
    assert len(table().price) == 0


def test_each_term_has_a_row_for_each_band_of_its_group():
    breaks = [QuantityBreak(quantity=10, discount=Decimal("0.3"))]
    rebates = [
        RebateStep(turnover=Money.of(least, "EUR"), share=Decimal(share))
        for least, share in (("1", "0.01"), ("1000", "0.02"))
    ]
    found = table(term("P-0", breaks=breaks), term("P-1", rebates=rebates), term("P-2", "y"))

    assert len(found.price) == 2 * 6 + 1
    for row in range(len(found.price)):
        quantity, turnover = found.bands[found.group[row]][found.band[row]]
        its = found.terms[found.term[row]]
        assert found.paid(row) == effective_unit_price(its, quantity, turnover=turnover)


def test_the_reference_is_a_price_that_somebody_pays():
    found = table(term("P-0"), term("P-1", discount=Decimal("0.08")), term("P-2", discount=Decimal("0.09")))

    assert found.reference(0) == Fraction("99.99") * Fraction("0.92")

"""What a unit costs in the end."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from partnerkit.conflicts.effective_price import (
    bands,
    effective_unit_price,
    in_currency,
    purchases,
    rebate_share,
)
from partnerkit.facts import Figure, Network
from partnerkit.facts.terms import PriceTerm, QuantityBreak, RebateStep
from partnerkit.values import Money, Period
from partnerkit.values.errors import InvalidValue

DAY = date(2026, 7, 2)


def term(**more):
    usual = {"id": "T", "partner": "P-1", "product": "x", "list_price": Money.of("100", "EUR")}
    return PriceTerm(**usual | more)


def step(turnover, share):
    return RebateStep(turnover=Money.of(turnover, "EUR"), share=Decimal(share))


def off(quantity, discount):
    return QuantityBreak(quantity=quantity, discount=Decimal(discount))


def test_everything_comes_off_exactly():
    price = effective_unit_price(
        term(
            discount=Decimal("0.2"),
            rebates=[step("1000", "0.03")],
            cash_discount=Decimal("0.02"),
            payment_days=30,
            cash_discount_days=10,
            funds=Money.of("50", "EUR"),
        ),
        turnover=1000,
        interest=Decimal("0.09"),
        purchased=Fraction(1000),
    )

    assert price == 80 * Fraction(97, 100) * Fraction(98, 100) * (1 - Fraction(9, 100) * 10 / 360) * Fraction(
        19, 20
    )


def test_range_and_slab_form_differ():
    breaks = [off(11, "0.5")]

    assert effective_unit_price(term(breaks=breaks), 20) == 50
    assert effective_unit_price(term(breaks=breaks, break_form="slab"), 20) == 75


def test_a_rebate_is_paid_back_on_all_once_it_is_reached():
    ladder = term(rebates=[step("100", "0.01"), step("200", "0.03")])

    assert [rebate_share(ladder, Fraction(at)) for at in (0, 100, 199, 200)] == [
        0, Decimal("0.01"), Decimal("0.01"), Decimal("0.03"),
    ]  # fmt: skip


def test_later_payment_is_cheaper_where_money_costs_something():
    late = term(payment_days=90)

    assert effective_unit_price(late) == 100
    assert effective_unit_price(late, interest=Decimal("0.08")) == 98


def test_funds_of_unknown_purchases_do_not_count_and_never_make_a_price_negative():
    granted = term(funds=Money.of("500", "EUR"))

    assert effective_unit_price(granted) == 100
    assert effective_unit_price(granted, purchased=Fraction(400)) == 0
    assert effective_unit_price(term(funds=Money.of("0.25", "EUR")), purchased=Fraction(1, 2)) == 50


def test_bands_begin_where_conditions_change_for_anybody():
    both = [term(breaks=[off(10, "0.1")]), term(breaks=[off(25, "0.1")], rebates=[step("100", "0.01")])]

    assert bands(both) == tuple((Decimal(q), Fraction(t)) for q in (1, 10, 25) for t in (0, 100))


def test_only_turnovers_that_somebody_reached_count_when_earned():
    ladder = [term(rebates=[step("100", "0.01"), step("200", "0.03")])]

    assert [t for _, t in bands(ladder, basis="earned", reached=[Fraction(150)])] == [100]
    assert [t for _, t in bands(ladder, basis="earned")] == [0]


def test_a_currency_without_a_rate_is_told():
    with pytest.raises(InvalidValue, match=r"rates\['SEK'\]"):
        in_currency(Fraction(1), "SEK", "EUR", {"USD": Decimal("0.9")})


class TestPurchases:
    figures = (
        Figure(partner="P-1", measure="buy", period=Period.quarter(2026, 1), value=Money.of("90", "EUR"), product="x"),
        Figure(partner="P-1", measure="buy", period=Period.quarter(2026, 2), value=Money.of("91", "EUR"), product="y"),
        Figure(partner="P-1", measure="buy", period=Period.quarter(2026, 2), value=Money.of("7", "EUR"), status="disputed"),
        Figure(partner="P-1", measure="buy", period=Period.quarter(2025, 4), value=Money.of("7", "EUR")),
        Figure(partner="P-1", measure="sell", period=Period.quarter(2026, 1), value=Money.of("7", "EUR")),
        Figure(partner="P-2", measure="buy", period=Period.quarter(2026, 1), value=Money.of("50", "EUR")),
    )  # fmt: skip

    def bought(self, basis):
        return purchases(Network.of(self.figures), "buy", day=DAY, basis=basis, currency="EUR", rates={})

    def test_are_added_by_product_and_in_all(self):
        assert self.bought("earned") == {
            ("P-1", "x"): 90,
            ("P-1", "y"): 91,
            ("P-1", None): 181,
            ("P-2", None): 50,
        }

    def test_of_a_part_are_in_those_of_all(self):
        usual = {"partner": "P-9", "measure": "buy", "value": Money.of("10", "EUR")}
        first, second = (Period.month(2026, month) for month in (1, 2))
        figures = [
            Figure(**usual, period=first),
            Figure(**usual, period=first, territory="de"),
            Figure(**usual, period=second, territory="de"),
            Figure(**usual, period=second, territory="se"),
        ]
        network = Network.of(figures)
        found = purchases(network, "buy", day=DAY, basis="earned", currency="EUR", rates={})

        assert found == {("P-9", None): 30}

    @pytest.mark.parametrize(
        ("told", "once"),
        [
            ([(Period.quarter(2026, 1), "90", {}), *((Period.month(2026, n), "30", {}) for n in (1, 2, 4))], 120),
            ([(Period.quarter(2026, 1), "90", {"territory": "de"}), (Period.month(2026, 2), "30", {"territory": "de"}),
              (Period.month(2026, 3), "7", {"territory": "se"})], 97),
            ([(Period.month(2026, 1), "60", {"territory": "de"}), (Period.month(2026, 1), "40", {"territory": "se"}),
              (Period.month(2026, 1), "70", {"person": "anna"}), (Period.month(2026, 2), "5", {"person": "anna"})], 105),
            ([(Period.half(2026, 1), "50", {}), (Period.month(2026, 1), "60", {"territory": "de"})], 50),
        ],
    )  # fmt: skip
    def test_of_one_day_count_once(self, told, once):
        usual = {"partner": "P", "measure": "buy"}
        figures = [Figure(**usual, period=at, value=Money.of(sum_, "EUR"), **part) for at, sum_, part in told]
        found = purchases(Network.of(figures), "buy", day=DAY, basis="earned", currency="EUR", rates={})

        assert found == {("P", None): once}

    def test_go_on_at_the_same_pace_as_a_forecast(self):
        assert self.bought("forecast")["P-1", None] == 365
        assert self.bought("forecast")["P-2", None] == Fraction(50 * 365, 90)

    @pytest.mark.parametrize(("day", "forecast"), [(date(2026, 12, 31), 73), (date(2026, 1, 1), 73 * 365)])
    def test_the_running_day_is_bought_on_too(self, day, forecast):
        year = Figure(partner="P", measure="buy", period=Period.year(2026), value=Money.of("73", "EUR"))
        found = purchases(Network.of(year), "buy", day=day, basis="forecast", currency="EUR", rates={})

        assert found["P", None] == forecast

"""Revenue, margin, growth and orders, from what was reported."""

from datetime import date, timedelta

import pytest

from partnerkit import Partner, Period
from partnerkit.facts import Figure
from partnerkit.scoring.kpis.sales import a_year_before, growth, margin_rate, orders_on_hand, revenue

day = date.fromisoformat

LAST_YEAR = Period.quarter(2025, 1).months()


def test_revenue_adds_up_exactly(found, euros, partner):
    assert found(revenue(), partner, euros("revenue", "0.10", "0.20", "0.30")) == {"P-4": 0.6}


def test_margin_is_summed_before_it_is_divided(found, euros, partner):
    facts = [euros("revenue", "100", "10", "10"), euros("margin", "10", "9", "-1")]

    assert found(margin_rate(), partner, *facts) == {"P-4": 18 / 120}


def test_no_revenue_has_no_margin(found, euros, partner):
    assert found(margin_rate(), partner, euros("revenue", "0", "0", "0"), euros("margin", "0", "0", "0")) == {
        "P-4": None
    }


def test_growth_is_against_the_same_days_of_the_year_before(found, euros, partner):
    facts = [euros("revenue", "40", "40", "40"), euros("revenue", "10", "30", "60", months=LAST_YEAR)]

    assert found(growth(), partner, *facts)["P-4"] == pytest.approx(0.2)
    assert found(growth(), partner, euros("revenue", "40", "40", "40")) == {"P-4": None}


@pytest.mark.parametrize(
    ("start", "last", "start_before", "last_before"),
    [
        ("2024-02-01", "2024-02-28", "2023-02-01", "2023-02-28"),
        ("2024-02-28", "2024-02-28", "2023-02-28", "2023-02-28"),
        ("2024-02-29", "2024-02-29", "2023-02-28", "2023-02-28"),
        ("2024-02-01", "2024-02-29", "2023-02-01", "2023-02-28"),
        ("2025-02-01", "2025-02-28", "2024-02-01", "2024-02-29"),
        ("2024-03-01", "2025-02-28", "2023-03-01", "2024-02-29"),
    ],
)
def test_the_days_of_the_year_before_are_the_same_in_leap_years(start, last, start_before, last_before):
    before = a_year_before(Period.of(day(start), day(last) + timedelta(days=1)))

    assert (before.start, before.last_day) == (day(start_before), day(last_before))


def test_orders_are_those_of_the_end(found, euros, partner):
    orders = euros("orders_on_hand", "900", "800", "260")

    assert found(orders_on_hand(), partner, orders, euros("revenue", "90", "90", "90"))[
        "P-4"
    ] == pytest.approx(260 / 270 * 90 / 7)


def test_nobody_reported(found):
    assert found(revenue(), Partner(id="P-4")) == {"P-4": None}
    assert found(revenue(), Partner(id="P-4"), absent="zero") == {"P-4": 0.0}


def test_a_measure_of_another_name(found, partner):
    figure = Figure(partner="P-4", measure="net", period=Period.quarter(2026, 1), value=7)

    assert found(revenue(measure="net"), partner, figure) == {"P-4": 7.0}

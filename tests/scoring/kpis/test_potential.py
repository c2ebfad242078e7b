"""Revenue against what could be sold in all territories of the partner."""

import pytest

from partnerkit import Money, Partner, Period
from partnerkit.facts import MarketData, Territory
from partnerkit.scoring.kpis.potential import share_of_potential
from partnerkit.values.errors import CurrencyMismatch

YEAR = Period.year(2026)
TERRITORIES = [Territory(id="north"), Territory(id="south")]
PARTNER = Partner(id="P-4", territories=("north", "south"))


def market(territory, amount, period=YEAR, **options):
    return MarketData(territory=territory, period=period, potential=Money.of(amount, "EUR"), **options)


def test_territories_add_up_and_years_count_by_their_days(found, euros):
    facts = [market("north", "3650"), market("south", "365")]
    share = found(share_of_potential(), PARTNER, *TERRITORIES, *facts, euros("revenue", "30", "30", "39"))

    assert share["P-4"] == pytest.approx(99 / (11 * 90))


def test_a_territory_without_data_makes_it_unknown(found, euros):
    facts = [market("north", "3650")]

    assert found(share_of_potential(), PARTNER, *TERRITORIES, *facts, euros("revenue", "30", "30", "30")) == {
        "P-4": None
    }


def test_bound_to_no_territory_is_unknown(found, euros):
    assert found(share_of_potential(), Partner(id="P-4"), euros("revenue", "1", "1", "1")) == {"P-4": None}


def test_a_territory_within_another_of_the_partner_counts_once(found, euros):
    inner = [Territory(id="kiel", parent="north"), Territory(id="port", parent="kiel")]
    partner = Partner(id="P-4", territories=("port", "north", "kiel"))
    facts = [*TERRITORIES, *inner, market("north", "3650"), market("port", "365")]
    share = found(share_of_potential(), partner, *facts, euros("revenue", "300", "300", "300"))

    assert share["P-4"] == pytest.approx(900 / (10 * 90))


def test_the_smallest_market_is_one(found, euros):
    facts = [market("north", "0.50", Period.quarter(2026, 1)), market("south", "0")]

    assert found(
        share_of_potential(), PARTNER, *TERRITORIES, *facts, euros("revenue", "0.10", "0.10", "0.05")
    ) == {"P-4": 0.5}


def test_data_of_the_quarter_itself_wins(found, euros):
    facts = [market("north", "3650"), market("north", "300", Period.quarter(2026, 1)), market("south", "0")]

    assert (
        found(share_of_potential(), PARTNER, *TERRITORIES, *facts, euros("revenue", "50", "50", "50"))["P-4"]
        == 0.5
    )


def test_of_one_product(found, euros):
    from partnerkit.facts import Product

    facts = [Product(id="saw"), *(market(each.id, "365", product="saw") for each in TERRITORIES)]
    sold = euros("revenue", "30", "30", "30")

    assert found(share_of_potential(product="saw"), PARTNER, *TERRITORIES, *facts, sold)["P-4"] == 0.5
    assert found(share_of_potential(), PARTNER, *TERRITORIES, *facts, sold)["P-4"] is None


def test_other_currencies_need_rates(found, euros):
    with pytest.raises(CurrencyMismatch):
        found(share_of_potential(), PARTNER, *TERRITORIES, market("north", "1"), currency="USD")

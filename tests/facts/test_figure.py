"""What somebody reported, and how large the market is."""

from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from partnerkit.facts.figure import Figure, MarketData
from partnerkit.values.money import Money
from partnerkit.values.time import Period

MONDAY = datetime(2026, 4, 6, 9, tzinfo=UTC)


def sales(**more):
    return Figure(
        **{
            "partner": "P-4",
            "measure": "revenue",
            "period": Period.month(2026, 3),
            "value": Money.of("90210.50", "EUR"),
            "entered_by": "U-7",
            "entered_at": MONDAY,
        }
        | more
    )


def market(**more):
    return MarketData(
        **{
            "territory": "de-north",
            "period": Period.year(2026),
            "potential": 1_200,
            "purchasing_power": Money.of("2000000000", "EUR"),
            "source": "census 2022",
        }
        | more
    )


def test_a_figure_behaves_like_a_fact(behaves):
    behaves(sales, status="disputed")
    behaves(market, potential=1_300)


def test_what_is_not_known_is_not_zero(faults):
    assert sales(value=None).value is None
    assert sales(value=None) != sales(value=0)
    with pytest.raises(TypeError, match="value"):
        Figure(partner="P-4", measure="revenue", period=Period.month(2026, 3))


def test_the_time_of_entry_is_kept_in_utc():
    kept = sales(entered_at=MONDAY.astimezone(ZoneInfo("Europe/Stockholm")))

    assert kept == sales()
    assert kept.entered_at.tzinfo is UTC


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("partner", ""),
        ("location", ""),
        ("measure", None),
        ("period", "2026-03"),
        ("value", 90210.5),
        ("value", Decimal("NaN")),
        ("product", ""),
        ("territory", ""),
        ("person", 7),
        ("entered_by", ""),
        ("entered_at", datetime(2026, 4, 6)),
        ("status", "guessed"),
    ],
)
def test_a_figure_refuses_what_makes_no_sense(faults, name, value):
    found = faults(lambda: sales(**{name: value}))

    assert {path: seen for path, (seen, _) in found.items()} == {name: repr(value)}
    assert found[name][1].startswith("use ")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("territory", None),
        ("product", ""),
        ("period", 2026),
        ("potential", 1.5),
        ("purchasing_power", Money.of("-1", "EUR")),
    ],
)
def test_market_data_refuse_what_makes_no_sense(faults, name, value):
    assert list(faults(lambda: market(**{name: value}))) == [name]


def test_all_faults_of_a_figure_come_at_once(faults):
    assert list(faults(lambda: sales(partner="", value=1.5, status=""))) == ["partner", "value", "status"]
    assert list(faults(lambda: market(territory="", potential="many"))) == ["territory", "potential"]

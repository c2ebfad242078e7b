"""Weeks of stock, and a channel that was loaded."""

from datetime import date

import pytest

from partnerkit import Network, Partner, Period
from partnerkit.interop import say
from partnerkit.scoring import measure_partners
from partnerkit.scoring.kpis.channel_stock import channel_stock_weeks, sell_out

Q1 = Period.quarter(2026, 1)


@pytest.fixture
def channel(euros):
    """Return what is found for a partner with shipments, sales and a stock at the end."""

    def find(shipped, sold, stock, kpi=None, **options):
        facts = [
            *euros("sell_in", *[str(shipped)] * 3),
            *euros("sell_out", *[str(sold)] * 3),
            *euros("channel_stock", "1", "1", str(stock)),
        ]
        network = Network.of(Partner(id="P-4"), facts)
        return measure_partners(
            network, [kpi or channel_stock_weeks()], Q1, as_of=date(2026, 3, 31), **options
        )

    return find


def test_weeks_of_sell_out(channel):
    known = channel(90, 90, 105)

    assert known.columns["channel_stock_weeks"] == (pytest.approx(105 / 270 * 90 / 7),)
    assert known.columns["channel_stock_on"] == (date(2026, 3, 31),)
    assert known.findings == ()


def test_shipped_more_than_sold_and_the_stock_shows_it(channel):
    (finding,) = channel(180, 90, 300).findings

    assert finding.code == "channel-loading"
    assert finding.subjects == ("P-4",)
    assert finding.severity == "medium"
    assert finding.reason.facts["ratio"] == 2.0
    assert [each.code for each in finding.proposals] == ["ask-why-stock-rose", "plan-by-sell-out"]
    assert channel(300, 90, 300).findings[0].severity == "high"


@pytest.mark.parametrize("sold", [0, -10])
def test_who_sold_nothing_on_has_no_weeks_and_is_found_all_the_same(channel, sold):
    known = channel(180, sold, 300)
    (finding,) = known.findings

    assert known.columns["channel_stock_weeks"] == (None,)
    assert (finding.code, finding.subjects, finding.severity) == ("nothing-sold-on", ("P-4",), "high")
    assert finding.evidence[0].facts["sell_in"] == 540
    assert (
        say(finding.reason) == "P-4 was shipped goods, has some of them on its shelves, and sold nothing on."
    )


@pytest.mark.parametrize(
    ("shipped", "sold", "stock"),
    [(180, 90, 150), (100, 90, 400), (90, 180, 400), (0, 0, 400), (180, 0, 0)],
    ids=[
        "stock in range",
        "hardly more shipped",
        "more sold than shipped",
        "nothing shipped",
        "nothing there",
    ],
)
def test_one_sign_alone_is_no_loading(channel, shipped, sold, stock):
    assert channel(shipped, sold, stock).findings == ()


def test_limits_are_the_hosts(channel):
    strict = channel_stock_weeks(target=(2, 4), most_ratio=1.05)

    assert [each.code for each in channel(100, 90, 200, kpi=strict).findings] == ["channel-loading"]


def test_sell_out_itself(found, euros, partner):
    assert found(sell_out(), partner, euros("sell_out", "1", "2", "3")) == {"P-4": 6.0}


@pytest.mark.parametrize("locale", ["en", "de", "sv"])
def test_it_is_said_in_words(channel, locale):
    (finding,) = channel(180, 90, 300).findings

    assert "?" not in say([finding, *finding.proposals], locale=locale)

"""What the ready-made figures were before, found in networks."""

import sys
from datetime import UTC, date, datetime
from decimal import Decimal

from figure_worlds import Q1, figures, measured, partners

from partnerkit import Money, Network, PartnerkitError, Period
from partnerkit.facts import (
    MarketData,
    RateTable,
)
from partnerkit.scoring import kpis, measure_partners
from partnerkit.scoring.ground import Ground
from partnerkit.scoring.kpis import channel_stock, sales

RATES = RateTable(id="ecb", base="EUR", on=date(2026, 3, 31), rates={"USD": Decimal("1.25")})
MEASURES = (
    "revenue", "margin", "sell_out", "sell_in", "channel_stock", "orders_on_hand", "receivables",
    "receivables_overdue", "aftermarket_revenue", "return_on_sales", "units_sold",
)  # fmt: skip


def asked(question):
    """Return an answer, or why there is none."""
    try:
        return question()
    except PartnerkitError as fault:
        return fault


def figures_of_money(draw):
    market = [
        MarketData(
            territory=name,
            period=period,
            product=product,
            potential=Money.of(draw.one_of((0, 100, 3650)), draw.one_of(("EUR", "EUR", "EUR", "USD"))),
        )
        for name in ("north", "south")
        for period, product in draw.some(
            ((Period.year(2026), None), (Q1, None), (Q1, "x"), (Period.month(2026, 1), None)), 0.6
        )
    ]
    names = (
        "revenue",
        "margin_rate",
        "growth",
        "orders_on_hand_weeks",
        "sell_out",
        "channel_stock_weeks",
        "days_sales_outstanding",
        "overdue_share",
        "aftermarket_share",
        "return_on_sales",
        "share_of_potential",
        "claims_per_unit",
    )
    rated = draw.one_of(
        (
            {},
            {"currency": "EUR"},
            {"currency": "EUR", "rates": RATES},
            {"currency": "USD", "rates": RATES},
        )
    )
    entries = [kpis.get(name) for name in names]
    facts = [*partners(draw), *figures(draw, MEASURES), *market]
    return measured(
        draw,
        facts,
        entries,
        absent=draw.one_of(("unknown", "unknown", "zero")),
        period=draw.one_of((Q1, Q1, Period.month(2026, 1))),
        **rated,
    )


def test_figures_of_money(answers_as_before):
    answers_as_before(figures_of_money, 50, is_summed=True)


def stocks(draw):
    own = channel_stock.channel_stock_weeks(
        target=draw.one_of(((4, 8), (1, 13), (1, 26))), most_ratio=draw.one_of((1.0, 1.25, 2))
    )
    facts = [*partners(draw), *figures(draw, ("sell_in", "sell_out", "channel_stock"))]
    found = measured(draw, facts, [draw.one_of((own, channel_stock.channel_stock_weeks()))], absent="zero")
    ground = Ground(
        network=Network.of(*facts), period=Q1, as_of=datetime(2026, 4, 1, tzinfo=UTC), absent="zero"
    )
    return found, list(channel_stock.channel_loading()(ground))


def test_stocks(answers_as_before):
    answers_as_before(stocks, 30, is_summed=True)


def added_up(draw):
    network = Network.of(*partners(draw), *figures(draw, ("revenue", "units_sold")))
    ground = Ground(
        network=network,
        period=Q1,
        as_of=datetime(2026, 4, 1, tzinfo=UTC),
        absent=draw.one_of(("unknown", "zero")),
        currency=draw.one_of((None, "EUR")),
        rates=draw.one_of((None, RATES)),
    )
    return [
        asked(lambda name=name, ask=ask: ask(name))
        for name in ("revenue", "units_sold", "gone")
        for ask in (ground.total, ground.latest)
    ]


def test_figures_added_up(answers_as_before):
    answers_as_before(added_up, 30, is_summed=True)


def asked_for(draw):
    entries = [draw.one_of((*kpis.builtin()[:4], "revenue")) for _ in range(2)]
    period, absent = draw.one_of((Q1, "2026-Q1")), draw.one_of(("unknown", "none"))
    told = asked(
        lambda: measure_partners(
            Network.of(*partners(draw)), entries, period, as_of=date(2026, 3, 31), absent=absent
        )
    )
    weights = {"revenue": 3, draw.one_of(("gone", "revenue")): 2}
    found = None if isinstance(told, PartnerkitError) else asked(lambda: told.card(weights=weights))
    days = [sales.a_year_before(each) for each in (Q1, Period(start=date(2024, 2, 29), end=date(2024, 3, 1)))]
    return (
        ((told.columns, found) if found else told),
        days,
        asked(lambda: kpis.get(draw.one_of(("gone", "revenue")))),
    )


def test_what_is_asked_for(answers_as_before):
    answers_as_before(asked_for, 24)


def ready_made(_):
    doors = {sys.modules[each.find.__module__] for each in kpis.builtin()}
    made = [
        getattr(door, each.name, getattr(door, each.name.removesuffix("_weeks"), None))
        for door in doors
        for each in door.KPIS
    ]
    again = sorted((make() for make in made if make is not None), key=lambda each: each.name)
    return [
        (each.name, each.kpi, each.needs, each.meaning, each.kept_out, each.notice is None)
        for each in (*kpis.builtin(), *again)
    ], len(again)


def test_ready_made(answers_as_before):
    answers_as_before(ready_made, 1)

"""
Forecasts of real business, made with the last months held back, hold as often as they say.

Every three months in a row of the last year are forecast from what was known
after the first or second, and compared with what came. Northwind nearly doubled in its last
months, which no history foretells: its intervals hold, but small chances come true
more often than they say.
"""

import csv
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from partnerkit.goals import Goal, GoalTree, attain
from partnerkit.values.money import Money
from partnerkit.values.time import Period

pytestmark = pytest.mark.real

Series = dict[str, dict[Period, Decimal]]

#: Whether the interval held, the chance stated, whether it came true, the rule.
Outcome = tuple[bool, float, bool, str]


def rows(folder: Path, name: str) -> Iterator[dict[str, str]]:
    with (folder / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def complete(found: dict[str, dict[Period, Decimal]], months: Sequence[Period]) -> Series:
    """A month without sales is a month of zero: the books of both companies are closed."""
    return {name: {month: each.get(month, Decimal(0)) for month in months} for name, each in found.items()}


@pytest.fixture(scope="module")
def reseller_sales(shared_data: Path) -> Series:
    """What each employee sold, by month; the first month is part of one, and left out."""
    found: Series = defaultdict(lambda: defaultdict(Decimal))
    for row in rows(shared_data / "adventureworks_reseller", "sales_monthly.csv"):
        found[f"employee {row['employee_key']}"][Period.parse(row["month"])] += Decimal(row["sales_amount"])
        found[f"territory {row['territory_key']}"][Period.parse(row["month"])] += Decimal(row["sales_amount"])
    months = [*Period.year(2011).months(), *Period.year(2012).months(), *Period.year(2013).months()[:11]]
    return complete(found, months)


@pytest.fixture(scope="module")
def northwind(shared_data: Path) -> tuple[Series, Series]:
    """Sales and number of orders by employee and country, month by month; the last days of May 1998 are left out."""
    sales: Series = defaultdict(lambda: defaultdict(Decimal))
    orders: Series = defaultdict(lambda: defaultdict(Decimal))
    of_order = {row["order_id"]: row for row in rows(shared_data / "northwind", "orders.csv")}

    def names(order: dict[str, str]) -> tuple[tuple[str, str], Period]:
        day = date.fromisoformat(order["order_date"])
        return (f"employee {order['employee_id']}", order["ship_country"]), Period.month(day.year, day.month)

    for order in of_order.values():
        groups, month = names(order)
        for group in groups:
            orders[group][month] += 1
    for row in rows(shared_data / "northwind", "order_lines.csv"):
        groups, month = names(of_order[row["order_id"]])
        amount = Decimal(row["unit_price"]) * Decimal(row["quantity"]) * (1 - Decimal(row["discount"]))
        for group in groups:
            sales[group][month] += amount
    months = [*Period.half(1996, 2).months(), *Period.year(1997).months(), *Period.year(1998).months()[:4]]
    return complete(sales, months), complete(orders, months)


#: What was forecast before: several claims look at the same months. The series are kept, so that no id comes twice.
FORECAST: dict[tuple[int, Period, int], tuple[Series, dict[str, Outcome]]] = {}


def forecast(
    series: Series, held_back: Sequence[Period], *, passed: int, money: bool
) -> Iterator[tuple[str, Outcome]]:
    """Yield for each quarter and series its name and its outcome."""
    for quarter in held_back:
        key = (id(series), quarter, passed)
        if key not in FORECAST:
            FORECAST[key] = series, dict(of_quarter(series, quarter, passed, money=money))
        yield from FORECAST[key][1].items()


def outcomes(series: Series, held_back: Sequence[Period], *, passed: int, money: bool) -> list[Outcome]:
    return [outcome for _, outcome in forecast(series, held_back, passed=passed, money=money)]


def of_quarter(series: Series, quarter: Period, passed: int, *, money: bool) -> Iterator[tuple[str, Outcome]]:
    known, over = quarter.months()[:passed], quarter.months()
    history = {
        name: {month: value(each[month], money=money) for month in each if month.start < quarter.start}
        for name, each in series.items()
    }
    goals = {}
    for name, each in series.items():
        past = [each[month] for month in each if month.start < quarter.start]
        goals[name] = value(sum(past[-6:], Decimal(0)) / 2 * Decimal("1.05"), money=money)
    tree = GoalTree.of(
        Goal(id=name, measure="sales", period=quarter, target=target) for name, target in goals.items()
    )
    actuals = {
        name: value(sum((each[month] for month in known), Decimal(0)), money=money)
        for name, each in series.items()
    }
    status = attain(tree, actuals, as_of=known[-1].last_day, history=history, season="none")
    for name, each in series.items():
        total = value(sum((each[month] for month in over), Decimal(0)), money=money)
        standing = status[name]
        if standing.interval is not None:
            low, high = standing.interval
            yield (
                name,
                (low <= total <= high, standing.probability, total >= goals[name], standing.distribution),
            )


@cache  # a month is part of the history of every quarter after it
def value(amount, *, money):
    return Money.of(amount, "USD", rounding="half-even") if money else round(amount)


def in_bins(found: Sequence[Outcome]) -> dict[int, tuple[float, float, int]]:
    """Return by fifths of the stated chance its mean, how often it came true, and of how many."""
    chance, true = (np.array([each[at] for each in found], dtype=float) for at in (1, 2))
    fifth = np.minimum((chance * 5).astype(int), 4)
    return {
        at: (chance[fifth == at].mean(), true[fifth == at].mean(), int((fifth == at).sum()))
        for at in range(5)
        if (fifth == at).any()
    }


def quarters(first: Period, count: int) -> list[Period]:
    """Three months in a row, beginning with each of *count* months."""
    found = [Period.of(first.start, first.following().following().end)]
    for _ in range(count - 1):
        first = first.following()
        found.append(Period.of(first.start, first.following().following().end))
    return found


LAST_YEAR = quarters(Period.month(2012, 10), 12)


@pytest.mark.parametrize("passed", [1, 2])
def test_intervals_of_a_reseller_channel_hold_in_about_four_of_five_cases(reseller_sales, passed):
    found = outcomes(reseller_sales, LAST_YEAR, passed=passed, money=True)

    assert len(found) >= 90
    assert np.mean([each[0] for each in found]) == pytest.approx(0.8, abs=0.1)


def test_chances_of_a_reseller_channel_come_true_as_often_as_they_say(reseller_sales):
    found = [
        each for passed in (1, 2) for each in outcomes(reseller_sales, LAST_YEAR, passed=passed, money=True)
    ]
    bins = in_bins(found)

    assert all(abs(stated - true) < 0.12 for stated, true, count in bins.values() if count >= 15)
    assert bins[0][1] < bins[4][1]
    # Brier: the mean square of what was stated and what came; to state one half always is 0.25.
    assert np.mean([(chance - true) ** 2 for _, chance, true, _ in found]) < 0.2


TRADES = quarters(Period.month(1997, 7), 8)


def test_intervals_of_a_trader_whose_business_doubles_hold_as_well(northwind):
    sales, orders = northwind
    by_kind = {
        name: [each for passed in (1, 2) for each in outcomes(series, TRADES, passed=passed, money=money)]
        for name, series, money in (("sales", sales, True), ("orders", orders, False))
    }

    for found in by_kind.values():
        assert len(found) >= 90
        assert np.mean([each[0] for each in found]) == pytest.approx(0.8, abs=0.1)
    assert {each[3] for each in by_kind["sales"]} == {"normal"}
    assert [each[3] for each in by_kind["orders"]].count("poisson") > len(by_kind["orders"]) * 0.7


@pytest.fixture(scope="module")
def purchases(shared_data: Path) -> tuple[Series, Series]:
    """What was bought from each vendor and by each buyer, as amounts and as orders: no rule was chosen on them."""
    amounts: Series = defaultdict(lambda: defaultdict(Decimal))
    orders: Series = defaultdict(lambda: defaultdict(Decimal))
    for row in rows(shared_data / "adventureworks_vendors", "purchase_orders.csv"):
        month = Period.parse(row["order_date"][:7])
        for group in (f"vendor {row['vendor_id']}", f"buyer {row['buyer_employee_id']}"):
            amounts[group][month] += Decimal(row["subtotal"])
            orders[group][month] += 1
    months = [*Period.year(2023).months(), *Period.year(2024).months(), *Period.year(2025).months()[:7]]
    return complete(amounts, months), complete(orders, months)


def three(series: Series, quarter: Period) -> Series:
    """Return the series from three quarters before *quarter* on."""
    begin = quarter.start.year * 12 + quarter.start.month - 9
    return {
        name: {month: each[month] for month in each if month.start.year * 12 + month.start.month >= begin}
        for name, each in series.items()
    }


def held(purchases: tuple[Series, Series], kind: int, first: Period, count: int) -> list[bool]:
    return [
        each[0]
        for passed in (1, 2)
        for each in outcomes(purchases[kind], quarters(first, count), passed=passed, money=not kind)
    ]


@pytest.mark.parametrize("kind", [0, 1])
def test_intervals_of_purchases_hold_at_least_as_often_as_they_say_once_a_rise_is_in_the_history(
    purchases, kind
):
    """From two months after purchases grew tenfold; the variance of that rise makes them wide, not narrow."""
    found = held(purchases, kind, Period.month(2024, 9), 9)

    assert len(found) > 1500
    assert np.mean(found) > 0.8


@pytest.mark.parametrize("kind", [0, 1])
def test_over_their_whole_course_intervals_of_purchases_hold_as_often_as_they_say(purchases, kind):
    """The tenfold rise is one of the things that an interval of 80 % may miss; it lasts for two of twenty quarters."""
    found = [
        each[0]
        for passed in (1, 2)
        for each in outcomes(
            purchases[kind], quarters(Period.month(2023, 10), 20)[::2], passed=passed, money=not kind
        )
    ]

    assert len(found) > 1200
    assert np.mean(found) == pytest.approx(0.8, abs=0.1)


@pytest.mark.parametrize("kind", [0, 1])
def test_no_history_foretells_that_purchases_grow_tenfold_at_once(purchases, kind):
    """Learned from less than one order a vendor and month; the pages say so."""
    found = held(purchases, kind, Period.month(2024, 7), 1)

    assert len(found) > 120
    assert np.mean(found) < 0.5


def test_what_has_outgrown_its_past_is_not_given_an_interval(purchases):
    """Once the rise is seen, most goals say that their past is no measure any more; their buyers bought before."""
    seen = outcomes(purchases[1], [Period.quarter(2024, 3)], passed=2, money=False)
    before = outcomes(purchases[1], [Period.quarter(2024, 2)], passed=2, money=False)

    assert len(seen) < len(before) / 2


@pytest.mark.parametrize("kind", [0, 1])
def test_three_closed_quarters_of_purchases_carry_their_intervals(purchases, kind):
    """Of histories cut to the last three quarters, wherever they end."""
    ends = quarters(Period.month(2023, 10), 20)[::2]
    found = [
        each[0]
        for end in ends
        for each in outcomes(three(purchases[kind], end), [end], passed=2, money=not kind)
    ]

    assert len(found) > 600
    assert 0.75 < np.mean(found) < 0.95


@pytest.mark.parametrize("passed", [1, 2])
def test_three_closed_quarters_of_a_reseller_channel_carry_their_intervals(reseller_sales, passed):
    found = [
        each
        for end in LAST_YEAR
        for each in outcomes(three(reseller_sales, end), [end], passed=passed, money=True)
    ]

    assert len(found) > 250
    assert np.mean([each[0] for each in found]) == pytest.approx(0.8, abs=0.1)


def test_intervals_of_a_reseller_channel_hold_whichever_half_of_it_is_looked_at(reseller_sales):
    """The rule was chosen on made business and on one half; the other was looked at afterwards."""
    names = sorted(reseller_sales)
    halves = [set(names[at::2]) for at in (0, 1)]
    # What is forecast of one does not depend on who else is asked about.
    (quarter,) = LAST_YEAR[-1:]
    alone = {name: reseller_sales[name] for name in halves[0]}
    of_all = dict(forecast(reseller_sales, [quarter], passed=1, money=True))
    of_half = dict(of_quarter(alone, quarter, 1, money=True))
    assert of_half == {name: each for name, each in of_all.items() if name in halves[0]}

    together = [
        [
            each[0]
            for passed in (1, 2)
            for name, each in forecast(reseller_sales, LAST_YEAR, passed=passed, money=True)
            if name in half
        ]
        for half in halves
    ]

    # Without the 3 in 100 that have outgrown their past, and of which one in five would hold.
    assert np.mean([*together[0], *together[1]]) == pytest.approx(0.8, abs=0.06)
    assert all(abs(np.mean(found) - 0.8) < 0.1 for found in together)

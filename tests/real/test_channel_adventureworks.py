"""
A real reseller channel: who makes 80 %, who is improving, how sure the ranks are.

635 of 701 resellers bought anything in three years; most order every quarter, so
trends are looked at by quarter. Checked against plain arithmetic on the same file.
"""

import csv
from collections import defaultdict
from datetime import date

import numpy as np
import pytest

from partnerkit.scoring import bootstrap, gini, movement, pareto, rank_intervals, trends

pytestmark = pytest.mark.real

END = date(2013, 12, 31)


@pytest.fixture(scope="module")
def rows(shared_data):
    with (shared_data / "adventureworks_reseller" / "sales_monthly.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def by_quarter(rows):
    sums = defaultdict(float)
    for row in rows:
        year, month = row["month"].split("-")
        sums[row["reseller_key"], f"{year}-Q{(int(month) + 2) // 3}"] += float(row["sales_amount"])
    return sums


def long_frame(sums):
    return {
        "reseller": [reseller for reseller, _ in sums],
        "quarter": [quarter for _, quarter in sums],
        "sales": list(sums.values()),
    }


def sales(rows, year=None):
    kept = [row for row in rows if year is None or row["month"].startswith(year)]
    return {
        "reseller": [row["reseller_key"] for row in kept],
        "sales": [float(row["sales_amount"]) for row in kept],
    }


def test_the_largest_tenth_makes_two_fifths(rows):
    found = pareto(sales(rows), key="reseller", value="sales")

    assert len(found) == 635
    assert found.who_makes(0.0001) == ("697",)
    assert found.amounts.max() == pytest.approx(877_107.19, abs=0.01)
    assert 100 * found.top_share(63) == pytest.approx(42.69, abs=0.005)
    assert found.total == pytest.approx(80_450_596.98, abs=0.01)


def test_classes_cover_what_they_say(rows):
    found = pareto(sales(rows), key="reseller", value="sales")
    klass = np.array(list(found.values()))
    a_share = found.share[klass == "A"].sum()

    assert 0.8 <= a_share < 0.8 + found.share[klass == "A"].min() + 1e-12
    assert len(found.who_makes(0.8)) == (klass == "A").sum()
    assert found.gini == pytest.approx(gini(found.amounts))
    assert 0.5 < found.gini < 0.8


def test_335_resellers_cost_money(rows):
    margin = defaultdict(float)
    for row in rows:
        margin[row["reseller_key"]] += float(row["sales_amount"]) - float(row["product_cost"])
    found = pareto(
        {"reseller": list(margin), "margin": list(margin.values())}, key="reseller", value="margin"
    )

    assert (found.amounts < 0).sum() == 335
    # The curve rises above all of it, and the losers bring it down again.
    assert np.nanmax(found.cumulated) > 1.5
    assert found.gini is None


def test_who_moved_between_two_years(rows):
    years = [pareto(sales(rows, year), key="reseller", value="sales") for year in ("2012", "2013")]
    moved = movement(*years)

    assert sum(len(keys) for keys in moved.moves.values()) == len({*years[0], *years[1]})
    assert len(moved.moves[("A", "A")]) > len(moved.moves[("A", "C")])


def test_the_concentration_is_as_sure_as_635_partners_make_it(rows):
    found = pareto(sales(rows), key="reseller", value="sales")
    answer = bootstrap(
        lambda columns: gini(columns["sales"]),
        {"reseller": list(found), "sales": found.amounts},
        key="reseller",
        level=0.95,
    )

    assert answer.low < found.gini < answer.high
    assert answer.high - answer.low < 0.08


def test_trends_by_quarter_agree_with_plain_arithmetic(by_quarter):
    found = trends(
        long_frame(by_quarter), key="reseller", by="quarter", kpi="sales", as_of=END, seasonal=False
    )

    assert len(found) == 635
    verdicts = [each.verdict for each in found.values()]
    assert verdicts.count("improving") > 10
    assert verdicts.count("falling") > 10
    order = [each.label for each in found.series.periods]
    for key in list(found)[::50]:
        told = {
            order.index(quarter): value
            for (name, quarter), value in by_quarter.items()
            if name == key and quarter in order
        }
        slopes = sorted(
            (told[later] - told[earlier]) / (later - earlier)
            for earlier in told
            for later in told
            if earlier < later
        )
        if slopes:
            middle = (slopes[(len(slopes) - 1) // 2] + slopes[len(slopes) // 2]) / 2
            assert found[key].slope == pytest.approx(middle)


def test_ranks_by_quarterly_sales_are_less_sure_than_they_look(by_quarter):
    largest = pareto(
        {"reseller": [key for key, _ in by_quarter], "sales": list(by_quarter.values())},
        key="reseller",
        value="sales",
    ).who_makes(0.3)
    chosen = {pair: value for pair, value in by_quarter.items() if pair[0] in set(largest)}
    found = rank_intervals(long_frame(chosen), key="reseller", value="sales")
    width = found.high - found.low

    assert np.nanmedian(width) > 10
    assert (found.low[~np.isnan(width)] <= found.rank[~np.isnan(width)]).all()

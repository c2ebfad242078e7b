"""
Scores of a real reseller channel, checked against plain arithmetic on the same files.

701 resellers of three business types, 66 of which never ordered: their revenue
is zero and known, their margin and discount are unknown.
"""

import csv
from collections import defaultdict
from datetime import date
from statistics import fmean, pstdev

import numpy as np
import pytest
from numpy.testing import assert_allclose

from partnerkit.scoring import Kpi, Scorecard, fit, score

pytestmark = pytest.mark.real

END = date(2013, 12, 31)
KPIS = (
    Kpi("revenue", weight=3, unit="USD"),
    Kpi("margin_rate", weight=2),
    Kpi("growth", weight=1, unit="USD"),
    Kpi("months_active", weight=1, better="target", target=(8, 12)),
    Kpi("discount_share", weight=1, better="lower"),
)
CARD = Scorecard(kpis=KPIS, peers=("business_type",), min_peers=8)


def rows(folder, name):
    with (folder / "adventureworks_reseller" / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def frame(shared_data):
    sums = defaultdict(lambda: defaultdict(float))
    months, years = defaultdict(set), defaultdict(lambda: defaultdict(float))
    for row in rows(shared_data, "sales_monthly.csv"):
        reseller = row["reseller_key"]
        for name in ("sales_amount", "product_cost", "gross_amount", "discount_amount"):
            sums[reseller][name] += float(row[name])
        months[reseller].add(row["month"])
        years[reseller][row["month"][:4]] += float(row["sales_amount"])
    resellers = rows(shared_data, "resellers.csv")
    keys = [row["reseller_key"] for row in resellers]
    revenue = [sums[key]["sales_amount"] for key in keys]
    return {
        "reseller": keys,
        "business_type": [row["business_type"] for row in resellers],
        "revenue": revenue,
        "margin_rate": [
            1 - sums[key]["product_cost"] / sold if sold else None
            for key, sold in zip(keys, revenue, strict=True)
        ],
        "growth": [years[key]["2013"] - years[key]["2012"] if years[key] else None for key in keys],
        "months_active": [len(months[key]) for key in keys],
        "discount_share": [
            sums[key]["discount_amount"] / sums[key]["gross_amount"] if sums[key]["gross_amount"] else None
            for key in keys
        ],
    }


@pytest.fixture(scope="module")
def scores(frame):
    return score(CARD, frame, key="reseller", as_of=END, contributions=True)


def test_the_figures_are_those_of_the_readme(frame):
    order = np.argsort(frame["revenue"])

    assert sum(frame["revenue"]) == pytest.approx(80_450_596.98, abs=0.01)
    assert frame["reseller"][order[-1]] == "697"
    assert frame["revenue"][order[-1]] == pytest.approx(877_107.19, abs=0.01)
    assert sum(rate is not None and rate < 0 for rate in frame["margin_rate"]) == 335


def test_each_type_is_compared_with_itself(scores):
    sizes = {group.label: group.size for group in scores.peers.described}

    assert sizes == {"Value Added Reseller": 238, "Warehouse": 232, "Specialty Bike Shop": 231}


def test_who_never_ordered_has_no_score_and_the_reason(scores):
    assert len(scores.unscored) == 66
    assert {reason.code for reason in scores.unscored.values()} == {"low-coverage"}
    assert {reason.facts["coverage"] for reason in scores.unscored.values()} == {0.5}


def test_a_score_is_what_plain_arithmetic_makes_of_it(frame, scores):
    """Means and deviations of the type by the standard library, for three resellers of each kind."""
    for place in (696, 10, 333):
        kind = frame["business_type"][place]
        total = weights = 0.0
        for kpi in KPIS:
            known = [
                value
                for value, type_ in zip(frame[kpi.name], frame["business_type"], strict=True)
                if type_ == kind and value is not None
            ]
            own = frame[kpi.name][place]
            if kpi.better == "target":
                known = [-max(8 - value, value - 12, 0) for value in known]
                own = -max(8 - own, own - 12, 0)
            sign = -1 if kpi.better == "lower" else 1
            total += kpi.weight * sign * (own - fmean(known)) / pstdev(known)
            weights += kpi.weight

        assert scores[frame["reseller"][place]] == pytest.approx(total / weights, rel=1e-12)


def test_contributions_add_up_for_everybody(scores):
    total = np.nansum(list(scores.contributions.values()), axis=0)
    known = ~np.isnan(scores.score)

    assert_allclose(total[known], scores.score[known], rtol=0, atol=1e-12)


def test_within_a_type_the_scores_center_on_zero(scores):
    """Everybody scored knows all figures, and only months and revenue of the others enter the means."""
    for name in ("margin_rate", "growth", "discount_share"):
        for group in scores.peers.described:
            own = scores.peers.labels() == group.label

            assert np.nansum(scores.contributions[name][own]) == pytest.approx(0, abs=1e-9)


def test_ranks_run_from_one_within_each_type(frame, scores):
    for kind in set(frame["business_type"]):
        own = np.array(frame["business_type"]) == kind
        ranks = np.sort(scores.rank[own & ~np.isnan(scores.score)])

        assert ranks[0] == 1
        assert ranks[-1] == len(ranks)


def test_another_scale_is_another_score_with_the_same_sums(frame):
    for scale in ("robust_z", "min_max", "vector", "percent_rank"):
        card = Scorecard(kpis=KPIS, peers=("business_type",), scale=scale)
        scores = score(card, frame, key="reseller", as_of=END, contributions=True)
        known = ~np.isnan(scores.score)
        total = np.nansum(list(scores.contributions.values()), axis=0)

        assert known.sum() == 635
        assert_allclose(total[known], scores.score[known], rtol=0, atol=1e-12)


def test_a_score_explains_itself(frame, scores):
    why = scores.explain("697")
    revenue = why.lines[0]

    assert (revenue.kpi, revenue.unit) == ("revenue", "USD")
    assert revenue.raw == pytest.approx(877_107.19, abs=0.01)
    assert why.peers.shared == {"business_type": frame["business_type"][frame["reseller"].index("697")]}
    assert sum(line.contribution for line in why.lines) == pytest.approx(scores["697"], abs=1e-12)


@pytest.mark.parametrize("aggregate", ["geometric", "promethee_ii"])
def test_other_sums_add_up_too(frame, aggregate):
    card = Scorecard(
        kpis=KPIS, peers=("business_type",), scale="min_max", aggregate=aggregate, winsorize=0.02
    )
    scores = score(card, frame, key="reseller", as_of=END, contributions=True)
    known = ~np.isnan(scores.score)
    base = 1 if aggregate == "geometric" else 0
    total = base + np.nansum(list(scores.contributions.values()), axis=0)

    assert known.sum() == 635
    assert_allclose(total[known], scores.score[known], rtol=1e-12, atol=1e-12)


def test_net_flows_of_a_type_cancel_out(frame):
    """Whoever is preferred, somebody is preferred to: over those who know a figure, the flows add up to 0."""
    card = Scorecard(kpis=KPIS, peers=("business_type",), aggregate="promethee_ii")
    scores = score(card, frame, key="reseller", as_of=END, contributions=True)
    for name in ("margin_rate", "growth", "discount_share"):
        for group in scores.peers.described:
            own = scores.peers.labels() == group.label

            assert np.nansum(scores.contributions[name][own]) == pytest.approx(0, abs=1e-9)


def test_one_reseller_is_scored_by_a_yardstick_as_among_all(frame):
    for aggregate in ("weighted_sum", "geometric", "topsis", "vikor", "promethee_ii"):
        card = Scorecard(kpis=KPIS, peers=("business_type",), scale="min_max", aggregate=aggregate)
        scores = score(card, frame, key="reseller", as_of=END)
        yardstick = fit(card, frame, key="reseller", as_of=END)
        for place in range(0, 701, 10):
            row = {name: column[place] for name, column in frame.items()}
            expected = scores[row["reseller"]]

            assert yardstick.score_one(row) == (
                None if expected is None else pytest.approx(expected, rel=1e-9, abs=1e-9)
            )


@pytest.fixture(scope="module")
def months(shared_data):
    revenue = defaultdict(float)
    for row in rows(shared_data, "sales_monthly.csv"):
        revenue[row["reseller_key"], row["month"]] += float(row["sales_amount"])
    keys = sorted(revenue)
    return {
        "reseller": [key for key, _ in keys],
        "month": [month for _, month in keys],
        "revenue": [revenue[key] for key in keys],
    }


class TestMonths:
    """A panel of real months: revenue by reseller and month, each month by itself."""

    card = Scorecard(kpis=(Kpi("revenue", unit="USD"),), scale="percent_rank")

    def test_the_best_of_each_month_sold_most_in_it(self, months):
        scores = score(self.card, months, key="reseller", by="month", as_of=END)
        best = dict.fromkeys(months["month"], 0.0)
        for month, revenue in zip(months["month"], months["revenue"], strict=True):
            best[month] = max(best[month], revenue)
        first = {
            (month, revenue)
            for rank, month, revenue in zip(
                scores.rank.tolist(), months["month"], months["revenue"], strict=True
            )
            if rank == 1
        }

        assert first == set(best.items())

    def test_an_old_moment_gives_what_was_scored_then(self, months):
        """What came later changes nothing of what one saw."""
        then = score(self.card, months, key="reseller", by="month", as_of=date(2012, 6, 30))
        now = score(self.card, months, key="reseller", by="month", as_of=END)

        assert 0 < len(then) < len(now)
        assert {month for _, month in then} == {month for _, month in now if month <= "2012-06"}
        assert all(now[label] == found for label, found in then.items())

"""A score, taken apart."""

from datetime import date

import pytest

from partnerkit.scoring import Kpi, Scorecard, score

TODAY = date(2026, 3, 31)
KPIS = (
    Kpi("revenue", weight=3, unit="EUR", half_life="10d", measured="on"),
    Kpi("rejections", better="lower", count="rejected", of="claims", weight=2),
    Kpi("training"),
)
FRAME = {
    "id": ["a", "b", "c"],
    "revenue": [10.0, 20.0, 40.0],
    "on": [TODAY, date(2026, 3, 21), TODAY],
    "rejected": [5, 1, 9],
    "claims": [10, 10, 10],
    "training": [None, 2, 4],
}


def explained(key, **card):
    return score(Scorecard(kpis=KPIS, **card), FRAME, key="id", as_of=TODAY).explain(key)


def test_the_contributions_add_up_to_the_score():
    for key in "abc":
        why = explained(key)

        assert sum(line.contribution or 0 for line in why.lines) == pytest.approx(why.score, abs=1e-12)
        assert sum(line.weight for line in why.lines) == pytest.approx(1, abs=1e-12)


def test_each_contribution_is_weight_times_scaled():
    for line in explained("b").lines:
        assert line.contribution == pytest.approx(line.weight * line.scaled, abs=1e-15)


def test_every_step_is_shown():
    revenue, rejections, training = explained("b").lines

    assert (revenue.raw, revenue.unit, revenue.freshness, revenue.shrunk) == (20.0, "EUR", 0.5, None)
    assert revenue.weight == pytest.approx(1.5 / 4.5)
    assert rejections.raw == 0.1
    assert rejections.raw < rejections.shrunk < 0.5
    assert rejections.scaled > 0
    assert (training.freshness, training.raw) == (None, 2.0)


def test_what_is_missing_counts_nothing():
    training = explained("a").lines[2]

    assert (training.raw, training.scaled, training.weight, training.contribution) == (None, None, 0.0, None)


def test_topsis_has_distances_and_no_contributions():
    why = explained("b", aggregate="topsis", scale="min_max")
    to_best, to_worst = (
        sum(getattr(line, name) for line in why.lines) ** 0.5 for name in ("to_best", "to_worst")
    )

    assert [line.contribution for line in why.lines] == [None] * 3
    assert why.limit.code == "not-additive"
    assert why.score == pytest.approx(to_worst / (to_best + to_worst), abs=1e-12)


def test_the_reasons_begin_with_the_score_and_the_weightiest_figure():
    scored, first, *_, last = explained("a").reasons

    assert (scored.code, scored.facts["partner"], scored.facts["rank"], scored.facts["count"]) == (
        "scored",
        "a",
        3,
        3,
    )
    assert (first.code, first.facts["kpi"]) == ("kpi-contribution", "revenue")
    assert (last.code, last.facts["kpi"]) == ("kpi-missing", "training")


def test_no_score_has_its_reason():
    frame = {**FRAME, "revenue": [None, 1, 2], "claims": [0, 10, 10], "rejected": [0, 1, 2]}
    why = score(Scorecard(kpis=KPIS), frame, key="id", as_of=TODAY).explain("a")

    assert [reason.code for reason in why.reasons[:2]] == ["not-scored", "no-values"]
    assert (why.score, why.rank, why.coverage) == (None, None, 0.0)


def test_it_goes_into_a_frame():
    frame = explained("b").to_frame()

    assert frame["kpi"].tolist() == ["revenue", "rejections", "training"]
    assert frame["contribution"].sum() == pytest.approx(explained("b").score)


def test_it_carries_the_conventions():
    assert explained("b").method["rates"].startswith("beta-binomial")

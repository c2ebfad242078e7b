"""Everybody of a group is explained at the price of one pass over it."""

import pickle
from datetime import date

import numpy as np
import pytest

from partnerkit.scoring import Kpi, Scorecard, explained, score
from partnerkit.values.errors import InvalidValue

TODAY = date(2026, 3, 31)
KPIS = (
    Kpi("revenue", weight=3, half_life="30d", measured="on", se="error", shrink="normal"),
    Kpi("rejections", better="lower", count="rejected", of="claims", weight=2),
    Kpi("training"),
)


def frame(count=40):
    rng = np.random.default_rng(4)
    days = np.datetime64("2026-03-31") - rng.integers(0, 90, count).astype("timedelta64[D]")
    return {
        "id": np.arange(count),
        "tier": rng.integers(0, 3, count),
        "revenue": np.where(rng.random(count) < 0.2, np.nan, rng.normal(size=count)),
        "on": days,
        "error": rng.uniform(0.1, 1.0, count),
        "rejected": rng.integers(0, 5, count),
        "claims": rng.integers(5, 9, count),
        "training": rng.integers(0, 9, count).astype(float),
    }


def scored(figures, kpis=KPIS, **card):
    return score(Scorecard(kpis=kpis, peers=("tier",), **card), figures, key="id", as_of=TODAY)


@pytest.mark.parametrize("aggregate", ["weighted_sum", "geometric", "topsis", "vikor"])
def test_whoever_was_asked_for_before_the_answer_is_the_same(monkeypatch, aggregate):
    card = {"aggregate": aggregate, "scale": "min_max", "winsorize": 0.1, "min_coverage": 0.7}
    alone = {key: scored(frame(), **card).explain(key) for key in range(40)}
    for block, most in ((4_096, 1_000_000), (3, 1_000_000), (3, 60), (1, 0)):
        monkeypatch.setattr(explained, "_BLOCK", block)
        monkeypatch.setattr(explained, "_MOST", most)
        scores = scored(frame(), **card)
        assert all(scores.explain(key) == alone[key] for key in [*scores, *reversed(scores.rows)])


def test_each_group_is_worked_through_once(monkeypatch):
    passes = []
    scores = scored(frame())
    evaluate = explained.evaluate
    monkeypatch.setattr(explained, "evaluate", lambda *given: passes.append(1) or evaluate(*given))
    for key in scores:
        scores.explain(key)

    assert len(passes) == len(scores.peers.described) == 3


@pytest.mark.parametrize("column", ["revenue", "error", "rejected", "claims", "training"])
def test_figures_changed_between_two_explanations_are_refused_until_they_are_put_back(column):
    figures = frame(10)
    figures["tier"][:] = 0
    figures["revenue"][7] = 1.5
    scores = scored(figures)
    before = scores.explain(7)
    was = figures[column][7].copy()
    figures[column][7] = 1 if column == "rejected" and was != 1 else was + 2
    with pytest.raises(InvalidValue, match="figures of 7 that were changed after scoring"):
        scores.explain(7)
    figures[column][7] = was

    assert scores.explain(7) == before


def test_whom_nothing_changed_is_explained_although_another_s_figures_were():
    """Points hang on nobody else."""
    points = {"points": (0.0, 10.0)}
    figures = {"id": ["a", "b"], "tier": [1, 1], "training": np.array([2.0, 4.0])}
    scores = scored(figures, kpis=(Kpi("training", **points),), scale="points")
    figures["training"][0] = 9.0
    why = scores.explain("b")
    with pytest.raises(InvalidValue, match="changed after scoring"):
        scores.explain("a")
    figures["training"][0] = 2.0

    assert (scores.explain("b"), scores.explain("a").score) == (why, 20.0)


def test_what_is_kept_of_a_group_is_its_own(monkeypatch):
    """What was found must not change with the frame: the answer is that of the figures that were scored."""
    figures = {"id": ["a", "b", "c"], "tier": [1, 1, 1], "training": np.array([2.0, 4.0, 9.0])}
    scores = scored(figures, kpis=(Kpi("training"),))
    before = [scores.explain(key) for key in "ab"]
    figures["training"][2] = 30.0

    assert [scores.explain(key) for key in "ab"] == before


def test_what_is_kept_is_not_sent_along():
    scores = scored(frame())
    before = scores.explain(3)
    sent = pickle.dumps(scores)
    for key in scores:
        scores.explain(key)

    assert len(pickle.dumps(scores)) == len(sent)
    assert pickle.loads(sent).explain(3) == before

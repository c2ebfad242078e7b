"""The answer: by key, in frames, with its conventions."""

from datetime import date

import numpy as np
import pytest

from partnerkit.scoring import Kpi, Scorecard, score
from partnerkit.values.errors import InvalidValue, NotFound

TODAY = date(2026, 3, 31)
CARD = Scorecard(kpis=(Kpi("revenue", weight=3), Kpi("returns", better="lower")), scale="min_max")
FRAME = {"id": ["a", "b", "c", "d"], "revenue": [1.0, 2.0, 3.0, None], "returns": [0.0, 0.5, 1.0, 0.5]}


@pytest.fixture
def scores():
    return score(CARD, FRAME, key="id", as_of=TODAY)


def test_are_a_mapping_from_key_to_score(scores):
    assert dict(scores) == {"a": 0.25, "b": 0.5, "c": 0.75, "d": None}
    assert "e" not in scores
    with pytest.raises(NotFound, match="there is no 'e'; known: a, b, c, d"):
        scores["e"]


def test_name_the_highest(scores):
    assert scores.top(2) == ("c", "b")
    assert scores.top(99) == ("c", "b", "a")
    assert scores.top(0) == ()


@pytest.mark.parametrize("count", [-1, 1.5, True])
def test_refuse_to_name_a_strange_number(scores, count):
    with pytest.raises(InvalidValue, match="count"):
        scores.top(count)


def test_say_why_somebody_has_none(scores):
    assert list(scores.unscored) == ["d"]
    assert scores.unscored["d"].code == "low-coverage"
    assert scores.unscored["d"].facts == {"coverage": 0.25, "least": 0.6}


def test_what_has_aged_away_is_not_told_as_unknown():
    card = Scorecard(kpis=(Kpi("revenue", half_life="48h", measured="on"),))
    frame = {"id": ["a", "b"], "revenue": [1.0, None], "on": [date(2025, 3, 31), TODAY]}
    scores = score(card, frame, key="id", as_of=TODAY)

    assert {key: reason.code for key, reason in scores.unscored.items()} == {
        "a": "low-coverage",
        "b": "no-values",
    }
    assert scores.explain("a").limit.facts == {"coverage": 0.0, "least": 0.6}


def test_go_into_a_frame_of_another_kind(scores):
    pandas = pytest.importorskip("pandas")
    frame = scores.to_frame("pandas")

    assert isinstance(frame, pandas.DataFrame)
    assert frame["score"].round(2).tolist()[:3] == [0.25, 0.5, 0.75]


def test_cannot_be_changed(scores):
    with pytest.raises(ValueError, match="read-only"):
        scores.score[0] = 1.0


def test_show_how_many_they_are(scores):
    assert repr(scores) == "<Scores of 4 in 1 peer groups; 1 without a score>"


class TestExplain:
    def test_an_unknown_key_is_not_found(self, scores):
        with pytest.raises(NotFound, match="there is no 'z'; known: a, b, c, d"):
            scores.explain("z")

    def test_figures_changed_after_scoring_are_refused(self):
        revenue = np.array([1.0, 2.0, 3.0])
        scores = score(
            Scorecard(kpis=(Kpi("revenue"),)),
            {"id": ["a", "b", "c"], "revenue": revenue},
            key="id",
            as_of=TODAY,
        )
        revenue[0] = 99.0

        with pytest.raises(InvalidValue, match="changed after scoring"):
            scores.explain("b")

    def test_agrees_with_the_frame_for_everybody(self):
        rng = np.random.default_rng(6)
        frame = {
            "id": np.arange(90),
            "region": rng.integers(0, 3, 90),
            "tier": rng.integers(0, 3, 90),
            "revenue": np.where(rng.random(90) < 0.2, np.nan, rng.normal(size=90)),
            "returns": rng.integers(0, 5, 90),
        }
        card = Scorecard(
            kpis=CARD.kpis, peers=("tier", "region"), min_peers=9, scale="percent_rank", min_coverage=0
        )
        scores = score(card, frame, key="id", as_of=TODAY)

        for row, key in enumerate(scores):
            why = scores.explain(key)

            assert (why.score, why.rank, why.coverage) == (
                scores[key],
                scores.rank[row],
                scores.coverage[row],
            )
            assert why.peers.label == scores.frame["peer_group"][row]


def test_the_method_names_every_convention(scores):
    assert {"scale", "scale_formula", "aggregate", "as_of", "missing", "rank", "weights"} <= set(
        scores.method
    )
    assert scores.method["as_of"] == "2026-04-01T00:00:00+00:00"


def test_a_floor_is_reached_by_a_figure_that_misses_it_by_rounding_only():
    card = Scorecard(kpis=(Kpi("sales", points=(0.02, 0.82), floor=100),), scale="points")
    scores = score(card, {"id": ["A", "B"], "sales": [0.82, 0.81]}, key="id", as_of=date(2026, 3, 31))

    assert list(scores.below_floor) == ["B"]


def test_what_cancels_out_is_a_tie_whatever_is_left_by_rounding():
    """Of two partners each is a deviation ahead in one figure and one behind in the other."""
    frame = {
        "id": ["a", "b"],
        "revenue": [-0.9171612512182422, 1.238671570454238],
        "returns": [-0.388829, 0.0],
    }
    card = Scorecard(kpis=(Kpi("revenue"), Kpi("returns", better="lower")))
    scores = score(card, frame, key="id", as_of=TODAY)

    assert scores.frame["rank"].tolist() == [1, 1]
    assert scores.ranked()["overall_rank"].tolist() == [1, 1]

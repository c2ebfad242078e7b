"""Whatever the weights: what can be known exactly comes out."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from partnerkit.scoring import Kpi, Scorecard, rank_acceptability, score
from partnerkit.values.errors import InvalidInput, InvalidValue

TODAY = date(2026, 3, 31)


def scored(frame, weights=(1, 1), **options):
    card = Scorecard(
        kpis=tuple(Kpi(name, weight=each) for name, each in zip("xy", weights, strict=True)),
        **{"scale": "min_max", **options},
    )
    return score(card, frame, key="id", as_of=TODAY)


TRADE = {"id": ["A", "B", "C"], "x": [1.0, 0.0, 0.0], "y": [0.0, 1.0, 0.0]}


def test_two_opposites_share_the_weights_evenly():
    found = rank_acceptability(scored(TRADE), draws=20_000)

    assert found["A"] == pytest.approx(0.5, abs=0.01)
    assert found["A"] + found["B"] == pytest.approx(1)
    assert found["C"] == 0.0
    assert found.central_weights("A")["x"] == pytest.approx(0.75, abs=0.01)
    assert found.central_weights("C") is None


def test_in_the_order_of_the_card_the_first_kpi_decides():
    found = rank_acceptability(scored(TRADE, weights=(1, 2)), weights="in_order")

    assert (found["A"], found["B"]) == (0.0, 1.0)


def test_the_best_everywhere_is_always_first():
    found = rank_acceptability(scored({"id": ["A", "B"], "x": [2, 1], "y": [2, 1]}))

    assert (found["A"], found.worst[0], found.best[1]) == (1.0, 1.0, 2.0)


def test_top_counts_the_first_few():
    frame = {"id": range(20), "x": np.arange(20.0), "y": np.arange(20.0)}
    found = rank_acceptability(scored(frame), top=5)

    assert found.among_top.tolist() == [0.0] * 15 + [1.0] * 5
    assert rank_acceptability(scored(frame)).among_top.sum() == 10


def test_ranks_are_within_the_peers():
    figures = [1, 1, 2, 3, 2, 3]
    frame = {"id": range(6), "x": figures, "y": figures, "tier": list("gsggss")}
    found = rank_acceptability(scored(frame, peers=("tier",), min_peers=2))

    assert found.first.tolist() == [0, 0, 0, 1, 0, 1]


@pytest.mark.parametrize("aggregate", ["weighted_sum", "geometric"])
def test_who_is_measured_more_widely_is_measured_by_figures_on_the_wider_scale(aggregate):
    """The gold ones stand in two groups, and on another scale in each."""
    figures = [1000, 2000, 3000, 4000, 10, 1500]
    frame = {"id": list("ABCDEF"), "tier": list("ggggss"), "x": figures, "y": figures}
    scores = scored(frame, peers=("tier",), min_peers=3, aggregate=aggregate)
    found = rank_acceptability(scores, draws=100)

    for told in (found.best, found.middle, found.worst):
        assert_array_equal(told, scores.rank)
    assert scores.rank.tolist() == [4, 3, 2, 1, 6, 4]


def test_a_missing_figure_passes_its_weight_on():
    frame = {"id": ["A", "B"], "x": [1.0, 0.0], "y": [None, 1.0]}
    found = rank_acceptability(scored(frame, min_coverage=0.5), draws=4_000)

    assert found["A"] == 1.0


def test_who_has_no_score_has_no_acceptability():
    found = rank_acceptability(scored({"id": ["A", "B"], "x": [1.0, None], "y": [1.0, None]}))

    assert found["B"] is None
    assert found["A"] == 1.0


def test_who_has_no_score_takes_nobodys_place():
    frame = {"id": ["A", "B"], "x": [9.0, 1.0], "y": [None, 1.0]}

    assert dict(rank_acceptability(scored(frame, min_coverage=0.6))) == {"A": None, "B": 1.0}


def test_other_aggregates_are_scored_again_with_each_weight():
    frame = {"id": range(8), "x": np.arange(8.0), "y": np.arange(8.0)[::-1].copy()}
    found = rank_acceptability(scored(frame, aggregate="topsis", scale="vector"), draws=200)

    assert found.first.sum() >= 1 - 1e-9
    assert found.first[[0, 7]].sum() > 0.9


def test_the_fast_way_and_the_slow_way_agree(monkeypatch):
    chance = np.random.default_rng(0)
    frame = {
        "id": range(30),
        "x": chance.normal(size=30),
        "y": np.where(chance.random(30) < 0.2, np.nan, chance.normal(size=30)),
    }
    scores = scored(frame, min_coverage=0)
    fast = rank_acceptability(scores, draws=100)
    from partnerkit.scoring import acceptability
    from partnerkit.scoring.terms import again

    monkeypatch.setattr(
        acceptability,
        "_scored",
        lambda scores, drawn: (again(scores, weights=each, min_coverage=0) for each in drawn.tolist()),
    )
    slow = rank_acceptability(scores, draws=100)

    assert_array_equal(fast.first, slow.first)
    assert_allclose(fast.middle, slow.middle)


def test_a_frame_of_pandas_comes_back_as_one():
    found = rank_acceptability(scored(pd.DataFrame(TRADE)))

    assert list(found.frame.columns) == ["id", "first", "among_top", "best", "middle", "worst"]


def test_parameters_are_checked_together():
    with pytest.raises(InvalidInput) as caught:
        rank_acceptability(scored(TRADE), weights="mine", top=0, draws=1, seed=-1)

    assert [fault.path for fault in caught.value.faults] == ["weights", "top", "draws", "seed"]


def test_too_many_are_refused():
    frame = {"id": range(600), "x": range(600), "y": range(600)}
    with pytest.raises(InvalidValue, match="draw less often"):
        rank_acceptability(scored(frame), draws=100_000)

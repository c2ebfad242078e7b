"""Scores that an engine has not computed yet."""

from datetime import date

import pytest

from partnerkit.scoring import Kpi, Scorecard, score
from partnerkit.values.errors import InvalidValue, NotFound

pl = pytest.importorskip("polars")

ROWS = {
    "id": [f"P-{n}" for n in range(9)],
    "tier": ["gold"] * 4 + [None] * 5,
    "revenue": [float(n) for n in range(9)],
}
CARD = Scorecard(kpis=(Kpi("revenue"),), peers=("tier",), min_peers=3, scale="percent_rank")


@pytest.fixture
def scores():
    return score(CARD, pl.DataFrame(ROWS).lazy(), key="id", as_of=date(2026, 4, 30))


def test_nothing_is_computed_before_the_frame_is(scores):
    assert isinstance(scores.frame, pl.LazyFrame)
    assert repr(scores) == "<LazyScores by polars in 2 peer groups>"


def test_the_method_names_the_engine_and_how_sure_its_ranks_are(scores):
    assert scores.method["engine"] == "polars"
    assert scores.method["rank_error"] == 0.0


def test_peers_who_share_that_nothing_is_known_are_explained_among_each_other(scores):
    explained = scores.explain("P-8")

    assert explained.peers.size == 5
    assert explained.rank == 1
    with pytest.raises(NotFound, match="P-77"):
        scores.explain("P-77")


def test_a_group_called_like_that_of_the_unknown_is_another_one():
    rows = {**ROWS, "tier": ["-"] * 4 + [None] * 5}
    scores = score(CARD, pl.DataFrame(rows).lazy(), key="id", as_of=date(2026, 4, 30))

    assert [scores.explain(key).peers.size for key in ("P-3", "P-8")] == [4, 5]


def test_all_are_ranked_together_and_the_best_named_without_bringing_the_rest(scores):
    wanted = score(CARD, ROWS, key="id", as_of=date(2026, 4, 30))
    ranked = scores.ranked()

    assert isinstance(ranked, pl.LazyFrame)
    assert list(ranked.collect_schema()) == list(wanted.ranked())
    found = dict(ranked.select("id", "overall_rank").collect().iter_rows())
    assert found == dict(zip(ROWS["id"], wanted.ranked()["overall_rank"], strict=True))
    assert scores.top(3) == ("P-8", "P-3", "P-7")
    assert set(scores.top(99)) == set(ROWS["id"])
    with pytest.raises(InvalidValue, match="count"):
        scores.top(-1)


def test_a_panel_is_ranked_period_by_period():
    panel = {name: [*column, *column] for name, column in ROWS.items()} | {
        "year": ["2024"] * 9 + ["2025"] * 9
    }
    asked = {"key": "id", "by": "year", "as_of": date(2026, 4, 30)}
    found = score(CARD, pl.DataFrame(panel).lazy(), **asked)

    assert found.top(2) == (("P-8", "2024"), ("P-8", "2025"))
    assert sorted(found.ranked().collect()["overall_rank"].to_list()) == sorted(
        score(CARD, panel, **asked).ranked()["overall_rank"].tolist()
    )


def test_nobody_is_ranked_where_nobody_is():
    nobody = score(CARD, pl.DataFrame(ROWS).lazy().clear(), key="id", as_of=date(2026, 4, 30))

    assert nobody.top() == ()
    assert nobody.ranked().collect()["overall_rank"].to_list() == []


@pytest.mark.parametrize("weights", ["entropy", "critic"])
def test_weights_that_others_figures_gave_are_not_told_where_rows_lie_either(weights):
    kpis = [Kpi(name, points=(0, 20)) for name in ("a", "b")]
    card = Scorecard(kpis=kpis, weights=weights, scale="points")
    rows = {"id": ROWS["id"], "a": [float(n * n + 1) for n in range(9)], "b": [20.0 - n for n in range(9)]}
    lazy, eager = (
        score(card, frame, key="id", as_of=date(2026, 4, 30)).explain("P-4", viewer="P-4")
        for frame in (pl.DataFrame(rows).lazy(), rows)
    )

    assert "weights" not in lazy.method
    assert (lazy.score, lazy.lines, lazy.limit) == (eager.score, eager.lines, eager.limit)
    assert [line.weight for line in lazy.lines] == [0.5, 0.5]


def test_nobody_learns_whether_another_has_a_row(scores):
    for other in ("P-3", "P-77"):
        with pytest.raises(InvalidValue, match="viewer"):
            scores.explain(other, viewer="P-8")

"""Scores that an engine has not computed yet."""

from datetime import date

import pytest

from partnerkit.scoring import Kpi, Scorecard, score
from partnerkit.values.errors import NotFound

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

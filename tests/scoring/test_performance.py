"""A frame in, the same kind of frame back."""

from datetime import date, datetime
from decimal import Decimal

import numpy as np
import pytest
from numpy.testing import assert_allclose

from partnerkit.scoring import Kpi, Scorecard, score
from partnerkit.values.errors import InvalidValue

TODAY = date(2026, 3, 31)
CARD = Scorecard(
    kpis=(Kpi("revenue", weight=3, unit="EUR"), Kpi("returns", better="lower", weight=2), Kpi("training")),
    peers=("tier",),
    min_peers=2,
)
FRAME = {
    "partner_id": ["P-1", "P-2", "P-3", "P-4", "P-5", "P-6"],
    "tier": ["gold", "gold", "gold", "silver", "silver", None],
    "revenue": [10.0, 20.0, 60.0, 5.0, 9.0, 1.0],
    "returns": [0.1, 0.2, None, 0.0, 0.1, 0.4],
    "training": [3, 4, 5, 1, 1, 2],
}


def expected():
    return score(CARD, FRAME, key="partner_id", as_of=TODAY, contributions=True)


def pandas_frame():
    pandas = pytest.importorskip("pandas")
    return pandas.DataFrame(FRAME, index=[10, 20, 30, 40, 50, 60])


def polars_frame():
    return pytest.importorskip("polars").DataFrame(FRAME, strict=False)


def arrow_table():
    return pytest.importorskip("pyarrow").table(FRAME)


def duckdb_relation():
    duckdb = pytest.importorskip("duckdb")
    table = arrow_table()  # noqa: F841  # DuckDB finds it by its name
    return duckdb.connect().query("SELECT * FROM table")


@pytest.mark.parametrize("make", [pandas_frame, polars_frame, arrow_table])
class TestAFrame:
    def test_comes_back_as_the_same_kind(self, make):
        frame = make()

        assert type(score(CARD, frame, key="partner_id", as_of=TODAY).frame) is type(frame)

    def test_gives_the_scores_of_plain_columns(self, make):
        scores = score(CARD, make(), key="partner_id", as_of=TODAY, contributions=True)

        assert_allclose(scores.score, expected().score, rtol=1e-12)
        assert scores.rank.tolist() == expected().rank.tolist()
        assert list(scores) == list(expected())
        for name, column in expected().contributions.items():
            assert_allclose(scores.contributions[name], column, rtol=1e-12)


def test_a_duckdb_relation_gives_the_scores_of_plain_columns():
    duckdb = pytest.importorskip("duckdb")
    connection = duckdb.connect()
    connection.register("partners", arrow_table())
    scores = score(CARD, connection.table("partners"), key="partner_id", as_of=TODAY)
    found = dict(scores.frame.project("partner_id, score").fetchall())

    assert found == pytest.approx({key: expected()[key] for key in expected()})


def test_pandas_keeps_its_index():
    frame = pandas_frame()

    assert score(CARD, frame, key="partner_id", as_of=TODAY).frame.index.equals(frame.index)


def test_the_frame_has_the_promised_columns():
    plain, parted = score(CARD, FRAME, key="partner_id", as_of=TODAY).frame, expected().frame

    assert list(plain) == ["partner_id", "score", "rank", "coverage", "staleness", "peer_group"]
    assert list(parted)[6:] == ["contribution_revenue", "contribution_returns", "contribution_training"]


def test_contributions_add_up_to_the_score():
    scores = expected()
    total = np.nansum(list(scores.contributions.values()), axis=0)

    assert_allclose(total, scores.score, rtol=0, atol=1e-12)
    assert np.isnan(scores.contributions["returns"][2])


def test_contributions_of_no_sum_are_absent_and_the_reason_is_given():
    card = Scorecard(kpis=CARD.kpis, aggregate="topsis", scale="vector")
    scores = score(card, FRAME, key="partner_id", as_of=TODAY, contributions=True)

    assert scores.contributions is None
    assert [finding.code for finding in scores.findings] == ["not-additive"]


def test_ranks_are_within_the_peers():
    frame = score(CARD, FRAME, key="partner_id", as_of=TODAY).frame

    assert frame["peer_group"].tolist() == ["gold", "gold", "gold", "silver", "silver", "*"]
    assert frame["rank"].tolist() == [2, 3, 1, 2, 1, 6]


def test_ranks_are_whole_numbers_unless_somebody_has_none():
    some = {**FRAME, "revenue": [None, *FRAME["revenue"][1:]], "returns": [None] * 6}

    assert expected().frame["rank"].dtype == np.int64
    assert np.isnan(score(CARD, some, key="partner_id", as_of=TODAY).frame["rank"][0])


def test_exact_decimals_are_taken():
    frame = {**FRAME, "revenue": [Decimal(str(value)) for value in FRAME["revenue"]]}

    assert score(CARD, frame, key="partner_id", as_of=TODAY).score.tolist() == expected().score.tolist()


@pytest.mark.parametrize("name", ["score", "rank", "peer_group"])
def test_a_key_named_like_an_answer_is_refused(name):
    with pytest.raises(InvalidValue, match="rename"):
        score(CARD, {**FRAME, name: FRAME["partner_id"]}, key=name, as_of=TODAY)


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(InvalidValue, match="as_of"):
        score(CARD, FRAME, key="partner_id", as_of=datetime(2026, 1, 1))


class TestFindings:
    def test_name_a_figure_that_nobody_has(self):
        scores = score(CARD, {**FRAME, "training": [None] * 6}, key="partner_id", as_of=TODAY)

        assert [(each.code, each.subjects) for each in scores.findings] == [("kpi-unknown", ("training",))]

    def test_name_a_figure_that_tells_nobody_apart(self):
        (finding,) = expected().findings

        assert (finding.code, dict(finding.reason.facts)) == (
            "kpi-without-spread",
            {"kpi": "training", "count": 1},
        )

    def test_tell_of_groups_too_small_to_compare(self):
        card = Scorecard(kpis=CARD.kpis[:1], peers=("tier",), min_peers=9)
        (finding,) = score(card, FRAME, key="partner_id", as_of=TODAY).findings

        assert (finding.code, dict(finding.reason.facts)) == ("few-peers", {"count": 6, "least": 9})


def test_a_key_called_like_a_contribution_is_refused_where_they_are_asked_for():
    frame = {"contribution_sales": ["a", "b"], "sales": [1.0, 2.0]}
    asked = {"key": "contribution_sales", "as_of": date(2026, 3, 31)}

    assert len(score(Scorecard(kpis=(Kpi("sales"),)), frame, **asked)) == 2
    with pytest.raises(InvalidValue, match="rename the column"):
        score(Scorecard(kpis=(Kpi("sales"),)), frame, **asked, contributions=True)

"""How sure are the ranks of scores and of single figures?"""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_array_equal

from partnerkit.interop import say
from partnerkit.scoring import Kpi, Scorecard, rank_intervals, score
from partnerkit.values.errors import InvalidInput, InvalidValue, NotFound

TODAY = date(2026, 3, 31)


def scored(card, frame):
    return score(card, frame, key="id", as_of=TODAY)


def claims(of):
    return {
        "id": ["good", "middling", "bad", "nothing"],
        "rejected": [0.02 * of, 0.20 * of, 0.60 * of, None],
        "claims": [of, of, of, None],
    }


RATE = Kpi("rejection_rate", better="lower", count="rejected", of="claims")


def test_many_claims_tell_partners_apart_and_few_do_not():
    card = Scorecard(kpis=(RATE,))
    # What is as plain as that takes few draws to see.
    many = scored(card, claims(5_000)).rank_interval(0.9, draws=100)
    few = scored(card, claims(5)).rank_interval(0.9)

    assert [many[key] for key in ("good", "middling", "bad")] == [(1, 1), (2, 2), (3, 3)]
    assert few["good"][1] > 1
    assert few["middling"] == (1, 3)
    assert many["nothing"] is None
    assert many.method["uncertain"] == ("rejection_rate",)


def test_a_rate_of_all_but_none_is_as_sure_as_one_of_hardly_any():
    card = Scorecard(
        kpis=(Kpi("rejection_rate", count="rejected", of="claims", points=(0, 1)),), scale="points"
    )
    # Those far apart keep the two that are near each other from being drawn together.
    for rejected in ([1_000, 994, 500, 0], [0, 6, 500, 1_000]):
        found = scored(card, {"id": list("ABCD"), "rejected": rejected, "claims": [1_000] * 4})
        assert sorted(found.rank_interval(0.9).values()) == [(1, 1), (2, 2), (3, 3), (4, 4)]


def test_standard_errors_of_a_column():
    frame = {
        "id": list("ABC"),
        "csat": [90.0, 60.0, 55.0],
        "csat_se": [1.0, 6.0, 6.0],
        "sales": [1.0, 1.0, 1.0],
    }
    card = Scorecard(kpis=(Kpi("csat", se="csat_se"), Kpi("sales")))
    found = scored(card, frame).rank_interval(0.9)

    assert dict(found) == {"A": (1, 1), "B": (2, 3), "C": (2, 3)}
    assert found.method["taken_as_exact"] == ("sales",)


def test_without_sampling_errors_there_is_a_reason_and_no_interval():
    found = scored(Scorecard(kpis=(Kpi("sales"),)), {"id": ["A", "B"], "sales": [1, 2]}).rank_interval(0.9)

    assert found.reason.code == "no-sampling-information"
    assert dict(found) == {"A": None, "B": None}
    assert say(found.reason, locale="de").startswith("Nichts sagt")


def test_ranks_are_those_within_the_peers():
    frame = {
        "id": list("ABCD"),
        "tier": ["gold", "gold", "silver", "silver"],
        "x": [9.0, 1.0, 8.0, 2.0],
        "se": [0.1, 0.1, 0.1, 0.1],
    }
    card = Scorecard(kpis=(Kpi("x", se="se"),), peers=("tier",), min_peers=2)

    assert dict(scored(card, frame).rank_interval(0.95)) == {
        "A": (1, 1),
        "B": (2, 2),
        "C": (1, 1),
        "D": (2, 2),
    }


@pytest.mark.parametrize("aggregate", ["weighted_sum", "topsis"])
def test_every_aggregate_has_them(aggregate):
    chance = np.random.default_rng(0)
    frame = {"id": list(range(8)), "x": chance.normal(size=8), "se": [0.2] * 8, "y": chance.normal(size=8)}
    card = Scorecard(kpis=(Kpi("x", se="se"), Kpi("y")), aggregate=aggregate)
    found = scored(card, frame).rank_interval(0.9, draws=300)

    assert (found.low <= found.rank).all()
    assert (found.rank <= found.high).all()
    assert (found.high > found.low).any()


def test_the_same_seed_gives_the_same():
    frame = {"id": range(40), "rejected": range(40), "claims": [100] * 40}
    scores = scored(Scorecard(kpis=(RATE,)), frame)
    one, same, other = (scores.rank_interval(0.9, draws=100, seed=seed) for seed in (0, 0, 1))

    assert_array_equal(one.high, same.high)
    assert (one.high != other.high).any()
    assert other.method["seed"] == 1


def test_of_whom_nobody_says_how_sure_it_is_counts_as_unsure_as_the_least_sure():
    frame = {"id": list("ABC"), "x": [1.0, 2.0, 3.0], "se": [0.001, 5.0, None]}
    found = scored(Scorecard(kpis=(Kpi("x", se="se"),), scale="min_max"), frame).rank_interval(0.9)

    assert found["C"] == (1, 3)


def test_parameters_are_checked_together():
    scores = scored(Scorecard(kpis=(RATE,)), claims(40))
    with pytest.raises(InvalidInput) as caught:
        scores.rank_interval(1.0, kind="joint", draws=1, seed=-1)

    assert [fault.path for fault in caught.value.faults] == ["level", "kind", "draws", "seed"]


def test_too_many_at_once_are_refused():
    scores = scored(
        Scorecard(kpis=(Kpi("x", se="s"),)), {"id": range(3_001), "x": range(3_001), "s": [1.0] * 3_001}
    )
    with pytest.raises(InvalidValue, match="3001 in one peer group"):
        scores.rank_interval(0.9)


def test_more_draws_than_fit_are_refused():
    scores = scored(
        Scorecard(kpis=(Kpi("x", se="s"),)), {"id": range(2_001), "x": range(2_001), "s": [1.0] * 2_001}
    )

    with pytest.raises(InvalidValue, match="2001 in all, 100000 draws"):
        scores.rank_interval(0.9, draws=100_000)


class TestOneFigure:
    def test_several_rows_of_a_key_tell_how_sure_it_is(self):
        chance = np.random.default_rng(0)
        frame = {
            "id": np.repeat(["A", "B", "C"], 24),
            "sales": np.concatenate([chance.normal(mean, 3, 24) for mean in (50, 20, 19)]),
        }
        found = rank_intervals(frame, key="id", value="sales", kind="simultaneous")

        assert dict(found) == {"A": (1, 1), "B": (2, 3), "C": (2, 3)}

    def test_one_row_of_a_key_alone_has_no_interval(self):
        found = rank_intervals({"id": ["A", "A", "B", "B", "C"], "x": [1, 2, 8, 9, 5]}, key="id", value="x")

        assert found["C"] is None
        assert found["A"] is not None

    def test_single_rows_have_no_sampling_information(self):
        found = rank_intervals({"id": ["A", "B"], "x": [1, 2]}, key="id", value="x")

        assert found.reason.code == "no-sampling-information"
        assert found.rank.tolist() == [2, 1]

    def test_lower_may_be_better(self):
        frame = pd.DataFrame({"id": ["A", "B"], "x": [1.0, 9.0], "se": [0.1, 0.1]})
        found = rank_intervals(frame, key="id", value="x", se="se", better="lower")

        assert found.frame["low"].tolist() == [1, 2]
        assert isinstance(found.frame, pd.DataFrame)

    def test_bad_columns_are_told_together(self):
        frame = {"id": ["A", "A"], "x": [1.0, float("inf")], "se": [0.1, -1]}
        with pytest.raises(InvalidInput) as caught:
            rank_intervals(frame, key="id", value="x", se="se")

        assert len(caught.value.faults) == 3

    def test_an_unknown_key(self):
        with pytest.raises(NotFound):
            _ = rank_intervals({"id": ["A"], "x": [1]}, key="id", value="x")["B"]


class TestPanels:
    FRAME = {
        "id": ["A", "B", "C"] * 4,
        "month": [f"2025-{month:02}" for month in range(1, 5) for _ in range(3)],
        "x": [9.0, 5.0, 1.0, 9.5, 4.0, 1.5, 8.0, 5.5, 0.5, 9.0, 5.0, 1.0],
        "se": [0.1] * 12,
    }

    def panel(self, **kpi):
        return score(Scorecard(kpis=(Kpi("x", **kpi),)), self.FRAME, key="id", by="month", as_of=TODAY)

    def test_each_period_is_ranked_by_itself(self):
        found = self.panel(se="se").rank_interval(0.9)
        label = next(iter(found))

        assert len(found) == 12
        assert found[label] == (1, 1)
        assert list(found.to_frame()) == ["id", "month", "rank", "low", "high"]
        assert found.to_frame()["id"].tolist() == self.FRAME["id"]

    def test_scores_of_several_periods_tell_how_sure_they_are(self):
        scores = self.panel()

        assert scores.rank_interval(0.9).reason.code == "no-sampling-information"
        assert dict(rank_intervals(scores.frame, key="id", value="score")) == {
            "A": (1, 1),
            "B": (2, 2),
            "C": (3, 3),
        }


def test_a_key_called_like_a_column_of_the_answer_is_refused():
    with pytest.raises(InvalidValue, match="rename the column"):
        rank_intervals({"low": ["a"], "v": [3], "e": [1]}, key="low", value="v", se="e")
    scores = score(Scorecard(kpis=(Kpi("sales"),)), {"low": ["a"], "sales": [3]}, key="low", as_of=TODAY)
    with pytest.raises(InvalidValue, match="rename the column"):
        scores.rank_interval(0.9)


def test_errors_that_nobody_tells_rule_no_rank_out():
    card = Scorecard(kpis=(Kpi("sales", se="e"),), min_peers=1)
    told = {"id": ["A", "B"], "sales": [1.0, 2.0], "e": [None, None]}
    found = score(card, told, key="id", as_of=date(2026, 3, 31)).rank_interval()

    assert dict(found) == {"A": None, "B": None}
    assert found.reason.code == "no-sampling-information"


def test_means_that_differ_by_the_order_of_their_rows_share_a_rank():
    told = {"partner": list("aaabbb"), "margin": [0.1, 0.2, 0.3, 0.3, 0.2, 0.1]}

    assert rank_intervals(told, key="partner", value="margin").rank.tolist() == [1.0, 1.0]

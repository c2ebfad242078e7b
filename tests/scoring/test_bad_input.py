"""
Whatever comes in is scored rightly, or refused with the KPI, the first keys and the remedy.

The list of what goes wrong elsewhere: what is missing in all its spellings,
constant and unknown figures, groups of one, odd keys, odd weights, odd memory.
"""

from datetime import date, datetime
from decimal import Decimal

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from partnerkit.scoring import Kpi, Scorecard, fit, score
from partnerkit.scoring.scorecard import Aggregate
from partnerkit.values.errors import InvalidInput, InvalidValue

TODAY = date(2026, 3, 31)
ALL = pytest.mark.parametrize("aggregate", Aggregate.__args__)


def scored(frame, card=None, **options):
    rows = len(next(iter(frame.values())))
    by = card or Scorecard(kpis=[Kpi(name) for name in frame], scale="min_max", **options)
    return score(by, {"id": [f"P-{n}" for n in range(rows)], **frame}, key="id", as_of=TODAY)


# -- numbers and what is missing


@pytest.mark.parametrize("missing", [None, float("nan"), Decimal("NaN"), np.float32("nan")])
def test_whatever_is_missing_is_unknown_and_never_zero(missing):
    found = scored({"a": [1.0, missing, 3.0], "b": [0.0, 1.0, 1.0]}, min_coverage=0.5)

    assert found.explain("P-1").lines[0].raw is None
    assert found["P-1"] == 1


def test_pandas_has_more_ways_to_miss_something():
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame(
        {
            "id": ["x", "y", "z"],
            "a": pandas.array([1, pandas.NA, 3], dtype="Int64"),
            "on": pandas.to_datetime(["2026-03-31", None, "2026-03-01"]).date,
        }
    )
    card = Scorecard(kpis=(Kpi("a", half_life="30d", measured="on"),), min_coverage=0)

    assert score(card, frame, key="id", as_of=TODAY).unscored.keys() == {"y"}


@pytest.mark.parametrize("wrong", [float("inf"), float("-inf"), Decimal("-Infinity"), 10**400, 1e101])
def test_what_is_infinite_or_absurd_is_refused_by_key(wrong):
    with pytest.raises(InvalidValue) as caught:
        scored({"a": [Decimal(1), wrong, *[wrong] * 6]})

    assert caught.value.path == "frame['a']"
    assert "'P-1', 'P-2', 'P-3', 'P-4', 'P-5' and 2 more" in caught.value.value
    assert "finite numbers" in caught.value.remedy


def test_an_infinite_value_in_a_matrix_of_rows_is_found_too():
    matrix = np.ones((4, 2))
    matrix[2, 1] = np.inf

    with pytest.raises(InvalidValue, match=r"frame\['b'\]: an infinite value at 'P-2'"):
        scored({"a": matrix[:, 0], "b": matrix[:, 1]})


@ALL
def test_figures_that_nobody_has_or_that_are_all_alike_break_nothing(aggregate):
    frame = {"none": [None] * 4, "same": [0.1] * 4, "one": [None, 5, None, None], "a": [1, 2, None, -4]}
    found = scored(frame, aggregate=aggregate, min_coverage=0)

    assert np.isfinite(found.score).all()
    assert "kpi-unknown" in {finding.code for finding in found.findings}


@ALL
def test_a_partner_of_whom_nothing_is_known_has_no_score_and_moves_nobody(aggregate):
    frame = {"a": [1.0, 5.0, 2.0], "b": [3.0, 1.0, 2.0]}
    more = {name: [*column, None] for name, column in frame.items()}
    alone, together = scored(frame, aggregate=aggregate), scored(more, aggregate=aggregate)

    assert together["P-3"] is None
    assert together.unscored["P-3"].code == "no-values"
    assert_allclose(together.score[:3], alone.score, atol=1e-12)


# -- weights


@pytest.mark.parametrize("weight", [float("nan"), -0.1, float("inf")])
def test_a_weight_that_is_none_is_refused_before_anything(weight):
    with pytest.raises(InvalidValue, match="weight"):
        Kpi("a", weight=weight)


def test_weights_of_nothing_are_refused_and_others_need_not_add_up_to_one():
    with pytest.raises(InvalidValue, match="no weight above 0"):
        Scorecard(kpis=(Kpi("a", weight=0), Kpi("b", weight=0)))
    frame = {"a": [1, 2, 3], "b": [3, 1, 2]}
    small, large = (
        Scorecard(kpis=(Kpi("a", weight=2 * unit), Kpi("b", weight=unit))) for unit in (1e-6, 1e5)
    )

    assert_allclose(scored(frame, small).score, scored(frame, large).score)


@pytest.mark.parametrize("method", ["entropy", "critic"])
def test_weights_are_given_or_found_but_not_both(method):
    with pytest.raises(InvalidValue, match=r"kpis\[0\]\.weight"):
        Scorecard(kpis=(Kpi("a", weight=3), Kpi("b")), weights=method)


# -- groups and keys


@ALL
def test_a_group_of_one_without_a_name_is_a_group(aggregate):
    frame = {"a": [1.0, 2.0, 3.0], "b": [2.0, 1.0, 5.0]}
    card = Scorecard(
        kpis=(Kpi("a"), Kpi("b")), scale="min_max", aggregate=aggregate, peers=("tier",), min_peers=1
    )
    found = scored({**frame, "tier": ["x", "x", None]}, card)

    assert found.frame["peer_group"].tolist() == ["x", "x", "-"]
    assert np.isfinite(found.score).all()
    assert found.rank[2] == 1


def test_a_category_nobody_had_falls_back_to_everybody():
    card = Scorecard(kpis=(Kpi("a"),), peers=("tier",), min_peers=2, scale="min_max")
    frame = {"id": [1, 2, 3, 4], "a": [0.0, 1.0, 2.0, 4.0], "tier": ["x", "x", "y", "y"]}

    assert fit(card, frame, key="id", as_of=TODAY).score_one({"a": 1.0, "tier": "new"}) == 0.25


def test_keys_that_come_twice_are_refused_by_name():
    with pytest.raises(InvalidValue, match=r"frame\['id'\]: a key that was there before at 'a'.*one row"):
        score(Scorecard(kpis=(Kpi("a"),)), {"id": ["a", "b", "a"], "a": [1, 2, 3]}, key="id", as_of=TODAY)


def test_columns_of_one_name_are_refused():
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame([["x", 1, 2]], columns=["id", "a", "a"])

    with pytest.raises((InvalidValue, InvalidInput), match="name each column"):
        score(Scorecard(kpis=(Kpi("a"),)), frame, key="id", as_of=TODAY)


def test_categories_of_pandas_are_their_values():
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame(
        {"id": ["p", "q", "r"], "a": [1.0, 2.0, 3.0], "tier": pandas.Categorical(["x", "y", "x"])}
    )
    card = Scorecard(kpis=(Kpi("a"),), peers=("tier",), min_peers=1)

    assert score(card, frame, key="id", as_of=TODAY).peers.labels().tolist() == ["x", "y", "x"]


@ALL
@pytest.mark.parametrize("rows", [0, 1])
def test_nobody_and_one_alone_are_scored(aggregate, rows):
    found = scored({"a": [3.0] * rows, "b": [1.0] * rows}, aggregate=aggregate)

    assert len(found) == rows
    assert np.isfinite(found.score).all()
    assert found.ranked()["overall_rank"].tolist() == [1] * rows


# -- memory


def test_whole_numbers_beyond_the_reach_of_floats_are_taken_as_the_nearest():
    found = scored({"a": np.array([2**60, 2**60 + 2**20, 2**60 + 2**21])})

    assert_array_equal(found.score, [0, 0.5, 1])


@ALL
def test_columns_that_are_read_only_strided_or_short_are_read_alike(aggregate):
    whole = np.random.default_rng(3).normal(size=(30, 8)).astype(np.float32).astype(np.float64)
    plain = {"a": whole[:, 1].copy(), "b": whole[:, 6].copy()}
    views = {"a": whole[:, 1], "b": whole[:, 6]}
    short = {name: column.astype(np.float32) for name, column in plain.items()}
    for column in (*views.values(), *short.values()):
        column.flags.writeable = False
    expected = scored(plain, aggregate=aggregate).score

    for frame in (views, short, {name: column[::-1][::-1] for name, column in plain.items()}):
        assert_array_equal(scored(frame, aggregate=aggregate).score, expected)


def test_equals_share_the_middle_whichever_way_one_looks():
    figures = [3.0, 1.0, 3.0, 2.0, 1.0]
    up = scored({"a": figures}, Scorecard(kpis=(Kpi("a"),), scale="percent_rank"))
    down = scored({"a": figures}, Scorecard(kpis=(Kpi("a", better="lower"),), scale="percent_rank"))

    assert_allclose(up.score, 1 - down.score)
    assert up.top(5) == ("P-0", "P-2", "P-3", "P-1", "P-4")


# -- shrinkage and freshness


def test_without_spread_beyond_chance_all_are_drawn_fully_and_few_peers_are_left_alone():
    rate = Scorecard(kpis=(Kpi("rate", count="c", of="n"),))
    alike = scored({"c": [5, 4, 6, 5], "n": [50] * 4}, rate)
    few = Scorecard(kpis=(Kpi("a", se="se", shrink="normal"),))
    left = scored({"a": [1.0, 2.0, 9.0], "se": [5.0] * 3}, few)

    assert {alike.explain(key).lines[0].shrunk for key in alike} == {0.1}
    assert [left.explain(key).lines[0].shrunk for key in left] == [1.0, 2.0, 9.0]


def test_of_nothing_counted_there_is_no_rate():
    rate = Scorecard(kpis=(Kpi("rate", count="c", of="n"),))

    assert scored({"c": [0, 1, 2], "n": [0, 4, 4]}, rate)["P-0"] is None


@pytest.mark.parametrize("error", [0.0, -1.0, float("inf")])
def test_a_standard_error_that_is_none_is_refused(error):
    card = Scorecard(kpis=(Kpi("a", se="se"),))

    with pytest.raises(InvalidValue, match=r"frame\['se'\].* at 'P-1'"):
        scored({"a": [1, 2, 3], "se": [1.0, error, 1.0]}, card)


def test_the_future_and_times_without_a_zone_are_refused_and_a_half_life_of_nothing_too():
    card = Scorecard(kpis=(Kpi("a", half_life="9d", measured="on"),))
    for on, message in ((date(2026, 4, 1), "measured after as_of"), (datetime(2026, 3, 1), "a time zone")):
        with pytest.raises(InvalidValue, match=message):
            scored({"a": [1], "on": [on]}, card)
    with pytest.raises(InvalidValue, match="half_life"):
        Kpi("a", half_life="0d", measured="on")


def test_a_figure_never_measured_is_unknown():
    card = Scorecard(kpis=(Kpi("a", half_life="9d", measured="on"), Kpi("b")), min_coverage=0)
    found = scored({"a": [1, 2], "b": [1, 2], "on": [None, None]}, card)

    assert_allclose(found.coverage, [0.5, 0.5])


# -- what a KPI says of its figures


def test_figures_outside_their_range_count_as_unknown_and_are_told():
    card = Scorecard(kpis=(Kpi("share", valid=(0, 1)), Kpi("b")), min_coverage=0)
    found = scored({"share": [0.5, 7.0, 0.1], "b": [1, 2, 3]}, card)
    (finding,) = found.findings

    assert_allclose(found.coverage, [1, 0.5, 1])
    assert (finding.code, dict(finding.reason.facts)) == (
        "kpi-out-of-range",
        {"kpi": "share", "count": 1, "low": 0, "high": 1},
    )


def test_another_currency_is_refused_by_key():
    card = Scorecard(kpis=(Kpi("revenue", unit="EUR", currency="cur"),))
    frame = {"revenue": [1, 2, None], "cur": ["EUR", "USD", None]}

    with pytest.raises(InvalidValue, match=r"another currency than EUR at 'P-1'.*stated rate"):
        scored(frame, card)


@pytest.mark.parametrize(
    "wrong",
    [
        {"points": (3, 3)},
        {"points": (9, 1)},
        {"points": (1, 9), "better": "lower"},
        {"points": (3, -1), "better": "target", "target": (1, 2)},
        {"floor": 10},
        {"floor": 101, "points": (0, 1)},
        {"currency": "cur"},
        {"shrink": "normal"},
        {"shrink": "beta_binomial"},
        {"shrink": "normal", "se": "se", "count": "c", "of": "n"},
        {"valid": (2, 1)},
        {"preference": (3, 1)},
        {"preference": (-1, 1)},
    ],
    ids=str,
)
def test_a_kpi_that_contradicts_itself_is_refused(wrong):
    with pytest.raises(InvalidValue):
        Kpi("a", **wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        {"aggregate": "geometric", "scale": "peer_z"},
        {"scale": "points"},
        {"kpis": (Kpi("a", points=(0, 1)),)},
        {"kpis": (Kpi("a", preference=(0, 1)),)},
        {"winsorize": 0.5},
        {"winsorize": 0},
        {"weights": "ahp"},
    ],
    ids=str,
)
def test_a_card_that_contradicts_itself_is_refused(wrong):
    with pytest.raises(InvalidValue):
        Scorecard(**{"kpis": (Kpi("a"),), **wrong})


class TestPoints:
    card = Scorecard(
        kpis=(
            Kpi("customers", weight=60, points=(0, 20), floor=10),
            Kpi("days", weight=40, better="lower", points=(30, 10)),
        ),
        scale="points",
    )

    def test_add_up_to_a_hundred(self):
        found = scored({"customers": [20, 10, 40], "days": [10, 20, 99]}, self.card)

        assert_allclose(found.score, [100, 50, 60])

    def test_tell_who_misses_the_floor_of_one_figure_whatever_the_whole(self):
        found = scored({"customers": [1, 10, None], "days": [5, 20, 5]}, self.card)
        ((key, (reason,)),) = found.below_floor.items()

        assert (key, reason.code) == ("P-0", "below-floor")
        assert dict(reason.facts) == {"kpi": "customers", "points": 5.0, "least": 10}

"""Periods, each as it looked then."""

from datetime import UTC, date, datetime

import numpy as np
import pytest

from partnerkit.scoring import Kpi, Scorecard, score
from partnerkit.scoring.panel import as_days, ends_of
from partnerkit.values.errors import InvalidInput, InvalidValue
from partnerkit.values.frames import FrameKind
from partnerkit.values.time import Period

CARD = Scorecard(kpis=(Kpi("revenue"),), scale="min_max")
LONG = {
    "id": ["a", "b", "c", "a", "b", "c"],
    "month": ["2026-01"] * 3 + ["2026-02"] * 3,
    "revenue": [1.0, 2.0, 3.0, 30.0, 20.0, 10.0],
}


def scored(frame=LONG, card=CARD, as_of=date(2026, 3, 31), **options):
    return score(card, frame, key="id", as_of=as_of, by="month", **options)


def test_each_period_is_scored_by_itself():
    assert dict(scored()) == {
        ("a", "2026-01"): 0,
        ("b", "2026-01"): 0.5,
        ("c", "2026-01"): 1,
        ("a", "2026-02"): 1,
        ("b", "2026-02"): 0.5,
        ("c", "2026-02"): 0,
    }


def test_of_pandas_a_midnight_is_a_day_and_a_column_with_another_time_is_none():
    midnights = np.array(["2026-03-31T00:00", "NaT"], dtype="datetime64[us]")
    times = np.array(["2026-03-31T00:00", "2026-03-31T09:00"], dtype="datetime64[us]")

    assert as_days(midnights, FrameKind("pandas")).dtype == np.dtype("datetime64[D]")
    assert as_days(times, FrameKind("pandas")) is times
    assert as_days(midnights, FrameKind("dict")) is midnights


def test_pandas_tells_since_when_a_row_is_known_as_well_as_a_dict_does():
    pandas = pytest.importorskip("pandas")
    known = [date(2026, 2, 2)] * 3 + [date(2026, 3, 3), date(2026, 3, 3), date(2026, 4, 2)]
    frame = pandas.DataFrame({**LONG, "booked": pandas.to_datetime(known)})

    assert dict(scored(frame, known="booked")) == dict(scored({**LONG, "booked": known}, known="booked"))


def test_gives_what_one_period_after_the_other_gives():
    rng = np.random.default_rng(7)
    frame = {
        "id": np.tile(np.arange(40), 3),
        "month": np.repeat(["2026-01", "2026-02", "2026-03"], 40),
        "tier": rng.integers(0, 3, 120),
        "revenue": rng.normal(size=120),
    }
    card = Scorecard(kpis=(Kpi("revenue"),), peers=("tier",), min_peers=12)
    panel = scored(frame, card)
    for place, month in enumerate(("2026-01", "2026-02", "2026-03")):
        part = slice(40 * place, 40 * place + 40)
        alone = score(
            card, {name: column[part] for name, column in frame.items()}, key="id", as_of=date(2026, 3, 31)
        )

        assert [panel[key, month] for key in range(40)] == list(alone.values())
        assert panel.rank[part].tolist() == alone.rank.tolist()


def test_nobody_is_compared_with_another_period_however_small_the_group():
    card = Scorecard(kpis=(Kpi("revenue"),), peers=("tier",), min_peers=3)
    found = scored({**LONG, "tier": ["x", "x", "y"] * 2}, card)

    assert {group.label for group in found.peers.described} == {"2026-01 / *", "2026-02 / *"}


def test_the_frame_names_the_period_and_the_answers_are_by_key_and_period():
    found = scored()

    assert list(found.frame)[:3] == ["id", "month", "score"]
    assert found.top(2) == (("c", "2026-01"), ("a", "2026-02"))
    assert found.explain(("a", "2026-02")).score == 1
    assert found.explain(("a", "2026-02")).reasons[0].facts["partner"] == "a, 2026-02"
    assert "panel" in found.method


def test_ranked_ranks_within_the_period():
    card = Scorecard(kpis=(Kpi("revenue"),), peers=("tier",), min_peers=1, scale="percent_rank")
    found = scored({**LONG, "tier": ["x", "x", "y"] * 2}, card).ranked()

    assert found["overall_rank"].tolist() == [3, 1, 2, 1, 3, 2]


def test_what_comes_after_the_moment_is_left_out_and_told():
    found = scored(as_of=date(2026, 2, 27))

    assert set(found) == {("a", "2026-01"), ("b", "2026-01"), ("c", "2026-01")}
    assert [(each.code, each.reason.facts["count"]) for each in found.findings] == [("rows-not-known-yet", 3)]


def test_an_old_moment_shows_what_was_known_then():
    """February was corrected in April: in March nobody knew."""
    frame = {
        "id": ["a", "b", "a"],
        "month": ["2026-02", "2026-02", "2026-02"],
        "revenue": [5.0, 9.0, 99.0],
        "known": [date(2026, 3, 2), date(2026, 3, 2), date(2026, 4, 10)],
    }
    then, now = (scored(frame, as_of=day, known="known") for day in (date(2026, 3, 31), date(2026, 4, 30)))

    assert (then["a", "2026-02"], now["a", "2026-02"]) == (0, 1)
    assert [each.code for each in then.findings] == ["rows-not-known-yet"]
    assert [each.code for each in now.findings] == ["rows-replaced"]


@pytest.mark.parametrize("order", [[0, 1, 2], [1, 0, 2]])
def test_of_two_reports_before_the_end_of_a_period_the_later_one_counts(order):
    told = [("a", 99.0, date(2026, 2, 20)), ("a", 5.0, date(2026, 2, 9)), ("b", 9.0, date(2026, 2, 9))]
    names, revenue, known = zip(*(told[place] for place in order), strict=True)
    frame = {"id": list(names), "month": ["2026-02"] * 3, "revenue": list(revenue), "known": list(known)}

    assert dict(scored(frame, known="known")) == {("a", "2026-02"): 1, ("b", "2026-02"): 0}
    lazy = pytest.importorskip("polars").DataFrame(frame).lazy()
    assert scored(lazy, known="known").top(1) == (("a", "2026-02"),)


def test_a_figure_measured_after_its_period_is_unknown_in_it():
    card = Scorecard(kpis=(Kpi("revenue", half_life="30d", measured="on"),), scale="min_max")
    days = [date(2026, 1, 31), date(2026, 1, 1), date(2026, 2, 1), *[date(2026, 2, 28)] * 3]
    found = scored({**LONG, "on": days}, card)

    assert found["c", "2026-01"] is None
    assert found.coverage[0] == 1
    assert 0.5 < found.coverage[1] < 1 or np.isclose(found.coverage[1], 0.5)
    assert [each.code for each in found.findings] == ["kpi-not-known-yet"]


@pytest.mark.parametrize(
    "months",
    [
        ["2026-Q1"] * 3 + ["2026-Q2"] * 3,
        ["2025"] * 3 + ["2026"] * 3,
        [date(2026, 1, 31)] * 3 + [date(2026, 2, 28)] * 3,
        [Period.month(2026, 1)] * 3 + [Period.month(2026, 2)] * 3,
        np.array(["2026-01-31", "2026-02-28"], dtype="datetime64[s]").repeat(3),
    ],
    ids=str,
)
def test_periods_are_told_in_many_ways(months):
    assert len(scored({**LONG, "month": months}, as_of=date(2027, 1, 1))) == 6


@pytest.mark.parametrize("month", ["Jan 2026", None, 202601, datetime(2026, 1, 1, 12, tzinfo=UTC), 1.5])
def test_a_period_that_is_none_is_refused(month):
    with pytest.raises(InvalidValue, match=r"frame\['month'\].*2026-Q1"):
        scored({**LONG, "month": [month] * 6})


def test_of_many_wrong_periods_the_first_few_are_told():
    with pytest.raises(InvalidInput) as caught:
        scored({**LONG, "month": ["Jan", "Feb", "Mar", "Apr", "May", "Jun"]})

    assert [each.value for each in caught.value.faults] == ["'Jan'", "'Feb'", "'Mar'", "'Apr'", "'May'"]


def test_a_key_that_comes_twice_in_a_period_is_refused():
    with pytest.raises(InvalidValue, match=r"there before at 'a'.*known="):
        scored({**LONG, "id": ["a", "a", "c", "a", "b", "c"]})


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"by": "id"}, "name the column of periods"),
        ({"by": "score"}, "rename the column"),
        ({"by": None, "known": "known"}, "name the column of periods, too"),
    ],
)
def test_a_call_that_makes_no_sense_is_refused(options, message):
    with pytest.raises((InvalidValue, InvalidInput), match=message):
        score(CARD, LONG, key="id", as_of=date(2026, 3, 31), **options)


def test_weights_of_all_periods_would_tell_the_future():
    card = Scorecard(kpis=(Kpi("revenue"), Kpi("more")), weights="entropy")

    with pytest.raises(InvalidValue, match="not known then"):
        scored({**LONG, "more": [1] * 6}, card)


@pytest.mark.parametrize("known", [["yesterday"] * 6, [None] * 6, [date(2026, 1, 1), None] * 3])
def test_since_when_a_row_is_known_is_a_date(known):
    with pytest.raises(InvalidValue, match="known"):
        scored({**LONG, "known": known}, known="known")


def test_a_list_is_no_period():
    months = np.empty(1, dtype=object)
    months[0] = ["2026-01"]

    with pytest.raises(InvalidValue, match="lists or the like"):
        ends_of("month", months)

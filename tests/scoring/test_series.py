"""A long frame becomes a table of partners and periods; what is not told stays unknown."""

from datetime import UTC, date, datetime
from decimal import Decimal

import numpy as np
import pandas as pd
import polars as pl
import pytest

from partnerkit import Period
from partnerkit.scoring import Kpi, bootstrap, pareto, rank_intervals, trends, value_matrix
from partnerkit.scoring.series import as_numbers, read_series
from partnerkit.values.errors import InvalidInput, InvalidValue

FRAME = {
    "id": ["A", "B", "A"],
    "month": ["2026-02", "2026-01", "2026-01"],
    "sales": [Decimal("2.5"), 1, None],
}
END = date(2026, 3, 31)


def read(frame, as_of=END):
    return read_series(frame, key="id", by="month", value="sales", as_of=as_of)


def test_rows_are_keys_and_columns_periods():
    series = read(FRAME)

    assert series.keys == ("A", "B")
    assert series.periods == (Period.month(2026, 1), Period.month(2026, 2))
    np.testing.assert_array_equal(series.table, [[np.nan, 2.5], [1, np.nan]])
    assert series.per_year == 12


@pytest.mark.parametrize("kind", ["object", "datetime64[s]", "datetime64[ns]", pl.Date])
def test_frames_with_dates(kind):
    days = [date(2026, 2, 1), date(2026, 1, 31), date(2026, 1, 1)]
    columns = {"id": ["A", "B", "A"], "month": days, "sales": [2.5, 1.0, 3.0]}
    frame = pl.DataFrame(columns) if kind is pl.Date else pd.DataFrame(columns).astype({"month": kind})

    series = read(frame)

    assert series.table.tolist() == [[3.0, 2.5], [1.0, pytest.approx(np.nan, nan_ok=True)]]


@pytest.mark.parametrize(
    ("labels", "per_year"),
    [
        (["2025-Q1", "2025-Q3"], 4),
        (["2024", "2025"], 1),
        (["2025-H1", "2025-H2"], 2),
        (["2025-02", "2025-03"], 12),
        (["2024-02", "2024-03"], 12),
    ],
)
def test_periods_of_other_lengths(labels, per_year):
    series = read({"id": ["A", "A"], "month": labels, "sales": [1, 2]})

    assert series.per_year == per_year
    assert series.periods[-1].label == labels[-1]


def test_a_period_that_is_not_over_is_left_out():
    series = read(FRAME, as_of=datetime(2026, 2, 15, tzinfo=UTC))

    assert [each.label for each in series.periods] == ["2026-01"]
    assert series.keys == ("A", "B")


def test_nothing_at_all():
    series = read({"id": [], "month": [], "sales": []})

    assert series.table.shape == (0, 0)


def test_a_period_told_twice_is_refused():
    frame = {"id": ["A", "A"], "month": ["2026-01", "2026-01"], "sales": [1, 2]}

    with pytest.raises(InvalidValue, match=r"frame\['month'\]: 2026-01 for a second time at 'A'"):
        read(frame)


def test_mixed_lengths_are_refused():
    with pytest.raises(InvalidValue, match="use periods of one length"):
        read({"id": ["A", "A"], "month": ["2025-Q1", "2025-03"], "sales": [1, 2]})


def test_of_many_that_do_not_stand_in_the_row_the_earliest_is_named():
    days = [f"2025-03-{day:02}" for day in range(28, 1, -1)]
    with pytest.raises(InvalidValue, match="2025-03-02 beside 2025-Q1"):
        read({"id": ["A"] * 29, "month": ["2025-Q1", "2025-Q2", *days], "sales": [1] * 29})


def test_all_faults_come_together_with_their_keys():
    frame = {"id": ["A", "B", "C"], "month": ["2026-01", "March", 3], "sales": [float("inf"), "much", True]}
    with pytest.raises(InvalidInput) as caught:
        read(frame)

    said = str(caught.value)
    assert "no number at 'B', 'C'" in said
    assert "an infinite or huge value at 'A'" in said
    assert "'March' at 'B', 'C'" in said


def test_times_are_no_periods():
    frame = {"id": ["A"], "month": np.array(["2026-01-01T10:00"], dtype="datetime64[us]"), "sales": [1]}
    with pytest.raises(InvalidValue, match="datetime64"):
        read(frame)


def test_absent_columns_are_named_together():
    with pytest.raises(InvalidInput) as caught:
        read({"id": ["A"]})

    assert [fault.path for fault in caught.value.faults] == ["frame['month']", "frame['sales']"]


def test_a_missing_key():
    with pytest.raises(InvalidValue, match="give every row its key"):
        read({"id": ["A", None], "month": ["2026-01", "2026-01"], "sales": [1, 2]})


@pytest.mark.parametrize(
    "judge",
    [
        lambda frame: pareto(frame, key="id", value="x"),
        lambda frame: value_matrix(frame, key="id", value="x", potential="x"),
        lambda frame: rank_intervals(frame, key="id", value="x"),
        lambda frame: bootstrap(lambda _: 0.0, frame, key="id"),
        lambda frame: trends({**frame, "m": ["2025-01"] * 2}, key="id", by="m", kpi="x", as_of=END),
    ],
    ids=["pareto", "value_matrix", "rank_intervals", "bootstrap", "trends"],
)
@pytest.mark.parametrize("keys", [["A", None], [float("nan"), 1.0], [["A"], "B"], [{"A": 1}, "B"]])
def test_every_judgement_refuses_keys_that_are_none(judge, keys):
    with pytest.raises(InvalidValue, match=r"frame\['id'\]"):
        judge({"id": keys, "x": [1.0, 2.0]})


def test_decimals_of_any_kind():
    faults = []
    odd = [Decimal("NaN"), Decimal("1e400"), 10**400, Decimal("sNaN"), Decimal("0.5"), None]
    found = as_numbers("x", np.array(odd, dtype=object), list("ABCDEF"), faults)

    assert np.isnan(found[[0, 5]]).all()
    assert found[4] == 0.5
    assert faults[0].value == "an infinite or huge value at 'B', 'C', 'D'"


def test_a_kpi_says_which_figures_make_sense_and_in_which_currency_they_are():
    kpi = Kpi("sales", valid=(0, 100), unit="EUR", currency="in")
    told = {"id": ["A", "A", "B"], "month": ["2026-01", "2026-02", "2026-01"], "sales": [5.0, 900.0, None]}

    def series(currencies):
        return read_series({**told, "in": currencies}, key="id", by="month", value=kpi, as_of=END)

    found = series(["EUR", "EUR", None])
    np.testing.assert_array_equal(found.table, [[5.0, np.nan], [np.nan, np.nan]])
    assert found.outside == 1
    with pytest.raises(InvalidValue, match="another currency than EUR at 'A'"):
        series(["EUR", "SEK", "SEK"])


def test_a_list_is_no_period():
    with pytest.raises(InvalidValue, match="use dates, or labels"):
        read({"id": ["A"], "month": [["2026-01"]], "sales": [1]})


def test_a_column_of_any_name_is_read():
    series = read_series(
        {"id": ["A"], "m": ["2026-01"], " s ": [1]}, key="id", by="m", value=" s ", as_of=END
    )

    assert series.table.tolist() == [[1.0]]

"""Frames that an engine has not computed yet."""

import sys
from datetime import UTC, date, datetime
from decimal import Decimal

import numpy as np
import pytest

from partnerkit.values import lazy as core
from partnerkit.values.errors import InvalidInput, InvalidValue, MissingExtra
from partnerkit.values.lazy import engine, gathered, opened, table_for, totals, with_microseconds

nw = pytest.importorskip("narwhals.stable.v2")
duckdb = pytest.importorskip("duckdb")
pa = pytest.importorskip("pyarrow")
pl = pytest.importorskip("polars")

#: ibis calls DuckDB by a name that DuckDB means to retire.
pytestmark = pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")

ROWS = pa.table(
    {
        "goal": ["de", "fr", "de", "se"],
        "revenue": pa.array([Decimal("0.10"), None, Decimal("0.20"), Decimal("7.00")], pa.decimal128(12, 2)),
        "share": [0.5, float("nan"), 0.25, None],
        "day": [date(1970, 1, 2), None, date(2026, 3, 29), date(1969, 12, 31)],
        "at": pa.array(
            [datetime(2026, 3, 29, 1, 30, 0, 5, tzinfo=UTC), None, None, datetime(1969, 12, 31, tzinfo=UTC)],
            pa.timestamp("us", "UTC"),
        ),
    }
)


def of_polars(options=""):
    return pl.from_arrow(ROWS).lazy()


def of_duckdb(options="SET TimeZone = 'Asia/Tokyo'"):
    connection = duckdb.connect()
    connection.execute(options)
    connection.register("given", ROWS)
    return connection.table("given")


def of_ibis(options=""):
    ibis = pytest.importorskip("ibis")
    connection = duckdb.connect()
    connection.register("given", ROWS)
    return ibis.duckdb.from_connection(connection).table("given")


ENGINES = [of_polars, of_duckdb, of_ibis]


def known(column):
    """Return what is there of *column*, None or NaN left out."""
    return [value for value in column.tolist() if value is not None and not np.isnan(value)]


def test_a_frame_whose_rows_are_at_hand_is_not_opened():
    assert opened({"goal": ["de"]}) is None
    assert opened(pl.from_arrow(ROWS)) is None
    assert opened(ROWS) is None
    assert opened(7) is None


@pytest.mark.parametrize("make", ENGINES)
def test_an_engine_s_frame_is_opened_and_given_back(make):
    frame = make()
    lazy = opened(frame)

    assert engine(lazy) in {"polars", "duckdb", "ibis"}
    assert type(lazy.to_native()) is type(frame)


def test_these_engines_give_the_same_answers():
    assert core.ENGINES == ("polars", "duckdb", "pyspark", "ibis")


def test_an_engine_nobody_has_tried_is_refused_in_words(monkeypatch):
    monkeypatch.setattr("partnerkit.values.lazy.ENGINES", ("duckdb",))

    with pytest.raises(InvalidValue, match=r"a lazy frame of polars.*use a frame of duckdb"):
        opened(of_polars())


def test_what_is_not_installed_is_named(monkeypatch):
    monkeypatch.setattr("partnerkit.values.lazy.find_spec", lambda _: None)

    assert opened(of_polars()) is not None
    with pytest.raises(MissingExtra) as caught:
        opened(of_duckdb())
    assert caught.value == MissingExtra(extra="engines", library="pyarrow")
    monkeypatch.setitem(sys.modules, "narwhals.stable.v2", None)
    with pytest.raises(MissingExtra) as caught:
        opened(of_polars())
    assert caught.value == MissingExtra(extra="frames", library="narwhals")
    assert [opened(each) for each in ({"goal": ["de"]}, ROWS, 7)] == [None, None, None]


@pytest.mark.parametrize("make", ENGINES)
def test_a_frame_that_is_wrapped_already_is_opened_all_the_same(make):
    assert engine(opened(nw.from_native(make()))) == engine(opened(make()))


@pytest.mark.parametrize("make", ENGINES)
def test_without_columns_of_time_a_frame_stays_as_it_is(make):
    lazy = opened(make())

    assert with_microseconds(lazy, {}) is lazy


@pytest.mark.parametrize("make", ENGINES)
def test_dates_and_instants_are_the_same_number_wherever_they_lie(make):
    timed = with_microseconds(opened(make()), {"__day": "day", "__at": "at"})
    found = gathered(timed.select("goal", "__day", "__at").sort("__day", nulls_last=True))
    day, now = 86_400_000_000, datetime(2026, 3, 29, 1, 30, 0, 5, tzinfo=UTC)

    assert found["__day"][:3].tolist() == [-day, day, (date(2026, 3, 29) - date(1970, 1, 1)).days * day]
    assert sorted(known(found["__at"])) == [
        -day,
        int(now.timestamp()) * 1_000_000 + 5,
    ]


@pytest.mark.parametrize("make", ENGINES)
def test_a_table_handed_over_can_be_joined_and_knows_what_is_missing(make):
    handed = {
        "goal": np.array(["de", "o'fr\"", None], dtype=object),
        "mean": np.array([0.1, np.nan, 1e-300]),
        "number": np.array([1, 2, 3]),
        "is_here": np.array([True, False, True]),
    }
    lazy = opened(make())
    found = gathered(
        lazy.join(table_for(lazy, handed), on="goal").select("goal", "mean", "number", "is_here")
    )
    own = gathered(table_for(lazy, handed).sort("number"))

    assert sorted(found["number"].tolist()) == [1, 1]
    assert found["mean"].tolist() == [0.1, 0.1]
    assert own["goal"].tolist()[:2] == ["de", "o'fr\""]
    assert known(own["mean"]) == [0.1, 1e-300]
    unknown = table_for(lazy, handed).filter(nw.col("mean").is_null())
    assert gathered(unknown)["number"].tolist() == [2]


def test_spark_3_is_handed_rows_for_it_takes_no_arrow():
    class Spark3:
        version = "3.5.3"
        createDataFrame = staticmethod(lambda rows, schema: (rows, schema))  # noqa: N815  # as Spark calls it

    handed = {
        "goal": np.array(["de", None], dtype=object),
        "mean": np.array([0.1, np.nan]),
        "number": np.array([1, 2]),
        "is_here": np.array([True, False]),
    }

    assert core._handed_to_spark(Spark3, handed) == (
        [("de", 0.1, 1, True), (None, None, 2, False)],
        "`goal` string, `mean` double, `number` bigint, `is_here` boolean",
    )


def test_a_connection_that_looks_up_no_variables_is_handed_tables_all_the_same():
    lazy = opened(of_duckdb("SET python_enable_replacements = false"))
    handed = {
        "goal": np.array(["de", "o'fr", None], dtype=object),
        "mean": np.array([0.1, np.nan, 2.5]),
        "number": np.array([1, -2, 2**60]),
        "is_here": np.array([True, False, True]),
    }

    found = gathered(table_for(lazy, handed))

    assert found["goal"].tolist() == ["de", "o'fr", None]
    assert np.isnan(found["mean"][1])
    assert found["number"].tolist() == [1, -2, 2**60]
    assert gathered(table_for(lazy, handed).filter(nw.col("mean").is_null()))["number"].tolist() == [-2]
    assert found["is_here"].tolist() == [True, False, True]


@pytest.mark.parametrize("make", [*ENGINES, lambda: ROWS])
def test_totals_are_exact_and_what_is_unknown_is_no_zero(make):
    assert totals(make(), key="goal", value="revenue") == {
        "de": Decimal("0.30"),
        "fr": None,
        "se": Decimal("7.00"),
    }


@pytest.mark.parametrize("make", [*ENGINES, lambda: ROWS])
def test_totals_of_several_columns_are_told_by_paths(make):
    assert totals(make(), key=("goal", "day"), value="revenue", separator=":") == {
        "de:1970-01-02": Decimal("0.10"),
        None: None,
        "de:2026-03-29": Decimal("0.20"),
        "se:1969-12-31": Decimal("7.00"),
    }
    assert totals(make(), key=["goal"], value="revenue").keys() == {"de", "fr", "se"}


@pytest.mark.parametrize("make", [*ENGINES, lambda: ROWS])
def test_totals_take_nan_for_unknown(make):
    assert totals(make(), key="goal", value="share") == {"de": 0.75, "fr": None, "se": None}


def test_totals_of_what_lacks_a_part_of_its_key_stand_under_none():
    rows = {"goal": ["de", None, "de"], "no": np.array([1.0, 2.0, np.nan]), "sales": [1, 2, 4]}

    assert totals(rows, key=("goal", "no"), value="sales") == {"de/1.0": 1, None: 6}
    assert totals(rows, key="no", value="sales") == {1.0: 1, 2.0: 2, None: 4}


@pytest.mark.parametrize("make", [*ENGINES, lambda: ROWS])
def test_totals_of_columns_that_are_not_there_are_refused_in_words(make):
    with pytest.raises(InvalidInput) as caught:
        totals(make(), key=("goal", "land"), value="sales")

    assert [fault.path for fault in caught.value.faults] == ["frame['land']", "frame['sales']"]

"""Columns in, the same kind of frame out."""

import sys
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import numpy as np
import pytest

from partnerkit.values.errors import InvalidInput, InvalidValue, MissingExtra
from partnerkit.values.frames import FrameKind, read_columns, to_frame, write_columns
from partnerkit.values.money import Ratio

# Where only the core is installed there are no frames to test with.
duckdb = pytest.importorskip("duckdb")
pd = pytest.importorskip("pandas")
pl = pytest.importorskip("polars")
pa = pytest.importorskip("pyarrow")

SUMMER = timezone(timedelta(hours=2))

#: Each column once as plain values; None is what is missing.
PARTNERS = {
    "partner": ["P-1", "P-2", "P-3"],
    "city": ["Lübeck", None, "Malmö"],
    "revenue": [1200.5, None, 7.0],
    "leads": [3, 0, 12],
    "visits": [3, None, 12],
    "account": [2**60 + 1, None, 1],
    "active": [True, False, True],
    "heard": [True, None, False],
    "price": [Decimal("9.90"), None, Decimal("0.10")],
    "since": [date(2020, 1, 31), None, date(2026, 12, 31)],
    "seen": [datetime(2026, 6, 1, 12, 30), None, datetime(2026, 6, 2)],  # of no zone
    "answered": [datetime(2026, 6, 1, 12, tzinfo=SUMMER), None, datetime(2026, 6, 2, tzinfo=UTC)],
}
DTYPES = {
    "partner": "object",
    "city": "object",
    "revenue": "float64",
    "leads": "int64",
    "visits": "float64",
    "account": "object",
    "active": "bool",
    "heard": "object",
    "price": "object",
    "since": "datetime64[D]",
    "seen": "datetime64[us]",
    "answered": "object",
}


def arrow() -> pa.Table:
    return pa.table(
        {
            name: pa.array(values, pa.decimal128(10, 2) if name == "price" else None)
            for name, values in PARTNERS.items()
        }
    )


def in_duckdb(connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyRelation:
    return connection.from_arrow(arrow()).order("partner")


def same(left: np.ndarray, right: np.ndarray) -> bool:
    if left.dtype == object:
        return left.tolist() == right.tolist()
    return np.array_equal(left, right, equal_nan=left.dtype.kind in "fM")


@pytest.fixture
def connection():
    with duckdb.connect() as opened:
        yield opened


@pytest.fixture(params=["dict", "polars", "pyarrow", "duckdb", "pandas", "pandas of arrow"])
def frame(request, connection):
    match request.param:
        case "dict":
            return PARTNERS
        case "polars":
            return pl.DataFrame(PARTNERS)
        case "pyarrow":
            return arrow()
        case "duckdb":
            return in_duckdb(connection)
        case "pandas of arrow":
            return arrow().to_pandas(types_mapper=pd.ArrowDtype)
        case _:
            whole = {name: pd.array(PARTNERS[name], dtype="Int64") for name in ("visits", "account")}
            return pd.DataFrame(
                PARTNERS | whole | {"answered": pd.to_datetime(PARTNERS["answered"], utc=True)},
                index=["a", "b", "c"],
            )


def test_every_library_brings_the_same_columns(frame):
    plain, _ = read_columns(PARTNERS)

    columns, _ = read_columns(frame)

    assert list(columns) == list(PARTNERS)
    for name, column in columns.items():
        if (
            isinstance(frame, pd.DataFrame)
            and name == "since"
            and "[pyarrow]" not in str(frame.dtypes["since"])
        ):
            column = column.astype("datetime64[D]")  # noqa: PLW2901  # pandas of its own knows no dates
        assert (name, column.dtype) == (name, np.dtype(DTYPES[name]))
        assert same(column, plain[name]), name


def test_what_was_read_is_written_as_the_same_kind_and_read_again_as_the_same(frame):
    columns, kind = read_columns(frame)

    written = write_columns(columns, kind)
    again, _ = read_columns(written)

    assert type(written) is type(frame)
    assert list(again) == list(columns)
    for name, column in again.items():
        assert same(column, columns[name].astype(column.dtype)), name


def test_missing_is_the_librarys_own_missing():
    columns, _ = read_columns(PARTNERS)

    assert to_frame(columns, "polars")["revenue"].to_list() == [1200.5, None, 7.0]
    assert to_frame(columns, "pyarrow")["revenue"].to_pylist() == [1200.5, None, 7.0]
    assert to_frame(columns, "duckdb").filter("revenue IS NULL").fetchall()[0][0] == "P-2"
    assert to_frame(columns, "polars")["since"].to_list() == PARTNERS["since"]
    assert to_frame(columns, "pandas")["city"].isna().tolist() == [False, True, False]


def test_nan_among_objects_is_missing():
    columns, _ = read_columns(
        {
            "name": ["A", float("nan"), pd.NA],
            "price": [Decimal("NaN"), Decimal(1), pd.NaT],
            "score": [float("nan"), 1, 2.5],
            "city": ["Malmö", None, float("nan")],
        }
    )

    assert columns["name"].tolist() == ["A", None, None]
    assert columns["city"].tolist() == ["Malmö", None, None]
    assert columns["price"].tolist() == [None, Decimal(1), None]
    assert columns["score"].dtype == np.float64
    assert np.isnan(columns["score"][0])


def test_whole_numbers_with_gaps_stay_exact():
    columns, _ = read_columns(
        {
            "small": [1, None],
            "last": [2**53, None],
            "large": [2**53 + 1, None],
            "below": [-(2**53) - 1, None],
            "huge": [2**80, 1],
            "low": [-(2**80), 1],
        }
    )

    assert columns["small"].dtype == columns["last"].dtype == np.float64
    assert columns["below"].tolist() == [-(2**53) - 1, None]
    assert columns["low"].tolist() == [-(2**80), 1]
    assert columns["large"].tolist() == [2**53 + 1, None]
    assert columns["huge"].tolist() == [2**80, 1]


def test_arrays_of_numpy_keep_what_they_are():
    columns, _ = read_columns(
        {
            "small": np.array([1, 2], dtype=np.int8),
            "unsigned": np.array([1, 2**63], dtype=np.uint64),
            "bytes": np.array([1, 255], dtype=np.uint8),
            "waits": np.array([1, 2], dtype="timedelta64[s]"),
            "single": np.array([0.5, np.nan], dtype=np.float32),
            "words": np.array(["a", "b"]),
            "masked": np.ma.masked_array([1, 2], mask=[False, True]),
            "days": np.array(["2026-01-01", "NaT"], dtype="datetime64[D]"),
            "mixed": np.array(["a", 1], dtype=object),
            "scalars": [np.int64(1), np.int64(2)],
            "strings": [np.str_("a"), "b"],
        }
    )

    assert {name: str(column.dtype) for name, column in columns.items()} == {
        "small": "int64",
        "unsigned": "object",
        "bytes": "int64",
        "waits": "timedelta64[us]",
        "single": "float64",
        "words": "object",
        "masked": "float64",
        "days": "datetime64[D]",
        "mixed": "object",
        "scalars": "int64",
        "strings": "object",
    }
    assert columns["unsigned"].tolist() == [1, 2**63]


def test_arrays_that_are_as_they_should_be_are_not_copied():
    given = {
        name: np.array([1, 2]).astype(name)
        for name in ("bool", "int64", "float64", "datetime64[D]", "datetime64[us]", "timedelta64[us]")
    }

    assert {name for name, column in read_columns(given)[0].items() if column is given[name]} == {*given}


def test_pandas_gets_its_index_back_when_the_rows_are_as_many():
    _, kind = read_columns(pd.DataFrame({"partner": ["P-1", "P-2"]}, index=["x", "y"]))

    assert write_columns({"rank": [1, 2]}, kind).index.tolist() == ["x", "y"]
    assert write_columns({"rank": [1, 2, 3]}, kind).index.tolist() == [0, 1, 2]


def test_a_duckdb_relation_comes_back_on_its_own_connection(connection):
    leads = in_duckdb(connection)  # noqa: F841  # DuckDB finds it by its name
    columns, kind = read_columns(in_duckdb(connection).project("partner, leads"))
    columns["leads"] = columns["leads"] * 2

    doubled = write_columns(columns, kind)

    joined = connection.sql(
        "SELECT doubled.leads, leads.leads FROM doubled JOIN leads USING (partner) ORDER BY partner"
    )
    assert doubled.columns == ["partner", "leads"]
    assert joined.fetchall() == [(6, 3), (0, 0), (24, 12)]


@pytest.mark.parametrize("library", ["dict", "pandas", "polars", "pyarrow", "duckdb"])
def test_frames_without_rows_pass_through(library):
    columns, kind = read_columns(to_frame({"partner": [], "score": np.array([], dtype=float)}, library))

    assert kind.library == library
    assert {name: len(column) for name, column in columns.items()} == {"partner": 0, "score": 0}


@pytest.mark.parametrize(
    "frame",
    [
        pa.Table.from_arrays([pa.array([1]), pa.array([2])], names=["a", "a"]),
        pd.DataFrame([[1, 2]], columns=["a", "a"]),
        pd.DataFrame([[1, 2]], columns=["a", 7]),
        {1: [1]},
    ],
)
def test_each_column_has_a_name_of_its_own(frame):
    with pytest.raises(InvalidValue) as caught:
        read_columns(frame)

    assert caught.value.path == "columns"


def test_a_relation_with_one_name_twice_is_refused(connection):
    with pytest.raises(InvalidValue, match="'a'"):
        read_columns(connection.sql("SELECT 1 AS a, 2 AS a"))


def test_columns_of_different_lengths_are_refused_all_together():
    with pytest.raises(InvalidInput) as caught:
        read_columns({"a": [1, 2, 3], "b": [1], "c": [1, 2]})

    assert [(fault.path, fault.value) for fault in caught.value.faults] == [("b", "1 rows"), ("c", "2 rows")]


@pytest.mark.parametrize(
    "column",
    ["text", 7, None, np.zeros((2, 2)), np.zeros(2, dtype=complex), {1, 2}],
    ids=lambda value: type(value).__name__,
)
def test_what_is_no_row_of_values_is_refused(column):
    with pytest.raises(InvalidValue, match=r"^score: "):
        read_columns({"score": column})


def test_times_with_and_without_zone_do_not_mix():
    with pytest.raises(InvalidValue, match=r"^at: .*time zone"):
        read_columns({"at": [datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 1)]})


def test_a_lazy_frame_is_refused_with_the_way_out():
    with pytest.raises(InvalidValue, match=r"^frame: .*collect\(\)"):
        read_columns(pl.LazyFrame({"a": [1]}))


@pytest.mark.parametrize("frame", [[{"a": 1}], "frame.csv", None, 3])
def test_what_is_no_frame_is_refused(frame):
    with pytest.raises(InvalidValue, match=r"^frame: .*dict of columns"):
        read_columns(frame)


@pytest.mark.parametrize("library", ["polars", "pyarrow"])
def test_a_typed_column_refuses_a_mixture(library):
    with pytest.raises(InvalidValue, match=r"^cell: "):
        to_frame({"cell": np.array(["a", 1], dtype=object)}, library)


def test_an_unknown_kind_is_refused():
    with pytest.raises(InvalidValue, match="use one of dict, pandas"):
        to_frame({"a": [1]}, "excel")


def test_without_narwhals_a_dict_still_works_and_a_frame_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "narwhals.stable.v2", None)

    assert read_columns({"a": [1]})[1].library == "dict"
    with pytest.raises(MissingExtra, match=r"\.\[frames\]"):
        read_columns(pd.DataFrame({"a": [1]}))


def test_a_library_that_is_not_installed_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "polars", None)

    with pytest.raises(InvalidValue, match="install polars"):
        write_columns({"a": [1]}, FrameKind("polars"))


def test_a_whole_number_beyond_every_float_is_refused_beside_floats():
    with pytest.raises(InvalidValue) as caught:
        read_columns({"revenue": [1.0, 10**400, -(10**500), 3]})

    assert (caught.value.path, caught.value.value) == ("revenue", "an integer of 1661 bits")


@pytest.mark.parametrize("library", ["pandas", "polars", "pyarrow", "duckdb"])
def test_half_a_character_is_refused_where_it_stands(library):
    with pytest.raises(InvalidValue, match="columns"):
        to_frame({"\ud800": ["P-4"]}, library)
    with pytest.raises(InvalidValue, match="whole characters") as caught:
        to_frame({"partner": ["\ud800"]}, library)

    # pandas makes all columns at once.
    assert caught.value.path == ("columns" if library == "pandas" else "partner")


def test_instants_beside_other_objects_stay_objects_in_pandas():
    first = datetime(2026, 1, 1, tzinfo=UTC)

    assert to_frame({"cell": np.array([first, "x", None], dtype=object)}, "pandas")["cell"].tolist()[:2] == [
        first,
        "x",
    ]


@pytest.mark.parametrize(
    ("index", "labels"), [(pd.Index(["a", "b"]), ["a", "b"]), (pd.Index(["a"]), [0, 1]), (None, [0, 1])]
)
def test_a_frame_that_only_narwhals_knows_is_made_by_it(index, labels):
    made = write_columns(
        {"rank": [1, 2], "name": ["x", None]}, FrameKind("other", backend="pandas", index=index)
    )

    assert made.index.tolist() == labels
    assert made["rank"].tolist() == [1, 2]
    assert made["name"].iloc[0] == "x"


def test_what_a_library_has_no_kind_of_column_for_is_told_from_a_mixture():
    with pytest.raises(
        InvalidValue, match="columns: Ratio throughout is not valid here; use another kind of frame"
    ):
        to_frame({"columns": [Ratio.of(1, 2), None]}, "pyarrow")
    with pytest.raises(
        InvalidValue, match="columns: values of several kinds is not valid here; use one kind"
    ):
        to_frame({"columns": [1, "x"]}, "pyarrow")

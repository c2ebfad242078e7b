"""
How do columns come in, and go out as they came?

Judgements in bulk work on plain columns: numpy arrays by name. A dict of
sequences needs no library at all; pandas, Polars, PyArrow and DuckDB are read
through narwhals, and the answer is written as the same kind of frame; so is
any other library whose frames narwhals holds in memory, as Modin.

A column holds bool, int64, float64, datetime64[D] (dates), datetime64[us]
(times of no zone), timedelta64[us] or objects (text, Decimal, instants as
datetimes in UTC, anything else). What is missing is NaN in floats, NaT in
dates, None in objects. Whole numbers with gaps become floats where that is
exact, else objects; True and False with gaps become objects.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, cast, final, get_args

from attrs import field, frozen

from partnerkit.values.columns import is_na
from partnerkit.values.errors import InvalidValue, MissingExtra, raise_faults, shown
from partnerkit.values.time import instant

if TYPE_CHECKING:
    import narwhals.stable.v2 as nw
    from numpy.typing import NDArray

__all__ = ["Column", "Columns", "FrameKind", "Library", "read_columns", "to_frame", "write_columns"]

Library = Literal["dict", "pandas", "polars", "pyarrow", "duckdb"]

#: As it stands in what `read_columns` returns, and as it may come in.
Column: TypeAlias = "NDArray[Any]"
Columns: TypeAlias = "Mapping[str, Sequence[Any] | NDArray[Any]]"

#: What a column of floats is called in which what is missing becomes NaN by itself.
_FLOATS = {"pandas": "float64", "polars": "Float64", "pyarrow": "double", "duckdb": "double"}

#: Half of a character, which no file and no engine can hold.
_HALF = re.compile("[\ud800-\udfff]")

#: Up to here every whole number is a float, too.
_EXACT = 2**53


def __dir__() -> list[str]:
    return __all__


@final
@frozen(eq=False)
class FrameKind:
    """What a frame was: all it takes to write another one like it."""

    library: Library | Literal["other"]

    #: Of another library: what narwhals calls it.
    backend: Any = field(default=None, repr=False, kw_only=True)

    #: The row labels of pandas; they belong to the rows in the order in which they came.
    index: Any = field(default=None, repr=False, kw_only=True)

    #: The DuckDB relation it came from, for its connection.
    relation: Any = field(default=None, repr=False, kw_only=True)


def read_columns(frame: object) -> "tuple[dict[str, Column], FrameKind]":
    """
    Return the columns of *frame* as arrays, and its kind for `write_columns`.

    A lazy frame is refused; so are two columns of one name and columns of different lengths.

    >>> columns, kind = read_columns({"partner": ["P-1", "P-2"], "revenue": [1200, None]})
    >>> columns["partner"].dtype, columns["revenue"].tolist(), kind.library
    (dtype('O'), [1200.0, nan], 'dict')
    """
    if isinstance(frame, Mapping):
        return _arrays(frame), FrameKind("dict")
    eager, kind = _opened(frame)
    names = eager.columns
    _check_names(names)
    native = eager.to_native()
    columns = {}
    for name in names:
        column = native[name]
        # Most columns are floats; asked directly, a small frame is read in a third of the time.
        if str(getattr(column, "dtype", None) or column.type) == _FLOATS.get(kind.library):
            columns[name] = _from_array(column.to_numpy(), name)
        else:
            columns[name] = _from_series(eager[name])
    return columns, kind


def write_columns(columns: "Columns", kind: FrameKind) -> Any:
    """
    Return *columns* as a frame of *kind*, with what is missing in the library's own way.

    Rows stand in the order of the frame that was read: pandas gets its index back if there are as many.
    """
    arrays = _arrays(columns)
    if kind.library == "dict":
        return arrays
    try:
        return _WRITERS[kind.library](arrays, kind)
    except ModuleNotFoundError as missing:
        remedy = f"install {missing.name}, or ask for another kind of frame"
        raise InvalidValue(path="kind", value=shown(kind.library), remedy=remedy) from None


def to_frame(columns: "Columns", kind: Library = "dict") -> Any:
    """
    Return *columns* as a frame of the library *kind*.

    >>> to_frame({"rank": [1, 2]})
    {'rank': array([1, 2])}
    """
    if kind not in get_args(Library):
        raise InvalidValue(
            path="kind", value=shown(kind), remedy=f"use one of {', '.join(get_args(Library))}"
        )
    return write_columns(columns, FrameKind(kind))


def _check_names(names: Iterable[object]) -> None:
    known = list(names)
    raise_faults(
        InvalidValue(path="columns", value=shown(name), remedy="name each column with whole text of its own")
        for place, name in enumerate(known)
        if not isinstance(name, str) or name in known[:place] or _HALF.search(name)
    )


def _arrays(columns: "Columns") -> "dict[str, Column]":
    _check_names(columns)
    arrays = {name: _from_sequence(column, name) for name, column in columns.items()}
    rows = max(map(len, arrays.values()), default=0)
    raise_faults(
        InvalidValue(
            path=name, value=f"{len(column)} rows", remedy=f"give all columns the same length, as {rows}"
        )
        for name, column in arrays.items()
        if len(column) != rows
    )
    return arrays


def _from_sequence(column: Any, name: str) -> "Column":
    import numpy as np

    if isinstance(column, np.ma.MaskedArray):
        return _from_values(column.tolist(), name)
    if hasattr(column, "__array__"):
        array = np.asarray(column)
    elif isinstance(column, Sequence) and not isinstance(column, str | bytes):
        return _from_values(list(column), name)
    else:
        raise InvalidValue(path=name, value=shown(column), remedy="use a sequence or an array of values")
    if array.ndim != 1 or array.dtype.kind in "cV":
        raise InvalidValue(
            path=name, value=f"an array of shape {array.shape}", remedy="use one plain row of values"
        )
    return _from_array(array, name)


def _from_array(array: "Column", name: str) -> "Column":
    import numpy as np

    match array.dtype.kind:
        case "b":
            return array
        case "i":
            return array.astype(np.int64, copy=False)
        case "u" if not len(array) or int(array.max()) < 2**63:
            return array.astype(np.int64)
        case "f":
            return array.astype(np.float64, copy=False)
        case "M":
            unit = "D" if array.dtype == np.dtype("datetime64[D]") else "us"
            return array.astype(f"datetime64[{unit}]", copy=False)
        case "m":
            return array.astype("timedelta64[us]", copy=False)
        case "O":
            return _from_values(array.tolist(), name)
        case _:
            return array.astype(object)


def _is_missing(value: object) -> bool:
    if value is None:
        return True
    if isinstance(value, Decimal):
        return value.is_nan()
    return isinstance(value, float | date) and value != value  # noqa: PLR0124  # NaN and NaT


def _from_values(values: list[Any], name: str) -> "Column":
    """Return an array of what the *values* have in common, as the head of this file says."""
    import numpy as np

    if {*map(type, values)} <= {str, type(None)}:
        return _objects(values)
    # Python's own scalars, so that their types tell what they are.
    plain = [value.item() if isinstance(value, np.generic) else value for value in values]
    lost = [_is_missing(value) or is_na(value) for value in plain]
    kinds = {type(value) for value, is_lost in zip(plain, lost, strict=True) if not is_lost}
    complete = not any(lost)
    values = [None if is_lost else value for value, is_lost in zip(plain, lost, strict=True)]

    if kinds == {bool} and complete:
        return np.array(values, dtype=np.bool_)
    if kinds == {int}:
        return _from_whole_numbers(values, complete=complete)
    if kinds and kinds <= {int, float}:
        try:
            return np.array(values, dtype=np.float64)
        except OverflowError:
            largest = max((value for value in values if type(value) is int), key=abs)
            remedy = "use numbers that a float can hold beside other floats"
            raise InvalidValue(path=name, value=shown(largest), remedy=remedy) from None
    if kinds == {date}:
        return np.array(values, dtype="datetime64[D]")
    if kinds and all(issubclass(kind, datetime) for kind in kinds):
        return _from_datetimes(values, name)
    return _objects(values)


def _from_whole_numbers(values: list[int | None], *, complete: bool) -> "Column":
    import numpy as np

    size = max(abs(value) for value in values if value is not None)
    if complete and size < 2**63:
        return np.array(values, dtype=np.int64)
    return np.array(values, dtype=np.float64) if size <= _EXACT else _objects(values)


def _from_datetimes(values: list[datetime | None], name: str) -> "Column":
    import numpy as np

    zoned = {value.tzinfo is not None for value in values if value is not None}
    if zoned == {True}:
        return _objects([value if value is None else instant(value, path=name) for value in values])
    if zoned == {False}:
        return np.array(
            [value if value is None else np.datetime64(value, "us") for value in values], "datetime64[us]"
        )
    raise InvalidValue(
        path=name, value="times with and without a zone", remedy="give all of them a time zone"
    )


def _objects(values: Sequence[Any]) -> "Column":
    import numpy as np

    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array


def _opened(frame: object) -> "tuple[nw.DataFrame[Any], FrameKind]":
    try:
        import narwhals.stable.v2 as nw
        from narwhals.exceptions import DuplicateError
    except ImportError:
        raise MissingExtra(extra="frames", library="narwhals") from None
    remedy = "use a dict of columns, or a frame of pandas, Polars, PyArrow or DuckDB"
    try:
        known: Any = nw.from_native(cast("Any", frame))
    except TypeError:
        raise InvalidValue(path="frame", value=type(frame).__name__, remedy=remedy) from None
    except DuplicateError:
        _check_names(getattr(frame, "column_names", None) or cast("Any", frame).columns.tolist())
        raise
    library = known.implementation.value
    if library == "duckdb":
        _check_names(nw.to_native(known).columns)
        return known.collect("pyarrow"), FrameKind("duckdb", relation=nw.to_native(known))
    if isinstance(known, nw.LazyFrame):
        way = "call .collect() on it first; for Spark, .toArrow()"
        raise InvalidValue(path="frame", value=f"a lazy frame of {library}", remedy=way)
    index = getattr(nw.to_native(known), "index", None) if known.implementation.is_pandas_like() else None
    if library in get_args(Library):
        return known, FrameKind(cast("Library", library), index=index)
    # Modin, cuDF: whatever else narwhals holds in memory, it can also make.
    return known, FrameKind("other", backend=known.implementation, index=index)


def _from_series(series: "nw.Series[Any]") -> "Column":
    import narwhals.stable.v2 as nw

    kind = series.dtype
    if kind.is_float():
        return _from_array(series.to_numpy(), series.name)
    gaps = bool(series.is_null().any())
    if isinstance(kind, nw.Datetime) and kind.time_zone is not None:
        times = (
            series.dt.convert_time_zone("UTC").dt.replace_time_zone(None).to_numpy().astype("datetime64[us]")
        )
        return _objects([each and each.replace(tzinfo=UTC) for each in times.tolist()])
    if isinstance(kind, nw.Datetime | nw.Duration):
        return _from_array(series.to_numpy(), series.name)
    if isinstance(kind, nw.Date):
        return _from_array(series.to_numpy(), series.name).astype("datetime64[D]")
    if not gaps and (kind.is_integer() or isinstance(kind, nw.Boolean)):
        return _from_array(series.to_numpy(), series.name)
    values = series.to_list()
    if gaps:
        lost = series.is_null().to_list()
        values = [None if is_lost else value for value, is_lost in zip(values, lost, strict=True)]
    return _from_values(values, series.name)


def _to_pandas(columns: "dict[str, Column]", kind: FrameKind) -> Any:
    pandas = import_module("pandas")
    rows = len(next(iter(columns.values()), ()))
    index = kind.index if kind.index is not None and len(kind.index) == rows else None
    made = {
        name: pandas.to_datetime(column) if _holds_instants(column) else column
        for name, column in columns.items()
    }
    return _alike("columns", pandas.DataFrame, made, index=index)


def _holds_instants(column: "Column") -> bool:
    kinds = {*map(type, column.tolist())} - {type(None)} if column.dtype == object else set[type]()
    return bool(kinds) and all(issubclass(kind, datetime) for kind in kinds)


def _to_polars(columns: "dict[str, Column]", _kind: FrameKind) -> Any:
    polars = import_module("polars")
    return polars.DataFrame(
        [
            _alike(
                name,
                polars.Series,
                name,
                column.tolist() if column.dtype == object else column,
                nan_to_null=True,
            )
            for name, column in columns.items()
        ]
    )


def _to_pyarrow(columns: "dict[str, Column]", _kind: FrameKind) -> Any:
    pyarrow = import_module("pyarrow")
    return pyarrow.table(
        {name: _alike(name, pyarrow.array, column, from_pandas=True) for name, column in columns.items()}
    )


def _alike(name: str, make: Any, *values: Any, **options: Any) -> Any:
    """Make a typed column, which cannot hold one kind of value beside another."""
    try:
        return make(*values, **options)
    except UnicodeEncodeError as error:
        half = shown(error.object[error.start : error.end])
        raise InvalidValue(path=name, value=half, remedy="use whole characters") from None
    except (TypeError, ValueError, OverflowError):
        kinds = {type(each).__name__ for each in values[-1] if each is not None}
        found, remedy = "values of several kinds", "use one kind in a column"
        if len(kinds) == 1:
            found, remedy = f"{kinds.pop()} throughout", "use another kind of frame, such as pandas or a dict"
        raise InvalidValue(path=name, value=found, remedy=remedy) from None


def _to_duckdb(columns: "dict[str, Column]", kind: FrameKind) -> Any:
    columns_out = _to_pyarrow(columns, kind)
    if kind.relation is None:
        return import_module("duckdb").from_arrow(columns_out)
    # The relation's own connection looks up the local variable, so that both can be joined.
    return kind.relation.query("partnerkit_source", "SELECT * FROM columns_out")


def _to_other(columns: "dict[str, Column]", kind: FrameKind) -> Any:
    import narwhals.stable.v2 as nw

    plain = {name: column.tolist() if column.dtype == object else column for name, column in columns.items()}
    made: Any = nw.from_dict(plain, backend=kind.backend).to_native()
    if kind.index is not None and len(kind.index) == len(made):
        made.index = kind.index
    return made


_WRITERS = {
    "pandas": _to_pandas,
    "polars": _to_polars,
    "pyarrow": _to_pyarrow,
    "duckdb": _to_duckdb,
    "other": _to_other,
}

"""
How are figures reckoned where they lie?

A frame that is not computed yet (of Polars, DuckDB, Spark or ibis) stays with
its engine: it is asked for sums by group, and is handed small tables to join.
No such frame has an order of rows, and nothing here relies on one.
"""

from collections.abc import Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, cast

from partnerkit.values.columns import require
from partnerkit.values.errors import InvalidValue, MissingExtra
from partnerkit.values.frames import Column, read_columns

if TYPE_CHECKING:
    import narwhals.stable.v2 as nw

__all__ = [
    "ENGINES",
    "Lazy",
    "NotComputed",
    "count_of",
    "engine",
    "gathered",
    "opened",
    "released",
    "table_for",
    "to_each",
    "totals",
    "with_microseconds",
]

Lazy: TypeAlias = "nw.LazyFrame[Any]"


class _Collected(Protocol):
    def collect(self, *args: Any, **kwargs: Any) -> Any: ...


class _Fetched(Protocol):
    def fetchall(self, *args: Any, **kwargs: Any) -> Any: ...


class _Executed(Protocol):
    def execute(self, *args: Any, **kwargs: Any) -> Any: ...


#: A frame that is not computed yet, told by how it is: of Polars or Spark, of DuckDB, of ibis.
NotComputed: TypeAlias = _Collected | _Fetched | _Executed

#: What is known to give the same answers; others are refused in words.
ENGINES = ("polars", "duckdb", "pyspark", "ibis")

#: Libraries whose frames may be lazy: a frame of any other is not asked, nor is narwhals loaded for it.
_HOMES = frozenset({"polars", "duckdb", "_duckdb", "pyspark", "ibis", "dask", "daft", "sqlframe"})

_DAY = 86_400_000_000


def __dir__() -> list[str]:
    return __all__


def opened(frame: object) -> "Lazy | None":
    """
    Return *frame* as one that its engine computes; None if its rows are at hand.

    Raises
    ------
    InvalidValue
        For an engine that is not known to give the same answers as all others.

    >>> opened({"partner": ["P-1"]}) is None
    True
    """
    if isinstance(frame, Mapping) or type(frame).__module__.partition(".")[0] not in _HOMES | {"narwhals"}:
        return None
    try:
        import narwhals.stable.v2 as nw
    except ImportError:
        raise MissingExtra(extra="frames", library="narwhals") from None
    try:
        known: Any = nw.from_native(cast("Any", frame))
    except TypeError:
        return None
    if not isinstance(known, nw.LazyFrame):
        return None
    if engine(known) not in ENGINES:
        remedy = f"use a frame of {', '.join(ENGINES)}, or read it into one of pandas, Polars or PyArrow"
        raise InvalidValue(path="frame", value=f"a lazy frame of {engine(known)}", remedy=remedy)
    if engine(known) != "polars" and find_spec("pyarrow") is None:
        raise MissingExtra(extra="engines", library="pyarrow")
    return known


def _wrapped(native: Any) -> "Lazy":
    import narwhals.stable.v2 as nw

    found: Lazy = nw.from_native(native)
    return found


def engine(frame: "Lazy") -> str:
    """Return the name of the engine of *frame*, as "duckdb"."""
    return str(frame.implementation.value)


def released(frame: "Lazy") -> Any:
    """Return the engine's own frame."""
    return frame.to_native()


def gathered(frame: "Lazy") -> "dict[str, Column]":
    """Compute *frame* and return its columns; it had better be small."""
    # To Polars if it is one of its frames, else to PyArrow.
    return read_columns(frame.collect().to_native())[0]


def count_of(frame: "Lazy") -> int:
    """Return how many rows *frame* has, as its engine counts them."""
    import narwhals.stable.v2 as nw

    return int(gathered(frame.select(nw.len().alias("count")))["count"][0])


def with_microseconds(frame: "Lazy", columns: Mapping[str, str]) -> "Lazy":
    """
    Add, for each name in *columns*, the microseconds since 1970 in UTC of the dates or instants in its column.

    Narwhals has no such expression for SQL engines, so each is asked in its own words.
    """
    import narwhals.stable.v2 as nw

    if not columns:
        return frame
    native: Any = frame.to_native()
    match engine(frame):
        case "polars":
            return frame.with_columns(
                nw.col(old).dt.timestamp("us").alias(new) for new, old in columns.items()
            )
        case "duckdb":
            made = ", ".join(f"epoch_us({_quoted(old)}) AS {_quoted(new)}" for new, old in columns.items())
            return _wrapped(native.project(f"*, {made}"))
        case "pyspark":
            functions, schema = import_module("pyspark.sql.functions"), frame.collect_schema()
            for new, old in columns.items():
                days = functions.unix_date(native[old]).cast("long") * _DAY
                is_date = schema[old] == nw.Date
                native = native.withColumn(new, days if is_date else functions.unix_micros(native[old]))
            return _wrapped(native)
        case _:
            for new, old in columns.items():
                moment = native[old].cast("timestamp")
                whole = moment.truncate("s").epoch_seconds().cast("int64")
                native = native.mutate(**{new: whole * 1_000_000 + moment.microsecond()})
            return _wrapped(native)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def table_for(frame: "Lazy", columns: "Mapping[str, Column]") -> "Lazy":
    """Hand a small table to the engine of *frame*, on its own connection, to be joined to it; NaN is missing."""
    native: Any = frame.to_native()
    match engine(frame):
        case "polars":
            polars = import_module("polars")
            made = [
                polars.Series(name, column.tolist() if column.dtype == object else column, nan_to_null=True)
                for name, column in columns.items()
            ]
            return _wrapped(polars.DataFrame(made).lazy())
        case "pyspark":
            made = _handed_to_spark(native.sparkSession, columns)
            return to_each(_wrapped(made))
        case "duckdb":
            return _wrapped(_relation_beside(native, columns))
        case _:
            return _wrapped(import_module("ibis").memtable(_arrow(columns)))


def _handed_to_spark(session: Any, columns: "Mapping[str, Column]") -> Any:
    """Hand over Arrow, which needs no Python on Spark's machines; Spark 3 takes rows only, by way of it."""
    if int(session.version.partition(".")[0]) < 4:
        kinds = {"O": "string", "f": "double", "i": "bigint", "b": "boolean"}
        schema = ", ".join(f"`{name}` {kinds[column.dtype.kind]}" for name, column in columns.items())
        return session.createDataFrame(list(zip(*map(_plain, columns.values()), strict=True)), schema)
    pyarrow = import_module("pyarrow")
    types = {"O": pyarrow.string(), "f": pyarrow.float64(), "i": pyarrow.int64(), "b": pyarrow.bool_()}
    made = {
        name: pyarrow.array(column, types[column.dtype.kind], from_pandas=True)
        for name, column in columns.items()
    }
    return session.createDataFrame(pyarrow.table(made))


def to_each(frame: "Lazy") -> "Lazy":
    """Let a small frame be handed to every machine, where there are several, instead of moving what it is joined to."""
    if engine(frame) != "pyspark":
        return frame
    return _wrapped(import_module("pyspark.sql.functions").broadcast(frame.to_native()))


def _arrow(columns: "Mapping[str, Column]") -> Any:
    pyarrow = import_module("pyarrow")
    return pyarrow.table({name: pyarrow.array(column, from_pandas=True) for name, column in columns.items()})


def _relation_beside(relation: Any, columns: "Mapping[str, Column]") -> Any:
    partnerkit_handed = _arrow(columns)  # noqa: F841  # the relation's own connection looks it up by its name
    try:
        return relation.query("partnerkit_source", "SELECT * FROM partnerkit_handed")
    except import_module("duckdb").CatalogException:
        # A connection may have been told to look up no variables, as by ibis: spelled out, it takes longer.
        made = ", ".join(f"unnest({_list(column)}) AS {_quoted(name)}" for name, column in columns.items())
        return relation.query("partnerkit_source", f"SELECT {made}")


def _list(column: "Column") -> str:
    """Spell out a column; numbers as one text, which is read a thousand times as fast as so many numbers."""
    values = _plain(column)
    if column.dtype == object:
        quoted = ("NULL" if value is None else "'" + value.replace("'", "''") + "'" for value in values)
        return f"[{', '.join(quoted)}]::VARCHAR[]"
    kind = {"f": "DOUBLE", "i": "BIGINT", "b": "BOOLEAN"}[column.dtype.kind]
    return f"'[{', '.join('NULL' if value is None else repr(value) for value in values)}]'::{kind}[]"


def _plain(column: "Column") -> list[Any]:
    values: list[Any] = column.tolist()
    return [None if value != value else value for value in values] if column.dtype.kind == "f" else values  # noqa: PLR0124  # NaN


def totals(frame: object, *, key: str | Sequence[str], value: str, separator: str = "/") -> "dict[Any, Any]":
    """
    Add up the column *value* for each *key* where the rows lie; what is missing counts nothing, and is no zero.

    Of several columns, such as territory and partner, the keys are paths,
    joined by *separator*, as the ids of `GoalTree.from_frame`. Rows whose key, or
    a part of it, is missing are added up under None. Decimals stay
    exact on every engine; so goals are rolled up from rows of a cluster:
    ``roll_up(tree, {goal: Money.of(amount, "EUR") for goal, amount in ...})``.

    Raises
    ------
    InvalidValue, InvalidInput
        For each of the columns that the frame does not have.

    >>> rows = {"territory": ["de", "fr", "de"], "partner": ["P-1", "P-2", "P-1"], "revenue": [1, None, 2]}
    >>> totals(rows, key="territory", value="revenue")
    {'de': 3.0, 'fr': None}
    >>> totals(rows, key=("territory", "partner"), value="revenue")
    {'de/P-1': 3.0, 'fr/P-2': None}
    """
    names = [key] if isinstance(key, str) else list(key)
    lazy = opened(frame)
    if lazy is None:
        columns = read_columns(frame)[0]
        require([*names, value], columns)
    else:
        require([*names, value], lazy.collect_schema())
        columns = _summed(lazy, names, value)
    labels = list(zip(*(columns[name].tolist() for name in names), strict=True))
    ids = [_id(label, None if isinstance(key, str) else separator) for label in labels]
    found: dict[Any, Any] = dict.fromkeys(ids)
    for name, amount in zip(ids, columns[value].tolist(), strict=True):
        if amount is not None and amount == amount:  # noqa: PLR0124  # NaN
            so_far = found[name]
            found[name] = amount if so_far is None else so_far + amount
    return found


def _id(label: tuple[Any, ...], separator: str | None) -> Any:
    """Return the path of a row, or its one key as it is; a part that is missing is none that is called "None"."""
    if any(part is None or part != part for part in label):  # noqa: PLR0124  # NaN
        return None
    return label[0] if separator is None else separator.join(map(str, label))


def _summed(lazy: "Lazy", names: Sequence[str], value: str) -> "dict[str, Column]":
    """Return one row for each key; what nobody knows is missing, not the 0 that some engines make of it."""
    import narwhals.stable.v2 as nw

    amounts = nw.col(value).fill_nan(None) if lazy.collect_schema()[value].is_float() else nw.col(value)
    known = nw.when(nw.col("__known") > 0).then(nw.col(value)).alias(value)
    summed = lazy.with_columns(amounts.alias(value)).group_by(*names)
    return gathered(
        summed.agg(nw.col(value).sum(), nw.col(value).count().alias("__known")).select(*names, known)
    )

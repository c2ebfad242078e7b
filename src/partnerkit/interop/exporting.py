"""
How does a network leave as files that a person opens, and come back the same?

A folder of CSV files or an Excel workbook, one table a kind of fact (see `network_tables`).
Spreadsheets run what begins like a formula, so no cell of ours does: text that
begins with one of the signs gets an apostrophe in front, and the way back takes
exactly that one off again. Parquet goes through Arrow and needs no guard.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeAlias

from partnerkit.facts.coherence import Declared
from partnerkit.facts.fact import Fact
from partnerkit.facts.network import Network
from partnerkit.interop.cells import plain
from partnerkit.interop.network_tables import Table, network_of_tables, tables_of
from partnerkit.interop.reading import other_delimiter
from partnerkit.values.errors import InvalidValue, MissingExtra, raise_faults, shown

__all__ = ["guarded", "load_network", "read_files", "save_network", "unguarded", "write_table"]

#: What a spreadsheet takes for the beginning of a formula, or drops before it looks; full-width signs in some countries.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_GUARD = "'"

#: Excel keeps 15 digits of a number, and no day before it.
_DIGITS = 15
_FIRST_DAY = date(1900, 3, 1)
_LONGEST = 32_767

#: What no sheet may have in its name.
_NO_TITLE = re.compile(r"[\\/*?:\[\]]")

#: Where a network lies: a folder of tables, or a workbook.
Place: TypeAlias = Path | str


def __dir__() -> list[str]:
    return __all__


def guarded(text: str) -> str:
    """
    Return *text* so that no spreadsheet takes it for a formula.

    >>> guarded("=1+1"), guarded("Nord IT"), guarded("'s-Hertogenbosch")
    ("'=1+1", 'Nord IT', "''s-Hertogenbosch")
    """
    return f"{_GUARD}{text}" if text.startswith((*FORMULA, _GUARD)) else text


def unguarded(text: str) -> str:
    """
    Return what `guarded` was given.

    >>> unguarded("'=1+1"), unguarded("Nord IT")
    ('=1+1', 'Nord IT')
    """
    return text[1:] if text.startswith(_GUARD) else text


def save_network(network: Iterable[Fact], path: Place, *, form: str = "csv") -> tuple[Path, ...]:
    """
    Write every kind of fact as a table, and return the files.

    Tables of kinds that *network* has none of stay as they lie there, and `load_network` reads them: what
    replaces another network goes into a folder of its own.

    Parameters
    ----------
    path
        A folder, which is made; for Excel a file that ends in `.xlsx`.
    form
        "csv", or "parquet" (needs PyArrow); a *path* that ends in `.xlsx` is Excel (needs the extra `excel`).
    """
    path = Path(path)
    tables = tables_of(network)
    if path.suffix.lower() == ".xlsx":
        _write_book(
            path, {name: _sheet(name, table) for name, table in tables.items()} or {"empty": [["id"]]}
        )
        return (path,)
    with _told(path):
        path.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, table in tables.items():
        paths.append(path / f"{name}.{form}")
        write_table(table, paths[-1])
    return tuple(paths)


def write_table(table: Table, path: Place) -> None:
    """Write the columns of one table as CSV, Excel or Parquet, by the ending of *path*."""
    path = Path(path)
    match path.suffix.lower():
        case ".csv":
            text = _encoded(csv_text(table), path.name)
            with _told(path):
                path.write_bytes(text)
        case ".xlsx":
            _write_book(path, {_NO_TITLE.sub("_", path.stem)[:31]: _sheet(path.name, table)})
        case ".parquet":
            parquet, arrow = _parquet(), _arrow(table)
            with _told(path), path.open("wb") as file:
                parquet.write_table(arrow, file)
        case other:
            raise InvalidValue(path="path", value=shown(other), remedy="use .csv, .xlsx or .parquet")


def _write_book(path: Path, sheets: Mapping[str, Iterable[Sequence[Any]]]) -> None:
    """Write a workbook that is whole before the file is opened: what is refused leaves none behind."""
    from partnerkit.interop.excel import write_sheets

    data = io.BytesIO()
    write_sheets(data, sheets)
    with _told(path):
        path.write_bytes(data.getvalue())


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Say in our words that nothing can be written there."""
    try:
        yield
    except OSError as error:
        remedy = "name a place that can be written, in a folder that is there"
        raise InvalidValue(path=path.name, value=shown(error.strerror), remedy=remedy) from None


def _encoded(text: str, file: str) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        half = shown(error.object[error.start : error.end])
        raise InvalidValue(
            path=file, value=half, remedy="use whole characters; this is half of one"
        ) from None


def csv_text(table: Table) -> str:
    r"""
    Return one table as CSV.

    >>> csv_text({"id": ["P-4", "-1"], "name": ["Nord IT", None]})
    "id,name\r\nP-4,Nord IT\r\n'-1,\r\n"
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([guarded(name) for name in table])
    writer.writerows([[_written(value) for value in row] for row in zip(*table.values(), strict=True)])
    return text.getvalue()


def _written(value: Any) -> str:
    # A number is no formula, even below zero, and a spreadsheet should count with it.
    return guarded(value) if isinstance(value, str) else plain_exactly(value)


def plain_exactly(value: Any) -> str:
    """Return a typed value as text that loses nothing."""
    return repr(value) if isinstance(value, float) else plain(value)


def _sheet(where: str, table: Table) -> Iterator[Sequence[Any]]:
    remedy = f"write it as CSV or Parquet; Excel holds {_LONGEST:,} characters in a cell"
    raise_faults(
        InvalidValue(
            path=f"{where} row {number} column {name!r}", value=f"{len(value):,} characters", remedy=remedy
        )
        for name, column in table.items()
        for number, value in enumerate(column, start=2)
        if isinstance(value, str) and len(value) >= _LONGEST
    )
    yield [guarded(name) for name in table]
    for row in zip(*table.values(), strict=True):
        yield [_typed(value) for value in row]


def _typed(value: Any) -> Any:
    """Return what a cell of Excel can hold without loss: numbers and days as such, all else as text."""
    match value:
        case None | bool() | float():
            return value
        case str():
            return guarded(value)
        case datetime():
            return value.isoformat()
        case date():
            return value if value >= _FIRST_DAY else value.isoformat()
        case Decimal():
            return value if len(value.as_tuple().digits) <= _DIGITS else plain(value)
        case int():
            return value if abs(value) < 10**_DIGITS else str(value)
        case _:
            return plain_exactly(value)


def _arrow(table: Table) -> Any:
    from partnerkit.values.frames import to_frame

    return to_frame(table, "pyarrow")


def _parquet() -> Any:
    try:
        return import_module("pyarrow.parquet")
    except ImportError:
        raise MissingExtra(extra="engines", library="pyarrow") from None


# -- and back


def load_network(path: Place, *, declared: Declared | None = None) -> Network:
    """
    Read what `save_network` wrote, every fault of all files at once.

    Raises
    ------
    InvalidInput
        With every fault: table, row, column, value and remedy.
    """
    return network_of_tables(read_files(path), declared)


def read_files(path: Place) -> dict[str, Table]:
    """Return the tables that lie in a folder or a workbook, by their names."""
    path = Path(path)
    try:
        if path.suffix.lower() == ".xlsx":
            return _sheets(path)
        # What begins with a dot was put there by a system, as the ._Partner.csv of a folder packed on a Mac.
        seen = (each for each in path.iterdir() if not each.name.startswith("."))
        paths = sorted(each for each in seen if each.suffix.lower() in {".csv", ".parquet"})
        twice = [each for each, other in pairwise(paths) if each.stem == other.stem]
        raise_faults(
            InvalidValue(path=each.stem, value="two files", remedy="keep one of .csv and .parquet")
            for each in twice
        )
        return {each.stem: _csv(each) if each.suffix.lower() == ".csv" else _columns(each) for each in paths}
    except OSError as error:
        remedy = "name a folder of tables or a workbook that can be read"
        raise InvalidValue(path=path.name, value=shown(error.strerror), remedy=remedy) from None


def _csv(path: Path) -> Table:
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            table = _table(csv.reader(lines, strict=True), path.name)
    except (UnicodeError, csv.Error) as error:
        raise InvalidValue(
            path=path.name, value=shown(str(error)), remedy="save it as CSV in UTF-8"
        ) from None
    delimiter = other_delimiter(table)
    if delimiter is not None:
        remedy = f"save it with ',' between cells, not {delimiter!r}, or hand in a workbook"
        raise InvalidValue(path=f"{path.name} row 1", value=shown("".join(table)), remedy=remedy)
    return table


def _sheets(path: Path) -> dict[str, Table]:
    from partnerkit.interop.excel import sheet_names, sheet_rows

    try:
        with path.open("rb") as file:
            return {
                name: _table(sheet_rows(file, name), f"{path.name} {name}")
                for name in sheet_names(file)
                if name != "empty"
            }
    except InvalidValue as fault:
        # What is wrong with the workbook itself is told without a place.
        raise (fault if fault.path else fault.under(path.name)) from None


def _columns(path: Path) -> Table:
    from partnerkit.values.frames import read_columns

    parquet = _parquet()
    try:
        frame = parquet.read_table(path)
        frame.validate(full=True)
    except Exception as error:  # noqa: BLE001  # whatever a broken file makes the library say
        raise InvalidValue(
            path=path.name, value=shown(str(error)), remedy="save it as Parquet, text in UTF-8"
        ) from None
    columns, _ = read_columns(frame)
    return {name: column.tolist() for name, column in columns.items()}


def _table(rows: Iterator[list[Any]], file: str) -> Mapping[str, list[Any]]:
    header = [unguarded(plain(each)) for each in next(rows, [])]
    if not header or len(set(header)) < len(header) or not all(header):
        remedy = "use a header with every column named once"
        raise InvalidValue(path=f"{file} row 1", value=shown(header), remedy=remedy)
    columns: dict[str, list[Any]] = {name: [] for name in header}
    for number, row in enumerate(rows, start=2):
        if not row:
            continue
        if len(row) > len(header):
            remedy = f"use {len(header)} cells, as the header has"
            raise InvalidValue(path=f"{file} row {number}", value=f"{len(row)} cells", remedy=remedy)
        for place, column in enumerate(columns.values()):
            value = row[place] if place < len(row) else None
            column.append(unguarded(value) if isinstance(value, str) else value)
    return columns

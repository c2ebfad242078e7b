"""
How do a host's rows become facts, without one bad cell slipping in or one good row being half taken?

A reader takes a mapping from our fields to the host's columns. It reads the
whole file before it gives anything back: either every row is right, or every
fault of the file comes at once, each with file, row, column, value and remedy.
`dry_run` tells the same without raising anything.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any, TypeAlias, TypeVar, cast, get_type_hints

from attrs import NOTHING, fields_dict

from partnerkit.facts.fact import Fact
from partnerkit.facts.partner import BLANK, RESTRICTING, Blank
from partnerkit.interop.cells import Column, Row, parser, plain, without_none
from partnerkit.interop.reading import DryRun, Fault, Progress, RowReader, Source, Task, other_delimiter
from partnerkit.values.errors import InvalidValue, raise_faults, shown
from partnerkit.values.fields import Check, check, choice, instance, optional
from partnerkit.values.limits import LIMITS, Limits
from partnerkit.values.time import is_zone

__all__ = ["Columns", "dry_run", "read_csv", "read_excel", "read_rows"]

T = TypeVar("T", bound=Fact)

#: From our field to the host's column.
Columns: TypeAlias = Mapping[str, str | Column]

#: What each row is to become.
MODEL = Check(
    lambda value: isinstance(value, type) and issubclass(value, Fact) and value is not Fact,
    "use the kind of fact itself, as Partner",
)

#: One row is not several.
_ROWS = Check(
    lambda value: isinstance(value, Iterable) and not isinstance(value, str | bytes | Mapping),
    "use a list of rows, each a mapping from column to cell",
)

#: What is read as a spreadsheet; anything else is text.
_SHEETS = (".xlsx", ".xlsm")


def __dir__() -> list[str]:
    return __all__


def read_csv(
    path: Path | str,
    model: type[T],
    columns: Columns,
    *,
    constants: Mapping[str, Any] | None = None,
    blank: Blank = "exclude",
    delimiter: str = ",",
    encoding: str = "utf-8-sig",
    progress: Progress | None = None,
    limits: Limits = LIMITS,
) -> tuple[T, ...]:
    """
    Read a CSV file into facts, all rows or none.

    Parameters
    ----------
    path
        A text file with a header.
    model
        The kind of fact each row is.
    columns
        From our field to the host's column. `"attributes.size"` and
        `"external_ids.erp"` reach into those mappings. `layout` has those of
        well-known systems.
    constants
        Fields that are the same for every row.
    blank
        What an empty cell of a field means that restricts what a partner is
        given: "exclude", it is unknown and noted in `Partner.unknown`, so that
        he wins nothing that asks for it; "unrestricted", he serves everything.
    progress
        Called with the number of rows read so far.
    limits
        The most rows, and the longest text of a cell; what is beyond them is refused when it is reached.

    Raises
    ------
    InvalidInput
        With every fault of the file, when there is more than one.
    InvalidValue
        The one fault there is.
    """
    path = Path(path)
    reader = _reader(model, columns, constants, blank, path.name)
    source = _csv_rows(path, delimiter, encoding)
    report = reader.read(_with_columns(source, columns, path.name), Task(progress=progress, limits=limits))
    return cast("tuple[T, ...]", report.taken())


def read_excel(
    path: Path | str,
    model: type[T],
    columns: Columns,
    *,
    sheet: str | None = None,
    constants: Mapping[str, Any] | None = None,
    blank: Blank = "exclude",
    progress: Progress | None = None,
    limits: Limits = LIMITS,
) -> tuple[T, ...]:
    """
    Read one sheet of an Excel workbook into facts, all rows or none.

    Cells are taken as they are typed; text in them is read as in a CSV file.
    Formulas are never computed: what counts is the value saved with them. The
    arguments are those of `read_csv`; *sheet* is the name of a sheet, else the
    first one is read. Needs the extra `excel`.
    """
    path = Path(path)
    reader = _reader(model, columns, constants, blank, path.name)
    source = _sheet_rows(path, sheet)
    report = reader.read(_with_columns(source, columns, path.name), Task(progress=progress, limits=limits))
    return cast("tuple[T, ...]", report.taken())


def read_rows(
    rows: Iterable[Row],
    model: type[T],
    columns: Columns,
    *,
    constants: Mapping[str, Any] | None = None,
    blank: Blank = "exclude",
    file: str = "rows",
    progress: Progress | None = None,
    limits: Limits = LIMITS,
) -> tuple[T, ...]:
    """
    Read rows of text, or of typed cells, into facts, all of them or none; the header counts as row 1.

    The arguments are those of `read_csv`.

    >>> from partnerkit.facts.partner import Partner
    >>> read_rows([{"key": "7", "firma": "Nord IT"}], Partner, {"id": "key", "name": "firma"})[0].name
    'Nord IT'
    """
    reader = _reader(model, columns, constants, blank, file)
    source = _with_columns(_of_rows(rows), columns, file)
    report = reader.read(source, Task(progress=progress, limits=limits))
    return cast("tuple[T, ...]", report.taken())


def dry_run(
    source: Path | str | Iterable[Row],
    model: type[Fact],
    columns: Columns,
    *,
    constants: Mapping[str, Any] | None = None,
    blank: Blank = "exclude",
    delimiter: str = ",",
    encoding: str = "utf-8-sig",
    sheet: str | None = None,
    progress: Progress | None = None,
    limits: Limits = LIMITS,
) -> DryRun:
    """
    Say what a file, or rows, would bring, and everything wrong with it; nothing of the file is raised.

    A path that ends in `.xlsx` is read as Excel, any other as CSV; the arguments
    are those of `read_csv` and `read_excel`.

    >>> from partnerkit.facts.partner import Partner
    >>> report = dry_run([{"key": "7", "n": "many"}], Partner, {"id": "key", "capacity": "n"})
    >>> [(fault.row, fault.column, fault.value) for fault in report.faults]
    [(2, 'n', "'many'")]
    """
    if isinstance(source, str | Path):
        path = Path(source)
        file = path.name
        is_sheet = path.suffix.lower() in _SHEETS
        rows = _sheet_rows(path, sheet) if is_sheet else _csv_rows(path, delimiter, encoding)
    else:
        file, rows = "rows", _of_rows(source)
    reader = _reader(model, columns, constants, blank, file)
    return reader.read(_with_columns(rows, columns, file), Task(progress=progress, limits=limits))


def _reader(
    model: type[Fact], columns: Columns, constants: Mapping[str, Any] | None, blank: Blank, file: str
) -> RowReader:
    """Compile the mapping; one that cannot work is refused before anything is read."""
    check(
        {
            "model": (MODEL, model),
            "columns": (instance(Mapping, "a mapping from our fields to your columns"), columns),
            "constants": (optional(instance(Mapping, "a mapping from our fields to values")), constants),
        }
    )
    known, constants = fields_dict(model), constants or {}
    named = _named(columns)
    fault = choice(*BLANK).fault("blank", blank)
    raise_faults(() if fault is None else (fault,))
    raise_faults(
        InvalidValue(
            path=f"columns.{name}",
            value=shown(name),
            remedy=f"use a field of {model.__name__}: {', '.join(known)}",
        )
        for name in (*named, *constants)
        if str(name).partition(".")[0] not in known
    )
    raise_faults(
        InvalidValue(
            path=f"columns.{name}", value="nothing", remedy="name the column that holds it; it is needed"
        )
        for name, each in known.items()
        if each.init and each.default is NOTHING and name not in named and name not in constants
    )
    raise_faults(
        InvalidValue(
            path=f"columns.{name}.zone", value=shown(each.zone), remedy="use a zone such as Europe/Berlin"
        )
        for name, each in named.items()
        if each.zone is not None and not is_zone(each.zone)
    )
    hints = get_type_hints(model)
    return RowReader(
        model=model,
        columns={
            name: (each.name, parser(each, each.kind if "." in name else without_none(hints[name])))
            for name, each in named.items()
        },
        constants=constants,
        file=file,
        restricting=RESTRICTING if blank == "exclude" and "unknown" in known else (),
    )


def _named(columns: Columns) -> dict[str, Column]:
    """Return the columns as such; one that goes by anything but its name is refused."""
    raise_faults(
        InvalidValue(
            path=f"columns.{name}", value=shown(each), remedy="use the name of a column, or a Column"
        )
        for name, each in columns.items()
        if not isinstance(each, str | Column)
    )
    return {name: Column(name=each) if isinstance(each, str) else each for name, each in columns.items()}


def _of_rows(rows: Iterable[Row]) -> Source:
    """Give rows that are handed over their numbers, from 2 on; what is no row is refused by its place."""
    check({"rows": (_ROWS, rows)})
    for number, row in enumerate(rows, start=2):
        if not isinstance(row, Mapping):
            raise InvalidValue(
                path=f"rows[{number - 2}]",
                value=shown(row),
                remedy="use a mapping from each column to its cell",
            )
        yield number, row


def _with_columns(source: Source, columns: Columns, file: str) -> Source:
    """Tell a column that is missing once, at the header, and not at every row."""
    for number, row in source:
        if isinstance(row, Fault):
            yield number, row
            continue
        wanted = [each for each in columns.values() if isinstance(each, Column)]
        absent = {each.name for each in wanted if each.name not in row}
        missing = {name for name in columns.values() if isinstance(name, str) and name not in row}
        missing |= absent - {each.name for each in wanted if each.optional}
        if missing:
            delimiter = other_delimiter(row)
            remedy = (
                f"name one of the file's columns: {', '.join(map(str, row))}"
                if delimiter is None
                else f"its cells are cut by {delimiter!r}: say so with delimiter={delimiter!r}"
            )
            for name in sorted(missing):
                yield 1, Fault(file=file, row=1, column=name, value="no such column", remedy=remedy)
            return
        gaps = dict.fromkeys(absent, "")
        rest = chain(((number, row),), source)
        yield from (
            rest
            if not gaps
            else ((at, each if isinstance(each, Fault) else {**gaps, **each}) for at, each in rest)
        )
        return


def _is_encoding(value: object) -> bool:
    try:
        return isinstance(value, str) and "".encode(value) is not None
    except (LookupError, ValueError):
        return False


_ENCODING = Check(_is_encoding, "name an encoding, as utf-8-sig or cp1252")
_DELIMITER = Check(
    lambda value: isinstance(value, str) and len(value) == 1 and value not in '"\r\n\0',
    "name the one character between cells, as ; or a tabulator",
)


def _csv_rows(path: Path, delimiter: str, encoding: str) -> Source:
    check({"delimiter": (_DELIMITER, delimiter), "encoding": (_ENCODING, encoding)})
    try:
        with path.open(encoding=encoding, newline="") as lines:
            yield from _table(csv.reader(lines, delimiter=delimiter, strict=True), path.name)
    except UnicodeError as error:
        remedy = f"save it in {encoding}, or say what it is in, as encoding='cp1252' for Excel on Windows"
        yield 0, Fault(file=path.name, value=shown(str(error)), remedy=remedy)
    except csv.Error as error:
        remedy = f"save it as CSV in {encoding} with {delimiter!r} between cells"
        yield 0, Fault(file=path.name, value=shown(str(error)), remedy=remedy)
    except OSError as error:
        yield 0, Fault(file=path.name, value=shown(error.strerror), remedy="name a file that can be read")


def _sheet_rows(path: Path, sheet: str | None) -> Source:
    from partnerkit.interop.excel import sheet_rows

    try:
        with path.open("rb") as file:
            yield from _table(sheet_rows(file, sheet), path.name, ragged=True)
    except InvalidValue as fault:
        yield 0, Fault(file=path.name, value=fault.value, remedy=fault.remedy)
    except OSError as error:
        yield 0, Fault(file=path.name, value=shown(error.strerror), remedy="name a file that can be read")


def _table(cells: Iterator[list[Any]], file: str, *, ragged: bool = False) -> Source:
    """Give the rows under a header; in a *ragged* table blank cells at the end of rows may be missing."""
    header = [each if isinstance(each, str) else plain(each) for each in next(cells, [])]
    twice = sorted({name for name in header if header.count(name) > 1 and (name or not ragged)})
    if twice or not any(header):
        yield (
            1,
            Fault(
                file=file,
                row=1,
                value=shown(twice or header),
                remedy="use a header with every column named once",
            ),
        )
        return
    width = len(header)
    for number, row in enumerate(cells, start=2):
        if not row or (ragged and all(each is None for each in row)):
            continue
        if len(row) != width and not (ragged and len(row) < width):
            remedy = f"use {width} cells, as the header has; quote cells that hold the delimiter"
            yield number, Fault(file=file, row=number, value=f"{len(row)} cells", remedy=remedy)
            continue
        whole = row if len(row) == width else [*row, *[None] * (width - len(row))]
        yield number, dict(zip(header, whole, strict=True))

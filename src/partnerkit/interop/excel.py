"""
What stands in the cells of an Excel workbook, and how is one written that runs nothing when it is opened?

Read through openpyxl, values only: a formula is never computed here, and a text is
never written as one. A file that is no workbook, or that unpacks to more than it
should, is refused as any other bad file.
"""

import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from typing import IO, Any

from partnerkit.interop.cells import Broken
from partnerkit.values.errors import InvalidValue, MissingExtra, raise_faults, shown

__all__ = ["sheet_names", "sheet_rows", "write_sheets"]

#: A workbook unpacks to at most this many bytes; what is more is an attack or a mistake.
UNPACKED = 1_000_000_000

#: What no XML document may hold: control characters, and halves of characters.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NO_CONTROLS = "leave control characters out, or write it as CSV or Parquet"

_REMEDY = "save it as an Excel workbook (.xlsx), or as CSV"


def __dir__() -> list[str]:
    return __all__


def _openpyxl() -> Any:
    try:
        return import_module("openpyxl")
    except ImportError:
        raise MissingExtra(extra="excel", library="openpyxl") from None


def _opened(file: IO[bytes]) -> Any:
    openpyxl, size, book = _openpyxl(), 0, None
    try:
        with zipfile.ZipFile(file) as parts:
            size = sum(part.file_size for part in parts.infolist())
        if size <= UNPACKED:
            file.seek(0)
            book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
    except Exception as error:  # noqa: BLE001  # whatever a broken file makes the library say
        raise InvalidValue(path="", value=shown(f"{type(error).__name__}: {error}"), remedy=_REMEDY) from None
    if book is None:
        raise InvalidValue(path="", value=f"{size:,} bytes", remedy=f"use at most {UNPACKED:,} bytes")
    return book


def sheet_names(file: IO[bytes]) -> tuple[str, ...]:
    """Return the names of the sheets, in their order."""
    return tuple(_opened(file).sheetnames)


def sheet_rows(file: IO[bytes], sheet: str | None = None) -> Iterator[list[Any]]:
    """Give the rows of one sheet, of the first one if none is named; a cell is text, a number, a date, `Broken` or None."""
    book = _opened(file)
    names = book.sheetnames
    if not names or (sheet is not None and sheet not in names):
        raise InvalidValue(path="", value=shown(sheet), remedy=f"name one of the sheets: {', '.join(names)}")
    try:
        for row in book[sheet if sheet is not None else names[0]].iter_rows():
            yield [Broken(each.value) if each.data_type == "e" else each.value for each in row]
    except Exception as error:  # noqa: BLE001  # likewise
        raise InvalidValue(path="", value=shown(f"{type(error).__name__}: {error}"), remedy=_REMEDY) from None


def write_sheets(file: IO[bytes], sheets: Mapping[str, Iterable[Sequence[Any]]]) -> None:
    """
    Write one sheet a name, the header first; a text stays a text, whatever it begins with.

    Raises
    ------
    InvalidInput
        With every text that XML, of which a workbook is made, cannot hold; nothing is written then.
    """
    openpyxl = _openpyxl()
    cell = import_module("openpyxl.cell").WriteOnlyCell
    # All cells are known before the first is written: what cannot be written leaves no half a workbook.
    tables = {name: list(rows) for name, rows in sheets.items()}
    raise_faults(
        InvalidValue(path=f"{name} row {number}", value=shown(value), remedy=_NO_CONTROLS)
        for name, rows in tables.items()
        for number, row in enumerate(rows, start=1)
        for value in row
        if isinstance(value, str) and _UNWRITABLE.search(value)
    )
    book = openpyxl.Workbook(write_only=True)
    for name, rows in tables.items():
        sheet = book.create_sheet(name)
        for row in rows:
            cells = []
            for value in row:
                made = cell(sheet, value=value)
                if isinstance(value, str):
                    # By itself the library makes a formula of what begins with an equals sign.
                    made.data_type = "s"
                cells.append(made)
            sheet.append(cells)
    book.save(file)

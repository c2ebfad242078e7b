"""How is what came out told on a terminal or to a program, and how is a fault?"""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from enum import IntEnum
from fractions import Fraction
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import Progress
from rich.table import Table

from partnerkit.cli.data import as_json, write_rows
from partnerkit.interop.wording import say_value
from partnerkit.values.errors import InvalidInput, InvalidValue, PartnerkitError, shown
from partnerkit.values.money import Money, Quantity, Ratio

__all__ = ["Code", "bar", "tell", "told"]

#: What is a share of something is read as a percentage.
_SHARES = frozenset({"attainment", "pace"})

_NUMBERS = (int, float, Decimal, Fraction, Money, Quantity, Ratio)


def __dir__() -> list[str]:
    return __all__


class Code(IntEnum):
    """How a command ended."""

    DONE = 0
    FOUND = 1
    USAGE = 2
    FAULTS = 3


@contextmanager
def bar(what: str, *, json_: bool) -> Iterator[None]:
    """Show on a terminal that something is being done; to programs, nothing."""
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=json_ or not console.is_terminal) as bars:
        bars.add_task(what, total=None)
        yield


@contextmanager
def told(*, json_: bool) -> Iterator[None]:
    """Tell every fault of the data, and of where a table was to be written, and end with 3."""
    try:
        yield
    except (PartnerkitError, OSError) as error:
        faults = error.faults if isinstance(error, InvalidInput) else [_ours(error)]
        if json_:
            listed = [_fault(each) for each in faults]
            sys.stdout.write(json.dumps({"faults": listed}, ensure_ascii=False) + "\n")
        else:
            for each in faults:
                sys.stderr.write(f"{each}\n")
        raise typer.Exit(Code.FAULTS) from None


def _ours(error: PartnerkitError | OSError) -> PartnerkitError:
    if isinstance(error, PartnerkitError):
        return error
    place = Path(str(error.filename or "")).name
    return InvalidValue(path=place, value=shown(error.strerror), remedy="name a place that can be written")


def _fault(error: PartnerkitError) -> dict[str, str]:
    if isinstance(error, InvalidValue):
        return {"path": error.path, "value": error.value, "remedy": error.remedy}
    return {"path": error.path, "value": "", "remedy": str(error)}


def tell(name: str, table: Mapping[str, Sequence[Any]], out: Path | None, *, json_: bool) -> None:
    """Write the table to a file, as JSON, or for people."""
    rows = list(zip(*table.values(), strict=True))
    if out is not None:
        write_rows(table, out, name)
    if json_:
        found = [{column: as_json(value) for column, value in zip(table, row, strict=True)} for row in rows]
        sys.stdout.write(json.dumps({name: found}, ensure_ascii=False) + "\n")
        return
    console = Console()
    grid = Table(title=f"{name}: {len(rows)}", title_justify="left", box=None, header_style="bold")
    for column, values in table.items():
        is_number = any(isinstance(each, _NUMBERS) for each in values)
        grid.add_column(column, overflow="fold", justify="right" if is_number else "left")
    for row in rows:
        grid.add_row(*(_said(value, column) for column, value in zip(table, row, strict=True)))
    console.print(grid, markup=False, highlight=False)


def _said(value: Any, column: str) -> str:
    if column in _SHARES and isinstance(value, Decimal):
        return say_value(Quantity.of(round(value * 100, 1), "%"))
    if isinstance(value, _NUMBERS):
        # To programs and files exactly, to people as it is written: no fraction with thirty digits.
        return say_value(value)
    found = as_json(value)
    return "\N{EN DASH}" if found is None else escape(str(found))

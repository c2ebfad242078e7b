"""How do a host's rows become facts, without one bad cell slipping in or one good row being half taken?

A reader takes a mapping from our fields to the host's columns. It reads the
whole file before it gives anything back: either every row is right, or every
fault of the file comes at once, each with file, row, column, value and remedy.
"""

import csv
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias, TypeVar, cast, final, get_type_hints

from attrs import NOTHING, Attribute, evolve, fields_dict, frozen

from partnerkit.facts.fact import Fact
from partnerkit.facts.partner import BLANK, RESTRICTING, Blank
from partnerkit.interop.cells import Column, cell, without_none
from partnerkit.values.errors import InvalidInput, InvalidValue, raise_faults, shown
from partnerkit.values.fields import Check, choice
from partnerkit.values.limits import LIMITS, Limits
from partnerkit.values.time import is_zone

__all__ = ["read_csv", "read_rows"]

T = TypeVar("T", bound=Fact)
Progress: TypeAlias = Callable[[int], None]

#: How often a reader says how far it is, in rows.
PROGRESS_EVERY = 1_000


def __dir__() -> list[str]:
    return __all__


Columns: TypeAlias = Mapping[str, str | Column]


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
        `"external_ids.erp"` reach into those mappings.
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
    try:
        with path.open(encoding=encoding, newline="") as lines:
            return read_rows(
                _rows(csv.reader(lines, delimiter=delimiter, strict=True), path.name),
                model,
                columns,
                constants=constants,
                blank=blank,
                file=path.name,
                progress=progress,
                limits=limits,
            )
    except (UnicodeDecodeError, csv.Error) as error:
        raise InvalidValue(
            path=path.name,
            value=shown(str(error)),
            remedy=f"save it as CSV in {encoding} with {delimiter!r} between cells",
        ) from None
    except OSError as error:
        raise InvalidValue(
            path=path.name, value=shown(error.strerror), remedy="name a file that can be read"
        ) from None


def _rows(cells: Iterator[list[str]], file: str) -> Iterator[Mapping[str, str]]:
    header = next(cells, [])
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice or not header:
        raise InvalidValue(
            path=f"{file} row 1",
            value=shown(twice or header),
            remedy="use a header with every column named once",
        )
    for number, row in enumerate(cells, start=2):
        if not row:
            continue
        if len(row) != len(header):
            raise InvalidValue(
                path=f"{file} row {number}",
                value=f"{len(row)} cells",
                remedy=f"use {len(header)} cells, as the header has; quote cells that hold the delimiter",
            )
        yield dict(zip(header, row, strict=True))


def read_rows(
    rows: Iterable[Mapping[str, str]],
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
    Read rows of text into facts, all of them or none; the header counts as row 1.

    The arguments are those of `read_csv`.

    >>> from partnerkit.facts.partner import Partner
    >>> read_rows([{"key": "7", "firma": "Nord IT"}], Partner, {"id": "key", "name": "firma"})[0].name
    'Nord IT'
    """
    fault = choice(*BLANK).fault("blank", blank)
    raise_faults(() if fault is None else (fault,))
    restricting = RESTRICTING if blank == "exclude" and "unknown" in fields_dict(model) else ()
    reader = evolve(_Reader.of(model, columns, constants or {}, file), restricting=restricting)
    made: list[T] = []
    faults: list[InvalidValue] = []
    first_row: dict[object, int] = {}
    for number, row in enumerate(rows, start=2):
        if progress is not None and (number - 1) % PROGRESS_EVERY == 0:
            progress(number - 1)
        if number - 1 > limits.batch:
            raise InvalidValue(
                path=file, value="more rows", remedy=f"use at most {limits.batch:,} rows in one file"
            )
        if limits.text < LIMITS.text:
            # Beyond that, what a field may hold is for the field to say.
            faults.extend(limits.text_faults(dict(row), f"{file} row {number}"))
        fact, found = reader.read(row, number)
        faults.extend(found)
        if fact is None:
            continue
        made.append(cast("T", fact))
        name = getattr(fact, "id", None)
        if name is not None and first_row.setdefault(name, number) != number:
            faults.append(
                InvalidValue(
                    path=reader.place(number, "id"),
                    value=shown(name),
                    remedy=f"use each id once; row {first_row[name]} has it already",
                )
            )
    raise_faults(faults)
    if progress is not None:
        progress(len(made))
    return tuple(made)


@final
@frozen(kw_only=True)
class _Reader:
    """What it takes to read one row: our fields with their types, and the host's columns."""

    model: type[Fact]
    columns: Mapping[str, Column]
    constants: Mapping[str, Any]
    types: Mapping[str, Any]
    file: str

    #: The fields of which an empty cell is noted as unknown.
    restricting: Collection[str] = ()

    @classmethod
    def of(cls, model: type[Fact], columns: Columns, constants: Mapping[str, Any], file: str) -> "_Reader":
        known = fields_dict(model)
        named = {name: Column(name=each) if isinstance(each, str) else each for name, each in columns.items()}
        raise_faults(
            InvalidValue(
                path=f"columns.{name}",
                value=shown(name),
                remedy=f"use a field of {model.__name__}: {', '.join(known)}",
            )
            for name in (*named, *constants)
            if name.partition(".")[0] not in known
        )
        raise_faults(
            InvalidValue(
                path=f"columns.{name}.zone", value=shown(each.zone), remedy="use a zone such as Europe/Berlin"
            )
            for name, each in named.items()
            if each.zone is not None and not is_zone(each.zone)
        )
        hints = get_type_hints(model)
        types = {
            name: each.kind if "." in name else without_none(hints[name]) for name, each in named.items()
        }
        return cls(model=model, columns=named, constants=constants, types=types, file=file)

    def place(self, row: int, name: str) -> str:
        """Return where a field of ours stands in the host's file."""
        column = self.columns.get(name.partition("[")[0])
        return f"{self.file} row {row} column {column.name!r}" if column else f"{self.file} row {row} {name}"

    def read(self, row: Mapping[str, str], number: int) -> tuple[Fact | None, list[InvalidValue]]:
        """Return the fact of one row, or None and everything wrong with it."""
        values: dict[str, Any] = dict(self.constants)
        faults: list[InvalidValue] = []
        for name, column in self.columns.items():
            try:
                value = cell(row, column, self.types[name])
            except InvalidValue as fault:
                faults.append(
                    InvalidValue(path=self.place(number, name), value=fault.value, remedy=fault.remedy)
                )
                continue
            outer, _, inner = name.partition(".")
            if value is None:
                if name in self.restricting:
                    values["unknown"] = (*values.get("unknown", ()), name)
                continue
            if inner:
                values.setdefault(outer, {})
                values[outer] = {**values[outer], inner: value}
            else:
                values[outer] = value
        if faults:
            faults.extend(self._more_faults(values, faults, number))
            return None, faults
        try:
            return self.model(**values), []
        except InvalidValue as fault:
            return None, [self._placed(fault, number)]
        except InvalidInput as group:
            return None, [self._placed(fault, number) for fault in group.faults]
        except TypeError:
            return None, list(self._blank_faults(values, number))

    def _placed(self, fault: InvalidValue, number: int) -> InvalidValue:
        return InvalidValue(path=self.place(number, fault.path), value=fault.value, remedy=fault.remedy)

    def _blank_faults(self, values: Mapping[str, Any], number: int) -> Iterator[InvalidValue]:
        for name, attribute in fields_dict(self.model).items():
            if attribute.default is NOTHING and attribute.init and name not in values:
                yield InvalidValue(
                    path=self.place(number, name), value="nothing", remedy="fill it in; it is needed"
                )

    def _more_faults(
        self, values: Mapping[str, Any], faults: Sequence[InvalidValue], number: int
    ) -> Iterator[InvalidValue]:
        """Judge the cells that could be read in a row where others could not."""
        told = {fault.path for fault in faults}
        attributes: Mapping[str, Attribute[Any]] = fields_dict(self.model)
        for name, value in values.items():
            check = attributes[name].validator
            converted = cast("Any", attributes[name].converter or (lambda same: same))(value)
            fault = check.fault(name, converted) if isinstance(check, Check) else None
            if fault is not None:
                yield self._placed(fault, number)
        for fault in self._blank_faults(values, number):
            if fault.path not in told:
                yield fault

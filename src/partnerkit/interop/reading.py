"""
How does a row of a host become a fact, and how is everything wrong with a file told?

One engine for text files, spreadsheets and frames. It knows which cell feeds which
field and by which parser; it makes the fact, or says for each cell what is wrong
with it and what would be right. Nothing of a file with faults is taken over.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias, cast, final

from attrs import NOTHING, Attribute, field, fields_dict, frozen

from partnerkit.facts.fact import Fact
from partnerkit.interop.cells import Parse, Row
from partnerkit.values.errors import TOLD, InvalidInput, InvalidValue, PartnerkitError, raise_faults, shown
from partnerkit.values.fields import Check
from partnerkit.values.limits import LIMITS, Limits
from partnerkit.values.rows import Rows

__all__ = ["DryRun", "Fault", "Progress", "RowReader", "Source", "Task", "other_delimiter"]

#: Called with the number of rows read so far.
Progress: TypeAlias = Callable[[int], None]

#: How often a reader says how far it is, in rows.
PROGRESS_EVERY = 1_000


def __dir__() -> list[str]:
    return __all__


def other_delimiter(header: Iterable[object]) -> str | None:
    """
    Return what cuts a header that was read as one cell: a spreadsheet saves with the delimiter of its country.

    >>> other_delimiter(["id;name"]), other_delimiter(["id", "name"]), other_delimiter(["id"])
    (';', None, None)
    """
    (only, *more) = [str(each) for each in header] or [""]
    return None if more else next((each for each in ";\t|," if each in only), None)


@final
@frozen(kw_only=True)
class Fault:
    """
    What is wrong with one cell, or one row, of a host's file.

    >>> fault = Fault(file="dealers.csv", row=3, field="capacity", column="Plätze", value="'many'", remedy="use 3")
    >>> str(fault.error)
    "dealers.csv row 3 column 'Plätze': 'many' is not valid here; use 3"
    """

    file: str

    #: As a spreadsheet counts: the header is row 1. None is the file as a whole.
    row: int | None = None

    #: The field of ours, and the column of the host; None is the row as a whole.
    field: str | None = None
    column: str | None = None

    #: What was found, as `shown` shows it.
    value: str
    remedy: str

    @property
    def place(self) -> str:
        """Where it stands, for people."""
        row = "" if self.row is None else f" row {self.row}"
        if self.column is not None:
            return f"{self.file}{row} column {self.column!r}"
        return f"{self.file}{row} {self.field or ''}".rstrip()

    @property
    def error(self) -> InvalidValue:
        """The same as an error that can be raised."""
        return InvalidValue(path=self.place, value=self.value, remedy=self.remedy)


#: What a file gives: the number of a row with what stands in it, or with what is wrong with it.
Source: TypeAlias = Iterator[tuple[int, Row | Fault]]


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"


@final
@frozen(kw_only=True)
class DryRun:
    """
    What a file would bring: its facts, and everything wrong with it.

    >>> DryRun(file="dealers.csv", rows=0, facts=(), faults=Rows(Fault, ())).is_clean
    True
    """

    file: str

    #: Rows that were looked at, without the header.
    rows: int

    #: The facts of the rows that are right; they are taken over only if all are.
    facts: tuple[Fact, ...] = field(repr=False)

    #: A tuple that is also a table: `faults.to_frame("pandas")`.
    faults: Rows[Fault]

    @property
    def is_clean(self) -> bool:
        """Whether the file can be taken over as it is."""
        return not self.faults

    def __str__(self) -> str:
        told = "".join(f"\n  {fault.error}" for fault in self.faults[:TOLD])
        more = f"\n  and {len(self.faults) - TOLD:,} more" if len(self.faults) > TOLD else ""
        return f"{self.file}: {_count(self.rows, 'row')}, {_count(len(self.faults), 'fault')}{told}{more}"

    def taken(self) -> tuple[Fact, ...]:
        """Return the facts, or raise every fault at once."""
        raise_faults(fault.error for fault in self.faults)
        return self.facts


@final
@frozen(kw_only=True)
class Task:
    """What is asked of a reader beside the columns: whom to tell, and how much is too much."""

    progress: Progress | None = None
    limits: Limits = LIMITS


@final
@frozen(kw_only=True)
class RowReader:
    """What it takes to read the rows of one file."""

    model: type[Fact]

    #: Our field -> the host's column and what reads it.
    columns: Mapping[str, tuple[str, Parse]]
    constants: Mapping[str, Any] = field(factory=dict)
    file: str = "rows"

    #: The fields of which an empty cell is noted as unknown.
    restricting: Collection[str] = ()

    #: The fields that are told to be None rather than left out.
    nullable: Collection[str] = ()

    def read(self, source: Source, task: Task) -> DryRun:
        """Read every row, and go on after a fault."""
        made: list[Fact] = []
        faults: list[Fault] = []
        first_row: dict[object, int] = {}
        count, limits, progress = 0, task.limits, task.progress
        for number, row in source:
            count += 1
            if progress is not None and count % PROGRESS_EVERY == 0:
                progress(count)
            if count > limits.batch:
                remedy = f"use at most {limits.batch:,} rows in one file"
                faults = [Fault(file=self.file, value="more rows", remedy=remedy)]
                break
            if isinstance(row, Fault):
                faults.append(row)
                continue
            if limits.text < LIMITS.text:
                # Beyond that, what a field may hold is for the field to say.
                faults.extend(self._too_long(row, number, limits))
            fact, found = self.fact(row, number)
            faults.extend(found)
            if fact is None:
                continue
            made.append(fact)
            key = self._key(fact)
            if key is not None and first_row.setdefault(key, number) != number:
                faults.append(self._twice(key, number, first_row))
        if progress is not None:
            progress(count)
        return DryRun(file=self.file, rows=count, facts=tuple(made), faults=Rows(Fault, faults))

    @staticmethod
    def _key(fact: Fact) -> object:
        # Versions of one fact share its id.
        name = getattr(fact, "id", None)
        return None if name is None else (name, fact.known_from, fact.known_until)

    def _twice(self, key: Any, number: int, first_row: Mapping[object, int]) -> Fault:
        remedy = f"use each id once; row {first_row[key]} has it already"
        return self._fault(InvalidValue(path="id", value=shown(key[0]), remedy=remedy), number)

    def _too_long(self, row: Row, number: int, limits: Limits) -> Iterator[Fault]:
        for each in limits.text_faults(dict(row), ""):
            name = each.path.removeprefix(".")
            yield Fault(
                file=self.file, row=number, field=name, column=name, value=each.value, remedy=each.remedy
            )

    def fact(self, row: Row, number: int) -> tuple[Fact | None, Sequence[Fault]]:
        """Return the fact of one row, or None and everything wrong with it."""
        values: dict[str, Any] = dict(self.constants)
        faults: list[Fault] = []
        for name, (column, parse) in self.columns.items():
            try:
                value = parse(row[column], row)
            except KeyError:
                remedy = f"name one of the file's columns: {', '.join(map(str, row))}"
                value = InvalidValue(path=name, value="no such column", remedy=remedy)
            except InvalidValue as fault:
                value = InvalidValue(path=name, value=fault.value, remedy=fault.remedy)
            except (PartnerkitError, ArithmeticError) as error:
                value = InvalidValue(path=name, value=shown(row[column]), remedy=str(error))
            if type(value) is InvalidValue:
                faults.append(self._fault(value, number))
            elif value is None:
                self._left_out(name, values)
            elif "." in name:
                outer, _, inner = name.partition(".")
                values[outer] = {**values.get(outer, {}), inner: value}
            else:
                values[name] = value
        if faults:
            faults.extend(self._more_faults(values, faults, number))
            return None, faults
        return self._made(values, number)

    def _left_out(self, name: str, values: dict[str, Any]) -> None:
        if name in self.restricting:
            values["unknown"] = (*values.get("unknown", ()), name)
        if name in self.nullable:
            values[name] = None

    def _made(self, values: Mapping[str, Any], number: int) -> tuple[Fact | None, Sequence[Fault]]:
        try:
            return self.model(**values), ()
        except InvalidValue as fault:
            return None, (self._fault(fault, number),)
        except InvalidInput as group:
            return None, [self._fault(fault, number) for fault in group.faults]
        except (PartnerkitError, ArithmeticError) as error:
            return None, (Fault(file=self.file, row=number, value="the row", remedy=str(error)),)
        except TypeError as error:
            unknown = Fault(file=self.file, row=number, value="the row", remedy=str(error))
            return None, list(self._more_faults(values, (), number)) or (unknown,)

    def _fault(self, fault: InvalidValue, number: int) -> Fault:
        column = self.columns.get(fault.path.partition("[")[0])
        return Fault(
            file=self.file,
            row=number,
            field=fault.path,
            column=column[0] if column else None,
            value=fault.value,
            remedy=fault.remedy,
        )

    def _blank_faults(self, values: Mapping[str, Any], number: int) -> Iterator[Fault]:
        for name, attribute in fields_dict(self.model).items():
            if attribute.default is NOTHING and attribute.init and name not in values:
                nothing = InvalidValue(path=name, value="nothing", remedy="fill it in; it is needed")
                yield self._fault(nothing, number)

    def _more_faults(
        self, values: Mapping[str, Any], faults: Iterable[Fault], number: int
    ) -> Iterator[Fault]:
        """Judge the cells that could be read in a row where others could not."""
        told = {fault.place for fault in faults}
        attributes: Mapping[str, Attribute[Any]] = fields_dict(self.model)
        for name, value in values.items():
            check = attributes[name].validator
            converted = cast("Any", attributes[name].converter or (lambda same: same))(value)
            fault = check.fault(name, converted) if isinstance(check, Check) else None
            if fault is not None:
                yield self._fault(fault, number)
        for blank in self._blank_faults(values, number):
            if blank.place not in told:
                yield blank

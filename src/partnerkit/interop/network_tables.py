"""
How do all facts stand in plain tables, and how do the same facts come back?

One table a kind of fact, one row a fact, one column a field; an amount has its
currency beside it in `<field>.currency`, a quantity its unit, a ratio what it is a
part of. What is no single value stands as JSON in its cell, as it would in a
document. Fields of which no fact says anything have no column. Reading is strict:
an unknown column is refused, and every fault is told with its table, row and column.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from types import NoneType
from typing import Any, Literal, TypeAlias, cast, get_args, get_origin, get_type_hints

from attrs import NOTHING, Factory, fields

from partnerkit.facts.coherence import Declared
from partnerkit.facts.fact import Fact
from partnerkit.facts.network import Network
from partnerkit.interop.cells import Column, Parse, Row, parser, plain, without_none
from partnerkit.interop.converter import converter, faults_of
from partnerkit.interop.reading import DryRun, Fault, RowReader, Source, Task
from partnerkit.interop.scalars import read_decimal
from partnerkit.interop.serialisation import canonical, kinds, parsed
from partnerkit.values.currency import minor_digits
from partnerkit.values.errors import FieldHidden, InvalidInput, InvalidValue, NotFound, raise_faults, shown
from partnerkit.values.exact import decimals
from partnerkit.values.fields import check, instance
from partnerkit.values.frames import Library, read_columns, to_frame
from partnerkit.values.hidden import Hidden
from partnerkit.values.money import Money, Ratio
from partnerkit.values.quantity import Quantity
from partnerkit.values.time import Period

__all__ = ["Table", "frames_of", "network_of", "network_of_tables", "read_table", "tables_of"]

#: Columns of one kind of fact, all of one length.
Table: TypeAlias = Mapping[str, Sequence[Any]]

#: What can follow a number: which money, which unit, a part of what.
_BESIDE = ("currency", "unit", "of")

#: Kinds of value that are one cell by themselves, beside text.
_PLAIN = (bool, int, float, Decimal, date, datetime)

#: What begins so is JSON.
_JSON = ('"', "[", "{")


def __dir__() -> list[str]:
    return __all__


def frames_of(network: Network, kind: Library = "dict") -> dict[str, Any]:
    """
    Return a frame for each kind of fact in *network*, by the name of the kind.

    >>> from partnerkit.facts.partner import Partner
    >>> network = Network.of(Partner(id="P-4", tier="gold", languages=("de", "en")))
    >>> {name: column.tolist() for name, column in frames_of(network)["Partner"].items()}
    {'id': ['P-4'], 'tier': ['gold'], 'languages': ['de;en']}
    """
    return {name: to_frame(table, kind) for name, table in tables_of(network).items()}


def network_of(frames: Mapping[Any, Any], declared: Declared | None = None) -> Network:
    """
    Return the network of *frames*, by kind of fact or its name; any frame that `read_columns` reads.

    >>> network_of({"Partner": {"id": ["P-4"], "tier": ["gold"]}}).partners[0].tier
    'gold'
    """
    check(
        {
            "frames": (
                instance(Mapping, 'a mapping from each kind of fact to its frame, as {"Partner": ...}'),
                frames,
            )
        }
    )
    tables: dict[Any, Table] = {}
    for name, frame in frames.items():
        columns, _ = read_columns(frame)
        tables[name] = {each: column.tolist() for each, column in columns.items()}
    return network_of_tables(tables, declared)


def tables_of(network: Iterable[Fact]) -> dict[str, dict[str, list[Any]]]:
    """Return the columns of each kind of fact, by the name of the kind."""
    found: dict[type[Fact], list[Fact]] = {}
    for fact in network:
        found.setdefault(type(fact), []).append(fact)
    return {kind.__name__: _columns(kind, facts) for kind, facts in found.items()}


def _columns(kind: type[Fact], facts: Sequence[Fact]) -> dict[str, list[Any]]:
    made: dict[str, list[Any]] = {}
    hints = get_type_hints(kind)
    for each in fields(kind):
        values = [getattr(fact, each.name) for fact in facts]
        default = each.default.factory() if isinstance(each.default, Factory) else each.default  # type: ignore[arg-type]  # attrs types it as a value
        if default is not NOTHING and all(value == default for value in values):
            continue
        is_blank_empty = default == ""
        cells = [_cell(value, is_blank_empty=is_blank_empty) for value in values]
        made[each.name] = [value for value, _ in cells]
        if without_none(hints[each.name]) is Money or _is_target(hints[each.name]):
            beside = {place: [more.get(place) for _, more in cells] for place in _BESIDE}
            made |= {
                f"{each.name}.{place}": column
                for place, column in beside.items()
                if any(value is not None for value in column)
            }
    return made


def _cell(value: Any, *, is_blank_empty: bool) -> tuple[Any, Mapping[str, Any]]:
    """Return what stands in a cell, and what stands beside it; what is hidden in a view stands in none."""
    match value:
        case None:
            return None, {}
        case Hidden():
            raise FieldHidden
        case str():
            return _text(value, is_blank_empty=is_blank_empty), {}
        case Money():
            return value.amount, {"currency": value.currency}
        case Quantity():
            return value.amount, {"unit": value.unit}
        case Ratio():
            return value.numerator, {"of": value.denominator}
        case Period():
            return value.label, {}
        case tuple() if value and all(isinstance(each, str) for each in value):
            joined = ";".join(value)
            if tuple(joined.split(";")) == value and not any(map(_is_doubtful, value)):
                return joined, {}
            return _json(value), {}
        case _ if type(value) in _PLAIN:
            return value, {}
    return _json(value), {}


def _is_doubtful(text: str) -> bool:
    return not text or text != text.strip() or text.startswith(_JSON) or "\r" in text


def _text(text: str, *, is_blank_empty: bool) -> str:
    if is_blank_empty and not text:
        return text
    return _json(text) if _is_doubtful(text) else text


def _json(value: Any) -> str:
    return canonical(converter().unstructure(value)).decode()


# -- and back


def network_of_tables(tables: Mapping[Any, Table], declared: Declared | None = None) -> Network:
    """Return the network of *tables*; every fault of all of them at once."""
    reports = [read_table(_kind(name), table) for name, table in tables.items()]
    raise_faults(fault.error for report in reports for fault in report.faults)
    return Network.of(*(report.facts for report in reports), declared=declared)


def _kind(name: Any) -> type[Fact]:
    text = name.__name__ if isinstance(name, type) else str(name)
    found = kinds().get(text)
    if found is None or not issubclass(found, Fact):
        known = tuple(name for name, kind in kinds().items() if issubclass(kind, Fact))
        raise NotFound(path="kinds of fact", key=text, known=known)
    return found


def read_table(kind: type[Fact], table: Table) -> DryRun:
    """Read the rows of one table; a column that is no field is one fault, not one a row."""
    name = kind.__name__
    known = {each.name: each for each in fields(kind)}
    hints = get_type_hints(kind)
    unknown = [column for column in table if not _is_column(column, known, table)]
    reader = RowReader(
        model=kind,
        columns={field: (field, _parser(hints[field], field)) for field in known if field in table},
        file=name,
        # None is said where the field may not be left out.
        nullable=[
            field
            for field, each in known.items()
            if each.default is NOTHING and NoneType in get_args(hints[field])
        ],
    )
    if unknown:
        remedy = f"use a field of {name}: {', '.join(known)}"
        faults = (
            Fault(file=name, row=1, column=column, value=shown(column), remedy=remedy) for column in unknown
        )
        return reader.read(iter([(1, fault) for fault in faults]), Task())
    rows = (dict(zip(table, row, strict=True)) for row in zip(*table.values(), strict=True))
    source: Source = cast("Source", enumerate(rows, start=2))
    return reader.read(source, Task())


def _is_column(column: str, known: Mapping[str, Any], table: Table) -> bool:
    field, dot, beside = column.partition(".")
    return field in known and (not dot or (beside in _BESIDE and field in table))


def _is_target(hint: Any) -> bool:
    return {Money, Quantity, Ratio} <= set(get_args(without_none(hint)))


def _parser(hint: Any, field: str) -> Parse:
    hint = without_none(hint)
    if hint is Money or _is_target(hint):
        return lambda value, row: _number(field, value, row)
    if hint is float or hint is int:
        return lambda value, _: _count(value, hint)
    if hint is Decimal:
        return lambda value, _: _exact(value)
    if hint in _PLAIN or hint is Period:
        return parser(Column(name=field, zone="UTC"), hint)
    is_list = get_origin(hint) is tuple and get_args(hint)[0] is str
    is_text = hint is str or get_origin(hint) is Literal

    def parse(value: Any, _: Row) -> Any:
        text = value if type(value) is str else plain(value)
        if not text:
            return None
        if text.startswith(_JSON):
            return _structured(text, hint)
        if is_list:
            return tuple(text.split(";"))
        return text if is_text else _structured(text, hint)

    return parse


def _structured(text: str, hint: Any) -> Any:
    try:
        return converter().structure(parsed(text.encode()), hint)
    except Exception as error:  # noqa: BLE001  # every fault comes out as one of ours
        found = error.faults if isinstance(error, InvalidInput) else faults_of(error, "")
        raise InvalidValue(path="", value=shown(text), remedy=found[0].remedy) from None


def _is_missing(value: Any) -> bool:
    return value is None or value == "" or value != value  # noqa: PLR0124  # NaN


def _count(value: Any, hint: Any) -> Any:
    """Return a number to the last digit; frames make floats of whole numbers with gaps."""
    if _is_missing(value):
        return None
    if isinstance(value, str):
        return _structured(value.strip(), hint)
    return int(value) if hint is int and isinstance(value, float) and value.is_integer() else value


def _exact(value: Any) -> Decimal | None:
    if _is_missing(value):
        return None
    return value if isinstance(value, Decimal) else read_decimal(plain(value).strip())


def _number(field: str, value: Any, row: Row) -> Any:
    """Return a number with what stands beside it: an amount, a quantity, a part of something, or by itself."""
    exact = _exact(value)
    currency, unit, of = (row.get(f"{field}.{beside}") for beside in _BESIDE)
    currency, unit = (None if _is_missing(each) else str(each) for each in (currency, unit))
    whole = _exact(of)
    if sum(each is not None for each in (currency, unit, whole)) > 1 or (
        exact is None and (currency is not None or unit is not None or whole is not None)
    ):
        remedy = "use a number and one of its currency, its unit, or what it is a part of"
        raise InvalidValue(path="", value=shown(value), remedy=remedy)
    if exact is None:
        return None
    if currency is not None:
        return _money(exact, currency)
    if unit is not None:
        return Quantity(amount=exact, unit=unit)
    return exact if whole is None else Ratio(numerator=exact, denominator=whole)


def _money(amount: Decimal, currency: str) -> Money:
    # Frames give all amounts the decimals of the longest: what is zero is not needed.
    places = decimals(amount)
    return Money.of(amount, currency, scale=places if places > minor_digits(currency) else None)

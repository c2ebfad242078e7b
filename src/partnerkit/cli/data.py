"""From where does a command read a network, and where does a table go?"""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from partnerkit.facts.fact import Fact
from partnerkit.facts.network import Network
from partnerkit.interop.cells import plain
from partnerkit.interop.exporting import load_network, save_network, write_table
from partnerkit.leads.account import Account, OpenLead
from partnerkit.leads.ledger import Ledger
from partnerkit.values.errors import InvalidValue
from partnerkit.values.money import Money, Quantity, Ratio

__all__ = ["as_json", "read_ledger", "read_network", "rows_of", "write_facts", "write_rows"]

#: What is a database file.
DATABASES = (".db", ".sqlite", ".sqlite3")


def __dir__() -> list[str]:
    return __all__


def read_network(place: Path, tenant: str) -> Network:
    """Read a folder of tables (CSV, Parquet), a workbook, or a desk's SQLite file."""
    if place.suffix.lower() not in DATABASES:
        return load_network(place)
    if not place.is_file():
        raise InvalidValue(path=place.name, value="no such file", remedy="name a database that is there")
    from partnerkit.desk import Desk
    from partnerkit.storage import SqliteStore

    with Desk(SqliteStore(place), tenant=tenant) as desk:
        return desk.network()


def read_ledger(place: Path, tenant: str) -> Ledger:
    """Return who has which lead open by a desk's SQLite file, whatever the pool; tables know nothing of it."""
    if place.suffix.lower() not in DATABASES:
        return Ledger()
    from partnerkit.desk import Desk
    from partnerkit.storage import SqliteStore

    with Desk(SqliteStore(place), tenant=tenant) as desk:
        pools = desk.all(Ledger)
    counts: dict[str, int] = {}
    for pool in pools:
        for partner, count in pool.open_leads.items():
            counts[partner] = counts.get(partner, 0) + count
    named = {each.lead: each for pool in pools for each in pool.open}
    return Ledger(
        accounts=tuple(Account(partner=partner, open_leads=counts[partner]) for partner in sorted(counts)),
        open=tuple(
            OpenLead(lead=lead, partner=named[lead].partner, since=named[lead].since)
            for lead in sorted(named)
        ),
    )


def write_facts(facts: Iterable[Fact], place: Path, tenant: str, *, form: str = "csv") -> None:
    """Write a network as a folder of tables, a workbook, or into a new desk's SQLite file."""
    if place.suffix.lower() not in DATABASES:
        save_network(facts, place, form=form)
        return
    if place.exists():
        raise InvalidValue(path=place.name, value="a file", remedy="name one that is not there yet")
    from partnerkit.desk import Desk
    from partnerkit.storage import SqliteStore

    with Desk(SqliteStore(place), tenant=tenant) as desk:
        desk.put(*facts)


def rows_of(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> dict[str, list[Any]]:
    """
    Return rows as columns.

    >>> rows_of(("a", "b"), [(1, 2), (3, 4)])
    {'a': [1, 3], 'b': [2, 4]}
    """
    given = list(rows)
    return {name: [row[place] for row in given] for place, name in enumerate(columns)}


def write_rows(table: Mapping[str, Sequence[Any]], path: Path, name: str) -> None:
    """Write one table by the ending of *path*; in a database it takes the place of the table *name*."""
    cells = {column: [_cell(value) for value in values] for column, values in table.items()}
    if path.suffix.lower() not in DATABASES:
        write_table(cells, path)
        return
    columns = ", ".join(f'"{column}"' for column in cells)
    places = ", ".join("?" * len(cells))
    rows = [[_kept(value) for value in row] for row in zip(*cells.values(), strict=True)]
    # Names are ours: those of commands and of their columns.
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(f'DROP TABLE IF EXISTS "{name}"')
        database.execute(f'CREATE TABLE "{name}" ({columns})')
        database.executemany(f'INSERT INTO "{name}" VALUES ({places})', rows)  # noqa: S608  # likewise


def _cell(value: Any) -> Any:
    """Return what one cell can hold: an amount with its currency, a ratio as its value."""
    match value:
        case Money():
            return f"{value.amount:f} {value.currency}"
        case Quantity():
            return f"{value.amount:f} {value.unit}"
        case Ratio():
            return value.value
        case Fraction():
            return float(value)
        case tuple() | frozenset():
            return ";".join(map(str, sorted(value, key=str) if isinstance(value, frozenset) else value))
        case str() | int() | float() | Decimal() | date() | None:
            return value
        case _:
            return str(value)


def _kept(value: Any) -> Any:
    return plain(value) if isinstance(value, Decimal | datetime | date) else value


def as_json(value: Any) -> Any:
    """
    Return a cell as JSON has it: exact numbers as text, what is unknown as null.

    >>> as_json(Money.of("9.90", "EUR")), as_json(Decimal("1.50")), as_json(float("nan"))
    ('9.90 EUR', '1.50', None)
    """
    cell = _cell(value)
    if isinstance(cell, float) and cell != cell:  # noqa: PLR0124  # NaN
        return None
    return plain(cell) if isinstance(cell, Decimal | date) else cell

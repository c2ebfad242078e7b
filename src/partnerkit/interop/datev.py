"""
What does a trial balance of a German DATEV program say of a dealer's books?

A *Summen- und Saldenliste*: one line an account, text in code page 1252, cells
apart by semicolons, numbers with a comma. DATEV publishes no fixed record for it,
so every program names the columns its own way: the usual names are known, others
are told. A line `"EXTF";700;...` above it, as in the DATEV format, is read for
period, currency and length of accounts. Batches of postings (`Buchungsstapel`) are
refused: their amounts include tax, so no revenue can be read from them.
"""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Literal, TypeAlias, final

from attrs import frozen

from partnerkit.interop.books import BookAccount, Books
from partnerkit.interop.scalars import invalid
from partnerkit.values.errors import InvalidValue, raise_faults, shown
from partnerkit.values.exact import exact_sum
from partnerkit.values.limits import LIMITS, Limits
from partnerkit.values.time import Period

__all__ = ["BalanceColumn", "read_datev"]

#: What a column of a trial balance can be; debit and credit are what was posted in the period.
BalanceColumn: TypeAlias = Literal[
    "account", "name", "opening", "opening_debit", "opening_credit", "debit", "credit", "balance", "side"
]

#: The names of programs whose help pages were read, in small letters.
_NAMES: Mapping[str, BalanceColumn] = MappingProxyType(
    {
        "konto": "account",
        "kontonr": "account",
        "kontonummer": "account",
        "kontonr.": "account",
        "beschriftung": "name",
        "kontobezeichnung": "name",
        "kontoname": "name",
        "bezeichnung": "name",
        "eb-wert": "opening",
        "saldenvortrag": "opening",
        "eb-wert soll": "opening_debit",
        "eb-wert haben": "opening_credit",
        "eröffnungswert soll": "opening_debit",
        "eröffnungswert haben": "opening_credit",
        "soll": "debit",
        "haben": "credit",
        "soll_kumuliert": "debit",
        "haben_kumuliert": "credit",
        "jvz soll": "debit",
        "jvz haben": "credit",
        "jahresverkehrszahl soll": "debit",
        "jahresverkehrszahl haben": "credit",
        "jahresverkehrszahlen soll": "debit",
        "jahresverkehrszahlen haben": "credit",
        "saldo soll": "debit",
        "saldo haben": "credit",
        "saldo": "balance",
        "s/h": "side",
        "soll/haben-kz": "side",
    }
)

#: A comma before the decimals, points between thousands or none, a sign or the side behind.
_AMOUNT = re.compile(r"([+-]?)(\d{1,3}(?:\.\d{3}){1,5}|\d{1,18})(?:,(\d{1,6}))?(-?)\s*([SH]?)", re.ASCII)
_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)

#: The fields of an EXTF head, by place.
_CATEGORY, _FROM, _TO, _DIGITS, _CURRENCY = 2, 14, 15, 13, 21


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class _Head:
    """What the file, or whoever reads it, says of the whole."""

    period: Period | None
    currency: str
    digits: int


def read_datev(
    data: bytes,
    *,
    period: Period | None = None,
    currency: str = "EUR",
    digits: int = 4,
    columns: Mapping[str, BalanceColumn] | Sequence[BalanceColumn] | None = None,
    company: str = "",
    encoding: str = "cp1252",
    limits: Limits = LIMITS,
) -> Books:
    r"""
    Read a trial balance, all of it or nothing.

    Parameters
    ----------
    period
        What the list covers, where no EXTF line above says it; of columns that add up the year so far, as JVZ or
        Soll_Kumuliert, from the first day of the year on: an EXTF line that names a month is overruled by this.
    digits
        The digits of an account, where no EXTF line says it; longer numbers are customers and suppliers.
    columns
        Name of the column -> what it is, where the program names them otherwise; or what the
        columns are in their order, for a list without a header.

    Raises
    ------
    InvalidInput, InvalidValue
        With every fault: its line, what stands there, and what would be right.

    >>> text = "Konto;Beschriftung;EB-Wert;Soll;Haben\r\n8400;Erlöse 19 %;;;1.200,50\r\n"
    >>> books = read_datev(text.encode("cp1252"), period=Period.month(2026, 3))
    >>> [(each.account, each.movements[books.period]) for each in books.accounts]
    [('8400', Decimal('-1200.50'))]
    """
    rows = list(_rows(data, encoding))
    limits.check_count(rows, "lines")
    head = _Head(period=period, currency=currency, digits=digits)
    if rows and rows[0][1][0].upper() in {"EXTF", "DTVF"}:
        head = _head(rows.pop(0)[1], head)
    if head.period is None:
        raise InvalidValue(path="period", value="nothing", remedy="state the period that the list covers")
    places, lines = _places(rows, columns)
    faults: list[InvalidValue] = []
    found: dict[str, BookAccount] = {}
    for number, row in lines:
        try:
            account = _account(row, places, head.period)
            if account is not None and account.account in found:
                raise invalid(account.account, "use each account once; leave sums out")
        except InvalidValue as fault:
            faults.append(InvalidValue(path=f"line {number}", value=fault.value, remedy=fault.remedy))
            continue
        if account is not None:
            found[account.account] = account
    raise_faults(faults)
    return Books(
        company=company,
        currency=head.currency,
        period=head.period,
        accounts=tuple(found[each] for each in sorted(found)),
        digits=head.digits,
    )


def _rows(data: bytes, encoding: str) -> Iterator[tuple[int, list[str]]]:
    try:
        text = data.decode(encoding)
        lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
        for number, row in enumerate(csv.reader(lines, delimiter=";", strict=True), start=1):
            if any(cell.strip() for cell in row):
                yield number, [cell.strip() for cell in row]
    except (UnicodeError, LookupError, csv.Error) as error:
        remedy = "save it as CSV with semicolons, and state its encoding"
        raise InvalidValue(path="file", value=shown(str(error)), remedy=remedy) from None


def _head(cells: Sequence[str], given: _Head) -> _Head:
    cells = [*cells, *[""] * (_CURRENCY + 1)]
    if cells[_CATEGORY] == "21":
        remedy = (
            "export the Summen- und Saldenliste: postings include tax, so revenue cannot be read from them"
        )
        raise InvalidValue(path="line 1", value="a batch of postings", remedy=remedy)
    period = given.period
    if period is None and cells[_FROM] and cells[_TO]:
        first, last = _day(cells[_FROM]), _day(cells[_TO])
        if last < first:
            raise InvalidValue(
                path="line 1", value=cells[_TO], remedy="use a period that ends after it begins"
            )
        period = Period.of(first, last + timedelta(days=1))
    digits = cells[_DIGITS]
    if digits and digits not in set("45678"):
        raise InvalidValue(path="line 1", value=shown(digits), remedy="use accounts of 4 to 8 digits")
    return _Head(
        period=period,
        currency=cells[_CURRENCY] or given.currency,
        digits=int(digits) if digits else given.digits,
    )


def _day(text: str) -> date:
    found = _DAY.fullmatch(text)
    try:
        # Year 0 is no date; in year 9999 the calendar has no next day.
        return date(*(map(int, found.groups()) if found and found[1] != "9999" else (0, 0, 0)))
    except ValueError:
        raise InvalidValue(path="line 1", value=shown(text), remedy="use a date as 20260331") from None


def _places(
    rows: list[tuple[int, list[str]]], columns: Mapping[str, BalanceColumn] | Sequence[BalanceColumn] | None
) -> tuple[dict[BalanceColumn, int], list[tuple[int, list[str]]]]:
    """Return where each kind of column stands, and the lines below the header."""
    if columns is not None and not isinstance(columns, Mapping):
        kinds: list[BalanceColumn | None] = [*columns]
        lines = rows
    else:
        known: dict[str, BalanceColumn] = {**_NAMES}
        known.update((name.casefold(), kind) for name, kind in (columns or {}).items())
        header = rows[0][1] if rows else []
        kinds = [known.get(name.casefold()) for name in header]
        lines = rows[1:]
    places: dict[BalanceColumn, int] = {kind: place for place, kind in enumerate(kinds) if kind is not None}
    twice = sorted({kind for kind in kinds if kind is not None and kinds.count(kind) > 1})
    is_enough = "account" in places and ({"debit", "credit"} <= places.keys() or "balance" in places)
    if twice or not is_enough:
        remedy = (
            "name the account, and debit and credit or the balance, with columns={'Konto': 'account', ...}"
        )
        raise InvalidValue(
            path="header", value=shown(twice or (rows[0][1] if rows else "nothing")), remedy=remedy
        )
    return places, lines


def _account(row: Sequence[str], places: Mapping[BalanceColumn, int], period: Period) -> BookAccount | None:
    def text(kind: BalanceColumn) -> str:
        place = places.get(kind)
        return row[place] if place is not None and place < len(row) else ""

    number = text("account")
    if not number:
        # A line of sums names no account.
        return None
    if not (number.isascii() and number.isdigit() and len(number) <= 9):
        raise invalid(number, "use an account number")
    debit, credit = _amount(text("debit")), _amount(text("credit"))
    opening = _sum(
        _amount(text("opening")), _amount(text("opening_debit")), _negative(_amount(text("opening_credit")))
    )
    balance = _amount(text("balance"))
    if balance is not None and text("side").upper() == "H":
        balance = balance.copy_negate()
    moved = _sum(debit, _negative(credit))
    if moved is None and balance is not None and {"opening", "opening_debit"} & places.keys():
        moved = _sum(balance, _negative(opening))
    closing = balance if balance is not None else _sum(opening, moved)
    return BookAccount(
        account=number,
        name=text("name"),
        movements={} if moved is None else {period: moved},
        closing=closing,
    )


def _negative(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else amount.copy_negate()


def _sum(*amounts: Decimal | None) -> Decimal | None:
    known = [each for each in amounts if each is not None]
    return exact_sum(known) if known else None


def _amount(text: str) -> Decimal | None:
    """Return an amount, debit upwards; None for an empty cell."""
    if not text:
        return None
    found = _AMOUNT.fullmatch(text.upper())
    if found is None or (found[1] and found[4]):
        raise invalid(text, "use an amount with a comma, as 1.234,50")
    sign, whole, decimals, behind, side = found.groups()
    amount = Decimal(f"{whole.replace('.', '')}.{decimals or '0'}" if decimals else whole.replace(".", ""))
    is_negative = (sign == "-" or behind == "-") != (side == "H")
    return amount.copy_negate() if is_negative else amount

r"""
What does a Swedish SIE file say of a dealer's books?

SIE is how every Swedish bookkeeping program hands its books to another: lines of
text that begin with a label, in code page 437, amounts with a point, dates as
20260331, debit positive. This reads types 1 to 4 (sie.se, file format edition 4B and 4C): year
balances (`#UB`, `#RES`), which end on the day that is stated while the year goes
on (`#OMFATTN`), balances by period (`#PSALDO`) and vouchers (`#VER`, `#TRANS`).
Removed lines (`#BTRANS`) do not count, and an added line (`#RTRANS`) does not,
since the same line follows as `#TRANS`. The books are checked on the way: every
voucher balances, and what was posted makes up what the year says.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import final

from attrs import define, field

from partnerkit.interop.books import BookAccount, Books
from partnerkit.interop.scalars import invalid
from partnerkit.values.errors import InvalidValue, raise_faults, shown
from partnerkit.values.exact import exact_sum
from partnerkit.values.limits import LIMITS, Limits
from partnerkit.values.time import Period

__all__ = ["read_sie"]

_TOKEN = re.compile(r'\s*(?:"((?:[^"\\]|\\.)*)"|(\{[^}]*\})|([^\s"{}]+))')
_AMOUNT = re.compile(r"-?\d{1,18}(\.\d{1,6})?", re.ASCII)
_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_MONTH = re.compile(r"(\d{4})(\d{2})", re.ASCII)

#: The profit and loss accounts of the BAS chart begin with 3 to 8.
_RESULT = tuple("345678")


def __dir__() -> list[str]:
    return __all__


@final
@define
class _File:
    """What was read so far."""

    company: str = ""
    currency: str = "SEK"
    year: Period | None = None

    #: The last day that the balances cover, where the year is not over.
    until: date | None = None
    names: dict[str, str] = field(factory=dict)
    closing: dict[str, Decimal] = field(factory=dict)
    results: dict[str, Decimal] = field(factory=dict)
    by_period: dict[str, dict[Period, Decimal]] = field(factory=dict)
    posted: dict[str, dict[Period, Decimal]] = field(factory=dict)
    faults: list[InvalidValue] = field(factory=list)

    #: The voucher that is open: its line, its day and its sum.
    voucher: tuple[int, date, Decimal] | None = None
    has_vouchers: bool = False

    #: Whether a line of the open voucher could not be read, so that its sum says nothing.
    is_doubtful: bool = False
    labels: int = 0


def read_sie(data: bytes, *, encoding: str = "cp437", limits: Limits = LIMITS) -> Books:
    """
    Read a SIE file of type 1 to 4, its current year, all of it or nothing.

    Parameters
    ----------
    encoding
        The format says code page 437; a program that writes another one is to be told here.

    Raises
    ------
    InvalidInput, InvalidValue
        With every fault: its line, what stands there, and what would be right.

    >>> text = '''#FLAGGA 0
    ... #SIETYP 4
    ... #FNAMN "Nord Maskin AB"
    ... #RAR 0 20260101 20261231
    ... #KONTO 3001 "Försäljning"
    ... #RES 0 3001 -900.00
    ... #VER A 1 20260302 "Kontant"
    ... {
    ... #TRANS 1910 {} 900.00
    ... #TRANS 3001 {} -900.00
    ... }'''
    >>> books = read_sie(text.encode("cp437"))
    >>> books.company, [each.account for each in books.accounts]
    ('Nord Maskin AB', ['1910', '3001'])
    >>> dict(books.accounts[1].movements) == {Period.month(2026, 3): Decimal("-900.00")}
    True
    """
    file = _File()
    for number, line in enumerate(_lines(data, encoding, limits), start=1):
        stripped = line.strip()
        if not stripped or stripped == "{":
            continue
        if stripped == "}":
            _close(file)
            continue
        try:
            _read(file, stripped, number)
        except InvalidValue as fault:
            file.is_doubtful = True
            file.faults.append(InvalidValue(path=f"line {number}", value=fault.value, remedy=fault.remedy))
    _close(file)
    if not file.labels:
        file.faults = [
            InvalidValue(path="line 1", value="no SIE label", remedy="use a SIE file of type 1 to 4")
        ]
    raise_faults(file.faults)
    books = _books(file)
    raise_faults(_differences(file))
    return books


def _lines(data: bytes, encoding: str, limits: Limits) -> Sequence[str]:
    if data.startswith(b"\xef\xbb\xbf") and encoding == "cp437":
        remedy = (
            'state encoding="utf-8-sig": the file says it is UTF-8, though the format wants code page 437'
        )
        raise InvalidValue(path="line 1", value="a byte order mark", remedy=remedy)
    try:
        text = data.decode(encoding)
    except (UnicodeError, LookupError) as error:
        raise InvalidValue(
            path="encoding", value=shown(str(error)), remedy="state the encoding of the file"
        ) from None
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    limits.check_count(lines, "lines")
    return lines


def _tokens(line: str) -> list[str]:
    found, at = [], 0
    while at < len(line):
        token = _TOKEN.match(line, at)
        if token is None:
            if not line[at:].strip():
                break
            raise invalid(line[at:], 'use values apart by blanks, with "quotes" and {objects} closed')
        quoted, objects, bare = token.groups()
        found.append(re.sub(r"\\(.)", r"\1", quoted) if quoted is not None else objects or bare)
        at = token.end()
    return found


def _read(file: _File, line: str, number: int) -> None:
    label, *values = _tokens(line)
    label = label.upper()
    if not label.startswith("#"):
        raise invalid(label, "begin the line with a label, as #TRANS")
    file.labels += 1
    match label, values:
        case "#FNAMN", [name, *_]:
            file.company = name
        case "#VALUTA", [code, *_]:
            file.currency = code.upper()
        case "#SIETYP", [kind, *_] if kind not in {"1", "2", "3", "4"}:
            raise invalid(kind, "export SIE of type 1 to 4; type 5 is XML")
        case "#RAR", ["0", first, last, *_]:
            start, end = _day(first), _day(last)
            if end < start:
                raise invalid(last, "use a year that ends after it begins")
            file.year = Period.of(start, end + timedelta(days=1))
        case "#OMFATTN", [last, *_]:
            file.until = _day(last)
        case "#KONTO", [account, name, *_]:
            file.names[_account(account)] = name
        case "#UB", ["0", account, amount, *_]:
            file.closing[_account(account)] = _amount(amount)
        case "#RES", ["0", account, amount, *_]:
            file.results[_account(account)] = _amount(amount)
        case "#PSALDO", ["0", month, account, objects, amount, *_]:
            # Lines by cost center repeat what the line without any says.
            if not objects.strip("{} \t"):
                file.by_period.setdefault(_account(account), {})[_month(month)] = _amount(amount)
        case "#VER", [_, _, day, *_]:
            _close(file)
            file.voucher, file.has_vouchers = (number, _day(day), Decimal(0)), True
        case "#TRANS", [account, objects, amount, *more] if objects.startswith("{"):
            _post(file, _account(account), _amount(amount), more[0] if more else "")
        case (("#RAR" | "#KONTO" | "#UB" | "#RES" | "#PSALDO" | "#VER" | "#TRANS"), _) if not _is_other_year(
            label, values
        ):
            raise invalid(line, f"give {label} all its values in their order")


def _is_other_year(label: str, values: Sequence[str]) -> bool:
    return label in {"#RAR", "#UB", "#RES", "#PSALDO"} and bool(values) and values[0] != "0"


def _post(file: _File, account: str, amount: Decimal, day: str) -> None:
    if file.voucher is None:
        raise invalid(account, "put #TRANS in a voucher, after #VER")
    line, own_day, total = file.voucher
    on = _day(day) if day else own_day
    file.voucher = (line, own_day, exact_sum((total, amount)))
    movements = file.posted.setdefault(account, {})
    period = Period.month(on.year, on.month)
    movements[period] = exact_sum((movements.get(period, Decimal(0)), amount))


def _close(file: _File) -> None:
    if file.voucher is not None and file.voucher[2] and not file.is_doubtful:
        line, _, total = file.voucher
        remedy = "use a voucher whose lines add up to zero"
        file.faults.append(InvalidValue(path=f"line {line}", value=shown(str(total)), remedy=remedy))
    file.voucher, file.is_doubtful = None, False


def _account(text: str) -> str:
    if not (text.isascii() and text.isdigit() and len(text) <= 12):
        raise invalid(text, "use an account number")
    return text


def _amount(text: str) -> Decimal:
    if _AMOUNT.fullmatch(text) is None:
        raise invalid(text, "use an amount with a point, as -900.00")
    return Decimal(text)


def _day(text: str) -> date:
    found = _DAY.fullmatch(text)
    try:
        # Year 0 is no date; in year 9999 the calendar has no next day.
        return date(*(map(int, found.groups()) if found and found[1] != "9999" else (0, 0, 0)))
    except ValueError:
        raise invalid(text, "use a date as 20260331") from None


def _month(text: str) -> Period:
    found = _MONTH.fullmatch(text)
    if found is None or not 1 <= int(found[2]) <= 12 or found[1] in {"0000", "9999"}:
        raise invalid(text, "use a month as 202603")
    return Period.month(int(found[1]), int(found[2]))


def _is_result(account: str) -> bool:
    return account.startswith(_RESULT)


def _books(file: _File) -> Books:
    period = file.year
    if period is None:
        months = sorted(
            {month for each in file.posted.values() for month in each}, key=lambda month: month.start
        )
        if not months:
            raise InvalidValue(path="#RAR", value="nothing", remedy="use a file that states its year")
        period = Period.of(months[0].start, months[-1].end)
    if file.until is not None:
        if file.until < period.start:
            remedy = f"use balances of the year that begins on {period.start}"
            raise InvalidValue(path="#OMFATTN", value=str(file.until), remedy=remedy)
        period = Period.of(period.start, min(period.end, file.until + timedelta(days=1)))
    accounts = sorted({*file.names, *file.closing, *file.results, *file.posted, *file.by_period})
    return Books(
        company=file.company,
        currency=file.currency,
        period=period,
        accounts=tuple(
            BookAccount(
                account=each,
                name=file.names.get(each, ""),
                movements=_movements(file, each, period),
                closing=file.closing.get(each),
            )
            for each in accounts
        ),
    )


def _movements(file: _File, account: str, period: Period) -> dict[Period, Decimal]:
    """Return what was posted by month where the file tells it, else in the year."""
    if file.has_vouchers:
        return file.posted.get(account, {})
    if account in file.by_period and _is_result(account):
        return file.by_period[account]
    return {period: file.results[account]} if account in file.results else {}


def _differences(file: _File) -> Iterator[InvalidValue]:
    """Find where what was posted is not what the year says, so that a part of a file is not taken for all of it."""
    for account, stated in file.results.items():
        told = file.posted if file.has_vouchers else file.by_period
        if account not in told and not file.has_vouchers:
            continue
        found = exact_sum(told.get(account, {}).values())
        if found != stated:
            what = "#TRANS" if file.has_vouchers else "#PSALDO"
            remedy = f"export the whole year: {what} of this account make up {found}"
            yield InvalidValue(path=f"#RES {account}", value=str(stated), remedy=remedy)

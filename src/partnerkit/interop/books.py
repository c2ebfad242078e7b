"""
Which figures of a dealer stand in his own books?

A dealer reports what his bookkeeping knows already. `sie` and `datev` read the
books; a chart of accounts, as data, says which accounts make up which measure; the
figures follow, exactly and with their period. An account that is not in the books
is unknown and gives no figure: nothing becomes zero by being absent.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from types import MappingProxyType
from typing import Literal, TypeAlias, final

from attrs import field, frozen

from partnerkit.facts.figure import Figure
from partnerkit.values import fields
from partnerkit.values.currency import minor_digits
from partnerkit.values.errors import InvalidValue, raise_faults, shown
from partnerkit.values.exact import decimals, exact_sum
from partnerkit.values.money import Money
from partnerkit.values.time import Period

__all__ = ["BAS", "SKR03", "SKR04", "BookAccount", "Books", "Chart", "Position", "figures_of"]


def __dir__() -> list[str]:
    return __all__


def _frozen(movements: Mapping[Period, Decimal]) -> Mapping[Period, Decimal]:
    return MappingProxyType(dict(movements))


@final
@frozen(kw_only=True)
class BookAccount:
    """
    One account of a ledger; debit counts upwards, credit downwards, as in SIE.

    >>> BookAccount(account="3001", movements={Period.month(2026, 3): Decimal("-900.00")}).closing is None
    True
    """

    account: str
    name: str = ""

    #: What was posted, by period: debit less credit.
    movements: Mapping[Period, Decimal] = field(factory=dict, converter=_frozen)

    #: The balance at the end; None is not told.
    closing: Decimal | None = None


@final
@frozen(kw_only=True)
class Books:
    """
    What a bookkeeping program says of a firm, account by account.

    >>> Books(period=Period.year(2026), currency="SEK", accounts=()).digits
    4
    """

    #: What the books cover.
    period: Period
    currency: str
    accounts: tuple[BookAccount, ...]
    company: str = ""

    #: The digits of an account; longer numbers are customers and suppliers, one by one.
    digits: int = 4


@final
@frozen(kw_only=True)
class Position:
    """
    The accounts that make up one measure.

    >>> Position(accounts=((3000, 3799),), side="credit").take
    'movement'
    """

    #: From and to, both included, in numbers of four digits.
    accounts: tuple[tuple[int, int], ...]

    #: The side on which it grows: revenue in credit, costs and stock in debit.
    side: Literal["credit", "debit"] = field(default="debit", validator=fields.choice("credit", "debit"))

    #: What was posted in a period, or the balance at its end.
    take: Literal["movement", "closing"] = field(
        default="movement", validator=fields.choice("movement", "closing")
    )

    def __attrs_post_init__(self) -> None:
        raise_faults(
            InvalidValue(
                path="accounts", value=shown(each), remedy="use pairs of numbers from 0 to 9999, ascending"
            )
            for each in self.accounts
            if len(each) != 2 or not 0 <= each[0] <= each[1] <= 9999
        )

    def has(self, account: str, digits: int) -> bool:
        """Tell whether an account of *digits* digits belongs to it."""
        if len(account) != digits or not (account.isascii() and account.isdigit()):
            return False
        number = int(account) // 10 ** (digits - 4) if digits > 4 else int(account)
        return any(first <= number <= last for first, last in self.accounts)


#: Measure -> the accounts that make it up.
Chart: TypeAlias = Mapping[str, Position]


def _chart(**positions: Position) -> Chart:
    return MappingProxyType(positions)


#: The usual Swedish chart (BAS). A firm may use an account otherwise: let its bookkeeper look at the ranges once.
BAS = _chart(
    revenue=Position(accounts=((3000, 3799),), side="credit"),
    cost_of_goods=Position(accounts=((4000, 4999),)),
    personnel_cost=Position(accounts=((7000, 7699),)),
    stock=Position(accounts=((1400, 1499),), take="closing"),
    receivables=Position(accounts=((1500, 1599),), take="closing"),
)

#: The German chart by processes (SKR 03); the same word of caution.
SKR03 = _chart(
    revenue=Position(accounts=((8000, 8799),), side="credit"),
    cost_of_goods=Position(accounts=((3000, 3969),)),
    personnel_cost=Position(accounts=((4100, 4199),)),
    stock=Position(accounts=((3970, 3999),), take="closing"),
    receivables=Position(accounts=((1400, 1499),), take="closing"),
)

#: The German chart by the balance sheet (SKR 04); the same word of caution.
SKR04 = _chart(
    revenue=Position(accounts=((4000, 4799),), side="credit"),
    cost_of_goods=Position(accounts=((5000, 5999),)),
    personnel_cost=Position(accounts=((6000, 6199),)),
    stock=Position(accounts=((1000, 1199),), take="closing"),
    receivables=Position(accounts=((1200, 1299),), take="closing"),
)


def figures_of(
    books: Books,
    chart: Chart,
    *,
    partner: str,
    entered_at: datetime | None = None,
    entered_by: str | None = None,
    source: str | None = None,
) -> tuple[Figure, ...]:
    """
    Return the figures of *partner* that stand in his *books*, by measure and period.

    What was posted is told for every period of which the books tell it; a balance
    for the month in which they end. Two measures of a chart may not share accounts
    in the same way, or something would count twice.

    >>> sales = BookAccount(account="3001", movements={Period.month(2026, 3): Decimal("-900.00")})
    >>> books = Books(period=Period.month(2026, 3), currency="SEK", accounts=(sales,))
    >>> [(each.measure, each.value) for each in figures_of(books, BAS, partner="P-4")]
    [('revenue', Money.of('900.00', 'SEK'))]
    """
    raise_faults(_overlaps(chart))
    return tuple(
        Figure(
            partner=partner,
            measure=measure,
            period=period,
            value=_money(amount if position.side == "debit" else amount.copy_negate(), books.currency),
            entered_at=entered_at,
            entered_by=entered_by,
            source=source,
        )
        for measure, position in chart.items()
        for period, amount in _sums(books, position)
    )


def _sums(books: Books, position: Position) -> Sequence[tuple[Period, Decimal]]:
    own = [each for each in books.accounts if position.has(each.account, books.digits)]
    if position.take == "closing":
        known = [each.closing for each in own if each.closing is not None]
        last = books.period.end - timedelta(days=1)
        return [(Period.month(last.year, last.month), exact_sum(known))] if known else []
    sums: dict[Period, Decimal] = {}
    for each in own:
        for period, amount in each.movements.items():
            sums[period] = exact_sum((sums.get(period, Decimal(0)), amount))
    return sorted(sums.items(), key=lambda item: (item[0].start, item[0].end))


def _overlaps(chart: Chart) -> Iterator[InvalidValue]:
    for take in ("movement", "closing"):
        ranges = sorted(
            (span, measure)
            for measure, position in chart.items()
            if position.take == take
            for span in position.accounts
        )
        for ((_, last), measure), ((first, _), other) in pairwise(ranges):
            if first <= last:
                remedy = f"give {measure} and {other} accounts of their own"
                yield InvalidValue(path=f"chart.{other}", value=str(first), remedy=remedy)


def _money(amount: Decimal, currency: str) -> Money:
    places = decimals(amount)
    return Money.of(amount, currency, scale=places if places > minor_digits(currency) else None)

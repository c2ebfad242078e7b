"""
What does a partner pay for one unit in the end, after everything that comes off?

Discounts in range or slab form, what is paid back once a turnover is reached,
cash discount, the time to pay, and funds: exact, as a rational.
"""

from bisect import bisect
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import chain
from typing import Literal, TypeAlias

from partnerkit.facts.figure import Figure
from partnerkit.facts.network import Network
from partnerkit.facts.terms import PriceTerm
from partnerkit.values.errors import InvalidValue, shown
from partnerkit.values.money import Money
from partnerkit.values.time import Period

__all__ = ["Band", "RebateBasis", "bands", "effective_unit_price", "in_currency", "purchases", "rebate_share"]

#: Which turnovers count for rebates: all that are offered, those reached, or those that will be.
RebateBasis = Literal["offered", "earned", "forecast"]

#: A quantity of one order and a turnover, from which on conditions are the same.
Band: TypeAlias = tuple[Decimal, Fraction]

#: Interest is reckoned by months of 30 days, as trade credit is.
_YEAR = 360


def __dir__() -> list[str]:
    return __all__


def rebate_share(term: PriceTerm, turnover: Fraction) -> Decimal:
    """
    Return the part that is paid back once *turnover*, in the term's currency, is reached.

    >>> from partnerkit.facts.terms import RebateStep
    >>> steps = [RebateStep(turnover=Money.of("50000", "EUR"), share=Decimal("0.02"))]
    >>> term = PriceTerm(id="T", partner="P", product="x", list_price=Money.of("9", "EUR"), rebates=steps)
    >>> rebate_share(term, Fraction(49_999)), rebate_share(term, Fraction(50_000))
    (Decimal('0'), Decimal('0.02'))
    """
    reached = [step.share for step in term.rebates if Fraction(step.turnover.amount) <= turnover]
    return reached[-1] if reached else Decimal(0)


def effective_unit_price(
    term: PriceTerm,
    quantity: Decimal | int = 1,
    *,
    turnover: Fraction | int = 0,
    interest: Decimal = Decimal(0),
    purchased: Fraction | None = None,
) -> Fraction:
    """
    Return the net effective price of one unit, in the currency of the term.

    *turnover* decides on rebates. The cash discount counts as taken. Time to
    pay is worth *interest* a year (360 days). Funds come off in proportion to
    what is *purchased* while they hold; where that is unknown, or nothing, they
    do not count.

    >>> term = PriceTerm(
    ...     id="T", partner="P", product="x", list_price=Money.of("100", "EUR"), discount=Decimal("0.2"),
    ...     cash_discount=Decimal("0.02"), payment_days=30, cash_discount_days=10,
    ... )
    >>> effective_unit_price(term)
    Fraction(392, 5)
    """
    price = term.net_unit_price(quantity)
    if term.rebates:
        price *= 1 - Fraction(rebate_share(term, Fraction(turnover)))
    days = term.payment_days
    if term.cash_discount is not None:
        price *= 1 - Fraction(term.cash_discount)
        days = term.cash_discount_days
    if interest and days:
        price *= 1 - Fraction(interest) * days / _YEAR
    if term.funds is not None and purchased is not None and purchased > 0:
        price *= 1 - Fraction(term.funds.amount) / purchased
    return price if price.numerator > 0 else Fraction(0)


def bands(
    terms: Iterable[PriceTerm],
    *,
    basis: RebateBasis = "offered",
    reached: Iterable[Fraction] = (),
    worth: Callable[[str], Fraction] = lambda _: Fraction(1),
) -> tuple[Band, ...]:
    """
    Return where conditions change for anybody: between two of these points all stay as they are.

    In slab form the price of a unit is that at the point itself. With *basis*
    "earned" or "forecast" only turnovers count that somebody has *reached*.
    Turnovers are those of the currency in which *worth* tells what one of
    another is worth.

    >>> from partnerkit.facts.terms import QuantityBreak
    >>> breaks = [QuantityBreak(quantity=100, discount=Decimal("0.3"))]
    >>> term = PriceTerm(id="T", partner="P", product="x", list_price=Money.of("9", "EUR"), breaks=breaks)
    >>> bands([term])
    ((Decimal('1'), Fraction(0, 1)), (Decimal('100'), Fraction(0, 1)))
    """
    known = list(terms)
    quantities = {Decimal(1), *(each.quantity for term in known for each in term.breaks)}
    steps = {
        Fraction(0),
        *(Fraction(each.turnover.amount) * worth(term.currency) for term in known for each in term.rebates),
    }
    if basis != "offered":
        steps = {max((step for step in steps if step <= each), default=Fraction(0)) for each in reached} or {
            Fraction(0)
        }
    return tuple((quantity, step) for quantity in sorted(quantities) for step in sorted(steps))


def in_currency(amount: Fraction, currency: str, wanted: str, rates: Mapping[str, Decimal]) -> Fraction:
    """
    Convert at a stated rate: what one unit of a currency is worth in the wanted one.

    Raises
    ------
    InvalidValue
        For a currency without a rate.

    >>> in_currency(Fraction(100), "SEK", "EUR", {"SEK": Decimal("0.09")})
    Fraction(9, 1)
    """
    if currency == wanted:
        return amount
    if currency not in rates:
        raise InvalidValue(
            path=f"rates[{shown(currency)}]",
            value="None",
            remedy=f"state what 1 {currency} is worth in {wanted}",
        )
    return amount * Fraction(rates[currency])


def purchases(
    network: Network,
    measure: str,
    *,
    day: date,
    basis: RebateBasis,
    currency: str,
    rates: Mapping[str, Decimal],
) -> Mapping[tuple[str, str | None], Fraction]:
    """
    Return what each partner bought in the year of *day*, by product and, under None, in all.

    As "earned" it is what is reported up to *day*, that day included; as "forecast"
    the same pace is kept to the end of the year, on whose last day it is what
    was bought. A disputed figure does not count, and no day counts twice: of a quarter
    and its months the quarter does, figures by location, territory or person only
    where none on their days is of all, and of those by territory and those by person
    the ones that come to more.
    """
    year = Period.year(day.year)
    told: defaultdict[tuple[str, str | None], list[tuple[Figure, Fraction]]] = defaultdict(list)
    latest: dict[str, date] = {}
    for figure in network.figures:
        value = figure.value
        if (
            not isinstance(value, Money)
            or figure.measure != measure
            or figure.status == "disputed"
            or figure.period.start > day
            or not year.covers(figure.period)
        ):
            continue
        amount = in_currency(Fraction(value.amount), value.currency, currency, rates)
        told[figure.partner, figure.product].append((figure, amount))
        reported = min(figure.period.end, day + timedelta(days=1))
        latest[figure.partner] = max(latest.get(figure.partner, reported), reported)
    found: dict[tuple[str, str | None], Fraction] = {}
    in_all: dict[tuple[str, str | None], Fraction] = {}
    for (partner, product), figures in told.items():
        (in_all if product is None else found)[partner, product] = _counted_once(figures)
    for (partner, _), amount in list(found.items()):
        if (partner, None) not in in_all:
            found[partner, None] = found.get((partner, None), Fraction(0)) + amount
    found |= in_all
    if basis != "forecast":
        return found
    days = {partner: (end - year.start).days for partner, end in latest.items()}
    return {key: amount * year.days / days[key[0]] for key, amount in found.items()}


def _counted_once(told: Iterable[tuple[Figure, Fraction]]) -> Fraction:
    """Return what figures on one product come to, where several may tell of the same days."""
    by_part: defaultdict[tuple[str | None, ...], list[tuple[Figure, Fraction]]] = defaultdict(list)
    # The longest first: a quarter has its months in it.
    for figure, amount in sorted(told, key=lambda each: (-each[0].period.days, each[0].period)):
        counted = by_part[_parts(figure)]
        place = bisect(counted, figure.period, key=_period)
        # In order and apart from each other, only those next to it can share its days.
        beside = counted[max(place - 1, 0) : place + 1]
        if not any(other.period.overlaps(figure.period) for other, _ in beside):
            counted.insert(place, (figure, amount))
    kept = sorted(chain.from_iterable(by_part.values()), key=_period)
    total, until = Fraction(0), date.min
    sums: dict[tuple[bool, ...], Fraction] = {}
    for figure, amount in kept:
        if figure.period.start >= until:
            # From here on no day was told of yet.
            total, sums = total + _most_told(sums), {}
        way = tuple(part is not None for part in _parts(figure))
        sums[way] = sums.get(way, Fraction(0)) + amount
        until = max(until, figure.period.end)
    return total + _most_told(sums)


def _period(told: tuple[Figure, Fraction]) -> Period:
    return told[0].period


def _parts(figure: Figure) -> tuple[str | None, ...]:
    return figure.location, figure.territory, figure.person


def _most_told(sums: Mapping[tuple[bool, ...], Fraction]) -> Fraction:
    """Return the sum of all, or the greatest of those by part: something may be missing from each."""
    whole = sums.get((False, False, False))
    return max(sums.values(), default=Fraction(0)) if whole is None else whole

"""
What does a partner pay us for a product, and why that?

Terms here are sell-in only: list price, discounts, rebates and payment
between the vendor and its partner.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from math import ceil
from typing import Any, Literal, cast, final

from attrs import field, frozen

from partnerkit.facts import checks
from partnerkit.facts.agreement import RESTRICTIONS
from partnerkit.facts.fact import Fact, refers_to
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, Overflowed, raise_faults, shown
from partnerkit.values.fields import as_tuple, as_utc
from partnerkit.values.hidden import HIDDEN
from partnerkit.values.money import FINEST_SCALE, Money, minor_digits

__all__ = [
    "PRICE_CLAUSES",
    "STANDARD_JUSTIFICATIONS",
    "Justification",
    "PriceClause",
    "PriceTerm",
    "QuantityBreak",
    "RebateStep",
    "bought",
    "overlapping",
]

#: The reasons for a difference that programs commonly accept; a host may record others.
STANDARD_JUSTIFICATIONS = (
    "volume",
    "function",
    "logistics",
    "project-price",
    "online-investment",
    "showroom-investment",
    "meeting-competition",
)

#: What a contract may say about the partner's own prices: a recommendation binds nobody, a maximum only upwards.
PriceClause = Literal["recommended", "maximum", "minimum", "fixed"]
PRICE_CLAUSES = ("recommended", "maximum", "minimum", "fixed")


def __dir__() -> list[str]:
    return __all__


def _as_decimal(value: Decimal | int) -> Decimal:
    """Convert a whole number; whatever else it is, its validator refuses."""
    return Decimal(value) if type(value) is int and value.bit_length() <= 128 else cast("Decimal", value)


_above_zero = fields.Check(
    lambda value: fields.is_decimal(value) and value > 0, "use a finite Decimal above 0, as Decimal(100)"
)


@final
@frozen(kw_only=True)
class QuantityBreak:
    """
    The condition from a quantity on: a discount on the list price, or a net price.

    >>> QuantityBreak(quantity=100, discount=Decimal("0.30")).quantity
    Decimal('100')
    """

    #: The least quantity it holds for.
    quantity: Decimal = field(converter=_as_decimal, validator=_above_zero)

    #: 30 % is Decimal("0.30"); it takes the place of the discount below, it is not added to it.
    discount: Decimal | None = field(default=None, validator=fields.optional(checks.share))

    #: The net price of one unit.
    price: Money | None = field(default=None, validator=fields.optional(checks.amount))

    def __attrs_post_init__(self) -> None:
        raise_faults(fields.one_of(self, "discount", "price"))


@final
@frozen(kw_only=True)
class RebateStep:
    """
    What is paid back on all purchases of a period once they reach an amount.

    >>> RebateStep(turnover=Money.of("50000", "EUR"), share=Decimal("0.02")).share
    Decimal('0.02')
    """

    turnover: Money = field(validator=checks.amount)
    share: Decimal = field(validator=checks.share)


@final
@frozen(kw_only=True)
class Justification:
    """
    Why a partner's terms differ from those of comparable partners, on record.

    >>> Justification(code="volume", text="frame order of 2026").explains is None
    True
    """

    #: One of `STANDARD_JUSTIFICATIONS`, or the host's own.
    code: str = field(validator=checks.reason_code)
    text: str = field(default="", validator=fields.text)

    #: The part of the list price that it explains; None is the whole difference.
    explains: Decimal | None = field(default=None, validator=fields.optional(checks.share))

    #: The person who granted it, and when.
    by: str | None = field(
        default=None, validator=fields.optional(fields.identifier), metadata=refers_to("Person")
    )
    at: datetime | None = field(default=None, converter=as_utc, validator=fields.optional(fields.aware))


@final
@frozen(kw_only=True)
class PriceTerm(Fact):
    """
    The terms on which one partner buys one product from the vendor; `valid` says when they hold.

    There is no field for the amount at which the partner must resell or
    advertise. To fix or set a minimum for a buyer's resale price is a hardcore
    restriction: Art. 4(a) of Regulation (EU) 2022/720 takes the block exemption
    from the whole agreement. What a contract says about resale and advertised
    prices, and what makes the partner keep to it, can always be recorded by its
    kind in `resale`, `advertised` and `enforced_by`, so that the rule
    "resale-price-fixing" finds it.

    Terms are known before they hold; a justification is known from when it was
    granted.

    >>> term = PriceTerm(
    ...     id="T-1",
    ...     partner="P-4",
    ...     product="firewall",
    ...     list_price=Money.of("10.00", "EUR"),
    ...     discount=Decimal("0.20"),
    ...     breaks=[QuantityBreak(quantity=100, discount=Decimal("0.30"))],
    ... )
    >>> term.net_price(100)
    Money.of('700.00', 'EUR')
    """

    id: str = field(validator=fields.identifier)
    partner: str = field(validator=fields.identifier, metadata=refers_to("Partner"))
    product: str = field(validator=fields.identifier, metadata=refers_to("Product"))

    #: The price of one unit before any discount; it may be finer than the currency's minor unit.
    list_price: Money = field(validator=checks.amount)

    #: The unit that is priced, such as "pcs"; None where the product says it.
    unit: str | None = field(default=None, validator=fields.optional(fields.identifier))

    #: On the list price, below the first break; 20 % is Decimal("0.20").
    discount: Decimal = field(default=Decimal(0), validator=checks.share)

    #: By rising quantity.
    breaks: tuple[QuantityBreak, ...] = field(
        default=(),
        converter=as_tuple,
        validator=fields.each(fields.instance(QuantityBreak, "a QuantityBreak")),
    )

    #: "range": the break reached prices all units; "slab": each unit is priced at its own break.
    break_form: Literal["range", "slab"] = field(default="range", validator=fields.choice("range", "slab"))

    #: Paid back later, by rising turnover.
    rebates: tuple[RebateStep, ...] = field(
        default=(), converter=as_tuple, validator=fields.each(fields.instance(RebateStep, "a RebateStep"))
    )

    #: Marketing funds granted with the terms while they hold.
    funds: Money | None = field(default=None, validator=fields.optional(checks.amount))

    #: Days until payment is due, and what is taken off for payment within fewer days.
    payment_days: int | None = field(default=None, validator=fields.optional(fields.whole_number(most=730)))
    cash_discount: Decimal | None = field(default=None, validator=fields.optional(checks.share))
    cash_discount_days: int | None = field(
        default=None, validator=fields.optional(fields.whole_number(most=730))
    )

    #: The approved registration the terms were granted for.
    registration: str | None = field(
        default=None, validator=fields.optional(fields.identifier), metadata=refers_to("DealRegistration")
    )

    #: Why they differ from the terms of comparable partners; empty where nobody said.
    justifications: tuple[Justification, ...] = field(
        default=(),
        converter=as_tuple,
        validator=fields.each(fields.instance(Justification, "a Justification")),
    )

    #: What the contract says about the prices at which the partner sells, and advertises: the kind, never an amount.
    resale: PriceClause | None = field(default=None, validator=fields.optional(fields.choice(*PRICE_CLAUSES)))
    advertised: PriceClause | None = field(
        default=None, validator=fields.optional(fields.choice(*PRICE_CLAUSES))
    )

    #: What makes the partner keep to it, such as "rebate", "funds", "delivery" or "notice"; empty is nothing.
    enforced_by: tuple[str, ...] = field(
        default=(), converter=as_tuple, validator=fields.each(checks.reason_code)
    )

    #: The sales by which the partner loses the terms: some of `RESTRICTIONS`; empty is none.
    restricts: tuple[str, ...] = field(
        default=(), converter=as_tuple, validator=fields.each(fields.choice(*RESTRICTIONS))
    )

    def _undone(self, moment: datetime) -> dict[str, Any]:
        if self.justifications is HIDDEN:
            return {}
        until_then = tuple(each for each in self.justifications if not self._is_later(each.at, moment))
        return {} if len(until_then) == len(self.justifications) else {"justifications": until_then}

    def _faults(self) -> Iterator[InvalidValue]:
        yield from self._currency_faults()
        yield from _rising("breaks", "quantity", [each.quantity for each in self.breaks])
        if len({each.turnover.currency for each in self.rebates}) <= 1:
            yield from _rising("rebates", "turnover", [each.turnover.amount for each in self.rebates])
        if self.enforced_by and self.resale is None and self.advertised is None:
            yield InvalidValue(
                path="enforced_by",
                value=shown(self.enforced_by),
                remedy="say in resale or advertised what is enforced",
            )
        if self.cash_discount_days is not None:
            if self.cash_discount is None:
                yield InvalidValue(
                    path="cash_discount", value="None", remedy="state it, or leave its days out"
                )
            if self.payment_days is not None and self.cash_discount_days > self.payment_days:
                yield InvalidValue(
                    path="cash_discount_days",
                    value=shown(self.cash_discount_days),
                    remedy=f"use at most payment_days, {self.payment_days}",
                )

    def _currency_faults(self) -> Iterator[InvalidValue]:
        amounts = [(f"breaks[{place}].price", each.price) for place, each in enumerate(self.breaks)]
        amounts += [(f"rebates[{place}].turnover", each.turnover) for place, each in enumerate(self.rebates)]
        for path, amount in (*amounts, ("funds", self.funds)):
            if amount is not None and amount.currency != self.currency:
                yield InvalidValue(
                    path=path, value=shown(amount.currency), remedy=f"use {self.currency}, as list_price does"
                )

    @property
    def currency(self) -> str:
        """The one currency of all amounts of the term."""
        return self.list_price.currency

    def net_price(self, quantity: Decimal | int) -> Money:
        """
        Return what *quantity* units cost after discounts, before rebates: exact, never rounded.

        In range form the break reached prices all units; in slab form each unit
        is priced at its own break, and the units below the first break at
        `discount`. A begun unit has the number of the whole one.

        Raises
        ------
        Overflowed
            If the exact amount has more than 12 decimals.

        >>> slab = PriceTerm(
        ...     id="T-1",
        ...     partner="P-4",
        ...     product="firewall",
        ...     list_price=Money.of("10.00", "EUR"),
        ...     breaks=[QuantityBreak(quantity=100, discount=Decimal("0.30"))],
        ...     break_form="slab",
        ... )
        >>> slab.net_price(100)
        Money.of('997.00', 'EUR')
        """
        return _exact_money(self._cost(_counted(quantity)), self.currency)

    def net_unit_price(self, quantity: Decimal | int) -> Fraction:
        """Return the net price of one unit when *quantity* units are bought, in major units of the currency."""
        counted = _counted(quantity)
        if not self.breaks:
            return self._base_price
        return self._cost(counted) / Fraction(counted)

    def _cost(self, quantity: Decimal) -> Fraction:
        wanted = Fraction(quantity)
        if self.break_form == "range":
            reached = [each for each in self.breaks if each.quantity <= quantity]
            return wanted * (self._price_at(reached[-1]) if reached else self._base_price)
        cost, end = Fraction(0), wanted
        for each in reversed(self.breaks):
            # The unit that bears the number of the break is the first at its price.
            start = min(end, Fraction(ceil(each.quantity) - 1))
            cost += (end - start) * self._price_at(each)
            end = start
        return cost + end * self._base_price

    @property
    def _base_price(self) -> Fraction:
        return _less(self.list_price, self.discount)

    def _price_at(self, step: QuantityBreak) -> Fraction:
        if step.price is not None:
            return Fraction(step.price.amount)
        return _less(self.list_price, step.discount or Decimal(0))


def bought(term: PriceTerm) -> tuple[tuple[str, str]]:
    """
    Return who buys what under *term*, as `Network.by` reads it.

    >>> bought(PriceTerm(id="T-1", partner="P-4", product="x", list_price=Money.of("9", "EUR")))
    (('P-4', 'x'),)
    """
    return ((term.partner, term.product),)


def overlapping(terms: Iterable[PriceTerm]) -> Iterator[tuple[PriceTerm, PriceTerm]]:
    """
    Find terms of one partner for one product that hold on the same day, so that nobody knows which counts.

    Terms granted for a registration, or with a project price on record, stand beside the general ones.

    >>> both = [PriceTerm(id=name, partner="P-4", product="x", list_price=Money.of("9", "EUR")) for name in "ab"]
    >>> [(one.id, other.id) for one, other in overlapping(both)]
    [('a', 'b')]
    """
    by_use: dict[tuple[str, str, str | None], list[PriceTerm]] = {}
    for term in terms:
        if term.registration is None and not any(
            each.code == "project-price" for each in term.justifications
        ):
            by_use.setdefault((term.partner, term.product, term.unit), []).append(term)
    for own in by_use.values():
        if len(own) > 1:
            own.sort(key=lambda term: (_begin(term), term.id))
            latest = own[0]
            for term in own[1:]:
                if _begin(term) < _end(latest):
                    yield latest, term
                latest = max(latest, term, key=_end)


def _begin(term: PriceTerm) -> date:
    return date.min if term.valid is None else term.valid.start


def _end(term: PriceTerm) -> date:
    return date.max if term.valid is None else term.valid.end


def _rising(path: str, name: str, values: Sequence[Decimal]) -> Iterator[InvalidValue]:
    for place, (lower, upper) in enumerate(pairwise(values), start=1):
        if upper <= lower:
            yield InvalidValue(
                path=f"{path}[{place}].{name}", value=shown(str(upper)), remedy=f"use more than {lower}"
            )


def _less(price: Money, discount: Decimal) -> Fraction:
    """Return *price* without *discount*, reduced once: a book of a million terms asks for many."""
    units, parts = price.amount.as_integer_ratio()
    off, whole = discount.as_integer_ratio()
    return Fraction(units * (whole - off), parts * whole)


def _counted(quantity: Decimal | int) -> Decimal:
    counted = _as_decimal(quantity)
    fault = _above_zero.fault("quantity", counted)
    if fault is not None:
        raise fault
    return counted


def _exact_money(cost: Fraction, currency: str) -> Money:
    for digits in range(minor_digits(currency), FINEST_SCALE + 1):
        units = cost * 10**digits
        if units.denominator == 1:
            scale = digits if digits > minor_digits(currency) else None
            return Money(amount=Decimal(f"{units.numerator}E-{digits}"), currency=currency, scale=scale)
    raise Overflowed(path="net_price", limit=f"{FINEST_SCALE} decimals; use net_unit_price")

"""
How much is it, exactly?

Amounts are whole numbers of a smallest unit underneath: nothing depends on the
decimal context of the host, no cent is lost at any size, currencies never mix.
What has to be rounded is rounded once, at the end, in a way the caller names.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cache
from numbers import Integral
from numbers import Number as AnyNumber
from typing import TYPE_CHECKING, TypeAlias, final, overload

from attrs import field, frozen

from partnerkit.values.apportion import Weight, shares
from partnerkit.values.errors import CurrencyMismatch, InvalidValue, Overflowed, UnitMismatch, shown
from partnerkit.values.exact import (
    DIGITS,
    Number,
    Rounding,
    as_decimal,
    decimals,
    exact_number,
    factor,
    number_of,
    quotient,
    rounded,
    units_of,
)
from partnerkit.values.fields import Check, optional, whole_number
from partnerkit.values.quantity import Quantity

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Money", "Quantity", "Ratio", "Rounding", "from_minor", "minor_digits", "to_minor"]

#: The finest unit prices in use have four to six decimals.
_FINEST_SCALE = 12
_INT64 = 2**63

#: Money in use whose price tags have fewer decimals (CLDR) than its accounts (ISO 4217): accounts must add up.
_ACCOUNTS = {
    **dict.fromkeys(("AFN", "ALL", "IRR", "KPW", "LAK", "LBP", "MGA", "MMK", "RSD", "SOS", "SYP", "YER"), 2),
    "IQD": 3,
}


def __dir__() -> list[str]:
    return __all__


@cache
def _precisions() -> Mapping[str, int]:
    from babel.core import get_global

    written = get_global("currency_fractions")
    usual = written["DEFAULT"][0]
    known = {code: written.get(code, (usual,))[0] for code in get_global("all_currencies")}
    return {**known, **_ACCOUNTS}


def minor_digits(currency: str) -> int:
    """
    Return how many decimals a currency has: 2 for EUR, 0 for JPY, 3 for KWD.

    ISO 4217 for money in use, Unicode CLDR for what is history.

    Raises
    ------
    InvalidValue
        For what is no code of ISO 4217.

    >>> minor_digits("JPY")
    0
    """
    digits = _precisions().get(currency) if isinstance(currency, str) else None
    if digits is None:
        raise InvalidValue(path="currency", value=shown(currency), remedy=_currency.remedy)
    return digits


_currency = Check(
    lambda value: isinstance(value, str) and value in _precisions(), "use a code of ISO 4217 such as EUR"
)


@final
@frozen(kw_only=True, repr=False)
class Money:
    """
    An exact amount of one currency.

    It has no more decimals than its currency, unless a finer scale is declared,
    as for unit prices. Amounts are equal when they are worth the same; amounts
    of two currencies are never equal, and have no order.

    >>> Money.of("19.90", "EUR") + Money.of("0.10", "EUR")
    Money.of('20.00', 'EUR')
    >>> Money.of("0.0125", "EUR", scale=4) * 8
    Money.of('0.1000', 'EUR', scale=4)
    """

    #: Never a float: a float is refused, not converted.
    amount: Decimal = field(validator=exact_number)

    #: ISO 4217 code.
    currency: str = field(validator=_currency)

    #: Decimals it is kept with, where they are more than its currency has.
    scale: int | None = field(
        default=None, eq=False, validator=optional(whole_number(least=0, most=_FINEST_SCALE))
    )

    def __attrs_post_init__(self) -> None:
        usual = minor_digits(self.currency)
        digits = max(usual, self.scale or 0)
        if decimals(self.amount) > digits:
            remedy = f"{self.currency} has {usual} decimals; declare scale= or ask for rounding="
            raise InvalidValue(path="amount", value=shown(str(self.amount)), remedy=remedy)
        amount = number_of(units_of(self.amount, digits), digits)
        object.__setattr__(self, "amount", amount)
        object.__setattr__(self, "scale", digits if digits > usual else None)

    @classmethod
    def of(
        cls,
        amount: str | int | Decimal,
        currency: str,
        *,
        scale: int | None = None,
        rounding: Rounding | None = None,
    ) -> "Money":
        """
        Return an amount as people write it: text, a whole number or a Decimal.

        Parameters
        ----------
        scale
            More decimals than the currency has, up to 12.
        rounding
            "half-even", "half-up", "down" or "up" (away from zero); without it
            nothing is rounded.

        Raises
        ------
        InvalidValue
            For floats, NaN, infinities, absurd sizes, unknown currencies, and
            for decimals that would be lost.

        >>> Money.of("0.125", "EUR", rounding="half-even")
        Money.of('0.12', 'EUR')
        """
        exact = as_decimal(amount)
        if rounding is None:
            return cls(amount=exact, currency=currency, scale=scale)
        return cls.zero(currency, scale=scale)._near(Fraction(exact), rounding)

    @classmethod
    def zero(cls, currency: str, *, scale: int | None = None) -> "Money":
        """
        Return nothing, in a currency.

        >>> Money.zero("JPY")
        Money.of('0', 'JPY')
        """
        return cls(amount=Decimal(0), currency=currency, scale=scale)

    @classmethod
    def from_minor(cls, units: int, currency: str) -> "Money":
        """
        Return an amount from whole minor units, such as cents.

        >>> Money.from_minor(1250, "EUR")
        Money.of('12.50', 'EUR')
        """
        if not isinstance(units, Integral) or isinstance(units, bool):
            raise InvalidValue(path="units", value=shown(units), remedy="use a whole number of minor units")
        digits = minor_digits(currency)
        return cls(amount=number_of(int(units), digits), currency=currency)

    @classmethod
    def total(cls, amounts: Iterable["Money"], currency: str | None = None) -> "Money":
        """
        Add amounts of one currency, exactly; *currency* says which where there may be none.

        Nothing is rounded on the way, however fine the amounts are: round the total, once.

        Raises
        ------
        CurrencyMismatch
            For amounts of several currencies.
        InvalidValue
            For no amounts without a currency, and for what is no amount.

        >>> Money.total([Money.of("0.105", "EUR", scale=3)] * 3).rounded()
        Money.of('0.32', 'EUR')
        """
        known = list(amounts)
        if currency is None and not known:
            raise InvalidValue(path="amounts", value="none", remedy="state the currency of an empty total")
        _one_currency(known, currency)
        empty = cls.zero(known[0].currency if currency is None else currency)
        digits = max((each.digits for each in known), default=empty.digits)
        return empty._made(sum(units_of(each.amount, digits) for each in known), digits)

    @property
    def digits(self) -> int:
        """Decimals it is kept with."""
        return minor_digits(self.currency) if self.scale is None else self.scale

    @property
    def minor(self) -> int:
        """
        The amount in minor units of its currency.

        Raises
        ------
        InvalidValue
            When it has a fraction of a minor unit; round it first.

        >>> Money.of("12.50", "EUR").minor
        1250
        """
        if self.scale is not None and decimals(self.amount) > minor_digits(self.currency):
            raise InvalidValue(
                path="amount", value=shown(self), remedy="round it to minor units first, with rounded()"
            )
        return units_of(self.amount, minor_digits(self.currency))

    def _made(self, units: int, digits: int) -> "Money":
        return Money(amount=number_of(units, digits), currency=self.currency, scale=digits)

    def _near(self, exact: Fraction, rounding: str) -> "Money":
        return self._made(rounded(exact, self.digits, rounding), self.digits)

    def _exactly(self, exact: Fraction, by: object) -> "Money":
        units = exact * 10**self.digits
        if units.denominator != 1:
            remedy = f"the result has more than {self.digits} decimals; say how to round it, with times() or over()"
            raise InvalidValue(path="factor", value=shown(by), remedy=remedy)
        return self._made(units.numerator, self.digits)

    def _pair(self, other: "Money") -> tuple[int, int, int]:
        _same_currency(self, other)
        digits = max(self.digits, other.digits)
        return units_of(self.amount, digits), units_of(other.amount, digits), digits

    def __add__(self, other: "Money") -> "Money":
        if not isinstance(other, Money):
            return NotImplemented
        mine, theirs, digits = self._pair(other)
        return self._made(mine + theirs, digits)

    def __radd__(self, other: object) -> "Money":
        # sum() starts from the number 0, which is no amount of any currency.
        return self if type(other) is int and other == 0 else NotImplemented

    def __sub__(self, other: "Money") -> "Money":
        if not isinstance(other, Money):
            return NotImplemented
        mine, theirs, digits = self._pair(other)
        return self._made(mine - theirs, digits)

    def __neg__(self) -> "Money":
        return self._made(-units_of(self.amount, self.digits), self.digits)

    def __pos__(self) -> "Money":
        return self

    def __abs__(self) -> "Money":
        return -self if self.amount < 0 else self

    def __mul__(self, by: Number) -> "Money":
        if not isinstance(by, AnyNumber):
            return NotImplemented
        return self._exactly(Fraction(self.amount) * factor(by), by)

    __rmul__ = __mul__

    @overload
    def __truediv__(self, by: "Money") -> Fraction: ...
    @overload
    def __truediv__(self, by: Number) -> "Money": ...
    def __truediv__(self, by: "Money | Number") -> "Money | Fraction":
        if isinstance(by, Money):
            mine, theirs, _ = self._pair(by)
            return Fraction(mine, _divisor(theirs, by))
        if not isinstance(by, AnyNumber):
            return NotImplemented
        return self._exactly(Fraction(self.amount) / _divisor(factor(by, "divisor"), by), by)

    def __bool__(self) -> bool:
        return bool(self.amount)

    def __lt__(self, other: "Money") -> bool:
        return (
            _same_currency(self, other) and self.amount < other.amount
            if isinstance(other, Money)
            else NotImplemented
        )

    def __le__(self, other: "Money") -> bool:
        return (
            _same_currency(self, other) and self.amount <= other.amount
            if isinstance(other, Money)
            else NotImplemented
        )

    def __gt__(self, other: "Money") -> bool:
        return (
            _same_currency(self, other) and self.amount > other.amount
            if isinstance(other, Money)
            else NotImplemented
        )

    def __ge__(self, other: "Money") -> bool:
        return (
            _same_currency(self, other) and self.amount >= other.amount
            if isinstance(other, Money)
            else NotImplemented
        )

    def times(self, by: Number, *, rounding: Rounding) -> "Money":
        """
        Return a multiple or a part, rounded once to the decimals it is kept with.

        `amount * factor` is the exact sister, which refuses to round.

        >>> Money.of("9.99", "EUR").times(Decimal("0.15"), rounding="half-even")
        Money.of('1.50', 'EUR')
        """
        return self._near(Fraction(self.amount) * factor(by), rounding)

    def over(self, by: Number, *, rounding: Rounding) -> "Money":
        """
        Return it divided by a number, rounded once to the decimals it is kept with.

        To hand out all of it, use `split`: thirds that are rounded do not add up.

        >>> Money.of("100.00", "EUR").over(3, rounding="half-even")
        Money.of('33.33', 'EUR')
        """
        return self._near(Fraction(self.amount) / _divisor(factor(by, "divisor"), by), rounding)

    def rounded(self, digits: int | None = None, *, rounding: Rounding = "half-even") -> "Money":
        """
        Return it rounded to the decimals of its currency, or to *digits*.

        >>> Money.of("0.0150", "EUR", scale=4).rounded()
        Money.of('0.02', 'EUR')
        >>> Money.of("1250.50", "EUR").rounded(0, rounding="down")
        Money.of('1250.00', 'EUR')
        """
        kept = minor_digits(self.currency) if digits is None else digits
        fault = _scale.fault("digits", kept)
        if fault is not None:
            raise fault
        return self._made(rounded(Fraction(self.amount), kept, rounding), kept)

    def split(self, weights: Sequence[Weight]) -> tuple["Money", ...]:
        """
        Split it by *weights* so that the parts add up to it exactly.

        Each part is within one smallest unit of its share (largest remainder;
        ties go to the earlier part).

        Raises
        ------
        InvalidValue
            For floats, negative weights, none at all, or nothing but zeros.

        >>> Money.of("100.00", "EUR").split([1, 1, 1])
        (Money.of('33.34', 'EUR'), Money.of('33.33', 'EUR'), Money.of('33.33', 'EUR'))
        """
        parts = shares(units_of(self.amount, self.digits), weights)
        return tuple(self._made(part, self.digits) for part in parts)

    def convert(self, rate: Number, currency: str, *, rounding: Rounding = "half-even") -> "Money":
        """
        Return it in another currency at a stated rate: one unit of ours costs *rate* of theirs.

        >>> Money.of("10", "EUR").convert(Decimal("11.4585"), "SEK")
        Money.of('114.58', 'SEK')
        """
        exact = factor(rate, "rate")
        if exact <= 0:
            raise InvalidValue(path="rate", value=shown(rate), remedy="use a rate above 0")
        return Money.zero(currency)._near(Fraction(self.amount) * exact, rounding)

    def format(self, locale: str = "en") -> str:
        """
        Return it as people of *locale* write it, with every decimal it is kept with.

        >>> Money.of("-1234.50", "EUR").format("de")
        '-1.234,50\\xa0€'
        """
        from partnerkit.values.pricetag import price_tag

        return price_tag(self.amount, self.currency, self.digits, locale)

    def __repr__(self) -> str:
        scale = "" if self.scale is None else f", scale={self.scale}"
        return f"Money.of('{self.amount:f}', '{self.currency}'{scale})"


_scale = whole_number(least=0, most=_FINEST_SCALE)

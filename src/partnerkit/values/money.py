"""
How much is it, exactly?

Amounts are whole numbers of a smallest unit underneath: nothing depends on the
decimal context of the host, no cent is lost at any size, currencies never mix.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from operator import index
from typing import TypeAlias, final

from attrs import field, frozen

from partnerkit.values.apportion import Weight, shares
from partnerkit.values.currency import currency_code, minor_digits, price_tag
from partnerkit.values.errors import CurrencyMismatch, InvalidValue, Overflowed, UnitMismatch, shown
from partnerkit.values.exact import (
    LONGEST_TEXT,
    MOST_UNITS,
    Number,
    Rounding,
    counted,
    decimal_of,
    divided,
    parsed,
    plain_sum,
    quotient,
    rational,
    units_of,
)
from partnerkit.values.exact import amount as exact_amount
from partnerkit.values.fields import Check, listed, optional, whole_number
from partnerkit.values.quantity import Quantity

__all__ = ["FINEST_SCALE", "Money", "Quantity", "Ratio", "Rounding", "minor_digits"]

#: The most decimals that an amount can carry.
FINEST_SCALE = 12


def __dir__() -> list[str]:
    return __all__


_SCALE = optional(whole_number(least=0, most=FINEST_SCALE))


@final
@frozen(kw_only=True, repr=False)
class Money:
    """
    An exact amount of one currency.

    It has no more decimals than its currency, unless a finer scale is declared,
    as for unit prices. Amounts are equal when they are worth the same.

    >>> Money.of("19.90", "EUR") + Money.of("0.10", "EUR")
    Money.of('20.00', 'EUR')
    >>> Money.of("0.0125", "EUR", scale=4) * 8
    Money.of('0.1000', 'EUR', scale=4)
    """

    #: Never a float: a float is refused, not converted.
    amount: Decimal = field(validator=exact_amount)

    #: ISO 4217 code.
    currency: str = field(validator=currency_code)

    #: Decimals beyond those of the currency, where declared; up to 12.
    scale: int | None = field(default=None, eq=False, validator=_SCALE)

    def __attrs_post_init__(self) -> None:
        least = digits = minor_digits(self.currency)
        if self.scale is not None and self.scale <= least:
            object.__setattr__(self, "scale", None)
        elif self.scale is not None:
            digits = self.scale
        units, rest = counted(self.amount, digits)
        if rest or abs(units) >= MOST_UNITS:
            remedy = f"{self.currency} has {least} decimals; declare scale= or ask for rounding="
            if abs(units) >= MOST_UNITS:
                remedy = f"use an amount that takes at most {LONGEST_TEXT} characters to write out"
            raise InvalidValue(path="amount", value=shown(str(self.amount)), remedy=remedy)
        object.__setattr__(self, "amount", decimal_of(units, digits, like=self.amount))

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

        *scale* declares more decimals than the currency has; *rounding* rounds
        to the decimals there are.

        Raises
        ------
        InvalidValue
            For floats, NaN, infinities, absurd sizes, unknown currencies, and
            for decimals that would be lost.

        >>> Money.of("0.125", "EUR", rounding="half-even")
        Money.of('0.12', 'EUR')
        """
        exact = parsed(amount)
        if rounding is None:
            return cls(amount=exact, currency=currency, scale=scale)
        return _near(Fraction(exact), cls(amount=Decimal(0), currency=currency, scale=scale), rounding)

    @classmethod
    def zero(cls, currency: str) -> "Money":
        """Return nothing, in a currency."""
        return cls(amount=Decimal(0), currency=currency)

    @classmethod
    def from_minor(cls, units: int, currency: str) -> "Money":
        """
        Return an amount from whole minor units, such as cents.

        Raises
        ------
        InvalidValue, Overflowed
            For what is no whole number, and for one of more than 38 digits.

        >>> Money.from_minor(1250, "EUR")
        Money.of('12.50', 'EUR')
        """
        if isinstance(units, bool) or not hasattr(units, "__index__"):
            raise InvalidValue(path="units", value=shown(units), remedy="use a whole number of minor units")
        return _made(index(units), minor_digits(currency), currency, None)

    @classmethod
    def total(cls, amounts: Iterable["Money"], currency: str | None = None) -> "Money":
        """
        Add amounts of one currency, exactly; *currency* says which where there may be none.

        Raises
        ------
        CurrencyMismatch, InvalidValue, Overflowed
            For mixed currencies, nothing to add and no currency, and more than 38 digits.

        >>> Money.total([Money.of("0.10", "EUR")] * 3)
        Money.of('0.30', 'EUR')
        """
        known = listed("amounts", amounts, Money)
        if currency is None:
            if not known:
                raise InvalidValue(
                    path="amounts", value="none", remedy="state the currency of an empty total"
                )
            currency = known[0].currency
        for place, each in enumerate(known):
            if each.currency != currency:
                raise CurrencyMismatch(path=f"amounts[{place}]", expected=currency, found=each.currency)
        digits = max((each.digits for each in known), default=minor_digits(currency))
        scale = digits if any(each.scale is not None for each in known) else None
        return _made(sum(units_of(each.amount, digits) for each in known), digits, currency, scale)

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
        """
        units, rest = counted(self.amount, minor_digits(self.currency))
        if rest:
            raise InvalidValue(
                path="amount", value=shown(str(self.amount)), remedy="round it to minor units first"
            )
        return units

    @property
    def _units(self) -> int:
        return units_of(self.amount, self.digits)

    def _same(self, other: "Money") -> "Money":
        if other.currency != self.currency:
            raise CurrencyMismatch(expected=self.currency, found=other.currency)
        return other

    def __add__(self, other: "Money") -> "Money":
        if not isinstance(other, Money):
            return NotImplemented
        finer = max(self, self._same(other), key=lambda each: each.digits)
        units = units_of(self.amount, finer.digits) + units_of(other.amount, finer.digits)
        return _made(units, finer.digits, self.currency, finer.scale)

    def __radd__(self, other: object) -> "Money":
        # sum() starts from the number 0, which is no amount of any currency.
        return self if type(other) is int and other == 0 else NotImplemented

    def __sub__(self, other: "Money") -> "Money":
        return self + -other if isinstance(other, Money) else NotImplemented

    def __neg__(self) -> "Money":
        return _made(-self._units, self.digits, self.currency, self.scale)

    def __abs__(self) -> "Money":
        return -self if self.amount < 0 else self

    def __mul__(self, factor: Number) -> "Money":
        """Multiply exactly: what would have to be rounded is refused, and `times` rounds."""
        if isinstance(factor, bool) or not isinstance(factor, int | Decimal | Fraction):
            return NotImplemented
        exact = self._units * rational(factor, "factor")
        if exact.denominator != 1:
            remedy = f"use times(..., rounding=...): {self.digits} decimals do not hold the exact product"
            raise InvalidValue(path="factor", value=shown(factor), remedy=remedy)
        return _made(exact.numerator, self.digits, self.currency, self.scale)

    __rmul__ = __mul__

    def __truediv__(self, other: "Money") -> Fraction:
        if not isinstance(other, Money):
            return NotImplemented
        if not self._same(other):
            raise InvalidValue(
                path="divisor", value=shown(other), remedy="divide by an amount other than zero"
            )
        return Fraction(self.amount) / Fraction(other.amount)

    def __bool__(self) -> bool:
        return bool(self.amount)

    def __lt__(self, other: "Money") -> bool:
        return self.amount < self._same(other).amount if isinstance(other, Money) else NotImplemented

    def __le__(self, other: "Money") -> bool:
        return self.amount <= self._same(other).amount if isinstance(other, Money) else NotImplemented

    def __gt__(self, other: "Money") -> bool:
        return self.amount > self._same(other).amount if isinstance(other, Money) else NotImplemented

    def __ge__(self, other: "Money") -> bool:
        return self.amount >= self._same(other).amount if isinstance(other, Money) else NotImplemented

    def times(self, factor: Number, *, rounding: Rounding = "half-even") -> "Money":
        """
        Return a multiple or a part, rounded once to the decimals it is kept with.

        >>> Money.of("9.99", "EUR").times(Decimal("0.15"))
        Money.of('1.50', 'EUR')
        """
        return _near(Fraction(self.amount) * rational(factor, "factor"), self, rounding)

    def rounded(self, digits: int | None = None, *, rounding: Rounding = "half-even") -> "Money":
        """
        Return it with the decimals of its currency, or with *digits*, more or fewer.

        >>> Money.of("0.0125", "EUR", scale=4).rounded()
        Money.of('0.01', 'EUR')
        """
        usual = minor_digits(self.currency)
        kept = usual if digits is None else digits
        if not _SCALE.accepts(kept):
            raise InvalidValue(path="digits", value=shown(digits), remedy=_SCALE.remedy)
        numerator, denominator = self.amount.as_integer_ratio()
        units = divided(numerator * 10**kept, denominator, rounding)
        return _made(units * 10 ** max(0, usual - kept), max(usual, kept), self.currency, kept)

    def split(self, weights: Sequence[Weight]) -> tuple["Money", ...]:
        """
        Split it by *weights* so that the parts add up to it exactly.

        Each part is within one smallest unit of its share (largest remainder;
        ties go to the earlier part).

        >>> Money.of("100.00", "EUR").split([1, 1, 1])
        (Money.of('33.34', 'EUR'), Money.of('33.33', 'EUR'), Money.of('33.33', 'EUR'))
        """
        parts = shares(self._units, weights)
        return tuple(_made(part, self.digits, self.currency, self.scale) for part in parts)

    def convert(self, rate: Number, currency: str, *, rounding: Rounding = "half-even") -> "Money":
        """
        Return it in another currency at a stated rate: one unit of ours costs *rate* of theirs.

        >>> Money.of("10", "EUR").convert(Decimal("11.4585"), "SEK")
        Money.of('114.58', 'SEK')
        """
        exact = rational(rate, "rate")
        if exact <= 0:
            raise InvalidValue(path="rate", value=shown(rate), remedy="use a rate above 0")
        return _near(Fraction(self.amount) * exact, Money.zero(currency), rounding)

    def format(self, locale: str = "en") -> str:
        r"""
        Return it as people of *locale* write it.

        >>> Money.of("-1234.50", "EUR").format("de")
        '-1.234,50\xa0€'
        """
        return price_tag(self.amount, self.currency, self.digits, locale)

    def __repr__(self) -> str:
        scale = "" if self.scale is None else f", scale={self.scale}"
        return f"Money.of('{self.amount:f}', '{self.currency}'{scale})"


def _near(exact: Fraction, like: Money, rounding: Rounding) -> Money:
    """Return *exact* with the currency and the decimals of another amount."""
    digits = like.digits
    units = divided(exact.numerator * 10**digits, exact.denominator, rounding)
    return _made(units, digits, like.currency, like.scale)


def _made(units: int, digits: int, currency: str, scale: int | None) -> Money:
    if abs(units) >= MOST_UNITS:
        raise Overflowed(path="amount", limit=f"{LONGEST_TEXT} characters")
    return Money(amount=decimal_of(units, digits), currency=currency, scale=scale)


Part: TypeAlias = Money | Quantity | Decimal


def _is_part(value: object) -> bool:
    return isinstance(value, Money | Quantity) or exact_amount.accepts(value)


_PART = Check(_is_part, f"use Money, a Quantity, or for a plain number: {exact_amount.remedy}")


@final
@frozen(kw_only=True)
class Ratio:
    """
    A numerator and a denominator, both kept: the ratio of a whole is never the mean of its parts' ratios.

    >>> half, all_of_it = Ratio.of(1, 2), Ratio.of(98, 98)
    >>> (half + all_of_it).value
    Decimal('0.99')
    """

    numerator: Part = field(validator=_PART)
    denominator: Part = field(validator=_PART)

    def __attrs_post_init__(self) -> None:
        over, under = self.numerator, self.denominator
        if isinstance(over, Money) and isinstance(under, Money) and over.currency != under.currency:
            raise CurrencyMismatch(path="denominator", expected=over.currency, found=under.currency)
        if _bare(under) < 0:
            raise InvalidValue(path="denominator", value=shown(under), remedy="use zero or more")

    @classmethod
    def of(cls, numerator: str | int | Decimal, denominator: str | int | Decimal) -> "Ratio":
        """Return a ratio of two plain numbers."""
        return cls(numerator=parsed(numerator), denominator=parsed(denominator))

    @property
    def exact(self) -> Fraction | None:
        """Numerator divided by denominator; None where the denominator is zero."""
        below = Fraction(_bare(self.denominator))
        return Fraction(_bare(self.numerator)) / below if below else None

    @property
    def value(self) -> Decimal | None:
        """The same as a Decimal of 28 digits, rounded once, half to even."""
        exact = self.exact
        return None if exact is None else quotient(exact)

    def __add__(self, other: "Ratio") -> "Ratio":
        if not isinstance(other, Ratio):
            return NotImplemented
        return Ratio(
            numerator=_added(self.numerator, other.numerator),
            denominator=_added(self.denominator, other.denominator),
        )

    def __radd__(self, other: object) -> "Ratio":
        return self if type(other) is int and other == 0 else NotImplemented


def _bare(part: Part) -> Decimal:
    return part if isinstance(part, Decimal) else part.amount


def _added(mine: Part, theirs: Part) -> Part:
    if isinstance(mine, Money) and isinstance(theirs, Money):
        return mine + theirs
    if isinstance(mine, Quantity) and isinstance(theirs, Quantity):
        return mine + theirs
    if isinstance(mine, Decimal) and isinstance(theirs, Decimal):
        return plain_sum(mine, theirs)
    raise UnitMismatch(path="ratio", expected=type(mine).__name__, found=type(theirs).__name__)

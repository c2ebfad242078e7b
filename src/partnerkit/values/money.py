"""
How much is it, exactly?

Amounts are whole numbers of a smallest unit underneath: nothing depends on the
decimal context of the host, no cent is lost at any size, currencies never mix.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Context, Decimal
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Literal, TypeAlias, final

from attrs import field, frozen

from partnerkit.values.apportion import Weight, shares
from partnerkit.values.errors import CurrencyMismatch, InvalidValue, Overflowed, UnitMismatch, raise_faults, shown
from partnerkit.values.fields import DECIMAL_DIGITS, DECIMAL_EXPONENT, Check, identifier, is_decimal, optional, whole_number

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Money", "Quantity", "Ratio", "Rounding", "from_minor", "minor_digits", "to_minor"]

Rounding = Literal["half-even", "half-up", "down", "up"]
Number: TypeAlias = int | Decimal | Fraction

#: ASCII digits only; the length is looked at before the text is.
_TEXT = re.compile(r"[+-]?\d+(\.\d+)?", re.ASCII)
_LONGEST_TEXT = 40
_INT64 = 2**63
_QUOTIENT = Context(prec=28)


def __dir__() -> list[str]:
    return __all__


@cache
def _precisions() -> Mapping[str, int]:
    """Return the decimals of each currency that CLDR knows, as babel carries them."""
    from babel.core import get_global

    digits = get_global("currency_fractions")
    usual = digits["DEFAULT"][0]
    return {code: digits.get(code, (usual,))[0] for code in get_global("all_currencies")}


def minor_digits(currency: str) -> int:
    """
    Return how many decimals a currency has: 2 for EUR, 0 for JPY, 3 for KWD (Unicode CLDR).

    Raises
    ------
    InvalidValue
        For what is no code of ISO 4217.

    >>> minor_digits("JPY")
    0
    """
    digits = _precisions().get(currency) if isinstance(currency, str) else None
    if digits is None:
        raise InvalidValue(path="currency", value=shown(currency), remedy="use a code of ISO 4217 such as EUR")
    return digits


def _coefficient(amount: Decimal, digits: int) -> int:
    """Return *amount* in units of 10**-digits; it has no more decimals than that."""
    sign, numerals, exponent = amount.as_tuple()
    whole = int("".join(map(str, numerals)))
    shift = int(exponent) + digits
    size = whole * 10**shift if shift >= 0 else whole // 10**-shift
    return -size if sign else size


def _decimal(units: int, digits: int) -> Decimal:
    return Decimal((int(units < 0), tuple(map(int, str(abs(units)))), -digits))


def _decimals(amount: Decimal) -> int:
    """Return how many decimals *amount* needs, trailing zeros left aside."""
    _, numerals, exponent = amount.as_tuple()
    if not any(numerals):
        return 0
    trailing = len(numerals) - len("".join(map(str, numerals)).rstrip("0"))
    return max(0, -(int(exponent) + trailing))


def _divided(numerator: int, denominator: int, rounding: Rounding) -> int:
    """Return numerator / denominator (above 0) as a whole number, rounded as told."""
    whole, rest = divmod(abs(numerator), denominator)
    match rounding:
        case "half-even":
            more = 2 * rest > denominator or (2 * rest == denominator and whole % 2 == 1)
        case "half-up":
            more = 2 * rest >= denominator
        case "up":
            more = rest > 0
        case "down":
            more = False
        case _:
            raise InvalidValue(path="rounding", value=shown(rounding), remedy="use half-even, half-up, down or up")
    whole += more
    return -whole if numerator < 0 else whole


def _parsed(amount: object) -> Decimal:
    """Return the exact number behind what a caller wrote; nothing is computed before its size is known."""
    if type(amount) is int and amount.bit_length() <= 133:
        amount = Decimal(amount)
    elif isinstance(amount, str):
        if len(amount) <= _LONGEST_TEXT and _TEXT.fullmatch(amount):
            amount = Decimal(amount)
    if isinstance(amount, Decimal) and is_decimal(amount):
        return amount
    raise InvalidValue(
        path="amount",
        value=shown(amount),
        remedy=f"use text such as '12.50', an int or a finite Decimal of at most {DECIMAL_DIGITS} digits; "
        "a float is no exact amount",
    )


_AMOUNT = Check(
    is_decimal, f"use a finite Decimal of at most {DECIMAL_DIGITS} digits and an exponent within {DECIMAL_EXPONENT}"
)
_CURRENCY = Check(
    lambda value: isinstance(value, str) and value in _precisions(), "use a code of ISO 4217 such as EUR"
)


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
    amount: Decimal = field(validator=_AMOUNT)

    #: ISO 4217 code.
    currency: str = field(validator=_CURRENCY)

    #: Decimals beyond those of the currency, where declared.
    scale: int | None = field(default=None, eq=False, validator=optional(whole_number(least=0, most=12)))

    def __attrs_post_init__(self) -> None:
        if _decimals(self.amount) > self.digits:
            remedy = f"{self.currency} has {minor_digits(self.currency)} decimals; declare scale= or ask for rounding="
            raise InvalidValue(path="amount", value=shown(str(self.amount)), remedy=remedy)
        object.__setattr__(self, "amount", _decimal(_coefficient(self.amount, self.digits), self.digits))

    @classmethod
    def of(
        cls, amount: str | int | Decimal, currency: str, *, scale: int | None = None, rounding: Rounding | None = None
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
        exact = _parsed(amount)
        if rounding is not None:
            digits = minor_digits(currency) if scale is None else scale
            exact = _rounded(Fraction(exact), digits, rounding)
        return cls(amount=exact, currency=currency, scale=scale)

    @classmethod
    def zero(cls, currency: str) -> "Money":
        """Return nothing, in a currency."""
        return cls(amount=Decimal(0), currency=currency)

    @classmethod
    def from_minor(cls, units: int, currency: str) -> "Money":
        """
        Return an amount from whole minor units, such as cents.

        >>> Money.from_minor(1250, "EUR")
        Money.of('12.50', 'EUR')
        """
        return _made(int(units), minor_digits(currency), currency, None)

    @classmethod
    def total(cls, amounts: Iterable["Money"], currency: str | None = None) -> "Money":
        """
        Add amounts of one currency, exactly; *currency* says which where there may be none.

        >>> Money.total([Money.of("0.10", "EUR")] * 3)
        Money.of('0.30', 'EUR')
        """
        known = list(amounts)
        if currency is None:
            if not known:
                raise InvalidValue(path="amounts", value="none", remedy="state the currency of an empty total")
            currency = known[0].currency
        for place, each in enumerate(known):
            if each.currency != currency:
                raise CurrencyMismatch(path=f"amounts[{place}]", expected=currency, found=each.currency)
        digits = max((each.digits for each in known), default=minor_digits(currency))
        scale = digits if any(each.scale is not None for each in known) else None
        return _made(sum(each._units(digits) for each in known), digits, currency, scale)

    @property
    def digits(self) -> int:
        """Decimals it is kept with."""
        return minor_digits(self.currency) if self.scale is None else max(self.scale, minor_digits(self.currency))

    @property
    def minor(self) -> int:
        """
        The amount in minor units of its currency.

        Raises
        ------
        InvalidValue
            When it has a fraction of a minor unit; round it first.
        """
        digits = minor_digits(self.currency)
        if _decimals(self.amount) > digits:
            raise InvalidValue(path="amount", value=shown(str(self.amount)), remedy="round it to minor units first")
        return _coefficient(self.amount, digits)

    def _units(self, digits: int) -> int:
        return _coefficient(self.amount, digits)

    def _pair(self, other: "Money") -> tuple[int, int, int, int | None]:
        if other.currency != self.currency:
            raise CurrencyMismatch(expected=self.currency, found=other.currency)
        digits = max(self.digits, other.digits)
        scale = digits if self.scale is not None or other.scale is not None else None
        return self._units(digits), other._units(digits), digits, scale

    def __add__(self, other: "Money") -> "Money":
        if not isinstance(other, Money):
            return NotImplemented
        mine, theirs, digits, scale = self._pair(other)
        return _made(mine + theirs, digits, self.currency, scale)

    def __radd__(self, other: object) -> "Money":
        # sum() starts from the number 0, which is no amount of any currency.
        return self if type(other) is int and other == 0 else NotImplemented

    def __sub__(self, other: "Money") -> "Money":
        return self + -other if isinstance(other, Money) else NotImplemented

    def __neg__(self) -> "Money":
        return _made(-self._units(self.digits), self.digits, self.currency, self.scale)

    def __abs__(self) -> "Money":
        return -self if self.amount < 0 else self

    def __mul__(self, factor: int) -> "Money":
        if type(factor) is not int:
            return NotImplemented
        return _made(self._units(self.digits) * factor, self.digits, self.currency, self.scale)

    __rmul__ = __mul__

    def __truediv__(self, other: "Money") -> Fraction:
        if not isinstance(other, Money):
            return NotImplemented
        mine, theirs, _, _ = self._pair(other)
        if theirs == 0:
            raise InvalidValue(path="divisor", value=shown(other), remedy="divide by an amount other than zero")
        return Fraction(mine, theirs)

    def __bool__(self) -> bool:
        return bool(self.amount)

    def __lt__(self, other: "Money") -> bool:
        return self._pair(other)[0] < self._pair(other)[1] if isinstance(other, Money) else NotImplemented

    def __le__(self, other: "Money") -> bool:
        return self._pair(other)[0] <= self._pair(other)[1] if isinstance(other, Money) else NotImplemented

    def __gt__(self, other: "Money") -> bool:
        return self._pair(other)[0] > self._pair(other)[1] if isinstance(other, Money) else NotImplemented

    def __ge__(self, other: "Money") -> bool:
        return self._pair(other)[0] >= self._pair(other)[1] if isinstance(other, Money) else NotImplemented

    def times(self, factor: Number, *, rounding: Rounding = "half-even") -> "Money":
        """
        Return a multiple or a part, rounded once to the decimals it is kept with.

        >>> Money.of("9.99", "EUR").times(Decimal("0.15"))
        Money.of('1.50', 'EUR')
        """
        if isinstance(factor, bool | float) or not isinstance(factor, int | Decimal | Fraction):
            raise InvalidValue(path="factor", value=shown(factor), remedy="use an int, a Decimal or a Fraction")
        if isinstance(factor, Decimal) and not is_decimal(factor):
            raise InvalidValue(path="factor", value=shown(factor), remedy="use a finite Decimal of sane size")
        exact = Fraction(self.amount) * Fraction(factor)
        return Money(amount=_rounded(exact, self.digits, rounding), currency=self.currency, scale=self.scale)

    def rounded(self, digits: int | None = None, *, rounding: Rounding = "half-even") -> "Money":
        """Return it with the decimals of its currency, or with *digits*, no longer finer."""
        kept = minor_digits(self.currency) if digits is None else digits
        return Money(amount=_rounded(Fraction(self.amount), kept, rounding), currency=self.currency)

    def split(self, weights: Sequence[Weight]) -> tuple["Money", ...]:
        """
        Split it by *weights* so that the parts add up to it exactly.

        Each part is within one smallest unit of its share (largest remainder;
        ties go to the earlier part).

        >>> Money.of("100.00", "EUR").split([1, 1, 1])
        (Money.of('33.34', 'EUR'), Money.of('33.33', 'EUR'), Money.of('33.33', 'EUR'))
        """
        parts = shares(self._units(self.digits), weights)
        return tuple(_made(part, self.digits, self.currency, self.scale) for part in parts)

    def convert(self, rate: Decimal | Fraction | int, currency: str, *, rounding: Rounding = "half-even") -> "Money":
        """
        Return it in another currency at a stated rate: one unit of ours costs *rate* of theirs.

        >>> Money.of("10", "EUR").convert(Decimal("11.4585"), "SEK")
        Money.of('114.58', 'SEK')
        """
        if isinstance(rate, bool | float) or not isinstance(rate, int | Decimal | Fraction) or rate <= 0:
            raise InvalidValue(path="rate", value=shown(rate), remedy="use a Decimal, Fraction or int above 0")
        return Money(amount=_rounded(Fraction(self.amount) * Fraction(rate), minor_digits(currency), rounding), currency=currency)

    def format(self, locale: str = "en") -> str:
        """
        Return it as people of *locale* write it.

        >>> Money.of("-1234.50", "EUR").format("de")
        '-1.234,50\\xa0€'
        """
        from babel.numbers import format_currency

        digits = None if self.scale is None else self.digits
        if digits is None:
            return str(format_currency(self.amount, self.currency, locale=locale.replace("-", "_")))
        pattern = f"¤#,##0.{'0' * digits}" if locale.startswith("en") else f"#,##0.{'0' * digits} ¤"
        return str(format_currency(self.amount, self.currency, pattern, locale=locale.replace("-", "_"), currency_digits=False))

    def __repr__(self) -> str:
        scale = "" if self.scale is None else f", scale={self.scale}"
        return f"Money.of('{self.amount:f}', '{self.currency}'{scale})"


def _rounded(exact: Fraction, digits: int, rounding: Rounding) -> Decimal:
    return _decimal(_divided(exact.numerator * 10**digits, exact.denominator, rounding), digits)


def _made(units: int, digits: int, currency: str, scale: int | None) -> Money:
    if abs(units) >= 10**DECIMAL_DIGITS:
        raise Overflowed(path="amount", limit=f"{DECIMAL_DIGITS} digits")
    return Money(amount=_decimal(units, digits), currency=currency, scale=scale)


def to_minor(amounts: Sequence[Money]) -> "tuple[NDArray[np.int64], str]":
    """
    Return amounts of one currency as int64 minor units, and that currency.

    Raises
    ------
    CurrencyMismatch, InvalidValue, Overflowed
        For mixed currencies, none at all, fractions of a minor unit, and what int64 cannot hold.

    >>> to_minor([Money.of("1.25", "EUR"), Money.of("-3", "EUR")])
    (array([ 125, -300]), 'EUR')
    """
    import numpy as np

    if not amounts:
        raise InvalidValue(path="amounts", value="none", remedy="use at least one amount")
    currency = amounts[0].currency
    units = []
    for place, each in enumerate(amounts):
        if each.currency != currency:
            raise CurrencyMismatch(path=f"amounts[{place}]", expected=currency, found=each.currency)
        if not -_INT64 <= each.minor < _INT64:
            raise Overflowed(path=f"amounts[{place}]", limit="int64 minor units")
        units.append(each.minor)
    return np.array(units, dtype=np.int64), currency


def from_minor(units: "NDArray[np.int64]", currency: str) -> tuple[Money, ...]:
    """Return int64 minor units as amounts."""
    return tuple(Money.from_minor(each, currency) for each in units.tolist())


_FINITE = Check(is_decimal, "use a finite Decimal")


@final
@frozen(kw_only=True, repr=False)
class Quantity:
    """
    An exact number of units of one kind.

    >>> Quantity.of("12", "pcs") + Quantity.of("0.5", "pcs")
    Quantity.of('12.5', 'pcs')
    """

    amount: Decimal = field(validator=_FINITE)
    unit: str = field(validator=identifier)

    @classmethod
    def of(cls, amount: str | int | Decimal, unit: str) -> "Quantity":
        """Return a quantity as people write it."""
        return cls(amount=_parsed(amount), unit=unit)

    def _exact(self, other: "Quantity") -> tuple[int, int, int]:
        if other.unit != self.unit:
            raise UnitMismatch(expected=self.unit, found=other.unit)
        digits = max(_decimals(self.amount), _decimals(other.amount))
        return _coefficient(self.amount, digits), _coefficient(other.amount, digits), digits

    def __add__(self, other: "Quantity") -> "Quantity":
        if not isinstance(other, Quantity):
            return NotImplemented
        mine, theirs, digits = self._exact(other)
        return Quantity(amount=_decimal(mine + theirs, digits), unit=self.unit)

    def __radd__(self, other: object) -> "Quantity":
        return self if type(other) is int and other == 0 else NotImplemented

    def __neg__(self) -> "Quantity":
        digits = _decimals(self.amount)
        return Quantity(amount=_decimal(-_coefficient(self.amount, digits), digits), unit=self.unit)

    def __sub__(self, other: "Quantity") -> "Quantity":
        return self + -other if isinstance(other, Quantity) else NotImplemented

    def __lt__(self, other: "Quantity") -> bool:
        return self._exact(other)[0] < self._exact(other)[1] if isinstance(other, Quantity) else NotImplemented

    def __le__(self, other: "Quantity") -> bool:
        return self._exact(other)[0] <= self._exact(other)[1] if isinstance(other, Quantity) else NotImplemented

    def __bool__(self) -> bool:
        return bool(self.amount)

    def __repr__(self) -> str:
        return f"Quantity.of('{self.amount:f}', {self.unit!r})"


Part: TypeAlias = Money | Quantity | Decimal


def _is_part(value: object) -> bool:
    return isinstance(value, Money | Quantity) or is_decimal(value)


_PART = Check(_is_part, "use Money, a Quantity or a finite Decimal")


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
        if isinstance(self.numerator, Money) and isinstance(self.denominator, Money):
            if self.numerator.currency != self.denominator.currency:
                raise CurrencyMismatch(path="denominator", expected=self.numerator.currency, found=self.denominator.currency)
        negative = Fraction(_bare(self.denominator)) < 0
        raise_faults(
            [InvalidValue(path="denominator", value=shown(self.denominator), remedy="use zero or more")] if negative else []
        )

    @classmethod
    def of(cls, numerator: str | int | Decimal, denominator: str | int | Decimal) -> "Ratio":
        """Return a ratio of two plain numbers."""
        return cls(numerator=_parsed(numerator), denominator=_parsed(denominator))

    @property
    def exact(self) -> Fraction | None:
        """Numerator divided by denominator; None where the denominator is zero."""
        below = Fraction(_bare(self.denominator))
        return Fraction(_bare(self.numerator)) / below if below else None

    @property
    def value(self) -> Decimal | None:
        """The same as a Decimal of 28 digits, rounded once, half to even."""
        exact = self.exact
        return None if exact is None else _QUOTIENT.divide(Decimal(exact.numerator), Decimal(exact.denominator))

    def __add__(self, other: "Ratio") -> "Ratio":
        if not isinstance(other, Ratio):
            return NotImplemented
        return Ratio(
            numerator=_added(self.numerator, other.numerator), denominator=_added(self.denominator, other.denominator)
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
        digits = max(_decimals(mine), _decimals(theirs))
        return _decimal(_coefficient(mine, digits) + _coefficient(theirs, digits), digits)
    raise UnitMismatch(path="ratio", expected=type(mine).__name__, found=type(theirs).__name__)

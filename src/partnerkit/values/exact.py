"""
How is a decimal number kept, added and rounded without losing anything?

By whole numbers: a decimal is a count of its smallest unit. Nothing here looks
at the decimal context of the host, and no number is touched before its size is
known.
"""

import re
from collections.abc import Iterable
from decimal import Context, Decimal
from fractions import Fraction
from functools import cache, reduce
from typing import Literal, TypeAlias

from partnerkit.values.errors import InvalidValue, Overflowed, shown
from partnerkit.values.fields import DECIMAL_DIGITS, DECIMAL_EXPONENT, Check, is_decimal

__all__ = [
    "Number",
    "Rounding",
    "amount",
    "as_written",
    "counted",
    "decimal_of",
    "decimals",
    "divided",
    "exact_sum",
    "fits",
    "parsed",
    "plain_sum",
    "private_context",
    "quotient",
    "rational",
    "rounded",
    "units_of",
]

Rounding = Literal["half-even", "half-up", "down", "up"]

#: What an amount may be multiplied by.
Number: TypeAlias = int | Decimal | Fraction

#: Longest text of an amount, sign and point included; what is kept can be written and read again.
LONGEST_TEXT = 40

#: An amount that is written out in so few characters is within every limit there is.
_SHORT_TEXT = 20

#: Whole numbers of the smallest unit stay below this, so that their text is never longer than that.
MOST_UNITS = 10**38

#: ASCII digits only; the length is looked at before the text is.
_TEXT = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")


def __dir__() -> list[str]:
    return __all__


def _is_amount(value: object) -> bool:
    return _is_short(value) or (is_decimal(value) and len(f"{value:f}") <= LONGEST_TEXT)


def _is_short(value: object) -> bool:
    """Tell of nearly every amount, in a tenth of the time, that it is one."""
    if type(value) is not Decimal or not value.is_finite():
        return False
    written = str(value)
    # The letter of an exponent depends on the context of the host.
    return len(written) <= _SHORT_TEXT and "E" not in written and "e" not in written


amount = Check(_is_amount, f"use a finite Decimal that takes at most {LONGEST_TEXT} characters to write out")


def parsed(value: object) -> Decimal:
    """
    Return the exact number behind what a caller wrote.

    Raises
    ------
    InvalidValue
        For floats and flags, for NaN, infinities and absurd sizes, for text
        that is no plain number of ASCII digits.

    >>> parsed("-12.50")
    Decimal('-12.50')
    """
    exact: Decimal | None = None
    if type(value) is int:
        exact = Decimal(value) if abs(value) < 10**LONGEST_TEXT else None
    elif isinstance(value, str):
        exact = Decimal(value) if len(value) <= LONGEST_TEXT and _TEXT.fullmatch(value) else None
    elif isinstance(value, Decimal):
        exact = value
    if exact is None or not _is_amount(exact):
        raise InvalidValue(
            path="amount",
            value=shown(value),
            remedy="use text such as '12.50', an int or a finite Decimal of at most "
            f"{LONGEST_TEXT} characters; a float is no exact amount",
        )
    return exact


def as_written(value: float) -> Decimal:
    """
    Return the number of 15 digits that a finite float stands for: 8.7 is meant, and not the nearest that has a float.

    >>> as_written(8.7), as_written(0.1 + 0.2)
    (Decimal('8.7'), Decimal('0.3'))
    """
    return Decimal(f"{value:.15g}")


def units_of(exact: Decimal, digits: int) -> int:
    """
    Return *exact* in units of 10**-digits; it has no more decimals than that.

    >>> units_of(Decimal("12.5"), 2)
    1250
    """
    return counted(exact, digits)[0]


def counted(exact: Decimal, digits: int) -> tuple[int, int]:
    """
    Return *exact* in whole units of 10**-digits, rounded down, and whether anything is left: 0 if it fits.

    >>> counted(Decimal("12.5"), 2), counted(Decimal("12.5"), 0)
    ((1250, 0), (12, 1))
    """
    numerator, denominator = exact.as_integer_ratio()
    scaled: int = numerator * 10**digits
    return divmod(scaled, denominator)


def decimal_of(units: int, digits: int, *, like: Decimal | None = None) -> Decimal:
    """
    Return whole *units* of 10**-digits as a Decimal; *like* is as much, and is returned if it is written so.

    >>> decimal_of(1250, 2)
    Decimal('12.50')
    """
    # Zero may have a sign, and what others derive from Decimal is none.
    if like is not None and units and type(like) is Decimal and like.same_quantum(_last(digits)):
        return like
    return Decimal(f"{units}E-{digits}")


@cache
def _last(digits: int) -> Decimal:
    return Decimal(f"1E-{digits}")


def fits(exact: Decimal, digits: int) -> bool:
    """Tell whether *exact* needs no more than *digits* decimals, trailing zeros left aside."""
    parts: int = 10**digits
    return parts % exact.as_integer_ratio()[1] == 0


def decimals(exact: Decimal) -> int:
    """
    Return how many decimals *exact* needs, trailing zeros left aside.

    >>> decimals(Decimal("12.500")), decimals(Decimal("1E+3"))
    (1, 0)
    """
    return max(0, -int(private_context(80).normalize(exact).as_tuple().exponent))


def divided(numerator: int, denominator: int, rounding: Rounding) -> int:
    """
    Return numerator / denominator (above 0) as a whole number, rounded as told.

    >>> divided(25, 10, "half-even"), divided(25, 10, "half-up")
    (2, 3)
    """
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
            raise InvalidValue(
                path="rounding", value=shown(rounding), remedy="use half-even, half-up, down or up"
            )
    whole += more
    return -whole if numerator < 0 else whole


def rational(number: object, path: str) -> Fraction:
    """
    Return an exact factor or rate as a rational.

    Raises
    ------
    InvalidValue
        For floats, flags, and decimals whose exact value would fill the memory.
    """
    if isinstance(number, int | Fraction) and not isinstance(number, bool):
        return Fraction(number)
    if isinstance(number, Decimal) and is_decimal(number):
        return Fraction(number)
    raise InvalidValue(
        path=path,
        value=shown(number),
        remedy=f"use an int, a Fraction or a finite Decimal of at most {DECIMAL_DIGITS} digits "
        f"and an exponent within {DECIMAL_EXPONENT}",
    )


def private_context(precision: int) -> Context:
    """Return a decimal context of our own: that of the host may round anything and trap anything."""
    return Context(
        prec=precision,
        rounding="ROUND_HALF_EVEN",
        Emin=-999_999,
        Emax=999_999,
        capitals=1,
        clamp=0,
        flags=[],
        traps=[],
    )


def quotient(exact: Fraction) -> Decimal:
    """
    Return a rational as a Decimal of 28 digits, rounded once, half to even.

    >>> quotient(Fraction(1, 8))
    Decimal('0.125')
    """
    return private_context(28).divide(Decimal(exact.numerator), Decimal(exact.denominator))


def rounded(exact: Fraction, digits: int) -> Decimal:
    """
    Return a rational with so many digits behind the point, rounded once, half to even.

    >>> rounded(Fraction(1, 6), 4)
    Decimal('0.1667')
    """
    return decimal_of(divided(exact.numerator * 10**digits, exact.denominator, "half-even"), digits)


def plain_sum(mine: Decimal, theirs: Decimal) -> Decimal:
    """
    Add two decimals without rounding.

    Raises
    ------
    Overflowed
        When the sum could not be written in 40 characters.

    >>> plain_sum(Decimal("0.10"), Decimal("2"))
    Decimal('2.10')
    """
    digits = max(0, *(-int(each.as_tuple().exponent) for each in (mine, theirs)))
    units = units_of(mine, digits) + units_of(theirs, digits)
    if abs(units) >= MOST_UNITS:
        raise Overflowed(path="amount", limit=f"{LONGEST_TEXT} characters")
    return decimal_of(units, digits)


def exact_sum(decimals: Iterable[Decimal]) -> Decimal:
    """
    Add the decimals of models without rounding, whatever the decimal context of the host.

    >>> exact_sum([Decimal("0.3333"), Decimal("0.6666")])
    Decimal('0.9999')
    """
    # Wide enough for 41 digits before the point and 18 after it, of more of them than a field can hold.
    return reduce(private_context(80).add, decimals, Decimal(0))

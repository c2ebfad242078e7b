"""
How do amounts become columns of whole numbers, and back, without losing a cent?

Money is counted in units of the finest decimal place that occurs, at least
the minor unit of the currency. The columns are int64 while the sum of all
absolute values fits, and Python's own whole numbers where it does not: slower,
as exact. Nothing is rounded on the way in, and sums come back as they are.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from numbers import Integral
from typing import Any, NamedTuple, TypeAlias, final

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from partnerkit.goals.shape import FITS, Whole, fitted
from partnerkit.values.errors import (
    CurrencyMismatch,
    InvalidInput,
    InvalidValue,
    PartnerkitError,
    UnitMismatch,
    shown,
)
from partnerkit.values.exact import private_context
from partnerkit.values.fields import is_decimal
from partnerkit.values.minor import of_units
from partnerkit.values.money import FINEST_SCALE, Money, Quantity, Ratio, minor_digits

__all__ = [
    "FITS",
    "Amounts",
    "Exact",
    "Kind",
    "Value",
    "bare",
    "divided",
    "encode",
    "fitted",
    "is_number",
    "kind_beside",
    "kind_of",
    "quotient",
    "raise_together",
    "whole",
]

#: What a goal can be set in, and what is achieved of it.
Value: TypeAlias = Money | Quantity | Ratio | Decimal | int

#: What a number counts: ("money", currency), ("quantity", unit) or ("number", ""); two of them for a ratio.
Kind: TypeAlias = tuple[tuple[str, str], ...]

_NUMBER: Kind = (("number", ""),)

#: Digits of a millionth.
_MILLIONTH = 6

#: Enough digits for every product of two decimals of a model.
_EXACT = private_context(200)
_QUOTIENT = private_context(28)


def __dir__() -> list[str]:
    return __all__


def whole(numbers: Sequence[int]) -> Whole:
    """Return *numbers* as int64 if every sum of them fits, else as Python's own whole numbers."""
    try:
        return fitted(np.array(numbers, dtype=np.int64))
    except OverflowError:
        return np.array(numbers, dtype=object)


class Exact(NamedTuple):
    """A number as two whole ones, the second above zero. They are not cut down: a Fraction takes ten times as long."""

    numerator: int
    denominator: int = 1


def quotient(exact: Fraction | Exact) -> Decimal:
    """Return *exact* as a Decimal of 28 digits, rounded once, half to even."""
    return divided(exact.numerator, exact.denominator)


def divided(over: int, under: int) -> Decimal:
    """Return the `quotient` of two whole numbers."""
    return _QUOTIENT.divide(Decimal(over), Decimal(under))


def raise_together(faults: Iterable[PartnerkitError]) -> None:
    """Raise one fault as itself, several as one group, none not at all."""
    found = tuple(faults)
    if len(found) == 1:
        raise found[0]
    if found:
        raise InvalidInput([_as_invalid(fault) for fault in found])


def _as_invalid(fault: PartnerkitError) -> InvalidValue:
    if isinstance(fault, InvalidValue):
        return fault
    if isinstance(fault, CurrencyMismatch | UnitMismatch):
        remedy = f"use {fault.expected}, as the others do"
        return InvalidValue(path=fault.path, value=shown(fault.found), remedy=remedy)
    nodes = getattr(fault, "nodes", ())
    remedy = (
        f"mend the {getattr(fault, 'fault', fault.code)}; every node needs one parent on the way to a root"
    )
    return InvalidValue(path=fault.path, value=shown(nodes), remedy=remedy)


@final
@frozen(kw_only=True, eq=False, repr=False)
class Amounts:
    """One value for each position, or none: a column of whole numbers, two columns for a ratio."""

    kind: Kind

    #: Decimal places of each column.
    scales: tuple[int, ...]
    parts: tuple[Whole, ...]

    #: Where there is a value; elsewhere the columns hold zero, which means nothing.
    known: NDArray[np.bool_]

    #: Plain numbers that all came as int go back as int.
    as_int: bool = False

    @property
    def is_ratio(self) -> bool:
        """Whether each value is a numerator and a denominator."""
        return len(self.kind) == 2

    def value(self, at: int) -> Value | None:
        """Return the value at a position; None where there is none."""
        return self.sure(at) if self.known[at] else None

    def sure(self, at: int) -> Value:
        """Return the value at a position where there is one."""
        return self.decoded([int(part[at]) for part in self.parts])

    def decoded(self, units: Sequence[int]) -> Value:
        """Return what *units* of this column's own size stand for."""
        if self.as_int:
            return units[0]
        first = _made(self.kind[0], self.scales[0], units[0])
        if len(self.kind) == 1:
            return first
        return Ratio(numerator=first, denominator=_made(self.kind[1], self.scales[1], units[1]))

    def number(self, at: int) -> Exact | None:
        """Return the number at a position, a ratio as its quotient; None without value or denominator."""
        if not self.known[at]:
            return None
        over, unit = int(self.parts[0][at]), 10 ** self.scales[0]
        if len(self.parts) == 1:
            return Exact(over, unit)
        under = int(self.parts[1][at]) * unit
        over *= 10 ** self.scales[1]
        return None if not under else Exact(over, under) if under > 0 else Exact(-over, -under)

    def exact(self, at: int) -> Fraction | None:
        """Return `number` as a Fraction."""
        number = self.number(at)
        return None if number is None else Fraction(*number)

    def floats(self) -> NDArray[np.float64]:
        """Return the numbers as floats, for statistics; NaN where there is none."""
        numbers = [
            part.astype(np.float64) / 10.0**scale for part, scale in zip(self.parts, self.scales, strict=True)
        ]
        if self.is_ratio:
            numbers[0] /= np.where(numbers[1] == 0, np.nan, numbers[1])
        numbers[0][~self.known] = np.nan
        return numbers[0]

    def rescaled(self, scale: int) -> "Amounts":
        """Return the same amounts counted in units of *scale* decimal places, finer than before."""
        factor = 10 ** (scale - self.scales[0])
        units = self.parts[0]
        if factor > 1 and units.dtype != object and int(np.abs(units).sum()) * factor >= FITS:
            units = units.astype(object)
        return evolve(self, scales=(scale,), parts=(units * factor,))

    def divisible(self) -> "Amounts":
        """
        Return the same amounts in units to divide them by: of ratios in millionths, others as they are.

        Whoever has a part of 9 cases in 10 has the rate of the whole; 6 in 7 for one and 3 in 3 for the other is none.
        """
        if not self.is_ratio:
            return self
        # Beyond that many units they are as fine as they need be.
        more = [
            max(min(_MILLIONTH, FINEST_SCALE - scale), 0) if int(np.abs(part).max()) < 10**24 else 0
            for scale, part in zip(self.scales, self.parts, strict=True)
        ]
        scales = tuple(scale + digits for scale, digits in zip(self.scales, more, strict=True))
        parts = tuple(part.astype(object) * 10**digits for part, digits in zip(self.parts, more, strict=True))
        return evolve(self, scales=scales, parts=parts)

    def taken(self, places: NDArray[np.int64]) -> "Amounts":
        """Return the amounts at *places*, in their order."""
        return evolve(self, parts=tuple(part[places] for part in self.parts), known=self.known[places])

    def columns(self, name: str) -> dict[str, Sequence[object]]:
        """Return the amounts as columns of a frame, the currency or unit beside them."""
        values = [self.value(at) for at in range(len(self.known))]
        if self.is_ratio:
            quotients = [self.exact(at) for at in range(len(self.known))]
            return {
                name: [None if exact is None else quotient(exact) for exact in quotients],
                f"{name}_numerator": [
                    bare(value.numerator) if isinstance(value, Ratio) else None for value in values
                ],
                f"{name}_denominator": [
                    bare(value.denominator) if isinstance(value, Ratio) else None for value in values
                ],
            }
        (dimension, unit) = self.kind[0]
        beside = {} if dimension == "number" else {_BESIDE[dimension]: [unit] * len(values)}
        return {name: [bare(value) for value in values], **beside}


_BESIDE = {"money": "currency", "quantity": "unit"}


def bare(value: object) -> object:
    """Return the number alone, of a ratio its quotient, for a column whose unit stands beside it."""
    if isinstance(value, Ratio):
        return value.value
    return value.amount if isinstance(value, Money | Quantity) else value


def _made(kind: tuple[str, str], scale: int, units: int) -> Money | Quantity | Decimal:
    dimension, unit = kind
    if dimension == "money":
        return of_units(units, unit, scale)
    amount = Decimal(f"{units}E-{scale}")
    return Quantity(amount=amount, unit=unit) if dimension == "quantity" else amount


def is_number(value: object) -> bool:
    """Tell whether *value* is a plain exact number, of no currency or unit."""
    return kind_of(value) == _NUMBER


def kind_of(value: object) -> Kind | None:
    """Return what *value* counts; None if it is no exact value."""
    if isinstance(value, Money):
        return (("money", value.currency),)
    if isinstance(value, Quantity):
        return (("quantity", value.unit),)
    if isinstance(value, Ratio):
        numerator, denominator = kind_of(value.numerator), kind_of(value.denominator)
        return numerator + denominator if numerator and denominator else None
    if isinstance(value, bool):
        return None
    # A numpy integer is as exact as one of Python's own.
    return _NUMBER if isinstance(value, int | Integral) or is_decimal(value) else None


def kind_beside(targets: Kind, values: Iterable[object]) -> Kind | None:
    """
    Return what *values* must count to stand beside *targets*.

    None if they need only agree with each other: ratios whose targets are plain numbers.

    >>> kind_beside((("money", "EUR"),), [5]), kind_beside(_NUMBER, [Ratio.of(1, 2)])
    ((('money', 'EUR'),), None)
    """
    return None if targets == _NUMBER and any(isinstance(each, Ratio) for each in values) else targets


def _named(kind: Kind) -> str:
    names = [unit or "plain numbers" for _, unit in kind]
    return " for each ".join(names)


def _mismatch(path: str, expected: Kind, found: Kind) -> PartnerkitError:
    if {dimension for dimension, _ in (*expected, *found)} == {"money"} and len(expected) == len(found) == 1:
        return CurrencyMismatch(path=path, expected=expected[0][1], found=found[0][1])
    return UnitMismatch(path=path, expected=_named(expected), found=_named(found))


def encode(
    values: Sequence[object], path: Callable[[int], str], *, kind: Kind | None = None
) -> tuple[Amounts, list[PartnerkitError]]:
    """
    Return *values* as columns, and what is wrong with them; None stays unknown.

    All count the same: *kind*, or what most of them count. With faults the columns are empty.
    """
    alike = _alike(values, kind)
    if alike is not None:
        return alike, []
    kinds = [None if value is None else kind_of(value) for value in values]
    if kind is None:
        tally = Counter(each for each in kinds if each is not None)
        kind = min(tally, key=lambda each: (-tally[each], each), default=_NUMBER)
    faults: list[PartnerkitError] = []
    for at, (value, found) in enumerate(zip(values, kinds, strict=True)):
        if value is not None and found is None:
            remedy = "use Money, a Quantity, a Ratio, an int or a finite Decimal; a float is not exact"
            faults.append(InvalidValue(path=path(at), value=shown(value), remedy=remedy))
        elif found is not None and found != kind:
            faults.append(_mismatch(path(at), kind, found))
    known = np.array([value is not None for value in values], dtype=np.bool_)
    if faults:
        known[:] = False
    given = [_numbers(value) if sure else None for value, sure in zip(values, known.tolist(), strict=True)]
    columns = [_column(part, [each[at] if each else 0 for each in given]) for at, part in enumerate(kind)]
    amounts = Amounts(
        kind=kind,
        scales=tuple(scale for scale, _ in columns),
        parts=tuple(units for _, units in columns),
        known=known,
        as_int=kind == _NUMBER and all(each is None or isinstance(each[0], int) for each in given),
    )
    return amounts, faults


def _alike(values: Sequence[Any], kind: Kind | None) -> Amounts | None:
    """Return plain amounts of one currency, or plain int, as columns; None if they are anything else."""
    types = set(map(type, values))
    if types == {Money} and {each.scale for each in values} == {None}:
        found = {each.currency for each in values}
        scale = minor_digits(next(iter(found)))
        same: Kind = (("money", next(iter(found))),)
        if len(found) == 1 and kind in (None, same):
            # An amount is kept with all decimals of its currency, and no more.
            units = [int(each.amount.scaleb(scale, _EXACT)) for each in values]
            return _column_of(same, scale, units)
    return _column_of(_NUMBER, 0, values) if types == {int} and kind in (None, _NUMBER) else None


def _column_of(kind: Kind, scale: int, units: Sequence[int]) -> Amounts:
    return Amounts(
        kind=kind,
        scales=(scale,),
        parts=(whole(units),),
        known=np.ones(len(units), dtype=np.bool_),
        as_int=kind == _NUMBER,
    )


def _numbers(value: object) -> tuple[Decimal | int, ...]:
    if isinstance(value, Money | Quantity):
        return (value.amount,)
    if isinstance(value, Ratio):
        return _numbers(value.numerator) + _numbers(value.denominator)
    return (value,) if isinstance(value, Decimal) else (int(value),)  # type: ignore[call-overload]  # has a kind


def _column(part: tuple[str, str], numbers: Sequence[Decimal | int]) -> tuple[int, Whole]:
    """Return the fewest decimal places that hold all *numbers* exactly, and the numbers in such units."""
    dimension, unit = part
    scale = minor_digits(unit) if dimension == "money" else 0
    for number in numbers:
        if isinstance(number, Decimal) and not _fits(number, scale):
            scale = -int(number.normalize(_EXACT).as_tuple().exponent)
    factor = 10**scale
    units = [
        number * factor if isinstance(number, int) else int(number.scaleb(scale, _EXACT))
        for number in numbers
    ]
    return scale, whole(units)


def _fits(number: Decimal, scale: int) -> bool:
    scaled = number.scaleb(scale, _EXACT)
    return scaled == scaled.to_integral_value()

"""
How do many amounts become one column of whole numbers, and back?

Kernels compute in int64 minor units, such as cents. What does not fit is
refused here, at the edge, before it could wrap around.
"""

from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from partnerkit.values.errors import CurrencyMismatch, InvalidValue, Overflowed, shown
from partnerkit.values.money import Money, minor_digits

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["from_minor", "of_units", "to_minor"]

_INT64 = 2**63
_digits = cache(minor_digits)
_set = object.__setattr__


def __dir__() -> list[str]:
    return __all__


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
        minor = each.minor
        if not -_INT64 <= minor < _INT64:
            raise Overflowed(path=f"amounts[{place}]", limit="int64 minor units")
        units.append(minor)
    return np.array(units, dtype=np.int64), currency


def from_minor(units: "NDArray[np.int64]", currency: str) -> tuple[Money, ...]:
    """
    Return whole minor units as amounts.

    Raises
    ------
    InvalidValue
        For anything but an array of whole numbers: floats are not exact.

    >>> import numpy as np
    >>> from_minor(np.array([125, -300]), "EUR")
    (Money.of('1.25', 'EUR'), Money.of('-3.00', 'EUR'))
    """
    if getattr(getattr(units, "dtype", None), "kind", None) not in ("i", "u") or units.ndim != 1:
        raise InvalidValue(path="units", value=shown(units), remedy="use a flat array of whole numbers")
    return tuple(Money.from_minor(each, currency) for each in units.tolist())


def of_units(units: int, currency: str, scale: int) -> Money:
    """
    Return *units* of the last of *scale* decimals as an amount, for kernels that make very many.

    The currency must be one that came in as Money, and *scale* no less than its
    decimals: an int64 of it cannot be a wrong amount, so it is not checked again.

    >>> of_units(12345, "EUR", 4) == Money.of("1.2345", "EUR", scale=4)
    True
    """
    amount, finer = Decimal(f"{units}E-{scale}"), scale if scale > _digits(currency) else None
    if not -_INT64 <= units < _INT64:
        return Money(amount=amount, currency=currency, scale=finer)
    money = object.__new__(Money)
    _set(money, "amount", amount)
    _set(money, "currency", currency)
    _set(money, "scale", finer)
    return money

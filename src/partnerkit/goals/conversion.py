"""
What is it all worth in one currency?

Amounts are added in the currency they came in, exactly, and the sums are
converted at the rates of one table and added; only then is each result
rounded, once, to the minor unit. So a goal with a hundred thousand leaves is
as exact as a leaf. Each result is rounded by itself: beside each other,
converted ones may differ from their total by the cents of their rounding.
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from math import lcm

import numpy as np

from partnerkit.facts.rates import RateTable
from partnerkit.goals.shape import Whole
from partnerkit.values.errors import InvalidValue, raise_faults, shown
from partnerkit.values.money import Money, minor_digits

__all__ = ["by_currency", "converted"]


def __dir__() -> list[str]:
    return __all__


def by_currency(values: Sequence[object], path: Callable[[int], str]) -> Mapping[str, list[int]]:
    """Return which places hold amounts of which currency; anything but amounts is refused, by its *path*."""
    places: dict[str, list[int]] = {}
    faults: list[InvalidValue] = []
    for at, value in enumerate(values):
        if isinstance(value, Money):
            places.setdefault(value.currency, []).append(at)
        else:
            remedy = "use Money where rates are given"
            faults.append(InvalidValue(path=path(at), value=shown(value), remedy=remedy))
    raise_faults(faults)
    return dict(sorted(places.items()))


def converted(sums: Mapping[str, tuple[int, Whole]], rates: RateTable, currency: str) -> Whole:
    """
    Return in minor units of *currency* what the *sums* are worth together, each rounded once, half to even.

    *sums* holds for each currency its decimal places and whole numbers, all of one length.

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> rates = RateTable(id="ecb", base="EUR", on=date(2026, 3, 31), rates={"USD": Decimal(3)})
    >>> converted({"EUR": (2, np.array([100])), "USD": (2, np.array([50]))}, rates, "EUR").tolist()
    [117]
    """
    raise_faults(rates.missing(*sums, currency))
    worth = {
        source: rates.rate(source, currency) * Fraction(10) ** (minor_digits(currency) - scale)
        for source, (scale, _) in sums.items()
    }
    whole = lcm(*(each.denominator for each in worth.values()))
    total: Whole = np.array(0, dtype=object)
    for source, (_, units) in sums.items():
        total = total + units.astype(object) * int(worth[source] * whole)
    floor = total // whole
    twice = 2 * (total - floor * whole)
    rounded: Whole = floor + ((twice > whole) | ((twice == whole) & (floor % 2 == 1)))
    return rounded

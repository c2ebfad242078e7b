"""
How far are two profiles apart?

Priorities, product mixes and the like: shares of one whole, by name. They are
apart by the total variation distance: half the sum of the absolute
differences, which is the part of the whole that would have to move to make one
of the other. It is 0 for equal profiles and 1 for those that share nothing,
symmetric, and keeps the triangle inequality (A. L. Gibbs, F. E. Su, "On
choosing and bounding probability metrics", International Statistical Review
70, 2002). Of several measures it is the one that is exact in fractions, adds
up over the names, so that each can be told its part, and can be said in one
plain sentence; the Jensen-Shannon distance needs logarithms and offers none of
the three. One minus it is the percentage similarity of O. Renkonen (1938).
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from partnerkit.values import fields
from partnerkit.values.apportion import Weight
from partnerkit.values.errors import InvalidValue, raise_faults, shown

__all__ = ["differences", "divergence", "shares", "similarity"]


def __dir__() -> list[str]:
    return __all__


def _is_weight(value: Any) -> bool:
    is_exact = type(value) is int or isinstance(value, Fraction) or fields.is_decimal(value)
    return is_exact and bool(value >= 0)


_weight = fields.Check(_is_weight, "use an int, a Decimal or a Fraction of 0 or more")


def shares(weights: Mapping[str, Weight], *, path: str = "weights") -> dict[str, Fraction]:
    """
    Return *weights* as parts of their sum, which is one, by name.

    >>> shares({"revenue": 3, "training": 1})
    {'revenue': Fraction(3, 4), 'training': Fraction(1, 4)}

    Raises
    ------
    InvalidValue
        For floats, negative weights, and weights that are all zero.
    """
    raise_faults(
        fault
        for name, weight in weights.items()
        for fault in (fields.identifier.fault(path, name), _weight.fault(f"{path}[{name}]", weight))
        if fault is not None
    )
    total = sum((Fraction(weight) for weight in weights.values()), Fraction(0))
    if not total:
        raise InvalidValue(path=path, value=shown(dict(weights)), remedy="use weights with a sum above 0")
    return {name: Fraction(weights[name]) / total for name in sorted(weights)}


def differences(first: Mapping[str, Weight], second: Mapping[str, Weight]) -> dict[str, Fraction]:
    """
    Return by how much the share of each name is higher in *first*; a name that one lacks has none there.

    >>> differences({"revenue": 1}, {"revenue": 1, "training": 1})
    {'revenue': Fraction(1, 2), 'training': Fraction(-1, 2)}
    """
    one, other = shares(first, path="first"), shares(second, path="second")
    return {
        name: one.get(name, Fraction(0)) - other.get(name, Fraction(0)) for name in sorted({**one, **other})
    }


def divergence(first: Mapping[str, Weight], second: Mapping[str, Weight]) -> Fraction:
    """
    Return how far two profiles are apart, from 0 to 1: the part of the whole that would have to move.

    >>> divergence({"revenue": 3, "training": 1}, {"revenue": 1, "training": 1})
    Fraction(1, 4)
    """
    return sum(map(abs, differences(first, second).values()), Fraction(0)) / 2


def similarity(first: Mapping[str, Weight], second: Mapping[str, Weight]) -> Fraction:
    """
    Return how much two profiles have in common, from 0 to 1.

    >>> similarity({"firewall": 70, "switch": 30}, {"firewall": 40, "router": 60})
    Fraction(2, 5)
    """
    return 1 - divergence(first, second)

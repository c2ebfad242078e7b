"""
How large a part of the leads is each partner owed?

Weights are exact: a Decimal, a fraction or a float counts for precisely the
number it is. Among those who could take a lead they are turned into shares of
`2**precision` that add up exactly, so that a ledger never leaks.
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import gcd, isfinite, lcm
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from partnerkit.facts.partner import Partner
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, MissingWeight, shown
from partnerkit.values.fields import is_decimal
from partnerkit.values.reasons import Facts

__all__ = [
    "ONE_WEIGHT",
    "WEIGHTS",
    "Weight",
    "Weights",
    "exact_weight",
    "is_weight",
    "kept_weights",
    "relative_weights",
    "share_out",
    "strides",
    "weight_of",
    "whole_shares",
]

#: A weight is a measure, not money; so a float is welcome and counts as the binary number it is.
Weight: TypeAlias = int | Decimal | Fraction | float

#: By partner id, else by tier; or a function of the partner.
Weights: TypeAlias = Mapping[str, Weight] | Callable[[Partner], Weight]

#: Beyond this many bits a fraction is a mistake, or an attack.
_BITS = 2_200
_INT64 = 2**62


def __dir__() -> list[str]:
    return __all__


def is_weight(value: object) -> bool:
    """
    Tell whether *value* is a finite number above zero; True and "3" are none.

    >>> is_weight(3), is_weight(0.5), is_weight(0), is_weight(float("nan")), is_weight(True)
    (True, True, False, False, False)
    """
    if isinstance(value, bool):
        return False
    if type(value) is Fraction:
        above, below = value.as_integer_ratio()
        return above > 0 and max(above, below).bit_length() <= _BITS
    if isinstance(value, Decimal):
        return is_decimal(value) and value > 0
    if isinstance(value, float):
        return isfinite(value) and value > 0
    if not isinstance(value, int | Fraction):
        return False
    return value.numerator > 0 and max(value.numerator.bit_length(), value.denominator.bit_length()) <= _BITS


def exact_weight(value: Any, path: str) -> Fraction:
    """
    Return *value* as the exact number it is.

    Raises
    ------
    InvalidValue
        For zero, a negative number, NaN, infinity, and what is no number.

    >>> exact_weight(Decimal("0.3"), "weights"), exact_weight(0.25, "weights")
    (Fraction(3, 10), Fraction(1, 4))
    """
    if type(value) is int and 0 < value < _INT64:
        return _whole(value)
    if not is_weight(value):
        raise InvalidValue(path=path, value=shown(value), remedy="use a finite number above zero")
    return value if type(value) is Fraction else Fraction(value)


@lru_cache(maxsize=256)
def _whole(value: int) -> Fraction:
    # Of many partners most have one of few weights.
    return Fraction(value)


#: What a policy checks of a single weight, and of all of them.
ONE_WEIGHT = fields.Check(is_weight, "use a finite number above zero")
WEIGHTS = fields.Check(
    lambda value: (
        callable(value)
        or (
            isinstance(value, Facts)
            and all(map(fields.is_identifier, value))
            and all(map(is_weight, value.values()))
        )
    ),
    "use a mapping of partner id or tier to a finite number above zero, or a function of the partner",
)


def kept_weights(weights: Any) -> Any:
    """
    Return *weights* as they can be kept: a copy of a mapping, sorted; anything else as it is.

    >>> kept_weights({"silver": 2, "gold": 3})
    Facts(gold=3, silver=2)
    """
    texts = isinstance(weights, Mapping) and all(isinstance(key, str) for key in weights)
    return Facts(weights) if texts and not isinstance(weights, Facts) else weights


def weight_of(partner: Partner, weights: Weights, default: Weight | None) -> Fraction:
    """
    Return the weight of *partner*: by his id, else by his tier, else the default.

    Raises
    ------
    MissingWeight
        When neither the partner nor his tier is named and there is no default.
    InvalidValue
        When a function returns no finite number above zero.

    >>> weight_of(Partner(id="P-4", tier="gold"), {"gold": 3, "P-7": 5}, None)
    Fraction(3, 1)
    """
    if not isinstance(weights, Mapping):
        return exact_weight(weights(partner), f"weights({partner.id})")
    for key in (partner.id, partner.tier):
        if key is not None and key in weights:
            return exact_weight(weights[key], f"weights.{key}")
    if default is None:
        raise MissingWeight(partner=partner.id, tier=partner.tier)
    return exact_weight(default, "default")


def strides(weights: Sequence[int], precision: int) -> tuple[int, ...]:
    """
    Return what a unit of load counts for each partner: the lighter he is, the more.

    The heaviest has `2**precision`; the others are rounded to whole numbers.

    >>> strides([4, 2, 1], 20)
    (1048576, 2097152, 4194304)
    """
    most = max(weights, default=1)
    return tuple(((most << precision + 1) + weight) // (2 * weight) for weight in weights)


def relative_weights(weights: Sequence[Fraction]) -> tuple[int, ...]:
    """
    Return whole numbers in the same proportions, the smallest there are.

    >>> relative_weights([Fraction(3, 10), Fraction(1, 5)])
    (3, 2)
    """
    common = lcm(*(weight.denominator for weight in weights))
    whole = [weight.numerator * (common // weight.denominator) for weight in weights]
    divisor = gcd(*whole) or 1
    return tuple(each // divisor for each in whole)


def whole_shares(precision: int, weights: Sequence[int]) -> list[int]:
    """
    Return what `share_out` does, in plain Python: quicker for a few weights, and exact for any.

    >>> whole_shares(20, [5, 1, 1])
    [748983, 149797, 149796]
    """
    total = sum(weights)
    parts = [(weight << precision) // total for weight in weights]
    spare = (1 << precision) - sum(parts)
    if spare:
        behind = [part * total - (weight << precision) for part, weight in zip(parts, weights, strict=True)]
        for place in sorted(range(len(parts)), key=behind.__getitem__)[:spare]:
            parts[place] += 1
    return parts


def share_out(precision: int, weights: NDArray[np.int64] | NDArray[np.object_]) -> NDArray[np.int64]:
    """
    Split `2**precision` by *weights* (largest remainder first; ties to the earlier one).

    >>> share_out(20, np.array([5, 1, 1])).tolist()
    [748983, 149797, 149796]
    """
    whole = 1 << precision
    total = int(weights.sum())
    if total << precision >= _INT64:
        # As exact, only slower: Python's own integers have no end.
        return np.array(whole_shares(precision, weights.tolist()), dtype=np.int64)
    claims = weights.astype(np.int64) << precision
    parts = claims // total
    spare = whole - int(parts.sum())
    if spare:
        first = np.argsort(parts * total - claims, kind="stable")[:spare]
        parts[first] += 1
    return parts

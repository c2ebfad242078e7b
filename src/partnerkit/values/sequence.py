"""
Whose turn is it, when turns are to follow fixed shares at every moment?

The quota-keeping sequence of Tijdeman: after any number of turns nobody is a
whole turn ahead of its share or behind it. No other rule keeps closer for every
choice of shares.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, final

from attrs import field, frozen

from partnerkit.values.apportion import Weight, whole_weights
from partnerkit.values.errors import InvalidValue, shown
from partnerkit.values.fields import Check

__all__ = ["QuotaSequence"]

#: The most turns taken in one call, so that a slip of the keyboard does not fill the memory.
_MOST_TURNS = 10_000_000


def __dir__() -> list[str]:
    return __all__


def _whole_numbers(value: object) -> bool:
    return isinstance(value, tuple) and all(type(each) is int and each >= 0 for each in value)


_WEIGHTS = Check(
    lambda value: _whole_numbers(value) and any(value), "use a tuple of whole numbers, 0 or more, one above 0"
)
_COUNTS = Check(_whole_numbers, "use a tuple of whole numbers, 0 or more")


def _as_tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


@final
@frozen(kw_only=True)
class QuotaSequence:
    """
    Where a sequence of turns by weight stands: the weights, and the turns taken.

    It is a value: `next` returns who is next, and the state after that. A state
    that was stored goes on where it stopped.

    For n weights above zero, and t turns taken, every number of turns is within
    1 - 1/(2n - 2) of weight / total * t. The sequence repeats after as many
    turns as the weights, divided by their greatest common divisor, add up to.

    Source: R. Tijdeman, The chairman assignment problem, Discrete Mathematics 32
    (1980), 323-330.

    >>> QuotaSequence.of([5, 1, 1]).take(7)[0]
    (0, 0, 1, 0, 0, 2, 0)
    """

    #: Whole numbers; only their proportions matter. A weight of zero never has a turn.
    weights: tuple[int, ...] = field(converter=_as_tuple, validator=_WEIGHTS)

    #: Turns taken so far, one number for each weight.
    counts: tuple[int, ...] = field(converter=_as_tuple, validator=_COUNTS)

    def __attrs_post_init__(self) -> None:
        astray = len(self.weights) != len(self.counts) or any(
            count and not weight for weight, count in zip(self.weights, self.counts, strict=True)
        )
        if astray:
            remedy = "use one number of turns for each weight, 0 where the weight is 0"
            raise InvalidValue(path="counts", value=shown(self.counts), remedy=remedy)

    @classmethod
    def of(cls, weights: Sequence[Weight]) -> "QuotaSequence":
        """
        Return the start of a sequence by *weights*: exact numbers, zero or more.

        Raises
        ------
        InvalidValue
            For floats, negative weights, none at all, or nothing but zeros.

        >>> QuotaSequence.of([Fraction(1, 2), Fraction(1, 3)]).weights
        (3, 2)
        """
        whole = whole_weights(weights)
        return cls(weights=tuple(whole), counts=(0,) * len(whole))

    @property
    def turns(self) -> int:
        """Turns taken so far by all together."""
        return sum(self.counts)

    @property
    def bound(self) -> Fraction:
        """
        How far from its share a number of turns may ever be.

        >>> QuotaSequence.of([2, 1, 1]).bound
        Fraction(3, 4)
        """
        many = sum(1 for weight in self.weights if weight)
        return 1 - Fraction(1, 2 * many - 2) if many > 1 else Fraction(0)

    @property
    def deviation(self) -> Fraction:
        """
        How far from its share the number of turns is that is farthest from it.

        >>> QuotaSequence.of([2, 1, 1]).next()[1].deviation
        Fraction(1, 2)
        """
        whole, turns = sum(self.weights), self.turns
        pairs = zip(self.weights, self.counts, strict=True)
        return Fraction(max(abs(weight * turns - count * whole) for weight, count in pairs), whole)

    def next(self) -> "tuple[int, QuotaSequence]":
        """
        Return the place of the weight whose turn it is, and the state after that turn.

        >>> place, after = QuotaSequence.of([1, 2]).next()
        >>> place, after.counts
        (1, (0, 1))
        """
        (place,), after = self.take(1)
        return place, after

    def take(self, turns: int) -> "tuple[tuple[int, ...], QuotaSequence]":
        """
        Return the places of the next *turns* turns, and the state after them.

        Raises
        ------
        InvalidValue
            For what is no whole number from 0 to ten million.

        >>> places, after = QuotaSequence.of([1, 1]).take(3)
        >>> places, after.counts
        ((0, 1, 0), (2, 1))
        """
        if type(turns) is not int or not 0 <= turns <= _MOST_TURNS:
            remedy = f"use a whole number from 0 to {_MOST_TURNS:,}"
            raise InvalidValue(path="turns", value=shown(turns), remedy=remedy)
        counts, taken = list(self.counts), self.turns
        places = []
        for turn in range(taken + 1, taken + turns + 1):
            place = _due(self.weights, counts, turn)
            counts[place] += 1
            places.append(place)
        return tuple(places), QuotaSequence(weights=self.weights, counts=tuple(counts))


def _due(weights: Sequence[int], counts: Sequence[int], turn: int) -> int:
    """
    Return whose turn it is: of those who may have one already, the one who must have it first.

    With n weights and m = 2n - 2, a weight w of the total W with c turns may
    have turn t when w t / W - c is at least 1/m, and must have it by turn
    (1 - 1/m + c) W / w, rounded up. Somebody always may: at turn t the shares
    are ahead of the turns taken by one together, so by 1/n for somebody.
    """
    whole = sum(weights)
    open_to = [place for place, weight in enumerate(weights) if weight]
    spread = max(1, 2 * len(open_to) - 2)
    may = [place for place in open_to if spread * (weights[place] * turn - counts[place] * whole) >= whole]

    def deadline(place: int) -> tuple[int, int]:
        return -(-(spread * (counts[place] + 1) - 1) * whole // (spread * weights[place])), place

    return min(may, key=deadline)

"""
How many of what?

Pieces, hours, licenses: exact numbers of one unit. Units never mix, and
nothing is converted behind the back of the caller.
"""

from decimal import Decimal
from typing import final

from attrs import field, frozen

from partnerkit.values.errors import UnitMismatch
from partnerkit.values.exact import amount as exact_amount
from partnerkit.values.exact import parsed, plain_sum
from partnerkit.values.fields import identifier

__all__ = ["Quantity"]


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True, repr=False)
class Quantity:
    """
    An exact number of units of one kind.

    >>> Quantity.of("12", "pcs") + Quantity.of("0.5", "pcs")
    Quantity.of('12.5', 'pcs')
    """

    #: Never a float: a float is refused, not converted.
    amount: Decimal = field(validator=exact_amount)

    #: The host's own word, such as "pcs" or "h".
    unit: str = field(validator=identifier)

    @classmethod
    def of(cls, amount: str | int | Decimal, unit: str) -> "Quantity":
        """
        Return a quantity as people write it.

        >>> Quantity.of(3, "licenses")
        Quantity.of('3', 'licenses')
        """
        return cls(amount=parsed(amount), unit=unit)

    def _same(self, other: "Quantity") -> "Quantity":
        if other.unit != self.unit:
            raise UnitMismatch(expected=self.unit, found=other.unit)
        return other

    def __add__(self, other: "Quantity") -> "Quantity":
        if not isinstance(other, Quantity):
            return NotImplemented
        return Quantity(amount=plain_sum(self.amount, self._same(other).amount), unit=self.unit)

    def __radd__(self, other: object) -> "Quantity":
        # sum() starts from the number 0, which is no quantity of any unit.
        return self if type(other) is int and other == 0 else NotImplemented

    def __neg__(self) -> "Quantity":
        # A zero has no sign: -0 would be written as such.
        return Quantity(amount=self.amount.copy_negate() if self.amount else self.amount, unit=self.unit)

    def __abs__(self) -> "Quantity":
        return -self if self.amount < 0 else self

    def __sub__(self, other: "Quantity") -> "Quantity":
        return self + -other if isinstance(other, Quantity) else NotImplemented

    def __lt__(self, other: "Quantity") -> bool:
        return self.amount < self._same(other).amount if isinstance(other, Quantity) else NotImplemented

    def __le__(self, other: "Quantity") -> bool:
        return self.amount <= self._same(other).amount if isinstance(other, Quantity) else NotImplemented

    def __gt__(self, other: "Quantity") -> bool:
        return self.amount > self._same(other).amount if isinstance(other, Quantity) else NotImplemented

    def __ge__(self, other: "Quantity") -> bool:
        return self.amount >= self._same(other).amount if isinstance(other, Quantity) else NotImplemented

    def __bool__(self) -> bool:
        return bool(self.amount)

    def __repr__(self) -> str:
        return f"Quantity.of('{self.amount:f}', {self.unit!r})"

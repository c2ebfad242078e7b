"""
What did a partner show in the months that a requirement looks back on?

Values that are told by period are cut here: those of sales add up, of stock the
last one counts, and of a ratio only one of the very months says anything. What
is not told for the whole of the months is unknown, and never less.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import TypeAlias, cast, final

from attrs import frozen

from partnerkit.facts.goal import Kind
from partnerkit.values.errors import InvalidValue, shown
from partnerkit.values.exact import private_context
from partnerkit.values.money import Money, Quantity
from partnerkit.values.months import months_after
from partnerkit.values.time import Period

__all__ = ["Shown", "Value", "Window", "window"]

#: A measured value; None is unknown. Floats are statistics, such as a mean of answers, and never money.
Value: TypeAlias = Money | Quantity | Decimal | int | float | None

#: The value of the very months, or what was shown in each period.
Shown: TypeAlias = Value | Mapping[Period, Value]

_EXACT = private_context(200)


def __dir__() -> list[str]:
    return __all__


def window(period: Period, months: int | None) -> Period:
    """
    Return the last *months* of *period*, which may begin before it; the whole of it without.

    >>> str(window(Period.year(2026), 3)), str(window(Period.quarter(2026, 1), 12))
    ('2026-Q4', '2025-04-01/2026-04-01')
    """
    if months is None:
        return period
    return Period.of(months_after(period.end, -months), period.end)


@final
@frozen
class Window:
    """The months of one requirement, and how values of its measure join over time."""

    period: Period
    kind: Kind

    def value(self, told: Mapping[Period, Value], path: str) -> Value:
        """
        Return what was shown in these months; None is unknown.

        Raises
        ------
        InvalidValue
            For periods that reach beyond the months or into each other, and for
            values that do not join: name the value of these months instead.

        >>> half = Window(Period.half(2026, 1), "additive")
        >>> half.value({Period.quarter(2026, 1): 3, Period.quarter(2026, 2): 4, Period.quarter(2026, 3): 9}, "figures")
        Decimal('7')
        """
        for each in told:
            if not isinstance(each, Period):
                raise InvalidValue(path=path, value=shown(each), remedy="use a Period for each value")
        if self.period in told:
            return told[self.period]
        if self.kind == "stock":
            return self._last(told)
        inside = sorted((each for each in told if each.overlaps(self.period)), key=lambda each: each.start)
        values = [told[each] for each in inside]
        if self.kind != "additive" or any(isinstance(each, float) for each in values):
            remedy = f"hand in the value of {self.period} itself: those of its parts do not add up"
            raise InvalidValue(path=path, value=shown(f"{len(inside)} periods"), remedy=remedy)
        for each in inside:
            if not self.period.covers(each):
                remedy = f"use periods that lie within {self.period} or beside it"
                raise InvalidValue(path=path, value=shown(str(each)), remedy=remedy)
        for one, other in pairwise(inside):
            if other.start < one.end:
                raise InvalidValue(path=path, value=shown(str(other)), remedy=f"leave out what {one} tells")
        ends = [self.period.start, *(each.end for each in inside)]
        is_whole = ends[-1] == self.period.end and ends[:-1] == [each.start for each in inside]
        if not is_whole or None in values:
            return None
        return _sum(values, path)

    def _last(self, told: Mapping[Period, Value]) -> Value:
        """Return the value on the last day, of the shortest period that tells it."""
        last = [each for each in told if each.contains(self.period.last_day)]
        return told[min(last, key=lambda each: each.days)] if last else None


def _sum(values: Sequence[Value], path: str) -> Value:
    kinds = {Decimal if type(each) is int else type(each) for each in values}
    if len(kinds) > 1 or not kinds <= {Money, Quantity, Decimal}:
        names = ", ".join(sorted(each.__name__ for each in kinds))
        remedy = "use Money, Quantity, or Decimals and ints, one kind for all periods"
        raise InvalidValue(path=path, value=names, remedy=remedy)
    first = values[0]
    if isinstance(first, Money):
        return Money.total(cast("Sequence[Money]", values))
    if isinstance(first, Quantity):
        return sum(cast("Sequence[Quantity]", values[1:]), first)
    total = Decimal(0)
    for each in values:
        total = _EXACT.add(total, cast("Decimal | int", each))
    return total

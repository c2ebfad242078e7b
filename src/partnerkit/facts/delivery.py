"""
Did the vendor deliver to the partner when it said it would?

What the partner ordered, what it was promised, and when it came.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, final

from attrs import field, frozen

from partnerkit.facts.fact import Fact, refers_to
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue
from partnerkit.values.fields import in_order

__all__ = ["Delivery"]

_day = fields.optional(fields.calendar_date)
_reference = fields.optional(fields.identifier)


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Delivery(Fact):
    """
    One order line of a partner with the vendor.

    It is known from the end of the day in UTC on which it was ordered, and on
    its way until the day it came is over. What was promised first is what
    counts: a new promise does not make a late delivery punctual.

    >>> Delivery(
    ...     id="O-1", partner="P-4", ordered_on=date(2026, 3, 2), promised_on=date(2026, 3, 9), delivered_on=date(2026, 3, 12)
    ... ).days_late(date(2026, 3, 31))
    3
    """

    id: str = field(validator=fields.identifier)
    partner: str = field(validator=fields.identifier, metadata=refers_to("Partner"))
    location: str | None = field(default=None, validator=_reference, metadata=refers_to("Location"))
    product: str | None = field(default=None, validator=_reference, metadata=refers_to("Product"))

    ordered_on: date = field(validator=fields.calendar_date)

    #: The last day on which it would have been in time, as promised first; None is without a promise.
    promised_on: date | None = field(default=None, validator=_day)

    #: When all of it was there; None is not yet.
    delivered_on: date | None = field(default=None, validator=_day)

    def _faults(self) -> Iterator[InvalidValue]:
        yield from in_order(self, "ordered_on", "promised_on")
        yield from in_order(self, "ordered_on", "delivered_on")

    def _happened_at(self) -> datetime:
        return self._day_over(self.ordered_on)

    def _undone(self, moment: datetime) -> dict[str, Any]:
        return {"delivered_on": None} if self._is_later(self.delivered_on, moment) else {}

    def days_late(self, day: date) -> int | None:
        """
        Return how many days late it came, or is on *day*; 0 is in time, None is not known yet or without a promise.

        >>> Delivery(id="O-1", partner="P-4", ordered_on=date(2026, 3, 2)).days_late(date(2026, 3, 31)) is None
        True
        """
        if self.promised_on is None or (self.delivered_on is None and day <= self.promised_on):
            return None
        return max(0, ((self.delivered_on or day) - self.promised_on).days)

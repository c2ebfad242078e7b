"""
What was done to help a partner, and when?

A training, more leads, a visit plan: what was proposed, and decided by a
person. Kept so that its effect can be measured against comparable partners.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, final

from attrs import field, frozen

from partnerkit.facts import checks
from partnerkit.facts.fact import Fact, refers_to
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue
from partnerkit.values.fields import in_order
from partnerkit.values.money import Money

__all__ = ["Intervention"]

_day = fields.optional(fields.calendar_date)
_reference = fields.optional(fields.identifier)


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Intervention(Fact):
    """
    One remedy given to one partner, from a day on.

    Its beginning is a plan, known before its time; its end is known from the
    end of that day in UTC.

    >>> Intervention(id="H-1", partner="P-4", remedy="give-leads", started_on=date(2026, 4, 1)).is_running(
    ...     date(2026, 5, 1)
    ... )
    True
    """

    id: str = field(validator=fields.identifier)
    partner: str = field(validator=fields.identifier, metadata=refers_to("Partner"))

    #: The code of what was done, such as "give-leads", and of the cause it was to remove.
    remedy: str = field(validator=checks.reason_code)
    cause: str | None = field(default=None, validator=fields.optional(checks.reason_code))

    started_on: date = field(validator=fields.calendar_date)

    #: The first day on which it no longer runs; None is not ended.
    ended_on: date | None = field(default=None, validator=_day)

    #: When vendor and partner look at what came of it.
    review_on: date | None = field(default=None, validator=_day)

    #: Who decided it, and what it cost; None is unknown.
    decided_by: str | None = field(default=None, validator=_reference, metadata=refers_to("Person"))
    cost: Money | None = field(default=None, validator=fields.optional(checks.amount))

    def _faults(self) -> Iterator[InvalidValue]:
        yield from in_order(self, "started_on", "ended_on")
        yield from in_order(self, "started_on", "review_on")

    def _undone(self, moment: datetime) -> dict[str, Any]:
        return {"ended_on": None} if self._is_later(self.ended_on, moment) else {}

    def is_running(self, day: date) -> bool:
        """
        Tell whether it runs on *day*.

        >>> Intervention(id="H-1", partner="P-4", remedy="give-leads", started_on=date.max).is_running(date.min)
        False
        """
        return self.started_on <= day and (self.ended_on is None or day < self.ended_on)

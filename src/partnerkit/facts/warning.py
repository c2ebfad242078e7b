"""Of what was a partner warned, and until when could it put that right?"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, final

from attrs import field, frozen

from partnerkit.facts import checks
from partnerkit.facts.fact import Fact, refers_to
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, shown
from partnerkit.values.fields import as_tuple

__all__ = ["WrittenWarning"]

_day = fields.optional(fields.calendar_date)


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class WrittenWarning(Fact):
    """
    A cause that the vendor knows of, and the warning it gave for it.

    It is known from the end of the day in UTC on which the cause was, and
    without warning and cure until these days are over.

    >>> WrittenWarning(id="W-1", partner="P-4", cause="payment-overdue", known_on=date(2026, 3, 2)).deadline is None
    True
    """

    id: str = field(validator=fields.identifier)
    partner: str = field(validator=fields.identifier, metadata=refers_to("Partner"))

    #: The host's code for what the partner did, such as "payment-overdue".
    cause: str = field(validator=checks.reason_code)

    #: The day on which the vendor knew of it; a cause that was long known is none any more.
    known_on: date | None = field(default=None, validator=_day)

    #: The day on which the partner had the warning, and the last day for putting things right; None is not warned.
    given_on: date | None = field(default=None, validator=_day)
    deadline: date | None = field(default=None, validator=_day)

    #: The day on which the partner put things right; None is not, or not yet.
    cured_on: date | None = field(default=None, validator=_day)

    #: Ids of the documents that show it.
    evidence: tuple[str, ...] = field(
        default=(), converter=as_tuple, validator=fields.each(fields.identifier)
    )

    def _faults(self) -> Iterator[InvalidValue]:
        yield from fields.in_order(self, "known_on", "given_on", "deadline")
        yield from fields.in_order(self, "given_on", "cured_on")
        if self.deadline is not None and self.given_on is None:
            remedy = "say when the partner was warned, or leave the deadline out"
            yield InvalidValue(path="given_on", value=shown(self.given_on), remedy=remedy)

    def _happened_at(self) -> datetime | None:
        if self.known_on is None or self.known_from is not None:
            return None
        return self._day_over(self.known_on)

    def _undone(self, moment: datetime) -> dict[str, Any]:
        later: dict[str, Any] = {
            name: None
            for name in ("known_on", "given_on", "cured_on")
            if self._is_later(getattr(self, name), moment)
        }
        return {**later, "deadline": None} if "given_on" in later else later

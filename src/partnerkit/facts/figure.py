"""What did somebody report: sales, sell-out, orders, stock, receivables, service; and how large is the market?"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from typing import Literal, final

from attrs import field, frozen

from partnerkit.facts import checks
from partnerkit.facts.fact import Fact, mentions, refers_to
from partnerkit.facts.goal import TARGET, Target
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue
from partnerkit.values.fields import as_utc, in_order
from partnerkit.values.money import Money
from partnerkit.values.time import Period

__all__ = ["Figure", "FigureStatus", "MarketData"]

#: A disputed figure counts against nobody until it is settled.
FigureStatus = Literal["reported", "confirmed", "disputed", "corrected"]

_reference = fields.optional(fields.identifier)


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Figure(Fact):
    """
    One value of one measure, of one partner in one period, with who entered it and when.

    It is known from when it was entered. Where nobody says when that was, from
    when its period is over: a value to date says `entered_at` or `known_from`.

    >>> Figure(partner="P-4", measure="revenue", period=Period.month(2026, 3), value=Money.of("9", "EUR")).status
    'reported'
    """

    partner: str = field(validator=fields.identifier, metadata=refers_to("Partner"))

    #: The id of a location of that partner.
    location: str | None = field(default=None, validator=_reference, metadata=refers_to("Location"))
    measure: str = field(validator=fields.identifier, metadata=refers_to("Measure"))
    period: Period = field(validator=checks.period)

    #: None says "asked for and not known", which is not zero.
    value: Target | None = field(validator=fields.optional(TARGET))
    product: str | None = field(default=None, validator=_reference, metadata=refers_to("Product"))
    territory: str | None = field(default=None, validator=_reference, metadata=refers_to("Territory"))
    person: str | None = field(default=None, validator=_reference, metadata=refers_to("Person"))
    entered_by: str | None = field(default=None, validator=_reference, metadata=mentions("Person"))
    entered_at: datetime | None = field(
        default=None, converter=as_utc, validator=fields.optional(fields.aware)
    )
    status: FigureStatus = field(
        default="reported", validator=fields.choice("reported", "confirmed", "disputed", "corrected")
    )

    def _faults(self) -> Iterator[InvalidValue]:
        yield from in_order(self, "entered_at", "known_from")

    def _happened_at(self) -> datetime | None:
        if self.entered_at is not None or self.known_from is not None:
            return self.entered_at
        if self.period.end < date.max:
            return datetime.combine(self.period.end, time(), UTC)
        return None if self.period.start == date.min else self._day_over(self.period.start)


@final
@frozen(kw_only=True)
class MarketData(Fact):
    """
    How much could be sold in a territory, from a source that is named.

    An estimate: it may be known before its period, so only `known_from` bounds it.

    >>> MarketData(territory="de-north", period=Period.year(2026), source="census 2022").product is None
    True
    """

    territory: str = field(validator=fields.identifier, metadata=refers_to("Territory"))
    product: str | None = field(default=None, validator=_reference, metadata=refers_to("Product"))
    period: Period = field(validator=checks.period)

    #: What all vendors together could sell.
    potential: Target | None = field(default=None, validator=fields.optional(TARGET))

    #: What households or firms there can spend.
    purchasing_power: Money | None = field(default=None, validator=fields.optional(checks.amount))

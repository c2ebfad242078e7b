"""Where, to whom and with what may somebody sell?"""

from collections.abc import Iterator
from datetime import date
from typing import final

from attrs import field, frozen

from partnerkit.facts import checks
from partnerkit.facts.fact import Fact, refers_to
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue
from partnerkit.values.fields import as_tuple
from partnerkit.values.time import Period

__all__ = ["Grant", "Territory"]


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Territory(Fact):
    """
    A part of the market: a region, a segment of customers, a range of products, or all three.

    >>> Territory(id="de-north", name="Germany North", parent="de").parent
    'de'
    """

    id: str = field(validator=fields.identifier)
    name: str = field(default="", validator=fields.text)
    parent: str | None = field(
        default=None, validator=fields.optional(fields.identifier), metadata=refers_to("Territory")
    )

    #: The host's own word for the level, such as "country" or "region".
    kind: str | None = field(default=None, validator=fields.optional(fields.identifier))

    #: The customers it is about, such as "public-sector"; None is all of them.
    segment: str | None = field(default=None, validator=fields.optional(fields.identifier))

    #: The products it is about; None is all of them.
    products: tuple[str, ...] | None = field(
        default=None,
        converter=as_tuple,
        validator=fields.optional(checks.identifiers),
        metadata=refers_to("Product"),
    )

    #: Whether the vendor keeps it for its own sales.
    reserved: bool = field(default=False, validator=fields.truth)

    def _faults(self) -> Iterator[InvalidValue]:
        yield from checks.another(self, "parent")


@final
@frozen(kw_only=True)
class Grant(Fact):
    """
    A territory promised to a partner for a time, exclusively or beside others.

    >>> Grant(partner="P-4", territory="de-north", exclusive=True, period=Period.year(2026)).exclusive
    True
    """

    partner: str = field(validator=fields.identifier, metadata=refers_to("Partner"))
    territory: str = field(validator=fields.identifier, metadata=refers_to("Territory"))

    #: None is every product.
    products: tuple[str, ...] | None = field(
        default=None,
        converter=as_tuple,
        validator=fields.optional(checks.identifiers),
        metadata=refers_to("Product"),
    )
    exclusive: bool = field(default=False, validator=fields.truth)
    period: Period = field(validator=checks.period)

    def holds_on(self, day: date) -> bool:
        """Tell whether the promise stands on *day*."""
        return Fact.holds_on(self, day) and self.period.contains(day)

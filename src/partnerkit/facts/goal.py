"""What is to be reached, by whom, until when, and how is it measured?"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Literal, TypeAlias, final

from attrs import field, frozen

from partnerkit.facts import checks
from partnerkit.facts.fact import Fact, refers_to
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, shown
from partnerkit.values.fields import as_tuple
from partnerkit.values.money import Money, Quantity, Ratio
from partnerkit.values.time import Period

__all__ = ["Better", "Goal", "Kind", "Level", "Measure", "Target"]

#: How values of many join: added; numerators and denominators added; the latest; without doubles; a weighted mean.
Kind = Literal["additive", "ratio", "stock", "distinct", "satisfaction"]
KINDS = ("additive", "ratio", "stock", "distinct", "satisfaction")

#: Vendor to channel, distributor to reseller, channel to end customer: one unit is counted at one level.
Level = Literal["sell-in", "sell-through", "sell-out"]
LEVELS = ("sell-in", "sell-through", "sell-out")

Better = Literal["higher", "lower", "target"]

Target: TypeAlias = Money | Quantity | Ratio | Decimal | int


def __dir__() -> list[str]:
    return __all__


def _is_target(value: object) -> bool:
    if isinstance(value, Money | Quantity | Ratio):
        return True
    return fields.is_decimal(value) or (type(value) is int and abs(value) < 10**fields.DECIMAL_DIGITS)


#: A number that a goal or a figure may hold.
TARGET = fields.Check(_is_target, "use Money, a Quantity, a Ratio, a Decimal or an int; a float is not exact")

#: Equal numbers are fine: the best may be one point.
_range = fields.Check(
    lambda value: (
        isinstance(value, tuple)
        and len(value) == 2
        and all(map(fields.is_decimal, value))
        and value[0] <= value[1]
    ),
    "use two finite Decimals, the first not above the second",
)
_reference = fields.optional(fields.identifier)


@final
@frozen(kw_only=True)
class Measure(Fact):
    """
    What a goal or a figure counts, and how the values of many join.

    >>> Measure(id="revenue", kind="additive", currency="EUR", level="sell-in").better
    'higher'
    """

    id: str = field(validator=fields.identifier)
    name: str = field(default="", validator=fields.text)
    kind: Kind = field(default="additive", validator=fields.choice(*KINDS))

    #: What a quantity is counted in; an amount has a currency instead.
    unit: str | None = field(default=None, validator=_reference)
    currency: str | None = field(default=None, validator=fields.optional(checks.currency))
    level: Level | None = field(default=None, validator=fields.optional(fields.choice(*LEVELS)))
    better: Better = field(default="higher", validator=fields.choice("higher", "lower", "target"))

    #: From and to, where the best is in between, such as stock for 30 to 45 days.
    target_range: tuple[Decimal, Decimal] | None = field(
        default=None,
        converter=as_tuple,
        validator=fields.optional(_range),
    )

    def _faults(self) -> Iterator[InvalidValue]:
        if self.unit is not None and self.currency is not None:
            yield InvalidValue(
                path="unit", value=shown(self.unit), remedy="use a unit or a currency, one of the two"
            )
        if (self.better == "target") != (self.target_range is not None):
            yield InvalidValue(
                path="target_range",
                value=shown(self.target_range),
                remedy="state it for better='target', and only then",
            )


@final
@frozen(kw_only=True)
class Goal(Fact):
    """
    A number to be reached in a period, and the goal it is part of.

    >>> Goal(id="de", measure="revenue", period=Period.year(2026), target=Money.of("5000000", "EUR")).target
    Money.of('5000000.00', 'EUR')
    """

    id: str = field(validator=fields.identifier)

    #: The goal it adds up into.
    parent: str | None = field(default=None, validator=_reference, metadata=refers_to("Goal"))

    #: The id of a measure.
    measure: str = field(validator=fields.identifier, metadata=refers_to("Measure"))
    period: Period = field(validator=checks.period)
    target: Target = field(validator=TARGET)

    #: Who answers for it.
    owner: str | None = field(default=None, validator=_reference, metadata=refers_to("Person"))
    partner: str | None = field(default=None, validator=_reference, metadata=refers_to("Partner"))
    territory: str | None = field(default=None, validator=_reference, metadata=refers_to("Territory"))
    product: str | None = field(default=None, validator=_reference, metadata=refers_to("Product"))

    def _faults(self) -> Iterator[InvalidValue]:
        yield from checks.another(self, "parent")

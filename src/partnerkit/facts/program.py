"""What does the vendor ask of partners of each rank, and what does it give them?"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, Literal, final

from attrs import field, frozen

from partnerkit.facts import checks
from partnerkit.facts.fact import Fact, refers_to
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, raise_faults, shown
from partnerkit.values.fields import as_tuple
from partnerkit.values.money import Money
from partnerkit.values.time import Period

__all__ = ["Incentive", "Program", "Requirement", "Tier"]


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Requirement:
    """
    What a partner must show to hold a tier: a value of a measure, or a certification.

    >>> Requirement(measure="warranty-rejection-rate", most=Decimal("0.05")).most
    Decimal('0.05')
    >>> Requirement(certification="firewall-expert", least=Decimal(2)).least
    Decimal('2')
    """

    #: The id of a measure, or the name of a certification; one of the two.
    measure: str | None = field(default=None, validator=fields.optional(fields.identifier))
    certification: str | None = field(default=None, validator=fields.optional(fields.identifier))

    #: From and to; of a certification, how many people hold it.
    least: Decimal | None = field(default=None, validator=fields.optional(fields.decimal()))
    most: Decimal | None = field(default=None, validator=fields.optional(fields.decimal()))

    #: Months it is looked at backwards; None is "at the moment".
    months: int | None = field(default=None, validator=fields.optional(fields.whole_number(least=1, most=60)))

    #: What the others weigh against it when a tier asks for points; None is "must be met".
    points: Decimal | None = field(default=None, validator=fields.optional(fields.decimal(least=Decimal(0))))

    def __attrs_post_init__(self) -> None:
        raise_faults(self._faults())

    def _faults(self) -> Iterator[InvalidValue]:
        if (self.measure is None) == (self.certification is None):
            yield InvalidValue(
                path="measure",
                value=shown(self.measure),
                remedy="name a measure or a certification, one of the two",
            )
        if self.least is None and self.most is None:
            yield InvalidValue(path="least", value="None", remedy="state least, most or both")
        elif self.least is not None and self.most is not None and self.most < self.least:
            yield InvalidValue(
                path="most", value=shown(self.most), remedy=f"use a number not below least, {self.least}"
            )


@final
@frozen(kw_only=True)
class Incentive:
    """
    What a tier gives: a rebate, funds for marketing, or a bonus.

    >>> Incentive(kind="rebate", share=Decimal("0.03"), period=Period.year(2026)).kind
    'rebate'
    """

    kind: Literal["rebate", "funds", "bonus"] = field(validator=fields.choice("rebate", "funds", "bonus"))

    #: Part of the purchases, as 0.03 for 3 %; or a fixed amount; one of the two.
    share: Decimal | None = field(default=None, validator=fields.optional(checks.share))
    amount: Money | None = field(default=None, validator=fields.optional(checks.amount))
    measure: str | None = field(default=None, validator=fields.optional(fields.identifier))
    period: Period | None = field(default=None, validator=fields.optional(checks.period))

    def __attrs_post_init__(self) -> None:
        if (self.share is None) == (self.amount is None):
            raise InvalidValue(
                path="share", value=shown(self.share), remedy="use a share or an amount, one of the two"
            )


@final
@frozen(kw_only=True)
class Tier:
    """
    A rank in a program, with what it asks and gives.

    >>> Tier(name="gold", rank=3).rank
    3
    """

    name: str = field(validator=fields.identifier)

    #: 1 is the lowest.
    rank: int = field(validator=fields.whole_number(least=1, most=1_000))
    requirements: tuple[Requirement, ...] = field(
        default=(), converter=as_tuple, validator=fields.each(fields.instance(Requirement, "a Requirement"))
    )
    incentives: tuple[Incentive, ...] = field(
        default=(), converter=as_tuple, validator=fields.each(fields.instance(Incentive, "an Incentive"))
    )


def _ranked(value: Any) -> Any:
    """Put tiers in the order of their ranks, in which they are read."""
    tiers = as_tuple(value)
    if isinstance(tiers, tuple) and all(isinstance(each, Tier) for each in tiers):
        return tuple(sorted(tiers, key=lambda tier: tier.rank))
    return tiers


@final
@frozen(kw_only=True)
class Program(Fact):
    """
    A partner program: its tiers in rising rank.

    >>> Program(id="machines", tiers=[Tier(name="silver", rank=1), Tier(name="gold", rank=2)]).tier("gold").rank
    2
    """

    id: str = field(validator=fields.identifier)
    name: str = field(default="", validator=fields.text)
    tiers: tuple[Tier, ...] = field(
        default=(), converter=_ranked, validator=fields.each(fields.instance(Tier, "a Tier"))
    )

    #: The days on which it runs; None is always.
    period: Period | None = field(default=None, validator=fields.optional(checks.period))
    products: tuple[str, ...] | None = field(
        default=None,
        converter=as_tuple,
        validator=fields.optional(checks.identifiers),
        metadata=refers_to("Product"),
    )

    def _faults(self) -> Iterator[InvalidValue]:
        for what in ("name", "rank"):
            used = [getattr(tier, what) for tier in self.tiers]
            if len(set(used)) < len(used):
                yield InvalidValue(path="tiers", value=shown(used), remedy=f"use each {what} once")

    def tier(self, name: str) -> Tier | None:
        """Return the tier of that name, or None."""
        return next((tier for tier in self.tiers if tier.name == name), None)

    def holds_on(self, day: date) -> bool:
        """Return whether the program runs on *day*."""
        return Fact.holds_on(self, day) and (self.period is None or self.period.contains(day))

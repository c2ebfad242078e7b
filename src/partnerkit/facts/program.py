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
from partnerkit.values.exact import exact_sum
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
    What a partner must show to hold a tier: a value of a measure, a certification, or a joint plan.

    >>> Requirement(measure="warranty-rejection-rate", most=Decimal("0.05")).most
    Decimal('0.05')
    >>> Requirement(certification="firewall-expert", least=Decimal(2)).least
    Decimal('2')
    """

    #: The id of a measure, the name of a certification, or a joint plan that both signed; one of the three.
    measure: str | None = field(default=None, validator=fields.optional(fields.identifier))
    certification: str | None = field(default=None, validator=fields.optional(fields.identifier))
    joint_plan: bool = field(default=False, validator=fields.truth)

    #: From and to; of a certification, how many people hold it.
    least: Decimal | None = field(default=None, validator=fields.optional(fields.decimal()))
    most: Decimal | None = field(default=None, validator=fields.optional(fields.decimal()))

    #: How many months up to the end of the period are looked at; None is the period that is judged.
    months: int | None = field(default=None, validator=fields.optional(fields.whole_number(least=1, most=60)))

    #: What the others weigh against it when a tier asks for points; None is "must be met".
    points: Decimal | None = field(default=None, validator=fields.optional(fields.decimal(least=Decimal(0))))

    #: What must be shown in any case where points are asked for: below it the tier is not given, from it on the
    #: points grow in proportion, up to all of them at `least` (or `most`). None gives all of them or nothing.
    floor: Decimal | None = field(default=None, validator=fields.optional(fields.decimal()))

    def __attrs_post_init__(self) -> None:
        raise_faults(self._faults())

    def _faults(self) -> Iterator[InvalidValue]:
        if (self.measure is not None) + (self.certification is not None) + self.joint_plan != 1:
            remedy = "name a measure, a certification or joint_plan=True, one of the three"
            yield InvalidValue(path="measure", value=shown(self.measure), remedy=remedy)
        if self.joint_plan and (self.least, self.most, self.floor) != (None, None, None):
            yield InvalidValue(
                path="least", value=shown(self.least), remedy="leave bounds out: a plan is there or not"
            )
        elif not self.joint_plan and self.least is None and self.most is None:
            yield InvalidValue(path="least", value="None", remedy="state least, most or both")
        elif self.least is not None and self.most is not None and self.most < self.least:
            yield InvalidValue(
                path="most", value=shown(self.most), remedy=f"use a number not below least, {self.least}"
            )
        if self.floor is not None and not self.joint_plan:
            yield from self._floor_faults(self.floor)

    def _floor_faults(self, floor: Decimal) -> Iterator[InvalidValue]:
        if self.points is None or (self.least is None) == (self.most is None):
            remedy = "state it with points and either least or most"
        elif self.least is not None and floor >= self.least:
            remedy = f"use less than least, {self.least}"
        elif self.most is not None and floor <= self.most:
            remedy = f"use more than most, {self.most}"
        else:
            return
        yield InvalidValue(path="floor", value=shown(floor), remedy=remedy)

    @property
    def name(self) -> str:
        """
        What it asks about: the measure, the certification, or "joint-plan".

        >>> Requirement(joint_plan=True).name
        'joint-plan'
        """
        return self.measure or self.certification or "joint-plan"


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
        raise_faults(fields.one_of(self, "share", "amount"))


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

    #: How many points the requirements that give any must bring together; None asks for none.
    points: Decimal | None = field(default=None, validator=fields.optional(fields.decimal(least=Decimal(0))))

    def __attrs_post_init__(self) -> None:
        given = [each.points for each in self.requirements if each.points is not None]
        most = exact_sum(given)
        if self.points is not None and self.points > most:
            remedy = f"use at most what the requirements can bring, {most}"
            raise InvalidValue(path="points", value=shown(self.points), remedy=remedy)
        if given and self.points is None:
            remedy = "say how many points the tier asks for: its requirements give some"
            raise InvalidValue(path="points", value="None", remedy=remedy)


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

    #: Months for which a tier is kept, at the least, after its requirements were missed.
    grace_months: int = field(default=0, validator=fields.whole_number(most=60))

    #: Whether a higher tier is given as soon as it is earned, or a person decides it, too.
    promotion: Literal["proposal", "automatic"] = field(
        default="proposal", validator=fields.choice("proposal", "automatic")
    )

    def _faults(self) -> Iterator[InvalidValue]:
        for what in ("name", "rank"):
            used = [getattr(tier, what) for tier in self.tiers]
            if len(set(used)) < len(used):
                yield InvalidValue(path="tiers", value=shown(used), remedy=f"use each {what} once")
        asked = {each for tier in self.tiers for each in tier.requirements}
        measures = {each.measure for each in asked if each.measure is not None}
        for name in sorted(measures & {*(each.certification for each in asked), "joint-plan"}):
            remedy = "give measures and certifications names of their own"
            yield InvalidValue(path="tiers", value=shown(name), remedy=remedy)

    def tier(self, name: str) -> Tier | None:
        """Return the tier of that name, or None."""
        return next((tier for tier in self.tiers if tier.name == name), None)

    def holds_on(self, day: date) -> bool:
        """Tell whether the program runs on *day*."""
        return Fact.holds_on(self, day) and (self.period is None or self.period.contains(day))

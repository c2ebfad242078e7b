"""Who gets which part of a goal, when it changes hands and when several share it?"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Literal, final

from attrs import field, frozen

from partnerkit.facts import checks
from partnerkit.facts.fact import Fact, as_facts, refers_to
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, shown
from partnerkit.values.exact import exact_sum
from partnerkit.values.reasons import Facts

__all__ = ["CreditSplit", "HandOver", "Holder"]

#: What of a goal changes: the person who answers for it, or where it belongs.
Holder = Literal["owner", "territory", "partner"]
HOLDERS = ("owner", "territory", "partner")

_reference = fields.optional(fields.identifier)
_SHARES = fields.Check(
    lambda value: (
        isinstance(value, Facts)
        and len(value) > 0
        and all(map(fields.is_identifier, value))
        and all(
            isinstance(each, Decimal) and fields.is_decimal(each) and each >= 0 for each in value.values()
        )
    ),
    "use a mapping of who shares to a Decimal of 0 or more, as 0.6",
)


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class HandOver(Fact):
    """
    From a day on, a goal, or all goals of a partner or a territory, belong to somebody else.

    >>> HandOver(id="H-1", territory="de-north", on=date(2026, 7, 15), to="anna").changes
    'owner'
    """

    id: str = field(validator=fields.identifier)

    #: What changes hands: one of the three. A goal with others below it takes them along.
    goal: str | None = field(default=None, validator=_reference, metadata=refers_to("Goal"))
    partner: str | None = field(default=None, validator=_reference, metadata=refers_to("Partner"))
    territory: str | None = field(default=None, validator=_reference, metadata=refers_to("Territory"))

    #: The first day of the new holder.
    on: date = field(validator=fields.calendar_date)
    changes: Holder = field(default="owner", validator=fields.choice(*HOLDERS))

    #: The id of the new owner, territory or partner.
    to: str = field(validator=fields.identifier)

    #: The part of each goal that goes to the new holder, 0 to 1, where it was agreed; None is by time.
    share: Decimal | None = field(default=None, validator=fields.optional(checks.share))

    def _faults(self) -> Iterator[InvalidValue]:
        named = [name for name in (self.goal, self.partner, self.territory) if name is not None]
        if len(named) != 1:
            remedy = "name what changes hands: a goal, a partner or a territory, one of the three"
            yield InvalidValue(path="goal", value=shown(tuple(named)), remedy=remedy)


@final
@frozen(kw_only=True)
class CreditSplit(Fact):
    """
    Several answer for one goal, each for a part; the parts add up to the whole.

    >>> CreditSplit(id="S-1", goal="de", shares={"anna": Decimal("0.6"), "bo": Decimal("0.4")}).among
    'owner'
    """

    id: str = field(validator=fields.identifier)
    goal: str = field(validator=fields.identifier, metadata=refers_to("Goal"))
    among: Holder = field(default="owner", validator=fields.choice(*HOLDERS))

    #: Who shares -> the part, 0 to 1; they add up to exactly 1.
    shares: Facts = field(converter=as_facts, validator=_SHARES)

    def _faults(self) -> Iterator[InvalidValue]:
        total = exact_sum(share for share in self.shares.values() if isinstance(share, Decimal))
        if total != 1:
            over = exact_sum((total, Decimal(-1)))
            off = f"{over:f} too much" if over > 0 else f"{over.copy_abs():f} is missing"
            remedy = f"use parts that add up to exactly 1; {off}"
            yield InvalidValue(path="shares", value=f"{total:f}", remedy=remedy)

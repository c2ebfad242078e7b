"""
Who takes part in a comparison, what do they owe by when, and who may see what?

The figures of a ring belong to its members. Only a neutral office sees them; a
member sees his own. Others, such as the vendor, see releases, and only if the
program of the ring says so.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import final

from attrs import field, frozen

from partnerkit.scoring.entries import OFFICE, PARTNER
from partnerkit.values import fields
from partnerkit.values.columns import is_na
from partnerkit.values.errors import InvalidValue, raise_faults, shown
from partnerkit.values.fields import as_tuple
from partnerkit.values.time import Period
from partnerkit.values.zones import zone

__all__ = ["Owed", "Ring", "are_rivals", "is_named"]


def __dir__() -> list[str]:
    return __all__


def is_named(name: object) -> bool:
    """
    Tell whether a group or a trading area is known: a gap is not, as a data frame has it, nor is an empty text.

    >>> is_named("north"), is_named(""), is_named(float("nan"))
    (True, False, False)
    """
    if name is None or is_na(name):
        return False
    return bool(name == name and name != "")  # noqa: PLR0124  # NaN


def are_rivals(one: object, other: object) -> bool:
    """
    Tell whether partners of two trading areas are rivals: of the same area, or of one that nobody knows.

    >>> are_rivals("north", "south"), are_rivals("north", "north"), are_rivals("north", None)
    (False, True, True)
    """
    return not (is_named(one) and is_named(other)) or one == other


@final
@frozen
class Owed:
    """A figure that a member owes for a period, and the last day for it."""

    partner: str
    kpi: str
    period: Period
    until: date


@final
@frozen(kw_only=True)
class Ring:
    """
    The program of a comparison.

    >>> ring = Ring(id="north", members=["P-1", "P-2"], kpis=["revenue"], due_days=10)
    >>> [(each.partner, str(each.until)) for each in ring.owed(Period.month(2026, 3))]
    [('P-1', '2026-04-10'), ('P-2', '2026-04-10')]
    """

    id: str = field(validator=fields.identifier)
    members: tuple[str, ...] = field(converter=as_tuple, validator=fields.each(fields.identifier, least=1))

    #: The figures that each member owes.
    kpis: tuple[str, ...] = field(converter=as_tuple, validator=fields.each(fields.identifier, least=1))

    #: How many days after a period its figures are due, and how many later one is reminded again.
    due_days: int = field(default=10, validator=fields.whole_number(most=3_650))
    remind_days: int = field(default=7, validator=fields.whole_number(least=1, most=3_650))

    #: On whose clocks the last day ends, the same for all members.
    timezone: str = field(default="UTC", validator=zone)

    #: The role of those who run it, the only one that sees what members enter: no part of those who are compared.
    office: str = field(default=OFFICE, validator=fields.identifier)

    #: Who is shown releases without being a member, such as the vendor; empty is nobody.
    observers: tuple[str, ...] = field(
        default=(), converter=as_tuple, validator=fields.each(fields.identifier)
    )

    def __attrs_post_init__(self) -> None:
        raise_faults(self._faults())

    def _faults(self) -> Iterator[InvalidValue]:
        if self.office in {PARTNER, *self.members, *self.observers}:
            remedy = "name a role of its own, of nobody who is a partner, a member or an observer"
            yield InvalidValue(path="office", value=shown(self.office), remedy=remedy)
        for each in self.observers:
            if each in self.members:
                remedy = "a member is compared, and no observer"
                yield InvalidValue(path="observers", value=shown(each), remedy=remedy)

    def owed(self, period: Period) -> tuple[Owed, ...]:
        """
        Return what all members owe for *period*, member by member.

        Raises
        ------
        InvalidValue
            For a period that does not end: nothing of it is ever due; and one after
            which the calendar ends.
        """
        if period.is_open:
            raise InvalidValue(path="period", value=shown(str(period)), remedy="use a period that ends")
        try:
            until = period.end + timedelta(days=self.due_days - 1)
        except OverflowError:
            remedy = "use a period whose figures are due before the year 10000"
            raise InvalidValue(path="period", value=shown(str(period)), remedy=remedy) from None
        return tuple(Owed(partner, kpi, period, until) for partner in self.members for kpi in self.kpis)

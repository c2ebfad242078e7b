"""Who works where, in which role, answering to whom?"""

from collections.abc import Iterator
from datetime import date
from typing import Literal, final

from attrs import field, frozen

from partnerkit.facts import checks
from partnerkit.facts.fact import Fact, refers_to
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue
from partnerkit.values.fields import as_tuple
from partnerkit.values.time import Period
from partnerkit.values.zones import zone

__all__ = ["Assignment", "Permission", "Person"]

#: From seeing the least to seeing the most; what each class sees is decided in `access`.
Permission = Literal["self", "team", "territory", "all"]
PERMISSIONS = ("self", "team", "territory", "all")

_reference = fields.optional(fields.identifier)


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Person(Fact):
    """
    Somebody who works for the vendor or for a partner.

    The master record says where a person works now; the history of who owned
    what when is in `Assignment`. The days of coming and going are agreed on
    before, so only `known_from` says when we knew them.

    >>> Person(id="281", name="Michael Blythe", roles=["sales"], manager="272").manager
    '272'
    """

    id: str = field(validator=fields.identifier)

    #: Kept out of the `repr`, and so out of logs.
    name: str = field(default="", validator=fields.text, repr=False)

    #: The host's own words; None is unknown.
    roles: tuple[str, ...] | None = field(
        default=None, converter=as_tuple, validator=fields.optional(checks.identifiers)
    )
    manager: str | None = field(default=None, validator=_reference, metadata=refers_to("Person"))

    #: The partner whose employee it is; None is the vendor's own.
    employer: str | None = field(default=None, validator=_reference, metadata=refers_to("Partner"))

    #: The territory of the master record.
    territory: str | None = field(default=None, validator=_reference, metadata=refers_to("Territory"))
    languages: tuple[str, ...] | None = field(
        default=None, converter=as_tuple, validator=fields.optional(fields.each(checks.language, least=1))
    )
    timezone: str | None = field(default=None, validator=fields.optional(zone))
    email: str | None = field(default=None, validator=fields.optional(fields.text), repr=False)

    #: None permits nothing.
    permission: Permission | None = field(
        default=None, validator=fields.optional(fields.choice(*PERMISSIONS))
    )

    hired_on: date | None = field(default=None, validator=fields.optional(fields.calendar_date))
    left_on: date | None = field(default=None, validator=fields.optional(fields.calendar_date))

    @property
    def parent(self) -> str | None:
        """The manager, as the tree of people asks for it."""
        return self.manager

    def works_on(self, day: date) -> bool:
        """
        Tell whether the person works on *day*: has come and not left, as far as is on record.

        >>> Person(id="U-1", left_on=date(2026, 3, 1)).works_on(date(2026, 3, 1))
        False
        """
        has_come = self.hired_on is None or self.hired_on <= day
        return has_come and (self.left_on is None or day < self.left_on)

    def _faults(self) -> Iterator[InvalidValue]:
        yield from fields.in_order(self, "hired_on", "left_on")
        yield from checks.another(self, "manager")


@final
@frozen(kw_only=True)
class Assignment(Fact):
    """
    A person is responsible for a territory or a partner, for a time.

    >>> Assignment(person="281", territory="2", period=Period.year(2026)).role
    'owner'
    """

    person: str = field(validator=fields.identifier, metadata=refers_to("Person"))
    territory: str | None = field(default=None, validator=_reference, metadata=refers_to("Territory"))
    partner: str | None = field(default=None, validator=_reference, metadata=refers_to("Partner"))

    #: "owner" is alone responsible; any other word is beside the owner.
    role: str = field(default="owner", validator=fields.identifier)

    #: Open-ended as `Period.since(start)`.
    period: Period = field(validator=checks.period)

    def _faults(self) -> Iterator[InvalidValue]:
        yield from fields.one_of(self, "territory", "partner")

    def holds_on(self, day: date) -> bool:
        """Tell whether the person is responsible on *day*."""
        return Fact.holds_on(self, day) and self.period.contains(day)

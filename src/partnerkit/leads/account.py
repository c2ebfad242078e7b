"""
What does a pool owe one partner, and what did he get and has open?

An account holds what the ledger knows of one partner: what he is owed, the
leads he was given, how many count in which window, where he stands.
"""

from datetime import datetime
from typing import Literal, final

from attrs import Factory, field, frozen

from partnerkit.values import fields

__all__ = ["Account", "OpenLead", "Taken", "Window"]

#: In which span of time leads are counted: those open now, or those given in a day, week or month.
Window = Literal["open", "day", "week", "month"]

_whole = fields.Check(lambda value: type(value) is int, "use a whole number")
_count = fields.whole_number(least=0)
_size = fields.Check(lambda value: type(value) is int and value >= 0, "use a whole number, zero or more")
_any_moment = fields.optional(fields.aware)


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True, order=True)
class Taken:
    """
    How many leads a partner was given within one day, week or month.

    >>> Taken(window="day", key="2026-03-02", count=2).count
    2
    """

    window: Window = field(validator=fields.choice("day", "week", "month"))

    #: Which one: "2026-03-02", "2026-W10", "2026-03".
    key: str = field(validator=fields.identifier)
    count: int = field(validator=_count)


@final
@frozen(kw_only=True)
class Account:
    """
    What a pool owes one partner, and what he got and has open.

    >>> Account(partner="P-4", balance=-2, entitled=3, received=5).balance
    -2
    """

    partner: str = field(validator=fields.identifier)

    #: Owed if above zero, ahead if below; in sub-units.
    balance: int = field(default=0, validator=_whole)

    #: The sum of his shares of every lead he could have taken; in sub-units.
    entitled: int = field(default=0, validator=_whole)

    #: The sum of what his leads counted; in sub-units.
    received: int = field(default=0, validator=_whole)

    #: How many leads he was given so far.
    leads: int = field(default=0, validator=_count)

    #: His load as `EqualLoad` compares it, in minor units or leads: what he was given, and what he had to
    #: start with, so that a newcomer need not catch up. None lets him start level with the others next time.
    level: int | None = field(default=None, validator=fields.optional(_whole))

    #: How many leads he has open, known by id or not.
    open_leads: int = field(default=0, validator=_count)

    #: Leads given per window that a limit was declared for; only the latest of each kind.
    taken: tuple[Taken, ...] = field(default=(), validator=fields.each(fields.instance(Taken, "a Taken")))

    #: The first id among all who were ever eligible together, directly or in a chain.
    group: str = field(
        default=Factory(lambda self: self.partner, takes_self=True), validator=fields.identifier
    )

    #: Of what he was entitled to and received, the part that was given by hand; in sub-units.
    hand_entitled: int = field(default=0, validator=_whole)
    hand_received: int = field(default=0, validator=_whole)

    #: Whether he is away from the pool: he gets no lead, and neither earns nor owes. None is active.
    away: Literal["paused", "left"] | None = field(
        default=None, validator=fields.optional(fields.choice("paused", "left"))
    )


@final
@frozen(kw_only=True)
class OpenLead:
    """
    A lead that a partner has and has not closed.

    >>> OpenLead(lead="L-17", partner="P-4").value
    0
    """

    lead: str = field(validator=fields.identifier)
    partner: str = field(validator=fields.identifier)

    #: What it counted, in minor units or leads; 0 where it was seeded from outside.
    value: int = field(default=0, validator=_size)

    #: The share of it of the partner to whom it was given first, in sub-units.
    accrued: int = field(default=0, validator=_size)

    #: When it was given first; None where it was seeded from outside.
    since: datetime | None = field(default=None, validator=_any_moment)

    #: When it was moved to this partner by hand; None where it was not.
    moved: datetime | None = field(default=None, validator=_any_moment)

"""
What does a pool agree on, and who stepped in?

Whether one who comes back is made good for the time without him, and how much
each person gave by hand.
"""

from decimal import Decimal
from typing import final

from attrs import field, frozen

from partnerkit.values import fields

__all__ = ["CatchUp", "Hand", "capped_catch_up", "catch_up", "no_catch_up"]


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class CatchUp:
    """
    What a partner who joins or returns is credited with for the time without him.

    One who is away neither earns nor owes, so nobody has to be made good:
    `no_catch_up` is the default. `catch_up` credits him with what he would have
    been entitled to, `capped_catch_up` with no more than a stated amount; the
    others are charged with it in proportion, and the bound grows by it.

    >>> capped_catch_up(Decimal(10))
    CatchUp(most=Decimal('10'))
    """

    #: In the pool's currency or in leads; None is all of it.
    most: Decimal | None = field(
        default=Decimal(0), validator=fields.optional(fields.decimal(least=Decimal(0)))
    )


no_catch_up = CatchUp()
catch_up = CatchUp(most=None)


def capped_catch_up(most: Decimal) -> CatchUp:
    """
    Credit one who comes back with at most *most*, in the pool's currency or in leads.

    >>> capped_catch_up(Decimal(50)).most
    Decimal('50')
    """
    return CatchUp(most=most)


@final
@frozen(kw_only=True)
class Hand:
    """
    How much one person gave by hand in a pool, so far.

    >>> Hand(person="anna", leads=2, value=7, overrides=1).overrides
    1
    """

    person: str = field(validator=fields.identifier)
    leads: int = field(default=0, validator=fields.whole_number())

    #: What these leads counted, in minor units or leads.
    value: int = field(default=0, validator=fields.whole_number(most=2**100))

    #: How many of them went to a partner in spite of a rule.
    overrides: int = field(default=0, validator=fields.whole_number())

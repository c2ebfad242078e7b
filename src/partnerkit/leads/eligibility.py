"""
Who could take this lead at all?

The rules that hold where nothing else is said. Each is a value: leave one out,
or put one of your own beside them. Their order decides nothing but which
objection is named first.
"""

from typing import TypeAlias

from partnerkit.leads.coverage import LANGUAGE, PRODUCT, TERRITORY
from partnerkit.leads.exclusions import BLOCKED, EARLIER, REFUSED
from partnerkit.leads.presence import ABSENCE
from partnerkit.leads.room import CAPACITY, Limit, Room, limits, taken_key
from partnerkit.leads.rule import EligibilityRule, Occasion
from partnerkit.leads.standing import CREDIT, OPEN, STATUS, certified

__all__ = [
    "RULES",
    "EligibilityRule",
    "Limit",
    "Occasion",
    "Room",
    "Rule",
    "certified",
    "limits",
    "taken_key",
]

Rule: TypeAlias = EligibilityRule | Limit

#: What holds where nothing else is said, in the order in which it is asked.
RULES: tuple[Rule, ...] = (
    OPEN,
    STATUS,
    ABSENCE,
    CREDIT,
    REFUSED,
    BLOCKED,
    EARLIER,
    TERRITORY,
    PRODUCT,
    LANGUAGE,
    CAPACITY,
)


def __dir__() -> list[str]:
    return __all__

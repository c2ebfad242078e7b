"""
How do a decision and its consequences come to rest together?

Load, decide, record, as one unit: the facts are read under the lock of the
tenant, a pure judgement decides, and what it decided, what changed and why are
written together or not at all.

=========  ==================================================================
`verbs`    `Desk`: put, get, assign, record, history, verify
`books`    the facts as they stand, and the units that change them
`events`   what is stored of a fact and of a decision, and how it is read
=========  ==================================================================

The desk is the only caller of a store, and of a clock where no moment is given.
"""

from partnerkit.desk.events import Event, Stored
from partnerkit.desk.verbs import Desk

__all__ = ["Desk", "Event", "Stored"]


def __dir__() -> list[str]:
    return __all__

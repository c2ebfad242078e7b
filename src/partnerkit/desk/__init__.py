"""
How do a decision and its consequences come to rest together?

Load, decide, record, as one unit: the facts are read under the lock of the
tenant, a pure judgement decides, and what it decided, what changed and why are
written together or not at all.

================  ==============================================================
`verbs`           `Desk`: put, get, assign, record
`pool_verbs`      leads given by hand, moved, declined, closed; who is in a pool
`offer_verbs`     accept; what is due, and what runs out by itself
`case_verbs`      deals registered, disputes settled
`firm_verbs`      accounts that follow firms that unite or split
`money_verbs`     funds asked for and paid, bonuses credited
`standing_verbs`  partners led through their life cycle
`goal_verbs`      goals set and handed down, figures, scores
`log_verbs`       history, explain, verify
`waiting`         `AsyncDesk`: the same verbs, to be awaited
`retrying`        `Retry`: how often, and how soon, a unit is tried again
`books`           the facts as they stand, and the units that change them
`pending`         which ledgers changed in a unit, and are yet to be written
`kept`            what of them is known already, by the log
`events`          what is stored of a fact and of a decision, and how it is read
`assignment`      who gets these leads, on what stands under the lock
`reassignment`    a lead that moves or comes back, a balance set right
`privacy_verbs`   what is held about a person, and how it is let go of
`explaining`      does a decision follow from what was known
`evidence`        what a decision rested on, so that it can be made again
`once`            what is the same for every verb
================  ==============================================================

The desk is the only caller of a store, and of a clock where no moment is given.
"""

from partnerkit.desk.case_verbs import Registered
from partnerkit.desk.events import Event, Stored
from partnerkit.desk.explaining import Retelling
from partnerkit.desk.money_verbs import Funded, SetAside
from partnerkit.desk.retrying import Retry
from partnerkit.desk.standing_verbs import Advanced
from partnerkit.desk.verbs import Desk
from partnerkit.desk.waiting import AsyncDesk

__all__ = [
    "Advanced",
    "AsyncDesk",
    "Desk",
    "Event",
    "Funded",
    "Registered",
    "Retelling",
    "Retry",
    "SetAside",
    "Stored",
]


def __dir__() -> list[str]:
    return __all__

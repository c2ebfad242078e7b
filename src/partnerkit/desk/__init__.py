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

The desk is the only caller of a store, and of a clock where no moment is given. One that is up to ten seconds behind the
clock by which a lead was given, or a figure was reported, does not refuse what follows: it happens at that moment.
"""

from typing import TYPE_CHECKING

from partnerkit._lazy import resolver

if TYPE_CHECKING:
    from partnerkit.desk.case_verbs import Registered as Registered
    from partnerkit.desk.events import Event as Event
    from partnerkit.desk.events import Stored as Stored
    from partnerkit.desk.explaining import Retelling as Retelling
    from partnerkit.desk.money_verbs import Funded as Funded
    from partnerkit.desk.money_verbs import SetAside as SetAside
    from partnerkit.desk.retrying import Retry as Retry
    from partnerkit.desk.standing_verbs import Advanced as Advanced
    from partnerkit.desk.verbs import Desk as Desk
    from partnerkit.desk.waiting import AsyncDesk as AsyncDesk

_HOMES = {
    "Advanced": "standing_verbs",
    "AsyncDesk": "waiting",
    "Desk": "verbs",
    "Event": "events",
    "Funded": "money_verbs",
    "Registered": "case_verbs",
    "Retelling": "explaining",
    "Retry": "retrying",
    "SetAside": "money_verbs",
    "Stored": "events",
}

__all__ = sorted(_HOMES)  # pyright: ignore[reportUnsupportedDunderAll]

__getattr__ = resolver(__name__, _HOMES)


def __dir__() -> list[str]:
    return __all__

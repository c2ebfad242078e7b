"""
May the same call succeed when it is tried again, and when?

Only where nothing was written because somebody else held the store; or where
nobody knows whether it was, and the command has a key under which it runs once
however often it is sent. All else is the caller's to decide. Pauses grow, are
spread by chance so that those who wait do not come back together, and end.
"""

import time
from collections.abc import Callable
from random import Random  # noqa: TID251  # who waits how long must not be the same for all
from typing import TypeVar, final

from attrs import field, frozen

from partnerkit.values import fields
from partnerkit.values.store_errors import OutcomeUnknown, StorageBusy

__all__ = ["Retry"]

R = TypeVar("R")


def __dir__() -> list[str]:
    return __all__


def _spread() -> Callable[[], float]:
    return Random().random  # noqa: S311  # it spreads pauses and guards no secret


@final
@frozen(kw_only=True)
class Retry:
    """
    How often and how soon a unit is tried again.

    >>> waited = []
    >>> retry = Retry(attempts=3, jitter=lambda: 0.5, sleep=waited.append, clock=lambda: 0.0)
    >>> calls = iter([StorageBusy(waited_seconds=5), StorageBusy(waited_seconds=5), None])
    >>> def unit():
    ...     fault = next(calls)
    ...     if fault is not None:
    ...         raise fault
    ...     return "written"
    >>> retry.run(unit, has_key=False), waited
    ('written', [0.025, 0.05])
    """

    #: How often it is tried in all; 1 is never again.
    attempts: int = field(default=3, validator=fields.whole_number(least=1, most=100))

    #: No attempt begins later than so many seconds after the first.
    within_seconds: float = field(default=15.0, validator=fields.number(least=0, most=3_600))

    #: The longest first pause, which doubles each time, and the longest of all.
    pause_seconds: float = field(default=0.05, validator=fields.number(least=0, most=60))
    most_seconds: float = field(default=1.0, validator=fields.number(least=0, most=60))

    #: The part of a pause that is taken, from 0 to 1: a function, a seeded one where it must be the same each time.
    jitter: Callable[[], float] = field(factory=_spread, repr=False)
    sleep: Callable[[float], None] = field(default=time.sleep, repr=False)
    clock: Callable[[], float] = field(default=time.monotonic, repr=False)

    def run(self, unit: Callable[[], R], *, has_key: bool) -> R:
        """Return what *unit* returns, trying again where that cannot do anything twice."""
        start, pause = self.clock(), min(self.pause_seconds, self.most_seconds)
        for _ in range(self.attempts - 1):
            try:
                return unit()
            except (StorageBusy, OutcomeUnknown) as error:
                wait = pause * self.jitter()
                is_late = self.clock() + wait - start > self.within_seconds
                if is_late or (isinstance(error, OutcomeUnknown) and not has_key):
                    raise
            self.sleep(wait)
            pause = min(2 * pause, self.most_seconds)
        return unit()

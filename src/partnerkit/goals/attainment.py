"""
How far are we, and will we get there?

Values to date, rolled up, against the goals: attainment, pace against the part
of the period that has passed, a forecast of the final value and the chance of
reaching the goal. What cannot be said is None, with the reason beside it.

A lower-is-better goal (costs, claims) is attained by the mirror convention:
2 - actual / target, which is 1 at the target, above 1 below it, and defined
for an actual of zero. For all goals it is 1 plus the relative distance from
the target in the good direction, so it rises with a better actual also where
the target is negative.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any, final

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from partnerkit.goals.amounts import Value, encode, quotient, raise_together
from partnerkit.goals.forecast import LEAST_PERIODS, Outlook, look_ahead
from partnerkit.goals.history import History, closed_periods
from partnerkit.goals.rollup import RollUp, collect, leaf_ranks
from partnerkit.goals.tree import GoalTree
from partnerkit.values.errors import InvalidValue, NotFound, PartnerkitError, shown
from partnerkit.values.frames import Library, to_frame
from partnerkit.values.money import Ratio
from partnerkit.values.reasons import Reason
from partnerkit.values.time import Period, moment
from partnerkit.values.zones import zone_info

__all__ = ["Attainment", "Status", "attain"]


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Attainment:
    """How one goal stands on one day."""

    goal: str
    target: Value

    #: The sum of what is known; None where nothing is.
    actual: Value | None

    #: Leaves below, begun by now, without a value.
    unknown: int

    #: 1 is the goal reached; 28 digits, rounded once.
    attainment: Decimal | None

    #: The part of the period that has passed, 0 to 1; None if it has no end.
    elapsed: Decimal | None

    #: Attainment of the part of the target that is due by now.
    pace: Decimal | None

    #: The final value to expect, in the unit of the target, rounded once.
    forecast: Value | None

    #: The chance of reaching the goal; None with the reason.
    probability: float | None

    #: How forecast and probability were found: "complete", "chain-ladder", "straight-pace", "present-level", "none".
    method: str

    #: What could not be said and why; what restricts forecast and probability comes first.
    reasons: tuple[Reason, ...] = ()

    @property
    def reason(self) -> Reason | None:
        """The first of the reasons."""
        return self.reasons[0] if self.reasons else None


@final
@frozen(kw_only=True, eq=False, repr=False)
class Status(Mapping[str, Attainment]):
    """How every goal stands, by id; each made when asked for."""

    #: The instant, in UTC.
    as_of: datetime

    #: The actual values, added up.
    achieved: RollUp

    #: Leaves without a value that have not begun, below each goal, by rank.
    _ahead: NDArray[np.int64]
    _outlook: Outlook
    _elapsed: Mapping[Period, Fraction | None]

    @property
    def tree(self) -> GoalTree:
        """The goals."""
        return self.achieved.tree

    def __getitem__(self, goal: str) -> Attainment:
        return self._attainment(self.tree.rank(goal))

    def __iter__(self) -> Iterator[str]:
        return iter(self.tree)

    def __len__(self) -> int:
        return len(self.tree)

    def __repr__(self) -> str:
        roots = ", ".join(f"{id!r}: {self[id].attainment}" for id in self.tree.roots[:3])
        return f"<Status of {len(self)} goals; {roots}{', ...' if len(self.tree.roots) > 3 else ''}>"

    def _attainment(self, rank: int) -> Attainment:
        ...

"""
Is there room enough that no lead of a batch can take another's last chance?

Then everybody with room may take any lead, and nothing has to be planned. It is
proved by a division of the leads to come, in fractions: each goes to those who
can take it, more to those with more room left. What a division leaves free at a
partner he may use up with any leads whatever, one place after the other; when
it is used up somewhere the rest is divided anew. A division in fractions will
do, since where there is one there is one in whole leads with no less room free
(flows are whole where their limits are). Once none is found, the plan of
`matching` takes over, which answers exactly.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from partnerkit.leads.matching import Plan, asked_of, may_be_short, plan_for, planned
from partnerkit.leads.work import Work

__all__ = ["Ample", "free_places", "guard_for"]

#: How often room is looked at anew before it is planned; each time takes about as long as some hundred leads.
_RENEWALS = 24

#: How often a division is evened out between those with much and with little room.
_ROUNDS = 12

#: Divisions are computed in floats: so much of a lead, and of all leads, may be lost in them.
_DUST = 1e-6


def __dir__() -> list[str]:
    return __all__


def free_places(table: NDArray[np.bool_], counts: NDArray[np.int64], room: Sequence[int]) -> list[int] | None:
    """
    Return how many places of each partner stay free in some division of the leads; None if none was found.

    *counts* tells how many leads there are of each row of *table*, which names who can take them. Everybody who
    has room has a free place.

    >>> table = np.array([[True, True], [True, False]])
    >>> free_places(table, np.array([2, 2]), [4, 4]), free_places(table, np.array([2, 2]), [2, 4])
    ([1, 2], None)
    """
    places = np.array([min(each, int(counts.sum()) + 1) for each in room], dtype=np.float64)
    able = table & (places > 0)
    # Whom nobody with room can take has no place to lose.
    some = (counts > 0) & able.any(axis=1)
    asked, leads = able[some].astype(np.float64), counts[some].astype(np.float64)
    most = np.maximum(places - 1, 0)
    pull = most.copy()
    for _ in range(_ROUNDS):
        whole = asked @ pull
        if not (whole > 0).all():
            return None
        used = pull * (leads / whole @ asked)
        lost = np.where(used > 0, used * (1 + _DUST) + _DUST, 0)
        free = np.floor(places - lost).astype(np.int64)
        if (free[places > 0] > 0).all():
            return free.tolist()  # type: ignore[no-any-return]  # integers
        # Who has too little room left is asked for less.
        pull *= most / np.maximum(used, _DUST)
        pull /= pull.max(initial=1)
    return None


class Ample:
    """A guard of the kernel that keeps nobody from anything while there is plainly room enough."""

    def __init__(
        self,
        table: NDArray[np.bool_],
        counts: list[int],
        room: list[int],
        free: list[int],
        *,
        keeps_places: bool = False,
    ) -> None:
        """Keep to this room; with *keeps_places* there is more, for bound leads, which no other lead may take."""
        self._keeps_places = keeps_places
        self._table = table & (np.array(room) > 0) if keeps_places else table
        self._rows = list(self._table)
        self._counts, self._room, self._free = counts, room, free
        self._renewals = 0
        self._plan: Plan | None = None

    @property
    def is_planned(self) -> bool:
        """Whether room became so scarce that the rest had to be planned."""
        return self._plan is not None

    def mask(self, signature: int) -> NDArray[np.bool_]:
        """Return who may take the next lead of *signature*: the same array until that changes."""
        return self._rows[signature] if self._plan is None else self._plan.mask(signature)

    def assign(self, signature: int, partner: int) -> None:
        """Note that the lead went to *partner*: one of his places is used."""
        if self._plan is not None:
            self._plan.assign(signature, partner)
            return
        self._counts[signature] -= 1
        self._room[partner] -= 1
        self._free[partner] -= 1
        if self._room[partner]:
            if not self._free[partner]:
                self._look_again()
        elif self._keeps_places:
            self._table = self._table.copy()
            self._table[:, partner] = False
            self._rows = list(self._table)

    def _look_again(self) -> None:
        """Divide the rest anew, or plan it."""
        self._renewals += 1
        free = free_places(self._table, np.array(self._counts), self._room)
        if free is None or self._renewals > _RENEWALS:
            self._plan = planned(self._table, self._counts, self._room)[0]
        else:
            self._free = free


def guard_for(work: Work) -> Ample | Plan | None:
    """Return whoever keeps room for leads to come; the outcome is that of `plan_for`, at less effort."""
    signatures, room = asked_of(work)
    counts = np.bincount(signatures, minlength=len(work.table))
    if not may_be_short(work.table, counts.tolist(), room):
        return None
    free = free_places(work.table, counts, room)
    if free is None:
        return plan_for(work)
    return Ample(work.table, counts.tolist(), room, free, keeps_places=bool(work.forced))

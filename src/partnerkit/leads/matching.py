"""
Can every lead of a batch be placed, and whom must be kept free for that?

Giving each lead to the one who is owed most can strand a later lead whose only
partner is full by then. So where that happens, the batch is planned first: as
many leads as possible, the more valuable ones first, by augmenting paths. Then
every lead may go only to those who leave the rest of the plan possible.

Leads that the same partners could take are counted, not listed: the plan is a
table of signatures by partners.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from partnerkit.leads.trace import Trace
from partnerkit.leads.work import NOBODY, Work

__all__ = ["Plan", "plan_for"]


def __dir__() -> list[str]:
    return __all__


class Plan:
    """Which signature's leads could go to whom, as counts; a guard of the kernel."""

    def __init__(self, table: NDArray[np.bool_], room: Sequence[int]) -> None:
        self._table = table
        self._spare = np.array(room, dtype=np.int64)
        self._planned = np.zeros(table.shape, dtype=np.int32)
        self._held = np.zeros(table.shape, dtype=np.bool_)
        self._placed = [0] * len(table)
        self._closed = [False] * len(table)
        self._guarded = [True] * len(table)

    def reserve(self, signature: int) -> bool:
        """Plan for one more lead of *signature*; False if no arrangement has room for it."""
        if self._closed[signature]:
            return False
        free = self._freed(self._table[signature])
        if free is None:
            # Once the reachable partners are full, they stay full, whatever else is planned.
            self._closed[signature] = True
            return False
        self._count(signature, free, 1)
        self._placed[signature] += 1
        return True

    def placed(self) -> tuple[int, ...]:
        """Return how many leads of each signature are planned."""
        return tuple(self._placed)

    def _freed(self, wanted: NDArray[np.bool_]) -> int | None:
        """Return one of *wanted* with spare room, moving planned leads along a path if need be."""
        steps = [wanted]
        seen, asked = wanted.copy(), np.zeros(len(self._table), dtype=np.bool_)
        while True:
            reached = steps[-1]
            if (self._spare[reached] > 0).any():
                return self._moved(steps)
            asking = _some(self._held[:, reached], axis=1) & ~asked
            following = _some(self._table[asking], axis=0) & ~seen
            if not following.any():
                return None
            asked |= asking
            seen |= following
            steps.append(following)

    def _moved(self, steps: list[NDArray[np.bool_]]) -> int:
        """Move one planned lead along every step of a path, from its last partner back to the first."""
        free = int(np.where(steps[-1], self._spare, -1).argmax())
        for reached in reversed(steps[:-1]):
            # A lead that `free` could take, planned at somebody one step nearer.
            movable = self._held & self._table[:, free, None] & reached
            signature, partner = divmod(int(movable.argmax()), movable.shape[1])
            self._count(signature, free, 1)
            self._count(signature, partner, -1)
            free = partner
        return free

    def _count(self, signature: int, partner: int, change: int) -> None:
        self._planned[signature, partner] += change
        self._held[signature, partner] = self._planned[signature, partner] > 0
        self._spare[partner] -= change

    def restrict(self, signatures: Sequence[bool]) -> None:
        """Guard only these signatures; the others have room enough."""
        self._guarded = list(signatures)

    def mask(self, signature: int) -> NDArray[np.bool_] | None:
        """Return who may take the next lead of *signature* so that the rest can still be placed."""
        if not self._guarded[signature]:
            return None
        row = self._table[signature]
        if not self._placed[signature]:
            return self._has_room(row)
        planned = int(self._planned[signature].argmax())
        self._count(signature, planned, -1)
        self._placed[signature] -= 1
        return self._can_free(row)

    def _has_room(self, wanted: NDArray[np.bool_]) -> NDArray[np.bool_]:
        with_room: NDArray[np.bool_] = wanted & (self._spare + self._planned.sum(axis=0) > 0)
        return with_room

    def _can_free(self, wanted: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return who of *wanted* has spare room, or could have it by moving planned leads."""
        reached: NDArray[np.bool_] = self._spare > 0
        while not reached[wanted].all():
            touching = _some(self._table & reached, axis=1)
            more = reached | _some(self._held[touching], axis=0)
            if (more == reached).all():
                break
            reached = more
        freed: NDArray[np.bool_] = wanted & reached
        return freed

    def assign(self, signature: int, partner: int) -> None:
        """Note that the lead went to *partner*: his room is used, and the plan moved accordingly."""
        if self._guarded[signature]:
            self._freed(np.arange(len(self._spare)) == partner)
            self._spare[partner] -= 1


def plan_for(work: Work, trace: Trace) -> Plan | None:
    """
    Return the plan to keep to, if *trace* left leads that another arrangement could place.

    Leads are planned in the order of the run, so the first ones are placed first.
    """
    could = _some(work.table, axis=1)
    # Leads that are bound went first: what room they left is what there is to plan.
    free = np.array([lead not in trace.bound for lead in work.order], dtype=np.bool_)
    signatures = work.signatures[np.asarray(work.order, dtype=np.intp)][free]
    winners = trace.winners[free]
    bound = np.bincount(trace.winners[~free], minlength=len(work.room)).tolist()
    stranded = np.unique(signatures[(winners == NOBODY) & could[signatures]])
    if not len(stranded):
        return None
    concerned = _connected(work.table, stranded)
    plan = Plan(work.table, [room - used for room, used in zip(work.room, bound, strict=True)])
    for signature in signatures[concerned[signatures]].tolist():
        plan.reserve(signature)
    # Within a signature both place the first ones first, so equal counts mean the very same leads.
    given = signatures[(winners != NOBODY) & concerned[signatures]]
    if plan.placed() == tuple(np.bincount(given, minlength=len(work.table)).tolist()):
        return None
    plan.restrict(concerned.tolist())
    return plan


def _some(table: NDArray[np.bool_], *, axis: int) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = np.logical_or.reduce(table, axis=axis)
    return found


def _connected(table: NDArray[np.bool_], signatures: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Return the signatures that compete with *signatures* for partners, directly or in a chain."""
    found = np.zeros(len(table), dtype=np.bool_)
    found[signatures] = True
    while True:
        more = _some(table & _some(table[found], axis=0), axis=1)
        if (more == found).all():
            return found
        found = more

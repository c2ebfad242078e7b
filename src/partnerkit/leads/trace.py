"""
How can a decision be repeated exactly?

A run keeps its winners, and the balances before every 256th lead; the rest
follows from them.
"""

from collections.abc import Callable
from typing import Any, final

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from partnerkit.leads.policy import Standing
from partnerkit.leads.work import NOBODY, STRIDE, Work, scores_of, shares_among, standing_of

__all__ = ["Trace", "Turn"]


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True, eq=False)
class Turn:
    """One decision, repeated: who stood how before it."""

    #: The candidates, by index, how they stood, and the policy's score of each.
    index: NDArray[np.intp]
    standing: Standing
    scores: NDArray[Any]

    #: Who could still take how many leads, for every partner.
    room: list[int]

    @property
    def before(self) -> list[int]:
        """What each candidate was owed before, in sub-units."""
        found: list[int] = self.standing.before.tolist()
        return found

    @property
    def accrual(self) -> list[int]:
        """Each candidate's share of the lead, in sub-units."""
        found: list[int] = self.standing.accrual.tolist()
        return found

    @property
    def bonus(self) -> list[int]:
        """What was added for fit, in sub-units."""
        found: list[int] = self.standing.bonus.tolist()
        return found

    def totals(self) -> list[int]:
        """Return what each candidate is owed, with this lead's share and his bonus."""
        found: list[int] = self.standing.owed.tolist()
        return found


@final
@frozen(kw_only=True, eq=False)
class Trace:
    """What happened in a run: enough to repeat any of its decisions."""

    work: Work

    #: Per place in the order: the winner, and the number of the set of candidates.
    winners: NDArray[np.int32]
    sets: NDArray[np.int32]

    #: By number: who is in the set, a bit for each partner.
    masks: tuple[bytes, ...]

    #: The balances before every 256th lead, and after the last.
    checkpoints: tuple[NDArray[Any], ...]
    balances: tuple[int, ...]

    #: Per place in the order: the winner's own share, in sub-units.
    accrued: tuple[int, ...]
    widest_bonus: int

    #: By how much choices that were not the ledger rule's widen the bound, in sub-units.
    corrected: int = 0

    #: For how many leads from the start everybody was a candidate, as ever before.
    steady: int = 0

    #: The leads that went to whom they were bound; one whose partner had no room is given like any other.
    bound: frozenset[int] = frozenset()

    #: The place that was asked about last, and the balances before it, which nobody changes.
    _near: dict[str, tuple[int, NDArray[Any]]] = field(factory=dict, init=False, repr=False)

    @property
    def apart(self) -> frozenset[int]:
        """The leads that used up room and left the ledger alone."""
        return self.work.apart & self.bound

    @property
    def is_steady(self) -> bool:
        """Whether everybody was a candidate for every lead, and ever before."""
        return self.work.steady and self.steady == len(self.winners)

    def members(self, number: int) -> NDArray[np.intp]:
        """Return the partners of a set of candidates."""
        packed = np.frombuffer(self.masks[number], dtype=np.uint8)
        return np.flatnonzero(np.unpackbits(packed, count=len(self.work.weights)))

    def turn(self, place: int, among: NDArray[np.intp] | None = None) -> Turn:
        """Repeat the decision at *place* in the order, from the checkpoint before it; *among* others, if named."""
        work, number = self.work, int(self.sets[place])
        share = shares_among(work)
        index = self.members(number) if among is None else among
        given = self.winners[:place]
        apart = self.apart
        settled = (
            [step for step in range(place) if given[step] != NOBODY and work.order[step] not in apart]
            if apart
            else np.flatnonzero(given != NOBODY)
        )
        balances = self._balances(place, share)
        levels, counts = self._levels(settled, balances.dtype)
        standing = standing_of(
            work,
            work.order[place],
            index,
            shares=share(index),
            balances=balances,
            levels=levels,
            counts=counts,
            steady=place < self.steady,
        )
        taken = np.bincount(given[given != NOBODY], minlength=len(work.room)).tolist()
        return Turn(
            index=index,
            standing=standing,
            scores=scores_of(work, standing) if len(index) else np.empty(0, dtype=np.int64),
            room=[left - count for left, count in zip(work.room, taken, strict=True)],
        )

    def _balances(self, place: int, share: Callable[[NDArray[np.intp]], NDArray[np.int64]]) -> NDArray[Any]:
        """Go on from the checkpoint before *place*: sums are exact, so leads alike are added up first."""
        work, start = self.work, place - place % STRIDE
        known, found = self._near.get("last", (-1, self.checkpoints[0]))
        if start <= known <= place:
            # Most often one asks about one lead after the other.
            start, balances = known, found.copy()
        else:
            balances = self.checkpoints[place // STRIDE].copy()
        accrued: dict[int, int] = {}
        apart = self.apart
        for step in range(start, place):
            lead = work.order[step]
            value, number = work.values[lead], int(self.sets[step])
            if self.winners[step] != NOBODY and lead not in apart:
                accrued[number] = accrued.get(number, 0) + value
                balances[self.winners[step]] -= value << work.precision
        for number, value in accrued.items():
            members = self.members(number)
            balances[members] += share(members).astype(balances.dtype) * value
        self._near["last"] = place, balances
        return balances

    def _levels(self, settled: Any, dtype: Any) -> tuple[NDArray[Any], NDArray[Any]]:
        """Return the load by weight and the number of leads of everybody after the leads at *settled*."""
        work, winners = self.work, self.winners[settled]
        counts = np.array(work.counts, dtype=np.int64) + np.bincount(winners, minlength=len(work.weights))
        levels = np.array(work.levels, dtype=dtype)
        if work.score is None:
            return levels, counts
        values = np.array([work.values[work.order[step]] for step in settled], dtype=dtype)
        np.add.at(levels, winners, values)
        return levels * np.array(work.strides, dtype=dtype), counts

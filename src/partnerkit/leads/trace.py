"""
How can a decision be repeated exactly?

A run keeps its winners, and the balances before every 256th lead; the rest
follows from them.
"""

from typing import Any, final

import numpy as np
from attrs import define, frozen
from numpy.typing import NDArray

from partnerkit.leads.work import NOBODY, STRIDE, Work, shares_among

__all__ = ["Trace", "Turn"]


def __dir__() -> list[str]:
    return __all__


@final
@define(eq=False)
class Turn:
    """One decision, repeated: who stood how before it."""

    #: The candidates, by index.
    index: NDArray[np.intp]

    #: Per candidate, in sub-units.
    before: list[int]
    accrual: list[int]
    bonus: list[int]

    #: Who could still take how many leads, for every partner.
    room: list[int]

    def totals(self) -> list[int]:
        """Return what decides: what each candidate is owed, with this lead's share and his bonus."""
        return list(map(sum, zip(self.before, self.accrual, self.bonus, strict=True)))

    def margin(self) -> int:
        """Return by how much the first of at least two candidates is ahead of the second."""
        second, first = sorted(self.totals())[-2:]
        return first - second


@final
@frozen(kw_only=True, eq=False)
class Trace:
    """What happened in a run: enough to repeat any of its decisions."""

    work: Work

    #: Per place in the order: the winner, and the number of the set of candidates.
    winners: NDArray[np.int32]
    sets: NDArray[np.int32]
    masks: tuple[bytes, ...]

    #: The balances before every 256th lead, and after the last.
    checkpoints: tuple[NDArray[Any], ...]
    balances: tuple[int, ...]

    #: Per place in the order: the winner's own share, in sub-units.
    accrued: tuple[int, ...]
    widest_bonus: int

    def members(self, number: int) -> NDArray[np.intp]:
        """Return the partners of a set of candidates."""
        packed = np.frombuffer(self.masks[number], dtype=np.uint8)
        return np.flatnonzero(np.unpackbits(packed, count=len(self.work.weights)))

    def turn(self, place: int) -> Turn:
        """Repeat the decision at *place* in the order, from the checkpoint before it."""
        work = self.work
        start = place - place % STRIDE
        balances = self.checkpoints[place // STRIDE].copy()
        share = shares_among(work)
        numbers = self.sets[start : place + 1].tolist()
        index = {number: self.members(number) for number in set(numbers)}
        shares = {number: share(index[number]).astype(balances.dtype) for number in index}
        for step, number in enumerate(numbers[:-1], start):
            value = work.values[work.order[step]]
            balances[index[number]] += shares[number] * value
            if self.winners[step] != NOBODY:
                balances[self.winners[step]] -= value << work.precision
        lead, own = work.order[place], index[numbers[-1]]
        given = self.winners[:place]
        counts = np.bincount(given[given != NOBODY], minlength=len(work.room)).tolist()
        return Turn(
            index=own,
            before=balances[own].tolist(),
            accrual=(shares[numbers[-1]] * work.values[lead]).tolist(),
            bonus=[0] * len(own) if work.bonus is None else work.bonus(lead, own).tolist(),
            room=[left - count for left, count in zip(work.room, counts, strict=True)],
        )

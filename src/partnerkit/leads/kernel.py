"""
To whom does each lead go, on plain numbers?

The ledger rule: every candidate is credited with his share of the lead, then
the one who is owed most gets it and is charged with the whole. Whatever the
values, the candidates, the shares and the order, no balance ever leaves
(n - 1) / 2 times the largest lead, n being the number of partners ever
eligible together; nothing needs to be known about leads to come.

Balances are whole numbers, so the answer is the same on every machine. Large
sets of candidates are judged in arrays, small ones in plain Python; both give
the same answer, and a test holds them to it.
"""

from collections.abc import Callable
from typing import Any, Protocol, TypeAlias, final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from partnerkit.leads.trace import Trace
from partnerkit.leads.work import NOBODY, STRIDE, Work, shares_among, tie_order, tie_orders

__all__ = ["SMALL", "Guard", "Progress", "distribute"]

#: Up to so many candidates on average, plain Python is faster than arrays.
SMALL = 40

Progress: TypeAlias = Callable[[int, int], None]


def __dir__() -> list[str]:
    return __all__


class Guard(Protocol):
    """Keeps room for leads to come: may take partners out of a lead's candidates."""

    def mask(self, signature: int, /) -> NDArray[np.bool_]:
        """Return who may take the next lead of this signature: the same array until that changes."""

    def assign(self, signature: int, partner: int, /) -> None:
        """Note to whom that lead went."""


@final
@frozen(eq=False)
class Candidates:
    """Who could take a lead, and the share of it that each is owed."""

    number: int
    index: Any
    shares: Any

    def __len__(self) -> int:
        return len(self.index)


class CandidateSets:
    """The sets of candidates that come up; each is numbered, so that a run can be repeated."""

    def __init__(self, work: Work, *, plain: bool) -> None:
        self.masks: list[bytes] = []
        self._numbers: dict[bytes, int] = {}
        self._table = work.table
        self._open = np.array([room > 0 for room in work.room], dtype=np.bool_)
        self._current: list[Candidates | None] = [None] * len(work.table)
        self._kept_to: list[NDArray[np.bool_] | None] = [None] * len(work.table)
        self._plain = plain
        self._shares_among = shares_among(work)

    def of(self, signature: int) -> Candidates:
        """Return who of a row of the table has room."""
        current = self._current[signature]
        if current is None:
            current = self._current[signature] = self.of_mask(self._table[signature] & self._open)
        return current

    def within(self, signature: int, mask: NDArray[np.bool_]) -> Candidates:
        """Return those of a row of the table whom a guard leaves, and who have room."""
        current = self._current[signature]
        if current is None or self._kept_to[signature] is not mask:
            self._kept_to[signature] = mask
            current = self._current[signature] = self.of_mask(mask & self._open)
        return current

    def of_mask(self, mask: NDArray[np.bool_]) -> Candidates:
        """Return the candidates that *mask* names."""
        packed = np.packbits(mask).tobytes()
        number = self._numbers.setdefault(packed, len(self._numbers))
        if number == len(self.masks):
            self.masks.append(packed)
        index = np.flatnonzero(mask)
        shares = self._shares_among(index)
        if self._plain:
            return Candidates(number, index.tolist(), shares.tolist())
        return Candidates(number, index, shares)

    def close(self, partner: int) -> None:
        """Take a partner out who has no more room."""
        self._open[partner] = False
        for signature in np.flatnonzero(self._table[:, partner]):
            self._current[signature] = None


class _InArrays:
    """Balances in one int64 array."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._keys = np.array(work.partner_keys, dtype=np.uint64)
        self.balances = np.array(work.balances, dtype=np.int64)
        self.widest_bonus = 0
        self.accrued = 0

    def give(self, lead: int, candidates: Candidates) -> int:
        """Credit the candidates, charge the winner, return him."""
        work, index = self._work, candidates.index
        value = work.values[lead]
        totals = candidates.shares * value
        totals += self.balances[index]
        scores = totals
        if work.bonus is not None:
            bonus = work.bonus(lead, index)
            self.widest_bonus = max(self.widest_bonus, int(bonus.max() - bonus.min()))
            scores = totals + bonus
        best = int(scores.argmax())
        if best != len(scores) - 1 - int(scores[::-1].argmax()):
            best = self._settled(lead, index, np.flatnonzero(scores == scores[best]))
        self.balances[index] = totals
        self.accrued = int(candidates.shares[best]) * value
        winner = int(index[best])
        self.balances[winner] -= value << work.precision
        return winner

    def _settled(self, lead: int, index: NDArray[np.intp], tied: NDArray[np.intp]) -> int:
        return int(tied[tie_orders(self._work.lead_ids[lead], self._keys[index[tied]]).argmin()])

    def snapshot(self) -> NDArray[Any]:
        """Return a copy of the balances."""
        return self.balances.copy()


class _InPlainPython:
    """Balances in a list of Python's own integers, which have no end."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._dtype = np.int64 if work.is_exact_in_arrays() else object
        self.balances = list(work.balances)
        self.widest_bonus = 0
        self.accrued = 0

    def give(self, lead: int, candidates: Candidates) -> int:
        """Credit the candidates, charge the winner, return him."""
        work, index, balances = self._work, candidates.index, self.balances
        value = work.values[lead]
        totals = [
            balances[each] + value * share for each, share in zip(index, candidates.shares, strict=True)
        ]
        scores = totals
        if work.bonus is not None:
            bonus = work.bonus(lead, np.array(index, dtype=np.intp)).tolist()
            self.widest_bonus = max(self.widest_bonus, max(bonus) - min(bonus))
            scores = [total + extra for total, extra in zip(totals, bonus, strict=True)]
        top = max(scores)
        best = scores.index(top)
        if scores.count(top) > 1:
            best = self._settled(lead, index, [place for place, score in enumerate(scores) if score == top])
        for each, total in zip(index, totals, strict=True):
            balances[each] = total
        self.accrued = candidates.shares[best] * value
        winner: int = index[best]
        balances[winner] -= value << work.precision
        return winner

    def _settled(self, lead: int, index: list[int], tied: list[int]) -> int:
        lead_id, keys = self._work.lead_ids[lead], self._work.partner_keys
        return min(tied, key=lambda place: tie_order(lead_id, keys[index[place]]))

    def snapshot(self) -> NDArray[Any]:
        """Return a copy of the balances."""
        return np.array(self.balances, dtype=self._dtype)


def distribute(
    work: Work, *, guard: Guard | None = None, progress: Progress | None = None, plain: bool | None = None
) -> Trace:
    """Give the leads of *work* one after the other; *plain* forces one of the two ways to count."""
    if plain is None:
        sizes = work.table.sum(axis=1)[work.signatures[np.asarray(work.order, dtype=np.intp)]]
        plain = not work.is_exact_in_arrays() or not len(sizes) or float(sizes.mean()) <= SMALL
    sets = CandidateSets(work, plain=plain)
    state = _InPlainPython(work) if plain else _InArrays(work)
    room, signatures = list(work.room), work.signatures.tolist()
    winners = np.full(len(work.order), NOBODY, dtype=np.int32)
    numbers = np.zeros(len(work.order), dtype=np.int32)
    accrued = [0] * len(work.order)
    checkpoints = []
    for place, lead in enumerate(work.order):
        if place % STRIDE == 0:
            checkpoints.append(state.snapshot())
            if progress is not None:
                progress(place, len(work.order))
        signature = signatures[lead]
        candidates = sets.of(signature) if guard is None else sets.within(signature, guard.mask(signature))
        numbers[place] = candidates.number
        if not len(candidates):
            continue
        winner = winners[place] = state.give(lead, candidates)
        accrued[place] = state.accrued
        if guard is not None:
            guard.assign(signature, winner)
        room[winner] -= 1
        if not room[winner]:
            sets.close(winner)
    if progress is not None:
        progress(len(work.order), len(work.order))
    return Trace(
        work=work,
        winners=winners,
        sets=numbers,
        masks=tuple(sets.masks),
        checkpoints=tuple(checkpoints),
        balances=tuple(int(balance) for balance in state.balances),
        accrued=tuple(accrued),
        widest_bonus=state.widest_bonus,
    )

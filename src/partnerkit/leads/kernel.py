"""
To whom does each lead go, on plain numbers?

The ledger rule: every candidate is credited with his share of the lead, then
the one who is owed most gets it and is charged with the whole. Whatever the
values, the candidates, the shares and the order, no balance ever leaves
(n - 1) / 2 times the largest lead, n being the number of partners ever
eligible together; nothing needs to be known about leads to come. A policy with
a score of its own chooses otherwise and keeps the same balances.

Balances are whole numbers, so the answer is the same on every machine. Large
sets of candidates are judged in arrays, small ones in plain Python; both give
the same answer, and a test holds them to it.
"""

from collections.abc import Callable
from typing import Any, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from partnerkit.leads.candidates import Candidates, CandidateSets
from partnerkit.leads.trace import Trace
from partnerkit.leads.work import (
    NOBODY,
    STRIDE,
    Work,
    scores_of,
    standing_of,
    tie_order,
    tie_orders,
)

__all__ = ["SMALL", "Guard", "Progress", "distribute"]

#: Up to so many candidates on average, plain Python is faster than arrays.
SMALL = 40

#: Is told how many leads are done, and of how many.
Progress: TypeAlias = Callable[[int, int], None]


def __dir__() -> list[str]:
    return __all__


class Guard(Protocol):
    """Keeps room for leads to come: may take partners out of a lead's candidates."""

    def mask(self, signature: int, /) -> NDArray[np.bool_]:
        """Return who may take the next lead of this signature: the same array until that changes."""
        ...

    def assign(self, signature: int, partner: int, /) -> None:
        """Note to whom that lead went."""


class _InArrays:
    """The ledger rule, with balances in one int64 array."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._keys = np.array(work.partner_keys, dtype=np.uint64)
        self.balances = np.array(work.balances, dtype=np.int64)
        self.widest_bonus = 0
        self.corrected = 0
        self.accrued = 0

    def give(self, lead: int, candidates: Candidates) -> int:
        """Credit the candidates, charge the winner, return him."""
        work, index, shares = self._work, candidates.index, candidates.shares
        value, balances = work.values[lead], self.balances
        totals = shares * value
        totals += balances[index]
        if work.bonus is None:
            best = totals.argmax()
            top = totals.item(best)
            totals[best] = charged = top - (value << work.precision)
            # Nobody else is owed as much, unless the next one is.
            if totals.item(totals.argmax()) == top:
                totals[best] = top
                best = self._settled(lead, index, np.flatnonzero(totals == top))
                totals[best] = charged
        else:
            bonus = work.bonus(lead, index)
            width = bonus.item(bonus.argmax()) - bonus.item(bonus.argmin())
            self.widest_bonus = max(self.widest_bonus, width)
            scores = totals + bonus
            best = scores.argmax()
            top = scores.item(best)
            scores[best] = top - 1
            if scores.item(scores.argmax()) == top:
                scores[best] = top
                best = self._settled(lead, index, np.flatnonzero(scores == top))
            totals[best] -= value << work.precision
        balances[index] = totals
        self.accrued = shares.item(best) * value
        return index.item(best)  # type: ignore[no-any-return]  # an index

    def bind(self, lead: int, candidates: Candidates, partner: int) -> None:
        """Credit the candidates, charge *partner*, whether he is one of them or not."""
        value = self._work.values[lead]
        self.balances[candidates.index] += candidates.shares * value
        self.balances[partner] -= value << self._work.precision
        self.accrued = int(candidates.shares[candidates.index == partner].sum()) * value
        self.corrected += (value << self._work.precision) - self.accrued

    def _settled(self, lead: int, index: NDArray[np.intp], tied: NDArray[np.intp]) -> int:
        if len(tied) == 1:
            return int(tied[0])
        return int(tied[tie_orders(self._work.lead_ids[lead], self._keys[index[tied]]).argmin()])

    def snapshot(self) -> NDArray[Any]:
        """Return a copy of the balances."""
        return self.balances.copy()


class _InPlainPython:
    """The ledger rule, with balances in a list of Python's own integers, which have no end."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._dtype = np.int64 if work.is_exact_in_arrays() else object
        self.balances = list(work.balances)
        self.widest_bonus = 0
        self.corrected = 0
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

    def bind(self, lead: int, candidates: Candidates, partner: int) -> None:
        """Credit the candidates, charge *partner*, whether he is one of them or not."""
        value = self._work.values[lead]
        self.accrued = 0
        for each, share in zip(candidates.index, candidates.shares, strict=True):
            self.balances[each] += value * share
            if each == partner:
                self.accrued = value * share
        self.balances[partner] -= value << self._work.precision
        self.corrected += (value << self._work.precision) - self.accrued

    def _settled(self, lead: int, index: list[int], tied: list[int]) -> int:
        lead_id, keys = self._work.lead_ids[lead], self._work.partner_keys
        return min(tied, key=lambda place: tie_order(lead_id, keys[index[place]]))

    def snapshot(self) -> NDArray[Any]:
        """Return a copy of the balances."""
        return np.array(self.balances, dtype=self._dtype)


class _ByScore:
    """A policy's own score, in arrays of int64 or, where numbers are too wide, of Python's own integers."""

    def __init__(self, work: Work, *, wide: bool) -> None:
        dtype = object if wide else np.int64
        self._work = work
        self._keys = np.array(work.partner_keys, dtype=np.uint64)
        self._strides = np.array(work.strides, dtype=dtype)
        self._levels = np.array(work.levels, dtype=dtype) * self._strides
        self._counts = np.array(work.counts, dtype=np.int64)
        self.balances = np.array(work.balances, dtype=dtype)
        self.widest_bonus = 0
        self.corrected = 0
        self.accrued = 0
        self._steady = work.steady

    def give(self, lead: int, candidates: Candidates) -> int:
        """Credit the candidates, charge the winner, return him."""
        work, index, value = self._work, candidates.index, self._work.values[lead]
        self._steady = self._steady and candidates.complete
        standing = standing_of(
            work,
            lead,
            index,
            shares=candidates.shares,
            balances=self.balances,
            levels=self._levels,
            counts=self._counts,
            steady=self._steady,
        )
        totals = standing.before + standing.accrual
        scores = scores_of(work, standing)
        tied = np.flatnonzero(scores == scores[scores.argmax()])
        best = int(tied[0])
        if len(tied) > 1:
            best = int(tied[tie_orders(standing.lead, self._keys[index[tied]]).argmin()])
        self.accrued = int(candidates.shares[best]) * value
        if not self._steady and totals[best] < totals.max():
            # Not whom the ledger rule would have chosen.
            self.corrected += (value << work.precision) - self.accrued
        self.balances[index] = totals
        return self._charged(int(index[best]), value)

    def bind(self, lead: int, candidates: Candidates, partner: int) -> None:
        """Credit the candidates, charge *partner*, whether he is one of them or not."""
        value = self._work.values[lead]
        self._steady = False
        self.balances[candidates.index] += candidates.shares.astype(self.balances.dtype) * value
        self.accrued = int(candidates.shares[candidates.index == partner].sum()) * value
        self.corrected += (value << self._work.precision) - self.accrued
        self._charged(partner, value)

    def _charged(self, partner: int, value: int) -> int:
        self.balances[partner] -= value << self._work.precision
        self._levels[partner] += value * self._strides[partner]
        self._counts[partner] += 1
        return partner

    def snapshot(self) -> NDArray[Any]:
        """Return a copy of the balances."""
        return self.balances.copy()


def distribute(
    work: Work, *, guard: Guard | None = None, progress: Progress | None = None, plain: bool | None = None
) -> Trace:
    """
    Give the leads of *work* one after the other.

    *plain* forces Python's own integers, or arrays of int64; else it is as the numbers and sets need it.
    """
    wide = not work.is_exact_in_arrays() if plain is None else plain
    is_small = plain is None and work.score is None and _candidates_on_average(work) <= SMALL
    state: _ByScore | _InPlainPython | _InArrays
    if work.score is not None:
        state = _ByScore(work, wide=wide)
    else:
        state = _InPlainPython(work) if wide or is_small else _InArrays(work)
    sets = CandidateSets(work, plain=isinstance(state, _InPlainPython))
    run = _Run(work, state, sets, guard)
    count, checkpoints = len(work.order), []
    for start in range(0, count, STRIDE):
        checkpoints.append(state.snapshot())
        if progress is not None:
            progress(start, count)
        run.give(work.order[start : start + STRIDE])
    if progress is not None:
        progress(count, count)
    return Trace(
        work=work,
        winners=np.array(run.winners, dtype=np.int32),
        sets=np.array(run.numbers, dtype=np.int32),
        masks=tuple(run.sets.masks),
        checkpoints=tuple(checkpoints),
        balances=tuple(int(balance) for balance in state.balances),
        accrued=tuple(run.accrued),
        widest_bonus=state.widest_bonus,
        corrected=state.corrected,
        steady=run.steady,
        bound=frozenset(run.bound),
    )


def _candidates_on_average(work: Work) -> float:
    if len(work.order) == 1:
        return float(np.count_nonzero(work.table[work.signatures[work.order[0]]]))
    sizes = work.table.sum(axis=1)[work.signatures[np.asarray(work.order, dtype=np.intp)]]
    return float(sizes.mean()) if len(sizes) else 0.0


class _Run:
    """What has happened so far."""

    def __init__(
        self,
        work: Work,
        state: _ByScore | _InPlainPython | _InArrays,
        sets: CandidateSets,
        guard: Guard | None,
    ) -> None:
        self.winners: list[int] = []
        self.numbers: list[int] = []
        self.accrued: list[int] = []
        self.bound: list[int] = []
        self.steady = 0
        self.sets = sets
        self._is_steady = work.steady
        self._work, self._state, self._guard = work, state, guard
        self._room, self._signatures = list(work.room), work.signatures.tolist()

    def give(self, leads: Any) -> None:
        """Give some leads, in this order."""
        state, guard, forced, room = self._state, self._guard, self._work.forced, self._room
        signatures, current, chosen = self._signatures, self.sets.current, self._work.chosen
        for lead in leads:
            signature = signatures[lead]
            is_bound = room[forced[lead]] > 0 if lead in forced else False
            if is_bound:
                candidates, winner = self._bound(lead, signature)
            elif guard is None and chosen is None:
                known = current[signature]
                candidates = self.sets.of(signature) if known is None else known
                winner = state.give(lead, candidates) if candidates.size else NOBODY
            elif guard is not None:
                candidates = self.sets.within(signature, guard.mask(signature))
                winner = state.give(lead, candidates) if candidates.size else NOBODY
            else:
                candidates, winner = self._chosen(lead, signature)
            self.numbers.append(candidates.number)
            self.winners.append(winner)
            self.accrued.append(state.accrued if candidates.size else 0)
            if self._is_steady:
                self._is_steady = not candidates.size or (candidates.complete and not is_bound)
                self.steady += self._is_steady
            if winner != NOBODY:
                if guard is not None and not is_bound:
                    guard.assign(signature, winner)
                room[winner] -= 1
                if not room[winner]:
                    self.sets.close(winner)

    def _bound(self, lead: int, signature: int) -> tuple[Candidates, int]:
        """Give a lead to whom it is bound and who has room; one that is apart has no candidates."""
        work = self._work
        self.bound.append(lead)
        partner = work.forced[lead]
        candidates = self.sets.of_bound(signature, partner, apart=lead in work.apart)
        if candidates.size:
            self._state.bind(lead, candidates, partner)
        return candidates, partner

    def _chosen(self, lead: int, signature: int) -> tuple[Candidates, int]:
        """Give a lead to whom it was chosen for; whoever has room accrues, nobody for one that was left out."""
        winner = NOBODY if self._work.chosen is None else self._work.chosen.get(lead, NOBODY)
        if winner == NOBODY:
            return self.sets.of_mask(np.zeros(len(self._room), dtype=np.bool_)), NOBODY
        candidates = self.sets.of(signature)
        self._state.bind(lead, candidates, winner)
        return candidates, winner

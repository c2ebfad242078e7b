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

from collections.abc import Callable, Sequence
from hashlib import blake2b
from typing import Any, Protocol, TypeAlias, final

import numpy as np
from attrs import define, field, frozen
from numpy.typing import NDArray

from partnerkit.leads.weights import share_out

__all__ = [
    "NOBODY",
    "SMALL",
    "STRIDE",
    "UNLIMITED",
    "Guard",
    "Progress",
    "Trace",
    "Work",
    "distribute",
    "tie_key",
    "tie_order",
]

#: The winner of a lead that nobody can take.
NOBODY = -1

#: The room of a partner without a limit.
UNLIMITED = 2**62

#: Every so many leads the balances are kept, so that any decision can be repeated.
STRIDE = 256

#: Up to so many candidates on average, plain Python is faster than arrays.
SMALL = 40

_INT64 = 2**62
_MASK = 2**64 - 1

Progress: TypeAlias = Callable[[int, int], None]


def __dir__() -> list[str]:
    return __all__


class Guard(Protocol):
    """Keeps room for leads to come: may take partners out of a lead's candidates."""

    def mask(self, signature: int, /) -> NDArray[np.bool_] | None:
        """Return who may take the next lead of this signature; None leaves it to the table."""

    def assign(self, signature: int, partner: int, /) -> None:
        """Note to whom that lead went."""


@final
@frozen(kw_only=True, eq=False)
class Work:
    """Leads and partners as numbers; partners are counted in the order of their tie keys."""

    lead_ids: Sequence[str]

    #: What each lead counts.
    values: Sequence[int]

    #: Per lead, its row of `table`; rows by partners: who could take it.
    signatures: NDArray[np.int32]
    table: NDArray[np.bool_]

    weights: Sequence[int]
    partner_keys: Sequence[int]

    #: What each partner is owed before, in sub-units, and how many leads he can still take.
    balances: Sequence[int]
    room: Sequence[int]

    precision: int

    #: The leads to give, in this order.
    order: Sequence[int]

    #: Per lead and candidates an extra in sub-units, such as for fit.
    bonus: Callable[[int, NDArray[np.intp]], NDArray[np.int64]] | None = None

    #: No bonus is larger, in sub-units.
    largest_bonus: int = 0

    def is_exact_in_arrays(self) -> bool:
        """Tell whether no number on the way can leave int64, by the bound on balances."""
        largest = max((self.values[lead] for lead in self.order), default=0) << self.precision
        start = sum(map(abs, self.balances))
        return (len(self.balances) + 3) * (largest + 2 * self.largest_bonus) + start < _INT64


def tie_key(identity: str) -> int:
    """
    Return a number that looks random and is the same everywhere.

    >>> tie_key("P-4") == tie_key("P-4") != tie_key("P-5")
    True
    """
    return int.from_bytes(blake2b(identity.encode(), digest_size=8, person=b"partnerkit.tie").digest(), "big")


def _mixed(key: int) -> int:
    """Scramble 64 bits (the finalizer of SplitMix; Steele, Lea and Flood, 2014)."""
    key = ((key ^ (key >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    key = ((key ^ (key >> 27)) * 0x94D049BB133111EB) & _MASK
    return key ^ (key >> 31)


def _mixed_array(keys: NDArray[np.uint64]) -> NDArray[np.uint64]:
    keys = (keys ^ (keys >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    keys = (keys ^ (keys >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return keys ^ (keys >> np.uint64(31))


def tie_order(lead_id: str, partner_key: int) -> int:
    """Return the place in the draw between those who are owed the same: the lowest gets the lead."""
    return _mixed(tie_key(lead_id) ^ partner_key)


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
        self._plain = plain
        self._out_of = _sharer(work)

    def of(self, signature: int) -> Candidates:
        """Return who of a row of the table has room."""
        current = self._current[signature]
        if current is None:
            current = self._current[signature] = self.of_mask(self._table[signature] & self._open)
        return current

    def of_mask(self, mask: NDArray[np.bool_]) -> Candidates:
        """Return the candidates that *mask* names."""
        packed = np.packbits(mask).tobytes()
        number = self._numbers.setdefault(packed, len(self._numbers))
        if number == len(self.masks):
            self.masks.append(packed)
        index = np.flatnonzero(mask)
        shares = self._out_of(index)
        if self._plain:
            return Candidates(number, index.tolist(), shares.tolist())
        return Candidates(number, index, shares)

    def close(self, partner: int) -> None:
        """Take a partner out who has no more room."""
        self._open[partner] = False
        for signature in np.flatnonzero(self._table[:, partner]):
            self._current[signature] = None


def _sharer(work: Work) -> Callable[[NDArray[np.intp]], NDArray[np.int64]]:
    """Return the function that gives some partners' shares of a lead, exact at any size."""
    whole = np.array(work.weights, dtype=object)
    weights = whole if sum(work.weights) << work.precision >= _INT64 else whole.astype(np.int64)

    def out_of(index: NDArray[np.intp]) -> NDArray[np.int64]:
        if not len(index):
            return np.empty(0, dtype=np.int64)
        return share_out(work.precision, weights[index])

    return out_of


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
        key = np.uint64(tie_key(self._work.lead_ids[lead]))
        return int(tied[_mixed_array(self._keys[index[tied]] ^ key).argmin()])

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

    _share: Callable[[NDArray[np.intp]], NDArray[np.int64]] = field(repr=False)

    def members(self, number: int) -> NDArray[np.intp]:
        """Return the partners of a set of candidates."""
        packed = np.frombuffer(self.masks[number], dtype=np.uint8)
        return np.flatnonzero(np.unpackbits(packed, count=len(self.work.weights)))

    def turn(self, place: int) -> Turn:
        """Repeat the decision at *place* in the order, from the checkpoint before it."""
        work = self.work
        start = place - place % STRIDE
        balances = self.checkpoints[place // STRIDE].copy()
        known: dict[int, tuple[NDArray[np.intp], NDArray[Any]]] = {}
        for step in range(start, place + 1):
            number = int(self.sets[step])
            if number not in known:
                index = self.members(number)
                known[number] = index, self._share(index).astype(balances.dtype)
            index, shares = known[number]
            lead = work.order[step]
            accrual = shares * work.values[lead]
            if step == place:
                break
            balances[index] += accrual
            if self.winners[step] != NOBODY:
                balances[self.winners[step]] -= work.values[lead] << work.precision
        bonus = [0] * len(index) if work.bonus is None else work.bonus(lead, index).tolist()
        given = self.winners[:place]
        counts = np.bincount(given[given != NOBODY], minlength=len(work.room)).tolist()
        room = [left - count for left, count in zip(work.room, counts, strict=True)]
        return Turn(index, balances[index].tolist(), accrual.tolist(), bonus, room)


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
        mask = None if guard is None else guard.mask(signature)
        candidates = sets.of(signature) if mask is None else sets.of_mask(mask)
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
        share=_sharer(work),
    )

"""
Who could take the next lead, and what share of it is each of them owed?

Leads that the same partners could take have the same candidates until somebody
is full, or a plan must keep him free for other leads.
"""

from typing import Any, final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from partnerkit.leads.weights import whole_shares
from partnerkit.leads.work import Work, shares_among

__all__ = ["CandidateSets", "Candidates"]


def __dir__() -> list[str]:
    return __all__


@final
@frozen(eq=False)
class Candidates:
    """Who could take a lead, and the share of it that each is owed."""

    #: Of this set among those of the run.
    number: int

    #: The partners by index, and what each is owed of one unit of value, in sub-units: arrays, or lists of whole numbers.
    index: Any
    shares: Any

    #: How many they are, and whether nobody of the pool is missing.
    size: int
    complete: bool


class CandidateSets:
    """The sets of candidates that come up; each is numbered, so that a run can be repeated."""

    def __init__(self, work: Work, *, plain: bool) -> None:
        self.masks: list[bytes] = []
        self._numbers: dict[bytes, int] = {}
        self._table = work.table
        self._open = np.array([room > 0 for room in work.room], dtype=np.bool_)
        self.current: list[Candidates | None] = [None] * len(work.table)
        self._guarded: list[tuple[NDArray[np.bool_], Candidates] | None] = [None] * len(work.table)
        self._weights, self._precision = work.weights, work.precision
        self._everybody = len(work.weights) + work.strangers
        self._shares_among = None if plain else shares_among(work)

    def of(self, signature: int) -> Candidates:
        """Return who of a row of the table has room."""
        current = self.current[signature]
        if current is None:
            current = self.current[signature] = self.of_mask(self._table[signature] & self._open)
        return current

    def within(self, signature: int, mask: NDArray[np.bool_]) -> Candidates:
        """Return those of a row of the table whom a guard leaves, and who have room."""
        known = self._guarded[signature]
        if known is None or known[0] is not mask:
            known = self._guarded[signature] = mask, self.of_mask(mask & self._open)
        return known[1]

    def of_mask(self, mask: NDArray[np.bool_]) -> Candidates:
        """Return the candidates that *mask* names."""
        packed = np.packbits(mask).tobytes()
        number = self._numbers.setdefault(packed, len(self._numbers))
        if number == len(self.masks):
            self.masks.append(packed)
        index = np.flatnonzero(mask)
        size, complete = len(index), len(index) == self._everybody
        if self._shares_among is None:
            few: list[int] = index.tolist()
            shares = whole_shares(self._precision, [self._weights[each] for each in few]) if few else []
            return Candidates(number, few, shares, size, complete)
        return Candidates(number, index, self._shares_among(index), size, complete)

    def of_bound(self, signature: int, partner: int, *, apart: bool) -> Candidates:
        """Return who accrues for a lead that is bound to *partner*: himself if nobody else could take it."""
        if not apart and self.of(signature).size:
            return self.of(signature)
        mask = np.zeros(self._table.shape[1], dtype=np.bool_)
        mask[partner] = not apart
        return self.of_mask(mask)

    def close(self, partner: int) -> None:
        """Take a partner out who has no more room."""
        self._open[partner] = False
        for signature in np.flatnonzero(self._table[:, partner]):
            self.current[signature] = self._guarded[signature] = None

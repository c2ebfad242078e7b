"""
Has a figure counted before, in whatever was told?

Marks are kept sorted, in a few runs of which each is much longer than the next:
so what was told for years is neither sorted nor copied anew in each month. A
figure that never counted, as most of a new month, is seldom looked for at all.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import final

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from partnerkit.scoring.marks import as_marks

__all__ = ["Counted"]

#: A run at least so many times as long as the next is left alone.
_LONGER = 8

#: At least so many slots for each mark: few figures that never counted share one with a mark.
_ROOM = 8

#: So many are entered at once, which stays near the processor.
_AT_ONCE = 8192

#: A mark fills the lower half of a key, the number of its KPI the upper.
_HALF = np.uint64(32)


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True, eq=False)
class Counted:
    """
    The marks of all figures that counted, KPI by KPI.

    >>> counted = Counted().with_figures([("revenue", "0000000700000009")])
    >>> counted.has(["revenue", "margin"], np.array([[7, 8], [7, 9]], dtype=np.uint32)).tolist()
    [[True, False], [False, False]]
    """

    #: KPI -> its number.
    numbers: Mapping[str, int] = field(factory=dict)

    #: Number and mark in one, sorted; the longest run first.
    runs: tuple[NDArray[np.uint64], ...] = ()

    #: Where marks may be. Who goes on from here shares it: too much in it costs a look, and nothing else.
    slots: NDArray[np.bool_] = field(factory=lambda: np.zeros(1024, dtype=np.bool_))

    def has(self, kpis: Sequence[str], found: NDArray[np.uint32]) -> NDArray[np.bool_]:
        """Tell which figures counted, by their marks: KPIs x partners."""
        if not self.runs:
            return np.zeros(found.shape, dtype=np.bool_)
        nobody = len(self.numbers)
        numbers = np.array([self.numbers.get(kpi, nobody) for kpi in kpis], dtype=np.uint64)
        keys = ((numbers << _HALF)[:, np.newaxis] | found).ravel()
        is_known = self.slots[_slot(keys, self.slots)]
        places = np.flatnonzero(is_known)
        # Rising keys are found faster: each stands near the one before it.
        places = places[np.argsort(keys[places])]
        asked = keys[places]
        hits = np.zeros(len(asked), dtype=np.bool_)
        for run in self.runs:
            hits |= run.take(run.searchsorted(asked), mode="clip") == asked
        is_known[places] = hits
        return is_known.reshape(found.shape)

    def with_figures(self, more: Iterable[tuple[str, str]]) -> "Counted":
        """Return it with *more*: KPI and marks, as text."""
        numbers, counts, texts = dict(self.numbers), [], []
        for kpi, text in more:
            counts.append((numbers.setdefault(kpi, len(numbers)), len(text) // 8))
            texts.append(text)
        of, lengths = np.array(counts, dtype=np.uint64).reshape(-1, 2).T
        keys = np.repeat(of << _HALF, lengths.astype(np.int64)) | as_marks("".join(texts))
        runs = [run for run in (*self.runs, np.sort(keys)) if len(run)]
        while len(runs) > 1 and len(runs[-2]) < _LONGER * len(runs[-1]):
            merged = np.concatenate(runs[-2:])
            # Two sorted runs are merged, not sorted, and in place: memory costs more than the comparison.
            merged.sort(kind="stable")
            runs[-2:] = [merged]
        slots, size, entered = self.slots, sum(map(len, runs)), [keys]
        if size * _ROOM > len(slots):
            slots, entered = np.zeros(_power(_ROOM * size), dtype=np.bool_), runs
        for each in entered:
            for start in range(0, len(each), _AT_ONCE):
                slots[_slot(each[start : start + _AT_ONCE], slots)] = True
        return Counted(numbers=numbers, runs=tuple(runs), slots=slots)


def _slot(keys: NDArray[np.uint64], slots: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the slot of each key: the first digits of its mark, so that sorted keys have rising slots."""
    return (keys.astype(np.uint32) >> np.uint32(33 - len(slots).bit_length())).astype(np.int64)


def _power(least: int) -> int:
    """Return the least power of two that is not below *least*."""
    return 1 << (least - 1).bit_length()

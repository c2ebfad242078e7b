"""
Has a figure counted before, in whatever was told?

Marks stand in the order in which they came, and beside them a table that says of
the first digits of each where it stands. So a mark is found in one look, however
long the record is, and a month costs as much after years as in the first one.
What finds its digits taken, one in ten, is kept sorted in a few runs of which
each is much longer than the next, and asked for only where digits are crowded.

Marks and table are shared by a record and whoever goes on from it: what came
after a record stands behind its own. The second who goes on from the same record
gets marks and a table of his own.
"""

from collections.abc import Iterable, Mapping, Sequence
from threading import Lock
from typing import TypeAlias, final

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from partnerkit.scoring.marks import as_marks

__all__ = ["Counted"]

Keys: TypeAlias = NDArray[np.uint64]

#: At least so many slots for each mark.
_ROOM = 4

#: So many times the keys that a table has room for are reserved.
_AHEAD = 8

#: A run at least so many times as long as the next is left alone.
_LONGER = 8

#: So many are entered at once, which stays near the processor.
_AT_ONCE = 8192

#: A mark fills the upper half of a key, the number of its KPI the lower.
_HALF = np.uint64(32)

#: Others with these first digits are in the runs.
_CROWDED = np.uint32(1 << 31)

_claiming = Lock()


def __dir__() -> list[str]:
    return __all__


@final
class _Index:
    """Keys in the order in which they came, and the place of each, from 1 on, in the slot of its first digits."""

    def __init__(self, keys: Keys, count: int) -> None:
        """Leave room for at least *count* of *keys*; none has a slot yet."""
        bits = max(8, count.bit_length())
        self.keys, self.count, self.most = keys, count, 1 << bits
        if len(keys) < self.most:
            # What is not written yet costs nothing, and what is written need not be copied with each new table.
            self.keys = np.empty(_AHEAD << bits, dtype=np.uint64)
            self.keys[: len(keys)] = keys
        # Written at once and in order: page by page, when it is first met, it would cost more than all the rest.
        self.places = np.full(_ROOM << bits, 0, dtype=np.uint32)
        self.shift = np.uint64(65 - len(self.places).bit_length())

    def slots_of(self, keys: Keys) -> NDArray[np.int64]:
        """Return the slot of each key."""
        return (keys >> self.shift).view(np.int64)

    def enter(self, start: int, stop: int) -> Keys:
        """Enter the keys between two places, and return those whose slot is taken."""
        is_new = start == 0
        parts = [(first, min(first + _AT_ONCE, stop)) for first in range(start, stop, _AT_ONCE)]
        for first, last in parts:
            own = np.arange(first + 1, last + 1, dtype=np.uint32)
            slots = self.slots_of(self.keys[first:last])
            # Of several for one slot, the last is left in it; in a new table all are free.
            if not is_new:
                free = np.flatnonzero(self.places[slots] == 0)
                slots, own = slots[free], own[free]
            self.places[slots] = own
        left = [self.keys[:0]]
        for first, last in parts:
            keys, own = self.keys[first:last], np.arange(first + 1, last + 1, dtype=np.uint32)
            slots = self.slots_of(keys)
            held = self.places[slots]
            out = np.flatnonzero(held & ~_CROWDED != own)
            self.places[slots[out]] = held[out] | _CROWDED
            left.append(keys[out])
        return np.concatenate(left)


@final
@frozen(kw_only=True, eq=False)
class Counted:
    """
    The marks of all figures that counted, KPI by KPI.

    >>> counted = Counted().with_figures([("revenue", "0000000700000009")])
    >>> counted.has(["revenue", "margin"], np.array([[7, 8], [7, 9]], dtype=np.uint32)).tolist()
    [[True, False], [False, False]]
    """

    #: KPI -> its number, from 1 on.
    numbers: Mapping[str, int] = field(factory=dict)

    #: Shared with those who went on from here: of its keys the first *count* are ours.
    index: _Index = field(factory=lambda: _Index(np.zeros(0, dtype=np.uint64), 0))
    count: int = 0

    #: What found its slot taken, sorted; the longest run first.
    runs: tuple[Keys, ...] = ()

    def has(self, kpis: Sequence[str], found: NDArray[np.uint32]) -> NDArray[np.bool_]:
        """Tell which figures counted, by their marks: KPIs x partners."""
        if not self.count:
            return np.zeros(found.shape, dtype=np.bool_)
        numbers = np.array([self.numbers.get(kpi, 0) for kpi in kpis], dtype=np.uint64)
        keys = ((found.astype(np.uint64) << _HALF) | numbers[:, np.newaxis]).ravel()
        held = self.index.places[self.index.slots_of(keys)]
        asked = np.flatnonzero(held)
        held, is_known = held[asked], np.zeros(len(keys), dtype=np.bool_)
        place = held & ~_CROWDED
        is_known[asked] = (self.index.keys[place - 1] == keys[asked]) & (place <= self.count)
        crowded = asked[held >= _CROWDED]
        keys = keys[crowded]
        for run in self.runs:
            is_known[crowded] |= run.take(run.searchsorted(keys), mode="clip") == keys
        return is_known.reshape(found.shape)

    def with_figures(self, more: Iterable[tuple[str, str]]) -> "Counted":
        """Return it with *more*: KPI and marks, as text."""
        numbers, counts, texts = dict(self.numbers), [], []
        for kpi, text in more:
            counts.append((numbers.setdefault(kpi, len(numbers) + 1), len(text) // 8))
            texts.append(text)
        of, lengths = np.array(counts, dtype=np.uint64).reshape(-1, 2).T
        marks = as_marks("".join(texts)).astype(np.uint64)
        keys = (marks << _HALF) | np.repeat(of, lengths.astype(np.int64))
        index, runs, start, stop = self.index, self.runs, self.count, self.count + len(keys)
        is_last = self._goes_on(stop)
        if not is_last or stop > index.most:
            index, runs, start = _Index(index.keys if is_last else index.keys[:start], stop), (), 0
        index.keys[self.count : stop] = keys
        runs = _with_run(runs, np.sort(index.enter(start, stop)))
        return Counted(numbers=numbers, index=index, count=stop, runs=runs)

    def _goes_on(self, stop: int) -> bool:
        """Take the keys up to *stop* for ours; tell whether nobody else has gone on from here."""
        with _claiming:
            is_last = self.index.count == self.count
            if is_last:
                self.index.count = stop
        return is_last


def _with_run(runs: tuple[Keys, ...], more: Keys) -> tuple[Keys, ...]:
    """Return sorted *runs* and one more, merged until each is much longer than the next."""
    found = [run for run in (*runs, more) if len(run)]
    while len(found) > 1 and len(found[-2]) < _LONGER * len(found[-1]):
        merged = np.concatenate(found[-2:])
        # Two sorted runs are merged, not sorted, and in place: memory costs more than the comparison.
        merged.sort(kind="stable")
        found[-2:] = [merged]
    return tuple(found)

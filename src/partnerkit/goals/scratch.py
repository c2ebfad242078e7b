"""
Where is reckoned what nobody keeps?

Block after block of goals needs the same columns for a moment. Memory that is
new each time costs the system as much as the numbers in it, so that they lie
in the same place again.
"""

import math
from collections.abc import Sequence
from typing import Any, final

import numpy as np
from numpy.typing import NDArray

__all__ = ["Scratch"]

#: Columns that one block needs at a time.
_COLUMNS = 8


def __dir__() -> list[str]:
    return __all__


@final
class Scratch:
    """
    Columns to write to, in one piece; a block begins anew with the first.

    >>> scratch = Scratch(4)
    >>> first, second = (scratch.like(np.array([[1, 2]])) for _ in range(2))
    >>> np.add(np.array([[1, 2]]), 1, out=first).tolist(), np.shares_memory(first, second)
    ([[2, 3]], False)
    """

    __slots__ = ("_columns", "_next")

    def __init__(self, size: int, columns: int = _COLUMNS) -> None:
        self._columns = np.empty((columns, size))
        self._next = 0

    def restart(self) -> None:
        """Let the next block write where the last one did."""
        self._next = 0

    def like(self, *values: NDArray[Any]) -> Any:
        """Return a column for the shape and kind of *values*; None if there is none, so that a new one is made."""
        return self._column(np.result_type(*values), values[0].shape)

    def for_all(self, parts: Sequence[NDArray[Any]]) -> Any:
        """Return a column for *parts* one after the other; None as in `like`."""
        return self._column(np.result_type(*parts), (sum(map(len, parts)),))

    def _column(self, kind: np.dtype[Any], shape: tuple[int, ...]) -> Any:
        size = math.prod(shape)
        if kind not in (np.int64, np.float64) or self._next == len(self._columns):
            return None
        if size > self._columns.shape[1]:
            return None
        self._next += 1
        return self._columns[self._next - 1, :size].view(kind).reshape(shape)

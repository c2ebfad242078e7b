"""
Do the columns of a frame lie side by side, row by row?

Then to read one of them touches nearly all memory of all of them. What is read
block by block, all columns at once, is read once.
"""

from collections.abc import Mapping, Sequence
from typing import Any, final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from partnerkit.scoring.groups import STRIPE, Floats, Whole

__all__ = ["Matrix", "is_within", "matrix_of", "within"]

#: So many rows of a matrix stay in the fast memory of a processor.
_BLOCK = 8_192

#: Rows are read whole; if more than this many of their numbers are wanted by nobody, columns are read one by one.
_WASTE = 3


def __dir__() -> list[str]:
    return __all__


@final
@frozen(eq=False)
class Matrix:
    """A matrix in rows, and which of its columns each of some columns is; -1 is none of them."""

    rows: Floats
    places: tuple[int, ...]

    def gather(self, rows: Whole) -> dict[int, Floats]:
        """Return, for each column that lies in it, the values of *rows* as an array of its own."""
        wanted = [(place, column) for place, column in enumerate(self.places) if column >= 0]
        found = {place: np.empty(len(rows)) for place, _ in wanted}
        for start in range(0, len(rows), _BLOCK):
            block = np.take(self.rows, rows[start : start + _BLOCK], axis=0)
            for place, column in wanted:
                found[place][start : start + _BLOCK] = block[:, column]
        return found


def matrix_of(columns: Sequence[NDArray[Any]]) -> Matrix | None:
    """
    Return the matrix in which most of *columns* lie side by side, if they do.

    >>> numbers = np.zeros((3, 2))
    >>> matrix_of([numbers[:, 1], numbers[:, 0]]).places
    (1, 0)
    """
    bases = [_base(column) for column in columns]
    first = next((base for base in bases if base is not None), None)
    if first is None:
        return None
    places = tuple(
        _place(first, column) if base is first else -1 for base, column in zip(bases, columns, strict=True)
    )
    count = sum(place >= 0 for place in places)
    is_worth_it = 2 * count > len(columns) and first.shape[1] <= _WASTE * count
    return Matrix(first, places) if is_worth_it else None


def within(columns: Mapping[str, NDArray[Any]], most: float) -> frozenset[str]:
    """Return the columns that lie in matrices of which no number is beyond *most*; two passes tell it of them all."""
    found: dict[int, tuple[NDArray[Any], list[str]]] = {}
    for name, column in columns.items():
        base = _base(column)
        if base is not None:
            found.setdefault(id(base), (base, []))[1].append(name)
    names: list[str] = []
    for base, own in found.values():
        if len(own) > 1 and is_within(base.reshape(-1), most):
            names += own
    return frozenset(names)


def is_within(numbers: NDArray[Any], most: float) -> bool:
    """
    Tell whether no number is beyond *most*; NaN is none. Memory is read once.

    >>> is_within(np.array([1.0, np.nan, -3.0]), 3), is_within(np.array([np.inf]), 3)
    (True, False)
    """
    for start in range(0, len(numbers), STRIPE):
        part = numbers[start : start + STRIPE]
        if np.fmin.reduce(part, initial=0.0) < -most or np.fmax.reduce(part, initial=0.0) > most:
            return False
    return True


def _base(column: NDArray[Any]) -> NDArray[Any] | None:
    base = column.base
    is_matrix = (
        isinstance(base, np.ndarray)
        and base.ndim == 2
        and base.shape[1] > 1
        and base.shape[0] == len(column)
        and base.dtype == column.dtype == np.float64
        and base.flags.c_contiguous
        and column.strides == base.strides[:1]
    )
    return (
        base
        if isinstance(base, np.ndarray) and is_matrix and 0 <= _place(base, column) < base.shape[1]
        else None
    )


def _place(base: NDArray[Any], column: NDArray[Any]) -> int:
    start: int = base.__array_interface__["data"][0]
    own: int = column.__array_interface__["data"][0]
    return (own - start) // base.itemsize

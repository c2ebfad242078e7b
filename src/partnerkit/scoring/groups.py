"""
How do rows stand in groups?

In the order of their groups, each group a slice: then a sum by group is one
pass, and a value of the group is spread out again in another.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import TypeAlias, final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

__all__ = ["STRIPE", "Floats", "Groups", "Whole"]

Floats: TypeAlias = NDArray[np.float64]
Whole: TypeAlias = NDArray[np.int64]

#: So many rows at a time stay in the fast memory of a processor.
STRIPE = 65_536

#: Groups of more rows than this on average are worked on one by one, instead of writing out a number for each row.
LARGE_GROUP = 2_048


def __dir__() -> list[str]:
    return __all__


@final
@frozen(eq=False)
class Groups:
    """
    Rows in groups: none is empty, one follows the other.

    >>> groups = Groups.of(np.array([2, 1]))
    >>> groups.total(np.array([1.0, 2.0, 5.0])), groups.each(np.array([3.0, 5.0]))
    (array([3., 5.]), array([3., 3., 5.]))
    """

    starts: Whole
    sizes: Whole

    @classmethod
    def of(cls, sizes: Whole) -> "Groups":
        """Return the groups of *sizes*."""
        return cls(np.cumsum(sizes) - sizes, sizes)

    def __len__(self) -> int:
        return len(self.sizes)

    def total(self, values: NDArray[np.float64 | np.int64]) -> Floats:
        """Return the sum of each group."""
        return np.add.reduceat(values, self.starts).astype(np.float64, copy=False)

    def squares(self, values: Floats) -> Floats:
        """Return the sum of the squares of each group."""
        is_large = self.sizes >= LARGE_GROUP
        if is_large.all():
            return np.array([own.dot(own) for own in self._slices(values)])
        found = self.total(values * values)
        # By its own size, so that no group's sum is rounded differently for what stands in another.
        for group in np.flatnonzero(is_large).tolist():
            own = values[self.starts[group] : self.starts[group] + self.sizes[group]]
            found[group] = own.dot(own)
        return found

    def least(self, values: Floats) -> Floats:
        """Return the least known value of each group; NaN where none is known."""
        return np.fmin.reduceat(values, self.starts)

    def most(self, values: Floats) -> Floats:
        """Return the greatest known value of each group; NaN where none is known."""
        return np.fmax.reduceat(values, self.starts)

    def known(self, gaps: Whole) -> Whole:
        """Return how many values of each group are there, if the rows *gaps*, in rising order, are not."""
        if not len(gaps):
            return self.sizes
        before = gaps.searchsorted(self.starts)
        return self.sizes - (gaps.searchsorted(self.starts + self.sizes) - before)

    def times(self, count: int) -> "Groups":
        """Return the groups of *count* columns that stand one below the other."""
        return Groups.of(np.tile(self.sizes, count))

    def each(self, values: Floats) -> Floats:
        """Return for each row the value of its group, to be read only."""
        if len(self.sizes) == 1 and self.sizes[0] >= LARGE_GROUP:
            return np.broadcast_to(values, int(self.sizes[0]))
        return values.repeat(self.sizes)

    def apply(self, values: Floats, *steps: tuple[np.ufunc, Floats]) -> None:
        """Work on *values* in place: each step applies its operation with the number of the group."""
        if len(values) < LARGE_GROUP * len(self.sizes):
            # The number of an only group is that of each row.
            for operation, numbers in steps:
                operation(values, numbers if len(self.sizes) == 1 else self.each(numbers), out=values)
            return
        by_group = zip(*(numbers.tolist() for _, numbers in steps), strict=True)
        # All steps at once, while a group is in the fast memory of the processor.
        for own, operands in zip(self._slices(values), by_group, strict=True):
            for (operation, _), operand in zip(steps, operands, strict=True):
                operation(own, operand, out=own)

    def _slices(self, values: Floats) -> list[Floats]:
        ends = (self.starts + self.sizes).tolist()
        return [values[start:end] for start, end in zip(self.starts.tolist(), ends, strict=True)]

    def stripes(self, rows: int = STRIPE) -> Iterator[tuple[slice, "Groups"]]:
        """Cut them into pieces of whole groups, each of about so many rows."""
        if len(self) and not self.starts[0] and self.starts[-1] < rows:
            # As one piece, which most are.
            yield slice(0, int(self.starts[-1] + self.sizes[-1])), self
            return
        stripe = self.starts // rows
        bounds = [*np.flatnonzero(np.diff(stripe, prepend=-1)).tolist(), len(self)]
        for first, last in pairwise(bounds):
            sizes = self.sizes[first:last]
            start = int(self.starts[first])
            yield slice(start, start + int(sizes.sum())), Groups.of(sizes)

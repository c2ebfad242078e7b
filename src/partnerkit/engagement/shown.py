"""
May results of this group be shown, after those that were shown before?

Whoever knows the sum of ten and the sum of nine of them knows the tenth. All
groups that were ever shown cut those who answered into cells; whatever can be
reckoned from their results, by any sums and differences, belongs to whole
cells. So a group is shown only if no cell becomes smaller than the minimum. Two
waves of one question count as if opinions had stayed: who is in one of them
only must not stand alone either.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import final

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from partnerkit.values.errors import InvalidValue, raise_faults, shown
from partnerkit.values.fields import is_identifier
from partnerkit.values.reasons import Reason

__all__ = ["Shown", "cells_with", "is_safe", "why_not"]

Whole = NDArray[np.int64]


def __dir__() -> list[str]:
    return __all__


def is_safe(cells: Whole, inside: NDArray[np.bool_], least: int) -> bool:
    """
    Tell whether a group may be shown: no cell is cut to a piece smaller than *least*.

    Parameters
    ----------
    cells
        The number of each respondent's cell; 0 is of those who are in nothing that was shown.
    inside
        Which of them are in the group.

    >>> of_ten = np.ones(10, dtype=np.int64)
    >>> is_safe(of_ten, np.arange(10) < 9, 5), is_safe(of_ten, np.arange(10) < 5, 5)
    (False, True)
    """
    whole = np.bincount(cells, minlength=1)
    part = np.bincount(cells[inside], minlength=len(whole))
    rest = whole - part
    # Of those who are in nothing that was shown, nobody knows a sum.
    rest[0] = 0
    too_small = (part < least) | ((rest > 0) & (rest < least))
    return bool(inside.any()) and not bool((too_small & (part > 0)).any())


def why_not(inside: NDArray[np.bool_], least: int) -> Reason:
    """
    Say why a group may not be shown: it is too small, or others could be told from it.

    >>> why_not(np.array([True, True, False]), 3).code
    'survey-too-few'
    """
    code = "survey-too-few" if int(inside.sum()) < least else "survey-told-by-difference"
    return Reason(code, {"least": least})


def cells_with(cells: Whole, inside: NDArray[np.bool_]) -> Whole:
    """
    Return the cells after the group is shown, numbered from 1 on.

    >>> cells_with(np.array([0, 1, 1, 0]), np.array([True, True, False, False])).tolist()
    [1, 3, 2, 0]
    """
    keys = 2 * cells + inside
    named, found = np.unique(keys, return_inverse=True)
    return np.asarray(found + (0 if len(named) and named[0] == 0 else 1), dtype=np.int64)


def _as_cells(given: Mapping[str, Iterable[Iterable[str]]]) -> Mapping[str, tuple[tuple[str, ...], ...]]:
    return {question: tuple(tuple(cell) for cell in cells) for question, cells in given.items()}


@final
@frozen(repr=False)
class Shown:
    """
    What has been shown so far: per question, the cells of respondents that are told apart.

    Persist it, and pass it in next time; it holds tokens and partner ids, so keep
    it where the answers are.

    >>> Shown({"leads": [["9f", "a1", "b2"]]})
    <Shown: 1 cells of 1 questions>
    """

    cells: Mapping[str, tuple[tuple[str, ...], ...]] = field(factory=dict, converter=_as_cells)

    def __attrs_post_init__(self) -> None:
        raise_faults(self._faults())

    def __repr__(self) -> str:
        return f"<Shown: {sum(map(len, self.cells.values()))} cells of {len(self.cells)} questions>"

    def _faults(self) -> Iterator[InvalidValue]:
        for question, cells in self.cells.items():
            names = [name for cell in cells for name in cell]
            if len(set(names)) < len(names) or not all(map(is_identifier, names)):
                remedy = "use ids, each in one cell of a question"
                yield InvalidValue(path=f"cells[{question!r}]", value=shown(len(names)), remedy=remedy)

    @property
    def respondents(self) -> frozenset[str]:
        """Everybody who is in something that was shown."""
        return frozenset(name for cells in self.cells.values() for cell in cells for name in cell)

    def numbers(self, question: str, respondents: Sequence[str]) -> Whole:
        """Return the number of each respondent's cell, 0 for who is in none."""
        of = {name: at for at, cell in enumerate(self.cells.get(question, ()), start=1) for name in cell}
        return np.fromiter((of.get(name, 0) for name in respondents), np.int64, len(respondents))

    def with_cells(self, respondents: Sequence[str], cells: Mapping[str, Whole]) -> "Shown":
        """Return this with the cells of some questions as they are now; *respondents* are all there are."""
        return Shown({**self.cells, **{name: _told(respondents, each) for name, each in cells.items()}})


def _told(respondents: Sequence[str], cells: Whole) -> tuple[tuple[str, ...], ...]:
    made: dict[int, list[str]] = {}
    for name, cell in zip(respondents, cells.tolist(), strict=True):
        if cell:
            made.setdefault(cell, []).append(name)
    return tuple(sorted(tuple(sorted(names)) for names in made.values()))

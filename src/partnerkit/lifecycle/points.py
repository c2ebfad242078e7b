"""
Which tiers does each partner meet, and with how many points?

What partners showed is int64: twice the number, rounded down to the decimals
of the bounds, plus one where something was cut off. So every comparison with a
bound is exact. Points are whole hundredths; parts of them are rounded down.
"""

from collections.abc import Sequence
from typing import final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

__all__ = ["ANY", "UNKNOWN", "Asked", "Codes", "highest", "met", "points_of"]

#: Above and below every number that is shown.
ANY = 2**62

#: What is not known: below all that is.
UNKNOWN = -ANY

#: So many partners at a time that what is made on the way stays near the processor.
_BLOCK = 32_768

#: Products below it fit into half the width.
_HALF = 2**31

#: Fewer tiers are counted in a byte.
_NARROW = 100

Codes = NDArray[np.int64]


def __dir__() -> list[str]:
    return __all__


@final
@frozen
class Asked:
    """
    One requirement: which column, from where to where, and for points from which floor on.

    Of a number that is better the lower, `most` is the aim and `floor` lies above it.
    """

    column: int
    least: int
    most: int

    #: Hundredths; None must be met.
    points: int | None = None

    #: None gives all of the points or nothing.
    floor: int | None = None

    @property
    def is_lower_better(self) -> bool:
        """Whether less is better, so that the floor lies above."""
        return self.floor is not None and self.floor > self.most


def met(asked: Asked, column: Codes, *, known: bool = False) -> NDArray[np.bool_]:
    """
    Tell who meets a requirement wholly; what is unknown does not. With *known*, nothing is.

    >>> met(Asked(0, least=2, most=ANY), np.array([2, 1, UNKNOWN])).tolist()
    [True, False, False]
    """
    if asked.least > UNKNOWN:
        found: NDArray[np.bool_] = column >= asked.least
        if asked.most < ANY:
            found &= column <= asked.most
        return found
    found = column <= asked.most
    if not known:
        found &= column > UNKNOWN
    return found


def points_of(asked: Asked, column: Codes) -> Codes | NDArray[np.int32]:
    """
    Return the hundredths of points that a requirement brings; below zero where its floor is not held.

    What was cut off of a number counts against the partner, so that no part of a point is given too much.

    >>> points_of(Asked(0, least=200, most=ANY, points=10_00, floor=100), np.array([200, 150, 100, 99])).tolist()
    [1000, 500, 0, -10]
    """
    points = asked.points or 0
    if asked.floor is None:
        return met(asked, column) * np.int64(points)
    if asked.is_lower_better:
        # Nobody knows is no small number here: it lies beyond the floor.
        gone = np.where(column > UNKNOWN, column, asked.floor + 2)
        gone += gone & 1
        np.maximum(gone, asked.most, out=gone)
        np.subtract(asked.floor, gone, out=gone)
        whole = asked.floor - asked.most
    else:
        gone = np.minimum(column, asked.least)
        gone &= -2
        gone -= asked.floor
        whole = asked.least - asked.floor
    # What lies far below the floor would leave int64 when it is multiplied; how far it lies makes no difference.
    np.maximum(gone, -1, out=gone)
    if whole * points < _HALF:
        # Half as wide, a division takes a tenth of the time.
        small = gone.astype(np.int32)
        small *= points
        small //= whole
        return small
    gone *= points
    gone //= whole
    return gone


def highest(columns: Codes, tiers: Sequence[tuple[Sequence[Asked], int]]) -> Codes:
    """
    Return the place of the highest tier that each partner meets; -1 is none.

    *columns* has a row for each measure and a column for each partner; each tier
    is its requirements and the hundredths of points they must bring together.

    >>> tiers = [([Asked(0, least=10, most=ANY)], 0), ([Asked(0, least=20, most=ANY)], 0)]
    >>> highest(np.array([[9, 10, 25]]), tiers).tolist()
    [-1, 0, 1]
    """
    count = columns.shape[1]
    # Counted from 1, in a byte: the higher place is kept in one quick pass.
    narrow = np.int8 if len(tiers) < _NARROW else np.int16
    found = np.zeros(count, narrow)
    known = [row.size > 0 and int(row.min()) > UNKNOWN for row in columns]
    for start in range(0, count, _BLOCK):
        block = columns[:, start : start + _BLOCK]
        earned = found[start : start + _BLOCK]
        # Tiers of a program often ask the same: that is looked at once.
        seen: dict[Asked, NDArray[np.bool_]] = {}
        for place, (requirements, needed) in enumerate(tiers):
            held = np.ones(block.shape[1], bool)
            for asked in requirements:
                if asked.points is None:
                    if asked not in seen:
                        seen[asked] = met(asked, block[asked.column], known=known[asked.column])
                    held &= seen[asked]
            giving = [asked for asked in requirements if asked.points is not None]
            if giving:
                # Only who has met all the rest is asked for points.
                held = _enough(block, held, giving, needed)
            np.maximum(earned, held * narrow(place + 1), out=earned)
    return found.astype(np.int64) - 1


def _enough(block: Codes, held: NDArray[np.bool_], giving: Sequence[Asked], needed: int) -> NDArray[np.bool_]:
    """Tell who of those who *held* all the rest brings enough points together and holds every floor."""
    rows = np.flatnonzero(held)
    total = np.zeros(len(rows), np.int64)
    is_held = np.ones(len(rows), bool)
    for asked in giving:
        points = points_of(asked, block[asked.column].take(rows))
        if asked.floor is not None:
            is_held &= points >= 0
        total += points
    is_held &= total >= needed
    found = np.zeros(len(held), bool)
    found[rows] = is_held
    return found

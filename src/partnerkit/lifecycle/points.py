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

__all__ = ["ANY", "UNKNOWN", "Asked", "met", "points_of", "reached"]

#: Above and below every number that is shown.
ANY = 2**62

#: What is not known: below all that is.
UNKNOWN = -ANY

#: So many partners at a time that what is made on the way stays near the processor.
_BLOCK = 32_768

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


def met(asked: Asked, column: Codes) -> NDArray[np.bool_]:
    """
    Tell who meets a requirement wholly; what is unknown does not.

    >>> met(Asked(0, least=2, most=ANY), np.array([2, 1, UNKNOWN])).tolist()
    [True, False, False]
    """
    if asked.least > UNKNOWN:
        found: NDArray[np.bool_] = column >= asked.least
        if asked.most < ANY:
            found &= column <= asked.most
        return found
    found = column <= asked.most
    found &= column > UNKNOWN
    return found


def points_of(asked: Asked, column: Codes, full: NDArray[np.bool_]) -> tuple[NDArray[np.int32], Codes | None]:
    """
    Return the points of one requirement, and the rows below its floor; None has no floor.

    >>> column = np.array([200, 150, 100, 99])
    >>> points, below = points_of(Asked(0, least=200, most=ANY, points=10_00, floor=100), column, column >= 200)
    >>> points.tolist(), below.tolist()
    ([1000, 500, 0, 0], [3])
    """
    points = full * np.int32(asked.points or 0)
    if asked.floor is None:
        return points, None
    rows = np.flatnonzero(~full)
    values = column[rows]
    if asked.is_lower_better:
        on_the_way = (values <= asked.floor) & (values > UNKNOWN)
        # What was cut off counts against the partner: so no part of a point is given too much.
        gone, whole = asked.floor - values - (values & 1), asked.floor - asked.most
    else:
        on_the_way = values >= asked.floor
        gone, whole = values - (values & 1) - asked.floor, asked.least - asked.floor
    part = gone[on_the_way] * (asked.points or 0) // whole
    points[rows[on_the_way]] = part
    return points, rows[~on_the_way]


def reached(
    columns: Codes, tiers: Sequence[tuple[Sequence[Asked], int]]
) -> tuple[NDArray[np.bool_], NDArray[np.int32]]:
    """
    Return, by tier and partner, whether the tier is met, and the points for it.

    *columns* has a row for each measure and a column for each partner; each tier
    is its requirements and the hundredths of points they must bring together.

    >>> tiers = [([Asked(0, least=10, most=ANY)], 0), ([Asked(0, least=20, most=ANY)], 0)]
    >>> reached(np.array([[9, 10, 25]]), tiers)[0].tolist()
    [[False, True, True], [False, False, True]]
    """
    count = columns.shape[1]
    is_met = np.empty((len(tiers), count), bool)
    points = np.zeros((len(tiers), count), np.int32)
    for start in range(0, count, _BLOCK):
        block = columns[:, start : start + _BLOCK]
        # Tiers of a program often ask the same: that is looked at once.
        full: dict[Asked, NDArray[np.bool_]] = {}
        earned: dict[Asked, tuple[NDArray[np.int32], Codes | None]] = {}
        for tier, (requirements, needed) in enumerate(tiers):
            held = is_met[tier, start : start + _BLOCK]
            total = points[tier, start : start + _BLOCK]
            held[:] = True
            for asked in requirements:
                column = block[asked.column]
                if asked not in full:
                    full[asked] = met(asked, column)
                if asked.points is None:
                    held &= full[asked]
                    continue
                if asked not in earned:
                    earned[asked] = points_of(asked, column, full[asked])
                more, below = earned[asked]
                total += more
                if below is not None:
                    held[below] = False
            if needed:
                held &= total >= needed
    return is_met, points

"""
When did the level of many series change?

Pettitt's test finds the period after which values are most clearly higher or
lower than before, from their ranks alone, and how likely chance would do it
(Applied Statistics 28, 1979). Each side is looked at again, until nothing more
is found or the pieces are too short. A line that rises steadily looks like a
step, too: a step counts only where it fits better than the line.
"""

from typing import final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from partnerkit.scoring.groups import Floats, Whole
from partnerkit.scoring.slopes import medians

__all__ = ["Break", "breaks", "pettitt"]

#: The fewest known points on either side of a break.
LEAST = 4

#: So often each piece is looked at again: at most seven breaks.
_ROUNDS = 3


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Break:
    """A change of level: the row, the first period after it, the medians on both sides, and the chance."""

    row: int
    first_after: int
    before: float
    after: float
    p_value: float


def pettitt(values: Floats) -> tuple[Whole, Floats]:
    """
    Return for each row of *values* the first period after the clearest change, and the chance of one as clear.

    Chance is 1 where there are too few points; the period is then 0.

    >>> place, chance = pettitt(np.array([[5.0, 6.0, 5.5, 6.1, 5.2, 9.0, 9.4, 8.8, 9.1, 9.2]]))
    >>> place.tolist(), chance.round(3).tolist()
    ([5], [0.066])
    """
    known = ~np.isnan(values)
    points = known.sum(axis=1)
    ranks = np.where(known, _mean_ranks(values), 0.0)
    places = np.cumsum(known, axis=1)
    gaps = np.abs(2 * np.cumsum(ranks, axis=1) - places * (points + 1.0)[:, None])
    gaps[(places < LEAST) | (points[:, None] - places < LEAST)] = -1.0
    last_before = gaps.argmax(axis=1)
    most = gaps[np.arange(len(values)), last_before]
    with np.errstate(under="ignore"):
        chance = 2 * np.exp(-6 * most**2 / np.maximum(points**3 + points**2, 1))
    is_found = most >= 0
    first_after = np.where(is_found, _next_known(known, last_before), 0)
    return first_after, np.where(is_found, np.minimum(chance, 1.0), 1.0)


def breaks(values: Floats, trended: Floats, *, chance: float = 0.05) -> tuple[Break, ...]:
    """
    Return the breaks in the rows of *values*, by row and period.

    Parameters
    ----------
    trended
        What the straight line of each row says: a break counts only where steps
        fit better, in absolute distance, than it does.
    chance
        How often, at most, a single look may take chance for a break.

    >>> steps = np.array([[5.0, 6.0, 5.5, 6.1, 5.2, 5.9, 9.0, 9.4, 8.8, 9.1, 9.2, 9.3]])
    >>> [(each.first_after, each.before, round(each.after, 2)) for each in breaks(steps, np.full((1, 12), 7.0))]
    [(6, 5.7, 9.15)]
    """
    cuts: list[tuple[int, int, float]] = []
    pieces = values
    rows = np.arange(len(values))
    for _ in range(_ROUNDS):
        place, found = pettitt(pieces)
        is_break = found <= chance
        if not is_break.any():
            break
        rows, place, found, pieces = rows[is_break], place[is_break], found[is_break], pieces[is_break]
        cuts += zip(rows.tolist(), place.tolist(), found.tolist(), strict=True)
        is_before = np.arange(pieces.shape[1]) < place[:, None]
        pieces = np.concatenate([np.where(is_before, pieces, np.nan), np.where(is_before, np.nan, pieces)])
        rows = np.concatenate([rows, rows])
    return _described(values, trended, sorted(cuts))


def _described(values: Floats, trended: Floats, cuts: list[tuple[int, int, float]]) -> tuple[Break, ...]:
    if not cuts:
        return ()
    rows = np.unique([row for row, _, _ in cuts])
    own = values[rows]
    piece = np.zeros(own.shape, dtype=np.int64)
    for row, place, _ in cuts:
        piece[np.searchsorted(rows, row), place:] += 1
    levels = np.stack([medians(np.where(piece == each, own, np.nan)) for each in range(int(piece.max()) + 1)])
    stepped = levels[piece, np.arange(len(rows))[:, None]]
    by_steps = np.nansum(np.abs(own - stepped), axis=1)
    by_line = np.nansum(np.abs(own - trended[rows]), axis=1)
    is_step = dict(zip(rows.tolist(), (by_steps < by_line).tolist(), strict=True))
    found = []
    for row, place, chance in cuts:
        at = int(np.searchsorted(rows, row))
        before, after = float(stepped[at, place - 1]), float(stepped[at, place])
        if is_step[row]:
            found.append(Break(row=row, first_after=place, before=before, after=after, p_value=chance))
    return tuple(found)


def _next_known(known: NDArray[np.bool_], last_before: Whole) -> Whole:
    later = known & (np.arange(known.shape[1]) > last_before[:, None])
    return np.asarray(later.argmax(axis=1))


def _mean_ranks(values: Floats) -> Floats:
    """Return the rank of each value in its row, from 1 on; equals share the mean."""
    order = np.argsort(values, axis=1, kind="stable")
    ordered = np.take_along_axis(values, order, axis=1)
    is_first = np.ones(values.shape, dtype=np.bool_)
    is_first[:, 1:] = ordered[:, 1:] != ordered[:, :-1]
    places = np.broadcast_to(np.arange(values.shape[1]), values.shape)
    first = np.maximum.accumulate(np.where(is_first, places, 0), axis=1)
    is_last = np.ones(values.shape, dtype=np.bool_)
    is_last[:, :-1] = is_first[:, 1:]
    last = np.minimum.accumulate(np.where(is_last, places, values.shape[1])[:, ::-1], axis=1)[:, ::-1]
    ranks = np.empty(values.shape)
    np.put_along_axis(ranks, order, (first + last) / 2 + 1.0, axis=1)
    return ranks

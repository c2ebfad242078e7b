"""
Which contact of a journey has which part in its win?

First and last, all alike, the nearer the more, the ends more than the middle:
each way is a row of whole weights, one for every contact. So credit is exact:
parts of wins are fractions, and the money of each deal is divided by largest
remainder, to the minor unit.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta
from fractions import Fraction
from typing import Literal, TypeAlias, final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from partnerkit.leads.coalitions import participations
from partnerkit.leads.journeys import Journeys
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, Overflowed, shown
from partnerkit.values.split import parts_of

__all__ = ["SHARINGS", "Shares", "Sharing", "deal_amounts", "exact_amounts", "exact_wins", "shares_by"]

#: Ways to share the credit of one journey among its contacts.
Sharing: TypeAlias = Literal["first", "last", "linear", "time-decay", "position", "shapley"]
SHARINGS: tuple[Sharing, ...] = ("first", "last", "linear", "time-decay", "position", "shapley")

#: Weights that fade with time add up to this in each journey.
_WHOLE = 2**32

_position = fields.Check(
    lambda value: (
        isinstance(value, Sequence)
        and len(value) == 3
        and all(type(each) is int and 0 <= each <= 10_000 for each in value)
        and value[0] + value[2] > 0
    ),
    "use three whole numbers up to 10000 for the first, all between and the last; not 0 for both ends",
)


def __dir__() -> list[str]:
    return __all__


@final
@frozen(eq=False)
class Shares:
    """Parts in journeys: of which row, whose, and what they weigh; each row's weights add up to its sum."""

    rows: NDArray[np.int64]
    parties: NDArray[np.int64]
    weights: NDArray[np.int64]

    #: For each row what its weights add up to; 0 where nobody had a part.
    sums: NDArray[np.int64]


def shares_by(
    journeys: Journeys,
    method: Sharing,
    *,
    half_life: timedelta | None = None,
    position: tuple[int, int, int] = (40, 20, 40),
) -> Shares:
    """
    Return the part of each contact in its journey, by *method*.

    Raises
    ------
    InvalidValue
        For "time-decay" without the ages of contacts or a half-life above 0, and a *position* of no weights.

    >>> journeys = Journeys.of([["a", "b", "c", "a"]], wins=[1])
    >>> shares_by(journeys, "position").weights.tolist()
    [80, 20, 20, 80]
    """
    if method == "shapley":
        rows, parties = participations(journeys)
        return _shares(journeys, rows, parties, np.ones(len(rows), dtype=np.int64))
    if method == "time-decay":
        return _shares(journeys, journeys.rows, journeys.touches, _fading(journeys, half_life))
    weights = _WEIGHTS[method](journeys, position)
    return _shares(journeys, journeys.rows, journeys.touches, weights)


def _shares(
    journeys: Journeys, rows: NDArray[np.int64], parties: NDArray[np.int64], weights: NDArray[np.int64]
) -> Shares:
    """Drop what weighs nothing and add up the rest."""
    if weights.size and weights.min() == 0:
        some = weights > 0
        rows, parties, weights = rows[some], parties[some], weights[some]
    sums = np.bincount(rows, weights=weights, minlength=len(journeys)).astype(np.int64)
    return Shares(rows, parties, weights, sums)


def _first(journeys: Journeys, _: tuple[int, int, int]) -> NDArray[np.int64]:
    weights = np.zeros(len(journeys.touches), dtype=np.int64)
    weights[journeys.offsets[:-1][journeys.lengths > 0]] = 1
    return weights


def _last(journeys: Journeys, _: tuple[int, int, int]) -> NDArray[np.int64]:
    weights = np.zeros(len(journeys.touches), dtype=np.int64)
    weights[journeys.offsets[1:][journeys.lengths > 0] - 1] = 1
    return weights


def _alike(journeys: Journeys, _: tuple[int, int, int]) -> NDArray[np.int64]:
    return np.ones(len(journeys.touches), dtype=np.int64)


def _by_place(journeys: Journeys, position: tuple[int, int, int]) -> NDArray[np.int64]:
    """Weigh first contact, those between together, and last; of one or two contacts, what there is of it."""
    fields.check({"position": (_position, position)})
    first, middle, last = position
    lengths = journeys.lengths
    filled = lengths > 0
    between = np.maximum(lengths - 2, 1)
    weights = np.full(len(journeys.touches), middle, dtype=np.int64)
    weights[journeys.offsets[:-1][filled]] = first * between[filled]
    weights[journeys.offsets[1:][filled] - 1] = last * between[filled]
    weights[journeys.offsets[:-1][lengths == 1]] = 1
    return weights


def _fading(journeys: Journeys, half_life: timedelta | None) -> NDArray[np.int64]:
    """Weigh each contact half as much as one that is nearer to the end by *half_life*."""
    if journeys.ages is None:
        raise InvalidValue(
            path="journeys.ages", value="None", remedy="give the time from each contact to the end"
        )
    if not isinstance(half_life, timedelta) or half_life <= timedelta():
        raise InvalidValue(path="half_life", value=shown(half_life), remedy="use a timedelta above 0")
    filled = journeys.lengths > 0
    starts = journeys.offsets[:-1][filled]
    if not len(starts):
        return np.zeros(0, dtype=np.int64)
    # Only the ratios within a journey count: so the nearest contact is taken for one at its very end.
    nearest = np.minimum.reduceat(journeys.ages, starts)
    behind = journeys.ages - np.repeat(nearest, journeys.lengths[filled])
    raw = np.rint(np.exp2(-behind / half_life.total_seconds()) * 2.0**31).astype(np.int64)
    totals = np.full(len(starts), _WHOLE, dtype=np.int64)
    parts: NDArray[np.int64] = parts_of(totals, raw, starts, rounding="largest-remainder")
    return parts


_WEIGHTS: dict[str, Callable[[Journeys, tuple[int, int, int]], NDArray[np.int64]]] = {
    "first": _first,
    "last": _last,
    "linear": _alike,
    "position": _by_place,
}


def exact_wins(shares: Shares, wins: NDArray[np.int64], parties: int) -> list[Fraction]:
    """
    Return the wins that each of *parties* is credited with; they add up to the wins of rows with contacts.

    >>> journeys = Journeys.of([["a", "b", "b"], ["b"]], wins=[1, 2])
    >>> exact_wins(shares_by(journeys, "linear"), journeys.wins, 2)
    [Fraction(1, 3), Fraction(8, 3)]
    """
    # One party may have all contacts of a journey.
    heaviest = int(shares.sums.max(initial=0))
    if heaviest * int(wins.sum()) >= 2**62:
        raise Overflowed(path="wins", limit=f"2^62 / {heaviest} in all")
    won = wins[shares.rows]
    some = np.flatnonzero(won)
    rows = shares.rows[some]
    # Rows whose weights have one sum are added up as whole numbers, and divided by it once.
    sums, kind = np.unique(shares.sums[rows], return_inverse=True)
    table = np.zeros(len(sums) * parties, dtype=np.int64)
    np.add.at(table, kind * parties + shares.parties[some], won[some] * shares.weights[some])
    credit = [Fraction(0)] * parties
    for total, row in zip(sums.tolist(), table.reshape(len(sums), parties).tolist(), strict=True):
        credit = [known + Fraction(each, total) for known, each in zip(credit, row, strict=True)]
    return credit


def exact_amounts(shares: Shares, amounts: NDArray[np.int64], parties: int) -> list[int]:
    """
    Return the minor units that each of *parties* is credited with; each deal is divided by largest remainder.

    >>> journeys = Journeys.of([["a", "b", "c"]], wins=[1])
    >>> exact_amounts(shares_by(journeys, "linear"), np.array([100]), 3)
    [34, 33, 33]
    """
    credited = np.zeros(parties, dtype=np.int64)
    some = np.flatnonzero(amounts[shares.rows])
    paid = Shares(shares.rows[some], shares.parties[some], shares.weights[some], shares.sums)
    np.add.at(credited, paid.parties, deal_amounts(paid, amounts))
    found: list[int] = credited.tolist()
    return found


def deal_amounts(shares: Shares, amounts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the minor units of each of *shares*: each deal is divided by largest remainder."""
    starts = np.flatnonzero(np.diff(shares.rows, prepend=-1))
    totals = amounts[shares.rows[starts]]
    parts: NDArray[np.int64] = parts_of(totals, shares.weights, starts, rounding="largest-remainder")
    return parts

"""
What did each bring in, if any of them together could have been at work?

The value of Shapley (1953): the mean of what one adds to those who came before
it, over all orders. Two ways to it. Where a coalition is worth the wins of the
journeys that its members alone made, it is the equal division of each win
among those who took part in it: one pass, any number of parties, exact. A
host's own value of a coalition is asked for each of the 2^n coalitions.
"""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from math import factorial, isfinite, lcm
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from partnerkit.leads.journeys import Journeys
from partnerkit.values.errors import InvalidValue, shown

__all__ = ["MOST_PLAYERS", "Worth", "participations", "shapley_values"]

#: What a coalition is worth; a float is taken for exactly the number it stands for.
Worth: TypeAlias = Callable[[frozenset[str]], int | Fraction | Decimal | float]

#: 2^15 coalitions are asked for; each more would double it.
MOST_PLAYERS = 15

#: So many cells of journeys by parties are looked at together.
_BLOCK = 4_000_000


def __dir__() -> list[str]:
    return __all__


def participations(journeys: Journeys) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """
    Return who took part in which journey, each once however many contacts there were: rows and parties.

    >>> rows, parties = participations(Journeys.of([["a", "b", "a"], ["b"]], wins=[1, 1]))
    >>> rows.tolist(), parties.tolist()
    ([0, 0, 1], [0, 1, 1])
    """
    count = len(journeys.parties)
    step = max(1, _BLOCK // max(1, count))
    rows, parties = [], []
    for begin in range(0, len(journeys), step):
        end = min(begin + step, len(journeys))
        part = slice(journeys.offsets[begin], journeys.offsets[end])
        there = np.zeros((end - begin) * count, dtype=np.bool_)
        there[(journeys.rows[part] - begin) * count + journeys.touches[part]] = True
        row, party = np.divmod(np.flatnonzero(there), max(1, count))
        rows.append(row + begin)
        parties.append(party)
    empty = np.zeros(0, dtype=np.int64)
    return np.concatenate([empty, *rows]), np.concatenate([empty, *parties])


def shapley_values(players: Sequence[str], worth: Worth) -> Iterator[tuple[str, Fraction]]:
    """
    Return what each of *players* brings in: they add up to what all are worth over what nobody is, exactly.

    Raises
    ------
    InvalidValue
        For more than 15 players, the same one twice, and a worth that is no finite number.

    >>> glove = lambda coalition: int("left" in coalition and len(coalition) > 1)
    >>> dict(shapley_values(["left", "right", "other"], glove))
    {'left': Fraction(2, 3), 'right': Fraction(1, 6), 'other': Fraction(1, 6)}
    """
    count = len(players)
    if count > MOST_PLAYERS or len(set(players)) < count:
        remedy = f"use at most {MOST_PLAYERS} different players; without worth= any number will do"
        raise InvalidValue(path="players", value=f"{count} players", remedy=remedy)
    values = [Fraction(0)] * 2**count
    for size in range(count + 1):
        for members in combinations(range(count), size):
            values[sum(1 << each for each in members)] = _exact(
                worth(frozenset(players[each] for each in members)), members, players
            )
    unit = lcm(*{each.denominator for each in values})
    wholes = np.array([each.numerator * (unit // each.denominator) for each in values], dtype=object)
    sizes = np.array([each.bit_count() for each in range(2**count)])
    weights = np.array(
        [factorial(k) * factorial(max(0, count - k - 1)) for k in range(count + 1)], dtype=object
    )
    codes = np.arange(2**count)
    for place, name in enumerate(players):
        inside = codes[(codes >> place) & 1 == 1]
        outside = inside ^ (1 << place)
        gained = (weights[sizes[outside]] * (wholes[inside] - wholes[outside])).sum()
        yield name, Fraction(gained, unit * factorial(count))


def _exact(value: object, members: Sequence[int], players: Sequence[str]) -> Fraction:
    if isinstance(value, int | Fraction) and not isinstance(value, bool):
        return Fraction(value)
    if (isinstance(value, float) and isfinite(value)) or (isinstance(value, Decimal) and value.is_finite()):
        return Fraction(value)
    coalition = ", ".join(players[each] for each in members)
    raise InvalidValue(path=f"worth({coalition})", value=shown(value), remedy="return a finite number")

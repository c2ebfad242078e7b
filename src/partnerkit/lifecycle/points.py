"""
Which tiers does each partner meet, and with how many points?

What partners showed is int64: twice the number, rounded down to the decimals
of the bounds, plus one where something was cut off. So every comparison with a
bound is exact. Points are whole hundredths; parts of them are rounded down.
"""

from collections.abc import Sequence
from functools import reduce
from math import gcd
from typing import TypeAlias, final

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

__all__ = ["ANY", "UNKNOWN", "Asked", "Codes", "highest", "met", "points_of"]

#: Above and below every number that is shown.
ANY = 2**62

#: What is not known: below all that is.
UNKNOWN = -ANY

#: So many partners at a time that what is made on the way stays near the processor.
_BLOCK = 1 << 16

#: Products below it fit into half the width.
_HALF = 2**31

#: Fewer tiers are counted in a byte.
_NARROW = 100

Codes = NDArray[np.int64]
Steps: TypeAlias = Codes | NDArray[np.int32]
Places: TypeAlias = NDArray[np.int8] | NDArray[np.int16]


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


def points_of(asked: Asked, column: Codes) -> Codes:
    """
    Return the hundredths of points that a requirement brings; below zero where its floor is not held.

    What was cut off of a number counts against the partner, so that no part of a point is given too much.

    >>> points_of(Asked(0, least=200, most=ANY, points=10_00, floor=100), np.array([200, 150, 100, 99])).tolist()
    [1000, 500, 0, -20]
    """
    if asked.floor is None:
        return met(asked, column) * np.int64(asked.points or 0)
    scale = _Scale.of([asked])
    return _Part.of(asked, scale).points(scale.steps(column)).astype(np.int64)


@final
@frozen
class _Scale:
    """
    A column as all tiers read it that give parts of points for it: whole numbers, more being better.

    No number is further out than points are given, so that it is read once for all tiers, and mostly in half the width.
    """

    low: int
    high: int
    is_falling: bool

    @classmethod
    def of(cls, asked: Sequence[Asked]) -> "_Scale":
        """Return the scale of requirements on one column that are all better the higher, or all the lower."""
        ends = [_ends(each) for each in asked]
        return cls(min(low for low, _ in ends), max(high for _, high in ends), asked[0].is_lower_better)

    @property
    def is_wide(self) -> bool:
        """Whether its codes leave half the width."""
        return max(-self.low, self.high) >= _HALF - 2

    def steps(self, column: Codes) -> Steps:
        """Return the numbers in their last decimal; below the lowest floor, or not known, they are one less than it."""
        if self.is_falling:
            column = np.where(column > UNKNOWN, -column, UNKNOWN)
        found: Steps = np.empty(len(column), np.int64) if self.is_wide else np.empty(len(column), np.int32)
        np.clip(column, self.low - 2, self.high, out=found, dtype=np.int64, casting="unsafe")
        # Rounded down, which leaves out what was cut off.
        found >>= 1
        return found


@final
@frozen
class _Part:
    """One requirement on its scale: `times` points for every `over` steps beyond the `first`, up to `whole` steps."""

    first: int
    whole: int
    times: int
    over: int
    is_wide: bool

    @classmethod
    def of(cls, asked: Asked, scale: _Scale) -> "_Part":
        """Return it in lowest terms: amounts and points are round, mostly, so that products stay small."""
        low, high = _ends(asked)
        points, whole = asked.points or 0, (high - low) // 2
        common = gcd(points, whole)
        times = points // common
        is_wide = scale.is_wide or (scale.high - scale.low) * max(times, 1) >= _HALF
        return cls(low // 2, whole, times, whole // common, is_wide)

    def points(self, steps: Steps) -> Steps:
        """Return the hundredths of points of so many *steps*, in their place; below zero where the floor is not held."""
        if self.is_wide:
            steps = steps.astype(np.int64)
        steps -= self.first
        np.minimum(steps, self.whole if self.times else 0, out=steps)
        if self.times > 1:
            steps *= self.times
        if self.over > 1:
            steps //= self.over
        return steps


def _ends(asked: Asked) -> tuple[int, int]:
    """Return from where on a requirement brings points, and from where on all of them; more is better."""
    floor = asked.floor or 0
    return (-floor, -asked.most) if asked.is_lower_better else (floor, asked.least)


def _bounds(asked: Asked) -> tuple[int, int, int]:
    return asked.column, asked.least, asked.most


@final
@frozen
class _Climb:
    """What one tier asks: places of what is met or not, that of points with them, and parts on the place of a scale."""

    must: Sequence[int]
    whole: Sequence[tuple[int, int]]
    parts: Sequence[tuple[int, _Part]]
    needed: int
    kind: type[np.int32] | type[np.int64]


@final
@frozen
class _Program:
    """All tiers, in a form that is read once: what is asked, each thing once, the scales, and who asks for which."""

    asked: Sequence[Asked]
    scales: Sequence[tuple[int, _Scale]]
    climbs: Sequence[_Climb]

    @classmethod
    def of(cls, tiers: Sequence[tuple[Sequence[Asked], int]]) -> "_Program":
        """Return *tiers* in that form: those of a program often ask the same."""
        must_hold: dict[tuple[int, int, int], Asked] = {}
        groups: dict[tuple[int, bool], list[Asked]] = {}
        for each in (asked for requirements, _ in tiers for asked in requirements):
            if each.floor is None:
                must_hold.setdefault(_bounds(each), each)
            else:
                groups.setdefault((each.column, each.is_lower_better), []).append(each)
        scales = {key: _Scale.of(group) for key, group in groups.items()}
        masks, lines = ({key: at for at, key in enumerate(keys)} for keys in (must_hold, scales))
        climbs = []
        for requirements, needed in tiers:
            must = [masks[_bounds(each)] for each in requirements if each.points is None]
            parts, whole = [], []
            for each in requirements:
                if each.floor is not None:
                    key = each.column, each.is_lower_better
                    parts.append((lines[key], _Part.of(each, scales[key])))
                elif each.points is not None:
                    whole.append((masks[_bounds(each)], each.points))
            most = sum(each.points or 0 for each in requirements)
            is_wide = most >= _HALF or any(part.is_wide for _, part in parts)
            parts = [(line, evolve(part, is_wide=is_wide)) for line, part in parts]
            climbs.append(_Climb(must, whole, parts, needed, np.int64 if is_wide else np.int32))
        return cls([*must_hold.values()], [(column, scale) for (column, _), scale in scales.items()], climbs)

    def climb(self, block: Codes, earned: Places) -> None:
        """Write into *earned* the tiers of some, counted from 1, from the highest down: who has one is asked no more."""
        capped = {each.column for each in self.asked if each.least == UNKNOWN}
        known = {column for column in capped if (block[column] > UNKNOWN).all()}
        masks = [met(each, block[each.column], known=each.column in known) for each in self.asked]
        steps = [scale.steps(block[column]) for column, scale in self.scales]
        for place in range(len(self.climbs), 0, -1):
            climb = self.climbs[place - 1]
            held = earned == 0
            for at in climb.must:
                held &= masks[at]
            if not climb.whole and not climb.parts:
                earned += held * earned.dtype.type(place)
                continue
            # Only who has met all the rest is asked for points.
            rows = held.nonzero()[0]
            points: list[Steps] = [masks[at].take(rows) * climb.kind(each) for at, each in climb.whole]
            points += [part.points(steps[at].take(rows)) for at, part in climb.parts]
            # One sign for all floors.
            enough = (reduce(np.add, points) >= climb.needed) & (reduce(np.bitwise_or, points) >= 0)
            earned[rows.take(enough.nonzero()[0])] = place


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
    # In a byte, so that a mask becomes places in one quick pass.
    earned: Places = np.zeros(count, np.int8) if len(tiers) < _NARROW else np.zeros(count, np.int16)
    program = _Program.of(tiers)
    # In equal parts: a small one costs as many calls as a large one.
    size = -(-count // max(-(-count // _BLOCK), 1))
    for start in range(0, count, size or 1):
        block = slice(start, start + size)
        program.climb(columns[:, block], earned[block])
    found = earned.astype(np.int64)
    found -= 1
    return found

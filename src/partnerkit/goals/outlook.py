"""
What do the closed periods say of each goal?

Columns for all goals: what the closed periods were, what comes in the end, how
sure that is, and the chances and bounds that follow from it. `forecast` makes
them.
"""

from collections.abc import Iterator, Sequence
from functools import reduce
from itertools import accumulate
from typing import Any, Literal, final

import numpy as np
from attrs import evolve, fields, frozen
from numpy.typing import NDArray

from partnerkit.goals.scratch import Scratch
from partnerkit.goals.shape import Whole
from partnerkit.goals.tails import count_above, counts_at, seen_above, seen_at
from partnerkit.values.student import student_above, student_at

__all__ = [
    "DISTRIBUTIONS",
    "EMPIRICAL",
    "LADDER",
    "NORMAL",
    "NOTHING",
    "POISSON",
    "REMAINDERS",
    "ROLLING",
    "RULES",
    "ClosedPeriods",
    "Distribution",
    "Floats",
    "Histories",
    "Outlook",
    "Rule",
    "different",
]

#: Histories that are turned at a time, so that they stay near the processor.
_BLOCK = 2048

#: So many parts are added one after the other; more are added up by one sum of products.
_SHORT = 4

#: What floats make of no difference at all.
NOTHING = 1e-12

Distribution = Literal["normal", "poisson", "empirical"]
NORMAL, POISSON, EMPIRICAL = range(3)
DISTRIBUTIONS: tuple[Distribution, ...] = ("normal", "poisson", "empirical")

Rule = Literal["rolling-ladder", "chain-ladder", "past-remainders"]
ROLLING, LADDER, REMAINDERS = range(3)
RULES: tuple[Rule, ...] = ("rolling-ladder", "chain-ladder", "past-remainders")

Floats = NDArray[np.float64]


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True, eq=False, repr=False)
class ClosedPeriods:
    """Closed periods, a row for each, the latest first, and a column for each goal by rank."""

    to_date: Whole
    total: Whole
    known: NDArray[np.bool_]
    scale: int

    #: What the values to date may be off by, where the history is too coarse for the day; None is nowhere.
    blur: Floats | None = None

    #: Of which goals the rows are of other seasons, too, and not the same time of earlier years; None is of none.
    mixed: NDArray[np.bool_] | None = None

    @classmethod
    def of_parts(cls, parts: Whole, *, length: int, passed: int) -> "ClosedPeriods":
        """
        Cut long histories into closed periods of *length* parts, months say, of which *passed* are over by now.

        *parts* holds a row for each goal, oldest first; what does not fill a period is left out at the start.

        >>> sales = np.array([[1, 2, 3, 4, 5, 6, 7]])
        >>> closed = ClosedPeriods.of_parts(sales, length=3, passed=1)
        >>> closed.to_date.tolist(), closed.total.tolist()
        ([[5], [2]], [[18], [9]])
        """
        goals, count = parts.shape
        periods = count // length
        to_date, total = (np.empty((periods, goals), dtype=parts.dtype) for _ in range(2))
        for low in range(0, goals, _BLOCK):
            at = slice(low, low + _BLOCK)
            cut = parts[at, count - periods * length :].reshape(-1, periods, length)
            before, after = _summed(cut[:, :, :passed]), _summed(cut[:, :, passed:])
            to_date[:, at] = before[:, ::-1].T
            total[:, at] = (before + after)[:, ::-1].T
        return cls(
            to_date=to_date,
            total=total,
            known=np.broadcast_to(np.True_, (periods, goals)),
            scale=0,
        )

    @property
    def by_year(self) -> bool:
        """Whether each row of each goal is the same time of an earlier year."""
        return self.mixed is None or not self.mixed.any()

    @property
    def size(self) -> tuple[int, int]:
        """How many periods there are, and how many goals."""
        return self.total.shape[0], self.total.shape[1]

    @property
    def is_complete(self) -> bool:
        """Whether every period of every goal is known."""
        # One value that stands for all of them needs no look at each.
        known = self.known if any(self.known.strides) else self.known[:1, :1]
        return bool(known.all())

    def replaced(self, some: NDArray[np.bool_], other: "ClosedPeriods") -> "ClosedPeriods":
        """Return these periods, but those of *other*, of other seasons, too, for *some* goals."""
        depth = max(self.size[0], other.size[0])

        def chosen(mine: NDArray[Any], theirs: NDArray[Any]) -> NDArray[Any]:
            mine, theirs = (np.pad(each, ((0, depth - len(each)), (0, 0))) for each in (mine, theirs))
            return np.where(some, theirs, mine)

        return evolve(
            self,
            to_date=chosen(self.to_date, other.to_date),
            total=chosen(self.total, other.total),
            known=chosen(self.known, other.known),
            blur=None if self.blur is None or other.blur is None else chosen(self.blur, other.blur),
            mixed=some,
        )

    def taken(self, rows: NDArray[np.int64]) -> "ClosedPeriods":
        """Return those of the goals of some ranks."""
        return evolve(
            self,
            to_date=self.to_date[:, rows],
            total=self.total[:, rows],
            known=self.known[:, rows],
            blur=None if self.blur is None else self.blur[:, rows],
            mixed=None if self.mixed is None else self.mixed[rows],
        )

    def between(self, low: int, high: int) -> "ClosedPeriods":
        """Return those of the goals from rank *low* to before *high*."""
        return evolve(
            self,
            to_date=self.to_date[:, low:high],
            total=self.total[:, low:high],
            known=self.known[:, low:high],
            blur=None if self.blur is None else self.blur[:, low:high],
            mixed=None if self.mixed is None else self.mixed[low:high],
        )


@final
@frozen(kw_only=True, eq=False, repr=False)
class Histories:
    """Long histories, cut into `ClosedPeriods` a few goals at a time: those stay near the processor."""

    #: A row for each goal, oldest part first; so many parts make a period, of which so many are over by now.
    parts: Whole
    length: int
    passed: int

    @property
    def size(self) -> tuple[int, int]:
        """How many periods there are, and how many goals."""
        return self.parts.shape[1] // self.length, self.parts.shape[0]

    def between(self, low: int, high: int) -> ClosedPeriods:
        """Return the closed periods of the goals from rank *low* to before *high*."""
        return ClosedPeriods.of_parts(self.parts[low:high], length=self.length, passed=self.passed)


def different(counts: NDArray[np.int64]) -> list[int]:
    """Return the different ones of small whole numbers; np.unique would put all of them in order first."""
    found: list[int] = np.flatnonzero(np.bincount(counts)).tolist()
    return found


def _summed(parts: Whole) -> Whole:
    """Return sums along the last axis, which is short: numpy's own would take three times as long."""
    if 1 <= parts.shape[2] <= _SHORT:
        total: Whole = reduce(np.add, (parts[:, :, at] for at in range(parts.shape[2])))
        return total
    summed: Whole = np.einsum("ijk->ij", parts)
    return summed


@final
@frozen(kw_only=True, eq=False, repr=False)
class Outlook:
    """What the closed periods say of each goal, by rank; NaN where they cannot tell."""

    #: How many closed periods the rule rests on.
    periods: NDArray[np.int64]

    #: Positions in `RULES`.
    rule: NDArray[np.int64]

    #: What came after this day in all closed periods, and the volume it is put in proportion to.
    rest: Whole
    volume: Whole

    #: What stands beside the value to date in the volume of this period.
    base: Whole

    #: Value to date, final value to expect, and its standard error; NaN where the past is no measure of it.
    actual: Floats
    centre: Floats
    error: Floats

    #: Where no closed period lost anything after this day: what is reached stays reached.
    keeps: NDArray[np.bool_]

    #: Positions in `DISTRIBUTIONS`, and the shape and odds of the counts.
    family: NDArray[np.int64]
    shape: Floats
    odds: Floats

    #: Goals with as many closed periods each, and what these missed in standard errors, ascending: squares with a sign.
    seen: tuple[tuple[NDArray[np.int64], Floats], ...]

    @classmethod
    def joined(cls, blocks: Sequence["Outlook"]) -> "Outlook":
        """Return as one what stands in *blocks*, the goals of one after those of the other."""
        if len(blocks) == 1:
            return blocks[0]
        begins = accumulate((len(each.centre) for each in blocks), initial=0)
        names = [each.name for each in fields(cls) if each.name != "seen"]
        # All in one piece, as memory that is new costs more than what is copied there.
        scratch = Scratch(sum(len(each.centre) for each in blocks), len(names))
        columns: dict[str, Any] = {
            name: np.concatenate(parts, out=scratch.for_all(parts))
            for name, parts in ((name, [getattr(each, name) for each in blocks]) for name in names)
        }
        moved = [
            (rows + begin, seen)
            for begin, each in zip(begins, blocks, strict=False)
            for rows, seen in each.seen
        ]
        return cls(**columns, seen=tuple(moved))

    def replaced(self, rows: NDArray[np.int64], other: "Outlook") -> "Outlook":
        """Return the outlook with *other* in the place of some goals, which have seen nothing here."""
        columns: dict[str, Any] = {}
        for name in (each.name for each in fields(type(self)) if each.name != "seen"):
            column = getattr(self, name).copy()
            column[rows] = getattr(other, name)
            columns[name] = column
        return evolve(self, **columns, seen=(*self.seen, *((rows[at], seen) for at, seen in other.seen)))

    def distribution(self, rank: int) -> Distribution | None:
        """Return the distribution behind the chance of a goal; None where there is none."""
        return (
            None if np.isnan(self.error[rank] + self.centre[rank]) else DISTRIBUTIONS[int(self.family[rank])]
        )

    def above(self, threshold: Floats) -> Floats:
        """Return the chance that each final value is at least *threshold*."""
        return self._chance(threshold, 0)

    def at_most(self, threshold: Floats) -> Floats:
        """Return the chance that each final value is at most *threshold*."""
        return 1 - self._chance(threshold, 1)

    def _chance(self, threshold: Floats, more: int) -> Floats:
        """Return the chance of *threshold* or above; with one *more*, of more than it."""
        gap = threshold - self.centre
        told = ~np.isnan(gap)
        # A gap of nothing is no gap: it is reached, and not passed.
        gap[np.abs(gap) <= NOTHING * np.abs(threshold)] = 0.0
        with np.errstate(divide="ignore", invalid="ignore"):
            steps = np.where(
                self.error == 0, np.copysign(np.inf, gap - (0 if more else 1e-300)), gap / self.error
            )
        chance = np.full(len(steps), np.nan)
        for freedom, rows in self._normal():
            chance[rows] = student_above(steps[rows], freedom)
        for rows, seen in self.seen:
            chance[rows] = seen_above(steps[rows], seen)
        rows = np.flatnonzero((self.family == POISSON) & told)
        least = threshold[rows] - self.actual[rows]
        slack = NOTHING * np.abs(least)
        least = np.floor(least + slack) + 1 if more else np.ceil(least - slack)
        chance[rows] = count_above(least, self.shape[rows], self.odds[rows])
        passed = threshold < self.actual if more else threshold <= self.actual
        chance[self.keeps & told & passed] = 1.0
        return chance

    def at(self, chance: float) -> Floats:
        """Return the values below which the final ones stay with *chance*."""
        return self.at_each(chance)[0]

    def at_each(self, *chances: float) -> tuple[Floats, ...]:
        """Return `at` for several chances: that of counts takes little longer than one."""
        values = [np.full(len(self.centre), np.nan) for _ in chances]
        for freedom, rows in self._normal():
            for value, chance in zip(values, chances, strict=True):
                value[rows] = self.centre[rows] + student_at(chance, freedom) * self.error[rows]
        for rows, seen in self.seen:
            for value, chance in zip(values, chances, strict=True):
                value[rows] = self.centre[rows] + seen_at(chance, seen) * self.error[rows]
        rows = np.flatnonzero((self.family == POISSON) & ~np.isnan(self.centre))
        more = counts_at(chances, self.shape[rows], self.odds[rows])
        for value, counts in zip(values, more, strict=True):
            value[rows] = self.actual[rows] + counts
        return tuple(np.where(self.keeps, np.maximum(value, self.actual), value) for value in values)

    def _normal(self) -> Iterator[tuple[int, NDArray[np.int64]]]:
        of_normal = (self.family == NORMAL) & ~np.isnan(self.centre)
        for count in different(self.periods[of_normal]):
            yield count - 1, np.flatnonzero(of_normal & (self.periods == count))

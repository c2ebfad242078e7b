"""
What stood there by the same day, in the periods before?

For a goal of 2026 and a day in May these are the values of 2025, 2024, ... up
to that day of May, and at the end. A goal looks back in steps of whole years,
at least its own length, so that a quarter is compared with the same quarter;
where that gives too few periods, it may look back in steps of its own length.
A period counts only if the history covers it without a gap; what crosses the
day is divided by days, and what that may be off by is kept. What a goal with
children lacks is added up from them, where all of them have it.
"""

import math
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import accumulate, pairwise
from typing import Literal, TypeAlias, final

import numpy as np
from attrs import evolve, frozen

from partnerkit.goals.amounts import Amounts, Value, encode, kind_beside, raise_together, whole
from partnerkit.goals.forecast import LEAST_PERIODS
from partnerkit.goals.outlook import ClosedPeriods, Floats
from partnerkit.goals.shape import Whole
from partnerkit.goals.tree import GoalTree
from partnerkit.values.errors import InvalidValue, PartnerkitError, shown
from partnerkit.values.time import Period

__all__ = ["SEASONS", "History", "Past", "Season", "closed_periods"]

#: Of one goal: values by period, as fine as there are, or pairs (to the same day, in the end), oldest first.
#: None is unknown; a pair with one keeps its place and says nothing.
Past: TypeAlias = Mapping[Period, Value | None] | Sequence[tuple[Value | None, Value | None]]

#: Goal id -> its past.
History: TypeAlias = Mapping[str, Past]

#: Compared with: the same time of earlier years, every period before, or the latter for goals with too few of the former.
Season = Literal["year", "none", "auto"]
SEASONS: tuple[Season, ...] = ("year", "none", "auto")

_PAST = "use Period -> value, or pairs (value to the same day, value in the end), oldest first"
_DISTINCT = (
    "use pairs (how many to the same day, how many in the end); distinct things of months do not add up"
)
_YEAR, _MONTHS = 366, 12

#: A period of a history by its place, how much of it is over, of how much.
_Place: TypeAlias = tuple[int, int, int]

#: Steps back, at most: forty years of months.
_MOST = 480


def __dir__() -> list[str]:
    return __all__


@final
@frozen
class _Entry:
    """One value of a history: of a period, or one half of a pair."""

    goal: str
    value: Value

    #: Of a pair its place, and how many periods it lies back.
    when: Period | tuple[int, int]

    @property
    def path(self) -> str:
        return f"history[{self.goal}][{self.when if isinstance(self.when, Period) else self.when[0]}]"


@final
@frozen
class _Row:
    """One closed period of one goal: to the same day and in the end, for each part; how unsure the former is."""

    to_date: tuple[int, ...]
    total: tuple[int, ...]
    blur: float = 0.0


def closed_periods(
    tree: GoalTree, history: History, day: Fraction, *, season: Season = "year"
) -> ClosedPeriods:
    """
    Return what *history* says of each goal, at the same *day* of the periods before.

    *day* counts from the first of January of the year 1 as `date.toordinal`
    does, with its fraction. Of levels (ratios, stocks) the columns are floats.
    """
    faults = list(_faults(tree, history))
    entries = [] if faults else list(_entries(history))
    values = [each.value for each in entries]
    kind = kind_beside(tree.targets.kind, values)
    known, mixed = encode(values, lambda at: entries[at].path, kind=kind)
    raise_together((*faults, *mixed))
    pasts: dict[str, list[tuple[_Entry, tuple[int, ...]]]] = {goal: [] for goal in history}
    for each, units in zip(entries, zip(*(part.tolist() for part in known.parts), strict=True), strict=True):
        pasts[each.goal].append((each, units))
    by_year = season != "none"
    adds_up = not tree.is_distinct
    closed = _filled(tree, _rows(tree, history, pasts, day, by_year=by_year), known, add_up=adds_up)
    if not by_year:
        return evolve(closed, mixed=np.ones(len(tree), dtype=np.bool_))
    counts, periods = closed.known.sum(axis=0), set(tree.periods)
    few = counts < LEAST_PERIODS
    if season == "year" or not few.any() or all(_step(each, True) == _step(each, False) for each in periods):
        return closed
    rows = _rows(tree, history, pasts, day, by_year=False)
    # Steps of one's own length lead parents and children of other lengths to other times.
    shorter = _filled(tree, rows, known, add_up=adds_up and len(periods) == 1)
    few &= shorter.known.sum(axis=0) > counts
    return closed.replaced(few, shorter) if few.any() else closed


def _rows(
    tree: GoalTree,
    history: History,
    pasts: Mapping[str, Sequence[tuple[_Entry, tuple[int, ...]]]],
    day: Fraction,
    *,
    by_year: bool,
) -> dict[int, Mapping[int, _Row]]:
    ranks = {goal: tree.rank(goal) for goal in pasts}
    ledgers = {
        goal: _Ledger.of(past) for goal, past in pasts.items() if not isinstance(history[goal], Sequence)
    }
    # Goals of one period look back to the same days: they are counted once, as far back as any history goes.
    first = min((ledger.starts[0] for ledger in ledgers.values() if ledger.starts), default=0)
    steps = {
        period: list(_steps_back(period, day, first, by_year=by_year))
        for period in {tree.periods[ranks[goal]] for goal in ledgers}
    }
    return {
        rank: _closed(ledgers[goal], steps[tree.periods[rank]], day.denominator, is_stock=tree.is_stock)
        if goal in ledgers
        else _pairs(pasts[goal])
        for goal, rank in ranks.items()
    }


def _filled(
    tree: GoalTree, rows: Mapping[int, Mapping[int, _Row]], like: Amounts, *, add_up: bool
) -> ClosedPeriods:
    depth, parts = max((back for row in rows.values() for back in row), default=0), len(like.parts)
    knowns = np.zeros((depth, len(tree)), dtype=np.bool_)
    blur = np.zeros((depth, len(tree)))
    sides: tuple[list[list[Whole]], ...] = ([[] for _ in range(parts)], [[] for _ in range(parts)])
    for back in range(1, depth + 1):
        here = {rank: row[back] for rank, row in rows.items() if back in row}
        own = np.array([rank in here for rank in range(len(tree))], dtype=np.bool_)
        for side, name in zip(sides, ("to_date", "total"), strict=True):
            for part in range(parts):
                numbers = whole(
                    [getattr(here[rank], name)[part] if rank in here else 0 for rank in range(len(tree))]
                )
                known = own.copy()
                if add_up:
                    tree.shape.fill_up(numbers, known)
                side[part].append(numbers)
                knowns[back - 1] = known
        blur[back - 1, list(here)] = [row.blur for row in here.values()]
        if add_up:
            tree.shape.fill_up(blur[back - 1], own)
    empty = np.zeros((0, len(tree)), dtype=np.int64)
    to_date, total = ([np.stack(part) if part else empty for part in side] for side in sides)
    if tree.is_flow and parts == 1:
        return ClosedPeriods(
            to_date=to_date[0],
            total=total[0],
            known=knowns,
            scale=like.scales[0],
            blur=blur / 10.0 ** like.scales[0],
        )
    levels = [_levels(side, like) for side in (to_date, total)]
    knowns &= ~np.isnan(levels[0]) & ~np.isnan(levels[1])
    return ClosedPeriods(to_date=levels[0], total=levels[1], known=knowns, scale=0)


def _levels(side: Sequence[Whole], like: Amounts) -> Floats:
    numbers = [part.astype(np.float64) / 10.0**scale for part, scale in zip(side, like.scales, strict=True)]
    if len(numbers) == 1:
        return numbers[0]
    return np.divide(numbers[0], numbers[1], out=np.full_like(numbers[0], np.nan), where=numbers[1] != 0)


def _faults(tree: GoalTree, history: History) -> Iterator[PartnerkitError]:
    for goal, past in history.items():
        path = f"history[{goal}]"
        if goal not in tree:
            yield InvalidValue(path=path, value=shown(goal), remedy="use the id of a goal of the tree")
        if isinstance(past, Mapping) and tree.is_distinct:
            yield InvalidValue(path=path, value=shown(past), remedy=_DISTINCT)
        elif isinstance(past, Mapping):
            yield from _period_faults(past, path)
        elif not _are_pairs(past):
            yield InvalidValue(path=path, value=shown(past), remedy=_PAST)


def _are_pairs(past: object) -> bool:
    return isinstance(past, Sequence) and all(isinstance(each, tuple) and len(each) == 2 for each in past)


def _period_faults(past: Mapping[Period, object], path: str) -> Iterator[InvalidValue]:
    if not all(isinstance(each, Period) for each in past):
        yield InvalidValue(path=path, value=shown(next(iter(past))), remedy=_PAST)
        return
    for each in past:
        if each.is_open:
            yield InvalidValue(
                path=f"{path}[{each}]", value=shown(str(each)), remedy="use a period with both ends"
            )
    # In the order of periods, which is told from their days in a tenth of the time.
    for earlier, later in pairwise(sorted(past, key=lambda each: (each.start, each.end))):
        if earlier.overlaps(later):
            remedy = f"use periods that share no day; {earlier} does"
            yield InvalidValue(path=f"{path}[{later}]", value=shown(str(later)), remedy=remedy)


def _entries(history: History) -> Iterator[_Entry]:
    for goal, past in history.items():
        if isinstance(past, Mapping):
            yield from (_Entry(goal, value, when) for when, value in past.items() if value is not None)
        else:
            for back, (to_date, total) in enumerate(reversed(past), start=1):
                if to_date is not None and total is not None:
                    at = len(past) - back
                    yield from (_Entry(goal, value, (at, back)) for value in (to_date, total))


def _pairs(past: Sequence[tuple[_Entry, tuple[int, ...]]]) -> dict[int, _Row]:
    """Return by steps back the pairs that are known."""
    return {
        before.when[1]: _Row(to_date, total)
        for (before, to_date), (_, total) in zip(past[::2], past[1::2], strict=True)
        if isinstance(before.when, tuple)
    }


@final
@frozen
class _Ledger:
    """The values of one goal by period, so that what lies between two days is looked up, not added up."""

    starts: Sequence[int]
    ends: Sequence[int]
    units: Sequence[tuple[int, ...]]

    #: Before each period: the days covered, and the values.
    days: Sequence[int]
    sums: Sequence[tuple[int, ...]]

    @classmethod
    def of(cls, past: Sequence[tuple[_Entry, tuple[int, ...]]]) -> "_Ledger":
        ordered = sorted(
            (each.when.start.toordinal(), each.when.end.toordinal(), units)
            for each, units in past
            if isinstance(each.when, Period)
        )
        return cls(
            starts=[start for start, _, _ in ordered],
            ends=[end for _, end, _ in ordered],
            units=[units for _, _, units in ordered],
            days=list(accumulate((end - start for start, end, _ in ordered), initial=0)),
            sums=list(
                zip(
                    *(
                        accumulate(column, initial=0)
                        for column in zip(*(units for _, _, units in ordered), strict=True)
                    ),
                    strict=True,
                )
            ),
        )

    def at(self, day: int, parts: int = 1) -> _Place:
        """Return the period a *day* in *parts* of days falls into, or the last before; how much is over, of how much."""
        at = bisect_right(self.starts, day // parts) - 1
        if at < 0:
            return 0, 0, 1
        length = (self.ends[at] - self.starts[at]) * parts
        return at, min(day - self.starts[at] * parts, length), length

    def covers(self, since: _Place, until: _Place, days: int) -> bool:
        """Tell whether each of the *days* between two places has a value."""
        (first, begun, _), (last, over, _) = since, until
        return self.days[last] + over - self.days[first] - begun == days

    def between(self, since: _Place, until: _Place) -> tuple[int, ...]:
        """Return what lies between two places; what crosses one is divided by days."""
        (first, begun, of), (last, over, wide) = since, until
        return tuple(
            _nearest((after - before) * of * wide + over * late * of - begun * early * wide, of * wide)
            for before, early, after, late in zip(
                self.sums[first], self.units[first], self.sums[last], self.units[last], strict=True
            )
        )

    def blur(self, cut: _Place) -> float:
        """Return how much of the period around *cut* may lie on its other side: as of even days, one by one."""
        at, over, wide = cut
        return float(self.units[at][0]) * math.sqrt(over * (wide - over) / (wide * wide))

    def last(self, start: int, end: int) -> tuple[int, ...] | None:
        """Return the latest value that was there between two days."""
        at = bisect_right(self.ends, end) - 1
        return self.units[at] if at >= 0 and self.starts[at] >= start else None


def _nearest(amount: int, of: int) -> int:
    """Divide and round, a half to the even number."""
    number, rest = divmod(amount, of)
    return number + (2 * rest > of or (2 * rest == of and number % 2))


def _steps_back(
    period: Period, day: Fraction, first: int, *, by_year: bool
) -> Iterator[tuple[int, int, int, int]]:
    """
    Yield the steps back, and where they lead to: first day, end, and the same *day* in parts of days.

    They end before the day *first*, from which on there is a history.
    """
    if period.is_open or not first:
        return
    # Days are counted in parts of *day*: whole numbers are as exact as fractions, and many times as fast.
    parts, begin, close = day.denominator, period.start.toordinal(), period.end.toordinal()
    whole_day, over = divmod(day.numerator, parts)
    for back in range(1, _MOST + 1):
        start = _moved(begin, period, back, by_year=by_year)
        if start < first:
            return
        end = _moved(close, period, back, by_year=by_year)
        here = _moved(whole_day, period, back, by_year=by_year) * parts + over
        yield back, start, end, min(max(here, start * parts), end * parts)


def _closed(
    ledger: _Ledger, steps: Sequence[tuple[int, int, int, int]], parts: int, *, is_stock: bool
) -> dict[int, _Row]:
    """Return by steps back what stood there to the same day and in the end, where all of it is known."""
    found: dict[int, _Row] = {}
    for back, start, end, cut in steps if ledger.starts else ():
        if start < ledger.starts[0]:
            break
        if is_stock:
            then, last = ledger.last(start, cut // parts), ledger.last(start, end)
            if then is not None and last is not None and end in ledger.ends:
                found[back] = _Row(then, last)
            continue
        since, until = ledger.at(start), ledger.at(end)
        if ledger.covers(since, until, end - start):
            here = ledger.at(cut, parts)
            found[back] = _Row(ledger.between(since, here), ledger.between(since, until), ledger.blur(here))
    return found


def _moved(day: int, period: Period, back: int, *, by_year: bool) -> int:
    """Return the same day some steps before; what the month does not have becomes the 1st of the next."""
    months = _step(period, by_year)
    if not months:
        return day - back * period.days
    moment = date.fromordinal(day)
    year, month = divmod(moment.year * _MONTHS + moment.month - 1 - back * months, _MONTHS)
    if year < 1:
        # Before every history.
        return 0
    try:
        return date(year, month + 1, moment.day).toordinal()
    except ValueError:
        return date(year, month + 2, 1).toordinal()


def _step(period: Period, by_year: bool) -> int:
    """Return how many months a step back has; zero if it is no number of months: of days then."""
    if by_year:
        return -(-period.days // _YEAR) * _MONTHS
    if period.start.day != 1 or period.end.day != 1:
        return 0
    return (period.end.year - period.start.year) * _MONTHS + period.end.month - period.start.month

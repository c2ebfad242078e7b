"""
What stood there by the same day, in the periods before?

For a goal of 2026 and a day in May these are the values of 2025, 2024, ... up
to that day of May, and at the end. A goal looks back in steps of whole years,
at least its own length, so that a quarter is compared with the same quarter.
A period counts only if the history covers it without a gap; what crosses the
day is divided by days. What a goal with children lacks is added up from them,
where all of them have it.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import TypeAlias, final

import numpy as np
from attrs import frozen

from partnerkit.goals.amounts import Value, encode, raise_together, whole
from partnerkit.goals.forecast import ClosedPeriods
from partnerkit.goals.shape import Whole  # noqa: TC001  # one style of import
from partnerkit.goals.tree import GoalTree
from partnerkit.values.errors import InvalidValue, PartnerkitError, shown
from partnerkit.values.time import Period

__all__ = ["History", "Past", "closed_periods"]

#: Of one goal: values by period, as fine as there are, or pairs (to the same day, in the end), oldest first.
Past: TypeAlias = Mapping[Period, Value | None] | Sequence[tuple[Value, Value]]

#: Goal id -> its past.
History: TypeAlias = Mapping[str, Past]

_PAST = "use Period -> value, or pairs (value to the same day, value in the end), oldest first"
_YEAR = 366


def __dir__() -> list[str]:
    return __all__


@final
@frozen
class _Entry:
    """One value of a history: of a period, or one half of a pair."""

    goal: str
    value: Value
    when: Period | tuple[int, int]

    @property
    def path(self) -> str:
        return f"history[{self.goal}][{self.when if isinstance(self.when, Period) else self.when[0]}]"


def closed_periods(tree: GoalTree, history: History, day: Fraction) -> ClosedPeriods:
    """
    Return what *history* says of each goal, at the same *day* of the periods before.

    *day* counts from the first of January of the year 1 as `date.toordinal` does, with its fraction.
    """
    faults = list(_faults(tree, history))
    entries = [] if faults else list(_entries(history))
    known, mixed = encode(
        [each.value for each in entries], lambda at: entries[at].path, kind=tree.targets.kind
    )
    raise_together((*faults, *mixed))
    units = known.parts[0].tolist()
    pasts: dict[str, list[tuple[_Entry, int]]] = {goal: [] for goal in history}
    for each, size in zip(entries, units, strict=True):
        pasts[each.goal].append((each, size))
    rows = {
        tree.rank(goal): _pairs(past)
        if isinstance(history[goal], Sequence)
        else _years_back(tree[goal].period, past, day)
        for goal, past in pasts.items()
    }
    return _filled(tree, rows, known.scales[0])


def _filled(tree: GoalTree, rows: Mapping[int, Mapping[int, tuple[int, int]]], scale: int) -> ClosedPeriods:
    depth = max((back for row in rows.values() for back in row), default=0)
    knowns = np.zeros((depth, len(tree)), dtype=np.bool_)
    for rank, row in rows.items():
        knowns[[back - 1 for back in row], rank] = True
    sides: tuple[list[Whole], list[Whole]] = ([], [])
    for back in range(1, depth + 1):
        for side, column in enumerate(sides):
            known = knowns[back - 1] if side else knowns[back - 1].copy()
            numbers = whole(
                [rows[rank][back][side] if sure else 0 for rank, sure in enumerate(known.tolist())]
            )
            tree.shape.fill_up(numbers, known)
            column.append(numbers)
    empty = np.zeros((0, len(tree)), dtype=np.int64)
    to_date, total = (np.stack(side) if side else empty for side in sides)
    return ClosedPeriods(to_date=to_date, total=total, known=knowns, scale=scale)


def _faults(tree: GoalTree, history: History) -> Iterator[PartnerkitError]:
    for goal, past in history.items():
        path = f"history[{goal}]"
        if goal not in tree:
            yield InvalidValue(path=path, value=shown(goal), remedy="use the id of a goal of the tree")
        if isinstance(past, Mapping):
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
    for earlier, later in pairwise(sorted(past)):
        if earlier.overlaps(later):
            remedy = f"use periods that share no day; {earlier} does"
            yield InvalidValue(path=f"{path}[{later}]", value=shown(str(later)), remedy=remedy)


def _entries(history: History) -> Iterator[_Entry]:
    for goal, past in history.items():
        if isinstance(past, Mapping):
            yield from (_Entry(goal, value, when) for when, value in past.items() if value is not None)
        else:
            for at, pair in enumerate(past):
                yield from (_Entry(goal, value, (at, side)) for side, value in enumerate(pair))


def _pairs(past: Sequence[tuple[_Entry, int]]) -> dict[int, tuple[int, int]]:
    units = [size for _, size in past]
    latest_first = list(zip(units[::2], units[1::2], strict=True))[::-1]
    return dict(enumerate(latest_first, start=1))


def _years_back(
    period: Period, past: Sequence[tuple[_Entry, int]], day: Fraction
) -> dict[int, tuple[int, int]]:
    """Return by steps back what stood there to the same day and in the end, where all of it is known."""
    found: dict[int, tuple[int, int]] = {}
    if period.is_open or not past:
        return found
    step = -(-period.days // _YEAR)
    earliest = min(each.when.start.year for each, _ in past if isinstance(each.when, Period))
    for back in range(1, (period.start.year - earliest) // step + 1):
        start, end = (_moved(each.toordinal(), back * step) for each in (period.start, period.end))
        cut = _moved(int(day), back * step) + day % 1
        if _covered(past, start, end):
            found[back] = (_sum_between(past, start, cut), _sum_between(past, start, end))
    return found


def _moved(day: int, years: int) -> int:
    """Return the same day of the calendar some years before; the 29th of February becomes the 1st of March."""
    moment = date.fromordinal(day)
    try:
        return moment.replace(year=moment.year - years).toordinal()
    except ValueError:
        return date(moment.year - years, 3, 1).toordinal()


def _shared(when: Period, start: Fraction | int, end: Fraction | int) -> Fraction:
    """Return how many days of *when* lie between two days."""
    first, last = Fraction(when.start.toordinal()), Fraction(when.end.toordinal())
    return max(min(Fraction(end), last) - max(Fraction(start), first), Fraction(0))


def _covered(past: Sequence[tuple[_Entry, int]], start: int, end: int) -> bool:
    return (
        sum(_shared(each.when, start, end) for each, _ in past if isinstance(each.when, Period))
        == end - start
    )


def _sum_between(past: Sequence[tuple[_Entry, int]], start: int, end: Fraction | int) -> int:
    parts = (
        size * _shared(each.when, start, end) / each.when.days
        for each, size in past
        if isinstance(each.when, Period)
    )
    return round(sum(parts, Fraction(0)))

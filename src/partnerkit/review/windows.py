"""
Who was helped when, and who was comparable and not helped?

Whoever had another remedy in the same periods says nothing of one of them;
whoever had any is no measure for others.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cache, partial
from typing import Any, final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from partnerkit.facts.intervention import Intervention
from partnerkit.review.matching import Places, nearest
from partnerkit.scoring.groups import Floats
from partnerkit.values.time import Period

__all__ = ["Compared", "Past", "Window", "windows"]


def __dir__() -> list[str]:
    return __all__


@final
@frozen
class Window:
    """How many periods before and after are looked at, and with how many others each is compared."""

    before: int
    after: int
    matches: int


@final
@frozen(kw_only=True, eq=False)
class Compared:
    """What changed, of those helped and of those they are compared with, one run of *each* for each helped one."""

    changes: Floats
    other_changes: Floats

    #: Between the two halves of the time before, when nothing had been done; empty where it has no halves.
    earlier: Floats
    other_earlier: Floats

    #: Which partner each of the others is, and how many of them each helped one has.
    owners: Places
    each: int

    #: By how many standard deviations those helped stood apart before: from all who could be compared, and from those
    #: that were chosen for it.
    chosen: float
    apart: float

    #: Why partners were left out, and how many.
    left_out: Mapping[str, int]


@final
@frozen(eq=False)
class _Cohort:
    """Those of one group who were helped in one period, and those they are compared with."""

    changes: Floats
    other_changes: Floats
    earlier: Floats
    other_earlier: Floats
    owners: Places
    level: Floats
    others_level: Floats
    pool_level: float
    spread: float


@final
@frozen(kw_only=True, eq=False)
class Past:
    """What every partner reached, period by period, and in which group it is."""

    table: Floats
    periods: Sequence[Period]
    rows: Mapping[Any, int]
    groups: NDArray[np.int64]

    def place(self, day: date) -> int:
        """Return the number of the period that holds *day*: -1 before the first, their count after the last."""
        if not self.periods or day < self.periods[0].start:
            return -1
        return bisect_right(self.periods, day, key=lambda each: each.end)


def windows(past: Past, given: Sequence[Intervention], remedy: str, window: Window) -> Compared:
    """
    Pair everybody who was given *remedy* with the nearest of those in the same group who were given nothing.

    Of several times that one partner was given it, the first counts; who was given anything else in the periods looked
    at, or the same once more, is left out.

    >>> nothing = Past(table=np.ones((2, 3)), periods=Period.quarter(2026, 1).months(), rows={}, groups=np.zeros(2))
    >>> len(windows(nothing, [], "coach-sellers", Window(1, 1, 2)).changes)
    0
    """
    busy = np.zeros(past.table.shape, dtype=np.int64)
    first: dict[int, tuple[Intervention, int, int]] = {}
    # Many begin and end together.
    running, beside = cache(partial(_running, past)), cache(partial(_around, past))
    for each in sorted(given, key=lambda one: (one.started_on, one.id)):
        row, begin, end = past.rows[each.partner], *running(each.started_on, each.ended_on)
        busy[row, begin:end] += 1
        if each.remedy == remedy:
            first.setdefault(row, (each, begin, end))
    left: dict[str, int] = {}
    starts: dict[tuple[int, int, int], list[int]] = {}
    for row, (each, begin, end) in first.items():
        around = beside(each.started_on)
        low, high = around[0] - window.before + 1, around[1] + window.after
        others = busy[row].copy()
        others[begin:end] -= 1
        if low < 0 or high > len(past.periods):
            why = "effect-outside-the-figures"
        elif np.isnan(past.table[row, [*range(low, around[0] + 1), *range(around[1], high)]]).any():
            why = "effect-figures-missing"
        elif others[low:high].any():
            why = "effect-other-remedy"
        else:
            starts.setdefault((*around, int(past.groups[row])), []).append(row)
            continue
        left[why] = left.get(why, 0) + 1
    cohorts = []
    for (last_before, first_after, group), members in sorted(starts.items()):
        may_serve = (past.groups == group) & ~busy[
            :, last_before - window.before + 1 : first_after + window.after
        ].any(axis=1)
        found = _cohort(past.table, np.array(members), may_serve, (last_before, first_after), window)
        if found is None:
            left["effect-nobody-comparable"] = left.get("effect-nobody-comparable", 0) + len(members)
        else:
            cohorts.append(found)
    return _together(cohorts, window.matches, left)


def _running(past: Past, started: date, ended: date | None) -> tuple[int, int]:
    """Return the first period in which a remedy was at work, and the first in which it was no longer."""
    begin = max(0, past.place(started))
    if ended is None:
        return begin, len(past.periods)
    last = past.place(ended - timedelta(days=1)) if ended > started else past.place(started)
    return begin, last + 1


def _around(past: Past, started: date) -> tuple[int, int]:
    """Return the last period before a remedy began and the first after: the one it began in is neither, but for day one."""
    place = past.place(started)
    is_whole = 0 <= place < len(past.periods) and past.periods[place].start == started
    return place - 1, place if is_whole else place + 1


def _cohort(
    table: Floats, members: Places, may_serve: NDArray[np.bool_], around: tuple[int, int], window: Window
) -> _Cohort | None:
    last_before, first_after = around
    before = table[:, last_before - window.before + 1 : last_before + 1]
    after = table[:, first_after : first_after + window.after]
    is_free = may_serve & ~np.isnan(before).any(axis=1) & ~np.isnan(after).any(axis=1)
    # Those who were helped are busy themselves, so none of them is among the others.
    pool = np.flatnonzero(is_free)
    if len(pool) < window.matches:
        return None
    level = before.mean(axis=1)
    owners = pool[nearest(level[members], level[pool], window.matches)].ravel()
    change = after.mean(axis=1) - level
    half = window.before // 2
    # With one period there are no halves to compare.
    earlier = before[:, -half:].mean(axis=1) - before[:, :half].mean(axis=1) if half else np.zeros(0)
    return _Cohort(
        changes=change[members],
        other_changes=change[owners],
        earlier=earlier[members] if half else earlier,
        other_earlier=earlier[owners] if half else earlier,
        owners=owners,
        level=level[members],
        others_level=level[owners],
        pool_level=float(level[pool].mean()),
        spread=float(level[pool].std()),
    )


def _together(cohorts: Sequence[_Cohort], each: int, left: Mapping[str, int]) -> Compared:
    def joined(name: str) -> Floats:
        return np.concatenate([np.zeros(0), *(getattr(cohort, name) for cohort in cohorts)])

    sizes = [len(cohort.changes) for cohort in cohorts]
    spread = [cohort.spread if cohort.spread > 0 else 1.0 for cohort in cohorts]
    chosen = [
        (float(cohort.level.mean()) - cohort.pool_level) / scale
        for cohort, scale in zip(cohorts, spread, strict=True)
    ]
    apart = [
        float(cohort.level.mean() - cohort.others_level.mean()) / scale
        for cohort, scale in zip(cohorts, spread, strict=True)
    ]
    return Compared(
        changes=joined("changes"),
        other_changes=joined("other_changes"),
        earlier=joined("earlier"),
        other_earlier=joined("other_earlier"),
        owners=joined("owners").astype(np.int64),
        each=each,
        chosen=float(np.average(chosen, weights=sizes)) if sizes else 0.0,
        apart=float(np.average(apart, weights=sizes)) if sizes else 0.0,
        left_out=left,
    )

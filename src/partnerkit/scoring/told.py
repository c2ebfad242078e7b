"""
What was told of each KPI, period by period, and whose figures counted?

`Released` keeps this and passes it on from report to report, so that a report
costs the same after many years as in the second month.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import chain
from operator import attrgetter
from typing import final

from attrs import frozen

from partnerkit.scoring.counted import Counted
from partnerkit.scoring.release import Release
from partnerkit.values.time import Period

__all__ = ["Tables", "Told"]

_start = attrgetter("start")


def __dir__() -> list[str]:
    return __all__


@final
class _Book:
    """Releases by their number, and the number of each by what it is looked for with."""

    def __init__(self, releases: Iterable[Release]) -> None:
        self.releases = dict(enumerate(releases))
        self.numbers = {_key(each.period, each.group): n for n, each in self.releases.items()}


def _key(period: Period, group: str) -> tuple[date, date, str]:
    # Days are hashed faster than a period is.
    return period.start, period.end, group


@final
@frozen(kw_only=True, eq=False)
class Told:
    """The releases of one KPI, by period and group."""

    #: What the KPI means: the figure, and of a ratio by what it is divided.
    part: str
    whole: str | None

    #: Each period once, from the first to the last.
    periods: tuple[Period, ...]

    #: Shared with whoever goes on from here: of its releases the first *count* are ours.
    book: _Book
    count: int

    @classmethod
    def of(cls, releases: Iterable[Release]) -> "Told":
        """Gather *releases* of one KPI; there is at least one."""
        found = tuple(releases)
        return cls(
            part=found[0].part,
            whole=found[0].whole,
            periods=tuple(sorted(dict.fromkeys(each.period for each in found), key=_start)),
            book=_Book(found),
            count=len(found),
        )

    def with_release(self, release: Release) -> "Told":
        """Return it with one more."""
        key, book = _key(release.period, release.group), self.book
        # Of two who go on from here, also at the same time, one finds his number free.
        if key in book.numbers or book.releases.setdefault(self.count, release) is not release:
            return Told.of((*self.releases, release))
        book.numbers[key] = self.count
        place = self._place(release.period)
        added = () if self.has(release.period) else (release.period,)
        return Told(
            part=self.part,
            whole=self.whole,
            periods=(*self.periods[:place], *added, *self.periods[place:]),
            book=book,
            count=self.count + 1,
        )

    @property
    def releases(self) -> tuple[Release, ...]:
        """The releases, in the order in which they were told."""
        return tuple(self.book.releases[number] for number in range(self.count))

    def at(self, period: Period, group: str) -> Release | None:
        """Return what was told of a group and a period."""
        number = self.book.numbers.get(_key(period, group), self.count)
        return self.book.releases[number] if number < self.count else None

    def _place(self, period: Period) -> int:
        """Return how many periods begin no later: mostly all, and then the last is all that is looked at."""
        if self.periods[-1].start <= period.start:
            return len(self.periods)
        return bisect_right(self.periods, period.start, key=_start)

    def has(self, period: Period) -> bool:
        """Tell whether anything was told of *period*."""
        place = self._place(period)
        return period in self.periods[max(0, place - 1) : place]

    def overlapping(self, period: Period) -> Period | None:
        """Return a period that was told and overlaps *period*, other than itself."""
        place = self._place(period)
        for each in self.periods[max(0, place - 1) : place + 1]:
            if each != period and each.overlaps(period):
                return each
        return None

    def last(self, group: str, until: Period) -> Release | None:
        """Return the last release of *group* that is not later than *until*."""
        for each in reversed(self.periods):
            found = self.at(each, group)
            if found is not None and each.end <= until.end:
                return found
        return None


@final
class Tables(Mapping[str, Told]):
    """What was told, by KPI, and whose figures counted. What was just told is entered when it is first asked for."""

    def __init__(
        self,
        entries: Mapping[str, tuple[Told | None, tuple[Release, ...]]],
        counted: tuple[Counted, tuple[Release, ...]],
    ) -> None:
        self._entries = dict(entries)
        self._counted = counted

    @classmethod
    def of(cls, releases: Iterable[Release]) -> "Tables":
        """Gather *releases*."""
        return cls({}, (Counted(), ())).with_releases(releases)

    def with_releases(self, more: Iterable[Release]) -> "Tables":
        """Return them with *more*."""
        by_kpi: dict[str, list[Release]] = {}
        for release in more:
            by_kpi.setdefault(release.kpi, []).append(release)
        entries = dict(self._entries)
        for kpi, releases in by_kpi.items():
            told, waiting = entries.get(kpi, (None, ()))
            entries[kpi] = told, (*waiting, *releases)
        counted, waiting = self._counted
        return Tables(entries, (counted, (*waiting, *chain(*by_kpi.values()))))

    @property
    def counted(self) -> Counted:
        """Whose figures counted in it."""
        counted, waiting = self._counted
        if waiting:
            counted = counted.with_figures((each.kpi, each.figures) for each in waiting)
            # Both are replaced together, so that two who ask at once enter nothing twice.
            self._counted = counted, ()
        return counted

    def __getitem__(self, kpi: str) -> Told:
        """Return what was told of *kpi*."""
        told, waiting = self._entries[kpi]
        if told is None:
            told, waiting = Told.of(waiting), ()
        for release in waiting:
            told = told.with_release(release)
        # Both at once, as in `counted`.
        self._entries[kpi] = told, ()
        return told

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, kpi: object) -> bool:
        return kpi in self._entries

"""
What was told of one KPI, and whose figures counted in it?

`Released` keeps a table of this for each KPI and passes it on from report to
report. So a report costs the same after two years as in the first month.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from operator import attrgetter
from typing import TYPE_CHECKING, final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from partnerkit.scoring.marks import as_marks
from partnerkit.values.time import Period

if TYPE_CHECKING:
    from partnerkit.scoring.released import Release

__all__ = ["Tables", "Told"]

_start = attrgetter("start")


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True, eq=False)
class Told:
    """The releases of one KPI, by period and group."""

    #: What the KPI means: the figure, and of a ratio by what it is divided.
    part: str
    whole: str | None

    releases: Mapping[tuple[Period, str], "Release"]

    #: Each period once, from the first to the last.
    periods: tuple[Period, ...]

    #: The marks of all figures that counted, sorted.
    marks: NDArray[np.uint32]

    @classmethod
    def of(cls, releases: Iterable["Release"]) -> "Told":
        """Gather *releases* of one KPI; there is at least one."""
        found = tuple(releases)
        return cls(
            part=found[0].part,
            whole=found[0].whole,
            releases={(each.period, each.group): each for each in found},
            periods=tuple(sorted({each.period for each in found}, key=_start)),
            marks=np.sort(as_marks("".join(each.figures for each in found))),
        )

    def with_release(self, release: "Release") -> "Told":
        """Return it with one more."""
        place = bisect_right(self.periods, release.period.start, key=_start)
        # Two sorted runs are merged: what was told for years is not sorted again.
        marks = np.concatenate((self.marks, np.sort(as_marks(release.figures))))
        added = () if self.has(release.period) else (release.period,)
        return Told(
            part=self.part,
            whole=self.whole,
            releases={**self.releases, (release.period, release.group): release},
            periods=(*self.periods[:place], *added, *self.periods[place:]),
            marks=np.sort(marks, kind="stable"),
        )

    def has(self, period: Period) -> bool:
        """Tell whether anything was told of *period*."""
        place = bisect_right(self.periods, period.start, key=_start)
        return period in self.periods[max(0, place - 1) : place]

    def counted(self, found: NDArray[np.uint32]) -> NDArray[np.bool_]:
        """Tell which figures counted, by their marks."""
        if not len(self.marks):
            return np.zeros(found.shape, dtype=np.bool_)
        place = np.minimum(np.searchsorted(self.marks, found), len(self.marks) - 1)
        return np.asarray(self.marks[place] == found)

    def overlapping(self, period: Period) -> Period | None:
        """Return a period that was told and overlaps *period*, other than itself."""
        place = bisect_right(self.periods, period.start, key=_start)
        for each in self.periods[max(0, place - 1) : place + 1]:
            if each != period and each.overlaps(period):
                return each
        return None

    def last(self, group: str, until: Period) -> "Release | None":
        """Return the last release of *group* that is not later than *until*."""
        for each in reversed(self.periods):
            found = self.releases.get((each, group))
            if found is not None and each.end <= until.end:
                return found
        return None


@final
class Tables(Mapping[str, Told]):
    """What was told, by KPI. What was just told is entered when it is first asked for."""

    def __init__(self, entries: "Mapping[str, tuple[Told | None, tuple[Release, ...]]]") -> None:
        self._entries = dict(entries)

    def with_releases(self, more: "Iterable[Release]") -> "Tables":
        """Return them with *more*."""
        by_kpi: dict[str, list[Release]] = {}
        for release in more:
            by_kpi.setdefault(release.kpi, []).append(release)
        found = Tables(self._entries)
        for kpi, releases in by_kpi.items():
            told, waiting = found._entries.get(kpi, (None, ()))
            found._entries[kpi] = told, (*waiting, *releases)
        return found

    def __getitem__(self, kpi: str) -> Told:
        """Return what was told of *kpi*."""
        told, waiting = self._entries[kpi]
        if told is None:
            told, waiting = Told.of(waiting), ()
        for release in waiting:
            told = told.with_release(release)
        # Table and rest are replaced together, so that two who ask at once enter nothing twice.
        self._entries[kpi] = told, ()
        return told

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, kpi: object) -> bool:
        return kpi in self._entries

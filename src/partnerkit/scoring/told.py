"""
What was told of one KPI, and whose figures counted in it?

`Released` keeps a table of this for each KPI and passes it on from report to
report. So a report costs the same after two years as in the first month.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from partnerkit.scoring.marks import as_marks
from partnerkit.values.time import Period

if TYPE_CHECKING:
    from partnerkit.scoring.released import Release

__all__ = ["Told"]


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
            periods=tuple(sorted({each.period for each in found}, key=lambda each: each.start)),
            marks=np.sort(as_marks("".join(each.figures for each in found))),
        )

    def with_release(self, release: "Release") -> "Told":
        """Return it with one more."""
        marks = np.concatenate((self.marks, as_marks(release.figures)))
        place = bisect_right(self.periods, release.period.start, key=lambda each: each.start)
        is_known = release.period in self.periods[max(0, place - 1) : place]
        added = () if is_known else (release.period,)
        periods = (*self.periods[:place], *added, *self.periods[place:])
        return Told(
            part=self.part,
            whole=self.whole,
            releases={**self.releases, (release.period, release.group): release},
            periods=periods,
            marks=np.sort(marks, kind="stable"),
        )

    def counted(self, found: NDArray[np.uint32]) -> NDArray[np.bool_]:
        """Tell which figures counted, by their marks."""
        if not len(self.marks):
            return np.zeros(found.shape, dtype=np.bool_)
        place = np.minimum(np.searchsorted(self.marks, found), len(self.marks) - 1)
        return np.asarray(self.marks[place] == found)

    def overlapping(self, period: Period) -> Period | None:
        """Return a period that was told and overlaps *period*, other than itself."""
        place = bisect_right(self.periods, period.start, key=lambda each: each.start)
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

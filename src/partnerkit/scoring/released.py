"""
What has a viewer been shown so far?

A release is told once and stays as it was told: what is corrected, entered
late or withdrawn later changes nothing in it. `Released` remembers every
release to one viewer, so that no figure of anybody counts in two of them. It
is a value: persist it, pass it in next time.

It is the host's, not the viewer's. It holds no name and no figure, but marks
by which a figure that has counted is known again; who knows the figure he is
looking for could find the mark.
"""

from collections.abc import Hashable, Iterable
from functools import cached_property
from typing import final

from attrs import field, frozen

from partnerkit.scoring.release import Release
from partnerkit.scoring.told import Tables
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue
from partnerkit.values.fields import Check, as_tuple

__all__ = ["Released"]


def __dir__() -> list[str]:
    return __all__


_releases = Check(
    lambda value: isinstance(value, tuple) and {*map(type, value)} <= {Release},
    "use Releases",
)


@final
@frozen(kw_only=True)
class Released:
    """
    Every release to one viewer, in the order in which they were told.

    >>> Released()
    Released(of nobody yet, 0 releases)
    """

    #: Whose it is; it is given with the first report.
    viewer: str | None = field(default=None, validator=fields.optional(fields.text))
    releases: tuple[Release, ...] = field(default=(), converter=as_tuple, validator=_releases)

    def __repr__(self) -> str:
        return f"Released(of {self.viewer or 'nobody yet'}, {len(self.releases)} releases)"

    @cached_property
    def told(self) -> Tables:
        """What was told of each KPI, ready to be asked."""
        return Tables.of(self.releases)

    def of(self, kpi: str) -> tuple[Release, ...]:
        """Return what was told of *kpi*."""
        return tuple(each for each in self.releases if each.kpi == kpi)

    def given_to(self, viewer: Hashable, more: Iterable[Release] = ()) -> "Released":
        """
        Return it with *more*, as the record of *viewer*.

        Raises
        ------
        InvalidValue
            If it is the record of somebody else, whom the message does not name.
        """
        name = str(viewer)
        if self.viewer not in (None, name):
            remedy = "keep one record for each viewer, and begin with Released()"
            raise InvalidValue(path="published", value="the record of another viewer", remedy=remedy)
        added = tuple(more)
        if not added and self.viewer == name:
            return self
        found = Released(viewer=name, releases=added)
        # The releases so far are neither checked nor read again.
        object.__setattr__(found, "releases", (*self.releases, *added))
        object.__setattr__(found, "told", self.told.with_releases(added))
        return found

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

from collections.abc import Hashable, Iterable, Sequence
from hashlib import blake2b
from typing import Any, final

import numpy as np
from attrs import evolve, field, frozen
from numpy.typing import NDArray

from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue
from partnerkit.values.fields import Check, as_tuple
from partnerkit.values.reasons import Reason
from partnerkit.values.time import Period

__all__ = ["Cell", "Release", "Released", "as_marks", "as_text", "marks", "partner_marks"]

_end = fields.optional(fields.number(least=-1e300, most=1e300))


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Cell:
    """Between which two numbers a quantile of the others lies, or why that is kept back."""

    low: float | None = field(default=None, validator=_end)
    high: float | None = field(default=None, validator=_end)
    reason: Reason | None = field(
        default=None, validator=fields.optional(fields.instance(Reason, "a Reason"))
    )

    @property
    def value(self) -> float | None:
        """The middle of the cell: as near as anybody is told."""
        return None if self.low is None or self.high is None else (self.low + self.high) / 2


_cell = fields.instance(Cell, "a Cell")


@final
@frozen(kw_only=True)
class Release:
    """What was told of one KPI, one group and one period."""

    kpi: str = field(validator=fields.identifier)

    #: The figure, and of a ratio by what it is divided.
    part: str = field(validator=fields.identifier)
    whole: str | None = field(default=None, validator=fields.optional(fields.identifier))

    group: str = field(validator=fields.text)
    period: Period = field(validator=fields.instance(Period, "a Period"))

    lower: Cell = field(validator=_cell)
    middle: Cell = field(validator=_cell)
    upper: Cell = field(validator=_cell)

    #: A mark of eight digits for each figure that counted, one after the other.
    figures: str = field(default="", validator=fields.code("(?:[0-9a-f]{8})*", "use marks of eight digits"))

    @property
    def cells(self) -> tuple[Cell, Cell, Cell]:
        """Lower quartile, median, upper quartile."""
        return self.lower, self.middle, self.upper


_releases = Check(
    lambda value: isinstance(value, tuple) and all(isinstance(each, Release) for each in value),
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
        return evolve(self, viewer=name, releases=(*self.releases, *more))


def partner_marks(keys: Sequence[Any]) -> NDArray[np.uint64]:
    """Return a mark for each partner."""
    told = (blake2b(repr(key).encode(), digest_size=8).digest() for key in keys)
    return np.frombuffer(b"".join(told), dtype="<u8").astype(np.uint64)


def marks(kpi: str, partners: NDArray[np.uint64], values: NDArray[np.float64]) -> NDArray[np.uint32]:
    """
    Return a mark for each partner's figure: the same figure of the same partner has the same mark, whatever the period.

    >>> partners = partner_marks(["P-1"])
    >>> marks("revenue", partners, np.array([10.0])) == marks("revenue", partners, np.array([10.0]))
    array([ True])
    """
    mixed = _mixed(partners ^ partner_marks([kpi]))
    # Zero has two signs, and they are one figure.
    return (_mixed(mixed ^ (values + 0.0).view(np.uint64)) >> np.uint64(32)).astype(np.uint32)


def _mixed(found: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Spread every bit over all others, as SplitMix64 does (Steele, Lea and Flood, 2014)."""
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        found = (found ^ (found >> np.uint64(shift))) * np.uint64(factor)
    return found ^ (found >> np.uint64(31))


def as_text(found: NDArray[np.uint32]) -> str:
    """Return marks as text."""
    return found.astype(">u4").tobytes().hex()


def as_marks(releases: Iterable[Release]) -> NDArray[np.uint32]:
    """Return the marks of all figures that counted in *releases*."""
    text = "".join(each.figures for each in releases)
    return np.frombuffer(bytes.fromhex(text), dtype=">u4").astype(np.uint32)

"""
What was one viewer told of one KPI, one group and one period?

Between which two numbers the quartiles of the others lie: no name and no
figure, but marks by which a figure that has counted is known again.
"""

from datetime import datetime
from typing import final

from attrs import field, frozen

from partnerkit.values import fields
from partnerkit.values.fields import Check
from partnerkit.values.reasons import Reason
from partnerkit.values.time import Period

__all__ = ["Cell", "Release"]

_end = fields.optional(fields.number(least=-1e300, most=1e300))


def _is_marks(value: object) -> bool:
    try:
        return isinstance(value, str) and len(value) % 8 == 0 and bytes.fromhex(value).hex() == value
    except ValueError:
        return False


_marks = Check(_is_marks, "use marks of eight digits")


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

    #: Up to when the others' figures were entered; what came later counts in the next one.
    known_at: datetime | None = field(
        default=None, converter=fields.as_utc, validator=fields.optional(fields.aware)
    )

    #: A mark of eight digits for each figure that counted, one after the other.
    figures: str = field(default="", validator=_marks)

    @property
    def cells(self) -> tuple[Cell, Cell, Cell]:
        """Lower quartile, median, upper quartile."""
        return self.lower, self.middle, self.upper

"""What does a partner learn from the comparison? His own figures, and where the others stand, as far as it may be told."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Literal, final

from attrs import field, frozen

from partnerkit.scoring.release import Cell
from partnerkit.scoring.released import Released
from partnerkit.values.errors import NotFound
from partnerkit.values.frames import Library, to_frame
from partnerkit.values.markup import small_table
from partnerkit.values.reasons import Finding, Reason
from partnerkit.values.time import Period

__all__ = ["Compared", "Report"]

Quantile = Literal["lower", "middle", "upper"]


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Compared:
    """One KPI: the partner's own figure, exact and of today, beside what was released of the others."""

    kpi: str
    unit: str | None
    better: str

    #: None where it is unknown.
    own: float | None

    #: Of the others: each a cell of two ends, or the reason why it is kept back.
    lower: Cell
    middle: Cell
    upper: Cell

    #: Of when the cells are; None where nothing was ever released.
    period: Period | None

    #: Why there is nothing, or nothing newer; None if it is the release of the period.
    reason: Reason | None

    #: Whether the partner disputes his own figure: then it counts for nobody until that is settled.
    is_disputed: bool = False

    #: Up to when the others' figures were entered.
    known_at: datetime | None = None

    @property
    def cells(self) -> Mapping[Quantile, Cell]:
        """The three cells by name."""
        return {"lower": self.lower, "middle": self.middle, "upper": self.upper}

    @property
    def best(self) -> Cell:
        """The cell of the best quarter; of a KPI with a target there is none."""
        if self.better == "target":
            return Cell(reason=Reason("no-best-quarter", {"kpi": self.kpi}))
        return self.upper if self.better == "higher" else self.lower

    @property
    def gap(self) -> float | None:
        """How far the best quarter is ahead, from the middle of its cell; below 0 one is ahead of it."""
        best = self.best.value
        if best is None or self.own is None:
            return None
        return best - self.own if self.better == "higher" else self.own - best

    @property
    def quarter(self) -> int | None:
        """In which quarter one stands, 1 is best; it is told by the cells and by nothing else."""
        ends = [self.lower.value, self.middle.value, self.upper.value]
        known = [each for each in ends if each is not None]
        if len(known) < 3 or self.own is None or self.better == "target":
            return None
        if self.better == "higher":
            return 1 + sum(self.own < each for each in known)
        return 1 + sum(self.own > each for each in known)


@final
@frozen(kw_only=True)
class Report:
    """
    The comparison of one partner, line by line.

    It names nobody else, and knows no rank and no list. `released` is the
    host's: persist it, pass it in next time, and show it to nobody.
    """

    viewer: Any
    group: str
    period: Period

    #: One for each KPI, in the order in which they were asked for.
    lines: tuple[Compared, ...]

    #: What a reader should know, such as the rule that keeps everything back.
    findings: tuple[Finding, ...]

    #: What has been shown so far, this report included.
    released: Released = field(repr=False)

    def __getitem__(self, kpi: str) -> Compared:
        """Return the line of *kpi*."""
        for line in self.lines:
            if line.kpi == kpi:
                return line
        raise NotFound(path="kpi", key=str(kpi), known=tuple(line.kpi for line in self.lines))

    def __iter__(self) -> Iterator[Compared]:
        return iter(self.lines)

    def __len__(self) -> int:
        return len(self.lines)

    @property
    def suppressed(self) -> Mapping[tuple[str, Quantile], Reason]:
        """Why each cell that is kept back is: (KPI, quantile) -> reason."""
        return {
            (line.kpi, name): cell.reason
            for line in self.lines
            for name, cell in line.cells.items()
            if cell.reason is not None
        }

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The same as codes and facts, to be said in words."""
        return tuple(reason for line in self.lines for reason in _reasons(line))

    def to_frame(self, kind: Library = "dict") -> Any:
        """Return a frame of *kind* with a row for each KPI, and the ends of each cell as columns."""
        columns: dict[str, list[Any]] = {
            "kpi": [line.kpi for line in self.lines],
            "own": [line.own for line in self.lines],
            "quarter": [line.quarter for line in self.lines],
            "gap": [line.gap for line in self.lines],
        }
        for name in ("lower", "middle", "upper"):
            columns[f"{name}_low"] = [line.cells[name].low for line in self.lines]
            columns[f"{name}_high"] = [line.cells[name].high for line in self.lines]
        return to_frame(columns, kind=kind)

    _repr_html_ = small_table


def _reasons(line: Compared) -> Iterator[Reason]:
    middle = line.middle
    if middle.value is not None:
        facts = {"kpi": line.kpi, "own": line.own, "low": middle.low, "high": middle.high, "unit": line.unit}
        yield Reason("compared", facts)
    if line.gap is not None:
        code, name = ("gap-to-best", "gap") if line.gap >= 0 else ("ahead-of-best", "ahead")
        yield Reason(code, {"kpi": line.kpi, name: abs(line.gap), "unit": line.unit})
    if line.is_disputed:
        yield Reason("own-figure-disputed", {"kpi": line.kpi})
    if line.reason is not None:
        yield line.reason
    elif middle.reason is not None:
        yield middle.reason

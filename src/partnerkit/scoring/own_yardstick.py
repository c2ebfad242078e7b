"""
Against what may a partner hold his figures by himself?

Against the cells that he was told of the others, and nothing else. A yardstick
holds means, spreads, and on some scales the exact figures of somebody; it stays
with the vendor. This one holds what a report of `benchmark` told its viewer.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from numbers import Real
from typing import TYPE_CHECKING, Any, final

from attrs import evolve, frozen

from partnerkit.scoring.scorecard import HUGE, Scorecard
from partnerkit.values.errors import InvalidValue, NotFound, raise_faults, shown
from partnerkit.values.reasons import Facts

if TYPE_CHECKING:
    from partnerkit.scoring.report import Compared, Report

__all__ = ["OwnYardstick", "own_yardstick"]


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class OwnYardstick:
    """
    What one viewer was told of the others, to compare other figures of his own with.

    >>> from datetime import date
    >>> from partnerkit.scoring import Kpi, Scorecard, benchmark, fit, score
    >>> frame = {"id": [f"P-{n}" for n in range(21)], "revenue": [100.0 + 5 * n for n in range(21)]}
    >>> card, day = Scorecard(kpis=(Kpi("revenue"),)), date(2026, 3, 31)
    >>> report = benchmark(score(card, frame, key="id", as_of=day), viewer="P-9")
    >>> mine = fit(card, frame, key="id", as_of=day).for_viewer(report)
    >>> [mine.compare({"revenue": figure})["revenue"].quarter for figure in (90.0, 160.0, 500.0)]
    [4, 2, 1]
    """

    viewer: Any

    #: As in the report, in its order.
    lines: tuple["Compared", ...]

    #: Of a rate, the columns of what is counted and of how many there were.
    rates: Facts

    def compare(self, row: Mapping[str, Any]) -> Mapping[str, "Compared"]:
        """
        Return where one would stand with the figures of *row*, by KPI; the others do not move.

        *row* holds column -> number, and ratios by their names; what is absent or None
        is unknown. A rate is given by its columns, or by its name and neither of them.

        Raises
        ------
        NotFound
            For names that are not compared.
        InvalidValue, InvalidInput
            For values that are no finite numbers, and rates outside 0 to 1.
        """
        if not hasattr(row, "items"):
            raise InvalidValue(path="row", value=shown(row), remedy="use column -> number")
        known = [each.kpi for each in self.lines]
        columns = [name for kpi in known if kpi in self.rates for name in _pair(self.rates[kpi])]
        for name in row:
            if name not in known and name not in columns:
                raise NotFound(path="row", key=str(name), known=(*known, *columns))
        raise_faults(_faults(row))
        raise_faults(self._rate_faults(row))
        return {each.kpi: evolve(each, own=self._figure(each.kpi, row)) for each in self.lines}

    def _figure(self, kpi: str, row: Mapping[str, Any]) -> float | None:
        columns = _pair(self.rates[kpi]) if kpi in self.rates else ()
        if row.keys().isdisjoint(columns):
            value = row.get(kpi)
            return None if value is None else float(value)
        count, total = (row.get(name) for name in columns)
        return None if count is None or not total else float(count) / float(total)

    def _rate_faults(self, row: Mapping[str, Any]) -> Iterator[InvalidValue]:
        for kpi, pair in self.rates.items():
            count, total = _pair(pair)
            by_name = row.get(kpi) if row.keys().isdisjoint(_pair(pair)) else None
            if by_name is not None and not 0 <= by_name <= 1:
                yield InvalidValue(path=kpi, value=shown(by_name), remedy="use a share from 0 to 1")
            if (
                row.get(count) is not None
                and row.get(total) is not None
                and not 0 <= row[count] <= row[total]
            ):
                yield InvalidValue(path=count, value=shown(row[count]), remedy=f"count from 0 up to {total}")


def _pair(pair: Any) -> tuple[str, str]:
    count, total = pair
    return count, total


def _faults(row: Mapping[str, Any]) -> Iterator[InvalidValue]:
    for name, value in row.items():
        if value is not None and not _is_figure(value):
            remedy = "use finite numbers; what is unknown is left out"
            yield InvalidValue(path=name, value=shown(value), remedy=remedy)


def _is_figure(value: object) -> bool:
    if not isinstance(value, Real | Decimal) or isinstance(value, bool):
        return False
    try:
        return abs(float(value)) <= HUGE  # NaN is not, either
    except (OverflowError, ValueError):
        return False


def own_yardstick(card: Scorecard, report: "Report") -> OwnYardstick:
    """Return what the viewer of *report* may hold his figures against: what the report told, and no more."""
    if not all(hasattr(report, name) for name in ("viewer", "lines", "released")):
        remedy = "use the Report that benchmark gave for this viewer"
        raise InvalidValue(path="report", value=f"a {type(report).__name__}", remedy=remedy)
    rates = {kpi.name: (kpi.count, kpi.of) for kpi in card.kpis if kpi.of is not None}
    return OwnYardstick(viewer=report.viewer, lines=report.lines, rates=Facts(rates))

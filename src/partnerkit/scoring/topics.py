"""
Which figures are compared, and which of them would give another away?

KPIs of the card, and ratios of two of them, so that size does not matter. They
may be told together as long as none can be reckoned from the rest: who knows a
dealer's revenue and his cost by revenue knows his cost. What is told only as
an index, a figure by what the same dealer had before, is told in no other way.
"""

from collections.abc import Mapping, Sequence
from typing import Any, final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from partnerkit.scoring.disclosure import Bounds
from partnerkit.scoring.readings import Reading
from partnerkit.scoring.scorecard import Better
from partnerkit.scoring.scores import Scores
from partnerkit.values.errors import InvalidValue, NotFound, raise_faults, shown
from partnerkit.values.fields import is_identifier

__all__ = ["Ties", "Topic", "topics_of"]


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True, eq=False)
class Topic:
    """A figure to compare: a KPI of the card, one divided by another, or an index."""

    name: str
    unit: str | None
    better: Better
    reading: Reading
    over: Reading | None
    bounds: Bounds

    #: Whether it is told as an index: 100 is what it was before.
    is_index: bool = False

    #: Whether it would tell what is told only as an index.
    tells_level: bool = False

    @property
    def kpis(self) -> frozenset[str]:
        """The names by which rules may mean it: its own, and those of the figures that it is made of."""
        kpi = self.reading.kpi
        parts = (kpi.count, kpi.of, None if self.over is None else self.over.kpi.name)
        return frozenset((self.name, kpi.name, *(each for each in parts if each is not None)))

    @property
    def part(self) -> str:
        """The column of the figure."""
        return self.reading.kpi.count or self.reading.kpi.name

    @property
    def whole(self) -> str | None:
        """The column by which it is divided, if it is."""
        return self.reading.kpi.of if self.over is None else self.over.kpi.name

    def values(self, rows: NDArray[np.int64] | slice) -> NDArray[np.float64]:
        """Return the figures of *rows*; a rate of nothing, and a ratio to nothing, is unknown."""
        found = _quotient(self.reading.values[rows], self.reading.totals, rows)
        if self.over is None:
            return found
        found = _quotient(found, self.over.values, rows)
        return 100 * found if self.is_index else found


def _quotient(
    values: NDArray[Any], totals: NDArray[Any] | None, rows: NDArray[np.int64] | slice
) -> NDArray[np.float64]:
    column: NDArray[np.float64] = values.astype(np.float64)
    if totals is None:
        return column
    found = np.full(len(column), np.nan)
    np.divide(column, totals[rows], out=found, where=totals[rows] > 0)
    return found


def topics_of(
    scores: Scores,
    kpis: Sequence[str] | None,
    ratios: Mapping[str, tuple[str, str]],
    index: Mapping[str, str],
) -> tuple[Topic, ...]:
    """
    Return what to compare, in the order asked for.

    *index* holds what is told only as an index, and by which KPI.

    Raises
    ------
    NotFound
        For *kpis* that are neither on the card nor among the *ratios*.
    InvalidValue, InvalidInput
        For ratios of anything but two KPIs of the card that are no rates.
    """
    readings = {reading.kpi.name: reading for reading in scores.readings.by_kpi}
    # A ratio that was asked for is told before the figures from which it would follow.
    known = (*ratios, *readings)
    faults: list[InvalidValue] = []
    for name, pair in ratios.items():
        if not is_identifier(name) or name in readings:
            remedy = "give the ratio a name of its own"
            faults.append(InvalidValue(path="ratios", value=shown(name), remedy=remedy))
        is_pair = isinstance(pair, tuple) and len(pair) == 2
        if not is_pair or any(each not in readings or readings[each].totals is not None for each in pair):
            remedy = f"use two KPIs of the card that are no rates: {', '.join(readings)}"
            faults.append(InvalidValue(path=f"ratios[{name!r}]", value=shown(pair), remedy=remedy))
    raise_faults(faults)
    names = known if kpis is None else tuple(dict.fromkeys(kpis))
    for name in names:
        if name not in known:
            raise NotFound(path="kpis", key=str(name), known=known)
    guarded = {*index, *index.values()}
    return tuple(_topic(name, readings, ratios, index, guarded) for name in names)


def _topic(
    name: str,
    readings: Mapping[str, Reading],
    ratios: Mapping[str, tuple[str, str]],
    index: Mapping[str, str],
    guarded: set[str],
) -> Topic:
    if name in ratios:
        part, whole = (readings[each] for each in ratios[name])
        return Topic(
            name=name,
            unit=None,
            better=part.kpi.better,
            reading=part,
            over=whole,
            bounds=(None, None),
            tells_level=not guarded.isdisjoint(ratios[name]),
        )
    reading = readings[name]
    kpi = reading.kpi
    base = readings.get(index.get(name, ""))
    if base is not None and base.totals is None and reading.totals is None:
        return Topic(
            name=name,
            unit=None,
            better=kpi.better,
            reading=reading,
            over=base,
            bounds=(None, None),
            is_index=True,
        )
    bounds: Bounds = kpi.valid or (None, None)
    if reading.totals is not None:
        low, high = kpi.valid or (0, 1)
        bounds = max(low, 0), min(high, 1)
    return Topic(
        name=name,
        unit=kpi.unit,
        better=kpi.better,
        reading=reading,
        over=None,
        bounds=bounds,
        tells_level=not guarded.isdisjoint((name, kpi.count, kpi.of)),
    )


@final
class Ties:
    """
    Which columns could be reckoned from each other by what was told.

    A figure ties its column to nothing, a ratio ties two columns. What closes a
    circle follows from the rest; a KPI that now means something else counts as such.

    >>> ties = Ties()
    >>> ties.tie("revenue", "revenue", None)
    >>> ties.tie("staff_ratio", "staff_cost", "revenue")
    >>> ties.closes("staff_cost", "staff_cost", None), ties.closes("stock", "stock", None)
    (True, False)
    """

    def __init__(self) -> None:
        self._means: dict[str, tuple[str, str | None]] = {}
        self._above: dict[str | None, str | None] = {}

    def _top(self, column: str | None) -> str | None:
        while column in self._above:
            column = self._above[column]
        return column

    def tie(self, kpi: str, part: str, whole: str | None) -> None:
        """Note that *kpi* was told."""
        self._means[kpi] = part, whole
        first, second = self._top(part), self._top(whole)
        if first != second:
            # Nothing is always on top, so that the loop above ends there.
            first, second = (second, first) if first is None else (first, second)
            self._above[first] = second

    def closes(self, kpi: str, part: str, whole: str | None) -> bool:
        """Tell whether *kpi* could be reckoned from others that were told."""
        if kpi in self._means:
            return self._means[kpi] != (part, whole)
        return self._top(part) == self._top(whole)

"""
Which figures are compared, and which of them would give another away?

KPIs of the card, and ratios of two of them, so that size does not matter. They
may be told together as long as none can be reckoned from the rest: who knows a
dealer's revenue and his cost by revenue knows his cost.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from partnerkit.scoring.disclosure import Bounds
from partnerkit.scoring.readings import Reading
from partnerkit.scoring.released import Release
from partnerkit.scoring.scorecard import Better
from partnerkit.scoring.scores import Scores
from partnerkit.values.errors import InvalidValue, NotFound, raise_faults, shown
from partnerkit.values.fields import is_identifier

__all__ = ["Topic", "follows", "topics_of"]


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True, eq=False)
class Topic:
    """A figure to compare: a KPI of the card, or one divided by another."""

    name: str
    unit: str | None
    better: Better
    reading: Reading
    over: Reading | None
    bounds: Bounds

    @property
    def part(self) -> str:
        """The column of the figure."""
        return self.reading.kpi.count or self.reading.kpi.name

    @property
    def whole(self) -> str | None:
        """The column by which it is divided, if it is."""
        return self.reading.kpi.of if self.over is None else self.over.kpi.name

    def values(self, rows: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the figures of *rows*; a rate of nothing, and a ratio to nothing, is unknown."""
        found = _quotient(self.reading.values[rows], self.reading.totals, rows)
        return found if self.over is None else _quotient(found, self.over.values, rows)


def _quotient(
    values: NDArray[Any], totals: NDArray[Any] | None, rows: NDArray[np.int64]
) -> NDArray[np.float64]:
    column: NDArray[np.float64] = values.astype(np.float64)
    if totals is None:
        return column
    found = np.full(len(column), np.nan)
    np.divide(column, totals[rows], out=found, where=totals[rows] > 0)
    return found


def topics_of(
    scores: Scores, kpis: Sequence[str] | None, ratios: Mapping[str, tuple[str, str]]
) -> Iterator[Topic]:
    """Return what to compare, in the order asked for."""
    readings = {reading.kpi.name: reading for reading in scores.readings.by_kpi}
    known = (*readings, *ratios)
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
    return (_topic(name, readings, ratios) for name in names)


def _topic(name: str, readings: Mapping[str, Reading], ratios: Mapping[str, tuple[str, str]]) -> Topic:
    if name in ratios:
        part, whole = (readings[each] for each in ratios[name])
        return Topic(
            name=name, unit=None, better=part.kpi.better, reading=part, over=whole, bounds=(None, None)
        )
    reading = readings[name]
    kpi = reading.kpi
    bounds: Bounds = kpi.valid or ((0, 1) if reading.totals is not None else (None, None))
    if reading.totals is not None and kpi.valid is not None:
        bounds = max(kpi.valid[0], 0), min(kpi.valid[1], 1)
    return Topic(name=name, unit=kpi.unit, better=kpi.better, reading=reading, over=None, bounds=bounds)


def follows(topic: Topic, told: Iterable[Release]) -> bool:
    """
    Tell whether the KPI could be reckoned from others that were told.

    A figure ties its column to nothing, a ratio ties two columns. What closes a
    circle follows from the rest; a KPI that now means something else counts as such.
    """
    ties: dict[str, tuple[str, str | None]] = {each.kpi: (each.part, each.whole) for each in told}
    own = topic.part, topic.whole
    if topic.name in ties:
        return ties[topic.name] != own
    root: dict[str | None, str | None] = {}

    def top(column: str | None) -> str | None:
        while column in root:
            column = root[column]
        return column

    for part, whole in ties.values():
        if top(part) != top(whole):
            root[top(part)] = top(whole)
    return top(own[0]) == top(own[1])

"""Why does a partner have this score? Figure by figure."""

from collections.abc import Sequence
from typing import Any, final

import numpy as np
from attrs import evolve, fields, frozen

from partnerkit.scoring.evaluation import Noted
from partnerkit.scoring.peers import PeerGroup
from partnerkit.scoring.readings import Reading
from partnerkit.values.frames import Library, to_frame
from partnerkit.values.reasons import Facts, Reason

__all__ = ["Explanation", "Line", "line", "shared_out"]


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Line:
    """What one KPI did to a score; None where it is missing or has no such part."""

    kpi: str
    unit: str | None

    #: As it came; of a rate, the quotient.
    raw: float | None

    #: What age leaves of the weight: 1 is fresh.
    freshness: float | None

    #: Of a rate: drawn to the rate of the peers.
    shrunk: float | None

    #: On the scale of the peers; more is better.
    scaled: float | None

    #: The share of the weight in the end; the shares add up to 1.
    weight: float

    #: What it adds to the score; None if the score is no sum.
    contribution: float | None

    #: What it adds to the squared distances from the best and the worst; None if the score is a sum.
    to_best: float | None
    to_worst: float | None


@final
@frozen(kw_only=True)
class Explanation:
    """
    A score, taken apart.

    >>> from datetime import date
    >>> from partnerkit.scoring import Kpi, Scorecard, score
    >>> frame = {"partner": ["A", "B", "C"], "revenue": [1.0, 2.0, 3.0], "margin": [0.3, None, 0.1]}
    >>> card = Scorecard(kpis=(Kpi("revenue", weight=3), Kpi("margin", weight=1)), scale="min_max")
    >>> why = score(card, frame, key="partner", as_of=date(2026, 3, 31)).explain("B")
    >>> why.score, [(line.kpi, line.weight, line.contribution) for line in why.lines]
    (0.5, [('revenue', 1.0, 0.5), ('margin', 0.0, None)])
    """

    key: Any
    score: float | None
    rank: int | None
    coverage: float
    staleness: float
    peers: PeerGroup

    #: One for each KPI, in the order of the card.
    lines: tuple[Line, ...]

    #: The conventions behind it.
    method: Facts

    #: Why there is no score, or no contributions; None if nothing is to be said.
    limit: Reason | None

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The same as codes and facts, to be said in words: the weightiest KPI first."""
        facts = {"partner": self.key, "score": self.score, "rank": self.rank, "count": self.peers.size}
        head = (
            Reason("scored", facts) if self.score is not None else Reason("not-scored", {"partner": self.key})
        )
        ordered = sorted(self.lines, key=lambda each: -abs(each.contribution or 0.0))
        limits = () if self.limit is None else (self.limit,)
        return (head, *limits, *map(_reason, ordered))

    def to_frame(self, kind: Library = "dict") -> Any:
        """Return a frame of *kind* with a row for each KPI."""
        names = [each.name for each in fields(Line)]
        return to_frame({name: [getattr(each, name) for each in self.lines] for name in names}, kind=kind)


def line(reading: Reading, noted: Noted, row: int, place: int) -> Line:
    """
    Return what a KPI did to the frame's *row*, which stands at *place* of its group.

    Weight and contribution are still to be divided by the weight of all KPIs.
    """
    is_missing = bool(np.isnan(noted.compared[place]))
    is_sum = len(noted.added) == 1
    raw = reading.raw_at(row)
    added = tuple(None if is_missing else float(each[place]) for each in noted.added)
    return Line(
        kpi=reading.kpi.name,
        unit=reading.kpi.unit,
        raw=raw,
        freshness=None if is_missing or reading.freshness is None else float(reading.freshness[row]),
        shrunk=None if is_missing or reading.totals is None else float(noted.compared[place]),
        scaled=None if is_missing else float(noted.scaled[place]),
        weight=0.0 if is_missing else float(noted.weight[place]),
        contribution=added[0] if is_sum else None,
        to_best=None if is_sum else added[0],
        to_worst=None if is_sum else added[1],
    )


def shared_out(lines: Sequence[Line], weight: float) -> tuple[Line, ...]:
    """Return *lines* with their weights, and what follows from them, as shares of *weight*."""
    if weight == 0:
        return tuple(lines)
    return tuple(
        evolve(
            each,
            weight=each.weight / weight,
            contribution=_over(each.contribution, weight),
            to_best=_over(each.to_best, weight * weight),
            to_worst=_over(each.to_worst, weight * weight),
        )
        for each in lines
    )


def _over(part: float | None, whole: float) -> float | None:
    return None if part is None else part / whole


def _reason(each: Line) -> Reason:
    if each.raw is None:
        return Reason("kpi-missing", {"kpi": each.kpi})
    facts = {
        "kpi": each.kpi,
        "raw": each.raw,
        "unit": each.unit,
        "scaled": each.scaled,
        "weight": each.weight,
    }
    if each.contribution is None:
        return Reason("kpi-counted", facts)
    return Reason("kpi-contribution", {**facts, "contribution": each.contribution})

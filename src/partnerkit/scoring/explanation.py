"""Why does a partner have this score? Figure by figure."""

from collections.abc import Sequence
from typing import Any, final

import numpy as np
from attrs import evolve, fields, frozen

from partnerkit.scoring.aggregates import combination
from partnerkit.scoring.evaluation import Noted
from partnerkit.scoring.peers import PeerGroup
from partnerkit.scoring.readings import Reading
from partnerkit.scoring.scorecard import Scorecard
from partnerkit.values.frames import Library, to_frame
from partnerkit.values.markup import small_table
from partnerkit.values.reasons import Facts, Reason
from partnerkit.values.rows import by_name

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

    #: Drawn to the peers, if it rests on little.
    shrunk: float | None

    #: On the scale of the peers; more is better.
    scaled: float | None

    #: The share of the weight in the end; the shares add up to 1.
    weight: float

    #: What it adds to the score; None if the score is no sum.
    contribution: float | None

    #: Of TOPSIS, what it adds to the squared distances from the best and the worst; of VIKOR, what it
    #: adds to the regret, the way behind the best. None if the score is a sum.
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

    #: From what the contributions count: base and contributions add up to the score; None if it is no sum.
    base: float | None

    #: The conventions behind it.
    method: Facts

    #: Why there is no score, or no contributions; None if nothing is to be said.
    limit: Reason | None

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The same as codes and facts, to be said in words: the weightiest KPI first."""
        ordered = sorted(self.lines, key=lambda each: -abs(each.contribution or 0.0))
        limits = () if self.limit is None else (self.limit,)
        if limits and limits[0].code == "hangs-on-peers":
            return (*limits, *map(_reason, ordered))
        return (self._head(), *limits, *map(_reason, ordered))

    def _head(self) -> Reason:
        # Of a panel, the partner and the period.
        partner = ", ".join(map(str, self.key)) if isinstance(self.key, tuple) else self.key
        if self.score is None:
            return Reason("not-scored", {"partner": partner})
        if self.rank is None:
            return Reason("scored-alone", {"partner": partner, "score": self.score})
        facts = {"partner": partner, "score": self.score, "rank": self.rank, "count": self.peers.size}
        return Reason("scored", facts)

    def to_frame(self, kind: Library = "dict") -> Any:
        """Return a frame of *kind* with a row for each KPI."""
        names = [each.name for each in fields(Line)]
        return to_frame(by_name(self.lines, names), kind=kind)

    _repr_html_ = small_table


def line(card: Scorecard, reading: Reading, noted: Noted, row: int, place: int) -> Line:
    """
    Return what a KPI did to the frame's *row*, which stands at *place* of its group.

    Weight and what was added are still to be divided by the weight of all KPIs.
    """
    is_missing = bool(np.isnan(noted.compared[place]))
    added = [None if is_missing else float(each[place]) for each in noted.added]
    return Line(
        kpi=reading.kpi.name,
        unit=reading.kpi.unit,
        raw=reading.raw_at(row),
        freshness=None if is_missing or reading.freshness is None else float(reading.freshness[row]),
        shrunk=None if is_missing or noted.shrunk is None else float(noted.shrunk[place]),
        scaled=None if is_missing else float(noted.scaled[place]),
        weight=0.0 if is_missing else float(noted.weight[place]),
        contribution=added[0] if card.is_additive else None,
        to_best=None if card.is_additive else added[0],
        to_worst=added[1] if card.aggregate == "topsis" else None,
    )


def shared_out(
    card: Scorecard, lines: Sequence[Line], weight: float, score: float | None
) -> tuple[Line, ...]:
    """Return *lines* with their weights, and what follows from them, as shares of *weight*."""
    if weight == 0:
        return tuple(lines)
    slope = 1.0 if score is None else float(combination(card).slope(np.float64(score)))
    power = 2 if card.aggregate == "topsis" else 1
    return tuple(
        evolve(
            each,
            weight=each.weight / weight,
            contribution=_over(each.contribution, weight, slope),
            to_best=_over(each.to_best, weight**power),
            to_worst=_over(each.to_worst, weight**power),
        )
        for each in lines
    )


def _over(part: float | None, whole: float, slope: float = 1.0) -> float | None:
    return None if part is None else part / whole * slope


def _reason(each: Line) -> Reason:
    if each.raw is None:
        return Reason("kpi-missing", {"kpi": each.kpi})
    if each.scaled is None:
        facts = {"kpi": each.kpi, "raw": each.raw, "unit": each.unit, "weight": each.weight}
        return Reason("kpi-weighs", facts)
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

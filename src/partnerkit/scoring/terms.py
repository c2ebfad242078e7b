"""
What are the terms of a score that is a sum, and what if the figures or the weights were others?

The one place that looks into how scores are computed on behalf of those who
ask how sure they are: a row for each partner, a column for each KPI.
"""

from typing import TYPE_CHECKING, TypeAlias, final

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from partnerkit.scoring.evaluation import Noted, evaluate
from partnerkit.scoring.readings import Reading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from partnerkit.scoring.scores import Scores

__all__ = ["Terms", "again", "terms_of", "uncertain", "with_weights"]

Floats: TypeAlias = NDArray[np.float64]


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True, eq=False)
class Terms:
    """A score is the sum of weight x share x scaled, divided by the sum of weight x share."""

    weights: Floats

    #: On the scale of the peers, more is better; 0 where nothing is known.
    scaled: Floats

    #: What freshness leaves of each weight: 1 is all of it, 0 is unknown.
    share: Floats


def terms_of(scores: "Scores") -> Terms:
    """
    Return the terms of *scores*, row by row of the frame that was scored.

    >>> from datetime import date
    >>> from partnerkit.scoring import Kpi, Scorecard, score
    >>> card = Scorecard(kpis=(Kpi("sales", weight=3), Kpi("margin")), scale="min_max")
    >>> frame = {"id": ["A", "B"], "sales": [1.0, 2.0], "margin": [None, 0.2]}
    >>> terms = terms_of(score(card, frame, key="id", as_of=date(2026, 3, 31)))
    >>> terms.weights.tolist(), terms.scaled.tolist(), terms.share.tolist()
    ([3.0, 1.0], [[0.0, 0.0], [1.0, 0.5]], [[1.0, 0.0], [1.0, 1.0]])
    """
    # A weight of 0 tells nothing of what it would be multiplied with.
    ones = [1.0] * len(scores.card.kpis)
    readings = with_weights(scores.readings.by_kpi, ones)
    column_of = {kpi.name: place for place, kpi in enumerate(scores.card.kpis)}
    scaled = np.zeros((len(scores.peers.rows), len(column_of)))
    share = np.zeros_like(scaled)

    def note(reading: Reading, noted: Noted) -> None:
        column = column_of[reading.kpi.name]
        scaled[noted.part, column] = noted.scaled
        share[noted.part, column] = noted.weight
        scaled[noted.part.start + noted.gaps, column] = 0.0
        share[noted.part.start + noted.gaps, column] = 0.0

    card = evolve(scores.card, kpis=tuple(each.kpi for each in readings), aggregate="weighted_sum")
    evaluate(card, readings, scores.peers, note)
    at = scores.peers.place_of
    weights = np.array([float(kpi.weight) for kpi in scores.card.kpis])
    return Terms(weights=weights, scaled=scaled[at], share=share[at])


def with_weights(readings: "Sequence[Reading]", weights: "Sequence[float]") -> tuple[Reading, ...]:
    """Return *readings* of KPIs that count as much as *weights* say."""
    return tuple(
        evolve(reading, kpi=evolve(reading.kpi, weight=weight))
        for reading, weight in zip(readings, weights, strict=True)
    )


def again(scores: "Scores", readings: "Sequence[Reading]", *, min_coverage: float | None = None) -> Floats:
    """Return the scores of other *readings* of the same partners, place by place of their groups."""
    least = scores.card.min_coverage if min_coverage is None else min_coverage
    card = evolve(scores.card, kpis=tuple(each.kpi for each in readings), min_coverage=least)
    return evaluate(card, readings, scores.peers).score


def uncertain(scores: "Scores") -> tuple[str, ...]:
    """Return the names of the KPIs of which is known how far chance may have moved them."""
    return tuple(
        reading.kpi.name
        for reading in scores.readings.by_kpi
        if reading.kpi.weight and (reading.totals is not None or reading.errors is not None)
    )

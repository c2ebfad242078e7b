"""
What are the terms of a score that is a sum, and what if the figures or the weights were others?

The one place that looks into how scores are computed on behalf of those who
ask how sure they are: a row for each partner, a column for each KPI.
"""

from typing import TYPE_CHECKING, final

import numpy as np
from attrs import evolve, frozen

from partnerkit.scoring.evaluation import Noted, evaluate
from partnerkit.scoring.groups import STRIPE, Floats
from partnerkit.scoring.readings import Reading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from partnerkit.scoring.scores import Scores

__all__ = ["Terms", "again", "again_each", "at_once", "placed_terms", "terms_of", "uncertain"]


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
    found, at = placed_terms(scores), scores.peers.place_of
    return evolve(found, scaled=found.scaled[at], share=found.share[at])


def placed_terms(scores: "Scores") -> Terms:
    """Return the terms place by place of the peer groups: where a row measures others, it is scaled as one of them."""
    column_of = {kpi.name: place for place, kpi in enumerate(scores.card.kpis)}
    scaled = np.zeros((len(scores.peers.rows), len(column_of)))
    share = np.zeros_like(scaled)

    def note(reading: Reading, noted: Noted) -> None:
        column = column_of[reading.kpi.name]
        scaled[noted.part, column] = noted.scaled
        share[noted.part, column] = noted.weight
        scaled[noted.part.start + noted.gaps, column] = 0.0
        share[noted.part.start + noted.gaps, column] = 0.0

    # A weight of 0 tells nothing of what it would be multiplied with.
    ones = [1.0] * len(scores.card.kpis)
    evaluate(scores.card, scores.readings.by_kpi, scores.peers, ones, note)
    return Terms(weights=np.array(scores.weights), scaled=scaled, share=share)


def again(
    scores: "Scores",
    readings: "Sequence[Reading] | None" = None,
    weights: "Sequence[float] | None" = None,
    *,
    min_coverage: float | None = None,
) -> Floats:
    """Return the scores of the same partners by other *readings* or *weights*, place by place of their groups."""
    card = scores.card if min_coverage is None else evolve(scores.card, min_coverage=min_coverage)
    known = scores.readings.by_kpi if readings is None else readings
    return evaluate(card, known, scores.peers, scores.weights if weights is None else weights).score


def at_once(scores: "Scores") -> int:
    """Return of how many readings the scores are best computed together: small ones cost little more than one."""
    for reading in scores.readings.by_kpi:
        if reading.errors is not None and reading.kpi.shrunk_as == "normal":
            # How often the search for the variance goes on depends on all groups: together the last digit differs.
            return 1
    return max(1, STRIPE // max(1, len(scores.peers.rows)))


def again_each(scores: "Scores", several: "Sequence[Sequence[Reading]]") -> Floats:
    """Return for each of *several* readings what `again` does, digit by digit: one below the other, peers by themselves."""
    if len(several) == 1:
        return again(scores, several[0])[None, :]
    below = [_below(each) for each in zip(*several, strict=True)]
    found = evaluate(scores.card, below, scores.peers.times(len(several)), scores.weights).score
    return found.reshape(len(several), -1)


def _below(readings: "Sequence[Reading]") -> Reading:
    """Return one reading of all, which differ in nothing but their values."""
    first, count = readings[0], len(readings)
    return evolve(
        first,
        values=np.concatenate([each.values for each in readings]),
        totals=None if first.totals is None else np.tile(first.totals, count),
        errors=None if first.errors is None else np.tile(first.errors, count),
        freshness=None if first.freshness is None else np.tile(first.freshness, count),
    )


def uncertain(scores: "Scores") -> tuple[str, ...]:
    """Return the names of the KPIs of which is known how far chance may have moved them."""
    return tuple(
        reading.kpi.name
        for reading, weight in zip(scores.readings.by_kpi, scores.weights, strict=True)
        if weight and _is_told(reading)
    )


def _is_told(reading: Reading) -> bool:
    if reading.totals is not None:
        return True
    # An error that nobody tells is no error of 0.
    return reading.errors is not None and not bool(np.isnan(reading.errors).all())

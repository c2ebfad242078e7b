"""
Who performs how well, of rows that are at hand?

The one pass of the arithmetic over what was read, and what it found on the
way. What is not computed yet is scored where it lies, by `plan`.
"""

from collections.abc import Iterator
from datetime import date, datetime

import numpy as np

from partnerkit.scoring.aggregates import combination
from partnerkit.scoring.evaluation import Evaluation, Note, Noted, evaluate
from partnerkit.scoring.groups import Floats
from partnerkit.scoring.peers import Peers, peers_of
from partnerkit.scoring.readings import Reading, Readings, read
from partnerkit.scoring.scorecard import Scorecard
from partnerkit.scoring.scores import Scores
from partnerkit.scoring.weighing import weights_in_doubt, weights_of
from partnerkit.values.reasons import Finding, Reason
from partnerkit.values.time import moment

__all__ = ["not_additive", "score_at_hand"]


def __dir__() -> list[str]:
    return __all__


def score_at_hand(
    card: Scorecard,
    frame: object,
    *,
    key: str,
    as_of: date | datetime,
    by: str | None = None,
    known: str | None = None,
    contributions: bool = False,
) -> Scores:
    """
    Score each row of *frame* by *card*, among its peers, as `score` says.

    >>> from partnerkit.scoring import Kpi
    >>> card = Scorecard(kpis=(Kpi("revenue"),), scale="min_max")
    >>> frame = {"partner": ["P-1", "P-2"], "revenue": [10, 20]}
    >>> score_at_hand(card, frame, key="partner", as_of=date(2026, 3, 31)).frame["score"].tolist()
    [0.0, 1.0]
    """
    readings = read(card, frame, key=key, as_of=as_of, by=by, known=known)
    weights = weights_of(card, readings)
    fixed = 0 if by is None else 1
    peers = peers_of(readings.peers, len(readings.keys), least=card.min_peers, fixed=fixed)
    is_parted = contributions and card.is_additive
    parts: dict[str, Floats] = {}
    found = evaluate(card, readings.by_kpi, peers, weights, _collect(parts, peers) if is_parted else None)
    factor = combination(card).slope(found.score) / found.weight if is_parted else 1.0
    shares = {name: peers.spread(part * factor) for name, part in parts.items()}
    is_aging = any(reading.freshness is not None for reading in readings.by_kpi)
    staleness = peers.spread(found.staleness) if is_aging else np.zeros(len(readings.keys))
    columns = found.score, *map(peers.spread, (found.score, found.coverage)), staleness
    for column in (*columns, *shares.values()):
        column.flags.writeable = False
    findings = (
        *_findings(card, found, peers),
        *_left_out(readings),
        *weights_in_doubt(card, weights, len(readings.keys)),
        *not_additive(card, contributions=contributions),
    )
    return Scores(
        card=card,
        readings=readings,
        peers=peers,
        weights=weights,
        as_of=moment(as_of).isoformat(),
        contributions=shares if is_parted else None,
        findings=findings,
        placed=columns[0],
        score=columns[1],
        coverage=columns[2],
        staleness=columns[3],
    )


def _collect(parts: dict[str, Floats], peers: Peers) -> Note:
    def note(reading: Reading, noted: Noted) -> None:
        name = reading.kpi.name
        if name not in parts:
            parts[name] = np.empty(len(peers.rows))
        own = parts[name][noted.part]
        own[:] = noted.added[0]
        own[noted.gaps] = np.nan

    return note


def _findings(card: Scorecard, found: Evaluation, peers: Peers) -> Iterator[Finding]:
    """Find what weakens the comparison: figures nobody has, or that tell nobody apart; groups too small to compare."""
    for kpi, values, unspread in zip(card.kpis, found.values, found.unspread, strict=True):
        if values == 0 and len(peers.rows):
            yield Finding(
                reason=Reason("kpi-unknown", {"kpi": kpi.name}), severity="medium", subjects=(kpi.name,)
            )
        if unspread:
            facts = {"kpi": kpi.name, "count": unspread}
            yield Finding(reason=Reason("kpi-without-spread", facts), severity="info", subjects=(kpi.name,))
    small = [group for group in peers.described if group.size < card.min_peers]
    if small and card.peers is not None:
        facts = {"count": sum(group.size for group in small), "least": card.min_peers}
        yield Finding(reason=Reason("few-peers", facts), severity="low")


def _left_out(readings: Readings) -> Iterator[Finding]:
    """Find what came in and does not count: figures outside their range, figures and rows that were not known yet."""
    for reading in readings.by_kpi:
        facts = {"kpi": reading.kpi.name}
        if reading.outside and reading.kpi.valid is not None:
            low, high = reading.kpi.valid
            reason = Reason("kpi-out-of-range", {**facts, "count": reading.outside, "low": low, "high": high})
            yield Finding(reason=reason, severity="medium", subjects=(reading.kpi.name,))
        if reading.later:
            reason = Reason("kpi-not-known-yet", {**facts, "count": reading.later})
            yield Finding(reason=reason, severity="low", subjects=(reading.kpi.name,))
    if readings.panel is not None and readings.panel.later:
        yield Finding(reason=Reason("rows-not-known-yet", {"count": readings.panel.later}), severity="info")
    if readings.panel is not None and readings.panel.replaced:
        yield Finding(reason=Reason("rows-replaced", {"count": readings.panel.replaced}), severity="info")


def not_additive(card: Scorecard, *, contributions: bool) -> Iterator[Finding]:
    """Find that there are no contributions, where they are asked for and the score is no sum."""
    if contributions and not card.is_additive:
        yield Finding(reason=Reason("not-additive", {"aggregate": card.aggregate}), severity="info")

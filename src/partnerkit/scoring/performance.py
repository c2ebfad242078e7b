"""How does everybody perform, compared with their peers?"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import overload

import numpy as np

from partnerkit.scoring.aggregates import combination
from partnerkit.scoring.evaluation import Evaluation, Note, Noted, evaluate
from partnerkit.scoring.groups import Floats
from partnerkit.scoring.lazy_scores import LazyScores
from partnerkit.scoring.peers import Peers, compare
from partnerkit.scoring.plan import score_lazily
from partnerkit.scoring.readings import Reading, Readings, read
from partnerkit.scoring.scorecard import Scorecard
from partnerkit.scoring.scores import COLUMNS, Scores
from partnerkit.scoring.weighing import doubts, weights_of
from partnerkit.values.errors import InvalidValue, raise_faults, shown
from partnerkit.values.lazy import NotComputed, opened
from partnerkit.values.reasons import Finding, Reason
from partnerkit.values.time import moment

__all__ = ["score"]


def __dir__() -> list[str]:
    return __all__


@overload
def score(  # type: ignore[overload-overlap]  # pyright: ignore[reportOverlappingOverload]  # a frame is one or the other
    card: Scorecard,
    frame: NotComputed,
    *,
    key: str,
    as_of: date | datetime,
    by: str | None = ...,
    known: str | None = ...,
    contributions: bool = ...,
) -> LazyScores: ...
@overload
def score(
    card: Scorecard,
    frame: object,
    *,
    key: str,
    as_of: date | datetime,
    by: str | None = ...,
    known: str | None = ...,
    contributions: bool = ...,
) -> Scores: ...
def score(
    card: Scorecard,
    frame: object,
    *,
    key: str,
    as_of: date | datetime,
    by: str | None = None,
    known: str | None = None,
    contributions: bool = False,
) -> Scores | LazyScores:
    """
    Score each row of *frame* by *card*, among its peers.

    Parameters
    ----------
    frame
        A dict of columns, or a frame of pandas, Polars or PyArrow, with one
        row for each *key*; back come `Scores`. Of one that is not computed
        yet, of Polars, DuckDB, Spark or ibis, back come `LazyScores`, and the
        rows stay where they are. NaN and None are missing. It is not changed.
    key
        The column that tells the rows apart.
    as_of
        The moment of the judgement; a date stands for its end in UTC. Values
        age up to it, and none may be from later.
    by
        Of a panel, the column of periods, such as "2026-03" or dates: there is
        a row for each key and period, and each period is scored by itself, as
        of its end. What comes after *as_of* is left out.
    known
        Of a panel, the column that says since when a row is known; of several
        on one key and period the latest known counts.
    contributions
        Whether the frame of scores gets a column for each KPI, "contribution_<kpi>".

    Raises
    ------
    InvalidValue, InvalidInput
        For columns that are absent or hold no finite numbers, keys that are
        missing or occur twice; all faults together.

    >>> from partnerkit.scoring import Kpi
    >>> card = Scorecard(kpis=(Kpi("revenue", weight=3), Kpi("returns", better="lower")), scale="min_max")
    >>> frame = {"partner": ["P-1", "P-2", "P-3"], "revenue": [10, 20, 30], "returns": [0.1, 0.3, None]}
    >>> scores = score(card, frame, key="partner", as_of=date(2026, 3, 31))
    >>> scores.frame["score"].tolist(), scores.frame["rank"].tolist()
    ([0.25, 0.375, 1.0], [3, 2, 1])
    """
    raise_faults(_call_faults(card, key, by, known))
    if (lazy := opened(frame)) is not None:
        return score_lazily(card, lazy, key=key, as_of=as_of, by=by, known=known, contributions=contributions)
    readings = read(card, frame, key=key, as_of=as_of, by=by, known=known)
    weights = weights_of(card, readings)
    fixed = 0 if by is None else 1
    peers = compare(readings.peers, len(readings.keys), least=card.min_peers, fixed=fixed)
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
        *doubts(card, weights, len(readings.keys)),
        *_not_additive(card, contributions=contributions),
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


def _call_faults(card: Scorecard, key: str, by: str | None, known: str | None) -> Iterator[InvalidValue]:
    for path, name in (("key", key), ("by", by)):
        if name in {*COLUMNS, "overall_rank"}:
            remedy = "rename the column; scores have one of this name"
            yield InvalidValue(path=path, value=shown(name), remedy=remedy)
    if known is not None and by is None:
        remedy = 'name the column of periods, too, as by="month"'
        yield InvalidValue(path="known", value=shown(known), remedy=remedy)
    if by is not None and by == key:
        yield InvalidValue(path="by", value=shown(by), remedy="name the column of periods")
    if by is not None and card.weights in {"entropy", "critic"}:
        remedy = "weigh one past period, and give these weights; figures of later ones were not known then"
        yield InvalidValue(path="weights", value=shown(card.weights), remedy=remedy)


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


def _not_additive(card: Scorecard, *, contributions: bool) -> Iterator[Finding]:
    if contributions and not card.is_additive:
        yield Finding(reason=Reason("not-additive", {"aggregate": card.aggregate}), severity="info")

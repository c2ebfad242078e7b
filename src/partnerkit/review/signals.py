"""
What do scores, gaps and the mirror say about causes?

A figure worse than the peers' speaks for the cause it tells of, a better one
against it: half a standard deviation from the peers' median weakly, one
clearly, two strongly. Median and deviation are the robust ones, so that one odd
partner bends no measure. That compares with others, so a partner is told of it only as
`Diagnosis.view` allows; the own past and the mirror do not.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

import numpy as np
from attrs import evolve
from numpy.typing import NDArray

from partnerkit.review.causes import Cause
from partnerkit.review.evidence import Block, day_of
from partnerkit.review.gaps import Gaps
from partnerkit.review.mirror_card import Mirror
from partnerkit.scoring.evaluation import Noted, evaluate
from partnerkit.scoring.groups import Floats
from partnerkit.scoring.readings import Reading
from partnerkit.scoring.scores import Scores
from partnerkit.values.reasons import Reason

__all__ = ["Disputed", "gap_blocks", "mirror_blocks", "score_blocks"]

#: Partner -> the columns, of KPIs or of a chain, whose figures a side disputes.
Disputed = Mapping[str, Sequence[str]]

#: How many robust standard deviations from the peers' median are weak, clear and strong evidence.
_STEPS = (0.5, 1.0, 2.0)

#: What is older than its half-life has become less sure.
_HALF = 0.5

#: Among fewer known figures nobody is typical.
_LEAST = 5


def __dir__() -> list[str]:
    return __all__


def score_blocks(
    scores: Scores, causes: Sequence[Cause], rows: Mapping[Any, int], disputed: Disputed
) -> Iterator[Block]:
    """
    Give the evidence in the figures behind scores: one block for each KPI that tells of a cause.

    >>> from datetime import date
    >>> from partnerkit.review.causes import CAUSES
    >>> from partnerkit.scoring import Kpi, Scorecard, score
    >>> frame = {"partner": list("ABCDEF"), "first_response_hours": [2.0, 3, 3, 4, 5, 40]}
    >>> card = Scorecard(kpis=(Kpi("first_response_hours", better="lower"),), min_peers=5)
    >>> scores = score(card, frame, key="partner", as_of=date(2026, 6, 30))
    >>> [block.points.tolist() for block in score_blocks(scores, CAUSES, dict(zip("ABCDEF", range(6))), {})]
    [[-2, 0, 0, 0, 2, 3]]
    """
    told = {kpi: cause.code for cause in causes for kpi in cause.kpis}
    chosen = [place for place, kpi in enumerate(scores.card.kpis) if kpi.name in told]
    if not chosen or not len(scores):
        return
    places, into = _places(list(scores.readings.labels), rows)
    on = day_of(datetime.fromisoformat(scores.as_of))
    for reading, distance in _distances(scores, chosen):
        name = reading.kpi.name
        yield Block(
            cause=told[name],
            source="figures",
            rows=into,
            points=_points(distance, reading.freshness)[places],
            why=partial(_figure, reading, places),
            when=lambda _: on,
            open=False,
            own=True,
            # Of a rate also who disputes what it is made of.
            aside=_aside({name, *reading.kpi.columns}, disputed, rows, into),
        )


def _places(labels: Sequence[Any], rows: Mapping[Any, int]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return which rows of a frame are about partners asked for, and which partners, in their order."""
    into = np.fromiter((rows.get(label, -1) for label in labels), dtype=np.int64, count=len(labels))
    places = np.flatnonzero(into >= 0)
    places = places[np.argsort(into[places], kind="stable")]
    return places, into[places]


def _distances(scores: Scores, chosen: Sequence[int]) -> Iterator[tuple[Reading, Floats]]:
    """Give how far each figure lies from the peers' median, more is better; NaN where nothing can be said."""
    peers = scores.peers
    found = {scores.readings.by_kpi[place].kpi.name: np.full(len(peers.rows), np.nan) for place in chosen}

    def note(reading: Reading, noted: Noted) -> None:
        known = noted.groups.known(noted.gaps)
        few = np.repeat(known < _LEAST, noted.groups.sizes)
        own = found[reading.kpi.name][noted.part]
        own[:] = np.where(few, np.nan, noted.scaled)
        own[noted.gaps] = np.nan

    kpis = tuple(scores.card.kpis[place] for place in chosen)
    weights = (1.0,) * len(kpis)
    card = evolve(
        scores.card,
        kpis=tuple(evolve(kpi, weight=1, floor=None, points=None, preference=None) for kpi in kpis),
        scale="robust_z",
        aggregate="weighted_sum",
        weights="given",
    )
    readings = [scores.readings.by_kpi[place] for place in chosen]
    evaluate(card, readings, peers, weights, note)
    for reading in readings:
        yield reading, peers.spread(found[reading.kpi.name])


def _points(distance: Floats, freshness: Floats | None) -> NDArray[np.int64]:
    """Return 1 to 3 for what is worse than the peers', below zero for what is better; one less past its half-life."""
    found = np.zeros(len(distance), dtype=np.int64)
    for step in _STEPS:
        found += distance <= -step
        found -= distance >= step
    return found if freshness is None else found - np.sign(found) * (freshness < _HALF)


def _figure(reading: Reading, places: NDArray[np.int64], place: int) -> Reason:
    kpi = reading.kpi
    return Reason(
        "figure-beside-peers", {"kpi": kpi.name, "raw": reading.raw_at(int(places[place])), "unit": kpi.unit}
    )


def _aside(
    columns: Collection[str], disputed: Disputed, rows: Mapping[Any, int], into: NDArray[np.int64]
) -> NDArray[np.bool_] | None:
    theirs = [rows[partner] for partner, names in disputed.items() if not {*columns}.isdisjoint(names)]
    return np.isin(into, theirs) if theirs else None


def gap_blocks(
    gaps: Gaps, causes: Sequence[Cause], rows: Mapping[Any, int], disputed: Disputed
) -> Iterator[Block]:
    """
    Give the evidence in a gap taken apart: one block for each column of the chain that tells of a cause.

    Against the own past it may be read by the partner; against the peers it compares with others.

    >>> from datetime import date
    >>> from partnerkit.review.causes import CAUSES
    >>> from partnerkit.review.decomposition import decompose
    >>> now, past = {"partner": ["P-4"], "leads": [6], "won": [5]}, {"partner": ["P-4"], "leads": [10], "won": [5]}
    >>> gaps = decompose(now, ["leads", "won"], key="partner", against=past, as_of=date(2026, 6, 30))
    >>> [(block.cause, block.points.tolist()) for block in gap_blocks(gaps, CAUSES, {"P-4": 0}, {})]
    [('too-few-leads', [3]), ('low-conversion', [-3])]
    """
    known = {cause.code for cause in causes}
    places, into = _places(gaps.order, rows)
    on = day_of(gaps.as_of)
    for level, column in enumerate(gaps.columns):
        cause = gaps.causes.get(column)
        if cause not in known:
            continue
        yield Block(
            cause=str(cause),
            source="figures",
            rows=into,
            points=gaps.points(column)[places],
            why=partial(_part, gaps, column, places),
            when=lambda _: on,
            open=gaps.against == "own",
            # So many for one of the level before, which may be disputed, too.
            aside=_aside(gaps.columns[max(0, level - 1) : level + 1], disputed, rows, into),
        )


def _part(gaps: Gaps, column: str, places: NDArray[np.int64], place: int) -> Reason:
    return gaps.part(column, int(places[place])).reason


def mirror_blocks(
    mirror: Mirror, causes: Sequence[Cause], rows: Mapping[Any, int], disputed: Disputed
) -> Iterator[Block]:
    """
    Give the evidence in the mirror: one block for each measure of the vendor, open to the partner.

    >>> from datetime import date
    >>> from partnerkit import Network, Partner, Period
    >>> from partnerkit.review.causes import CAUSES
    >>> from partnerkit.review.mirror_card import mirror
    >>> seen = mirror(Network.of(Partner(id="P-4")), Period.year(2025), as_of=date(2026, 1, 31))
    >>> [block.points.tolist() for block in mirror_blocks(seen, CAUSES, {"P-4": 0}, {})]
    [[0], [0], [0], [0], [0]]
    """
    known = {cause.code for cause in causes}
    places, into = _places(mirror.partners, rows)
    on = day_of(mirror.as_of)
    for name, cause in mirror.measures.items():
        if cause in known:
            yield Block(
                cause=cause,
                source="figures",
                rows=into,
                points=mirror.points(name)[places],
                why=partial(_reading, mirror, name, places),
                when=lambda _: on,
                open=True,
                aside=_aside((name,), disputed, rows, into),
            )


def _reading(mirror: Mirror, name: str, places: NDArray[np.int64], place: int) -> Reason:
    return mirror.reading(name, int(places[place])).reason

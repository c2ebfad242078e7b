"""How does everybody perform, compared with their peers?"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import cast

import numpy as np
from numpy.typing import NDArray

from partnerkit.scoring.evaluation import Evaluation, Note, Noted, evaluate
from partnerkit.scoring.kernels import ranks
from partnerkit.scoring.peers import Peers, compare
from partnerkit.scoring.plan import score_lazily
from partnerkit.scoring.readings import Reading, read
from partnerkit.scoring.scorecard import Scorecard
from partnerkit.scoring.scores import COLUMNS, Scores
from partnerkit.values.errors import InvalidValue, shown
from partnerkit.values.lazy import opened
from partnerkit.values.reasons import Finding, Reason
from partnerkit.values.time import moment

__all__ = ["score"]

Floats = NDArray[np.float64]


def __dir__() -> list[str]:
    return __all__


def score(
    card: Scorecard, frame: object, *, key: str, as_of: date | datetime, contributions: bool = False
) -> Scores:
    """
    Score each row of *frame* by *card*, among its peers.

    Parameters
    ----------
    frame
        A dict of columns, or a frame of pandas, Polars, PyArrow or DuckDB,
        with one row for each *key*. NaN and None are missing. It is not changed.
    key
        The column that tells the rows apart.
    as_of
        The moment of the judgement; a date stands for its end in UTC. Values
        age up to it, and none may be from later.
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
    if (lazy := opened(frame)) is not None:
        return cast("Scores", score_lazily(card, lazy, key=key, as_of=as_of, contributions=contributions))
    if key in COLUMNS:
        raise InvalidValue(
            path="key", value=shown(key), remedy="rename the column; scores have one of this name"
        )
    readings = read(card, frame, key=key, as_of=as_of)
    peers = compare(readings.peers, len(readings.keys), least=card.min_peers)
    is_additive = card.aggregate == "weighted_sum"
    parts: dict[str, Floats] = {}
    found = evaluate(
        card, readings.by_kpi, peers, _collect(parts, peers) if contributions and is_additive else None
    )
    at = peers.place_of
    outcome = {
        "score": found.score[at],
        "rank": ranks(found.score, peers.groups)[at],
        "coverage": found.coverage[at],
        "staleness": found.staleness[at],
    }
    weight = np.where(np.isnan(found.score), np.nan, found.weight)
    shares = {name: (part / weight)[at] for name, part in parts.items()}
    for column in (*outcome.values(), *shares.values()):
        column.flags.writeable = False
    findings = (*_findings(card, found, peers), *_not_additive(card, contributions=contributions))
    return Scores(
        card=card,
        readings=readings,
        peers=peers,
        as_of=moment(as_of).isoformat(),
        contributions=shares if contributions and is_additive else None,
        findings=tuple(findings),
        **outcome,
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


def _not_additive(card: Scorecard, *, contributions: bool) -> Iterator[Finding]:
    if contributions and card.aggregate != "weighted_sum":
        yield Finding(reason=Reason("not-additive", {"aggregate": card.aggregate}), severity="info")

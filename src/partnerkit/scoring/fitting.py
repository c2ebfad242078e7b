"""
What will later partners be measured with?

The same figures that score a frame, kept: for each group of peers and KPI the
center and spread of the scale, the prior, the ends. Where figures are ranked,
up to 1,001 of them stand for all.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import numpy as np

from partnerkit.scoring.evaluation import Evaluation, Note, Noted, evaluate, orient
from partnerkit.scoring.groups import Floats
from partnerkit.scoring.lazy_fit import fit_lazily
from partnerkit.scoring.measure import Measure, form_of
from partnerkit.scoring.peers import Peers, at_level
from partnerkit.scoring.readings import Reading, read
from partnerkit.scoring.scorecard import Kpi, Scorecard
from partnerkit.scoring.weighing import weights_of
from partnerkit.scoring.yardstick import PeerMeasure, Yardstick
from partnerkit.values import fields
from partnerkit.values.lazy import opened
from partnerkit.values.reasons import Facts
from partnerkit.values.time import moment

__all__ = ["GRID", "fit"]

#: So many figures of a group are kept where they are ranked; up to as many different ones, ranks stay exact.
GRID = 1001


def __dir__() -> list[str]:
    return __all__


def fit(card: Scorecard, frame: object, *, key: str, as_of: date | datetime) -> Yardstick:
    """
    Measure the peers in *frame*, so that one partner can be scored among them later, without any library.

    `score_one` then gives what `score` gives, to 1e-9, for each row of the
    same frame; where more than 1,001 different figures of a group are ranked,
    to within `grid_error`.

    Raises
    ------
    InvalidValue, InvalidInput
        As `score` does.

    >>> from partnerkit.scoring import Kpi
    >>> card = Scorecard(kpis=(Kpi("revenue", weight=3), Kpi("returns", better="lower")), scale="min_max")
    >>> frame = {"partner": ["P-1", "P-2", "P-3"], "revenue": [10, 20, 30], "returns": [0.1, 0.3, None]}
    >>> yardstick = fit(card, frame, key="partner", as_of=date(2026, 3, 31))
    >>> yardstick.score_one({"revenue": 20, "returns": 0.2})
    0.5
    """
    fields.check({"card": (fields.instance(Scorecard, "a Scorecard"), card)})
    if (lazy := opened(frame)) is not None:
        return fit_lazily(card, lazy, key=key, as_of=as_of)
    readings = read(card, frame, key=key, as_of=as_of)
    weights = weights_of(card, readings)
    groups: list[PeerMeasure] = []
    error = 0.0
    names = len(readings.peers)
    for dropped in range(names + 1):
        least = card.min_peers if dropped < names else 0
        peers = at_level(readings.peers, len(readings.keys), dropped=dropped, least=least)
        found: list[list[Measure]] = [[] for _ in peers.described]
        measured = evaluate(card, readings.by_kpi, peers, weights, _collect(card, peers, found))
        groups += _groups(peers, found, measured)
        error = max([error, *(measure.widest_gap for measures in found for measure in measures)])
    return Yardstick(card=card, as_of=moment(as_of), weights=weights, groups=tuple(groups), grid_error=error)


def _groups(peers: Peers, found: Sequence[Sequence[Measure]], measured: Evaluation) -> list[PeerMeasure]:
    return [
        PeerMeasure(
            shared=Facts(group.shared),
            size=group.size,
            measures=tuple(measures),
            ends=tuple(_plain(end[place]) for end in measured.ends),
        )
        for place, (group, measures) in enumerate(zip(peers.described, found, strict=True))
    ]


def _plain(value: Any) -> float:
    return float(value) if np.isfinite(value) else 0.0


def _collect(card: Scorecard, peers: Peers, found: list[list[Measure]]) -> Note:
    """Return what takes down, group by group, what each KPI was measured with."""
    firsts = peers.groups.starts

    def note(reading: Reading, noted: Noted) -> None:
        first = int(np.searchsorted(firsts, noted.part.start))
        known = noted.scaled.copy()
        known[noted.gaps] = np.nan
        best, worst = noted.groups.most(known), noted.groups.least(known)
        for place in range(len(noted.groups)):
            ideals = _plain(best[place]), _plain(worst[place])
            found[first + place].append(_measure(card, reading.kpi, noted, place, ideals))

    return note


def _measure(card: Scorecard, kpi: Kpi, noted: Noted, place: int, ideals: tuple[float, float]) -> Measure:
    form = form_of(card, kpi)
    start = int(noted.groups.starts[place])
    own = noted.compared[start : start + int(noted.groups.sizes[place])]
    is_ranked = form in {"share", "flow", "preference"}
    grid, below, upto, count = _grid(own, kpi) if is_ranked else ((), (), (), 0)
    prior, ends = noted.prior, noted.ends
    is_drawn = prior is not None and bool(np.isfinite([prior.center[place], prior.spread[place]]).all())
    return Measure(
        form=form,
        better=kpi.better,
        target=kpi.target,
        base=0.0 if noted.statistics.base is None else _plain(noted.statistics.base[place]),
        center=_plain(noted.statistics.center[place]),
        spread=_plain(noted.statistics.spread[place]),
        ends=None
        if ends is None or np.isnan(ends[0][place])
        else (float(ends[0][place]), float(ends[1][place])),
        prior=(float(prior.center[place]), float(prior.spread[place]))
        if prior is not None and is_drawn
        else None,
        drawn_as="rate" if kpi.of is not None else "mean",
        best=ideals[0],
        worst=ideals[1],
        grid=grid,
        below=below,
        upto=upto,
        count=count,
        preference=kpi.preference,
    )


def _grid(compared: Floats, kpi: Kpi) -> tuple[tuple[float, ...], tuple[int, ...], tuple[int, ...], int]:
    """Return up to 1,001 of the known figures, turned so that more is better, and how many stand below and up to each."""
    values = compared[~np.isnan(compared)]
    orient(values, kpi)
    values.sort()
    different = np.unique(values)
    if len(different) > GRID:
        places = np.linspace(0, len(values) - 1, GRID).round().astype(np.int64)
        different = np.unique(values[places])
    below = np.searchsorted(values, different, side="left")
    upto = np.searchsorted(values, different, side="right")
    return tuple(different.tolist()), tuple(below.tolist()), tuple(upto.tolist()), len(values)

"""
How do the figures of a partner become one score?

One KPI after the other is put on the scale of the peers and added, weighted.
What is missing or has aged passes its weight on to the rest. Rows stand in
the order of their peer groups; see `kernels`.
"""

from collections.abc import Callable, Sequence
from typing import TypeAlias, final

import numpy as np
from attrs import define, frozen
from numpy.typing import NDArray

from partnerkit.scoring.kernels import SCALES, Groups, shrunk_rates
from partnerkit.scoring.peers import Peers
from partnerkit.scoring.readings import Reading
from partnerkit.scoring.scorecard import Kpi, Scorecard

__all__ = ["Evaluation", "Note", "Noted", "evaluate"]

Floats: TypeAlias = NDArray[np.float64]
Whole: TypeAlias = NDArray[np.int64]

#: A coverage is enough if it falls short by rounding only.
_ROUNDING = 1e-12


def __dir__() -> list[str]:
    return __all__


@final
@frozen(eq=False)
class Noted:
    """What one KPI did to the rows; a note keeps nothing of the arrays, which change afterwards."""

    #: As it was compared: rates drawn to the peers, else as it came.
    compared: Floats
    scaled: Floats
    weight: Floats

    #: What was added up: weight times scaled; for TOPSIS the squared distances to the best and to the worst.
    added: tuple[Floats, ...]

    #: The rows without a value.
    gaps: Whole


#: Is told of each KPI in turn.
Note: TypeAlias = Callable[[Reading, Noted], None]


@final
@frozen(kw_only=True, eq=False)
class Evaluation:
    """The scores of rows in the order of their groups; NaN where too little is known."""

    score: Floats

    #: The weight that is known and fresh: what is shared out among the KPIs.
    weight: Floats

    #: The share of the whole weight that this is, and the share lost to age.
    coverage: Floats
    staleness: Floats

    #: By KPI: how many values there are, and in how many groups they tell nobody apart.
    values: Sequence[int]
    unspread: Sequence[int]


@final
@define
class _Tally:
    """What has been added up for each row so far."""

    weight: Floats
    lost: Floats
    sums: Floats
    to_worst: Floats
    total: float = 0.0


def evaluate(
    card: Scorecard, readings: Sequence[Reading], peers: Peers, note: Note | None = None
) -> Evaluation:
    """
    Score the rows of *peers* by *card*; *note* is told what each KPI did.

    Weighted sum: the mean of the scaled values by their weights. TOPSIS: the
    distance to the worst of the group as a share of the distances to worst and
    best, over the known KPIs; 0.5 where nobody differs (Hwang and Yoon,
    Multiple Attribute Decision Making, 1981).
    """
    rows = len(peers.rows)
    is_sum = card.aggregate == "weighted_sum"
    tally = _Tally(np.zeros(rows), np.zeros(rows), np.zeros(rows), np.zeros(0 if is_sum else rows))
    values, unspread = [], []
    for reading in readings:
        compared = _compared(reading, peers)
        scaled = compared if note is None else compared.copy()
        gaps = np.flatnonzero(np.isnan(scaled))
        _orient(scaled, reading.kpi)
        statistics = SCALES[card.scale](scaled, gaps, peers.groups)
        known = peers.groups.known(gaps)
        values.append(rows - len(gaps))
        unspread.append(int(np.count_nonzero((statistics.spread == 0) & (known > 1))))
        weight = _weigh(reading, peers, gaps, tally)
        if is_sum:
            added: tuple[Floats, ...] = (np.multiply(scaled, weight, out=scaled if note is None else None),)
        else:
            added = _distances(scaled, weight, gaps, peers.groups)
            tally.to_worst += added[1]
        tally.sums += added[0]
        if note is not None:
            note(reading, Noted(compared, scaled, np.broadcast_to(weight, rows), added, gaps))
    return _scored(card, tally, values, unspread)


def _compared(reading: Reading, peers: Peers) -> Floats:
    values = peers.gather(reading.values)
    if reading.totals is None:
        return values
    return shrunk_rates(values, peers.gather(reading.totals), peers.groups)


def _orient(values: Floats, kpi: Kpi) -> None:
    """Turn the values, in place, so that more is better; inside a target range nothing is better than 0."""
    if kpi.target is not None:
        low, high = kpi.target
        above = values - high
        np.subtract(low, values, out=values)
        np.maximum(values, above, out=values)
        np.maximum(values, 0.0, out=values)
    if kpi.better != "higher":
        np.negative(values, out=values)


def _weigh(reading: Reading, peers: Peers, gaps: Whole, tally: _Tally) -> Floats | float:
    """Return the weight of a KPI in each row, and count it where its value is known; what is missing scales to 0."""
    full = float(reading.kpi.weight)
    tally.total += full
    before = tally.weight[gaps]
    if reading.freshness is None:
        tally.weight += full
        tally.weight[gaps] = before
        return full
    weight = peers.gather(reading.freshness)
    weight *= full
    weight[gaps] = 0.0
    tally.weight += weight
    aged = full - weight
    aged[gaps] = 0.0
    tally.lost += aged
    return weight


def _distances(scaled: Floats, weight: Floats | float, gaps: Whole, groups: Groups) -> tuple[Floats, Floats]:
    """Return the squared, weighted distances from the best and the worst known value of the group."""
    known = scaled.copy()
    known[gaps] = np.nan
    found = []
    for ideal in (groups.most(known), groups.least(known)):
        distance = known - groups.each(ideal)
        distance *= weight
        distance *= distance
        distance[gaps] = 0.0
        found.append(distance)
    return found[0], found[1]


def _scored(card: Scorecard, tally: _Tally, values: Sequence[int], unspread: Sequence[int]) -> Evaluation:
    coverage = tally.weight / tally.total
    if card.aggregate == "weighted_sum":
        score = np.divide(tally.sums, tally.weight, out=tally.sums, where=tally.weight > 0)
    else:
        to_worst = np.sqrt(tally.to_worst)
        whole = np.sqrt(tally.sums) + to_worst
        score = np.divide(to_worst, whole, out=np.full_like(whole, 0.5), where=whole > 0)
    score[(coverage < card.min_coverage - _ROUNDING) | (tally.weight == 0)] = np.nan
    return Evaluation(
        score=score,
        weight=tally.weight,
        coverage=coverage,
        staleness=tally.lost / tally.total,
        values=values,
        unspread=unspread,
    )

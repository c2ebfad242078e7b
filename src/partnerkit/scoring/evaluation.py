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
@frozen(kw_only=True, eq=False)
class Noted:
    """What one KPI did to some of the rows; a note keeps nothing of the arrays, which change afterwards."""

    #: Where the rows stand.
    part: slice

    #: As it was compared: rates drawn to the peers, else as it came.
    compared: Floats
    scaled: Floats
    weight: Floats

    #: What was added up: weight times scaled; for TOPSIS the squared distances to the best and to the worst.
    added: tuple[Floats, ...]

    #: The rows without a value, counted from the first of the part.
    gaps: Whole


#: Is told of each KPI in turn, group by group.
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
class _Stripe:
    """Some groups of rows, and what has been added up for them so far."""

    part: slice
    groups: Groups
    weight: Floats
    lost: Floats
    sums: Floats
    to_worst: Floats


@final
@frozen(eq=False)
class _Columns:
    """What came in for one KPI, in the order of the groups; it is worked on in place."""

    values: Floats
    totals: Floats | None
    freshness: Floats | None


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
    sums = [np.zeros(len(peers.rows)) for _ in range(4)]
    stripes = [
        _Stripe(part, groups, *(column[part] for column in sums)) for part, groups in peers.groups.stripes()
    ]
    counts, total = [], 0.0
    for reading in readings:
        columns = _Columns(
            peers.gather(reading.values),
            None if reading.totals is None else peers.gather(reading.totals),
            None if reading.freshness is None else peers.gather(reading.freshness),
        )
        found = [_add(card, reading, columns, stripe, note) for stripe in stripes]
        counts.append((sum(values for values, _ in found), sum(unspread for _, unspread in found)))
        total += float(reading.kpi.weight)
    return _scored(card, sums, total, counts)


def _add(
    card: Scorecard, reading: Reading, columns: _Columns, stripe: _Stripe, note: Note | None
) -> tuple[int, int]:
    """Add what one KPI does to some rows; return how many values there are, and how many groups do not differ."""
    part, groups = stripe.part, stripe.groups
    compared = columns.values[part]
    if columns.totals is not None:
        compared = shrunk_rates(compared, columns.totals[part], groups)
    scaled = compared if note is None else compared.copy()
    gaps = np.flatnonzero(np.isnan(scaled))
    _orient(scaled, reading.kpi)
    statistics = SCALES[card.scale](scaled, gaps, groups)
    freshness = None if columns.freshness is None else columns.freshness[part]
    weight = _weigh(float(reading.kpi.weight), freshness, gaps, stripe)
    if card.aggregate == "weighted_sum":
        added: tuple[Floats, ...] = (np.multiply(scaled, weight, out=scaled if note is None else None),)
    else:
        added = _distances(scaled, weight, gaps, groups)
        stripe.to_worst += added[1]
    stripe.sums += added[0]
    if note is not None:
        shown = np.broadcast_to(weight, len(scaled))
        noted = Noted(part=part, compared=compared, scaled=scaled, weight=shown, added=added, gaps=gaps)
        note(reading, noted)
    unspread = np.count_nonzero((statistics.spread == 0) & (groups.known(gaps) > 1))
    return len(scaled) - len(gaps), int(unspread)


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


def _weigh(full: float, weight: Floats | None, gaps: Whole, stripe: _Stripe) -> Floats | float:
    """
    Return the weight in each row, and count it where the value is known; what is missing scales to 0.

    *weight* comes in as freshness, and is overwritten.
    """
    if weight is None:
        before = stripe.weight[gaps]
        stripe.weight += full
        stripe.weight[gaps] = before
        return full
    weight *= full
    weight[gaps] = 0.0
    stripe.weight += weight
    aged = full - weight
    aged[gaps] = 0.0
    stripe.lost += aged
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


def _scored(
    card: Scorecard, found: Sequence[Floats], total: float, counts: Sequence[tuple[int, int]]
) -> Evaluation:
    weight, lost, sums, to_worst = found
    coverage = weight / total
    if card.aggregate == "weighted_sum":
        score = np.divide(sums, weight, out=sums, where=weight > 0)
    else:
        to_worst = np.sqrt(to_worst, out=to_worst)
        whole = np.sqrt(sums, out=sums) + to_worst
        score = np.divide(to_worst, whole, out=np.full_like(whole, 0.5), where=whole > 0)
    score[(coverage < card.min_coverage - _ROUNDING) | (weight == 0)] = np.nan
    return Evaluation(
        score=score,
        weight=weight,
        coverage=coverage,
        staleness=lost / total,
        values=[values for values, _ in counts],
        unspread=[unspread for _, unspread in counts],
    )

"""
How do the figures of a partner become one score?

One KPI after the other is drawn to the peers where it rests on little, cut at
the ends, put on the scale of the peers and added, weighted. What is missing or
has aged passes its weight on to the rest. Rows stand in the order of their
peer groups; see `groups`.
"""

from collections.abc import Callable, Sequence
from typing import TypeAlias, final

import numpy as np
from attrs import define, frozen

from partnerkit.scoring.aggregates import Combination, combination
from partnerkit.scoring.groups import Floats, Groups, Whole
from partnerkit.scoring.peers import Peers
from partnerkit.scoring.readings import Reading
from partnerkit.scoring.scales import Statistics, scaler, winsorized
from partnerkit.scoring.scorecard import Kpi, Scorecard
from partnerkit.scoring.shrinkage import Prior, shrunk_means, shrunk_rates

__all__ = ["Evaluation", "Note", "Noted", "evaluate"]

#: A coverage is enough if it falls short by rounding only.
ROUNDING = 1e-12


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True, eq=False)
class Noted:
    """What one KPI did to some of the rows; a note keeps nothing of the arrays, which change afterwards."""

    #: Where the rows stand.
    part: slice
    groups: Groups

    #: As it was compared: drawn to the peers and cut at the ends, else as it came.
    compared: Floats

    #: Drawn to the peers, before it was cut; None if it was not drawn.
    shrunk: Floats | None
    scaled: Floats
    weight: Floats

    #: What was added to each running column: weight times scaled, or its logarithm, or distances.
    added: tuple[Floats, ...]

    #: The rows without a value, counted from the first of the part.
    gaps: Whole

    #: What it was measured with, for each group.
    statistics: Statistics
    prior: Prior | None
    ends: tuple[Floats, Floats] | None


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

    #: For each group, the ends of what the scores were measured against, if they were.
    ends: tuple[Floats, ...]


@final
@define
class _Stripe:
    """Some groups of rows, and what has been added up for them so far."""

    part: slice
    groups: Groups
    weight: Floats
    lost: Floats | None
    first: Floats
    second: Floats | None


@final
@frozen(eq=False)
class _Columns:
    """What came in for one KPI, in the order of the groups; it is worked on in place."""

    values: Floats
    totals: Floats | None
    errors: Floats | None
    freshness: Floats | None


@final
@frozen(eq=False)
class _Task:
    """What is asked for: by which card, put together how, and who is told."""

    card: Scorecard
    how: Combination
    note: Note | None


def evaluate(
    card: Scorecard,
    readings: Sequence[Reading],
    peers: Peers,
    weights: Sequence[float],
    note: Note | None = None,
) -> Evaluation:
    """
    Score the rows of *peers* by *card* with *weights*; *note* is told what each KPI did.

    How the parts make a score is told in `aggregates`; it is NaN where less
    than the card asks for is known.
    """
    count, how = len(peers.rows), combination(card)
    is_aging = any(reading.freshness is not None for reading in readings)
    weight, first = np.zeros(count), np.zeros(count)
    lost = np.zeros(count) if is_aging else None
    second = None if card.is_additive else np.zeros(count)
    stripes = [
        _Stripe(
            part,
            groups,
            weight[part],
            None if lost is None else lost[part],
            first[part],
            None if second is None else second[part],
        )
        for part, groups in peers.groups.stripes()
    ]
    task, counts = _Task(card, how, note), []
    for reading, full in zip(readings, weights, strict=True):
        columns = _Columns(
            peers.gather(reading.values),
            None if reading.totals is None else peers.gather(reading.totals),
            None if reading.errors is None else peers.gather(reading.errors),
            None if reading.freshness is None else peers.gather(reading.freshness),
        )
        found = [_add(task, reading, full, columns, stripe) for stripe in stripes]
        counts.append((sum(values for values, _ in found), sum(unspread for _, unspread in found)))
    coverage = weight / float(sum(weights))
    weight[(coverage < card.min_coverage - ROUNDING) | (weight == 0)] = np.nan
    score, ends = how.finish(first, first if second is None else second, weight, peers.groups)
    score[np.isnan(weight)] = np.nan
    return Evaluation(
        score=score,
        weight=weight,
        coverage=coverage,
        staleness=np.zeros(count) if lost is None else lost / float(sum(weights)),
        values=[values for values, _ in counts],
        unspread=[unspread for _, unspread in counts],
        ends=ends,
    )


def _add(task: _Task, reading: Reading, full: float, columns: _Columns, stripe: _Stripe) -> tuple[int, int]:
    """Add what one KPI does to some rows; return how many values there are, and how many groups do not differ."""
    card, note = task.card, task.note
    part, groups = stripe.part, stripe.groups
    compared, prior = _drawn(reading.kpi, columns, part, groups)
    shrunk = None if prior is None or note is None else compared.copy()
    ends = None if card.winsorize is None else winsorized(compared, groups, card.winsorize)
    scaled = compared if note is None else compared.copy()
    gaps = np.flatnonzero(np.isnan(scaled))
    orient(scaled, reading.kpi)
    statistics = scaler(card, reading.kpi)(scaled, gaps, groups)
    weight = _weigh(full, None if columns.freshness is None else columns.freshness[part], gaps, stripe)
    added = task.how.add(scaled if note is None else scaled.copy(), weight, gaps, groups)
    np.add(stripe.first, added[0], out=stripe.first)
    if stripe.second is not None:
        task.how.gather(stripe.second, added[1], out=stripe.second)
    if note is not None:
        noted = Noted(
            part=part,
            groups=groups,
            compared=compared,
            shrunk=shrunk,
            scaled=scaled,
            weight=np.broadcast_to(weight, len(scaled)),
            added=added,
            gaps=gaps,
            statistics=statistics,
            prior=prior,
            ends=ends,
        )
        note(reading, noted)
    unspread = 0
    if not statistics.spread.all():
        unspread = int(np.count_nonzero((statistics.spread == 0) & (groups.known(gaps) > 1)))
    return len(scaled) - len(gaps), unspread


def _drawn(kpi: Kpi, columns: _Columns, part: slice, groups: Groups) -> tuple[Floats, Prior | None]:
    """Return the figures, drawn to those of the peers if they rest on little, and to what."""
    values = columns.values[part]
    if columns.totals is not None:
        totals = columns.totals[part]
        if kpi.shrunk_as == "beta_binomial":
            return shrunk_rates(values, totals, groups)
        return np.divide(values, totals, out=np.full(len(values), np.nan), where=totals > 0), None
    if columns.errors is not None and kpi.shrunk_as == "normal":
        return shrunk_means(values, columns.errors[part], groups)
    return values, None


def orient(values: Floats, kpi: Kpi) -> None:
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
    if weight is None or stripe.lost is None:
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

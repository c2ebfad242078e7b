"""
How do the figures of a partner become one score?

One KPI after the other is drawn to the peers where it rests on little, cut at
the ends, put on the scale of the peers and added, weighted. What is missing or
has aged passes its weight on to the rest. Rows stand in the order of their
peer groups; see `groups`.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any, TypeAlias, final

import numpy as np
from attrs import define, frozen
from numpy.typing import NDArray

from partnerkit.scoring.aggregates import Combination, combination
from partnerkit.scoring.groups import STRIPE, Floats, Groups, Whole
from partnerkit.scoring.layout import Matrix, matrix_of
from partnerkit.scoring.peers import Peers
from partnerkit.scoring.readings import Reading
from partnerkit.scoring.scales import Statistics, scaler, winsorized
from partnerkit.scoring.scorecard import Kpi, Scorecard
from partnerkit.scoring.shrinkage import Prior, shrunk_means, shrunk_rates

__all__ = ["Evaluation", "Note", "Noted", "evaluate"]

#: So many rows at a time if one column is read after the other: fewer would have each step begun too often.
_LONG = 4 * STRIPE

#: A coverage is enough if it falls short by rounding only.
ROUNDING = 1e-12

#: Of less than this share of the weight, what is left when the rest is taken away has lost its digits.
FAINT = 1e-3


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

    #: The weight that is not known or not fresh, and of it what age took.
    missing: Floats
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

    def part(self, part: slice) -> "_Columns":
        """Return some of the rows, as views."""
        totals, errors, freshness = (
            None if each is None else each[part] for each in (self.totals, self.errors, self.freshness)
        )
        return _Columns(self.values[part], totals, errors, freshness)


_Piece: TypeAlias = tuple[int, _Stripe, _Columns]
_Batch: TypeAlias = tuple[list[int], _Stripe, list[_Columns]]


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
    missing, first = np.zeros(count), np.zeros(count)
    lost = np.zeros(count) if is_aging else None
    second = None if card.is_additive else np.zeros(count)
    matrix = matrix_of([reading.values for reading in readings]) if count else None
    stripes = [
        _Stripe(
            part,
            groups,
            missing[part],
            None if lost is None else lost[part],
            first[part],
            None if second is None else second[part],
        )
        for part, groups in peers.groups.stripes(_LONG if matrix is None else STRIPE)
    ]
    pieces = _batches(readings, _pieces(readings, peers, stripes, matrix), count if note is None else STRIPE)
    counts = _added_up(_Task(card, how, note), readings, weights, pieces)
    # Added up like what is missing, so that a row that knows nothing comes out at exactly 0.
    whole = 0.0
    for each in weights:
        whole += each
    weight = np.subtract(whole, missing, out=missing)
    if lost is not None and card.min_coverage < FAINT:
        faint = np.flatnonzero(weight < FAINT * whole)
        weight[faint] = _fresh(readings, weights, peers.rows[faint])
    coverage = weight / whole
    is_unknown = (coverage < card.min_coverage - ROUNDING) | (weight == 0)
    weight[is_unknown] = np.nan
    score, ends = how.finish(first, first if second is None else second, weight, peers.groups)
    score[is_unknown] = np.nan
    return Evaluation(
        score=score,
        weight=weight,
        coverage=coverage,
        staleness=np.zeros(count) if lost is None else lost / whole,
        values=[values for values, _ in counts],
        unspread=[unspread for _, unspread in counts],
        ends=ends,
    )


def _fresh(readings: Sequence[Reading], weights: Sequence[float], rows: Whole) -> Floats:
    """Return what is known and fresh of the weight of some *rows*, to the last digit."""
    found = np.zeros(len(rows))
    for reading, full in zip(readings, weights, strict=True):
        fresh = 1.0 if reading.freshness is None else reading.freshness[rows]
        found += np.where(reading.missing()[rows], 0.0, full * fresh)
    return found


def _added_up(
    task: _Task, readings: Sequence[Reading], weights: Sequence[float], pieces: Iterable[_Batch]
) -> list[list[int]]:
    """Add up all that came in; return of each KPI how many values there are, and in how many groups they tell nobody apart."""
    counts = [[0, 0] for _ in readings]
    for places, stripe, columns in pieces:
        own = [weights[place] for place in places]
        if len(places) > 1:
            found = _add_alike(task, [readings[place].kpi for place in places], own, columns, stripe)
        else:
            found = [_add(task, readings[places[0]], own[0], columns[0], stripe)]
        for place, (values, unspread) in zip(places, found, strict=True):
            counts[place][0] += values
            counts[place][1] += unspread
    return counts


def _pieces(
    readings: Sequence[Reading], peers: Peers, stripes: Sequence[_Stripe], matrix: Matrix | None
) -> Iterator[_Piece]:
    """Yield what came in piece by piece, in the order in which memory is read once: by column, or by rows."""
    if matrix is None:
        # One array serves all columns, unless several of them are held together.
        many = len(peers.rows)
        again = np.empty(many) if 2 * many > STRIPE else None
        for place, reading in enumerate(readings):
            whole = _gathered(reading, peers.gather, peers.gather(reading.values, again))
            for stripe in stripes:
                yield place, stripe, whole if len(stripes) == 1 else whole.part(stripe.part)
        return
    for stripe in stripes:
        rows = peers.rows[stripe.part]
        pick = partial(_picked, rows)
        known = matrix.gather(rows)
        for place, reading in enumerate(readings):
            yield place, stripe, _gathered(reading, pick, known.pop(place, None))


def _picked(rows: Whole, column: NDArray[Any]) -> Floats:
    found: Floats = column[rows].astype(np.float64)
    return found


def _gathered(
    reading: Reading, gather: Callable[[NDArray[Any]], Floats], values: Floats | None = None
) -> _Columns:
    return _Columns(
        gather(reading.values) if values is None else values,
        None if reading.totals is None else gather(reading.totals),
        None if reading.errors is None else gather(reading.errors),
        None if reading.freshness is None else gather(reading.freshness),
    )


def _batches(readings: Sequence[Reading], pieces: Iterable[_Piece], rows: int) -> Iterator[_Batch]:
    """Put figures that are treated alike below each other, as long as few rows make it worth while."""
    most = STRIPE // max(rows, 1)
    if most < 2:
        # At once: the next piece is read into the memory of this one.
        for place, stripe, column in pieces:
            yield [place], stripe, [column]
        return
    is_alike = [_is_plain(reading) for reading in readings]
    places, columns = list[int](), list[_Columns]()
    held: _Stripe | None = None
    for place, stripe, column in pieces:
        if held is not None and (
            stripe is not held or not is_alike[place] or not is_alike[places[-1]] or len(places) >= most
        ):
            yield places, held, columns
            places, columns = [], []
        held = stripe
        places.append(place)
        columns.append(column)
    if held is not None:
        yield places, held, columns


def _is_plain(reading: Reading) -> bool:
    kpi = reading.kpi
    is_figure = reading.totals is None and reading.freshness is None and kpi.shrunk_as == "none"
    return is_figure and kpi.target is None and kpi.points is None and kpi.preference is None


def _add_alike(
    task: _Task, kpis: Sequence[Kpi], weights: Sequence[float], columns: Sequence[_Columns], stripe: _Stripe
) -> list[tuple[int, int]]:
    """Add what several KPIs do that are treated alike: one column below the other is one column in more groups."""
    rows, count = len(stripe.first), len(kpis)
    scaled = np.concatenate([column.values for column in columns])
    groups = stripe.groups.times(count)
    if task.card.winsorize is not None:
        winsorized(scaled, groups, task.card.winsorize)
    gaps = np.flatnonzero(np.isnan(scaled))
    for place, kpi in enumerate(kpis):
        orient(scaled[place * rows : place * rows + rows], kpi)
    statistics = scaler(task.card, kpis[0])(scaled, gaps, groups)
    weight = np.repeat(np.array(weights, dtype=np.float64), rows)
    added = task.how.add(scaled, weight, gaps, groups)
    bounds = gaps.searchsorted(np.arange(count + 1) * rows).tolist()
    for place in range(count):
        part = slice(place * rows, place * rows + rows)
        stripe.missing[gaps[bounds[place] : bounds[place + 1]] - part.start] += weights[place]
        np.add(stripe.first, added[0][part], out=stripe.first)
        if stripe.second is not None:
            task.how.gather(stripe.second, added[1][part], out=stripe.second)
    known = groups.known(gaps)
    unspread = ((statistics.spread == 0) & (known > 1)).reshape(count, -1).sum(axis=1)
    values = known.reshape(count, -1).sum(axis=1)
    return list(zip(values.tolist(), unspread.tolist(), strict=True))


def _add(task: _Task, reading: Reading, full: float, columns: _Columns, stripe: _Stripe) -> tuple[int, int]:
    """Add what one KPI does to some rows; return how many values there are, and how many groups do not differ."""
    card, note = task.card, task.note
    groups = stripe.groups
    compared, prior = _drawn(reading.kpi, columns, groups)
    shrunk = None if prior is None or note is None else compared.copy()
    ends = None if card.winsorize is None else winsorized(compared, groups, card.winsorize)
    scaled = compared if note is None else compared.copy()
    gaps = np.flatnonzero(np.isnan(scaled))
    orient(scaled, reading.kpi)
    statistics = scaler(card, reading.kpi)(scaled, gaps, groups)
    weight = _weigh(full, columns.freshness, gaps, stripe)
    added = task.how.add(scaled if note is None else scaled.copy(), weight, gaps, groups)
    np.add(stripe.first, added[0], out=stripe.first)
    if stripe.second is not None:
        task.how.gather(stripe.second, added[1], out=stripe.second)
    if note is not None:
        noted = Noted(
            part=stripe.part,
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


def _drawn(kpi: Kpi, columns: _Columns, groups: Groups) -> tuple[Floats, Prior | None]:
    """Return the figures, drawn to those of the peers if they rest on little, and to what."""
    values, totals = columns.values, columns.totals
    if totals is not None:
        if kpi.shrunk_as == "beta_binomial":
            return shrunk_rates(values, totals, groups)
        return np.divide(values, totals, out=np.full(len(values), np.nan), where=totals > 0), None
    if columns.errors is not None and kpi.shrunk_as == "normal":
        return shrunk_means(values, columns.errors, groups)
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
    Return the weight in each row, and count what of it is missing; what is missing scales to 0.

    *weight* comes in as freshness, and is overwritten.
    """
    if weight is None or stripe.lost is None:
        stripe.missing[gaps] += full
        return full
    weight *= full
    weight[gaps] = 0.0
    aged = full - weight
    stripe.missing += aged
    aged[gaps] = 0.0
    stripe.lost += aged
    return weight

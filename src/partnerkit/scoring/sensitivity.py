"""
Which change of the weights would swap two partners?

Weights are chosen by people, so whoever comes second asks how near it was. Two
answers: to what a single weight would have to change, the others left alone;
and the least share of all weight that would have to be moved from one KPI to
others. Where the answer is small, the order is a matter of taste.
"""

from collections.abc import Hashable, Mapping
from typing import Any, final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from partnerkit.scoring.groups import Floats
from partnerkit.scoring.intervals import as_share
from partnerkit.scoring.scores import Scores
from partnerkit.scoring.terms import Terms, terms_of
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, shown
from partnerkit.values.frames import Library, to_frame
from partnerkit.values.reasons import Facts, Reason

__all__ = ["Swap", "neighbors", "swap"]

_SCORES = fields.instance(Scores, "Scores, of rows that are at hand")


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Swap:
    """
    What it would take to bring one partner level with another.

    Weights are shares of all weight. `limit` says why an answer is missing: the
    score is no sum, or the two are known by different KPIs.
    """

    ahead: Any
    behind: Any
    gap: float | None

    #: KPI -> the weight, the others left alone, at which the two are level; a KPI that cannot do it is absent.
    alone: Facts

    #: The KPI whose weight has to change least, by how much, and the least share of all weight to be moved.
    nearest: str | None
    change: float | None
    moved: float | None
    limit: Reason | None

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The same as codes and facts, to be said in words."""
        pair = {"partner": self.behind, "winner": self.ahead}
        found: list[Reason] = [] if self.limit is None else [self.limit]
        if self.moved is not None:
            found.append(Reason("swapped-by-moving-weight", {**pair, "share": as_share(self.moved)}))
        if self.nearest is not None:
            weight: Any = self.alone[self.nearest]
            facts = {**pair, "kpi": self.nearest, "weight": as_share(weight)}
            found.append(Reason("swapped-by-one-weight", facts))
        if not found:
            found.append(Reason("ahead-whatever-the-weights", pair))
        return tuple(found)


def swap(scores: Scores, one: Hashable, other: Hashable) -> Swap:
    """
    Return what change of the weights would bring two partners of one peer group level.

    Raises
    ------
    NotFound
        For a key that was not scored.
    InvalidValue
        For partners without a score, or of different peer groups: their scores are not compared.

    >>> from datetime import date
    >>> from partnerkit.scoring import Kpi, Scorecard, score
    >>> card = Scorecard(kpis=(Kpi("sales", weight=3), Kpi("margin", weight=1)), scale="min_max")
    >>> frame = {"id": ["A", "B"], "sales": [2.0, 1.0], "margin": [0.1, 0.2]}
    >>> answer = swap(score(card, frame, key="id", as_of=date(2026, 3, 31)), "A", "B")
    >>> answer.gap, answer.moved, answer.alone["margin"]
    (0.5, 0.25, 0.5)
    """
    fields.check({"scores": (_SCORES, scores)})
    rows = _compared(scores, one, other)
    one, other = (scores.readings.labels[row] for row in rows)
    gap = float(scores.score[rows[0]] - scores.score[rows[1]])
    limit = _no_sum(scores)
    if limit is not None:
        return Swap(
            ahead=one,
            behind=other,
            gap=gap,
            alone=Facts(),
            nearest=None,
            change=None,
            moved=None,
            limit=limit,
        )
    terms = terms_of(scores)
    ahead, behind = np.array(rows[:1]), np.array(rows[1:])
    alone = _alone(terms, ahead, behind)[0]
    moved = float(_moved(terms, ahead, behind)[0])
    total = terms.weights.sum()
    names = [kpi.name for kpi in scores.card.kpis]
    reached = {name: float(each) for name, each in zip(names, alone, strict=True) if not np.isnan(each)}
    changes = {
        name: float(abs(reached[name] - weight / total))
        for name, weight in zip(names, terms.weights.tolist(), strict=True)
        if name in reached
    }
    nearest = min(changes, key=lambda name: changes[name], default=None)
    differs = not np.array_equal(terms.share[rows[0]], terms.share[rows[1]])
    return Swap(
        ahead=one,
        behind=other,
        gap=gap,
        alone=Facts(reached),
        nearest=nearest,
        change=None if nearest is None else changes[nearest],
        moved=None if np.isnan(moved) else moved,
        limit=Reason("known-by-other-kpis", {"partner": other, "winner": one}) if differs else None,
    )


def _compared(scores: Scores, one: Hashable, other: Hashable) -> list[int]:
    """Return the rows of two partners of one group, who is ahead first."""
    rows = [scores.row(one), scores.row(other)]
    for path, row, key in (("one", rows[0], one), ("other", rows[1], other)):
        if np.isnan(scores.score[row]):
            raise InvalidValue(
                path=path, value=f"{shown(key)} without a score", remedy="name a scored partner"
            )
    if scores.peers.group_of(rows[0]) != scores.peers.group_of(rows[1]):
        remedy = "name two partners of one peer group; scores of different groups are not compared"
        raise InvalidValue(path="other", value=shown(other), remedy=remedy)
    if scores.score[rows[1]] > scores.score[rows[0]]:
        rows.reverse()
    return rows


def neighbors(scores: Scores, kind: Library = "dict") -> Any:
    """
    Return, for each partner and the next one behind it in its peer group, how near a swap is, as a frame of *kind*.

    Columns: both keys, the gap, and the least share of all weight that would
    have to be moved to bring the two level; NaN where no weights can do it, or
    the two are known by different KPIs. Equals have a share of 0.

    Raises
    ------
    InvalidValue
        If the score is no sum of weighted terms.

    >>> from datetime import date
    >>> from partnerkit.scoring import Kpi, Scorecard, score
    >>> card = Scorecard(kpis=(Kpi("sales", weight=3), Kpi("margin")), scale="min_max")
    >>> frame = {"id": ["A", "B", "C"], "sales": [1.0, 4.0, 2.0], "margin": [0.2, 0.1, 0.3]}
    >>> near = neighbors(score(card, frame, key="id", as_of=date(2026, 3, 31)))
    >>> near["ahead"].tolist(), near["behind"].tolist(), near["gap"].tolist(), near["moved"].round(2).tolist()
    (['B', 'C'], ['C', 'A'], [0.25, 0.375], [0.15, nan])
    """
    fields.check({"scores": (_SCORES, scores)})
    if _no_sum(scores) is not None:
        value, remedy = shown(scores.card.aggregate), 'score with aggregate="weighted_sum"'
        raise InvalidValue(path="scores.card.aggregate", value=value, remedy=remedy)
    groups = np.repeat(np.arange(len(scores.peers.described)), scores.peers.groups.sizes)[
        scores.peers.place_of
    ]
    order = np.lexsort((-scores.score, groups))
    order = order[~np.isnan(scores.score[order])]
    is_pair = groups[order[1:]] == groups[order[:-1]]
    ahead, behind = order[:-1][is_pair], order[1:][is_pair]
    labels = scores.readings.labels
    columns: Mapping[str, Any] = {
        "ahead": [labels[row] for row in ahead.tolist()],
        "behind": [labels[row] for row in behind.tolist()],
        "gap": scores.score[ahead] - scores.score[behind],
        "moved": _moved(terms_of(scores), ahead, behind),
    }
    return to_frame(columns, kind)


def _no_sum(scores: Scores) -> Reason | None:
    if scores.card.aggregate == "weighted_sum":
        return None
    return Reason("not-additive", {"aggregate": scores.card.aggregate})


def _moved(terms: Terms, ahead: NDArray[np.int64], behind: NDArray[np.int64]) -> Floats:
    """
    Return the least share of the weight to be moved until two rows are level; NaN where none will do.

    Moving weight from where the leader is furthest ahead to where it is furthest
    behind closes the gap fastest, and each unit does so by the difference of the
    two: so weight is taken from the largest lead first.
    """
    weights = terms.weights / terms.weights.sum()
    shares = terms.share[ahead]
    same = (shares == terms.share[behind]).all(axis=1)
    # Of both, freshness takes the same from each weight: it counts as if the lead were smaller.
    lead = (terms.scaled[ahead] - terms.scaled[behind]) * shares
    gap = lead @ weights
    least = lead.min(axis=1, initial=np.inf)
    order = np.argsort(-lead, axis=1, kind="stable")
    gains = np.take_along_axis(lead, order, axis=1) - least[:, None]
    room = np.broadcast_to(weights, lead.shape)
    room = np.take_along_axis(room, order, axis=1)
    closed = np.cumsum(gains * room, axis=1)
    before = closed - gains * room
    left = np.clip(gap[:, None] - before, 0.0, None)
    taken = np.where(gains > 0, np.minimum(room, left / np.where(gains > 0, gains, 1.0)), 0.0)
    is_reachable = closed[:, -1] >= gap * (1 - 1e-12)
    return np.where(same & (is_reachable | (gap <= 0)), taken.sum(axis=1), np.nan)


def _alone(terms: Terms, ahead: NDArray[np.int64], behind: NDArray[np.int64]) -> Floats:
    """
    Return, for each pair and KPI, the share of all weight that it alone must get until both are level; NaN if none.

    With w the weight in question, a score is (rest + w x own) / (known + w x
    share); two of them are equal where a quadratic equation says.
    """
    weights = terms.weights
    own_a, own_b = (terms.scaled[rows] * terms.share[rows] for rows in (ahead, behind))
    share_a, share_b = terms.share[ahead], terms.share[behind]
    rest_a, rest_b = ((own @ weights)[:, None] - own * weights for own in (own_a, own_b))
    known_a, known_b = ((each @ weights)[:, None] - each * weights for each in (share_a, share_b))
    square = own_a * share_b - own_b * share_a
    linear = rest_a * share_b + own_a * known_b - rest_b * share_a - own_b * known_a
    fixed = rest_a * known_b - rest_b * known_a
    now = weights / weights.sum()
    others = weights.sum() - weights
    found = np.full(square.shape, np.nan)
    for root in _roots(square, linear, fixed):
        is_valid = (root >= 0) & (known_a + root * share_a > 0) & (known_b + root * share_b > 0)
        share = np.where(
            is_valid & (root + others > 0), root / np.where(root + others > 0, root + others, 1), np.nan
        )
        is_nearer = np.isnan(found) | (np.abs(share - now) < np.abs(found - now))
        found = np.where(~np.isnan(share) & is_nearer, share, found)
    return found


def _roots(square: Floats, linear: Floats, fixed: Floats) -> tuple[Floats, Floats]:
    """Return the real roots of square x² + linear x + fixed; NaN where there are none."""
    is_line = np.abs(square) < 1e-14 * np.maximum(np.abs(linear), 1.0)
    line = np.divide(-fixed, linear, out=np.full_like(linear, np.nan), where=linear != 0)
    under = linear * linear - 4 * square * fixed
    safe = np.where(is_line, 1.0, square)
    root = np.sqrt(np.where(under >= 0, under, np.nan))
    # The stable way: never the difference of two near numbers.
    half = -0.5 * (linear + np.where(linear >= 0, root, -root))
    other = np.divide(fixed, half, out=np.full_like(half, np.nan), where=np.abs(half) > 0)
    return np.where(is_line, line, half / safe), np.where(is_line, np.nan, other)

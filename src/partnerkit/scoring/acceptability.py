"""
Who ranks where, whatever the weights?

Nobody agrees on weights, so all of them are tried: drawn evenly from every
possible set. How often a partner ranks first, or among the first few, is its
acceptability; the mean of the weights under which it is first is what one must
believe in to choose it (SMAA-2: Lahdelma and Salminen, Operations Research 49,
2001).
"""

from collections.abc import Hashable, Iterator, Mapping
from functools import cached_property
from itertools import islice
from typing import Any, Literal, final

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from partnerkit.scoring.groups import Floats
from partnerkit.scoring.intervals import DRAWS, SEED
from partnerkit.scoring.ordering import REACH, ranks
from partnerkit.scoring.scores import Scores
from partnerkit.scoring.terms import again, placed_terms
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue
from partnerkit.values.frames import Library, to_frame, write_columns
from partnerkit.values.markup import small_table
from partnerkit.values.reasons import Facts

__all__ = ["Acceptability", "Weights", "rank_acceptability"]

#: Any weights at all, or those that keep the order of the card's.
Weights = Literal["any", "in_order"]

#: Draws times partners that are kept at once.
_MOST = 50_000_000

#: Draws times partners that are ranked at once.
_AT_ONCE = 50_000

_TOP = fields.whole_number(least=1, most=1_000_000)
_WEIGHTS = fields.choice("any", "in_order")


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Acceptability(Mapping[Hashable, float | None]):
    """By key, how often a partner is first of its peers over all weights; None without a score."""

    scores: Scores

    #: Row by row: the share of the draws in which it is first, and among the first `top`; ranks in 5, 50 and 95 %.
    first: Floats
    among_top: Floats
    best: Floats
    middle: Floats
    worst: Floats

    #: The mean of the weights under which it is first, one column for each KPI; NaN if it never is.
    central: Floats = field(repr=False)
    method: Facts

    def __getitem__(self, key: Hashable) -> float | None:
        found = self.first[self.scores.row(key)]
        return None if np.isnan(found) else float(found)

    def __iter__(self) -> Iterator[Hashable]:
        return iter(self.scores)

    def __len__(self) -> int:
        return len(self.scores)

    def __repr__(self) -> str:
        ever = int(np.count_nonzero(self.first > 0))
        return f"<Acceptability of {len(self)}: {ever} are first under some weights>"

    def central_weights(self, key: Hashable) -> Mapping[str, float] | None:
        """Return the mean of the weights, as shares, under which *key* is first; None if it never is."""
        row = self.central[self.scores.row(key)]
        if np.isnan(row).any():
            return None
        return {kpi.name: float(each) for kpi, each in zip(self.scores.card.kpis, row, strict=True)}

    @cached_property
    def frame(self) -> Any:
        """One row for each partner, as the kind of frame that was scored."""
        return write_columns(self._columns(), self.scores.readings.kind)

    def to_frame(self, kind: Library = "dict") -> Any:
        """Return one row for each partner as a frame of *kind*."""
        return to_frame(self._columns(), kind=kind)

    _repr_html_ = small_table

    def _columns(self) -> dict[str, Any]:
        names = ("first", "among_top", "best", "middle", "worst")
        readings = self.scores.readings
        return {
            readings.key: readings.keys,
            **({} if readings.by is None else {readings.by: readings.peers[readings.by]}),
            **{name: getattr(self, name) for name in names},
        }


def rank_acceptability(
    scores: Scores, *, weights: Weights = "any", top: int = 10, draws: int = 1_000, seed: int = 0
) -> Acceptability:
    """
    Return how each partner ranks among its peers over all weights.

    Parameters
    ----------
    weights
        "any" draws evenly from all weights that add up to one, "in_order" from
        those that rank the KPIs as the card does.
    top
        How many are "among the first".

    Raises
    ------
    InvalidValue, InvalidInput
        For parameters outside their range, and more than 50 million draws times partners.

    >>> from datetime import date
    >>> from partnerkit.scoring import Kpi, Scorecard, score
    >>> card = Scorecard(kpis=(Kpi("sales"), Kpi("margin")), scale="min_max")
    >>> frame = {"id": ["A", "B", "C"], "sales": [3.0, 2.0, 1.0], "margin": [0.1, 0.2, 0.15]}
    >>> found = rank_acceptability(score(card, frame, key="id", as_of=date(2026, 3, 31)))
    >>> round(found["A"] + found["B"], 9), found["C"]
    (1.0, 0.0)
    """
    checks = {
        "scores": (fields.instance(Scores, "Scores, of rows that are at hand"), scores),
        "weights": (_WEIGHTS, weights),
        "top": (_TOP, top),
        "draws": (DRAWS, draws),
        "seed": (SEED, seed),
    }
    fields.check(checks)
    if draws * len(scores.peers.rows) > _MOST:
        value = f"{draws} draws of {len(scores.peers.rows)} partners"
        raise InvalidValue(path="draws", value=value, remedy="draw less often, or score fewer partners")
    drawn = _drawn(scores, weights, draws, seed)
    unscored = np.isnan(scores.score)
    found = _ranks(scores, drawn, unscored)
    is_first = found == 1
    times = is_first.sum(axis=0)
    central = np.divide(
        is_first.T.astype(np.float64) @ drawn,
        times[:, None],
        out=np.full((len(scores), drawn.shape[1]), np.nan),
        where=times[:, None] > 0,
    )
    found.sort(axis=0)
    levels = [found[round(share * (draws - 1))].astype(np.float64) for share in (0.05, 0.5, 0.95)]
    method = {
        "smaa": "weights drawn evenly from the simplex; ranks within the peer group, ties share the lower number",
        "weights": weights,
        "top": top,
        "draws": draws,
        "seed": seed,
    }
    return Acceptability(
        scores=scores,
        first=np.where(unscored, np.nan, times / draws),
        among_top=np.where(unscored, np.nan, (found <= top).mean(axis=0)),
        best=levels[0],
        middle=levels[1],
        worst=levels[2],
        central=central,
        method=Facts(method),
    )


def _ranks(scores: Scores, drawn: Floats, unscored: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Return the rank of each partner within its peers under each set of weights, one row a draw."""
    found = np.empty((len(drawn), len(scores)), dtype=np.float32)
    done = 0
    for part in _many(_scored(scores, drawn), max(1, _AT_ONCE // max(1, len(scores.peers.rows)))):
        # Whoever has no score takes nobody's place.
        part[:, unscored[scores.peers.rows]] = np.nan
        groups = scores.peers.groups.times(len(part))
        ranked = ranks(part.ravel(), groups, reach=REACH).reshape(part.shape)
        found[done : done + len(part)] = ranked[:, scores.peers.place_of]
        done += len(part)
    return found


def _many(scored: Iterator[Floats], count: int) -> Iterator[Floats]:
    """Yield the scores of *count* draws at a time, one row a draw: few partners are ranked as fast as one."""
    while part := list(islice(scored, count)):
        yield np.array(part)


def _drawn(scores: Scores, weights: Weights, draws: int, seed: int) -> Floats:
    """Return weights that add up to one, one row a draw."""
    count = len(scores.card.kpis)
    chance = np.random.Generator(np.random.PCG64(seed))
    drawn = chance.dirichlet(np.ones(count), draws)
    if weights == "in_order":
        order = np.argsort([-each for each in scores.weights], kind="stable")
        ordered = np.sort(drawn, axis=1)[:, ::-1]
        drawn = np.empty_like(ordered)
        drawn[:, order] = ordered
    return drawn


def _scored(scores: Scores, drawn: Floats) -> Iterator[Floats]:
    """Yield the scores under each set of weights, place by place of the groups."""
    if scores.card.aggregate != "weighted_sum":
        for weights in drawn.tolist():
            yield again(scores, weights=weights, min_coverage=0)
        return
    terms = placed_terms(scores)
    own = np.ascontiguousarray((terms.scaled * terms.share).T)
    share = None if (terms.share == 1).all() else np.ascontiguousarray(terms.share.T)
    for weights in drawn:
        sums = weights @ own
        if share is not None:
            known = weights @ share
            sums = np.divide(sums, known, out=np.full_like(sums, np.nan), where=known > 0)
        yield sums

"""Who performs how well, told by an engine that has not computed it yet?"""

from collections.abc import Hashable, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from typing import Any, final

import numpy as np
from attrs import evolve, frozen

from partnerkit.scoring.at_hand import score_at_hand
from partnerkit.scoring.explanation import Explanation
from partnerkit.scoring.grids import grid_error
from partnerkit.scoring.intake import clean, grouping
from partnerkit.scoring.levels import Level
from partnerkit.scoring.members import scale_of
from partnerkit.scoring.method import method_of
from partnerkit.scoring.own_view import check_viewer, own_view
from partnerkit.scoring.peers import PeerGroup
from partnerkit.scoring.places import with_ranks
from partnerkit.scoring.scorecard import Scorecard
from partnerkit.values.errors import NotFound
from partnerkit.values.fields import whole_number
from partnerkit.values.frames import Column, Library, to_frame
from partnerkit.values.lazy import Lazy, engine, gathered, released
from partnerkit.values.reasons import Facts, Finding

__all__ = ["LazyScores"]


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True, eq=False, repr=False, slots=False)
class LazyScores:
    """
    The scores of partners whose rows an engine holds; they are computed when `frame` is.

    What is known of the groups was summed up when the scores were asked for:
    should the rows change in between, the scores are of two times.

    `frame` and `ranked` stay with the engine; `top` and `explain` ask it for a
    few rows, `to_frame` for all. What else `Scores` tell (whose rank is how
    sure, who has no score and why, who misses a floor) needs all rows at hand:
    score `frame.collect()`, or what else brings them.
    """

    card: Scorecard

    #: What each KPI of the card weighs.
    weights: tuple[float, ...]
    key: str

    #: The moment, in ISO form.
    as_of: str

    #: Key, score, rank, coverage, staleness, peer group; and what it was made from.
    rows: Lazy
    source: Lazy
    moment: date | datetime
    levels: Sequence[Level]

    #: Of a panel, the name of the column of periods.
    by: str | None = None

    #: What a reader of the scores should know about them.
    findings: tuple[Finding, ...]

    def __repr__(self) -> str:
        groups = sum(len(level.described) for level in self.levels)
        return f"<LazyScores by {engine(self.rows)} in {groups} peer groups>"

    @cached_property
    def frame(self) -> Any:
        """The scores as a frame of the engine that holds the rows, in no order, not yet computed."""
        return released(self.rows)

    def to_frame(self, kind: Library = "dict") -> Any:
        """Compute the scores and return them as a frame of *kind*, in no order."""
        return to_frame(gathered(self.rows), kind=kind)

    def ranked(self) -> Any:
        """
        Return the frame with one column more: "overall_rank", the rank among all, whatever their peers.

        1 is best and ties share the lower number; of a panel, among all of the
        period. Each score still says how one stands among one's own peers.
        """
        import narwhals.stable.v2 as nw

        if not self.levels:
            return released(self.rows.with_columns(nw.col("rank").alias("overall_rank")))
        unit = max(float(level.table["__unit"].max()) for level in self.levels)
        everybody = nw.lit(0) if self.by is None else nw.col(self.by)
        rows = self.rows.with_columns(everybody.alias("__p"))
        rows = with_ranks(rows, nw.lit(unit), 1 if self.by is None else 2, "overall_rank")
        names = self.rows.collect_schema().names()
        at = names.index("rank") + 1
        return released(rows.select(*names[:at], "overall_rank", *names[at:]))

    def top(self, count: int = 10) -> tuple[Any, ...]:
        """
        Return the keys of the *count* highest scores, the highest first; equals by their keys.

        Each score says how one stands among one's own peers.
        """
        import narwhals.stable.v2 as nw

        fault = whole_number(least=0).fault("count", count)
        if fault is not None:
            raise fault
        names = [self.key, *([] if self.by is None else [self.by])]
        scored = self.rows.filter(~nw.col("score").is_null())
        best = scored.sort("score", *names, descending=[True, *(False for _ in names)]).head(count)
        found = gathered(best.select(*names, "score"))
        order = np.argsort(-found["score"], kind="stable").tolist()
        labels = [found[name][order].tolist() for name in names]
        return tuple(labels[0] if self.by is None else zip(*labels, strict=True))

    @cached_property
    def method(self) -> Facts:
        """Every convention by its name, so that somebody else could compute the same."""
        facts = method_of(self.card, as_of=self.as_of, weights=self.weights, by=self.by)
        where: dict[str, object] = {"engine": engine(self.rows)}
        if scale_of(self.card) == "percent_rank":
            where["rank_error"] = grid_error(self.rows)
        return Facts({**facts, **where})

    def explain(self, key: Hashable, *, viewer: Hashable = None) -> Explanation:
        """
        Return what each KPI did to the score of *key*: its peer group, and no more, is read for it.

        With *viewer*, the partner whose score it is, what hangs on the figures of others is left out.

        Raises
        ------
        NotFound
            For a key that has no row.
        InvalidValue
            If the score is not the viewer's.
        """
        import narwhals.stable.v2 as nw

        if viewer is not None:
            # Before anything is asked: whether others have a row is nothing to him.
            check_viewer(key, viewer, (key,), is_panel=self.by is not None)
        own, columns = self.source, self.card.columns(self.key)
        if self.by is None:
            own = own.filter(nw.col(self.key) == key)
        else:
            partner, period = key if isinstance(key, tuple) and len(key) == 2 else (key, None)
            own = own.filter(nw.col(self.key) == partner, nw.col(self.by) == period)
            columns = (*columns, self.by)
        group = self._group_of(own)
        if group is None:
            raise NotFound(path="key", key=str(key))
        figures = self._figures(group, columns)
        # All who share these names are one group, however small; what all rows say of the weights is known.
        kpis = (evolve(kpi, weight=weight) for kpi, weight in zip(self.card.kpis, self.weights, strict=True))
        names = tuple(name for name in group.shared if name != self.by)
        card = evolve(self.card, kpis=tuple(kpis), weights="given", peers=names or None, min_peers=1)
        scores = score_at_hand(card, figures, key=self.key, as_of=self.moment, by=self.by)
        why = evolve(scores.explain(key), peers=group, method=self.method)
        # By the card itself: weights that the figures gave stand in the other as if they were given.
        return why if viewer is None else own_view(why, self.card)

    def _group_of(self, own: Lazy) -> PeerGroup | None:
        """Return the group in which the one row of *own* is scored; None if there is no such row."""
        import narwhals.stable.v2 as nw

        schema = own.collect_schema()
        names = (*(() if self.by is None else (self.by,)), *(self.card.peers or ()))
        shared = [grouping(name, schema).alias(f"__g{place}") for place, name in enumerate(names)]
        row = gathered(own.select(nw.col(self.key), *shared))
        if not len(row[self.key]):
            return None
        of_row = [row[f"__g{place}"].tolist()[0] for place in range(len(names))]
        return next(group for level in self.levels for group in level.where_scored(of_row))

    def _figures(self, group: PeerGroup, columns: Sequence[str]) -> Mapping[str, Column]:
        rows = self.source
        schema = rows.collect_schema()
        for name, value in group.shared.items():
            shared = clean(name, schema)
            rows = rows.filter(shared.is_null() if value is None else shared == value)
        return gathered(rows.select(*dict.fromkeys(columns)))

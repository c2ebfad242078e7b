"""Who performs how well, among whom, and why?"""

from collections.abc import Hashable, Iterator, Mapping
from functools import cached_property
from typing import Any, final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from partnerkit.scoring.aggregates import combination
from partnerkit.scoring.evaluation import Noted, evaluate
from partnerkit.scoring.explained import SAME, Explained
from partnerkit.scoring.explanation import Explanation, shared_out
from partnerkit.scoring.groups import Floats, Groups
from partnerkit.scoring.method import method_of
from partnerkit.scoring.ordering import REACH, ranks
from partnerkit.scoring.own_view import check_viewer, own_view
from partnerkit.scoring.peers import Peers, peers_of
from partnerkit.scoring.readings import Reading, Readings
from partnerkit.scoring.scorecard import Scorecard
from partnerkit.scoring.uncertainty import Kind, RankIntervals, rank_intervals_of
from partnerkit.values.errors import InvalidValue, NotFound, shown
from partnerkit.values.fields import whole_number
from partnerkit.values.frames import Library, to_frame, write_columns
from partnerkit.values.markup import small_table
from partnerkit.values.reasons import Facts, Finding, Reason

__all__ = ["COLUMNS", "Scores"]

#: What a frame of scores holds beside the key; contributions follow, as "contribution_<kpi>".
COLUMNS = ("score", "rank", "coverage", "staleness", "peer_group")


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Scores(Mapping[Hashable, float | None]):
    """
    The score of every partner by its key, of a panel by key and period; None where too little is known.

    The columns of the frame that was scored are kept, not copied: `explain`
    reads them again, and refuses if they were changed since. What it found of
    the peers it keeps, so that all of them are explained at the price of a few;
    of the next one asked for, his own figures are looked at again.
    """

    card: Scorecard
    readings: Readings
    peers: Peers

    #: What each KPI of the card weighs, as given or as found.
    weights: tuple[float, ...]

    #: The moment, in ISO form.
    as_of: str

    #: The scores in the order of the peer groups, where a row may serve as a measure for others, too.
    placed: Floats

    #: Row by row of the frame that was scored.
    score: Floats
    coverage: Floats
    staleness: Floats
    contributions: Mapping[str, Floats] | None

    #: What a reader of the scores should know about them.
    findings: tuple[Finding, ...]

    @cached_property
    def _rows(self) -> Mapping[Hashable, int]:
        return {label: row for row, label in enumerate(self.readings.labels)}

    @property
    def rows(self) -> Mapping[Hashable, int]:
        """The row in which each key stands."""
        return self._rows

    @cached_property
    def rank(self) -> Floats:
        """The rank of each row among its peers: 1 is best, ties share the lower number, NaN has no score."""
        found = self.peers.spread(ranks(self.placed, self.peers.groups, reach=REACH))
        found.flags.writeable = False
        return found

    def row(self, key: Hashable) -> int:
        """Return the row in which *key* stands."""
        try:
            found = self._rows.get(key)
        except TypeError:
            raise InvalidValue(path="key", value=shown(key), remedy="ask for one key at a time") from None
        if found is None:
            raise NotFound.among(self._rows, path="key", key=key)
        return found

    def __getitem__(self, key: Hashable) -> float | None:
        return _known(self.score[self.row(key)])

    def __iter__(self) -> Iterator[Hashable]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self.score)

    def __repr__(self) -> str:
        unknown = int(np.isnan(self.score).sum())
        return (
            f"<Scores of {len(self)} in {len(self.peers.described)} peer groups; {unknown} without a score>"
        )

    @cached_property
    def frame(self) -> Any:
        """The scores as the kind of frame that was scored, row by row as it came."""
        return write_columns(self._columns(), self.readings.kind)

    def to_frame(self, kind: Library = "dict") -> Any:
        """Return the scores as a frame of *kind*."""
        return to_frame(self._columns(), kind=kind)

    _repr_html_ = small_table

    def _columns(self) -> dict[str, NDArray[Any]]:
        by = self.readings.by
        return {
            self.readings.key: self.readings.keys,
            **({} if by is None else {by: self.readings.peers[by]}),
            "score": self.score,
            "rank": _whole(self.rank),
            "coverage": self.coverage,
            "staleness": self.staleness,
            "peer_group": self.peers.labels(),
            **{f"contribution_{name}": column for name, column in (self.contributions or {}).items()},
        }

    def ranked(self) -> Any:
        """
        Return the frame with one column more: "overall_rank", the rank among all, whatever their peers.

        1 is best and ties share the lower number; of a panel, among all of the
        period. Each score still says how one stands among one's own peers.
        """
        by = self.readings.by
        if by is None:
            everybody = Groups.of(np.array([len(self)]))
            found = ranks(self.score, everybody, reach=REACH) if len(self) else self.score
        else:
            periods = peers_of({by: self.readings.peers[by]}, len(self), least=0)
            found = ranks(periods.gather(self.score), periods.groups, reach=REACH)[periods.place_of]
        columns = self._columns()
        head = dict(list(columns.items())[: list(columns).index("rank") + 1])
        return write_columns({**head, "overall_rank": _whole(found), **columns}, self.readings.kind)

    def top(self, count: int = 10) -> tuple[Any, ...]:
        """
        Return the keys of the *count* highest scores, the highest first; equals as they came.

        Each score says how one stands among one's own peers.
        """
        fault = whole_number(least=0).fault("count", count)
        if fault is not None:
            raise fault
        order = np.argsort(-self.score, kind="stable")
        scored = len(order) - int(np.isnan(self.score).sum())
        labels = self.readings.labels
        return tuple(labels[row] for row in order[: min(count, scored)].tolist())

    @cached_property
    def unscored(self) -> Mapping[Any, Reason]:
        """Why somebody has no score, by key."""
        rows = np.flatnonzero(np.isnan(self.score)).tolist()
        return {self.readings.labels[row]: self._why_not(row) for row in rows}

    @cached_property
    def below_floor(self) -> Mapping[Any, tuple[Reason, ...]]:
        """Who misses the floor of a KPI, by key: a good whole does not make up for it. What is unknown is not below."""
        found: dict[int, list[Reason]] = {}

        def note(reading: Reading, noted: Noted) -> None:
            floor = reading.kpi.floor
            if floor is None:
                return
            known = noted.scaled.copy()
            known[noted.gaps] = np.nan
            # What misses it by rounding only has reached it.
            for place in np.flatnonzero(known < floor - SAME).tolist():
                at = noted.part.start + place
                row = int(self.peers.rows[at])
                if int(self.peers.place_of[row]) == at:
                    facts = {"kpi": reading.kpi.name, "points": float(known[place]), "least": floor}
                    found.setdefault(row, []).append(Reason("below-floor", facts))

        if any(kpi.floor is not None for kpi in self.card.kpis) and self.card.aggregate != "promethee_ii":
            evaluate(self.card, self.readings.by_kpi, self.peers, self.weights, note)
        return {self.readings.labels[row]: tuple(found[row]) for row in sorted(found)}

    def _why_not(self, row: int) -> Reason:
        coverage = float(self.coverage[row])
        # What is known and has aged away is no lack of values.
        if coverage == 0 and self.staleness[row] == 0:
            return Reason("no-values")
        return Reason("low-coverage", {"coverage": coverage, "least": self.card.min_coverage})

    @cached_property
    def method(self) -> Facts:
        """Every convention by its name, so that somebody else could compute the same."""
        return method_of(self.card, as_of=self.as_of, weights=self.weights, by=self.readings.by)

    def explain(self, key: Hashable, *, viewer: Hashable = None) -> Explanation:
        """
        Return what each KPI did to the score of *key*; of a weighted sum, the contributions add up to it.

        With *viewer*, the partner whose score it is, what hangs on the figures of others is left out.

        Raises
        ------
        NotFound
            For a key that was not scored.
        InvalidValue
            If the columns that were scored have been changed since, or the score is not the viewer's.
        """
        if viewer is not None:
            check_viewer(key, viewer, self.rows, is_panel=self.readings.by is not None)
        row = self.row(key)
        group = self.peers.group_of(row)
        found = self._explained.of(row, group, float(self.score[row]))
        if found is None:
            raise InvalidValue(
                path="frame",
                value=f"figures of {shown(key)} that were changed after scoring",
                remedy="score the frame again, and leave its columns alone",
            )
        lines, coverage = found
        score, rank = _known(self.score[row]), _known(self.rank[row])
        answer = Explanation(
            key=key,
            score=score,
            rank=None if rank is None else int(rank),
            coverage=float(self.coverage[row]),
            staleness=float(self.staleness[row]),
            peers=self.peers.described[group],
            lines=shared_out(self.card, lines, coverage * sum(self.weights), score),
            base=combination(self.card).base,
            method=self.method,
            limit=self._why_not(row) if score is None else self._not_additive,
        )
        return answer if viewer is None else own_view(answer, self.card)

    def rank_interval(
        self, level: float = 0.9, *, kind: Kind = "marginal", draws: int = 1_000, seed: int = 0
    ) -> RankIntervals:
        """
        Return which ranks each partner may have among its peers, given the sampling errors of its figures.

        *kind* "marginal" holds the rank of one partner with the chance *level*,
        "simultaneous" those of all together. Errors are known of rates, and of a
        `Kpi(se=)`; without any the answer has the reason no-sampling-information.
        """
        return rank_intervals_of(self, level, kind=kind, draws=draws, seed=seed)

    @cached_property
    def _explained(self) -> Explained:
        return Explained(self.card, self.readings.by_kpi, self.peers, self.weights)

    @property
    def _not_additive(self) -> Reason | None:
        if self.card.is_additive:
            return None
        return Reason("not-additive", {"aggregate": self.card.aggregate})


def _known(value: float | np.float64) -> float | None:
    return None if np.isnan(value) else float(value)


def _whole(ranks: Floats) -> NDArray[Any]:
    return ranks if np.isnan(ranks).any() else ranks.astype(np.int64)

"""Who performs how well, among whom, and why?"""

from collections.abc import Hashable, Iterator, Mapping
from functools import cached_property
from typing import Any, final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from partnerkit.scoring.evaluation import evaluate
from partnerkit.scoring.explanation import Explanation, Line, line, shared_out
from partnerkit.scoring.method import method_of
from partnerkit.scoring.peers import Peers
from partnerkit.scoring.readings import Readings
from partnerkit.scoring.scorecard import Scorecard
from partnerkit.scoring.uncertainty import Kind, RankIntervals, rank_intervals_of
from partnerkit.values.errors import InvalidValue, NotFound, shown
from partnerkit.values.fields import whole_number
from partnerkit.values.frames import Library, to_frame, write_columns
from partnerkit.values.reasons import Facts, Finding, Reason

__all__ = ["COLUMNS", "Scores"]

Floats = NDArray[np.float64]

#: What a frame of scores holds beside the key; contributions follow, as "contribution_<kpi>".
COLUMNS = ("score", "rank", "coverage", "staleness", "peer_group")

#: Scores that differ by more were not computed from the same figures.
_SAME = 1e-9


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Scores(Mapping[Hashable, float | None]):
    """
    The score of every partner by its key; None where too little is known.

    The columns of the frame that was scored are kept, not copied: `explain`
    reads them again, and refuses if they were changed since.
    """

    card: Scorecard
    readings: Readings
    peers: Peers

    #: The moment, in ISO form.
    as_of: str

    #: Row by row of the frame that was scored.
    score: Floats
    rank: Floats
    coverage: Floats
    staleness: Floats
    contributions: Mapping[str, Floats] | None

    #: What a reader of the scores should know about them.
    findings: tuple[Finding, ...]

    @cached_property
    def _rows(self) -> Mapping[Hashable, int]:
        return {key: row for row, key in enumerate(self.readings.keys.tolist())}

    def row(self, key: Hashable) -> int:
        """Return the row in which *key* stands."""
        found = self._rows.get(key)
        if found is None:
            raise NotFound(path="key", key=str(key), known=tuple(map(str, list(self._rows)[:12])))
        return found

    def __getitem__(self, key: Hashable) -> float | None:
        return _known(self.score[self._rows[key]])

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

    def _columns(self) -> dict[str, NDArray[Any]]:
        is_complete = not np.isnan(self.rank).any()
        return {
            self.readings.key: self.readings.keys,
            "score": self.score,
            "rank": self.rank.astype(np.int64) if is_complete else self.rank,
            "coverage": self.coverage,
            "staleness": self.staleness,
            "peer_group": self.peers.labels(),
            **{f"contribution_{name}": column for name, column in (self.contributions or {}).items()},
        }

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
        return tuple(self.readings.keys[order[: min(count, scored)]].tolist())

    @cached_property
    def unscored(self) -> Mapping[Any, Reason]:
        """Why somebody has no score, by key."""
        rows = np.flatnonzero(np.isnan(self.score)).tolist()
        return {self.readings.keys[row : row + 1].tolist()[0]: self._why_not(row) for row in rows}

    def _why_not(self, row: int) -> Reason:
        coverage = float(self.coverage[row])
        if coverage == 0:
            return Reason("no-values")
        return Reason("low-coverage", {"coverage": coverage, "least": self.card.min_coverage})

    @cached_property
    def method(self) -> Facts:
        """Every convention by its name, so that somebody else could compute the same."""
        return method_of(self.card, self.as_of)

    def explain(self, key: Hashable) -> Explanation:
        """
        Return what each KPI did to the score of *key*; of a weighted sum, the contributions add up to it.

        Raises
        ------
        NotFound
            For a key that was not scored.
        InvalidValue
            If the columns that were scored have been changed since.
        """
        row = self.row(key)
        group = self.peers.group_of(row)
        place = int(self.peers.place_of[row] - self.peers.groups.starts[group])
        lines: list[Line] = []
        found = evaluate(
            self.card,
            self.readings.by_kpi,
            self.peers.only(group),
            lambda reading, noted: lines.append(line(reading, noted, row, place)),
        )
        if not np.isclose(found.score[place], self.score[row], rtol=_SAME, atol=_SAME, equal_nan=True):
            raise InvalidValue(
                path="frame",
                value=f"figures of {shown(key)} that were changed after scoring",
                remedy="score the frame again, and leave its columns alone",
            )
        score, rank = _known(self.score[row]), _known(self.rank[row])
        return Explanation(
            key=key,
            score=score,
            rank=None if rank is None else int(rank),
            coverage=float(self.coverage[row]),
            staleness=float(self.staleness[row]),
            peers=self.peers.described[group],
            lines=shared_out(lines, float(found.weight[place])),
            method=self.method,
            limit=self._why_not(row) if score is None else self._not_additive,
        )

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

    @property
    def _not_additive(self) -> Reason | None:
        if self.card.aggregate == "weighted_sum":
            return None
        return Reason("not-additive", {"aggregate": self.card.aggregate})


def _known(value: float | np.float64) -> float | None:
    return None if np.isnan(value) else float(value)

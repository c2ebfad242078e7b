"""
How sure is a rank?

A dealer with three claims is not worse than one with three hundred because one
of the three was refused. Where figures come with their sampling error, the
score is computed again and again with errors drawn at random, and the ranks
that cannot be ruled out are reported.
"""

from collections.abc import Hashable, Iterator, Mapping
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, Literal, final

import numpy as np
from attrs import evolve, field, frozen

from partnerkit.scoring.groups import Floats, Groups
from partnerkit.scoring.intervals import DRAWS, LEVEL, SEED
from partnerkit.scoring.ordering import ranks
from partnerkit.scoring.rank_sets import rank_sets
from partnerkit.scoring.readings import Reading
from partnerkit.scoring.series import as_numbers, key_faults
from partnerkit.scoring.terms import again_each, at_once, uncertain
from partnerkit.values import fields
from partnerkit.values.columns import first_few, require
from partnerkit.values.errors import InvalidValue, NotFound, raise_faults
from partnerkit.values.frames import FrameKind, Library, read_columns, to_frame, write_columns
from partnerkit.values.markup import small_table
from partnerkit.values.reasons import Facts, Reason

if TYPE_CHECKING:
    from partnerkit.scoring.scores import Scores

__all__ = ["Kind", "RankIntervals", "rank_intervals", "rank_intervals_of"]

Kind = Literal["marginal", "simultaneous"]

#: What the frame of ranks holds beside the key.
_COLUMNS = ("rank", "low", "high")

#: All differences of a larger group would take hours.
_MOST_PEERS = 3_000

#: Draws times partners that fit into the memory of a small machine.
_MOST_DRAWN = 200_000_000

_KIND = fields.choice("marginal", "simultaneous")
_BETTER = fields.choice("higher", "lower")


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True, eq=False, repr=False, slots=False)
class RankIntervals(Mapping[Hashable, tuple[int, int] | None]):
    """
    The best and the worst rank of each partner among its peers; None where it has none.

    Without any sampling error there is `reason`, and all are None.
    """

    key: str

    #: Of a panel, the column of periods; then each of `partners` is a pair of key and period.
    by: str | None = None
    partners: tuple[Any, ...]
    kind: FrameKind = field(factory=lambda: FrameKind("dict"))

    #: Row by row; NaN without a rank.
    rank: Floats
    low: Floats
    high: Floats

    #: Why there are no intervals; None if there are.
    reason: Reason | None
    method: Facts

    @cached_property
    def _rows(self) -> Mapping[Hashable, int]:
        return {key: row for row, key in enumerate(self.partners)}

    def __getitem__(self, key: Hashable) -> tuple[int, int] | None:
        if key not in self._rows:
            raise NotFound.among(self.partners, path="key", key=key)
        row = self._rows[key]
        return None if np.isnan(self.low[row]) else (int(self.low[row]), int(self.high[row]))

    def __iter__(self) -> Iterator[Hashable]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self.partners)

    def __repr__(self) -> str:
        return f"<RankIntervals of {len(self)}: {self.reason.code if self.reason else self.method['kind']}>"

    @cached_property
    def frame(self) -> Any:
        """One row for each partner, as the kind of frame that came in."""
        return write_columns(self._columns(), self.kind)

    def to_frame(self, kind: Library = "dict") -> Any:
        """Return one row for each partner as a frame of *kind*."""
        return to_frame(self._columns(), kind=kind)

    _repr_html_ = small_table

    def _columns(self) -> dict[str, Any]:
        names = [self.partners] if self.by is None else list(zip(*self.partners, strict=True)) or [(), ()]
        named = zip((self.key, self.by), names, strict=False)
        return {
            **{name: list(each) for name, each in named if name},
            "rank": self.rank,
            "low": self.low,
            "high": self.high,
        }


def rank_intervals_of(
    scores: "Scores", level: float = 0.9, *, kind: Kind = "marginal", draws: int = 1_000, seed: int = 0
) -> RankIntervals:
    """
    Return which ranks each partner may have among its peers, given the sampling errors of its figures.

    Counts of rates are drawn from what they and a Jeffreys prior say of the
    rate, figures with a `Kpi(se=)` column from a normal distribution; all else
    stands as it is. Each draw is scored as the original was. Of a panel, each
    period by itself; how sure partners are over all periods tells
    `rank_intervals` of the panel's own frame, by the spread of its scores.

    Raises
    ------
    InvalidValue, InvalidInput
        For parameters outside their range, scores whose key is called like a column
        of the answer, and more partners or draws than fit.
    """
    _check(level, kind, draws, seed)
    own_columns = (scores.readings.key, scores.readings.by)
    raise_faults(fault for name in own_columns if name for fault in key_faults(name, [], _COLUMNS))
    names = uncertain(scores)
    keys = tuple(scores.readings.labels)
    nothing = np.full(len(keys), np.nan)
    method = {"kind": kind, "level": level, "draws": draws, "seed": seed, **_SETS}
    answer = partial(
        RankIntervals,
        key=scores.readings.key,
        by=scores.readings.by,
        partners=keys,
        kind=scores.readings.kind,
        rank=scores.rank,
    )
    if not names:
        reason = Reason("no-sampling-information", {"card": tuple(kpi.name for kpi in scores.card.kpis)})
        return answer(low=nothing, high=nothing.copy(), reason=reason, method=Facts(method))
    rows = len(scores.peers.rows)
    largest = int(scores.peers.groups.sizes.max(initial=0))
    if largest > _MOST_PEERS or rows * draws > _MOST_DRAWN:
        value = f"{largest} in one peer group, {rows} in all, {draws} draws"
        remedy = f"use peer groups of at most {_MOST_PEERS}, or score fewer partners, or draw less often"
        raise InvalidValue(path="frame", value=value, remedy=remedy)
    chance, readings = np.random.Generator(np.random.PCG64(seed)), scores.readings.by_kpi
    drawn = np.empty((draws, rows), dtype=np.float64)
    together = at_once(scores)
    for start in range(0, draws, together):
        block = drawn[start : start + together]
        block[:] = again_each(scores, [[_redrawn(each, chance) for each in readings] for _ in block])
    placed = scores.peers.place_of
    own = scores.placed
    low, high = np.full(rows, np.nan), np.full(rows, np.nan)
    groups = scores.peers.groups
    for start, size in zip(groups.starts.tolist(), groups.sizes.tolist(), strict=True):
        part = np.arange(start, start + size)
        part = part[~np.isnan(own[part])]
        if len(part):
            errors = drawn[:, part] - drawn[:, part].mean(axis=0)
            sets = rank_sets(own[part], errors, level=level, is_simultaneous=kind == "simultaneous")
            low[part], high[part] = sets.low, sets.high
    exact = tuple(kpi.name for kpi in scores.card.kpis if kpi.name not in names)
    told = Facts({**method, "uncertain": names, "taken_as_exact": exact})
    return answer(low=low[placed], high=high[placed], reason=None, method=told)


_SETS = {
    "sets": "differences of scores, studentized, by the largest, stepwise (Mogstad, Romano, Shaikh, Wilhelm 2024)",
    "errors": "rates: beta of count + 0.5 and rest + 0.5; figures with a standard error: normal, the largest where none is told; others: none",
}


def _redrawn(reading: Reading, chance: np.random.Generator) -> Reading:
    """Return the figures as they might have come out, too."""
    if reading.totals is not None:
        totals = np.asarray(reading.totals, dtype=np.float64)
        known = ~reading.missing()
        counts = np.asarray(reading.values, dtype=np.float64).copy()
        rest = totals[known] - counts[known]
        counts[known] = totals[known] * chance.beta(counts[known] + 0.5, rest + 0.5)
        return evolve(reading, values=counts)
    if reading.errors is None:
        return reading
    # Of whom nobody says how sure a value is, it is taken as unsure as the least sure one.
    errors = np.where(np.isnan(reading.errors), np.nanmax(reading.errors, initial=0.0), reading.errors)
    noise = chance.standard_normal(len(errors))
    return evolve(reading, values=reading.values + errors * noise)


def _check(level: float, kind: str, draws: int, seed: int) -> None:
    checks = {"level": (LEVEL, level), "kind": (_KIND, kind), "draws": (DRAWS, draws), "seed": (SEED, seed)}
    fields.check(checks)


def rank_intervals(
    frame: object,
    *,
    key: str,
    value: str,
    se: str | None = None,
    level: float = 0.9,
    kind: Kind = "marginal",
    better: Literal["higher", "lower"] = "higher",
    draws: int = 1_000,
    seed: int = 0,
) -> RankIntervals:
    """
    Return which ranks each *key* may have by one figure, all against all.

    Parameters
    ----------
    frame
        One row for each key with the column *se* of standard errors; or several
        rows for each key, of which the mean is ranked and whose spread tells how
        sure it is: then none is needed. Rows of one key are taken as independent; of
        two or three, little can be said.

    Raises
    ------
    InvalidValue, InvalidInput
        For columns that are absent or hold no finite numbers, and negative errors.

    >>> frame = {"partner": ["A", "B", "C"], "margin": [0.31, 0.29, 0.12], "se": [0.02, 0.02, 0.01]}
    >>> dict(rank_intervals(frame, key="partner", value="margin", se="se"))
    {'A': (1, 2), 'B': (1, 2), 'C': (3, 3)}
    """
    _check(level, kind, draws, seed)
    fields.check({"better": (_BETTER, better)})
    names, means, errors, freedom, frame_kind = _estimates(frame, key, value, se)
    known = np.flatnonzero(~np.isnan(means) & ~np.isnan(errors))
    rank, low, high = (np.full(len(names), np.nan) for _ in range(3))
    is_told = bool((errors[known] > 0).any())
    if len(known) > _MOST_PEERS:
        remedy = f"compare at most {_MOST_PEERS} at a time"
        raise InvalidValue(path="frame", value=f"{len(known)} keys", remedy=remedy)
    # Beside an interval stands the rank among those who have one; without any, that among all.
    ranked = known if is_told else np.flatnonzero(~np.isnan(means))
    signed = means[ranked] if better == "higher" else -means[ranked]
    if len(ranked):
        rank[ranked] = ranks(signed, Groups.of(np.array([len(ranked)])))
    if is_told:
        deviations = _deviations(errors[known], None if freedom is None else freedom[known], draws, seed)
        sets = rank_sets(signed, deviations, level=level, is_simultaneous=kind == "simultaneous")
        low[known], high[known] = sets.low, sets.high
    reason = None if is_told else Reason("no-sampling-information", {"card": (value,)})
    basis = "told" if freedom is None else "mean of the rows of a key; Student, by their number"
    told = {"kind": kind, "level": level, "draws": draws, "seed": seed, "better": better}
    return RankIntervals(
        key=key,
        partners=tuple(names),
        kind=frame_kind,
        rank=rank,
        low=low,
        high=high,
        reason=reason,
        method=Facts({**told, **_SETS, "errors": basis}),
    )


def _deviations(errors: Floats, freedom: Floats | None, draws: int, seed: int) -> Floats:
    """Draw by how much the means may be off; of few rows the error is itself uncertain: then tails are Student's."""
    chance, shape = np.random.Generator(np.random.PCG64(seed)), (draws, len(errors))
    drawn = chance.standard_normal(shape) if freedom is None else chance.standard_t(freedom, shape)
    return drawn * errors


def _estimates(
    frame: object, key: str, value: str, se: str | None
) -> tuple[list[Any], Floats, Floats, Floats | None, FrameKind]:
    """
    Return the keys, each once, the mean of each, its standard error, and on how many degrees of freedom that rests.

    NaN is unknown; errors that are told rest on no count.
    """
    columns, kind = read_columns(frame)
    require((key, value) if se is None else (key, value, se), columns)
    keys = columns[key].tolist()
    raise_faults(key_faults(key, keys, _COLUMNS))
    faults: list[InvalidValue] = []
    values = as_numbers(value, columns[value], keys, faults)
    names = list(dict.fromkeys(keys))
    if se is not None:
        errors = as_numbers(se, columns[se], keys, faults)
        wrong = [keys[row] for row in np.flatnonzero(errors < 0).tolist()]
        if wrong:
            found = f"below 0 at {first_few(wrong)}"
            faults.append(
                InvalidValue(path=f"frame[{se!r}]", value=found, remedy="use standard errors of 0 or more")
            )
        if len(names) < len(keys):
            remedy = "give one row for each key, or leave out se and give several"
            faults.append(InvalidValue(path=f"frame[{key!r}]", value="keys that occur twice", remedy=remedy))
        raise_faults(faults)
        return names, values, errors, None, kind
    raise_faults(faults)
    place = {name: at for at, name in enumerate(names)}
    known = ~np.isnan(values)
    row_of = np.array([place[each] for each in keys], dtype=np.int64)[known]
    count = np.bincount(row_of, minlength=len(names)).astype(np.float64)
    own = values[known]
    means = _over(np.bincount(row_of, own, len(names)).astype(np.float64), count)
    squares = np.bincount(row_of, (own - means[row_of]) ** 2, len(names)).astype(np.float64)
    # One value alone does not tell how sure it is.
    errors = np.sqrt(_over(squares, (count - 1) * count))
    return names, means, errors, count - 1, kind


def _over(top: Floats, bottom: Floats) -> Floats:
    return np.asarray(np.divide(top, bottom, out=np.full(len(top), np.nan), where=bottom > 0))

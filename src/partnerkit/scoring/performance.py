"""How does everybody perform, compared with their peers?"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import overload

from partnerkit.scoring.at_hand import score_at_hand
from partnerkit.scoring.lazy_scores import LazyScores
from partnerkit.scoring.plan import score_lazily
from partnerkit.scoring.scorecard import Scorecard
from partnerkit.scoring.scores import COLUMNS, Scores
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, raise_faults, shown
from partnerkit.values.lazy import NotComputed, opened

__all__ = ["score"]


def __dir__() -> list[str]:
    return __all__


@overload
def score(  # type: ignore[overload-overlap]  # pyright: ignore[reportOverlappingOverload]  # a frame is one or the other
    card: Scorecard,
    frame: NotComputed,
    *,
    key: str,
    as_of: date | datetime,
    by: str | None = ...,
    known: str | None = ...,
    contributions: bool = ...,
) -> LazyScores: ...
@overload
def score(
    card: Scorecard,
    frame: object,
    *,
    key: str,
    as_of: date | datetime,
    by: str | None = ...,
    known: str | None = ...,
    contributions: bool = ...,
) -> Scores: ...
def score(
    card: Scorecard,
    frame: object,
    *,
    key: str,
    as_of: date | datetime,
    by: str | None = None,
    known: str | None = None,
    contributions: bool = False,
) -> Scores | LazyScores:
    """
    Score each row of *frame* by *card*, among its peers.

    Parameters
    ----------
    frame
        A dict of columns, or a frame of pandas, Polars or PyArrow, with one
        row for each *key*; back come `Scores`. Of one that is not computed
        yet, of Polars, DuckDB, Spark or ibis, back come `LazyScores`, and the
        rows stay where they are. NaN and None are missing. It is not changed.
    key
        The column that tells the rows apart.
    as_of
        The moment of the judgement; a date stands for its end in UTC. Values
        age up to it, and none may be from later.
    by
        Of a panel, the column of periods, such as "2026-03" or dates: there is
        a row for each key and period, and each period is scored by itself, as
        of its end. What comes after *as_of* is left out.
    known
        Of a panel, the column that says since when a row is known; of several
        on one key and period the latest known counts.
    contributions
        Whether the frame of scores gets a column for each KPI, "contribution_<kpi>".

    Raises
    ------
    InvalidValue, InvalidInput
        For columns that are absent or hold no finite numbers, keys that are
        missing or occur twice; all faults together.

    >>> from partnerkit.scoring import Kpi
    >>> card = Scorecard(kpis=(Kpi("revenue", weight=3), Kpi("returns", better="lower")), scale="min_max")
    >>> frame = {"partner": ["P-1", "P-2", "P-3"], "revenue": [10, 20, 30], "returns": [0.1, 0.3, None]}
    >>> scores = score(card, frame, key="partner", as_of=date(2026, 3, 31))
    >>> scores.frame["score"].tolist(), scores.frame["rank"].tolist()
    ([0.25, 0.375, 1.0], [3, 2, 1])
    """
    fields.check({"card": (fields.instance(Scorecard, "a Scorecard"), card)})
    raise_faults(_call_faults(card, key, by, known, contributions=contributions))
    if (lazy := opened(frame)) is not None:
        return score_lazily(card, lazy, key=key, as_of=as_of, by=by, known=known, contributions=contributions)
    return score_at_hand(card, frame, key=key, as_of=as_of, by=by, known=known, contributions=contributions)


def _call_faults(
    card: Scorecard, key: str, by: str | None, known: str | None, *, contributions: bool
) -> Iterator[InvalidValue]:
    taken = {*COLUMNS, "overall_rank", *(f"contribution_{kpi.name}" for kpi in card.kpis if contributions)}
    for path, name in (("key", key), ("by", by)):
        if name in taken:
            remedy = "rename the column; scores have one of this name"
            yield InvalidValue(path=path, value=shown(name), remedy=remedy)
    if known is not None and by is None:
        remedy = 'name the column of periods, too, as by="month"'
        yield InvalidValue(path="known", value=shown(known), remedy=remedy)
    if by is not None and by == key:
        yield InvalidValue(path="by", value=shown(by), remedy="name the column of periods")
    if by is not None and card.weights in {"entropy", "critic"}:
        remedy = "weigh one past period, and give these weights; figures of later ones were not known then"
        yield InvalidValue(path="weights", value=shown(card.weights), remedy=remedy)

"""
Who belongs to a group, and what is each row told of it?

Rows are handed a small table of their groups, joined by what they share; from
then on each can be reckoned by itself.
"""

from typing import TYPE_CHECKING, Any

import numpy as np

from partnerkit.scoring.groups import Floats
from partnerkit.scoring.intake import Intake, figures_of, is_gap, is_late, oriented, raw
from partnerkit.scoring.levels import Level
from partnerkit.scoring.scorecard import Scorecard
from partnerkit.values.lazy import Lazy, gathered, table_for

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import narwhals.stable.v2 as nw
    from numpy.typing import NDArray

__all__ = [
    "by_group",
    "drawn",
    "figures_alone",
    "joined",
    "labels_of",
    "members",
    "points_of",
    "scale_of",
]


#: What a sum by group is told of it: to what figures are drawn and how far, where they are cut, from where they count.
_TOLD = ("r", "a", "low", "high", "b", "m")


def __dir__() -> list[str]:
    return __all__


def members(intake: Intake, level: Level, places: "Sequence[int] | None" = None) -> Lazy:
    """
    Return the rows of all groups of *level*, with the number of the group and what the table says of it.

    ``__p`` is the number, ``__h`` tells whether the row is scored here if not
    all are. For a sum by group, the KPIs at *places* are enough: then each row
    is its figures alone, and is told no more than what they are drawn to, cut
    at and counted from.
    """
    card = intake.card
    if places is None:
        places = range(len(card.kpis))
        rows = joined(intake, level, intake.frame, level.table, is_scored=not level.is_here.all())
    else:
        used = {f"__{kind}{place}" for place in places for kind in _TOLD}
        told = {name: column for name, column in level.table.items() if name in used}
        rows = joined(intake, level, figures_alone(intake, places), told)
    late = [
        _figure(card, place, level).alias(f"__e{place}")
        for place in places
        if is_late(card, card.kpis[place])
    ]
    return rows.with_columns(*late) if late else rows


def figures_alone(intake: Intake, places: "Sequence[int]") -> Lazy:
    """Return of each row its group and the figures of the KPIs at *places* as they came."""
    figures = [name for place in places for name in figures_of(intake.card, place)]
    return intake.frame.select(*intake.groups, *figures)


def joined(
    intake: Intake, level: Level, frame: Lazy, told: "Mapping[str, Floats]", *, is_scored: bool = False
) -> Lazy:
    """Return the rows of *frame* in a group of *level*: its number, what is *told* of it, whether it *is scored* here."""
    import narwhals.stable.v2 as nw

    if not intake.groups:
        constants: dict[str, Any] = {
            name: nw.lit(None if np.isnan(column[0]) else float(column[0]), nw.Float64())
            for name, column in told.items()
        }
        return frame.with_columns(__p=nw.lit(0), **constants)
    handed: dict[str, NDArray[Any]] = {name: level.found[name] for name in intake.groups}
    # Engines sort by small numbers twice as fast as by large ones.
    handed["__p"] = level.number.astype(np.int32)
    if is_scored:
        handed["__h"] = level.is_here
    handed |= {name: column[level.number] for name, column in told.items()}
    return frame.join(table_for(intake.whole, handed), on=intake.groups, how="inner")


def labels_of(intake: Intake, level: Level) -> Lazy:
    """
    Return what each group is called, as ``peer_group``.

    Join it last of all: no engine need carry text through what it sorts. But ask for it first of all: DuckDB reads anew what was derived before a table is handed to it.
    """
    labels = np.array([group.label for group in level.described], dtype=object)
    return table_for(intake.whole, {"__p": np.arange(len(labels), dtype=np.int32), "peer_group": labels})


def _figure(card: Scorecard, place: int, level: Level) -> "nw.Expr":
    """Return a figure that is drawn to its group and cut at the ends, as far as the table says how, and turned."""
    import narwhals.stable.v2 as nw

    figure = drawn(card, place, level)
    if f"__low{place}" in level.table:
        low, high = nw.col(f"__low{place}"), nw.col(f"__high{place}")
        figure = (
            nw.when(figure < low).then(low).otherwise(nw.when(figure > high).then(high).otherwise(figure))
        )
    return oriented(figure, card.kpis[place])


def drawn(card: Scorecard, place: int, level: Level) -> "nw.Expr":
    """Return a figure as it came, drawn to its group if the table says to what; see `shrinkage`."""
    import narwhals.stable.v2 as nw

    figure = raw(card, place)
    if f"__a{place}" not in level.table:
        return figure
    spread, center = nw.col(f"__a{place}"), nw.col(f"__r{place}")
    if card.kpis[place].of is not None:
        totals = nw.col(f"__n{place}")
        kept = spread * totals / (1 - spread + spread * totals)
        return nw.when(~is_gap(card, place)).then(center + kept * (figure - center))
    error = nw.col(f"__se{place}")
    kept = spread / (error * error + spread)
    return (
        nw.when(~error.is_null() & ~center.is_null())
        .then(center + kept * (figure - center))
        .otherwise(figure)
    )


def by_group(rows: Lazy, sums: "Sequence[nw.Expr]") -> dict[str, Floats]:
    """Return the *sums* of each group, in the order of their numbers."""
    answers = gathered(rows.group_by("__p").agg(*sums))
    order = np.argsort(answers["__p"])
    return {name: column[order].astype(np.float64) for name, column in answers.items()}


def scale_of(card: Scorecard) -> str:
    """Return the scale of *card*; PROMETHEE has its own, and without preferences it is made of ranks."""
    return "percent_rank" if card.aggregate == "promethee_ii" else card.scale


def points_of(card: Scorecard, place: int) -> tuple[float, float] | None:
    """Return the figures, turned so that more is better, that earn no points and all of them; None on other scales."""
    kpi = card.kpis[place]
    if scale_of(card) != "points" or kpi.points is None:
        return None
    sign = 1 if kpi.better == "higher" else -1
    return sign * kpi.points[0], sign * kpi.points[1]

"""
How do scores look, what are they made of, and how sure are the ranks?

One line for each partner, the best on top.
"""

from collections.abc import Sequence
from itertools import cycle
from typing import Any

import numpy as np

from partnerkit.interop.plots.chart import (
    BLUE,
    GRAY,
    GREEN,
    ORANGE,
    RED,
    SKY,
    Chart,
    Names,
    blank,
    finished,
    named,
    rows_of,
    short,
)  # fmt: skip
from partnerkit.interop.plots.labels import counted, figure, label, numbered
from partnerkit.interop.wording import Words
from partnerkit.scoring.explanation import Explanation
from partnerkit.scoring.uncertainty import RankIntervals
from partnerkit.values.errors import InvalidValue

__all__ = ["contributions", "rank_intervals"]

#: Where there are more KPIs than colors that can be told apart, a pattern tells the next six.
HATCHES = (None, "///", "...", "xxx")


def __dir__() -> list[str]:
    return __all__


def contributions(
    explained: Sequence[Explanation], *, locale: str = "en", names: Names = None, words: Words | None = None
) -> Chart:
    """
    Draw what each KPI adds to the scores *explained*, such as of one partner, or of the best.

    What lifts a score stands right, what lowers it left; the mark is the score.
    *names* may name KPIs, too.

    Raises
    ------
    InvalidValue
        If nobody has a score, or the scores are no sums.

    >>> from datetime import date
    >>> from partnerkit.scoring import Kpi, Scorecard, score
    >>> card = Scorecard(kpis=(Kpi("sales"), Kpi("claims", better="lower")), min_peers=2)
    >>> frame = {"id": ["P-1", "P-2"], "sales": [90.0, 40.0], "claims": [1.0, 3.0]}
    >>> scores = score(card, frame, key="id", as_of=date(2026, 6, 30))
    >>> contributions([scores.explain(partner) for partner in scores.top(10)])
    <Chart: Scores of partners (2) and what they are made of; P-1 leads with 1.>
    """
    known = sorted(
        (each for each in explained if each.score is not None), key=lambda each: -(each.score or 0.0)
    )
    if not known or any(each.base is None for each in known):
        remedy = 'explain partners that have a score, of an aggregate that adds up, such as "weighted_sum"'
        raise InvalidValue(path="explained", value=f"{len(explained)} explanations", remedy=remedy)
    chart, axes = blank(height=1.2 + 0.3 * len(known))
    places = np.arange(len(known))
    above = np.array([each.base for each in known], dtype=float)
    below = above.copy()
    colors = (BLUE, ORANGE, GREEN, SKY, RED, GRAY)
    drawn: list[Any] = []
    for at, color in zip(range(len(known[0].lines)), cycle(colors), strict=False):
        added = np.array([each.lines[at].contribution or 0.0 for each in known])
        bars = axes.barh(
            places, added, left=np.where(added < 0, below, above), color=color, height=0.7,
            hatch=HATCHES[at // len(colors) % len(HATCHES)], edgecolor="white", linewidth=0,
        )  # fmt: skip
        drawn.append(bars)
        above += np.maximum(added, 0.0)
        below += np.minimum(added, 0.0)
    found = [each.score or 0.0 for each in known]
    marks = axes.plot(found, places, "D", color="black", markersize=4)
    axes.axvline(0.0, color="black", linewidth=0.8)
    said = [named(names).get(str(each.key), str(each.key)) for each in known]
    rows_of(axes, said)
    axes.set_xlabel(label("contribution", locale, words))
    numbered(axes.xaxis, locale)
    kpis = [short(named(names).get(line.kpi, line.kpi), 28) for line in known[0].lines]
    axes.legend(
        [*marks, *drawn], [label("score", locale, words), *kpis],
        frameon=False, fontsize=8, loc="upper left", bbox_to_anchor=(1.0, 1.0),
    )  # fmt: skip
    best = figure(known[0].score or 0.0, locale)
    return finished(chart, label("scores-alt", locale, words, partners=len(known), first=said[0], score=best))


def rank_intervals(
    found: RankIntervals,
    *,
    count: int = 40,
    locale: str = "en",
    names: Names = None,
    words: Words | None = None,
) -> Chart:
    """
    Draw the rank of the first *count* partners as a point, and the ranks that cannot be ruled out as a bar.

    Raises
    ------
    InvalidValue
        Where no rank is known to be unsure; the reason is named.
    """
    if found.reason is not None:
        remedy = (
            "give `se`, or `count` and `of`, to a KPI: without errors of sampling there is nothing to draw"
        )
        raise InvalidValue(path="found", value=found.reason.code, remedy=remedy)
    rows = np.flatnonzero(~np.isnan(found.rank))
    rows = rows[np.argsort(found.rank[rows], kind="stable")][:count]
    if not len(rows):
        raise InvalidValue(path="found", value="no rank", remedy="use scores of which one is known")
    said = [named(names).get(str(found.partners[row]), str(found.partners[row])) for row in rows.tolist()]
    chart, axes = blank(height=1.2 + 0.2 * len(rows))
    places = np.arange(len(rows))
    axes.hlines(places, found.low[rows], found.high[rows], color=SKY, linewidth=5)
    axes.plot(found.rank[rows], places, "o", color=BLUE, markersize=4)
    rows_of(axes, said)
    axes.set_xlabel(label("rank-interval", locale, words))
    axes.set_xlim(0.5, float(np.nanmax(found.high[rows])) + 0.5)
    counted(axes.xaxis, locale)
    low, high = int(found.low[rows[0]]), int(found.high[rows[0]])
    alt = label("rank-alt", locale, words, partners=len(rows), first=said[0], low=low, high=high)
    return finished(chart, alt)

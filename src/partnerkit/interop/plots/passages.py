"""
How do leads get through, and how long does it take?

A funnel shows what became of those who entered each stage; a curve shows which
part is still open after each time, with those that are not over yet.
"""

from collections.abc import Mapping

import numpy as np

from partnerkit.interop.plots.chart import (
    GRAY,
    GREEN,
    SKY,
    Chart,
    Names,
    blank,
    finished,
    line_look,
    named,
    rows_of,
    short,
)
from partnerkit.interop.plots.labels import counted, figure, label, numbered
from partnerkit.interop.wording import Words
from partnerkit.leads.durations import Survival
from partnerkit.leads.passage import Funnel
from partnerkit.values.errors import InvalidValue, shown

__all__ = ["funnel_stages", "survival_curves"]

_DAY = 86_400

#: So many letters of a name have room beside the curves.
_LEGEND = 28


def __dir__() -> list[str]:
    return __all__


def funnel_stages(
    funnel: Funnel,
    *,
    group: tuple[str, ...] = (),
    locale: str = "en",
    names: Names = None,
    words: Words | None = None,
) -> Chart:
    """
    Draw how many entered each stage of *funnel*, and what became of them, the first stage on top.

    *names* may name the stages.

    Raises
    ------
    InvalidValue
        If nobody of the *group* entered any stage.

    >>> from datetime import UTC, datetime
    >>> from partnerkit.leads import USUAL_STAGES, StageEntered, funnel
    >>> day = datetime(2026, 3, 2, tzinfo=UTC)
    >>> told = [StageEntered(lead="L-1", stage=stage, at=day) for stage in ("MQL", "SAL")]
    >>> funnel_stages(funnel(told, USUAL_STAGES, as_of=day))
    <Chart: MQL: 1 of 1 moved on; SAL: 0 of 1 moved on.>
    """
    rows = [row for row in funnel if row.group == group and row.expected is not None]
    if not rows:
        raise InvalidValue(
            path="group", value=shown(group), remedy="use a group of which some entered a stage"
        )
    chart, axes = blank(height=1.2 + 0.4 * len(rows))
    stages = [named(names).get(row.stage, row.stage) for row in rows]
    places, left = np.arange(len(rows)), np.zeros(len(rows))
    parts = {"moved_on": GREEN, "still_there": SKY, "dropped": GRAY}
    for name, color in parts.items():
        counts = np.array([getattr(row, name) for row in rows])
        axes.barh(
            places,
            counts,
            left=left,
            color=color,
            label=label(name.replace("_", "-"), locale, words),
            height=0.7,
        )
        left = left + counts
    rows_of(axes, stages)
    axes.set_xlabel(label("leads", locale, words))
    counted(axes.xaxis, locale)
    axes.legend(frameon=False, ncols=len(parts), loc="lower center", bbox_to_anchor=(0.5, 1.0))
    told = (
        label("funnel-alt", locale, words, stage=stage, moved=row.moved_on, entered=row.entered)
        for row, stage in zip(rows, stages, strict=True)
    )
    return finished(chart, "; ".join(told) + ".")


def survival_curves(
    curves: Mapping[str, Survival], *, locale: str = "en", words: Words | None = None
) -> Chart:
    """
    Draw the part that is still open after each time, one line for each of *curves* by its name.

    Raises
    ------
    InvalidValue
        If there is no curve.

    >>> from partnerkit.leads import survival
    >>> curve = survival(np.array([_DAY, 2 * _DAY]), np.array([True, False]))
    >>> survival_curves({"claim": curve})
    <Chart: claim: days until half are done: 1.>
    """
    if not curves:
        raise InvalidValue(path="curves", value="none", remedy="use at least one")
    chart, axes = blank()
    told, lines = [], []
    for place, (name, curve) in enumerate(curves.items()):
        days = np.concatenate(([0.0], curve.times / _DAY))
        lines += axes.step(days, np.concatenate(([1.0], curve.open)), where="post", **line_look(place))
        half = curve.median
        days_told = None if half is None else figure(half.total_seconds() / _DAY, locale, 1)
        told.append(
            label("curve-alt", locale, words, name=name, days=days_told)
            if days_told
            else label("curve-alt-none", locale, words, name=name)
        )
    axes.set_xlim(left=0)
    axes.set_ylim(0, 1.02)
    axes.set_xlabel(label("days", locale, words))
    axes.set_ylabel(label("still-open", locale, words))
    numbered(axes.xaxis, locale)
    numbered(axes.yaxis, locale, parts=True)
    said = [short(name, _LEGEND) for name in curves]
    axes.legend(lines, said, frameon=False, fontsize=8, loc="upper left", bbox_to_anchor=(1.0, 1.0))
    return finished(chart, "; ".join(told) + ".")

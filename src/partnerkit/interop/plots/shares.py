"""
Who makes how much, and who got what he was owed?

The Lorenz curve of partners by size, the ledger's shares, and the way a pool
went from what was owed.
"""

from typing import Any

import numpy as np

from partnerkit.interop.plots.chart import (
    BLUE,
    GRAY,
    RED,
    SKY,
    Chart,
    Names,
    blank,
    finished,
    line_look,
    named,
    rows_of,
    short,
)  # fmt: skip
from partnerkit.interop.plots.labels import dated, figure, label, numbered, percent
from partnerkit.interop.wording import Words, say_value
from partnerkit.leads.fairness import FairnessReport
from partnerkit.leads.simulation import Simulation
from partnerkit.scoring.concentration import Concentration, lorenz
from partnerkit.values.errors import InvalidValue

__all__ = ["deviations", "lorenz_curve", "received"]


def __dir__() -> list[str]:
    return __all__


def lorenz_curve(found: Concentration, *, locale: str = "en", words: Words | None = None) -> Chart:
    """
    Draw which share of the total the smallest partners make together: the further below the line, the less even.

    Raises
    ------
    InvalidValue
        If somebody is below zero, such as by returns.

    >>> from partnerkit.scoring import pareto
    >>> lorenz_curve(pareto({"id": ["a", "b", "c", "d"], "sales": [70.0, 15.0, 10.0, 5.0]}, key="id", value="sales"))
    <Chart: 2 of 4 partners, the largest, make 85% of the total. Gini coefficient 0.5.>
    """
    curve = lorenz(found.amounts)
    chart, axes = blank(width=5, height=5)
    axes.plot([0, 1], [0, 1], color=GRAY, linewidth=1, label=label("even", locale, words))
    axes.fill_between(curve.partners, curve.made, curve.partners, color=SKY, alpha=0.35, linewidth=0)
    axes.plot(curve.partners, curve.made, color=BLUE)
    axes.set(xlim=(0, 1), ylim=(min(0.0, float(curve.made.min())), 1), aspect="equal")
    axes.set_xlabel(label("partners-share", locale, words))
    axes.set_ylabel(label("total-share", locale, words))
    numbered(axes.xaxis, locale, parts=True)
    numbered(axes.yaxis, locale, parts=True)
    axes.legend(frameon=False)
    first = [key for key, its in found.items() if its == "A"]
    share = float(found.share[[found.partners.index(key) for key in first]].sum())
    alt = label(
        "lorenz-alt",
        locale,
        words,
        partners=len(found.order),
        first=len(first),
        share=percent(share, locale),
        gini="?" if found.gini is None else figure(found.gini, locale),
    )
    return finished(chart, alt)


def _between_powers(axis: Any, locale: str) -> None:
    """Write numbers between the powers of ten, too, where the data spans hardly more than one."""
    from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

    low, high = axis.get_view_interval()
    near = high < 20 * low
    axis.set_minor_locator(LogLocator(subs=(2, 3, 5) if near else "all"))
    axis.set_minor_formatter(
        FuncFormatter(lambda value, _: figure(value, locale, 3)) if near else NullFormatter()
    )


def received(
    report: FairnessReport, *, locale: str = "en", names: Names = None, words: Words | None = None
) -> Chart:
    """
    Draw what each partner received in parts of what he was owed; the line is what is owed.

    Raises
    ------
    InvalidValue
        If nothing was handed out yet.
    """
    known = [(each.ratio, each.partner) for each in report.partners if each.ratio is not None]
    if not known:
        raise InvalidValue(path="report", value="no ratio", remedy="draw it after the first lead")
    known.sort(reverse=True)
    chart, axes = blank(height=1.2 + 0.3 * len(known))
    ratios = [ratio for ratio, _ in known]
    axes.barh(range(len(known)), ratios, color=SKY, height=0.7)
    axes.axvline(1.0, color=RED, linewidth=1.2)
    said = [named(names).get(partner, partner) for _, partner in known]
    rows_of(axes, said)
    axes.set_xlabel(label("received", locale, words))
    numbered(axes.xaxis, locale, parts=True)
    least, most = percent(ratios[-1], locale), percent(ratios[0], locale)
    return finished(chart, label("received-alt", locale, words, partners=len(known), least=least, most=most))


def deviations(
    tried: Simulation, *, locale: str = "en", names: Names = None, words: Words | None = None
) -> Chart:
    """
    Draw, policy by policy, how far the partner who is furthest from what he is owed is, lead by lead.

    *names* may name the policies.

    Raises
    ------
    InvalidValue
        If no lead came.
    """
    runs = [(named(names).get(name, name), run) for name, run in tried.items() if run.handouts]
    if not runs:
        raise InvalidValue(path="tried", value="no handout", remedy="simulate with leads that came")
    chart, axes = blank(width=9, height=4.6)
    lines = []
    for place, (_, run) in enumerate(runs):
        times = np.array([each.at.replace(tzinfo=None) for each in run.handouts], dtype="datetime64[s]")
        # One lead alone makes no line.
        mark = "o" if len(times) == 1 else ""
        lines += axes.plot(times, run.deviations, linewidth=1.6, marker=mark, **line_look(place))
    if any(run.deviations.any() for _, run in runs):
        axes.set_yscale("log")
        # What is nearer than a thousandth of a lead is nothing but rounding.
        axes.set_ylim(bottom=max(0.001, axes.get_ylim()[0]))
        _between_powers(axes.yaxis, locale)
    else:
        axes.set_ylim(-0.02, 1)
    axes.set_ylabel(label("deviation", locale, words))
    numbered(axes.yaxis, locale)
    dated(axes.xaxis, locale)
    said = [short(name, 24) for name, _ in runs]
    axes.legend(lines, said, frameon=False, ncols=4, loc="lower left", bbox_to_anchor=(0.0, 1.0))
    axes.margins(x=0.02)
    ends = tuple(f"{name} {figure(float(run.deviations[-1]), locale)}" for name, run in runs)
    told = say_value(ends, locale=locale, words=words)
    return finished(chart, label("deviation-alt", locale, words, ends=told))

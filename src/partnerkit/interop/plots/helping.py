"""
Where does a gap come from, and what helped?

The way from what was expected to what was reached, part by part; and the
effects of remedies with how sure they are.
"""

from textwrap import wrap

import numpy as np

from partnerkit.interop.plots.chart import (
    BLUE,
    GRAY,
    GREEN,
    RED,
    Chart,
    Names,
    blank,
    finished,
    named,
    rows_of,
)
from partnerkit.interop.plots.labels import figure, label, numbered
from partnerkit.interop.wording import Words, say_value
from partnerkit.review.effects import Effects
from partnerkit.review.gaps import Gap
from partnerkit.values.errors import InvalidValue

__all__ = ["gap_bridge", "observed_effects"]


#: So many letters have room side by side below the bridge.
LETTERS = 72


def __dir__() -> list[str]:
    return __all__


def gap_bridge(gap: Gap, *, locale: str = "en", names: Names = None, words: Words | None = None) -> Chart:
    """
    Draw the way from what was expected to what was reached: what lowers it is red, what lifts it green.

    *names* may name the figures, too.

    >>> from datetime import date
    >>> from partnerkit.review import decompose
    >>> now, past = {"id": ["P-4"], "leads": [8], "won": [2]}, {"id": ["P-4"], "leads": [10], "won": [5]}
    >>> gap_bridge(decompose(now, ["leads", "won"], key="id", against=past, as_of=date(2026, 6, 30))["P-4"])
    <Chart: P-4: 2 reached, 5 expected; the largest step between them: won with -2.25.>
    """
    chart, axes = blank(width=7)
    known = named(names)
    effects = np.array([part.effect for part in gap.parts])
    reached = gap.expected + np.cumsum(effects)
    begun = reached - effects
    places = np.arange(len(effects)) + 1
    axes.bar([0, len(effects) + 1], [gap.expected, gap.actual], color=[GRAY, BLUE], width=0.6)
    axes.bar(places, effects, bottom=begun, color=np.where(effects < 0, RED, GREEN).tolist(), width=0.6)
    axes.axhline(0.0, color="black", linewidth=0.8)
    said = [
        label("expected", locale, words),
        *(known.get(part.column, part.column) for part in gap.parts),
        label("reached", locale, words),
    ]
    axes.set_xticks(range(len(said)), [_wrapped(each, len(said)) for each in said])
    axes.set_ylabel(known.get(gap.outcome, gap.outcome))
    numbered(axes.yaxis, locale)
    largest = max(gap.parts, key=lambda part: abs(part.effect))
    alt = label(
        "bridge-alt",
        locale,
        words,
        partner=known.get(str(gap.partner), str(gap.partner)),
        reached=figure(gap.actual, locale),
        expected=figure(gap.expected, locale),
        part=known.get(largest.column, largest.column),
        effect=figure(largest.effect, locale),
    )
    return finished(chart, alt)


def _wrapped(name: str, places: int) -> str:
    """Return *name* in as many lines as it needs, where *places* of them share the width of a chart."""
    return "\n".join(wrap(name, max(8, LETTERS // places)))


def observed_effects(
    found: Effects, *, locale: str = "en", names: Names = None, words: Words | None = None
) -> Chart:
    """
    Draw the effect of each remedy as a point, and how sure it is as a bar; a bar across zero may be chance.

    Remedies of which too little is known are left out. *names* may name remedies and the figure.

    Raises
    ------
    InvalidValue
        If nothing is known of any.
    """
    known = [(each, each.interval) for each in found.values() if each.interval is not None]
    if not known:
        remedy = "measure remedies that enough partners were given"
        raise InvalidValue(path="found", value=f"{len(found)} effects, none of them known", remedy=remedy)
    spoken, outcome = named(names), known[0][0].outcome
    chart, axes = blank(height=1.2 + 0.45 * len(known))
    for place, (_, between) in enumerate(known):
        axes.plot([between.low, between.high], [place, place], color=BLUE, linewidth=3, solid_capstyle="butt")
        axes.plot(between.estimate, place, "o", color="black", markersize=5)
    axes.axvline(0.0, color=GRAY, linewidth=1)
    said = [spoken.get(each.remedy, each.remedy) for each, _ in known]
    rows_of(axes, said)
    axes.set_xlabel(label("effect", locale, words, outcome=spoken.get(outcome, outcome)))
    numbered(axes.xaxis, locale)
    above = tuple(spoken.get(each.remedy, each.remedy) for each, between in known if between.low > 0)
    below = tuple(spoken.get(each.remedy, each.remedy) for each, between in known if between.high < 0)
    lists = [say_value(each or None, locale=locale, words=words) for each in (above, below)]
    alt = label("effects-alt", locale, words, remedies=len(known), helps=lists[0], harms=lists[1])
    return finished(chart, alt)

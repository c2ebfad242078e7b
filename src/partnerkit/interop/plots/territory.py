"""
Where on the map is whom, and where nobody?

One tile for each territory, below the one it is part of; no shapes of countries
are needed, and a small territory is as large as a great one. A gap is told by a
word and a hatch, not by its color alone.
"""

from collections import Counter
from collections.abc import Callable
from textwrap import wrap
from typing import Any

from partnerkit.facts.network import Network
from partnerkit.facts.partner import Partner
from partnerkit.interop.plots.chart import (
    BLUE,
    GRAY,
    INK,
    Chart,
    Names,
    blank,
    finished,
    ink_on,
    named,
    short,
)
from partnerkit.interop.plots.labels import label
from partnerkit.interop.wording import Words, say_value
from partnerkit.values.errors import InvalidValue

__all__ = ["coverage_map"]

#: So many letters have room side by side in a tile.
_ACROSS = 12

#: So many partners, or more, are as dark as it gets.
DARK = 6


def __dir__() -> list[str]:
    return __all__


def coverage_map(
    network: Network,
    *,
    counts: Callable[[Partner], bool] | None = None,
    locale: str = "en",
    names: Names = None,
    words: Words | None = None,
) -> Chart:
    """
    Draw by how many partners each territory is served; one that serves a territory serves all below it.

    Partners that serve every territory are not counted: they would hide the gaps.
    *counts* tells which partners count, such as those of a tier; without it, all that are active.

    Raises
    ------
    InvalidValue
        For a network without territories.

    >>> from partnerkit.facts.territory import Territory
    >>> network = Network.of(Territory(id="de"), Territory(id="de-north", parent="de"), Partner(id="P-4", territories=["de"]))
    >>> coverage_map(network)
    <Chart: Territories served: 1 of 1; most partners: de-north with 1. Without a partner: none.>
    """
    tree = network.territory_tree
    leaves = [each.id for each in network.territories if not tree.children(each.id)]
    if not leaves:
        raise InvalidValue(
            path="network", value="no territories", remedy="use a network that holds territories"
        )
    served: Counter[str] = Counter()
    for partner in network.partners:
        is_counted = partner.status == "active" if counts is None else counts(partner)
        places = {each for each in partner.territories or () if each in tree} if is_counted else set()
        served.update(places.union(*map(tree.descendants, places)))
    said = {**network.names, **named(names)}
    groups: dict[str | None, list[str]] = {}
    for each in leaves:
        groups.setdefault(tree.parents[each], []).append(each)
    chart = _tiles(groups, served, said, label("nobody", locale, words))
    gaps = [said.get(each, each) for each in leaves if not served[each]]
    most = max(leaves, key=lambda each: (served[each], each))
    alt = label(
        "coverage-alt",
        locale,
        words,
        served=len(leaves) - len(gaps),
        territories=len(leaves),
        most=said.get(most, most),
        count=served[most],
        gaps=say_value(tuple(gaps), locale=locale, words=words) if gaps else label("none", locale, words),
    )
    return finished(chart, alt)


def _tiles(groups: Any, served: Counter[str], said: Any, nobody: str) -> Any:
    """Draw a row of tiles for each group, its name above it."""
    from matplotlib.colors import to_rgb
    from matplotlib.patches import Rectangle

    across = max(1, min(8, max(map(len, groups.values()))))
    rows = sum(-(-len(each) // across) for each in groups.values())
    chart, axes = blank(width=8.0, height=0.4 + 0.75 * rows + 0.3 * len(groups))
    axes.set_axis_off()
    top = 0.0
    for above, places in groups.items():
        if above is not None:
            axes.text(0.0, top + 0.28, said.get(above, above), fontsize=9, color=INK, va="bottom")
        top += 0.34
        for at, place in enumerate(places):
            left, down = at % across, top + at // across
            count = served[place]
            depth = 0.15 + 0.85 * min(count, DARK) / DARK
            color = tuple(1 - depth * (1 - part) for part in to_rgb(BLUE)) if count else "white"
            axes.add_patch(
                Rectangle(
                    (left + 0.03, down + 0.03), 0.94, 0.94, facecolor=color, edgecolor=GRAY, hatch=None if count else "///", linewidth=0.6
                )
            )  # fmt: skip
            words = str(count) if count else nobody
            back = None if count else {"facecolor": "white", "edgecolor": "none", "pad": 1.5}
            axes.text(
                left + 0.5, down + 0.5, f"{_short(said.get(place, place))}\n{words}", ha="center", va="center", fontsize=8, color=ink_on(color), bbox=back
            )  # fmt: skip
        top += -(-len(places) // across)
    axes.set_xlim(0, across)
    axes.set_ylim(top + 0.05, 0)
    return chart


def _short(name: str) -> str:
    """Return what a tile has room for: two lines."""
    first, *more = wrap(name, _ACROSS) or [name]
    return "\n".join((first, short(" ".join(more), _ACROSS))) if more else first

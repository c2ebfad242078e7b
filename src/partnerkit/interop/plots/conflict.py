"""
Who is in whose way?

Parties stand on a circle, a line joins those who meet in a conflict; it is the
wider, the more they are. For those who see all parties, such as the channel
desk: a partner gets `conflict.view`, never this.
"""

from collections import Counter
from collections.abc import Iterable
from itertools import combinations

import numpy as np

from partnerkit.conflicts.conflict import Conflict
from partnerkit.interop.plots.chart import BLUE, GRAY, Chart, Names, blank, finished, named, short
from partnerkit.interop.plots.labels import label
from partnerkit.interop.wording import Words

__all__ = ["conflict_network"]

#: So many letters of a name have room beside the circle.
LONGEST = 26


def __dir__() -> list[str]:
    return __all__


def conflict_network(
    conflicts: Iterable[Conflict],
    *,
    count: int = 30,
    locale: str = "en",
    names: Names = None,
    words: Words | None = None,
) -> Chart:
    """
    Draw the *count* parties with most conflicts, and who meets whom in how many.

    >>> conflict_network([])
    <Chart: No conflict between parties.>
    """
    known = [each for each in conflicts if len(each.parties) > 1]
    often = Counter(party for each in known for party in each.parties)
    parties = sorted(often, key=lambda party: (-often[party], party))[:count]
    meetings = Counter(
        pair for each in known for pair in combinations(sorted(set(each.parties) & set(parties)), 2)
    )
    turns = 2 * np.pi * np.arange(len(parties)) / max(len(parties), 1)
    where = dict(zip(parties, zip(np.sin(turns).tolist(), np.cos(turns).tolist(), strict=True), strict=True))
    chart, axes = blank(width=7, height=7)
    most = max(meetings.values(), default=1)
    for (one, other), count_ in sorted(meetings.items()):
        (x, y), (to_x, to_y) = where[one], where[other]
        axes.plot([x, to_x], [y, to_y], color=GRAY, linewidth=0.8 + 3.2 * count_ / most, zorder=1)
    spoken = named(names)
    for party, (x, y) in where.items():
        axes.scatter([x], [y], s=40 + 160 * often[party] / max(often.values()), color=BLUE, zorder=2)
        # Names stand like spokes, read from the left: so none meets its neighbor.
        is_right = x > -1e-9
        turned = float(np.degrees(np.arctan2(y, x))) + (0 if is_right else 180)
        said = short(spoken.get(party, party), LONGEST)
        axes.text(
            1.08 * x, 1.08 * y, said, ha="left" if is_right else "right", va="center", fontsize=8,
            rotation=turned, rotation_mode="anchor",
        )  # fmt: skip
    axes.set(xlim=(-1.95, 1.95), ylim=(-1.95, 1.95), aspect="equal")
    axes.set_axis_off()
    if not parties:
        return finished(chart, label("conflicts-none", locale, words))
    first = spoken.get(parties[0], parties[0])
    alt = label("conflicts", locale, words, conflicts=len(known), parties=len(often), most=first)
    return finished(chart, alt)

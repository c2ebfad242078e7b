"""Who meets whom in a conflict is joined by a line, as wide as it is often."""

import pytest

pytest.importorskip("matplotlib", reason="charts need the extra plots")

from partnerkit.conflicts.conflict import Conflict
from partnerkit.interop.plots import conflict_network
from partnerkit.values.reasons import Reason


def conflict(number, *parties):
    return Conflict(
        id=f"C-{number}", rule="deal_overlap", group=(), parties=parties, severity="warning",
        reason=Reason("deal-overlap", {}), evidence=(), proposals=(), own={},
    )  # fmt: skip


CONFLICTS = [
    conflict(1, "P-1", "P-2"),
    conflict(2, "P-2", "P-1"),
    conflict(3, "P-2", "P-3"),
    conflict(4, "P-9"),
]


def test_pairs_are_joined_the_wider_the_oftener():
    chart = conflict_network(CONFLICTS, names={"P-2": "Süd"})
    widths = [line.get_linewidth() for line in chart.figure.axes[0].lines]

    assert widths == [4.0, pytest.approx(2.4)]
    assert chart.alt == "Conflicts: 3; parties in them: 3, most often Süd."


def test_only_the_parties_with_most_conflicts_are_drawn():
    chart = conflict_network(CONFLICTS, count=2, locale="de")

    assert [each.get_text() for each in chart.figure.axes[0].texts] == ["P-2", "P-1"]
    assert chart.alt == "Konflikte: 3; Beteiligte: 3, am häufigsten P-2."


def test_no_name_meets_another_or_leaves_the_drawing():
    from itertools import combinations

    from matplotlib.backends.backend_agg import FigureCanvasAgg

    names = {f"P-{at}": f"Maschinenhandelsgesellschaft {at} mbH" for at in range(30)}
    chart = conflict_network([conflict(at, f"P-{at}", f"P-{(at + 7) % 30}") for at in range(30)], names=names)
    canvas = FigureCanvasAgg(chart.figure)
    canvas.draw()
    (axes,) = chart.figure.axes

    boxes = [each.get_window_extent(canvas.get_renderer()) for each in axes.texts]
    whole = chart.figure.bbox
    assert all(whole.x0 <= box.x0 <= box.x1 <= whole.x1 for box in boxes)
    assert all(whole.y0 <= box.y0 <= box.y1 <= whole.y1 for box in boxes)
    assert len(boxes) == 30
    starts = [each.get_position() for each in axes.texts]
    # The spokes begin further apart than a line of letters is high.
    inch = axes.transData.transform((1, 0))[0] - axes.transData.transform((0, 0))[0]
    nearest = min(((x - u) ** 2 + (y - v) ** 2) ** 0.5 for (x, y), (u, v) in combinations(starts, 2))
    assert nearest * inch > 8 / 72 * chart.figure.dpi

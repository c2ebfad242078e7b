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
    assert chart.alt == "3 conflicts between 3 parties; most of them at Süd."


def test_only_the_parties_with_most_conflicts_are_drawn():
    chart = conflict_network(CONFLICTS, count=2, locale="de")

    assert [each.get_text() for each in chart.figure.axes[0].texts] == ["P-2", "P-1"]
    assert chart.alt == "3 Konflikte zwischen 3 Beteiligten, die meisten bei P-2."

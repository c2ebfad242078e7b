"""Bars of a funnel add up to those who entered, and a curve falls where cases ended."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

pytest.importorskip("matplotlib", reason="charts need the extra plots")

from partnerkit.interop.plots import funnel_stages, survival_curves
from partnerkit.leads import USUAL_STAGES, StageEntered, funnel, survival
from partnerkit.values.errors import InvalidValue

START = datetime(2026, 3, 2, tzinfo=UTC)
DAY = timedelta(days=1)
STEPS = [("L-1", "MQL", 0), ("L-1", "SAL", 2), ("L-2", "MQL", 0), ("L-3", "MQL", 1), ("L-3", "lost", 5)]
TOLD = funnel(
    [StageEntered(lead=lead, stage=stage, at=START + DAY * at) for lead, stage, at in STEPS],
    USUAL_STAGES,
    as_of=START + 9 * DAY,
)


def test_bars_add_up_to_those_who_entered():
    chart = funnel_stages(TOLD)
    (axes,) = chart.figure.axes
    sums = {}
    for bar in axes.patches:
        place = round(bar.get_y() + bar.get_height() / 2)
        sums[place] = sums.get(place, 0) + bar.get_width()

    assert sums == {0: 3, 1: 1}
    assert [each.get_text() for each in axes.get_yticklabels()] == ["MQL", "SAL"]
    assert chart.alt == "MQL: 1 of 3 moved on; SAL: 0 of 1 moved on."
    assert funnel_stages(TOLD, locale="de").alt.startswith("MQL: 1 von 3 kamen weiter")


def test_a_curve_falls_where_cases_ended():
    curve = survival(np.array([1, 2, 3]) * 86_400, np.array([True, False, True]))
    chart = survival_curves({"claim": curve, "open": survival(np.array([9]), np.array([False]))}, locale="sv")
    (axes,) = chart.figure.axes

    assert axes.lines[0].get_xdata().tolist() == [0, 1, 3]
    assert axes.lines[0].get_ydata().tolist() == pytest.approx([1, 2 / 3, 0])
    assert chart.alt == "claim: dagar tills hälften är klar: 3; open: hälften är inte klar ännu."


def test_what_is_not_there_is_not_drawn():
    with pytest.raises(InvalidValue, match="group"):
        funnel_stages(TOLD, group=("north",))
    with pytest.raises(InvalidValue, match="curves"):
        survival_curves({})

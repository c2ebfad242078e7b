"""Gaps and effects are drawn as they are."""

from datetime import date

import numpy as np
import pytest

pytest.importorskip("matplotlib", reason="charts need the extra plots")

from partnerkit.facts import Intervention
from partnerkit.interop.plots import gap_bridge, observed_effects
from partnerkit.review import decompose, measure_effects
from partnerkit.values.errors import InvalidValue
from partnerkit.values.time import Period

TODAY = date(2026, 12, 31)
MONTHS = [each.label for each in Period.year(2026).months()]


def gap():
    now = {"id": ["P-4"], "leads": [12], "won": [3]}
    past = {"id": ["P-4"], "leads": [10], "won": [5]}
    return decompose(now, ["leads", "won"], key="id", against=past, as_of=TODAY)["P-4"]


def test_the_parts_lead_from_what_was_expected_to_what_was_reached():
    chart = gap_bridge(gap(), names={"P-4": "Nord IT"})
    expected, reached, *parts = chart.figure.axes[0].patches

    assert (expected.get_height(), reached.get_height()) == (5, 3)
    assert [part.get_height() for part in parts] == pytest.approx([0.75, -2.75])
    assert parts[0].get_y() == 5
    assert parts[1].get_y() + parts[1].get_height() == pytest.approx(3)
    assert parts[0].get_facecolor() != parts[1].get_facecolor()
    assert chart.alt == "Nord IT: 3 reached, 5 expected; the largest step between them: won with -2.75."


def effects(helped):
    sales = 100 + np.random.default_rng(3).normal(0, 1, (40, 12))
    sales[:helped, 6:] += 4
    names = [f"P-{place}" for place in range(40)]
    frame = {"id": np.repeat(names, 12), "month": MONTHS * 40, "x": sales.ravel()}
    given = [
        Intervention(id=name, partner=name, remedy="coach-sellers", started_on=date(2026, 7, 1))
        for name in names[:helped]
    ]
    return measure_effects(frame, given, key="id", by="month", value="x", as_of=TODAY)


def test_an_effect_is_a_point_within_its_interval():
    found = effects(12)
    chart = observed_effects(found, locale="de")
    bar, point, _ = chart.figure.axes[0].lines
    between = found["coach-sellers"].interval

    assert [*bar.get_xdata()] == [between.low, between.high]
    assert [*point.get_xdata()] == [between.estimate]
    assert chart.alt == (
        "Wirkung von Abhilfen (1) und wie sicher sie ist; "
        "nicht durch Zufall über null: coach-sellers; nicht durch Zufall unter null: –."
    )


def test_where_nothing_is_known_nothing_is_drawn():
    with pytest.raises(InvalidValue, match="none of them known"):
        observed_effects(effects(3))

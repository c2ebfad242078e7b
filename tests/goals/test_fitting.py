"""What one tree may hold: goals of one measure, each within the days of its parent."""

import numpy as np
import pytest

from partnerkit.facts.goal import Goal, Measure
from partnerkit.goals.fitting import checked, counted_in, other_measures, outside_parent
from partnerkit.goals.shape import Shape
from partnerkit.values.errors import InvalidValue
from partnerkit.values.time import Period

YEAR = Period.year(2026)


def goal(name, measure="revenue"):
    return Goal(id=name, measure=measure, period=YEAR, target=1)


def test_only_goals_and_at_least_one():
    assert checked([goal("a")]) == (goal("a"),)
    for wrong in ([], [goal("a"), "b"]):
        with pytest.raises(InvalidValue, match="at least one Goal"):
            checked(wrong)


def test_the_measure_of_most_goals_is_expected_unless_one_is_stated():
    goals = [goal("a"), goal("b"), goal("c", "margin")]

    assert [fault.path for fault in other_measures(goals, None)] == ["goals[c].measure"]
    assert len(list(other_measures(goals, Measure(id="margin")))) == 2
    assert list(other_measures(goals[:2], Measure(id="revenue"))) == []


def test_what_a_measure_counts_in():
    assert counted_in(Measure(id="m", currency="EUR")) == (("money", "EUR"),)
    assert counted_in(Measure(id="m", unit="pcs")) == (("quantity", "pcs"),)
    assert counted_in(Measure(id="m", kind="ratio", unit="pcs")) is None
    assert counted_in(None) is None


def test_days_outside_those_of_the_parent_are_found_and_of_a_stock_all_that_differ():
    shape, _ = Shape.of(np.array([-1, 0, 0, 0]))
    periods = (YEAR, YEAR, Period.quarter(2026, 1), Period.of(YEAR.start, Period.year(2027).end))

    flow = list(outside_parent(shape, "abcd", periods, is_stock=False))
    stock = list(outside_parent(shape, "abcd", periods, is_stock=True))

    assert [fault.path for fault in flow] == ["goals[d].period"]
    assert [fault.path for fault in stock] == ["goals[c].period", "goals[d].period"]
    assert "not added up over time" in stock[0].remedy

"""Whom a manager visits, why, and what an hour more would bring."""

from math import inf, nan

import numpy as np
import pytest

from partnerkit.engagement import balance_portfolios, plan_visits
from partnerkit.interop import say
from partnerkit.values.errors import InvalidInput, InvalidValue, NotFound

FRAME = {
    "partner": ["P-1", "P-2", "P-3", "P-4"],
    "manager": ["U-1", "U-1", "U-1", "U-2"],
    "gap": [9000.0, 1000.0, 50.0, 400.0],
    "response": [0.5, 0.5, 0.5, 1.0],
    "hours": [4.0, 2.0, 4.0, 8.0],
    "least": [0, 0, 1, 0],
}


def test_visits_go_where_they_bring_most_and_to_whom_they_are_due():
    plan = plan_visits(FRAME, budget={"U-1": 20.0, "U-2": 8.0})

    assert dict(plan) == {"P-1": 4, "P-2": 0, "P-3": 1, "P-4": 1}
    assert repr(plan).startswith("<VisitPlan: 6 visits of 4 partners, worth 8")
    assert plan.expected[3] == pytest.approx(400 * (1 - np.exp(-1)))
    assert plan.worth <= plan.bound


def test_each_visit_is_explained():
    plan = plan_visits(FRAME, budget={"U-1": 20.0, "U-2": 7.0})

    assert say(plan.explain("P-1")) == (
        "P-1: 4 visits; the last one brings 197.54 an hour, the next one would bring 119.81; an hour is worth 196.73 elsewhere."
    )
    assert say(plan.explain("P-3"), locale="de").startswith("P-3: 1 Besuch, der auf jeden Fall fällig ist")
    assert say(plan.explain("P-4"), locale="sv").startswith("P-4: inget besök; det skulle ge 31,61 per timme")


def test_what_an_hour_more_brings_shows_whose_portfolio_is_too_large():
    plan = plan_visits(FRAME, budget={"U-1": 12.0, "U-2": 80.0})
    told = plan.by_manager()

    assert plan.price["U-1"] > plan.price["U-2"] >= 0
    assert told["manager"].tolist() == ["U-1", "U-2"]
    assert told["left"][0] == 0


def test_the_plan_comes_back_as_the_frame_that_came_in():
    pandas = pytest.importorskip("pandas")
    frame = plan_visits(pandas.DataFrame(FRAME), budget={"U-1": 20, "U-2": 8}).to_frame()

    assert isinstance(frame, pandas.DataFrame)
    assert frame["visits"].tolist() == [4, 0, 1, 1]


def test_where_even_what_is_due_does_not_fit_the_hours_that_are_missing_are_named():
    with pytest.raises(InvalidValue) as caught:
        plan_visits({**FRAME, "least": [3, 3, 3, 0]}, budget={"U-1": 20.0, "U-2": 8.0})

    assert caught.value.path == "budget['U-1']"
    assert caught.value.remedy == 'add 10 hours, ask for fewer visits, or say overload="stretch"'


def test_or_all_of_that_manager_are_made_rarer():
    plan = plan_visits({**FRAME, "least": [3, 3, 3, 0]}, budget={"U-1": 20.0, "U-2": 8.0}, overload="stretch")

    assert plan.by_manager()["stretched"].tolist() == [20 / 30, 1.0]
    assert [plan[each] for each in ("P-1", "P-2", "P-3")] == [2, 2, 2]


def test_bad_input_is_refused_all_at_once():
    with pytest.raises(InvalidInput) as caught:
        plan_visits(
            {**FRAME, "partner": ["P-1", "P-1", "P-3", "P-4"], "gap": [1.0, float("nan"), -1.0, 1.0], "response": [0.0, 1, 1, 1],
             "hours": ["a", "b", "c", "d"], "least": [0.5, 0, 0, 0]},
            budget={"U-1": -1.0},
        )  # fmt: skip
    assert [fault.path for fault in caught.value.faults] == [
        "budget['U-1']",
        "frame['partner'][1]",
        "frame['manager'][3]",
        "frame['gap'][1]",
        "frame['gap'][2]",
        "frame['hours']",
        "frame['least'][0]",
    ]
    with pytest.raises(InvalidValue, match=r"frame\['gap'\]"):
        plan_visits({name: column for name, column in FRAME.items() if name != "gap"}, budget={})
    with pytest.raises(NotFound):
        plan_visits(FRAME, budget={"U-1": 20, "U-2": 8})["P-9"]


def test_travel_takes_time_and_costs_are_taken_off():
    near = plan_visits(FRAME, budget={"U-1": 20.0, "U-2": 8.0})
    far = plan_visits({**FRAME, "travel": [4.0, 0.0, 0.0, 0.0]}, budget={"U-1": 20.0, "U-2": 8.0})
    dear = plan_visits({**FRAME, "cost": [3000.0, 0.0, 0.0, 0.0]}, budget={"U-1": 20.0, "U-2": 8.0})

    assert (near["P-1"], far["P-1"], dear["P-1"]) == (4, 2, 1)
    assert dear.expected[0] == pytest.approx(9000 * (1 - np.exp(-0.5)) - 3000)


def test_a_partner_that_does_not_respond_is_visited_as_far_as_it_is_due():
    plan = plan_visits({**FRAME, "response": [0.0, 0.5, 0.0, 1.0]}, budget={"U-1": 40.0, "U-2": 8.0})

    assert (plan["P-1"], plan["P-3"], plan.expected[0]) == (0, 1, 0.0)


def test_somebody_new_is_visited_before_all_others():
    frame = {**FRAME, "first": [False, True, False, False]}
    plan = plan_visits(frame, budget={"U-1": 18.0, "U-2": 8.0})

    assert plan["P-2"] == 1
    assert say(plan.explain("P-2")) == (
        "P-2: one visit before all others, for somebody there is new; the next one would bring 119.33 an hour."
    )
    tight = plan_visits(
        {**frame, "least": [4, 4, 4, 0]}, budget={"U-1": 10.0, "U-2": 8.0}, overload="stretch"
    )
    assert tight["P-2"] >= 1
    with pytest.raises(InvalidValue, match="first visits are not made rarer"):
        plan_visits(frame, budget={"U-1": 1.0, "U-2": 8.0}, overload="stretch")


def test_a_call_replaces_a_due_visit_where_the_relation_stands_only():
    frame = {**FRAME, "least": [0, 0, 3, 0]}
    budget = {"U-1": 12.0, "U-2": 8.0}
    met = plan_visits({**frame, "digital": [False, False, True, False]}, budget=budget)
    never = plan_visits(frame, budget=budget)

    assert (never["P-1"], never["P-3"], never.calls.tolist()) == (0, 3, [0, 0, 0, 0])
    assert (met["P-1"], met["P-3"], met.calls.tolist()) == (2, 0, [0, 0, 3, 0])
    assert say(met.explain("P-3")).startswith("P-3: 0 visits, and 3 of the due ones as calls")
    assert met.to_frame()["hours"].tolist() == [8, 2, 1.5, 8]
    table = met.by_manager()
    assert (table["left"][0], table["calls"][0]) == (0.5, 3)
    # Somebody new there is met first; what else is due may be calls.
    new = plan_visits(
        {**frame, "digital": [False, False, True, False], "first": [False, False, True, False]}, budget=budget
    )
    assert (new["P-3"], new.calls[2]) == (1, 2)


def test_how_sure_a_plan_is():
    plan = plan_visits(
        {**FRAME, "response_low": [0.25] * 4, "response_high": [1.0] * 4}, budget={"U-1": 20, "U-2": 8}
    )
    low, high = plan.worth_between

    assert low < plan.worth < high
    assert plan_visits(FRAME, budget={"U-1": 20, "U-2": 8}).worth_between is None


def test_what_one_more_day_and_one_more_manager_would_bring():
    plan = plan_visits(FRAME, budget={"U-1": 12.0, "U-2": 8.0})
    day = plan.value_of_hours({"U-1": 8.0})

    assert day == pytest.approx(plan_visits(FRAME, budget={"U-1": 20.0, "U-2": 8.0}).worth - plan.worth)
    assert 0 < day <= 8 * plan.price["U-1"]
    assert plan.value_of_hours({}) == 0
    hired = plan.value_of_manager(8.0)
    assert hired >= plan.value_of_manager(8.0, among=["U-2"])
    assert hired == pytest.approx(day)
    assert plan.value_of_manager(0.0) == 0
    with pytest.raises(InvalidValue, match="name a manager of the plan"):
        plan.value_of_hours({"U-9": 8.0})


def test_more_bad_input():
    frame = {**FRAME, "first": ["yes", "no", "no", "no"], "digital": [1, 0, 0, 0], "cost": [-1.0, 0, 0, 0]}
    with pytest.raises(InvalidInput) as caught:
        plan_visits(frame, budget={"U-1": 20, "U-2": 8}, call_hours=-1)
    assert [fault.path for fault in caught.value.faults] == [
        "frame['cost'][0]",
        "frame['first']",
        "frame['digital']",
        "call_hours",
    ]
    with pytest.raises(InvalidValue, match="overload"):
        plan_visits(FRAME, budget={"U-1": 20, "U-2": 8}, overload="panic")
    assert dict(plan_visits({name: [] for name in FRAME} | {"gap": np.zeros(0), "response": np.zeros(0), "hours": np.zeros(0), "least": np.zeros(0)}, budget={})) == {}  # fmt: skip


def test_the_bound_knows_of_hours_that_were_set_aside_for_calls():
    frame = {
        "partner": ["P-1"],
        "manager": ["U-1"],
        "gap": [900.0],
        "response": [0.5],
        "hours": [4.0],
        "least": [3],
    }
    plan = plan_visits({**frame, "digital": [True]}, budget={"U-1": 12.0})

    # Three visits would fit if no call had to be made.
    assert plan["P-1"] == 2
    assert plan.bound >= 900 * (1 - np.exp(-1.5))


def test_hours_that_only_rounding_of_floats_takes_away_are_there():
    frame = {"partner": ["P-1"], "manager": ["ida"], "gap": [900.0], "response": [0.5], "hours": [1.1]}
    # Three times 1.1 is a little more than 3.3 in floats.
    for due in ({}, {"least": [3]}):
        plan = plan_visits({**frame, **due}, budget={"ida": 3.3})
        assert dict(plan) == {"P-1": 3}
        assert plan.by_manager()["left"].tolist() == [0.0]


@pytest.mark.parametrize("hours", [nan, inf, "8", True])
def test_hours_that_are_no_number_are_refused(hours):
    plan = plan_visits(
        {"partner": ["P-1"], "manager": ["ida"], "gap": [900.0], "response": [0.5], "hours": [4]},
        budget={"ida": 8, "bo": 8},
    )
    with pytest.raises(InvalidValue, match=r"more\['ida'\]"):
        plan.value_of_hours({"ida": hours})
    with pytest.raises(InvalidValue, match="hours"):
        plan.value_of_manager(hours)
    with pytest.raises(InvalidValue, match="hours"):
        plan.moved("P-1", "bo", hours=hours)
    with pytest.raises(InvalidValue, match="hours_of"):
        balance_portfolios(plan, hours_of=lambda *_: hours)

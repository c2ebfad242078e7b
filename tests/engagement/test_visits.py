"""Whom a manager visits, why, and what an hour more would bring."""

import numpy as np
import pytest

from partnerkit.engagement import plan_visits
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
        "frame.partner[1]",
        "frame.manager[3]",
        "frame.gap[1]",
        "frame.gap[2]",
        "frame.response[0]",
        "frame.hours",
        "frame.least[0]",
    ]
    with pytest.raises(InvalidValue, match=r"frame\.gap"):
        plan_visits({name: column for name, column in FRAME.items() if name != "gap"}, budget={})
    with pytest.raises(NotFound):
        plan_visits(FRAME, budget={"U-1": 20, "U-2": 8})["P-9"]

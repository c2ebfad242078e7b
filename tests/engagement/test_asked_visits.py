"""What is due before anything else, and how it is made rarer where it does not fit."""

import pytest

from partnerkit.engagement.asked_visits import read_visits, with_room
from partnerkit.values.errors import InvalidInput, InvalidValue
from partnerkit.values.frames import read_columns

FRAME = {
    "partner": ["P-1", "P-2", "P-3"],
    "manager": ["U-1", "U-1", "U-2"],
    "gap": [900.0, 800.0, 700.0],
    "response": [0.5, 0.0, 0.5],
    "hours": [4.0, 2.0, 3.0],
    "least": [4, 2, 1],
}


def asked(budget=None, **more):
    columns, _ = read_columns({**FRAME, **more})
    given = {"U-1": 40.0, "U-2": 9.0} if budget is None else budget
    return read_visits(columns, given, key="partner", manager="manager", call_hours=0.5)


def test_columns_are_read_as_numbers():
    found = asked(travel=[1.0, 0.0, 0.0], first=[False, False, True], digital=[True, False, False])

    assert found.cases.hours.tolist() == [5, 2, 3]
    assert found.cases.manager.tolist() == [0, 0, 1]
    # Where a relation stands, due visits may be calls.
    assert (found.cases.least.tolist(), found.calls.tolist()) == ([0, 2, 1], [4, 0, 0])
    assert found.first.tolist() == [0, 0, 1]
    assert found.set_aside.tolist() == [2, 0]
    # What does not respond has nothing to close.
    assert found.cases.gap.tolist() == [900, 0, 700]
    assert found.responses is None


def test_what_fits_is_left_as_it_is():
    given = asked()

    assert with_room(given, "refuse") is given


def test_all_of_a_manager_are_made_rarer_alike_but_for_first_visits():
    given = asked(budget={"U-1": 12.0, "U-2": 9.0}, first=[True, False, False])
    found = with_room(given, "stretch")

    # 20 hours are due, 4 of them for a first visit: half of the rest fits.
    assert found.stretched.tolist() == [0.5, 1]
    assert found.cases.least.tolist() == [2, 1, 1]
    with pytest.raises(InvalidValue, match="add 8 hours"):
        with_room(given, "refuse")


def test_first_visits_that_do_not_fit_are_refused_in_any_case():
    given = asked(budget={"U-1": 3.0, "U-2": 1.0}, first=[True, False, True])
    with pytest.raises(InvalidInput) as caught:
        with_room(given, "stretch")

    assert [(each.path, each.remedy.split(",")[0]) for each in caught.value.faults] == [
        ("budget['U-1']", "add 1 hours"),
        ("budget['U-2']", "add 2 hours"),
    ]


def test_what_is_no_number_is_shown_and_a_table_without_rows_is_called_that():
    with pytest.raises(InvalidValue, match=r"frame\['gap'\]: 'much' is not valid here; use numbers"):
        asked(gap=["much", 800.0, 700.0])
    with pytest.raises(InvalidInput) as caught:
        asked(budget={}, **{name: [] for name in FRAME})
    assert {(each.value, each.remedy) for each in caught.value.faults} == {
        ("no rows", "give a row for each partner")
    }

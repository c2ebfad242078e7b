"""What a quarter of an hour costs somebody."""

from datetime import UTC, datetime, time

import numpy as np
import pytest

from partnerkit.engagement.burden import FURTHEST, STEP, burdens, is_open, liked_hours
from partnerkit.values.hours import WorkingCalendar

OFFICE = WorkingCalendar(
    zone="Europe/Berlin", week=dict.fromkeys(range(5), ((time(8), time(12)), (time(13), time(17))))
)
#: Monday, midnight in Berlin.
START = int(datetime(2026, 3, 1, 23, tzinfo=UTC).timestamp())
DAY = np.arange(START, START + 86_400, STEP)


def at(hour, quarter=0):
    return 4 * hour + quarter


def test_a_cell_is_open_only_as_a_whole():
    half = WorkingCalendar(zone="Europe/Berlin", week={0: ((time(8, 10), time(9)),)})

    assert is_open(half, DAY).nonzero()[0].tolist() == [at(8, 1), at(8, 2), at(8, 3)]


def test_working_time_costs_half_and_liked_hours_nothing():
    found = burdens(OFFICE, liked_hours("Europe/Berlin", (time(9), time(16))), DAY)

    assert found[at(8)] == 7.5
    assert found[at(9)] == found[at(15, 3)] == 0
    assert found[at(16)] == 7.5


@pytest.mark.parametrize(
    ("hour", "quarter", "minutes"), [(7, 3, 18.75), (7, 0, 30), (12, 0, 18.75), (17, 0, 18.75), (2, 0, 105)]
)
def test_outside_it_costs_the_more_the_further_it_is(hour, quarter, minutes):
    assert burdens(OFFICE, None, DAY)[at(hour, quarter)] == minutes


def test_hours_that_are_liked_but_closed_are_not_free():
    late = liked_hours("Europe/Berlin", (time(17), time(22)))

    assert burdens(OFFICE, late, DAY)[at(18)] > 15


def test_a_night_costs_no_more_for_being_asked_about_alone():
    """Working time is as near as it is, whatever part of the day is looked at."""
    whole = burdens(OFFICE, None, DAY)

    for first in range(0, 96, 7):
        for last in range(first + 1, 97, 7):
            assert burdens(OFFICE, None, DAY[first:last]).tolist() == whole[first:last].tolist()


def test_further_than_half_a_day_makes_no_difference():
    sunday = DAY - 86_400
    found = burdens(OFFICE, None, sunday)

    assert found[: at(20) + 1].tolist() == [15 * (1 + FURTHEST)] * (at(20) + 1)
    assert found[at(23)] == 15 * (1 + 9)


@pytest.mark.parametrize("year", [1900, 2200])
def test_where_calendars_end_nothing_is_near(year):
    new_year = int(datetime(year, 1, 1, tzinfo=UTC).timestamp())
    cells = np.arange(new_year, new_year + 4 * STEP, STEP) - (5 * STEP if year == 2200 else 0)
    always = WorkingCalendar(zone="UTC", week={day: ((time(0), time(23, 59, 59)),) for day in range(7)})

    assert len(burdens(always, None, cells)) == 4

"""What was done to help a partner."""

from datetime import UTC, date, datetime

import pytest

from partnerkit.facts import Intervention
from partnerkit.values.errors import InvalidInput, InvalidValue

START = date(2026, 3, 2)


def given(**more):
    return Intervention(**{"id": "H-1", "partner": "P-4", "remedy": "give-leads", "started_on": START} | more)


def test_it_runs_from_its_first_day_until_it_ended():
    ended = given(ended_on=date(2026, 5, 1))

    assert [ended.is_running(date(2026, month, 1)) for month in (3, 4, 5)] == [False, True, False]
    assert given().is_running(START)


def test_its_end_is_not_known_before_it_came():
    ended = given(ended_on=date(2026, 5, 1))

    assert ended.as_known_at(datetime(2026, 4, 1, tzinfo=UTC)) == given()
    assert ended.as_known_at(datetime(2026, 5, 2, tzinfo=UTC)) == ended


def test_dates_do_not_run_backwards_and_all_faults_are_told():
    with pytest.raises(InvalidInput) as caught:
        given(ended_on=date(2026, 1, 1), review_on=date(2026, 1, 1))

    assert [each.path for each in caught.value.faults] == ["ended_on", "review_on"]


def test_a_remedy_is_a_code():
    with pytest.raises(InvalidValue, match="remedy"):
        given(remedy="Give leads!")

"""Months away: the same day, or the last one of a shorter month."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnerkit.values.months import months_after


@pytest.mark.parametrize(
    ("day", "months", "found"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 11, 30), 2, date(2027, 1, 30)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
        (date(9999, 12, 1), 1, date.max),
        (date(9999, 10, 31), 1, date(9999, 11, 30)),
        (date(9998, 12, 31), 12, date(9999, 12, 31)),
        (date(1, 1, 31), -1, date.min),
        (date(1, 3, 31), -1, date(1, 2, 28)),
        (date(2, 1, 31), -12, date(1, 1, 31)),
    ],
)
def test_months_away(day, months, found):
    assert months_after(day, months) == found


@given(st.dates(date(1000, 1, 1), date(9000, 1, 1)), st.integers(-6000, 6000))
def test_a_month_is_never_skipped_and_no_day_is_later_in_it(day, months):
    found = months_after(day, months)

    assert found.year * 12 + found.month == day.year * 12 + day.month + months
    assert found.day <= day.day

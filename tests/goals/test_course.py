"""How far a period has run: by the clock of a zone, and by the season."""

from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from partnerkit.goals.course import course_of, ordinal
from partnerkit.values.time import Period

JUNE = Period.month(2026, 6)


def at(*when):
    moment = datetime(*when, tzinfo=UTC)
    return moment, ordinal(moment)


@pytest.mark.parametrize(
    ("when", "begun", "share"),
    [
        ((2026, 5, 31), False, 0),
        ((2026, 6, 1), False, 0),
        ((2026, 6, 16), True, Fraction(1, 2)),
        ((2026, 8, 1), True, 1),
    ],
)
def test_the_days_that_have_passed_are_the_share(when, begun, share):
    course = course_of(JUNE, *at(*when), "UTC", None)

    assert (course.begun, course.share, course.due, course.elapsed) == (
        begun,
        share,
        share,
        Decimal(float(share)),
    )
    assert (course.passed, course.left) == (share * 30, 30 - share * 30)


def test_the_season_says_what_is_due_while_the_period_runs():
    def season(period, start, now):
        return Fraction(int(now - start), 60)

    assert course_of(JUNE, *at(2026, 6, 16), "UTC", season).due == Fraction(1, 4)
    assert course_of(JUNE, *at(2026, 7, 1), "UTC", season).due == 1


def test_a_period_without_end_has_no_share():
    course = course_of(Period.since(JUNE.start), *at(2026, 6, 16), "UTC", None)

    assert (course.begun, course.share, course.due, course.elapsed) == (True, None, None, None)
    assert (course.passed, course.left) == (0, 0)

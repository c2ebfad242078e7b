"""Whether the vendor delivered in time."""

from datetime import UTC, date, datetime

import pytest

from partnerkit.facts import Delivery
from partnerkit.values.errors import InvalidValue

ORDERED, DUE = date(2026, 3, 2), date(2026, 3, 9)


def ordered(**more):
    return Delivery(**{"id": "O-1", "partner": "P-4", "ordered_on": ORDERED, "promised_on": DUE} | more)


@pytest.mark.parametrize(
    ("delivered", "day", "late"),
    [
        (DUE, date(2026, 3, 31), 0),
        (date(2026, 3, 5), date(2026, 3, 31), 0),
        (date(2026, 3, 10), date(2026, 3, 31), 1),
        (None, DUE, None),
        (None, date(2026, 3, 10), 1),
    ],
)
def test_days_late_are_counted_from_the_first_promise(delivered, day, late):
    assert ordered(delivered_on=delivered).days_late(day) == late


def test_without_a_promise_nothing_is_late():
    assert ordered(promised_on=None, delivered_on=DUE).days_late(date(2026, 3, 31)) is None


def test_that_it_came_is_not_known_before():
    come = ordered(delivered_on=DUE)

    assert come.as_known_at(datetime(2026, 3, 9, 12, tzinfo=UTC)) == ordered()
    assert come.as_known_at(datetime(2026, 3, 2, 12, tzinfo=UTC)) is None


def test_nothing_comes_before_it_was_ordered():
    with pytest.raises(InvalidValue, match="delivered_on"):
        ordered(delivered_on=date(2026, 3, 1))

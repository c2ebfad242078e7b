"""Who takes part in a comparison, and owes what."""

from datetime import date

import pytest

from partnerkit.scoring import Ring
from partnerkit.values.errors import InvalidValue
from partnerkit.values.time import Period

RING = Ring(id="north", members=["P-1", "P-2"], kpis=["revenue", "stock"], due_days=10)


def test_each_member_owes_each_figure_until_a_day():
    owed = RING.owed(Period.month(2026, 2))

    assert [(each.partner, each.kpi) for each in owed] == [
        ("P-1", "revenue"),
        ("P-1", "stock"),
        ("P-2", "revenue"),
        ("P-2", "stock"),
    ]
    assert {each.until for each in owed} == {date(2026, 3, 10)}


def test_nobody_owes_for_a_period_without_end():
    with pytest.raises(InvalidValue):
        RING.owed(Period.since(date(2026, 1, 1)))


def test_a_member_is_no_observer():
    with pytest.raises(InvalidValue, match="observer"):
        Ring(id="north", members=["P-1"], kpis=["revenue"], observers=["P-1"])
    with pytest.raises(InvalidValue):
        Ring(id="north", members=[], kpis=["revenue"])
    with pytest.raises(InvalidValue, match="timezone: 'Mars/Olympus' is not valid"):
        Ring(id="north", members=["P-1"], kpis=["revenue"], timezone="Mars/Olympus")


def test_nobody_owes_anything_after_the_calendar_ends():
    with pytest.raises(InvalidValue, match="before the year 10000"):
        Ring(id="north", members=["P-1"], kpis=["revenue"], due_days=3_650).owed(Period.year(9998))


@pytest.mark.parametrize("office", ["partner", "P-1", "vendor"])
def test_the_office_is_nobody_who_takes_part_or_looks_on(office):
    with pytest.raises(InvalidValue, match="office"):
        Ring(id="north", members=["P-1"], kpis=["revenue"], observers=["vendor"], office=office)

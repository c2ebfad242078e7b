"""A standing meeting is judged on both sides of a change of the clock."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from partnerkit.engagement import Attendee, weekly_slots
from partnerkit.interop import say
from partnerkit.values.errors import InvalidValue
from partnerkit.values.hours import WorkingCalendar

WEEK = dict.fromkeys(range(5), ((time(9), time(17)),))


def person(zone):
    return Attendee(id=zone, calendar=WorkingCalendar(zone=zone, week=WEEK))


def standing(*zones, zone="Europe/Berlin", first=date(2026, 3, 2), weeks=6, **kwargs):
    return weekly_slots(
        [person(each) for each in zones], minutes=60, first=first, weeks=weeks, zone=zone, **kwargs
    )


def test_it_keeps_its_time_on_the_clock_of_its_zone():
    best = standing("Europe/Berlin", "America/New_York")[0]
    there = [each.astimezone(ZoneInfo("Europe/Berlin")) for each in best.starts]

    assert {(each.weekday(), each.time()) for each in there} == {(best.weekday, best.at)}
    # For three weeks, New York is an hour closer.
    assert len({each.astimezone(ZoneInfo("America/New_York")).hour for each in best.starts}) == 2
    assert sum(best.missed.values()) == 0


def test_misses_are_counted_over_all_weeks():
    worst = standing("Europe/Berlin", "America/New_York", count=10_000)[-1]

    assert max(worst.missed.values()) == 6
    assert [sum(each.missed.values()) for each in standing("Europe/Berlin", count=700)] == sorted(
        sum(each.missed.values()) for each in standing("Europe/Berlin", count=700)
    )


def test_a_time_that_a_week_skips_is_left_out():
    slots = standing("Europe/Berlin", first=date(2026, 3, 23), weeks=2, count=700)

    assert len(slots) == 668  # 2:00 to 2:45 on Sunday, 29 March
    assert not any(each.weekday == 6 and each.at.hour == 2 for each in slots)


def test_they_are_a_table():
    slots = standing("Europe/Berlin", "America/New_York", count=3)

    assert list(slots.to_frame()["at"]) == ["15:00", "15:15", "15:30"]
    assert repr(slots) == "<WeeklySlots: 3>"
    assert [each.weekday for each in slots[:2]] == [0, 0]


def test_it_is_said_in_words():
    best = standing("Europe/Berlin", "Asia/Kolkata", weeks=4)[0]

    assert say(best, locale="sv").startswith(
        "Varje måndag kl. 09:00 (Europe/Berlin): 4 möten; utanför arbetstid,"
    )


def test_bad_input_is_refused():
    with pytest.raises(InvalidValue, match="zone"):
        standing("Europe/Berlin", zone="Europe/Nowhere")
    with pytest.raises(InvalidValue, match="weeks: 0 is not valid here; use a whole number from 1 to 53"):
        standing("Europe/Berlin", weeks=0)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("minutes", ("60", 0, 50, 10**12)),
        ("first", ("2026-03-02", datetime(2026, 3, 2), date(1970, 1, 1), date.max)),
        ("count", (0, -1, 2.0)),
    ],
)
def test_bad_input_is_named(name, values):
    for value in values:
        given = {"minutes": 60, "first": date(2026, 3, 2), "weeks": 1, "zone": "UTC"} | {name: value}
        with pytest.raises(InvalidValue, match=f"^{name}: "):
            weekly_slots([person("UTC")], **given)

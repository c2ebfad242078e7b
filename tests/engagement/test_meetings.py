"""Slots that suit all come first; whoever bore most is spared."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from partnerkit.engagement import Attendee, in_turns, meeting_slots
from partnerkit.interop import say
from partnerkit.values.errors import InvalidInput, InvalidValue
from partnerkit.values.hours import WorkingCalendar
from partnerkit.values.time import Period, Span

DAYS = dict.fromkeys(range(5), ((time(9), time(17)),))


def office(zone, **kwargs):
    return WorkingCalendar(zone=zone, week=DAYS, **kwargs)


def person(zone, **kwargs):
    return Attendee(id=kwargs.pop("id", zone), calendar=office(zone), **kwargs)


def days(first, last, month=3):
    return Span(start=datetime(2026, month, first, tzinfo=UTC), end=datetime(2026, month, last, tzinfo=UTC))


BERLIN, DELHI, SEATTLE, TOKYO = map(
    person, ("Europe/Berlin", "Asia/Kolkata", "America/Los_Angeles", "Asia/Tokyo")
)


def test_the_best_slot_suits_everybody():
    best = meeting_slots([BERLIN, DELHI], minutes=60, within=days(2, 7))[0]

    assert best.missed == ()
    assert best.span.start == datetime(2026, 3, 2, 8, tzinfo=UTC)
    assert say(best) == "It fits the working time of all 2: Mar 2, 2026, 8:00\u202fAM UTC."


def test_where_none_suits_everybody_the_fewest_are_missed_and_named():
    slots = meeting_slots([BERLIN, DELHI, SEATTLE], minutes=60, within=days(2, 7))

    assert slots.fitting == 0
    assert slots[0].missed == ("America/Los_Angeles",)
    assert say(slots[0], locale="de", names={"America/Los_Angeles": "Kim"}).startswith(
        "Außerhalb der Arbeitszeit von Kim: "
    )


def test_who_is_not_needed_is_missed_before_those_who_are():
    optional = evolve(BERLIN, is_needed=False)

    assert meeting_slots([optional, SEATTLE], minutes=60, within=days(2, 7))[0].missed == ("Europe/Berlin",)


def test_holidays_and_liked_hours_count():
    calendar = office("Europe/Berlin", holidays=(date(2026, 3, 2),))
    late = Attendee(id="U-1", calendar=calendar, likes=(time(15), time(17)))
    best = meeting_slots([late], minutes=120, within=days(2, 7))[0]

    assert best.span.start == datetime(2026, 3, 3, 14, tzinfo=UTC)
    assert best.burden == {"U-1": 0.0}


def test_seven_in_the_morning_is_better_than_three_at_night_where_nobody_works():
    """What a slot costs hangs on the slot, not on what else was asked for."""
    night = Span(
        start=datetime(2026, 3, 2, 18, tzinfo=UTC), end=datetime(2026, 3, 3, 8, tzinfo=UTC)
    )  # in Berlin, from 7 in the evening to 9 in the morning
    week = {each.span: each.burden for each in meeting_slots([BERLIN], minutes=60, within=days(1, 6))}
    slots = meeting_slots([BERLIN], minutes=60, within=night)

    assert slots[0].span.start == datetime(2026, 3, 3, 7, tzinfo=UTC)
    assert all(each.burden == week[each.span] for each in slots)


def test_a_meeting_tells_what_has_been_borne_with_it():
    best = meeting_slots([BERLIN], minutes=30, within=days(2, 7), borne={"Europe/Berlin": 100.0})[0]

    assert best.borne == {"Europe/Berlin": 115.0}


def test_what_somebody_bore_is_not_forgotten_by_a_meeting_without_him():
    before = {"Asia/Tokyo": 300.0, "Europe/Berlin": 100.0}
    (best,) = in_turns([BERLIN], minutes=30, within=[days(2, 7)], borne=before)

    assert best.borne == {"Asia/Tokyo": 300.0, "Europe/Berlin": 115.0}


def test_the_early_call_goes_round():
    """Half the world apart, so that one of the two is always out of hours: over twelve weeks they bear alike."""
    weeks = [
        Span(
            start=datetime(2026, 3, 2, tzinfo=UTC) + timedelta(weeks=at),
            end=datetime(2026, 3, 7, tzinfo=UTC) + timedelta(weeks=at),
        )
        for at in range(12)
    ]
    meetings = in_turns([BERLIN, SEATTLE], minutes=60, within=weeks)
    often = {
        name: sum(name in each.missed for each in meetings)
        for name in ("Europe/Berlin", "America/Los_Angeles")
    }

    assert min(often.values()) >= 5
    first, second = meetings[-1].borne.values()
    assert abs(first - second) <= max(max(each.burden.values()) for each in meetings)


def test_slots_are_made_when_asked_for():
    slots = meeting_slots([BERLIN, DELHI], minutes=60, within=days(2, 3))

    assert len(slots) == 93
    assert slots[-1].missed
    assert [each.span for each in slots[:2]] == [slots[0].span, slots[1].span]
    assert len(list(slots)) == 93
    assert repr(slots) == "<Slots: 93 of 60 minutes, 11 in everybody's working time>"


def test_slots_are_a_table():
    frame = meeting_slots([BERLIN, DELHI], minutes=60, within=days(2, 3)).to_frame()

    assert frame["start"][0].item().isoformat() == "2026-03-02T08:00:00"
    assert frame["missed"][:12].tolist() == [0] * 11 + [1]
    assert frame["burden_Asia/Kolkata"][0] == 30


zones = st.sampled_from(("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Adelaide", "UTC"))


@given(
    st.lists(zones, min_size=1, max_size=3, unique=True),
    st.sampled_from((15, 45, 60)),
    st.sampled_from((6, 28)),
)
def test_a_slot_lies_in_everybody_s_working_time_or_says_whose_it_misses(names, minutes, day):
    """Over the days on which America, and then Europe, change the clock."""
    people = [person(zone) for zone in names]
    start = datetime(2026, 3, day, tzinfo=UTC)
    slots = meeting_slots(people, minutes=minutes, within=Span(start=start, end=start + timedelta(days=4)))

    assert len({each.span.start for each in slots[:50]}) == min(50, len(slots))
    for slot in (*slots[:20], *slots[-20:]):
        quarters = [slot.span.start + timedelta(minutes=at) for at in range(0, minutes, 5)]
        missed = tuple(each.id for each in people if not all(map(each.calendar.is_open, quarters)))
        assert slot.missed == missed


@given(st.lists(zones, min_size=2, max_size=3, unique=True))
def test_the_order_of_people_changes_nothing(names):
    within = days(2, 5)
    one = meeting_slots([person(zone) for zone in names], minutes=60, within=within)
    other = meeting_slots([person(zone) for zone in reversed(names)], minutes=60, within=within)

    assert [each.span for each in one[:20]] == [each.span for each in other[:20]]


def test_bad_input_is_refused_all_at_once():
    with pytest.raises(InvalidInput) as caught:
        meeting_slots(
            [BERLIN, BERLIN, Attendee(id="U-9", calendar=WorkingCalendar(zone="UTC", week={}))],
            minutes=50, within=days(2, 7), borne={"Europe/Berlin": float("nan"), "U-9": True},
        )  # fmt: skip
    assert [fault.path for fault in caught.value.faults] == [
        "attendees[1].id",
        "attendees[2].calendar.week",
        "minutes",
        "borne['Europe/Berlin']",
        "borne['U-9']",
    ]
    with pytest.raises(InvalidValue, match="name at least one"):
        meeting_slots([], minutes=60, within=days(2, 7))
    with pytest.raises(InvalidValue, match="within"):
        meeting_slots([BERLIN], minutes=60, within=Period.month(2026, 3))
    with pytest.raises(InvalidValue, match="give a span for each meeting"):
        in_turns([BERLIN], minutes=60, within=[])
    with pytest.raises(InvalidValue, match="give a span for each meeting"):
        in_turns([BERLIN], minutes=60, within=days(2, 7))
    with pytest.raises(InvalidValue, match="use an Attendee"):
        meeting_slots(["U-1"], minutes=60, within=days(2, 7))
    short = Span(start=datetime(2026, 3, 2, 9, 10, tzinfo=UTC), end=datetime(2026, 3, 2, 10, 10, tzinfo=UTC))
    with pytest.raises(InvalidValue, match="within"):
        meeting_slots([BERLIN], minutes=60, within=short)
    long = Span(start=datetime(2026, 1, 1, tzinfo=UTC), end=datetime(2028, 1, 1, tzinfo=UTC))
    with pytest.raises(InvalidValue, match="at most 400 days"):
        meeting_slots([BERLIN], minutes=60, within=long)
    with pytest.raises(InvalidValue, match="likes"):
        Attendee(id="U-1", calendar=office("UTC"), likes=(time(17), time(9)))

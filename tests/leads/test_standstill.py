"""When does a clock stand still by itself?"""

from datetime import UTC, datetime, timedelta

import pytest

from partnerkit.leads import Clock, Pause, PauseCondition, ServiceLevel, Signal, move_clock, notices, watch
from partnerkit.leads.standstill import paused
from partnerkit.values.errors import InvalidValue

MONDAY = datetime(2026, 3, 2, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
ASKED = PauseCondition(why="customer-asked", begins=["asked-to-wait"], ends=["answered", "contract-sent"])
OUTAGE = PauseCondition(why="vendor-outage", begins=["portal-down"], ends=["portal-up"])


def level(*pauses):
    return ServiceLevel(name="claim", owed_by="partner", within=8 * HOUR, warn=2 * HOUR, pauses=pauses)


def clock(**more):
    return Clock(**{"subject": "L-1", "level": "claim", "owner": "P-4", "started_at": MONDAY, **more})


def signal(kind, hour, subject="L-1", by=None):
    return Signal(kind=kind, at=MONDAY + hour * HOUR, subject=subject, by=by)


def told(signals, *, pauses=(ASKED, OUTAGE), after=7, **more):
    return watch([clock(**more)], [level(*pauses)], signals=signals, as_of=MONDAY + after * HOUR)[0]


def hours(standing):
    return [
        ((each.since - MONDAY) / HOUR, each.until and (each.until - MONDAY) / HOUR, each.why)
        for each in standing.clock.pauses
    ]


def test_what_was_agreed_stops_the_time_and_starts_it_again():
    waiting = told([signal("asked-to-wait", 1)])
    assert (waiting.state, waiting.used, waiting.due) == ("paused", HOUR, None)

    again = told([signal("asked-to-wait", 1), signal("answered", 5)])
    assert (again.state, again.used, again.due) == ("running", 3 * HOUR, MONDAY + 12 * HOUR)
    assert hours(again) == [(1, 5, "customer-asked")]


def test_what_was_not_agreed_stops_nothing():
    assert told([signal("asked-to-wait", 1)], pauses=()).used == 7 * HOUR
    assert told([signal("on-holiday", 1)]).used == 7 * HOUR
    assert told([signal("asked-to-wait", 1, subject="L-2")]).used == 7 * HOUR


def test_an_outage_stops_every_clock():
    assert (
        told([signal("portal-down", 2, subject=None), signal("portal-up", 3, subject=None)]).used == 6 * HOUR
    )


def test_nobody_stops_his_own_clock_where_it_takes_the_word_of_another():
    trusted = PauseCondition(
        why="customer-asked", begins=["asked-to-wait"], ends=["answered"], told_by=["customer", "vendor"]
    )

    assert told([signal("asked-to-wait", 1, by="partner")], pauses=[trusted]).used == 7 * HOUR
    assert told([signal("asked-to-wait", 1)], pauses=[trusted]).used == 7 * HOUR
    assert told([signal("asked-to-wait", 1, by="customer")], pauses=[trusted]).used == HOUR


def test_it_ends_by_itself_and_begins_anew_when_asked_again():
    short = PauseCondition(
        why="customer-asked", begins=["asked-to-wait"], ends=["answered"], at_most=2 * HOUR
    )

    assert hours(told([signal("asked-to-wait", 1)], pauses=[short])) == [(1, 3, "customer-asked")]
    # Asked again while it waits: from then on; asked again later: a pause of its own.
    assert hours(told([signal("asked-to-wait", 1), signal("asked-to-wait", 2)], pauses=[short])) == [
        (1, 4, "customer-asked")
    ]
    assert hours(told([signal("asked-to-wait", 1), signal("asked-to-wait", 5)], pauses=[short])) == [
        (1, 3, "customer-asked"),
        (5, 7, "customer-asked"),
    ]


def test_a_signal_of_later_is_not_known_yet_and_the_order_does_not_matter():
    signals = [signal("answered", 5), signal("asked-to-wait", 1)]

    assert told(signals).used == 3 * HOUR
    assert told(signals, after=4).state == "paused"
    assert told([signal("answered", 0.5)]).used == 7 * HOUR


def test_pauses_that_overlap_count_once_beside_those_a_person_set():
    signals = [
        signal("asked-to-wait", 1),
        signal("portal-down", 2, subject=None),
        signal("answered", 3),
        signal("portal-up", 5, subject=None),
    ]
    own = [Pause(since=MONDAY + 4 * HOUR, until=MONDAY + 6 * HOUR, why="bad-contact-data")]

    assert hours(told(signals, pauses=(ASKED, OUTAGE))) == [(1, 3, "customer-asked"), (3, 5, "vendor-outage")]
    both = watch([clock(pauses=own)], [level(ASKED, OUTAGE)], signals=signals, as_of=MONDAY + 7 * HOUR)[0]
    assert [each[2] for each in hours(both)] == ["customer-asked", "vendor-outage", "bad-contact-data"]
    assert both.used == 2 * HOUR


def test_only_the_time_of_the_clock_stands_still():
    early = told([signal("asked-to-wait", -3), signal("answered", 2)])
    assert (hours(early), early.used) == ([(0, 2, "customer-asked")], 5 * HOUR)

    done = told([signal("asked-to-wait", 3)], stopped_at=MONDAY + 4 * HOUR, ended="done")
    assert (hours(done), done.used) == ([(3, 4, "customer-asked")], 3 * HOUR)
    late = told([signal("asked-to-wait", 5)], stopped_at=MONDAY + 4 * HOUR, ended="done")
    assert (hours(late), late.used) == ([], 4 * HOUR)


def test_who_is_paused_is_neither_warned_nor_late_and_hands_the_pause_over():
    watched = watch([clock()], [level(ASKED)], signals=[signal("asked-to-wait", 5)], as_of=MONDAY + 30 * HOUR)

    assert len(notices(watched)) == 0
    moved = move_clock(watched[0].clock, "P-5", at=MONDAY + 30 * HOUR, credit=0)
    assert moved.after.carried == 5 * HOUR


def test_a_signal_cannot_both_stop_and_start_the_time():
    with pytest.raises(InvalidValue, match="no signal both begin and end"):
        PauseCondition(why="customer-asked", begins=["asked"], ends=["asked"])


def test_the_moment_has_a_time_zone():
    with pytest.raises(InvalidValue, match=r"^as_of: .*time zone"):
        paused([clock()], {}, [signal("asked-to-wait", 1)], as_of=MONDAY.replace(tzinfo=None))

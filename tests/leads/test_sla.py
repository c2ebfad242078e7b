"""Is what was promised done in time, and who must hear of it now?"""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from attrs import evolve

from partnerkit.leads import (
    Clock,
    Escalation,
    Pause,
    PauseCondition,
    ServiceLevel,
    move_clock,
    notices,
    watch,
)
from partnerkit.values.errors import InvalidValue, NotFound
from partnerkit.values.hours import WorkingCalendar

#: Monday, 9:00 in Berlin.
START = datetime(2026, 3, 2, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
CALENDARS = {
    "berlin": WorkingCalendar(
        zone="Europe/Berlin",
        week={day: ((time(9), time(17)),) for day in range(5)},
        holidays=(date(2026, 3, 3),),
    ),
    "new-york": WorkingCalendar(
        zone="America/New_York", week={day: ((time(9), time(17)),) for day in range(5)}
    ),
}
CLAIM = ServiceLevel(
    name="claim",
    owed_by="partner",
    within=8 * HOUR,
    warn=2 * HOUR,
    escalations=[
        Escalation(after=timedelta(), to="account-manager"),
        Escalation(after=8 * HOUR, to="channel-manager"),
    ],
)
BRIEF = ServiceLevel(name="brief", owed_by="marketing", within=4 * HOUR)


def clock(subject="L-1", **changes):
    return Clock(
        **{
            "subject": subject,
            "level": "claim",
            "owner": "P-4",
            "calendar": "berlin",
            "started_at": START,
            **changes,
        }
    )


def standing(told, after):
    return watch([told], [CLAIM, BRIEF], CALENDARS, as_of=START + after)[0]


def test_the_time_is_that_of_whoever_owes():
    # Tuesday is a holiday in Berlin; in New York the day begins six hours later.
    assert standing(clock(), 2 * DAY).used == 8 * HOUR
    assert standing(clock(calendar="new-york"), 2 * DAY).used == 16 * HOUR
    assert standing(clock(calendar=None), 2 * DAY).used == 48 * HOUR
    assert standing(clock(), DAY).due == START + 8 * HOUR


def test_several_clocks_run_on_one_lead_and_both_sides_owe():
    clocks = [clock(), clock(level="brief", owner="marketing")]
    told = watch(clocks, [CLAIM, BRIEF], CALENDARS, as_of=START + 5 * HOUR)

    assert [(each.clock.level, each.state, each.left) for each in told] == [
        ("claim", "running", 3 * HOUR),
        ("brief", "overdue", -HOUR),
    ]
    assert [each.level.owed_by for each in told[:]] == ["partner", "marketing"]


def test_a_pause_stops_the_time_and_the_warning():
    asked = clock(pauses=[Pause(since=START + HOUR, why="customer-asked")])
    told = standing(asked, 7 * HOUR)

    assert (told.state, told.used, told.due) == ("paused", HOUR, None)
    resumed = standing(asked.resume(at=START + 5 * HOUR), 7 * HOUR)
    assert (resumed.state, resumed.used) == ("running", 3 * HOUR)
    assert resumed.due == START + 2 * DAY + 4 * HOUR


def test_a_pause_does_not_heal_what_was_late_before():
    late = clock(pauses=[Pause(since=START + 2 * DAY + HOUR, why="vendor-outage")])

    assert standing(late, 3 * DAY).state == "overdue"


@pytest.mark.parametrize(
    ("after", "kinds"),
    [
        (5 * HOUR, []),
        (6 * HOUR, [("warning", "P-4")]),
        (8 * HOUR, [("warning", "P-4")]),
        (2 * DAY + HOUR, [("breach", "P-4"), ("escalation", "account-manager")]),
        (
            3 * DAY + HOUR,
            [("breach", "P-4"), ("escalation", "account-manager"), ("escalation", "channel-manager")],
        ),
    ],
)
def test_who_hears_of_it_comes_in_stages(after, kinds):
    told = notices(watch([clock()], [CLAIM], CALENDARS, as_of=START + after))

    assert [(each.kind, each.to) for each in told] == kinds


def test_everything_is_told_once_however_often_the_scheduler_asks():
    told, kinds = set(), []
    for hour in range(24 * 10):
        for notice in notices(watch([clock()], [CLAIM], CALENDARS, as_of=START + hour * HOUR), told):
            told.add(notice.key)
            kinds.append(notice.kind)

    assert kinds == ["warning", "breach", "escalation", "escalation"]


def test_a_slash_in_an_id_makes_no_two_events_one():
    named = [("a", "b/c"), ("a/b", "c"), ("a%2Fb", "c"), ("a%2Fb/", "c"), ("/a%2Fb", "c")]
    levels = [evolve(CLAIM, name=level) for level in ("b/c", "c")]
    clocks = [clock(subject, level=level) for subject, level in named]
    keys = [each.key for each in notices(watch(clocks, levels, CALENDARS, as_of=START + 6 * HOUR))]

    assert len(set(keys)) == len(named)
    assert keys[2] == "a%2Fb/c/P-4/2026-03-02T08:00:00Z/warning"


def test_what_was_done_is_not_escalated():
    done = clock().stop(at=START + 10 * DAY)

    assert notices(watch([done], [CLAIM], CALENDARS, as_of=START + 20 * DAY)) == ()
    assert standing(done, 20 * DAY).stage == 0


@pytest.mark.parametrize(
    ("credit", "left"), [(1, 8 * HOUR), (0, 5 * HOUR), (Decimal("0.5"), timedelta(hours=6, minutes=30))]
)
def test_on_reassignment_the_new_owner_gets_the_time_back_as_agreed(credit, left):
    moved = move_clock(
        clock(), "P-5", at=START + 3 * HOUR, calendar="new-york", calendars=CALENDARS, credit=credit
    )
    before, after = moved.before, moved.after

    assert (before.ended, before.stopped_at) == ("handed-over", START + 3 * HOUR)
    assert standing(before, DAY).state == "handed-over"
    told = standing(after, 3 * HOUR)
    assert (told.clock.owner, told.left, told.state) == ("P-5", left, "running")


def test_time_of_several_owners_adds_up_where_none_of_it_is_credited():
    second = move_clock(
        clock(), "P-5", at=START + 3 * HOUR, calendar="berlin", calendars=CALENDARS, credit=0
    ).after
    third = move_clock(
        second, "P-6", at=START + 5 * HOUR, calendar="berlin", calendars=CALENDARS, credit=0
    ).after

    assert third.carried == 5 * HOUR


@pytest.mark.parametrize("credit", [0.5, -1, 2, True, Decimal("NaN")])
def test_a_credit_is_an_exact_part(credit):
    with pytest.raises(InvalidValue, match="credit"):
        move_clock(clock(calendar=None), "P-5", at=START, credit=credit)
    with pytest.raises(InvalidValue, match=r"^at: "):
        move_clock(clock(calendar=None), "P-5", at=START.replace(tzinfo=None))


def test_every_state_has_its_reason():
    stopped = [clock().stop(at=START + HOUR, ended=how) for how in ("done", "handed-over", "withdrawn")]
    late = clock().stop(at=START + 9 * DAY)

    assert standing(clock(), -HOUR).reason.code == "sla-ahead"
    assert [standing(each, 9 * DAY).reason.code for each in (*stopped, late)] == [
        "sla-met",
        "sla-handed-over",
        "sla-withdrawn",
        "sla-breached",
    ]
    assert dict(standing(clock(), HOUR).reason.facts) == {
        "subject": "L-1",
        "level": "claim",
        "owner": "P-4",
        "used": Decimal("1.00"),
        "within": Decimal("8.00"),
        "due": START + 8 * HOUR,
    }


def test_a_level_that_is_not_there_is_refused():
    with pytest.raises(NotFound, match=r"clocks\[0\]\.level"):
        watch([clock(level="feedback")], [CLAIM], CALENDARS, as_of=START)
    with pytest.raises(InvalidValue, match="levels"):
        watch([], [CLAIM, CLAIM], as_of=START)


def test_an_answer_is_a_table():
    frame = watch([clock()], [CLAIM], CALENDARS, as_of=START + 2 * HOUR).to_frame()

    assert frame["state"].tolist() == ["running"]
    assert frame["used_hours"].tolist() == [2.0]


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"clocks": clock()}, "clocks"),
        ({"clocks": ["L-1"]}, r"clocks\[0\]"),
        ({"levels": CLAIM}, "levels"),
        ({"calendars": {"berlin": "9 to 5"}}, "calendars"),
    ],
)
def test_what_is_no_list_of_clocks_or_levels_is_refused_by_name(given, path):
    with pytest.raises(InvalidValue, match=f"^{path}: "):
        watch(**{"clocks": [clock()], "levels": [CLAIM], "calendars": CALENDARS, "as_of": START, **given})


def test_what_is_due_beyond_all_calendars_has_no_moment():
    for_ever = ServiceLevel(name="claim", owed_by="partner", within=timedelta(days=timedelta.max.days))
    (told,) = watch([clock(calendar=None)], [for_ever], as_of=START + HOUR)

    assert (told.state, told.due, told.used) == ("running", None, HOUR)
    with pytest.raises(InvalidValue, match=r"^at_most: .*100 years"):
        PauseCondition(why="ill", begins=["asked"], ends=["told"], at_most=timedelta(days=36_525))

"""Clocks add up, never run backwards, do not depend on who looks, and agree with a slow reading."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from partnerkit.leads import Clock, Pause, PauseCondition, ServiceLevel, Signal, move_clock, notices, watch
from partnerkit.values.hours import WorkingCalendar

HOUR = timedelta(hours=1)
CALENDARS = {
    "berlin": WorkingCalendar(
        zone="Europe/Berlin",
        week={day: ((time(8), time(12)), (time(13), time(17))) for day in range(5)},
        holidays=(date(2026, 4, 3), date(2026, 4, 6)),
    ),
    # Open through both nights on which clocks change.
    "night": WorkingCalendar(zone="America/New_York", week={day: ((time(22), time(6)),) for day in range(7)}),
}
CLAIM = ServiceLevel(name="claim", owed_by="partner", within=16 * HOUR, warn=4 * HOUR)
#: March to November holds both changes of both zones.
moments = st.datetimes(datetime(2026, 3, 1), datetime(2026, 11, 30), timezones=st.just(UTC)).map(
    lambda at: at.replace(microsecond=0)
)
calendars = st.sampled_from([None, *CALENDARS])


@st.composite
def clocks(draw):
    start, *bounds = sorted(draw(st.lists(moments, min_size=1, max_size=6, unique=True)))
    pauses = [
        Pause(since=since, until=until, why="customer-asked")
        for since, until in zip(bounds[::2], bounds[1::2], strict=False)
    ]
    return Clock(
        subject="L-1",
        level="claim",
        owner="P-4",
        calendar=draw(calendars),
        started_at=start,
        pauses=pauses,
        carried=HOUR * draw(st.integers(0, 3)),
    )


def standing(clock, at):
    return watch([clock], [CLAIM], CALENDARS, as_of=at)[0]


def slowly(clock, at):
    """Return the working time on the clock, minute by minute where it is looked at, from its calendar alone."""
    calendar = None if clock.calendar is None else CALENDARS[clock.calendar]
    cuts = [clock.started_at, *(each for pause in clock.pauses for each in (pause.since, pause.until)), at]
    running = timedelta()
    for since, until in zip(cuts[::2], cuts[1::2], strict=True):
        first, last = min(since, at), min(until, at)
        running += last - first if calendar is None else calendar.elapsed(first, last)
    return clock.carried + running


@given(clock=clocks(), at=moments)
def test_the_kernel_agrees_with_a_reading_piece_by_piece(clock, at):
    expected = clock.carried if at <= clock.started_at else slowly(clock, at)

    assert standing(clock, at).used == expected


@given(clock=clocks(), at=st.lists(moments, min_size=2, max_size=2))
def test_time_never_runs_backwards(clock, at):
    earlier, later = (standing(clock, each).used for each in sorted(at))

    assert timedelta() <= earlier <= later


@given(clock=clocks(), middle=moments, end=moments)
def test_time_adds_up_over_a_hand_over_without_credit(clock, middle, end):
    middle, end = sorted((max(middle, clock.started_at), max(end, clock.started_at)))
    # The new owner begins without pauses: so cut where none is or comes.
    if any(pause.until > middle for pause in clock.pauses):
        return
    after = move_clock(clock, "P-5", at=middle, calendar=clock.calendar, calendars=CALENDARS, credit=0).after

    assert standing(after, end).used == standing(clock, end).used


@given(
    clock=clocks(), at=moments, zone=st.sampled_from(["Asia/Tokyo", "America/Los_Angeles", "Europe/London"])
)
def test_it_does_not_matter_from_where_one_looks(clock, at, zone):
    told, elsewhere = standing(clock, at), standing(clock, at.astimezone(ZoneInfo(zone)))

    assert (told.state, told.used, told.due) == (elsewhere.state, elsewhere.used, elsewhere.due)


@given(clock=clocks())
def test_a_clock_is_late_just_after_it_was_due(clock):
    due = standing(clock, clock.pauses[-1].until if clock.pauses else clock.started_at).due

    assert standing(clock, due).used == max(CLAIM.within, clock.carried)
    assert standing(clock, due).state in ("at-risk", "paused")
    # Working time goes on when the place next opens.
    assert standing(clock, due + 30 * timedelta(days=1)).state in ("overdue", "paused")


@given(told=st.lists(clocks(), min_size=1, max_size=4), at=st.lists(moments, min_size=1, max_size=6))
def test_everything_is_told_once_and_only_what_is_so(told, at):
    different = [
        Clock(subject=f"L-{place}", level="claim", owner=each.owner, started_at=each.started_at)
        for place, each in enumerate(told)
    ]
    known, heard = set(), []
    for moment in sorted(at):
        found = notices(watch(different, [CLAIM], as_of=moment), known)
        heard += [each.key for each in found]
        known.update(heard)
    last = watch(different, [CLAIM], as_of=max(at))

    assert len(heard) == len(set(heard))
    overdue = {each.clock.subject for each in last.of_state("overdue")}
    assert {key.split("/")[0] for key in heard if key.endswith("breach")} == overdue


WAITS = (
    PauseCondition(
        why="customer-asked", begins=["ask"], ends=["answer"], told_by=["customer"], at_most=5 * HOUR
    ),
    PauseCondition(why="vendor-outage", begins=["down"], ends=["up", "fixed"]),
)
WAITING = ServiceLevel(name="claim", owed_by="partner", within=16 * HOUR, pauses=WAITS)
BEGIN = datetime(2026, 3, 2, tzinfo=UTC)
signals = st.builds(
    Signal,
    kind=st.sampled_from(["ask", "answer", "down", "up", "fixed", "else"]),
    at=st.integers(-5, 40).map(lambda hour: BEGIN + hour * HOUR),
    subject=st.sampled_from(["L-1", "L-2", None]),
    by=st.sampled_from(["customer", "partner"]),
)


def waits(condition, heard, hour):
    """Tell by hand whether the hour that begins at *hour* stands still by *condition*."""
    since = None
    for each in sorted(heard, key=lambda one: one.at):
        if (
            each.at > hour
            or each.subject == "L-2"
            or (condition.told_by and each.by not in condition.told_by)
        ):
            continue
        if each.kind in condition.begins:
            since = each.at
        elif each.kind in condition.ends:
            since = None
    return since is not None and (condition.at_most is None or hour < since + condition.at_most)


@given(
    heard=st.lists(signals, max_size=10, unique_by=lambda each: each.at),
    last=st.integers(0, 45),
    stopped=st.none() | st.integers(0, 45),
)
def test_time_stands_still_exactly_in_the_hours_that_were_agreed(heard, last, stopped):
    clock = Clock(subject="L-1", level="claim", owner="P-4", started_at=BEGIN)
    if stopped is not None:
        clock = clock.stop(at=BEGIN + stopped * HOUR)
    as_of = BEGIN + last * HOUR
    known = [each for each in heard if each.at <= as_of]
    end = last if stopped is None else min(last, stopped)
    running = sum(not any(waits(each, known, BEGIN + hour * HOUR) for each in WAITS) for hour in range(end))

    (told,) = watch([clock], [WAITING], signals=heard, as_of=as_of)
    assert told.used == running * HOUR

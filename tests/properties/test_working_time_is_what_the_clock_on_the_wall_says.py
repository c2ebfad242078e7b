"""Working time adds up, due inverts it, and both agree with reading the wall clock minute by minute."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnerkit.values.hours import WorkingCalendar
from partnerkit.values.sets import PeriodSet, SpanSet
from partnerkit.values.time import Period, Span

MINUTE = timedelta(minutes=1)

#: Both changes of a year in each zone, as the instants around which to look.
CHANGES = {
    "Africa/Casablanca": (datetime(2010, 5, 2, 0, tzinfo=UTC), datetime(2010, 8, 7, 23, tzinfo=UTC)),
    "Europe/Berlin": (datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)),
    "America/New_York": (datetime(2026, 3, 8, 7, tzinfo=UTC), datetime(2026, 11, 1, 6, tzinfo=UTC)),
    "Australia/Lord_Howe": (datetime(2026, 4, 4, 15, tzinfo=UTC), datetime(2026, 10, 3, 15, 30, tzinfo=UTC)),
}

#: The clocks change at night, so most blocks begin or end there.
faces = st.sampled_from(
    [time(hour, at) for hour in (*range(24), *[0, 1, 2, 3] * 6) for at in (0, 15, 30, 59)]
)
weeks = st.dictionaries(st.integers(0, 6), st.lists(st.tuples(faces, faces), max_size=3), max_size=7)
every_day = st.lists(st.tuples(faces, faces), min_size=1, max_size=3).map(
    lambda blocks: dict.fromkeys(range(7), blocks)
)


# Putting a strategy together takes longer than drawing from it: made once.
changes = st.sampled_from([(zone, change) for zone in sorted(CHANGES) for change in CHANGES[zone]])
within_hours = st.integers(-60 * 36, 60 * 36).map(lambda minutes: minutes * MINUTE)
days_off = st.sets(st.integers(-2, 2).map(timedelta), max_size=2)
three_moments = st.lists(within_hours, min_size=3, max_size=3)
absent = st.sampled_from(["never", "no day", "a day", "some hours", "some hours"])


@st.composite
def situations(draw, week=weeks | every_day):
    """Some calendar, with holidays and absences close to a change of the clocks, and that change."""
    zone, change = draw(changes)
    here = change.date()
    holidays = {here + days for days in draw(days_off)}
    start, end = sorted((change + draw(within_hours), change + draw(within_hours)))
    absences = {
        "never": SpanSet(),
        "no day": PeriodSet(),
        "a day": PeriodSet.of(Period.day(here + timedelta(days=1))),
        "some hours": SpanSet.of(Span.of(start, end)) if start < end else SpanSet(),
    }[draw(absent)]
    return WorkingCalendar(zone=zone, week=draw(week), holidays=holidays, absences=absences), change


def is_open_on_the_wall(calendar: WorkingCalendar, at: datetime) -> bool:
    """Read the clock on the wall at one instant; nothing is shared with the library's way."""
    wall = at.astimezone(ZoneInfo(calendar.zone))
    face, today = wall.time().replace(fold=0), wall.date()
    eve = today - timedelta(days=1)
    if today in calendar.holidays:
        return False
    if isinstance(calendar.absences, SpanSet):
        if any(span.start <= at < span.end for span in calendar.absences):
            return False
    elif any(period.start <= today < period.end for period in calendar.absences):
        return False
    from_today = any(
        start <= face < end or end <= start <= face for start, end in calendar.week[today.weekday()]
    )
    from_eve = any(end <= start and face < end for start, end in calendar.week[eve.weekday()])
    return from_today or from_eve


@given(situations(), st.data())
def test_elapsed_time_is_the_count_of_open_minutes(situation, data):
    calendar, change = situation
    start, end = sorted((change + data.draw(within_hours), change + data.draw(within_hours)))
    walked = sum(
        is_open_on_the_wall(calendar, start + MINUTE * step) for step in range((end - start) // MINUTE)
    )

    assert calendar.elapsed(start, end) == MINUTE * walked


@given(situations(), st.data())
def test_open_is_what_the_wall_says(situation, data):
    calendar, change = situation
    at = change + data.draw(within_hours)

    assert calendar.is_open(at) == is_open_on_the_wall(calendar, at)


@given(situations(week=every_day), st.data())
def test_the_next_opening_is_the_first_open_minute(situation, data):
    calendar, change = situation
    at = change + data.draw(within_hours)
    minutes = (at + MINUTE * step for step in range(60 * 24 * 10))

    assert calendar.next_open(at) == next(each for each in minutes if is_open_on_the_wall(calendar, each))


@st.composite
def nests(draw):
    """A block of up to a day, over midnight too, and blocks that lie within it."""
    start, length = draw(st.integers(0, 1_439)), draw(st.integers(2, 1_440))
    inside = st.tuples(st.integers(0, length), st.integers(0, length)).filter(lambda ends: ends[0] < ends[1])

    def block(first, last):
        return tuple(time(*divmod((start + at) % 1_440, 60)) for at in (first, last))

    # A block that begins after midnight belongs to the next day; in a week of equal days that is the same.
    return block(0, length), [block(*ends) for ends in draw(st.lists(inside, min_size=1, max_size=3))]


@given(changes, nests(), st.data())
def test_a_block_within_a_block_adds_nothing(change, nest, data):
    """Wherever the table is cut: at a change of the clocks, at an absence, at the ends of what is asked."""
    zone, at = change
    outer, inner = nest
    absent = SpanSet.of(Span.of(at, at + MINUTE * data.draw(st.integers(1, 600))))
    whole = Span.of(at - timedelta(days=2), at + timedelta(days=2))
    plain, nested = (
        WorkingCalendar(zone=zone, week=dict.fromkeys(range(7), blocks), absences=absences)
        for absences in [data.draw(st.sampled_from([SpanSet(), absent]))]
        for blocks in ([outer], [outer, *inner])
    )

    assert nested.open_spans(whole) == plain.open_spans(whole)
    assert nested.elapsed(whole.start, whole.end) == plain.elapsed(whole.start, whole.end)


@given(situations(), st.data())
def test_elapsed_times_add_up(situation, data):
    calendar, change = situation
    first, second, third = (
        change + data.draw(within_hours) + timedelta(seconds=data.draw(st.floats(0, 60))) for _ in range(3)
    )

    assert calendar.elapsed(first, third) == calendar.elapsed(first, second) + calendar.elapsed(second, third)
    assert calendar.elapsed(first, second) == -calendar.elapsed(second, first)


@given(situations(week=every_day), st.data())
def test_due_is_the_first_instant_at_which_the_time_has_elapsed(situation, data):
    calendar, change = situation
    start = change + data.draw(within_hours)
    work = timedelta(seconds=data.draw(st.integers(1, 60 * 3600)))

    due = calendar.due(start, work)

    assert due is not None
    assert calendar.elapsed(start, due) == work
    assert calendar.elapsed(start, due - timedelta(seconds=1)) == work - timedelta(seconds=1)


@given(situations(), st.data())
def test_many_clocks_run_as_one_does(situation, data):
    calendar, change = situation
    starts, ends = ([change + each for each in data.draw(three_moments)] for _ in range(2))
    work = data.draw(st.lists(st.integers(0, 10**6), min_size=3, max_size=3))

    elapsed = calendar.elapsed_many(starts, ends)
    due = calendar.due_many(starts, work)

    assert [timedelta(seconds=each) for each in elapsed.tolist()] == list(map(calendar.elapsed, starts, ends))
    assert [each and each.replace(tzinfo=UTC) for each in due.tolist()] == [
        calendar.due(start, timedelta(seconds=each)) for start, each in zip(starts, work, strict=True)
    ]


@given(situations(), st.data())
def test_open_spans_are_the_elapsed_time_in_pieces(situation, data):
    calendar, change = situation
    start, end = sorted(
        (change + data.draw(within_hours), change + data.draw(within_hours) + timedelta(days=4))
    )

    spans = calendar.open_spans(Span.of(start, end))

    assert spans.length == calendar.elapsed(start, end)
    assert all(calendar.is_open(span.start) for span in spans)
    assert all(span.end == end or not calendar.is_open(span.end) for span in spans)


@pytest.mark.parametrize(
    "zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"]
)
def test_a_hundred_thousand_clocks_agree_with_one_by_one(zone):
    office = WorkingCalendar(
        zone=zone,
        week=dict.fromkeys(range(5), ((time(8), time(12)), (time(13), time(17, 30)))),
        holidays=[date(2025, 12, 25), date(2026, 1, 1)],
    )
    draw = np.random.default_rng(7)
    since = np.datetime64("2025-01-01T00:00:00") + draw.integers(0, 2 * 365 * 86_400, 100_000)
    until = since + draw.integers(-86_400, 60 * 86_400, 100_000)

    elapsed = office.elapsed_many(since, until)
    due = office.due_many(since, np.maximum(elapsed, 0))

    assert (due[elapsed > 0] <= until[elapsed > 0]).all()
    assert (office.elapsed_many(since, due) == np.maximum(elapsed, 0)).all()
    for row in range(0, 100_000, 997):
        one = office.elapsed(since[row].item().replace(tzinfo=UTC), until[row].item().replace(tzinfo=UTC))
        assert one == timedelta(seconds=int(elapsed[row]))

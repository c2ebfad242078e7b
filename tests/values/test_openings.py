"""The kernel of working time: rows of open seconds."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnerkit.values.openings import _offsets, _without, openings, rows_of

DAY, HOUR = 86_400, 3_600
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
INTERVALS = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 40)).filter(lambda row: row[0] < row[1]), max_size=6
)


def second(year: int) -> int:
    return (datetime(year, 1, 1, tzinfo=UTC) - EPOCH) // timedelta(seconds=1)


def seconds(rows) -> set[int]:
    return {at for start, end in rows for at in range(start, end)}


@pytest.mark.parametrize(
    ("zone", "first", "last"),
    [
        ("Europe/Berlin", 1940, 1950),
        ("America/New_York", 2000, 2010),
        ("Australia/Lord_Howe", 1980, 1990),
        ("Africa/Casablanca", 2010, 2020),  # summer time pauses in Ramadan
        ("Africa/Cairo", 2008, 2016),
        ("Pacific/Apia", 2009, 2013),
        ("Asia/Pyongyang", 2014, 2019),
    ],
)
def test_every_change_of_a_zone_is_found(zone, first, last):
    begin, end = second(first), second(last)
    rules = ZoneInfo(zone)
    found = _offsets(zone, begin, end)
    starts, offsets = np.array(found).T

    # No offset holds for less than six days: who misses one is wrong for that long, and the rest is when it begins.
    changes = starts[1:].tolist()
    times = [*range(begin, end, 6 * HOUR), *(change - 1 for change in changes), *changes]
    known = offsets[np.searchsorted(starts, times, side="right") - 1]
    wrong = [
        at
        for at, each in zip(times, known.tolist(), strict=True)
        if timedelta(seconds=each) != (EPOCH + timedelta(seconds=at)).astimezone(rules).utcoffset()
    ]
    assert wrong[:3] == []  # of ten thousand, nobody wants to read a comparison
    assert (np.diff(offsets) != 0).all()


def test_a_week_of_summer_is_found_on_whichever_day_one_begins_to_look():
    summers = {_offsets("America/Recife", second(2000) + day * DAY, second(2001))[1:] for day in range(12)}

    assert [[EPOCH + timedelta(seconds=since) for since, _ in each] for each in summers] == [
        [
            datetime(2000, 2, 27, 2, tzinfo=UTC),
            datetime(2000, 10, 8, 3, tzinfo=UTC),
            datetime(2000, 10, 15, 2, tzinfo=UTC),
        ]
    ]


@given(INTERVALS)
def test_rows_are_the_fewest_for_their_seconds(intervals):
    rows = rows_of(intervals)

    assert seconds(rows.tolist()) == seconds(intervals)
    assert (rows[1:, 0] > rows[:-1, 1]).all()


@given(INTERVALS, INTERVALS)
def test_what_is_cut_out_is_gone_and_nothing_else(left, right):
    rows = _without(rows_of(left), rows_of(right))

    assert seconds(rows.tolist()) == seconds(left) - seconds(right)
    assert (rows[1:, 0] > rows[:-1, 1]).all()


def test_sums_stand_beside_the_rows():
    nothing = rows_of(())
    table = openings([(3, 8 * HOUR, 12 * HOUR)], "UTC", 0, 14 * DAY, closed_days=nothing, closed=nothing)

    assert table.starts.tolist() == [8 * HOUR, 7 * DAY + 8 * HOUR]
    assert table.before.tolist() == [0, 4 * HOUR]
    assert table.after.tolist() == [4 * HOUR, 8 * HOUR]
    assert table.worked(np.array([0, 9 * HOUR, 5 * DAY])).tolist() == [0, HOUR, 4 * HOUR]
    assert [each.tolist() for each in table.reached(np.array([4 * HOUR, 8 * HOUR, 8 * HOUR + 1]))] == [
        [12 * HOUR, 7 * DAY + 12 * HOUR, 7 * DAY + 12 * HOUR + 1],
        [True, True, False],
    ]
    assert table.between(9 * HOUR, 7 * DAY + 9 * HOUR) == [
        (9 * HOUR, 12 * HOUR),
        (7 * DAY + 8 * HOUR, 7 * DAY + 9 * HOUR),
    ]

"""How much working time has passed on each of very many clocks, and when are they due?"""

from datetime import UTC, datetime, time

import numpy as np

from partnerkit.leads.clockwork import NEVER, Pauses, due_at, elapsed, worked
from partnerkit.values.hours import WorkingCalendar

OFFICE = WorkingCalendar(zone="Europe/Berlin", week={day: ((time(8), time(16)),) for day in range(5)})
SHOP = WorkingCalendar(zone="America/New_York", week={day: ((time(9), time(13)),) for day in range(7)})
CLOSING = WorkingCalendar(zone="UTC", week={0: ((time(8), time(9)),)})
HOUR, DAY = 3600, 86_400
#: Monday, 2 March 2026, 8:00 in Berlin.
MONDAY = int(datetime(2026, 3, 2, 7, tzinfo=UTC).timestamp())
NONE = Pauses(*(np.zeros(0, dtype=np.int64) for _ in range(3)))


def row(*values):
    return np.array(values, dtype=np.int64)


def pauses(*rows):
    return Pauses(*(row(*column) for column in zip(*rows, strict=True)))


def test_each_clock_runs_by_its_own_calendar():
    codes = row(1, -1, 0, 1)
    starts = row(*[MONDAY] * 4)

    assert worked(starts, starts + 7 * DAY, codes, [OFFICE, SHOP]).tolist() == [
        28 * HOUR,
        7 * DAY,
        40 * HOUR,
        28 * HOUR,
    ]


def test_time_never_runs_backwards():
    assert worked(row(MONDAY), row(MONDAY - DAY), row(0), [OFFICE]).tolist() == [0]
    assert worked(row(), row(), row(), [OFFICE]).tolist() == []


def test_pauses_do_not_count_and_are_cut_to_the_clock():
    told = pauses(
        (0, MONDAY - DAY, MONDAY + HOUR), (0, MONDAY + 2 * HOUR, MONDAY + 3 * HOUR), (1, MONDAY, NEVER)
    )
    starts = row(MONDAY, MONDAY, MONDAY)

    assert elapsed(starts, starts + 5 * HOUR, row(0, 0, 0), [OFFICE], told).tolist() == [
        3 * HOUR,
        0,
        5 * HOUR,
    ]


def test_a_pause_puts_off_what_is_due_by_the_working_time_it_takes():
    told = pauses((0, MONDAY + HOUR, MONDAY + 3 * HOUR), (1, MONDAY + HOUR, MONDAY + 24 * HOUR))
    starts = row(MONDAY, MONDAY, MONDAY)

    # Two hours later; a whole working day, the hour before and all after; not at all.
    assert (
        due_at(starts, row(4 * HOUR, 4 * HOUR, 4 * HOUR), row(0, 0, 0), [OFFICE], told) - MONDAY
    ).tolist() == [
        6 * HOUR,
        DAY + 3 * HOUR,
        4 * HOUR,
    ]


def test_a_pause_after_it_was_due_changes_nothing():
    told = pauses((0, MONDAY + 4 * HOUR, NEVER), (1, MONDAY + 4 * HOUR - 1, NEVER))

    assert due_at(row(MONDAY, MONDAY), row(4 * HOUR, 4 * HOUR), row(0, -1), [OFFICE], told).tolist() == [
        MONDAY + 4 * HOUR,
        NEVER,
    ]


def test_several_pauses_one_after_another():
    told = pauses(*((0, MONDAY + turn * 2 * HOUR, MONDAY + turn * 2 * HOUR + HOUR) for turn in range(5)))

    assert due_at(row(MONDAY), row(3 * HOUR), row(-1), [], told).tolist() == [MONDAY + 6 * HOUR]


def test_what_is_never_due_is_never():
    assert due_at(row(MONDAY), row(400 * 365 * HOUR), row(0), [CLOSING], NONE).tolist() == [NEVER]

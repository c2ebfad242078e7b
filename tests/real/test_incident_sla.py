"""Thirteen thousand real cases: flags are counted as described, and working time equals an independent slow loop."""

import csv
import gzip
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from partnerkit.leads import ClockTable, read_clocks, survival
from partnerkit.leads.clockwork import NEVER
from partnerkit.values.hours import WorkingCalendar

pytestmark = pytest.mark.real

ZONE = ZoneInfo("America/Sao_Paulo")
BLOCKS = ((time(8), time(12)), (time(13), time(18)))
HOLIDAYS = (date(2016, 3, 25), date(2016, 4, 21))
OFFICE = WorkingCalendar(zone=ZONE.key, week=dict.fromkeys(range(5), BLOCKS), holidays=HOLIDAYS)


@pytest.fixture(scope="module")
def events(shared_data):
    """The names of the columns, and a row of text for each event."""
    path = shared_data / "incident_sla" / "incident_events.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        names, *rows = csv.reader(file)
    return names, rows


@pytest.fixture(scope="module")
def cases(events):
    """The last event of each case."""
    names, rows = events
    last = {row[names.index("number")]: row for row in rows}
    return [dict(zip(names, row, strict=True)) for row in last.values()]


def instant(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@cache
def blocks(day):
    """Return when work begins and ends on a day, as the wall clock says."""
    if day.weekday() >= 5 or day in HOLIDAYS:
        return []
    return [[datetime.combine(day, each, ZONE).astimezone(UTC) for each in block] for block in BLOCKS]


def slow(start, end):
    """Return working seconds, day by day and block by block on the wall clock."""
    total, day, last = timedelta(), start.astimezone(ZONE).date(), end.astimezone(ZONE).date()
    while day <= last:
        for since, until in blocks(day):
            total += max(timedelta(), min(until, end) - max(since, start))
        day += timedelta(days=1)
    return total // timedelta(seconds=1)


def test_flags_are_counted_as_the_description_says(events, cases):
    assert len(events[1]) == 83_526
    assert len(cases) == 13_698
    assert sum(case["made_sla"] == "true" for case in cases) == 7_209
    assert sum(case["made_sla"] == "false" for case in cases) == 6_489
    assert round(100 * sum(int(case["reassignment_count"]) > 0 for case in cases) / len(cases), 1) == 51.3
    assert sum(case["resolved_at"] == "" for case in cases) == 1_035


def test_working_times_of_all_cases_equal_an_independent_slow_loop(cases):
    opened = [instant(case["opened_at"]) for case in cases]
    until = [
        max(instant(case["resolved_at"] or case["sys_updated_at"]), at)
        for case, at in zip(cases, opened, strict=True)
    ]
    table = ClockTable(
        started=np.array([each.replace(tzinfo=None) for each in opened], dtype="M8[s]"),
        stopped=np.array([each.replace(tzinfo=None) for each in until], dtype="M8[s]"),
        within=np.full(len(cases), 9 * 3600),
        calendar=np.zeros(len(cases), dtype=np.int64),
    )
    told = read_clocks(table, {"office": OFFICE}, as_of=datetime(2019, 1, 1, tzinfo=UTC))

    assert told.used.tolist() == [slow(*each) for each in zip(opened, until, strict=True)]
    assert (told.used > 0).any()


def test_how_long_it_takes_counts_what_is_not_resolved(cases):
    opened = np.array([case["opened_at"].replace(" ", "T")[:19] for case in cases], dtype="M8[s]")
    resolved = np.array(
        [case["resolved_at"].replace(" ", "T")[:19] or "NaT" for case in cases], dtype="M8[s]"
    )
    as_of = datetime(2016, 4, 16, tzinfo=UTC)
    table = ClockTable(
        started=opened,
        stopped=np.where(resolved < opened, opened, resolved),
        within=np.full(len(cases), 86_400),
        calendar=np.full(len(cases), -1),
    )
    told = read_clocks(table, {}, as_of=as_of)
    ended = (table.stopped != NEVER) & (table.stopped <= int(as_of.timestamp()))

    flattered = survival(told.used[ended], np.ones(int(ended.sum()), dtype=bool))
    curve = survival(told.used, ended)
    assert curve.quantile(0.9) > flattered.quantile(0.9)
    assert curve.median >= flattered.median

"""
What does it cost to read a million clocks in working time?

    nox -s bench -- sla

1,000,000 clocks over 20 calendars: ten zones, two weeks each, with holidays of
their own; seed fixed. The peers go clock by clock, so they are timed on some
of them and the time is scaled up; where they are missing, only ours is told.
"""

import time
import warnings
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock
from functools import partial

import numpy as np

import stopwatch
from figures import tell
from partnerkit.leads import ClockTable, read_clocks
from partnerkit.leads.clockwork import Pauses
from partnerkit.values.hours import WorkingCalendar

CLOCKS, SOME, ROUNDS = 1_000_000, 2_000, 3
ZONES = (
    *("Europe/Berlin", "Europe/London", "America/New_York", "America/Chicago", "America/Los_Angeles"),
    *("Asia/Tokyo", "Asia/Kolkata", "Australia/Sydney", "America/Sao_Paulo", "Africa/Johannesburg"),
)
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def calendars() -> dict[str, WorkingCalendar]:
    """Return the twenty calendars; one block a day, which every peer can say."""
    holidays = [
        date(year, month, day) for year in (2024, 2025, 2026) for month, day in ((1, 1), (5, 1), (12, 25))
    ]
    return {
        f"{zone}/{opens}": WorkingCalendar(
            zone=zone,
            week={day: ((clock(opens), clock(opens + 9)),) for day in range(5)},
            holidays=[*holidays, date(2025, 1 + place, 7)],
        )
        for place, zone in enumerate(ZONES)
        for opens in (8, 9)
    }


def instance() -> ClockTable:
    """Draw clocks of the last year, most of them stopped within two weeks."""
    rng = np.random.default_rng(1)
    started = int(NOW.timestamp()) - rng.integers(0, 365 * 86_400, CLOCKS)
    stopped = started + rng.exponential(4 * 86_400, CLOCKS).astype(np.int64)
    return ClockTable(
        started=started,
        stopped=np.minimum(stopped, int(NOW.timestamp())),
        within=rng.choice([8, 16, 40], CLOCKS) * 3600,
        calendar=rng.integers(0, 20, CLOCKS),
    )


#: Returns the best time of some rounds.
best = partial(stopwatch.best, rounds=ROUNDS)


def ranges(table: ClockTable) -> list[tuple[int, datetime, datetime]]:
    """Return some of the clocks as a peer takes them."""
    rows = range(SOME)
    return [
        (
            int(table.calendar[row]),
            datetime.fromtimestamp(int(table.started[row]), UTC),
            datetime.fromtimestamp(int(table.stopped[row]), UTC),
        )
        for row in rows
    ]


def by_businesstimedelta(
    own: list[WorkingCalendar], some: list[tuple[int, datetime, datetime]]
) -> list[float]:
    """Return working seconds as `businesstimedelta` finds them, and how long it took as the last one."""
    import businesstimedelta as btd
    import pytz

    rules = []
    for calendar in own:
        opens, closes = calendar.week[0][0]
        days = [0, 1, 2, 3, 4]
        work = btd.WorkDayRule(
            start_time=opens, end_time=closes, working_days=days, tz=pytz.timezone(calendar.zone)
        )
        free = btd.HolidayRule(dict.fromkeys(calendar.holidays, "holiday"), tz=pytz.timezone(calendar.zone))
        rules.append(btd.Rules([work, free]))
    started = time.process_time()
    found = [rules[place].difference(since, until).timedelta.total_seconds() for place, since, until in some]
    return [*found, time.process_time() - started]


def by_business_duration(
    own: list[WorkingCalendar], some: list[tuple[int, datetime, datetime]]
) -> list[float]:
    """Return working seconds as `business-duration` finds them in local time, and how long it took as the last one."""
    from zoneinfo import ZoneInfo

    from business_duration import businessDuration

    days = [dict.fromkeys(calendar.holidays, "holiday") for calendar in own]
    local = [
        (
            place,
            since.astimezone(ZoneInfo(own[place].zone)).replace(tzinfo=None),
            until.astimezone(ZoneInfo(own[place].zone)).replace(tzinfo=None),
        )
        for place, since, until in some
    ]
    started = time.process_time()
    found = [
        businessDuration(
            startdate=since,
            enddate=until,
            starttime=own[place].week[0][0][0],
            endtime=own[place].week[0][0][1],
            holidaylist=days[place],
            unit="sec",
        )
        for place, since, until in local
    ]
    return [*map(float, found), time.process_time() - started]


def main() -> None:
    """Print the table."""
    warnings.simplefilter("ignore")  # of the peers
    table, own = instance(), calendars()
    told = read_clocks(table, own, as_of=NOW)  # builds the tables of the calendars
    ours = best(lambda: read_clocks(table, own, as_of=NOW))
    rng = np.random.default_rng(2)
    rows = np.sort(rng.choice(CLOCKS, CLOCKS // 5, replace=False))
    since = table.started[rows] + rng.integers(0, 86_400, len(rows))
    pauses = Pauses(rows, since, since + 7_200)
    paused = ClockTable(
        started=table.started,
        stopped=table.stopped,
        within=table.within,
        calendar=table.calendar,
        pauses=pauses,
    )
    print(f"{CLOCKS:,} clocks over {len(own)} calendars\n")
    drawn = rng.integers(0, 2**40, CLOCKS)
    tell("working time, state and due / one sort of as many", ours / best(lambda: np.sort(drawn)))
    tell("one clock in five paused / none", best(lambda: read_clocks(paused, own, as_of=NOW)) / ours)
    some = ranges(table)
    for peer in (by_businesstimedelta, by_business_duration):
        try:
            *found, taken = peer(list(own.values()), some)
        except ImportError:
            print(f"{peer.__name__:<32} not installed")
            continue
        whole = taken * CLOCKS / SOME
        alike = np.isclose(found, told.used[:SOME], atol=60).mean()
        tell(
            f"{peer.__name__.removeprefix('by_')} / ours, scaled from {SOME:,} clocks", whole / ours, least=50
        )
        tell(f"{peer.__name__.removeprefix('by_')}: alike to a minute", 100 * alike, "%")
    print(f"\nlongest clock: {timedelta(seconds=int(told.used.max()))}")


if __name__ == "__main__":
    main()

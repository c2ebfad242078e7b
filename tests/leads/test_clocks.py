"""Who owes whom what, by when, and since when does the time run?"""

from datetime import UTC, datetime, timedelta

import pytest

from partnerkit.leads import Clock, Escalation, Pause, ServiceLevel
from partnerkit.values.errors import InvalidInput, InvalidValue

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


def clock(**changes):
    return Clock(**{"subject": "L-1", "level": "claim", "owner": "P-4", "started_at": START, **changes})


def level(**changes):
    return ServiceLevel(**{"name": "claim", "owed_by": "partner", "within": 8 * HOUR, **changes})


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"within": timedelta()}, "within"),
        ({"within": timedelta(milliseconds=5)}, "within"),
        ({"within": 8}, "within"),
        ({"warn": 9 * HOUR}, "warn"),
        ({"owed_by": "customer"}, "owed_by"),
        ({"escalations": [Escalation(after=HOUR, to="a"), Escalation(after=HOUR, to="b")]}, "escalations"),
    ],
)
def test_a_level_that_makes_no_sense_is_refused(changes, path):
    with pytest.raises((InvalidValue, InvalidInput), match=path):
        level(**changes)


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"stopped_at": START - HOUR, "ended": "done"}, "stopped_at.*not before started_at"),
        ({"stopped_at": START + HOUR}, "ended"),
        ({"ended": "done"}, "stopped_at"),
        ({"ended": "forgotten", "stopped_at": START}, "ended"),
        ({"carried": -HOUR}, "carried"),
        ({"started_at": datetime(2026, 3, 2)}, "started_at"),
        ({"pauses": [Pause(since=START, why="a"), Pause(since=START + HOUR, why="b")]}, r"pauses\[1\]"),
        (
            {
                "pauses": [
                    Pause(since=START, until=START + 2 * HOUR, why="a"),
                    Pause(since=START + HOUR, why="b"),
                ]
            },
            r"pauses\[1\]",
        ),
    ],
)
def test_a_clock_that_cannot_be_is_refused(changes, path):
    with pytest.raises((InvalidValue, InvalidInput), match=path):
        clock(**changes)


def test_a_pause_ends_after_it_begins():
    with pytest.raises(InvalidValue, match="until"):
        Pause(since=START, until=START - HOUR, why="customer-asked")


def test_a_clock_is_paused_resumed_and_stopped():
    told = clock().pause(at=START + HOUR, why="customer-asked").resume(at=START + 2 * HOUR)
    told = told.pause(at=START + 3 * HOUR, why="vendor-outage").stop(at=START + 4 * HOUR)

    assert [(each.since - START, each.until - START) for each in told.pauses] == [
        (HOUR, 2 * HOUR),
        (3 * HOUR, 4 * HOUR),
    ]
    assert not told.is_open
    for step in (told.stop, told.resume, lambda at: told.pause(at=at, why="customer-asked")):
        with pytest.raises(InvalidValue, match="stopped before"):
            step(at=START + 5 * HOUR)
    asked = clock().pause(at=START + HOUR, why="customer-asked")
    for step in (asked.stop, asked.resume):
        with pytest.raises(InvalidValue, match=r"^at: .*not before the pause began"):
            step(at=START)
        with pytest.raises(InvalidValue, match=r"^at: .*time zone"):
            step(at=datetime(2026, 3, 2, 12))
    with pytest.raises(InvalidValue, match=r"^at: .*not before it started"):
        clock().stop(at=START - HOUR)
    with pytest.raises(InvalidValue, match="pause it first"):
        clock().resume(at=START)


def test_a_warning_comes_so_much_time_ahead():
    assert level(warn=2 * HOUR).warn_after == 6 * HOUR
    assert level().warn_after is None

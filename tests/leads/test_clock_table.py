"""How are very many clocks kept as columns, and where does each of them stand?"""

from datetime import UTC, datetime, time, timedelta

import numpy as np
import pytest
from attrs import evolve

from partnerkit.leads import Clock, ClockTable, ServiceLevel, read_clocks
from partnerkit.leads.clock_table import table_of
from partnerkit.leads.clockwork import NEVER, Pauses
from partnerkit.values.errors import InvalidInput, InvalidValue, NotFound
from partnerkit.values.hours import WorkingCalendar

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
OFFICE = WorkingCalendar(zone="UTC", week={day: ((time(8), time(16)),) for day in range(5)})
CLAIM = ServiceLevel(name="claim", owed_by="partner", within=8 * HOUR, warn=2 * HOUR)


def columns(**changes):
    return ClockTable(
        **{"started": np.array(["2026-03-02T09"], "M8[h]"), "within": [28_800], "calendar": [-1], **changes}
    )


def states(table, after, calendars=None):
    return read_clocks(table, calendars or {}, as_of=START + after).states


def test_a_clock_is_late_after_the_last_second_of_its_time():
    assert states(columns(), 8 * HOUR) == ("running",)
    assert states(columns(), 8 * HOUR + timedelta(seconds=1)) == ("overdue",)
    assert states(columns(warn=[21_600]), 6 * HOUR) == ("at-risk",)


def test_how_it_stopped_is_told_where_it_was_in_time():
    stopped = np.array(["2026-03-02T17"], "M8[h]")
    late = np.array(["2026-03-02T18"], "M8[h]")

    assert [states(columns(stopped=stopped, ended=[how]), 20 * HOUR) for how in range(3)] == [
        ("met",),
        ("handed-over",),
        ("withdrawn",),
    ]
    assert [states(columns(stopped=late, ended=[how]), 20 * HOUR) for how in range(3)] == [("breached",)] * 3


def test_what_happened_later_is_not_known_yet():
    stopped = np.array(["2026-03-02T12"], "M8[h]")

    assert states(columns(stopped=stopped), 2 * HOUR) == ("running",)
    assert states(columns(stopped=stopped), -HOUR) == ("ahead",)


def test_time_that_was_carried_is_used_already():
    told = read_clocks(columns(carried=[25_200]), {}, as_of=START + HOUR / 2)

    assert told.used.tolist() == [27_000]
    assert told.due.tolist() == [int((START + HOUR).timestamp())]
    assert states(columns(carried=[30_000]), timedelta()) == ("overdue",)


def test_objects_and_columns_are_one_table():
    clocks = [
        Clock(subject="L-1", level="claim", owner="P-4", calendar="office", started_at=START),
        Clock(subject="L-2", level="claim", owner="P-4", started_at=START).stop(at=START + HOUR),
    ]
    table = table_of(clocks, {"claim": CLAIM}, ["office"])

    assert table.calendar.tolist() == [0, -1]
    assert table.stopped.tolist() == [NEVER, int((START + HOUR).timestamp())]
    assert table.warn.tolist() == [21_600, 21_600]
    told = read_clocks(table, {"office": OFFICE}, as_of=START + 30 * HOUR)
    assert told.used.tolist() == [14 * 3600, 3600]


def paused(*rows):
    """Build pauses of a minute, one after the other."""
    starts = int(START.timestamp()) + 60 * np.arange(len(rows), dtype=np.int64)
    return Pauses(np.array(rows, dtype=np.int64), starts, starts + 60)


TWICE = paused(0, 0)
ENDLESS = evolve(TWICE, ends=np.array([NEVER, NEVER]))


TWO = {"started": np.array(["2026-03-02T09"] * 2, "M8[h]"), "within": [60] * 2, "calendar": [-1] * 2}


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"stopped": np.array(["2026-03-01"], "M8[D]")}, r"stopped\[0\].*before it starts"),
        ({"started": np.array(["1850-01-01"], "M8[D]")}, r"started\[0\].*1900"),
        ({"started": np.array(["NaT"], "M8[D]")}, r"started\[0\]"),
        ({"within": [0]}, r"within\[0\]"),
        ({"within": [2**63 - 1]}, r"within\[0\]"),
        ({"within": [1.5]}, "within"),
        ({"within": [1, 2]}, "within"),
        ({"carried": [-1]}, r"carried\[0\]"),
        ({"carried": [2**63 - 1]}, r"carried\[0\]"),
        ({"warn": [-1]}, r"warn\[0\]"),
        ({"ended": [3]}, r"ended\[0\]"),
        ({"calendar": [-2]}, r"calendar\[0\]"),
        ({"pauses": paused(-1)}, r"pauses\.rows\[0\]"),
        ({"pauses": paused(0, 1)}, r"pauses\.rows\[1\]"),
        ({"pauses": paused(1, 0), **TWO}, r"pauses\.rows\[1\].*sort"),
        ({"pauses": evolve(TWICE, starts=TWICE.starts - [0, 1])}, r"pauses\.starts\[1\].*after the end"),
        ({"pauses": ENDLESS}, r"pauses\.starts\[1\]"),
        ({"pauses": evolve(TWICE, ends=TWICE.starts - 1)}, r"pauses\.ends\[0\].*before it begins"),
        ({"pauses": evolve(TWICE, ends=TWICE.ends[:1])}, r"pauses\.ends.*for each pause"),
        ({"pauses": evolve(TWICE, rows=0)}, r"pauses\.rows"),
        ({"pauses": evolve(TWICE, starts=[0, 1.5])}, r"pauses\.starts"),
        ({"pauses": [0]}, "pauses.*Pauses"),
    ],
)
def test_rows_that_cannot_be_are_refused(changes, path):
    with pytest.raises((InvalidValue, InvalidInput), match=path):
        columns(**changes)


def test_pauses_of_one_clock_follow_one_another_and_those_of_two_may_be_at_once():
    two = Pauses(np.array([0, 1]), *(each[[0, 0]] for each in (TWICE.starts, TWICE.ends)))

    assert read_clocks(columns(pauses=TWICE), {}, as_of=START + HOUR).used.tolist() == [3_480]
    assert read_clocks(columns(pauses=two, **TWO), {}, as_of=START + HOUR).used.tolist() == [3_540, 3_540]


def test_instants_may_be_told_as_dates_of_numpy_in_a_list_or_in_an_array():
    nine, ten = np.datetime64("2026-03-02T09"), np.datetime64("2026-03-02T10")
    dated = Pauses([0], [nine], np.array([ten]))

    assert columns(started=[nine], stopped=[np.datetime64("NaT")]).stopped.tolist() == [NEVER]
    assert read_clocks(columns(pauses=dated), {}, as_of=START + 2 * HOUR).used.tolist() == [3_600]
    with pytest.raises(InvalidValue, match=r"^started: "):
        columns(started=[[nine], [nine, ten]])


def test_clocks_start_up_to_the_last_hour_there_is():
    assert len(columns(started=np.array(["2199-12-31T23"], "M8[h]"))) == 1
    with pytest.raises(InvalidValue, match=r"started\[0\].*2199"):
        columns(started=np.array(["2200-01-01"], "M8[D]"))


def test_seconds_are_taken_up_to_what_two_of_them_can_be_added_to():
    most = 2**61
    told = read_clocks(columns(within=[most], carried=[most]), {}, as_of=START)

    assert (told.used.tolist(), told.due.tolist()) == ([most], [int(START.timestamp())])
    for name in ("within", "carried"):
        with pytest.raises(InvalidValue, match=rf"{name}\[0\].*at most {most}"):
            columns(**{name: [most + 1]})


def test_a_moment_without_a_time_zone_is_refused():
    with pytest.raises(InvalidValue, match=r"as_of.*time zone"):
        read_clocks(columns(), {}, as_of=START.replace(tzinfo=None))


def test_a_calendar_without_a_working_hour_is_refused():
    closed = WorkingCalendar(zone="UTC", week={})

    with pytest.raises(InvalidValue, match=r"calendars\.closed\.week"):
        read_clocks(columns(), {"closed": closed}, as_of=START)


def test_a_calendar_that_is_not_there_is_refused():
    with pytest.raises(InvalidValue, match=r"calendar\[0\]"):
        read_clocks(columns(calendar=[1]), {"office": OFFICE}, as_of=START)
    both = columns(started=np.array(["2026-03-02T09"] * 2, "M8[h]"), within=[60, 60], calendar=[0, 1])
    with pytest.raises(InvalidValue, match=r"calendar\[1\]"):
        read_clocks(both, {"office": OFFICE}, as_of=START)
    lost = Clock(subject="L-1", level="claim", owner="P-4", calendar="shop", started_at=START)
    with pytest.raises(NotFound, match=r"clocks\[0\]\.calendar"):
        table_of([lost], {"claim": CLAIM}, ["office"])
    with pytest.raises(NotFound, match=r"clocks\[0\]\.level"):
        table_of([lost], {}, ["shop"])

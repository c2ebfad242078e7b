"""How well are promises kept, and how long does it take, with the cases that are still open?"""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from partnerkit.leads import Clock, ServiceLevel, sla_report, watch
from partnerkit.values.errors import InvalidValue

START = datetime(2026, 3, 2, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
LEVELS = [
    ServiceLevel(name=name, owed_by="partner", within=8 * HOUR, warn=HOUR) for name in ("claim", "call")
]


def clock(number, owner="P-4", level="claim", start=0):
    return Clock(subject=f"L-{number}", level=level, owner=owner, started_at=START + start * HOUR)


def report(clocks, after, by=("level", "owner")):
    return sla_report(watch(clocks, LEVELS, as_of=START + after * HOUR), by=by)


CLOCKS = [
    clock(1).stop(at=START + 2 * HOUR),
    clock(2).stop(at=START + 4 * HOUR),
    clock(3).stop(at=START + 12 * HOUR),
    clock(4),
    clock(5, start=13),
    clock(6).stop(at=START + 3 * HOUR, ended="handed-over"),
    clock(7, owner="P-5", level="call", start=30),
    clock(8, owner="P-5"),
]


def test_every_clock_that_started_is_counted_once():
    rows = {row.group: row for row in report(CLOCKS, 20)}

    assert set(rows) == {("claim", "P-4"), ("claim", "P-5")}
    told = rows["claim", "P-4"]
    assert {state: count for state, count in told.counts.items() if count} == {
        "met": 2,
        "breached": 1,
        "overdue": 1,
        "at-risk": 1,
        "handed-over": 1,
    }
    assert told.kept == Decimal("0.5")
    assert told.censored == 3


def test_how_long_it_takes_is_told_with_the_open_cases():
    (told,) = report(CLOCKS[:4], 20, by="owner")

    # 2 and 4 of four, 12 of the two that are left; the last one is open after 20.
    assert told.curve.open.tolist() == [0.75, 0.5, 0.25]
    assert told.median == 4 * HOUR
    assert told.ninetieth is None


def test_what_was_handed_over_or_dropped_late_is_broken_and_was_not_done():
    clocks = [clock(1).stop(at=START + 2 * HOUR)]
    clocks += [
        clock(n).stop(at=START + n * HOUR, ended=how) for n, how in ((10, "handed-over"), (11, "withdrawn"))
    ]
    (told,) = report(clocks, 20, by="owner")

    assert (told.counts["met"], told.counts["breached"], told.kept) == (1, 2, Decimal(1) / Decimal(3))
    assert told.censored == 2
    assert (told.curve.times.tolist(), told.median) == ([7200], None)


def test_nothing_is_kept_or_broken_where_nothing_is_decided():
    (told,) = report([clock(1)], 1)

    assert (told.kept, told.median) == (None, None)


def test_groups_may_be_the_host_s_own():
    def region(each):
        return "north" if each.owner == "P-4" else "south"

    told = report(CLOCKS, 20, by=["level", region])

    assert told.by == ("level", "region")
    assert [row.group for row in told[:]] == [("claim", "north"), ("claim", "south")]
    for odd in ("partner", [3]):
        with pytest.raises(InvalidValue, match="by"):
            report(CLOCKS, 20, by=odd)


def test_an_answer_is_a_table():
    frame = report(CLOCKS, 20).to_frame()

    assert frame["owner"].tolist() == ["P-4", "P-5"]
    assert frame["at_risk"].tolist() == [1, 0]
    assert frame["median_hours"][0] == 12.0


def test_of_no_clocks_there_is_no_row():
    assert len(report([], 1)) == 0


def test_every_group_has_a_column_of_its_own():
    for by in (["level", "level"], [lambda each: each.owner, lambda each: each.level]):
        with pytest.raises(InvalidValue, match=r"^by\[1\]: .*name of its own"):
            report(CLOCKS, 20, by=by)

    def at_risk(each):
        return each.owner

    with pytest.raises(InvalidValue, match=r"^by\[0\]: 'at_risk'"):
        report(CLOCKS, 20, by=at_risk)


def test_groups_that_have_no_order_are_refused_by_name():
    with pytest.raises(InvalidValue, match=r"^by: .*text for each clock"):
        report(CLOCKS, 20, by=lambda each: None if each.owner == "P-4" else each.owner)


def test_the_part_that_was_kept_has_the_digits_it_always_has():
    clocks = [clock(number).stop(at=START + 2 * HOUR) for number in range(2)]

    (told,) = report([*clocks, clock(3)], 20, by="level")
    assert told.kept == Decimal("0.6666666666666666666666666667")

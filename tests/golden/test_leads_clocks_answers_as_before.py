"""Do clocks answer as they did: where they stand at each hour, who is told of it, and what is reported?"""

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import numpy as np
from asking import asked
from attrs import evolve
from hour_worlds import HOURS, LATE, NAMES, NEVER, NOON, OFFICE, in_order, level_of

from partnerkit import PartnerkitError
from partnerkit.leads import (
    Clock,
    ClockTable,
    Escalation,
    Pause,
    PauseCondition,
    ServiceLevel,
    Signal,
    move_clock,
    notices,
    read_clocks,
    sla_report,
    watch,
)
from partnerkit.leads.clockwork import Pauses, due_at, elapsed, worked
from partnerkit.leads.standstill import paused

CALENDARS = {"late": LATE, "office": OFFICE}


def clock_of(draw, number):
    started, since, until, stopped = in_order(draw, HOURS, 4)
    pauses = draw.one_of(((), (), (Pause(since=since, until=draw.one_of((until, None)), why="ill"),)))
    over = draw.one_of((None, None, "done", "handed-over", "withdrawn"))
    pauses = pauses if over is None else [Pause(since=since, until=until, why="ill")] if pauses else ()
    return Clock(
        subject=f"L-{number}", level=draw.one_of(("answer", "answer", "visit")), owner=draw.one_of(NAMES[:2]), calendar=draw.one_of((None, "office", "late")),
        started_at=started, stopped_at=None if over is None else stopped, ended=over, pauses=pauses, carried=timedelta(hours=draw.one_of((0, 0, 0, 1, 4))),
    )  # fmt: skip


def clocks_at_every_hour(draw):
    """Return where clocks stand at each hour, who is told, and what is reported of them."""
    clocks, levels = (
        [clock_of(draw, number) for number in range(draw.whole(0, 4))],
        [level_of(draw, "answer"), level_of(draw, "visit")],
    )
    signals = [
        Signal(
            kind=draw.one_of(("asked", "told", "gone")),
            at=draw.one_of(HOURS),
            subject=draw.one_of((None, "L-0", "L-1")),
            by=draw.one_of((None, "Ada", "Eve")),
        )
        for _ in range(draw.whole(0, 4))
    ]
    found = []
    by = draw.one_of(
        (
            "level",
            "owner",
            ("level", "owner"),
            (),
            lambda clock: clock.subject,
            ["owner", lambda clock: clock.subject],
        )
    )
    for at in HOURS:
        watched = watch(clocks, levels, CALENDARS, as_of=at, signals=signals)
        standings = [(each, each.left, each.stage, each.reason) for each in watched]
        told = notices(watched)
        report = sla_report(watched, by)
        rows = [(row, row.kept, row.censored, row.curve) for row in report]
        found.append(
            (
                standings,
                told,
                notices(watched, [each.key for each in told[:1]]),
                rows,
                report.by,
                report.to_frame(),
                watched.to_frame(),
                watched[:2],
                watched.readings.states,
            )
        )
    return found, [each.to for each in told], [each.reason for each in told]


def standstills(draw):
    """Return when clocks stood still, by what was said at every hour."""
    level = level_of(draw, "answer")
    clocks = [evolve(clock_of(draw, number), level="answer") for number in range(2)]
    signals = [
        Signal(
            kind=draw.one_of(("asked", "asked", "told", "gone")),
            at=at,
            subject=draw.one_of((None, "L-0")),
            by=draw.one_of(("Ada", "Ada", "Eve")),
        )
        for at in HOURS
        if draw.is_so(0.7)
    ]
    return [paused(clocks, {"answer": level}, signals, as_of=at) for at in HOURS]


def clocks_that_change(draw):
    """Return clocks that are stopped, paused, resumed and handed on, and levels and clocks that cannot be."""
    clock, at, found = evolve(clock_of(draw, 1), stopped_at=None, ended=None), draw.one_of(HOURS), []
    for event in draw.mixed(("stop", "pause", "resume", "pause", "resume")):
        terms = {"stop": {"ended": draw.one_of(("done", "withdrawn"))}, "pause": {"why": "ill"}, "resume": {}}
        after = asked(getattr(clock, event), at=at, **terms[event])
        found.append((event, after))
        clock, at = after if isinstance(after, Clock) else clock, draw.one_of(HOURS)
    moved = [
        asked(
            move_clock,
            clock_of(draw, 2),
            "P-3",
            at=at,
            calendar=draw.one_of((None, "late")),
            calendars=CALENDARS,
            credit=credit,
        )
        for credit in (1, 0, Fraction(1, 3), Decimal("0.5"), 2, -1, True, 0.5)
    ]
    terms = {"name": "a", "owed_by": "partner", "within": timedelta(hours=1)}
    wrong = (
        {"within": timedelta()}, {"within": timedelta(seconds=1.5)}, {"within": timedelta(seconds=1)}, {"warn": timedelta(hours=1)}, {"warn": timedelta(hours=1, seconds=1)}, {"warn": timedelta(-1)},
        {"escalations": [Escalation(after=timedelta(hours=each), to="Eve") for each in (1, draw.whole(0, 2))]}, {"owed_by": "nobody"}, {"pauses": (1,)},
    )  # fmt: skip
    levels = [level_of(draw, "a"), level_of(draw, draw.one_of(("a", "answer")))]
    hours = {"subject": "L-1", "level": "a", "owner": "P-1", "started_at": HOURS[1]}
    stops = [
        asked(Clock, **hours, stopped_at=stopped, ended=ended)
        for stopped in (None, HOURS[0], HOURS[1])
        for ended in (None, "done")
    ]
    return found, clock.is_open, moved, [asked(ServiceLevel, **{**terms, **each}) for each in wrong], stops, (
        asked(PauseCondition, why="w", begins=("a", "b"), ends=("b", "a")), asked(Pause, since=HOURS[1], until=draw.one_of(HOURS[:3]), why="ill"),
        asked(watch, [clock_of(draw, 1)], levels, {"late": LATE}, as_of=NOON), [asked(sla_report, watch([], [], as_of=NOON), each) for each in ("team", ["level", "x"])],
        asked(Clock, **hours, pauses=[Pause(since=HOURS[2], until=draw.one_of((None, HOURS[3])), why="a"), Pause(since=draw.one_of(HOURS[2:5]), why="b")]),
    )  # fmt: skip


def pauses_of_rows(draw, rows, start):
    """Return pauses of some rows, some of them without an end."""
    hour = 3600
    places = sorted(draw.whole(0, rows - 1) for _ in range(draw.whole(0, 3))) if rows else []
    begins = sorted(start + hour * draw.whole(0, 3) for _ in places)
    ends = [each + hour * draw.whole(0, 2) if draw.is_so(0.8) else np.iinfo(np.int64).max for each in begins]
    return Pauses(*(np.array(each, dtype=np.int64) for each in (places, begins, ends)))


def columns_that_cannot_be():
    """Return how columns of three clocks are refused, one after the other, and how many are not."""
    start = int(NOON.timestamp())
    wrong = {
        "started": [-(2**60), start, 2**60],
        "within": [1, 0, 1],
        "calendar": [-1, -2, 0],
        "stopped": [start, start - 1, start],
        "ended": [0, 3, -1],
        "warn": [0, -1, 0],
        "carried": [0, -1, 0],
    }
    good = {"started": [start] * 3, "within": [1] * 3, "calendar": [-1] * 3}
    refused = [
        (name, asked(ClockTable, **{**good, name: each}))
        for name, each in (*wrong.items(), ("warn", [1.5] * 3), ("carried", [1] * 2), ("started", []))
    ]
    return [(name, each if isinstance(each, PartnerkitError) else len(each)) for name, each in refused]


def clocks_in_columns(draw):
    """Return what many clocks read as columns, and columns that cannot be."""
    rows = draw.whole(0, 5)
    hour, start = 3600, int(NOON.timestamp())

    def column(*values):
        return [draw.one_of(values) for _ in range(rows)]

    terms = {
        "started": [start + hour * draw.whole(0, 4) for _ in range(rows)], "within": column(hour, 2 * hour), "calendar": column(-1, 0, 1),
        **{name: each for name, each in {"stopped": [start + hour * draw.whole(4, 7) for _ in range(rows)], "ended": column(0, 1, 2), "warn": column(0, hour), "carried": column(0, 0, hour, 5 * hour)}.items() if draw.is_so(0.7)},
    }  # fmt: skip
    pauses = pauses_of_rows(draw, rows, start)
    table = ClockTable(**terms, pauses=draw.one_of((None, pauses)))
    found = [asked(read_clocks, table, CALENDARS, as_of=at) for at in HOURS] + [
        asked(read_clocks, table, {"late": LATE}, as_of=NOON),
        asked(read_clocks, table, {"never": NEVER, **CALENDARS}, as_of=NOON),
    ]
    starts, needed, codes = (
        np.array(terms[name], dtype=np.int64) for name in ("started", "within", "calendar")
    )
    kernels = (
        worked(starts, starts + needed - hour, codes, (LATE, OFFICE)),
        elapsed(starts, starts + needed, codes, (LATE, OFFICE), pauses),
        due_at(starts, needed, codes, (LATE, OFFICE), pauses),
    )
    return (
        [each if isinstance(each, PartnerkitError) else (each.states, each.used, each.due) for each in found],
        kernels,
        len(table),
        columns_that_cannot_be(),
    )


def test_clocks(answers_as_before):
    answers_as_before(clocks_at_every_hour, 8)
    answers_as_before(standstills, 24)
    answers_as_before(clocks_that_change, 14)
    answers_as_before(clocks_in_columns, 20)

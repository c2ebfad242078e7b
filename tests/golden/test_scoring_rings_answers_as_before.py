"""What was owed to comparisons before, and what was said beside them."""

from datetime import UTC, datetime, timedelta
from types import MappingProxyType

import numpy as np
from attrs import evolve
from disclosure_worlds import a_moment, some_rules

from partnerkit import PartnerkitError, Period, Reason
from partnerkit.scoring import (
    Entry,
    Kpi,
    Query,
    Remark,
    Reminder,
    Ring,
    collect,
    doubts,
    enter,
    heard,
    may_write,
)
from partnerkit.scoring.counted import Counted
from partnerkit.scoring.disclosure import cell, neighborhoods
from partnerkit.scoring.marks import as_marks, as_text, marks, partner_marks
from partnerkit.scoring.nearby import are_dominated, is_one_sided, nearest
from partnerkit.scoring.topics import Ties


def asked(question):
    """Return an answer, or why there is none."""
    try:
        return question()
    except PartnerkitError as fault:
        return fault


def cells(draw):
    rules = some_rules(draw)
    bounds = draw.one_of(
        (
            (None, None),
            (0, None),
            (0, 1),
            (None, 1),
            (-1, 1),
            (-5, None),
            (1, 2),
            (None, -1),
            (0.8, 1),
            (100, 101),
            (1, 1.3),
        )
    )
    means = (
        0.0,
        0.0009,
        0.001,
        0.0011,
        0.5,
        0.8,
        0.81,
        0.97,
        1.0,
        1.25,
        1.01,
        2.0,
        99.0,
        1e6,
        -0.001,
        -0.5,
        -1.0,
        -7.0,
    )
    low, high = (-1e9 if bounds[0] is None else bounds[0]), (1e9 if bounds[1] is None else bounds[1])
    return [cell(mean, rules, bounds) for mean in means if low <= mean <= high], rules.step


def test_cells(answers_as_before):
    answers_as_before(cells, 80)


def near(draw):
    rules, shape = some_rules(draw), (draw.whole(0, 3), draw.whole(0, 10))
    values = np.array(
        [draw.one_of((np.nan, 0.0, 1.0, 2.0, 30.0, -4.0)) for _ in range(shape[0] * shape[1])]
    ).reshape(shape)
    bounds = [
        draw.one_of(((None, None), (0, 1), (1, 9), (-2, -1), (1, None), (-1, 1))) for _ in range(shape[0])
    ]
    found = nearest(values, rules, bounds)
    spans = [neighborhoods(count, least) for count in range(14) for least in (1, 2, 3, 5)]
    dominated = are_dominated(np.nan_to_num(values), rules) if shape[1] else None
    return (
        found,
        [found.of(place) for place in range(shape[0])],
        spans,
        dominated,
        list(map(is_one_sided, bounds)),
    )


def test_neighbors(answers_as_before):
    answers_as_before(near, 40)


def figures_that_counted(draw):
    counted = Counted()
    asked_for = []
    every = [counted]
    for _ in range(draw.whole(1, 6)):
        size = draw.one_of((1, 2, 9, 70))
        more = [
            (draw.one_of("ab"), "".join(f"{draw.whole(0, 300):08x}" for _ in range(size))) for _ in range(2)
        ]
        counted = draw.one_of(every).with_figures(more)
        every.append(counted)
        asked_for.append(counted.count)
    found = np.arange(0, 302, dtype=np.uint32).reshape(1, -1)
    return [
        (
            each.count,
            each.has(["a"], found).nonzero()[1],
            each.has(["b"], found).sum(),
            each.has(["c"], found).any(),
        )
        for each in every
    ]


def test_figures_that_counted(answers_as_before):
    answers_as_before(figures_that_counted, 30)


def marked(draw):
    keys = draw.one_of((["P-1", "P-2", "Ü"], [1, 2, -3], ["P-1", 2, ("P-1", "2026")]))
    values = np.array([[draw.one_of((0.0, -0.0, 1.0, 1.5, np.nan, -2.0)) for _ in keys] for _ in range(2)])
    found = marks(["a", "b"], partner_marks(keys), values)
    text = as_text(found)
    return partner_marks(keys), found, text, as_marks(text)


def test_marks(answers_as_before):
    answers_as_before(marked, 12)


def tied(draw):
    ties, found = Ties(), []
    for _ in range(6):
        one = draw.one_of("kl"), draw.one_of("pqr"), draw.one_of((None, "p", "q", "r"))
        found.append(ties.closes(*one))
        ties.tie(*one)
    return found


def test_ties(answers_as_before):
    answers_as_before(tied, 40)


def an_entry(draw, **given):
    told = {
        "partner": draw.one_of(("P-1", "P-2")),
        "kpi": draw.one_of(("a", "b")),
        "period": Period.month(2026, draw.one_of((2, 3, 3, 3))),
        "value": draw.one_of((None, 1.0, 2.5, 2.5, 3.0, 9.0, -1.0)),
        "at": a_moment(draw),
        "by": "U-1",
        "reason": draw.one_of(("", "why", " ")),
    }
    return Entry(**{**told, **given})


def some_queries(draw, entries):
    found = []
    for _ in range(draw.whole(0, 3)):
        query = Query(
            partner=draw.one_of(("P-1", "P-2")),
            kpi="a",
            period=Period.month(2026, 3),
            doubt=Reason("figure-repeated"),
            at=a_moment(draw, 1, 2),
        )
        for event, by in draw.one_of(
            (
                (),
                (("answer", "partner"),),
                (("answer", "partner"), ("confirm", "neutral-office")),
                (("answer", "partner"), ("contradict", "neutral-office")),
                (("answer", "partner"), ("correct", "partner")),
            )
        ):
            query = query.with_step(
                event,
                by=by,
                at=query.steps[-1].at + timedelta(hours=12) if query.steps else a_moment(draw, 2, 3),
                reason="so",
            )
        found.append(query)
    return found


def entered(draw):
    """Return entries that were taken, and why others were not."""
    entries, refused = (), []
    for _ in range(draw.whole(0, 6)):
        entry = an_entry(draw)
        try:
            entries = enter(entries, entry)
        except PartnerkitError as fault:
            refused.append(fault)
    return entries, refused


def seen_of(found):
    """Return what the office, the bureau and a partner see of what was collected."""
    return [
        [
            (each.value, each.is_corrected, each.is_plausible, each.is_contradicted)
            for each in found.view(role=role, viewer=who).figures
        ]
        for role, who in (
            ("neutral-office", None),
            ("bureau", "P-2"),
            ("partner", "P-1"),
            ("partner", None),
        )
    ]


def all_of(found):
    """Return all that is told of what was collected."""
    return (
        found.figures,
        found.findings,
        found.to_remind,
        found.disputed,
        found.columns(),
        found.columns(key="id", settled=True),
        found.to_frame(),
        seen_of(found),
    )


def collections(draw):
    """Collect the figures of a month on the days around the one they are due."""
    ring = Ring(
        id="r",
        members=["P-1", "P-2"],
        kpis=draw.one_of((["a"], ["a", "b"])),
        due_days=draw.one_of((0, 1, 2)),
        remind_days=draw.one_of((1, 2)),
        office=draw.one_of(("neutral-office", "bureau")),
    )
    march = Period.month(2026, 3)
    entries, refused = entered(draw)
    queries = some_queries(draw, entries)
    reminders = [
        Reminder(partner="P-1", period=Period.month(2026, draw.one_of((2, 3))), at=a_moment(draw))
        for _ in range(draw.whole(0, 3))
    ]
    told = []
    for as_of in (
        datetime(2026, 3, 31, tzinfo=UTC),
        *(datetime(2026, 4, day, hour, tzinfo=UTC) for day in (1, 2, 3, 4) for hour in (0, 12)),
    ):
        found = asked(
            lambda as_of=as_of: collect(
                ring,
                march,
                draw.mixed(entries) if draw.is_so(0.1) else entries,
                as_of=as_of,
                queries=queries,
                reminders=reminders,
            )
        )
        if isinstance(found, PartnerkitError):
            return found
        told.append(all_of(found))
    return told, refused, ring.owed(march)


def test_collections(answers_as_before):
    answers_as_before(collections, 36)


def doubted(draw):
    kpis = [Kpi("a", valid=draw.one_of((None, (0, 10), (2, 2)))), Kpi("b")]
    history = draw.whole(0, 5)
    entries = [
        an_entry(
            draw, kpi=draw.one_of(("a", "a", "b", "z")), period=Period.month(2025, 12 - back), reason="so"
        )
        for back in range(history)
        for _ in (0, 1)
    ]
    entries += [
        an_entry(
            draw,
            period=Period.month(2026, 3),
            value=draw.one_of((None, 0.0, 0.5, 2.5, 3.0, 7.5, 7.6, 9.0, 27.0, -2.0)),
        )
        for _ in range(3)
    ]
    long = (
        [evolve(each, period=Period.month(2024 - n // 12, 1 + n % 12)) for n, each in enumerate(entries * 4)]
        if draw.is_so(0.3)
        else []
    )
    at, factor = a_moment(draw), draw.one_of((1.01, 2.0, 3.0, 1.0))
    first = doubts(kpis, Period.month(2026, 3), [*long, *entries], as_of=at, factor=factor)
    return first, doubts(kpis, Period.month(2026, 3), entries, as_of=a_moment(draw), queries=first[:1])


def test_doubts(answers_as_before):
    answers_as_before(doubted, 80)


def conversations(draw):
    areas = MappingProxyType(
        {each: draw.one_of(("north", "south")) for each in ("P-1", "P-2", "P-3") if draw.is_so(0.8)}
    )
    opened, told = draw.some(("north", "south"), 0.3), []
    members = draw.some(("P-1", "P-2", "P-3", "P-4"), 0.8)
    for number in range(draw.whole(1, 4)):
        text = draw.one_of(("Who trains?", "We take 12", "Half %", "5 €", " ", "All ٣"))
        remark = asked(
            lambda number=number, text=text: Remark(
                id=f"B-{4 - number}",
                page="m",
                partner=draw.one_of(("P-1", "P-2", "P-3")),
                by="U-1",
                at=a_moment(draw, 1, 2),
                text=text,
            )
        )
        for _ in range(draw.whole(0, 2)):
            if not isinstance(remark, PartnerkitError):
                event, by = (
                    draw.one_of(("show", "hold", "release", "remove", "withdraw", "report")),
                    draw.one_of(("neutral-office", "partner", "author")),
                )
                step = asked(
                    lambda remark=remark, event=event, by=by: remark.with_step(
                        event, by=by, at=a_moment(draw, 1, 3), reason=draw.one_of(("", "why"))
                    )
                )
                remark = remark if isinstance(step, PartnerkitError) else step
                told.append(step)
        told.append(remark)
    remarks = [each for each in told if isinstance(each, Remark)]
    views = [
        [
            (each, each.text)
            for each in heard(remarks, viewer=viewer, members=members, areas=areas, opened=opened)
        ]
        for viewer in ("P-1", "P-2", "P-3")
    ]
    may = [
        may_write(each, members=members, areas=areas, accepted=draw.some(members, 0.7), opened=opened)
        for each in ("P-1", "P-2", "P-3", "P-4")
    ]
    return told, [each.status for each in remarks], views, may


def test_conversations(answers_as_before):
    answers_as_before(conversations, 100)

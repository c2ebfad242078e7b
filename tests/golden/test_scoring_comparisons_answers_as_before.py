"""What comparisons told before, what is owed to them, and what is said beside them."""

from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType

import numpy as np
from attrs import evolve

from partnerkit import PartnerkitError, Period, Reason
from partnerkit.scoring import (
    Disclosure,
    Entry,
    Kpi,
    Query,
    Released,
    Remark,
    Reminder,
    Ring,
    Scorecard,
    benchmark,
    collect,
    doubts,
    enter,
    fit,
    heard,
    may_write,
    observe,
    score,
)
from partnerkit.scoring.counted import Counted
from partnerkit.scoring.disclosure import cell, neighborhoods
from partnerkit.scoring.marks import as_marks, as_text, marks, partner_marks
from partnerkit.scoring.nearby import are_dominated, is_one_sided, neighbors
from partnerkit.scoring.released import Cell, Release
from partnerkit.scoring.topics import Ties

DAY = date(2026, 3, 31)
MONTHS = ("2025-12", "2026-01", "2026-02", "2026-Q1")


def asked(question):
    """Return an answer, or why there is none."""
    try:
        return question()
    except PartnerkitError as fault:
        return fault


def a_moment(draw, first=1, last=4):
    return datetime(2026, 4, draw.whole(first, last), draw.one_of((0, 12)), tzinfo=UTC)


def some_rules(draw):
    return Disclosure(
        min_contributors=draw.one_of((1, 2, 2, 3)),
        p_percent=draw.one_of((0, 5, 10, 45)),
        dominance=draw.one_of((None, (1, 60), (2, 85), (2, 100))),
        min_age=draw.one_of(({}, {}, {"a": 2}, {"b": 1, "rate": 3, "none": 4})),
        cut_off_days=draw.one_of((None, None, 0, 1, 3)),
        index=draw.one_of(({}, {}, {"b": "c"}, {"b": "c", "gone": "b"}, {"rate": "b"})),
        smallest=draw.one_of((0.001, 1, 50)),
    )


def a_card(draw):
    return Scorecard(
        kpis=(
            Kpi("a", unit="EUR", valid=draw.one_of((None, (0, 100), (-5, 50), (1, 9)))),
            Kpi("b", better="lower"),
            Kpi("c"),
            Kpi("rate", count="of", of="all", shrink="none", valid=draw.one_of((None, (0, 0.8), (-1, 2)))),
        )[: draw.one_of((1, 2, 3, 4, 4, 4))],
        min_peers=1,
        min_coverage=0,
    )


def some_figures(draw, count):
    own = ((1.0, 2.0, 5.0, 5.5, 6.0, 40.0), (0.0, 0.0, 1.0, -3.0, 97.0), (100.0, 101.0, 102.5, 110.0))
    found = {}
    for name in "abc":
        choices = draw.one_of(own)
        found[name] = [None if draw.is_so(0.1) else draw.one_of(choices) for _ in range(count)]
    found["all"] = [draw.one_of((0, 1, 5, 10)) for _ in range(count)]
    return {**found, "of": [draw.whole(0, each) for each in found["all"]]}


def told_of(report, draw):
    frame = report.to_frame()
    more = [(line.gap, line.quarter, line.best, line.cells) for line in report]
    return report, report.released.releases, frame, report.suppressed, report.reasons, more


def how_asked(draw, keys):
    groups = {key: draw.one_of(("x", "x", "y")) for key in draw.mixed(keys) if draw.is_so(0.9)}
    areas = {key: draw.one_of(("north", "south", "west")) for key in keys if draw.is_so(0.9)}
    return {
        "groups": draw.one_of((None, groups)),
        "areas": draw.one_of((None, None, areas)),
        "kpis": draw.one_of((None, None, None, ("a",), ["b", "per", "b"], "a", ("gone",))),
        "ratios": draw.one_of((None, None, {"per": ("b", "a")}, {"per": ("a", "c"), "by": ("c", "b")}, {"a": ("a", "b")}, {"per": ("a", "rate")})),
        "disputed": draw.one_of((None, None, {"a": [keys[0]], "b": keys[1:3]}, {"a": keys[:1]})),
    }


def test_benchmarks(answers_as_before):
    def benchmarks(draw):
        count, card = draw.whole(1, 16), a_card(draw)
        keys = [f"P-{number}" for number in range(count)]
        before = score(card, {"id": keys, **some_figures(draw, count)}, key="id", as_of=DAY)
        now = score(card, {"id": keys, **some_figures(draw, count)}, key="id", as_of=draw.one_of((DAY, date(2026, 4, 2))))
        rules, how = some_rules(draw), how_asked(draw, keys)
        period = draw.one_of((None, "2026-03", "2026-Q1", Period.month(2026, 2)))
        viewer = draw.one_of((*keys, "gone"))
        first = asked(lambda: benchmark(before, viewer=viewer, rules=rules, period=draw.one_of((None, "2026-02")), **how))
        published = None if isinstance(first, PartnerkitError) else first.released
        if published and draw.is_so(0.05):
            viewer = keys[0]
        at_cut_off = before if draw.is_so(0.2) else None
        as_of = draw.one_of((None, date(2026, 4, 2), date(2026, 4, 5), a_moment(draw)))
        second = asked(lambda: benchmark(now, viewer=viewer, rules=rules, published=published, period=period, as_of=as_of, at_cut_off=at_cut_off, **how))
        return [each if isinstance(each, PartnerkitError) else told_of(each, draw) for each in (first, second)]

    answers_as_before(benchmarks, 150, is_summed=True)


def test_benchmarks_of_panels(answers_as_before):
    def benchmarks_of_panels(draw):
        card, keys = a_card(draw), [f"P-{number}" for number in range(draw.whole(3, 9))]
        labels = draw.some(("2025-12", "2026-01", "2026-02"), 0.8) or ("2025-11",)
        rows = [(key, label) for label in labels for key in keys if draw.is_so(0.9)] or [(keys[0], labels[0])]
        frame = {"id": [key for key, _ in rows], "month": [label for _, label in rows], **some_figures(draw, len(rows))}
        found = score(card, frame, key="id", as_of=DAY, by="month")
        rules, told, published = some_rules(draw), [], None
        how = how_asked(draw, keys)
        for period in draw.mixed((None, *MONTHS))[:3]:
            report = asked(lambda period=period, published=published: benchmark(found, viewer=keys[0], rules=rules, published=published, period=period, **how))
            if not isinstance(report, PartnerkitError):
                published = report.released
                told += [told_of(report, draw), published.of("a")]
            else:
                told.append(report)
        return told, published

    answers_as_before(benchmarks_of_panels, 50, is_summed=True)


def test_observers(answers_as_before):
    def observers(draw):
        count, card = draw.whole(4, 16), a_card(draw)
        keys = [f"P-{number}" for number in range(count)]
        found = score(card, {"id": keys, **some_figures(draw, count)}, key="id", as_of=DAY)
        ring = Ring(id="r", members=draw.some(keys, 0.8) or keys, kpis=["a"], observers=draw.one_of(((), ("v",), ("v", keys[0]))))
        how = how_asked(draw, keys)
        del how["areas"]
        group = draw.one_of((None, "x", "y"))
        return observe(found, ring=ring, observer=draw.one_of(("v", "v", "w")), rules=some_rules(draw), group=group, **how)

    answers_as_before(observers, 40, is_summed=True)


def test_yardsticks_for_their_viewer(answers_as_before):
    def yardsticks_for_their_viewer(draw):
        count, card = draw.whole(6, 16), a_card(draw)
        keys = [f"P-{number}" for number in range(count)]
        frame = {"id": keys, **some_figures(draw, count)}
        scores = score(card, frame, key="id", as_of=DAY)
        report = benchmark(scores, viewer="P-1", rules=some_rules(draw), ratios=draw.one_of((None, {"per": ("a", "a")})))
        own = fit(card, frame, key="id", as_of=DAY).for_viewer(report)
        row = {name: draw.one_of((None, 0, 1, 5.25, 101, float("nan"), -3, "x", True)) for name in ("a", "b", "c", "of", "all", "rate") if draw.is_so(0.8)}
        return own, own.compare({}), asked(lambda: own.compare(row))

    answers_as_before(yardsticks_for_their_viewer, 40, is_summed=True)


def test_cells(answers_as_before):
    def cells(draw):
        rules = some_rules(draw)
        bounds = draw.one_of(((None, None), (0, None), (0, 1), (None, 1), (-1, 1), (-5, None), (1, 2), (None, -1), (0.8, 1), (100, 101), (1, 1.3)))
        means = (0.0, 0.0009, 0.001, 0.0011, 0.5, 0.8, 0.81, 0.97, 1.0, 1.25, 1.01, 2.0, 99.0, 1e6, -0.001, -0.5, -1.0, -7.0)
        low, high = (-1e9 if bounds[0] is None else bounds[0]), (1e9 if bounds[1] is None else bounds[1])
        return [cell(mean, rules, bounds) for mean in means if low <= mean <= high], rules.step

    answers_as_before(cells, 80)


def test_neighbors(answers_as_before):
    def near(draw):
        rules, shape = some_rules(draw), (draw.whole(0, 3), draw.whole(0, 10))
        values = np.array([draw.one_of((np.nan, 0.0, 1.0, 2.0, 30.0, -4.0)) for _ in range(shape[0] * shape[1])]).reshape(shape)
        bounds = [draw.one_of(((None, None), (0, 1), (1, 9), (-2, -1), (1, None), (-1, 1))) for _ in range(shape[0])]
        found = neighbors(values, rules, bounds)
        spans = [neighborhoods(count, least) for count in range(14) for least in (1, 2, 3, 5)]
        dominated = are_dominated(np.nan_to_num(values), rules) if shape[1] else None
        return found, [found.of(place) for place in range(shape[0])], spans, dominated, list(map(is_one_sided, bounds))

    answers_as_before(near, 40)


def test_what_is_told(answers_as_before):
    def what_is_told(draw):
        told = Released()
        released = []
        for _ in range(draw.whole(1, 7)):
            figures = "".join(f"{draw.whole(0, 5):08x}" for _ in range(draw.whole(0, 3)))
            ends = Cell(low=draw.one_of((1.0, -2.5)), high=3.0)
            parts = {"lower": draw.one_of((ends, Cell(reason=Reason("few-contributors")))), "middle": ends, "upper": Cell()}
            released.append(Release(kpi=draw.one_of("ab"), part=draw.one_of("pq"), whole=draw.one_of((None, "w")), group=draw.one_of("xy"), period=Period.parse(draw.one_of(MONTHS)), figures=figures, **parts))
        cut = draw.whole(0, len(released))
        told = told.given_to("v", released[:cut]).given_to("v", released[cut:])
        tables = [told.told, told.given_to("v").told][:: draw.one_of((1, -1))]
        found = []
        for table in tables:
            for kpi in table:
                one = table[kpi]
                found.append((kpi, one.part, one.whole, one.periods, one.count, one.releases))
                for label in MONTHS:
                    period = Period.parse(label)
                    found.append((one.has(period), one.overlapping(period), one.at(period, "x"), one.last("x", period), one.last("y", period)))
            wanted = np.arange(12, dtype=np.uint32).reshape(2, 6)
            found += [len(table), "a" in table, "c" in table, table.counted.has(["a", "b"], wanted), table.counted.has(["c", "a"], wanted)]
        earlier = Released(viewer="v", releases=released[:cut])
        kept = Released(viewer="w", releases=released)
        return found, told, [each.cells for each in released], [each.lower.value for each in released], kept.of("a"), asked(lambda: kept.given_to("v")), asked(lambda: earlier.given_to("v", released[:1]).told.counted.has(["a"], wanted[:1]))

    answers_as_before(what_is_told, 80)


def test_figures_that_counted(answers_as_before):
    def figures_that_counted(draw):
        counted = Counted()
        asked_for = []
        every = [counted]
        for _ in range(draw.whole(1, 6)):
            size = draw.one_of((1, 2, 9, 70))
            more = [(draw.one_of("ab"), "".join(f"{draw.whole(0, 300):08x}" for _ in range(size))) for _ in range(2)]
            counted = draw.one_of(every).with_figures(more)
            every.append(counted)
            asked_for.append(counted.count)
        found = np.arange(0, 302, dtype=np.uint32).reshape(1, -1)
        return [(each.count, each.has(["a"], found).nonzero()[1], each.has(["b"], found).sum(), each.has(["c"], found).any()) for each in every]

    answers_as_before(figures_that_counted, 30)


def test_marks(answers_as_before):
    def marked(draw):
        keys = draw.one_of((["P-1", "P-2", "Ü"], [1, 2, -3], ["P-1", 2, ("P-1", "2026")]))
        values = np.array([[draw.one_of((0.0, -0.0, 1.0, 1.5, np.nan, -2.0)) for _ in keys] for _ in range(2)])
        found = marks(["a", "b"], partner_marks(keys), values)
        text = as_text(found)
        return partner_marks(keys), found, text, as_marks(text)

    answers_as_before(marked, 12)


def test_ties(answers_as_before):
    def tied(draw):
        ties, found = Ties(), []
        for _ in range(6):
            one = draw.one_of("kl"), draw.one_of("pqr"), draw.one_of((None, "p", "q", "r"))
            found.append(ties.closes(*one))
            ties.tie(*one)
        return found

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
        query = Query(partner=draw.one_of(("P-1", "P-2")), kpi="a", period=Period.month(2026, 3), doubt=Reason("figure-repeated"), at=a_moment(draw, 1, 2))
        for event, by in draw.one_of(((), (("answer", "partner"),), (("answer", "partner"), ("confirm", "office")), (("answer", "partner"), ("contradict", "office")), (("answer", "partner"), ("correct", "partner")))):
            query = query.with_step(event, by=by, at=query.steps[-1].at + timedelta(hours=12) if query.steps else a_moment(draw, 2, 3), reason="so")
        found.append(query)
    return found


def test_collections(answers_as_before):
    def collections(draw):
        ring = Ring(id="r", members=["P-1", "P-2"], kpis=draw.one_of((["a"], ["a", "b"])), due_days=draw.one_of((0, 1, 2)), remind_days=draw.one_of((1, 2)), office=draw.one_of(("office", "bureau")))
        march, entries = Period.month(2026, 3), ()
        refused = []
        for _ in range(draw.whole(0, 6)):
            entry = an_entry(draw)
            try:
                entries = enter(entries, entry)
            except PartnerkitError as fault:
                refused.append(fault)
        queries = some_queries(draw, entries)
        reminders = [Reminder(partner="P-1", period=Period.month(2026, draw.one_of((2, 3))), at=a_moment(draw)) for _ in range(draw.whole(0, 3))]
        told = []
        for as_of in (datetime(2026, 3, 31, tzinfo=UTC), *(datetime(2026, 4, day, hour, tzinfo=UTC) for day in (1, 2, 3, 4) for hour in (0, 12))):
            found = asked(lambda as_of=as_of: collect(ring, march, draw.mixed(entries) if draw.is_so(0.1) else entries, as_of=as_of, queries=queries, reminders=reminders))
            if isinstance(found, PartnerkitError):
                return found
            views = [[(each.value, each.is_corrected, each.is_plausible, each.is_contradicted) for each in found.view(role=role, viewer=who).figures] for role, who in (("office", None), ("bureau", "P-2"), ("partner", "P-1"), ("partner", None))]
            told.append((found.figures, found.findings, found.to_remind, found.disputed, found.columns(), found.columns(key="id", settled=True), found.to_frame(), views))
        return told, refused, ring.owed(march)

    answers_as_before(collections, 60)


def test_doubts(answers_as_before):
    def doubted(draw):
        kpis = [Kpi("a", valid=draw.one_of((None, (0, 10), (2, 2)))), Kpi("b")]
        history = draw.whole(0, 5)
        entries = [an_entry(draw, kpi=draw.one_of(("a", "a", "b", "z")), period=Period.month(2025, 12 - back), reason="so") for back in range(history) for _ in (0, 1)]
        entries += [an_entry(draw, period=Period.month(2026, 3), value=draw.one_of((None, 0.0, 0.5, 2.5, 3.0, 7.5, 7.6, 9.0, 27.0, -2.0))) for _ in range(3)]
        long = [evolve(each, period=Period.month(2024 - n // 12, 1 + n % 12)) for n, each in enumerate(entries * 4)] if draw.is_so(0.3) else []
        at, factor = a_moment(draw), draw.one_of((1.01, 2.0, 3.0, 1.0))
        first = doubts(kpis, Period.month(2026, 3), [*long, *entries], as_of=at, factor=factor)
        return first, doubts(kpis, Period.month(2026, 3), entries, as_of=a_moment(draw), queries=first[:1])

    answers_as_before(doubted, 80)


def test_conversations(answers_as_before):
    def conversations(draw):
        areas = MappingProxyType({each: draw.one_of(("north", "south")) for each in ("P-1", "P-2", "P-3") if draw.is_so(0.8)})
        opened, told = draw.some(("north", "south"), 0.3), []
        members = draw.some(("P-1", "P-2", "P-3", "P-4"), 0.8)
        for number in range(draw.whole(1, 4)):
            text = draw.one_of(("Who trains?", "We take 12", "Half %", "5 €", " ", "All ٣"))
            remark = asked(lambda number=number, text=text: Remark(id=f"B-{4 - number}", page="m", partner=draw.one_of(("P-1", "P-2", "P-3")), by="U-1", at=a_moment(draw, 1, 2), text=text))
            for _ in range(draw.whole(0, 2)):
                if not isinstance(remark, PartnerkitError):
                    event, by = draw.one_of(("show", "hold", "release", "remove", "withdraw", "report")), draw.one_of(("office", "partner", "author"))
                    step = asked(lambda remark=remark, event=event, by=by: remark.with_step(event, by=by, at=a_moment(draw, 1, 3), reason=draw.one_of(("", "why"))))
                    remark = remark if isinstance(step, PartnerkitError) else step
                    told.append(step)
            told.append(remark)
        remarks = [each for each in told if isinstance(each, Remark)]
        views = [[(each, each.text) for each in heard(remarks, viewer=viewer, members=members, areas=areas, opened=opened)] for viewer in ("P-1", "P-2", "P-3")]
        may = [may_write(each, members=members, areas=areas, accepted=draw.some(members, 0.7), opened=opened) for each in ("P-1", "P-2", "P-3", "P-4")]
        return told, [each.status for each in remarks], views, may

    answers_as_before(conversations, 100)

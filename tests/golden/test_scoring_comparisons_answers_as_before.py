"""What comparisons told before, what is owed to them, and what is said beside them."""

from datetime import date

import numpy as np
from disclosure_worlds import a_moment, some_rules

from partnerkit import PartnerkitError, Period, Reason
from partnerkit.scoring import (
    Kpi,
    Released,
    Ring,
    Scorecard,
    benchmark,
    fit,
    observe,
    score,
)
from partnerkit.scoring.release import Cell, Release

DAY = date(2026, 3, 31)
MONTHS = ("2025-12", "2026-01", "2026-02", "2026-Q1")


def asked(question):
    """Return an answer, or why there is none."""
    try:
        return question()
    except PartnerkitError as fault:
        return fault


def a_card(draw):
    return Scorecard(
        kpis=(
            Kpi("a", unit="EUR", valid=draw.one_of((None, (0, 100), (-5, 50), (1, 9)))),
            Kpi("b", better="lower"),
            Kpi("c", better="target", target=(2, 5)) if draw.is_so(0.3) else Kpi("c"),
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
        "ratios": draw.one_of(
            (
                None,
                None,
                {"per": ("b", "a")},
                {"per": ("a", "c"), "by": ("c", "b")},
                {"a": ("a", "b")},
                {"per": ("a", "rate")},
            )
        ),
        "disputed": draw.one_of((None, None, {"a": [keys[0]], "b": keys[1:3]}, {"a": keys[:1]})),
    }


def benchmarks(draw):
    count, card = draw.whole(1, 16), a_card(draw)
    keys = [f"P-{number}" for number in range(count)]
    before = score(card, {"id": keys, **some_figures(draw, count)}, key="id", as_of=DAY)
    now = score(
        card,
        {"id": keys, **some_figures(draw, count)},
        key="id",
        as_of=draw.one_of((DAY, date(2026, 4, 2))),
    )
    rules, how = some_rules(draw), how_asked(draw, keys)
    period = draw.one_of((None, "2026-03", "2026-Q1", Period.month(2026, 2)))
    viewer = draw.one_of((*keys, "gone"))
    first = asked(
        lambda: benchmark(before, viewer=viewer, rules=rules, period=draw.one_of((None, "2026-02")), **how)
    )
    published = None if isinstance(first, PartnerkitError) else first.released
    if published and draw.is_so(0.05):
        viewer = keys[0]
    at_cut_off = before if draw.is_so(0.2) else None
    as_of = draw.one_of((None, date(2026, 4, 2), date(2026, 4, 5), a_moment(draw)))
    second = asked(
        lambda: benchmark(
            now,
            viewer=viewer,
            rules=rules,
            published=published,
            period=period,
            as_of=as_of,
            at_cut_off=at_cut_off,
            **how,
        )
    )
    return [each if isinstance(each, PartnerkitError) else told_of(each, draw) for each in (first, second)]


def test_benchmarks(answers_as_before):
    answers_as_before(benchmarks, 80, is_summed=True)


def benchmarks_of_panels(draw):
    card, keys = a_card(draw), [f"P-{number}" for number in range(draw.whole(3, 9))]
    labels = draw.some(("2025-12", "2026-01", "2026-02"), 0.8) or ("2025-11",)
    rows = [(key, label) for label in labels for key in keys if draw.is_so(0.9)] or [(keys[0], labels[0])]
    frame = {
        "id": [key for key, _ in rows],
        "month": [label for _, label in rows],
        **some_figures(draw, len(rows)),
    }
    found = score(card, frame, key="id", as_of=DAY, by="month")
    rules, told, published = some_rules(draw), [], None
    how = how_asked(draw, keys)
    for period in draw.mixed((None, *MONTHS))[:3]:
        report = asked(
            lambda period=period, published=published: benchmark(
                found, viewer=keys[0], rules=rules, published=published, period=period, **how
            )
        )
        if not isinstance(report, PartnerkitError):
            published = report.released
            told += [told_of(report, draw), published.of("a")]
        else:
            told.append(report)
    return told, published


def test_benchmarks_of_panels(answers_as_before):
    answers_as_before(benchmarks_of_panels, 30, is_summed=True)


def observers(draw):
    count, card = draw.whole(4, 16), a_card(draw)
    keys = [f"P-{number}" for number in range(count)]
    found = score(card, {"id": keys, **some_figures(draw, count)}, key="id", as_of=DAY)
    ring = Ring(
        id="r",
        members=draw.some(keys, 0.8) or keys,
        kpis=["a"],
        observers=draw.one_of(((), ("v",), ("v", keys[0]))),
    )
    how = how_asked(draw, keys)
    del how["areas"]
    group = draw.one_of((None, "x", "y"))
    return observe(
        found,
        ring=ring,
        observer=draw.one_of(("v", "v", "w")),
        rules=some_rules(draw),
        group=group,
        **how,
    )


def test_observers(answers_as_before):
    answers_as_before(observers, 40, is_summed=True)


def yardsticks_for_their_viewer(draw):
    count, card = draw.whole(6, 16), a_card(draw)
    keys = [f"P-{number}" for number in range(count)]
    frame = {"id": keys, **some_figures(draw, count)}
    scores = score(card, frame, key="id", as_of=DAY)
    report = benchmark(
        scores, viewer="P-1", rules=some_rules(draw), ratios=draw.one_of((None, {"per": ("a", "a")}))
    )
    own = fit(card, frame, key="id", as_of=DAY).for_viewer(report)
    row = {
        name: draw.one_of((None, 0, 1, 5.25, 101, float("nan"), -3, "x", True))
        for name in ("a", "b", "c", "of", "all", "rate")
        if draw.is_so(0.8)
    }
    return own, own.compare({}), asked(lambda: own.compare(row))


def test_yardsticks_for_their_viewer(answers_as_before):
    answers_as_before(yardsticks_for_their_viewer, 24, is_summed=True)


#: Marks of figures as they are kept, in two rows.
WANTED = np.arange(12, dtype=np.uint32).reshape(2, 6)


def some_releases(draw):
    """Return what was told of KPIs in several months, some cells of it kept back."""
    released = []
    for _ in range(draw.whole(1, 7)):
        figures = "".join(f"{draw.whole(0, 5):08x}" for _ in range(draw.whole(0, 3)))
        ends = Cell(low=draw.one_of((1.0, -2.5)), high=3.0)
        parts = {
            "lower": draw.one_of((ends, Cell(reason=Reason("few-contributors")))),
            "middle": ends,
            "upper": Cell(),
        }
        released.append(
            Release(
                kpi=draw.one_of("ab"),
                part=draw.one_of("pq"),
                whole=draw.one_of((None, "w")),
                group=draw.one_of("xy"),
                period=Period.parse(draw.one_of(MONTHS)),
                figures=figures,
                **parts,
            )
        )
    return released


def read_from(table):
    """Return what a table knows of each KPI, in each month, and of which figures it was made."""
    found = []
    for kpi in table:
        one = table[kpi]
        found.append((kpi, one.part, one.whole, one.periods, one.count, one.releases))
        for label in MONTHS:
            period = Period.parse(label)
            found.append(
                (
                    one.has(period),
                    one.overlapping(period),
                    one.at(period, "x"),
                    one.last("x", period),
                    one.last("y", period),
                )
            )
    return [
        *found,
        len(table),
        "a" in table,
        "c" in table,
        table.counted.has(["a", "b"], WANTED),
        table.counted.has(["c", "a"], WANTED),
    ]


def what_is_told(draw):
    """Remember what a viewer was told, at once and one after the other."""
    released = some_releases(draw)
    cut = draw.whole(0, len(released))
    told = Released().given_to("v", released[:cut]).given_to("v", released[cut:])
    tables = [told.told, told.given_to("v").told][:: draw.one_of((1, -1))]
    earlier = Released(viewer="v", releases=released[:cut])
    kept = Released(viewer="w", releases=released)
    return (
        [each for table in tables for each in read_from(table)],
        told,
        [each.cells for each in released],
        [each.lower.value for each in released],
        kept.of("a"),
        asked(lambda: kept.given_to("v")),
        asked(lambda: earlier.given_to("v", released[:1]).told.counted.has(["a"], WANTED[:1])),
    )


def test_what_is_told(answers_as_before):
    answers_as_before(what_is_told, 50)

"""What scoring refused before, and in which words."""

from datetime import UTC, date, datetime

import numpy as np
import pytest
from attrs import evolve

from partnerkit import PartnerkitError, Period
from partnerkit.scoring import (
    Disclosure,
    Kpi,
    Pairwise,
    Released,
    Ring,
    Scorecard,
    Yardstick,
    benchmark,
    fit,
    pareto,
    rank_acceptability,
    rank_intervals,
    score,
    trends,
    value_matrix,
)
from partnerkit.scoring.measure import Measure
from partnerkit.scoring.released import Release
from partnerkit.scoring.yardstick import PeerMeasure

DAY = date(2026, 3, 31)
IDS = ("P-1", "P-2", "P-3", "P-4", "P-5", "P-6", "P-7")


def asked(question):
    """Return an answer, or why there is none."""
    try:
        return question()
    except (PartnerkitError, KeyError) as fault:
        return fault


def columns():
    return {
        "id": list(IDS), "tier": ["x", "x", "x", "y", "y", None, None], "a": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, None],
        "of": [1, 2, 3, 0, 0, 1, 2], "all": [4, 4, 4, 4, 0, 2, 2], "e": [3.0, 1.0, 2.0, None, 5.0, 4.0, 1.0], "se": [1.0, 0.5, None, 1.0, 1.0, 2.0, 1.0],
        "h": [1.0, 2.0, 2.0, 3.0, 5.0, None, 1.0], "on": [DAY] * 6 + [None], "u": [1, 2, 3, 4, 5, 6, 7], "in": ["EUR"] * 7,
    }  # fmt: skip


KPIS = (
    Kpi("a", valid=(0, 50)),
    Kpi("r", count="of", of="all", better="lower"),
    Kpi("e", se="se", shrink="normal"),
    Kpi("h", half_life="2d", measured="on"),
    Kpi("u", unit="EUR", currency="in"),
)


def damaged(draw):
    frame = columns()
    wrong = {
        "a": (1e101, -1e101, float("inf"), 1e100, -1e100, 51.0), "of": (-1, 5, 3), "all": (-1, 0, 1), "e": (float("-inf"), 1e101), "se": (0.0, -1.0, 0.5),
        "h": (1e102, 0.0), "on": (date(2026, 4, 1), date(2026, 3, 30), DAY), "u": (10**101, -5), "in": ("USD", None, "EUR"), "id": ("P-1", None, "P-8"), "tier": ("", "x", None, "\0"),
    }  # fmt: skip
    for name in draw.some(tuple(wrong), 0.12) or ("a",):
        for _ in range(draw.one_of((1, 1, 3, 6))):
            frame[name][draw.whole(0, 6)] = draw.one_of(wrong[name])
    if draw.is_so(0.2):
        frame["a"] = [draw.one_of((1e101, -1e101, 1e100, -1e100, 2.0)) for _ in IDS]
    return frame


def a_card(draw):
    kpis = draw.some(KPIS, 0.8) or KPIS
    return Scorecard(
        kpis=kpis,
        peers=draw.one_of((None, ("tier",))),
        min_peers=2,
        missing=draw.one_of(("renormalize", "renormalize", "refuse")),
        min_coverage=0,
    )


def figures_that_are_refused(draw):
    found = score(a_card(draw), damaged(draw), key="id", as_of=DAY)
    return found.to_frame("dict"), found.findings


def test_figures_that_are_refused(answers_as_before):
    answers_as_before(figures_that_are_refused, 80, is_summed=True)


def test_figures_that_are_refused_where_rows_lie(answers_as_before):
    polars = pytest.importorskip("polars")

    def figures_that_are_refused_by_engines(draw):
        card, frame = a_card(draw), damaged(draw)
        rows = polars.DataFrame(frame, strict=False).lazy()
        found = score(card, rows, key="id", as_of=DAY).to_frame("dict")
        order = np.argsort([str(each) for each in found["id"]])
        return {name: np.asarray(column)[order] for name, column in found.items()}

    answers_as_before(figures_that_are_refused_by_engines, 24, is_summed=True)


def test_weights_that_are_refused_where_rows_lie(answers_as_before):
    polars = pytest.importorskip("polars")

    def weights_refused(draw):
        frame = {"id": list(IDS)} | {
            name: [
                draw.one_of((0.0, 1.0, 2.0, 5.5, None, *((-1.0,) if draw.is_so(0.1) else ()))) for _ in IDS
            ]
            for name in "ab"
        }
        if draw.is_so(0.3):
            frame["b"] = [None] * 6 + [draw.one_of((None, 2.0))]
        card = Scorecard(
            kpis=[Kpi("a"), Kpi("b", better="lower")], weights=draw.one_of(("entropy", "critic"))
        )
        both = [
            asked(lambda made=made: score(card, made, key="id", as_of=DAY))
            for made in (
                frame,
                polars.DataFrame(frame, schema_overrides={"a": polars.Float64, "b": polars.Float64}).lazy(),
            )
        ]
        return [each if isinstance(each, PartnerkitError) else (each.weights, each.findings) for each in both]

    answers_as_before(weights_refused, 24)


def marks_of(line):
    """Return marks of figures that a release keeps, and ones that are none."""
    told = {"kpi": "a", "part": "a", "group": "x", "period": Period.month(2026, 1)}
    cells = {"lower": line.lower, "middle": line.middle, "upper": line.upper}
    return [
        asked(lambda figures=figures: Release(**told, **cells, figures=figures).figures)
        for figures in ("", "0000000f", "0000000F", "xxxxxxxx", "0", None)
    ]


def not_there(_):
    """Ask for who and what is not there."""
    frame = {"id": list(IDS), "a": [1.0, 2, 3, 4, 5, 6, 7], "b": [1.0] * 7, "month": ["2026-01"] * 7}
    scores = score(Scorecard(kpis=[Kpi("a")]), frame, key="id", as_of=DAY)
    other = score(Scorecard(kpis=[Kpi("b")]), frame, key="id", as_of=DAY)
    yardstick = fit(scores.card, frame, key="id", as_of=DAY)
    report = benchmark(scores, viewer="P-1", rules=Disclosure(min_contributors=1))
    many = score(scores.card, {"id": list(range(501)), "a": [1.0] * 501}, key="id", as_of=DAY)
    rates = Scorecard(kpis=[Kpi("r", count="of", of="all")])
    wide = {"id": list(range(5100)), "of": [1] * 5100, "all": [2] * 5100}
    changed = {"id": list(IDS), "a": np.array([1.0, 2, 3, 4, 5, 6, 7])}
    late = score(scores.card, changed, key="id", as_of=DAY)
    changed["a"][0] = 99
    measure = yardstick.groups[0].measures[0]
    questions = (
        lambda: scores.row("gone"), lambda: scores["gone"], lambda: scores.explain("gone"), lambda: scores.explain("P-1", viewer="P-2"), lambda: scores.explain("gone", viewer="gone"),
        lambda: late.explain("P-1"), lambda: scores.rank_interval()["gone"], lambda: rank_intervals(frame, key="id", value="a")["gone"], lambda: rank_intervals(frame, key="month", value="a")["2026-01"],
        lambda: trends(frame, key="id", by="month", kpi="a", as_of=DAY)["gone"], lambda: trends(frame, key="id", by="month", kpi=Kpi("r", count="a", of="b"), as_of=DAY),
        lambda: trends({**frame, "month": ["2026-01", "2026-Q1", *frame["month"][2:]]}, key="id", by="month", kpi="a", as_of=DAY),
        lambda: pareto(frame, key="id", value="a")["gone"], lambda: value_matrix(frame, key="id", value="a", potential="b")["gone"], lambda: report["gone"], lambda: report["a"].kpi,
        lambda: benchmark(scores, viewer="P-1", at_cut_off=other), lambda: benchmark(scores, viewer="P-1", rules="strict", published=(), kpis="a", ratios=("a", "b"), disputed=["P-1"]),
        lambda: score(scores.card, frame, key="id", by="id", as_of=DAY), lambda: score(scores.card, frame, key="id", by="rank", as_of=DAY), lambda: score(scores.card, {**frame, "month": ["x"] * 7}, key="id", by="month", as_of=DAY),
        lambda: rank_acceptability(many, draws=100_000), lambda: rank_acceptability(scores, draws=100, weights="some"), lambda: score(rates, wide, key="id", as_of=DAY).rank_interval(draws=100_000),
        lambda: Measure(form="share", grid=(1.0,), below=(0,), upto=()), lambda: evolve(yardstick, weights=(1.0, 2.0)), lambda: evolve(yardstick, groups=[PeerMeasure(size=1, measures=[measure, measure])]),
        lambda: Yardstick(card=evolve(scores.card, missing="refuse"), as_of=yardstick.as_of, weights=(1.0,), groups=yardstick.groups).score_one({"a": None}), lambda: yardstick.for_viewer("report"),
        lambda: Ring(id="r", members=["P-1"], kpis=["a"]).owed(Period.since(DAY)), lambda: Ring(id="r", members=["P-1"], kpis=["a"], observers=["P-1", "V"]), lambda: [Released(), Released(viewer="v")],
        lambda: Pairwise.of({("a", "b"): 2, ("b", "a"): 3}), lambda: Kpi("a", better="target", target=(1, 2), points=(5, -1)), lambda: Scorecard(kpis=[Kpi("a"), Kpi("b")], weights=Pairwise.of({("a", "c"): 2})),
        lambda: Scorecard(kpis=[Kpi("a"), Kpi("b")], weights=Pairwise.of({("a", "b"): 2})).weights.weights,
        lambda: score(Scorecard(kpis=[Kpi("a")], winsorize=0.2), frame, key="id", as_of=DAY).method, lambda: score(scores.card, {"id": [7, -3, 5], "a": [1, 2, 3]}, key="id", as_of=DAY).to_frame("dict"), lambda: score(scores.card, {"id": [7, -3, 7], "a": [1, 2, 3]}, key="id", as_of=DAY),
        lambda: score(scores.card, {"id": np.array([5, 4, 4]), "a": [1, 2, 3]}, key="id", as_of=DAY), lambda: score(scores.card, {"id": np.array([5.5, 4.5, 4.5]), "a": [1, 2, 3]}, key="id", as_of=DAY), lambda: scores.top(-1),
        lambda: evolve(yardstick, grid_error=-0.1),
        lambda: evolve(yardstick, grid_error=2),
        lambda: evolve(yardstick, grid_error=2.1),
        lambda: evolve(yardstick, grid_error=0.5).grid_error,
    )  # fmt: skip
    return [asked(each) for each in questions], marks_of(report["a"])


def test_who_is_not_there(answers_as_before):
    answers_as_before(not_there, 1, is_summed=True)


def panels_refused(draw):
    noon = datetime(2026, 3, 30, 12, tzinfo=UTC)
    count = draw.whole(1, 5)
    frame = {
        "id": [draw.one_of(IDS[:2]) for _ in range(count)],
        "month": [draw.one_of(("2025", "2026-01", "2026-02", date(2026, 3, 30), datetime(2026, 3, 31), Period.month(2026, 1), *((datetime(2026, 3, 31, 1), None, "x") if draw.is_so(0.1) else ()))) for _ in range(count)],
        "since": [draw.one_of((noon, datetime(2026, 3, 31, tzinfo=UTC), datetime(2026, 4, 2, tzinfo=UTC), *((None, datetime(2026, 1, 1), DAY) if draw.is_so(0.1) else ()))) for _ in range(count)],
        "a": [draw.one_of((1.0, 2.0, 3.0)) for _ in range(count)],
    }  # fmt: skip
    as_of = draw.one_of((DAY, noon, datetime(2026, 3, 30, 11, tzinfo=UTC)))
    found = score(
        Scorecard(kpis=[Kpi("a")]),
        frame,
        key="id",
        by="month",
        known=draw.one_of((None, "since", "since")),
        as_of=as_of,
    )
    return found.to_frame("dict"), found.findings


def test_panels_that_are_refused(answers_as_before):
    answers_as_before(panels_refused, 80)

"""What trends, shares, segments and intervals were before, and the steps below them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import numpy as np

from partnerkit import PartnerkitError, Period
from partnerkit.scoring import (
    Kpi,
    bootstrap,
    gini,
    lorenz,
    movement,
    pareto,
    rank_intervals,
    trends,
    value_matrix,
    wilson,
)
from partnerkit.scoring.changes import breaks, pettitt
from partnerkit.scoring.series import read_series
from partnerkit.scoring.slopes import medians, theil_sen

DAY = date(2026, 3, 31)


def asked(question):
    """Return an answer, or why there is none."""
    try:
        return question()
    except PartnerkitError as fault:
        return fault


def figures(draw, count, choices, gaps=0.15):
    return [None if draw.is_so(gaps) else draw.one_of(choices) for _ in range(count)]


def a_series(draw, count):
    """Return figures that rise, fall, jump, stand or swing with the season."""
    slope, jump, swing = (
        draw.one_of((0, 0, 1, -1, 0.5)),
        draw.one_of((0, 0, 20, -20)),
        draw.one_of((0, 0, 10)),
    )
    base, noise, gaps = draw.one_of((0, 10, 100, -50)), draw.one_of((0, 1, 3)), draw.one_of((0, 0, 0.2))
    return [
        None
        if draw.is_so(gaps)
        else base + slope * n + jump * (n >= count // 2) + swing * (n % 4 == 0) + noise * draw.whole(-2, 2)
        for n in range(count)
    ]


def labels_of(draw, count):
    match draw.whole(0, 3):
        case 0:
            return [f"{2024 + n // 12}-{1 + n % 12:02}" for n in range(count)]
        case 1:
            return [f"{2020 + n // 4}-Q{1 + n % 4}" for n in range(count)]
        case 2:
            return [str(2025 - count + n) for n in range(count)]
    return [date(2024 + n // 12, 1 + n % 12, 5) for n in range(count)]


def trended(draw):
    count = draw.one_of((0, 1, 3, 4, 8, 9, 16, 26))
    labels = labels_of(draw, count)
    frame = {"id": [], "by": [], "a": []}
    for key in ("P-1", "P-2", "P-3")[: draw.whole(1, 3)]:
        own = a_series(draw, count)
        kept = [n for n in range(count) if draw.is_so(0.95)]
        frame["id"] += [key] * len(kept)
        frame["by"] += [labels[n] for n in kept]
        frame["a"] += [own[n] for n in kept]
    kpi = draw.one_of(("a", Kpi("a"), Kpi("a", better="lower"), Kpi("a", better="target", target=(5, 20))))
    found = trends(
        frame,
        key="id",
        by="by",
        kpi=kpi,
        as_of=draw.one_of((DAY, DAY, date(2025, 2, 27), date(2025, 2, 28))),
        level=draw.one_of((0.5, 0.9, 0.99)),
        seasonal=draw.is_so(0.7),
        steady_within=draw.one_of((0, 0.05, 1)),
        least_periods=draw.one_of((3, 4, 8)),
    )
    verdicts = [found.of(each) for each in ("improving", "steady", "falling", "unclear")]
    return (
        dict(found),
        repr(found),
        verdicts,
        found.to_frame(),
        found.adjusted,
        found.method,
        found.breaks,
        found.series,
    )


def test_trends(answers_as_before):
    answers_as_before(trended, 70, is_summed=True)


def series(draw):
    odd = (
        "2026-01",
        "2026-02",
        "2026-Q1",
        "2026",
        None,
        "x",
        date(2026, 1, 5),
        datetime(2026, 1, 1),
        Period.month(2026, 3),
        7,
    )
    count = draw.whole(0, 7)
    choices = odd if draw.is_so(0.5) else draw.one_of((odd[:2], odd[2:3], odd[6:8]))
    frame = {
        "id": [
            draw.one_of(("P-1", "P-2", "P-3", *([None, ["x"]] if draw.is_so(0.1) else [])))
            for _ in range(count)
        ],
        "by": [draw.one_of(choices) for _ in range(count)],
        "a": [
            draw.one_of(
                (
                    1,
                    2.5,
                    None,
                    Decimal(3),
                    *((float("inf"), "x", True, 1e101, -1e101, 1e100) if draw.is_so(0.3) else ()),
                )
            )
            for _ in range(count)
        ],
    }
    if draw.is_so(0.1):
        del frame[draw.one_of(("id", "by", "a"))]
    as_of = draw.one_of((DAY, date(2026, 2, 1), datetime(2026, 4, 1, tzinfo=UTC)))
    found = read_series(frame, key="id", by="by", value="a", as_of=as_of)
    return found, found.per_year


def test_series_that_are_odd(answers_as_before):
    answers_as_before(series, 120)


def sloped(draw):
    count = draw.one_of((1, 2, 3, 5, 9, 12))
    table = np.array([a_series(draw, count) for _ in range(3)], dtype=np.float64)
    found = theil_sen(table, level=draw.one_of((0.5, 0.9, 0.99)), season=draw.one_of((1, 1, 2, 4)))
    straight = np.where(np.isnan(table), np.nan, np.arange(count) * 1.0)
    return (
        found,
        medians(table),
        pettitt(table),
        breaks(table, straight, chance=draw.one_of((0.05, 0.5))),
        breaks(table, straight * 0),
    )


def test_slopes_and_changes(answers_as_before):
    answers_as_before(sloped, 50, is_summed=True)


def shared(draw):
    count = draw.whole(0, 9)
    amounts = draw.one_of(((0, 1, 2, 99, 100), (5,), (0,), (10, -3, 1), (1.5, 2.5)))
    frame = {
        "id": [f"P-{draw.one_of((n, n, 0))}" for n in range(count)],
        "a": figures(draw, count, amounts),
    }
    values = np.array([np.nan if each is None else each for each in frame["a"]], dtype=np.float64)
    bounds = draw.one_of(((0.8, 0.95), (0.5, 0.5), (0.2, 0.9), (0.95, 0.8), (0, 1), 0.5))
    curve = asked(lambda: lorenz(values))
    told = [
        asked(lambda: gini(values)),
        curve,
        asked(curve.to_frame) if hasattr(curve, "partners") else None,
    ]
    found = asked(
        lambda: pareto(frame, key="id", value=draw.one_of(("a", "a", "a", "a", "gone")), bounds=bounds)
    )
    if isinstance(found, PartnerkitError):
        return told, found
    made = [asked(lambda share=share: found.who_makes(share)) for share in (0, 0.5, 0.8, 1, 1.1)]
    tops = [asked(lambda most=most: found.top_share(most)) for most in (0, 1, 2, 20)]
    own = found.total, found.share, found.cumulated, found.gini, found.effective_number
    return (
        told,
        dict(found),
        repr(found),
        own,
        made,
        tops,
        found.reasons,
        found.method,
        found.to_frame(),
        found.order,
    )


def test_shares_of_the_total(answers_as_before):
    answers_as_before(shared, 120, is_summed=True)


def segmented(draw):
    count = draw.whole(0, 6)
    frame = {
        "id": [f"P-{draw.one_of((n, n, n, n, n, 0))}" for n in range(count)],
        "a": figures(draw, count, (0, 1, 2, 5)),
        "b": figures(draw, count, (0, 2, 4, -1)),
    }
    cuts = {
        "value_cut": draw.one_of(("median", 1, 2)),
        "potential_cut": draw.one_of(("median", 0, 2, "mean")),
    }
    found = value_matrix(frame, key="id", value="a", potential=draw.one_of(("b", "b", "b", "c")), **cuts)
    segments = sorted({each for each in found.values() if each})
    after = {
        key: draw.one_of((None, "keep", "develop", each)) for key, each in found.items() if draw.is_so(0.8)
    } | {"new": "keep"}
    moved = movement(dict(found), after)
    return (
        dict(found),
        repr(found),
        [found.of(each) for each in segments],
        found.reasons,
        found.to_frame(),
        found.value_cut,
        found.potential_cut,
        found.method,
        moved,
        moved.moves,
        moved.stayed,
        moved.moved,
        repr(moved),
        moved.reasons,
        moved.to_frame(),
    )


def test_segments(answers_as_before):
    answers_as_before(segmented, 80)


def within_limits(draw):
    count = draw.whole(0, 8)
    frame = {
        "id": [draw.one_of(("P-1", "P-2", "P-3")) for _ in range(count)],
        "a": [draw.one_of((1.0, 2.0, 5.0, 9.0)) for _ in range(count)],
    }
    level, total = draw.one_of((0.5, 0.9, 0.99, 0.4)), draw.one_of((0, 1, 2, 10, 100))
    told = asked(lambda: wilson(draw.whole(0, total), total, level=level))
    statistic = draw.one_of(
        (
            lambda columns: float(columns["a"].sum()),
            lambda columns: gini(columns["a"]),
            lambda _: float("nan"),
        )
    )
    return told, bootstrap(
        statistic,
        frame,
        key=draw.one_of(("id",) * 9 + ("x",)),
        level=level,
        draws=draw.one_of((100, 101, 99)),
        seed=draw.whole(0, 3),
    )


def test_intervals(answers_as_before):
    answers_as_before(within_limits, 60, is_summed=True)


def ranks_that_may_be(draw):
    count, is_told = draw.whole(0, 8), draw.is_so()
    keys = [f"P-{n if is_told and draw.is_so(0.97) else n // 2}" for n in range(count)]
    frame = {
        "id": keys,
        "a": figures(draw, count, (1.0, 2.0, 2.0, 3.0, 9.0)),
        "se": figures(draw, count, (0, 0.1, 1.0, *((-1.0,) if draw.is_so(0.1) else ()))),
    }
    found = rank_intervals(
        frame,
        key="id",
        value="a",
        se=draw.one_of(("se", "se", "se", "no")) if is_told else None,
        level=draw.one_of((0.5, 0.9)),
        kind=draw.one_of(("marginal", "simultaneous")),
        better=draw.one_of(("higher", "lower")),
        draws=draw.one_of((100, 100, 99)),
        seed=draw.whole(0, 2),
    )
    return dict(found), repr(found), found.to_frame(), found.reason, found.method


def test_ranks_that_may_be(answers_as_before):
    answers_as_before(ranks_that_may_be, 80, is_summed=True)

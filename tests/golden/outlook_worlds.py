"""Goals on their way and what came before them, for the questions about them."""

from datetime import date, timedelta
from decimal import Decimal

import numpy as np

from partnerkit import Goal, Measure, Money, PartnerkitError, Period, Quantity, Ratio
from partnerkit.goals import GoalTree, outlook
from partnerkit.values import Seasonality

#: Four days over the end of a year, February of a leap year, a quarter, the year, and no end.
PERIODS = [
    Period.of(date(2027, 12, 30), date(2028, 1, 3)), Period.month(2028, 2), Period.quarter(2028, 1), Period.year(2028),
    Period.since(date(2028, 1, 1)),
]  # fmt: skip
MEASURES = {
    "money": Measure(id="m", currency="EUR"), "cost": Measure(id="m", better="lower"), "count": Measure(id="m"), "exact": Measure(id="m"),
    "ratio": Measure(id="m", kind="ratio"), "stock": Measure(id="m", kind="stock"), "distinct": Measure(id="m", kind="distinct"),
    "range": Measure(id="m", better="target", target_range=(Decimal(2), Decimal(7))),
    "zero": Measure(id="m", better="target", target_range=(Decimal(0), Decimal(0))),
    "pieces": Measure(id="m", unit="pcs"), "satisfaction": Measure(id="m", kind="satisfaction"),
}  # fmt: skip
KINDS = (*MEASURES, "money", "count", "money")
SEASON = Seasonality.of([1, 2, 0, 1, 1, 1, 1, 1, 1, 1, 1, 3])


def tried(ask, *given, **named):
    """Return an answer, or why there is none."""
    try:
        return ask(*given, **named)
    except PartnerkitError as fault:
        return fault


def rounded(found, digits=9):
    """Return numbers without what hangs on the machine: where they are next to nothing, too."""
    return np.round(np.asarray(found, dtype=np.float64), digits) + 0.0


def value(draw, kind, units=(0, 1, 2, 3, 5, 8, 40)):
    """Return an amount as this kind counts it."""
    size = draw.one_of(units)
    match kind:
        case "money":
            return Money.of(Decimal(size) / draw.one_of([1, 100]), "EUR")
        case "pieces":
            return Quantity.of(size, "pcs")
        case "ratio" | "satisfaction":
            return Ratio.of(size, draw.one_of([*units, 1, 9]))
        case "exact":
            return Decimal(size) / 4
    return size


def pasts(draw, kind, period):
    """Return what closed periods say: pairs, or values by period, some unknown."""
    if draw.is_so(0.4) or kind == "distinct":
        size = draw.one_of([0, 1, 2, 3, 3, 4, 5, *([20, 21] if draw.is_so(0.2) else [])])
        found, begun = [], draw.one_of([0, 0, 0, 2])
        for number in range(size):
            before, after = (
                value(draw, kind, units=(0, 1, 2, 3, 3, 4) if number >= begun else (0,)) for _ in range(2)
            )
            whole = after if kind in ("ratio", "stock", "range", "zero", "satisfaction") else before + after
            found.append((before, whole))
        return found
    whole = period.days if not period.is_open else 366
    if whole < 10:
        last = period.start - timedelta(days=draw.whole(0, 1))
        spans = [
            Period.of(last - timedelta(days=4 * back), last - timedelta(days=4 * (back - 1)))
            for back in range(1, 7)
        ]
        if draw.is_so(0.3):
            spans += [Period.of(date(year, 12, 20), date(year + 1, 1, 10)) for year in range(2022, 2027)]
    elif whole < 100:
        spans = [Period.month(year, month) for year in range(2023, 2028) for month in (12, 1, 2, 3)]
        if draw.is_so(0.4):
            spans = [Period.month(2027, month) for month in range(4, 13)] + [Period.month(2028, 1)]
    else:
        spans = [Period.quarter(year, number) for year in range(2023, 2028) for number in (1, 2, 3, 4)]
    spans = draw.some(spans, draw.one_of([1, 1, 0.9]))
    kept = {
        each: value(draw, kind, units=(0, 1, 2, 3, 3, 4)) if draw.is_so(0.97) else None
        for each in draw.mixed(spans)
    }
    if draw.is_so(0.03):
        kept[draw.one_of([PERIODS[4], Period.month(2027, 12), "x"])] = value(draw, kind)
    return kept


def worlds(draw):
    """Return a tree, its values to date, its past and how it is asked."""
    kind, top = draw.one_of(KINDS), draw.one_of([*PERIODS[:4], *PERIODS[:4], PERIODS[4]])
    below = [each for each in PERIODS if top.covers(each)] if kind != "stock" else [top]
    goals = [Goal(id="a", measure="m", period=top, target=value(draw, kind))]
    for name in "bcd"[: draw.whole(0, 3)]:
        period = top if draw.is_so(0.8) else draw.one_of(below)
        parent = draw.one_of([None, "a", "a"])
        goals.append(Goal(id=name, parent=parent, measure="m", period=period, target=value(draw, kind)))
    stated = (
        MEASURES[kind]
        if draw.is_so(0.7) or kind in ("cost", "range", "zero", "stock", "distinct", "satisfaction")
        else None
    )
    tree = GoalTree.of(goals, measure=stated)
    known = {}
    for leaf in draw.some(tree.leaves, 0.9):
        if kind == "distinct":
            known[leaf] = {draw.one_of("uvw") for _ in range(3)}
            continue
        period = tree[leaf].period
        inside = [
            Period.of(period.start, period.start + timedelta(days=1)),
            Period.of(period.start + timedelta(days=1), period.start + timedelta(days=2)),
            Period.day(period.start + timedelta(days=3)),
        ]
        by_period = {
            each: draw.one_of([value(draw, kind), value(draw, kind), None]) for each in draw.some(inside, 0.7)
        }
        known[leaf] = draw.one_of([value(draw, kind), value(draw, kind), by_period, None])
    if draw.is_so(0.03):
        known[draw.one_of(["a", "z"])] = draw.one_of([1, 0.5, {1: 2}])
    history = (
        {name: pasts(draw, kind, tree[name].period) for name in draw.some(tree.ids, 0.9)}
        if draw.is_so(0.85)
        else None
    )
    days = [tree[draw.one_of(tree.leaves)].period.start + timedelta(days=number) for number in (-1, 0, 1, 2)]
    measured = {leaf: draw.one_of(days) for leaf in draw.some(tree.leaves, 0.5)} if draw.is_so(0.3) else None
    more = {
        "measured": measured, "seasonality": draw.one_of([None, None, SEASON]), "lower_is_better": draw.one_of(["mirror", "inverse"]),
        "level": draw.one_of([0.8, 0.5]), "season": draw.one_of(["auto", "auto", "year", "none"]), "zone": draw.one_of(["UTC", "Europe/Berlin"]),
        "rule": draw.one_of([None, None, *outlook.RULES]),
    }  # fmt: skip
    if draw.is_so(0.03):
        more |= draw.one_of(
            [{"level": 1.0}, {"level": 1}, {"rule": "x"}, {"season": "x"}, {"lower_is_better": "x"}]
        )
    return tree, known, history, more

"""What is handed down, and by what, is answered as it was before."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import numpy as np
from attrs import evolve
from goal_worlds import PERIODS, QUARTERS, RATES, driver, odd_value, trees, tried, value

from partnerkit import Measure, Money, PartnerkitError, Period, Quantity
from partnerkit.facts import (
    Figure,
    MarketData,
    Partner,
    Product,
    Territory,
    Tree,
)  # fmt: skip
from partnerkit.goals import bounds, drivers, figures, handdown, padding, shape, weighing
from partnerkit.goals.cascade import cascade
from partnerkit.values import Seasonality
from partnerkit.values.waterfill import Ranges


def terms(draw, tree, kind, head):
    """Return what a cascade is told, most of it left out."""
    below = [each for each in tree.ids if head in tree.path(each)[:-1]] or ["z"]
    wide = [*below, *below, *below, "z", head] if draw.is_so(0.15) else below
    more = {}
    if draw.is_so(0.4):
        more["hold"] = {draw.one_of(wide): odd_value(draw, kind) for _ in range(draw.whole(1, 2))}
    if draw.is_so(0.4):
        more["bounds"] = {
            draw.one_of(wide): tried(
                bounds.Bounds, least=draw.one_of([None, odd_value(draw, kind)]), most=draw.one_of([None, odd_value(draw, kind)])
            )
            for _ in range(draw.whole(1, 2))
        }  # fmt: skip
    if draw.is_so(0.3):
        part = draw.one_of(
            [
                Decimal(0),
                Decimal("0.05"),
                Decimal("0.5"),
                Decimal(1),
                *([Decimal(2), 0.5] if draw.is_so(0.1) else []),
            ]
        )
        more["padding"] = part if draw.is_so() else {draw.one_of([head, *wide]): part}
    if draw.is_so(0.3):
        profile = Seasonality.of([draw.whole(0, 3) for _ in range(11)] + [1])
        more["seasonality"] = draw.one_of(
            [profile, profile, {head: profile}, {draw.one_of(tree.ids): profile}, {"z": profile}, 1]
        )
    if draw.is_so(0.2):
        more["to"] = {
            "money": Money.of("0.02", "EUR"),
            "plain": 2,
            "pieces": Quantity.of(Decimal(3), "pcs"),
        }.get(kind, odd_value(draw, kind))
    if draw.is_so(0.3):
        more["rounding"] = draw.one_of(["largest-remainder", "sainte-lague", "sainte-lague", "x"])
    return more


def handed_down(draw):
    """Hand a target down with any terms; where it is refused, leave terms out until it is not."""
    tree, kind = trees(
        draw,
        draw.one_of(["money", "money", "cents", "plain", "exact", "pieces", "stock", "ratio"]),
        most=8,
    )
    answers = []
    heads = [each for each in tree.ids if tree.children(each)] if draw.is_so(0.97) else tree.ids
    for _ in range(4 if heads else 0):
        head = draw.one_of(heads)
        changed = tree.with_(evolve(tree[head], target=value(draw, kind)))
        by, told = driver(draw, tree), terms(draw, tree, kind, head)
        while told is not None:
            found = tried(cascade, changed, head, by=by, **told)
            refused = isinstance(found, PartnerkitError)
            answers.append(
                found if refused else [found.targets.parts, found.gaps(), found.padding, found.targets.as_int]
            )
            if refused and told:
                told.pop(draw.one_of(sorted(told)))
            else:
                told = None
    return answers


def within_limits(draw):
    """Hand down between limits, in arrays, by unit and way of rounding."""
    sizes = [draw.whole(1, 3) for _ in range(draw.whole(1, 2))]
    parents = [-1, *[0] * len(sizes), *np.repeat(np.arange(len(sizes)) + 1, sizes).tolist()]
    one, _ = shape.Shape.of(np.array(parents))
    count = len(parents)
    lows = np.array([draw.one_of([0, 1, 2, 3, 5, -2]) for _ in range(count)])
    highs = lows + np.array([draw.one_of([0, 1, 2, 4, 7, 50]) for _ in range(count)])
    places = np.array(draw.some(range(count), 0.6), dtype=np.int64)
    has_low, has_high = (np.array([draw.is_so(0.7) for _ in places], dtype=np.bool_) for _ in range(2))
    limits = Ranges(places=places, lows=lows[places], highs=highs[places], has_low=has_low, has_high=has_high)
    amounts = np.array(
        [draw.one_of([0, 3, 6, 10, 12, 40, -6, 2**59]) if not at else 0 for at in range(count)]
    )
    weights = np.array([draw.one_of([0, 1, 1, 2, 3]) for _ in range(count)])
    told = [
        handdown.Terms(
            limits=limits if len(places) else None, unit=unit, rounding=rounding,
            padding={at: Fraction(draw.one_of([21, 22, 40]), 20) for at in draw.some(range(1 + len(sizes)), 0.2)},
        )
        for unit in (1, 2, 5) for rounding in ("largest-remainder", "sainte-lague")
    ]  # fmt: skip
    return [handdown.hand_down(one, 0, amounts, weights, each) for each in told]


def by_level(draw):
    """Hand down a whole level at once, and head by head."""
    sizes = [draw.whole(1, 3) for _ in range(draw.whole(1, 3))]
    parents = np.repeat(np.arange(len(sizes)), sizes)
    one, _ = shape.Shape.of(np.concatenate((np.full(len(sizes), -1), parents)))
    heads = slice(len(sizes), len(one))
    sign = draw.one_of([1, 1, -1])
    big = 2**58 if draw.is_so(0.2) else 1
    amounts = np.array([sign * draw.one_of([0, 1, 5, 100]) * big // 9 for _ in range(len(one))])
    weights = np.array([draw.one_of([0, 0, 1, 2, 3]) for _ in range(len(one))])
    told = handdown.Terms(
        unit=draw.one_of([1, 1, 2, 5]), rounding=draw.one_of(["largest-remainder", "sainte-lague"]),
        padding={at: Fraction(draw.one_of([21, 22, 40]), 20) for at in draw.some(range(len(sizes)), 0.3)},
    )  # fmt: skip
    seasonal = weighing._portions(
        Seasonality.of([1, 2, 0, 4, 5, 6, 7, 8, 9, 10, 11, 12]), tuple(draw.some(QUARTERS))
    )
    down = [handdown.hand_down(one, at, amounts, weights, told) for at in range(len(sizes))]
    return [handdown.hand_down_level(one, heads, abs(amounts), weights, told), down, seasonal]


def bounds_of_growth(draw):
    """Return the limits that rates of growth set."""
    kind = draw.one_of(["money", "cents", "plain", "exact", "pieces", "ratio"])
    base = {name: odd_value(draw, kind) if draw.is_so(0.2) else value(draw, kind) for name in "abc"}
    rates = [
        None,
        Decimal("-0.05"),
        Decimal(0),
        Decimal("0.5"),
        Decimal("0.333"),
        *([Decimal(-2), 0.1] if draw.is_so(0.1) else []),
    ]
    return bounds.growth(base, least=draw.one_of(rates), most=draw.one_of(rates))


def limits(draw):
    """Return limits and padding of a tree as arrays."""
    tree, kind = trees(draw, draw.one_of(["money", "plain", "exact", "pieces"]))
    inside = np.array([draw.is_so(0.9) for _ in tree.ids])
    told = {
        each: tried(bounds.Bounds, least=value(draw, kind), most=draw.one_of([None, odd_value(draw, kind)]))
        for each in draw.some([*tree.ids, "z"])
    }
    part = draw.one_of([Decimal("0.1"), {draw.one_of(tree.ids): Decimal("0.2")}, None, Decimal(0)])
    return [
        bounds.limits_of(tree, told, inside, draw.one_of([0, 2, 3])),
        padding.padding_of(tree, part, inside, 0),
    ]


def test_cascades(answers_as_before):
    """Handed down to everybody, exact to the cent."""
    answers_as_before(handed_down, cases=115)
    answers_as_before(within_limits, cases=120)
    answers_as_before(by_level, cases=60)
    answers_as_before(bounds_of_growth, cases=60)
    answers_as_before(limits, cases=60)


def weights(draw):
    """Weigh goals by what was sold in the years before, and by what the market holds."""
    tree, _ = trees(draw, "plain")
    names = [None, "x", "y"]
    days = [Period.year(2027), Period.quarter(2027, 1), Period.year(2028), Period.month(2028, 2), Period.of(date(2024, 2, 29), date(2028, 2, 29)), Period.month(2027, 2)]  # fmt: skip
    kind = draw.one_of(
        ["money", "plain", "exact", "plain", "ratio"] if draw.is_so(0.2) else ["money", "plain"]
    )
    sold = [
        Figure(
            partner=draw.one_of(["x", "y"]), measure=draw.one_of(["m", "m", "n"]), period=draw.one_of(days),
            value=draw.one_of([None, value(draw, kind), value(draw, kind)]), territory=draw.one_of(names), product=draw.one_of(names),
            status=draw.one_of(["reported", "confirmed", "disputed", "corrected"]),
        )
        for _ in range(6)
    ]  # fmt: skip
    market = [MarketData(territory=draw.one_of(["x", "y"]), product=draw.one_of(names), period=draw.one_of(days), potential=draw.one_of([None, value(draw, kind)])) for _ in range(4)]  # fmt: skip
    years = draw.one_of([0, 1, 1, 1, 4, *([-1, 101] if draw.is_so(0.1) else [])])
    match = draw.one_of(
        [
            drivers.DIMENSIONS,
            ("partner",),
            ("territory", "product"),
            (),
            *([("x",)] if draw.is_so(0.1) else []),
        ]
    )
    return [
        tried(drivers.history, tree, sold, years=years, match=match, unknown=draw.one_of([None, 0, 1])),
        tried(drivers.history, tree, sold), tried(drivers.potential, tree, market, years=years, unknown=draw.one_of([None, 0])),
        tried(drivers.potential, tree, market),
    ]  # fmt: skip


def blended(draw):
    """Weigh by several drivers at once."""
    tree, _ = trees(draw, "plain", most=8)
    parts = [(draw.one_of([Decimal(0), Decimal("0.5"), Decimal(1), *([Decimal(-1)] if draw.is_so(0.1) else [])]), driver(draw, tree)) for _ in range(draw.whole(1, 3))]  # fmt: skip
    needed = np.array([draw.is_so(0.8) for _ in tree.ids])
    season = draw.one_of([None, Seasonality.of([1, 0, 2, 0, 0, 3, 0, 0, 0, 0, 0, 6])])
    return [
        tried(drivers.blend, tree, *parts),
        tried(weighing.weights_of, tree, driver(draw, tree), season, needed),
    ]


def counted_figures(draw):
    """Count figures into the goals they belong to, and tell which ones are left out."""
    kind = draw.one_of(
        ["money", "plain", "stock", "pieces", "distinct"] if draw.is_so(0.3) else ["money", "plain", "stock"]
    )
    tree, _ = trees(draw, kind)
    level = draw.one_of([None, "sell-in", "sell-through", "sell-out"])
    tiers = Tree.of([Partner(id="x"), Partner(id="y", parent="x"), Partner(id="v", parent="y")])
    places = Tree.of([Territory(id="x"), Territory(id="y", parent="x"), Territory(id="v", parent="y")])
    goods = Tree.of([Product(id="x"), Product(id="y", parent="x")])
    days = [PERIODS[0], PERIODS[4], PERIODS[6], PERIODS[7], *QUARTERS[:2]]
    names = [None, "x", "y", "v"]
    sold = [
        Figure(
            partner=draw.one_of(names[1:]), measure=draw.one_of(["m", "m", "m", "n"]), period=draw.one_of(days),
            value=draw.one_of([None, value(draw, kind), value(draw, kind), odd_value(draw, kind)]),
            territory=draw.one_of(names), product=draw.one_of(names), person=draw.one_of(names),
            location=draw.one_of([None, "1", "2", "3"]), status=draw.one_of(["reported", "confirmed", "disputed", "corrected"]),
        )
        for _ in range(draw.whole(0, 6))
    ]  # fmt: skip
    more = {
        name: draw.one_of([None, tree])
        for name, tree in (("partners", tiers), ("territories", places), ("products", goods))
    }
    stated = draw.one_of(
        [None, Measure(id="m", level=level, kind="stock" if kind == "stock" else "additive")]
    )
    found = figures.actuals_of(tree, sold, measure=stated, rates=draw.one_of([None, None, RATES]), **more)
    return [found, found.by_period, found.left_out, found.to_frame(), repr(found)]


def test_drivers(answers_as_before):
    """By what a goal is handed down: history, potential, a blend of several."""
    answers_as_before(weights, cases=80)
    answers_as_before(blended, cases=80)
    answers_as_before(counted_figures, cases=110)

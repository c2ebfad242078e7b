"""Trees of goals, handed down and added up, answer what they answered before."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction

import numpy as np
from attrs import evolve

from partnerkit import Goal, Measure, Money, PartnerkitError, Period, Quantity, Ratio
from partnerkit.facts import (
    Commitment, CreditSplit, Figure, HandOver, JointGoal, JointPart, JointPlan, MarketData, Partner, RateTable,
)  # fmt: skip
from partnerkit.facts import Product, Territory, Tree
from partnerkit.goals import approval, bounds, drivers, figures, handdown, handover, joint, padding
from partnerkit.goals import planning, proposals, rollup, scenario, shape, versions, views, weighing
from partnerkit.goals import alignment, attain, coherent, conversion, distinct
from partnerkit.goals.amounts import encode
from partnerkit.goals.cascade import cascade
from partnerkit.goals.reconcile import METHODS, reconcile
from partnerkit.goals.tree import GoalTree
from partnerkit.values import Seasonality, WorkingCalendar
from partnerkit.values.waterfill import Limits

START = date(2027, 12, 28)
QUARTERS = [Period.quarter(2028, number) for number in (1, 2, 3, 4)]
PERIODS = [Period.year(2028), Period.half(2028, 2), *QUARTERS, Period.month(2028, 2), Period.year(2027)]
UNITS = (0, 0, 1, 2, 3, 7, 99, 100)
RATES = RateTable(id="r", base="EUR", on=START, rates={"USD": Decimal("0.8"), "JPY": Decimal("0.0061")})
MEASURES = {
    "money": Measure(id="m", currency="EUR"),
    "pieces": Measure(id="m", unit="pcs"),
    "ratio": Measure(id="m", kind="ratio"),
    "stock": Measure(id="m", kind="stock"),
    "distinct": Measure(id="m", kind="distinct"),
    "lower": Measure(id="m", better="lower"),
    "range": Measure(id="m", better="target", target_range=(Decimal(2), Decimal(7))),
}
KINDS = ("money", "money", "cents", "plain", "exact", "pieces", "ratio", "stock", "distinct", "lower", "range")
NOON = datetime(2028, 3, 1, 12, tzinfo=UTC)


def tried(ask, *given, **named):
    """Return an answer, or why there is none."""
    try:
        return ask(*given, **named)
    except PartnerkitError as fault:
        return fault


def value(draw, kind):
    """Return an amount as this kind counts it."""
    units = draw.one_of(UNITS)
    match kind:
        case "money":
            return Money.of(Decimal(units) / 100, "EUR")
        case "cents":
            return Money.of(Decimal(units) / 1000, "EUR", scale=3)
        case "pieces":
            return Quantity.of(Decimal(units), "pcs")
        case "ratio":
            return Ratio.of(Decimal(units), draw.one_of([0, 1, 2, 100]))
        case "exact":
            return Decimal(units) / draw.one_of([1, 10, 1000])
    return units


def odd_value(draw, kind):
    """Return an amount, once in a while one of another kind, or below nothing."""
    other = draw.one_of([kind] * 9 + ["money", "plain", "ratio"])
    if draw.is_so(0.08):
        return draw.one_of([-1, Money.of("-0.01", "EUR"), Money.of("1", "USD"), None])
    return value(draw, other)


def trees(draw, kind=None, *, most=7, by_time=0.3, odd=0.0):
    """Return a tree and its kind; ids and parents in any order."""
    kind = kind or draw.one_of(KINDS)
    held = [(None, draw.one_of(PERIODS[:2]))]
    goals = []
    for name in draw.mixed("abcdefgh")[: draw.whole(1, most)]:
        parent, period = draw.one_of(held) if not (odd and draw.is_so(0.1)) else (draw.one_of(["zz", *"abcdefgh".replace(name, "")]), PERIODS[0])
        if draw.is_so(by_time):
            period = draw.one_of([each for each in PERIODS if odd or period.covers(each)] or [period])
        held.append((name, period))
        more = {field: draw.one_of([None, None, "x", "y"]) for field in ("owner", "partner", "territory", "product")}
        target = odd_value(draw, kind) if odd and draw.is_so(odd) else value(draw, kind)
        if target is not None:
            more["attributes"] = {"team": draw.one_of(["t", "u"])} if draw.is_so() else {}
            measure = "n" if odd and draw.is_so(0.1) else "m"
            goals.append(Goal(id=name, parent=parent, measure=measure, period=period, target=target, **more))
    if odd and draw.is_so(odd):
        goals.append(draw.one_of([goals[0], *goals])) if goals else None
    measure = MEASURES.get(kind) if draw.is_so(0.6) or kind not in ("money", "pieces") else None
    if measure is not None and measure.kind == "stock" and not odd:
        goals = [evolve(each, period=PERIODS[0]) for each in goals]
    return GoalTree.of(draw.mixed(goals), measure=measure), kind


def test_trees(answers_as_before):
    """What is under what, and where it does not add up."""

    def tree_of_goals(draw):
        tree, _ = trees(draw, odd=0.15 if draw.is_so(0.4) else 0.0)
        frame = tree.to_frame()
        at = [(each, tree.path(each), tree.children(each), tree.parent(each), tree.rank(each)) for each in tree]
        flags = [tree.takes_ratios, tree.is_stock, tree.is_flow, tree.is_additive, tree.is_distinct, tree.measure_id]
        picked = draw.one_of(tree.ids)
        changed = Goal(id=picked, measure="m", period=tree[picked].period, target=tree[draw.one_of(tree.ids)].target)
        return [
            tree, tree.gaps(), frame, at, flags, repr(tree), tree.roots, tree.leaves, tree.targets.floats(),
            tree.shape.subtree(0), tree.shape.families, tree.shape.leaf_counts, tree.children_totals().known,
            tried(tree.with_, changed), tried(tree.rank, "z"), tree.ranks(["z", picked]), "z" in tree, len(tree),
            [tree.targets.number(rank) for rank in range(len(tree))],
            [tree.targets.exact(rank) for rank in range(len(tree))], tree.targets.rescaled(4).parts,
        ]  # fmt: skip

    answers_as_before(tree_of_goals, cases=60)

    def goals_valid_on_a_day(draw):
        goals = [
            Goal(id=name, measure="m", period=PERIODS[0], target=1, valid=Period.of(START, START + timedelta(draw.whole(1, 3))))
            for name in "ab"
        ]  # fmt: skip
        return [tried(GoalTree.of, goals, on=START + timedelta(after)) for after in range(-1, 5)] + [
            tried(GoalTree.of, draw.one_of([[], [1], goals]), on=draw.one_of([None, 1, NOON]))
        ]

    answers_as_before(goals_valid_on_a_day, cases=6)


def test_tables_become_trees(answers_as_before):
    """A row for each leaf."""

    def tree_from_a_frame(draw):
        rows = draw.whole(0 if draw.is_so(0.1) else 1, 5)
        frame = {
            name: [draw.one_of([*texts, *([odd] if draw.is_so(0.06) else [])]) for _ in range(rows)]
            for name, texts, odd in (
                ("territory", ["de", "fr"], None), ("partner", ["P-1", "P-2", "P-3"], "a/b"), ("owner", ["o", None], ""),
            )
        }  # fmt: skip
        frame["number"] = [draw.one_of([1, 2]) for _ in range(rows)]
        frame["when"] = [draw.one_of(["2028", "2028-Q1", "2028-03", *(["x"] if draw.is_so(0.1) else [])]) for _ in range(rows)]
        amounts = draw.one_of([[1, 2, 100], [Decimal("0.5"), Decimal(2)], [Decimal("0.125")], [Money.of("2", "EUR")], *([[1, None]] if draw.is_so(0.1) else [])])
        frame["amount"] = [draw.one_of(amounts) for _ in range(rows)]
        frame["row"] = list(range(rows))
        odd = [(), ("x",), ("partner", "partner"), ("owner", "partner"), ("partner",)] if draw.is_so(0.2) else []
        path = draw.one_of([("territory", "partner", "row"), ("territory", "row"), ("number", "partner", "territory", "row"), *odd])
        measure = draw.one_of(["m", "m", MEASURES["money"], MEASURES["pieces"], MEASURES["stock"]])
        period = draw.one_of([PERIODS[0], "when", "when"])
        more = {"root": draw.one_of(["all", None, "top"]), "separator": draw.one_of(["/", "/", ":"])}
        tree = GoalTree.from_frame(frame, path=path, target="amount", period=period, measure=measure, **more)
        return [tree, tree.gaps(), tree.to_frame(), tree.measure, repr(tree), tuple(tree.values())[:2]]

    answers_as_before(tree_from_a_frame, cases=80)


def test_shapes(answers_as_before):
    """Who stands under whom, as arrays, and the sums."""

    def shape_of_parents(draw):
        count = draw.whole(0, 7)
        wild = draw.is_so(0.25)
        parents = np.array([draw.whole(-1, count - 1 + draw.is_so(0.05) if wild else at - 1) for at in range(count)], dtype=np.int64)
        if count and not wild:
            order = np.array(draw.mixed(range(count)), dtype=np.int64)
            parents = np.where(parents < 0, -1, order[parents])[np.argsort(order)]
        one, ranks = shape.Shape.of(parents)
        at = np.array([draw.whole(0, count - 1) for _ in range(draw.whole(0, 5))] if count else [], dtype=np.int64)
        at = np.sort(at) if draw.is_so() else at
        big = 2**61 if draw.is_so(0.2) else 1
        column = np.array([draw.one_of(UNITS) * big // 100 for _ in at], dtype=np.int64)
        known = np.array([draw.is_so() for _ in range(count)], dtype=np.bool_)
        own = np.arange(count) * known
        one.fill_up(own, known)
        sets = [set(draw.some("abc")) for _ in at]
        return [
            one.parents, ranks, one.levels, one.counts, one.firsts, one.reading_order, one.families, one.leaf_counts,
            [one.subtree(each) for each in range(count)], [one.children(each) for each in range(count)],
            one.totals([column, -column], at), own, known, distinct.count_distinct(one, sets, at),
        ]  # fmt: skip

    answers_as_before(shape_of_parents, cases=120)

    def arranged(draw):
        ids = [draw.one_of(["a", "b", "c", "d", "e", "f"][: draw.whole(3, 6)]) if draw.is_so(0.1) else name for name in draw.mixed("abcdef")]
        parents = [draw.one_of([None, *ids, *(["z"] if draw.is_so(0.1) else [])]) for _ in ids]
        if draw.is_so(0.7):
            parents = [None if not at else draw.one_of([None, *ids[:at]]) for at in range(len(ids))]
        one, places, faults = shape.arrange(ids, parents)
        return [one.parents, one.levels, one.counts, one.firsts, places, faults]

    answers_as_before(arranged, cases=80)

    def a_long_line(draw):
        length = draw.whole(30, 34)
        ids = [f"g{at:02}" for at in range(length)]
        one, _, faults = shape.arrange(ids, [None, *ids[:-1]])
        return [one.levels, faults, tried(shape.Shape.of, np.arange(length) - 1)]

    answers_as_before(a_long_line, cases=6)


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
        part = draw.one_of([Decimal(0), Decimal("0.05"), Decimal("0.5"), Decimal(1), *([Decimal(2), 0.5] if draw.is_so(0.1) else [])])
        more["padding"] = part if draw.is_so() else {draw.one_of([head, *wide]): part}
    if draw.is_so(0.3):
        profile = Seasonality.of([draw.whole(0, 3) for _ in range(11)] + [1])
        more["seasonality"] = draw.one_of([profile, profile, {head: profile}, {draw.one_of(tree.ids): profile}, {"z": profile}, 1])
    if draw.is_so(0.2):
        more["to"] = {"money": Money.of("0.02", "EUR"), "plain": 2, "pieces": Quantity.of(Decimal(3), "pcs")}.get(kind, odd_value(draw, kind))
    if draw.is_so(0.3):
        more["rounding"] = draw.one_of(["largest-remainder", "sainte-lague", "sainte-lague", "x"])
    return more


class ByOwner:
    """A weight by a function of the goal; it says the same of itself each time."""

    def __call__(self, goal):
        return 1 + 2 * (goal.owner == "x") + (goal.partner is None)

    def __repr__(self):
        return "by owner"


def driver(draw, tree):
    """Return by what is handed down."""
    weights = [0, 1, 1, 2, 3, Fraction(1, 3), Decimal("0.5"), *([None] if draw.is_so(0.1) else [])] if draw.is_so() else [1, 2, 3]
    given = {each: draw.one_of(weights) for each in draw.some(tree.leaves if draw.is_so() else tree.ids, 1 - draw.is_so(0.2) / 5)}
    if draw.is_so(0.1):
        given[draw.one_of([*tree.ids, "z"])] = draw.one_of([-1, Money.of("1", "EUR"), Ratio.of(1, 2), 1])
    ways = [given, given, "equal", ByOwner(), *(["x"] if draw.is_so(0.1) else [])]
    return draw.one_of(ways)


def test_cascades(answers_as_before):
    """Handed down to everybody, exact to the cent."""

    def handed_down(draw):
        tree, kind = trees(draw, draw.one_of(["money", "money", "cents", "plain", "exact", "pieces", "stock", "ratio"]), most=8)
        answers = []
        heads = [each for each in tree.ids if tree.children(each)] if draw.is_so(0.97) else tree.ids
        for _ in range(4 if heads else 0):
            head = draw.one_of(heads)
            changed = tree.with_(evolve(tree[head], target=value(draw, kind)))
            by, told = driver(draw, tree), terms(draw, tree, kind, head)
            while told is not None:
                found = tried(cascade, changed, head, by=by, **told)
                refused = isinstance(found, PartnerkitError)
                answers.append(found if refused else [found.targets.parts, found.gaps(), found.padding, found.targets.as_int])
                if refused and told:
                    told.pop(draw.one_of(sorted(told)))
                else:
                    told = None
        return answers

    answers_as_before(handed_down, cases=150)

    def within_limits(draw):
        sizes = [draw.whole(1, 3) for _ in range(draw.whole(1, 2))]
        parents = [-1, *[0] * len(sizes), *np.repeat(np.arange(len(sizes)) + 1, sizes).tolist()]
        one, _ = shape.Shape.of(np.array(parents))
        count = len(parents)
        lows = np.array([draw.one_of([0, 1, 2, 3, 5, -2]) for _ in range(count)])
        highs = lows + np.array([draw.one_of([0, 1, 2, 4, 7, 50]) for _ in range(count)])
        places = np.array(draw.some(range(count), 0.6), dtype=np.int64)
        has_low, has_high = (np.array([draw.is_so(0.7) for _ in places], dtype=np.bool_) for _ in range(2))
        limits = Limits(places=places, lows=lows[places], highs=highs[places], has_low=has_low, has_high=has_high)
        amounts = np.array([draw.one_of([0, 3, 6, 10, 12, 40, -6, 2**59]) if not at else 0 for at in range(count)])
        weights = np.array([draw.one_of([0, 1, 1, 2, 3]) for _ in range(count)])
        told = [
            handdown.Terms(
                limits=limits if len(places) else None, unit=unit, rounding=rounding,
                padding={at: Fraction(draw.one_of([21, 22, 40]), 20) for at in draw.some(range(1 + len(sizes)), 0.2)},
            )
            for unit in (1, 2, 5) for rounding in ("largest-remainder", "sainte-lague")
        ]  # fmt: skip
        return [handdown.hand_down(one, 0, amounts, weights, each) for each in told]

    answers_as_before(within_limits, cases=120)

    def by_level(draw):
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
        seasonal = weighing._portions(Seasonality.of([1, 2, 0, 4, 5, 6, 7, 8, 9, 10, 11, 12]), tuple(draw.some(QUARTERS)))
        down = [handdown.hand_down(one, at, amounts, weights, told) for at in range(len(sizes))]
        return [handdown.hand_down_level(one, heads, abs(amounts), weights, told), down, seasonal]

    answers_as_before(by_level, cases=60)

    def bounds_of_growth(draw):
        kind = draw.one_of(["money", "cents", "plain", "exact", "pieces", "ratio"])
        base = {name: odd_value(draw, kind) if draw.is_so(0.2) else value(draw, kind) for name in "abc"}
        rates = [None, Decimal("-0.05"), Decimal(0), Decimal("0.5"), Decimal("0.333"), *([Decimal(-2), 0.1] if draw.is_so(0.1) else [])]
        return bounds.growth(base, least=draw.one_of(rates), most=draw.one_of(rates))

    answers_as_before(bounds_of_growth, cases=60)

    def limits(draw):
        tree, kind = trees(draw, draw.one_of(["money", "plain", "exact", "pieces"]))
        inside = np.array([draw.is_so(0.9) for _ in tree.ids])
        told = {each: tried(bounds.Bounds, least=value(draw, kind), most=draw.one_of([None, odd_value(draw, kind)])) for each in draw.some([*tree.ids, "z"])}
        part = draw.one_of([Decimal("0.1"), {draw.one_of(tree.ids): Decimal("0.2")}, None, Decimal(0)])
        return [bounds.limits_of(tree, told, inside, draw.one_of([0, 2, 3])), padding.padding_of(tree, part, inside, 0)]

    answers_as_before(limits, cases=60)


def actuals(draw, tree, kind, odd=0.05):
    """Return what is known of some leaves."""
    if kind == "distinct":
        return {each: draw.one_of([set(draw.some("uvw")), {"u"}, None, *([3] if draw.is_so(odd) else [])]) for each in draw.some(tree.leaves, 0.8)}
    found = {each: draw.one_of([value(draw, kind), value(draw, kind), None]) for each in draw.some(tree.leaves, 0.8)}
    if draw.is_so(odd):
        found[draw.one_of([*tree.ids, "z"])] = odd_value(draw, kind)
    return found


def test_roll_ups(answers_as_before):
    """Values of leaves at every level; in one currency, where rates are given."""

    def rolled_up(draw):
        tree, kind = trees(draw)
        found = rollup.roll_up(tree, actuals(draw, tree, kind))
        return [found, found.unknown, found.to_frame(), repr(found), found.amounts.as_int, len(found), "z" in found]

    answers_as_before(rolled_up, cases=80)

    def in_one_currency(draw):
        tree, _ = trees(draw, draw.one_of(["money", "plain", "money"]))
        coins = ["EUR", "USD", "JPY", *(["SEK", None] if draw.is_so(0.1) else [])]
        known = {}
        for leaf in draw.some(tree.leaves, 0.9):
            coin, units = draw.one_of(coins), draw.one_of(UNITS)
            known[leaf] = units if coin is None else Money.of(units, coin) if coin == "JPY" else Money.of(Decimal(units) / 100, coin)
        found = rollup.roll_up(tree, known, rates=RATES, currency=draw.one_of([None, "EUR", "USD", "JPY"]))
        halves = {"EUR": (draw.one_of([2, 3]), np.array([5, 15, 25, -5, -15, draw.one_of(UNITS)]))}
        return [found, found.unknown, conversion.converted(halves, RATES, draw.one_of(["EUR", "JPY", "USD"]))]

    answers_as_before(in_one_currency, cases=40)

    def encoded(draw):
        kind = draw.one_of(KINDS)
        given = [odd_value(draw, kind) if draw.is_so(0.3) else value(draw, kind) for _ in range(draw.whole(0, 4))]
        big = [10**draw.whole(17, 20), 1] if kind == "plain" and draw.is_so() else []
        amounts, faults = encode([*given, *big], lambda at: f"x[{at}]", kind=draw.one_of([None, None, (("money", "EUR"),), (("number", ""),)]))
        return [amounts, faults, amounts.columns("x"), amounts.floats(), amounts.rescaled(5), [amounts.value(at) for at in range(len(amounts.known))]]

    answers_as_before(encoded, cases=80)


def test_drivers(answers_as_before):
    """By what a goal is handed down: history, potential, a blend of several."""

    def weights(draw):
        tree, _ = trees(draw, "plain")
        names = [None, "x", "y"]
        days = [Period.year(2027), Period.quarter(2027, 1), Period.year(2028), Period.month(2028, 2), Period.of(date(2024, 2, 29), date(2028, 2, 29)), Period.month(2027, 2)]  # fmt: skip
        kind = draw.one_of(["money", "plain", "exact", "plain", "ratio"] if draw.is_so(0.2) else ["money", "plain"])
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
        match = draw.one_of([drivers.DIMENSIONS, ("partner",), ("territory", "product"), (), *([("x",)] if draw.is_so(0.1) else [])])
        return [
            tried(drivers.history, tree, sold, years=years, match=match, unknown=draw.one_of([None, 0, 1])),
            tried(drivers.history, tree, sold), tried(drivers.potential, tree, market, years=years, unknown=draw.one_of([None, 0])),
            tried(drivers.potential, tree, market),
        ]  # fmt: skip

    answers_as_before(weights, cases=80)

    def blended(draw):
        tree, _ = trees(draw, "plain", most=8)
        parts = [(draw.one_of([Decimal(0), Decimal("0.5"), Decimal(1), *([Decimal(-1)] if draw.is_so(0.1) else [])]), driver(draw, tree)) for _ in range(draw.whole(1, 3))]  # fmt: skip
        needed = np.array([draw.is_so(0.8) for _ in tree.ids])
        season = draw.one_of([None, Seasonality.of([1, 0, 2, 0, 0, 3, 0, 0, 0, 0, 0, 6])])
        return [tried(drivers.blend, tree, *parts), tried(weighing.weights_of, tree, driver(draw, tree), season, needed)]

    answers_as_before(blended, cases=80)

    def counted_figures(draw):
        kind = draw.one_of(["money", "plain", "stock", "pieces", "distinct"] if draw.is_so(0.3) else ["money", "plain", "stock"])
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
        more = {name: draw.one_of([None, tree]) for name, tree in (("partners", tiers), ("territories", places), ("products", goods))}
        stated = draw.one_of([None, Measure(id="m", level=level, kind="stock" if kind == "stock" else "additive")])
        found = figures.actuals_of(tree, sold, measure=stated, rates=draw.one_of([None, None, RATES]), **more)
        return [found, found.by_period, found.left_out, found.to_frame(), repr(found)]

    answers_as_before(counted_figures, cases=150)


def test_agreeing(answers_as_before):
    """What is handed down and what is proposed, brought together, in versions and steps."""

    def reconciled(draw):
        tree, kind = trees(draw, draw.one_of(["money", "plain", "exact", "cents", "pieces", *(["ratio"] if draw.is_so(0.1) else [])]), most=8)
        said = {each: value(draw, kind) for each in draw.some(tree.ids)}
        if draw.is_so(0.1):
            said[draw.one_of([*tree.ids, "z"])] = odd_value(draw, kind)
        told = [
            proposals.Proposal(goal=each, value=said[each], by=draw.one_of("pq"), at=NOON + timedelta(hours=draw.whole(0, 1)))
            for each in [*said, *said] if said[each] is not None and draw.is_so(0.7)
        ]  # fmt: skip
        answers = [tried(proposals.compare, tree, said), tried(proposals.compare, tree, told), tried(proposals.latest, told)]
        sizes = {each: draw.one_of([1, 2.5, 0.1, *([0, -1] if draw.is_so(0.03) else [])]) for each in tree.ids}
        errors = {each: [draw.number(-9, 9) for _ in range(3 + draw.is_so(0.02))] for each in tree.ids}
        for method in (*METHODS, *(["x"] if draw.is_so(0.1) else [])):
            more = {"level": draw.one_of([0, 0, 1, 2])} if method == "middle-out" or draw.is_so(0.05) else {}
            found = tried(
                reconcile, tree, draw.one_of([said, told]), method=method, variances=draw.one_of([None, sizes]),
                errors=draw.one_of([errors, errors, None]), **more,
            )  # fmt: skip
            answers.append(found if isinstance(found, PartnerkitError) else [found.tree.targets.parts, found.tree.gaps(), found.unanswered, found.tree.targets.as_int])
        return answers

    answers_as_before(reconciled, cases=60)

    def deviating(draw):
        one, _ = shape.Shape.of(np.array([-1, 0, 0, 1, 1, *([2, 2] if draw.is_so() else [])]))
        off = np.array([draw.number(-5, 5) for _ in range(len(one))])
        spread = np.array([draw.number(0.1, 3) for _ in range(len(one))])
        past = np.array([[draw.number(-3, 3) if at else 1.0 for _ in range(draw.one_of([4]))] for at in range(len(one))])
        covariance = coherent.shrunk_covariance(past)
        sums = one.add_up(np.where(one.is_leaf, np.array([draw.one_of(UNITS) for _ in range(len(one))]), 0))
        deviation = coherent.deviations(one, off, spread)
        return [
            np.round(deviation, 9) + 0.0, np.round(covariance, 9) + 0.0, np.round(coherent.mint_deviations(one, off, covariance), 7) + 0.0,
            coherent.whole_tree(one, sums, deviation), coherent.whole_tree(one, sums.astype(object), deviation),
        ]  # fmt: skip

    answers_as_before(deviating, cases=30)

    def a_round_of_planning(draw):
        tree, kind = trees(draw, "money", most=4)
        steps, answers = (), []
        for hour in range(8):
            event = draw.one_of(["submit", "submit", "approve", "approve", "return", "reopen"])
            at = NOON + timedelta(hours=hour - 2 * draw.is_so(0.05))
            step = approval.Step(goal=draw.one_of([*tree.ids, *(["z"] if draw.is_so(0.05) else [])]), event=event, by=draw.one_of("pq"), at=at, reason=draw.one_of(["", "so", "so"]))
            found = tried(approval.advance, tree, steps, step)
            answers.append(found)
            steps = steps if isinstance(found, PartnerkitError) else found
        plan = planning.PlanningRound(id="r", steps=steps).record(tree, at=NOON, by="p", origin=draw.one_of(versions.ORIGINS))
        plan = plan.record(GoalTree.of(with_others(draw, tree, kind), measure=tree.measure), at=NOON, by="q", note="n")
        first, second = plan.versions
        again = tried(planning.PlanningRound, id="r", versions=draw.one_of([(first,), (second, first), (first, first), ()]))
        return [answers, approval.statuses(steps), plan, plan.versions, plan.steps, versions.diff(first, second), versions.diff(second, tree), again, [plan.status(each) for each in tree]]

    answers_as_before(a_round_of_planning, cases=60)

    def differences(draw):
        one, other = ({name: odd_value(draw, draw.one_of(KINDS)) for name in draw.some("abcd", 0.8)} for _ in range(2))
        return versions.diff({name: each for name, each in one.items() if each is not None}, {name: each for name, each in other.items() if each is not None})

    answers_as_before(differences, cases=60)


def with_others(draw, tree, kind):
    """Return the goals of a tree, some with another target."""
    return [evolve(each, target=value(draw, kind) if draw.is_so(0.3) else each.target) for each in tree.values()]


def test_what_would_be_different(answers_as_before):
    """Other targets, other values, moved and gone: and which leaves make the difference."""

    def scenarios(draw):
        tree, kind = trees(draw, draw.one_of(["money", "plain", "exact", "ratio", "pieces", *(["distinct"] if draw.is_so(0.1) else [])]), by_time=0.1)
        some = [*tree.ids, *(["z"] if draw.is_so(0.05) else [])]
        moving = draw.one_of(some)
        new = [Goal(id=draw.one_of(["n", "n", *tree.ids]), parent=draw.one_of([None, *tree.roots]), measure="m", period=tree[tree.ids[0]].period, target=value(draw, kind)) for _ in range(draw.one_of([0, 0, 1]))]  # fmt: skip
        changes = scenario.Changes(
            targets={each: value(draw, kind) for each in draw.some(tree.leaves, 0.3)} | ({draw.one_of(some): value(draw, kind)} if draw.is_so(0.1) else {}),
            actuals=actuals(draw, tree, kind, odd=0) if draw.is_so(0.4) else {},
            moved={moving: draw.one_of([None, *(each for each in tree.ids if moving not in tree.path(each))])} if draw.is_so(0.3) else {},
            goals=new, without=[draw.one_of(some)] if draw.is_so(0.2) else (),
        )  # fmt: skip
        found = scenario.what_if(tree, changes, actuals=draw.one_of([None, actuals(draw, tree, kind, odd=0)]))
        return [found.tree, found.tree.gaps(), tried(dict, found.targets), found.actuals and tried(dict, found.actuals), repr(found.targets), len(found.targets)]

    answers_as_before(scenarios, cases=100)

    def other_views(draw):
        tree, _ = trees(draw, draw.one_of(["money", "plain", "ratio", "stock", *(["distinct"] if draw.is_so(0.1) else [])]))
        owner = ("first", lambda goal: goal.id if draw.is_so(0.9) else None)
        by = draw.some(["owner", "partner", "territory", "product", "year", "half", "quarter", "month", "team", owner], 0.2)
        more = {"root": draw.one_of(["all", "top"]), "other": draw.one_of(["rest", "rest", None])}
        both = views.Views.of(tree, one=("year",), two=draw.some(["half", "year"]))
        return [tried(views.regroup, tree, *by, **more), tried(views.regroup, tree, "year"), list(both), len(both), repr(both), [tried(both.__getitem__, each) for each in both]]

    answers_as_before(other_views, cases=80)


def test_hands_that_goals_go_through(answers_as_before):
    """Goals handed over within their period, shared between several, and reached together."""
    office = WorkingCalendar(
        zone="Europe/Berlin", week={day: ((time(9), time(17)),) for day in range(5)}, holidays=(date(2028, 1, 1), date(2028, 1, 3))
    )
    days = [START + timedelta(number) for number in range(14)]

    def handed_over(draw):
        kind = draw.one_of(["money", "plain", "exact", "ratio", "stock", "pieces"] if draw.is_so(0.3) else ["money", "plain"])
        periods = [Period.of(START, date(2028, 1, 8)), Period.of(date(2028, 1, 1), date(2028, 1, 4)), *([Period.since(START)] if draw.is_so(0.05) else [])]
        period = draw.one_of(periods)
        names = [None, "x", "y"]
        goals = [Goal(id=name, parent=parent, measure="m", period=period, target=value(draw, kind), partner=draw.one_of(names), territory=draw.one_of(names), owner="o") for name, parent in (("a", None), ("b", "a"), ("c", "a"))]  # fmt: skip
        tree = GoalTree.of(goals, measure=MEASURES.get(kind))
        said = []
        for number in range(draw.whole(1, 4)):
            whose = draw.one_of([{"goal": draw.one_of(["a", "b", "c", *(["z"] if draw.is_so(0.1) else [])])}, {"partner": draw.one_of("xy")}, {"territory": draw.one_of("xy")}])
            share = draw.one_of([None, None, None, Decimal("0.25"), Decimal("0.5"), Decimal(1)])
            said.append(tried(HandOver, id=f"H-{number}", on=draw.one_of(days), to=draw.one_of("pq"), changes=draw.one_of(["owner", "owner", "partner", "territory"]), share=share, **whose))
        said = [each for each in said if isinstance(each, HandOver)]
        calendar = draw.one_of([None, office])
        found = tried(handover.hand_over, tree, said, calendar=calendar)
        after = found if isinstance(found, GoalTree) else tree
        inside = [Period.of(START, date(2028, 1, 2)), Period.of(date(2028, 1, 1), date(2028, 1, 3)), Period.day(date(2028, 1, 3)), Period.of(date(2028, 1, 4), date(2028, 1, 8))]
        known = {each: draw.one_of([{when: draw.one_of([None, value(draw, kind)]) for when in draw.some(inside)}, value(draw, kind)]) for each in draw.some("abcz")}
        return [found, tried(handover.divide_actuals, after, known, calendar=calendar), handover.working_days(office, period) if not period.is_open else None]

    answers_as_before(handed_over, cases=150)

    def shared_credit(draw):
        tree, kind = trees(draw, draw.one_of(["money", "plain", "exact", "ratio", "distinct", "pieces"]), most=4)
        parts = [{"p": Decimal("0.5"), "q": Decimal("0.5")}, {"p": Decimal("0.34"), "q": Decimal("0.33"), "r": Decimal("0.33")}, {"p": Decimal(1)}]
        splits = [tried(CreditSplit, id=f"S-{number}", goal=draw.one_of([*tree.leaves, *tree.leaves, *tree.ids]), among=draw.one_of(["owner", "partner", "territory"]), shares=draw.one_of(parts)) for number in range(draw.whole(1, 2))]  # fmt: skip
        splits = [each for each in splits if isinstance(each, CreditSplit)]
        return [tried(handover.share_credit, tree, splits), tried(handover.share_actuals, actuals(draw, tree, kind), splits)]

    answers_as_before(shared_credit, cases=60)

    def together(draw):
        period = Period.month(2028, 2)
        goals = [Goal(id=name, measure="m", period=period, target=draw.one_of([0, 2, 10])) for name in "abc"]
        known = {name: draw.one_of([0, 1, 2, 3, 10]) for name in draw.some("abc", 0.8)}
        halves = [Decimal("0.5"), Decimal("0.5")]
        parts = [JointPart(team=team, goal=goal, weight=weight) for team in "st" for goal, weight in zip(draw.mixed("abc"), halves, strict=False)]
        goal = JointGoal(id="J", period=period, parts=parts, cap=draw.one_of([None, Decimal(1), Decimal("1.2")]))
        answers = []
        promises = [
            tried(
                Commitment, id=f"C-{number}", by=draw.one_of(["vendor", "partner"]), text="t", due=draw.one_of([None, date(2028, 2, 28), date(2028, 2, 29)]),
                goal=draw.one_of([None, None, "a", "b"]), done_on=draw.one_of([None, None, None, date(2028, 2, 28), date(2028, 3, 1)]),
            )
            for number in range(4)
        ]  # fmt: skip
        plan = JointPlan(id="P", partner="x", period=period, goals=("a", "b"), commitments=[each for each in promises if isinstance(each, Commitment)])
        for day in (date(2028, 2, 28), date(2028, 2, 29), date(2028, 3, 1), date(2028, 3, 2)):
            status = attain(GoalTree.of(goals), known, as_of=day)
            judged = tried(joint.judge_commitments, plan, draw.one_of([None, status, status]), as_of=day)
            answers += [tried(joint.attain_jointly, goal, {each: status[each] for each in draw.some("abc", 0.95)}), judged]
            if not isinstance(judged, PartnerkitError):
                answers += [tuple(judged), [each.by for each in judged], joint.broken_commitments(tuple(judged), partner="x")]
        return answers

    answers_as_before(together, cases=40)


def test_alignment(answers_as_before):
    """Whether both want the same, and whether they grow apart."""

    def grown_apart(draw):
        def priorities():
            found = {name: draw.one_of([0, 1, 1, 2, Decimal("0.5"), Fraction(1, 3)]) for name in draw.some(["r", "s", "t"], 0.9)}
            return found if any(found.values()) or draw.is_so(0.1) else {"r": 1}

        said = {START + timedelta(number * 20): (priorities(), priorities()) for number in draw.some(range(4), 0.6)}
        course = alignment.trend(said)
        partner = {"partner": "P-1"}
        answers = [course.divergences, course.change, course.slope, course.alignments, [(each.driver, each.reason) for each in course.alignments]]
        for after in (-1, 0, 1):
            signed = draw.one_of([None, course.days[-1] + timedelta(after)])
            edge = Decimal(draw.one_of([0, 1, 2, 3, 5])) / draw.one_of([4, 8, 10])
            answers += [alignment.alignment_findings(course, signed_on=signed, **partner), alignment.alignment_findings(course, signed_on=signed, threshold=edge, **partner)]
        last = Decimal(course.divergences[-1].numerator) / course.divergences[-1].denominator
        return [*answers, [alignment.alignment_findings(course, threshold=last / times, **partner) for times in (1, 2, Decimal("1.5"))], tried(course.alignments[0].view, viewer=draw.one_of(["vendor", "partner", "x"]))]

    answers_as_before(grown_apart, cases=80)

    def plain_ones(draw):
        goal = Goal(id="a", measure="m", period=PERIODS[0], target=1)
        tree = GoalTree.of([goal])
        return [
            approval.Step(goal="a", event="submit", by="p", at=NOON), proposals.Proposal(goal="a", value=1, by="p", at=NOON), scenario.Changes(), bounds.Bounds(),
            planning.PlanningRound(id="r").record(tree, at=NOON, by="p"), versions.Version.of(tree, number=1, at=NOON, by="p"), handdown.Terms(), alignment.align({"r": 1}, {"s": 1}),
            [approval.APPROVAL.transition(each.source, each.event) for each in approval.APPROVAL.transitions], reconcile(tree, {}),
        ]  # fmt: skip

    answers_as_before(plain_ones, cases=1)

"""Trees of goals and their sums answer what they answered before."""

from datetime import timedelta
from decimal import Decimal

import numpy as np
from goal_worlds import (
    KINDS,
    MEASURES,
    NOON,
    PERIODS,
    RATES,
    START,
    UNITS,
    actuals,
    odd_value,
    trees,
    tried,
    value,
)

from partnerkit import Goal, Money, Period
from partnerkit.goals import (
    conversion,
    distinct,
    rollup,
    shape,
)
from partnerkit.goals.amounts import encode
from partnerkit.goals.tree import GoalTree


def tree_of_goals(draw):
    """Return all that a tree tells of its goals."""
    tree, _ = trees(draw, odd=0.15 if draw.is_so(0.4) else 0.0)
    frame = tree.to_frame()
    at = [(each, tree.path(each), tree.children(each), tree.parent(each), tree.rank(each)) for each in tree]
    flags = [
        tree.takes_ratios,
        tree.is_stock,
        tree.is_flow,
        tree.is_additive,
        tree.is_distinct,
        tree.measure_id,
    ]
    picked = draw.one_of(tree.ids)
    changed = Goal(
        id=picked, measure="m", period=tree[picked].period, target=tree[draw.one_of(tree.ids)].target
    )
    return [
        tree, tree.gaps(), frame, at, flags, repr(tree), tree.roots, tree.leaves, tree.targets.floats(),
        tree.shape.subtree(0), tree.shape.families, tree.shape.leaf_counts, tree.children_totals().known,
        tried(tree.with_, changed), tried(tree.rank, "z"), tree.ranks(["z", picked]), "z" in tree, len(tree),
        [tree.targets.number(rank) for rank in range(len(tree))],
        [tree.targets.exact(rank) for rank in range(len(tree))], tree.targets.rescaled(4).parts,
    ]  # fmt: skip


def goals_valid_on_a_day(draw):
    """Build a tree of the goals that are valid on a day, or of none."""
    goals = [
        Goal(id=name, measure="m", period=PERIODS[0], target=1, valid=Period.of(START, START + timedelta(draw.whole(1, 3))))
        for name in "ab"
    ]  # fmt: skip
    return [tried(GoalTree.of, goals, on=START + timedelta(after)) for after in range(-1, 5)] + [
        tried(GoalTree.of, draw.one_of([[], [1], goals]), on=draw.one_of([None, 1, NOON]))
    ]


def test_trees(answers_as_before):
    """What is under what, and where it does not add up."""
    answers_as_before(tree_of_goals, cases=60)
    answers_as_before(goals_valid_on_a_day, cases=6)


def tree_from_a_frame(draw):
    """Build a tree from a table, by any columns."""
    rows = draw.whole(0 if draw.is_so(0.1) else 1, 5)
    frame = {
        name: [draw.one_of([*texts, *([odd] if draw.is_so(0.06) else [])]) for _ in range(rows)]
        for name, texts, odd in (
            ("territory", ["de", "fr"], None), ("partner", ["P-1", "P-2", "P-3"], "a/b"), ("owner", ["o", None], ""),
        )
    }  # fmt: skip
    frame["number"] = [draw.one_of([1, 2]) for _ in range(rows)]
    frame["when"] = [
        draw.one_of(["2028", "2028-Q1", "2028-03", *(["x"] if draw.is_so(0.1) else [])]) for _ in range(rows)
    ]
    amounts = draw.one_of(
        [
            [1, 2, 100],
            [Decimal("0.5"), Decimal(2)],
            [Decimal("0.125")],
            [Money.of("2", "EUR")],
            *([[1, None]] if draw.is_so(0.1) else []),
        ]
    )
    frame["amount"] = [draw.one_of(amounts) for _ in range(rows)]
    frame["row"] = list(range(rows))
    odd = [(), ("x",), ("partner", "partner"), ("owner", "partner"), ("partner",)] if draw.is_so(0.2) else []
    path = draw.one_of(
        [
            ("territory", "partner", "row"),
            ("territory", "row"),
            ("number", "partner", "territory", "row"),
            *odd,
        ]
    )
    measure = draw.one_of(["m", "m", MEASURES["money"], MEASURES["pieces"], MEASURES["stock"]])
    period = draw.one_of([PERIODS[0], "when", "when"])
    more = {"root": draw.one_of(["all", None, "top"]), "separator": draw.one_of(["/", "/", ":"])}
    tree = GoalTree.from_frame(frame, path=path, target="amount", period=period, measure=measure, **more)
    return [tree, tree.gaps(), tree.to_frame(), tree.measure, repr(tree), tuple(tree.values())[:2]]


def test_tables_become_trees(answers_as_before):
    """A row for each leaf."""
    answers_as_before(tree_from_a_frame, cases=80)


def shape_of_parents(draw):
    """Return a shape from parents, some of them in a circle, and its sums."""
    count = draw.whole(0, 7)
    wild = draw.is_so(0.25)
    parents = np.array(
        [draw.whole(-1, count - 1 + draw.is_so(0.05) if wild else at - 1) for at in range(count)],
        dtype=np.int64,
    )
    if count and not wild:
        order = np.array(draw.mixed(range(count)), dtype=np.int64)
        parents = np.where(parents < 0, -1, order[parents])[np.argsort(order)]
    one, ranks = shape.Shape.of(parents)
    at = np.array(
        [draw.whole(0, count - 1) for _ in range(draw.whole(0, 5))] if count else [], dtype=np.int64
    )
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


def arranged(draw):
    """Arrange names under their parents, and tell what is wrong with them."""
    ids = [
        draw.one_of(["a", "b", "c", "d", "e", "f"][: draw.whole(3, 6)]) if draw.is_so(0.1) else name
        for name in draw.mixed("abcdef")
    ]
    parents = [draw.one_of([None, *ids, *(["z"] if draw.is_so(0.1) else [])]) for _ in ids]
    if draw.is_so(0.7):
        parents = [None if not at else draw.one_of([None, *ids[:at]]) for at in range(len(ids))]
    one, places, faults = shape.arrange(ids, parents)
    return [one.parents, one.levels, one.counts, one.firsts, places, faults]


def a_long_line(draw):
    """Arrange one under the other, as deep as is allowed and deeper."""
    length = draw.whole(30, 34)
    ids = [f"g{at:02}" for at in range(length)]
    one, _, faults = shape.arrange(ids, [None, *ids[:-1]])
    return [one.levels, faults, tried(shape.Shape.of, np.arange(length) - 1)]


def test_shapes(answers_as_before):
    """Who stands under whom, as arrays, and the sums."""
    answers_as_before(shape_of_parents, cases=120)
    answers_as_before(arranged, cases=80)
    answers_as_before(a_long_line, cases=6)


def rolled_up(draw):
    """Add the values of leaves up at every level."""
    tree, kind = trees(draw)
    found = rollup.roll_up(tree, actuals(draw, tree, kind))
    return [
        found,
        found.unknown,
        found.to_frame(),
        repr(found),
        found.amounts.as_int,
        len(found),
        "z" in found,
    ]


def in_one_currency(draw):
    """Add up in one currency what was reached in several."""
    tree, _ = trees(draw, draw.one_of(["money", "plain", "money"]))
    coins = ["EUR", "USD", "JPY", *(["SEK", None] if draw.is_so(0.1) else [])]
    known = {}
    for leaf in draw.some(tree.leaves, 0.9):
        coin, units = draw.one_of(coins), draw.one_of(UNITS)
        known[leaf] = (
            units
            if coin is None
            else Money.of(units, coin)
            if coin == "JPY"
            else Money.of(Decimal(units) / 100, coin)
        )
    found = rollup.roll_up(tree, known, rates=RATES, currency=draw.one_of([None, "EUR", "USD", "JPY"]))
    halves = {"EUR": (draw.one_of([2, 3]), np.array([5, 15, 25, -5, -15, draw.one_of(UNITS)]))}
    return [found, found.unknown, conversion.converted(halves, RATES, draw.one_of(["EUR", "JPY", "USD"]))]


def encoded(draw):
    """Return values of any kind as whole numbers."""
    kind = draw.one_of(KINDS)
    given = [odd_value(draw, kind) if draw.is_so(0.3) else value(draw, kind) for _ in range(draw.whole(0, 4))]
    big = [10 ** draw.whole(17, 20), 1] if kind == "plain" and draw.is_so() else []
    amounts, faults = encode(
        [*given, *big],
        lambda at: f"x[{at}]",
        kind=draw.one_of([None, None, (("money", "EUR"),), (("number", ""),)]),
    )
    return [
        amounts,
        faults,
        amounts.columns("x"),
        amounts.floats(),
        amounts.rescaled(5),
        [amounts.value(at) for at in range(len(amounts.known))],
    ]


def test_roll_ups(answers_as_before):
    """Values of leaves at every level; in one currency, where rates are given."""
    answers_as_before(rolled_up, cases=80)
    answers_as_before(in_one_currency, cases=40)
    answers_as_before(encoded, cases=80)

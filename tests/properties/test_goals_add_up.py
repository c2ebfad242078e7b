"""
Goals add up to the cent, in both directions, whatever the shape, the weights and the order.

After a cascade the children of every node sum to it exactly; each child is
within one unit of its share of its parent's amount; a roll-up returns the
total; ratios are rolled up as ratios.
"""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from partnerkit.facts.goal import Goal
from partnerkit.goals import GoalTree, cascade, roll_up
from partnerkit.values.money import Money, Ratio
from partnerkit.values.time import Period

CURRENCIES = {"EUR": 2, "JPY": 0, "KWD": 3}
SIZES = st.one_of(st.integers(-200, 200), st.integers(-(10**16), 10**16), st.integers(-(10**30), 10**30))
WEIGHTS = st.one_of(st.integers(0, 3), st.integers(0, 10**18), st.fractions(0, 100, max_denominator=12))


@st.composite
def parents(draw):
    """A tree of up to 12 goals as id -> parent, ids in no order that follows from the shape."""
    size = draw(st.integers(1, 12))
    names = draw(st.permutations([f"g{number}" for number in range(size)]))
    above = [None] + [names[draw(st.integers(0, each - 1))] for each in range(1, size)]
    return dict(zip(names, above, strict=True))


@st.composite
def sized_trees(draw):
    """A tree whose only target is that of its root, in whole minor units."""
    currency = draw(st.sampled_from(sorted(CURRENCIES)))
    above = draw(parents())
    units = draw(SIZES)
    return above, Money.from_minor(units, currency), draw(st.permutations(list(above)))


def built(above, total, order):
    zero = Money.zero(total.currency)
    return GoalTree.of(
        Goal(
            id=name,
            parent=above[name],
            measure="m",
            period=Period.year(2026),
            target=zero if above[name] else total,
        )
        for name in order
    )


def weights_for(draw, tree):
    """Weights for every goal below the root, in no family all zero."""
    weights = {}
    for goal in tree:
        family = tree.children(goal)
        if family:
            drawn = draw(st.lists(WEIGHTS, min_size=len(family), max_size=len(family)).filter(any))
            weights |= zip(family, drawn, strict=True)
    return weights


@given(st.data(), sized_trees())
def test_the_children_of_every_goal_sum_to_it_and_each_is_within_one_unit_of_its_share(data, drawn):
    above, total, order = drawn
    tree = built(above, total, order)
    (root,) = tree.roots
    weights = weights_for(data.draw, tree)

    handed = cascade(tree, root, by=weights)

    assert handed.gaps() == ()
    assert handed[root].target == total
    for goal in handed:
        family = handed.children(goal)
        whole = sum(Fraction(weights[child]) for child in family)
        assert sum(handed[child].target.minor for child in family) in (handed[goal].target.minor, 0)
        for child in family:
            share = handed[goal].target.minor * Fraction(weights[child]) / whole
            assert abs(handed[child].target.minor - share) < 1


@given(st.data(), sized_trees())
def test_a_roll_up_of_what_was_handed_down_returns_every_target(data, drawn):
    above, total, order = drawn
    tree = built(above, total, order)
    handed = cascade(tree, tree.roots[0], by=weights_for(data.draw, tree))

    achieved = roll_up(handed, {leaf: handed[leaf].target for leaf in handed.leaves})

    assert dict(achieved) == {goal: handed[goal].target for goal in handed}


@given(st.data(), sized_trees())
def test_the_order_of_goals_and_weights_changes_nothing(data, drawn):
    above, total, order = drawn
    tree = built(above, total, order)
    weights = weights_for(data.draw, tree)
    shuffled = dict(data.draw(st.permutations(list(weights.items()))))

    one = cascade(tree, tree.roots[0], by=weights)
    other = cascade(built(above, total, sorted(above)), tree.roots[0], by=shuffled)

    assert dict(one) == dict(other)
    assert list(one) == list(other)


@given(st.data(), sized_trees())
def test_what_is_held_stands_exactly_and_the_rest_is_shared(data, drawn):
    above, total, order = drawn
    total = abs(total)
    tree = built(above, total, order)
    (root,) = tree.roots
    if not tree.children(root):
        return
    held = data.draw(st.sampled_from(tree.children(root)))
    amount = Money.from_minor(data.draw(st.integers(0, total.minor)), total.currency)
    weights = weights_for(data.draw, tree)
    free = [child for child in tree.children(root) if child != held]
    if amount != total and not any(weights[child] for child in free):
        return

    handed = cascade(tree, root, by=weights, hold={held: amount})

    assert handed[held].target == amount
    assert handed.gaps() == ()


@given(st.data(), parents(), st.integers(1, 3))
def test_sums_at_every_level_are_those_of_plain_arithmetic(data, above, digits):
    tree = built(above, Money.zero("EUR"), list(above))
    values = data.draw(
        st.dictionaries(st.sampled_from(tree.leaves), SIZES.map(lambda units: Money.from_minor(units, "EUR")))
    )

    achieved = roll_up(tree, values)

    for goal in tree:
        below = [leaf for leaf in tree.leaves if goal in tree.path(leaf)]
        known = [values[leaf] for leaf in below if leaf in values]
        assert achieved[goal] == (Money.total(known) if known else None)
        assert achieved.unknown[goal] == len(below) - len(known)


@given(st.data(), parents())
def test_ratios_roll_up_as_ratios(data, above):
    tree = built(above, Money.zero("EUR"), list(above))
    part = st.decimals(0, 10**6, places=2)
    values = {leaf: Ratio.of(data.draw(part), data.draw(part)) for leaf in tree.leaves}

    achieved = roll_up(tree, values)

    for goal in tree:
        below = [values[leaf] for leaf in tree.leaves if goal in tree.path(leaf)]
        assert achieved[goal].numerator == sum(each.numerator for each in below)
        assert achieved[goal].denominator == sum(each.denominator for each in below)


@given(st.data(), sized_trees())
def test_gaps_are_exactly_the_goals_whose_children_do_not_add_up(data, drawn):
    above, total, order = drawn
    tree = built(above, total, order)
    changed = data.draw(st.sampled_from(order))
    goal = tree[changed]
    more = Goal(
        id=goal.id,
        parent=goal.parent,
        measure=goal.measure,
        period=goal.period,
        target=goal.target + Money.from_minor(1, total.currency),
    )
    tree = cascade(tree, tree.roots[0], by=dict.fromkeys(tree, 1))
    tree = tree.with_(evolved(tree[changed], more.target - goal.target))

    expected = {name for name in (changed, above[changed]) if name is not None and tree.children(name)}

    assert {gap.goal for gap in tree.gaps()} == expected
    for gap in tree.gaps():
        assert gap.difference.minor == (1 if gap.goal == changed else -1)


def evolved(goal, more):
    return Goal(
        id=goal.id, parent=goal.parent, measure=goal.measure, period=goal.period, target=goal.target + more
    )

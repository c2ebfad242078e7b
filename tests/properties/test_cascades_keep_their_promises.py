"""
What is handed down adds up at every goal and keeps what was agreed, whatever the shape, driver, bounds and currency.

Bounds are drawn around amounts that are possible, so that there is always an
answer; `test_cascade_mutants_are_caught` shows that each law can fail.
"""

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from attrs import evolve
from hypothesis import assume, given
from hypothesis import strategies as st

from partnerkit.facts.goal import Goal
from partnerkit.goals import Bounds, GoalTree, cascade, roll_up
from partnerkit.values.errors import PartnerkitError
from partnerkit.values.money import Money
from partnerkit.values.time import Period

CURRENCIES = ("EUR", "JPY", "KWD")
ROUNDINGS = st.sampled_from(["largest-remainder", "sainte-lague"])
SIZES = st.one_of(st.integers(0, 60), st.integers(0, 10**9), st.integers(0, 10**16), st.integers(0, 10**24))
WEIGHTS = st.one_of(st.integers(0, 3), st.integers(0, 10**7), st.integers(0, 10**18))


@st.composite
def shapes(draw, most=12):
    """A tree as id -> parent, the root first, parents before their children."""
    size = draw(st.integers(2, most))
    names = draw(st.permutations([f"g{number}" for number in range(size)]))
    return {name: names[draw(st.integers(0, at - 1))] if at else None for at, name in enumerate(names)}


def tree_of(above, total, **more):
    zero = Money.zero(total.currency)
    return GoalTree.of(
        Goal(id=name, parent=up, measure="m", period=Period.year(2026), target=zero if up else total, **more)
        for name, up in above.items()
    )


def sums(above, leaves):
    """Return the amounts of all goals from those of the leaves."""
    found = dict.fromkeys(above, 0) | leaves
    for name, up in reversed(above.items()):
        if up:
            found[up] += found[name]
    return found


def families(above):
    found = {}
    for name, up in above.items():
        if up:
            found.setdefault(up, []).append(name)
    return found


def weights_for(draw, above):
    found = {}
    for family in families(above).values():
        found |= zip(family, draw(st.lists(WEIGHTS, min_size=len(family), max_size=len(family)).filter(any)), strict=True)  # fmt: skip
    return found


@st.composite
def bounded(draw):
    """A tree, weights above zero, and bounds and holds around amounts that add up; the total is theirs."""
    above = draw(shapes())
    inner = set(filter(None, above.values()))
    size = draw(st.sampled_from([5, 1_000, 10**12, 10**20]))
    witness = sums(above, {name: draw(st.integers(0, size)) for name in above if name not in inner})
    currency = draw(st.sampled_from(CURRENCIES))
    hold, bounds = {}, {}
    for name in list(above)[1:]:
        kind, amount = draw(st.integers(0, 5)), witness[name]
        low = draw(st.integers(0, amount))
        high = draw(st.integers(amount, 2 * amount + 3))
        if kind == 0:
            hold[name] = Money.from_minor(amount, currency)
        elif kind < 4:
            bounds[name] = Bounds(
                least=Money.from_minor(low, currency) if kind != 2 else None,
                most=Money.from_minor(high, currency) if kind != 1 else None,
            )
    weights = {name: draw(st.integers(1, 10**9)) for name in above}
    root = next(iter(above))
    return above, Money.from_minor(witness[root], currency), weights, hold, bounds


@given(bounded(), ROUNDINGS)
def test_roll_up_after_cascade_gives_the_total_at_every_goal_and_every_hold_and_bound_is_kept(
    drawn, rounding
):
    above, total, weights, hold, bounds = drawn
    tree = tree_of(above, total)

    handed = cascade(tree, tree.roots[0], by=weights, hold=hold, bounds=bounds, rounding=rounding)

    assert handed.gaps() == ()
    assert handed[tree.roots[0]].target == total
    rolled = roll_up(handed, {leaf: handed[leaf].target for leaf in handed.leaves})
    assert dict(rolled) == {goal: handed[goal].target for goal in handed}
    for goal, amount in hold.items():
        assert handed[goal].target == amount
    for goal, bound in bounds.items():
        assert bound.least is None or handed[goal].target >= bound.least
        assert bound.most is None or handed[goal].target <= bound.most


def level_of(total, claims):
    """Return the exact parts of one family by trying every stretch between two bounds; *claims*: (weight, low, high)."""

    def parts(level):
        return [min(max(level * weight, low), high) for weight, low, high in claims]

    turns = sorted({Fraction(bound, weight) for weight, *bounds in claims for bound in bounds})
    for left, right in pairwise(turns):
        low, high = sum(parts(left)), sum(parts(right))
        if low <= total <= high:
            return parts(left if low == high else left + (right - left) * (total - low) / (high - low))
    return parts(turns[0])


@given(st.data(), st.integers(1, 8))
def test_those_whom_no_bound_binds_share_in_proportion_and_each_is_within_one_unit_of_its_exact_part(
    data, count
):
    size = data.draw(st.sampled_from([9, 10**6, 10**15, 10**22]))
    claims = []
    for _ in range(count):
        low = data.draw(st.integers(0, size))
        claims.append((data.draw(st.integers(1, size)), low, data.draw(st.integers(low, 2 * size))))
    total = data.draw(st.integers(sum(low for _, low, _ in claims), sum(high for *_, high in claims)))
    names = [f"c{place}" for place in range(count)]
    tree = tree_of({"r": None} | dict.fromkeys(names, "r"), Money.from_minor(total, "JPY"))
    yen = {amount: Money.from_minor(amount, "JPY") for _, *bounds in claims for amount in bounds}

    handed = cascade(
        tree,
        "r",
        by={name: weight for name, (weight, _, _) in zip(names, claims, strict=True)},
        bounds={name: Bounds(least=yen[low], most=yen[high]) for name, (_, low, high) in zip(names, claims, strict=True)},
    )  # fmt: skip

    for name, exact in zip(names, level_of(total, claims), strict=True):
        assert abs(handed[name].target.minor - exact) < 1


@given(st.data(), shapes(), SIZES, st.decimals(0, 1, places=3), ROUNDINGS)
def test_with_padding_children_have_the_amount_times_one_plus_p_rounded_once_and_gaps_say_so(
    data, above, units, part, rounding
):
    total = Money.from_minor(units, data.draw(st.sampled_from(CURRENCIES)))
    tree = tree_of(above, total)

    handed = cascade(tree, tree.roots[0], by=weights_for(data.draw, above), padding=part, rounding=rounding)

    labelled = {gap.goal: gap.padding for gap in handed.gaps()}
    assert set(labelled.values()) <= {part}
    for goal, family in families(above).items():
        expected = round(handed[goal].target.minor * (1 + Fraction(part)))
        assert sum(handed[child].target.minor for child in family) == expected
        assert (goal in labelled) == (expected != handed[goal].target.minor)


@given(st.data(), shapes(), st.sets(st.integers(0, 19)), st.decimals("0.01", 1, places=2))
def test_padding_ends_above_the_partners(data, above, partners, part):
    names = list(above)
    owned = {names[at] for at in partners if at < len(names)}
    tree = tree_of(above, Money.of("1000000", "EUR"))
    tree = tree.with_(*(evolve(tree[name], partner="P-4") for name in owned))

    handed = cascade(tree, tree.roots[0], by=weights_for(data.draw, above), padding=part)

    for gap in handed.gaps():
        assert not owned & {*handed.path(gap.goal), *handed.children(gap.goal)}


@given(bounded(), ROUNDINGS, st.randoms(use_true_random=False))
def test_permuting_goals_weights_and_bounds_changes_nothing(drawn, rounding, chance):
    above, total, weights, hold, bounds = drawn

    def shuffled(mapping):
        return dict(chance.sample(list(mapping.items()), len(mapping)))

    root = next(iter(above))
    one = cascade(tree_of(above, total), root, by=weights, hold=hold, bounds=bounds, rounding=rounding)
    other = cascade(
        tree_of(shuffled(above), total),
        root,
        by=shuffled(weights),
        hold=shuffled(hold),
        bounds=shuffled(bounds),
        rounding=rounding,
    )

    assert dict(one) == dict(other)


@given(st.data(), st.integers(2, 8), SIZES, ROUNDINGS)
def test_with_the_parents_amount_fixed_a_larger_driver_never_gets_less(data, count, units, rounding):
    names = [f"c{place}" for place in range(count)]
    tree = tree_of({"r": None} | dict.fromkeys(names, "r"), Money.from_minor(units, "EUR"))
    weights = dict(
        zip(names, data.draw(st.lists(WEIGHTS, min_size=count, max_size=count).filter(any)), strict=True)
    )
    raised = data.draw(st.sampled_from(names))
    more = weights | {raised: weights[raised] + data.draw(st.integers(0, 10**9))}

    before = cascade(tree, "r", by=weights, rounding=rounding)
    after = cascade(tree, "r", by=more, rounding=rounding)

    assert after[raised].target >= before[raised].target


@given(st.data(), shapes(), SIZES, st.integers(0, 10**6))
def test_sainte_lague_is_monotone_through_all_levels_in_the_driver_and_in_the_total(data, above, units, more):
    inner = set(filter(None, above.values()))
    leaves = [name for name in above if name not in inner]
    weights = {leaf: data.draw(st.integers(1, 10**6)) for leaf in leaves}
    raised = data.draw(st.sampled_from(leaves))
    root, unit = next(iter(above)), data.draw(st.sampled_from([None, Money.of("10", "EUR")]))

    def handed(units, weights):
        tree = tree_of(above, Money.from_minor(units, "EUR"))
        return cascade(tree, root, by=weights, rounding="sainte-lague", to=unit)

    before = handed(units, weights)

    assert handed(units, weights | {raised: weights[raised] + more})[raised].target >= before[raised].target
    larger = handed(units + more, weights)
    assert all(larger[goal].target >= before[goal].target for goal in above)


def test_largest_remainder_is_not_monotone_through_levels():
    """The Alabama paradox, one level down: the parent gets a cent more, so the child whose driver rose gets less."""
    above = {"r": None, "p": "r", "q": "r", "a": "p", "b": "p", "c": "p", "x": "q"}
    tree = tree_of(above, Money.from_minor(21, "EUR"))
    few = {"a": 6_000, "b": 6_000, "c": 2_000, "x": 14_010}
    more = few | {"c": 2_030}

    before, after = (cascade(tree, "r", by=weights) for weights in (few, more))

    assert [each["p"].target.minor for each in (before, after)] == [10, 11]
    assert [each["c"].target.minor for each in (before, after)] == [2, 1]
    monotone = [cascade(tree, "r", by=weights, rounding="sainte-lague") for weights in (few, more)]
    assert [each["c"].target.minor for each in monotone] == [1, 2]


@given(st.data(), shapes(), SIZES, st.integers(1, 10**5), ROUNDINGS)
def test_rounded_to_units_every_goal_adds_up_and_at_most_one_child_of_each_is_odd(
    data, above, units, unit, rounding
):
    assume(unit > 1)
    tree = tree_of(above, Money.from_minor(units, "EUR"))

    handed = cascade(
        tree,
        tree.roots[0],
        by=weights_for(data.draw, above),
        to=Money.from_minor(unit, "EUR"),
        rounding=rounding,
    )

    assert handed.gaps() == ()
    for goal, family in families(above).items():
        odd = [child for child in family if handed[child].target.minor % unit]
        assert len(odd) == (1 if handed[goal].target.minor % unit else 0)


@given(bounded(), ROUNDINGS, st.integers(2, 50))
def test_within_bounds_and_in_units_what_is_answered_adds_up_and_keeps_them(drawn, rounding, unit):
    above, total, weights, hold, bounds = drawn
    tree = tree_of(above, total)
    to = Money.from_minor(unit, total.currency)

    try:
        handed = cascade(tree, tree.roots[0], by=weights, hold=hold, bounds=bounds, to=to, rounding=rounding)
    except PartnerkitError:
        # No multiple lies between two bounds, or their multiples do not add up.
        return

    assert handed.gaps() == ()
    assert all(handed[goal].target == amount for goal, amount in hold.items())
    for goal, bound in bounds.items():
        assert bound.least is None or handed[goal].target >= bound.least
        assert bound.most is None or handed[goal].target <= bound.most


def test_an_amount_that_comes_back_as_a_decimal_is_exact():
    tree = GoalTree.of(
        Goal(
            id=name, parent=up, measure="m", period=Period.year(2026), target=Decimal("0.7") if not up else 0
        )
        for name, up in (("r", None), ("a", "r"), ("b", "r"))
    )

    assert cascade(tree, "r", by={"a": 1, "b": 1})["a"].target == Decimal("0.4")

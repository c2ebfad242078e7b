"""
What if it came differently, and where does the difference come from?

Goals, actual values and the structure change together, in a copy. Every
difference is told from the leaves up: what each of them adds to it, exactly,
so that the causes add up to the difference. What a goal had beyond the sum of
its leaves, a reserve or a gap, it keeps.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, TypeAlias, final

import numpy as np
from attrs import evolve, field, frozen

from partnerkit.facts.goal import Goal
from partnerkit.goals.actuals import BY_GOAL, TREE
from partnerkit.goals.amounts import Amounts, Value, encode, raise_together
from partnerkit.goals.rollup import roll_up
from partnerkit.goals.tree import GoalTree
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, NotFound, raise_faults, shown
from partnerkit.values.fields import as_tuple

__all__ = ["Cause", "Changes", "Comparison", "Difference", "Scenario", "what_if"]

#: Of amounts and numbers one of their kind, of ratios the exact difference of the quotients.
Gain: TypeAlias = Value | Fraction


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Changes:
    """What is to be different: all of it at once, in any order."""

    #: Leaf id -> its other target; its goals above move by as much.
    targets: Mapping[str, Value] = field(factory=dict, validator=BY_GOAL)

    #: Leaf id -> its other actual value; None makes it unknown.
    actuals: Mapping[str, Value | None] = field(factory=dict, validator=BY_GOAL)

    #: Goal id -> the goal it stands below instead, with all below it; None makes it a root.
    moved: Mapping[str, str | None] = field(factory=dict, validator=BY_GOAL)

    #: Goals that are new, or take the place of those of the same id.
    goals: tuple[Goal, ...] = field(default=(), converter=as_tuple, validator=fields.tuple_of(Goal, "goals"))

    #: Goals that are gone, with all below them.
    without: tuple[str, ...] = field(
        default=(), converter=as_tuple, validator=fields.instance(tuple, "a list of ids")
    )


@final
@frozen(kw_only=True)
class Cause:
    """What one leaf adds to a difference; or a goal itself, by an amount that is not from its leaves."""

    goal: str
    difference: Gain


@final
@frozen(kw_only=True)
class Difference:
    """One goal before and after; the causes add up to the difference."""

    goal: str

    #: None where the goal is not there, or nothing is known.
    before: Value | None
    after: Value | None

    #: Counted from zero where there is nothing; None where nothing is known of either, or a ratio has no denominator.
    difference: Gain | None
    causes: tuple[Cause, ...]


@final
@frozen(kw_only=True, eq=False, repr=False)
class Comparison(Mapping[str, Difference]):
    """The difference of every goal that there is before or after, each made when asked for."""

    before: Mapping[str, Value | None]
    after: Mapping[str, Value | None]

    #: Leaf id -> (before, above it then, after, above it now), for leaves with a difference.
    _leaves: Mapping[str, "_Leaf"] = field(alias="leaves")

    def __getitem__(self, goal: str) -> Difference:
        if goal not in self.before and goal not in self.after:
            raise NotFound.among(self, path="goals", key=goal)
        old, new = self.before.get(goal), self.after.get(goal)
        below = {
            name: (
                leaf.before if goal in leaf.path_before else None,
                leaf.after if goal in leaf.path_after else None,
            )
            for name, leaf in self._leaves.items()
            if goal in leaf.path_before or goal in leaf.path_after
        }
        pairs = {name: pair for name, pair in below.items() if pair[0] != pair[1]}
        given = [old, new, *(each for pair in pairs.values() for each in pair)]
        amounts, faults = encode(given, lambda _: goal)
        raise_together(faults)
        total, gains = _gains(amounts)
        if total is None or (old is None and new is None):
            return Difference(goal=goal, before=old, after=new, difference=None, causes=())
        found = [*zip(pairs, gains, strict=True), (goal, total - sum(gains))]
        return Difference(
            goal=goal,
            before=old,
            after=new,
            difference=_stands_for(amounts, total),
            causes=tuple(
                Cause(goal=name, difference=_stands_for(amounts, gain)) for name, gain in found if gain
            ),
        )

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys((*self.after, *self.before)))

    def __len__(self) -> int:
        return len(self.before.keys() | self.after.keys())

    def __repr__(self) -> str:
        return f"<Comparison of {len(self)} goals; {len(self._leaves)} leaves differ>"


@final
@frozen
class _Leaf:
    """A leaf that differs, and all goals it counts for."""

    before: Value | None
    path_before: frozenset[str]
    after: Value | None
    path_after: frozenset[str]


def _stands_for(amounts: Amounts, units: Any) -> Gain:
    return Fraction(units) if amounts.is_ratio else amounts.decoded([units])


def _gains(amounts: Amounts) -> tuple[Any, list[Any]]:
    """
    Return the difference of the first two values and what each later pair adds to it, in whole units.

    Of ratios n/d, with r the ratio before and d' the denominator after, a leaf
    adds (change of n - r times change of d) / d': that is exact and adds up,
    whatever the order.
    """
    columns = [np.where(amounts.known, part, 0).tolist() for part in amounts.parts]
    changes = [[new - old for old, new in zip(each[::2], each[1::2], strict=True)] for each in columns]
    if not amounts.is_ratio:
        return changes[0][0], changes[0][1:]
    unit = Fraction(10) ** (amounts.scales[1] - amounts.scales[0])
    old, new = columns[1][:2]
    if not old or not new:
        return None, []
    ratio = unit * columns[0][0] / old
    gains = [(unit * n - ratio * d) / new for n, d in zip(*changes, strict=True)]
    return gains[0], gains[1:]


@final
@frozen(kw_only=True, eq=False)
class Scenario:
    """The tree as it would be, and how every goal differs."""

    tree: GoalTree
    targets: Comparison

    #: None if there are no actual values to compare.
    actuals: Comparison | None


def what_if(
    tree: GoalTree, changes: Changes, *, actuals: Mapping[str, Value | None] | None = None
) -> Scenario:
    """
    Return what *tree* and *actuals* would be with *changes*, and the causes of every difference.

    Raises
    ------
    PartnerkitError
        For ids that are not there, targets of goals with children (change the
        leaves, or give the goal anew), and all that a tree refuses.

    >>> from partnerkit import Money, Period
    >>> goals = [
    ...     Goal(id=id, parent=above, measure="revenue", period=Period.year(2026), target=Money.of(amount, "EUR"))
    ...     for id, above, amount in (("emea", None, "100"), ("de", "emea", "60"), ("fr", "emea", "40"))
    ... ]
    >>> scenario = what_if(GoalTree.of(goals), Changes(targets={"de": Money.of("75", "EUR")}))
    >>> found = scenario.targets["emea"]
    >>> found.after, [(cause.goal, cause.difference) for cause in found.causes]
    (Money.of('115.00', 'EUR'), [('de', Money.of('15.00', 'EUR'))])
    """
    known, wanted = fields.optional(BY_GOAL), fields.instance(Changes, "Changes")
    fields.check({"tree": (TREE, tree), "changes": (wanted, changes), "actuals": (known, actuals)})
    if tree.is_distinct:
        remedy = "compare two roll-ups of sets; who counts twice is not in the numbers"
        raise InvalidValue(path="tree.measure", value=shown("distinct"), remedy=remedy)
    raise_faults(_faults(tree, changes))
    changed = _changed(tree, changes)
    stated = {*(goal.id for goal in changes.goals), *changes.targets}
    new_targets = _leaf_targets(changed)
    if tree.is_additive:
        # A goal whose children have all gone has nothing from leaves any more: what it had goes with them.
        emptied = [
            name for name in new_targets if name not in stated and name in tree and tree.children(name)
        ]
        new_targets |= dict.fromkeys(emptied, tree.targets.decoded([0]))
    leaves = _leaves(tree, _leaf_targets(tree), changed, new_targets)
    if tree.is_additive:
        changed = _carried_up(tree, changed, new_targets, stated)
    targets = Comparison(before=_all_targets(tree), after=_all_targets(changed), leaves=leaves)
    compared = None
    if actuals is not None or changes.actuals:
        old = actuals or {}
        new = {goal: value for goal, value in old.items() if goal in changed} | dict(changes.actuals)
        compared = Comparison(
            before=roll_up(tree, old), after=roll_up(changed, new), leaves=_leaves(tree, old, changed, new)
        )
    return Scenario(tree=changed, targets=targets, actuals=compared)


def _faults(tree: GoalTree, changes: Changes) -> Iterator[InvalidValue]:
    new, gone = {goal.id for goal in changes.goals}, set(changes.without)
    named: dict[str, Sequence[str]] = {
        "targets": tuple(changes.targets),
        "moved": tuple(changes.moved),
        "without": changes.without,
    }
    for name, ids in named.items():
        for goal in ids:
            path = f"changes.{name}[{goal}]"
            if goal not in tree and goal not in new:
                yield InvalidValue(path=path, value=shown(goal), remedy="use the id of a goal of the tree")
            elif name == "without" and goal not in tree:
                yield InvalidValue(path=path, value="a new goal", remedy="leave it out of goals=")
            elif name != "without" and goal not in new and not gone.isdisjoint(tree.path(goal)):
                remedy = "change what stays, or give the goal anew in goals="
                yield InvalidValue(path=path, value="a goal that is taken away", remedy=remedy)
            elif name == "targets" and goal in tree and tree.children(goal):
                remedy = "change the leaves below it, or give the whole goal in goals="
                yield InvalidValue(path=path, value="a goal with children", remedy=remedy)


def _changed(tree: GoalTree, changes: Changes) -> GoalTree:
    gone = set(changes.without)
    goals = {name: goal for name, goal in tree.items() if gone.isdisjoint(tree.path(name))}
    goals |= {goal.id: goal for goal in changes.goals}
    for name, parent in changes.moved.items():
        goals[name] = evolve(goals[name], parent=parent)
    for name, target in changes.targets.items():
        goals[name] = evolve(goals[name], target=target)
    # What is over the sum of the children stays declared, where the goal stays.
    padding = {name: part for name, part in tree.padding.items() if name in goals}
    return GoalTree.of(goals.values(), measure=tree.measure).with_padding(padding)


def _all_targets(tree: GoalTree) -> dict[str, Value | None]:
    return {name: tree.targets.sure(tree.rank(name)) for name in tree}


def _leaf_targets(tree: GoalTree) -> dict[str, Value | None]:
    return {name: tree.targets.sure(tree.rank(name)) for name in tree.leaves}


def _leaves(
    before: GoalTree, old: Mapping[str, Value | None], after: GoalTree, new: Mapping[str, Value | None]
) -> dict[str, _Leaf]:
    """Return the leaves whose value or place differs."""
    found = {}
    for name in sorted(old.keys() | new.keys()):
        then = frozenset(before.path(name) if name in old else ())
        now = frozenset(after.path(name) if name in new else ())
        leaf = _Leaf(old.get(name), then, new.get(name), now)
        if leaf.before != leaf.after or then != now:
            found[name] = leaf
    return found


def _carried_up(
    before: GoalTree, after: GoalTree, new_targets: Mapping[str, Value | None], stated: set[str]
) -> GoalTree:
    """Move the target of every goal with children by what its leaves gained, unless it was *stated* anew."""
    old_sums, new_sums = roll_up(before, _leaf_targets(before)), roll_up(after, new_targets)
    names = [name for name in after if name in before and before.children(name) and name not in stated]
    given = [each for name in names for each in (before[name].target, old_sums[name], new_sums[name])]
    amounts, _ = encode(given, str)
    units = amounts.parts[0].tolist()
    targets = [
        amounts.decoded([own + now - then])
        for own, then, now in zip(units[::3], units[1::3], units[2::3], strict=True)
    ]
    return after.with_(*(evolve(after[name], target=each) for name, each in zip(names, targets, strict=True)))

"""
Which value belongs to which leaf, and does it count yet?

Actual values arise at leaves. They come as one value to date, or period by
period; a period that has not begun cannot have a value.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import TypeAlias, final

from attrs import frozen

from partnerkit.goals.amounts import Value
from partnerkit.goals.tree import GoalTree
from partnerkit.values.errors import InvalidValue, PartnerkitError, shown
from partnerkit.values.money import Ratio
from partnerkit.values.time import Period

__all__ = ["Actual", "Entry", "entries", "leaf_faults", "ratio_faults"]

#: Of one leaf: a value, to date or by period; None is unknown.
Actual: TypeAlias = Value | Mapping[Period, Value | None] | None


def __dir__() -> list[str]:
    return __all__


@final
@frozen
class Entry:
    """One value of one leaf."""

    goal: str
    value: Value
    path: str


def leaf_faults(tree: GoalTree, named: Mapping[str, object]) -> Iterator[InvalidValue]:
    """Find the ids in *named* that are no leaves of *tree*."""
    for goal in named:
        if goal not in tree:
            yield InvalidValue(
                path=f"actuals[{goal}]", value=shown(goal), remedy="use the id of a leaf of the tree"
            )
        elif not tree.shape.is_leaf[tree.rank(goal)]:
            remedy = f"give it to a leaf; for what {goal} achieves in person add a goal {goal}/own under it"
            yield InvalidValue(
                path=f"actuals[{goal}]", value="a value for a goal with children", remedy=remedy
            )


def ratio_faults(tree: GoalTree, given: Sequence[Entry]) -> Iterator[InvalidValue]:
    """Find values that the measure of *tree* cannot add up."""
    if tree.measure is not None and tree.measure.kind == "distinct":
        remedy = "count at each level by yourself; how many are the same is not in the numbers"
        yield InvalidValue(path="measure.kind", value=shown("distinct"), remedy=remedy)
    if tree.takes_ratios:
        for entry in given:
            if not isinstance(entry.value, Ratio):
                remedy = "use a Ratio, numerator and denominator; quotients cannot be added up"
                yield InvalidValue(path=entry.path, value=shown(entry.value), remedy=remedy)


def entries(
    tree: GoalTree, actuals: Mapping[str, Actual], instant: datetime, zone: str
) -> tuple[list[Entry], list[PartnerkitError]]:
    """Return the known values of *actuals*, and what is wrong with their ids and periods."""
    faults: list[PartnerkitError] = list(leaf_faults(tree, actuals))
    found: list[Entry] = []
    for goal, value in actuals.items():
        path = f"actuals[{goal}]"
        if not isinstance(value, Mapping):
            found += [] if value is None else [Entry(goal, value, path)]
            continue
        misplaced = list(_period_faults(tree, goal, value, instant, zone))
        faults += misplaced
        if not misplaced:
            by_time = [
                Entry(goal, each, f"{path}[{period}]")
                for period, each in sorted(value.items())
                if each is not None
            ]
            # Of a stock there is what was there last.
            found += by_time[-1:] if tree.is_stock else by_time
    return found, [*faults, *ratio_faults(tree, found)]


def _period_faults(
    tree: GoalTree, goal: str, by_period: Mapping[Period, object], instant: datetime, zone: str
) -> Iterator[InvalidValue]:
    path = f"actuals[{goal}]"
    if not all(isinstance(period, Period) for period in by_period):
        yield InvalidValue(path=path, value=shown(next(iter(by_period))), remedy="use Period -> value")
        return
    within = tree[goal].period if goal in tree else None
    for period in sorted(by_period):
        if within is not None and not within.covers(period):
            remedy = f"use periods within that of the goal, {within}; earlier ones belong to history"
            yield InvalidValue(path=f"{path}[{period}]", value=shown(str(period)), remedy=remedy)
        elif period.span(zone).start >= instant:
            remedy = "leave out what begins after as_of"
            yield InvalidValue(path=f"{path}[{period}]", value=shown(str(period)), remedy=remedy)
    for earlier, later in pairwise(sorted(by_period)):
        if earlier.overlaps(later):
            remedy = f"use periods that share no day; {earlier} does"
            yield InvalidValue(path=f"{path}[{later}]", value=shown(str(later)), remedy=remedy)

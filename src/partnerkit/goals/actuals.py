"""
Which value belongs to which leaf, and does it count yet?

Actual values arise at leaves. They come as one value to date, or period by
period; a period that has not begun cannot have a value.
"""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from typing import TypeAlias, cast, final

import numpy as np
from attrs import frozen

from partnerkit.goals.amounts import Value
from partnerkit.goals.distinct import is_set
from partnerkit.goals.tree import GoalTree
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, PartnerkitError, shown
from partnerkit.values.money import Money, Quantity, Ratio
from partnerkit.values.time import Period

__all__ = [
    "BY_GOAL",
    "TREE",
    "Achieved",
    "Actual",
    "Entries",
    "entries",
    "leaf_faults",
    "may_be_by_period",
    "ratio_faults",
    "to_date",
]

#: What one leaf achieved: a value; of distinct things, which ones.
Achieved: TypeAlias = Value | AbstractSet[str]

#: Of one leaf: to date or by period; None is unknown.
Actual: TypeAlias = Achieved | Mapping[Period, Achieved | None] | None

#: What is given for goals, by their ids; its values are looked at one by one later.
BY_GOAL = fields.instance(Mapping, "a mapping of goal id to what belongs to the goal")

#: The goals that a call is about.
TREE = fields.instance(GoalTree, "a GoalTree, as GoalTree.of returns it")

#: Types of a value to date: whoever has one of them is no mapping, and need not be asked.
_PLAIN = {Money, Quantity, Ratio, Decimal, int, type(None)}


def __dir__() -> list[str]:
    return __all__


@final
@frozen
class Entries:
    """Values of leaves, to date or of a period each, as columns."""

    goals: Sequence[str]
    values: Sequence[Achieved]

    #: None if all are to date.
    periods: Sequence[Period | None] | None = None

    def path(self, at: int) -> str:
        """Return the way to the value at a place in what was given."""
        period = None if self.periods is None else self.periods[at]
        return f"actuals[{self.goals[at]}]" + (f"[{period}]" if period else "")


def may_be_by_period(actuals: Mapping[str, Actual]) -> bool:
    """
    Tell whether some values may be given by period; to ask each of many would take long.

    >>> may_be_by_period({"de": 5, "fr": None}), may_be_by_period({"de": 5, "fr": {Period.month(2026, 1): 5}})
    (False, True)
    """
    return not set(map(type, actuals.values())) <= _PLAIN


def leaf_faults(tree: GoalTree, named: Mapping[str, object]) -> Iterator[InvalidValue]:
    """Find the ids in *named* that are no leaves of *tree*."""
    ranks = tree.ranks(named)
    wrong = np.flatnonzero((ranks < 0) | ~tree.shape.is_leaf[ranks])
    goals = list(named) if len(wrong) else []
    for goal in map(goals.__getitem__, wrong.tolist()):
        if goal not in tree:
            found, remedy = shown(goal), "use the id of a leaf of the tree"
        else:
            found = "a value for a goal with children"
            remedy = f"give it to a leaf; for what {goal} achieves in person add a goal {goal}/own under it"
        yield InvalidValue(path=f"actuals[{goal}]", value=found, remedy=remedy)


def ratio_faults(tree: GoalTree, given: Entries) -> Iterator[InvalidValue]:
    """Find values that the measure of *tree* cannot add up."""
    if tree.is_distinct:
        for at, value in enumerate(given.values):
            if not is_set(value):
                remedy = "use a set of ids; how many are the same is not in the numbers"
                yield InvalidValue(path=given.path(at), value=shown(value), remedy=remedy)
    elif tree.takes_ratios:
        for at, value in enumerate(given.values):
            if not isinstance(value, Ratio):
                remedy = "use a Ratio, numerator and denominator; quotients cannot be added up"
                yield InvalidValue(path=given.path(at), value=shown(value), remedy=remedy)


def to_date(actuals: Mapping[str, Achieved | None]) -> Entries:
    """
    Return the known values of *actuals*, none of which is given by period.

    >>> to_date({"de": 5, "fr": None}).goals
    ['de']
    """
    if type(None) not in set(map(type, actuals.values())):
        return Entries(list(actuals), cast("list[Achieved]", list(actuals.values())))
    known = [goal for goal, value in actuals.items() if value is not None]
    return Entries(known, cast("list[Achieved]", [actuals[goal] for goal in known]))


def entries(
    tree: GoalTree, actuals: Mapping[str, Actual], instant: datetime, zone: str
) -> tuple[Entries, list[PartnerkitError]]:
    """Return the known values of *actuals*, and what is wrong with their ids and periods."""
    faults: list[PartnerkitError] = list(leaf_faults(tree, actuals))
    if not may_be_by_period(actuals):
        plain = to_date(cast("Mapping[str, Achieved | None]", actuals))
        return plain, [*faults, *ratio_faults(tree, plain)]
    found: list[tuple[str, Achieved, Period | None]] = []
    for goal, value in actuals.items():
        if value is None:
            continue
        if not isinstance(value, Mapping):
            found.append((goal, value, None))
            continue
        misplaced = list(_period_faults(tree, goal, value, instant, zone))
        faults += misplaced
        if not misplaced:
            by_time = [(goal, each, period) for period, each in sorted(value.items()) if each is not None]
            # Of a stock there is what was there last.
            found += by_time[-1:] if tree.is_stock else by_time
    goals, values, periods = map(list, zip(*found, strict=True)) if found else ([], [], [])
    known = Entries(goals, values, periods)
    return known, [*faults, *ratio_faults(tree, known)]


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

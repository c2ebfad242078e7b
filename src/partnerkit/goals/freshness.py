"""
How old is each actual value, and what does it hide?

A value that ends three weeks ago is no small value: it is a value of three
weeks ago. What is missing since is estimated as the leaf went on so far, by
the part of the period that each stretch stands for. The estimate is kept
apart from the actual value, and never counts as achieved.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import TypeAlias, final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from partnerkit.goals.actuals import Actual, may_be_by_period
from partnerkit.goals.amounts import whole
from partnerkit.goals.rollup import RollUp
from partnerkit.goals.shape import Whole
from partnerkit.goals.tree import GoalTree
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, shown
from partnerkit.values.time import Period

__all__ = ["Freshness", "Share", "freshness", "measured_faults"]

#: The part of a period's business that lies between two days, counted as `date.toordinal` does.
Share: TypeAlias = Callable[[Period, Fraction, Fraction], Fraction]


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True, eq=False, repr=False)
class Freshness:
    """How old the values are, by rank; of a goal with children that of the oldest below it."""

    #: Whole days without a value up to the moment of judgement, or up to the end of the period.
    days: NDArray[np.int64]

    #: What these days may have brought, in units of the actual values.
    hidden: Whole


def measured_faults(tree: GoalTree, measured: Mapping[str, date], day: Fraction) -> Iterator[InvalidValue]:
    """Find what is wrong with the days up to which values are known."""
    for goal, last in measured.items():
        path = f"measured[{goal}]"
        if goal not in tree or not tree.shape.is_leaf[tree.rank(goal)]:
            yield InvalidValue(path=path, value=shown(goal), remedy="use the id of a leaf of the tree")
        elif not fields.calendar_date.accepts(last):
            yield InvalidValue(path=path, value=shown(last), remedy=fields.calendar_date.remedy)
        elif last.toordinal() + 1 > day:
            yield InvalidValue(path=path, value=shown(str(last)), remedy="use a day that is over by as_of")
        elif last < tree[goal].period.start:
            remedy = f"use a day within the period of the goal, {tree[goal].period}"
            yield InvalidValue(path=path, value=shown(str(last)), remedy=remedy)


def freshness(
    achieved: RollUp,
    actuals: Mapping[str, Actual],
    measured: Mapping[str, date],
    day: Fraction,
    share: Share,
) -> Freshness:
    """Return how old the values of *achieved* are on *day*; a plain value is of today unless *measured* says when."""
    tree = achieved.tree
    days, hidden = np.zeros(len(tree), dtype=np.int64), [0] * len(tree)
    for goal, value in actuals.items() if measured or may_be_by_period(actuals) else ():
        rank = tree.rank(goal)
        stretches = _stretches(tree.periods[rank], value, measured.get(goal))
        if stretches is None or not achieved.amounts.known[rank]:
            continue
        period = tree.periods[rank]
        start, now = Fraction(period.start.toordinal()), min(day, Fraction(period.end.toordinal()))
        ends = [min(Fraction(end), now) for _, end in stretches]
        days[rank] = max(int(now - max(ends)), 0)
        known = sum(
            (share(period, Fraction(begin), end) for (begin, _), end in zip(stretches, ends, strict=True)),
            Fraction(0),
        )
        missing = share(period, start, now) - known
        if tree.is_flow and not (achieved.amounts.is_ratio or tree.is_distinct) and known > 0 and missing > 0:
            hidden[rank] = round(int(achieved.amounts.parts[0][rank]) * missing / known)
    for children, starts, parents in tree.shape.families:
        days[parents] = np.maximum(days[parents], np.maximum.reduceat(days[children], starts))
    return Freshness(days=days, hidden=tree.shape.add_up(whole(hidden)))


def _stretches(period: Period, value: Actual, last: date | None) -> list[tuple[int, int]] | None:
    """Return from when to when a value is known; None if it is one up to today."""
    if period.is_open:
        return None
    if last is not None:
        return [(period.start.toordinal(), last.toordinal() + 1)]
    if not isinstance(value, Mapping):
        return None
    known = [each for each, amount in value.items() if amount is not None]
    return [(each.start.toordinal(), each.end.toordinal()) for each in sorted(known)] or None

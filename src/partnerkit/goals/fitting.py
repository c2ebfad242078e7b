"""Do these goals belong in one tree?"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import cast

import numpy as np

from partnerkit.facts.goal import Goal, Measure
from partnerkit.goals.amounts import Kind
from partnerkit.goals.shape import Shape
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, shown
from partnerkit.values.limits import LIMITS
from partnerkit.values.time import Period

__all__ = ["checked", "counted_in", "other_measures", "outside_parent"]


def __dir__() -> list[str]:
    return __all__


def checked(goals: Iterable[object], on: date | None = None, measure: object = None) -> tuple[Goal, ...]:
    """Return *goals* as they are, or those that hold *on* a day; refuse none at all and what is no goal."""
    several = fields.instance(Iterable, "at least one Goal, and only such")
    of_measure = fields.optional(fields.instance(Measure, "a Measure"))
    on_day = fields.optional(fields.calendar_date)
    fields.check({"goals": (several, goals), "measure": (of_measure, measure), "on": (on_day, on)})
    # One more than there may be is enough to see it.
    given = tuple(islice(goals, LIMITS.goal_nodes + 1))
    LIMITS.check_tree(len(given), 0, "goals")
    if on is not None:
        given = tuple(goal for goal in given if not isinstance(goal, Goal) or goal.holds_on(on))
    odd = [goal for goal in given if not isinstance(goal, Goal)]
    if odd or not given:
        raise InvalidValue(
            path="goals", value=shown((odd or [()])[0]), remedy="use at least one Goal, and only such"
        )
    return cast("tuple[Goal, ...]", given)


def other_measures(goals: Sequence[Goal], measure: Measure | None) -> Iterator[InvalidValue]:
    """Find goals of another measure than *measure*, or than most of them."""
    tally = Counter([goal.measure for goal in goals])
    expected = measure.id if measure else min(tally, key=lambda name: (-tally[name], name))
    for goal in goals if tally.keys() != {expected} else ():
        if goal.measure != expected:
            remedy = f"use {expected}, as the others do; one tree holds one measure"
            yield InvalidValue(path=f"goals[{goal.id}].measure", value=shown(goal.measure), remedy=remedy)


def counted_in(measure: Measure | None) -> Kind | None:
    """Return what the measure says the targets count; None if it does not say."""
    if measure is None or measure.kind not in ("additive", "stock"):
        return None
    if measure.currency is not None:
        return (("money", measure.currency),)
    return None if measure.unit is None else (("quantity", measure.unit),)


def outside_parent(
    shape: Shape, ids: Sequence[str], periods: Sequence[Period], *, is_stock: bool
) -> Iterator[InvalidValue]:
    """Find goals, by rank, whose period leaves that of their parent; of a stock it must be the same."""
    above = shape.parents
    starts, ends = (
        np.fromiter(map(date.toordinal, days), dtype=np.int64, count=len(ids))
        for days in ([each.start for each in periods], [each.end for each in periods])
    )
    differs = (starts != starts[above]) | (ends != ends[above])
    outside = (starts < starts[above]) | (ends > ends[above])
    wrong = (differs if is_stock else outside) & (above >= 0)
    for rank in np.flatnonzero(wrong).tolist():
        name, period = ids[int(above[rank])], periods[int(above[rank])]
        remedy = f"use a period within that of {name}, {period}"
        if not outside[rank]:
            remedy = f"use the period of {name}, {period}; a stock is not added up over time"
        path, found = f"goals[{ids[rank]}].period", shown(str(periods[rank]))
        yield InvalidValue(path=path, value=found, remedy=remedy)

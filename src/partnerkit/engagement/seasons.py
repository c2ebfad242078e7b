"""
In which part of the year is each visit made?

Some partners have no time in the harvest, others are closed in July. The visits
of a plan are laid into the periods in which their partner may be visited and
its manager has hours left, as far from each other as can be; first visits come
first. What finds no place is named: it was worth planning, so somebody should
look at it.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, final

import numpy as np
from attrs import frozen

from partnerkit.engagement.visits import VisitPlan
from partnerkit.values.errors import InvalidValue, raise_faults, shown
from partnerkit.values.fields import is_finite
from partnerkit.values.frames import Library, to_frame
from partnerkit.values.markup import small_table
from partnerkit.values.reasons import Reason
from partnerkit.values.time import Period

__all__ = ["VisitCalendar", "visit_calendar"]


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True, eq=False, repr=False)
class VisitCalendar:
    """Partner -> the periods of its visits, in their order."""

    periods: tuple[Period, ...]
    placed: Mapping[Any, tuple[Period, ...]]

    #: Partner -> how many of its visits found no place, and why.
    left_over: Mapping[Any, Reason]

    #: Manager -> hours left in each period.
    left: Mapping[Any, tuple[float, ...]]

    def __repr__(self) -> str:
        return f"<VisitCalendar: {sum(map(len, self.placed.values()))} visits, {len(self.left_over)} partners without a place>"

    def to_frame(self, kind: Library = "dict") -> Any:
        """Return one row per visit: the partner, and the first day of the period."""
        rows = [(partner, each.start) for partner, periods in self.placed.items() for each in periods]
        columns = {"partner": [each for each, _ in rows], "from": [each for _, each in rows]}
        return to_frame(columns, kind)

    _repr_html_ = small_table


def visit_calendar(
    plan: VisitPlan,
    periods: Sequence[Period],
    *,
    hours: Mapping[Any, Sequence[float]],
    months: Mapping[Any, Collection[int]] | None = None,
) -> VisitCalendar:
    """
    Lay the visits of *plan* into *periods*, such as the months of the year it is for.

    Parameters
    ----------
    hours
        Manager -> hours at hand in each of the periods.
    months
        Partner -> months, 1 to 12, in which it may be visited; who is not named, always. A
        period counts as open if its first day is in one of them.

    Raises
    ------
    InvalidValue, InvalidInput
        For no period, hours that are no numbers of 0 or more for each of them, a manager
        without hours, and months outside 1 to 12.

    >>> from partnerkit.engagement.visits import plan_visits
    >>> frame = {"partner": ["farm"], "manager": ["ida"], "gap": [900.0], "response": [0.5], "hours": [4.0], "most": [2]}
    >>> quarter = Period.quarter(2026, 3).months()
    >>> found = visit_calendar(plan_visits(frame, budget={"ida": 8}), quarter, hours={"ida": [4.0, 4.0, 4.0]}, months={"farm": [7, 9]})
    >>> [str(each.start) for each in found.placed["farm"]]
    ['2026-07-01', '2026-09-01']
    """
    raise_faults(_faults(plan, periods, hours, months or {}))
    left = {name: np.array(each, dtype=np.float64) for name, each in hours.items()}
    table = plan.to_frame("dict")
    rows = list(
        zip(*(table[name].tolist() for name in ("manager", "visits", "first", "hours_each")), strict=True)
    )
    is_open = {
        partner: np.array([each.start.month in (months or {}).get(partner, range(1, 13)) for each in periods])
        for partner in plan.partners
    }
    # Whoever can be visited in few periods chooses before those who always can.
    order = sorted(
        range(len(rows)),
        key=lambda at: (not rows[at][2], int(is_open[plan.partners[at]].sum()), -rows[at][3], at),
    )
    found: dict[Any, tuple[Period, ...]] = {}
    over: dict[Any, Reason] = {}
    for at in order:
        partner, (manager, visits, first, each) = plan.partners[at], rows[at]
        chosen: list[int] = []
        for _ in range(visits):
            place = _place(is_open[partner], left[manager], each, chosen, first=first)
            if place is None:
                break
            left[manager][place] -= each
            chosen.append(place)
        if len(chosen) < visits:
            code = "visit-no-hours" if is_open[partner].any() else "visit-out-of-season"
            over[partner] = Reason(code, {"partner": str(partner), "count": visits - len(chosen)})
        found[partner] = tuple(periods[place] for place in sorted(chosen))
    return VisitCalendar(
        periods=tuple(periods),
        placed={partner: found[partner] for partner in plan.partners},
        left_over={partner: over[partner] for partner in plan.partners if partner in over},
        left={name: tuple(each.tolist()) for name, each in left.items()},
    )


def _place(is_open: Any, left: Any, hours: float, chosen: Sequence[int], *, first: bool) -> int | None:
    """Return the period furthest from those that are chosen, of equally far ones the one with most hours left."""
    free = np.flatnonzero(is_open & (left >= hours - 1e-9))
    if not len(free):
        return None
    if not chosen:
        # Somebody new is met as soon as can be; the others where there is most time.
        return int(free[0] if first else free[np.argmax(left[free])])
    away = np.abs(free[:, None] - np.array(chosen)).min(axis=1)
    return int(free[np.lexsort((free, -left[free], -away))[0]])


def _faults(
    plan: VisitPlan,
    periods: Sequence[Period],
    hours: Mapping[Any, Sequence[float]],
    months: Mapping[Any, Collection[int]],
) -> Iterator[InvalidValue]:
    if not periods:
        yield InvalidValue(path="periods", value="()", remedy="give at least one")
    for manager in plan.managers:
        given = hours.get(manager, ())
        if len(given) != len(periods) or not all(is_finite(each) and each >= 0 for each in given):
            remedy = f"give hours of 0 or more for each of the {len(periods)} periods"
            yield InvalidValue(path=f"hours[{manager!r}]", value=shown(given), remedy=remedy)
    for partner, given_ in months.items():
        is_list = isinstance(given_, Collection)
        if not is_list or not all(type(each) is int and 1 <= each <= 12 for each in given_):
            remedy = "use a list of months, 1 to 12"
            yield InvalidValue(path=f"months[{partner!r}]", value=shown(given_), remedy=remedy)

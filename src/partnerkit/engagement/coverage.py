"""
Whom should an account manager visit with the days at hand?

Each further visit closes a part of what is still open: after v visits of a
partner with gap g and response r, g * (1 - exp(-r * v)) is to be expected. So
the next visit is always worth less than the one before, and taking visits by
what they are worth an hour, the best first, is the best plan where all visits
take equally long (Fox, Discrete optimization via marginal analysis, Management
Science 13, 1966). Where they do not, one visit that no longer fits can be lost
per manager; how much that may be stands in the plan (`bound`, from the linear
relaxation: Dantzig, Discrete-variable extremum problems, 1957).

Visits are not sorted: how many are worth a price an hour follows from a
formula, and the price at which the hours are used up is found by halving.
"""

from typing import Any, final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

__all__ = ["ROUNDING", "Cases", "Spread", "spread", "worth"]

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

#: Hours are sums of floats: what is beyond the hours at hand by no more than this part of them still fits.
ROUNDING = 1e-9

#: Worth nothing, and yet with a logarithm.
_NOTHING = 1e-300

#: Halvings after which two prices an hour are the same but for rounding.
_HALVINGS = 36


def __dir__() -> list[str]:
    return __all__


@final
@frozen(eq=False)
class Cases:
    """Partners as columns; `manager` is a number from 0 on."""

    manager: Whole
    gap: Floats
    response: Floats

    #: Of one visit, with travel and preparation.
    hours: Floats

    #: Visits that are due in any case, and how many make sense.
    least: Whole
    most: Whole

    #: What one visit costs beside the hours, in the unit of the gap; None is nothing.
    cost: Floats | None = None

    def only(self, rows: NDArray[np.intp]) -> "Cases":
        """Return some of the partners."""
        columns = (self.manager, self.gap, self.response, self.hours, self.least, self.most, self.cost)
        return Cases(*(None if column is None else column[rows] for column in columns))  # type: ignore[arg-type]  # each is as it was

    def at_manager(self, values: NDArray[Any], managers: int) -> Floats:
        """Return the sum of *values* by manager."""
        return np.bincount(self.manager, weights=values, minlength=managers).astype(np.float64, copy=False)


@final
@frozen(eq=False)
class Spread:
    """Visits by partner; the rest by manager."""

    visits: Whole

    #: Hours that no visit fits into any more.
    left: Floats

    #: What the best visit that was not taken is worth an hour: an hour more is worth no more. 0 if there is none.
    price: Floats

    #: No plan is worth more than this.
    bound: Floats


def worth(cases: Cases, visits: NDArray[Any]) -> Floats:
    """
    Return what is to be expected of *visits*, less what they cost.

    >>> one = Cases(np.array([0]), np.array([100.0]), np.array([0.5]), np.ones(1), np.zeros(1, int), np.ones(1, int))
    >>> worth(one, np.array([1])).round(2).tolist()
    [39.35]
    """
    found: Floats = -cases.gap * np.expm1(-cases.response * visits)
    if cases.cost is not None:
        found -= cases.cost * visits
    return found


def spread(cases: Cases, budget: Floats) -> Spread:
    """
    Spread the hours of each manager over his partners; what is due in any case must fit.

    The same as taking the visit that is worth most an hour, again and again, and
    passing over what no longer fits; of equal ones the first.
    """
    first = _first_worth(cases)
    room = budget * (1 + ROUNDING)
    paid, taken = _priced(cases, first, room)
    left = room - cases.at_manager(taken * cases.hours, len(budget))
    taken, left = _filled(cases, first, taken, left, tied_at=paid)
    missed = _most_by(cases.manager, _next(cases, first, taken, left, fits=False), len(budget))
    price = np.exp(missed)
    # At any price of an hour, no plan is worth more than the hours, and what visits bring beyond their price.
    at_price = _count(cases, first, missed)
    beyond = worth(cases, at_price) - price[cases.manager] * cases.hours * at_price
    left = np.maximum(budget - cases.at_manager(taken * cases.hours, len(budget)), 0.0)
    return Spread(taken, left, price, cases.at_manager(beyond, len(budget)) + price * room)


def _first_worth(cases: Cases) -> Floats:
    """Return the logarithm of what the first visit closes an hour; minus infinity where it closes nothing."""
    with np.errstate(divide="ignore"):
        found: Floats = np.log(-cases.gap * np.expm1(-cases.response) / cases.hours)
    return found


def _count(cases: Cases, first: Floats, price: Floats) -> Whole:
    """Return how many visits of each partner are worth more than *price* of its manager (a logarithm) an hour."""
    bar = _bar(np.maximum(price, -1e300)[cases.manager], cases)
    # Where the first is worth nothing, steps are minus infinity.
    found: Whole = np.clip(np.ceil((first - bar) / cases.response), cases.least, cases.most).astype(np.int64)
    return found


def _bar(price: Floats, cases: Cases) -> Floats:
    """Return what a visit must close an hour (a logarithm) to be worth *price* an hour beside its cost."""
    if cases.cost is None:
        return price
    found: Floats = np.log(np.maximum(np.exp(price) + cases.cost / cases.hours, _NOTHING))
    return found


def _priced(cases: Cases, first: Floats, budget: Floats) -> tuple[Floats, Whole]:
    """Return a price per manager, as low as can be paid for, and the visits worth more."""
    known = first[np.isfinite(first)]
    reach = float((cases.response * cases.most).max(initial=0.0))
    high = np.full(len(budget), known.max(initial=0.0) + 1.0)
    low = np.full(len(budget), known.min(initial=0.0) - reach - 1.0)
    # Sorted by manager, sums are differences; divided once, a price needs one pass of each.
    order = np.argsort(cases.manager, kind="stable")
    sorted_ = cases.only(order)
    counts = np.bincount(cases.manager, minlength=len(budget))
    worth_ = first[order] / sorted_.response
    steps = np.empty_like(worth_)
    per_visit = 1.0 / sorted_.response
    least, most = sorted_.least.astype(np.float64), sorted_.most.astype(np.float64)
    starts = np.cumsum(counts) - counts
    has_any = np.flatnonzero(counts)
    spent = np.zeros(len(budget))
    for _ in range(_HALVINGS):
        middle = (high + low) / 2
        np.subtract(worth_, _bar(np.repeat(middle, counts), sorted_) * per_visit, out=steps)
        np.ceil(steps, out=steps)
        np.maximum(steps, least, out=steps)
        np.minimum(steps, most, out=steps)
        steps *= sorted_.hours
        spent[has_any] = np.add.reduceat(steps, starts[has_any]) if len(has_any) else 0.0
        fits = spent <= budget
        high, low = np.where(fits, middle, high), np.where(fits, low, middle)
    return high, _count(cases, first, high)


def _next(cases: Cases, first: Floats, taken: Whole, left: Floats, *, fits: bool) -> Floats:
    """Return what the next visit of each partner is worth an hour, as a logarithm; minus infinity if there is none."""
    found = first - cases.response * taken
    if cases.cost is not None:
        with np.errstate(divide="ignore"):
            found = np.log(np.maximum(np.exp(found) - cases.cost / cases.hours, 0.0))
    found[taken >= cases.most] = -np.inf
    if fits:
        found[cases.hours > left[cases.manager]] = -np.inf
    return found


def _most_by(manager: Whole, values: Floats, managers: int) -> Floats:
    found = np.full(managers, -np.inf)
    np.maximum.at(found, manager, values)
    return found


def _filled(
    cases: Cases, first: Floats, taken: Whole, left: Floats, *, tied_at: Floats
) -> tuple[Whole, Floats]:
    """Use what is left: visits that are worth the very price in their order, then whatever fits, the best first."""
    taken, left = taken.copy(), left.copy()
    upcoming = _next(cases, first, taken, left, fits=True)
    tied = np.flatnonzero(upcoming >= tied_at[cases.manager] - 1e-9)
    order = tied[np.lexsort((tied, -upcoming[tied], cases.manager[tied]))]
    hours, manager = cases.hours[order], cases.manager[order]
    sums = np.cumsum(hours)
    starts = np.searchsorted(manager, manager)
    # Sums only grow, so the first that does not fit ends the row; what comes after is asked below.
    inside = sums - (sums[starts] - hours[starts]) <= left[manager]
    taken[order[inside]] += 1
    left -= np.bincount(manager[inside], weights=hours[inside], minlength=len(left))
    while True:
        upcoming = _next(cases, first, taken, left, fits=True)
        best = _most_by(cases.manager, upcoming, len(left))
        if not np.isfinite(best).any():
            return taken, left
        candidates = np.flatnonzero(np.isfinite(upcoming) & (upcoming == best[cases.manager]))
        _, one_each = np.unique(cases.manager[candidates], return_index=True)
        chosen = candidates[one_each]
        taken[chosen] += 1
        left[cases.manager[chosen]] -= cases.hours[chosen]

"""
What are all goals judged by on one day?

Columns by rank: what was achieved, how old that is, how far the periods have
run, and what the past lets expect. `judged` reads one goal out of them.
"""

from collections.abc import Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any, TypeAlias, final

from attrs import frozen
from numpy.typing import NDArray

from partnerkit.facts.goal import Measure
from partnerkit.goals.amounts import Amounts, Exact
from partnerkit.goals.course import Course
from partnerkit.goals.expectation import Expectation, is_level
from partnerkit.goals.freshness import Freshness
from partnerkit.goals.rollup import RollUp
from partnerkit.goals.standing import Convention, attained, attained_in_parts, is_lower_better
from partnerkit.goals.tree import GoalTree

__all__ = ["Grounds"]


def __dir__() -> list[str]:
    return __all__


#: Units by rank, None where there is no value, and how many of them are one.
_Numbers: TypeAlias = tuple[Sequence[int | None], int]


@final
@frozen(kw_only=True, eq=False, repr=False)
class Grounds:
    """What all goals are judged by on one day, in columns by rank."""

    #: The actual values, added up. Leaves that have not begun count as unknown there, in `unknown` not.
    achieved: RollUp
    lower_is_better: Convention
    unknown: NDArray[Any]
    leaves: NDArray[Any]
    freshness: Freshness
    expectation: Expectation
    courses: Sequence[Course]

    #: Whether a seasonality was stated.
    seasonal: bool

    @cached_property
    def tree(self) -> GoalTree:
        """The goals."""
        return self.achieved.tree

    @cached_property
    def measure(self) -> Measure | None:
        """How they add up and which way is better."""
        return self.tree.measure

    @cached_property
    def is_level(self) -> bool:
        """Whether the measure does not grow with time."""
        return is_level(self.achieved)

    @cached_property
    def _targets(self) -> _Numbers | None:
        return _numbers(self.tree.targets)

    @cached_property
    def _actuals(self) -> _Numbers | None:
        return _numbers(self.achieved.amounts)

    @cached_property
    def _in_units(self) -> tuple[Sequence[int | None], Sequence[int | None]] | None:
        """Actuals and targets, where they are divided in the same units as they stand."""
        actuals, targets = self._actuals, self._targets
        ranged = self.measure is not None and self.measure.target_range is not None
        if ranged or actuals is None or targets is None or actuals[1] != targets[1]:
            return None
        return actuals[0], targets[0]

    @cached_property
    def _lower(self) -> Convention | None:
        return self.lower_is_better if is_lower_better(self.measure) else None

    def attained(self, rank: int) -> Decimal | None:
        """Return how much of a goal is attained."""
        units = self._in_units
        if units is None:
            return attained(self.measure, self.actual(rank), self.target(rank), self.lower_is_better)
        now, goal = units[0][rank], units[1][rank]
        return None if now is None or goal is None else attained_in_parts(now, goal, self._lower)

    def target(self, rank: int) -> Exact | None:
        """Return what a goal is to reach."""
        return _at(self._targets, rank) if self._targets else self.tree.targets.number(rank)

    def actual(self, rank: int) -> Exact | None:
        """Return what was achieved of a goal."""
        return _at(self._actuals, rank) if self._actuals else self.achieved.amounts.number(rank)


def _numbers(amounts: Amounts) -> _Numbers | None:
    """Return plain amounts as a list, which is read many times faster than an array; None of ratios."""
    if amounts.is_ratio:
        return None
    units: list[int | None] = amounts.parts[0].tolist()
    for rank in (~amounts.known).nonzero()[0].tolist():
        units[rank] = None
    return units, 10 ** amounts.scales[0]


def _at(numbers: _Numbers, rank: int) -> Exact | None:
    units = numbers[0][rank]
    return None if units is None else Exact(units, numbers[1])

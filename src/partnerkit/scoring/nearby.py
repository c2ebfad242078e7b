"""
Who stands next to each other in a group, KPI by KPI?

Figures are sorted once for all KPIs, and the neighbors of the three quartiles
are cut out of them together; whether few make up most is a sum over the last
of each. So a release costs as much for forty KPIs as numpy needs to sort them.
"""

from collections.abc import Sequence
from typing import final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from partnerkit.scoring.disclosure import Bounds, Disclosure, neighborhoods
from partnerkit.scoring.groups import Floats

__all__ = ["Neighbors", "are_dominated", "is_one_sided", "nearest"]


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True, eq=False)
class Neighbors:
    """The neighbors of the quartiles, KPI by KPI."""

    #: How many figures count.
    numbers: Sequence[int]

    #: Lower quartile, median, upper quartile: where each begins among the figures; None where too few count.
    starts: Sequence[tuple[int | None, int | None, int | None]]

    #: The figures of each, in rising order.
    near: Sequence[Sequence[Sequence[float]]]

    #: Whether few make up most of any of them.
    is_dominated: Sequence[bool]

    def of(self, place: int) -> tuple[Sequence[float] | None, ...]:
        """Return the neighbors of the lower quartile, the median and the upper quartile of one KPI."""
        found = zip(self.starts[place], self.near[place], strict=True)
        return tuple([None if start is None else near for start, near in found])


def nearest(values: Floats, rules: Disclosure, bounds: Sequence[Bounds]) -> Neighbors:
    """
    Return the neighbors of each KPI: *values* are KPIs x partners, NaN where a figure does not count.

    >>> found = nearest(np.array([[3.0, 1.0, np.nan, 2.0]]), Disclosure(min_contributors=3), [(None, None)])
    >>> found.numbers, found.of(0)
    ([3], (None, [1.0, 2.0, 3.0], None))
    """
    least = rules.min_contributors
    numbers: list[int] = np.count_nonzero(~np.isnan(values), axis=1).tolist()
    starts = [neighborhoods(number, least) for number in numbers]
    if not values.size:
        nothing = (((),) * 3,) * len(values)
        return Neighbors(numbers=numbers, starts=starts, near=nothing, is_dominated=(False,) * len(values))
    first = np.array([[-1 if start is None else start for start in each] for each in starts])
    # What does not count comes last; where there is too little of the rest, what is cut out is not looked at.
    places = np.minimum(first.clip(0)[:, :, np.newaxis] + np.arange(least), values.shape[1] - 1)
    near = np.sort(values, axis=1)[np.arange(len(values))[:, np.newaxis, np.newaxis], places]
    is_asked = np.array([not is_one_sided(each) for each in bounds])
    is_dominated = is_asked & (are_dominated(near, rules) & (first >= 0)).any(axis=1)
    return Neighbors(numbers=numbers, starts=starts, near=near.tolist(), is_dominated=is_dominated.tolist())


def are_dominated(near: Floats, rules: Disclosure) -> NDArray[np.bool_]:
    """
    Tell of which neighbors few make up most; negative ones count by their size.

    The last axis of *near* holds the neighbors.

    >>> are_dominated(np.array([[1.0, 1.0, 1.0, 1.0, 96.0], [1.0, 1.0, 1.0, 1.0, 1.0]]), Disclosure())
    array([ True, False])
    """
    if rules.dominance is None:
        return np.zeros(near.shape[:-1], dtype=np.bool_)
    largest, percent = rules.dominance
    sizes = np.sort(np.abs(near), axis=-1)
    whole = sizes.sum(axis=-1)
    few = sizes[..., -largest:].sum(axis=-1)
    return np.asarray((whole > 0) & (few >= whole * percent / 100))


def is_one_sided(bounds: Bounds) -> bool:
    """
    Tell whether figures are known to be on one side of zero, and never near it.

    There dominance is not asked: that few make up most would itself tell who has how much.

    >>> is_one_sided((100, 1000)), is_one_sided((0, 1)), is_one_sided((None, 5))
    (True, False, False)
    """
    low, high = bounds
    return low is not None and high is not None and low * high > 0

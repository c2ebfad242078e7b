"""
Will we get there?

The periods before tell which part of the final value is usually there by this
day, and how much that part varies. The forecast is the chain ladder: the value
to date, times all past final values over all past values to the same day. Its
error is the one Mack gives (T. Mack, "Distribution-free calculation of the
standard error of chain ladder reserve estimates", ASTIN Bulletin 23, 1993,
for one step): variance in proportion to the value to date, estimated from the
closed periods alone, plus the uncertainty of the factor itself. The
probability takes Student's t with one degree of freedom fewer than periods.
More actual value never lowers it.
"""

from typing import final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from partnerkit.goals.shape import Whole

__all__ = ["LEAST_PERIODS", "ClosedPeriods", "Outlook", "chain_ladder", "look_ahead", "reaching"]

#: Fewer closed periods say too little about how much they vary.
LEAST_PERIODS = 3

#: What floats make of no difference at all.
_NOTHING = 1e-12


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True, eq=False, repr=False)
class Outlook:
    """What the closed periods say of each goal, by rank."""

    #: How many closed periods are known in full.
    periods: NDArray[np.int64]

    #: Their values to the same day and in the end, added up.
    to_date: Whole
    total: Whole

    #: The chance that the final value is at least the target; NaN where the periods cannot tell.
    probability: NDArray[np.float64]


@final
@frozen(kw_only=True, eq=False, repr=False)
class ClosedPeriods:
    """Closed periods, a row for each, the latest first, and a column for each goal by rank."""

    to_date: Whole
    total: Whole
    known: NDArray[np.bool_]
    scale: int


def look_ahead(periods: ClosedPeriods, actual: NDArray[np.float64], target: NDArray[np.float64]) -> Outlook:
    """Return what *periods* say about each goal that stands at *actual* and is to reach *target*."""
    known, size = periods.known, 10.0**periods.scale
    count = known.sum(axis=0)
    to_date = np.where(known, periods.to_date, 0).sum(axis=0)
    total = np.where(known, periods.total, 0).sum(axis=0)
    tells = (count >= LEAST_PERIODS) & (total > 0) & (actual > 0)
    tells &= np.where(known, periods.to_date > 0, True).all(axis=0)
    probability = np.full(len(actual), np.nan)
    at = np.flatnonzero(tells)
    if len(at):
        probability[at] = reaching(
            periods.to_date[:, at].astype(np.float64) / size,
            periods.total[:, at].astype(np.float64) / size,
            known[:, at],
            actual[at],
            target[at],
        )
    return Outlook(periods=count.astype(np.int64), to_date=to_date, total=total, probability=probability)


def chain_ladder(
    to_date: NDArray[np.float64], total: NDArray[np.float64], known: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """
    Return factor and variance of the step from *to_date* to *total* for each goal, and the volume behind them.

    The arrays hold a row for each closed period and a column for each goal,
    *known* where there is one. Values to date are above zero, periods at least two.

    >>> to_date, total = np.array([[100.0], [200.0], [300.0]]), np.array([[210.0], [390.0], [600.0]])
    >>> [each.tolist() for each in chain_ladder(to_date, total, np.ones_like(total, dtype=bool))]
    [[2.0], [0.75], [600.0]]
    """
    to_date, total = np.where(known, to_date, 0.0), np.where(known, total, 0.0)
    volume = to_date.sum(axis=0)
    factor = total.sum(axis=0) / volume
    residual = total - factor * to_date
    residual[np.abs(residual) <= _NOTHING * np.abs(total)] = 0.0
    squares = (residual**2 / np.where(known, to_date, 1.0)).sum(axis=0)
    return factor, squares / (known.sum(axis=0) - 1), volume


def reaching(
    to_date: NDArray[np.float64],
    total: NDArray[np.float64],
    known: NDArray[np.bool_],
    actual: NDArray[np.float64],
    target: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return the chance that each goal ends at *target* or above; the arrays are those of `chain_ladder`."""
    factor, variance, volume = chain_ladder(to_date, total, known)
    error = np.sqrt(variance * (actual + actual**2 / volume))
    gap = target - factor * actual
    steps: NDArray[np.float64] = np.divide(gap, error, out=np.copysign(np.inf, gap), where=error > 0)
    # Without any variation the forecast itself decides; a gap of nothing is no gap.
    steps[(error == 0) & (gap <= _NOTHING * np.abs(target))] = -np.inf
    freedom = known.sum(axis=0) - 1
    chance: NDArray[np.float64] = np.empty_like(steps)
    for each in np.unique(freedom):
        rows = freedom == each
        chance[rows] = _student_above(steps[rows], int(each))
    return chance


def _student_above(steps: NDArray[np.float64], freedom: int) -> NDArray[np.float64]:
    """Return the chance of more than *steps* under Student's t (Abramowitz and Stegun, 26.7.3 and 26.7.4)."""
    angle = np.arctan(steps / np.sqrt(freedom))
    sine, cosine = np.sin(angle), np.cos(angle)
    odd = freedom % 2
    term = cosine if odd else np.ones_like(cosine)
    series = np.zeros_like(cosine)
    for power in range(odd, freedom - 1, 2):
        series += term
        term = term * cosine**2 * (power + 1) / (power + 2)
    inside = (angle + sine * series) * 2 / np.pi if odd else sine * series
    outside: NDArray[np.float64] = np.clip((1 - inside) / 2, 0.0, 1.0)
    return outside

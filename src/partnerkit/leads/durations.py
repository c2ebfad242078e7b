"""
How long does it take, where some cases are not over yet?

The mean of the finished ones flatters whoever leaves the slow ones open. Kaplan
and Meier (1958) count each case as long as it was seen: what is still open says
that it takes at least so long.
"""

from datetime import timedelta
from typing import final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from partnerkit.leads.whole_columns import WHOLE_COLUMN, is_whole_column, whole_column
from partnerkit.values.errors import InvalidValue, shown

__all__ = ["Survival", "incidence", "survival"]

#: Products of many parts are as near to a quantile as this without being it.
_ROUNDING = 1e-12


def __dir__() -> list[str]:
    return __all__


@final
@frozen(eq=False)
class Survival:
    """The part of cases that are still open after each time at which one ended; steps that hold until the next."""

    #: Seconds at which cases ended, rising.
    times: NDArray[np.int64]

    #: The part still open after each, from 1 downwards, and its standard error (Greenwood 1926).
    open: NDArray[np.float64]
    error: NDArray[np.float64]

    #: How many were under observation at each time, and how many ended then.
    watched: NDArray[np.int64]
    ended: NDArray[np.int64]

    def quantile(self, part: float) -> timedelta | None:
        """Return the first time by which *part* of the cases have ended; None while not so many have."""
        reached = np.flatnonzero(self.open <= 1 - part + _ROUNDING)
        return timedelta(seconds=int(self.times[reached[0]])) if len(reached) else None

    @property
    def median(self) -> timedelta | None:
        """The first time by which half of the cases have ended."""
        return self.quantile(0.5)


def survival(seconds: NDArray[np.int64], ended: NDArray[np.bool_]) -> Survival:
    """
    Return the curve of Kaplan and Meier for cases seen for so many *seconds*.

    *ended* tells which of them were over by then; the others were still open,
    or were lost from sight. One that ended at the same second as another was
    lost was seen to end first.

    Raises
    ------
    InvalidValue
        For seconds that are no whole numbers of 0 or more, and what does not tell of each case whether it ended.

    >>> curve = survival(np.array([60, 120, 120, 180]), np.array([True, True, False, True]))
    >>> curve.open.tolist(), curve.median
    ([0.75, 0.5, 0.0], datetime.timedelta(seconds=120))
    """
    seconds, ended = whole_column(seconds), np.asarray(ended)
    if not is_whole_column(seconds):
        raise InvalidValue(path="seconds", value=shown(seconds), remedy=WHOLE_COLUMN.remedy)
    if not ended.size:
        ended = ended.astype(np.bool_)
    if ended.dtype != np.bool_:
        raise InvalidValue(path="ended", value=shown(ended), remedy="use True or False for each case")
    if len(seconds) != len(ended):
        remedy = f"tell of each of {len(seconds)} cases whether it ended"
        raise InvalidValue(path="ended", value=f"{len(ended)} values", remedy=remedy)
    if len(seconds) and seconds.min() < 0:
        raise InvalidValue(path="seconds", value=shown(int(seconds.min())), remedy="use 0 or more")
    times, place = np.unique(seconds, return_inverse=True)
    all_at = np.bincount(place, minlength=len(times))
    ended_at = np.bincount(place[ended], minlength=len(times))
    watched = len(seconds) - np.cumsum(all_at) + all_at
    some = ended_at > 0
    times, watched, ended_at = times[some], watched[some], ended_at[some]
    left = np.cumprod(1 - ended_at / watched).astype(np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.cumsum(ended_at / (watched * (watched - ended_at)))
        error = np.where(left > 0, left * np.sqrt(terms), 0.0)
    return Survival(times.astype(np.int64), left, error, watched, ended_at)


def incidence(seconds: NDArray[np.int64], how: NDArray[np.int64], which: int) -> float | None:
    """
    Return the part of all cases that will have ended in the way *which*, as far as can be told from these.

    *how* tells how each ended: 0 is not yet, else a number of the way. Where
    cases can end in several ways, what is still open is shared out by those
    that were seen longer (Aalen and Johansen 1978). None without a case.

    >>> seconds, how = np.array([1, 2, 3, 4]), np.array([1, 0, 2, 1])
    >>> incidence(seconds, how, 1)
    0.625
    """
    if not len(seconds):
        return None
    curve = survival(seconds, how > 0)
    before = np.concatenate(([1.0], curve.open[:-1]))
    so = np.bincount(np.searchsorted(curve.times, seconds[how == which]), minlength=len(curve.times))
    return float((before * so / curve.watched).sum())

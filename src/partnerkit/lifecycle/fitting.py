"""
How well do many candidates fit, as arrays?

One row for each candidate, one column for each criterion: a degree from 0 to 1,
and whether the criterion is met. What is not known takes no part: it neither
helps nor harms, and how much is known is said beside the figure.
"""

from typing import Any, final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

__all__ = ["FAILS", "FITS", "OPEN", "Weighed", "weigh"]

Floats = NDArray[np.float64]

#: A must-have is not met; one is not known; all are met.
FAILS, OPEN, FITS = 0, 1, 2


def __dir__() -> list[str]:
    return __all__


@final
@frozen(eq=False)
class Weighed:
    """A number for each candidate; contributions have one column for each criterion, and add up to the fit."""

    #: From 0 to 1, over what is known; NaN where nothing is.
    fit: Floats
    contributions: Floats

    #: The part of the weight that is known.
    coverage: Floats

    #: `FAILS`, `OPEN` or `FITS`.
    verdict: NDArray[np.int8]


def weigh(degrees: Floats, met: NDArray[np.bool_], weights: Floats, must: NDArray[np.bool_]) -> Weighed:
    """
    Weigh the *degrees* of candidates (rows) in criteria (columns); NaN is not known.

    >>> one = weigh(np.array([[1.0, np.nan, 0.5]]), np.array([[True, False, True]]), np.array([2.0, 1, 1]), np.array([True, True, False]))
    >>> one.fit.round(4).tolist(), one.coverage.tolist(), one.verdict.tolist()
    ([0.8333], [0.75], [1])
    """
    is_known = ~np.isnan(degrees)
    used = is_known * weights
    known = used.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        contributions = np.where(is_known, degrees, 0.0) * used / known[:, None]
    fails = (is_known & ~met)[:, must].any(axis=1)
    is_open = ~is_known[:, must].all(axis=1)
    verdict: NDArray[Any] = np.where(fails, FAILS, np.where(is_open, OPEN, FITS)).astype(np.int8)
    return Weighed(contributions.sum(axis=1), contributions, known / weights.sum(), verdict)

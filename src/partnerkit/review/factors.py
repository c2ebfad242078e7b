"""
Which factor of a product moved it, and by how much?

Revenue is leads times conversion times price. Each factor gets its Shapley
value: what it changes on average over all orders in which the factors can
change. That leaves no rest, treats all factors alike, and stands zeros, where
logarithms fail. (J. W. Sun, "Changes in energy consumption and energy
intensity: a complete decomposition model", Energy Economics 20, 1998; A. F.
Shorrocks, "Decomposition procedures for distributional analysis: a unified
framework based on the Shapley value", Journal of Economic Inequality 11, 2013.)
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from partnerkit.scoring.groups import Floats

__all__ = ["MOST_FACTORS", "factors_of", "slopes"]

#: More factors than this explain nothing to anybody.
MOST_FACTORS = 8


def __dir__() -> list[str]:
    return __all__


def slopes(actual: Sequence[Floats], expected: Sequence[Floats]) -> list[Floats]:
    """
    Return for each factor what one unit more of it is worth: times its difference, that is its Shapley value.

    The Shapley value of a product is the integral of its slope along the line
    from *expected* to *actual* (G. Owen, "Multilinear extensions of games",
    Management Science 18, 1972). The slope is a polynomial along that line,
    which Gauss's quadrature integrates exactly with half as many points as there
    are factors.

    >>> leads, rate = np.array([8.0]), np.array([0.25])
    >>> [float(each[0]) for each in slopes([leads, rate], [np.array([10.0]), np.array([0.5])])]
    [0.375, 9.0]
    """
    count = len(actual)
    points, weights = np.polynomial.legendre.leggauss((count + 1) // 2)
    found = [np.zeros(len(actual[0])) for _ in actual]
    for point, weight in zip((points + 1) / 2, weights / 2, strict=True):
        between = [old + point * (new - old) for new, old in zip(actual, expected, strict=True)]
        # What stands before and after each factor, so that none has to be divided out again.
        before = np.full(len(actual[0]), weight)
        for place in range(count):
            after = before.copy()
            for other in between[place + 1 :]:
                after *= other
            found[place] += after
            before = before * between[place]
    return found


def factors_of(levels: Sequence[Floats]) -> list[Floats]:
    """
    Return the first level, and of each later one how much of it comes to one of the level before.

    Of nothing there is no ratio: NaN.

    >>> [each.tolist() for each in factors_of([np.array([10.0, 0.0]), np.array([5.0, 0.0])])]
    [[10.0, 0.0], [0.5, nan]]
    """
    found = [levels[0]]
    for above, level in pairwise(levels):
        ratio = np.full(len(level), np.nan)
        np.divide(level, above, out=ratio, where=above > 0)
        found.append(ratio)
    return found

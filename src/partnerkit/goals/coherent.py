"""
Which goals that add up are nearest to those that do not?

Nearest by least squares, each goal counting by how sure it is. The estimate is
that of Hyndman, Ahmed, Athanasopoulos and Shang (2011) for equal variances
(OLS), of Hyndman, Lee and Wang (2016) for other ones (WLS), and of
Wickramasuriya, Athanasopoulos and Hyndman (2019) for variances with
covariances (MinT). Where only variances count, a tree needs no matrix: one
sweep upwards joins what is known of each goal with what is known below it,
one sweep downwards hands out what is off; a million nodes are a few passes.

Everything is reckoned as a deviation from the sum of the leaves, which is
exact; so goals that add up already stay as they are, to the cent. Deviations
are statistics, in floating point; at the end they are rounded from the root
down, so that the answer adds up exactly.
"""

import numpy as np
from numpy.typing import NDArray

from partnerkit.goals.shape import Shape, Whole

__all__ = ["MOST_NODES", "deviations", "mint_deviations", "shrunk_covariance", "sums_of", "whole_tree"]

#: Matrices of more nodes than that are no longer a matter of seconds.
MOST_NODES = 2_000


def __dir__() -> list[str]:
    return __all__


def sums_of(shape: Shape, base: Whole) -> Whole:
    """Return what the leaves of *base* add up to, by rank."""
    return shape.add_up(np.where(shape.is_leaf, base, 0))


def deviations(
    shape: Shape, errors: NDArray[np.float64], variances: NDArray[np.float64]
) -> NDArray[np.float64]:
    """
    Return by how much the nearest goals that add up deviate from the sums of the leaves.

    Parameters
    ----------
    errors
        By rank, by how much each goal differs from the sum of its leaves; zero at leaves.
    variances
        By rank, above zero; infinite where a goal with children has no say.

    >>> from partnerkit.goals.shape import arrange
    >>> shape, _, _ = arrange(["r", "a", "b"], [None, "r", "r"])
    >>> deviations(shape, np.array([3.0, 0.0, 0.0]), np.ones(3)).tolist()
    [2.0, 1.0, 1.0]
    """
    spread = np.where(shape.is_leaf, variances, 0.0)
    below, means = np.zeros(len(shape)), np.zeros(len(shape))
    from_below = np.zeros(len(shape))
    for children, starts, parents in shape.families:
        from_below[parents] = np.add.reduceat(means[children], starts)
        below[parents] = np.add.reduceat(spread[children], starts)
        trust = below[parents] / (below[parents] + variances[parents])
        means[parents] = from_below[parents] + trust * (errors[parents] - from_below[parents])
        spread[parents] = (1.0 - trust) * below[parents]
    for children, starts, parents in reversed(shape.families):
        sizes = np.diff(starts, append=children.stop - children.start)
        off = (means[parents] - from_below[parents]) / below[parents]
        means[children] += spread[children] * np.repeat(off, sizes)
    return means


def shrunk_covariance(errors: NDArray[np.float64]) -> NDArray[np.float64]:
    """
    Return the covariance of past errors, shrunk towards its diagonal as far as the data ask for.

    *errors*: a row for each goal, a column for each past period, at least two. Errors count from zero, as a
    bias is an error, too. Intensity after Schäfer and Strimmer (2005), as Wickramasuriya et al. (2019) use it.

    >>> shrunk_covariance(np.array([[1.0, -1.0], [1.0, -1.0]])).tolist()
    [[1.0, 1.0], [1.0, 1.0]]
    """
    count = errors.shape[1]
    covariance = errors @ errors.T / count
    scale = np.sqrt(np.diag(covariance))
    unit = errors / np.where(scale > 0, scale, 1.0)[:, None]
    correlation = unit @ unit.T / count
    squares = unit**2
    noise = (squares @ squares.T - (unit @ unit.T) ** 2 / count) / (count * (count - 1))
    np.fill_diagonal(noise, 0.0)
    off_diagonal = correlation - np.diag(np.diag(correlation))
    strength = float((off_diagonal**2).sum())
    intensity = min(1.0, max(0.0, float(noise.sum()) / strength)) if strength > 0 else 1.0
    shrunk = (1.0 - intensity) * covariance
    np.fill_diagonal(shrunk, np.diag(covariance))
    found: NDArray[np.float64] = shrunk
    return found


def mint_deviations(
    shape: Shape, errors: NDArray[np.float64], covariance: NDArray[np.float64]
) -> NDArray[np.float64]:
    """
    Return the deviations of `deviations` for goals whose errors go together: minimum trace.

    As a projection onto what adds up: with C the rows "goal less its children", it is
    ``errors - W C' (C W C')^-1 C errors``.

    >>> from partnerkit.goals.shape import arrange
    >>> shape, _, _ = arrange(["r", "a", "b"], [None, "r", "r"])
    >>> mint_deviations(shape, np.array([3.0, 0.0, 0.0]), np.eye(3)).round(12).tolist()
    [2.0, 1.0, 1.0]
    """
    inner = np.flatnonzero(~shape.is_leaf)
    rows = np.full(len(shape), -1, dtype=np.int64)
    rows[inner] = np.arange(len(inner))
    constraints = np.zeros((len(inner), len(shape)))
    constraints[rows[inner], inner] = 1.0
    child = np.flatnonzero(shape.parents >= 0)
    constraints[rows[shape.parents[child]], child] = -1.0
    spread = covariance @ constraints.T
    lagrange = np.linalg.lstsq(constraints @ spread, constraints @ errors, rcond=None)[0]
    found: NDArray[np.float64] = errors - spread @ lagrange
    return found


def whole_tree(shape: Shape, sums: Whole, deviation: NDArray[np.float64]) -> Whole:
    """
    Return *sums* plus *deviation* in whole units that add up exactly: rounded at the roots, and from there down.

    Each family shares what its parent has; the largest fractions are rounded up, the earlier of equals first.

    >>> from partnerkit.goals.shape import arrange
    >>> shape, _, _ = arrange(["r", "a", "b", "c"], [None, "r", "r", "r"])
    >>> whole_tree(shape, np.array([9, 3, 3, 3]), np.array([1.1, 0.4, 0.4, 0.4])).tolist()
    [10, 4, 3, 3]
    """
    floors = np.floor(deviation)
    fractions = deviation - floors
    down = _as_whole(floors, sums)
    found = sums + down
    for root in range(shape.levels[1]):
        found[root] = sums[root] + round(float(deviation[root]))
    for children, starts, parents in reversed(shape.families):
        sizes = np.diff(starts, append=children.stop - children.start)
        family = np.repeat(np.arange(len(starts)), sizes)
        missing = found[parents] - np.add.reduceat(found[children], starts)
        # As a rule fewer than there are children; but errors of several levels may meet.
        each, more = missing // sizes, missing % sizes
        order = np.lexsort((-fractions[children], family))
        rank = np.empty(len(order), dtype=np.int64)
        rank[order] = np.arange(len(order)) - np.repeat(starts, sizes)
        found[children] += np.repeat(each, sizes) + (rank < np.repeat(more, sizes))
    return found


def _as_whole(numbers: NDArray[np.float64], like: Whole) -> Whole:
    if like.dtype == object or float(np.abs(numbers).sum()) >= 2.0**61:
        return np.array([int(each) for each in numbers.tolist()], dtype=object)
    return numbers.astype(np.int64)

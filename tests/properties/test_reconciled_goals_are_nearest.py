"""
Of all goals that add up the reconciled ones are nearest to what was proposed, in the metric of the method.

Each goal counts by how sure it is: all alike (OLS), by its variance (WLS), by the covariance of all (MinT). The answer
before it is rounded to whole units is held against numpy's least squares on the summing matrix, and against any other
goals that add up; the rounded one lies no further from it than its roundings.
"""

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from partnerkit.facts.goal import Goal
from partnerkit.goals import GoalTree, reconcile
from partnerkit.goals.coherent import deviations, mint_deviations, shrunk_covariance, sums_of
from partnerkit.goals.shape import arrange
from partnerkit.values.time import Period

BASES = st.integers(-(10**6), 10**6)
OF_TREES = ("ols", "wls", "structural", "mint")


@st.composite
def problems(draw, methods=OF_TREES):
    """Draw the parents of a tree, what is proposed for each goal, and how sure that is: a covariance matrix."""
    size = draw(st.integers(2, 14))
    parents = [None] + [draw(st.integers(0, at - 1)) for at in range(1, size)]
    base = draw(st.lists(BASES, min_size=size, max_size=size))
    method = draw(st.sampled_from(methods))
    more = {}
    if method == "wls":
        more["variances"] = draw(st.lists(st.floats(0.01, 100), min_size=size, max_size=size))
    if method == "mint":
        rng = np.random.default_rng(draw(st.integers(0, 2**32)))
        more["errors"] = rng.normal(0, 1, (size, draw(st.integers(2, 2 * size)))) + rng.normal(0, 1)
    return parents, base, method, more


def summing(parents):
    """Return the matrix from leaves to all goals, and which goals are leaves."""
    size = len(parents)
    leaves = [at for at in range(size) if at not in parents]
    matrix = np.zeros((size, len(leaves)))
    for column, leaf in enumerate(leaves):
        at = leaf
        while at is not None:
            matrix[at, column] = 1
            at = parents[at]
    return matrix


def covariance_of(parents, method, more):
    size = len(parents)
    if method == "mint":
        shrunk = shrunk_covariance(more["errors"])
        # A covariance with a direction of no variance at all has no metric.
        assume(np.linalg.cond(shrunk) < 1e7)
        return shrunk
    if method == "structural":
        return np.diag(summing(parents).sum(axis=1))
    return np.diag(more["variances"]) if method == "wls" else np.eye(size)


def far(vector, base, covariance):
    """Return the square of the distance between two vectors, in the metric of the covariance."""
    off = np.asarray(vector, dtype=np.float64) - base
    return float(off @ np.linalg.solve(covariance, off))


def by_least_squares(matrix, base, covariance):
    """Return the nearest goals that add up: least squares on the summing matrix, whitened by the covariance."""
    whiten = np.linalg.inv(np.linalg.cholesky(covariance))
    leaves = np.linalg.lstsq(whiten @ matrix, whiten @ base, rcond=None)[0]
    return matrix @ leaves


def unrounded(parents, base, covariance, *, with_matrix):
    """Return what the kernel finds, before it is rounded, in the order of *parents*."""
    names = [f"g{at:02}" for at in range(len(parents))]
    shape, places, _ = arrange(names, [None if at is None else names[at] for at in parents])
    units = np.array(base)[places]
    sums = sums_of(shape, units)
    off = (units - sums).astype(np.float64)
    ordered = covariance[np.ix_(places, places)]
    kernel = mint_deviations(shape, off, ordered) if with_matrix else deviations(shape, off, np.diag(ordered))
    found = np.empty(len(parents))
    found[places] = sums + kernel
    return found


def tree_of(parents, base):
    return GoalTree.of(
        Goal(
            id=f"g{at:02}",
            parent=None if above is None else f"g{above:02}",
            measure="m",
            period=Period.year(2026),
            target=target,
        )
        for at, (above, target) in enumerate(zip(parents, base, strict=True))
    )


def reconciled(parents, base, method, more):
    ids = [f"g{at:02}" for at in range(len(parents))]
    said = {name: dict(zip(ids, map(_plain, rows), strict=True)) for name, rows in more.items()}
    name = "wls" if method == "structural" else method
    found = reconcile(tree_of(parents, base), {}, method=name, **said).tree
    return [int(found[goal].target) for goal in ids]


def _plain(row):
    return row.tolist() if isinstance(row, np.ndarray) else row


@given(problems())
def test_the_answer_is_that_of_least_squares_on_the_summing_matrix(problem):
    parents, base, method, more = problem
    covariance = covariance_of(parents, method, more)
    exact = by_least_squares(summing(parents), np.array(base, dtype=np.float64), covariance)
    slack = 1e-6 * max(1.0, *map(abs, base)) * len(base)

    # What needs no matrix is found with one, too.
    for with_matrix in {method == "mint", True}:
        found = unrounded(parents, base, covariance, with_matrix=with_matrix)
        assert np.abs(found - exact).max() < slack
    # Rounded from the root down, each family shares what is missing: at most one unit a child and level.
    assert np.abs(reconciled(parents, base, method, more) - exact).max() <= len(base) + slack


@given(st.data(), problems())
def test_no_other_goals_that_add_up_are_nearer(data, problem):
    parents, base, method, more = problem
    covariance, matrix = covariance_of(parents, method, more), summing(parents)
    found = unrounded(parents, base, covariance, with_matrix=method == "mint")
    leaves = matrix.shape[1]
    step = np.array(data.draw(st.lists(st.integers(-1000, 1000), min_size=leaves, max_size=leaves)))
    least = far(found, base, covariance)

    for part in (0.001, 1.0, -1.0):
        assert least <= far(found + part * (matrix @ step), base, covariance) * (1 + 1e-9) + 1e-6


@given(problems())
def test_what_adds_up_is_its_own_nearest(problem):
    parents, base, method, more = problem
    once = reconciled(parents, base, method, more)

    assert reconciled(parents, once, method, more) == once

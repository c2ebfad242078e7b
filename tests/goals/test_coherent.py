"""The nearest goals that add up: sweeps through the tree against the formula with matrices."""

import numpy as np
import pytest

from partnerkit.goals.coherent import deviations, mint_deviations, shrunk_covariance, sums_of, whole_tree
from partnerkit.goals.shape import arrange

#: The tree of Hyndman and Athanasopoulos, Forecasting: principles and practice (3rd ed.), figure 11.1.
TEXTBOOK = {"T": None, "A": "T", "B": "T", "AA": "A", "AB": "A", "AC": "A", "BA": "B", "BB": "B"}


def shape_of(above):
    shape, places, faults = arrange(list(above), list(above.values()))
    assert not faults
    names = list(above)
    return shape, [names[at] for at in places.tolist()]


def summing(shape):
    """Return the summing matrix: a row for each goal, a column for each leaf."""
    leaves = np.flatnonzero(shape.is_leaf)
    matrix = np.zeros((len(shape), len(leaves)))
    for column, leaf in enumerate(leaves.tolist()):
        at = leaf
        while at >= 0:
            matrix[at, column] = 1
            at = int(shape.parents[at])
    return matrix


def textbook(shape, base, covariance):
    """Return S (S' W^-1 S)^-1 S' W^-1 y, as Hyndman et al. (2011) and Wickramasuriya et al. (2019) have it."""
    summed = summing(shape)
    inverse = np.linalg.inv(covariance)
    return summed @ np.linalg.solve(summed.T @ inverse @ summed, summed.T @ inverse @ base)


def random_tree(rng, size):
    return {f"g{at:03}": None if at == 0 else f"g{rng.integers(at // 4, at):03}" for at in range(size)}


@pytest.mark.parametrize("size", [1, 2, 8, 60, 150])
@pytest.mark.parametrize("equal", [True, False])
def test_sweeps_give_what_the_formula_gives(size, equal):
    rng = np.random.default_rng(size)
    shape, _ = shape_of(TEXTBOOK if size == 8 else random_tree(rng, size))
    base = rng.normal(1000, 300, len(shape))
    variances = np.ones(len(shape)) if equal else rng.uniform(0.1, 50, len(shape))
    sums = sums_of(shape, base)

    found = sums + deviations(shape, base - sums, variances)

    assert np.allclose(found, textbook(shape, base, np.diag(variances)), rtol=1e-9)


def test_equal_variances_of_two_children_take_a_third_each():
    """The matrix of the smallest hierarchy, total = a + b: (2 1 1; 1 2 -1; 1 -1 2) / 3."""
    shape, _ = shape_of({"T": None, "a": "T", "b": "T"})
    matrix = np.array([[2, 1, 1], [1, 2, -1], [1, -1, 2]]) / 3

    for base in np.eye(3):
        sums = sums_of(shape, base)
        assert np.allclose(sums + deviations(shape, base - sums, np.ones(3)), matrix @ base)


def test_an_infinite_variance_has_no_say_and_a_small_one_nearly_all():
    shape, ids = shape_of(TEXTBOOK)
    errors = np.array([100.0, 0, 0, 0, 0, 0, 0, 0])

    assert not deviations(shape, errors, np.where(shape.is_leaf, 1.0, np.inf)).any()
    certain = np.ones(8)
    certain[ids.index("T")] = 1e-12
    assert deviations(shape, errors, certain)[0] == pytest.approx(100)


@pytest.mark.parametrize("size", [8, 40])
def test_minimum_trace_gives_what_the_formula_gives(size):
    rng = np.random.default_rng(size)
    shape, _ = shape_of(TEXTBOOK if size == 8 else random_tree(rng, size))
    mixing = rng.normal(size=(size, size)) + 3 * np.eye(size)
    covariance = mixing @ mixing.T
    base = rng.normal(1000, 300, size)
    sums = sums_of(shape, base)

    found = sums + mint_deviations(shape, base - sums, covariance)

    assert np.allclose(found, textbook(shape, base, covariance), rtol=1e-7)


def test_shrinkage_is_that_of_schaefer_and_strimmer():
    """Written out goal by goal, as in the appendix of Schäfer and Strimmer (2005)."""
    rng = np.random.default_rng(3)
    errors = rng.normal(size=(4, 12)) * np.array([[1], [5], [2], [9]])
    errors[1] += errors[0] * 4
    count = errors.shape[1]
    unit = errors / np.sqrt((errors**2).mean(axis=1, keepdims=True))
    noise = strength = 0.0
    for one in range(4):
        for other in range(4):
            if one != other:
                products = unit[one] * unit[other]
                noise += (
                    count
                    / (count - 1) ** 3
                    * ((products - products.mean()) ** 2).sum()
                    * ((count - 1) / count) ** 2
                )
                strength += products.mean() ** 2
    intensity = min(1.0, noise / strength)
    covariance = errors @ errors.T / count
    expected = (1 - intensity) * covariance + intensity * np.diag(np.diag(covariance))

    assert 0 < intensity < 1
    assert np.allclose(shrunk_covariance(errors), expected)
    assert np.allclose(shrunk_covariance(np.zeros((2, 3))), 0)


def test_whole_numbers_add_up_whatever_the_fractions():
    rng = np.random.default_rng(5)
    shape, _ = shape_of(random_tree(rng, 120))
    base = rng.integers(-1000, 1000, len(shape))
    sums = sums_of(shape, base)
    deviation = deviations(shape, rng.normal(0, 50, len(shape)) * ~shape.is_leaf, np.ones(len(shape)))

    for numbers in (sums, sums.astype(object) * 10**20):
        found = whole_tree(shape, numbers, deviation)

        assert (sums_of(shape, found) == found).all()
        assert abs((found - numbers).astype(float) - deviation).max() < 3


def test_a_chain_of_single_children_is_one_number():
    shape, _ = shape_of({"a": None, "b": "a", "c": "b"})

    assert whole_tree(shape, np.array([1, 1, 1]), np.array([0.6, 0.4, 1.4])).tolist() == [2, 2, 2]


def test_a_hundred_thousand_leaves_are_a_few_passes():
    rng = np.random.default_rng(7)
    above = (
        {"r": None}
        | {f"m{at}": "r" for at in range(100)}
        | {f"x{at}": f"m{at % 100}" for at in range(100_000)}
    )
    shape, _ = shape_of(above)
    base = rng.integers(0, 10**6, len(shape))
    sums = sums_of(shape, base)

    found = whole_tree(shape, sums, deviations(shape, (base - sums).astype(float), np.ones(len(shape))))

    assert (sums_of(shape, found) == found).all()

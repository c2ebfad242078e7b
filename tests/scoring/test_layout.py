"""Columns that lie side by side in rows are read once."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from partnerkit.scoring.groups import STRIPE
from partnerkit.scoring.layout import is_within, matrix_of, within

NUMBERS = np.random.default_rng(1).normal(size=(20_000, 6))


def test_columns_of_one_matrix_are_found_at_their_places():
    found = matrix_of([NUMBERS[:, place] for place in (4, 0, 2)])

    assert found.rows is NUMBERS
    assert found.places == (4, 0, 2)


def test_rows_are_picked_for_all_columns_at_once():
    rows = np.random.default_rng(2).permutation(len(NUMBERS))
    found = matrix_of([NUMBERS[:, 1], NUMBERS[:, 5]]).gather(rows)

    assert_array_equal(found[0], NUMBERS[rows, 1])
    assert_array_equal(found[1], NUMBERS[rows, 5])


def test_a_column_from_elsewhere_is_told_apart():
    found = matrix_of([NUMBERS[:, 0], np.arange(20_000.0), NUMBERS[:, 1]])

    assert found.places == (0, -1, 1)
    assert set(found.gather(np.array([3, 1]))) == {0, 2}


@pytest.mark.parametrize(
    "columns",
    [
        [np.arange(3.0), np.arange(3.0)],
        list(np.asfortranarray(NUMBERS).T),
        [NUMBERS[::-1, 0], NUMBERS[::-1, 1]],
        [NUMBERS[:100, 0], NUMBERS[:100, 1]],
        [NUMBERS.astype(int)[:, 0]],
        [NUMBERS[:, 0]],
        [NUMBERS[:, 0], *[np.arange(20_000.0)] * 3],
        [],
    ],
    ids=["own", "columns", "reversed", "part", "whole numbers", "one of six", "few", "none"],
)
def test_where_it_does_not_pay_columns_are_read_one_by_one(columns):
    assert matrix_of(columns) is None


def test_what_is_absurd_in_a_matrix_is_looked_for_in_two_passes():
    odd = NUMBERS.copy()
    odd[7, 3] = np.inf
    sane = {"a": NUMBERS[:, 0], "b": NUMBERS[:, 1]}

    assert within(sane, 1e100) == {"a", "b"}
    assert within({**sane, "c": odd[:, 0], "d": odd[:, 1]}, 1e100) == {"a", "b"}
    assert within({"a": np.arange(3.0), "n": np.array(["x"])}, 1e100) == frozenset()


@pytest.mark.parametrize("wrong", [np.inf, -np.inf, 1e101])
@pytest.mark.parametrize("place", [0, STRIPE - 1, STRIPE, STRIPE + 1])
def test_an_absurd_number_is_found_wherever_it_stands(wrong, place):
    numbers = np.full(STRIPE + 2, np.nan)
    assert is_within(numbers, 1e100)
    numbers[place] = wrong

    assert not is_within(numbers, 1e100)

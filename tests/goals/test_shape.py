"""A tree as arrays: ranked breadth first, added up level by level, without recursion."""

import inspect
import sys
from itertools import pairwise

import numpy as np
import pytest

from partnerkit.goals.shape import LEVELS, Shape, arrange, fitted
from partnerkit.values.errors import BrokenTree, InvalidValue

#: r over a and b; a over c and d.
IDS = ["d", "b", "r", "a", "c"]
PARENTS = ["a", "r", None, "r", "a"]


def test_ranks_go_level_by_level_and_siblings_by_id():
    shape, places, faults = arrange(IDS, PARENTS)

    assert [IDS[place] for place in places] == ["r", "a", "b", "c", "d"]
    assert shape.parents.tolist() == [-1, 0, 0, 1, 1]
    assert shape.levels == (0, 1, 3, 5)
    assert [list(shape.children(node)) for node in range(5)] == [[1, 2], [3, 4], [], [], []]
    assert shape.leaf_counts.tolist() == [3, 2, 1, 1, 1]
    assert shape.reading_order.tolist() == [0, 1, 3, 4, 2]
    assert faults == []


def test_a_subtree_is_one_slice_of_each_level():
    shape, _, _ = arrange(IDS, PARENTS)

    assert shape.subtree(1) == (slice(1, 2), slice(3, 5))
    assert shape.subtree(2) == (slice(2, 3),)


def test_own_values_are_added_to_all_above():
    shape, _, _ = arrange(IDS, PARENTS)

    assert shape.add_up(np.array([1, 10, 100, 1000, 10000])).tolist() == [11111, 11010, 100, 1000, 10000]
    big = np.array([0, 0, 1, 10**30, 1], dtype=object)
    assert shape.add_up(big).tolist()[:2] == [10**30 + 2, 10**30 + 1]


def test_what_is_unknown_is_filled_from_below_where_all_of_it_is_known():
    shape, _, _ = arrange(IDS, PARENTS)
    own, known = np.array([0, 0, 5, 1, 2]), np.array([False, False, True, True, True])
    shape.fill_up(own, known)
    assert own.tolist() == [8, 3, 5, 1, 2]

    own, known = np.array([0, 0, 5, 1, 0]), np.array([False, False, True, True, False])
    shape.fill_up(own, known)
    assert known.tolist() == [False, False, True, True, False]


@pytest.mark.parametrize("levels", [1, 2, LEVELS])
def test_chains_of_every_allowed_length_are_added_up(levels):
    ids = [f"g{level:02}" for level in range(levels)]
    shape, _, faults = arrange(ids, [None, *ids[:-1]])

    assert faults == []
    assert len(list(pairwise(shape.levels))) == levels
    assert shape.add_up(np.ones(levels, dtype=np.int64))[0] == levels


def test_every_cycle_is_named_once_and_what_hangs_below_it_is_not():
    ids = ["r", "a", "b", "hangs", "x", "y", "z"]

    _, _, faults = arrange(ids, [None, "b", "a", "b", "y", "z", "x"])

    assert [(fault.fault, fault.nodes) for fault in faults] == [
        ("cycle", ("a", "b")),
        ("cycle", ("x", "y", "z")),
    ]


def test_a_hundred_thousand_goals_are_arranged_and_added_up_without_recursion():
    size = 100_000
    ids = [f"{number:06}" for number in range(size)]
    parents = [None, *(ids[(number - 1) // 10] for number in range(1, size))]

    shape, _, faults = arrange(ids, parents)

    assert faults == []
    assert shape.add_up(np.ones(size, dtype=np.int64))[0] == size
    assert np.sort(shape.reading_order).tolist() == list(range(size))


def test_a_tree_of_numbers_has_ranks_level_by_level():
    shape, ranks = Shape.of(np.array([2, 2, -1, 0, -1]))

    assert shape.levels == (0, 2, 4, 5)
    assert ranks.tolist() == [2, 3, 0, 4, 1]
    assert shape.parents[ranks].tolist() == [0, 0, -1, 2, -1]


@pytest.mark.parametrize("parents", [[0.0], [1], [-2], [[-1]], ["a"]], ids=repr)
def test_positions_that_are_none_are_refused(parents):
    with pytest.raises(InvalidValue, match=r"^parents: .* position of each node's parent"):
        Shape.of(np.array(parents))


def test_cycles_and_depth_are_refused_in_numbers_too():
    with pytest.raises(BrokenTree) as caught:
        Shape.of(np.array([-1, 2, 1, 2]))
    assert (caught.value.fault, caught.value.nodes) == ("cycle", ("1", "2"))
    with pytest.raises(BrokenTree) as caught:
        Shape.of(np.arange(-1, LEVELS))
    assert caught.value.fault == "depth"


@pytest.mark.parametrize("at", [[0, 2, 2, 3, 4], [4, 3, 2, 2, 0]])
def test_totals_take_rows_in_any_order_and_never_wrap_around(at):
    shape, _, _ = arrange(IDS, PARENTS)
    order = np.argsort(at)[:: 1 if at[0] == 0 else -1]
    columns = [np.array([1, 2, 4, 8, 16])[order], np.full(5, 2**62), np.full(5, -(2**63))]

    small, large, least = shape.totals(columns, np.array(at)[order])

    assert small.sum() == shape.totals([columns[0]], np.array(at)[order])[0].sum()
    assert large[0] == 5 * 2**62
    assert least[0] == -5 * 2**63


def test_no_rows_are_nothing_everywhere():
    shape, _, _ = arrange(IDS, PARENTS)

    (total,) = shape.totals([np.zeros(0, dtype=np.int64)], np.zeros(0, dtype=np.int64))

    assert total.tolist() == [0] * 5


def test_numbers_whose_sum_might_not_fit_become_whole_numbers_of_any_size():
    assert fitted(np.array([1, -5])).dtype == np.int64
    assert fitted(np.array([2**60, 0, 0, 0, 0])).dtype == np.int64
    assert fitted(np.array([2**61, 2**61])).dtype == object
    assert fitted(np.array([-(2**63), -1])).dtype == object
    assert fitted(np.zeros(0, dtype=np.int64)).dtype == np.int64


def test_a_million_nodes_at_any_depth_are_added_up_without_recursion():
    """A comb: 32 levels deep, and a million nodes; only the recursion limit of a single call is left."""
    size = 1_000_000
    parents = np.arange(-1, size - 1)
    parents[LEVELS:] = np.arange(size - LEVELS) % (LEVELS - 1)
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack()) + 60)
    try:
        shape, ranks = Shape.of(parents)
        (total,) = shape.totals([np.ones(size, dtype=np.int64)], ranks)
    finally:
        sys.setrecursionlimit(limit)

    assert total[ranks[0]] == size
    assert total[ranks[LEVELS - 1]] == 1

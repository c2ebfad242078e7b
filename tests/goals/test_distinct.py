"""Different ids are counted at every level, each once."""

import numpy as np

from partnerkit.goals.distinct import count_distinct, is_set
from partnerkit.goals.shape import Shape


def test_an_id_in_two_branches_is_one_at_the_root():
    shape, ranks = Shape.of(np.array([-1, 0, 0, 1, 1]))

    counts = count_distinct(shape, [{"a", "b"}, {"b", "c"}, {"a"}], ranks[[3, 4, 2]])

    assert counts[ranks].tolist() == [3, 3, 1, 2, 2]


def test_leaves_of_different_depth_and_a_leaf_told_twice():
    shape, ranks = Shape.of(np.array([-1, 0, 1, -1]))

    counts = count_distinct(shape, [{"a"}, {"b", "a"}, set(), {"z"}], ranks[[2, 2, 2, 3]])

    assert counts[ranks].tolist() == [2, 2, 2, 1]


def test_nothing_is_none():
    shape, ranks = Shape.of(np.array([-1, 0]))

    assert count_distinct(shape, [], ranks[:0]).tolist() == [0, 0]
    assert count_distinct(shape, [set()], ranks[1:]).tolist() == [0, 0]


def test_sets_of_text_are_sets_and_numbers_are_none():
    assert is_set({"a"})
    assert is_set(frozenset())
    assert is_set({"a": 1}.keys())
    assert not is_set({1, 2})
    assert not is_set(["a"])
    assert not is_set(3)


def test_what_a_node_has_of_its_own_and_below_it_counts_once():
    shape, ranks = Shape.of(np.array([-1, 0, 1]))

    assert count_distinct(shape, [{"a"}, {"a", "b"}], ranks[[1, 2]])[ranks].tolist() == [2, 2, 2]

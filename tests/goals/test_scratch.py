"""What is written to memory that was there before: each column its own, block after block in the same place."""

import numpy as np

from partnerkit.goals.scratch import Scratch


def test_columns_of_one_block_do_not_touch_and_the_next_block_begins_anew():
    scratch, like = Scratch(6, 2), np.zeros((2, 3))
    first, second = scratch.like(like), scratch.like(like)

    assert not np.shares_memory(first, second)
    assert scratch.like(like) is None
    scratch.restart()
    assert np.shares_memory(scratch.like(like), first)


def test_kind_and_shape_are_those_asked_for():
    scratch = Scratch(6)

    assert scratch.like(np.zeros((2, 3), dtype=np.int64)).dtype == np.int64
    assert scratch.like(np.zeros((3, 1)), np.zeros((3, 1), dtype=np.int64)).shape == (3, 1)
    assert scratch.for_all([np.zeros(4), np.zeros(2)]).shape == (6,)


def test_what_does_not_fit_is_made_anew():
    scratch = Scratch(6)

    assert scratch.like(np.zeros(7)) is None
    assert scratch.like(np.array([10**30], dtype=object)) is None
    assert scratch.like(np.array([True])) is None

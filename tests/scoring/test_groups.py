"""Sums by group, and back to the rows."""

import numpy as np
from numpy.testing import assert_array_equal

from partnerkit.scoring.groups import Groups

NAN = np.nan


class TestGroups:
    def test_add_up_and_spread_out_by_group(self):
        groups = Groups.of(np.array([2, 3]))

        assert_array_equal(groups.total(np.arange(5.0)), [1, 9])
        assert_array_equal(groups.each(np.array([1.0, 2.0])), [1, 1, 2, 2, 2])

    def test_count_what_is_known_in_each(self):
        assert_array_equal(Groups.of(np.array([2, 3, 1])).known(np.array([1, 2, 3, 4])), [1, 0, 1])

    def test_of_no_rows_are_none(self):
        groups = Groups.of(np.zeros(0, dtype=int))

        assert len(groups) == 0
        assert len(groups.total(np.zeros(0))) == 0

"""Is this a flat row of whole numbers, as bulk results are worked out from?"""

import numpy as np
import pytest

from partnerkit.leads.whole_columns import WHOLE_COLUMN, whole_column


@pytest.mark.parametrize("kind", ["i1", "u1", "i8", "u8"])
def test_whole_numbers_of_any_kind_become_a_column_of_its_own(kind):
    given = np.array([1, 2], dtype=kind)
    column = whole_column(given)
    given[0] = 9

    assert (column.dtype, column.tolist()) == (np.int64, [1, 2])
    assert WHOLE_COLUMN.accepts(column)
    with pytest.raises(ValueError, match="read-only"):
        column[0] = 9


def test_an_empty_row_is_one_of_whole_numbers():
    assert WHOLE_COLUMN.accepts(whole_column([]))
    assert whole_column(None) is None


@pytest.mark.parametrize(
    "value",
    [
        [0.5],
        [True],
        ["1"],
        [[1], [2]],
        [[1], [2, 3]],
        [[]],
        3,
        [2**63],
        np.array([2**63], dtype=np.uint64),
        np.array(["2026-03-02"], "M8[D]"),
    ],
)
def test_what_is_none_stays_as_it_is_and_is_refused(value):
    assert whole_column(value) is value
    assert not WHOLE_COLUMN.accepts(value)

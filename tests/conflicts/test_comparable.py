"""The kernel that compares with the reference: what it refuses, and its corners."""

import numpy as np
import pytest

from partnerkit.conflicts.comparable import WHOLLY, compare
from partnerkit.values.errors import InvalidValue, Overflowed


def whole(*values, kind=np.int64):
    return np.array(values, dtype=kind)


def off(group, price, **more):
    return compare(whole(*group), whole(*price), **more).off.tolist()


def test_nothing_is_compared_with_nothing():
    found = compare(whole(), whole())

    assert (found.off.tolist(), found.reference.tolist()) == ([], [])


def test_the_reference_is_the_lower_median():
    assert compare(whole(0, 0, 2), whole(82, 76, 5)).reference.tolist() == [76, -1, 5]


def test_tolerance_is_not_handed_on_from_pair_to_pair():
    """Each neighbor is within 5 %, the ends are not: only they are off."""
    assert off([0] * 5, [100, 104, 108, 112, 116], tolerance=(5, 100)) == [0, 4]


def test_exactly_the_tolerance_is_within():
    assert off([0] * 4, [1000, 1000, 1010, 1011]) == [3]


def test_weights_move_the_reference():
    assert off([0] * 3, [100, 100, 120], weight=whole(1, 1, 9)) == [0, 1]


def test_without_any_weight_all_weigh_the_same():
    assert off([0] * 3, [100, 100, 120], weight=whole(0, 0, 0)) == [2]


def test_who_is_excused_is_neither_reference_nor_off():
    assert off([0] * 3, [100, 100, 120], explained=whole(WHOLLY, WHOLLY, 0)) == []
    assert off([0] * 3, [100, 120, 120], explained=whole(WHOLLY, 0, 0)) == []


def test_a_reason_in_part_explains_that_part():
    assert off([0] * 3, [100, 100, 120], explained=whole(0, 0, 19)) == []
    assert off([0] * 3, [100, 100, 120], explained=whole(0, 0, 18)) == [2]


def test_where_all_have_reasons_in_part_that_of_the_reference_counts_too():
    assert off([0, 0], [100, 120], explained=whole(10, 9)) == []
    assert off([0, 0], [100, 120], explained=whole(10, 8)) == [1]


@pytest.mark.parametrize(
    ("path", "change"),
    [
        ("price", {"price": whole(-1)}),
        ("price", {"price": whole(1, 2)}),
        ("group", {"group": whole(-1)}),
        ("explained", {"explained": whole(-2)}),
        ("weight", {"weight": whole(-1)}),
        ("tolerance", {"tolerance": (1, 0)}),
        ("tolerance", {"tolerance": (-1, 2)}),
    ],
)
def test_what_cannot_be_compared_is_refused(path, change):
    with pytest.raises(InvalidValue) as caught:
        compare(**({"group": whole(0), "price": whole(5)} | change))
    assert caught.value.path == path


def test_what_would_wrap_around_is_refused():
    with pytest.raises(Overflowed):
        compare(whole(0), whole(2**62))
    with pytest.raises(Overflowed):
        compare(whole(0), whole(2**61))
    assert compare(whole(0), whole(2**61 - 1)).off.tolist() == []
    with pytest.raises(Overflowed):
        compare(whole(0), whole(5), weight=whole(2**61))
    with pytest.raises(Overflowed):
        compare(whole(0, 0, 0, 0), whole(5, 5, 5, 5), weight=whole(2**59, 0, 0, 0))


def test_large_spans_of_prices_and_groups_are_compared_all_the_same():
    assert off([0, 0, 0, 2**20, 2**20], [1, 1, 2**50, 7, 7]) == [2]

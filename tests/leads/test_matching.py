"""Can every lead of a batch be placed, and whom must be kept free for that?"""

import numpy as np
import pytest

from partnerkit.leads.matching import Plan

TABLE = np.array([[True, True, False], [True, False, False], [False, True, True]], dtype=np.bool_)


def test_planning_moves_what_can_go_elsewhere():
    plan = Plan(TABLE, [1, 1, 1])

    assert [plan.reserve(signature) for signature in (0, 1, 2)] == [True, True, True]
    assert plan.placed() == (1, 1, 1)


def test_what_no_arrangement_can_place_is_refused_for_good():
    plan = Plan(TABLE, [1, 0, 5])

    assert [plan.reserve(signature) for signature in (1, 0, 1, 2, 0)] == [True, False, False, True, False]
    assert plan.placed() == (0, 1, 1)


def test_only_those_who_leave_the_rest_possible_may_take_a_lead():
    plan = Plan(TABLE, [1, 1, 1])
    for signature in (0, 1, 2):
        plan.reserve(signature)

    assert plan.mask(0).tolist() == [False, True, False]
    plan.assign(0, 1)
    assert plan.mask(2).tolist() == [False, False, True]
    plan.assign(2, 2)
    assert plan.mask(1).tolist() == [True, False, False]


def test_who_has_no_room_is_given_no_lead():
    plan = Plan(TABLE, [1, 0, 1])
    plan.reserve(1)
    plan.mask(1)

    with pytest.raises(AssertionError, match="outside the mask"):
        plan.assign(1, 1)


def test_with_room_enough_everybody_may_take_it():
    plan = Plan(TABLE, [2, 2, 2])
    for signature in (0, 1, 2):
        plan.reserve(signature)

    assert plan.mask(0).tolist() == [True, True, False]


def test_a_path_may_run_over_many_partners():
    size = 40
    table = np.eye(size, dtype=np.bool_) | np.eye(size, k=1, dtype=np.bool_)
    plan = Plan(table, [1] * size)
    for signature in reversed(range(size)):
        assert plan.reserve(signature)
    assert not plan.reserve(0)


def test_many_leads_of_a_signature_are_planned_at_once():
    plan = Plan(TABLE, [400, 300, 200])

    assert [plan.reserve(signature, 350) for signature in (2, 0, 1)] == [350, 350, 200]
    assert plan.placed() == (350, 200, 350)


def test_the_first_of_the_order_keep_their_places():
    plan = Plan(TABLE, [1, 1, 0])
    missing = [count - plan.reserve(signature, count) for signature, count in enumerate((2, 1, 1))]
    assert missing == [0, 1, 1]

    plan.trim([2, 1, 0, 0], missing)

    assert plan.placed() == (0, 1, 1)


def test_who_is_left_out_has_nobody():
    plan = Plan(TABLE, [1, 1, 0])
    plan.reserve(1)
    plan.reserve(2)

    assert not plan.mask(0).any()
    assert plan.mask(0) is plan.mask(0)

"""To whom does each lead go, on plain numbers?"""

from decimal import Decimal

import numpy as np
import pytest
from attrs import evolve

from partnerkit.leads.kernel import SMALL, distribute
from partnerkit.leads.work import NOBODY, UNLIMITED, Work, tie_key
from partnerkit.values.errors import PolicyFailed


def work(values, weights, table=None, **more):
    table = np.ones((1, len(weights)), dtype=np.bool_) if table is None else np.array(table, dtype=np.bool_)
    given = {
        "lead_ids": [f"L-{place}" for place in range(len(values))],
        "values": values,
        "signatures": np.zeros(len(values), dtype=np.int32),
        "table": table,
        "weights": weights,
        "partner_keys": [tie_key(f"P-{place}") for place in range(len(weights))],
        "balances": [0] * len(weights),
        "room": [UNLIMITED] * len(weights),
        "precision": 20,
        "order": list(range(len(values))),
    }
    return Work(**{**given, **more})


@pytest.mark.parametrize("plain", [True, False])
def test_the_one_who_is_owed_most_gets_the_lead(plain):
    trace = distribute(work([10, 10], [1, 1], balances=[-5 << 20, 5 << 20]), plain=plain)

    assert trace.winners.tolist() == [1, 0] or trace.balances == (0, 0)
    assert trace.winners[0] == 1
    assert trace.accrued == (5 << 20, 5 << 20)


@pytest.mark.parametrize("plain", [True, False])
def test_a_lead_without_candidates_changes_no_balance(plain):
    trace = distribute(work([10], [1, 1], [[False, False]]), plain=plain)

    assert trace.winners.tolist() == [NOBODY]
    assert trace.balances == (0, 0)


@pytest.mark.parametrize("plain", [True, False])
def test_one_who_is_full_earns_nothing_more(plain):
    trace = distribute(work([1] * 4, [1, 1], room=[1, UNLIMITED]), plain=plain)

    assert trace.winners.tolist().count(0) == 1
    assert sum(trace.balances) == 0
    assert max(map(abs, trace.balances)) <= 1 << 19


@pytest.mark.parametrize("plain", [True, False])
def test_a_bonus_decides_but_is_not_booked(plain):
    favored = work(
        [10], [1, 1], bonus=lambda _, index: np.where(index == 1, 1 << 30, 0), largest_bonus=1 << 30
    )
    trace = distribute(favored, plain=plain)

    assert trace.winners.tolist() == [1]
    assert trace.balances == (5 << 20, -5 << 20)
    assert trace.widest_bonus == 1 << 30


def test_numbers_too_large_for_arrays_are_counted_exactly_all_the_same():
    huge = work([2**60, 2**60 + 1, 3], [3, 7, 1])
    trace = distribute(huge)

    assert not huge.is_exact_in_arrays()
    assert sum(trace.balances) == 0
    assert max(map(abs, trace.balances)) > 2**62
    assert trace.turn(2).before == list(distribute(evolve(huge, order=[0, 1])).balances)


def test_progress_is_told_now_and_then_and_at_the_end():
    told = []
    distribute(work([1] * 600, [1, 1]), progress=lambda done, of: told.append((done, of)))

    assert told == [(0, 600), (256, 600), (512, 600), (600, 600)]


def test_the_way_to_count_follows_the_number_of_candidates():
    few, many = work([1], [1] * SMALL), work([1], [1] * (SMALL + 1))

    assert distribute(few).winners.tolist() == distribute(few, plain=False).winners.tolist()
    assert distribute(many).winners.tolist() == distribute(many, plain=True).winners.tolist()


LOAD = {"basis": "load", "score": lambda standing: -standing.level, "strides": [1, 1]}


@pytest.mark.parametrize("plain", [True, False])
@pytest.mark.parametrize("policy", [{}, LOAD], ids=["owed", "load"])
class TestBoundLeads:
    def test_the_candidates_accrue_and_the_one_named_is_charged(self, plain, policy):
        trace = distribute(work([10, 10], [1, 1], forced={0: 1, 1: 1}, **policy), plain=plain)

        assert trace.winners.tolist() == [1, 1]
        assert trace.balances == (10 << 20, -10 << 20)
        assert trace.accrued == (5 << 20, 5 << 20)
        assert trace.corrected == 10 << 20

    def test_one_who_could_not_have_taken_it_accrues_nothing(self, plain, policy):
        trace = distribute(work([10], [1, 1], [[True, False]], forced={0: 1}, **policy), plain=plain)

        assert trace.balances == (10 << 20, -10 << 20)
        assert trace.accrued == (0,)
        assert trace.corrected == 10 << 20

    def test_where_nobody_else_could_have_taken_it_nothing_is_owed(self, plain, policy):
        trace = distribute(work([10], [1, 1], [[False, False]], forced={0: 1}, **policy), plain=plain)

        assert trace.balances == (0, 0)
        assert trace.corrected == 0

    def test_one_that_is_apart_uses_room_and_leaves_the_ledger_alone(self, plain, policy):
        apart = work([10, 10], [1, 1], forced={0: 1}, apart=frozenset({0}), room=[UNLIMITED, 1], **policy)
        trace = distribute(apart, plain=plain)

        assert trace.winners.tolist() == [1, 0]
        assert trace.balances == (0, 0)
        assert trace.corrected == 0
        assert trace.turn(1).index.tolist() == [0]
        assert trace.turn(1).room == [UNLIMITED - 0, 0]
        assert trace.turn(1).standing.level.tolist() == [0]


@pytest.mark.parametrize(
    "score",
    [
        lambda _: 1 / 0,
        lambda _: None,
        lambda standing: standing.level[:1],
        lambda standing: standing.level * float("nan"),
        lambda standing: standing.level - float("inf"),
        lambda standing: standing.level.astype(object) - Decimal("Infinity"),
        lambda standing: standing.level.astype(str),
        lambda _: [None, 1],
    ],
    ids=["raises", "nothing", "too few", "NaN", "infinite", "infinite Decimal", "text", "None"],
)
def test_a_policy_that_gives_no_scores_is_named_with_the_lead(score):
    with pytest.raises(PolicyFailed, match=r"policy odd could not judge lead 'L-0'.*nothing was changed"):
        distribute(work([10], [1, 1], basis="score", score=score, policy="odd"))

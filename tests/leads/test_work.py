"""What are leads and partners in numbers, and who wins a draw?"""

import os
import subprocess
import sys
from collections import Counter

import numpy as np
from attrs import evolve

from partnerkit.leads.kernel import distribute
from partnerkit.leads.work import UNLIMITED, Work, tie_key, tie_order, tie_orders

WORK = Work(
    lead_ids=["L-1"],
    values=[2**31],
    signatures=np.zeros(1, dtype=np.int32),
    table=np.ones((1, 2), dtype=np.bool_),
    weights=[1, 1],
    partner_keys=[1, 2],
    balances=[0, 0],
    room=[UNLIMITED] * 2,
    precision=20,
    order=[0],
)


def test_the_draw_is_the_same_on_every_machine_and_under_every_hash_seed():
    code = "from partnerkit.leads.work import tie_key, tie_order; print(tie_key('P-4'), tie_order('L-17', tie_key('P-4')))"
    answers = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("0", "1")
    }

    assert answers == {f"{tie_key('P-4')} {tie_order('L-17', tie_key('P-4'))}\n"}
    assert tie_key("P-4") == 253878952757443109


def test_the_draw_favors_nobody():
    keys = {name: tie_key(name) for name in ("A", "B", "C")}
    wins = Counter(min(keys, key=lambda name: tie_order(f"L-{n}", keys[name])) for n in range(3_000))

    assert all(900 < count < 1_100 for count in wins.values())


def test_many_draws_at_once_are_the_same_draws():
    keys = [tie_key(f"P-{n}") for n in range(50)]

    assert tie_orders("L-17", np.array(keys, dtype=np.uint64)).tolist() == [
        tie_order("L-17", key) for key in keys
    ]


def test_arrays_are_used_only_where_no_number_can_leave_them():
    assert WORK.is_exact_in_arrays()
    assert not evolve(WORK, values=[2**41]).is_exact_in_arrays()
    assert not evolve(WORK, balances=[2**61, -(2**61)]).is_exact_in_arrays()
    assert not evolve(WORK, largest_bonus=2**60).is_exact_in_arrays()


def test_few_leads_among_many_partners_stay_in_arrays_and_come_out_exactly():
    many = evolve(
        WORK,
        lead_ids=["L-1", "L-2"],
        values=[2**36, 2**36 - 1],
        signatures=np.zeros(2, dtype=np.int32),
        table=np.ones((1, 100), dtype=np.bool_),
        weights=range(1, 101),
        partner_keys=[tie_key(f"P-{at}") for at in range(100)],
        balances=[0] * 100,
        room=[UNLIMITED] * 100,
        order=[0, 1],
        **{name: [0] * 100 for name in ("levels", "strides", "counts")},
    )
    in_arrays, exact = distribute(many), distribute(many, plain=True)

    assert many.is_exact_in_arrays()
    assert in_arrays.balances == exact.balances
    assert in_arrays.winners.tolist() == exact.winners.tolist()

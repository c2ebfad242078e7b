"""Any decision of a run can be repeated from the checkpoint before it."""

import numpy as np
import pytest

from partnerkit.leads.kernel import distribute
from partnerkit.leads.work import NOBODY, STRIDE, Work, tie_key


def run(leads, plain):
    random = np.random.default_rng(1)
    partners = 9
    return distribute(
        Work(
            lead_ids=[f"L-{place}" for place in range(leads)],
            values=random.integers(1, 1_000, leads).tolist(),
            signatures=random.integers(0, 5, leads).astype(np.int32),
            table=random.random((5, partners)) < 0.5,
            weights=[3, 2, 1] * 3,
            partner_keys=[tie_key(f"P-{place}") for place in range(partners)],
            balances=[0] * partners,
            room=[40, 50, 60] * 3,
            precision=20,
            order=list(range(leads)),
        ),
        plain=plain,
    )


@pytest.mark.parametrize("plain", [True, False])
def test_every_turn_finds_its_winner_again(plain):
    trace = run(3 * STRIDE, plain)
    for place in range(0, 3 * STRIDE, 7):
        turn = trace.turn(place)
        totals = turn.totals()
        if trace.winners[place] == NOBODY:
            assert not totals
            continue
        ahead = [
            partner
            for partner, total in zip(turn.index.tolist(), totals, strict=True)
            if total == max(totals)
        ]

        assert trace.winners[place] in ahead
        assert turn.scores.tolist() == totals
        assert all(turn.room[partner] > 0 for partner in turn.index)


def test_room_is_what_was_left_just_before():
    trace = run(STRIDE, plain=True)
    last = trace.turn(STRIDE - 1)

    assert sum(trace.work.room) - sum(last.room) == int((trace.winners[:-1] != NOBODY).sum())


def test_checkpoints_are_few():
    assert len(run(3 * STRIDE + 1, plain=False).checkpoints) == 4

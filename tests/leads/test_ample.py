"""Is there room enough that no lead of a batch can take another's last chance?"""

import numpy as np
import pytest
from attrs import evolve

from partnerkit.leads.ample import Ample, free_places, guard_for
from partnerkit.leads.kernel import distribute
from partnerkit.leads.matching import Plan, plan_for
from partnerkit.leads.work import UNLIMITED, Work, tie_key

TABLE = np.array([[True, True, False], [True, False, False], [False, True, True]], dtype=np.bool_)


def work(room, counts=(2, 2, 2)):
    signatures = np.repeat(np.arange(3, dtype=np.int32), counts)
    return Work(
        lead_ids=[f"L-{place}" for place in range(len(signatures))],
        values=[1] * len(signatures),
        signatures=signatures,
        table=TABLE,
        weights=[1, 1, 1],
        partner_keys=[tie_key(f"P-{place}") for place in range(3)],
        balances=[0, 0, 0],
        room=room,
        precision=20,
        order=list(range(len(signatures))),
    )


@pytest.mark.parametrize(
    ("room", "free"),
    [
        ([9, 9, 9], True),
        ([4, 5, 2], True),
        # The last place of somebody is his who can go nowhere else.
        ([2, 5, 1], False),
        ([3, 1, 1], False),
        # Who is full already has nothing to lose, nor have those whom nobody could take.
        ([0, 6, 1], True),
    ],
)
def test_a_place_is_free_where_the_leads_can_be_divided_without_it(room, free):
    found = free_places(TABLE, np.array([2, 2, 2]), room)

    assert (found is not None) is free
    assert found is None or all(places > 0 for places, each in zip(found, room, strict=True) if each)
    assert found is None or sum(room) - sum(found) >= (6 if all(room) else 4)


def test_nothing_is_planned_while_there_is_room():
    assert guard_for(work([6, 6, 6])) is None
    assert isinstance(guard_for(work([4, 6, UNLIMITED], counts=(3, 2, 2))), Ample)
    assert isinstance(guard_for(work([2, 5, 1])), Plan)


def test_it_is_planned_as_soon_as_room_is_scarce_at_somebody():
    guard = guard_for(work([4, 6, 4], counts=(3, 2, 2)))
    assert isinstance(guard, Ample)
    assert guard.mask(0) is guard.mask(0)

    guard.assign(0, 0)

    assert guard.is_planned
    assert guard.mask(0).tolist() == [True, True, False]

    guard.assign(0, 0)

    # Two places are left, and two leads that can go nowhere else.
    assert guard.mask(0).tolist() == [False, True, False]
    assert guard.mask(1).tolist() == [True, False, False]


def test_the_outcome_strands_no_lead():
    short = work([4, 6, 4], counts=(3, 2, 2))

    assert (distribute(short, guard=guard_for(short)).winners >= 0).all()


def test_the_place_of_a_bound_lead_is_nobody_elses():
    """Its outcome is that of the whole plan, where leads are bound as well."""
    chance, seen = np.random.default_rng(7), 0
    for _ in range(150):
        counts, room = chance.integers(0, 6, 3).tolist(), chance.integers(0, 8, 3).tolist()
        leads = sum(counts)
        bound = {lead: int(chance.integers(3)) for lead in range(leads) if chance.random() < 0.5}
        short = evolve(
            work(room, counts), forced=bound, order=chance.permutation(leads).tolist(),
            table=chance.random((3, 3)) < 0.7,
        )  # fmt: skip
        guard = guard_for(short)
        seen += isinstance(guard, Ample) and bool(bound)
        found, planned = (distribute(short, guard=each) for each in (guard, plan_for(short)))
        assert found.winners.tolist() == planned.winners.tolist()
    assert seen > 10

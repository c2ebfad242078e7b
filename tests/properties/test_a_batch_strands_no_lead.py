"""No lead of a batch stays unassigned that a re-arrangement could place, and the first ones go first."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnerkit.leads.ample import Ample, guard_for
from partnerkit.leads.kernel import distribute
from partnerkit.leads.matching import Plan, plan_for
from partnerkit.leads.work import NOBODY, Work, tie_key


@st.composite
def tight_works(draw, most_partners=6, most_leads=24):
    """Little room, any eligibility, leads by falling value."""
    partners, leads = draw(st.integers(1, most_partners)), draw(st.integers(1, most_leads))
    row = st.lists(st.booleans(), min_size=partners, max_size=partners)
    table = np.array(draw(st.lists(row, min_size=1, max_size=7)), dtype=np.bool_)
    signature = st.integers(0, len(table) - 1)
    room = st.integers(0, draw(st.sampled_from([1, 3, 8])))
    values = draw(st.lists(st.integers(1, 1_000), min_size=leads, max_size=leads))
    return Work(
        lead_ids=[f"L-{place}" for place in range(leads)],
        values=sorted(values, reverse=True),
        signatures=np.array(draw(st.lists(signature, min_size=leads, max_size=leads)), dtype=np.int32),
        table=table,
        weights=draw(st.lists(st.integers(1, 9), min_size=partners, max_size=partners)),
        partner_keys=[tie_key(f"P-{place}") for place in range(partners)],
        balances=[0] * partners,
        room=draw(st.lists(room, min_size=partners, max_size=partners)),
        precision=20,
        order=list(range(leads)),
    )


def can_all_be_placed(rows, room):
    """Say it once more, the slow way: lead by lead along augmenting paths, places one by one."""
    holders: list[list[int]] = [[] for _ in room]

    def place(lead, seen):
        for partner in np.flatnonzero(rows[lead]).tolist():
            if partner in seen:
                continue
            seen.add(partner)
            if len(holders[partner]) < room[partner]:
                holders[partner].append(lead)
                return True
            for at, other in enumerate(holders[partner]):
                if place(other, seen):
                    holders[partner][at] = lead
                    return True
        return False

    return all(place(lead, set()) for lead in range(len(rows)))


def first_come_first_placed(work):
    """Return the leads that can be placed, each if there is room beside those before it."""
    kept: list[int] = []
    for lead in work.order:
        if can_all_be_placed([work.table[work.signatures[each]] for each in [*kept, lead]], work.room):
            kept.append(lead)
    return kept


@pytest.mark.parametrize("guard", [plan_for, guard_for])
@given(work=tight_works())
def test_as_many_leads_as_possible_are_placed_the_more_valuable_first(guard, work):
    trace = distribute(work, guard=guard(work))
    winners = trace.winners.tolist()

    assert [lead for lead, winner in zip(work.order, winners, strict=True) if winner != NOBODY] == (
        first_come_first_placed(work)
    )
    assert all(
        work.table[work.signatures[lead], winner]
        for lead, winner in zip(work.order, winners, strict=True)
        if winner != NOBODY
    )
    given_to = Counter(winners)
    assert all(given_to[partner] <= room for partner, room in enumerate(work.room))


@pytest.mark.parametrize("guard", [plan_for, guard_for])
@given(work=tight_works(most_partners=5, most_leads=10))
def test_everybody_who_leaves_the_rest_possible_is_a_candidate_and_nobody_else(guard, work):
    placed = set(first_come_first_placed(work))
    trace = distribute(work, guard=guard(work))
    room, limited = list(work.room), plan_for(work) is not None
    for place, lead in enumerate(work.order):
        row = work.table[work.signatures[lead]]
        rest = [work.table[work.signatures[each]] for each in work.order[place + 1 :] if each in placed]
        expected = [
            partner
            for partner in np.flatnonzero(row).tolist()
            if lead in placed
            and room[partner]
            and can_all_be_placed(rest, [left - (each == partner) for each, left in enumerate(room)])
        ]

        assert trace.turn(place).index.tolist() == expected or not limited
        if trace.winners[place] != NOBODY:
            room[trace.winners[place]] -= 1


@given(tight_works(), st.randoms(use_true_random=False))
def test_planning_many_at_once_is_planning_them_one_by_one(work, random):
    counts = Counter(work.signatures.tolist())
    at_once, one_by_one = Plan(work.table, work.room), Plan(work.table, work.room)
    signatures = list(counts)
    random.shuffle(signatures)
    for signature in signatures:
        at_once.reserve(signature, counts[signature])
    for signature in work.signatures.tolist():
        one_by_one.reserve(signature)

    assert sum(at_once.placed()) == sum(one_by_one.placed())


def drawn(seed, spare, partners=12, leads=150):
    """Draw a batch for which there is just room, and up to *spare* places more at each partner."""
    rng = np.random.default_rng(seed)
    table = rng.random((15, partners)) < 0.3
    table[np.arange(15), rng.integers(0, partners, 15)] = True
    kinds = rng.integers(0, 15, leads).astype(np.int32)
    room = np.bincount([int(rng.choice(np.flatnonzero(table[kind]))) for kind in kinds], minlength=partners)
    return Work(
        lead_ids=[f"L-{place}" for place in range(leads)],
        values=sorted(rng.integers(1, 10_000, leads).tolist(), reverse=True),
        signatures=kinds,
        table=table,
        weights=rng.integers(1, 9, partners).tolist(),
        partner_keys=[tie_key(f"P-{place}") for place in range(partners)],
        balances=[0] * partners,
        room=(room + rng.integers(0, spare + 1, partners)).tolist(),
        precision=20,
        order=list(range(leads)),
    )


seeds = st.integers(0, 2**32 - 1)


@given(seeds, st.sampled_from([0, 1, 4]))
def test_a_large_batch_for_which_there_is_just_room_is_placed_to_the_last_lead(seed, spare):
    work = drawn(seed, spare)

    assert (distribute(work, guard=guard_for(work)).winners != NOBODY).all()


@given(seeds, st.sampled_from([4, 12, 30, 80]))
def test_where_there_is_plainly_room_enough_nothing_changes_by_not_planning(seed, spare):
    work = drawn(seed, spare)
    planned, quick = (distribute(work, guard=guard(work)) for guard in (plan_for, guard_for))

    assert quick.winners.tolist() == planned.winners.tolist()
    assert quick.balances == planned.balances
    for place in range(len(work.order)):
        assert quick.masks[quick.sets[place]] == planned.masks[planned.sets[place]]


def test_it_is_tried_in_these_tests_without_a_plan_with_one_and_from_one_to_the_other():
    ways = set()
    for seed in range(4):
        for spare in (0, 12, 30, 80):
            guard = guard_for(drawn(seed, spare))
            if isinstance(guard, Ample):
                distribute(drawn(seed, spare), guard=guard)
                ways.add("planned later" if guard.is_planned else "never planned")
            else:
                ways.add("planned")

    assert ways == {"planned", "planned later", "never planned"}

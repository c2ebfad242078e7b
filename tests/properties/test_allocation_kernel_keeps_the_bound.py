"""At every moment every group of partners is within the proved distance of what it was owed."""

from itertools import accumulate, combinations, pairwise

import numpy as np
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from partnerkit.leads.kernel import distribute
from partnerkit.leads.weights import relative_weights
from partnerkit.leads.work import NOBODY, UNLIMITED, Work, tie_key

PRECISION = 20


@st.composite
def works(draw, most_partners=7, limited=False, with_bonus=False):
    """Any values, weights over nine orders of magnitude, any eligibility, any order."""
    partners = draw(st.integers(1, most_partners))
    leads = draw(st.integers(1, 30))
    row = st.lists(st.booleans(), min_size=partners, max_size=partners)
    table = np.array(draw(st.lists(row, min_size=1, max_size=6)), dtype=np.bool_)
    magnitude = draw(st.sampled_from([1, 100, 10**6, 2**31]))
    each = st.integers(1, magnitude)
    weight = st.builds(lambda digit, power: digit * 10**power, st.integers(1, 9), st.integers(0, 9))
    range_of_bonus = draw(st.integers(0, magnitude << PRECISION)) if with_bonus else 0
    seed = draw(st.integers(0, 2**32 - 1))

    def bonus(lead, index):
        return np.random.default_rng([seed, lead]).integers(0, range_of_bonus + 1, size=len(index))

    room = st.integers(0, 6) if limited else st.just(UNLIMITED)
    return Work(
        lead_ids=[f"L-{place}" for place in range(leads)],
        values=draw(st.lists(each, min_size=leads, max_size=leads)),
        signatures=np.array(
            draw(st.lists(st.integers(0, len(table) - 1), min_size=leads, max_size=leads)), dtype=np.int32
        ),
        table=table,
        weights=relative_weights(draw(st.lists(weight, min_size=partners, max_size=partners))),
        partner_keys=[tie_key(f"P-{place}") for place in range(partners)],
        balances=[0] * partners,
        room=draw(st.lists(room, min_size=partners, max_size=partners)),
        precision=PRECISION,
        order=list(range(leads)),
        bonus=bonus if with_bonus else None,
        largest_bonus=range_of_bonus,
    )


def balances_after_each_lead(work, trace):
    """Count again, independently of the kernel: from the winners and the sets of candidates alone."""
    balances = [0] * len(work.weights)
    for place in range(len(work.order)):
        turn = trace.turn(place)
        for partner, accrual in zip(turn.index.tolist(), turn.accrual, strict=True):
            balances[partner] += accrual
        if trace.winners[place] != NOBODY:
            balances[trace.winners[place]] -= work.values[work.order[place]] << work.precision
        yield list(balances)


def assert_every_group_is_within_the_bound(work, trace):
    partners = len(work.weights)
    for place, balances in enumerate(balances_after_each_lead(work, trace), 1):
        widest = (max(work.values[:place]) << work.precision) + work.largest_bonus
        ahead = list(accumulate(sorted(balances, reverse=True)))

        assert sum(balances) == 0
        assert all(2 * total <= widest * size * (partners - size) for size, total in enumerate(ahead, 1)), (
            f"after {place} leads"
        )
    assert balances == list(trace.balances)


@given(works())
def test_every_group_of_partners_is_within_the_bound_after_every_lead(work):
    assert_every_group_is_within_the_bound(work, distribute(work))


@given(works(limited=True))
def test_the_bound_holds_with_limited_room_too(work):
    assert_every_group_is_within_the_bound(work, distribute(work))


@given(works(with_bonus=True))
def test_a_bonus_widens_the_bound_by_its_range_only(work):
    assert_every_group_is_within_the_bound(work, distribute(work))


@given(works(most_partners=12, limited=True, with_bonus=True))
def test_arrays_and_plain_python_give_the_same_answer(work):
    in_arrays, in_python = distribute(work, plain=False), distribute(work, plain=True)

    assert in_arrays.winners.tolist() == in_python.winners.tolist()
    assert in_arrays.balances == in_python.balances
    assert in_arrays.masks == in_python.masks
    assert in_arrays.accrued == in_python.accrued
    assert in_arrays.widest_bonus == in_python.widest_bonus <= work.largest_bonus


@given(works(limited=True))
def test_nobody_gets_more_than_he_has_room_for(work):
    winners = distribute(work).winners

    assert all((winners == partner).sum() <= room for partner, room in enumerate(work.room))


@given(works())
def test_with_everybody_eligible_nobody_is_ahead_by_a_whole_lead(work):
    """Over-service at most (1 - 1/n) leads, shortfall at most (1/2 + ... + 1/n) leads."""
    partners = len(work.weights)
    work = evolve(work, table=np.ones_like(work.table))
    shortfall = sum(1 / place for place in range(2, partners + 1))
    for place, balances in enumerate(balances_after_each_lead(work, distribute(work)), 1):
        largest = max(work.values[:place]) << work.precision

        assert -min(balances) * partners <= (partners - 1) * largest
        assert max(balances) <= shortfall * largest * (1 + 1e-12)


def test_an_adversary_who_sets_neighbors_against_each_other_stays_within_the_bound():
    """The worst known case: always two who are next to each other by balance and least apart."""
    partners, worst = 8, 0
    pairs = list(combinations(range(partners), 2))
    table = np.zeros((len(pairs), partners), dtype=np.bool_)
    for row, pair in enumerate(pairs):
        table[row, list(pair)] = True
    balances = [0] * partners
    for step in range(400):
        ranked = sorted(range(partners), key=lambda partner: (balances[partner], partner))
        _, row = min(
            (balances[upper] - balances[lower], pairs.index((min(lower, upper), max(lower, upper))))
            for lower, upper in pairwise(ranked)
        )
        work = Work(
            lead_ids=[f"L-{step}"],
            values=[1],
            signatures=np.array([row], dtype=np.int32),
            table=table,
            weights=[1] * partners,
            partner_keys=[tie_key(f"P-{place}") for place in range(partners)],
            balances=balances,
            room=[UNLIMITED] * partners,
            precision=PRECISION,
            order=[0],
        )
        balances = list(distribute(work).balances)
        worst = max(worst, *map(abs, balances))

    assert 2 << PRECISION <= worst <= (partners - 1) * (1 << PRECISION) // 2

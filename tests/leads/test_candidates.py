"""Who could take the next lead, and what share of it is each of them owed?"""

import numpy as np

from partnerkit.leads.candidates import CandidateSets
from partnerkit.leads.work import Work, tie_key

TABLE = np.array([[True, True, False], [False, False, False]])


def sets(plain=False):
    work = Work(
        lead_ids=["L-1"],
        values=[1],
        signatures=np.zeros(1, dtype=np.int32),
        table=TABLE,
        weights=[3, 1, 1],
        partner_keys=[tie_key(f"P-{place}") for place in range(3)],
        balances=[0] * 3,
        room=[1, 2, 2],
        precision=20,
        order=[0],
    )
    return CandidateSets(work, plain=plain)


def test_candidates_share_a_lead_by_weight():
    found = sets().of(0)

    assert found.index.tolist() == [0, 1]
    assert found.shares.tolist() == [3 << 18, 1 << 18]
    assert (found.size, found.complete) == (2, False)


def test_one_who_is_full_is_no_candidate_any_more():
    both = sets(plain=True)
    both.close(0)

    assert both.of(0).index == [1]
    assert both.of(1).size == 0


def test_a_set_is_made_again_only_when_the_mask_is_another_array():
    each = sets()
    mask = np.array([True, False, False])
    first = each.within(0, mask)

    assert each.within(0, mask) is first
    assert each.within(0, mask.copy()) is not first
    assert each.within(0, mask.copy()).number == first.number
    each.close(0)
    assert each.within(0, mask).size == 0


def test_a_lead_apart_has_no_candidates_and_a_bound_one_those_who_could_take_it():
    each = sets()

    assert each.of_bound(0, 1, apart=True).size == 0
    assert each.of_bound(0, 2, apart=False).index.tolist() == [0, 1]
    assert each.of_bound(1, 2, apart=False).index.tolist() == [2]

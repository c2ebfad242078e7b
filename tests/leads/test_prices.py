"""What does it cost to give a lead to the partner it fits best?"""

import numpy as np
from attrs import evolve

from partnerkit.leads.kernel import distribute
from partnerkit.leads.prices import ONE, dual_bound, fit_reached, owed, price, priced
from partnerkit.leads.work import UNLIMITED, Work, tie_key


class Table:
    """Fits by lead and partner, in 2**-20."""

    def __init__(self, rows):
        self._rows = (np.array(rows) * ONE).astype(np.int32)

    def rows(self, leads):
        return self._rows[leads]

    def row(self, lead):
        return self._rows[lead]


def work(values, partners=2, **more):
    given = {
        "lead_ids": [f"L-{place}" for place in range(len(values))],
        "values": values,
        "signatures": np.zeros(len(values), dtype=np.int32),
        "table": np.ones((1, partners), dtype=np.bool_),
        "weights": [1] * partners,
        "partner_keys": [tie_key(f"P-{place}") for place in range(partners)],
        "balances": [0] * partners,
        "room": [UNLIMITED] * partners,
        "precision": 20,
        "order": list(range(len(values))),
    }
    return Work(**{**given, **more})


def test_whom_everything_fits_best_is_dear():
    fits = Table([[0.9, 0.5]] * 40)
    dear, cheap = price(work([100] * 40), fits).tolist()

    assert dear - cheap == np.clip(dear - cheap, 0.35 * ONE, 0.45 * ONE)


def test_leads_go_where_they_fit_and_everybody_gets_his_half():
    fits = Table([[0.9, 0.2], [0.8, 0.6]] * 50)
    after = distribute(priced(work([100] * 100), fits))

    assert fit_reached(after, fits) == 5_000 * (int(0.9 * ONE) + int(0.6 * ONE))
    assert max(map(abs, after.balances)) <= 200 << 20
    assert fit_reached(after, fits) <= dual_bound(after, fits)


def test_what_is_owed_already_counts():
    assert owed(work([100, 100], balances=[-50 << 20, 50 << 20])) == [50 << 20, 150 << 20]


def test_a_small_partner_is_not_offered_a_whale():
    """His bonus is capped at what he is owed in all, however well the lead would fit him."""
    fits = Table([[0.5, 1.0]] + [[0.5, 0.5]] * 9)
    small = work([1_000_000] + [100] * 9, weights=[999, 1])

    assert distribute(priced(small, fits)).winners[0] == 0


def test_the_last_leads_are_given_by_what_is_owed_alone():
    fits = Table([[0.1, 0.9]] * 3)
    bonus = priced(work([1, 1, 1]), fits).bonus

    assert bonus(2, np.array([0, 1])).tolist() == [0, 0]


def test_no_bonus_takes_numbers_out_of_int64():
    fits = Table([[0.1, 0.9]] * 3)
    largest = work([2**31] * 3, partners=2)

    assert priced(largest, fits).is_exact_in_arrays() == largest.is_exact_in_arrays()


def test_prices_count_in_the_sub_units_of_the_ledger():
    fits = Table([[0.1, 0.9]] * 40)
    fine, coarse, usual = (priced(work([100] * 40, precision=each), fits) for each in (24, 16, 20))
    index = np.array([0, 1])

    assert fine.bonus(0, index).tolist() == [16 * each for each in usual.bonus(0, index)]
    assert coarse.bonus(0, index).tolist() == [each >> 4 for each in usual.bonus(0, index).tolist()]


def test_without_leads_that_somebody_could_take_there_are_no_prices():
    nobody = evolve(work([1, 2]), table=np.zeros((1, 2), dtype=np.bool_))

    assert price(nobody, Table([[0.5, 0.5]] * 2)).tolist() == [0, 0]
    assert distribute(priced(nobody, Table([[0.5, 0.5]] * 2))).winners.tolist() == [-1, -1]

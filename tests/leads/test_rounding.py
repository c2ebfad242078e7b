"""How is a plan in fractions of leads turned into whole leads?"""

from fractions import Fraction

from partnerkit.leads.rounding import _slots, round_off

HALF = Fraction(1, 2)


def test_a_lead_of_one_owner_stays_with_him():
    assert round_off([{3: Fraction(1)}, {0: Fraction(1)}], lambda lead, partner: 0) == [3, 0]


def test_the_better_fit_decides_who_gets_which_of_two_halves():
    parts = [{0: HALF, 1: HALF}, {0: HALF, 1: HALF}]

    assert round_off(parts, lambda lead, partner: [[5, 4], [3, 0]][lead][partner]) == [1, 0]


def test_a_full_slot_is_filled_even_where_that_fits_less():
    parts = [{0: HALF, 1: HALF}, {0: HALF, 1: HALF}]

    assert sorted(round_off(parts, lambda lead, partner: 100 * partner)) == [0, 1]


def test_dust_of_a_solver_makes_no_further_slot():
    dust = Fraction(1, 10**9)
    parts = [{0: HALF + dust, 1: HALF - dust}, {0: HALF + dust, 1: HALF - dust}]

    assert sorted(round_off(parts, lambda lead, partner: -partner, tolerance=Fraction(1, 10**6))) == [0, 1]
    assert round_off(parts, lambda lead, partner: -partner) == [0, 0]


def test_equal_plans_are_rounded_alike_every_time():
    parts = [dict.fromkeys(range(3), Fraction(1, 3))] * 3

    assert round_off(parts, lambda lead, partner: 1) == round_off(parts, lambda lead, partner: 1)


def test_a_part_reaches_the_slots_it_covers_and_no_other():
    third = Fraction(1, 3)
    parts = [{0: 2 * third, 1: third}, {0: 2 * third, 1: third}, {0: 2 * third, 1: third}]
    slots, owners, full = _slots(parts, Fraction(0))

    assert slots == [[0, 2], [0, 1, 2], [1, 2]]
    assert owners == [0, 0, 1]
    assert full == {0, 1, 2}


def test_a_sum_that_a_solver_left_a_little_above_a_whole_number_opens_no_slot_more():
    crumb = Fraction(1, 10**9)
    parts = [{0: HALF, 1: HALF}, {0: HALF + crumb, 1: HALF - crumb}]
    slots, owners, full = _slots(parts, Fraction(1, 10**6))

    assert (slots, owners, full) == ([[0, 1], [0, 1]], [0, 1], frozenset({0, 1}))

"""Whole leads from fractions of leads: support, counts, values and fit are kept."""

from fractions import Fraction
from itertools import product
from math import ceil, floor

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from partnerkit.leads.rounding import round_off


@st.composite
def fractional_plans(draw, most_partners=4, most_leads=9):
    """Leads by falling value, each in parts of any size to some partners, and what each is worth with whom."""
    partners = draw(st.integers(1, most_partners))
    values = sorted(draw(st.lists(st.integers(1, 10**6), min_size=1, max_size=most_leads)), reverse=True)
    weight = st.integers(0, 5) | st.integers(0, 10**6)
    parts = []
    for _ in values:
        weights = draw(
            st.lists(weight, min_size=partners, max_size=partners).filter(lambda each: sum(each) > 0)
        )
        parts.append({i: Fraction(w, sum(weights)) for i, w in enumerate(weights) if w})
    fit = st.lists(st.integers(0, 2**20), min_size=partners, max_size=partners)
    fits = draw(st.lists(fit, min_size=len(values), max_size=len(values)))
    return values, parts, fits, partners


def rounded(plan):
    values, parts, fits, _ = plan
    return round_off(parts, lambda lead, partner: values[lead] * fits[lead][partner])


@given(fractional_plans())
def test_nobody_gets_a_lead_of_which_he_had_no_part(plan):
    assert all(winner in part for winner, part in zip(rounded(plan), plan[1], strict=True))


@given(fractional_plans())
def test_everybody_gets_as_many_leads_as_parts_rounded_down_or_up(plan):
    _, parts, _, partners = plan
    winners = rounded(plan)
    for partner in range(partners):
        had = sum(part.get(partner, Fraction(0)) for part in parts)

        assert floor(had) <= winners.count(partner) <= ceil(had)


@given(fractional_plans())
def test_nobodys_value_is_off_by_more_than_the_largest_lead_he_had_a_part_of(plan):
    values, parts, _, partners = plan
    winners = rounded(plan)
    for partner in range(partners):
        had = sum(value * part.get(partner, Fraction(0)) for value, part in zip(values, parts, strict=True))
        got = sum(value for value, winner in zip(values, winners, strict=True) if winner == partner)
        largest = max(
            (v for v, part in zip(values, parts, strict=True) if 0 < part.get(partner, 0) < 1), default=0
        )

        assert abs(got - had) <= largest


@given(fractional_plans())
def test_total_fit_is_no_lower_than_that_of_the_fractions(plan):
    values, parts, fits, _ = plan
    had = sum(
        values[lead] * fits[lead][partner] * share
        for lead, part in enumerate(parts)
        for partner, share in part.items()
    )

    assert sum(values[lead] * fits[lead][winner] for lead, winner in enumerate(rounded(plan))) >= had


@given(fractional_plans(most_partners=3, most_leads=6))
def test_no_other_choice_that_keeps_to_the_slots_fits_better(plan):
    """Against every choice of whole leads that fills the same slots, one by one."""
    values, parts, fits, partners = plan
    open_leads = [lead for lead, part in enumerate(parts) if len(part) > 1]
    slots, full = [], set()
    reached = [Fraction(0)] * partners
    sums = [sum(parts[lead].get(p, Fraction(0)) for lead in open_leads) for p in range(partners)]
    for lead in open_leads:
        near = []
        for partner, share in parts[lead].items():
            start, reached[partner] = reached[partner], reached[partner] + share
            near += [(partner, slot) for slot in range(floor(start), ceil(reached[partner]))]
        slots.append(near)
    full = {(p, slot) for p in range(partners) for slot in range(floor(sums[p]))}
    best = max(
        sum(values[lead] * fits[lead][slot[0]] for lead, slot in zip(open_leads, choice, strict=True))
        for choice in product(*slots)
        if len(set(choice)) == len(choice) and full <= set(choice)
    )
    winners = rounded(plan)

    assert sum(values[lead] * fits[lead][winners[lead]] for lead in open_leads) == best


@given(st.integers(1, 6), st.integers(0, 2**32 - 1))
def test_with_one_lead_each_it_is_the_optimal_assignment(size, seed):
    """Everybody has an equal part of every lead: what is left is the assignment problem."""
    fits = np.random.default_rng(seed).integers(0, 2**20, (size, size))
    parts = [dict.fromkeys(range(size), Fraction(1, size))] * size
    winners = round_off(parts, lambda lead, partner: int(fits[lead, partner]))
    rows, columns = linear_sum_assignment(fits, maximize=True)
    within_slots = sum(int(fits[lead, winner]) for lead, winner in enumerate(winners))

    assert sorted(winners) == list(range(size))
    assert within_slots == fits[rows, columns].sum()

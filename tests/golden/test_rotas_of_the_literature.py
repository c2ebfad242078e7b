"""
Rotas whose order or deviation is known.

Smooth weighted round robin: nginx, ngx_http_upstream_round_robin (weights 5, 1, 1 give a a b a c a a).
Turns: R. Tijdeman, "The chairman assignment problem", Discrete Mathematics 32 (1980), 323-330: no deviation is
above 1 - 1 / (2n - 2), and for every n some weights reach it.
"""

from datetime import UTC, datetime
from fractions import Fraction

import pytest

from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import Partner
from partnerkit.leads import FairShare, Rotation, allocate
from partnerkit.values.apportion import shares

NOW = datetime(2026, 3, 2, tzinfo=UTC)


def winners(weights, policy, leads):
    names = [f"P-{place}" for place in range(len(weights))]
    things = [Lead(id=f"{leads}-{number}") for number in range(sum(weights))]
    more = {"value": "unit"} if policy is FairShare else {}
    policy = policy(weights=dict(zip(names, weights, strict=True)), **more)
    result = allocate(things, [Partner(id=name) for name in names], policy, as_of=NOW)
    return [names.index(winner) for winner in result.assignments.values()]


def largest_deviation(weights, policy, leads="L"):
    """Over one period, counted in rationals, without the library."""
    counts, worst = [0] * len(weights), Fraction(0)
    for number, winner in enumerate(winners(weights, policy, leads), 1):
        counts[winner] += 1
        for weight, count in zip(weights, counts, strict=True):
            worst = max(worst, abs(Fraction(weight * number, sum(weights)) - count))
    return worst


def smooth_round_robin(weights, draw):
    """As nginx does it; *draw* settles ties, where nginx takes the first of the list."""
    current = [0] * len(weights)
    for turn in range(sum(weights)):
        current = [each + weight for each, weight in zip(current, weights, strict=True)]
        tied = [place for place, each in enumerate(current) if each == max(current)]
        best = draw(turn, tied)
        current[best] -= sum(weights)
        yield best


@pytest.mark.parametrize("weights", [(5, 1, 1), (3, 2, 1), (40, 8, 8, 1, 1, 1), (4, 3, 2, 2, 1)])
def test_unit_leads_for_everybody_are_smooth_weighted_round_robin(weights):
    """Step by step; where it draws lots, ours is one of those tied."""
    found = winners(weights, FairShare, "L")

    def draw(turn, tied):
        # Shares on a grid of 2**-20 break a tie of rationals one way or the other, never a difference.
        assert found[turn] in tied
        return found[turn]

    assert list(smooth_round_robin(weights, draw)) == found


def test_five_to_one_to_one():
    first = "".join("abc"[winner] for winner in winners((5, 1, 1), FairShare, "L"))

    assert first in ("aabacaa", "aacabaa")


def test_a_rota_by_turns_deviates_less_than_smooth_round_robin():
    weights = (40, 8, 8, 1, 1, 1)

    assert largest_deviation(weights, Rotation) == Fraction(53, 59)
    assert largest_deviation(weights, FairShare) == Fraction(60, 59)


@pytest.mark.parametrize(
    ("weights", "leads"),
    [
        ((1, 1), "L"),
        ((6, 1, 1), "L"),
        ((3, 1, 1, 1), "B"),
        ((11, 2, 1, 1, 1), "L"),
        ((5, 1, 1, 1, 1, 1), "A"),
        ((6, *[1] * 6), "B"),
        ((7, *[1] * 7), "B"),
    ],
)
def test_the_bound_of_turns_is_reached_exactly(weights, leads):
    assert largest_deviation(weights, Rotation, leads) == 1 - Fraction(1, 2 * len(weights) - 2)


def test_splitting_minor_units_instead_of_shares_starves_the_light():
    """Weights 5, 1, 1 and leads of one unit: largest remainder gives every unit to the first, for ever."""
    assert shares(1, [5, 1, 1]) == (1, 0, 0)

    owed, given = [0, 0, 0], []
    for _ in range(70):
        owed = [each + part for each, part in zip(owed, shares(1, [5, 1, 1]), strict=True)]
        winner = owed.index(max(owed))
        owed[winner] -= 1
        given.append(winner)

    assert set(given) == {0}
    assert set(winners((5, 1, 1), FairShare, "L")) == {0, 1, 2}

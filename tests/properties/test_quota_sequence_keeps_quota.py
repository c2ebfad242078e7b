"""Tijdeman's promise: after any number of turns nobody is farther from its share than 1 - 1/(2n - 2)."""

from fractions import Fraction
from math import gcd

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnerkit.values.sequence import QuotaSequence

weight_lists = st.lists(st.integers(1, 60), min_size=2, max_size=8)


def deviations(weights, turns):
    """Recompute every prefix from the turns alone, with exact rationals."""
    whole, counts = sum(weights), [0] * len(weights)
    for taken, place in enumerate(QuotaSequence.of(weights).take(turns)[0], start=1):
        counts[place] += 1
        yield max(
            abs(Fraction(weight * taken, whole) - count)
            for weight, count in zip(weights, counts, strict=True)
        )


@given(weight_lists)
def test_every_prefix_is_within_the_bound_for_two_to_eight(weights):
    bound = 1 - Fraction(1, 2 * len(weights) - 2)

    assert QuotaSequence.of(weights).bound == bound
    assert max(deviations(weights, min(2 * sum(weights), 300))) <= bound


@given(
    st.lists(st.fractions(0, 5, max_denominator=20), min_size=1, max_size=8).filter(any), st.integers(0, 120)
)
def test_weights_of_zero_do_not_loosen_the_bound(weights, turns):
    _, after = QuotaSequence.of(weights).take(turns)

    assert after.deviation <= after.bound
    assert after.bound == QuotaSequence.of([each for each in weights if each]).bound


@pytest.mark.parametrize(
    "weights",
    [
        (1, 1),
        (1, 5, 2),
        (1, 2, 7, 2),
        (1, 2, 1, 3, 1),
        (4, 6, 1, 4, 1, 4),
        (1, 1, 5, 1, 1, 1, 2),
        (1, 1, 1, 3, 3, 3, 1, 1),
    ],
    ids=len,
)
def test_the_bound_is_reached_so_none_below_it_could_be_promised(weights):
    bound = 1 - Fraction(1, 2 * len(weights) - 2)

    assert max(deviations(weights, sum(weights))) == bound


@given(weight_lists, st.integers(0, 100), st.integers(0, 100))
def test_stopping_and_going_on_changes_nothing(weights, first, second):
    start = QuotaSequence.of(weights)
    early, between = start.take(first)
    late, end = QuotaSequence(weights=between.weights, counts=between.counts).take(second)

    assert (early + late, end) == start.take(first + second)


@given(weight_lists)
def test_it_repeats_with_the_weights(weights):
    period = sum(weights) // gcd(*weights)
    places, after = QuotaSequence.of(weights).take(2 * period)

    assert places[:period] == places[period:]
    assert after.deviation == 0


@given(weight_lists, st.integers(1, 9))
def test_weights_of_zero_change_no_turn_of_the_others(weights, zeros):
    assert QuotaSequence.of([*weights, *[0] * zeros]).take(80)[0] == QuotaSequence.of(weights).take(80)[0]


@given(weight_lists, st.integers(2, 10**20))
def test_scaling_the_weights_changes_nothing(weights, factor):
    scaled = [weight * factor for weight in weights]

    assert QuotaSequence.of(scaled).take(60)[0] == QuotaSequence.of(weights).take(60)[0]

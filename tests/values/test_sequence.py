"""Turns by weight: whose turn it is, and what a stored state is worth."""

import pickle
from fractions import Fraction

import pytest

from partnerkit.values.errors import InvalidInput, InvalidValue
from partnerkit.values.sequence import QuotaSequence


def test_equal_weights_take_turns():
    places, after = QuotaSequence.of([1, 1, 1]).take(6)

    assert sorted(places[:3]) == sorted(places[3:]) == [0, 1, 2]
    assert after.counts == (2, 2, 2)


def test_five_to_one_to_one_spreads_the_small_ones():
    places, after = QuotaSequence.of([5, 1, 1]).take(7)

    assert places == (0, 0, 1, 0, 0, 2, 0)
    assert after.counts == (5, 1, 1)


def test_a_weight_of_zero_never_has_a_turn():
    places, _ = QuotaSequence.of([0, 3, 0, 1]).take(100)

    assert set(places) == {1, 3}


def test_a_weight_alone_has_every_turn():
    alone = QuotaSequence.of([7])

    assert alone.take(4)[0] == (0, 0, 0, 0)
    assert alone.bound == 0
    assert alone.take(4)[1].deviation == 0


def test_only_proportions_matter():
    by_rationals = QuotaSequence.of([Fraction(1, 2), Fraction(1, 3), Fraction(1, 6)])

    assert by_rationals.take(50)[0] == QuotaSequence.of([3, 2, 1]).take(50)[0]
    assert by_rationals.take(50)[0] == QuotaSequence.of([300, 200, 100]).take(50)[0]


def test_a_stored_state_goes_on_where_it_stopped():
    start = QuotaSequence.of([4, 3, 2])
    early, between = start.take(5)
    restored = QuotaSequence(weights=list(between.weights), counts=list(between.counts))
    late, _ = restored.take(13)

    assert restored == pickle.loads(pickle.dumps(between)) == between  # our own bytes
    assert early + late == start.take(18)[0]


def test_next_is_one_turn_and_leaves_the_state_alone():
    start = QuotaSequence.of([1, 2])
    place, after = start.next()

    assert ((place,), after) == start.take(1)
    assert (start.turns, after.turns) == (0, 1)


def test_taking_no_turn_changes_nothing():
    start = QuotaSequence.of([1, 2])

    assert start.take(0) == ((), start)


def test_a_state_out_of_balance_is_brought_back():
    """A host may correct counts by hand: whoever is behind gets the next turns."""
    lopsided = QuotaSequence(weights=(1, 1), counts=(0, 3))

    assert lopsided.take(4)[0][:3] == (0, 0, 0)


def test_numbers_of_any_size_stay_exact():
    huge = 10**30
    places, after = QuotaSequence.of([huge, huge + 1, 1]).take(1_000)

    assert 2 not in places
    assert after.deviation <= after.bound


@pytest.mark.parametrize(
    "weights", [[], [0, 0], [-1, 2], [0.5, 0.5], [True, 1], ["1"], [float("nan")], [float("inf")]]
)
def test_weights_that_are_no_exact_shares_are_refused(weights):
    with pytest.raises((InvalidValue, InvalidInput)):
        QuotaSequence.of(weights)


@pytest.mark.parametrize(
    ("weights", "counts"),
    [((1, 2), (0,)), ((1, 2), (0, -1)), ((1, 0), (0, 1)), ((1.0, 2), (0, 0)), ((0, 0), (0, 0)), ((1,), None)],
)
def test_a_state_that_cannot_be_is_refused(weights, counts):
    with pytest.raises((InvalidValue, InvalidInput)):
        QuotaSequence(weights=weights, counts=counts)


@pytest.mark.parametrize("turns", [-1, 1.0, True, 10**9, "3"])
def test_turns_are_a_sane_whole_number(turns):
    with pytest.raises(InvalidValue, match=r"turns: .* from 0 to 10,000,000$"):
        QuotaSequence.of([1, 2]).take(turns)


def test_the_most_turns_are_taken_and_one_more_is_not(monkeypatch):
    monkeypatch.setattr("partnerkit.values.sequence._MOST_TURNS", 5)

    assert len(QuotaSequence.of([1, 2]).take(5)[0]) == 5
    with pytest.raises(InvalidValue, match="from 0 to 5"):
        QuotaSequence.of([1, 2]).take(6)

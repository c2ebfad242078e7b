"""Which contact of a journey has which part in its win?"""

from datetime import timedelta

import numpy as np
import pytest
from attrs import evolve

from partnerkit.leads import Journeys
from partnerkit.leads.sharing import exact_amounts, exact_wins, shares_by
from partnerkit.values.errors import InvalidValue, Overflowed

PATHS = Journeys.of([["a", "b", "c", "d"], ["a", "b"], [], ["c"]], wins=[1, 1, 1, 1])


def weights(method, journeys=PATHS, **options):
    shares = shares_by(journeys, method, **options)
    return list(zip(shares.rows.tolist(), shares.parties.tolist(), shares.weights.tolist(), strict=True))


def test_first_and_last():
    assert weights("first") == [(0, 0, 1), (1, 0, 1), (3, 2, 1)]
    assert weights("last") == [(0, 3, 1), (1, 1, 1), (3, 2, 1)]


def test_the_position_weighs_the_ends_and_all_between_together():
    assert weights("position") == [
        (0, 0, 80),
        (0, 1, 20),
        (0, 2, 20),
        (0, 3, 80),
        (1, 0, 40),
        (1, 1, 40),
        (3, 2, 1),
    ]
    assert weights("position", position=(1, 0, 0)) == [(0, 0, 2), (1, 0, 1), (3, 2, 1)]


@pytest.mark.parametrize("position", [(0, 1, 0), (1, -1, 1), (0.4, 0.2, 0.4), (20_000, 1, 1), (1, 1)])
def test_weights_of_positions_are_whole_numbers(position):
    with pytest.raises(InvalidValue, match="position"):
        shares_by(PATHS, "position", position=position)


def test_credit_fades_by_half_with_each_half_life():
    aged = evolve(PATHS, ages=[3 * 86_400, 2 * 86_400, 86_400, 0, 10 * 86_400, 9 * 86_400, 5])
    shares = shares_by(aged, "time-decay", half_life=timedelta(days=1))
    parts = shares.weights / 2**32

    assert parts == pytest.approx([1 / 15, 2 / 15, 4 / 15, 8 / 15, 1 / 3, 2 / 3, 1.0], abs=1e-9)
    assert shares.sums.tolist() == [2**32, 2**32, 0, 2**32]


def test_what_is_long_gone_fades_without_a_fault():
    aged = evolve(PATHS, ages=[10**12, 5, 4, 3, 10**12, 10**12, 10**12])
    shares = shares_by(aged, "time-decay", half_life=timedelta(seconds=1))

    assert shares.sums.tolist() == [2**32, 2**32, 0, 2**32]
    assert len(shares.weights) == 6


@pytest.mark.parametrize("half_life", [None, timedelta(), 7])
def test_a_half_life_is_a_time(half_life):
    with pytest.raises(InvalidValue, match="half_life"):
        shares_by(evolve(PATHS, ages=[0] * 7), "time-decay", half_life=half_life)


def test_fading_needs_times():
    with pytest.raises(InvalidValue, match="ages"):
        shares_by(PATHS, "time-decay", half_life=timedelta(days=1))


def test_of_no_journeys_nothing_is_shared():
    nothing = Journeys(parties=(), touches=[], offsets=[0, 0], wins=[1], losses=[0], ages=[])

    assert exact_wins(shares_by(nothing, "linear"), nothing.wins, 0) == []
    assert exact_wins(shares_by(nothing, "time-decay", half_life=timedelta(1)), nothing.wins, 0) == []
    assert exact_amounts(shares_by(nothing, "linear"), np.array([0]), 0) == []


def test_each_deal_is_divided_to_the_cent_by_largest_remainder():
    journeys = Journeys.of([["a", "b", "c"], ["c", "b", "a"]], wins=[1, 1])
    shares = shares_by(journeys, "linear")

    assert exact_amounts(shares, np.array([100, 200]), 3) == [100, 100, 100]
    assert exact_amounts(shares, np.array([1, 1]), 3) == [1, 0, 1]


def test_sums_that_would_not_stay_exact_are_refused():
    journeys = Journeys(parties=("a",), touches=[0], offsets=[0, 1], wins=[2**40], losses=[0], ages=[0])

    with pytest.raises(Overflowed, match=r"^wins would"):
        exact_wins(shares_by(journeys, "time-decay", half_life=timedelta(1)), journeys.wins, 1)


def test_credit_of_more_wins_than_can_be_added_up_is_refused_and_never_wrong():
    for contacts, wins in ((3, 2**60), (4, 2**59), (4, 2**60), (10, 2**60), (1, 2**61)):
        journeys = Journeys.of([["a"] * contacts], wins=[wins])
        shares = shares_by(journeys, "linear")
        if contacts * wins < 2**62:
            assert exact_wins(shares, journeys.wins, 1) == [wins]
        else:
            with pytest.raises(Overflowed, match=f"^wins would .*{contacts}"):
                exact_wins(shares, journeys.wins, 1)

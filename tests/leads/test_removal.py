"""How many deals fewer would there be without one of those who made the contacts?"""

import numpy as np
import pytest

from partnerkit.leads import Journeys, attribute, removal
from partnerkit.leads.removal import chain_of, removal_effects
from partnerkit.values.errors import InvalidValue


def effects(paths, wins, losses, order=1):
    journeys = Journeys.of(paths, wins=wins, losses=losses)
    found, chance = removal_effects(chain_of(journeys, order), journeys.wins, journeys.losses)
    return dict(zip(journeys.parties, found.round(12).tolist(), strict=True)), chance


def test_the_textbook_example():
    # Three journeys: C1-C2-C3 won, C1 lost, C2-C3 lost; credit 0.2, 0.4, 0.4.
    found, chance = effects([["C1", "C2", "C3"], ["C1"], ["C2", "C3"]], [1, 0, 0], [0, 1, 1])

    assert chance == pytest.approx(1 / 3)
    assert found == {"C1": 0.5, "C2": 1.0, "C3": 1.0}
    journeys = Journeys.of([["C1", "C2", "C3"], ["C1"], ["C2", "C3"]], wins=[1, 0, 0], losses=[0, 1, 1])
    shares = [float(each.share) for each in attribute(journeys, "markov").values()]
    assert shares == pytest.approx([0.2, 0.4, 0.4], abs=1e-12)


def test_a_party_on_every_way_is_missed_in_all():
    found, _ = effects([["a", "b", "a"], ["a"]], [3, 1], [0, 7])

    assert found["a"] == 1.0
    assert 0 < found["b"] < 1


def test_loops_and_long_ways_end():
    found, chance = effects([["a"] * 500, ["a", "b"] * 250], [1, 0], [0, 1])

    assert 0 < chance < 1
    assert found == {"a": 1.0, "b": pytest.approx(found["b"])}


def test_a_longer_memory_tells_orders_apart():
    # Only a before b wins; with a memory of one contact that cannot be seen.
    paths, wins, losses = [["a", "b"], ["c", "b"]], [5, 0], [0, 5]

    assert effects(paths, wins, losses, 1)[0]["c"] == 0.5
    assert effects(paths, wins, losses, 2)[0] == {"a": 1.0, "b": 1.0, "c": 0.0}


def test_a_memory_longer_than_every_journey_changes_nothing_more():
    paths, wins, losses = [["a", "b", "c"], ["b", "a"], ["c"]], [2, 1, 0], [1, 3, 4]

    assert effects(paths, wins, losses, 3) == effects(paths, wins, losses, 9)


def test_following_the_crowd_equals_solving_the_equations(monkeypatch):
    rng = np.random.default_rng(7)
    paths = [[f"c{each}" for each in rng.integers(0, 5, rng.integers(1, 9))] for _ in range(300)]
    wins, losses = rng.integers(0, 4, 300), rng.integers(0, 9, 300)
    solved = effects(paths, wins, losses, 2)
    monkeypatch.setattr(removal, "_DENSE", 0)
    followed = effects(paths, wins, losses, 2)

    assert followed[1] == pytest.approx(solved[1], abs=1e-13)
    assert followed[0] == pytest.approx(solved[0], abs=1e-11)


def test_who_is_seen_a_hundred_thousand_times_in_a_row_is_followed_to_his_end():
    # Three hundred channels are more than are solved as equations; the crowd would stay in one for ever.
    channels = [f"c{each:03}" for each in range(300)]
    paths = [*([each] for each in channels), ["c000"] * 100_000 + ["c001"]]
    missed, chance = effects(paths, [1] * 300 + [50], [9] * 300 + [50])

    others, first, second = 298 / 3100, 1 / 3100, 51 / 110
    won = others + first + (100 / 3100 + 10 / 3100) * second
    assert chance == pytest.approx(won, rel=1e-10)
    assert missed["c001"] == pytest.approx(1 - (others + first) / won, rel=1e-10)
    assert missed["c002"] == pytest.approx(1 / 3100 / won, rel=1e-10)


def test_without_a_win_nobody_is_missed():
    assert effects([["a"], ["b"]], [0, 0], [1, 1]) == ({"a": 0.0, "b": 0.0}, 0.0)
    assert effects([], [], []) == ({}, 0.0)


def test_journeys_without_contact_are_no_part_of_the_chain():
    assert effects([["a"], []], [1, 5], [1, 7]) == effects([["a"]], [1], [1])


@pytest.mark.parametrize("order", [0, -1, 1.0, True])
def test_a_memory_is_a_whole_number_of_contacts(order):
    with pytest.raises(InvalidValue, match="order"):
        chain_of(Journeys.of([["a"]], wins=[1]), order)

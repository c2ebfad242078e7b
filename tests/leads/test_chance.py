"""Could it be chance?"""

from itertools import combinations
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnerkit.leads import chance
from partnerkit.leads.chance import beyond_chance, chance_of_sum

#: Values with many ties.
samples = st.lists(st.integers(0, 4), min_size=2, max_size=9)


def by_hand(values, picked):
    """Try every pick."""
    ranks = [sum(other < each for other in values) + (values.count(each) + 1) / 2 for each in values]
    size, found = sum(picked), sum(rank for rank, one in zip(ranks, picked, strict=True) if one)
    return sum(sum(pick) <= found for pick in combinations(ranks, size)) / comb(len(values), size)


@given(values=samples, data=st.data())
def test_every_pick_is_counted(values, data):
    picked = data.draw(st.lists(st.booleans(), min_size=len(values), max_size=len(values)))
    found = chance_of_sum(np.array(values, dtype=float), np.array(picked))

    assert found == pytest.approx(by_hand(values, picked), rel=1e-12)


def test_the_published_critical_value_of_the_rank_sum_is_met():
    """Tables of Wilcoxon's two-sample test: of 5 among 10, one-sided at 2.5 %, the critical rank sum is 17."""

    def chance_of(*ranks):
        return chance_of_sum(np.arange(1.0, 11.0), np.isin(np.arange(1, 11), ranks))

    assert chance_of(1, 2, 3, 4, 7) == pytest.approx(4 / 252)  # 17: below 2.5 %
    assert chance_of(1, 2, 3, 4, 8) == pytest.approx(7 / 252)  # 18: above


def test_large_samples_go_on_where_small_ones_end(monkeypatch):
    rng = np.random.default_rng(0)
    values = np.round(rng.lognormal(3, 1, 50))
    picked = rng.random(50) < 0.4
    exact = chance_of_sum(values, picked)
    monkeypatch.setattr(chance, "EXACT", 0)

    assert chance_of_sum(values, picked) == pytest.approx(exact, abs=0.003)


def test_half_a_rank_is_added_for_the_normal_law(monkeypatch):
    values = np.arange(40.0)
    picked = np.isin(values, [0, 5, 9, 11, 20, 22, 30])
    exact = chance_of_sum(values, picked)
    monkeypatch.setattr(chance, "EXACT", 0)

    # Without it the difference is above 0.005, with half of it above 0.003.
    assert chance_of_sum(values, picked) == pytest.approx(exact, abs=0.002)


def test_equal_values_say_nothing(monkeypatch):
    picked = np.arange(8) < 3

    assert chance_of_sum(np.ones(8), picked) == 1
    monkeypatch.setattr(chance, "EXACT", 0)
    assert chance_of_sum(np.ones(8), picked) == 1


def test_holm_steps_down_and_stops_at_the_first_that_chance_explains():
    assert list(beyond_chance({1: 0.01, 2: 0.04, 3: 0.03, 4: 0.005}, 0.05)) == [(4, 0.02), (1, 0.03)]
    assert list(beyond_chance({}, 0.05)) == []


@given(st.dictionaries(st.integers(0, 20), st.floats(0, 1), max_size=8), st.floats(0.001, 0.2))
def test_holm_finds_no_more_than_looking_at_each_alone_and_no_less_than_bonferroni(chances, level):
    found = {key for key, _ in beyond_chance(chances, level)}

    assert {key for key, each in chances.items() if each * len(chances) <= level} <= found
    assert found <= {key for key, each in chances.items() if each <= level}

"""Breaks are found where they are, seldom where there are none, and a line is no break."""

import numpy as np
import pytest

from partnerkit.scoring.changes import LEAST, breaks, pettitt


def by_definition(values):
    """Return Pettitt's statistic as it is defined: every value before against every one after."""
    known = values[~np.isnan(values)]
    count = len(known)
    gaps = [
        abs(np.sign(known[None, cut:] - known[:cut, None]).sum()) for cut in range(LEAST, count - LEAST + 1)
    ]
    return max(gaps), gaps.index(max(gaps)) + LEAST


@pytest.mark.parametrize("seed", range(6))
def test_the_statistic_is_that_of_the_definition(seed):
    chance = np.random.default_rng(seed)
    values = np.round(chance.normal(size=24), 1)
    values[12:] += 1.0
    most, cut = by_definition(values)
    place, p_value = pettitt(values[None, :])

    assert p_value[0] == pytest.approx(min(1, 2 * np.exp(-6 * most**2 / (24**3 + 24**2))))
    assert place[0] == cut


def test_gaps_move_the_place_not_the_statistic():
    values = np.array([1, 2, 1, 2, 1, 9, 8, 9, 8, 9.0])
    gapped = np.insert(values, [3, 5], np.nan)

    assert pettitt(values[None, :])[1] == pytest.approx(pettitt(gapped[None, :])[1])
    assert pettitt(gapped[None, :])[0][0] == 7


def test_too_short_is_no_break():
    place, chance = pettitt(np.array([[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]]))

    assert (place[0], chance[0]) == (0, 1.0)


def test_two_steps_are_two_breaks():
    noise = np.random.default_rng(0).normal(size=36) * 0.1
    values = (np.repeat([1.0, 5.0, 2.0], 12) + noise)[None, :]
    found = breaks(values, np.full((1, 36), 2.5))

    assert [each.first_after for each in found] == [12, 24]
    assert [round(each.before) for each in found] == [1, 5]
    assert [round(each.after) for each in found] == [5, 2]


def test_a_break_may_be_chance_just_as_often_as_is_said():
    values = np.array([[5.0, 6.0, 5.5, 6.1, 5.2, 5.9, 9.0, 9.4, 8.8, 9.1, 9.2, 9.3]])
    _, (chance,) = pettitt(values)

    assert len(breaks(values, np.full((1, 12), 7.0), chance=chance)) == 1
    assert breaks(values, np.full((1, 12), 7.0), chance=chance * 0.999) == ()


def test_a_steady_rise_is_a_line():
    line = np.arange(36.0)[None, :]
    noise = np.random.default_rng(1).normal(size=36) * 0.3

    assert breaks(line + noise, line) == ()


def test_chance_alone_seldom_breaks():
    values = np.random.default_rng(2).normal(size=(400, 36))
    found = {each.row for each in breaks(values, np.zeros_like(values))}

    assert len(found) / 400 < 0.09

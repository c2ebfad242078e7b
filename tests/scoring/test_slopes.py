"""Slopes and their tests agree with scipy, series by series, whatever the gaps and ties."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from partnerkit.scoring.slopes import medians, theil_sen

stats = pytest.importorskip("scipy.stats", reason="scipy is the reference here; it is in the extra solver")


def series(seed, rows=60, count=17, gaps=0.15):
    chance = np.random.default_rng(seed)
    values = np.round(chance.normal(size=(rows, count)) + 0.1 * np.arange(count), 1)
    values[chance.random(values.shape) < gaps] = np.nan
    return values


@pytest.mark.parametrize("level", [0.8, 0.9, 0.95])
def test_slope_and_interval_are_those_of_scipy(level):
    values = series(0)
    found = theil_sen(values, level=level)
    for row, each in enumerate(values):
        known = ~np.isnan(each)
        other = stats.theilslopes(each[known], np.flatnonzero(known), level)

        assert_allclose(
            [found.slope[row], found.low[row], found.high[row]],
            [other.slope, other.low_slope, other.high_slope],
        )


def test_tau_is_that_of_scipy_and_the_chance_is_a_little_larger_for_continuity():
    values = series(1)
    found = theil_sen(values)
    for row, each in enumerate(values):
        known = ~np.isnan(each)
        other = stats.kendalltau(np.flatnonzero(known), each[known], method="asymptotic")

        assert found.tau[row] == pytest.approx(other.statistic)
        assert found.p_value[row] >= other.pvalue - 1e-12
        assert found.p_value[row] == pytest.approx(other.pvalue, abs=0.12)


def test_pairs_of_the_same_season_only():
    season = np.tile([10.0, 0.0, -10.0, 5.0], 3)
    values = (season + np.repeat([0.0, 4.0, 8.0], 4))[None, :]
    found = theil_sen(values, season=4)

    assert (found.slope[0], found.tau[0], found.pairs[0]) == (1.0, 1.0, 12)
    assert theil_sen(values, season=1).tau[0] < 0.5


def test_stripes_make_no_difference(monkeypatch):
    values = series(2)
    whole = theil_sen(values)
    monkeypatch.setattr("partnerkit.scoring.slopes._STRIPE", 300)
    striped = theil_sen(values)

    for name in ("slope", "low", "high", "tau", "p_value", "pairs"):
        assert_allclose(getattr(striped, name), getattr(whole, name))


def test_too_few_points_are_unknown_or_unbounded():
    found = theil_sen(np.array([[np.nan, 1.0, np.nan], [1.0, 2.0, np.nan], [1.0, 2.0, 4.0]]), level=0.95)

    assert np.isnan(found.slope[0])
    assert np.isnan(found.tau[0])
    assert np.isnan(found.p_value[0])
    assert found.slope[1:].tolist() == [1.0, 1.5]
    assert found.low[1:].tolist() == [-np.inf, -np.inf]
    assert found.high[1:].tolist() == [np.inf, np.inf]
    assert found.points.tolist() == [1, 2, 3]


def test_a_constant_series_has_no_direction():
    found = theil_sen(np.full((1, 10), 7.0))

    assert (found.slope[0], found.low[0], found.high[0], found.tau[0], found.p_value[0]) == (0, 0, 0, 0, 1)


def test_the_input_is_not_written_to():
    values = series(3)
    before = values.copy()
    theil_sen(values, season=3)
    medians(values)

    assert_allclose(values, before)


def test_medians():
    values = series(4)

    assert_allclose(medians(values), np.nanmedian(values, axis=1))


def test_no_periods_at_all():
    found = theil_sen(np.empty((2, 1)) * np.nan)

    assert np.isnan(found.slope).all()
    assert found.pairs.tolist() == [0, 0]


def test_the_chance_is_corrected_for_continuity():
    """Of five points in order all ten pairs rise: (10 - 1) / root of (5 x 4 x 15 / 18) deviations."""
    z = 9 / np.sqrt(5 * 4 * 15 / 18)

    assert theil_sen(np.arange(5.0)[None, :]).p_value[0] == pytest.approx(2 * stats.norm.sf(z))

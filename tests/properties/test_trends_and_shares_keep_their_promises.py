"""
What trends, shares and swaps promise, whatever the figures.

A slope follows the unit, and turns with the direction; order of rows and of
partners changes nothing; shares add up to one; a Gini coefficient does not mind
the unit; a season is no trend; nobody is called improving by chance more often
than said.
"""

from datetime import date

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from partnerkit.scoring import Kpi, gini, lorenz, movement, pareto, trends
from partnerkit.scoring.slopes import theil_sen

values = st.one_of(
    st.integers(-5, 5).map(float), st.floats(-1e6, 1e6, allow_subnormal=False), st.just(np.nan)
)
tables = st.integers(2, 15).flatmap(
    lambda count: st.lists(st.lists(values, min_size=count, max_size=count), min_size=1, max_size=5).map(
        np.array
    )
)
amounts = st.lists(
    st.floats(0, 1e6, allow_subnormal=False).map(lambda each: round(each, 2)), min_size=1, max_size=30
)

MONTHS = [f"{year}-{month:02}" for year in (2023, 2024, 2025) for month in range(1, 13)]


@given(tables, st.sampled_from([0.5, 3.0, 1000.0]))
def test_a_slope_follows_the_unit(table, factor):
    one, other = theil_sen(table), theil_sen(table * factor)

    for name in ("slope", "low", "high"):
        assert_allclose(getattr(other, name), getattr(one, name) * factor, rtol=1e-9, atol=1e-9)
    assert_allclose(other.tau, one.tau, equal_nan=True)


@given(tables)
def test_a_slope_turns_with_time_and_with_the_sign(table):
    one, back, down = theil_sen(table), theil_sen(table[:, ::-1]), theil_sen(-table)

    for other in (back, down):
        assert_allclose(other.slope, -one.slope, rtol=1e-12, atol=1e-12)
        assert_allclose(other.tau, -one.tau, rtol=1e-12, atol=1e-12)
        assert_allclose(other.p_value, one.p_value, rtol=1e-12, atol=1e-12)


@given(tables, st.floats(-100, 100))
def test_a_straight_line_on_top_is_added_to_the_slope(table, steepness):
    table = np.fmod(table, 1e3)
    line = steepness * np.arange(table.shape[1])

    assert_allclose(theil_sen(table + line).slope, theil_sen(table).slope + steepness, rtol=1e-9, atol=1e-7)


@given(tables)
def test_the_slope_lies_in_its_interval(table):
    found = theil_sen(table)
    known = ~np.isnan(found.slope)

    assert (found.low[known] <= found.slope[known]).all()
    assert (found.slope[known] <= found.high[known]).all()


@given(tables, st.randoms(use_true_random=False))
def test_rows_do_not_know_of_each_other(table, random):
    order = list(range(len(table)))
    random.shuffle(order)

    assert_allclose(theil_sen(table[order]).slope, theil_sen(table).slope[order])


@given(st.integers(0, 5), st.integers(0, 10_000))
def test_the_order_of_rows_changes_no_verdict(partners, seed):
    chance = np.random.default_rng(seed)
    count = 36 * (partners + 1)
    frame = {
        "id": np.repeat([f"P-{n}" for n in range(partners + 1)], 36),
        "month": np.array(MONTHS * (partners + 1)),
        "x": chance.normal(size=count) + chance.normal() * np.arange(count) % 36,
    }
    order = chance.permutation(count)
    mixed = {name: column[order] for name, column in frame.items()}
    one, other = (
        trends(each, key="id", by="month", kpi=Kpi("x"), as_of=date(2026, 1, 1)) for each in (frame, mixed)
    )

    assert {key: one[key] for key in one} == {key: other[key] for key in one}


def test_nobody_is_called_improving_by_chance_more_often_than_said():
    chance = np.random.default_rng(0)
    values = 100 + 10 * np.tile(chance.normal(size=(2_000, 12)), 3) + chance.normal(size=(2_000, 36)) * 5
    found = theil_sen(values, level=0.9, season=12)
    share = np.mean(found.low > 0), np.mean(found.high < 0)

    # One in twenty on either side, and three standard errors.
    assert max(share) <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 2_000)
    assert min(share) >= 0.02


def test_the_interval_of_a_slope_covers():
    chance = np.random.default_rng(1)
    values = 0.7 * np.arange(24) + chance.standard_t(3, size=(2_000, 24))
    found = theil_sen(values, level=0.9)
    held = np.mean((found.low <= 0.7) & (found.high >= 0.7))

    assert held == pytest.approx(0.9, abs=3 * np.sqrt(0.09 / 2_000) + 0.01)


@given(amounts)
def test_shares_add_up_to_one(column):
    assume(sum(column) > 0)
    found = pareto({"id": range(len(column)), "x": column}, key="id", value="x")

    assert np.nansum(found.share) == pytest.approx(1)
    assert np.nanmax(found.cumulated) == pytest.approx(1)


@given(amounts, st.floats(0.01, 1))
def test_the_makers_are_the_fewest_that_do(column, share):
    assume(sum(column) > 0)
    found = pareto({"id": range(len(column)), "x": column}, key="id", value="x")
    made = sum(column[key] for key in found.who_makes(share))
    largest = sorted(column, reverse=True)

    assert made >= share * sum(column) * (1 - 1e-9)
    assert sum(largest[: len(found.who_makes(share)) - 1]) < share * sum(column) * (1 + 1e-9)


@given(amounts, st.sampled_from([0.01, 7.0, 1e6]))
def test_gini_minds_neither_unit_nor_order_nor_copies(column, factor):
    one = gini(column)

    assert 0 <= one <= 1 - 1 / len(column) + 1e-12
    assert gini([each * factor for each in reversed(column)]) == pytest.approx(one, abs=1e-9)
    assert gini(column * 3) == pytest.approx(one, abs=1e-9)


@given(amounts)
def test_the_curve_rises_ever_steeper_from_0_to_1(column):
    curve = lorenz(column)
    partners, made = curve.partners, curve.made
    steps = np.diff(made)

    assert (made[0], partners[0], made[-1], partners[-1]) == (0, 0, 1, 1)
    assert (np.diff(steps) >= -1e-9).all()
    assert (made <= partners + 1e-9).all()


@given(
    st.dictionaries(st.integers(0, 20), st.sampled_from("ABC")),
    st.dictionaries(st.integers(0, 20), st.sampled_from("ABC")),
)
def test_everybody_moves_once(before, after):
    found = movement(before, after)
    keys = [key for keys in found.moves.values() for key in keys]

    assert sorted(keys) == sorted({*before, *after})

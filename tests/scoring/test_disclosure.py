"""What may be told of a group."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnerkit.scoring.disclosure import Disclosure, cell, neighborhoods
from partnerkit.values.errors import InvalidInput, InvalidValue

ends = st.one_of(st.none(), st.floats(-1e4, 1e4, allow_subnormal=False))


@given(st.integers(0, 200), st.integers(1, 20))
def test_neighborhoods_are_whole_and_never_overlap(count, least):
    starts = [start for start in neighborhoods(count, least) if start is not None]

    assert len(starts) == (count >= least) + 2 * (count >= 3 * least)
    assert all(later - start >= least for start, later in itertools.pairwise(starts))
    assert all(0 <= start <= count - least for start in starts)


@given(
    st.floats(-1e4, 1e4, allow_subnormal=False),
    st.sampled_from([1, 5, 10, 25, 45]),
    st.tuples(ends, ends),
    st.floats(-1e5, 1e5),
)
def test_a_cell_is_wide_enough_whatever_the_figure_and_the_bounds(mean, percent, bounds, other):
    least, most = bounds
    if None not in bounds and least > most:
        least, most = most, least
    mean = max(mean, -np.inf if least is None else least)
    mean = min(mean, np.inf if most is None else most)
    found = cell(mean, Disclosure(p_percent=percent), (least, most))
    if found is None:
        return
    low, high = found
    hair = 1e-9 * (1 + abs(mean))
    assert low - hair <= mean <= high + hair
    assert least is None or low >= least - hair
    assert most is None or high <= most + hair
    width = max(high, other) - min(low, other)
    assert width >= 2 * percent / 100 * max(abs(low), abs(high)) * (1 - 1e-9)
    assert width >= 2 * percent / 100 * abs(other) * (1 - 1e-9)


@pytest.mark.parametrize("bounds", [(None, None), (0, None), (0, 1), (-3, 7), (2, None), (None, 5)])
def test_cells_do_not_overlap(bounds):
    low, high = (-4 if bounds[0] is None else bounds[0]), (9 if bounds[1] is None else bounds[1])
    rules = Disclosure(p_percent=10)
    found = sorted({cell(mean, rules, bounds) for mean in np.linspace(low, high, 2000).tolist()})

    for before, after in itertools.pairwise(found):
        assert after[0] >= before[1] - 1e-9, (before, after)


@pytest.mark.parametrize("percent", [0.5, 5, 10, 33, 45])
@pytest.mark.parametrize(
    "bounds", [(None, None), (0, 1), (-3, 7), (1, 10), (10, 500), (100, 1000), (0.5, 1), (-1000, -100)]
)
def test_a_cell_is_told_to_the_last_digit_in_one_way(percent, bounds):
    """Two that differ by rounding would tell in which part of the cell the mean lies, and so be narrower cells."""
    low, high = (-40 if bounds[0] is None else bounds[0]), (90 if bounds[1] is None else bounds[1])
    rules = Disclosure(p_percent=percent)
    told = {cell(mean, rules, bounds) for mean in np.linspace(low, high, 3000).tolist()} - {None}

    for ends in zip(*told, strict=True):
        found = np.unique(ends)
        assert len(found) == len(told) == len(np.unique(found.round(10)))


def test_a_bound_that_everybody_knows_is_an_end():
    rules = Disclosure(p_percent=10)

    assert cell(0.99, rules, (0, 1))[1] == 1
    assert cell(100.0, rules, (0, 100))[1] == 100
    assert cell(95.0, rules, (90, 100)) is None
    assert cell(85.0, rules, (70, 100)) == (70, 100)
    assert cell(0.0, rules)[0] < 0 < cell(0.0, rules)[1] <= 0.001


@pytest.mark.parametrize("percent", [10, 45])
@pytest.mark.parametrize("hair", [1e-13, 1e-12, 2e-12, 1e-11])
def test_a_hair_above_an_edge_is_no_other_cell_than_the_next(percent, hair):
    rules = Disclosure(p_percent=percent)
    low, high = cell(rules.step**-2 * (1 + hair), rules)

    assert low <= rules.step**-2 * (1 + 1e-9)
    assert high >= rules.step**-2 * (1 - 1e-9)


def test_no_percentage_tells_means_as_they_are():
    assert cell(12.5, Disclosure(p_percent=0)) == (12.5, 12.5)


def test_rules_that_make_no_sense_are_refused():
    with pytest.raises(InvalidInput):
        Disclosure(min_contributors=0, p_percent=50)
    for wrong in (
        {"dominance": (0, 85)},
        {"dominance": (1, 100.5)},
        {"min_age": {"margin": -1}},
        {"smallest": 0.0},
        {"cut_off_days": -1},
        {"index": {"orders": 1}},
    ):
        with pytest.raises(InvalidValue):
            Disclosure(**wrong)

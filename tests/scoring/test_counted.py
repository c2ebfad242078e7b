"""Whose figures counted."""

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnerkit.scoring.counted import Counted
from partnerkit.scoring.marks import as_text

KPIS = ("a", "b", "c")
#: Marks that share a slot, and those that differ in the last digit only.
MARKS = st.sampled_from([0, 1, 2, 1024, 2**20, 2**20 + 1, 2**32 - 1])
batches = st.lists(
    st.lists(st.tuples(st.sampled_from(KPIS), st.lists(MARKS, max_size=5)), max_size=3), max_size=12
)


def text(found):
    return as_text(np.array(found, dtype=np.uint32))


def known(counted, kpis=KPIS, asked=(0, 1, 2, 1024, 2**20, 2**20 + 1, 2**32 - 1)):
    """Return which marks of which KPIs counted."""
    found = np.array([asked] * len(kpis), dtype=np.uint32)
    rows = counted.has(kpis, found).tolist()
    return {
        (kpi, mark)
        for kpi, row in zip(kpis, rows, strict=True)
        for mark, has in zip(asked, row, strict=True)
        if has
    }


@given(batches)
def test_it_knows_what_was_counted_and_nothing_else(months):
    """Held to the definition, month after month; what went before stays as it was."""
    counted, before = Counted(), [(Counted(), set())]
    expected = set()
    for month in months:
        counted = counted.with_figures([(kpi, text(found)) for kpi, found in month])
        expected |= {(kpi, mark) for kpi, found in month for mark in found}
        before.append((counted, set(expected)))

    for each, should in before:
        assert known(each) == should


@given(batches, batches)
def test_two_that_go_on_from_one_know_nothing_of_each_other(first, second):
    begun = Counted().with_figures([("a", text([1, 1024]))])
    ways = []
    for months in (first, second):
        counted = begun
        for month in months:
            counted = counted.with_figures([(kpi, text(found)) for kpi, found in month])
        ways.append(
            (counted, {("a", 1), ("a", 1024)} | {(k, m) for month in months for k, f in month for m in f})
        )

    assert [known(counted) for counted, _ in ways] == [should for _, should in ways]


def test_years_are_kept_in_one_table_and_few_beside_it():
    rng = np.random.default_rng(1)
    counted, told = Counted(), []
    for _ in range(60):
        told.append(rng.integers(0, 2**32, 50, dtype=np.uint64).astype(np.uint32))
        counted = counted.with_figures([("a", as_text(told[-1]))])

    assert counted.count == counted.index.count == 60 * 50
    assert 2 * 60 * 50 <= len(counted.index.places) < 8 * 60 * 50
    lengths = [len(run) for run in counted.runs]
    assert 0 < sum(lengths) < 60 * 50 / 4
    assert all(longer >= 8 * shorter for longer, shorter in pairwise(lengths))
    assert all((run[1:] >= run[:-1]).all() for run in counted.runs)
    assert counted.has(["a"], np.array(told).reshape(1, -1)).all()
    assert not counted.has(["a"], 1 ^ np.array(told).reshape(1, -1)).any()


def test_who_goes_on_shares_the_table_and_the_second_who_does_not():
    begun = Counted().with_figures([("a", text([1, 1024]))])
    first, second = (begun.with_figures([("a", text([mark]))]) for mark in (2, 3))

    assert first.index is begun.index
    assert second.index is not begun.index
    assert first.with_figures([("a", text([4]))]).index is begun.index


def test_many_who_go_on_from_one_at_once_know_nothing_of_each_other():
    begun = Counted().with_figures([("a", text(range(100)))])
    mores = [list(range(100 * n, 100 * n + 90)) for n in range(1, 9)]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda more: begun.with_figures([("a", text(more))]), mores))

    asked = np.arange(1000, dtype=np.uint32).reshape(1, -1)
    for more, counted in zip(mores, found, strict=True):
        assert np.flatnonzero(counted.has(["a"], asked)).tolist() == [*range(100), *more]


@pytest.mark.parametrize("shape", [(0, 0), (2, 0), (0, 3)])
def test_nothing_is_asked_and_nothing_found(shape):
    counted = Counted().with_figures([("a", text([7]))])

    assert counted.has(["a", "x"][: shape[0]], np.zeros(shape, dtype=np.uint32)).shape == shape


def test_a_kpi_of_which_nothing_was_told_has_nothing():
    counted = Counted().with_figures([("a", text([7]))]).with_figures([])

    assert known(counted, ("new", "a"), (7, 8)) == {("a", 7)}
    assert known(Counted(), asked=(0, 7)) == set()

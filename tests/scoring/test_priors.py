"""To what figures are drawn that rest on little, where an engine holds them; `test_plan` compares whole scores."""

from datetime import UTC, datetime

import numpy as np
import pytest
from numpy.testing import assert_allclose

from partnerkit.scoring import Kpi, Scorecard
from partnerkit.scoring.groups import Groups
from partnerkit.scoring.levels import levels_of
from partnerkit.scoring.plan import first_pass
from partnerkit.scoring.priors import measure_means, measure_rates
from partnerkit.scoring.shrinkage import shrunk_means, shrunk_rates
from partnerkit.values.lazy import opened

pl = pytest.importorskip("polars")

CARD = Scorecard(kpis=(Kpi("a", se="s", shrink="normal"), Kpi("rate", count="c", of="n")))
ROWS = {
    "id": list(range(6)),
    "a": [1.0, 5.0, 2.0, 9.0, None, 4.0],
    "s": [0.5, 1.0, 0.1, None, 2.0, 0.7],
    "c": [0, 3, 5, 7, 2, 0],
    "n": [5, 10, 11, 13, 9, 0],
}


def taken_in(rows):
    intake, found = first_pass(CARD, opened(pl.LazyFrame(rows)), "id", datetime(2026, 4, 30, tzinfo=UTC))
    (level,) = levels_of(CARD, found)
    return intake, level


@pytest.fixture
def taken():
    return taken_in(ROWS)


def test_rates_and_means_are_drawn_to_what_arrays_are_drawn_to(taken):
    intake, level = taken
    measure_means(intake, level, [0])
    measure_rates(intake, level, [1])
    columns = {name: np.array(ROWS[name], dtype=float) for name in "ascn"}
    groups = Groups.of(np.array([6]))
    _, mean = shrunk_means(columns["a"], columns["s"], groups)
    _, rate = shrunk_rates(columns["c"], columns["n"], groups)

    for place, prior in enumerate((mean, rate)):
        assert_allclose(level.table[f"__r{place}"], prior.center, rtol=1e-10)
        assert_allclose(level.table[f"__a{place}"], prior.spread, rtol=1e-9)


def test_equals_are_drawn_to_what_they_are_to_the_last_bit():
    """A figure without an error is left as it is, and must not differ from those that are drawn."""
    intake, level = taken_in({**ROWS, "a": [0.3] * 6, "s": [0.1, 0.1, 5, None, 1, 0.1]})
    measure_means(intake, level, [0])

    assert level.table["__r0"].tolist() == [0.3]


def test_of_too_few_nothing_is_said():
    few = pl.LazyFrame({name: column[:3] for name, column in ROWS.items()})
    intake, found = first_pass(CARD, opened(few), "id", datetime(2026, 4, 30, tzinfo=UTC))
    (level,) = levels_of(CARD, found)
    measure_means(intake, level, [0])

    assert np.isnan(level.table["__r0"]).all()


@pytest.mark.parametrize("times", [1, 10**9])
@pytest.mark.parametrize("is_turned", [False, True])
def test_rates_of_few_cases_and_of_many_keep_their_digits(times, is_turned):
    """The sums of the first pass tell those of few; of many, and hardly apart, they would leave no digit."""
    totals = np.array(ROWS["n"], dtype=float) * 10 * times
    counts = np.round(totals / 5) + np.round(np.sqrt(totals)) * np.array([0, 1, -1, 2, -1, 0])
    counts = totals - counts if is_turned else counts
    intake, level = taken_in({**ROWS, "c": counts, "n": totals})
    measure_rates(intake, level, [1])
    _, rate = shrunk_rates(counts, totals, Groups.of(np.array([6])))

    assert 0 < rate.spread[0] < 1
    assert_allclose(level.table["__r1"], rate.center, rtol=1e-12)
    assert_allclose(level.table["__a1"], rate.spread, rtol=1e-10)

"""Weights found in figures that lie with an engine; `test_plan` compares them on every engine."""

from datetime import UTC, datetime

import numpy as np
import pytest

from partnerkit.scoring import Kpi, Scorecard
from partnerkit.scoring.intake import take_in
from partnerkit.scoring.lazy_weights import weights_where_they_lie
from partnerkit.scoring.weighing import critic, entropy
from partnerkit.values.lazy import opened

pl = pytest.importorskip("polars")

RNG = np.random.default_rng(3)
ROWS = {
    "id": list(range(50)),
    "a": RNG.lognormal(0, 1, 50),
    "b": 1e6 + RNG.normal(0, 3, 50),
    "c": np.ones(50),
}
ROWS["a"][7] = np.nan
ROWS["a"][8] = 0.0


def found(weights, rows=ROWS):
    card = Scorecard(kpis=tuple(Kpi(name) for name in "abc"), weights=weights)
    return weights_where_they_lie(
        take_in(card, opened(pl.LazyFrame(rows)), "id", datetime(2026, 4, 30, tzinfo=UTC))
    )


@pytest.mark.parametrize(("weights", "of"), [("entropy", entropy), ("critic", critic)])
def test_sums_find_what_arrays_find(weights, of):
    assert found(weights) == pytest.approx(of([ROWS[name] for name in "abc"]).tolist(), rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("weights", ["entropy", "critic"])
def test_where_figures_tell_nobody_apart_all_weigh_the_same(weights):
    assert found(weights, {"id": [1, 2], "a": [3.0, 3.0], "b": [1.0, 1.0], "c": [2.0, 2.0]}) == (1 / 3,) * 3


def test_small_differences_of_large_figures_keep_their_digits():
    """As if exact: 1 - entropy of nearly equal shares is half the squared coefficient of variation over log n."""
    columns = [np.array([1e6, 1e6 + 10]), np.array([1e6, 1e6 + 20])]
    weights = entropy(columns)

    assert weights[1] / weights[0] == pytest.approx(4, rel=1e-4)

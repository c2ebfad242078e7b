"""Many figures made one score."""

from datetime import date

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from partnerkit.scoring import Kpi, Scorecard, score
from partnerkit.scoring.aggregates import combination, log_mean
from partnerkit.scoring.groups import Groups

NONE = np.zeros(0, dtype=np.int64)


def combined(aggregate, columns, weights, *, sizes=None, gaps=None):
    """Put columns together, and return the score with what each of them added."""
    how = combination(Scorecard(kpis=(Kpi("a"),), aggregate=aggregate, scale="min_max"))
    rows = len(columns[0])
    groups = Groups.of(np.array(sizes or [rows]))
    first, second, known, parts = np.zeros(rows), np.zeros(rows), np.zeros(rows), []
    for place, (column, weight) in enumerate(zip(columns, weights, strict=True)):
        own = np.array((gaps or {}).get(place, []), dtype=np.int64)
        added = how.add(np.array(column, dtype=float), weight, own, groups)
        parts.append(added)
        first += added[0]
        how.gather(second, added[-1], out=second)
        present = np.full(rows, float(weight))
        present[own] = 0
        known += present
    return how.finish(first, second, known, groups)[0], parts


def test_a_geometric_mean_is_that_of_the_figures_from_1_to_100():
    score, _ = combined("geometric", [[0, 0.5, 1], [0, 1, 1]], [1, 3])

    assert_allclose(score, [1, (50.5 * 100**3) ** 0.25, 100])


def test_the_logarithmic_mean_shares_out_a_product_exactly():
    scores = np.array([1.0, 1 + 1e-12, 1.5, 100.0])

    assert_allclose(log_mean(scores) * np.log(scores), scores - 1, rtol=1e-12, atol=0)


def test_vikor_joins_the_whole_and_the_greatest_regret():
    # S = 0.6, 0.4, 0.4 and R = 0.6, 0.3, 0.4, so Q = 1, 0 and (0.4 - 0.3) / 0.3 / 2.
    score, _ = combined("vikor", [[0, 0.5, 1], [1, 0.75, 0]], [0.6, 0.4])

    assert_allclose(1 - score, [1, 0, 1 / 6], atol=1e-12)


def test_vikor_is_measured_in_each_group_by_itself():
    together, _ = combined("vikor", [[0, 1, 3, 9], [4, 3, 2, 1]], [1, 1], sizes=[2, 2])
    apart = [combined("vikor", [a, b], [1, 1])[0] for a, b in (([0, 1], [4, 3]), ([3, 9], [2, 1]))]

    assert_allclose(together, np.concatenate(apart))


def test_vikor_counts_half_where_nobody_differs():
    assert_array_equal(combined("vikor", [[3, 3]], [1])[0], [0.5, 0.5])


@pytest.mark.parametrize("aggregate", ["topsis", "vikor", "geometric", "weighted_sum"])
def test_what_is_missing_adds_nothing(aggregate):
    _, parts = combined(aggregate, [[0, 0, 1, 0.5]], [2], gaps={0: [1]})

    assert all(added[1] == 0 for added in parts[0])


@pytest.mark.parametrize("aggregate", ["topsis", "vikor"])
def test_distances_leave_a_column_of_nothing_but_gaps_alone(aggregate):
    score, _ = combined(aggregate, [[0, 0], [1, 2]], [2, 1], gaps={0: [0, 1]})

    assert np.isfinite(score).all()


@pytest.mark.parametrize(
    ("aggregate", "base"),
    [("weighted_sum", 0), ("promethee_ii", 0), ("geometric", 1), ("topsis", None), ("vikor", None)],
)
def test_says_from_what_contributions_count(aggregate, base):
    assert combination(Scorecard(kpis=(Kpi("a"),), aggregate=aggregate, scale="min_max")).base == base


@pytest.mark.parametrize("aggregate", ["topsis", "vikor"])
def test_peers_within_a_millionth_are_the_same_and_the_rest_decides(aggregate):
    kpis = (Kpi("large", weight=9), Kpi("small"))
    frame = {"id": [1, 2, 3], "large": [1e12, 1e12 + 1, 1e12 + 2], "small": [3.0, 2.0, 1.0]}
    card = Scorecard(kpis=kpis, scale="vector", aggregate=aggregate)
    found = score(card, frame, key="id", as_of=date(2026, 3, 31))

    assert [found[key] for key in (1, 2, 3)] == pytest.approx([1, 0.5, 0], abs=1e-12)

"""Weights that the figures themselves give."""

from datetime import date

import numpy as np
import pytest
from numpy.testing import assert_allclose

from partnerkit.scoring import Kpi, Pairwise, Scorecard, score
from partnerkit.scoring.weighing import critic, entropy
from partnerkit.values.errors import InvalidValue

NAN = np.nan
DAY = date(2026, 3, 31)


def weights(method, frame, **kpis):
    card = Scorecard(kpis=[Kpi(name, **kpis.get(name, {})) for name in frame], weights=method)
    return score(card, {"id": range(len(next(iter(frame.values())))), **frame}, key="id", as_of=DAY)


def test_entropy_agrees_with_its_definition_and_passes_over_gaps():
    a, b = np.array([1.0, 2, 4, 0]), np.array([3.0, 3, 4, NAN])
    shares = [a[:3] / 7, b[:3] / 10]
    diversity = np.array([1 + (p * np.log(p)).sum() / np.log(n) for p, n in zip(shares, (4, 3), strict=True)])

    assert_allclose(entropy([a, b]), diversity / diversity.sum())


def test_entropy_tells_figures_apart_that_hardly_differ():
    # Of so small ways from the mean, twice the way is four times the divergence.
    way = np.array([-1.0, 0.0, 1.0])

    assert_allclose(entropy([1 + 1e-6 * way, 1 + 2e-6 * way]), [0.2, 0.8], rtol=1e-10)


def test_critic_agrees_with_numpy():
    rng = np.random.default_rng(3)
    columns = rng.normal(size=(4, 20_000)) * [[1], [50], [0.01], [7]] + 1000
    columns[3] += columns[0]
    scaled = np.array([(c - c.min()) / (c.max() - c.min()) for c in columns])
    found = scaled.std(axis=1) * (1 - np.corrcoef(scaled)).sum(axis=1)

    assert_allclose(critic(list(columns)), found / found.sum(), rtol=1e-9)


def test_critic_correlates_the_pairs_that_are_known():
    a = np.array([0.0, 1, 2, 3, NAN, 9])
    b = np.array([5.0, 3, 4, 1, 2, NAN])
    scaled = [(c - np.nanmin(c)) / (np.nanmax(c) - np.nanmin(c)) for c in (a, b)]
    both = ~np.isnan(a) & ~np.isnan(b)
    alike = np.corrcoef(scaled[0][both], scaled[1][both])[0, 1]
    found = np.array([np.nanstd(each) * (1 - alike) for each in scaled])

    assert_allclose(critic([a, b]), found / found.sum())


@pytest.mark.parametrize("method", ["entropy", "critic"])
def test_what_tells_nobody_apart_weighs_nothing(method):
    found = weights(method, {"same": [0.1] * 4, "a": [1, 5, 2, 9], "b": [4, 1, 2, 8]})

    assert found.weights[0] == 0
    assert sum(found.weights) == pytest.approx(1)


@pytest.mark.parametrize("method", ["entropy", "critic"])
def test_where_nothing_tells_anybody_apart_all_weigh_the_same_and_it_is_said(method):
    found = weights(method, {"a": [3, 3, 3], "b": [7, 7, 7]})

    assert found.weights == (0.5, 0.5)
    assert "weights-undetermined" in [finding.code for finding in found.findings]


def test_entropy_refuses_figures_below_zero():
    with pytest.raises(InvalidValue, match=r"frame\['a'\]: a figure below 0 at 1.*critic"):
        weights("entropy", {"a": [3, -1, 3], "b": [7, 7, 1]})


def test_critic_looks_upwards():
    frame = {"a": [1.0, 2, 3, 4], "b": [1.0, 2, 3, 5], "c": [2, 1, 4, 3]}
    alike, against = weights("critic", frame), weights("critic", frame, b={"better": "lower"})

    assert alike.weights != against.weights


def test_pairs_give_their_weights_and_contradictions_are_told():
    judged = Pairwise.of({("a", "b"): 3, ("b", "c"): 3, ("a", "c"): 1 / 3})
    found = weights(judged, {"a": [1, 2, 3], "b": [3, 1, 2], "c": [2, 3, 1]})

    assert found.weights == pytest.approx(tuple(judged.weights.values()))
    assert [finding.code for finding in found.findings] == ["inconsistent-judgments"]
    assert found.method["consistency_ratio"] == judged.consistency_ratio


class TestConflictOfRounding:
    """Sums keep sixteen digits, so what lies beyond them is neither spread nor conflict."""

    ONE = np.array([0.0] * 9 + [1.0] + [0.0] * 2)
    LIKE_IT = np.array([0.0] * 5 + [1.0, 3.0, 0.0, 0.0, 1e12, 0.0, 0.0])

    def test_figures_that_say_the_same_are_in_none(self):
        assert critic([self.ONE, self.ONE, self.LIKE_IT]).tolist() == [0, 0, 0]

    def test_what_is_left_of_a_figure_where_another_is_known_may_have_no_spread(self):
        last = np.array([0.0] * 11 + [1.0])
        gap = np.array([0.0] * 10 + [np.nan, 1.0])
        outlier = np.array([0.0] * 9 + [3.0, 1e12, 0.0])
        order = np.array([3, 9, 0, 11, 10, 1, 7, 2, 8, 5, 4, 6])
        straight = critic([last, gap, outlier])
        mixed = critic([column[order] for column in (last, gap, outlier)])

        assert_allclose(mixed, straight, atol=1e-9)

"""Rates of few cases are told with care; statistics of the channel by drawing whole partners."""

import numpy as np
import pytest

from partnerkit.scoring import bootstrap, gini, wilson
from partnerkit.values.errors import InvalidInput, InvalidValue


def test_nothing_and_all_of_few_are_not_certain():
    assert (wilson(0, 20).low, round(wilson(0, 20).high, 4)) == (0.0, 0.1611)
    assert (wilson(20, 20).high, round(wilson(20, 20).low, 4)) == (1.0, 0.8389)


@pytest.mark.parametrize(("count", "of"), [(1, 0), (3, 2)])
def test_impossible_rates(count, of):
    with pytest.raises(InvalidValue, match="at least the count"):
        wilson(count, of)


def test_faults_come_together():
    with pytest.raises(InvalidInput):
        wilson(-1, float("nan"), level=2)


def test_whole_partners_are_drawn():
    """Twelve equal months of one partner are one piece of news, not twelve."""
    values = np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0])
    once = {"id": list(range(6)), "x": values}
    often = {"id": np.repeat(np.arange(6), 12), "x": np.repeat(values, 12)}
    one, other = (bootstrap(lambda c: c["x"].mean(), each, key="id", seed=4) for each in (once, often))

    assert (one.low, one.high, one.estimate) == pytest.approx((other.low, other.high, other.estimate))


def test_partners_of_different_length_keep_all_their_rows():
    frame = {"id": ["A", "B", "A", "C", "B", "B"], "x": [1, 2, 1, 3, 2, 2]}
    seen = set()

    def lengths(columns):
        ids, counts = np.unique(columns["x"], return_counts=True)
        whole = {1: 2, 2: 3, 3: 1}
        seen.add(
            all(count % whole[each] == 0 for each, count in zip(ids.tolist(), counts.tolist(), strict=True))
        )
        return 0.0

    bootstrap(lengths, frame, key="id", draws=100)

    assert seen == {True}


def test_the_interval_of_a_mean_is_that_of_the_normal_distribution():
    values = np.random.default_rng(0).normal(10, 2, 400)
    found = bootstrap(
        lambda c: c["x"].mean(), {"id": range(400), "x": values}, key="id", level=0.95, draws=4_000
    )

    error = values.std() / 20
    assert (found.low, found.high) == pytest.approx(
        (found.estimate - 1.96 * error, found.estimate + 1.96 * error), abs=0.02
    )


def test_the_same_seed_gives_the_same():
    frame = {"id": range(9), "x": [9, 1, 1, 2, 3, 1, 4, 1, 1]}
    runs = [bootstrap(lambda c: gini(c["x"]), frame, key="id", seed=seed) for seed in (0, 0, 1)]

    assert runs[0] == runs[1]
    assert runs[0] != runs[2]


def test_a_statistic_must_be_a_number():
    with pytest.raises(InvalidValue, match="finite number"):
        bootstrap(lambda _: float("nan"), {"id": [1]}, key="id")


@pytest.mark.parametrize("frame", [{"x": [1]}, {"id": []}])
def test_nobody_to_draw(frame):
    with pytest.raises(InvalidValue):
        bootstrap(lambda _: 0.0, frame, key="id")

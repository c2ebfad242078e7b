"""Responses are found again where they are known, and their bounds hold as often as they say."""

import numpy as np
import pytest

from partnerkit.engagement import estimate_responses, plan_visits
from partnerkit.engagement.responses import fitted, shrunk
from partnerkit.values.errors import InvalidInput, InvalidValue, NotFound


def drawn(rng, responses, each=40, noise=0.1, drift=0.05):
    """Draw partners of several groups whose response is known."""
    visits = rng.integers(0, 6, (len(responses), each))
    closed = drift - np.expm1(-np.array(responses)[:, None] * visits) + rng.normal(0, noise, visits.shape)
    return {
        "tier": np.repeat([f"g{at}" for at in range(len(responses))], each),
        "open": np.full(visits.size, 1000.0),
        "closed": 1000 * closed.ravel(),
        "visits": visits.ravel(),
    }


def test_without_noise_the_response_is_found_again():
    frame = drawn(np.random.default_rng(1), [0.1, 0.5, 1.2], noise=0.0, drift=-0.2)
    found = estimate_responses(frame, group="tier")

    assert [found[each].estimate for each in ("g0", "g1", "g2")] == pytest.approx([0.1, 0.5, 1.2], abs=1e-6)


def test_what_comes_without_visits_is_not_their_doing():
    visits = np.array([0, 1, 2, 3] * 5)
    response, _ = fitted(np.zeros(20, np.int64), visits, np.full(20, 0.4), 1)

    assert response[0] == pytest.approx(0, abs=1e-6)


def test_bounds_hold_about_as_often_as_they_say():
    rng = np.random.default_rng(7)
    truth = [0.3, 0.4, 0.5, 0.6, 0.4, 0.5]
    hits = []
    for _ in range(60):
        found = estimate_responses(drawn(rng, truth), group="tier")
        hits += [each.low <= known <= each.high for each, known in zip(found.values(), truth, strict=True)]

    assert 0.84 < np.mean(hits) < 0.97


def test_a_group_with_little_history_is_drawn_to_the_others():
    rng = np.random.default_rng(3)
    frame = drawn(rng, [0.4, 0.5, 0.45, 0.42, 0.47, 0.44], each=200)
    few = {
        "tier": np.append(frame["tier"], ["new"] * 5),
        "open": np.append(frame["open"], [1000.0] * 5),
        "closed": np.append(frame["closed"], [0.0, 900.0, 100.0, 950.0, 50.0]),
        "visits": np.append(frame["visits"], [0, 1, 1, 2, 3]),
    }
    found = estimate_responses(few, group="tier")
    visits, closed = few["visits"][-5:], few["closed"][-5:] / 1000
    own, _ = fitted(np.zeros(5, np.int64), visits, closed, 1)

    assert abs(found["new"].estimate - 0.45) < 0.5 * abs(own[0] - 0.45)
    assert found["new"].high - found["new"].low > found["g0"].high - found["g0"].low


def test_a_group_of_equally_many_visits_tells_nothing_of_its_own():
    rng = np.random.default_rng(3)
    frame = drawn(rng, [0.4, 0.5])
    frame["visits"] = np.where(frame["tier"] == "g1", 2, frame["visits"])
    found = estimate_responses(frame, group="tier")

    assert found["g1"].estimate == pytest.approx(found["g0"].estimate)


def test_equal_groups_are_drawn_together_and_few_are_not():
    values, variances = shrunk(np.array([0.4, 0.5, 0.4, 0.5, 0.45]), np.full(5, 0.04))

    # Half of the way: (5 - 3) / (5 - 1).
    assert values.tolist() == pytest.approx([0.425, 0.475, 0.425, 0.475, 0.45])
    assert variances[4] == pytest.approx(0.04 * (1 - 0.8 * 0.5))
    alone, its_own = shrunk(np.array([0.4, 0.5]), np.array([0.04, 0.04]))
    assert (alone.tolist(), its_own.tolist()) == ([0.4, 0.5], [0.04, 0.04])


def test_harm_is_no_response_to_plan_with():
    visits = np.array([0, 1, 2, 3] * 6)
    found = estimate_responses({"open": np.ones(24), "closed": 0.5 - 0.1 * visits, "visits": visits})

    assert found["all"].estimate == found["all"].low == 0
    assert repr(found) == "<Responses of 1 groups>"


def test_they_are_the_columns_of_a_plan():
    found = estimate_responses(drawn(np.random.default_rng(1), [0.4, 0.8]), group="tier")
    table = found.to_frame()
    frame = {
        "partner": ["P-1", "P-2"], "manager": ["U-1", "U-1"], "gap": [900.0, 900.0], "hours": [4.0, 4.0],
        **{name: table[name] for name in ("response", "response_low", "response_high")},
    }  # fmt: skip
    low, high = plan_visits(frame, budget={"U-1": 12.0}).worth_between

    assert low < high
    assert table["rows"].tolist() == [40, 40]
    assert [each.code for each in found.warnings] == ["effect-not-by-lot"]


def test_bad_input():
    with pytest.raises(InvalidInput) as caught:
        estimate_responses(
            {"open": [0.0, 1.0], "closed": [float("nan"), 1.0], "visits": [0.5, -1.0]}, level=2
        )
    assert [each.path for each in caught.value.faults] == [
        "level", "frame['open'][0]", "frame['closed'][0]", "frame['visits'][0]", "frame['visits'][1]",
    ]  # fmt: skip
    with pytest.raises(InvalidInput) as caught:
        estimate_responses({"open": [1.0]}, group="tier")
    assert [each.path for each in caught.value.faults] == [
        "frame['closed']",
        "frame['visits']",
        "frame['tier']",
    ]
    with pytest.raises(InvalidValue, match="some visited more often"):
        estimate_responses({"open": [1.0] * 9, "closed": [1.0] * 9, "visits": [2] * 9})
    with pytest.raises(InvalidInput):
        estimate_responses({"open": np.zeros(0), "closed": np.zeros(0), "visits": np.zeros(0)})
    with pytest.raises(NotFound, match="silver"):
        estimate_responses(drawn(np.random.default_rng(1), [0.4]))["silver"]


def test_a_group_far_from_the_others_is_less_sure():
    _, variances = shrunk(np.array([0.4, 0.5, 0.4, 0.5, 1.6]), np.full(5, 0.04))

    assert variances[4] > variances[0] + 1e-3


@pytest.mark.parametrize("unknown", [None, float("nan")])
def test_an_unknown_group_is_no_group(unknown):
    frame = {
        "open": [100.0] * 8,
        "closed": [5.0, 40] * 4,
        "visits": [0, 2] * 4,
        "tier": ["gold"] * 7 + [unknown],
    }
    with pytest.raises(InvalidValue, match=r"frame\['tier'\]\[7\]"):
        estimate_responses(frame, group="tier")

"""How long does it take, where some cases are not over yet?"""

from datetime import timedelta

import numpy as np
import pytest

from partnerkit.leads import survival
from partnerkit.values.errors import InvalidValue


def test_the_remissions_of_freireich():
    # Freireich et al. (1963), 6-mercaptopurine, weeks; the curve as in Kalbfleisch and Prentice, Gehan (1965).
    weeks = [6, 6, 6, 7, 10, 13, 16, 22, 23]
    censored = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    curve = survival(np.array(weeks + censored), np.array([True] * len(weeks) + [False] * len(censored)))

    assert curve.times.tolist() == [6, 7, 10, 13, 16, 22, 23]
    assert curve.open == pytest.approx([0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448], abs=5e-4)
    assert curve.error == pytest.approx([0.0764, 0.0869, 0.0963, 0.1068, 0.1141, 0.1282, 0.1346], abs=5e-5)
    assert curve.watched.tolist() == [21, 17, 15, 12, 11, 7, 6]
    assert curve.median == timedelta(seconds=23)
    assert curve.quantile(0.9) is None


def test_without_open_cases_it_is_the_plain_quantile():
    curve = survival(np.arange(1, 11), np.ones(10, dtype=bool))

    assert curve.median == timedelta(seconds=5)
    assert curve.quantile(0.9) == timedelta(seconds=9)
    assert curve.open[-1] == 0
    assert curve.error[-1] == 0


def test_leaving_the_slow_ones_open_does_not_help():
    ended = np.array([True] * 4 + [False] * 6)
    curve = survival(np.array([1, 2, 3, 4] + [50] * 6), ended)

    assert curve.median is None
    assert survival(np.array([1, 2, 3, 4]), ended[:4]).median == timedelta(seconds=2)


def test_of_no_cases_nothing_is_known():
    empty = survival(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=bool))

    assert empty.median is None
    assert survival(np.array([5, 6]), np.array([False, False])).median is None


def test_cases_and_their_ends_belong_together():
    with pytest.raises(InvalidValue, match="ended"):
        survival(np.array([1, 2]), np.array([True]))
    with pytest.raises(InvalidValue, match="seconds"):
        survival(np.array([-1]), np.array([True]))


@pytest.mark.parametrize(
    ("seconds", "ended", "path"),
    [
        ([1, 2], [1, 0], "ended"),
        ([1.5, 2], [True, False], "seconds"),
        ([float("nan")], [True], "seconds"),
        ([[1]], [True], "seconds"),
    ],
)
def test_what_is_no_time_and_does_not_say_whether_it_ended_is_refused(seconds, ended, path):
    with pytest.raises(InvalidValue, match=f"^{path}: "):
        survival(np.array(seconds), np.array(ended))


def test_lists_are_as_good_as_arrays():
    assert survival([60, 120], [True, False]).open.tolist() == [0.5]
    assert survival([], []).median is None

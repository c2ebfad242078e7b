"""Which contacts led up to which deals?"""

import numpy as np
import pytest

from partnerkit.leads import Journeys
from partnerkit.values.errors import InvalidInput, InvalidValue, Overflowed
from partnerkit.values.money import Money


def made(**changes):
    return Journeys(
        **{
            "parties": ("a", "b"),
            "touches": [0, 1, 1],
            "offsets": [0, 2, 2, 3],
            "wins": [1, 2, 0],
            "losses": [0, 0, 4],
            **changes,
        }
    )


def test_a_row_is_one_journey_or_several_that_went_alike():
    journeys = made(amounts=[500, 250, 0], currency="EUR")

    assert len(journeys) == 3
    assert journeys.lengths.tolist() == [2, 0, 1]
    assert journeys.rows.tolist() == [0, 0, 2]
    assert journeys.won == 3
    assert journeys.value == Money.of("7.50", "EUR")
    assert made().value is None


def test_paths_are_read_by_name():
    journeys = Journeys.of([["web", "fair"], []], wins=[1, 1], values=[Money.of("1", "EUR")] * 2)

    assert journeys.parties == ("fair", "web")
    assert journeys.touches.tolist() == [1, 0]
    assert journeys.amounts.tolist() == [100, 100]
    assert journeys.losses.tolist() == [0, 0]


def test_a_text_is_not_read_letter_by_letter():
    with pytest.raises(InvalidValue, match="cut a text first") as caught:
        Journeys.of([["eta"], "eta"], wins=[1, 1])
    assert caught.value.path == "paths[1]"


def test_columns_cannot_be_written_to():
    with pytest.raises(ValueError, match="read-only"):
        made().wins[0] = 5


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"offsets": [0, 2, 3]}, "offsets"),
        ({"offsets": [0, 3, 2, 3]}, "offsets"),
        ({"offsets": [1, 2, 2, 3]}, "offsets"),
        ({"touches": [0, 1, 2]}, r"touches\[2\]"),
        ({"touches": [0, -1, 1]}, r"touches\[1\]"),
        ({"touches": [0.5, 1.0, 1.0]}, "touches"),
        ({"wins": [1, -2, 0]}, r"wins\[1\]"),
        ({"wins": [True, False, True]}, "wins"),
        ({"losses": [0, 0]}, "losses"),
        ({"ages": [5, -1, 0]}, r"ages\[1\].*after the end"),
        ({"ages": [5]}, "ages"),
        ({"amounts": [1, 2, 3], "currency": "EUR"}, r"amounts\[2\].*nothing was won"),
        ({"amounts": [1, 2, 0]}, "currency"),
        ({"names": ["one"]}, "names"),
        ({"names": ["one", "two", "one"]}, "names.*different"),
        ({"names": [1, 2, 3]}, "names"),
        ({"parties": ("a", "a")}, "parties"),
    ],
)
def test_what_cannot_be_meant_is_refused(changes, path):
    with pytest.raises((InvalidValue, InvalidInput), match=path):
        made(**changes)


def test_sums_that_would_not_stay_exact_are_refused():
    with pytest.raises(Overflowed, match="wins"):
        made(wins=[2**61, 2**61, 0])
    with pytest.raises(Overflowed, match="amounts"):
        made(amounts=[2**61, 2**61, 0], currency="EUR")


def test_a_path_of_no_names_is_refused():
    with pytest.raises(InvalidValue, match=r"paths\[1\]"):
        Journeys.of([["a"], [""]], wins=[1, 1])


def test_nothing_at_all_is_a_journey_of_nobody():
    journeys = Journeys.of([], wins=[])

    assert (len(journeys), journeys.won, journeys.parties) == (0, 0, ())
    assert np.array_equal(journeys.offsets, [0])


@pytest.mark.parametrize(
    "wrong",
    [{"wins": [1]}, {"wins": [1, 1], "losses": [0]}, {"wins": [1, 1], "values": [Money.of("1", "EUR")]}],
)
def test_what_is_counted_is_counted_for_each_path(wrong):
    with pytest.raises(InvalidValue, match="use 2, one for each path"):
        Journeys.of([["fair"], ["web"]], **wrong)

"""Value and potential together, and who moved."""

import pandas as pd
import pytest

from partnerkit.interop import say
from partnerkit.scoring import movement, pareto, value_matrix
from partnerkit.values.errors import InvalidInput, InvalidValue, NotFound

FRAME = {
    "id": list("ABCDE"),
    "sales": [90, 80, 10, 5, None],
    "market": [500.0, 100.0, 400.0, 50.0, 100.0],
}


def matrix(frame=FRAME, **options):
    return value_matrix(frame, key="id", value="sales", potential="market", **options)


def test_four_segments_and_the_unknown():
    found = matrix()

    assert dict(found) == {
        "A": "keep-and-grow",
        "B": "keep-and-grow",
        "C": "develop",
        "D": "serve-lean",
        "E": None,
    }
    assert (found.value_cut, found.potential_cut) == (45.0, 100.0)
    assert matrix(potential_cut=200)["B"] == "keep"
    assert found.of("develop") == ("C",)


def test_what_nobody_knows_has_no_median():
    unknown = {"id": ["A", "B"], "sales": [None, None], "market": [1.0, 3.0]}
    found = matrix(unknown)

    assert (found.value_cut, found.potential_cut) == (None, 2.0)
    assert dict(found) == {"A": None, "B": None}
    assert matrix(unknown, value_cut=0).value_cut == 0.0


def test_at_the_cut_is_high():
    assert matrix(value_cut=90, potential_cut=500)["A"] == "keep-and-grow"


def test_the_share_of_the_potential_stands_beside():
    frame = matrix(pd.DataFrame(FRAME)).frame

    assert frame["share_of_potential"].tolist()[:2] == [0.18, 0.8]
    assert isinstance(frame, pd.DataFrame)


def test_a_market_of_nothing_has_no_share():
    found = matrix({"id": ["A"], "sales": [1], "market": [0]})

    assert pd.isna(found.frame["share_of_potential"][0])


def test_faults_come_together():
    with pytest.raises(InvalidInput) as caught:
        matrix({"id": ["A", "A"], "sales": ["x", 1], "market": [float("inf"), 1]})

    assert len(caught.value.faults) == 3
    with pytest.raises(InvalidInput):
        matrix(value_cut="mean", potential_cut=float("nan"))
    with pytest.raises(InvalidInput):
        matrix({"id": ["A"]})
    with pytest.raises(NotFound):
        _ = matrix()["Z"]


class TestMovement:
    BEFORE = {"A": "A", "B": "A", "C": "B", "D": "C", "E": None}
    AFTER = {"A": "A", "B": "B", "C": "A", "F": "C", "E": "C"}

    def test_who_moved_where(self):
        found = movement(self.BEFORE, self.AFTER)

        assert found.moves[("A", "B")] == ("B",)
        assert found.moves[("C", None)] == ("D",)
        assert found.moves[(None, "C")] == ("E", "F")
        assert (found.stayed, found.moved) == (1, 2)

    def test_everybody_is_counted_once(self):
        found = movement(self.BEFORE, self.AFTER)

        assert sum(found.to_frame()["count"]) == len({*self.BEFORE, *self.AFTER})

    def test_classes_of_two_years(self):
        years = [
            pareto({"id": list("ABC"), "sales": sales}, key="id", value="sales")
            for sales in ([80, 15, 5], [15, 80, 5])
        ]

        assert movement(*years).moves == {("A", "B"): ("A",), ("B", "A"): ("B",), ("C", "C"): ("C",)}

    def test_nothing_moved(self):
        assert movement(self.AFTER, self.AFTER).reasons == ()

    def test_whose_segment_nobody_knows_has_not_stayed_there(self):
        found = movement({"A": None, "B": "keep"}, {"A": None, "B": "keep"})

        assert (found.stayed, found.moved) == (1, 0)

    def test_a_list_is_no_mapping(self):
        with pytest.raises(InvalidValue, match="mapping of key to segment"):
            movement(["A"], {})

    @pytest.mark.parametrize("locale", ["en", "de", "sv"])
    def test_it_is_said_in_words(self, locale):
        said = [say(each, locale=locale) for each in movement(self.BEFORE, self.AFTER).reasons]
        said += [say(each, locale=locale) for each in matrix().reasons]

        assert not any("?" in each or each.startswith("segment-") for each in said)


def test_a_key_called_like_a_column_of_the_answer_is_refused():
    with pytest.raises(InvalidValue, match="rename the column"):
        value_matrix({"segment": ["a"], "v": [3], "p": [1]}, key="segment", value="v", potential="p")

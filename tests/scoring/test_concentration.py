"""Who makes 80 %? Shares, classes and curves, on figures that can be reckoned by hand."""

import numpy as np
import pandas as pd
import pytest

from partnerkit.interop import say
from partnerkit.scoring import gini, lorenz, pareto
from partnerkit.values.errors import InvalidInput, InvalidValue, NotFound

FRAME = {"id": list("ABCDEF"), "sales": [50.0, 5.0, 30.0, 10.0, 5.0, None]}


def found(frame=FRAME, **options):
    return pareto(frame, key="id", value="sales", **options)


def test_classes_and_makers():
    concentration = found()

    assert dict(concentration) == {"A": "A", "B": "B", "C": "A", "D": "B", "E": "C", "F": None}
    assert concentration.who_makes(0.8) == ("A", "C")
    assert concentration.who_makes(0.81) == ("A", "C", "D")
    assert concentration.who_makes(0) == ()
    assert concentration.who_makes(1) == ("A", "C", "D", "B", "E")
    assert concentration.top_share(2) == pytest.approx(0.8)
    with pytest.raises(InvalidValue, match="count: -1"):
        concentration.top_share(-1)
    assert concentration.total == 100


def test_the_one_that_crosses_a_bound_belongs_to_the_class_that_ends_there():
    assert found({"id": ["A", "B"], "sales": [99, 1]})["A"] == "A"
    assert found({"id": ["A", "B", "C"], "sales": [79, 2, 19]}, bounds=(0.8, 0.9))["C"] == "A"


def test_rounding_does_not_move_a_bound():
    ten = {"id": range(10), "sales": [0.1] * 10}

    assert list(found(ten).values()) == ["A"] * 8 + ["B"] * 2
    assert len(found(ten).who_makes(0.8)) == 8


def test_rows_of_one_key_are_added_up_and_one_unknown_part_makes_it_unknown():
    frame = {"id": ["A", "B", "A", "B"], "sales": [1, 2, 3, None]}

    assert found(frame).amounts.tolist() == [4.0, pytest.approx(np.nan, nan_ok=True)]


def test_losses_are_carried_and_have_no_class_above_c():
    concentration = found({"id": list("ABC"), "sales": [100, 20, -40]})

    assert concentration.cumulated.tolist() == pytest.approx([1.25, 1.5, 1.0])
    assert dict(concentration) == {"A": "A", "B": "C", "C": "C"}
    assert concentration.gini is None
    assert concentration.effective_number is None


def test_equals_are_equal_and_one_alone_is_all():
    even = found({"id": range(4), "sales": [5] * 4})

    assert (even.gini, even.effective_number) == (0.0, 4.0)
    assert found({"id": range(4), "sales": [1, 0, 0, 0]}).gini == 0.75


def test_the_frame_keeps_kind_and_order():
    frame = found(pd.DataFrame(FRAME, index=range(10, 70, 10))).frame

    assert frame["id"].tolist() == list("ABCDEF")
    assert frame.index.tolist() == [10, 20, 30, 40, 50, 60]
    assert frame["place"].tolist()[:3] == [1, 4, 2]
    assert frame["cumulated"].tolist()[:3] == pytest.approx([0.5, 0.95, 0.8])


@pytest.mark.parametrize("sales", [[0, 0], [1, -2], [None, None]])
def test_no_total_no_shares(sales):
    with pytest.raises(InvalidValue, match="total above zero"):
        found({"id": ["A", "B"], "sales": sales})


def test_faults_come_together():
    with pytest.raises(InvalidInput) as caught:
        found({"id": ["A", "B"], "sales": ["much", float("inf")]})

    assert len(caught.value.faults) == 2
    with pytest.raises(InvalidValue, match="no such column"):
        found({"id": ["A"]})


@pytest.mark.parametrize("bounds", [(0.9, 0.8), (0, 1), (0.8, 1.1), (0.8,), "AB", (float("nan"), 1)])
def test_bounds_are_checked(bounds):
    with pytest.raises(InvalidValue, match="use two shares"):
        found(bounds=bounds)


def test_an_unknown_key():
    with pytest.raises(NotFound):
        _ = found()["Z"]


class TestCurves:
    def test_gini_is_the_mean_difference_over_twice_the_mean(self):
        values = np.random.default_rng(0).lognormal(size=50)
        differences = np.abs(values[:, None] - values[None, :]).mean()

        assert gini(values) == pytest.approx(differences / (2 * values.mean()))

    def test_gini_is_twice_the_area_above_the_curve(self):
        values = np.random.default_rng(1).lognormal(size=50)
        curve = lorenz(values)

        assert gini(values) == pytest.approx(1 - 2 * np.trapezoid(curve.made, curve.partners))

    def test_unknown_ones_are_left_out(self):
        assert gini([1.0, np.nan, 3.0]) == gini([1.0, 3.0])

    @pytest.mark.parametrize("function", [gini, lorenz])
    def test_losses_are_refused(self, function):
        with pytest.raises(InvalidValue, match="0 or more"):
            function([1, -1])

    def test_what_is_no_number_is_named_even_beside_nothing(self):
        with pytest.raises(InvalidValue, match="inf"):
            gini([0, np.inf])

    def test_nothing_is_spread_evenly(self):
        assert gini([0, 0]) == 0.0
        assert lorenz([0, 0]).made.tolist() == [0.0, 0.5, 1.0]


@pytest.mark.parametrize("locale", ["en", "de", "sv"])
def test_it_is_said_in_words(locale):
    said = say(found(), locale=locale)

    assert "80,0" in said.replace("80.0", "80,0")
    assert "?" not in said


@pytest.mark.parametrize("name", ["value", "place", "share", "cumulated", "class"])
def test_a_key_called_like_a_column_of_the_answer_is_refused(name):
    with pytest.raises(InvalidValue, match="rename the column"):
        pareto({name: ["a", "b"], "sales": [3, 1]}, key=name, value="sales")


@pytest.mark.parametrize("measure", [gini, lorenz])
def test_what_is_no_number_has_no_concentration(measure):
    with pytest.raises(InvalidValue, match=r"values: .* use numbers"):
        measure(["many", "few"])

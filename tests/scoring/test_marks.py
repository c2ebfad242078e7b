"""How a figure is known again."""

import numpy as np
import pytest

from partnerkit.scoring.marks import as_marks, as_text, marks, partner_marks


def marked(kpi, keys, values):
    return marks([kpi], partner_marks(keys), np.array([values]))[0]


def test_a_mark_is_of_kpi_partner_and_figure():
    first = marked("a", ["P-1", "P-2"], [1.0, 1.0])

    assert first[0] != first[1]
    assert marked("a", ["P-2"], [1.0])[0] == first[1]
    assert marked("b", ["P-2"], [1.0])[0] != first[1]
    assert marked("a", ["P-2"], [np.nextafter(1, 2)])[0] != first[1]
    assert marked("a", ["P-2"], [0.0]) == marked("a", ["P-2"], [-0.0])


def test_equal_keys_have_one_mark_whoever_wrote_them():
    assert marked("a", [np.str_("P-1"), np.int64(7), 7.0, 7.5], [1.0] * 4).tolist() == [
        *marked("a", ["P-1", 7, 7, np.float64(7.5)], [1.0] * 4).tolist()
    ]


def test_many_kpis_at_once_are_marked_as_each_alone():
    values = np.array([[1.0, 2.0], [3.0, 4.0]])
    found = marks(["a", "b"], partner_marks(["P-1", "P-2"]), values)

    np.testing.assert_array_equal(found[1], marked("b", ["P-1", "P-2"], [3.0, 4.0]))


def test_marks_seldom_meet():
    assert len(set(marked("a", range(5000), np.full(5000, 7.0)).tolist())) >= 4998


@pytest.mark.parametrize("count", [0, 1, 5])
def test_marks_go_through_text(count):
    found = marked("a", range(count), np.arange(float(count)))

    np.testing.assert_array_equal(as_marks(as_text(found)), found)

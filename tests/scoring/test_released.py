"""What a viewer has been shown."""

import numpy as np
import pytest

from partnerkit.scoring import released
from partnerkit.scoring.released import Cell, Release, Released, as_marks, as_text, partner_marks
from partnerkit.values.errors import InvalidValue
from partnerkit.values.time import Period

CELL = Cell(low=1.0, high=3.0)


def marks(kpi, keys, values):
    return released.marks(kpi, partner_marks(keys), values)


def release(**more):
    options = {"kpi": "a", "part": "a", "group": "*", "period": Period.year(2026)}
    return Release(**{**options, "lower": CELL, "middle": CELL, "upper": CELL, **more})


def test_a_mark_is_of_kpi_partner_and_figure():
    first = marks("a", ["P-1", "P-2"], np.array([1.0, 1.0]))

    assert first[0] != first[1]
    assert marks("a", ["P-2"], np.array([1.0]))[0] == first[1]
    assert marks("b", ["P-2"], np.array([1.0]))[0] != first[1]
    assert marks("a", ["P-2"], np.array([np.nextafter(1, 2)]))[0] != first[1]
    assert marks("a", ["P-2"], np.array([0.0])) == marks("a", ["P-2"], np.array([-0.0]))


def test_marks_seldom_meet():
    assert len(set(marks("a", range(5000), np.full(5000, 7.0)).tolist())) >= 4998


def test_marks_go_through_text():
    found = marks("a", ["P-1", "P-2"], np.array([1.0, 2.0]))

    np.testing.assert_array_equal(as_marks([release(figures=as_text(found)), release()]), found)
    assert len(as_marks([])) == 0


def test_it_belongs_to_one_viewer():
    published = Released().given_to("P-1", [release()])

    assert published.given_to("P-1") == published
    assert published.of("a") == (release(),)
    with pytest.raises(InvalidValue, match="another viewer") as caught:
        published.given_to("P-2")
    assert "P-1" not in str(caught.value)


def test_a_cell_is_told_by_its_middle():
    assert (CELL.value, Cell().value) == (2.0, None)

"""A release holds what was told of one KPI, one group and one period, and marks instead of figures."""

import pytest

from partnerkit.scoring.release import Cell, Release
from partnerkit.values.errors import InvalidValue
from partnerkit.values.time import Period

CELL = Cell(low=1.0, high=3.0)


def test_a_cell_is_told_by_its_middle():
    assert (CELL.value, Cell().value) == (2.0, None)


@pytest.mark.parametrize("figures", ["0123abc", "0123ABCD", "0123abcg", " 123abcd", 12345678])
def test_marks_are_eight_digits_each(figures):
    with pytest.raises(InvalidValue, match="eight digits"):
        Release(
            kpi="a",
            part="a",
            group="*",
            period=Period.year(2026),
            lower=CELL,
            middle=CELL,
            upper=CELL,
            figures=figures,
        )

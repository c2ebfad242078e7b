import io
import sys

import pytest

from partnerkit.interop import grid
from partnerkit.values.errors import MissingExtra


class Columns:
    """A result with some columns."""

    def to_frame(self, _kind="dict"):
        return {"partner": ["[red]P-4[/red]", "P-5"], "score": [1234.5, None]}


def printed(made):
    from rich.console import Console

    console = Console(file=io.StringIO(), width=60)
    console.print(made)
    return console.file.getvalue()


def test_a_result_is_a_table_on_a_terminal():
    text = printed(grid(Columns(), title="Scores", rows=1, locale="de"))
    assert "Bewertung" in text
    assert "1.234,5" in text
    assert "+ 1" in text


def test_as_many_columns_are_shown_as_have_room_and_the_others_are_named():
    class Wide:
        def to_frame(self, _kind="dict"):
            return {"partner": ["P-4"]} | {f"column_{number}": [10**number] for number in range(9)}

    assert len(grid(Wide(), width=200).columns) == 10
    narrow = grid(Wide(), width=60)
    assert [column.header.plain for column in narrow.columns] == [
        "partner",
        *(f"column {number}" for number in range(6)),
    ]
    assert narrow.caption.plain == "+ column 6, column 7, column 8"
    assert "100,000,000" in printed(grid(Wide(), columns=["partner", "column_8"], width=9))
    assert len(grid(Wide(), width=1).columns) == 1


def test_letters_that_are_twice_as_wide_take_twice_the_room():
    class Wide:
        def to_frame(self, _kind="dict"):
            return {"partner": ["\N{CJK UNIFIED IDEOGRAPH-5C71}" * 9] * 2_000, "score": [1.0] * 2_000}

    made = grid(Wide(), width=24, locale="de")
    assert len(made.columns) == 1
    assert made.caption.plain.startswith("+ 1.960\n")


def test_what_comes_from_data_is_never_taken_for_markup():
    assert "[red]P-4[/red]" in printed(grid(Columns()))


def test_without_the_library_the_extra_is_named(monkeypatch):
    for name in [name for name in sys.modules if name == "rich" or name.startswith("rich.")]:
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.setitem(sys.modules, "rich.table", None)
    with pytest.raises(MissingExtra, match="cli"):
        grid(Columns())

import ast
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

import partnerkit
from partnerkit import Money
from partnerkit.values.hidden import HIDDEN
from partnerkit.values.markup import MOST_ROWS, columns_of, plain, small_table
from partnerkit.values.money import Quantity, Ratio
from partnerkit.values.reasons import Reason
from partnerkit.values.rows import Rows

SOURCE = Path(partnerkit.__file__).parent


class Columns:
    """A result with the columns it is given."""

    def __init__(self, **columns):
        self.columns = columns

    def to_frame(self, _kind="dict"):
        return self.columns


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "\N{EN DASH}"),
        (float("nan"), "\N{EN DASH}"),
        (0.123456, "0.1235"),
        (1234567.8, "1,234,568"),
        (-9999.4, "-9999"),
        (9999.5, "10,000"),
        (-9999.9, "-10,000"),
        (Decimal("2.50"), "2.50"),
        (Decimal("0.123456"), "0.123456"),
        (Decimal("0.1234567"), "0.1235"),
        (Decimal("2.00"), "2"),
        (Decimal("1E+3"), "1000"),
        (True, "True"),
        (("P-4", None), "P-4, \N{EN DASH}"),
        (Money.of("1234.50", "EUR"), "1234.50 EUR"),
        (Quantity.of(3, "units"), "3 units"),
        (Reason("capacity"), "capacity"),
        (datetime(2026, 3, 2, 9, tzinfo=UTC), "2026-03-02 09:00+00:00"),
        (Ratio.of(1, 2), str(Ratio.of(1, 2))),
        (HIDDEN, "HIDDEN"),
        (("P-4", HIDDEN), "P-4, HIDDEN"),
    ],
)
def test_a_value_is_said_shortly(value, text):
    assert plain(value) == text


def test_what_comes_from_data_is_escaped():
    made = small_table(Columns(**{"<a>": ["<script>", "&"]}))
    assert "<script>" not in made
    assert '<th scope="col">&lt;a&gt;</th>' in made


def test_a_long_result_shows_its_beginning_and_says_so():
    made = small_table(Columns(number=np.arange(1_000), name=["x"] * 1_000))
    assert "Columns: 1,000 x 2, the first 12" in made
    assert made.count("<tr>") == MOST_ROWS + 1
    assert '<td style="text-align: right">11</td><td>x</td>' in made
    assert ">12<" not in made


@pytest.mark.parametrize(("rows", "columns"), [(12, 16), (13, 17)])
def test_twelve_rows_and_sixteen_columns_are_shown(rows, columns):
    made = small_table(Columns(**{f"c{place}": [place] * rows for place in range(columns)}))

    assert f"<caption>Columns: {rows} x {columns}{', the first 12' if rows > 12 else ''}</caption>" in made
    assert (made.count("<tr>"), made.count("<th "), made.count("<td ")) == (13, 16, 12 * 16)


@pytest.mark.parametrize(
    ("value", "is_right"), [(1, True), (0.5, True), (Decimal(1), True), (True, False), (None, False), ("1", False)]
)  # fmt: skip
def test_numbers_stand_to_the_right(value, is_right):
    assert ('style="text-align: right"' in small_table(Columns(a=[value]))) is is_right


def test_an_empty_result_is_shown_as_one():
    assert "Rows: 0 x 2" in small_table(Rows(Ratio, []))
    assert "Columns: 0 x 0" in small_table(Columns())


def test_columns_are_plain_lists():
    assert columns_of(Columns(a=np.array([1.5]), b=("x",))) == {"a": [1.5], "b": ["x"]}


def test_every_result_that_is_a_table_shows_itself_in_a_notebook():
    # A plan for a cluster is not run to be looked at.
    silent = {"LazyScores", "Tabular"}
    lacking = []
    for file in SOURCE.rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(text)) if "def to_frame" in text else ():
            if isinstance(node, ast.ClassDef) and node.name not in silent:
                methods = {each.name: each for each in node.body if isinstance(each, ast.FunctionDef)}
                shows = {ast.unparse(each) for each in node.body if isinstance(each, ast.Assign)}
                # What is a table only of some day must be told which.
                is_table = "to_frame" in methods and not methods["to_frame"].args.kwonlyargs
                if is_table and "_repr_html_ = small_table" not in shows:
                    lacking.append(node.name)
    assert lacking == []
    assert small_table(Rows(Ratio, [Ratio.of(1, 2)])) == Rows(Ratio, [Ratio.of(1, 2)])._repr_html_()


def test_an_exact_number_that_goes_on_and_on_is_shown_short():
    assert plain(Decimal(100) / 3) == "33.3333"
    assert plain(Decimal("1234567.89")) == "1234567.89"
    assert plain(Decimal("0.000001")) == "0.000001"

"""Files for people to open: nothing in them runs, and what was written comes back."""

import csv
from datetime import date
from decimal import Decimal

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from partnerkit import Lead, Money, Network, Partner
from partnerkit.facts import Course
from partnerkit.interop import load_network, save_network, write_table
from partnerkit.interop.exporting import csv_text, guarded, read_files, unguarded
from partnerkit.values.errors import InvalidInput, InvalidValue

EVIL = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "'s-Hertogenbosch",
    "''",
    "=cmd|' /C calc'!A0",
    "\uff1d1",
    "#N/A",
    "_x0041_",
]
NETWORK = Network.of(
    [Partner(id=f"P-{place}", name=name) for place, name in enumerate(EVIL)],
    Partner(id="007", name="", capacity=10**12),
    Partner(id="-8", attributes={"note": "=1"}),
    Lead(id="L-1", value=Money.of("12345678901234567.89", "EUR")),
    Lead(id="L-2", value=Money.of("0.10", "EUR"), latitude=54.323292719123, longitude=-0.1),
    declared={"Partner": {"note": str}},
)
PLACES = ["folder", "book.xlsx"]


def saved(tmp_path, place, **more):
    save_network(NETWORK, tmp_path / place, **more)
    return load_network(tmp_path / place, declared=NETWORK.declared)


@pytest.mark.parametrize("place", PLACES)
def test_a_network_comes_back_from_files(tmp_path, place):
    assert saved(tmp_path, place) == NETWORK


def test_a_network_comes_back_from_parquet(tmp_path):
    assert saved(tmp_path, "folder", form="parquet") == NETWORK
    assert (tmp_path / "folder" / "Lead.parquet").exists()


def test_no_cell_of_a_csv_starts_a_formula(tmp_path):
    for path in save_network(NETWORK, tmp_path / "folder"):
        with path.open(encoding="utf-8", newline="") as lines:
            for row in csv.reader(lines):
                for cell in row:
                    assert not cell.startswith(("=", "+", "@", "\t", "\r", "\uff1d"))
                    assert not cell.startswith("-") or float(cell) < 0


def test_no_cell_of_a_workbook_is_a_formula(tmp_path):
    save_network(NETWORK, tmp_path / "book.xlsx")

    book = openpyxl.load_workbook(tmp_path / "book.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr", "n", "b", "d"}
    assert not any(
        isinstance(cell.value, str) and cell.value.startswith(("=", "+", "-", "@")) for cell in cells
    )


@pytest.mark.parametrize("text", [*EVIL, "", "Nord", "'", "\t=1", "\n"])
def test_the_guard_comes_off_again_and_leaves_harmless_text_alone(text):
    assert unguarded(guarded(text)) == text
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\n", "\uff1d"))


def test_a_table_that_a_spreadsheet_saved_with_semicolons_says_so(tmp_path):
    (tmp_path / "Partner.csv").write_text("id;name\nP-4;Nord IT\n", encoding="utf-8")

    with pytest.raises(InvalidValue, match="save it with ',' between cells, not ';'") as caught:
        load_network(tmp_path)
    assert caught.value.path == "Partner.csv row 1"


def test_an_empty_network_comes_back(tmp_path):
    for place in PLACES:
        save_network(Network.of(), tmp_path / place)
        assert load_network(tmp_path / place) == Network.of()


def test_a_column_name_is_guarded_too():
    assert csv_text({"=1": [Decimal(-2)]}) == "'=1\r\n-2\r\n"


def test_what_excel_could_not_hold_is_refused_and_old_days_are_text(tmp_path):
    write_table({"day": [date(1850, 1, 1), None]}, tmp_path / "a.xlsx")
    assert openpyxl.load_workbook(tmp_path / "a.xlsx")["a"]["A2"].value == "1850-01-01"
    with pytest.raises(InvalidValue, match=r"^b\.xlsx row 2 column 'text': .*32,767"):
        write_table({"text": ["x" * 40_000]}, tmp_path / "b.xlsx")
    (tmp_path / "c.xlsx").write_bytes(b"no workbook")
    with pytest.raises(InvalidValue, match=r"^c\.xlsx: "):
        load_network(tmp_path / "c.xlsx")


def test_a_table_is_written_by_the_ending_of_its_path(tmp_path):
    for ending in (".csv", ".xlsx", ".parquet"):
        write_table({"id": ["P-4"]}, tmp_path / f"a{ending}")
        assert (tmp_path / f"a{ending}").stat().st_size
    with pytest.raises(InvalidValue, match=r"use \.csv"):
        write_table({"id": ["P-4"]}, tmp_path / "a.doc")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("Partner.csv", b""),
        ("Partner.csv", b"id,id\n1,2\n"),
        ("Partner.csv", b"id\n1,2\n"),
        ("Partner.csv", b"id\n\xff\n"),
        ("Partner.csv", b'id\n"1'),
        ("Partner.parquet", b"PAR1"),
    ],
)
def test_a_broken_file_is_named(tmp_path, name, data):
    (tmp_path / name).write_bytes(data)

    with pytest.raises(InvalidValue) as caught:
        load_network(tmp_path)
    assert caught.value.path.startswith("Partner.")


def test_text_that_is_none_is_named(tmp_path):
    latin = pa.table({"id": ["P-4"], "name": pa.array([b"M\xfcller"]).view(pa.string())})
    pq.write_table(latin, tmp_path / "Partner.parquet")

    with pytest.raises(InvalidValue, match=r"Column 1.*UTF8") as caught:
        load_network(tmp_path)
    assert caught.value.path == "Partner.parquet"


def test_a_place_that_is_none_is_named(tmp_path):
    for place in ("gone", "gone.xlsx"):
        with pytest.raises(InvalidValue, match="gone"):
            load_network(tmp_path / place)


def test_a_place_where_nothing_can_be_written_is_named(tmp_path):
    (tmp_path / "taken").write_text("a file")
    network = Network.of(Partner(id="P-4"))
    for place in ("taken", "no folder/book.xlsx"):
        with pytest.raises(InvalidValue, match="name a place that can be written"):
            save_network(network, tmp_path / place)
    for ending in ("csv", "parquet"):
        with pytest.raises(InvalidValue, match=rf"x\.{ending}: 'No such file or directory'"):
            write_table({"id": ["P-4"]}, tmp_path / "no folder" / f"x.{ending}")


def test_what_a_mac_packs_beside_a_table_is_no_table(tmp_path):
    save_network([Partner(id="P-4")], tmp_path)
    (tmp_path / "._Partner.csv").write_bytes(b"\x00\x05\x16\x07")
    assert [each.id for each in load_network(tmp_path).partners] == ["P-4"]


def test_two_files_of_one_kind_are_refused(tmp_path):
    save_network([Course(id="c", name="C")], tmp_path)
    save_network([Course(id="c", name="C")], tmp_path, form="parquet")

    with pytest.raises(InvalidValue, match="two files"):
        load_network(tmp_path)


@pytest.mark.parametrize(
    ("name", "text"), [("a.xlsx", "bell \x07"), ("a.xlsx", "half \ud800"), ("a.csv", "half \ud800")]
)
def test_what_a_form_cannot_hold_is_refused_and_leaves_no_file(tmp_path, name, text):
    with pytest.raises((InvalidValue, InvalidInput)) as caught:
        write_table({"id": ["1", text]}, tmp_path / name)

    assert "a" in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_a_workbook_is_written_under_any_name(tmp_path):
    write_table({"id": ["1"]}, tmp_path / "a[1].xlsx")

    assert read_files(tmp_path / "a[1].xlsx") == {"a_1_": {"id": ["1"]}}

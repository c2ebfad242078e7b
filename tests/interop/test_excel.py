"""A workbook is read as its cells are typed; a formula is a value, and a broken file a fault."""

import io
import zipfile
from datetime import UTC, date, datetime

import openpyxl
import pytest

from partnerkit import Lead, Money, Partner
from partnerkit.interop import Column, dry_run, read_excel
from partnerkit.interop import excel as module
from partnerkit.values.errors import InvalidValue


@pytest.fixture
def written(tmp_path):
    def write(*rows, sheet="Export"):
        book = openpyxl.Workbook()
        book.active.title = sheet
        for row in rows:
            book.active.append(row)
        book.save(tmp_path / "export.xlsx")
        return tmp_path / "export.xlsx"

    return write


def test_cells_are_taken_as_they_are_typed(written):
    path = written(
        ["Nr", "Wert", "Eingang", "PLZ", "Dringend", "Tag", None],
        [17, 12000.5, datetime(2026, 3, 2, 10), 24103, True, "02.03.2026", None],
        [None] * 7,
        ["L-18", "1.234,50", None, "01067", None, None, "beside"],
    )
    columns = {
        "id": "Nr",
        "value": Column(name="Wert", currency="EUR", decimal=",", grouping="."),
        "received_at": Column(name="Eingang", zone="Europe/Berlin"),
        "postal_code": "PLZ",
        "urgent": "Dringend",
    }

    first, second = read_excel(path, Lead, columns)

    assert (first.id, first.value, first.postal_code, first.urgent) == (
        "17",
        Money.of("12000.50", "EUR"),
        "24103",
        True,
    )
    assert first.received_at == datetime(2026, 3, 2, 9, tzinfo=UTC)
    assert (second.value, second.postal_code) == (Money.of("1234.50", "EUR"), "01067")


def test_a_fault_is_told_with_the_row_of_the_sheet(written):
    path = written(["key", "n"], ["P-1", 3], [None, None], ["P-2", "many"], ["P-3", 2.5])

    report = dry_run(path, Partner, {"id": "key", "capacity": "n"})

    assert [(fault.row, fault.column, fault.value) for fault in report.faults] == [
        (4, "n", "'many'"),
        (5, "n", "'2.5'"),
    ]


def test_a_formula_is_not_computed(written):
    path = written(["key", "n"], ["P-1", "=1+1"])

    # No program has saved a value with it, so it is unknown.
    assert read_excel(path, Partner, {"id": "key", "capacity": "n"})[0].capacity is None


def test_a_sheet_is_named(written):
    path = written(["key"], ["P-1"], sheet="Dealers")

    assert read_excel(path, Partner, {"id": "key"}, sheet="Dealers")[0].id == "P-1"
    with pytest.raises(InvalidValue, match="Dealers"):
        read_excel(path, Partner, {"id": "key"}, sheet="Leads")


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"key,n\n", b"\xd0\xcf\x11\xe0"])
def test_what_is_no_workbook_is_refused(tmp_path, data):
    path = tmp_path / "export.xlsx"
    path.write_bytes(data)

    with pytest.raises(InvalidValue, match="Excel workbook"):
        read_excel(path, Partner, {"id": "key"})


def test_what_would_unpack_to_too_much_is_not_unpacked(monkeypatch):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/workbook.xml", b"0" * 100_000)
    monkeypatch.setattr(module, "UNPACKED", 10_000)

    with pytest.raises(InvalidValue, match="at most 10,000 bytes"):
        module.sheet_names(packed)


def test_days_of_a_sheet_are_days(written):
    path = written(["key", "day"], ["P-1", date(2026, 3, 2)])

    (partner,) = read_excel(path, Partner, {"id": "key", "attributes.day": Column(name="day", kind=date)})

    assert partner.attributes["day"] == date(2026, 3, 2)


def test_what_a_broken_formula_left_is_a_fault_where_it_is_read(written):
    path = written(["Nr", "Name", "Beside"], [1, "#N/A", "#REF!"], [2, "Nord", "#REF!"])
    report = dry_run(path, Partner, {"id": "Nr", "name": "Name"})

    assert [(each.row, each.column, each.value) for each in report.faults] == [(2, "Name", "'#N/A'")]
    assert "mend the formula" in report.faults[0].remedy

"""A report tells every fault with its place, and a file with faults is not taken over."""

import pytest

from partnerkit import Partner
from partnerkit.interop import dry_run
from partnerkit.interop.cells import Column
from partnerkit.interop.reading import Fault
from partnerkit.values.errors import InvalidInput

ROWS = [
    {"key": "P-1", "n": "many", "lang": "de"},
    {"key": "", "n": "3", "lang": "Deutsch"},
    {"key": "P-3", "n": "3", "lang": "de"},
]
COLUMNS = {"id": "key", "capacity": "n", "languages": "lang"}


def test_a_report_names_row_column_value_and_remedy():
    report = dry_run(ROWS, Partner, COLUMNS)

    assert (report.rows, [fact.id for fact in report.facts]) == (3, ["P-3"])
    assert [(fault.row, fault.field, fault.column, fault.value) for fault in report.faults] == [
        (2, "capacity", "n", "'many'"),
        (3, "languages", "lang", "('Deutsch',)"),
        (3, "id", "key", "nothing"),
    ]
    assert all(fault.remedy for fault in report.faults)


def test_a_report_is_a_table():
    frame = dry_run(ROWS, Partner, COLUMNS).faults.to_frame("pandas")

    assert list(frame.columns) == ["file", "row", "field", "column", "value", "remedy"]
    assert frame["row"].tolist() == [2, 3, 3]


def test_nothing_is_taken_of_a_file_with_faults():
    report = dry_run(ROWS, Partner, COLUMNS)

    with pytest.raises(InvalidInput) as caught:
        report.taken()
    assert [fault.path for fault in caught.value.faults] == [fault.place for fault in report.faults]
    assert dry_run(ROWS[2:], Partner, COLUMNS).taken()[0].id == "P-3"


def test_a_missing_column_is_one_fault_and_not_one_a_row():
    report = dry_run(ROWS, Partner, {**COLUMNS, "name": "firm", "tier": Column(name="rank", optional=True)})

    assert [(fault.row, fault.column) for fault in report.faults] == [(1, "firm")]


def test_a_broken_file_is_a_report_too(tmp_path):
    path = tmp_path / "dealers.csv"
    path.write_bytes(b"key,n\nP-1,3\nP-2\nP-3,\xff\n")

    report = dry_run(path, Partner, {"id": "key", "capacity": "n"})

    assert not report.is_clean
    assert not dry_run(tmp_path / "gone.csv", Partner, {"id": "key"}).is_clean
    assert not dry_run(tmp_path / "gone.xlsx", Partner, {"id": "key"}).is_clean


def test_one_bad_row_does_not_hide_the_next(tmp_path):
    path = tmp_path / "dealers.csv"
    path.write_text("key,n\nP-1\nP-2,many\n", encoding="utf-8")

    faults = dry_run(path, Partner, {"id": "key", "capacity": "n"}).faults

    assert [(fault.row, fault.column) for fault in faults] == [(2, None), (3, "n")]


def test_versions_of_one_fact_may_share_its_id():
    columns = {"id": "key", "known_from": Column(name="from", zone="UTC")}
    rows = [{"key": "P-1", "from": "2026-01-01T00:00"}, {"key": "P-1", "from": "2026-02-01T00:00"}]

    assert dry_run(rows, Partner, columns).is_clean
    assert not dry_run([rows[0], rows[0]], Partner, columns).is_clean


def test_a_fault_of_the_file_has_no_row():
    fault = Fault(file="a.csv", value="more rows", remedy="use fewer")

    assert fault.place == "a.csv"

"""
What was written to a file is read back the same; one bad cell anywhere, and nothing is read.
"""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnerkit import Partner
from partnerkit.interop.importing import read_csv
from partnerkit.testing.strategies import partners
from partnerkit.values.errors import InvalidInput, InvalidValue

COLUMNS = {"id": "Nr", "name": "Firma", "tier": "Stufe", "languages": "Sprachen", "capacity": "Plätze"}
FIRMS = st.lists(
    partners(certifications=st.just(()), locations=st.none()), max_size=12, unique_by=lambda firm: firm.id
)


def as_text(firms):
    lines = io.StringIO()
    writer = csv.writer(lines)
    writer.writerow(COLUMNS.values())
    for firm in firms:
        capacity = "" if firm.capacity is None else str(firm.capacity)
        writer.writerow([firm.id, firm.name, firm.tier or "", ";".join(firm.languages or ()), capacity])
    return lines.getvalue()


@given(firms=FIRMS)
def test_what_was_written_is_read_back(firms, tmp_path_factory):
    path = tmp_path_factory.mktemp("csv") / "firms.csv"
    path.write_text(as_text(firms), encoding="utf-8", newline="")

    read = read_csv(path, Partner, COLUMNS)

    assert [(each.id, each.name, each.tier, each.languages, each.capacity) for each in read] == [
        (each.id, each.name, each.tier, each.languages, each.capacity) for each in firms
    ]


@given(firms=FIRMS.filter(bool), data=st.data())
def test_one_bad_cell_anywhere_and_nothing_is_read(firms, data, tmp_path_factory):
    path = tmp_path_factory.mktemp("csv") / "firms.csv"
    rows = list(csv.reader(io.StringIO(as_text(firms))))
    place = data.draw(st.integers(1, len(firms)))
    rows[place][4] = data.draw(st.sampled_from(["many", "-1", "1e9", "3.5", "9" * 20]))
    lines = io.StringIO()
    csv.writer(lines).writerows(rows)
    path.write_text(lines.getvalue(), encoding="utf-8", newline="")

    with pytest.raises((InvalidValue, InvalidInput)) as caught:
        read_csv(path, Partner, COLUMNS)

    faults = getattr(caught.value, "faults", (caught.value,))
    assert [fault.path for fault in faults] == [f"firms.csv row {place + 1} column 'Plätze'"]

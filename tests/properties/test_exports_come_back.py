"""Export and import give the same network; no cell starts a formula; no bytes crash a reader."""

import csv
import io
import tempfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from partnerkit import Network, Partner, Period
from partnerkit.facts import Product
from partnerkit.interop import dry_run, load_network, read_datev, read_sie, save_network
from partnerkit.interop.cells import Column, plain
from partnerkit.interop.exporting import FORMULA, csv_text, guarded, unguarded
from partnerkit.interop.network_tables import network_of_tables, tables_of
from partnerkit.testing import strategies as facts
from partnerkit.values.errors import PartnerkitError

MARCH = Period.month(2026, 3)
SLOW = settings(
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    max_examples=25,
    # To make a whole network smaller takes minutes; the seed is told, and that is enough.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)

#: What people put in names, and what does harm in spreadsheets.
NASTY = st.text(st.sampled_from("=+-@'\"[{;, aZ0\t\n\u00e4\uff1d"), max_size=12)


def products(names: list[str]) -> list[Product]:
    return [Product(id=f"p-{place}", name=name) for place, name in enumerate(names)]


@SLOW
@given(facts.networks())
def test_a_network_comes_back_from_tables(network):
    assert network_of_tables(tables_of(network)) == network


@SLOW
@given(facts.networks())
def test_a_network_comes_back_from_arrow(network):
    assert Network.from_frames(network.to_frames("pyarrow")) == network


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(NASTY, min_size=1, max_size=4), st.sampled_from(["folder", "book.xlsx"]))
def test_a_network_comes_back_from_files(names, place):
    network = Network.of(products(names))
    with tempfile.TemporaryDirectory() as folder:
        save_network(network, Path(folder) / place)
        assert load_network(Path(folder) / place) == network


@given(st.lists(NASTY, min_size=1, max_size=4))
def test_no_cell_of_an_export_starts_a_formula(names):
    for table in tables_of(products(names)).values():
        for row in csv.reader(io.StringIO(csv_text(table), newline="")):
            assert not any(cell.startswith(FORMULA) for cell in row)


@given(st.text() | NASTY)
def test_the_guard_loses_nothing(text):
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@settings(max_examples=50)
@given(data=st.binary(max_size=200) | NASTY.map(lambda text: b"key,n\n" + text.encode()))
def test_no_bytes_crash_a_reader_of_files(ending, data):
    columns = {"id": "key", "known_from": Column(name="n", zone="Europe/Berlin")}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"f.{ending}"
        path.write_bytes(data)
        report = dry_run(path, Partner, columns)

    assert report.is_clean or all(fault.remedy for fault in report.faults)


_LINES = st.lists(
    st.sampled_from(
        [
            "#RAR 0 20260101 20261231",
            "#VER A 1 20260301",
            "{",
            "}",
            "#TRANS 3001 {} 5",
            "#RES 0 3001 -5",
            "#UB 0",
            "#PSALDO",
        ]
    )
    | NASTY.map(lambda text: f"#KONTO {text}")
    | st.builds(
        lambda label, values: f"#{label} {' '.join(values)}",
        st.sampled_from(["RAR 0", "VER A 1", "TRANS 3001 {}", "RES 0", "UB 0 3001", "PSALDO 0"]),
        st.lists(
            st.sampled_from(
                [
                    "3001",
                    "{}",
                    "{1 5}",
                    "-5",
                    "5.5",
                    "5.5.5",
                    "--5",
                    "1e5",
                    "20260301",
                    "20260230",
                    "202613",
                    '"',
                ]
            ),
            max_size=4,
        ),
    ),
    max_size=6,
).map(lambda lines: "\n".join(lines).encode("cp437", "replace"))


@given(st.binary(max_size=200) | _LINES)
def test_no_bytes_crash_the_reader_of_sie(data):
    with suppress(PartnerkitError):
        assert read_sie(data).accounts is not None


_CELLS = st.lists(
    st.lists(
        st.sampled_from(
            ["Konto", "Soll", "Haben", "Saldo", "EXTF", "8400", "1,5", "1.000,00 S", "", "-", '"']
        ),
        max_size=5,
    ),
    max_size=5,
).map(lambda rows: "\r\n".join(map(";".join, rows)).encode())


@given(st.binary(max_size=200) | _CELLS)
def test_no_bytes_crash_the_reader_of_datev(data):
    with suppress(PartnerkitError):
        assert read_datev(data, period=MARCH).accounts is not None


@given(st.floats(allow_nan=False, allow_infinity=False, width=32))
def test_a_typed_number_is_written_without_exponent(value):
    assert "e" not in plain(value).lower()

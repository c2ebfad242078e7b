"""A cell of a result is written so that nothing of it is lost or taken for something else."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from partnerkit import Money
from partnerkit.cli.data import as_json, read_network, rows_of, write_facts
from partnerkit.facts import Partner
from partnerkit.values.errors import InvalidValue
from partnerkit.values.money import Ratio
from partnerkit.values.quantity import Quantity


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, None),
        (float("nan"), None),
        (1.5, 1.5),
        (True, True),
        (Decimal("1.50"), "1.50"),
        (Money.of("-9.90", "EUR"), "-9.90 EUR"),
        (Quantity.of("2.5", "kg"), "2.5 kg"),
        (Ratio.of(3, 4), "0.75"),
        (Fraction(1, 4), 0.25),
        (("a", "b"), "a;b"),
        (frozenset({"b", "a"}), "a;b"),
        (date(2026, 3, 1), "2026-03-01"),
        (Partner, str(Partner)),
    ],
)
def test_a_cell_as_json(value, said):
    assert as_json(value) == said


def test_no_rows_are_columns_all_the_same():
    assert rows_of(("a", "b"), []) == {"a": [], "b": []}


def test_a_database_has_tenants_and_is_not_written_over(tmp_path):
    write_facts([Partner(id="P-4")], tmp_path / "desk.db", "acme")

    assert [each.id for each in read_network(tmp_path / "desk.db", "acme").partners] == ["P-4"]
    assert read_network(tmp_path / "desk.db", "other").partners == ()
    with pytest.raises(InvalidValue, match="not there yet"):
        write_facts([], tmp_path / "desk.db", "acme")

"""A network stands in plain tables, and comes back the same; what is no fact is refused with its place."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from partnerkit import Goal, Lead, Money, Network, Partner, Period
from partnerkit.access import visible
from partnerkit.facts import Figure, Measure, Person, Plan, PlanStep
from partnerkit.facts.partner import Location
from partnerkit.interop.network_tables import network_of, read_table, tables_of
from partnerkit.values.errors import FieldHidden, InvalidInput, InvalidValue, NotFound
from partnerkit.values.money import Ratio
from partnerkit.values.quantity import Quantity

LIBRARIES = ["dict", "pandas", "polars", "pyarrow", "duckdb"]

FACTS = [
    Partner(
        id="P-1",
        name="=Nord; IT",
        languages=("de", "sv-FI"),
        capacity=3,
        locations=(Location(id="kiel", latitude=54.323292719, longitude=10.122765),),
        external_ids={"erp": "0017"},
        unknown=("territories",),
    ),
    Partner(id="[2]", name='"quoted"', credit_blocked=True, absences=(Period.month(2026, 7),)),
    Lead(
        id="L-1",
        value=Money.of("12.0000005", "EUR", scale=7),
        received_at=datetime(2026, 3, 2, 9, 0, 0, 5, UTC),
    ),
    Lead(id="L-2", value=Money.of("-0", "JPY") + Money.of(7, "JPY"), city=""),
    Measure(id="revenue", kind="additive", currency="EUR"),
    Measure(id="satisfied", kind="ratio"),
    Goal(id="g", measure="revenue", period=Period.of(date(2026, 1, 5), date(2026, 2, 3)), target=Decimal(5)),
    Figure(partner="P-1", measure="revenue", period=Period.year(2026), value=Money.of("-9.90", "EUR")),
    Figure(partner="P-1", measure="satisfied", period=Period.year(2026), value=Ratio.of(3, 4)),
    Figure(partner="P-1", measure="revenue", period=Period.year(2025), value=Quantity.of("2.5", "kg")),
    Figure(partner="P-1", measure="revenue", period=Period.year(2024), value=None),
]


@pytest.mark.parametrize("library", LIBRARIES)
def test_every_way_of_saying_something_comes_back(library):
    network = Network.of(FACTS)

    assert Network.from_frames(network.to_frames(library)) == network


def test_columns_are_typed_and_only_those_that_say_something():
    tables = tables_of([FACTS[2], FACTS[3]])

    assert list(tables["Lead"]) == ["id", "value", "value.currency", "received_at", "city"]
    assert tables["Lead"]["value"] == [Decimal("12.0000005"), Decimal(7)]
    assert tables["Lead"]["value.currency"] == ["EUR", "JPY"]


def test_amounts_of_a_frame_with_more_decimals_than_needed_are_the_same_amounts():
    frame = {"id": ["L-1"], "value": [Decimal("12.500000")], "value.currency": ["EUR"]}

    assert network_of({"Lead": frame}).leads[0].value == Money.of("12.50", "EUR")


def test_what_is_hidden_in_a_view_is_written_into_no_table():
    """Neither as nothing, nor as a word that would be read as one."""
    step = PlanStep(id="S-1", code="talk", by="vendor", owner="U-1", due=date(2026, 3, 31))
    plan = Plan(id="B-1", kind="onboarding", partner="P-4", period=Period.year(2026), steps=[step])
    network = Network.of(
        Partner(id="P-4", source="erp"),
        Person(id="U-1"),
        Person(id="X-1", employer="P-4", roles=["owner"], permission="all"),
        plan,
    )
    view = visible(network, "X-1", as_of=datetime(2026, 3, 2, tzinfo=UTC))

    for kind in (Partner, Plan):
        with pytest.raises(FieldHidden, match="hidden from the viewer"):
            tables_of(view.all(kind))


def test_a_kind_may_be_named_by_its_class():
    assert len(network_of({Partner: {"id": ["P-1"]}})) == 1


def test_what_is_no_kind_of_fact_is_refused():
    for name in ("Partners", "Ledger", int):
        with pytest.raises(NotFound):
            network_of({name: {"id": ["x"]}})


@pytest.mark.parametrize(
    ("table", "where"),
    [
        ({"id": ["P-1"], "nme": ["x"]}, "Partner row 1 column 'nme'"),
        ({"id": ["P-1"], "name.currency.x": ["x"]}, "Partner row 1 column 'name.currency.x'"),
        ({"id": ["P-1", None]}, "Partner row 3 column 'id'"),
        ({"id": ["P-1"], "capacity": ["many"]}, "Partner row 2 column 'capacity'"),
        ({"id": ["P-1"], "capacity": [2.5]}, "Partner row 2 column 'capacity'"),
        ({"id": ["P-1"], "locations": ['[{"id": 5}]']}, "Partner row 2 column 'locations'"),
        ({"id": ["P-1"], "locations": ["[{"]}, "Partner row 2 column 'locations'"),
        ({"id": ["P-1"], "languages": ["Deutsch"]}, "Partner row 2 column 'languages'"),
        ({"id": ["P-1", "P-1"]}, "Partner row 3 column 'id'"),
    ],
)
def test_a_fault_is_told_with_table_row_and_column(table, where):
    report = read_table(Partner, table)

    assert [fault.place for fault in report.faults] == [where]


@pytest.mark.parametrize(
    "beside",
    [
        {"value": [None], "value.currency": ["EUR"]},
        {"value": [Decimal(1)], "value.currency": ["XXQ"]},
        {"value": [Decimal(1)], "value.currency": ["EUR"], "value.unit": ["kg"]},
        {"value": ["1,5"], "value.currency": ["EUR"]},
        {"value": [Decimal("NaN")], "value.unit": ["kg"]},
    ],
)
def test_a_number_and_what_stands_beside_it_must_fit(beside):
    table = {"partner": ["P-1"], "measure": ["m"], "period": ["2026"], **beside}

    assert [fault.column for fault in read_table(Figure, table).faults] == ["value"]


def test_every_fault_of_every_table_comes_at_once():
    with pytest.raises(InvalidInput) as caught:
        network_of({"Partner": {"id": [None]}, "Lead": {"id": ["L-1"], "status": ["lost in space"]}})

    assert [fault.path for fault in caught.value.faults] == [
        "Partner row 2 column 'id'",
        "Lead row 2 column 'status'",
    ]


def test_facts_that_contradict_each_other_are_refused_as_anywhere():
    with pytest.raises(InvalidValue, match="territories"):
        network_of({"Partner": {"id": ["P-1"], "territories": ["x"]}, "Territory": {"id": ["y"]}})


def test_an_amount_of_more_digits_than_the_host_reckons_with_comes_back():
    network = Network.of(Lead(id="L-1", value=Money.of("12345678901234567890.123456789012", "EUR", scale=12)))

    assert network_of(tables_of(network)) == network


def test_one_frame_alone_does_not_say_what_its_rows_are():
    with pytest.raises(InvalidValue, match="from each kind of fact to its frame"):
        Network.from_frames([{"id": ["P-4"]}])

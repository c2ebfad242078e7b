"""How a table and a fault are told, to people and to programs."""

import json
from decimal import Decimal

import pytest
import typer

from partnerkit import Money, Ratio
from partnerkit.cli.showing import Code, tell, told
from partnerkit.values.errors import InvalidValue

TABLE = {"partner": ["P-1", "[b]P-2"], "share": [0.25, None]}
FAULT = InvalidValue(path="leads[3].value", value="-5 EUR", remedy="use an amount above zero")


def test_a_table_is_told_to_people_as_it_reads(capsys):
    tell("shares", TABLE, None, json_=False)
    text = capsys.readouterr().out

    assert "shares: 2" in text
    assert "[b]P-2" in text, "names are no markup"
    assert "\N{EN DASH}" in text


def test_numbers_are_told_to_people_as_they_are_written(capsys):
    exact = {
        "goal": ["all"],
        "target": [Money.of("460000", "EUR")],
        "pace": [Decimal(7) / 3],
        "n": [Ratio.of(1, 3)],
        "speed_up": [Decimal(7) / 3],
    }
    tell("goals", exact, None, json_=False)
    assert "all   €460,000.00  233.3%  33.3%     2.333" in " ".join(capsys.readouterr().out.split("\n"))


def test_a_table_is_told_to_programs_row_by_row(capsys):
    tell("shares", TABLE, None, json_=True)

    assert json.loads(capsys.readouterr().out) == {
        "shares": [{"partner": "P-1", "share": 0.25}, {"partner": "[b]P-2", "share": None}]
    }


@pytest.mark.parametrize("json_", [True, False])
def test_a_fault_ends_with_its_code_and_says_what_would_be_right(capsys, json_):
    with pytest.raises(typer.Exit) as ended, told(json_=json_):
        raise FAULT
    shown = capsys.readouterr()

    assert ended.value.exit_code == Code.FAULTS
    if json_:
        assert json.loads(shown.out)["faults"][0]["path"] == "leads[3].value"
    else:
        assert "leads[3].value" in shown.err
        assert "use an amount above zero" in shown.err


def test_a_place_that_cannot_be_written_is_a_fault_of_ours(capsys):
    with pytest.raises(typer.Exit), told(json_=False):
        raise PermissionError(13, "Permission denied", "/somewhere/else/table.csv")

    assert "name a place that can be written" in capsys.readouterr().err

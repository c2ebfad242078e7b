"""Text becomes a typed value by strict rules; what could mean two things is refused."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Literal

import numpy as np
import pytest

from partnerkit.interop.cells import Column, cell, without_none
from partnerkit.values.errors import InvalidValue
from partnerkit.values.money import Money
from partnerkit.values.time import Period
from partnerkit.values.zones import zone_info


def read(text, kind, **column):
    return cell({"c": text, "cur": "SEK"}, Column(name="c", **column), kind)


@pytest.mark.parametrize(
    ("text", "kind", "column", "value"),
    [
        ("Nord IT", str, {}, "Nord IT"),
        ("=1+1", str, {}, "=1+1"),
        (" 20 ", int, {}, 20),
        ("-3", int, {}, -3),
        ("12.50", Decimal, {}, Decimal("12.50")),
        ("12,50", Decimal, {"decimal": ","}, Decimal("12.50")),
        ("54.32", float, {}, 54.32),
        ("Yes", bool, {}, True),
        ("0", bool, {}, False),
        ("2026-03-31", date, {}, date(2026, 3, 31)),
        ("2026-03-31T14:05+02:00", datetime, {}, datetime(2026, 3, 31, 12, 5, tzinfo=UTC)),
        ("2026-03-31T14:05", datetime, {"zone": "Europe/Berlin"}, datetime(2026, 3, 31, 12, 5, tzinfo=UTC)),
        ("2026-Q1", Period, {}, Period.quarter(2026, 1)),
        ("9.90", Money, {"currency": "EUR"}, Money.of("9.90", "EUR")),
        ("9.90", Money, {"currency": "=cur"}, Money.of("9.90", "SEK")),
        ("0.1234", Money, {"currency": "EUR", "scale": 4}, Money.of("0.1234", "EUR", scale=4)),
        ("de;en", tuple[str, ...], {}, ("de", "en")),
        ("de, en", tuple[str, ...], {"separator": ","}, ("de", "en")),
        ("gold", Literal["gold"], {}, "gold"),
        ("Händler", str, {"words": {"Händler": "dealer"}}, "dealer"),
        ("7", int, {"convert": lambda text: int(text) * 2}, 14),
    ],
)
def test_what_a_cell_says(text, kind, column, value):
    assert read(text, kind, **column) == value


@pytest.mark.parametrize("text", ["", "   ", "n/a"])
def test_a_blank_cell_is_unknown_and_never_zero(text):
    assert read(text, int, blanks={"n/a"}) is None


@pytest.mark.parametrize(
    ("text", "kind", "column"),
    [
        ("1e3", Decimal, {}),
        ("1_000", int, {}),
        ("1,000", int, {}),
        ("٣", int, {}),
        ("NaN", Decimal, {}),
        ("inf", float, {}),
        ("9" * 31, Decimal, {}),
        ("1.5", int, {}),
        ("1.234,5", Decimal, {"decimal": ","}),
        ("maybe", bool, {}),
        ("31.03.2026", date, {}),
        ("2026-02-30", date, {}),
        ("2026-03-31T14:05", datetime, {}),
        ("now", datetime, {}),
        ("9.90", Money, {}),
        ("9.999", Money, {"currency": "EUR"}),
        ("9.90", Money, {"currency": "XXQ"}),
        ("Makler", str, {"words": {"Händler": "dealer"}}),
        ("seven", int, {"convert": int}),
        ("x", dict, {}),
    ],
)
def test_what_could_mean_something_else_is_refused_with_the_way_out(text, kind, column):
    with pytest.raises(InvalidValue) as caught:
        read(text, kind, **column)

    assert caught.value.remedy.startswith(("use", "add", "state", "give", "EUR has"))


def test_a_column_that_is_not_there_is_named_with_those_that_are():
    with pytest.raises(InvalidValue) as caught:
        cell({"a": "1", "b": "2"}, Column(name="c"), str)

    assert "a, b" in caught.value.remedy


def test_what_a_field_holds_when_it_is_known():
    assert without_none(str | None) is str
    assert without_none(Money) is Money


@pytest.mark.parametrize(
    ("text", "told"), [("2026-10-25T02:30", "shows it twice"), ("2026-03-29T02:30", "skips it")]
)
def test_a_time_that_the_clock_shows_twice_or_never_is_refused(text, told):
    with pytest.raises(InvalidValue, match=f"add the offset; the clock of Europe/Berlin {told}"):
        read(text, datetime, zone="Europe/Berlin")
    assert read(f"{text}+01:00", datetime, zone="Europe/Berlin").hour == 2


def test_a_zone_has_the_rules_of_this_house_and_not_of_the_machine():
    found = read("2026-07-01T09:00", datetime, zone="Europe/Berlin")

    assert found.tzinfo is zone_info("Europe/Berlin")


@pytest.mark.parametrize("nothing", [np.datetime64("NaT"), float("nan"), Decimal("NaN"), None])
@pytest.mark.parametrize("kind", [str, datetime, Decimal])
def test_what_a_frame_holds_for_nothing_is_blank(nothing, kind):
    assert cell({"x": nothing}, Column(name="x"), kind) is None


@pytest.mark.parametrize("nothing", ["NaT", "NA"])
def test_what_pandas_holds_for_nothing_is_blank(nothing):
    pandas = pytest.importorskip("pandas")

    assert cell({"x": getattr(pandas, nothing)}, Column(name="x"), str) is None


def test_several_values_in_one_cell_are_not_taken_for_nothing():
    assert cell({"x": np.array([1, 2])}, Column(name="x"), str) == "[1 2]"


def test_what_parts_items_is_something():
    with pytest.raises(InvalidValue, match="separator"):
        Column(name="x", separator="")

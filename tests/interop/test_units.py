"""A figure of a KPI is said in its unit, in the reader's language."""

from decimal import Decimal

import pytest

from partnerkit.interop import say
from partnerkit.interop.units import in_unit
from partnerkit.values.quantity import Quantity
from partnerkit.values.reasons import Reason


@pytest.mark.parametrize(
    ("raw", "unit", "english", "german", "swedish"),
    [
        (5.0, "days", "5 days", "5 Tage", "5 dygn"),
        (1.0, "hours", "1 hour", "1 Stunde", "1 timme"),
        (0.125, "share", "12.5%", "12,5\xa0%", "12,5\xa0%"),
        (1200.0, "EUR", "1,200 EUR", "1.200 EUR", "1\xa0200 EUR"),
        (12.0, "points", "12", "12", "12"),
        (3.0, None, "3", "3", "3"),
        (3.0, " ", "3", "3", "3"),
    ],
)
def test_a_figure_is_said_in_its_unit(raw, unit, english, german, swedish):
    reason = Reason("figure-beside-peers", {"kpi": "x", "raw": raw, "unit": unit})
    for locale, said in (("en", english), ("de", german), ("sv", swedish)):
        assert said in say(reason, locale=locale)
        assert f"{said} {unit}" not in say(reason, locale=locale)


def test_the_distance_of_two_shares_is_no_share():
    assert in_unit("gap", 0.03, "share") == 0.03
    assert in_unit("gap", 3.0, "days") == Quantity.of("3", "days")


@pytest.mark.parametrize("raw", [None, float("nan"), float("inf"), 1e300, 10**39, Decimal("1E+18"), True])
def test_what_is_no_figure_of_a_unit_is_said_as_it_is(raw):
    assert say(Reason("figure-beside-peers", {"kpi": "x", "raw": raw, "unit": "days"})).startswith("x is ")
    assert in_unit("raw", raw, "days") is raw


def test_goals_in_hours_are_said_in_hours():
    beyond = Reason("goals-below-beyond", {"goal": "x", "gap": Quantity.of("9" * 30, "hours")})
    assert "999 Stunden" in say(beyond, locale="de")

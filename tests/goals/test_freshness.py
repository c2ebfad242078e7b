"""How old values are, and what they hide."""

from datetime import UTC, date, datetime

import pytest

from partnerkit.facts.goal import Goal, Measure
from partnerkit.goals import GoalTree, attain
from partnerkit.values.errors import InvalidInput, InvalidValue
from partnerkit.values.fiscal import Seasonality
from partnerkit.values.money import Money
from partnerkit.values.reasons import Reason
from partnerkit.values.time import Period

YEAR = Period.year(2026)
JUNE = date(2026, 6, 30)


def euros(amount):
    return Money.of(amount, "EUR")


def tree(*names, measure=None, target="1000", period=YEAR):
    root = Goal(id="emea", measure="revenue", period=YEAR, target=euros(target))
    leaves = [
        Goal(id=name, parent="emea", measure="revenue", period=period, target=euros("100")) for name in names
    ]
    return GoalTree.of([root, *leaves], measure=measure)


def test_a_value_of_today_hides_nothing():
    standing = attain(tree("de"), {"de": euros("100")}, as_of=JUNE)["de"]

    assert (standing.stale_days, standing.hidden) == (0, None)


def test_values_by_period_know_of_their_periods_only():
    """Of 181 days 90 are known: another 101.11 may have come in the 91 since."""
    first_quarter = {Period.quarter(2026, 1): euros("100")}

    standing = attain(tree("de"), {"de": first_quarter}, as_of=JUNE)["de"]

    assert (standing.actual, standing.stale_days, standing.hidden) == (euros("100"), 91, euros("101.11"))
    assert Reason("stale-actual", {"days": 91, "hidden": euros("101.11")}) in standing.reasons
    assert standing.forecast == euros("405.55")  # 201.11 * 365 / 181, and not 100 * 365 / 181
    assert standing.attainment == 1


def test_a_hole_between_two_months_hides_too():
    months = {
        Period.month(2026, 4): euros("30"),
        Period.month(2026, 5): None,
        Period.month(2026, 6): euros("30"),
    }
    quarter = tree("de", period=Period.quarter(2026, 2))

    standing = attain(quarter, {"de": months}, as_of=JUNE)["de"]

    assert (standing.stale_days, standing.hidden) == (0, euros("31.00"))
    assert (standing.forecast, standing.probability) == (euros("91.00"), None)


def test_the_month_that_runs_is_known_up_to_now():
    half_june = {Period.month(2026, month): euros("10") for month in range(1, 7)}

    standing = attain(tree("de"), {"de": half_june}, as_of=date(2026, 6, 15))["de"]

    assert (standing.stale_days, standing.hidden) == (0, None)


def test_a_goal_is_as_old_as_the_oldest_below_it_and_hides_what_they_hide():
    measured = {"de": date(2026, 5, 31), "fr": date(2026, 6, 20)}

    status = attain(
        tree("de", "fr", "it"),
        {name: euros("151") for name in ("de", "fr", "it")},
        as_of=JUNE,
        measured=measured,
    )

    assert [status[name].stale_days for name in ("emea", "de", "fr", "it")] == [30, 30, 10, 0]
    assert status["emea"].hidden == euros("38.83") == status["de"].hidden + status["fr"].hidden


def test_what_is_hidden_follows_the_season():
    spring = Seasonality.of([0, 0, 1, 1, 2, 2, 0, 0, 0, 0, 0, 0])

    standing = attain(
        tree("de"), {"de": euros("100")}, as_of=JUNE, measured={"de": date(2026, 4, 30)}, seasonality=spring
    )["de"]

    assert standing.hidden == euros("200")
    assert (standing.due, standing.curve, standing.pace) == (1, "seasonality", 3)


def test_nobody_can_tell_what_is_hidden_when_only_days_outside_the_season_are_known():
    spring = Seasonality.of([0, 0, 1, 1, 2, 2, 0, 0, 0, 0, 0, 0])
    known = {"de": date(2026, 2, 28)}

    standing = attain(tree("de"), {"de": euros("1")}, as_of=JUNE, measured=known, seasonality=spring)["de"]

    assert (standing.stale_days, standing.hidden) == (122, None)


def test_a_stock_of_last_week_is_old_but_hides_no_sum():
    levels = {Period.month(2026, 5): euros("70")}

    standing = attain(tree("de", measure=Measure(id="revenue", kind="stock")), {"de": levels}, as_of=JUNE)[
        "de"
    ]

    assert (standing.stale_days, standing.hidden, standing.forecast) == (30, None, euros("70"))


def test_an_unknown_value_has_no_age():
    status = attain(tree("de", "fr"), {"de": None, "fr": euros("1")}, as_of=JUNE, measured={"de": JUNE})

    assert (status["de"].stale_days, status["de"].hidden, status["de"].actual) == (0, None, None)


@pytest.mark.parametrize(
    ("measured", "path"),
    [
        ({"emea": JUNE}, "measured[emea]"),
        ({"xx": JUNE}, "measured[xx]"),
        ({"de": date(2026, 7, 1)}, "measured[de]"),
        ({"de": date(2025, 12, 31)}, "measured[de]"),
        ({"de": "2026-06-30"}, "measured[de]"),
    ],
)
def test_a_day_that_cannot_be_is_refused(measured, path):
    with pytest.raises((InvalidValue, InvalidInput)) as caught:
        attain(tree("de"), {"de": euros("1")}, as_of=JUNE, measured=measured)

    assert caught.value.path == path


def test_a_day_that_still_runs_is_not_measured_to_its_end():
    noon = datetime(2026, 6, 30, 12, tzinfo=UTC)
    with pytest.raises(InvalidValue, match="over by as_of"):
        attain(tree("de"), {"de": euros("1")}, as_of=noon, measured={"de": noon.date()})

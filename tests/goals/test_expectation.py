"""What is to be expected of goals: by the season, by history, of sums and of levels."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from partnerkit.facts.goal import Goal, Measure
from partnerkit.goals import GoalTree, attain
from partnerkit.goals.expectation import share_of
from partnerkit.values.errors import InvalidInput, InvalidValue
from partnerkit.values.fiscal import Seasonality
from partnerkit.values.money import Money, Quantity, Ratio
from partnerkit.values.reasons import Reason
from partnerkit.values.time import Period

YEAR = Period.year(2026)
SPRING = date(2026, 3, 31)
CHRISTMAS = Seasonality.of([1] * 10 + [5, 5])


def euros(amount):
    return Money.of(amount, "EUR")


def one(target, *, period=YEAR, **measure):
    goal = Goal(id="de", measure="m", period=period, target=target)
    return GoalTree.of([goal], measure=Measure(id="m", **measure) if measure else None)


def months(*values, start=(2020, 1)):
    first = start[0] * 12 + start[1] - 1
    return {Period.month(*divmod_month(first + at)): value for at, value in enumerate(values)}


def divmod_month(count):
    return count // 12, count % 12 + 1


def test_due_by_now_is_what_the_season_says():
    standing = attain(one(euros("1000")), {"de": euros("300")}, as_of=SPRING, seasonality=CHRISTMAS)["de"]

    assert (standing.due, standing.curve, standing.pace) == (Decimal("0.15"), "seasonality", 2)
    assert (standing.method, standing.forecast) == ("seasonal-pace", euros("2000"))
    assert standing.elapsed < Decimal("0.25")


def test_due_by_now_is_what_was_there_in_the_years_before():
    history = {"de": months(*[euros(10), euros(20), euros(30), *[euros(60)] * 9] * 4, start=(2022, 1))}

    standing = attain(one(euros("1200")), {"de": euros("120")}, as_of=SPRING, history=history)["de"]

    assert (standing.curve, standing.due, standing.pace) == ("history", Decimal("0.1"), 1)
    assert standing.speed_up == 1


def test_a_day_within_a_month_is_due_in_part():
    share = share_of(CHRISTMAS)

    start = Fraction(YEAR.start.toordinal())
    assert share(YEAR, start, Fraction(date(2026, 11, 16).toordinal())) == Fraction(5, 8)
    assert share(YEAR, start, Fraction(date(2026, 1, 1).toordinal()) + Fraction(1, 2)) == Fraction(1, 20 * 62)
    assert share_of(None)(YEAR, start, start + 73) == Fraction(1, 5)


def test_what_must_come_a_day_from_now_on():
    standing = attain(one(euros("1000")), {"de": euros("180")}, as_of=SPRING)["de"]

    assert standing.remaining == euros("820")
    assert standing.run_rate == euros("2.00")
    assert standing.required_run_rate == euros("2.98")  # 820 / 275
    assert round(standing.speed_up, 4) == Decimal("1.4909")


def test_on_the_last_day_nothing_can_come_any_more():
    standing = attain(one(euros("1000")), {"de": euros("180")}, as_of=date(2026, 12, 31))["de"]

    assert (standing.remaining, standing.required_run_rate) == (euros("820"), None)


def test_where_years_are_few_every_period_of_the_length_counts_and_is_told():
    quarter = Period.quarter(2026, 2)
    history = {"de": months(*[euros(10 + at % 4) for at in range(24)], start=(2024, 4))}
    arguments = {"as_of": date(2026, 4, 30), "history": history}

    tree = one(euros("40"), period=quarter)
    mixed = attain(tree, {"de": euros("12")}, **arguments)["de"]
    by_year = attain(tree, {"de": euros("12")}, **arguments, season="year")["de"]

    assert (mixed.method, mixed.reason) == ("rolling-ladder", Reason("seasons-mixed", {"periods": 7}))
    assert mixed.curve == "days"
    assert by_year.reason == Reason("no-history", {"periods": 2, "needed": 3})


def test_where_a_season_is_stated_other_seasons_are_not_taken_for_it():
    quarter = Period.quarter(2026, 4)
    history = {"de": months(*[euros(10 + at % 3) for at in range(21)], start=(2025, 1))}
    tree, arguments = one(euros("100"), period=quarter), {"as_of": date(2026, 10, 31), "history": history}

    def found(**more):
        return attain(tree, {"de": euros("10")}, **arguments, **more)["de"]

    assert (found().method, found().reason.code) == ("rolling-ladder", "seasons-mixed")
    stated = found(seasonality=CHRISTMAS)
    assert stated.method == "seasonal-pace"
    assert (stated.probability, stated.reason) == (None, Reason("no-history", {"periods": 1, "needed": 3}))
    # Business without seasons has none that differ; and whoever asks for all periods gets them.
    for more in ({"seasonality": Seasonality.even()}, {"seasonality": CHRISTMAS, "season": "none"}):
        assert (found(**more).method, found(**more).forecast) == ("rolling-ladder", found().forecast)


def test_how_much_is_known_of_one_goal_changes_nothing_for_another():
    quarter = Period.quarter(2026, 2)
    young = months(*[euros(10 + at % 4) for at in range(24)], start=(2024, 4))
    old = months(*[euros(20 + at % 5) for at in range(72)], start=(2020, 4))
    goals = [
        Goal(id=name, parent=parent, measure="revenue", period=quarter, target=euros("40"))
        for name, parent in (("all", None), ("new", "all"), ("long", "all"))
    ]
    known = {"new": euros("12"), "long": euros("25")}
    arguments = {"as_of": date(2026, 4, 30)}

    status = attain(GoalTree.of(goals), known, history={"new": young, "long": old}, **arguments)
    alone = attain(one(euros("40"), period=quarter), {"de": euros("12")}, history={"de": young}, **arguments)

    for name in ("forecast", "interval", "probability", "method", "curve", "reasons"):
        assert getattr(status["new"], name) == getattr(alone["de"], name)
    assert (status["long"].reasons, status["long"].curve) == ((), "history")
    # What is known of all is as much as is known of the youngest.
    assert status["all"].reason == Reason("seasons-mixed", {"periods": 7})


def test_months_that_know_no_days_leave_more_doubt():
    """In the middle of a month nobody knows on which side its business lay; at its end everybody does."""
    values = [euros(amount) for amount in (50, 90, 70, 110, 60, 100, 80, 95, 65, 105, 75, 85)]
    history = {"de": months(*values, start=(2025, 4))}
    tree = one(euros("90"), period=Period.month(2026, 4))

    middle = attain(tree, {"de": euros("45")}, as_of=date(2026, 4, 15), history=history, season="none")["de"]
    low, high = middle.interval

    assert 0.2 < middle.probability < 0.8
    assert high.amount - low.amount > 20


def test_a_rate_has_a_chance_when_its_past_is_known():
    """Of a year's mean rating, three months tell most, and by how much it moved is what earlier years say."""
    tree = one(Decimal("4.2"), kind="satisfaction")
    history = {
        "de": {
            Period.quarter(year, quarter): Ratio.of(410 + 3 * year % 7 + quarter, 100)
            for year in range(2021, 2026)
            for quarter in (1, 2, 3, 4)
        }
    }

    standing = attain(tree, {"de": Ratio.of(420, 100)}, as_of=SPRING, history=history)["de"]
    worse = attain(tree, {"de": Ratio.of(400, 100)}, as_of=SPRING, history=history)["de"]

    assert standing.method == "past-remainders"
    assert standing.forecast == Decimal("4.215")
    assert standing.probability == 1.0  # it moved by 0.015 in every year
    assert worse.probability == 0.0


def test_a_range_is_likely_where_both_ends_are_far():
    measure = {"kind": "stock", "better": "target", "target_range": (Decimal(30), Decimal(45))}
    days = [
        (Decimal(38), Decimal(36)),
        (Decimal(33), Decimal(38)),
        (Decimal(40), Decimal(41)),
        (Decimal(36), Decimal(33)),
    ]

    inside, low, high = (
        attain(one(Decimal(40), **measure), {"de": Decimal(each)}, as_of=SPRING, history={"de": days})["de"]
        for each in (37, 28, 60)
    )

    assert inside.probability > 0.8
    assert 0.5 > low.probability > high.probability
    assert (inside.attainment, low.attainment) == (1, Decimal(28) / 30)


def test_a_stock_looks_up_what_was_there_last():
    history = {"de": months(*[Decimal(at % 12 + 10) for at in range(60)], start=(2021, 1))}

    standing = attain(one(Decimal(20), kind="stock"), {"de": Decimal(12)}, as_of=SPRING, history=history)[
        "de"
    ]

    assert (standing.method, standing.forecast) == (
        "past-remainders",
        Decimal(21),
    )  # 9 more by December, each year


def test_counts_are_forecast_in_counts():
    history = {"de": [(4, 9), (6, 11), (5, 9), (3, 8), (6, 12)]}

    standing = attain(one(12), {"de": 5}, as_of=date(2026, 6, 30), history=history)["de"]
    below = attain(one(12, better="lower"), {"de": 5}, as_of=date(2026, 6, 30), history=history)["de"]
    pieces = attain(
        one(Quantity.of(12, "pcs")),
        {"de": Quantity.of(5, "pcs")},
        as_of=SPRING,
        history={
            "de": [(Quantity.of(first, "pcs"), Quantity.of(last, "pcs")) for first, last in history["de"]]
        },
    )["de"]

    assert standing.distribution == pieces.distribution == "poisson"
    assert all(type(end) is int for end in standing.interval)
    assert standing.probability + below.probability > 1  # twelve is reached, and not passed


@pytest.mark.parametrize(
    ("arguments", "path"),
    [
        ({"level": 1.0}, "level"),
        ({"level": 80}, "level"),
        ({"season": "summer"}, "season"),
        ({"rule": "guess"}, "rule"),
        ({"lower_is_better": "none"}, "lower_is_better"),
    ],
)
def test_choices_that_are_none_are_refused(arguments, path):
    with pytest.raises((InvalidValue, InvalidInput)) as caught:
        attain(one(1), {}, as_of=SPRING, **arguments)

    assert caught.value.path == path


def test_a_time_without_business_or_without_length_has_no_share_of_the_season():
    summer = share_of(Seasonality.of([0] * 6 + [1] * 6))
    january = Period.month(2026, 1)
    start = Fraction(january.start.toordinal())

    assert summer(january, start, start + 31 * Fraction(1, 2)) == Fraction(1, 2)
    year = Fraction(YEAR.start.toordinal())
    assert summer(YEAR, year + 200, year + 200) == summer(YEAR, year + 200, year + 190) == 0


@pytest.mark.parametrize(("first", "due"), [(0, None), (1, Decimal(1) / 30)])
def test_one_count_by_this_day_in_all_the_years_is_something_to_go_on(first, due):
    history = {
        "de": months(
            *[first, *[0] * 8, 10 - first, 0, 0], *[0] * 9, 10, 0, 0, *[0] * 9, 10, 0, 0, start=(2023, 1)
        )
    }

    standing = attain(one(30), {"de": 1}, as_of=SPRING, history=history)["de"]

    assert (standing.due if standing.curve == "history" else None) == (due and pytest.approx(due))

"""How far each goal is: attainment, pace, forecast, chance, and why something cannot be said."""

import pickle
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from partnerkit.facts.goal import Goal, Measure
from partnerkit.goals import GoalTree, attain
from partnerkit.values.errors import CurrencyMismatch, InvalidInput, InvalidValue, NotFound, UnitMismatch
from partnerkit.values.money import Money, Quantity, Ratio
from partnerkit.values.reasons import Reason
from partnerkit.values.time import Period

YEAR = Period.year(2026)
SPRING = date(2026, 3, 31)


def euros(amount, **more):
    return Money.of(amount, "EUR", **more)


def goal(name, parent=None, target="1000", *, period=YEAR):
    target = euros(target) if isinstance(target, str) else target
    return Goal(id=name, parent=parent, measure="revenue", period=period, target=target)


def one(target="1000", *, measure=None, period=YEAR):
    return GoalTree.of([goal("de", target=target, period=period)], measure=measure)


def of_one(target, actual, *, as_of=SPRING, **measure):
    measure = Measure(id="revenue", **measure) if measure else None
    return attain(one(target, measure=measure), {"de": actual}, as_of=as_of)["de"]


def test_a_goal_in_its_period():
    status = of_one("1000", euros("300"))

    assert status.attainment == Decimal("0.3")
    assert status.elapsed == Decimal("0.2465753424657534246575342466")
    assert status.pace == Decimal("1.216666666666666666666666667")
    assert status.forecast == euros("1216.67")
    assert status.probability is None
    assert status.method == "straight-pace"
    assert status.reason == Reason("no-history", {"periods": 0, "needed": 3})


def customers(**more):
    """Two territories that share a customer."""
    goals = [goal("emea", target=4), goal("de", "emea", 3), goal("fr", "emea", 2)]
    tree = GoalTree.of(goals, measure=Measure(id="revenue", kind="distinct"))
    return attain(tree, {"de": {"K-1", "K-2"}, "fr": {"K-2", "K-3"}}, as_of=SPRING, **more)


def test_distinct_things_are_attained_as_the_union_of_their_sets():
    status = customers()

    assert [status[name].actual for name in ("emea", "de", "fr")] == [3, 2, 2]
    assert status["emea"].attainment == Decimal("0.75")
    assert status["fr"].attainment == 1
    assert status["emea"].unknown == 0


def test_straight_pace_says_nothing_of_distinct_things():
    status = customers(measured={"de": date(2026, 2, 28)})["emea"]

    assert (status.forecast, status.pace, status.due, status.hidden) == (None, None, None, None)
    assert status.reasons == (
        Reason("distinct-measure", {"measure": "revenue"}),
        Reason("stale-actual", {"days": 31, "hidden": None}),
    )


def test_earlier_periods_of_distinct_things_come_as_pairs_and_are_not_added_up():
    status = customers(history={"de": [(2, 4), (1, 2), (3, 6), (2, 4)], "fr": [(1, 2)] * 4})

    assert status["de"].forecast == 4
    assert status["de"].due == Decimal("0.5")
    assert status["emea"].reason.code == "distinct-measure"
    with pytest.raises(InvalidValue, match="distinct things of months do not add up"):
        customers(history={"de": {Period.year(2025): 4}})


def test_distinct_things_by_month_are_united_over_the_year_in_the_unit_of_the_target():
    tree = GoalTree.of(
        [goal("de", target=Quantity.of(4, "customer"))], measure=Measure(id="revenue", kind="distinct")
    )
    by_month = {Period.month(2026, 1): {"K-1", "K-2"}, Period.month(2026, 2): {"K-2", "K-3"}}

    assert attain(tree, {"de": by_month}, as_of=SPRING)["de"].actual == Quantity.of(3, "customer")
    whole_year = by_month | {Period.of(date(2026, 3, 1), date(2027, 1, 1)): set()}
    assert attain(tree, {"de": whole_year}, as_of=date(2026, 12, 31))["de"].probability == 0.0
    with pytest.raises(InvalidValue, match="use a set of ids"):
        attain(tree, {"de": {Period.month(2026, 1): 4}}, as_of=SPRING)


@pytest.mark.parametrize(
    ("kind", "value", "target"),
    [
        ("additive", 0, 5),
        ("stock", 7, 5),
        ("ratio", Ratio.of(9, 10), Ratio.of(8, 10)),
        ("distinct", {"K-1"}, 5),
    ],
)
def test_after_the_end_nothing_is_certain_by_a_value_older_than_the_end(kind, value, target):
    tree = GoalTree.of([goal("de", target=target)], measure=Measure(id="revenue", kind=kind))
    known = {
        last: attain(tree, {"de": {Period.of(date(2026, 1, 1), last): value}}, as_of=date(2027, 1, 31))["de"]
        for last in (date(2026, 11, 1), date(2027, 1, 1))
    }
    late, whole = known.values()

    assert (late.method, late.probability, late.stale_days) == ("complete", None, 61)
    assert late.forecast == whole.forecast == whole.actual
    assert whole.probability in (0.0, 1.0)


def test_every_level_is_judged_by_the_sum_of_its_leaves():
    tree = GoalTree.of([goal("emea"), goal("de", "emea", "600"), goal("fr", "emea", "400")])

    status = attain(tree, {"de": euros("300"), "fr": euros("100")}, as_of=SPRING)

    assert {goal: status[goal].attainment for goal in status} == {
        "emea": Decimal("0.4"),
        "de": Decimal("0.5"),
        "fr": Decimal("0.25"),
    }
    assert status.achieved["emea"] == euros("400")


@pytest.mark.parametrize(
    ("actual", "probability"), [("1000", 1.0), ("1000.01", 1.0), ("999.99", 0.0), ("0", 0.0), ("-5", 0.0)]
)
def test_after_its_end_a_goal_is_reached_or_not(actual, probability):
    status = of_one("1000", euros(actual), as_of=date(2027, 2, 1))

    assert status.forecast == euros(actual)
    assert status.probability == probability
    assert status.method == "complete"
    assert status.elapsed == 1
    assert status.pace == status.attainment
    assert status.reasons == ()


def test_the_last_day_completes_the_period_and_the_day_before_does_not():
    assert of_one("1000", euros("1"), as_of=date(2026, 12, 31)).method == "complete"
    assert of_one("1000", euros("1"), as_of=date(2026, 12, 30)).method == "straight-pace"


def test_before_its_start_there_is_nothing_to_forecast():
    status = of_one("1000", euros("250"), as_of=date(2025, 12, 31))

    assert status.attainment == Decimal("0.25")
    assert status.elapsed == 0
    assert (status.pace, status.forecast, status.probability) == (None, None, None)
    assert status.reason == Reason("not-started", {"start": date(2026, 1, 1)})


def test_a_goal_of_zero_has_no_attainment_but_is_reached_or_not():
    status = of_one("0", euros("5"), as_of=date(2027, 1, 1))

    assert (status.attainment, status.pace) == (None, None)
    assert status.probability == 1.0
    assert status.reason == Reason("target-zero")


def test_returns_may_outweigh_sales():
    status = of_one("1000", euros("-90"))

    assert status.attainment == Decimal("-0.09")
    assert status.forecast == euros("-365.00")


@pytest.mark.parametrize(
    ("actual", "attainment"), [("500", "1.5"), ("1000", "1"), ("1500", "0.5"), ("2500", "-0.5"), ("0", "2")]
)
def test_lower_is_better_mirrors_attainment(actual, attainment):
    status = of_one("1000", euros(actual), as_of=date(2027, 1, 1), better="lower")

    assert status.attainment == Decimal(attainment)
    assert status.probability == float(Decimal(actual) <= 1000)


def test_lower_is_better_is_paced_against_what_was_allowed_by_now():
    half = date(2026, 7, 2)
    status = of_one("1000", euros("365"), as_of=half, better="lower")

    assert status.elapsed == Decimal("0.5013698630136986301369863014")
    assert status.pace == Decimal(2) - Decimal(365) * 365 / 183 / 1000


@pytest.mark.parametrize(
    ("actual", "better", "attainment"),
    [("-50", "higher", "1.5"), ("-150", "higher", "0.5"), ("-150", "lower", "1.5"), ("-50", "lower", "0.5")],
)
def test_a_negative_goal_is_attained_the_better_the_more(actual, better, attainment):
    status = of_one("-100", euros(actual), as_of=date(2027, 1, 1), better=better)

    assert status.attainment == Decimal(attainment)


def test_a_stock_is_a_level_that_time_does_not_raise():
    status = of_one(Decimal(200), Decimal(150), kind="stock")

    assert (status.attainment, status.pace, status.forecast) == (
        Decimal("0.75"),
        Decimal("0.75"),
        Decimal(150),
    )
    assert status.method == "present-level"
    assert status.reason == Reason("level-measure", {"measure": "revenue"})


def test_of_a_stock_the_latest_value_counts():
    by_month = {
        Period.month(2026, 2): Decimal(70),
        Period.month(2026, 1): Decimal(90),
        Period.month(2026, 3): None,
    }

    assert of_one(Decimal(200), by_month, kind="stock").actual == Decimal(70)


def test_rates_are_rolled_up_before_they_are_compared():
    tree = GoalTree.of(
        [
            goal("all", None, Decimal("0.9")),
            goal("a", "all", Decimal("0.9")),
            goal("b", "all", Decimal("0.9")),
        ],
        measure=Measure(id="revenue", kind="ratio"),
    )

    status = attain(tree, {"a": Ratio.of(9, 10), "b": Ratio.of(0, 0)}, as_of=SPRING)

    assert status["all"].attainment == 1
    assert status["all"].forecast == Ratio.of(9, 10)
    assert status["b"].attainment is None
    assert [reason.code for reason in status["b"].reasons] == ["level-measure", "empty-ratio"]
    done = attain(tree, {"a": Ratio.of(9, 10), "b": Ratio.of(0, 0)}, as_of=date(2027, 1, 1))
    assert (done["all"].probability, done["b"].probability) == (1.0, None)


def test_a_ratio_target_is_met_by_a_ratio():
    status = of_one(Ratio.of(95, 100), Ratio.of(19, 40))

    assert status.attainment == Decimal("0.5")


WITHIN = {"better": "target", "target_range": (Decimal(30), Decimal(45)), "kind": "ratio"}


@pytest.mark.parametrize(
    ("days", "attainment", "probability"),
    [(300, "1", 1.0), (450, "1", 1.0), (299, None, 0.0), (150, "0.5", 0.0), (675, "0.5", 0.0), (0, "0", 0.0)],
)
def test_a_target_range_is_attained_inside_and_less_the_further_outside(days, attainment, probability):
    status = of_one(Decimal(40), Ratio.of(days, 10), as_of=date(2027, 1, 1), **WITHIN)

    assert status.attainment == Decimal(attainment) if attainment else status.attainment < 1
    assert status.probability == probability
    assert status.reason == Reason("range-target", {"low": Decimal(30), "high": Decimal(45)})


def test_unknown_leaves_are_told_and_leave_no_probability():
    tree = GoalTree.of([goal("emea"), goal("de", "emea"), goal("fr", "emea")])

    status = attain(tree, {"de": euros("700")}, as_of=date(2027, 1, 1))

    assert status["emea"].attainment == Decimal("0.7")
    assert status["emea"].unknown == 1
    assert status["emea"].probability is None
    assert status["emea"].reason == Reason("unknown-leaves", {"unknown": 1, "leaves": 2})
    assert status["fr"].actual is None
    assert status["fr"].reason == Reason("no-actual", {"leaves": 1})


def test_leaves_that_have_not_begun_are_not_unknown():
    quarters = [goal(f"q{each}", "year", "250", period=Period.quarter(2026, each)) for each in (1, 2, 3, 4)]
    tree = GoalTree.of([goal("year"), *quarters])

    status = attain(tree, {"q1": euros("300"), "q2": euros("10")}, as_of=date(2026, 4, 10))

    assert status["year"].unknown == 0
    assert status["year"].attainment == Decimal("0.31")
    assert status["q1"].probability == 1.0
    assert status["q3"].reason.code == "not-started"


def test_values_by_period_are_added_up():
    months = {Period.month(2026, month): euros("100") for month in (1, 2, 3)}

    assert of_one("1000", months).actual == euros("300")
    assert of_one("1000", {Period.month(2026, 1): None}).actual is None


def test_an_open_period_has_no_pace():
    open_goal = one(period=Period.of(date(2026, 1, 1), date.max))

    status = attain(open_goal, {"de": euros("300")}, as_of=SPRING)["de"]

    assert status.attainment == Decimal("0.3")
    assert (status.elapsed, status.pace, status.forecast) == (None, None, None)
    assert status.reason == Reason("open-period", {"start": date(2026, 1, 1)})


def test_a_day_ends_where_the_zone_says():
    tree, actuals = one(period=Period.quarter(2026, 1)), {"de": euros("1000")}

    def method(as_of, zone):
        return attain(tree, actuals, as_of=as_of, zone=zone)["de"].method

    evening = datetime(2026, 3, 31, 22, 30, tzinfo=UTC)
    assert method(evening, "Europe/Berlin") == "complete"
    assert method(evening, "UTC") == "straight-pace"
    assert method(SPRING, "America/New_York") == "complete"


def test_the_forecast_is_rounded_once_in_the_unit_of_the_target():
    assert of_one("1000", euros("300.0049", scale=4)).forecast == euros("1216.69")
    assert of_one(1000, 300).forecast == 1217
    assert type(of_one(1000, 300).forecast) is int
    assert of_one(Quantity.of(1000, "pcs"), Quantity.of("300.5", "pcs")).forecast == Quantity.of(1219, "pcs")


HISTORY = {
    "de": {
        Period.quarter(year, quarter): euros(amount)
        for year, amounts in {
            2023: ("200", "210", "190", "400"),
            2024: ("250", "240", "230", "480"),
            2025: ("270", "260", "250", "520"),
        }.items()
        for quarter, amount in enumerate(amounts, start=1)
    }
}


def test_with_history_the_forecast_follows_the_season():
    status = attain(one(), {"de": euros("300")}, as_of=SPRING, history=HISTORY)["de"]

    assert status.method == "chain-ladder"
    assert status.forecast == euros("1458.33")  # 300 * 3500 / 720
    assert status.probability > 0.99
    assert status.reasons == ()


def test_a_forecast_does_not_depend_on_the_decimals_of_a_currency():
    """By each rule: the bounds of the mean of what came after were ten times as wide in cents."""
    for rule, months in (("past-remainders", 3), ("chain-ladder", 3), ("rolling-ladder", 1)):
        period = Period.of(date(2026, 1, 1), date(2026, 1 + months, 1))
        told = set()
        for currency in ("JPY", "EUR", "KWD"):
            set_to = Goal(id="de", measure="m", period=period, target=Money.of("5000", currency))
            past = {
                Period.month(2025, month): Money.of(str(1000 + 377 * (month * month % 7)), currency)
                for month in range(1, 13)
            }
            status = attain(
                GoalTree.of([set_to]),
                {"de": Money.of("1400", currency)},
                as_of=date(2026, 1, 31) if months > 1 else date(2026, 1, 15),
                history={"de": past},
                season="none",
                rule=rule,
            )["de"]
            told.add(
                (
                    status.method,
                    *(round(each.amount) for each in status.interval),
                    round(status.probability, 3),
                )
            )
        assert len(told) == 1
        assert next(iter(told))[0] == rule


def test_amounts_beyond_int64_are_forecast_like_small_ones():
    told = []
    for unit in (10**6, 10**24):
        past = {
            Period.month(year, month): unit * (100 + 7 * year * month % 31)
            for year in range(2021, 2026)
            for month in range(1, 13)
        }
        status = attain(one(1500 * unit), {"de": 700 * unit}, as_of=date(2026, 6, 15), history={"de": past})[
            "de"
        ]
        bounds = [float(each) / unit for each in (status.forecast, *status.interval)]
        told.append((status.method, status.probability, *bounds))
    assert told[1][:2] == (told[0][0], pytest.approx(told[0][1]))
    assert told[1][2:] == pytest.approx(told[0][2:])


def test_of_a_lower_is_better_goal_the_chance_is_to_stay_below():
    measure = Measure(id="revenue", better="lower")

    high = attain(one("1455"), {"de": euros("300")}, as_of=SPRING, history=HISTORY)["de"].probability
    low = attain(one("1455", measure=measure), {"de": euros("300")}, as_of=SPRING, history=HISTORY)[
        "de"
    ].probability

    assert 0.5 < high < 0.6
    assert low == 1 - high


def test_two_closed_periods_are_no_history():
    short = {"de": {period: value for period, value in HISTORY["de"].items() if period.start.year > 2023}}

    status = attain(one(), {"de": euros("300")}, as_of=SPRING, history=short)["de"]

    assert status.probability is None
    assert status.forecast == euros("1216.67")
    assert status.reason == Reason("no-history", {"periods": 2, "needed": 3})


def test_one_closed_period_of_some_goals_is_no_history_to_any_rule():
    tree = GoalTree.of([goal("a", target=10), goal("b", target=10)])
    for rule in ("rolling-ladder", "chain-ladder", "past-remainders"):
        found = attain(tree, {"a": 1, "b": 2}, as_of=SPRING, history={"a": [(1, 2)]}, rule=rule)
        assert [each.reason.code for each in found.values()] == ["no-history"] * 2
        assert [each.method for each in found.values()] == ["straight-pace"] * 2


def test_years_before_business_began_are_no_history():
    began = {
        period: value if period.start.year > 2023 else euros("0") for period, value in HISTORY["de"].items()
    }

    status = attain(one(), {"de": euros("300")}, as_of=SPRING, history={"de": began})["de"]

    assert status.probability is None
    assert status.interval is None
    assert status.reason == Reason("business-begins", {"periods": 2, "needed": 3})


@pytest.mark.parametrize(("target", "probability"), [("100000", None), ("90000", 1.0)])
def test_what_has_outgrown_its_past_is_forecast_without_bounds(target, probability):
    tree = GoalTree.of([goal("de", target=target)])

    status = attain(tree, {"de": euros("90000")}, as_of=SPRING, history=HISTORY)["de"]

    assert status.forecast > euros("90000")
    assert status.interval is None
    assert status.distribution is None
    assert status.probability == probability
    assert status.reason == Reason("history-outgrown", {"times": 2})


@pytest.mark.parametrize("actual", ["0", "-10"])
def test_history_says_nothing_about_a_value_that_is_not_positive(actual):
    status = attain(one(), {"de": euros(actual)}, as_of=SPRING, history=HISTORY)["de"]

    assert status.method == "straight-pace"
    assert status.reason == Reason("history-not-comparable", {"periods": 3})


def test_unknown_leaves_leave_no_chance_in_the_middle_of_a_period():
    tree = GoalTree.of([goal("emea"), goal("de", "emea"), goal("fr", "emea")])
    history = {"de": HISTORY["de"], "fr": HISTORY["de"]}

    status = attain(tree, {"de": euros("300")}, as_of=SPRING, history=history)

    assert status["emea"].probability is None
    assert status["emea"].interval is None
    assert status["emea"].reason.code == "unknown-leaves"
    assert status["de"].probability is not None


def faults_of(actuals, **arguments):
    tree = GoalTree.of([goal("emea"), goal("de", "emea"), goal("fr", "emea")])
    with pytest.raises((InvalidValue, InvalidInput)) as caught:
        attain(tree, actuals, as_of=SPRING, **arguments)
    return [fault.path for fault in getattr(caught.value, "faults", (caught.value,))]


def test_values_of_wrong_goals_and_periods_are_refused_together():
    march, april = Period.month(2026, 3), Period.month(2026, 4)

    assert faults_of({"xx": euros(1), "emea": euros(1)}) == ["actuals[xx]", "actuals[emea]"]
    assert faults_of({"de": {Period.month(2025, 12): euros(1)}}) == ["actuals[de][2025-12]"]
    assert faults_of({"de": {march: euros(1), april: euros(1)}}) == ["actuals[de][2026-04]"]
    assert faults_of({"de": {march: euros(1), Period.quarter(2026, 1): euros(1)}}) == ["actuals[de][2026-03]"]
    assert faults_of({"de": {"2026-03": euros(1)}}) == ["actuals[de]"]
    assert faults_of({"de": 1.5}) == ["actuals[de]"]


def test_other_currencies_and_kinds_than_the_targets_are_refused():
    with pytest.raises(CurrencyMismatch) as caught:
        attain(one(), {"de": Money.of("1", "USD")}, as_of=SPRING)
    assert caught.value == CurrencyMismatch(path="actuals[de]", expected="EUR", found="USD")
    with pytest.raises(UnitMismatch):
        attain(one(), {"de": 5}, as_of=SPRING)


def test_the_moment_must_be_exact():
    with pytest.raises(InvalidValue, match="as_of"):
        attain(one(), {}, as_of=datetime(2026, 3, 31))


@pytest.mark.parametrize(("roots", "more"), [("abc", False), ("abcd", True)])
def test_three_goals_are_shown_and_that_there_are_more(roots, more):
    tree = GoalTree.of(Goal(id=each, measure="m", period=YEAR, target=1) for each in roots)
    shown = repr(attain(tree, dict.fromkeys(roots, 1), as_of=SPRING))

    assert ("'c': 100.0%, ...>" in shown, "'d'" in shown) == (more, False)


def test_a_status_is_read_by_id():
    status = attain(one(), {"de": euros("300")}, as_of=SPRING)

    assert (list(status), len(status), status.as_of) == (["de"], 1, datetime(2026, 4, 1, tzinfo=UTC))
    assert repr(status) == "<Status of 1 goals; 'de': 30.0%>"
    assert pickle.loads(pickle.dumps(status)) == status
    with pytest.raises(NotFound):
        status["xx"]


def test_the_frame_has_a_row_for_each_goal():
    tree = GoalTree.of([goal("emea"), goal("de", "emea"), goal("fr", "emea")])

    frame = attain(tree, {"de": euros("300")}, as_of=SPRING).to_frame()

    assert frame["goal"].tolist() == ["emea", "de", "fr"]
    assert frame["target"].tolist() == [tree[each].target.amount for each in ("emea", "de", "fr")]
    assert frame["parent"].tolist() == [None, "emea", "emea"]
    assert frame["actual"].tolist() == [Decimal("300.00"), Decimal("300.00"), None]
    assert frame["reason"].tolist() == ["no-history", "no-history", "no-actual"]
    assert Fraction(frame["attainment"].tolist()[0]) == Fraction(3, 10)


def test_forecasts_of_ratios_stand_as_quotients_in_the_frame():
    goals = [goal(name, target=Ratio.of(9, 10)) for name in ("de", "fr")]
    history = {"de": [(Ratio.of(7, 10), Ratio.of(8, 10)), (Ratio.of(6, 10), Ratio.of(7, 10))] * 2}
    status = attain(
        GoalTree.of(goals, measure=Measure(id="revenue", kind="ratio")),
        {"de": Ratio.of(8, 10), "fr": Ratio.of(1, 4)},
        as_of=SPRING,
        history=history,
    )

    # Of the one the present ratio is the forecast, of the other the past makes a number.
    assert [type(status[name].forecast) for name in ("de", "fr")] == [Decimal, Ratio]
    assert status.to_frame()["forecast"].tolist() == [status["de"].forecast, Decimal("0.25")]


def test_a_seasonality_of_another_kind_is_refused():
    with pytest.raises(InvalidValue, match="seasonality: 'x' is not valid here; use a Seasonality"):
        attain(one(), {}, as_of=SPRING, seasonality="x")

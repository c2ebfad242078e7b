"""The icicle and the fan show the figures that the judgement gave."""

from datetime import date

import pytest

pytest.importorskip("matplotlib", reason="charts need the extra plots")

from partnerkit import Money, Period, Ratio
from partnerkit.facts.goal import Measure
from partnerkit.goals import Goal, GoalTree, attain
from partnerkit.interop.plots import forecast_fan, goal_icicle
from partnerkit.values.errors import InvalidValue

YEAR = Period.year(2026)
MONTHS = YEAR.months()
TODAY = date(2026, 6, 30)


def eur(amount):
    return Money.of(amount, "EUR")


@pytest.fixture
def tree():
    goals = [
        ("emea", None, 100),
        ("de", "emea", 60),
        ("se", "emea", 40),
        ("shop", "de", 45),
        ("service", "de", 15),
    ]
    return GoalTree.of(
        Goal(id=goal, parent=parent, measure="revenue", period=YEAR, target=eur(target))
        for goal, parent, target in goals
    )


ACTUALS = {"shop": eur(30), "service": eur(3), "se": eur(22)}


def bars(chart):
    (axes,) = chart.figure.axes
    return [
        (round(each.get_x(), 4), round(each.get_width(), 4), -round(each.get_y() + 0.47))
        for each in axes.patches
    ]


def texts(chart):
    (axes,) = chart.figure.axes
    return [each.get_text() for each in axes.texts]


def test_each_goal_is_as_wide_as_its_target_and_stands_below_its_whole(tree):
    chart = goal_icicle(attain(tree, ACTUALS, as_of=TODAY))

    assert sorted(bars(chart)) == [
        (0.0, 0.15, 2), (0.0, 0.6, 1), (0.0, 1.0, 0), (0.15, 0.45, 2), (0.6, 0.4, 1),
    ]  # fmt: skip
    assert "emea\n55%" in texts(chart)
    assert chart.alt == "Goals as wide as their targets, on Jun 30, 2026: 5; reached so far: 55%."


def test_below_the_levels_asked_for_nothing_is_drawn(tree):
    assert len(bars(goal_icicle(attain(tree, ACTUALS, as_of=TODAY), levels=2))) == 3


def test_what_is_not_known_is_gray_and_says_so(tree):
    chart = goal_icicle(attain(tree, {}, as_of=TODAY), locale="sv", names={"emea": "Europa"})

    assert "Europa\ninte känt" in texts(chart)
    assert chart.alt.endswith("uppnått hittills: ?.")


def test_a_name_never_leaves_its_goal():
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    sizes = [3000, 700, 600, 420, 310, 280, 240, 150, 100, 60, 30, 9, 2]
    goals = [("all", None, sum(sizes)), *((f"part-{at}", "all", size) for at, size in enumerate(sizes))]
    tree = GoalTree.of(
        Goal(id=goal, parent=parent, measure="revenue", period=YEAR, target=eur(target))
        for goal, parent, target in goals
    )
    names = {f"part-{at}": "Maschinenhandel WMWM GmbH & Co. KG"[: 40 - at] for at in range(len(sizes))}
    chart = goal_icicle(attain(tree, {"part-0": eur(900)}, as_of=TODAY), names=names)
    canvas = FigureCanvasAgg(chart.figure)
    canvas.draw()
    (axes,) = chart.figure.axes

    cells = [each.get_window_extent(canvas.get_renderer()) for each in axes.patches]
    said = [each for each in axes.texts if each.get_transform() != axes.transAxes]
    assert len(axes.texts) == len(said) + 1
    assert axes.texts[-1].get_text() == f"too narrow for a name: {len(goals) - len(said)}"
    for each in said:
        box = each.get_window_extent(canvas.get_renderer())
        (cell,) = [cell for cell in cells if cell.contains((box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2)]
        assert (cell.x0 <= box.x0, box.x1 <= cell.x1) == (True, True), each.get_text()
        assert (cell.y0 <= box.y0, box.y1 <= cell.y1) == (True, True), each.get_text()


@pytest.mark.parametrize(
    "name", ["$a_$x^", "\N{CJK UNIFIED IDEOGRAPH-5C71}" * 4, "\N{THAI CHARACTER MAI EK}"]
)
def test_any_name_may_stand_in_a_goal(tree, name):
    chart = goal_icicle(attain(tree, ACTUALS, as_of=TODAY), names={"emea": name})

    assert f">{name}<" in chart.svg()


def test_parts_that_exceed_their_whole_stay_below_it():
    tree = GoalTree.of(
        Goal(id=goal, parent=parent, measure="revenue", period=YEAR, target=eur(target))
        for goal, parent, target in (("de", None, 50), ("north", "de", 75), ("south", "de", 25))
    )

    assert (0.75, 0.25, 1) in bars(goal_icicle(attain(tree, {}, as_of=TODAY)))


def test_the_fan_ends_where_the_forecasts_end(tree):
    came = {month: eur(5) for month in MONTHS[:6]}
    past = [month for year in range(2022, 2026) for month in Period.year(year).months()]
    history = {"se": {month: eur(3 + at * 7 % 5) for at, month in enumerate(past)}}
    actuals = {**ACTUALS, "se": came}
    levels = [attain(tree, actuals, as_of=TODAY, history=history, level=level) for level in (0.5, 0.9)]
    chart = forecast_fan(levels, "se", {**came, MONTHS[6]: eur(999)})
    (axes,) = chart.figure.axes
    ends = {line.get_label(): line.get_ydata()[-1] for line in axes.lines}

    assert ends == {"came in": 30.0, "forecast": float(levels[0]["se"].forecast.amount), "goal": 40.0}
    assert len(axes.collections) == 2
    assert axes.get_ylabel() == "EUR"
    assert chart.alt.startswith("se: €30.00 came in by Jun 30, 2026 of €40.00; expected in the end: ")


def test_a_goal_is_told_as_it_stands_below_nothing_and_beyond_its_target():
    tree = GoalTree.of(
        Goal(id=goal, measure="revenue", period=YEAR, target=eur(50)) for goal in ("back", "beyond")
    )
    chart = goal_icicle(attain(tree, {"back": eur(-30), "beyond": eur(60)}, as_of=TODAY))
    back, beyond = chart.figure.axes[0].patches

    assert {"back\n-60%", "beyond\n120%"} <= set(texts(chart))
    assert back.get_facecolor() != beyond.get_facecolor()


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York"])
def test_a_day_ends_where_it_ended_for_the_goals(tree, zone):
    came = {month: eur(5) for month in MONTHS[:6]}
    status = attain(tree, {**ACTUALS, "se": came}, as_of=TODAY, zone=zone)
    chart = forecast_fan([status], "se", came, zone=zone)

    assert chart.figure.axes[0].lines[0].get_ydata()[-1] == 30.0
    assert "came in by Jun 30, 2026 of" in chart.alt
    assert "on Jun 30, 2026:" in goal_icicle(status, zone=zone).alt


def test_what_went_back_below_nothing_is_seen(tree):
    came = {month: eur(-5) for month in MONTHS[:6]}
    chart = forecast_fan([attain(tree, {**ACTUALS, "se": came}, as_of=TODAY)], "se", came)

    assert chart.figure.axes[0].get_ylim()[0] < -60


def test_a_fan_without_history_has_no_shade(tree):
    chart = forecast_fan([attain(tree, ACTUALS, as_of=TODAY)], "de", {})

    (axes,) = chart.figure.axes
    assert not axes.collections
    assert axes.lines[0].get_ydata().tolist() == [0.0, 33.0]


def test_ratios_have_no_fan():
    margin = Measure(id="margin", kind="ratio")
    goals = [Goal(id="de", measure="margin", period=YEAR, target=Ratio.of(30, 100))]
    status = attain(GoalTree.of(goals, measure=margin), {}, as_of=TODAY)

    with pytest.raises(InvalidValue, match="use a goal whose parts add up over time, no ratio"):
        forecast_fan([status], "de", {})
    with pytest.raises(InvalidValue, match="give the status for at least one level"):
        forecast_fan([], "de", {})
